"""Settled marks into nbgrader's own rows."""

from __future__ import annotations

from collections.abc import Mapping

from nbgrader.api import Assignment, BaseCell, Grade, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sixfold_grader.errors import RecordsError
from sixfold_grader.records.tables import Person


def write_marks(session: Session, form: str, settled: Mapping[tuple[str, str], float]) -> None:
    """Set the manual scores of a form in our transaction.

    Parameters
    ----------
    settled : mapping of (candidate, item) to points

    Raises
    ------
    RecordsError
        nbgrader has no such grade.
    """
    people = {p.student_id: p.candidate for p in session.scalars(select(Person))}
    grades = session.execute(
        select(Grade.id, SubmittedAssignment.student_id, BaseCell.name)
        .select_from(Grade)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .where(Assignment.name == form)
    )
    left = dict(settled)
    for grade, student_id, item in grades.all():
        score = left.pop((people.get(student_id, ""), item), None)
        if score is not None:
            session.execute(
                update(Grade.__table__)
                .where(Grade.__table__.c.id == grade)
                .values(manual_score=score, needs_manual_grade=False)
            )
    if left:
        named = ", ".join(f"{candidate}/{item}" for candidate, item in sorted(left)[:5])
        raise RecordsError(f"{form}: nbgrader has no grade for {named}; run `sixfold gradebook check {form}`")
