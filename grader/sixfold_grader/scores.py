"""Read scores from nbgrader's gradebook (never from its export, which hides what is missing)."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select

from sixfold_grader.blueprint import Blueprint, Form
from sixfold_grader.course import Course
from sixfold_grader.errors import CourseError
from sixfold_grader.gradebook import open_gradebook
from sixfold_grader.scoring import CapabilityScore, ItemScore, score_capability
from sixfold_grader.tables import read_table
from sixfold_grader.verdicts import load_verdict


def capability_scores(course: Course, blueprint: Blueprint, assignment: str) -> list[CapabilityScore]:
    """Score everyone who submitted, in order of candidate id; nobody is left out silently."""
    form = blueprint.form(assignment)
    require_gradebook(course)
    with open_gradebook(course) as gradebook:
        items = item_scores(gradebook, form)
    candidates = sorted({*items, *course.candidates(assignment)})
    return [
        score_capability(
            candidate,
            items.get(candidate, []),
            form,
            blueprint.policy.scaled_cut,
            problem=_problem(course, candidate, assignment),
        )
        for candidate in candidates
    ]


def require_gradebook(course: Course) -> None:
    """Raise `CourseError` where nothing has been graded yet."""
    if course.db is None and not (course.root / "gradebook.db").is_file():
        raise CourseError(f"{course.root} holds no gradebook; run `sixfold grade` first, or name --course")


def _problem(course: Course, candidate: str, assignment: str) -> str | None:
    verdict = load_verdict(course, candidate, assignment)
    if verdict is None:
        return "ungraded"
    return None if verdict.status == "graded" else verdict.status


def item_scores(gradebook: Gradebook, form: Form) -> dict[str, list[ItemScore]]:
    """Return every score of a form as the gradebook holds it, by candidate."""
    query = (
        select(
            Student.id,
            BaseCell.name,
            GradeCell.max_score,
            Grade.auto_score,
            Grade.manual_score,
            Grade.needs_manual_grade,
        )
        .select_from(Grade)
        .join(GradeCell, Grade.cell_id == GradeCell.id)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Student, SubmittedAssignment.student_id == Student.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .join(Assignment, Notebook.assignment_id == Assignment.id)
        .where(Assignment.name == form.id)
    )
    scores: dict[str, list[ItemScore]] = defaultdict(list)
    for candidate, item, maximum, auto, manual, waiting in gradebook.db.execute(query):
        scores[candidate].append(ItemScore(item, maximum, auto, manual, bool(waiting)))
    return scores


def emails(course: Course) -> dict[str, str]:
    """Return the address of each candidate for whom the gradebook has one."""
    require_gradebook(course)
    with open_gradebook(course) as gradebook:
        rows = gradebook.db.execute(select(Student.id, Student.email).where(Student.email.is_not(None)))
        return {candidate: email for candidate, email in rows if email}


def import_marks(course: Course, form: Form, path: Path, *, dry_run: bool = False) -> int:
    """Write manual scores from a CSV with the columns candidate, item, score, comment.

    All rows are checked before any is written.

    Returns
    -------
    int
        How many marks were (or would be) written.

    Raises
    ------
    TableError
        The first wrong row: unknown person or item, a score that is no number or out of range.
    """
    rows = read_table(path, ["candidate", "item", "score"], optional=None)
    require_gradebook(course)
    with open_gradebook(course) as gradebook:
        for row in rows:
            item = form.items.get(row["item"])
            if item is None or item.kind != "response":
                known = ", ".join(response.id for response in form.of_kind("response"))
                raise row.fail(f"{row['item']!r} is not a free response of {form.id}; there are: {known}")
            score = row.number("score", 0, item.points)
            try:
                grade = gradebook.find_grade(item.id, form.id, form.id, row["candidate"])
                comment = gradebook.find_comment(item.id, form.id, form.id, row["candidate"])
            except MissingEntry:
                raise row.fail(f"{row['candidate']!r} has no graded submission of {form.id}") from None
            grade.manual_score, grade.needs_manual_grade = score, False
            comment.manual_comment = row.cells.get("comment") or comment.manual_comment
        if dry_run:
            gradebook.db.rollback()
        else:
            gradebook.db.commit()
    return len(rows)
