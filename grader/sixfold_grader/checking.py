"""What `checks.py` is written with: parts, trials, comparisons.

A check calls the trainee's function through a `Trial`, gets plain data back and compares it here,
in the checker's process. Type and shape are checked before values, so that NaN, empty frames,
broadcasting and `True == 1` never pass by accident.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol

import numpy as np
import pandas as pd

Value = Any  # plain data as it came over the wire


class Failed(Exception):
    """The trainee's answer to one part is wrong.

    Parameters
    ----------
    key : str
        Message key in `messages.toml`.
    facts : object
        Values for the message: short, already plain text or numbers.
    """

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.key = key
        self.facts = {name: str(value)[:200] for name, value in facts.items()}


class Caller(Protocol):
    """Anything that can call a function of the trainee's by name."""

    def call(self, function: str, args: Sequence[Value], kwargs: dict[str, Value]) -> Value:
        """Return plain data, or raise `Failed`."""


@dataclass(frozen=True)
class Part:
    """One separately scored part of an item; points stand in the blueprint."""

    item: str
    name: str
    check: Callable[[Trial], None]
    en: str
    zh: str


def part(item: str, name: str, *, en: str, zh: str) -> Callable[[Callable[[Trial], None]], Part]:
    """Declare a check as part `name` of `item`; `en` and `zh` tell a trainee what it asks for."""

    def declare(check: Callable[[Trial], None]) -> Part:
        return Part(item, name, check, en, zh)

    return declare


def parts_of(checks: ModuleType) -> dict[tuple[str, str], Part]:
    """Return every part that a checks module declares, by (item, part)."""
    return {(p.item, p.name): p for p in vars(checks).values() if isinstance(p, Part)}


def derive_seeds(exam_seed: str, item: str, count: int = 3) -> tuple[int, ...]:
    """Derive the seeds of an item's fresh data from the exam's secret.

    Parameters
    ----------
    exam_seed : str
        The secret of this exam.
    item : str
        Item id; each item has its own seeds.
    count : int
        How many.

    Returns
    -------
    tuple of int
        Seeds in [0, 2**32).
    """
    digests = (hashlib.sha256(f"{exam_seed}/{item}/{i}".encode()).digest() for i in range(count))
    return tuple(int.from_bytes(digest[:4], "big") for digest in digests)


class Trial:
    """One part's dialogue with the trainee's function.

    Parameters
    ----------
    caller : Caller
        Calls functions in the box.
    seeds : tuple of int
        Secret seeds for fresh data, at least three.
    """

    def __init__(self, caller: Caller, seeds: tuple[int, ...]) -> None:
        self._caller = caller
        self.seeds = seeds

    def call(self, function: str, *args: Value, **kwargs: Value) -> Value:
        """Call the trainee's function with plain data; what comes back is plain data."""
        return self._caller.call(function, args, kwargs)

    def none(self, got: Value) -> None:
        """Require `None`."""
        if got is not None:
            raise Failed("type", got=type_name(got), want="None")

    def equal(self, got: Value, want: Value) -> None:
        """Require the same type family and the same value (text, bool, int, lists, dicts, dates)."""
        _require_kind(got, want)
        if isinstance(want, list | tuple):
            _require_length(got, want)
            for one, other in zip(got, want, strict=True):
                self.equal(one, other)
        elif isinstance(want, dict):
            self._each_key(got, want, self.equal)
        elif got != want:
            raise Failed("value", got=got, want=want)

    def close(self, got: Value, want: Value, *, rtol: float = 1e-6, atol: float = 1e-9) -> None:
        """Require numbers within a tolerance: a number, or a list/dict of numbers and `None`."""
        if want is None:
            self.none(got)
        elif isinstance(want, list | tuple):
            _require_kind(got, want)
            _require_length(got, want)
            for one, other in zip(got, want, strict=True):
                self.close(one, other, rtol=rtol, atol=atol)
        elif isinstance(want, dict):
            self._each_key(got, want, lambda a, b: self.close(a, b, rtol=rtol, atol=atol))
        else:
            if not _is_close(self.number(got), float(want), rtol, atol):
                raise Failed("value", got=got, want=want)

    def number(self, got: Value) -> float:
        """Require a finite or NaN number that is not a bool; return it."""
        if isinstance(got, bool | np.bool_) or not isinstance(got, int | float | np.number):
            raise Failed("type", got=type_name(got), want="number")
        try:
            return float(got)
        except OverflowError:
            raise Failed("value", got=got, want="number") from None

    def between(self, got: Value, low: float, high: float) -> None:
        """Require `low <= got <= high`."""
        if not low <= self.number(got) <= high:
            raise Failed("range", got=got, low=f"{low:.6g}", high=f"{high:.6g}")

    def frame_close(
        self,
        got: Value,
        want: pd.DataFrame,
        *,
        key: Sequence[str],
        rtol: float = 1e-6,
        atol: float = 1e-9,
    ) -> None:
        """Require a DataFrame with `want`'s columns and rows, in any row order.

        Rows are matched on the `key` columns, which must be unique; NaN equals NaN. The index and
        the order of columns do not count, extra columns do.
        """
        if not isinstance(got, pd.DataFrame):
            raise Failed("type", got=type_name(got), want="DataFrame")
        if sorted(map(str, got.columns)) != sorted(want.columns):
            raise Failed("columns", got=list(got.columns), want=list(want.columns))
        if len(got) != len(want):
            raise Failed("rows", got=len(got), want=len(want))
        if want.empty:
            return
        aligned = got.take(_matching_rows(got, want, key))
        for column in want.columns:
            _column_close(aligned[column], want[column], column, rtol, atol)

    def raises(self, error: str, function: str, *args: Value, **kwargs: Value) -> None:
        """Require that the call raises an exception whose class is called `error`."""
        try:
            got = self.call(function, *args, **kwargs)
        except Failed as failed:
            if failed.key == "raised" and failed.facts.get("error") == error:
                return
            raise
        raise Failed("no_error", got=type_name(got), want=error)

    def _each_key(self, got: Value, want: dict[str, Value], compare: Callable[[Value, Value], None]) -> None:
        _require_kind(got, want)
        if set(got) != set(want):
            raise Failed("keys", got=sorted(map(str, got)), want=sorted(map(str, want)))
        for name, value in want.items():
            compare(got[name], value)


def type_name(value: Value) -> str:
    """Name a value's type as a trainee knows it."""
    return "None" if value is None else type(value).__name__


def _kind(value: Value) -> str:
    if isinstance(value, bool | np.bool_):
        return "bool"
    if isinstance(value, int | float | np.number):
        return "number"
    if isinstance(value, list | tuple):
        return "list"
    return type_name(value)


def _require_kind(got: Value, want: Value) -> None:
    if _kind(got) != _kind(want):
        raise Failed("type", got=type_name(got), want=type_name(want))


def _require_length(got: Sequence[Value], want: Sequence[Value]) -> None:
    if len(got) != len(want):
        raise Failed("length", got=len(got), want=len(want))


def _is_close(got: float, want: float, rtol: float, atol: float) -> bool:
    if math.isnan(want) or math.isnan(got):
        return math.isnan(want) and math.isnan(got)
    return math.isclose(got, want, rel_tol=rtol, abs_tol=atol)


def _matching_rows(got: pd.DataFrame, want: pd.DataFrame, key: Sequence[str]) -> list[int]:
    """Return for each row of `want` the position of the row of `got` with the same key."""
    places = {name: row for row, name in enumerate(_keys(got, key))}
    wanted = _keys(want, key)
    for name in wanted:
        if name not in places:
            odd = next((other for other in places if other not in set(wanted)), "a repeated row")
            raise Failed("cell", column=", ".join(key), got=odd, want=name)
    return [places[name] for name in wanted]


def _keys(frame: pd.DataFrame, key: Sequence[str]) -> list[tuple[Value, ...]]:
    """Return each row's key; a missing one is None, which equals itself."""
    columns = [[None if pd.isna(value) else value for value in frame[name].tolist()] for name in key]
    return list(zip(*columns, strict=True))


def _column_close(got: pd.Series[Any], want: pd.Series[Any], column: str, rtol: float, atol: float) -> None:
    if want.dtype.kind in "iuf":
        if got.dtype.kind not in "iuf":
            raise Failed("dtype", column=column, got=got.dtype, want=want.dtype)
        same = _all_close(got.to_numpy(float, na_value=np.nan), want.to_numpy(float), rtol, atol)
    else:
        same = np.array([_same(a, b) for a, b in zip(got, want, strict=True)], dtype=bool)
    if not same.all():
        worst = int(np.argmin(same))
        raise Failed("cell", column=column, got=got.iloc[worst], want=want.iloc[worst])


def _all_close(got: np.ndarray, want: np.ndarray, rtol: float, atol: float) -> np.ndarray:
    """Return where two arrays of floats agree, NaN with NaN: `numpy.isclose` at a fraction of its cost."""
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.abs(got - want) <= atol + rtol * np.abs(want)
    same: np.ndarray = near & np.isfinite(want) | (got == want) | np.isnan(got) & np.isnan(want)
    return same


def _same(got: Value, want: Value) -> bool:
    if pd.isna(want):
        return bool(pd.isna(got))
    return _kind(got) == _kind(want) and bool(got == want)
