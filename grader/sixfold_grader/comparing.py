"""What equals what: values that came from a trainee against values of ours.

Type and shape come before values, so that NaN, empty tables, broadcasting and `True == 1` never pass by
accident. Another form of the right answer passes:

- a whole number for a float, of Python's or NumPy's types; never a bool for a number or the reverse
- a tuple, a one-dimensional array, a Series or an Index for a list: the order counts, an index does not
- a date for its midnight and the reverse; a time with a zone is never one without
- NaN equals NaN; in a table NaN, NaT, pd.NA and None are one missing value
- in a table a category for its text, an object column for a typed one, any order of columns; no index counts

Whatever plain data came, nothing but `Failed` is raised because of it. What is wrong with *our* side of a
comparison raises ValueError: that is the author's mistake.
"""

from __future__ import annotations

import datetime as dt
import math
import reprlib
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

Value = Any  # plain data as it came over the wire

_SHORT = reprlib.Repr()
_SHORT.maxlevel, _SHORT.maxlist, _SHORT.maxtuple, _SHORT.maxdict, _SHORT.maxset = 3, 20, 10, 10, 10
_MISSING = ("missing",)
_OWN_LABELS = {str, int, pd.Timestamp}
_LISTS = (list, tuple, pd.Series, pd.Index, pd.api.extensions.ExtensionArray)


class Failed(Exception):
    """The trainee's answer to one part is wrong.

    Parameters
    ----------
    key : str
        Message key in `messages.toml`.
    facts : object
        Values for the message; they are kept as short texts.
    """

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.key = key
        self.facts = {name: brief(value) for name, value in facts.items()}


class Tolerance(NamedTuple):
    """How far numbers may differ: `atol`, or `rtol` times the size of ours."""

    rtol: float
    atol: float


EXACT = Tolerance(0.0, 0.0)


def brief(value: Value) -> str:
    """Return a short text for a value, whatever its size; of a table its type and shape."""
    if isinstance(value, pd.DataFrame | pd.Series | np.ndarray):
        return f"{type_name(value)} {'×'.join(map(str, value.shape))}"
    try:
        return (_SHORT.repr(value) if isinstance(value, list | tuple | set | dict) else str(value))[:200]
    except ValueError:  # an integer of thousands of digits
        return type_name(value)


def type_name(value: Value) -> str:
    """Name a value's type as a trainee knows it."""
    return "None" if value is None else type(value).__name__


def number(got: Value) -> float:
    """Return a number that is not a bool as a float, NaN too."""
    if _kind(got) != "number":
        raise Failed("type", got=type_name(got), want="number")
    try:
        return float(got)
    except OverflowError:
        raise Failed("value", got=got, want="number") from None


def compare(got: Value, want: Value, within: Tolerance) -> None:
    """Require the same kind, the same shape, then the same values."""
    if isinstance(want, pd.DataFrame):
        compare_frames(got, want, None, within)
    elif isinstance(want, np.ndarray) and want.ndim != 1:
        _compare_arrays(got, want, within)
    elif _kind(got) != _kind(want):
        raise Failed("type", got=type_name(got), want=type_name(want))
    elif _kind(want) == "list":
        _compare_lists(_items(got), _items(want), within)
    elif isinstance(want, dict):
        _compare_dicts(got, want, within)
    elif isinstance(want, set | frozenset):
        if Counter(map(label, got)) != Counter(map(label, want)):
            raise Failed("value", got=got, want=want)
    elif not _same(got, want, within):
        raise Failed("value", got=got, want=want)


def compare_frames(got: Value, want: pd.DataFrame, key: Sequence[str] | None, within: Tolerance) -> None:
    """Require `want`'s columns and rows: matched on `key`, or in this order if it is None."""
    if not isinstance(got, pd.DataFrame):
        raise Failed("type", got=type_name(got), want="DataFrame")
    theirs = {label(name): column for name, column in got.items()}
    ours = {label(name): column for name, column in want.items()}
    if theirs.keys() != ours.keys() or len(theirs) != len(got.columns):
        raise Failed("columns", got=list(got.columns), want=list(want.columns))
    if len(got) != len(want):
        raise Failed("rows", got=len(got), want=len(want))
    rows = None
    if key is not None:
        keys = [label(name) for name in key]
        rows = _matching([theirs[name] for name in keys], [ours[name] for name in keys], ", ".join(key))
    for name, column in ours.items():
        _compare_columns(theirs[name], column, str(column.name), rows, within)


def compare_series(got: Value, want: pd.Series[Any], within: Tolerance) -> None:
    """Require `want`'s labels, in any order, and a value for each."""
    if not isinstance(got, pd.Series):
        raise Failed("type", got=type_name(got), want="Series")
    if len(got) != len(want):
        raise Failed("rows", got=len(got), want=len(want))
    rows = _matching([got.index], [want.index], "index")
    _compare_columns(got, want, str(want.name or "values"), rows, within)


def label(value: Value) -> Hashable:
    """Return a stand-in by which a value is looked up: equal for what counts as equal, never a trap."""
    if type(value) in _OWN_LABELS:
        return value  # type: ignore[no-any-return]
    if _is_missing(value):
        return _MISSING
    kind = _kind(value)
    if kind == "bool":
        return "bool", bool(value)
    if kind == "moment":
        return value if isinstance(value, pd.Timestamp) else pd.Timestamp(value)
    if isinstance(value, tuple):
        return ("tuple", *map(label, value))
    if kind in ("number", "str", "span", "time"):
        return value  # type: ignore[no-any-return]
    return object()  # equals nothing


def _is_missing(value: Value) -> bool:
    if isinstance(value, float):
        return math.isnan(value)
    return value is None or value is pd.NaT or value is pd.NA


def _kind(value: Value) -> str:
    """Name what a value may be compared with."""
    if isinstance(value, bool | np.bool_):
        return "bool"
    if isinstance(value, dt.timedelta) and value is not pd.NaT:
        return "span"
    if isinstance(value, int | float | np.integer | np.floating):
        return "number"
    if isinstance(value, dt.date) and value is not pd.NaT:
        return "moment"
    if isinstance(value, _LISTS) or (isinstance(value, np.ndarray) and value.ndim == 1):
        return "list"
    if isinstance(value, str):
        return "str"
    return "set" if isinstance(value, frozenset) else type_name(value)


def _same(got: Value, want: Value, within: Tolerance) -> bool:
    """Compare two scalars of one kind."""
    return _near(got, want, within) if _kind(want) == "number" else bool(label(got) == label(want))


def _near(got: Value, want: Value, within: Tolerance) -> bool:
    try:
        found, ours = float(got), float(want)
    except OverflowError:
        return bool(got == want)
    if found == ours:
        return bool(within.rtol or within.atol or got == want)  # floats may hide a difference of integers
    if math.isnan(ours):
        return math.isnan(found)
    return abs(found - ours) <= within.atol + within.rtol * abs(ours) < math.inf


def _items(values: Value) -> list[Value]:
    if isinstance(values, np.ndarray) and values.dtype.kind in "mM":  # NumPy would make them numbers
        return pd.Series(values).tolist()
    return values.tolist() if isinstance(values, np.ndarray | pd.Series) else list(values)


def _compare_lists(got: list[Value], want: list[Value], within: Tolerance) -> None:
    if len(got) != len(want):
        raise Failed("length", got=len(got), want=len(want))
    for one, other in zip(got, want, strict=True):
        compare(one, other, within)


def _compare_dicts(got: dict[Value, Value], want: dict[Value, Value], within: Tolerance) -> None:
    named = {label(key): value for key, value in got.items()}
    if set(named) != set(map(label, want)) or len(named) != len(got):
        raise Failed("keys", got=sorted(map(brief, got)), want=sorted(map(brief, want)))
    for key, value in want.items():
        compare(named[label(key)], value, within)


def _compare_arrays(got: Value, want: np.ndarray[Any, Any], within: Tolerance) -> None:
    if not isinstance(got, np.ndarray):
        raise Failed("type", got=type_name(got), want="ndarray")
    if got.shape != want.shape:
        raise Failed("shape", got=got.shape, want=want.shape)
    _compare_lists(_items(got.ravel()), _items(want.ravel()), within)


def _matching(got: Sequence[Any], want: Sequence[Any], column: str) -> list[int]:
    """Return for each row of `want` the position of the row of `got` with the same labels."""
    places: dict[object, int] = dict.fromkeys(_rows(want), -1)
    if len(places) != len(want[0]):
        raise ValueError(f"the rows wanted are not unique in {column}")
    odd: list[object] = []
    for place, name in enumerate(_rows(got)):  # looked up among ours: theirs may be chosen to be slow
        if places.get(name) == -1:
            places[name] = place
        else:
            odd.append(name)  # not wanted, or there already
    if odd:
        lost = next(name for name, place in places.items() if place == -1)
        raise Failed("cell", column=column, got=odd[0], want=lost)
    return list(places.values())


def _rows(columns: Sequence[Any]) -> list[tuple[Hashable, ...]]:
    return list(zip(*map(_labels, columns), strict=True))


def _labels(column: Any) -> list[Hashable]:
    values = column.tolist()
    return values if _OWN_LABELS.issuperset(map(type, values)) else [label(value) for value in values]


def _compare_columns(
    got: pd.Series[Any], want: pd.Series[Any], column: str, rows: list[int] | None, within: Tolerance
) -> None:
    """Compare each value of `want` with the one of `got` in the same row, or in the row of that number."""
    if want.empty:
        return
    wanted = _floats(want)
    found = _floats(got) if wanted is not None else None
    if wanted is not None and found is not None:
        same = _all_near(found if rows is None else found[rows], wanted, within)
    elif wanted is not None:
        raise Failed("dtype", column=column, got=got.dtype, want=want.dtype)
    else:
        cells, ours = got.tolist(), want.tolist()
        cells = cells if rows is None else [cells[row] for row in rows]
        same = np.array([_same_cell(a, b, within) for a, b in zip(cells, ours, strict=True)])
    if not same.all():
        worst = int(np.argmin(same))
        place = worst if rows is None else rows[worst]
        raise Failed("cell", column=column, got=got.iloc[place], want=want.iloc[worst])


def _same_cell(got: Value, want: Value, within: Tolerance) -> bool:
    if type(got) is type(want) is str:
        return got == want
    if _is_missing(got) or _is_missing(want):
        return _is_missing(got) and _is_missing(want)
    return _kind(got) == _kind(want) and _same(got, want, within)


def _floats(column: pd.Series[Any]) -> np.ndarray[Any, Any] | None:
    """Return a column of numbers as floats; None if it holds anything else but missing values."""
    if column.dtype.kind in "iuf":
        plain = isinstance(column.dtype, np.dtype)
        return column.to_numpy(float) if plain else column.to_numpy(float, na_value=np.nan)
    if column.dtype != object:
        return None
    try:
        floats = [math.nan if _is_missing(value) else number(value) for value in column]
    except Failed:  # no number, or one above all floats
        return None
    return None if column.isna().all() else np.array(floats)


def _all_near(
    got: np.ndarray[Any, Any], want: np.ndarray[Any, Any], within: Tolerance
) -> np.ndarray[Any, Any]:
    """Return where floats agree, NaN with NaN: `numpy.isclose` at a fraction of its cost."""
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.abs(got - want) <= within.atol + within.rtol * np.abs(want)
    same: np.ndarray[Any, Any] = near & np.isfinite(want) | (got == want) | np.isnan(got) & np.isnan(want)
    return same
