"""From graded notebooks to a decision by two people, by commands alone."""

from __future__ import annotations

import io
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.cli import main
from sixfold_grader.course import COURSE_ID, Course
from sixfold_grader.records import open_records
from sixfold_grader.records.reading import sittings

from .conftest import PASSWORD, PEOPLE
from .test_commands import fill

pytestmark = pytest.mark.slow
Sixfold = Callable[..., str]


@pytest.fixture
def course(graded: Any, tmp_path: Path) -> Course:
    """A copy of the graded course."""
    shutil.copytree(graded.course.root, tmp_path / "course")
    return Course(tmp_path / "course", exchange_root=graded.course.exchange)


@pytest.fixture
def sixfold(
    graded: Any, course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Sixfold:
    """Run a command that must work; return what it prints."""
    monkeypatch.setenv("SIXFOLD_PROJECT", str(graded.project.root))

    def run(*arguments: object) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # nbgrader's own
            code = main([*map(str, arguments), "--course", str(course.root)])
        out, err = capsys.readouterr()
        assert code == 0, err
        return out

    return run


def test_sittings_tell_what_the_gradebook_and_the_intake_know(graded: Any, course: Course) -> None:
    found = {s.student_id: s for s in sittings(course, load_blueprint(graded.project.blueprint), "toy")}
    assert found["good"].score.reasons == (("waiting", "memo"),)
    assert found["good"].taken_at is not None
    assert len(found["good"].submission) == 64
    assert found["empty"].score.reasons[0] == ("rejected", "")
    assert "locked" in found["rearranged"].notes
    assert [flag.key for flag in found["rearranged"].flags] == ["integrity"]
    assert found["good"].flags == ()


def test_a_late_hand_in(graded: Any, course: Course) -> None:
    with Gradebook(course.db_url, COURSE_ID) as book:
        handed_in = book.find_submission("toy", "good").timestamp
        book.find_assignment("toy").duedate = handed_in.replace(microsecond=0)
        book.find_submission("toy", "good").timestamp = handed_in.replace(hour=(handed_in.hour + 1) % 24)
        late = book.find_submission("toy", "good").total_seconds_late
        book.db.commit()
    found = {s.student_id: s for s in sittings(course, load_blueprint(graded.project.blueprint), "toy")}
    assert found["good"].late == late > 3000


def test_from_notebooks_to_a_decision(sixfold: Sixfold, course: Course, tmp_path: Path) -> None:
    for user, roles in PEOPLE.items():
        sixfold("account", "add", user, *(word for role in roles for word in ("--role", role)))
    assert "run 1: toy, current" in sixfold("run", "scores", "all")
    for user, score in (("rob", "4"), ("rita", "3")):
        sheet = tmp_path / f"{user}.csv"
        sixfold("rate", "export", "toy", sheet, "--as", user)
        assert "A memo. " in sheet.read_text(encoding="utf-8")
        fill(sheet, "score", score)
        sixfold("rate", "import", "toy", sheet, "--as", user)
    told = sixfold("rate", "release", "toy", "--despite-gates", "a constant gap has no kappa", "--as", "walt")
    assert "run 2 is current" in told
    with open_records(course.db_url) as records:
        good = records.people.candidate("good")
    assert good is not None
    assert "memo" in sixfold("report", "toy", "--output", tmp_path / "report")
    decided = sixfold("review", "propose", good, "--reason", "few candidates, read again", "--as", "vera")
    assert f"decision 1: {good}, brand, distinction, proposed" in decided
    assert "approved" in sixfold("review", "approve", 1, "--as", "walt")
    assert f"{good}: good" in sixfold("review", "name", good, "--as", "walt")
    assert "expiry, open" in sixfold("case", "list", "--candidate", good)
    assert "unbroken" in sixfold("audit", "verify")


def test_a_mark_in_the_formgrader_afterwards_is_found(sixfold: Sixfold, course: Course) -> None:
    sixfold("run", "scores", "toy")
    with Gradebook(course.db_url, COURSE_ID) as book:
        grade = book.find_grade("memo", "toy", "toy", "good")
        grade.manual_score, grade.needs_manual_grade = 3.0, False
        book.db.commit()
    sixfold("run", "scores", "toy")
    with open_records(course.db_url) as records:
        good = records.people.candidate("good") or ""
        *_earlier, rating = records.ratings.visible(
            "formgrader", "toy", good
        )  # others mark in this course too
        attempt = records.runs.standing()[good]["toy"]
    assert (rating.rater, rating.score, rating.item) == ("formgrader", 3.0, "memo")
    assert ["lone_mark", {"capability": "toy", "item": "memo"}] in attempt.flags["review"]
