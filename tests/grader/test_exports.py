"""Exports, each opened by a reader that is not ours; blank is not 0, and no cell runs."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from sixfold_grader import exports
from sixfold_grader.blueprint import Form, Item, Text
from sixfold_grader.cli import main
from sixfold_grader.scoring import CapabilityScore, ItemScore, score_capability

FORMS = [
    Form("f", Text("F", "甲"), {"a": Item("a", "function", Text("Item A", "题目甲"), {"p": 6}),
                               "b": Item("b", "response", Text("Memo", "备忘"), {"q": 4})}, cut=5),
    Form("g", Text("G", "乙"), {"c": Item("c", "function", Text("=1+1", "题目丙"), {"p": 10})}, cut=6),
]  # fmt: skip
EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＠A1"]


def score(candidate: str, a: float, b: float | None) -> CapabilityScore:
    return score_capability(candidate, [ItemScore("a", 6, a), ItemScore("b", 4, None, b)], FORMS[0])


SCORES = {
    "f": [score("T2", 0, 4), score("T1", 5, None), score("=cmd()", 6, 4)],
    "g": [score_capability("T1", [ItemScore("c", 10, 7.25)], FORMS[1])],
}


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_csv_opens_in_pandas_with_blanks_for_what_is_not_there() -> None:
    sheet = exports.csv_text(exports.score_sheet(FORMS, SCORES))
    assert sheet.startswith("\ufeff")
    frame = pd.read_csv(io.BytesIO(sheet.encode()), encoding="utf-8-sig").set_index("candidate")
    assert list(frame.index) == ["'=cmd()", "T1", "T2"]
    assert list(frame.columns) == [
        "f: a", "f: b", "f: raw", "f: scaled", "f: outcome", "g: c", "g: raw", "g: scaled", "g: outcome",
    ]  # fmt: skip
    assert frame.loc["T2", "f: a"] == 0 and frame.loc["T1", "f: a"] == 5
    assert frame.loc["T1", ["f: b", "f: raw", "f: scaled"]].isna().all()
    assert frame.loc["T1", "f: outcome"] == "blocked" and frame.loc["T1", "g: scaled"] == 72.5
    assert frame.loc["T2", "g: c":"g: outcome"].isna().all()


@pytest.mark.parametrize("text", EVIL)
def test_no_cell_runs_in_a_spreadsheet(text: str) -> None:
    sheet = exports.Sheet("s", [text], [[text, 1.5, None]])
    cells = [cell for row in rows(exports.csv_text(sheet, bom=False)) for cell in row]
    assert cells == [f"'{text}", f"'{text}", "1.5", ""]


def test_the_workbook_opens_in_openpyxl_without_a_formula() -> None:
    content = exports.xlsx_bytes([exports.score_sheet(FORMS, SCORES), exports.column_sheet(FORMS)])
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["scores", "columns"]
    cells = [cell for page in book for row in page for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    first = [cell.value for cell in book["scores"]["A"]]
    assert first == ["candidate", "'=cmd()", "T1", "T2"]
    assert book["scores"]["C3"].value is None and book["scores"]["B4"].value == 0
    assert [cell.value for cell in book["columns"][4]] == ["g: c", "'=1+1", "题目丙", 10]


def test_moodle_reads_its_columns() -> None:
    text = exports.csv_text(exports.moodle_sheet(FORMS, SCORES, {"T1": "a@example.org"}), bom=False)
    assert rows(text) == [
        ["idnumber", "email", "f: a", "f: b", "g: c"],
        ["'=cmd()", "", "6.0", "4.0", ""],
        ["T1", "a@example.org", "5.0", "", "7.25"],
        ["T2", "", "0.0", "4.0", ""],
    ]


def test_canvas_reads_its_columns_and_points_possible() -> None:
    header, possible, *people = rows(exports.csv_text(exports.canvas_sheet(FORMS, SCORES), bom=False))
    assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "f: a", "f: b", "g: c"]
    assert possible == ["    Points Possible", "", "", "", "", "6.0", "4.0", "10.0"]
    assert people[2] == ["T2", "", "T2", "T2", "", "0.0", "4.0", ""]
    assert {len(person) for person in people} == {8}


def test_without_a_gradebook_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "scores.csv"
    assert main(["export", "csv", "--output", str(target), "--course", str(tmp_path / "course")]) == 1
    assert "holds no gradebook" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "xlsx", "moodle", "canvas"])
def test_a_graded_course_is_exported(
    graded: Any,
    kind: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SIXFOLD_PROJECT", str(graded.project.root))
    target = tmp_path / f"scores.{'xlsx' if kind == 'xlsx' else 'csv'}"
    course = ["--course", str(graded.course.root), "--exchange", str(graded.course.exchange)]
    assert main(["export", kind, "--output", str(target), *course]) == 0
    count = len(graded.course.candidates("toy"))
    assert f"{count} candidates, toy" in capsys.readouterr().out
    frame = pd.read_excel(target) if kind == "xlsx" else pd.read_csv(target, encoding="utf-8-sig")
    assert len(frame) == count + (kind == "canvas")
    good = frame[frame.iloc[:, 0] == "good"].iloc[0]
    assert good["toy: roas"] == 4 and pd.isna(good["toy: memo"])
