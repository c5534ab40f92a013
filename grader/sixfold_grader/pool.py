"""Workers over the cores: hand out submissions, yield verdicts, survive a worker's death."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sixfold_grader.blueprint import LANGUAGES
from sixfold_grader.course import Course
from sixfold_grader.errors import ConfinementError, InfrastructureFault
from sixfold_grader.limits import Limits
from sixfold_grader.models import Verdict
from sixfold_grader.project import Project

TRIES = 2


@dataclass(frozen=True)
class GradingJob:
    """One assignment of one course, ready to grade."""

    project: Project
    course: Course
    assignment: str
    limits: Limits

    def setup(self) -> dict[str, Any]:
        """Return what a worker needs to know, as JSON data."""
        release = {language: str(self.course.released(self.assignment, language)) for language in LANGUAGES}
        return {
            "project": str(self.project.root),
            "assignment": self.assignment,
            "seed": self.course.exam_seed(),
            "release": release,
            "datasets": str(self.project.datasets),
            "limits": asdict(self.limits),
        }


class _Worker:
    def __init__(self, job: GradingJob) -> None:
        self.candidate: str | None = None
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sixfold_grader.checker.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            # One thread a library: the workers are the parallelism, and threads do not survive a fork.
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        self.send(job.setup())

    def send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()

    def read(self) -> dict[str, Any] | None:
        """Return the worker's next message, or None if it has died."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        return json.loads(line) if line.endswith("\n") else None

    def close(self) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def grade_all(job: GradingJob, candidates: Sequence[str], workers: int) -> Iterator[Verdict]:
    """Grade submissions in parallel; yield each verdict as it is made.

    A submission whose grading fails on our side is tried again, then yielded with status `fault`.

    Raises
    ------
    InfrastructureFault
        The workers cannot start at all (wrong checks, no isolation on this machine).
    """
    waiting, tries = deque(candidates), Counter[str]()
    with selectors.DefaultSelector() as selector:
        crew = [_Worker(job) for _ in range(min(workers, len(candidates)))]
        try:
            for worker in crew:
                _expect_ready(worker)
                selector.register(worker.process.stdout, selectors.EVENT_READ, worker)  # type: ignore[arg-type]
                _hand_out(worker, waiting, job)
            while any(worker.candidate for worker in crew):
                for key, _events in selector.select():
                    worker = key.data
                    verdict = _verdict_of(worker, job)
                    candidate, worker.candidate = verdict.candidate, None
                    tries[candidate] += 1
                    if verdict.status == "fault" and tries[candidate] < TRIES:
                        waiting.append(candidate)
                    else:
                        yield verdict
                    if worker.process.poll() is not None:
                        selector.unregister(worker.process.stdout)
                        worker.close()
                        crew.remove(worker)
                        worker = _Worker(job)
                        crew.append(worker)
                        _expect_ready(worker)
                        selector.register(worker.process.stdout, selectors.EVENT_READ, worker)  # type: ignore[arg-type]
                    _hand_out(worker, waiting, job)
        finally:
            for worker in crew:
                worker.close()


def _expect_ready(worker: _Worker) -> None:
    message = worker.read()
    if message is None:
        raise InfrastructureFault("a grading worker ended at its start; its message is above")
    if "error" in message:
        if message.get("confinement"):
            raise ConfinementError(
                f"trainee code cannot be confined here, so nothing is graded: {message['error']}"
            )
        raise InfrastructureFault(message["error"])


def _hand_out(worker: _Worker, waiting: deque[str], job: GradingJob) -> None:
    if waiting:
        worker.candidate = waiting.popleft()
        folder = job.course.submitted(worker.candidate, job.assignment)
        worker.send({"candidate": worker.candidate, "folder": str(folder)})


def _verdict_of(worker: _Worker, job: GradingJob) -> Verdict:
    message = worker.read()
    if message is None:
        worker.process.wait()
        assert worker.candidate is not None
        return Verdict(worker.candidate, job.assignment, "fault", message="the grading worker died")
    return Verdict.from_json(message)
