"""nbgrader's own door: `nbgrader autograde`, and the formgrader's button in a plain JupyterLab.

`nbgrader_config.py` names `BoxExporter` as the exporter of autograding. It is the one class of an
autograding run that a configuration may choose, and it knows its converter: so it is the place where
our grading takes over, and no cell ever reaches a kernel of the instructor's.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, SaveAutoGrades
from nbgrader.utils import determine_grade, is_solution
from traitlets import Bool, Unicode

from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.checker.paper import Paper
from sixfold_grader.course import AUTOGRADE, Course
from sixfold_grader.cycle import nbgrader_config
from sixfold_grader.errors import CourseError, SixfoldError
from sixfold_grader.grading import grade_course
from sixfold_grader.limits import load_limits
from sixfold_grader.messages import text
from sixfold_grader.models import Verdict
from sixfold_grader.ordinary import NotebookPlace, NotebookWorker, load_paper
from sixfold_grader.pool import GradingJob
from sixfold_grader.project import Project, find_project

_SECONDS = 30.0  # of a cell, where nbgrader's configuration sets no limit


class BoxExporter(NotebookExporter):  # type: ignore[misc]  # nbgrader and nbconvert have no types
    """Grades in the box what nbgrader's `Autograde` would run in a kernel.

    A form of the blueprint is graded as `sixfold grade` does it, by the same code: nbgrader only
    chooses the submissions. (If none of the chosen has any notebook, nbgrader ends before it asks us,
    where `sixfold grade` records a rejection.)

    Of an ordinary assignment nbgrader converts each notebook in two passes: the first grades the
    submitted file, the second lets the configured preprocessors see the result.
    """

    project = Unicode("", help="The checkout of Sixfold whose blueprint names the forms.").tag(config=True)
    isolation = Bool(True, help="False runs trainee code without walls, and says so on every grade.").tag(
        config=True
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        if not isinstance(self.parent, Autograde):
            raise TypeError("BoxExporter is for c.Autograde.exporter_class only")
        self._scores: dict[tuple[str, ...], dict[str, float]] = {}
        self._papers: dict[str, Paper] = {}
        self._worker: NotebookWorker | None = None
        with _plain_errors(self.parent):
            project = Project(Path(self.project)) if self.project else find_project(_root(self.parent))
            forms = load_blueprint(project.blueprint).forms
        a_form = self.parent.coursedir.assignment_id in forms
        convert = self._grade_form if a_form else self._convert_ordinary
        self.parent.convert_notebooks = partial(convert, project)

    def from_filename(self, filename: str, resources: Any = None, **options: Any) -> tuple[str, Any]:
        """Grade a submitted notebook; pass a graded one through the preprocessors."""
        key = tuple(resources["nbgrader"][part] for part in ("student", "assignment", "notebook"))
        if key in self._scores:
            resources["sixfold_scores"] = self._scores.pop(key)
            converted: tuple[str, Any] = super().from_filename(filename, resources=resources, **options)
            return converted
        with _plain_errors(self.parent):
            book, self._scores[key] = self._grade(Path(filename))
        resources["output_extension"] = self.file_extension
        return json.dumps(book, ensure_ascii=False, indent=1), resources

    def _grade_form(self, project: Project) -> None:
        """Stand in for `Autograde.convert_notebooks`."""
        folders, log = self.parent.coursedir, self.parent.log
        course = Course(_root(self.parent), folders.db_url)

        def tell(_done: int, _total: int, verdict: Verdict | None) -> None:
            if verdict is not None:
                say = log.info if verdict.status == "graded" else log.error
                say("%s: %s %s", verdict.candidate, verdict.status, verdict.message)

        with _plain_errors(self.parent):
            summary = grade_course(
                GradingJob.of(project, course, folders.assignment_id, self.isolation),
                candidates=_chosen(folders, course.candidates(folders.assignment_id)),
                force=self.parent.force,
                workers=os.cpu_count() or 1,
                progress=tell,
            )
        for candidate in summary.unchanged:
            log.info("%s: graded already and unchanged; --force grades it again", candidate)
        if any(verdict.status == "fault" for verdict in summary.verdicts):
            raise NbGraderException("some submissions could not be graded; see the log above")

    def _convert_ordinary(self, project: Project) -> None:
        """Stand in for `Autograde.convert_notebooks`: the same, with a worker at hand."""
        seconds = float(Execute(parent=self.parent).timeout or _SECONDS)
        with _plain_errors(self.parent):
            limits = replace(load_limits(project.blueprint), cell_seconds=seconds)
            self._worker = NotebookWorker(project.datasets, limits, self.isolation)
        with self._worker:
            type(self.parent).convert_notebooks(self.parent)

    def _grade(self, path: Path) -> tuple[dict[str, Any], dict[str, float]]:
        assert self._worker is not None
        paper = self._papers.get(path.stem) or self._new_paper(path.stem)
        self._drop_copies_of_links(path.parent)
        graded = self._worker.grade(paper, path.parent)
        if graded["status"] != "graded":
            raise CourseError(f"{path}: {graded['status']}: {graded['message']}")
        for note in graded["notes"]:
            self.log.warning("%s: %s", path, text("note", note["key"], "en", note["facts"]))
        released = json.loads(paper.release.read_text(encoding="utf-8"))
        book = {
            "cells": graded["cells"],
            "metadata": released["metadata"],
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        return book, graded["scores"]

    def _new_paper(self, notebook: str) -> Paper:
        assert self._worker is not None
        paper = self._papers[notebook] = load_paper(self._place(notebook))
        for cell in self._worker.failing(paper):
            self.log.warning("%s: your own solution does not pass test cell %r here", paper.release, cell)
        return paper

    def _place(self, notebook: str) -> NotebookPlace:
        folders = self.parent.coursedir
        assignment = folders.assignment_id
        source, release = (
            Path(folders.format_path(folder, ".", assignment))
            for folder in (folders.source_directory, folders.release_directory)
        )
        return NotebookPlace(folders.db_url, assignment, notebook, source, release)

    def _drop_copies_of_links(self, submitted: Path) -> None:
        """nbgrader has followed links in the submission with the instructor's rights."""
        folders = self.parent.coursedir
        candidate = submitted.parent.name
        graded = Path(folders.format_path(folders.autograded_directory, candidate, folders.assignment_id))
        for path in submitted.rglob("*"):
            if path.is_symlink():
                (graded / path.relative_to(submitted)).unlink(missing_ok=True)


class SaveScores(SaveAutoGrades):  # type: ignore[misc]
    """nbgrader's `SaveAutoGrades`, with the scores of the verdict instead of what a cell printed."""

    def _add_score(self, cell: Any, resources: Any) -> None:
        name = cell.metadata["nbgrader"]["grade_id"]
        grade = self.gradebook.find_grade(name, self.notebook_id, self.assignment_id, self.student_id)
        if cell.cell_type == "code" and not is_solution(cell):
            grade.auto_score = resources["sixfold_scores"][name]
        else:
            grade.auto_score, _maximum = determine_grade(cell, self.log)
        grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
        self.gradebook.db.commit()


def grade_ordinary(job: GradingJob, candidates: list[str] | None, force: bool) -> int:
    """Grade an ordinary assignment as `nbgrader autograde` does; return how many are graded now.

    Raises
    ------
    CourseError
        A candidate is unknown, or some submissions could not be graded: the log says which.
    """
    course, assignment = job.course, job.assignment
    there = course.candidates(assignment)
    if unknown := sorted(set(candidates or []) - set(there)):
        raise CourseError(f"no submission of {assignment!r} from {', '.join(unknown)}")
    config = nbgrader_config(course).copy()
    config.Autograde.update(AUTOGRADE)
    config.BoxExporter.update({"project": str(job.project.root), "isolation": job.isolation})
    folders = CourseDirectory(config=config)
    folders.assignment_id = assignment
    folders.student_id_exclude = ",".join(sorted(set(there) - set(candidates or there)))
    converter = Autograde(coursedir=folders, config=config)
    converter.force = force
    converter.log.setLevel(logging.WARNING)
    try:
        converter.start()
    except NbGraderException as error:
        raise CourseError(f"{error} (nbgrader's log is above)") from None
    return len([name for name in there if course.autograded(name, assignment).is_dir()])


def _chosen(coursedir: Any, candidates: list[str]) -> list[str]:
    left_out = coursedir.student_id_exclude.split(",")
    chosen = [c for c in candidates if fnmatchcase(c, coursedir.student_id) and c not in left_out]
    if not chosen:
        raise CourseError(f"no submission to grade: all of {coursedir.student_id!r} are excluded")
    return chosen


def _root(converter: Any) -> Path:
    return Path(converter.coursedir.root).resolve()


@contextmanager
def _plain_errors(converter: Any) -> Iterator[None]:
    """nbgrader's commands show the log, and end without a traceback at its own exception."""
    try:
        yield
    except SixfoldError as error:
        converter.log.error("%s", error)
        raise NbGraderException(str(error)) from None
