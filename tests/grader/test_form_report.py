"""Statistics of a form: planted faults are found, too few give no figure, the page holds it all."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sixfold_grader.blueprint import Form, Item, Text, load_blueprint
from sixfold_grader.cli import main
from sixfold_grader.form_report import FormReport, as_html, as_json
from sixfold_grader.form_statistics import (
    FirstAttempts,
    FormStatistics,
    certificates,
    drop_effect,
    form_statistics,
)
from sixfold_grader.project import find_project

BLUEPRINT = load_blueprint(find_project(Path(__file__).parent).blueprint)
NAMES = ("a", "b", "c", "d", "e", "f", "odd", "unfair")
FORM = Form(
    "traffic_buying",
    Text("Form", "试卷"),
    {name: Item(name, "function", Text(f"Item {name}", f"题目{name}"), {"p": 10}) for name in NAMES},
    cut=45,
)


def attempts(n: int, seed: int = 1) -> tuple[FirstAttempts, dict[str, bool]]:
    """Simulate candidates; item `odd` measures nothing, item `unfair` is harder for the focal half."""
    rng = np.random.default_rng(seed)
    ability, focal = rng.normal(size=n), rng.random(n) < 0.5
    points = {}
    for k in range(n):
        items = {name: float(10 * (ability[k] + rng.normal() > -0.5)) for name in NAMES}
        items["odd"] = float(10 * (rng.random() < 0.5))
        items["unfair"] = float(10 * (ability[k] + rng.normal() > -0.5 + 1.2 * focal[k]))
        points[f"c{k:04}"] = items
    return FirstAttempts(points, blocked=3), {f"c{k:04}": bool(focal[k]) for k in range(n)}


def found(n: int, *, grouped: bool = True) -> FormStatistics:
    first, groups = attempts(n)
    return form_statistics(FORM, first, 60, groups if grouped else None)


def test_planted_faults_are_found() -> None:
    statistics = found(1200)
    lines = {line.item: line for line in statistics.items}
    assert [item for item, line in lines.items() if line.flag == "red"] == ["odd"]
    assert statistics.alpha and lines["odd"].alpha_without
    assert lines["odd"].alpha_without > statistics.alpha > (lines["a"].alpha_without or 1)
    unfair = lines["unfair"].dif
    assert unfair and unfair.ets_class == "C" and unfair.delta < 0
    others = [line.dif.ets_class for item, line in lines.items() if line.dif and item != "unfair"]
    assert len(others) == 7 and "C" not in others


def test_decisions_are_as_accurate_as_two_halves_say() -> None:
    """Livingston-Lewis against two parallel forms drawn from the same abilities."""
    rng = np.random.default_rng(4)
    ability = rng.normal(size=20_000)
    first, second = ((ability[:, None] + rng.normal(size=(20_000, 8)) > -0.5).sum(axis=1) for _ in range(2))
    agree = ((first >= 5) == (second >= 5)).mean()
    table = ability[:2000, None] + np.random.default_rng(5).normal(size=(2000, 8)) > -0.5
    points = {str(k): dict(zip(NAMES, 10.0 * row, strict=True)) for k, row in enumerate(table)}
    form = dataclasses.replace(FORM, cut=50)
    decisions = form_statistics(form, FirstAttempts(points)).decisions
    assert decisions and decisions.consistency == pytest.approx(agree, abs=0.03)
    assert decisions.accuracy > decisions.consistency > decisions.kappa


@pytest.mark.parametrize(
    ("n", "given"), [(29, set()), (49, {"mean", "sd"}), (60, {"mean", "sd", "alpha", "sem", "decisions"})]
)
def test_a_figure_of_too_few_is_none(n: int, given: set[str]) -> None:
    statistics = found(n)
    figures = ("mean", "sd", "alpha", "sem", "decisions")
    assert {name for name in figures if getattr(statistics, name) is not None} == given
    assert all(line.dif is None for line in statistics.items)
    assert (statistics.items[0].p is None) == (n < 30)
    assert statistics.csem == pytest.approx(np.sqrt(45 * 35 / 79))


def test_blank_answers_count_as_zero_and_are_shown() -> None:
    first, _groups = attempts(40)
    points = {
        name: {**items, "a": float("nan")} if name < "c0010" else items
        for name, items in first.points.items()
    }
    line = form_statistics(FORM, FirstAttempts(points)).items[0]
    assert line.omitted == 0.25 and line.flag == "amber"
    zeros = {name: {**items, "a": 0.0} if name < "c0010" else items for name, items in first.points.items()}
    assert line.p == form_statistics(FORM, FirstAttempts(zeros)).items[0].p


def test_dropping_an_item_changes_whom_it_should() -> None:
    table = np.array([[10.0, 0.0, 5.0], [0.0, 10.0, 5.0], [10.0, 10.0, 10.0], [0.0, 0.0, 0.0]])
    up, down = drop_effect(table, np.array([10.0, 10.0, 10.0]), 0, cut=15)
    assert (up, down) == ([], [0])  # without the first item the cut is 10 of 20
    assert drop_effect(table, np.array([10.0, 10.0, 10.0]), 1, cut=15) == ([], [1])
    assert drop_effect(table, np.array([10.0, 10.0, 10.0]), 1, cut=16.5) == ([0], [])


def whole(n: int) -> dict[str, FirstAttempts]:
    rng = np.random.default_rng(2)
    ability = rng.normal(size=n)
    return {
        key: FirstAttempts(
            {
                str(k): {"x": float(np.clip(60 + 14 * (ability[k] + 0.6 * rng.normal()), 0, 100))}
                for k in range(n)
            }
        )
        for key in BLUEPRINT.capabilities
    }


def certificate(n: int) -> list[Any]:
    forms = [
        form_statistics(
            Form(key, Text("x", "x"), {"x": Item("x", "function", Text("x", "x"), {"p": 100})}, 60), first
        )
        for key, first in whole(n).items()
    ]
    return certificates(whole(n), forms, BLUEPRINT)


def test_the_whole_certificate_has_accuracy_reliability_and_subscores() -> None:
    brand, regional = certificate(400)
    assert (brand.track, regional.track, brand.n) == ("brand", "regional", 400)
    assert 0.8 < brand.reliability < 1 and 0.7 < brand.decisions.consistency < brand.decisions.accuracy < 1
    assert set(brand.prmse) == set(BLUEPRINT.capabilities)
    few = certificate(49)[0]
    assert (few.n, few.decisions, few.reliability, set(few.prmse.values())) == (49, None, None, {None})


def report(n: int) -> FormReport:
    made = dt.datetime(2026, 3, 2, 16, 30, tzinfo=dt.UTC)
    return FormReport(BLUEPRINT, [found(n)], certificate(n), made, focal="<b>regional</b>")


def test_json_is_valid_and_null_where_there_is_no_figure() -> None:
    small = json.loads(as_json(report(12)))
    assert small["forms"][0]["alpha"] is None and small["forms"][0]["items"][0]["p"] is None
    assert small["official"] is False and small["minimum_n"]["alpha"] == 50
    large = json.loads(as_json(report(400)))
    assert 0 < large["forms"][0]["alpha"] < 1 and large["certificates"][0]["decisions"]["accuracy"] > 0.7


@pytest.mark.parametrize(
    ("language", "few", "title"),
    [("en", "insufficient data (n = 12)", "Form report"), ("zh", "数据不足（n = 12）", "试卷质量报告")],
)
def test_the_page_says_insufficient_and_asks_no_other_machine(language: Any, few: str, title: str) -> None:
    page = as_html(report(12), language)
    assert title in page and few in page and "vegaEmbed" not in page
    page = as_html(report(400), language)
    assert few not in page and page.count('vegaEmbed("#') == 2
    assert "&lt;b&gt;regional&lt;/b&gt;" in page and "<b>regional" not in page
    head = page[: page.index("<script>")]
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", head)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ([], "holds no gradebook; run `sixfold grade` first"),
        (["--groups", "{groups}", "--focal", "west"], "--focal is 'west'; the groups are: east, north"),
        (["--groups", "{groups}"], "--focal is None; the groups are: east, north"),
    ],
)
def test_the_command_says_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], message: str
) -> None:
    groups = tmp_path / "groups.csv"
    groups.write_text("candidate,group\nc1,east\nc2,north\n", encoding="utf-8")
    arguments = [argument.format(groups=groups) for argument in more]
    assert main(["form-report", "traffic_buying", "--course", str(tmp_path / "course"), *arguments]) in (1, 2)
    assert message in capsys.readouterr().err
    assert not (tmp_path / "course").exists()
