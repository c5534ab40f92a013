"""Do gradebook, verdicts, graded notebooks and submissions tell the same story?"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, BaseCell, Grade, GradeCell, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import select
from sqlalchemy.orm import Session

from sixfold_grader.blueprint import Form
from sixfold_grader.course import Course
from sixfold_grader.gradebook import open_gradebook
from sixfold_grader.models import ItemResult, Verdict
from sixfold_grader.record import automatic_score, parsed_time
from sixfold_grader.verdicts import load_verdict, timestamp_of

_AGAIN = "run `sixfold grade --force --candidate`"
_points = GradeCell.__table__  # as a table: the mapped class would join its base a second time


@dataclass(frozen=True)
class Row:
    """A grade as the gradebook holds it."""

    automatic: float | None
    manual: float | None
    waits: bool
    maximum: float


@dataclass
class Held:
    """What the gradebook holds of one candidate: a time for each submission row, grades by item."""

    times: list[dt.datetime | None] = field(default_factory=list)
    grades: dict[str, list[Row]] = field(default_factory=dict)


def problems(course: Course, form: Form) -> list[str]:
    """Return every disagreement about one assignment, as one line each: what, where, what to do."""
    with open_gradebook(course) as gradebook:
        held = _held(gradebook.db, form.id)
    there = course.candidates(form.id)
    found = [
        f"{candidate}: {text}"
        for candidate in there
        for text in _about(course, form, candidate, held.get(candidate, Held()))
    ]
    found += [
        f"{candidate}: in the gradebook, but not under {course.root / 'submitted'}; collect it again"
        for candidate in sorted(held.keys() - set(there))
    ]
    return found + list(_unfinished(course))


def _about(course: Course, form: Form, candidate: str, held: Held) -> Iterator[str]:
    if len(held.times) > 1:
        yield f"{len(held.times)} submission rows in the gradebook; restore it from a backup, {_AGAIN}"
    verdict = load_verdict(course, candidate, form.id)
    if verdict is None:
        yield "no verdict; run `sixfold grade`"
    elif verdict.status == "fault":
        yield f"failed on our side: {verdict.message}; run `sixfold grade`"
    elif verdict.status == "graded":
        yield from _about_rows(form, verdict, held)
        yield from _about_files(course, verdict, held)


def _about_rows(form: Form, verdict: Verdict, held: Held) -> Iterator[str]:
    for item in form.items.values():
        rows, result = held.grades.get(item.id, []), verdict.items.get(item.id)
        if result is None:
            yield f"{item.id}: is not in the verdict; run `sixfold grade`"
        elif len(rows) != 1:
            yield f"{item.id}: {len(rows)} grades in the gradebook; {_AGAIN}"
        else:
            yield from (f"{item.id}: {text}" for text in _about_item(rows[0], result, item.points))
    for unknown in sorted(held.grades.keys() - form.items.keys()):
        yield f"{unknown}: in the gradebook, not in the blueprint; run `sixfold release` again"


def _about_item(row: Row, result: ItemResult, maximum: int) -> Iterator[str]:
    automatic = automatic_score(result)
    if row.automatic != automatic:
        yield f"the gradebook says {row.automatic}, the verdict {automatic}; {_AGAIN}"
    if row.maximum != maximum:
        yield f"{row.maximum:g} points in the gradebook, {maximum} in the blueprint; release again"
    if result.parts and sum(part.maximum for part in result.parts.values()) != maximum:
        yield f"the verdict is out of other points than {maximum}; run `sixfold regrade`"
    if row.manual is not None and not 0 <= row.manual <= maximum:
        yield f"the manual score {row.manual:g} is outside 0 to {maximum}; mark it again"
    if automatic is None and row.manual is None and not row.waits:
        yield f"waits for a person, but is not flagged; {_AGAIN}"
    if automatic is not None and row.waits:
        yield f"is flagged for a person without need; {_AGAIN}"


def _about_files(course: Course, verdict: Verdict, held: Held) -> Iterator[str]:
    folder = course.autograded(verdict.candidate, verdict.assignment)
    if not _is_notebook(folder / f"{verdict.assignment}.ipynb"):
        yield f"the graded notebook is missing or broken; {_AGAIN}"
    mine = timestamp_of(course, verdict.candidate, verdict.assignment)
    stamp = folder / "timestamp.txt"
    graded = stamp.read_text(encoding="utf-8").strip() if stamp.is_file() else ""
    if parsed_time(graded) != parsed_time(mine):
        yield f"submitted at {mine or '?'}, graded was {graded or '?'}; run `sixfold grade`"
    if held.times and held.times[0] != parsed_time(mine):
        yield f"submitted at {mine or '?'}, the gradebook says {held.times[0]}; {_AGAIN}"


def _is_notebook(path: Path) -> bool:
    try:
        return "cells" in json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False


def _unfinished(course: Course) -> Iterator[str]:
    for folder in ("verdicts", "autograded", "runs"):
        for path in sorted((course.root / folder).rglob("*.part")):
            yield f"{path}: half written; delete it"
    for path in sorted((course.root / "runs").glob("*/run.json")):
        if json.loads(path.read_text(encoding="utf-8"))["state"] == "applying":
            yield f"{path.parent}: a regrading run is half applied; run `sixfold grade` to finish it"


def _held(db: Session, assignment: str) -> dict[str, Held]:
    submitted = SubmittedAssignment
    mine: Any = (
        select(submitted.student_id, submitted.timestamp)
        .join(Assignment, Assignment.id == submitted.assignment_id)
        .where(Assignment.name == assignment)
    )
    held: dict[str, Held] = {}
    for candidate, time in db.execute(mine):
        held.setdefault(candidate, Held()).times.append(time)
    for candidate, item, *values in db.execute(
        mine.join(SubmittedNotebook, SubmittedNotebook.assignment_id == submitted.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .join(_points, _points.c.id == BaseCell.id)
        .with_only_columns(
            submitted.student_id,
            BaseCell.name,
            Grade.auto_score,
            Grade.manual_score,
            Grade.needs_manual_grade,
            _points.c.max_score,
        )
    ):
        held[candidate].grades.setdefault(item, []).append(Row(*values))
    return held
