"""Cells to nbformat 4.5 notebooks, byte-identical for the same source."""

from __future__ import annotations

import json
from typing import Any

from sixfold_grader.blueprint import Language

Cell = dict[str, Any]
Notebook = dict[str, Any]


def markdown(source: str, **metadata: Any) -> Cell:
    """Return a markdown cell."""
    return {"cell_type": "markdown", "metadata": metadata, "source": source}


def code(source: str, **metadata: Any) -> Cell:
    """Return a code cell without outputs."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": metadata,
        "outputs": [],
        "source": source,
    }


def nbgrader(
    grade_id: str, *, points: int | None = None, solution: bool = False, locked: bool = False
) -> dict[str, Any]:
    """Return nbgrader's cell metadata; `points` makes it a grade cell."""
    metadata: dict[str, Any] = {
        "grade": points is not None,
        "grade_id": grade_id,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    return metadata if points is None else {**metadata, "points": points}


def notebook(cells: list[Cell], language: Language) -> Notebook:
    """Number the cells and wrap them; the language is kept in the metadata."""
    return {
        "cells": [{"id": f"c{number:03}", **cell} for number, cell in enumerate(cells, start=1)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "sixfold": {"language": language},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def to_bytes(book: Notebook) -> bytes:
    """Serialise deterministically."""
    return (json.dumps(book, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
