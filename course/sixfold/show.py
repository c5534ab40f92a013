"""Values as short text, for the messages of self-checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LONGEST = 240
ROWS, COLUMNS = 6, 8


def show(value: object) -> str:
    """`value` as code of at most `LONGEST` characters, or as a small table."""
    import pandas as pd

    if isinstance(value, pd.DataFrame | pd.Series):
        return _table(value)
    try:
        shown = repr(_plain_number(value))
    except Exception as error:  # a trainee's own class may have a broken __repr__
        shown = f"<{type(value).__name__}: {type(error).__name__}>"
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]} …"


def call(function: str, args: tuple[object, ...], kwargs: Mapping[str, object]) -> str:
    """A call as one would type it; tables are named and shown below it."""
    tables: list[str] = []
    inside = [_argument(value, tables) for value in args]
    inside += [f"{key}={_argument(value, tables)}" for key, value in kwargs.items()]
    return "\n".join([f"{function}({', '.join(inside)})", *tables])


def _argument(value: object, tables: list[str]) -> str:
    shown = show(value)
    if "\n" not in shown:
        return shown
    name = f"{type(value).__name__.lower()}_{len(tables) + 1}"
    tables.append(f"{name} =\n{shown}")
    return name


def _plain_number(value: object) -> object:
    """A NumPy scalar as Python's own: `2.0`, not `np.float64(2.0)`."""
    import numpy as np

    return value.item() if isinstance(value, np.number | np.bool_) else value


def _table(value: Any) -> str:
    """The first rows and what is left out."""
    kind = type(value).__name__
    shape = " × ".join(map(str, value.shape))
    head = value.head(ROWS)
    body = head.to_string(max_cols=COLUMNS) if kind == "DataFrame" else head.to_string()
    more = "\n…" if len(value) > ROWS else ""
    return f"{kind} {shape}\n{body}{more}"
