"""`sixfold grade`, `nbgrader autograde` and nbgrader's own button in the formgrader: one verdict."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from sixfold_grader import cycle
from sixfold_grader.course import Course
from sixfold_grader.grading import grade_course
from sixfold_grader.verdicts import load_verdict

pytestmark = pytest.mark.slow

# What the formgrader's page asks nbgrader for, in a server that runs in the course folder.
BUTTON = """
import sys
from nbgrader.apps.api import NbGraderAPI
from nbgrader.apps.baseapp import NbGrader
server = NbGrader()
server.initialize([])
result = NbGraderAPI(server.coursedir, server.authenticator, parent=server).autograde("toy", sys.argv[1])
print(result.get("log", ""), result.get("error", ""))
sys.exit(not result["success"])
"""
ESCAPE = "import pathlib\npathlib.Path({!r}).write_text('out')\n"


def run(course: Course, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a Python command in the course folder, as an instructor would, with the project unnamed."""
    own = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": os.pathsep.join([own, os.environ["PATH"]])}
    environment.pop("SIXFOLD_PROJECT", None)
    return subprocess.run(
        [sys.executable, *command],
        cwd=course.root,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )


def rows(course: Course) -> dict[str, Any]:
    """Return every `grade` and `comment` row by candidate."""
    with Gradebook(course.db_url, "sixfold") as gradebook:
        return {
            submission.student.id: {
                "grades": {
                    g.name: (g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade)
                    for book in submission.notebooks
                    for g in book.grades
                },
                "comments": {
                    c.name: (c.auto_comment, c.manual_comment)
                    for book in submission.notebooks
                    for c in book.comments
                },
                "at": submission.timestamp,
            }
            for submission in gradebook.assignment_submissions("toy")
        }


def verdict(course: Course, candidate: str) -> dict[str, Any]:
    """Return the verdict record without its times and the number of an account."""
    found = load_verdict(course, candidate, "toy")
    assert found is not None
    items = {name: dataclasses.replace(item, seconds=0.0) for name, item in found.items.items()}
    walls = found.isolation.partition(", account")[0]  # each worker's boxes have an account of their own
    return dataclasses.replace(found, seconds=0.0, items=items, isolation=walls).to_json()


def tree(course: Course, candidate: str) -> dict[str, bytes]:
    """Return the files of the graded notebook's folder."""
    folder = course.autograded(candidate, "toy")
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@dataclasses.dataclass(frozen=True)
class Doors:
    """Two courses with the same submissions, one graded by us, one by nbgrader's command."""

    ours: Course
    theirs: Course
    log: str
    escaped: Path


@pytest.fixture(scope="module")
def doors(graded: Any, tmp_path_factory: pytest.TempPathFactory) -> Doors:
    root = tmp_path_factory.mktemp("doors")
    root.chmod(0o711)
    escaped = root / "escaped"
    courses = [_course_like(graded, root / name, escaped) for name in ("ours", "theirs")]
    ours, theirs = courses
    grade_course(dataclasses.replace(graded.job, course=ours), workers=2)
    done = run(theirs, "-m", "nbgrader", "autograde", "toy")
    assert done.returncode == 0, done.stdout
    return Doors(ours, theirs, done.stdout, escaped)


def _course_like(graded: Any, root: Path, escaped: Path) -> Course:
    """Return a released course with the fixture's submissions, two more, and the same secret."""
    course = Course(root / "course", exchange_root=root / "exchange")
    cycle.release(graded.project, course, "toy")
    shutil.copytree(graded.course.root / "submitted", course.root / "submitted", symlinks=True)
    shutil.copytree(graded.course.root / ".secrets", course.root / ".secrets")
    submitted = course.root / "submitted"
    shutil.copytree(submitted / "chinese", submitted / "chinese_only")
    (submitted / "chinese_only" / "toy" / "toy.ipynb").unlink()
    (submitted / "nothing" / "toy").mkdir(parents=True)
    (submitted / "nothing" / "toy" / "homework.txt").write_text("no notebook", encoding="utf-8")
    shutil.copytree(submitted / "good", submitted / "escaping")
    path = submitted / "escaping" / "toy" / "toy.ipynb"
    book = json.loads(path.read_text(encoding="utf-8"))
    book["cells"].insert(0, {"cell_type": "code", "metadata": {}, "source": ESCAPE.format(str(escaped))})
    path.write_text(json.dumps(book), encoding="utf-8")
    return course


def test_the_gradebooks_hold_the_same_rows(doors: Doors) -> None:
    ours = rows(doors.ours)
    assert {"good", "chinese_only", "rearranged", "exits", "escaping"} <= ours.keys()
    assert ours == rows(doors.theirs)


def test_verdicts_and_graded_notebooks_are_the_same(doors: Doors) -> None:
    candidates = doors.ours.candidates("toy")
    assert {"empty", "not_json", "deep", "linker", "nothing"} <= set(candidates)
    for candidate in candidates:
        assert verdict(doors.ours, candidate) == verdict(doors.theirs, candidate)
        assert tree(doors.ours, candidate) == tree(doors.theirs, candidate)


def test_no_submission_runs_in_the_instructors_account(doors: Doors) -> None:
    assert "escaping: graded" in doors.log
    assert not doors.escaped.exists()


def test_nbgraders_log_says_what_could_not_be_read(doors: Doors) -> None:
    assert "empty: rejected toy.ipynb: the file is empty" in doors.log
    assert "Traceback" not in doors.log


def test_nbgrader_grades_again_only_what_it_is_told_to(doors: Doors) -> None:
    before = {c: doors.theirs.verdict(c, "toy").stat().st_mtime_ns for c in ("good", "mistake")}
    assert "good: graded already" in run(doors.theirs, "-m", "nbgrader", "autograde", "toy").stdout
    forced = run(doors.theirs, "-m", "nbgrader", "autograde", "toy", "--student", "mistake", "--force")
    assert forced.returncode == 0
    assert doors.theirs.verdict("good", "toy").stat().st_mtime_ns == before["good"]
    assert doors.theirs.verdict("mistake", "toy").stat().st_mtime_ns > before["mistake"]
    assert rows(doors.ours) == rows(doors.theirs)


@pytest.mark.parametrize("candidate", ["mistake", "chinese_only", "not_json"])
def test_nbgraders_own_button_gives_the_same(doors: Doors, candidate: str) -> None:
    before = doors.theirs.verdict(candidate, "toy").stat().st_mtime_ns
    pressed = run(doors.theirs, "-c", BUTTON, candidate)
    assert pressed.returncode == 0, pressed.stdout
    assert doors.theirs.verdict(candidate, "toy").stat().st_mtime_ns > before
    assert verdict(doors.ours, candidate) == verdict(doors.theirs, candidate)
    assert rows(doors.ours) == rows(doors.theirs)


def test_a_project_that_cannot_be_found_is_a_clear_error(doors: Doors) -> None:
    config = doors.theirs.config_file.read_text(encoding="utf-8")
    doors.theirs.config_file.write_text(config + "\nc.BoxExporter.project = '/nowhere'\n", encoding="utf-8")
    try:
        done = run(doors.theirs, "-m", "nbgrader", "autograde", "toy", "--force")
    finally:
        doors.theirs.config_file.write_text(config, encoding="utf-8")
    assert done.returncode == 1
    assert "/nowhere/assignments/blueprint.toml: there is no such file" in done.stdout
    assert "Traceback" not in done.stdout


def test_excluded_students_leave_nothing_to_grade(doors: Doors) -> None:
    exclude = "--CourseDirectory.student_id_exclude=good"
    done = run(doors.theirs, "-m", "nbgrader", "autograde", "toy", "--student", "good", exclude)
    assert done.returncode == 1
    assert "no submission to grade" in done.stdout
