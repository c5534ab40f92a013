"""The recorder: the only step that writes the gradebook and the autograded tree."""

from __future__ import annotations

import html
import json
import shutil
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.utils import parse_utc
from sqlalchemy.exc import SAWarning

from sixfold_grader.blueprint import Form
from sixfold_grader.course import Course
from sixfold_grader.messages import item_message
from sixfold_grader.models import Verdict
from sixfold_grader.template import answer_cell, grade_id


def record(gradebook: Gradebook, course: Course, form: Form, verdict: Verdict) -> None:
    """Write one verdict: scores and comments in one transaction, then the files.

    A rejected submission or a fault of ours writes no score: it stays visible as undecided, and a
    fault never takes the place of a verdict on the same state. The verdict file is written last, so
    that an interrupted run grades the submission again.
    """
    if verdict.status == "fault":
        before = load_verdict(course, verdict.candidate, form.id)
        if before is not None and before.fingerprint == verdict.fingerprint:
            return
    if verdict.status == "graded":
        _write_scores(gradebook, course, form, verdict)
        _write_notebook(course, form, verdict)
    _write_atomically(
        course.verdict(verdict.candidate, form.id), json.dumps(verdict.to_json(), ensure_ascii=False)
    )


def load_verdict(course: Course, candidate: str, assignment: str) -> Verdict | None:
    """Return the verdict on record, or None."""
    try:
        return Verdict.from_json(
            json.loads(course.verdict(candidate, assignment).read_text(encoding="utf-8"))
        )
    except (FileNotFoundError, ValueError):
        return None


def timestamp_of(course: Course, candidate: str, assignment: str) -> str:
    """Return the submission's timestamp text as nbgrader wrote it, or an empty text."""
    path = course.submitted(candidate, assignment) / "timestamp.txt"
    if path.is_symlink() or not path.is_file():
        return ""
    return path.read_text(encoding="utf-8", errors="replace").strip()[:64]


def _write_scores(gradebook: Gradebook, course: Course, form: Form, verdict: Verdict) -> None:
    submitted = _parsed(timestamp_of(course, verdict.candidate, form.id))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # nbgrader's own way of making a submission
        student = gradebook.update_or_create_student(verdict.candidate)
        if student.last_name is None and student.first_name is None:
            student.last_name, student.first_name = verdict.candidate, ""  # else shown as "None, None"
        submission = gradebook.update_or_create_submission(form.id, verdict.candidate, timestamp=submitted)
    (notebook,) = [book for book in submission.notebooks if book.name == form.id]
    for grade in notebook.grades:
        if (item := form.items.get(grade.name)) is None:
            continue
        result = verdict.items[item.id]
        if item.kind == "function":
            grade.auto_score = float(result.points)
            grade.needs_manual_grade = False
        elif result.status == "unanswered":
            grade.auto_score, grade.needs_manual_grade = 0.0, False
        else:
            grade.auto_score, grade.needs_manual_grade = None, grade.manual_score is None
    comments = {answer_cell(form, item): item for item in form.items}
    for comment in notebook.comments:
        if comment.name in comments:
            item = form.items[comments[comment.name]]
            comment.auto_comment = item_message(item, verdict.items[item.id], verdict.language)
    gradebook.db.commit()


def _parsed(timestamp: str) -> Any:
    try:
        return parse_utc(timestamp) if timestamp else None
    except ValueError:
        return None


def _write_notebook(course: Course, form: Form, verdict: Verdict) -> None:
    """Write the rebuilt notebook with its outputs, and nbgrader's side files."""
    folder = course.autograded(verdict.candidate, form.id)
    folder.mkdir(parents=True, exist_ok=True)
    cells = [_with_verdict(cell, form, verdict) for cell in verdict.cells]
    book = {
        "cells": cells,
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    _write_atomically(folder / f"{form.id}.ipynb", json.dumps(book, ensure_ascii=False, indent=1))
    for name in ("timestamp.txt", "submission_secret.txt"):
        source = course.submitted(verdict.candidate, form.id) / name
        if source.is_file() and not source.is_symlink():
            shutil.copyfile(source, folder / name)


def _with_verdict(cell: Mapping[str, Any], form: Form, verdict: Verdict) -> dict[str, Any]:
    """Show the verdict under an item's example tests, where a marker looks for it."""
    result = verdict.items.get(grade_id(dict(cell)))
    if result is None:
        return dict(cell)
    if cell["cell_type"] == "markdown":
        return {**cell, "source": inert_markdown(cell["source"])}
    text = item_message(form.items[grade_id(dict(cell))], result, verdict.language)
    shown = {"output_type": "stream", "name": "stdout", "text": f"[Sixfold] {text}\n"}
    return {**cell, "outputs": [*cell["outputs"], shown]}


def inert_markdown(answer: str) -> str:
    """Return a written answer that no page can take for HTML, a link or a picture.

    The formgrader and the feedback page render it in their own origin. The verdict keeps the original.
    """
    plain = html.escape(answer, quote=False)
    return plain.replace("](", "]\\(").replace("]:", "]\\:").replace("][", "]\\[")


def _write_atomically(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(path.suffix + ".part")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
