"""`sixfold grade --watch`: grade each submission within seconds of its arrival, until stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from sixfold_grader import cycle
from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.course import COURSE_ID
from sixfold_grader.grading import crew_of, waiting
from sixfold_grader.lock import only_one
from sixfold_grader.models import Verdict
from sixfold_grader.pool import GradingJob
from sixfold_grader.record import recording
from sixfold_grader.runs import finish_interrupted

_SECONDS = 1.0  # between looks into the exchange


def watch(
    job: GradingJob,
    workers: int,
    tell: Callable[[Verdict], None],
    go_on: Callable[[], bool] = lambda: True,
) -> None:
    """Collect and grade what arrives, with workers that stay warm; record each verdict at once.

    What failed on our side is not tried again before it is submitted again.

    Parameters
    ----------
    job : GradingJob
        What to watch.
    workers : int
        Processes.
    tell : callable
        Called with each verdict.
    go_on : callable
        Asked after each look; the loop ends when it is false.
    """
    form = load_blueprint(job.project.blueprint).form(job.assignment)
    job.course.require_released(job.assignment)
    failed: dict[str, str] = {}
    seen: list[str] | None = None
    with only_one(job.course), crew_of(job, workers) as crew, recording(job.course, form) as recorder:
        finish_interrupted(job.course, form)
        while True:
            if (arrived := _arrived(job)) != seen:
                cycle.collect(job.course, job.assignment)
                seen = arrived
            todo = waiting(job, None, False) if job.course.candidates(job.assignment) else {}
            new = [candidate for candidate, print_ in todo.items() if failed.get(candidate) != print_]
            for verdict in crew.grade(new):
                final = replace(verdict, fingerprint=todo[verdict.candidate])
                if final.status == "fault":
                    failed[final.candidate] = final.fingerprint
                recorder.add(final)
                recorder.flush()
                tell(final)
            if not go_on():
                return
            time.sleep(_SECONDS)


def _arrived(job: GradingJob) -> list[str]:
    inbound = job.course.exchange / COURSE_ID / "inbound"
    return sorted(path.name for path in inbound.glob(f"*+{job.assignment}+*"))
