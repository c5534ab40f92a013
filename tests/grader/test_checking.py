"""Comparisons of `checks.py`: what is right in another form passes, what only looks right does not."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sixfold_grader.checking import Failed, Trial, derive_seeds, part, parts_of

NAN = math.nan


class Canned:
    """A caller that answers each function with what is prepared: a value, or a failure."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers

    def call(self, function: str, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        if isinstance(answer := self.answers[function], Failed):
            raise answer
        return answer


TRIAL = Trial(Canned(), (1, 2, 3))


def key_of(check: Any, *args: Any, **kwargs: Any) -> str:
    """Return why a comparison fails, `passed` if it does not."""
    try:
        check(*args, **kwargs)
    except Failed as failed:
        return failed.key
    return "passed"


@pytest.mark.parametrize(
    ("got", "want", "key"),
    [
        (1.0000000001, 1.0, "passed"), (np.float64(2.5), 2.5, "passed"), (3, 3.0, "passed"),
        (NAN, NAN, "passed"), (10**400, 1.0, "value"),
        (None, None, "passed"), ([1.0, None], [1.0, None], "passed"), ((1.0, 2.0), [1.0, 2.0], "passed"),
        ({"a": 1.0, "b": [2]}, {"a": 1, "b": [2.0]}, "passed"), (math.inf, math.inf, "passed"),
        (1.001, 1.0, "value"), (NAN, 1.0, "value"), (1.0, NAN, "value"), (math.inf, 1.0, "value"),
        (True, 1.0, "type"), (np.bool_(True), 1.0, "type"), ("1.0", 1.0, "type"), (None, 1.0, "type"),
        (0.0, None, "type"),
        (np.array([1.0]), 1.0, "type"), (pd.Series([1.0]), 1.0, "type"), (1.0, [1.0], "type"),
        ([1.0], [1.0, 1.0], "length"), ([], [1.0], "length"), ([1.0, 1.0], [1.0], "length"),
        ({}, {"a": 1.0}, "keys"), ({"a": 1.0, "b": 1.0}, {"a": 1.0}, "keys"),
        ([("a", 1.0)], {"a": 1.0}, "type"),
        ([True], [1.0], "type"), (1 + 0j, 1.0, "type"),
    ],
)  # fmt: skip
def test_close(got: Any, want: Any, key: str) -> None:
    assert key_of(TRIAL.close, got, want) == key


@pytest.mark.parametrize(
    ("got", "want", "key"),
    [
        ("直播", "直播", "passed"), (True, True, "passed"), (np.bool_(False), False, "passed"),
        (2, 2, "passed"),
        (["a", 1], ("a", 1), "passed"), ({"a": ["x"]}, {"a": ["x"]}, "passed"), (None, None, "passed"),
        (dt.date(2026, 6, 18), dt.date(2026, 6, 18), "passed"),
        (1, True, "type"), (True, 1, "type"), (0, False, "type"), ("", None, "type"), ("1", 1, "type"),
        (pd.Timestamp("2026-06-18"), dt.date(2026, 6, 18), "type"), ({"a"}, ["a"], "type"),
        ("a", "b", "value"), (["a"], ["a", "b"], "length"), ([], ["a"], "length"),
        ({"a": 1}, {"b": 1}, "keys"),
        ([["a"]], [["b"]], "value"), (NAN, 1, "value"),
    ],
)  # fmt: skip
def test_equal(got: Any, want: Any, key: str) -> None:
    assert key_of(TRIAL.equal, got, want) == key


@pytest.mark.parametrize(
    ("got", "key"),
    [(1.5, "passed"), (1, "passed"), (2, "passed"), (0.99, "range"), (NAN, "range"), (math.inf, "range"),
     (True, "type"), ("1.5", "type"), (None, "type"), ([1.5], "type")],
)  # fmt: skip
def test_between(got: Any, key: str) -> None:
    assert key_of(TRIAL.between, got, 1, 2) == key


WANT = pd.DataFrame({"plan": ["a", "b", "c"], "spend": [1.0, 2.0, NAN], "n": [1, 2, 3]})
RIGHT = {
    "itself": WANT,
    "other order of rows": WANT.iloc[::-1],
    "other order of columns": WANT[["n", "spend", "plan"]],
    "an index called like a column": WANT.set_index("plan", drop=False),
    "another index": WANT.set_index(pd.Index([7, 7, 7])),
    "whole numbers as floats": WANT.astype({"n": float}),
    "nullable numbers": WANT.astype({"n": "Int64", "spend": "Float64"}),
    "text as objects": WANT.astype({"plan": object}),
    "text as categories": WANT.astype({"plan": pd.CategoricalDtype(["c", "a", "b"])}),
    "within the tolerance": WANT.assign(spend=WANT["spend"] * (1 + 1e-9)),
}
WRONG = {
    "a list": ([1, 2], "type"),
    "nothing": (None, "type"),
    "a series": (WANT["spend"], "type"),
    "no rows": (WANT.iloc[:0], "rows"),
    "one row to match them all": (WANT.iloc[:1], "rows"),
    "a row twice": (WANT.iloc[[0, 1, 1]], "cell"),
    "the key as index": (WANT.set_index("plan"), "columns"),
    "a column too many": (WANT.assign(x=1), "columns"),
    "a column less": (WANT[["plan", "spend"]], "columns"),
    "all missing": (WANT.assign(spend=NAN), "cell"),
    "nothing missing": (WANT.fillna({"spend": 0.0}), "cell"),
    "numbers as text": (WANT.astype({"n": str}), "dtype"),
    "numbers as truth": (WANT.assign(n=[True, True, True]), "dtype"),
    "another value": (WANT.assign(n=[1, 2, 4]), "cell"),
    "other keys": (WANT.assign(plan=["a", "b", "d"]), "cell"),
    "keys of two kinds": (WANT.assign(plan=pd.Series(["a", 1, "c"], dtype=object)), "cell"),
    "numbers as objects": (WANT.astype({"n": object}), "dtype"),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_table_in_another_form_passes(name: str) -> None:
    assert key_of(TRIAL.frame_equal, RIGHT[name], WANT, key=["plan"]) == "passed"


def test_rows_are_matched_on_several_keys_whatever_their_categories() -> None:
    rows = [("a", 1, 1.0), ("a", 2, 2.0), ("b", 1, 3.0), ("b", 2, 4.0)]
    want = pd.DataFrame(rows, columns=["plan", "day", "spend"])
    got = want.astype({"plan": pd.CategoricalDtype(["b", "a"]), "day": pd.CategoricalDtype([2, 1])})
    assert (
        key_of(TRIAL.frame_equal, got.drop(columns="day"), want.drop(columns="day"), key=["plan", "spend"])
        == "passed"
    )
    assert key_of(TRIAL.frame_equal, got.sample(frac=1, random_state=1), want, key=["plan", "day"]) == "dtype"


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_table_fails_for_its_reason(name: str) -> None:
    got, key = WRONG[name]
    assert key_of(TRIAL.frame_equal, got, WANT, key=["plan"]) == key


def test_a_wrong_cell_names_its_column() -> None:
    with pytest.raises(Failed) as failed:
        TRIAL.frame_equal(WANT.assign(n=[1, 2, 4]), WANT, key=["plan"])
    assert failed.value.facts == {"column": "n", "got": "4", "want": "3"}


def test_facts_are_short_text() -> None:
    failed = Failed("value", got="x" * 1000, want=[1, 2])
    assert failed.facts == {"got": "x" * 200, "want": "[1, 2]"}


def test_raises_wants_the_named_error_and_no_other() -> None:
    trial = Trial(Canned(right=Failed("raised", error="ValueError"), other=Failed("raised", error="KeyError"),
                         none=3, late=Failed("timeout")), (1, 2, 3))  # fmt: skip
    assert key_of(trial.raises, "ValueError", "right") == "passed"
    assert key_of(trial.raises, "ValueError", "other") == "raised"
    assert key_of(trial.raises, "ValueError", "none") == "no_error"
    assert key_of(trial.raises, "ValueError", "late") == "timeout"


def test_seeds_depend_on_exam_and_item_only() -> None:
    seeds = derive_seeds("secret", "toy/roas", 5)
    assert seeds == derive_seeds("secret", "toy/roas", 5)
    assert seeds[:3] == derive_seeds("secret", "toy/roas")
    assert len({*seeds, *derive_seeds("secret", "toy/daily"), *derive_seeds("other", "toy/roas")}) == 11
    assert all(0 <= seed < 2**32 for seed in seeds)


def test_parts_are_found_by_item_and_name() -> None:
    module = type(pd)("checks")
    module.one = part("roas", "value", en="a", zh="b")(lambda trial: None)  # type: ignore[attr-defined]
    module.note = "no part"  # type: ignore[attr-defined]
    assert list(parts_of(module)) == [("roas", "value")]
