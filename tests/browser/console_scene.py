"""A running `sixfold console`, and a course as a reviewer meets it.

Some submissions are graded and marked, a larger cohort is on record.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "web"))  # last: it has a conftest too

from cohort_on_record import PASSWORD, START, add_cohort, add_staff

from sixfold_grader import cycle
from sixfold_grader.blueprint import Blueprint, Form, load_blueprint
from sixfold_grader.cohort import answers_of, draw_cohort, draw_people, write_answers
from sixfold_grader.course import Course
from sixfold_grader.grading import grade_course
from sixfold_grader.intake import notebook_name
from sixfold_grader.pool import GradingJob
from sixfold_grader.project import Project
from sixfold_grader.records import Records, open_records
from sixfold_grader.records.ratings import Mark
from sixfold_grader.records.reading import Sitting, sittings
from sixfold_grader.samples import load_samples
from sixfold_grader.scoring import ItemScore, score_capability
from sixfold_grader.web.desk import Desk

__all__ = [
    "PASSWORD",
    "Console",
    "add_cohort",
    "add_staff",
    "case_with_evidence",
    "running_console",
    "stage",
    "waiting_for_marks",
]

REPOSITORY = Path(__file__).parents[2]
LOOPBACK = "127.0.0.1"
FORM = "traffic_buying"
GRADED, MARKED, COHORT, SEED = 8, 5, 60, 11


@dataclass
class Console:
    """A running `sixfold console`."""

    port: int
    course: Course

    def url(self, path: str = "/") -> str:
        return f"http://{LOOPBACK}:{self.port}{path}"


@contextmanager
def running_console(course: Course, port: int, *options: str) -> Iterator[Console]:
    """Start `sixfold console`, wait until it answers, stop it in the end."""
    command = [sys.executable, "-m", "sixfold_grader.cli", "console", "--course", str(course.root)]
    environment = {**os.environ, "SIXFOLD_PROJECT": str(REPOSITORY)}
    log = course.root.parent / "console.log"
    with log.open("wb") as stream:
        server = subprocess.Popen(
            [*command, "--port", str(port), *options], env=environment, stdout=stream, stderr=stream
        )
    console = Console(port, course)
    try:
        _wait_until_it_answers(console, server, log)
        yield console
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_until_it_answers(console: Console, server: subprocess.Popen[bytes], log: Path) -> None:
    for _attempt in range(240):
        if server.poll() is not None:
            raise RuntimeError(f"sixfold console stopped with {server.returncode}:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(console.url("/sign-in"), timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError(f"sixfold console does not answer:\n{log.read_text()}")


def stage(project: Project, course: Course) -> None:
    """Fill a course: `GRADED` submissions of one form are real, of `MARKED` the memos are marked."""
    blueprint = load_blueprint(project.blueprint)
    form = blueprint.form(FORM)
    course.root.mkdir(parents=True, exist_ok=True)
    course.mark_simulated()
    _hand_in_and_grade(project, course, form)
    with open_records(course.db_url) as records:
        add_staff(records)
        add_cohort(records, blueprint, COHORT, seed=SEED, without={FORM})
        others = _simulated(form, blueprint)
        records.runs.load("setup", blueprint, FORM, [*sittings(course, blueprint, FORM), *others])
        _mark(records, blueprint, form)
        records.ratings.release("an", blueprint, FORM, despite_gates="too few answers to tell")
        records.runs.load("setup", blueprint, FORM, [*sittings(course, blueprint, FORM), *others])


def case_with_evidence(course: Course, blueprint: Blueprint) -> str:
    """Return an open case with a real submission behind it, if possible one that passes."""
    with open_records(course.db_url) as records:
        desk = Desk(records, blueprint, course)
        graded = {records.people.candidate(f"T{number:04}") for number in range(1, MARKED + 1)}
        rows = [
            row
            for track in blueprint.tracks
            for row in desk.standings(track)
            if row.candidate in graded and row.is_open
        ]
        best = max(rows, key=lambda row: (row.decision.decision == "pass", row.decision.status == "review"))
        return best.candidate


def waiting_for_marks(course: Course) -> str:
    """Return a candidate whose memos nobody has marked."""
    with open_records(course.db_url) as records:
        return records.people.candidate(f"T{GRADED:04}") or ""


def _hand_in_and_grade(project: Project, course: Course, form: Form) -> None:
    samples = load_samples(project.assignments / form.id, form)
    cycle.release(project, course, form.id)
    for trainee in draw_cohort(form, samples, draw_people(GRADED, SEED), SEED):
        home = course.root.parent / "home" / trainee.id
        folder = cycle.fetch(course, form.id, trainee.id, home)
        write_answers(folder / notebook_name(form.id, trainee.language), form, answers_of(trainee, samples))
        cycle.submit(course, form.id, trainee.id, home)
    cycle.collect(course, form.id)
    grade_course(GradingJob.of(project, course, form.id), workers=2)


def _simulated(form: Form, blueprint: Blueprint) -> list[Sitting]:
    """Return sittings of everybody else: spread evenly from poor to good."""
    others = [f"T{number:04}" for number in range(GRADED + 1, COHORT + 1)]
    return [
        _sitting(form, blueprint, student, 0.45 + 0.5 * n / len(others)) for n, student in enumerate(others)
    ]


def _sitting(form: Form, blueprint: Blueprint, student: str, share: float) -> Sitting:
    items = [
        ItemScore(item.id, item.points, auto=round(item.points * min(1.0, share + 0.1 * (k % 3 - 1)), 2))
        for k, item in enumerate(form.items.values())
    ]
    score = score_capability(student, items, form, blueprint.policy.scaled_cut)
    return Sitting(student, score, taken_at=START)


def _mark(records: Records, blueprint: Blueprint, form: Form) -> None:
    """Let two raters mark some answers: mostly alike, once far apart."""
    graded = [records.people.candidate(f"T{number:04}") for number in range(1, MARKED + 1)]
    known: Sequence[str] = [candidate for candidate in graded if candidate is not None]
    for rater, gap in (("pan", 0), ("ping", 1)):
        marks = [
            Mark(candidate, item.id, criterion, max(0, 3 - n % 2 - gap * (k % 2) - 2 * gap * (n == k == 0)))
            for n, candidate in enumerate(known)
            for item in form.of_kind("response")
            for k, criterion in enumerate(item.parts)
        ]
        records.ratings.add(rater, blueprint, form.id, marks)
