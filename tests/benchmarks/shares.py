"""Where the CPU of a submission goes: each process of a worker, and the kernel's part of it."""

from __future__ import annotations

import os
import resource
from collections.abc import Sequence
from pathlib import Path

from ours import tree

from sixfold_grader.blueprint import LANGUAGES
from sixfold_grader.checker.grade import Submission
from sixfold_grader.checker.worker import Tools, decide, load_exam
from sixfold_grader.course import Course
from sixfold_grader.forking import settle
from sixfold_grader.limits import load_limits
from sixfold_grader.project import Project

_TICKS = os.sysconf("SC_CLK_TCK")


def figures(project: Project, course: Course, assignment: str, names: Sequence[str]) -> dict[str, float]:
    """Return mean CPU seconds a submission by role; `kernel_s` is the kernel's part of all of them."""
    release = {language: course.released(assignment, language) for language in LANGUAGES}
    tools = Tools(assignment, release, project.datasets, load_limits(project.blueprint), isolation=True)
    tools.start()
    exam = load_exam(project.root, assignment, course.exam_seed(), release)
    settle()
    try:
        before = _by_role(tools)
        for name in names:
            decide(Submission(name, course.submitted(name, assignment)), exam, tools)
        after = _by_role(tools)
    finally:
        tools.close()
    user = {role: (after[role][0] - before[role][0]) / len(names) for role in after}
    kernel = {role: (after[role][1] - before[role][1]) / len(names) for role in after}
    each = {f"grade.cpu.{role}_s": user[role] + kernel[role] for role in after}
    return each | {"grade.cpu.kernel_s": sum(kernel.values())}


def _by_role(tools: Tools) -> dict[str, tuple[float, float]]:
    """Return user and kernel seconds so far, those of ended children included."""
    mine = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "checker": (sum(u.ru_utime for u in mine), sum(u.ru_stime for u in mine)),
        "box": _of_tree(tools.zygote.pid),
        "reader": _of_tree(tools.reader.pid),
    }


def _of_tree(root: int) -> tuple[float, float]:
    rows = [
        Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split() for pid in tree(root)
    ]
    times = [[int(value) / _TICKS for value in row[11:15]] for row in rows]
    return sum(own + ended for own, _, ended, _ in times), sum(own + ended for _, own, _, ended in times)
