"""Our grading of a cohort: wall and CPU seconds, and the peak memory of the whole process tree."""

from __future__ import annotations

import os
import resource
import shutil
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sixfold_grader import cycle
from sixfold_grader.blueprint import Form
from sixfold_grader.cohort import write_answers
from sixfold_grader.course import Course
from sixfold_grader.grading import grade_course
from sixfold_grader.intake import notebook_name
from sixfold_grader.pool import GradingJob
from sixfold_grader.project import Project


@dataclass(frozen=True)
class Run:
    """What grading some submissions took, from intake to gradebook.

    Attributes
    ----------
    wall, first, cpu : float
        Seconds in all; until the first verdict was on record; of CPU, all processes together.
    peak_bytes : int
        Largest sum of proportional set sizes (PSS) of all processes; 0 where it was not watched.
    """

    count: int
    wall: float
    first: float
    cpu: float
    peak_bytes: int


def prepare(project: Project, form: Form, root: Path, answers: Mapping[str, Mapping[str, str]]) -> Course:
    """Release into a new course and lay down the submissions."""
    course = Course(root / "ours", exchange_root=root / "exchange")
    cycle.release(project, course, form.id)
    for candidate, texts in answers.items():
        folder = course.submitted(candidate, form.id)
        folder.mkdir(parents=True)
        shutil.copy(course.released(form.id, "en"), folder)
        write_answers(folder / notebook_name(form.id, "en"), form, texts)
        (folder / "timestamp.txt").write_text("2026-11-01 08:00:00 UTC", encoding="utf-8")
    return course


def run(
    project: Project, course: Course, form: Form, candidates: Sequence[str], *, watch: bool = False
) -> Run:
    """Grade some of the submissions as if for the first time, with a worker per core."""
    job = GradingJob.of(project, course, form.id)
    seen: list[float] = []
    before, begin = _cpu(), time.perf_counter()
    with _peak_memory(watch) as peak:
        grade_course(
            job,
            candidates=list(candidates),
            force=True,
            workers=os.cpu_count() or 1,
            progress=lambda done, total, verdict: seen.append(time.perf_counter()) if verdict else None,
        )
    wall = time.perf_counter() - begin
    return Run(len(candidates), wall, seen[0] - begin, _cpu() - before, peak[0])


def _cpu() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


@contextmanager
def _peak_memory(watch: bool) -> Iterator[list[int]]:
    """Look at the process tree five times a second; it costs CPU, so never while timing."""
    peak, done = [0], threading.Event()

    def look() -> None:
        while not done.wait(0.2):
            peak[0] = max(peak[0], sum(map(_pss, tree(os.getpid()))))

    thread = threading.Thread(target=look)
    if watch:
        thread.start()
    try:
        yield peak
    finally:
        done.set()
        if watch:
            thread.join()


def tree(root: int) -> list[int]:
    """Return a process and all its descendants."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                stat = (entry / "stat").read_text(encoding="utf-8", errors="replace")
                parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    found, frontier = [root], {root}
    while frontier := {pid for pid, parent in parents.items() if parent in frontier}:
        found += frontier
    return found


def _pss(pid: int) -> int:
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
        return 1024 * int(next(line for line in lines if line.startswith("Pss:")).split()[1])
    return 0
