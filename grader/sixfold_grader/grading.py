"""`sixfold grade`: what still has to be graded, grade it, record it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from nbgrader.api import Gradebook, MissingEntry

from sixfold_grader.blueprint import Form, load_blueprint
from sixfold_grader.errors import CourseError, DataError
from sixfold_grader.fingerprint import exam_hashes, fingerprint
from sixfold_grader.lock import only_one
from sixfold_grader.models import Verdict
from sixfold_grader.pool import GradingJob, grade_all
from sixfold_grader.project import Project
from sixfold_grader.record import Recorder, load_verdict
from sixfold_grader.runs import finish_interrupted


@dataclass(frozen=True)
class Summary:
    """What a grading run did."""

    verdicts: list[Verdict]
    unchanged: list[str]


def grade_course(
    job: GradingJob,
    *,
    candidates: list[str] | None = None,
    force: bool = False,
    workers: int = 2,
    progress: Callable[[int, int, Verdict | None], None] = lambda done, total, verdict: None,
) -> Summary:
    """Grade every collected submission that has no verdict for its present state.

    Safe to interrupt and to repeat: a verdict is recorded whole or not at all, and a submission
    that has not changed is not graded again unless `force`.

    Raises
    ------
    CourseError
        The assignment is not released, or a named candidate has no submission.
    DataError
        A data set is missing.
    CourseError
        Another run on this course is under way.
    """
    form = load_blueprint(job.project.blueprint).form(job.assignment)
    todo = waiting(job, candidates, force)
    verdicts: list[Verdict] = []
    progress(0, len(todo), None)
    if todo:
        require_data(job.project)
        with only_one(job.course), Gradebook(job.course.db_url, "sixfold") as gradebook:
            require_form(gradebook, form)
            with Recorder(gradebook, job.course, form) as recorder:
                finish_interrupted(job.course, recorder)
                for verdict in grade_all(job, list(todo), workers):
                    final = replace(verdict, fingerprint=todo[verdict.candidate])
                    recorder.add(final)
                    verdicts.append(replace(final, cells=[]))  # the notebooks are on disk
                    progress(len(verdicts), len(todo), final)
    return Summary(verdicts, sorted(set(choose(job, candidates)) - set(todo)))


def waiting(job: GradingJob, candidates: list[str] | None, force: bool) -> dict[str, str]:
    """Return the candidates to grade with the fingerprint of what decides their verdict."""
    load_blueprint(job.project.blueprint).form(job.assignment)
    job.course.require_released(job.assignment)
    exam = exam_hashes(job)
    prints = {candidate: fingerprint(job, candidate, exam) for candidate in choose(job, candidates)}
    return {c: print_ for c, print_ in prints.items() if force or not _up_to_date(job, c, print_)}


def choose(job: GradingJob, wanted: list[str] | None) -> list[str]:
    """Return the wanted candidates, or everybody with a submission.

    Raises
    ------
    CourseError
        There is none.
    """
    there = job.course.candidates(job.assignment)
    if not there:
        raise CourseError(
            f"nothing to grade: no submission of {job.assignment!r} under {job.course.root / 'submitted'}; "
            "run `sixfold collect` first"
        )
    unknown = sorted(set(wanted or []) - set(there))
    if unknown:
        raise CourseError(f"no submission of {job.assignment!r} from {', '.join(unknown)}")
    return wanted or there


def _up_to_date(job: GradingJob, candidate: str, fingerprint: str) -> bool:
    verdict = load_verdict(job.course, candidate, job.assignment)
    return verdict is not None and verdict.status != "fault" and verdict.fingerprint == fingerprint


def require_data(project: Project) -> None:
    """Trainee code reads the data sets: all of them must be there before anybody is graded."""
    descriptor = project.datasets / "datapackage.json"
    if not descriptor.is_file():
        raise DataError(f"{descriptor} is missing; run `sixfold data`")
    for resource in json.loads(descriptor.read_text(encoding="utf-8"))["resources"]:
        if not (project.datasets / resource["path"]).is_file():
            raise DataError(
                f"the data set {project.datasets / resource['path']} is missing; run `sixfold data`"
            )


def require_form(gradebook: Gradebook, form: Form) -> None:
    """The gradebook's items and points must be the blueprint's."""
    try:
        cells = gradebook.find_assignment(form.id).notebooks[0].grade_cells
    except (MissingEntry, IndexError):
        raise CourseError(
            f"the gradebook does not know {form.id!r}; run `sixfold release {form.id}` first"
        ) from None
    known = {cell.name: cell.max_score for cell in cells}
    wanted = {item.id: float(item.points) for item in form.items.values()}
    if known != wanted:
        changed = sorted(set(known.items()) ^ set(wanted.items()))
        raise CourseError(
            f"the gradebook and the blueprint differ in {changed}; run `sixfold release {form.id}` again"
        )
