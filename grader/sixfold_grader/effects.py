"""Does a cell do more than define things? If not, copying the names keeps the state before it."""

from __future__ import annotations

import ast


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
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.FunctionDef() | ast.AsyncFunctionDef():  # its decorators, defaults and annotations run
            return not statement.decorator_list and not _calls(statement.args, statement.returns)
        case ast.ClassDef():
            runs = statement.decorator_list or _calls(*statement.bases, *statement.keywords)
            return not runs and all(map(_only_defines, statement.body))
        case ast.Assign():
            plain = all(isinstance(target, ast.Name) for target in statement.targets)
            return plain and not _calls(statement.value)
        case ast.AnnAssign(target=ast.Name()):
            return not _calls(statement.annotation, statement.value)
    return False


def _calls(*parts: ast.AST | None) -> bool:
    hidden = ast.Call | ast.Await | ast.NamedExpr
    return any(isinstance(node, hidden) for part in parts if part is not None for node in ast.walk(part))
