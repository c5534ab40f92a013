"""Ordinary nbgrader assignments: tests in the notebook, `### BEGIN HIDDEN TESTS`, no `checks.py`.

They are graded by the same split as the blueprint's forms. nbgrader's converter leads: folders,
timestamps, permissions, late penalties and the gradebook are its own; only where it would run a
notebook in a kernel, a worker runs the trainee's cells in the box and the author's tests outside it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.checker.paper import AuthorCell, Paper, Role
from sixfold_grader.course import Course
from sixfold_grader.errors import ConfinementError, CourseError, InfrastructureFault
from sixfold_grader.limits import Limits
from sixfold_grader.project import Project
from sixfold_grader.template import Cell, grade_id, source

MOST_TESTS = 60  # of one notebook: each has a process and a socket of its own


@dataclass(frozen=True)
class NotebookPlace:
    """Where an ordinary notebook's author text is.

    Parameters
    ----------
    db_url : str
        The gradebook: it keeps locked and test cells with their hidden tests, as generated.
    assignment, notebook : str
        Names.
    source, release : Path
        The assignment's folders.
    """

    db_url: str
    assignment: str
    notebook: str
    source: Path
    release: Path


def is_ordinary(project: Project, course: Course, assignment: str) -> bool:
    """Return whether an assignment is none of the blueprint's and has its notebooks in the course."""
    forms = load_blueprint(project.blueprint).forms
    return assignment not in forms and any((course.root / "source" / assignment).glob("*.ipynb"))


def load_paper(place: NotebookPlace) -> Paper:
    """Put a notebook's author text together.

    Raises
    ------
    CourseError
        It is not generated, not Python, or has too many test cells.
    """
    released = place.release / f"{place.notebook}.ipynb"
    book = _read(released)
    if _language(book) not in ("", "python"):
        raise CourseError(f"{released} is a {_language(book)} notebook; only Python can be graded in the box")
    solutions = {grade_id(cell): source(cell) for cell in _source_cells(place)}
    kept = _kept_by_the_gradebook(place)
    cells = [
        _author_cell(cell, kept, solutions, released) for cell in book["cells"] if cell["cell_type"] == "code"
    ]
    paper = Paper(place.notebook, released, place.source, tuple(cells))
    if len(paper.tests) > MOST_TESTS:
        raise CourseError(f"{released} has {len(paper.tests)} test cells; at most {MOST_TESTS} can be graded")
    return paper


class NotebookWorker:
    """Handle of a `checker.notebooks` process; a context manager.

    Parameters
    ----------
    datasets : Path
        What a box may read besides Python.
    limits : Limits
        Limits of every box; `cell_seconds` bounds a cell, a call and a test cell alike.
    isolation : bool
        False runs trainee code without walls.

    Raises
    ------
    ConfinementError
        Trainee code cannot be confined here.
    """

    def __init__(self, datasets: Path, limits: Limits, isolation: bool = True) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "sixfold_grader.checker.notebooks"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        setup = {"datasets": str(datasets), "limits": asdict(_for_notebooks(limits)), "isolation": isolation}
        answer = self._ask(setup)
        if "error" in answer:
            self.close()
            raise ConfinementError(f"nothing is graded: {answer['error']}")

    def grade(self, paper: Paper, folder: Path) -> dict[str, Any]:
        """Grade one notebook of a submission; return `checker.notebooks.Graded` as JSON data."""
        return self._ask({"paper": paper.to_json(), "folder": str(folder)})

    def failing(self, paper: Paper) -> list[str]:
        """Return the test cells that the author's own solution does not pass when graded like this."""
        scores = self._ask({"paper": paper.to_json(), "folder": None})["scores"]
        return [name for name, test in paper.tests.items() if scores.get(name, 0.0) < test.points]

    def close(self) -> None:
        """End the process and its boxes."""
        self._process.communicate()

    def __enter__(self) -> NotebookWorker:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _ask(self, message: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(message) + "\n")
            self._process.stdin.flush()
            answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        except (BrokenPipeError, ValueError):
            raise InfrastructureFault("the grading worker died; its message is above") from None
        return answer


def _for_notebooks(limits: Limits) -> Limits:
    """A call is a part of a test cell; each test cell has a process of its own."""
    budget = max(limits.submission_seconds, 4 * limits.cell_seconds)
    processes = limits.processes + MOST_TESTS
    return replace(limits, call_seconds=limits.cell_seconds, submission_seconds=budget, processes=processes)


def _author_cell(cell: Cell, kept: dict[str, str], solutions: dict[str, str], released: Path) -> AuthorCell:
    """Return a released cell as its author wrote it."""
    name, role = grade_id(cell), _role(cell)
    if role == "plain":
        return AuthorCell(name, role, source(cell))
    if role == "solution":
        return AuthorCell(name, role, solutions.get(name, source(cell)))
    if name not in kept:
        raise CourseError(
            f"the gradebook does not know cell {name!r} of {released}; generate the assignment again"
        )
    points = float(cell["metadata"]["nbgrader"]["points"]) if role == "test" else 0.0
    return AuthorCell(name, role, kept[name], points)


def _role(cell: Cell) -> Role:
    grading = cell["metadata"].get("nbgrader", {})
    if grading.get("solution"):
        return "solution"
    if grading.get("grade"):
        return "test"
    return "locked" if grading.get("locked") else "plain"


def _kept_by_the_gradebook(place: NotebookPlace) -> dict[str, str]:
    """Return the author's text of every locked and test cell, hidden tests included."""
    with Gradebook(place.db_url) as gradebook:
        try:
            notebook = gradebook.find_notebook(place.notebook, place.assignment)
        except MissingEntry as missing:
            raise CourseError(f"{missing}; run `nbgrader generate_assignment {place.assignment}`") from None
        return {cell.name: cell.source for cell in notebook.source_cells if cell.locked}


def _source_cells(place: NotebookPlace) -> Iterable[Cell]:
    """Return the source notebook's cells, solutions included; none if the source is elsewhere."""
    path = place.source / f"{place.notebook}.ipynb"
    return [cell for cell in _read(path)["cells"] if grade_id(cell)] if path.is_file() else []


def _read(path: Path) -> dict[str, Any]:
    try:
        book: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CourseError(f"{path} is missing; run `nbgrader generate_assignment`") from None
    return book


def _language(book: dict[str, Any]) -> str:
    metadata = book["metadata"]
    named = metadata.get("language_info", {}).get("name") or metadata.get("kernelspec", {}).get("language")
    return str(named or "").lower()
