"""Importing manual marks: every row is checked before one is written."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from sixfold_grader.blueprint import Form, load_blueprint
from sixfold_grader.course import Course
from sixfold_grader.errors import TableError
from sixfold_grader.scores import capability_scores, import_marks

pytestmark = pytest.mark.slow


@pytest.fixture
def form(graded: Any) -> Form:
    return load_blueprint(graded.project.blueprint).form("toy")


@pytest.fixture
def course(graded: Any, tmp_path: Path) -> Course:
    """A copy: marks stay out of the course that other tests look at."""
    shutil.copytree(graded.course.root, tmp_path / "course")
    return Course(tmp_path / "course", exchange_root=graded.course.exchange)


def memo_of(course: Course, candidate: str) -> tuple[float | None, bool]:
    with Gradebook(course.db_url, "sixfold") as gradebook:
        grade = gradebook.find_grade("memo", "toy", "toy", candidate)
        return grade.manual_score, grade.needs_manual_grade


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("nobody,memo,3", r"marks\.csv:3: 'nobody' has no graded submission"),
        ("good,roas,3", r"marks\.csv:3: 'roas' is not a free response of toy; there are: memo"),
        ("good,memo,much", r"marks\.csv:3: score 'much' is not a number"),
        ("good,memo,5", r"marks\.csv:3: score 5 is outside 0 to 4"),
        ("good,memo,nan", r"marks\.csv:3: score 'nan' is not a number"),
    ],
)
def test_one_wrong_row_writes_nothing(
    course: Course, form: Form, tmp_path: Path, row: str, message: str
) -> None:
    before = memo_of(course, "nul")
    marks = tmp_path / "marks.csv"
    marks.write_text(f"candidate,item,score\nnul,memo,4\n{row}\n", encoding="utf-8")
    with pytest.raises(TableError, match=message):
        import_marks(course, form, marks)
    assert memo_of(course, "nul") == before


def test_missing_columns_are_named(course: Course, form: Form, tmp_path: Path) -> None:
    marks = tmp_path / "marks.csv"
    marks.write_text("candidate,points\n", encoding="utf-8")
    with pytest.raises(TableError, match="the columns item, score are missing"):
        import_marks(course, form, marks)


def test_a_dry_run_checks_and_a_real_run_decides(
    graded: Any, course: Course, form: Form, tmp_path: Path
) -> None:
    marks = tmp_path / "marks.csv"
    marks.write_text("\ufeffcandidate,item,score,comment\nchinese,memo,3,清楚\n", encoding="utf-8")
    assert import_marks(course, form, marks, dry_run=True) == 1
    assert memo_of(course, "chinese") == (None, True)
    assert import_marks(course, form, marks) == 1
    assert memo_of(course, "chinese") == (3.0, False)
    scores = {
        s.candidate: s for s in capability_scores(course, load_blueprint(graded.project.blueprint), "toy")
    }
    assert scores["chinese"].raw == 11
    assert scores["chinese"].outcome == "reached"
