"""Grade again beside what is on record, show who would change and why, and apply all of it or nothing.

A run is applied in one database transaction. One that was interrupted meanwhile is finished by the next
command that grades.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.fingerprint import fingerprints
from sixfold_grader.grading import Progress, choose, crew_of
from sixfold_grader.lock import only_one
from sixfold_grader.pool import GradingJob
from sixfold_grader.runs import (
    Change,
    apply_run,
    changes_of,
    differing,
    discard_unless_applied,
    finish_interrupted,
    keep,
    new_run,
    note,
    verdicts_of,
)
from sixfold_grader.verdicts import load_verdict


@dataclass(frozen=True)
class Run:
    """A regrading run and what it changes.

    Attributes
    ----------
    faults : list of str
        Who could not be graded because of a failure of ours; then nothing is applied.
    """

    id: str
    changes: list[Change]
    faults: list[str]
    applied: bool


def regrade(
    job: GradingJob,
    *,
    candidates: list[str] | None = None,
    reason: str = "",
    dry_run: bool = False,
    workers: int = 2,
    progress: Progress = lambda done, total, verdict: None,
) -> Run:
    """Grade everybody anew; apply the result unless `dry_run` or a submission failed on our side.

    Manual scores and comments stay.

    Raises
    ------
    CourseError
        Nothing to grade, or another run is under way.
    """
    form = load_blueprint(job.project.blueprint).form(job.assignment)
    job.course.require_released(job.assignment)
    chosen = choose(job, candidates)
    with only_one(job.course):
        finish_interrupted(job.course, form)
        folder = new_run(job.course, form.id, reason)
        try:
            _grade(job, fingerprints(job, form, chosen), folder, workers, progress)
            changes = [change for new in verdicts_of(folder) for change in changes_of(job.course, new)]
            faults = _new_faults(job, folder)
            apply = not (dry_run or faults) and differing(job.course, folder) != []
            if apply:
                note(folder, changes=[asdict(change) for change in changes])
                apply_run(job.course, form, folder)
        finally:
            discard_unless_applied(folder)
    return Run(folder.name, changes, faults, apply)


def _grade(
    job: GradingJob, prints: Mapping[str, str], folder: Path, workers: int, progress: Progress
) -> None:
    progress(0, len(prints), None)
    with crew_of(job, min(workers, len(prints))) as crew:
        for number, verdict in enumerate(crew.grade(list(prints)), start=1):
            final = replace(verdict, fingerprint=prints[verdict.candidate])
            keep(folder, final)
            progress(number, len(prints), final)


def _new_faults(job: GradingJob, folder: Path) -> list[str]:
    """Return who has failed on our side now, but not before."""
    failed = [verdict.candidate for verdict in verdicts_of(folder) if verdict.status == "fault"]
    known = {name: load_verdict(job.course, name, job.assignment) for name in failed}
    return [name for name, verdict in known.items() if verdict is None or verdict.status != "fault"]
