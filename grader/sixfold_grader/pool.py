"""Workers over the cores: hand out submissions, yield verdicts, survive a worker's death."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from sixfold_grader.blueprint import LANGUAGES
from sixfold_grader.course import Course
from sixfold_grader.errors import ConfinementError, InfrastructureFault
from sixfold_grader.limits import Limits, load_limits
from sixfold_grader.models import Verdict
from sixfold_grader.project import Project

TRIES = 2


@dataclass(frozen=True)
class GradingJob:
    """One assignment of one course, ready to grade; without `isolation` where no walls can be built."""

    project: Project
    course: Course
    assignment: str
    limits: Limits
    isolation: bool = True

    @staticmethod
    def of(project: Project, course: Course, assignment: str, isolation: bool = True) -> GradingJob:
        """Return the job with the limits of the project's blueprint."""
        return GradingJob(project, course, assignment, load_limits(project.blueprint), isolation)

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
            "isolation": self.isolation,
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
        assert self.process.stdin is not None and self.process.stdout is not None
        self._input, self.output = self.process.stdin, self.process.stdout
        self.send(job.setup())

    def send(self, message: dict[str, Any]) -> None:
        with suppress(BrokenPipeError):  # it has died: reading from it says so
            self._input.write(json.dumps(message) + "\n")
            self._input.flush()

    def read(self) -> dict[str, Any] | None:
        """Return the worker's next message, or None if it has died."""
        line = self.output.readline()
        return json.loads(line) if line.endswith("\n") else None

    def close(self) -> None:
        """Let it end its box and itself; kill it if it does not."""
        with suppress(BrokenPipeError):
            self._input.close()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.output.close()


def grade_all(job: GradingJob, candidates: Sequence[str], workers: int) -> Iterator[Verdict]:
    """Grade submissions in parallel; yield each verdict as it is made (see `Crew.grade`)."""
    with Crew(job, min(workers, len(candidates))) as crew:
        yield from crew.grade(candidates)


class Crew:
    """Workers that are warm and ready; one that has died is replaced.

    Parameters
    ----------
    job : GradingJob
        What to grade.
    size : int
        How many workers.

    Raises
    ------
    ConfinementError
        On entering: trainee code cannot be confined on this machine.
    InfrastructureFault
        On entering: the workers cannot start (wrong checks, a missing file).
    """

    def __init__(self, job: GradingJob, size: int) -> None:
        self._job, self._size = job, size
        self._selector = selectors.DefaultSelector()
        self._workers: list[_Worker] = []

    def grade(self, candidates: Sequence[str]) -> Iterator[Verdict]:
        """Grade submissions in parallel; yield each verdict as it is made.

        A submission whose grading fails on our side is tried again, then yielded with status `fault`.
        """
        waiting, tries = deque(candidates), Counter[str]()
        for worker in self._idle():
            _hand_out(worker, waiting, self._job)
        while self._busy():
            for worker in self._finished():
                verdict = _verdict_of(worker, self._job)
                tries[verdict.candidate] += 1
                again = verdict.status == "fault" and tries[verdict.candidate] < TRIES
                if again:
                    waiting.append(verdict.candidate)
                _hand_out(self._alive(worker), waiting, self._job)  # it works while the verdict is recorded
                if not again:
                    yield verdict

    def __enter__(self) -> Crew:
        try:
            self._workers = [_Worker(self._job) for _ in range(self._size)]  # they start side by side
            for worker in self._workers:
                self._welcome(worker)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        for worker in self._workers:
            worker.close()
        self._selector.close()

    def _idle(self) -> list[_Worker]:
        return [worker for worker in self._workers if worker.candidate is None]

    def _busy(self) -> bool:
        return any(worker.candidate for worker in self._workers)

    def _finished(self) -> list[_Worker]:
        """Wait until workers have something to say."""
        return [key.data for key, _events in self._selector.select()]

    def _alive(self, worker: _Worker) -> _Worker:
        """Return the worker, or the one that takes its place if it has died."""
        if worker.process.poll() is None:
            return worker
        self._selector.unregister(worker.output)
        self._workers.remove(worker)
        worker.close()
        successor = _Worker(self._job)
        self._workers.append(successor)
        self._welcome(successor)
        return successor

    def _welcome(self, worker: _Worker) -> None:
        _expect_ready(worker)
        self._selector.register(worker.output, selectors.EVENT_READ, worker)


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
    """Return the verdict that a worker has made; it is idle afterwards."""
    candidate, worker.candidate = worker.candidate, None
    assert candidate is not None
    message = worker.read()
    if message is None:
        worker.process.wait()
        return Verdict(candidate, job.assignment, "fault", message="the grading worker died")
    return Verdict.from_json(message)
