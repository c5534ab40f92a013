"""`sixfold feedback`: a page for everybody who has a verdict, where nbgrader's release looks for it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select

from sixfold_grader.blueprint import LANGUAGES, Form, Level
from sixfold_grader.course import Course
from sixfold_grader.errors import CourseError
from sixfold_grader.feedback import Mark, page
from sixfold_grader.intake import notebook_name
from sixfold_grader.models import Verdict
from sixfold_grader.scores import item_scores
from sixfold_grader.template import answer_cell
from sixfold_grader.verdicts import load_verdict

Marks = dict[str, dict[str, Mark]]

_SECRET = "submission_secret.txt"
_MOST_BYTES = 1000  # of a side file


def write_pages(
    course: Course,
    form: Form,
    candidates: Sequence[str],
    level: Level,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[list[str], list[str]]:
    """Write a page for every candidate whose submission is graded or rejected.

    Returns
    -------
    written, unreachable : list of str
        Who has a page now; those of them who cannot fetch it, because their submission did not come
        with the secret that nbgrader's submit makes.

    Raises
    ------
    CourseError
        Nobody has a verdict.
    """
    marks = _marks(course, form)
    written, unreachable = list[str](), list[str]()
    for number, candidate in enumerate(candidates, start=1):
        verdict = load_verdict(course, candidate, form.id)
        if verdict is not None and verdict.status != "fault":
            written.append(candidate)
            submitted = _side_file(course, verdict, "timestamp.txt") or ""
            content = page(verdict, form, marks.get(candidate, {}), level, submitted)
            if not _write(course, form, verdict, content, submitted):
                unreachable.append(candidate)
        progress(number, len(candidates))
    if not written:
        raise CourseError(f"nobody has a verdict on {form.id!r} yet; run `sixfold grade {form.id}` first")
    return written, unreachable


def _write(course: Course, form: Form, verdict: Verdict, content: str, submitted: str) -> bool:
    """Write the page and nbgrader's side files; return whether the trainee can fetch it.

    nbgrader expects a page for each notebook that was handed in: both names get the same one.
    """
    folder = course.feedback(verdict.candidate, form.id)
    folder.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        _replace(folder / notebook_name(form.id, language).replace(".ipynb", ".html"), content)
    secret = _side_file(course, verdict, _SECRET)
    _replace(folder / "timestamp.txt", submitted)
    _replace(folder / _SECRET, secret or secrets.token_hex(32))  # without one nbgrader stops for everybody
    return secret is not None


def _side_file(course: Course, verdict: Verdict, name: str) -> str | None:
    """Read a short text that nbgrader laid beside the notebook which the verdict is about; never a link."""
    graded = verdict.status == "graded"
    folder = (course.autograded if graded else course.submitted)(verdict.candidate, verdict.assignment)
    path = folder / name
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return None
        return path.read_text(encoding="utf-8") or None
    except (OSError, UnicodeDecodeError):
        return None


def _replace(path: Path, content: str) -> None:
    temporary = path.with_suffix(path.suffix + ".part")
    temporary.write_text(content, encoding="utf-8")
    temporary.replace(path)


def _marks(course: Course, form: Form) -> Marks:
    """Return what the gradebook holds of every item, by candidate and item."""
    with Gradebook(course.db_url, "sixfold") as gradebook:
        scores = item_scores(gradebook, form)
        comments = _comments(gradebook, form)
    return {
        candidate: {
            score.item: Mark(
                score.points, score.manual is not None, comments.get((candidate, score.item), "")
            )
            for score in entries
        }
        for candidate, entries in scores.items()
    }


def _comments(gradebook: Gradebook, form: Form) -> dict[tuple[str, str], str]:
    """Return what people wrote about an answer, by candidate and item."""
    query = (
        select(Student.id, BaseCell.name, Comment.manual_comment)
        .select_from(Comment)
        .join(BaseCell, Comment.cell_id == BaseCell.id)
        .join(SubmittedNotebook, Comment.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Student, SubmittedAssignment.student_id == Student.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .join(Assignment, Notebook.assignment_id == Assignment.id)
        .where(Assignment.name == form.id, Comment.manual_comment.is_not(None))
    )
    items = {answer_cell(form, item): item for item in form.items}
    return {
        (candidate, items[cell]): comment
        for candidate, cell, comment in gradebook.db.execute(query)
        if cell in items
    }
