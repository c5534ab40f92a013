"""`sixfold grade`: what still has to be graded, grade it, record it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module

from sixfold_grader.blueprint import Form, load_blueprint
from sixfold_grader.errors import CourseError, DataError
from sixfold_grader.fingerprint import fingerprints
from sixfold_grader.lock import only_one
from sixfold_grader.models import Verdict
from sixfold_grader.pool import Crew, GradingJob
from sixfold_grader.project import Project
from sixfold_grader.runs import finish_interrupted
from sixfold_grader.verdicts import load_verdict

Progress = Callable[[int, int, Verdict | None], None]


@dataclass(frozen=True)
class Summary:
    """What a grading run did; the verdicts are without their notebooks, which are on disk."""

    verdicts: list[Verdict]
    unchanged: list[str]


def grade_course(
    job: GradingJob,
    *,
    candidates: list[str] | None = None,
    force: bool = False,
    workers: int = 2,
    progress: Progress = lambda done, total, verdict: None,
) -> Summary:
    """Grade every collected submission that has no verdict for its present state.

    Safe to interrupt and to repeat: a verdict is recorded whole or not at all, and a submission
    that has not changed is not graded again unless `force`.

    Raises
    ------
    CourseError
        The assignment is not released, a named candidate has no submission, or another run on this
        course is under way.
    DataError
        A data set is missing.
    """
    form = load_blueprint(job.project.blueprint).form(job.assignment)
    job.course.require_released(job.assignment)
    chosen = choose(job, candidates)
    with only_one(job.course):
        finish_interrupted(job.course, form)
        todo = waiting(job, candidates, force)
        progress(0, len(todo), None)
        verdicts = _grade(job, form, todo, workers, progress) if todo else []
    return Summary(verdicts, sorted(set(chosen) - set(todo)))


def _grade(
    job: GradingJob, form: Form, todo: Mapping[str, str], workers: int, progress: Progress
) -> list[Verdict]:
    """Grade and record; return the verdicts without their notebooks."""
    verdicts: list[Verdict] = []
    with crew_of(job, min(workers, len(todo))) as crew:
        from sixfold_grader.record import recording

        with recording(job.course, form) as recorder:
            for verdict in crew.grade(list(todo)):
                final = replace(verdict, fingerprint=todo[verdict.candidate])
                recorder.add(final)
                verdicts.append(replace(final, cells=[]))
                progress(len(verdicts), len(todo), final)
    return verdicts


@contextmanager
def crew_of(job: GradingJob, size: int) -> Iterator[Crew]:
    """Start workers; while they warm up, load what the recorder needs (nbgrader takes a second).

    Raises
    ------
    DataError
        A data set is missing.
    """
    require_data(job.project)
    with ThreadPoolExecutor(1) as thread:
        loading = thread.submit(import_module, "sixfold_grader.record")
        with Crew(job, size) as crew:
            loading.result()
            yield crew


def waiting(job: GradingJob, candidates: list[str] | None, force: bool) -> dict[str, str]:
    """Return the candidates to grade with the fingerprint of what decides their verdict."""
    form = load_blueprint(job.project.blueprint).form(job.assignment)
    job.course.require_released(job.assignment)
    prints = fingerprints(job, form, choose(job, candidates))
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
