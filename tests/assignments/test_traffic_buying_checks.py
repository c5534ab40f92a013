"""The traffic-buying form grades its samples exactly, and gives nothing for nothing."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sixfold_grader import wire
from sixfold_grader.blueprint import LANGUAGES, load_blueprint
from sixfold_grader.build.assemble import assignment_notebook
from sixfold_grader.build.percent import read_cells
from sixfold_grader.checker.worker import load_checks
from sixfold_grader.checking import Failed, Trial, derive_seeds, parts_of
from sixfold_grader.samples import Sample, load_samples

FOLDER = Path(__file__).parents[2] / "assignments" / "traffic_buying"
FORM = load_blueprint(FOLDER.parent / "blueprint.toml").form("traffic_buying")
CHECKS = load_checks(FOLDER / "checks.py")
PARTS = parts_of(CHECKS)
SAMPLES = load_samples(FOLDER, FORM)
FUNCTIONS = [item.id for item in FORM.of_kind("function")]
EXAMS = ("spring", "summer", "autumn")
SETUP = "\n".join(
    cell.source for cell in read_cells(FOLDER / "assignment.py") if not cell.markdown and not cell.options
)


def over_the_wire(value: Any) -> Any:
    frame = wire.encode(value)
    (header, _body), start = struct.unpack("!II", frame[:8]), 8
    return wire.decode(frame[start : start + header], frame[start + header :])


class LocalCaller:
    """Calls an answer in this process; arguments and results cross the wire format as in a box."""

    def __init__(self, answer: str) -> None:
        self.names: dict[str, Any] = {}
        exec(SETUP + "\n" + answer, self.names)

    def call(self, function: str, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        try:
            with np.errstate(all="ignore"):
                got = self.names[function](*over_the_wire(list(args)), **kwargs)
        except Exception as error:
            raise Failed("raised", error=type(error).__name__) from None
        return over_the_wire(got)


class Responder:
    """Answers every call alike, whatever it is asked."""

    def __init__(self, answer: Callable[[Sequence[Any]], Any]) -> None:
        self.answer = answer

    def call(self, _function: str, args: Sequence[Any], _kwargs: dict[str, Any]) -> Any:
        return over_the_wire(self.answer(args))


def score(item: str, caller: Any, exam: str) -> tuple[int, dict[str, Failed]]:
    """Return the points of one item and why parts failed."""
    trial = Trial(caller, derive_seeds(exam, f"{FORM.id}/{item}"))
    earned, failures = 0, {}
    for name, points in FORM.items[item].parts.items():
        try:
            PARTS[item, name].check(trial)
            earned += points
        except Failed as failed:
            failures[name] = failed
    return earned, failures


def answered(sample: Sample) -> list[str]:
    return [item for item in FUNCTIONS if item in sample.answers]


PAIRS = [(name, item) for name, sample in SAMPLES.items() for item in answered(sample)]


@pytest.mark.filterwarnings("ignore")  # a trainee's mistake may well warn
@pytest.mark.parametrize(("name", "item"), PAIRS)
def test_a_sample_gets_exactly_its_stated_score(name: str, item: str) -> None:
    earned, failures = score(item, LocalCaller(SAMPLES[name].answers[item]), EXAMS[0])
    assert earned == SAMPLES[name].scores[item], {part: (f.key, f.facts) for part, f in failures.items()}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("exam", [*EXAMS[1:], *(f"exam {number}" for number in range(10))])
def test_scores_do_not_depend_on_the_exam(exam: str) -> None:
    got = {
        (name, item): score(item, LocalCaller(SAMPLES[name].answers[item]), exam)[0] for name, item in PAIRS
    }
    assert got == {(name, item): SAMPLES[name].scores[item] for name, item in PAIRS}


EMPTY_FRAME = pd.DataFrame()
RESPONDERS: dict[str, Callable[[Sequence[Any]], Any]] = {
    "True": lambda _: True,
    "NaN": lambda _: math.nan,
    "None": lambda _: None,
    "zero": lambda _: 0,
    "infinity": lambda _: math.inf,
    "empty list": lambda _: [],
    "empty dict": lambda _: {},
    "empty frame": lambda _: EMPTY_FRAME,
    "text": lambda _: "0",
    "echo": lambda args: args[0],
    "shape of allocate": lambda args: dict.fromkeys(args[0]["plan_id"], 0.0) if _has_plans(args) else {},
    "all NaN dict": lambda _: dict.fromkeys(["share", "low", "high"], math.nan),
    "true dict": lambda _: dict.fromkeys(["top", "half", "shape"], True),
    "wide interval": lambda _: {"share": 0.55, "low": -9.0, "high": 9.0},
    "empty plan": lambda _: {"plan": [], "ahead": 0.0},
    "NaN plan": lambda args: {"plan": [math.nan] * (24 - args[-1]), "ahead": math.nan},
}


def _has_plans(args: Sequence[Any]) -> bool:
    return isinstance(args[0], pd.DataFrame) and "plan_id" in args[0] and "cap" in args[0]


@pytest.mark.parametrize("name", RESPONDERS)
def test_a_constant_responder_gets_nothing(name: str) -> None:
    got = {
        item: score(item, Responder(RESPONDERS[name]), EXAMS[0])[0]
        for item in FUNCTIONS
        if name != "NaN plan" or item == "pace_plan"
    }
    assert {item: points for item, points in got.items() if points} == {}


@pytest.mark.parametrize("error", ["NotImplementedError", "ValueError"])
def test_a_function_that_always_raises_gets_nothing(error: str) -> None:
    def refuse(_args: Sequence[Any]) -> Any:
        raise Failed("raised", error=error)

    assert [score(item, Responder(refuse), EXAMS[0])[0] for item in FUNCTIONS] == [0] * len(FUNCTIONS)


@lru_cache
def exemplar(item: str) -> LocalCaller:
    return LocalCaller(SAMPLES["perfect"].answers[item])


def test_the_allocation_exemplar_and_the_reference_search_agree() -> None:
    for fresh in (CHECKS.fresh_concave, CHECKS.fresh_s_curves):
        plans, budget = fresh(11)
        got = exemplar("allocate").call("allocate", [plans, budget], {})
        spend = np.array([got[plan] for plan in plans["plan_id"]])
        assert CHECKS.total_gmv(plans, spend) == pytest.approx(CHECKS.optimum(fresh, 11), rel=0.01)


def test_a_sound_interval_is_as_wide_as_the_jackknife_s() -> None:
    ratios = []
    for geo, _share, width in CHECKS.fresh_replicates(11):
        got = exemplar("geo_lift").call("geo_lift", [geo], {})
        ratios.append((got["high"] - got["low"]) / width)
    assert 0.7 < np.median(ratios) < 1.4


def test_fresh_data_is_not_changed_by_grading() -> None:
    seeds = {item: derive_seeds(EXAMS[0], f"{FORM.id}/{item}") for item in FUNCTIONS}
    before = CHECKS.fresh_ads(seeds["ad_metrics"][0]).copy()
    score("ad_metrics", exemplar("ad_metrics"), EXAMS[0])
    pd.testing.assert_frame_equal(CHECKS.fresh_ads(seeds["ad_metrics"][0]), before)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_assignment_builds(language: Any) -> None:
    path = FOLDER / "assignment.py"
    book = assignment_notebook(path, read_cells(path), FORM, language)
    text = "\n".join(cell["source"] for cell in book["cells"])
    assert "{{" not in text
    assert all(item.title[language] in text for item in FORM.items.values())


def test_the_visible_examples_hold_for_the_exemplar() -> None:
    for cell in read_cells(FOLDER / "assignment.py"):
        if item := cell.options.get("tests"):
            exec(cell.source, dict(exemplar(item).names))


def test_every_item_has_a_sample_of_zero_of_full_and_of_something_between() -> None:
    for item in FORM.items.values():
        scores = {sample.scores[item.id] for sample in SAMPLES.values() if item.id in sample.answers}
        assert {0.0, float(item.points)} < scores


@pytest.mark.parametrize("item", [item.id for item in FORM.of_kind("response")])
def test_the_model_memos_keep_to_250_words(item: str) -> None:
    assert len(SAMPLES["perfect"].answers[item].split()) <= 250
