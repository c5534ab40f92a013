"""Grade again beside what is on record, show who would change and why, and apply all of it or nothing.

A run is applied in one database transaction. One that was interrupted meanwhile is finished by the next
command that grades.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from nbgrader.api import Gradebook

from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.fingerprint import exam_hashes, fingerprint
from sixfold_grader.grading import choose, require_data, require_form
from sixfold_grader.lock import only_one
from sixfold_grader.models import Verdict
from sixfold_grader.pool import GradingJob, grade_all
from sixfold_grader.record import Recorder
from sixfold_grader.runs import (
    Change,
    apply_run,
    changes_of,
    finish_interrupted,
    keep,
    new_run,
    note,
    verdicts_of,
)


@dataclass(frozen=True)
class Run:
    """A regrading run and what it changes."""

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
    progress: Callable[[int, int, Verdict | None], None] = lambda done, total, verdict: None,
) -> Run:
    """Grade everybody anew; apply the result unless `dry_run` or a submission failed on our side.

    Manual scores and comments stay. What comes out as before is not touched.

    Raises
    ------
    CourseError
        Nothing to grade, or another run is under way.
    """
    form = load_blueprint(job.project.blueprint).form(job.assignment)
    chosen = choose(job, candidates)
    job.course.require_released(job.assignment)
    require_data(job.project)
    with only_one(job.course), Gradebook(job.course.db_url, "sixfold") as gradebook:
        require_form(gradebook, form)
        recorder = Recorder(gradebook, job.course, form)
        finish_interrupted(job.course, recorder)
        folder = new_run(job.course, reason)
        exam = exam_hashes(job)
        progress(0, len(chosen), None)
        for number, verdict in enumerate(grade_all(job, chosen, workers), start=1):
            final = replace(verdict, fingerprint=fingerprint(job, verdict.candidate, exam))
            keep(folder, final)
            progress(number, len(chosen), final)
        changes = [change for new in verdicts_of(folder) for change in changes_of(job.course, new)]
        faults = [verdict.candidate for verdict in verdicts_of(folder) if verdict.status == "fault"]
        if dry_run or not (changes or faults):
            shutil.rmtree(folder)
            return Run(folder.name, changes, faults, applied=not dry_run)
        note(folder, changes=[asdict(change) for change in changes])
        if not faults:
            apply_run(job.course, recorder, folder)
        return Run(folder.name, changes, faults, applied=not faults)
