"""Read a form's scores out of nbgrader's gradebook, ready to be put on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from nbgrader.api import Assignment, SubmittedAssignment
from sqlalchemy import select

from sixfold_grader.blueprint import Blueprint
from sixfold_grader.course import Course
from sixfold_grader.decision import Reason
from sixfold_grader.gradebook import open_gradebook
from sixfold_grader.records.sitting import Sitting
from sixfold_grader.scores import capability_scores
from sixfold_grader.scoring import CapabilityScore
from sixfold_grader.verdicts import load_verdict

# What intake notes when a part that trainees may not change was changed.
_SUSPICIOUS = ("locked", "duplicated")


def sittings(course: Course, blueprint: Blueprint, form: str) -> list[Sitting]:
    """Return everybody's sitting of a form, in order of the gradebook's ids.

    Raises
    ------
    SourceError
        The blueprint has no such form.
    CourseError
        The gradebook cannot be read.
    """
    scores = capability_scores(course, blueprint, form)
    times = _times(course, form)
    return [_sitting(course, form, score, *times.get(score.candidate, (None, 0.0))) for score in scores]


def _sitting(
    course: Course, form: str, score: CapabilityScore, taken_at: dt.datetime | None, late: float
) -> Sitting:
    verdict = load_verdict(course, score.candidate, form)
    notes = tuple(note["key"] for note in verdict.notes) if verdict else ()
    return Sitting(
        student_id=score.candidate,
        score=score,
        taken_at=taken_at,
        late=late,
        flags=tuple(_flags(form, notes, verdict.isolation if verdict else "")),
        notes=notes,
        submission=verdict.sha256 if verdict else "",
    )


def _flags(form: str, notes: tuple[str, ...], isolation: str) -> Iterator[Reason]:
    if set(notes) & set(_SUSPICIOUS):
        yield Reason("integrity", {"capability": form})
    if isolation.startswith("NO ISOLATION"):
        yield Reason("unconfined", {"capability": form})


def _times(course: Course, form: str) -> Mapping[str, tuple[dt.datetime | None, float]]:
    with open_gradebook(course) as gradebook:
        query = select(SubmittedAssignment).join(Assignment).where(Assignment.name == form)
        return {
            row.student_id: (_utc(row.timestamp), row.total_seconds_late)
            for row in gradebook.db.scalars(query)
        }


def _utc(moment: dt.datetime | None) -> dt.datetime | None:
    return moment and moment.replace(tzinfo=dt.UTC)


def students(course: Course) -> list[str]:
    """Return everybody's id in the gradebook."""
    with open_gradebook(course) as gradebook:
        return [student.id for student in gradebook.students]
