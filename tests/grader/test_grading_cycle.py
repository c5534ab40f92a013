"""Every kind of submission through nbgrader's exchange, our boundary and nbgrader's gradebook."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
import os
import shutil
import signal
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook

from sixfold_grader import cycle
from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.course import Course
from sixfold_grader.errors import CourseError, DataError, SourceError
from sixfold_grader.grading import grade_course
from sixfold_grader.models import Verdict
from sixfold_grader.record import Recorder
from sixfold_grader.scores import capability_scores
from sixfold_grader.verdicts import load_verdict

pytestmark = pytest.mark.slow

FULL = {"roas": ("passed", 4), "daily": ("passed", 4), "memo": ("manual", 0)}
EXPECTED = {
    "good": FULL,
    "chinese": FULL,
    "nul": FULL,
    "printer": FULL,
    "rearranged": FULL,
    "mistake": {**FULL, "roas": ("partial", 3)},
    "exits": {**FULL, "roas": ("crashed", 0)},
    "loops": {**FULL, "roas": ("timeout", 0)},
    "hangs": {**FULL, "daily": ("timeout", 0)},
    "syntax": {**FULL, "roas": ("failed", 0)},
    "stub": {"roas": ("unanswered", 0), "daily": ("unanswered", 0), "memo": ("unanswered", 0)},
    "forged": {"roas": ("failed", 0), "daily": ("unanswered", 0), "memo": ("unanswered", 0)},
    "liar": {"roas": ("failed", 0), "daily": ("unanswered", 0), "memo": ("unanswered", 0)},
}
REJECTED = {
    "empty": "toy.ipynb: the file is empty",
    "not_json": "toy.ipynb: not UTF-8 at byte 0",
    "no_notebook": "toy.ipynb: JSON, but not a notebook",
    "deep": "toy.ipynb: not JSON",
    "linker": "toy.ipynb: is a link or cannot be opened",
}


def outcome(verdict: Verdict) -> dict[str, tuple[str, int]]:
    return {item: (result.status, result.points) for item, result in verdict.items.items()}


@pytest.mark.parametrize("candidate", EXPECTED)
def test_each_submission_gets_what_it_earned(graded: Any, candidate: str) -> None:
    assert outcome(graded.verdict(candidate)) == EXPECTED[candidate]


@pytest.mark.parametrize("candidate", REJECTED)
def test_what_cannot_be_read_is_rejected_and_says_why(graded: Any, candidate: str) -> None:
    verdict = graded.verdict(candidate)
    assert verdict.status == "rejected"
    assert REJECTED[candidate] in verdict.message


def test_nobody_is_left_out(graded: Any) -> None:
    assert {v.candidate for v in graded.summary.verdicts} == EXPECTED.keys() | REJECTED.keys()
    assert all("tier" in v.isolation for v in graded.summary.verdicts)


@pytest.mark.parametrize(
    ("candidate", "notes"),
    [
        ("rearranged", {"duplicated", "deleted", "reordered", "added", "locked"}),
        ("nul", {"cleaned"}),
        ("good", set()),
    ],
)
def test_repairs_are_reported(graded: Any, candidate: str, notes: set[str]) -> None:
    assert {note["key"] for note in graded.verdict(candidate).notes} == notes


def test_output_is_cut_and_says_so(graded: Any) -> None:
    cells = {cell["id"]: cell for cell in graded.verdict("printer").cells}
    printed = "".join(o.get("text", "") for cell in cells.values() for o in cell.get("outputs", []))
    assert "cut: this cell printed more than the limit" in printed
    assert len(printed) < 110_000


def test_the_gradebook_holds_the_verdicts(graded: Any) -> None:
    with Gradebook(graded.course.db_url, "sixfold") as gradebook:
        (notebook,) = gradebook.find_submission("toy", "mistake").notebooks
        scores = {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in notebook.grades}
        comments = {comment.name: comment.auto_comment for comment in notebook.comments}
    assert scores == {"roas": (3.0, False), "daily": (4.0, False), "memo": (None, True)}
    assert "✗ None for zero spend (0/1) — the function raised ZeroDivisionError" in comments["roas-answer"]


def test_a_rejected_submission_is_blocked_and_never_a_zero(graded: Any) -> None:
    scores = {
        s.candidate: s
        for s in capability_scores(graded.course, load_blueprint(graded.project.blueprint), "toy")
    }
    assert scores["empty"].raw is None
    assert scores["empty"].outcome == "blocked"
    assert ("rejected", "") in scores["empty"].reasons
    assert scores["good"].reasons == (("waiting", "memo"),)
    assert scores["stub"].raw == 0.0


def test_graded_notebooks_are_valid_and_carry_the_timestamp(graded: Any) -> None:
    folder = graded.course.autograded("rearranged", "toy")
    nbformat.validate(nbformat.read(folder / "toy.ipynb", as_version=4))
    submitted = graded.course.submitted("rearranged", "toy")
    assert (folder / "timestamp.txt").read_text() == (submitted / "timestamp.txt").read_text()


def test_released_notebooks_hold_no_solution(graded: Any) -> None:
    for language in ("en", "zh"):
        text = graded.course.released("toy", language).read_text(encoding="utf-8")
        assert "secret_solution_line" not in text
        assert "A model answer" not in text


def commands() -> dict[int, str]:
    """Return the command line of every process."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                found[int(entry.name)] = (
                    (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                )
    return found


def test_no_process_is_left(graded: Any) -> None:
    assert workers_of_this_process() == []
    running = commands()
    for pid in (pid for pid, line in running.items() if "sixfold_grader.box.zygote" in line):
        with contextlib.suppress(OSError):  # of another run, and just ended
            parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
            assert "sixfold_grader" in running[parent], "a zygote without its worker"


def test_a_second_run_changes_nothing(graded: Any) -> None:
    before = graded.course.verdict("good", "toy").read_bytes()
    summary = grade_course(graded.job, workers=2)
    assert not summary.verdicts
    assert set(summary.unchanged) == EXPECTED.keys() | REJECTED.keys()
    assert graded.course.verdict("good", "toy").read_bytes() == before


def test_grading_again_by_force_gives_the_same(graded: Any) -> None:
    summary = grade_course(graded.job, candidates=["mistake", "rearranged"], force=True, workers=2)
    assert {v.candidate: outcome(v) for v in summary.verdicts} == {
        c: EXPECTED[c] for c in ("mistake", "rearranged")
    }


def test_an_interrupted_run_resumes(graded: Any, tmp_path: Path) -> None:
    for candidate in ("good", "mistake", "stub", "chinese"):
        graded.course.verdict(candidate, "toy").unlink()

    def stop(done: int, _total: int, _verdict: Verdict | None) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade_course(graded.job, workers=2, progress=stop)
    rest = grade_course(graded.job, workers=2)
    assert len(rest.verdicts) == 2
    for candidate in ("good", "mistake", "stub", "chinese"):
        verdict = load_verdict(graded.course, candidate, "toy")
        assert verdict is not None and outcome(verdict) == EXPECTED[candidate]


def workers_of_this_process() -> list[int]:
    """Return the process ids of running grading workers that this process started."""
    found = []
    for task in Path("/proc/self/task").iterdir():
        for pid in (task / "children").read_text().split():
            if b"checker.worker" in Path("/proc", pid, "cmdline").read_bytes():
                found.append(int(pid))
    return found


def test_a_killed_worker_costs_nobody_a_verdict(graded: Any) -> None:
    def kill_one(done: int, _total: int, _verdict: Verdict | None) -> None:
        if done == 1:
            os.kill(workers_of_this_process()[0], signal.SIGKILL)

    wanted = ["good", "mistake", "stub", "chinese", "nul", "syntax"]
    summary = grade_course(graded.job, candidates=wanted, force=True, workers=2, progress=kill_one)
    assert {v.candidate: outcome(v) for v in summary.verdicts} == {c: EXPECTED[c] for c in wanted}


def test_an_unknown_candidate_or_an_unreleased_assignment_is_a_clear_error(
    graded: Any, tmp_path: Path
) -> None:
    with pytest.raises(CourseError, match="no submission of 'toy' from nobody"):
        grade_course(graded.job, candidates=["nobody"])
    elsewhere = dataclasses.replace(
        graded.job, course=dataclasses.replace(graded.course, root=tmp_path / "other")
    )
    with pytest.raises(CourseError, match="run `sixfold release toy` first"):
        grade_course(elsewhere)


def test_checks_that_disagree_with_the_blueprint_decide_nothing(graded: Any) -> None:
    checks = graded.project.assignments / "toy" / "checks.py"
    text = checks.read_text(encoding="utf-8")
    checks.write_text(text.replace('"roas", "zero"', '"roas", "naught"'), encoding="utf-8")
    try:
        with pytest.raises(Exception, match=r"checks\.py: the blueprint has no part 'naught' of item 'roas'"):
            grade_course(graded.job, candidates=["good"], force=True)
    finally:
        checks.write_text(text, encoding="utf-8")


def test_a_missing_data_set_stops_before_anybody_is_graded(graded: Any) -> None:
    descriptor = graded.project.datasets / "datapackage.json"
    whole = descriptor.read_bytes()
    descriptor.write_text('{"resources": [{"name": "gone", "path": "data/gone.csv"}]}', encoding="utf-8")
    try:
        with pytest.raises(DataError, match=r"data/gone\.csv is missing; run `sixfold data`"):
            grade_course(graded.job, candidates=["good"], force=True)
    finally:
        descriptor.write_bytes(whole)


def test_a_fault_of_ours_takes_no_verdict_away(graded: Any) -> None:
    before = load_verdict(graded.course, "mistake", "toy")
    assert before is not None
    fault = Verdict(
        "mistake", "toy", "fault", fingerprint=before.fingerprint, message="the machine fell over"
    )
    form = load_blueprint(graded.project.blueprint).form("toy")
    with (
        Gradebook(graded.course.db_url, "sixfold") as gradebook,
        Recorder(gradebook, graded.course, form) as recorder,
    ):
        recorder.add(fault)
    assert load_verdict(graded.course, "mistake", "toy") == before


def test_another_database_url_works(graded: Any, tmp_path: Path) -> None:
    course = dataclasses.replace(
        graded.course,
        root=tmp_path / "course",
        db=f"sqlite:///{tmp_path / 'other.db'}",
        exchange_root=tmp_path / "exchange",
    )
    cycle.release(graded.project, course, "toy")
    folder = course.submitted("someone", "toy")
    folder.mkdir(parents=True)
    (folder / "toy.ipynb").write_bytes((graded.course.submitted("good", "toy") / "toy.ipynb").read_bytes())
    summary = grade_course(dataclasses.replace(graded.job, course=course), workers=1)
    assert outcome(summary.verdicts[0]) == FULL
    with Gradebook(course.db_url, "sixfold") as gradebook:
        assert gradebook.find_submission("toy", "someone").score == 8.0


def test_scores_are_in_json_form(graded: Any) -> None:
    record = json.loads(graded.course.verdict("good", "toy").read_text(encoding="utf-8"))
    assert record["schema"] == "sixfold.verdict/1"
    assert Verdict.from_json(record).items["roas"].points == 4


def test_releasing_again_replaces_the_released_notebooks(graded: Any) -> None:
    released = cycle.release(graded.project, graded.course, "toy")
    fetched = cycle.fetch(graded.course, "toy", "late", graded.root / "home" / "late")
    assert {path.name for path in released} == {path.name for path in fetched.glob("*.ipynb")}


def test_times_are_stored_in_utc(graded: Any) -> None:
    text = (graded.course.submitted("good", "toy") / "timestamp.txt").read_text(encoding="utf-8")
    assert text.endswith(" UTC")
    with Gradebook(graded.course.db_url, "sixfold") as gradebook:
        stored = gradebook.find_submission("toy", "good").timestamp
    assert abs((dt.datetime.now(dt.UTC).replace(tzinfo=None) - stored).total_seconds()) < 3600


def test_the_trainee_reads_feedback_in_the_language_of_the_answers(graded: Any) -> None:
    with Gradebook(graded.course.db_url, "sixfold") as gradebook:
        (notebook,) = gradebook.find_submission("toy", "chinese").notebooks
        comments = {comment.name: comment.auto_comment for comment in notebook.comments}
    assert "✓ 成交除以消耗 (3/3)" in comments["roas-answer"]
    assert comments["memo"] == "等待人工评分"


def test_an_unknown_assignment_and_an_empty_course_are_clear_errors(graded: Any, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="unknown assignment 'nonsense'; there are: toy"):
        grade_course(dataclasses.replace(graded.job, assignment="nonsense"))
    empty = Course(tmp_path / "course", exchange_root=tmp_path / "exchange")
    shutil.copytree(graded.course.root / "release", empty.root / "release")
    with pytest.raises(CourseError, match="run `sixfold collect` first"):
        grade_course(dataclasses.replace(graded.job, course=empty))
