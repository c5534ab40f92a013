"""Is what came back what was expected? Returns the first difference in words, or None."""

from __future__ import annotations

import datetime
import math
import numbers
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sixfold.language import t
from sixfold.show import show


def difference(got: object, want: object, tolerance: float = 1e-9) -> str | None:
    """Say where `got` first differs from `want`.

    Numbers agree within `tolerance`, absolute or relative, whichever is wider; 2 and 2.0 agree, True and 1 do
    not. Missing numbers (NaN, NaT, NA) agree with each other, but not with None. A list agrees with a tuple.
    The order of a table's columns does not matter, nor does a plain 0, 1, 2 … index.

    Returns
    -------
    str or None
        The difference in the current language, or None where they agree.
    """
    kind = _kind(want)
    if _kind(got) != kind:
        return t("differ.type", got=_name(got), want=_name(want))
    return _COMPARERS[kind](got, want, tolerance)


def _kind(value: object) -> str:
    for kind, types in _KINDS.items():
        if isinstance(value, types):
            return kind
    return "other"


def _name(value: object) -> str:
    return "None" if value is None else f"{type(value).__name__} ({show(value).splitlines()[0]})"


def _number(got: Any, want: Any, tolerance: float) -> str | None:
    if pd.isna(got) or pd.isna(want):
        return None if pd.isna(got) and pd.isna(want) else _unequal(got, want, tolerance)
    if math.isclose(got, want, rel_tol=tolerance, abs_tol=tolerance):
        return None
    return _unequal(got, want, tolerance)


def _unequal(got: Any, want: Any, _tolerance: float) -> str:
    return t("differ.value", got=show(got), want=show(want))


def _plain(got: Any, want: Any, tolerance: float) -> str | None:
    return None if got == want else _unequal(got, want, tolerance)


def _time(got: Any, want: Any, tolerance: float) -> str | None:
    try:
        return None if pd.Timestamp(got) == pd.Timestamp(want) else _unequal(got, want, tolerance)
    except TypeError:  # one has a time zone, the other has none
        return _unequal(got, want, tolerance)


def _sequence(got: Sequence[Any], want: Sequence[Any], tolerance: float) -> str | None:
    if len(got) != len(want):
        return t("differ.length", got=len(got), want=len(want))
    return _first(((t("differ.position", position=i), a, b) for i, (a, b) in _numbered(got, want)), tolerance)


def _numbered(got: Sequence[Any], want: Sequence[Any]) -> Any:
    return enumerate(zip(got, want, strict=True))


def _mapping(got: Mapping[Any, Any], want: Mapping[Any, Any], tolerance: float) -> str | None:
    if got.keys() != want.keys():
        return _names("differ.keys", got, want)
    return _first(((t("differ.key", key=show(key)), got[key], want[key]) for key in want), tolerance)


def _names(key: str, got: Any, want: Any) -> str:
    missing = [name for name in want if name not in got]
    extra = [name for name in got if name not in want]
    return t(key, missing=show(missing), extra=show(extra))


def _array(got: np.ndarray[Any, Any], want: np.ndarray[Any, Any], tolerance: float) -> str | None:
    if got.shape != want.shape:
        return t("differ.shape", got=got.shape, want=want.shape)
    return _cells(pd.Series(got.ravel()), pd.Series(want.ravel()), tolerance)


def _series(got: pd.Series[Any], want: pd.Series[Any], tolerance: float) -> str | None:
    if len(got) != len(want):
        return t("differ.length", got=len(got), want=len(want))
    if not isinstance(want.index, pd.RangeIndex) and (
        index := _cells(_labels(got), _labels(want), tolerance)
    ):
        return t("differ.index", difference=index)
    return _cells(got, want, tolerance)


def _labels(table: Any) -> pd.Series[Any]:
    return pd.Series(table.index.to_numpy())


def _frame(got: pd.DataFrame, want: pd.DataFrame, tolerance: float) -> str | None:
    if set(got.columns) != set(want.columns):
        return _names("differ.columns", list(got.columns), list(want.columns))
    for column in want.columns:
        found = _series(got[column], want[column], tolerance)
        if found:
            return t("differ.column", column=column, difference=found)
    return None


def _cells(got: pd.Series[Any], want: pd.Series[Any], tolerance: float) -> str | None:
    """Compare two columns of equal length: numbers at once, anything else one by one."""
    if pd.api.types.is_numeric_dtype(got) and pd.api.types.is_numeric_dtype(want):
        left, right = (s.to_numpy(dtype=float, na_value=np.nan) for s in (got, want))
        wrong = np.flatnonzero(~np.isclose(left, right, rtol=tolerance, atol=tolerance, equal_nan=True))
        rows = [int(wrong[0])] if len(wrong) else []
    else:
        rows = list(range(len(want)))
    return _first(((t("differ.row", row=row), got.iloc[row], want.iloc[row]) for row in rows), tolerance)


def _first(pairs: Any, tolerance: float) -> str | None:
    for where, got, want in pairs:
        found = difference(got, want, tolerance)
        if found:
            return f"{where}{t('check.colon')}{found}"
    return None


# In this order: NaT is a missing number before it is a time, and True is a Boolean before it is a number.
_KINDS: dict[str, Any] = {
    "none": type(None),
    "boolean": (bool, np.bool_),
    "number": (numbers.Real, np.number, type(pd.NaT), type(pd.NA)),
    "text": str,
    "time": (pd.Timestamp, datetime.date, np.datetime64),
    "frame": pd.DataFrame,
    "series": pd.Series,
    "array": np.ndarray,
    "mapping": Mapping,
    "sequence": (list, tuple),
}
_COMPARERS: dict[str, Callable[[Any, Any, float], str | None]] = {
    "number": _number,
    "time": _time,
    "frame": _frame,
    "series": _series,
    "array": _array,
    "mapping": _mapping,
    "sequence": _sequence,
    **dict.fromkeys(("none", "boolean", "text", "other"), _plain),
}
