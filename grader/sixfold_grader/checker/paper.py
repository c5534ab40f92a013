"""An ordinary nbgrader notebook as its author wrote it: which cell is whose, and what a test cell earns.

Pure: reads and decides, runs nothing.
"""

from __future__ import annotations

import ast
import math
import numbers
import symtable
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

Role = Literal["plain", "locked", "solution", "test"]


@dataclass(frozen=True)
class AuthorCell:
    """One code cell in the author's own text, hidden tests and solutions included.

    `role` says who may change it: `plain` and `solution` cells are the trainee's, `locked` and `test`
    cells the author's. `points` is what a test cell can earn.
    """

    id: str
    role: Role
    source: str
    points: float = 0.0

    @cached_property
    def python(self) -> str:
        """The source with magics turned into calls of `get_ipython()`, as IPython does."""
        if _parsed(self.source) is not None:
            return self.source
        from IPython.core.inputtransformer2 import TransformerManager

        transformed: str = TransformerManager().transform_cell(self.source)
        return transformed

    @cached_property
    def names(self) -> frozenset[str]:
        """Global names that the cell binds."""
        if _parsed(self.python) is None:
            return frozenset()
        return frozenset(_bound(symtable.symtable(self.python, self.id, "exec"), top=True))

    @cached_property
    def imports(self) -> ast.Module:
        """The cell's imports alone."""
        tree = _parsed(self.python) or ast.Module([], [])
        kept = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        return ast.Module(body=list(kept), type_ignores=[])


@dataclass(frozen=True)
class Paper:
    """A notebook of an ordinary assignment.

    Parameters
    ----------
    notebook : str
        Its name, without suffix.
    release : Path
        What trainees got.
    beside : Path
        Folder with the author's other files.
    cells : tuple of AuthorCell
        All code cells, in order.
    """

    notebook: str
    release: Path
    beside: Path
    cells: tuple[AuthorCell, ...]

    @property
    def tests(self) -> dict[str, AuthorCell]:
        """The test cells by id."""
        return {cell.id: cell for cell in self.cells if cell.role == "test"}

    @cached_property
    def trainees_names(self) -> frozenset[str]:
        """Names that the author's solution, too, binds where a trainee answers."""
        return self._names("solution", "plain") - {
            alias for cell in self.cells if cell.role == "plain" for alias in _aliases(cell.imports)
        }

    @cached_property
    def authors_names(self) -> frozenset[str]:
        """Names that are the author's alone: a trainee's thing of that name is never taken for them."""
        imported = {alias for cell in self.cells if cell.role == "plain" for alias in _aliases(cell.imports)}
        return (self._names("locked", "test") | imported) - self.trainees_names

    def _names(self, *roles: Role) -> frozenset[str]:
        return frozenset(name for cell in self.cells if cell.role in roles for name in cell.names)

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON data."""
        cells = [{"id": c.id, "role": c.role, "source": c.source, "points": c.points} for c in self.cells]
        return {
            "notebook": self.notebook,
            "release": str(self.release),
            "beside": str(self.beside),
            "cells": cells,
        }

    @staticmethod
    def from_json(data: dict[str, Any]) -> Paper:
        """Read back what `to_json` gave."""
        cells = tuple(AuthorCell(**cell) for cell in data["cells"])
        return Paper(data["notebook"], Path(data["release"]), Path(data["beside"]), cells)


def points_for(value: object, maximum: float) -> float:
    """Return the points of a test cell that raised nothing, from the value of its last expression.

    A real number is a partial score, bounded by 0 and `maximum`; one that is not finite earns nothing.
    Everything else, truth values too, is no score: the cell earns all its points.
    """
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        return maximum
    score = float(value)
    return min(max(score, 0.0), maximum) if math.isfinite(score) else 0.0


def split_value(source: str) -> tuple[ast.Module, ast.Expression | None]:
    """Split a cell into its statements and the last expression that a notebook would show.

    Raises
    ------
    SyntaxError
        It is not Python.
    """
    tree = ast.parse(source)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr) or source.rstrip().endswith(";"):
        return tree, None
    return ast.Module(body=tree.body[:-1], type_ignores=[]), ast.Expression(last.value)


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _aliases(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)


def _bound(table: symtable.SymbolTable, *, top: bool) -> Iterator[str]:
    for symbol in table.get_symbols():
        bound = symbol.is_assigned() or symbol.is_imported()
        if bound and (top or symbol.is_declared_global()):
            yield symbol.get_name()
    for child in table.get_children():
        yield from _bound(child, top=False)
