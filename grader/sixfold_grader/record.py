"""The recorder: the only step that writes the gradebook and the autograded tree."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.utils import parse_utc

from sixfold_grader.blueprint import Form
from sixfold_grader.course import Course
from sixfold_grader.gradebook import AssignmentRows, Entry, open_gradebook
from sixfold_grader.messages import item_message
from sixfold_grader.models import ItemResult, Verdict
from sixfold_grader.sanitize import inert_markdown
from sixfold_grader.template import answer_cell, grade_id, source
from sixfold_grader.verdicts import load_verdict, timestamp_of, write_atomically, write_verdict

_BATCH, _SECONDS = 16, 0.5


@contextmanager
def recording(course: Course, form: Form) -> Iterator[Recorder]:
    """Open the gradebook and record in it; what waits at the end is written.

    Raises
    ------
    CourseError
        The gradebook cannot be used, or knows other items or points than the blueprint.
    """
    with open_gradebook(course) as gradebook, Recorder(gradebook, course, form) as recorder:
        yield recorder


class Recorder:
    """Writes verdicts in batches: scores and comments in one transaction, then the files.

    A rejected submission or a fault of ours writes no score: it stays visible as undecided, and a
    fault never takes the place of a verdict on the same state.

    A verdict's file is written last. Whether the process is killed or the power fails (files and rows
    are on disk before the next step begins), at most a batch is lost, and the next run grades it again.

    Parameters
    ----------
    gradebook : Gradebook
        nbgrader's gradebook.
    course : Course
        Where the files go.
    form : Form
        What was graded.

    Raises
    ------
    CourseError
        The gradebook knows other items or points than the blueprint.
    """

    def __init__(self, gradebook: Gradebook, course: Course, form: Form) -> None:
        self._course, self._form = course, form
        self._rows = AssignmentRows(gradebook.db, form)
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
        self.write_scores(verdicts)
        for verdict in verdicts:
            self.write_files(verdict)

    def write_scores(self, verdicts: Iterable[Verdict]) -> None:
        """Write the scores of all verdicts in one transaction; they are read one by one."""
        entries = [self._entry(verdict) for verdict in verdicts if verdict.status == "graded"]
        if entries:
            self._rows.write(entries)

    def write_files(self, verdict: Verdict) -> None:
        """Write a verdict's notebook, then the verdict itself."""
        if verdict.status == "graded":
            _write_notebook(self._course, self._form, verdict)
        write_verdict(self._course, verdict)

    def _is_worse(self, verdict: Verdict) -> bool:
        if verdict.status != "fault":
            return False
        before = load_verdict(self._course, verdict.candidate, self._form.id)
        return before is not None and before.fingerprint == verdict.fingerprint

    def _entry(self, verdict: Verdict) -> Entry:
        return Entry(
            verdict.candidate,
            parsed_time(timestamp_of(self._course, verdict.candidate, self._form.id)),
            scores={item: automatic_score(result) for item, result in verdict.items.items()},
            comments=_comments(self._form, verdict),
            marked_anew=frozenset(self._changed_answers(verdict)),
        )

    def _changed_answers(self, verdict: Verdict) -> Iterator[str]:
        """Yield the items whose answer is not the one that a marker has seen."""
        seen = _sources(_graded_cells(self._course.autograded(verdict.candidate, self._form.id), self._form))
        if seen:
            now = _sources(_with_verdict(cell, self._form, verdict) for cell in verdict.cells)
            for item in self._form.items:
                cell = answer_cell(self._form, item)
                if seen.get(cell) != now.get(cell):
                    yield item


def automatic_score(result: ItemResult) -> float | None:
    """Return the points, or None where a person decides."""
    return None if result.status in ("manual", "fault") else float(result.points)


def _comments(form: Form, verdict: Verdict) -> dict[str, str]:
    return {
        answer_cell(form, item): item_message(form.items[item], result, verdict.language, form.feedback)
        for item, result in verdict.items.items()
    }


def _graded_cells(folder: Path, form: Form) -> list[dict[str, Any]]:
    """Return the cells of the graded notebook on disk, if there is one."""
    try:
        book = json.loads((folder / f"{form.id}.ipynb").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return []
    cells: list[dict[str, Any]] = book["cells"]
    return cells


def _sources(cells: Iterable[dict[str, Any]]) -> dict[str, str]:
    return {grade_id(cell): source(cell) for cell in cells if grade_id(cell)}


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
