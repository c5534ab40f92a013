"""Regrading is all or nothing, tells why, and leaves marks alone; the gradebook can be checked."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.cli import main
from sixfold_grader.cohort import write_answers
from sixfold_grader.course import Course
from sixfold_grader.errors import CourseError
from sixfold_grader.gradebook_check import problems
from sixfold_grader.grading import grade_course
from sixfold_grader.lock import only_one
from sixfold_grader.pool import GradingJob
from sixfold_grader.project import Project
from sixfold_grader.regrade import regrade
from sixfold_grader.scores import import_marks

pytestmark = pytest.mark.slow

GOOD = {
    "roas": "def roas(gmv, spend):\n    return None if spend == 0 else gmv / spend",
    "daily": "def daily(ads):\n    return ads.groupby('day', as_index=False)['spend'].sum()",
    "memo": "A memo.",
}
WRONG = "def roas(gmv, spend):\n    return gmv / spend"


@pytest.fixture(scope="module")
def once(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two graded submissions, one with a marked memo; for copying."""
    root = tmp_path_factory.mktemp("once")
    root.chmod(0o711)
    shutil.copytree(released, root, dirs_exist_ok=True)
    made = job_in(root)
    for name, answers in {"ann": GOOD, "bob": {**GOOD, "roas": WRONG}}.items():
        folder = made.course.submitted(name, "toy")
        folder.mkdir(parents=True)
        shutil.copy(made.course.released("toy", "en"), folder)
        write_answers(folder / "toy.ipynb", form_of(made), answers)
        (folder / "timestamp.txt").write_text("2026-11-01 08:00:00 UTC", encoding="utf-8")
    grade_course(made, workers=1)
    marks = root / "marks.csv"
    marks.write_text("candidate,item,score,comment\nann,memo,3,well said\n", encoding="utf-8")
    import_marks(made.course, form_of(made), marks)
    return root


@pytest.fixture
def job(once: Path, tmp_path: Path) -> GradingJob:
    """A copy of the graded course."""
    tmp_path.chmod(0o711)
    shutil.copytree(once, tmp_path, dirs_exist_ok=True)
    return job_in(tmp_path)


def job_in(root: Path) -> GradingJob:
    course = Course(root / "course", exchange_root=root / "exchange")
    return GradingJob.of(Project(root / "project"), course, "toy")


def form_of(job: GradingJob) -> Any:
    return load_blueprint(job.project.blueprint).form("toy")


def state(course: Course) -> dict[str, str]:
    """Return a hash of everything on record."""
    kept = [*course.root.rglob("*.json"), *course.root.rglob("autograded/**/*.ipynb")]
    hashes = {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}
    rows = grades(course)
    return hashes | {"gradebook": repr(rows)}


def grades(course: Course) -> list[Any]:
    with sqlite3.connect(course.root / "gradebook.db") as db:
        query = (
            "select s.student_id, b.name, g.auto_score, g.manual_score, g.needs_manual_grade, "
            "c.manual_comment "
            "from grade g join base_cell b on b.id = g.cell_id "
            "join submitted_notebook n on n.id = g.notebook_id "
            "join submitted_assignment s on s.id = n.assignment_id "
            "left join base_cell d on d.name = b.name and d.type = 'SolutionCell' "
            "left join comment c on c.notebook_id = n.id and c.cell_id = d.id order by 1, 2"
        )
        return db.execute(query).fetchall()


def forgive(job: GradingJob) -> None:
    """The author decides that zero spend was not asked for."""
    path = job.project.assignments / "toy" / "checks.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('t.none(t.call("roas", 5.0, 0.0))', "return"), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != text


def test_nothing_changes_where_nothing_differs(job: GradingJob) -> None:
    before = state(job.course)
    run = regrade(job, workers=1)
    assert (run.changes, run.faults) == ([], [])
    assert state(job.course) == before


def test_a_dry_run_tells_who_changes_and_why_and_writes_nothing(job: GradingJob) -> None:
    forgive(job)
    before = state(job.course)
    run = regrade(job, dry_run=True, workers=1)
    (change,) = run.changes
    assert (change.candidate, change.item, change.why) == ("bob", "roas", ["checks"])
    assert change.before is not None and change.after is not None and change.before < change.after
    assert not run.applied and state(job.course) == before


def test_applying_keeps_marks_history_and_reason(job: GradingJob) -> None:
    forgive(job)
    run = regrade(job, reason="zero spend was not asked for", workers=1)
    assert run.applied and len(run.changes) == 1
    rows = {tuple(row[:2]): tuple(row[2:]) for row in grades(job.course)}
    assert rows["ann", "memo"] == (None, 3.0, 0, "well said")
    assert rows["bob", "roas"][0] == form_of(job).items["roas"].points
    folder = job.course.root / "runs" / run.id
    assert json.loads((folder / "run.json").read_text())["reason"] == "zero spend was not asked for"
    old = json.loads((folder / "before" / "bob.json").read_text())
    assert old["items"]["roas"]["status"] != "passed"
    assert problems(job.course, form_of(job)) == []
    assert regrade(job, workers=1).changes == []


def test_a_run_that_was_interrupted_while_applied_is_finished(
    job: GradingJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgive(job)

    def power_cut(*_args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("sixfold_grader.record.Recorder.write_files", power_cut)
        regrade(job, workers=1)
    (folder,) = (job.course.root / "runs").iterdir()
    assert json.loads((folder / "run.json").read_text())["state"] == "applying"
    grade_course(job, candidates=["ann"], force=True, workers=1)
    assert json.loads((folder / "run.json").read_text())["state"] == "applied"
    assert problems(job.course, form_of(job)) == []


def test_a_marked_memo_is_looked_at_again_only_if_its_text_changed(job: GradingJob) -> None:
    grade_course(job, force=True, workers=1)
    waiting = {(row[0], row[1]): row[4] for row in grades(job.course)}
    assert not waiting["ann", "memo"]
    folder = job.course.submitted("ann", "toy")
    write_answers(folder / "toy.ipynb", form_of(job), {"memo": "Another memo."})
    grade_course(job, workers=1)
    again = {(row[0], row[1]): row[3:5] for row in grades(job.course)}
    assert again["ann", "memo"] == (3.0, 1)


def test_one_run_at_a_time(job: GradingJob) -> None:
    with only_one(job.course), pytest.raises(CourseError, match="is being graded by process"):
        grade_course(job, force=True, workers=1)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("update grade set auto_score = 99 where auto_score is not null", "the gradebook says 99.0"),
        ("update grade set manual_score = 77 where manual_score is not null", "outside 0 to"),
        ("update grade set needs_manual_grade = 1", "is flagged for a person without need"),
        ("delete from grade", "daily: 0 grades in the gradebook"),
    ],
)
def test_the_check_finds_what_was_tampered_with(job: GradingJob, statement: str, said: str) -> None:
    form = form_of(job)
    assert problems(job.course, form) == []
    with sqlite3.connect(job.course.root / "gradebook.db") as db:
        db.execute(statement)
    assert any(said in line for line in problems(job.course, form))


def test_the_check_finds_missing_files(job: GradingJob) -> None:
    (job.course.autograded("ann", "toy") / "toy.ipynb").unlink()
    job.course.verdict("bob", "toy").unlink()
    (job.course.root / "verdicts" / "x.json.part").touch()
    found = problems(job.course, form_of(job))
    assert [line.split(":")[0].rpartition("/")[2] for line in found] == ["ann", "bob", "x.json.part"]


def test_the_commands(job: GradingJob, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setenv("SIXFOLD_PROJECT", str(job.project.root))
    options = ["--course", str(job.course.root), "--exchange", str(job.course.exchange)]
    assert main(["gradebook", "check", "toy", *options]) == 0
    forgive(job)
    assert main(["regrade", "toy", "--dry-run", *options]) == 0
    assert "1 changes of 1 candidates" in capsys.readouterr().out
