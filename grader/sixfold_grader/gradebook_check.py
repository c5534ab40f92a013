"""Do gradebook, verdicts, graded notebooks and submissions tell the same story?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from sixfold_grader.blueprint import Form
from sixfold_grader.course import Course
from sixfold_grader.models import ItemResult, Verdict
from sixfold_grader.record import load_verdict, parsed_time, timestamp_of

_points = GradeCell.__table__  # as a table: the mapped class would join its base a second time


@dataclass(frozen=True)
class Row:
    """A grade as the gradebook holds it."""

    automatic: float | None
    manual: float | None
    waits: bool
    maximum: float


def problems(course: Course, form: Form) -> list[str]:
    """Return every disagreement about one assignment, as one line each: what, where, what to do."""
    with Gradebook(course.db_url, "sixfold") as gradebook:
        rows = _grades(gradebook.db, form.id)
        submitted = _submissions(gradebook.db, form.id)
    found = [
        f"{name}: {count} submission rows in the gradebook" for name, count in submitted.items() if count > 1
    ]
    for candidate in sorted({*course.candidates(form.id), *submitted}):
        found += [f"{candidate}: {text}" for text in _about(course, form, candidate, rows.get(candidate, {}))]
    found += [f"{path}: half written; delete it" for path in course.root.rglob("*.part")]
    return found


def _about(course: Course, form: Form, candidate: str, rows: dict[str, Row]) -> Iterator[str]:
    verdict = load_verdict(course, candidate, form.id)
    if verdict is None:
        yield "no verdict; run `sixfold grade`"
    elif verdict.status == "graded":
        if not (course.autograded(candidate, form.id) / f"{form.id}.ipynb").is_file():
            yield "the graded notebook is missing; run `sixfold grade --force`"
        if set(rows) != set(form.items):
            yield f"the gradebook has grades of {sorted(rows)}; run `sixfold grade --force`"
        for item in set(rows) & set(form.items):
            yield from _about_item(item, rows[item], verdict.items[item], form.items[item].points)
        yield from _about_files(course, verdict)


def _about_item(item: str, row: Row, result: ItemResult, maximum: float) -> Iterator[str]:
    by_hand = result.status in ("manual", "fault")
    automatic = None if by_hand else float(result.points)
    if row.automatic != automatic:
        said = f"the gradebook says {row.automatic}, the verdict {automatic}"
        yield f"{item}: {said}; run `sixfold grade --force`"
    if row.maximum != maximum:
        yield f"{item}: {row.maximum:g} points in the gradebook, {maximum} in the blueprint; release again"
    if row.manual is not None and not 0 <= row.manual <= maximum:
        yield f"{item}: the manual score {row.manual:g} is outside 0 to {maximum}; mark it again"
    if by_hand and row.manual is None and not row.waits:
        yield f"{item}: waits for a person, but is not flagged; run `sixfold grade --force`"
    if not by_hand and row.waits:
        yield f"{item}: is flagged for a person without need; run `sixfold grade --force`"


def _about_files(course: Course, verdict: Verdict) -> Iterator[str]:
    mine = timestamp_of(course, verdict.candidate, verdict.assignment)
    stamp = course.autograded(verdict.candidate, verdict.assignment) / "timestamp.txt"
    graded = stamp.read_text(encoding="utf-8").strip() if stamp.is_file() else ""
    if parsed_time(graded) != parsed_time(mine):
        yield f"submitted at {mine or '?'}, graded was {graded or '?'}; run `sixfold grade`"


def _grades(db: Session, assignment: str) -> dict[str, dict[str, Row]]:
    query = (
        select(
            SubmittedAssignment.student_id,
            BaseCell.name,
            Grade.auto_score,
            Grade.manual_score,
            Grade.needs_manual_grade,
            _points.c.max_score,
        )
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .join(_points, _points.c.id == BaseCell.id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(Assignment, Assignment.id == Notebook.assignment_id)
        .where(Assignment.name == assignment)
    )
    found: dict[str, dict[str, Row]] = {}
    for candidate, item, *values in db.execute(query):
        found.setdefault(candidate, {})[item] = Row(*values)
    return found


def _submissions(db: Session, assignment: str) -> Counter[str]:
    query = (
        select(SubmittedAssignment.student_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == assignment)
    )
    return Counter(db.scalars(query))
