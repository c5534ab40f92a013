"""Does a cell do more than define things? If not, copying the names keeps the state before it."""

from __future__ import annotations

import ast

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Pass)


def has_effects(source: str) -> bool:
    """Return whether running the cell may change objects that were there before it.

    Unsure means yes: magics, and whatever cannot be parsed. Calls hide effects, so any call outside
    a function's body counts.
    """
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True
    return not all(_only_defines(statement) for statement in body)


def _only_defines(statement: ast.stmt) -> bool:
    if isinstance(statement, _DEFINITIONS):
        return True
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.Assign):
        plain = all(isinstance(target, ast.Name) for target in statement.targets)
        return plain and not any(isinstance(node, ast.Call | ast.Await) for node in ast.walk(statement.value))
    return False
