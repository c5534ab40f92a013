"""What `checks.py` is written with: parts, trials, comparisons.

A check calls the trainee's function through a `Trial`, gets plain data back and compares it here,
in the checker's process. Type and shape are checked before values, so that NaN, empty frames,
broadcasting and `True == 1` never pass by accident.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Protocol

import pandas as pd

from sixfold_grader.comparing import (
    EXACT,
    Failed,
    Tolerance,
    Value,
    compare,
    compare_frames,
    compare_series,
    number,
    type_name,
)

__all__ = [
    "Caller",
    "Earned",
    "Failed",
    "Part",
    "Trial",
    "Value",
    "derive_seeds",
    "part",
    "parts_of",
    "type_name",
]


class Caller(Protocol):
    """Anything that can call a function of the trainee's by name."""

    def call(self, function: str, args: Sequence[Value], kwargs: dict[str, Value]) -> Value:
        """Return plain data, or raise `Failed`."""


@dataclass(frozen=True)
class Earned:
    """What a part earned: a share of its points in [0, 1], and why not all, if so."""

    share: float
    failed: Failed | None = None


@dataclass(frozen=True)
class Part:
    """One separately scored part of an item; points stand in the blueprint.

    `check` raises `Failed` for nothing, returns None for full credit, or a share in [0, 1].
    """

    item: str
    name: str
    check: Callable[[Trial], float | None]
    en: str
    zh: str

    def run(self, trial: Trial) -> Earned:
        """Run the check; what it raises besides `Failed` is the author's mistake and goes on.

        Raises
        ------
        ValueError
            The check returned something else than None or a share.
        """
        try:
            share = self.check(trial)
        except Failed as failed:
            return Earned(0.0, failed)
        if share is None:
            return Earned(1.0)
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
            raise ValueError(
                f"{self.item}/{self.name} returned {share!r}: neither None nor a share in [0, 1]"
            )
        lost = trial.first_failure or Failed("share", share=f"{share:.0%}")
        return Earned(float(share), None if share == 1 else lost)


def part(item: str, name: str, *, en: str, zh: str) -> Callable[[Callable[[Trial], float | None]], Part]:
    """Declare a check as part `name` of `item`; `en` and `zh` tell a trainee what it asks for."""

    def declare(check: Callable[[Trial], float | None]) -> Part:
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
    """One part's dialogue with the trainee's function. What equals what: see `comparing`.

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
        self.first_failure: Failed | None = None

    def call(self, function: str, *args: Value, **kwargs: Value) -> Value:
        """Call the trainee's function with plain data; what comes back is plain data."""
        return self._caller.call(function, args, kwargs)

    def passes(self, check: Callable[[], object]) -> bool:
        """Tell whether a comparison passes, for partial credit; the first failure is what is reported.

        `return sum(t.passes(lambda: t.close(t.call("f", x), want)) for x, want in cases) / len(cases)`
        """
        try:
            check()
        except Failed as failed:
            self.first_failure = self.first_failure or failed
            return False
        return True

    def none(self, got: Value) -> None:
        """Require `None`."""
        if got is not None:
            raise Failed("type", got=type_name(got), want="None")

    def equal(self, got: Value, want: Value) -> None:
        """Require the same kind of value and the same value."""
        compare(got, want, EXACT)

    def close(self, got: Value, want: Value, *, rtol: float = 1e-6, atol: float = 1e-9) -> None:
        """Require numbers within a tolerance, alone or in lists, dicts and arrays; all else must be equal."""
        compare(got, want, Tolerance(rtol, atol))

    def number(self, got: Value) -> float:
        """Require a finite or NaN number that is not a bool; return it."""
        return number(got)

    def between(self, got: Value, low: float, high: float) -> None:
        """Require `low <= got <= high`."""
        if not low <= number(got) <= high:
            raise Failed("range", got=got, low=f"{low:.6g}", high=f"{high:.6g}")

    def frame_equal(
        self,
        got: Value,
        want: pd.DataFrame,
        *,
        key: Sequence[str] | None = None,
        rtol: float = 1e-6,
        atol: float = 1e-9,
    ) -> None:
        """Require a DataFrame with `want`'s columns and rows; numbers within a tolerance.

        Rows are matched on the `key` columns, unique in `want`; without a key they stand in this order.
        The index and the order of columns do not count, extra columns do.
        """
        compare_frames(got, want, key, Tolerance(rtol, atol))

    def series_equal(
        self, got: Value, want: pd.Series[Value], *, rtol: float = 1e-6, atol: float = 1e-9
    ) -> None:
        """Require a Series with `want`'s labels, in any order, and the same value for each."""
        compare_series(got, want, Tolerance(rtol, atol))

    def raises(self, error: str, function: str, *args: Value, **kwargs: Value) -> None:
        """Require that the call raises an exception whose class is called `error`."""
        try:
            got = self.call(function, *args, **kwargs)
        except Failed as failed:
            if failed.key == "raised" and failed.facts.get("error") == error:
                return
            raise
        raise Failed("no_error", got=type_name(got), want=error)
