"""The recorder: the only step that writes the gradebook and the autograded tree."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.utils import parse_utc

from sixfold_grader.blueprint import Form
from sixfold_grader.course import Course
from sixfold_grader.gradebook import AssignmentRows, Entry
from sixfold_grader.messages import item_message
from sixfold_grader.models import ItemResult, Verdict
from sixfold_grader.sanitize import inert_markdown
from sixfold_grader.template import answer_cell, grade_id, source

_BATCH, _SECONDS = 16, 0.5


class Recorder:
    """Writes verdicts in batches: scores and comments in one transaction, then the files.

    A rejected submission or a fault of ours writes no score: it stays visible as undecided, and a
    fault never takes the place of a verdict on the same state. Verdict files are written last: a
    process that is killed loses at most a batch, which the next run grades again. (Files are replaced
    whole, but not forced to disk: a power failure may lose the last seconds, and the next run grades
    those again too.)

    Parameters
    ----------
    gradebook : Gradebook
        nbgrader's gradebook; nothing else writes to it meanwhile.
    course : Course
        Where the files go.
    form : Form
        What was graded.
    """

    def __init__(self, gradebook: Gradebook, course: Course, form: Form) -> None:
        self._course, self._form = course, form
        self._rows = AssignmentRows(gradebook.db, form.id)
        self._waiting: list[Verdict] = []
        self._since = 0.0

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *_error: object) -> None:
        self.flush()  # after an error too: what was graded is kept

    def add(self, verdict: Verdict) -> None:
        """Record a verdict, now or with the next batch."""
        if not self._waiting:
            self._since = time.monotonic()
        self._waiting.append(verdict)
        if len(self._waiting) == _BATCH or time.monotonic() - self._since > _SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        verdicts, self._waiting = [v for v in self._waiting if not self._is_worse(v)], []
        self.write(verdicts)

    def write(self, verdicts: Sequence[Verdict]) -> None:
        """Write verdicts, their scores in one transaction."""
        graded = [verdict for verdict in verdicts if verdict.status == "graded"]
        if graded:
            self._rows.write([self._entry(verdict) for verdict in graded])
        for verdict in graded:
            _write_notebook(self._course, self._form, verdict)
        for verdict in verdicts:
            write_verdict(self._course, verdict)

    def _is_worse(self, verdict: Verdict) -> bool:
        if verdict.status != "fault":
            return False
        before = load_verdict(self._course, verdict.candidate, self._form.id)
        return before is not None and before.fingerprint == verdict.fingerprint

    def _entry(self, verdict: Verdict) -> Entry:
        before = load_verdict(self._course, verdict.candidate, self._form.id) or verdict
        written = [item.id for item in self._form.of_kind("response")]
        return Entry(
            verdict.candidate,
            parsed_time(timestamp_of(self._course, verdict.candidate, self._form.id)),
            scores={item: _automatic_score(item, result) for item, result in verdict.items.items()},
            comments=_comments(self._form, verdict),
            marked_anew=frozenset(i for i in written if _text_of(before, i) != _text_of(verdict, i)),
        )


def _automatic_score(item: str, result: ItemResult) -> float | None:
    """Return the points, or None where a person decides."""
    return None if result.status in ("manual", "fault") else float(result.points)


def _comments(form: Form, verdict: Verdict) -> dict[str, str]:
    return {
        answer_cell(form, item): item_message(form.items[item], result, verdict.language, form.feedback)
        for item, result in verdict.items.items()
    }


def _text_of(verdict: Verdict, name: str) -> str:
    return next((source(cell) for cell in verdict.cells if grade_id(cell) == name), "")


def write_verdict(course: Course, verdict: Verdict) -> None:
    """Put a verdict on record, whole or not at all."""
    path = course.verdict(verdict.candidate, verdict.assignment)
    write_atomically(path, json.dumps(verdict.to_json(), ensure_ascii=False))


def load_verdict(course: Course, candidate: str, assignment: str) -> Verdict | None:
    """Return the verdict on record, or None."""
    try:
        return read_verdict(course.verdict(candidate, assignment))
    except (FileNotFoundError, ValueError):
        return None


def read_verdict(path: Path) -> Verdict:
    """Read a verdict's file; raises `FileNotFoundError`, or `ValueError` for another schema."""
    return Verdict.from_json(json.loads(path.read_text(encoding="utf-8")))


def timestamp_of(course: Course, candidate: str, assignment: str) -> str:
    """Return the submission's timestamp text as nbgrader wrote it, or an empty text."""
    path = course.submitted(candidate, assignment) / "timestamp.txt"
    if path.is_symlink() or not path.is_file():
        return ""
    return path.read_text(encoding="utf-8", errors="replace").strip()[:64]


def parsed_time(timestamp: str) -> Any:
    """Return nbgrader's timestamp text as a time in UTC, or None."""
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
    write_atomically(folder / f"{form.id}.ipynb", json.dumps(book, ensure_ascii=False))
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
    text = item_message(form.items[grade_id(dict(cell))], result, verdict.language, form.feedback)
    shown = {"output_type": "stream", "name": "stdout", "text": f"[Sixfold] {text}\n"}
    return {**cell, "outputs": [*cell["outputs"], shown]}


def write_atomically(path: Path, text: str) -> None:
    """Replace a file whole; a reader sees the old text or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(path.suffix + ".part")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
