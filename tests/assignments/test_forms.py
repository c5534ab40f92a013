"""Every form grades its samples exactly, gives nothing for nothing, and builds."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import pytest
from desk import FORMS, Desk, Responder, desk

from sixfold_grader.blueprint import LANGUAGES
from sixfold_grader.build.assemble import assignment_notebook
from sixfold_grader.build.percent import read_cells
from sixfold_grader.checking import Failed

EXAMS = ("spring", "summer", "autumn")
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
}


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> Desk:
    return desk(request.param)


@pytest.mark.filterwarnings("ignore")  # a trainee's mistake may well warn
def test_a_sample_gets_exactly_its_stated_score(form: Desk) -> None:
    wrong = {}
    for name, item in form.pairs:
        earned, failures = form.score(item, form.caller(name, item), EXAMS[0])
        if earned != form.samples[name].scores[item]:
            wrong[name, item] = earned, {part: (f.key, f.facts) for part, f in failures.items()}
    assert wrong == {}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("exam", [*EXAMS[1:], *(f"exam {number}" for number in range(10))])
def test_scores_do_not_depend_on_the_exam(form: Desk, exam: str) -> None:
    got = {(name, item): form.score(item, form.caller(name, item), exam)[0] for name, item in form.pairs}
    assert got == {(name, item): form.samples[name].scores[item] for name, item in form.pairs}


@pytest.mark.parametrize("name", RESPONDERS)
def test_a_constant_responder_gets_nothing(form: Desk, name: str) -> None:
    got = {item: form.score(item, Responder(RESPONDERS[name]), EXAMS[0])[0] for item in form.functions}
    assert {item: points for item, points in got.items() if points} == {}


@pytest.mark.parametrize("error", ["NotImplementedError", "ValueError"])
def test_a_function_that_always_raises_gets_nothing(form: Desk, error: str) -> None:
    def refuse(_args: Sequence[Any]) -> Any:
        raise Failed("raised", error=error)

    got = [form.score(item, Responder(refuse), EXAMS[0])[0] for item in form.functions]
    assert got == [0] * len(form.functions)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_assignment_builds(form: Desk, language: Any) -> None:
    path = form.folder / "assignment.py"
    book = assignment_notebook(path, read_cells(path), form.form, language)
    text = "\n".join(cell["source"] for cell in book["cells"])
    assert "{{" not in text
    assert all(item.title[language] in text for item in form.form.items.values())


def test_the_visible_examples_hold_for_the_exemplar(form: Desk) -> None:
    for cell in read_cells(form.folder / "assignment.py"):
        if item := cell.options.get("tests"):
            exec(cell.source, dict(form.caller("perfect", item).names))


def test_every_item_has_a_sample_of_zero_of_full_and_of_something_between(form: Desk) -> None:
    for item in form.form.items.values():
        scores = {sample.scores[item.id] for sample in form.samples.values() if item.id in sample.answers}
        assert {0.0, float(item.points)} < scores, item.id


def test_the_model_memos_keep_to_250_words(form: Desk) -> None:
    for item in form.form.of_kind("response"):
        assert len(form.samples["perfect"].answers[item.id].split()) <= 250, item.id
