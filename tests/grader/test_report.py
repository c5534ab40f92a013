"""The report: three formats, self-contained, honest about what is undecided."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
import re

import pytest

from sixfold_grader.blueprint import Form, Item, Text
from sixfold_grader.models import ItemResult, PartResult, Verdict
from sixfold_grader.report import ReportInput, as_csv, as_html, as_json
from sixfold_grader.scoring import ItemScore, score_capability

FORM = Form(
    "f",
    Text("Form", "试卷"),
    {
        "a": Item("a", "function", Text("Item A", "题目甲"), {"p": 6}),
        "b": Item("b", "response", Text("Memo", "备忘"), {"q": 4}),
    },
    cut=5,
)
ATTACK = "</script><script>alert(1)</script>"


def report(n: int = 2) -> ReportInput:
    scores = [
        score_capability(f"T{k}", [ItemScore("a", 6, k % 7), ItemScore("b", 4, None, 2)], FORM)
        for k in range(n)
    ]
    scores.append(score_capability("=cmd()", [], FORM, problem="rejected"))
    cells = [
        {
            "cell_type": "code",
            "id": "1",
            "metadata": {"nbgrader": {"grade_id": "a-answer"}},
            "source": ATTACK,
            "outputs": [],
        },
        {
            "cell_type": "code",
            "id": "2",
            "metadata": {"nbgrader": {"grade_id": "a"}},
            "source": "",
            "outputs": [],
        },
        {"cell_type": "markdown", "id": "3", "metadata": {"nbgrader": {"grade_id": "b"}}, "source": "memo"},
    ]
    part = PartResult(0, 6, {"en": "does it", "zh": "做到"}, "raised", {"error": ATTACK})
    items = {"a": ItemResult("failed", {"p": part}), "b": ItemResult("manual")}
    verdict = Verdict("T0", "f", "graded", "tier B", items=items, cells=cells, sha256="ab" * 32)
    return ReportInput(FORM, scores, {"T0": verdict}, dt.datetime(2026, 3, 2, 16, 30, tzinfo=dt.UTC))


def test_json_has_null_for_the_undecided_and_says_it_is_not_official() -> None:
    data = json.loads(as_json(report()))
    assert data["official"] is False
    blocked = data["candidates"][-1]
    assert (blocked["raw"], blocked["scaled"], blocked["outcome"]) == (None, None, "blocked")
    assert blocked["reasons"][0] == {"key": "rejected", "item": ""}


def test_csv_opens_in_a_sheet_and_runs_nothing() -> None:
    text = as_csv(report())
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    points = {"a": "0.0", "b": "2.0", "raw": "2.0", "scaled": "24.0"}
    why = "most points lost: Item A, Memo"
    assert rows[0] == {"candidate": "T0", **points, "outcome": "below", "why": why, "isolation": "tier B"}
    assert rows[-1]["candidate"] == "'=cmd()"
    assert rows[-1]["raw"] == "" and rows[-1]["scaled"] == ""


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["not an official Douyin credential", "Item A", "2026-03-03 00:30", "most points lost: Item A"]),
     ("zh", ["并非抖音官方认证", "题目甲", "未达合格线", "提交的答案"])],
)  # fmt: skip
def test_the_page_is_in_one_language_and_asks_the_network_for_nothing(
    language: str, words: list[str]
) -> None:
    page = as_html(report(), language)  # type: ignore[arg-type]
    for word in words:
        assert word in page
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", page)


def test_trainee_text_cannot_become_script() -> None:
    page = as_html(report(), "en")
    assert "<script>alert(1)" not in page
    assert "&lt;/script&gt;&lt;script&gt;alert(1)" in page


def test_item_statistics_need_thirty_candidates() -> None:
    assert "insufficient data (n = 2)" in as_html(report(2), "en")
    enough = as_html(report(30), "en")
    assert "insufficient data" not in enough
    assert ">0.47<" in enough


def test_it_links_the_graded_notebook_where_there_is_a_page() -> None:
    data = dataclasses.replace(report(), pages={"T0": "../feedback/T0/f/f.html"})
    page = as_html(data, "en")
    assert page.count('<a href="../feedback/T0/f/f.html">open the graded notebook</a>') == 1
