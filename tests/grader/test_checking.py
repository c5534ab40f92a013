"""Comparisons of `checks.py`: what is right in another form passes, what only looks right does not."""

from __future__ import annotations

import collections
import datetime as dt
import inspect
import itertools
import math
import random
import re
import sys
import warnings
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sixfold_grader import checking, comparing
from sixfold_grader import wire as codec
from sixfold_grader.checking import Failed, Trial, derive_seeds, part, parts_of
from sixfold_grader.errors import ProtocolError
from sixfold_grader.messages import text

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))

import wire as bench  # the benchmark's; the codec is sixfold_grader's

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
        (pd.Timestamp("2026-06-18"), dt.date(2026, 6, 18), "passed"), ({"a"}, ["a"], "type"),
        (dt.date(2026, 6, 18), pd.Timestamp("2026-06-18"), "passed"),
        (pd.Timestamp("2026-06-18 01:00"), dt.date(2026, 6, 18), "value"),
        (pd.Timestamp("2026-06-18", tz="UTC"), dt.date(2026, 6, 18), "value"),
        (pd.Timestamp("2026-06-18 08", tz="Asia/Shanghai"), pd.Timestamp("2026-06-18", tz="UTC"), "passed"),
        (dt.time(8), dt.time(8), "passed"), (dt.time(8), dt.time(9), "value"), (dt.time(8), 8, "type"),
        (pd.Timedelta("1h"), dt.timedelta(hours=1), "passed"), (pd.Timedelta("1h"), 3600, "type"),
        ({1, 2}, {2, 1}, "passed"), ({True}, {1}, "value"), ({1, 2}, {1}, "value"), (set(), set(), "passed"),
        (frozenset("a"), {"a"}, "passed"), ({True: 1}, {1: 1}, "keys"), ({1.0: "a"}, {1: "a"}, "passed"),
        ({NAN: 1}, {NAN: 1}, "passed"), ({"a": True}, {"a": 1}, "type"), ({}, [], "type"),
        ("ab", ["a", "b"], "type"), (NAN, NAN, "passed"), (pd.NaT, NAN, "type"), (pd.NaT, pd.NaT, "passed"),
        (None, NAN, "type"), (3.0, 3, "passed"), (10**400, 10**400, "passed"), (10**400, 1.0, "value"),
        (0.1 + 0.2, 0.3, "value"), (pd.Index(["a"]), ["a"], "passed"),
        (np.array(["a", "b"], dtype=object), ["a", "b"], "passed"),
        (pd.Series(["a"], index=[9]), ["a"], "passed"), (pd.array(["a"], dtype="string"), ["a"], "passed"),
        (pd.DataFrame({"a": [1]}), [1], "type"), (np.array(3), 3, "type"), (np.array([[3]]), [3], "type"),
        (3, np.array(3), "type"), (np.array(3), np.array(3), "passed"),
        (np.zeros((2, 3)), np.zeros((3, 2)), "shape"), (np.zeros((2, 2)), np.zeros((2, 2)), "passed"),
        (np.zeros((2, 2), bool), np.zeros((2, 2)), "type"), (np.zeros((1, 2)), np.zeros((2, 2)), "shape"),
        (np.array(["2026-01-01"], "M8[s]"), [dt.date(2026, 1, 1)], "passed"),
        (pd.DataFrame({"a": [1.0]}), pd.DataFrame({"a": [1]}), "passed"),
        (pd.DataFrame({"a": [2, 1]}), pd.DataFrame({"a": [1, 2]}), "cell"),
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
    "numbers as objects": WANT.astype({"n": object, "spend": object}),
    "None for NaN": WANT.assign(spend=pd.Series([1.0, 2.0, None], dtype=object)),
    "NumPy's own texts": WANT.rename(columns=np.str_),
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
    "truth as objects": (WANT.assign(n=pd.Series([True, 2, 3], dtype=object)), "dtype"),
    "nothing but None": (WANT.assign(n=pd.Series([None] * 3, dtype=object)), "dtype"),
    "a number above all floats": (WANT.assign(n=pd.Series([1, 2, 10**400], dtype=object)), "dtype"),
    "names alike": (WANT.set_axis(["plan", "spend", "spend"], axis=1), "columns"),
    "a number as name": (WANT.rename(columns={"n": 1}), "columns"),
    "names in two levels": (pd.concat({"x": WANT}, axis=1), "columns"),
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


DAYS = pd.DataFrame({"day": pd.to_datetime(["2026-06-18", "2026-06-19", None]), "new": [True, False, True]})


@pytest.mark.parametrize(
    ("got", "key"),
    [
        (DAYS, "passed"),
        (DAYS.assign(day=DAYS["day"].dt.as_unit("s")), "passed"),
        (DAYS.assign(day=DAYS["day"].dt.date), "passed"),
        (DAYS.astype({"new": object}), "passed"), (DAYS.astype({"new": "boolean"}), "passed"),
        (DAYS.assign(day=DAYS["day"].dt.tz_localize("UTC")), "cell"),
        (DAYS.assign(day=DAYS["day"].astype(str)), "cell"), (DAYS.assign(day=NAN), "cell"),
        (DAYS.assign(new=[1, 0, 1]), "cell"), (DAYS.assign(new=["True", "False", "True"]), "cell"),
        (DAYS.iloc[::-1], "cell"),
    ],
)  # fmt: skip
def test_days_and_truths_are_compared_by_what_they_are(got: pd.DataFrame, key: str) -> None:
    assert key_of(TRIAL.frame_equal, got, DAYS) == key


def test_an_empty_table_is_right_only_where_one_is_wanted() -> None:
    assert key_of(TRIAL.frame_equal, WANT.iloc[:0], WANT.iloc[:0], key=["plan"]) == "passed"
    assert key_of(TRIAL.frame_equal, pd.DataFrame(), WANT.iloc[:0], key=["plan"]) == "columns"
    assert key_of(TRIAL.frame_equal, WANT, WANT.iloc[:0], key=["plan"]) == "rows"


def test_rows_wanted_twice_are_the_author_s_mistake() -> None:
    with pytest.raises(ValueError, match="not unique"):
        TRIAL.frame_equal(WANT, WANT.assign(plan="a"), key=["plan"])


@pytest.mark.parametrize(
    ("got", "key"),
    [
        (pd.Series([1, 2], ["a", "b"]), "passed"), (pd.Series([2.0, 1.0], ["b", "a"], name="x"), "passed"),
        (pd.Series([1, 2], pd.CategoricalIndex(["a", "b"])), "passed"),
        (pd.Series([1, 2], ["a", "c"]), "cell"), (pd.Series([1, 1], ["a", "a"]), "cell"),
        (pd.Series([2, 1], ["a", "b"]), "cell"), (pd.Series([1], ["a"]), "rows"),
        (pd.Series([True, False], ["a", "b"]), "dtype"), (pd.Series(["1", "2"], ["a", "b"]), "dtype"),
        ([1, 2], "type"), ({"a": 1, "b": 2}, "type"), (None, "type"),
    ],
)  # fmt: skip
def test_a_series_is_matched_by_its_labels(got: Any, key: str) -> None:
    assert key_of(TRIAL.series_equal, got, pd.Series([1.0, 2.0], ["a", "b"])) == key


def test_a_series_of_two_levels_is_matched_by_both() -> None:
    want = pd.Series([1.0, 2.0], pd.MultiIndex.from_tuples([("a", 1), ("a", 2)]))
    assert key_of(TRIAL.series_equal, want[::-1], want) == "passed"
    assert key_of(TRIAL.series_equal, want.droplevel(0), want) == "cell"


def share_of(check: Any) -> tuple[float, str]:
    earned = part("toy", "value", en="a", zh="b")(check).run(Trial(Canned(f=3), (1, 2, 3)))
    return earned.share, earned.failed.key if earned.failed else ""


def test_a_part_earns_all_nothing_or_the_share_that_its_check_returns() -> None:
    assert share_of(lambda t: None) == (1.0, "")
    assert share_of(lambda t: t.close(t.call("f"), 3)) == (1.0, "")
    assert share_of(lambda t: t.close(t.call("f"), 4)) == (0.0, "value")
    assert share_of(lambda t: 0.25) == (0.25, "share")
    assert share_of(lambda t: 1) == (1.0, "")

    def half(t: Trial) -> float:
        return sum(t.passes(lambda want=want: t.equal(t.call("f"), want)) for want in (3, 3, "3", 4)) / 4

    assert share_of(half) == (0.5, "type")


@pytest.mark.parametrize("share", [True, 1.5, -0.1, NAN, "1", [1]])
def test_what_is_no_share_is_the_author_s_mistake(share: Any) -> None:
    with pytest.raises(ValueError, match="toy/value"):
        share_of(lambda t: share)


def test_every_reason_has_a_text_in_both_languages() -> None:
    sources = [inspect.getsource(module) for module in (checking, comparing)]
    keys = set(re.findall(r'Failed\("(\w+)"', "".join(sources)))
    facts = collections.defaultdict(lambda: "x", got="y")
    assert {"type", "shape", "share", "cell"} < keys
    for key, language in itertools.product(keys, ("en", "zh")):
        assert text("part", key, language, facts)


WANTS: list[Any] = [
    *(None, True, 3, 2.5, NAN, "a", pd.NaT, dt.date(2026, 6, 18), pd.Timestamp("2026-06-18", tz="UTC")),
    *(dt.time(8), dt.timedelta(1), [], [1.0, "a"], (1, 2), {}, {"a": 1.0, "b": [None]}, {1, "a"}, set()),
    *(WANT, WANT.iloc[:0], DAYS, pd.Series([1.0]), np.zeros(2), np.zeros((2, 2)), np.array(1.0)),
]


@pytest.fixture(scope="module")
def answers() -> list[Any]:
    """Whatever a box may answer: what is left of mutated frames, and what is sound."""
    rng, found = random.Random(4), bench.corpus()
    whole = [codec.encode(value) for value in found]
    nodes = bench.nodes_of(whole)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for frame in whole * 60:
            with suppress(ProtocolError):
                found.append(bench.decode_bytes(bench.mutated(frame, rng, nodes)))
    ends = [dt.date.min, dt.date.max, dt.datetime.min, dt.datetime.max, dt.timedelta.min, dt.timedelta.max]
    foreign = [1j, object(), [object()], {"a": object()}]
    long = [10**4000, [10**4000], {10**4000: 1}, [[[[[1]]]]] * 9, "x" * 10**6]
    return [*found, *WANTS, *ends, *foreign, *long]


def test_no_answer_whatever_it_is_gets_more_than_a_failure(answers: list[Any]) -> None:
    assert len(answers) > 150
    for got, want in itertools.product(answers, WANTS):
        assert key_of(TRIAL.equal, got, want) and key_of(TRIAL.close, got, want)
    for got in answers:
        assert key_of(TRIAL.none, got) and key_of(TRIAL.number, got) and key_of(TRIAL.between, got, 0, 1)
        for want in (WANT, DAYS, WANT.iloc[:0]):
            assert key_of(TRIAL.frame_equal, got, want)
            assert key_of(TRIAL.frame_equal, got, want, key=[want.columns[0]])
        for labels in (["a"], [1], pd.MultiIndex.from_tuples([("a", 1)])):
            assert key_of(TRIAL.series_equal, got, pd.Series([1.0], labels))


def test_what_was_sent_equals_itself_and_nothing_else() -> None:
    for sent, want in itertools.product(WANTS, WANTS):
        got = codec.decode_frame(codec.encode(sent))
        assert (key_of(TRIAL.equal, got, want) == "passed") == (sent is want), (got, want)


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
