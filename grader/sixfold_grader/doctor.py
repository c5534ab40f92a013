"""`sixfold doctor`: a box as for grading on this machine, and every escape probe tried from inside it."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from sixfold_grader.box.confine import Policy
from sixfold_grader.box.trial import ProbeResult, run_probes
from sixfold_grader.checker.zygote import BOX_UID
from sixfold_grader.errors import CourseError
from sixfold_grader.limits import Limits
from sixfold_grader.project import find_project


def probe_this_machine() -> list[ProbeResult]:
    """Run every escape probe, each in a box of its own with the limits and the account of grading.

    Raises
    ------
    ConfinementError
        A wall cannot be built on this machine: nothing can be graded here.
    """
    uid = BOX_UID if os.geteuid() == 0 else None
    workdir = Path(tempfile.mkdtemp(prefix="sixfold-doctor-"))
    try:
        if uid is not None:
            os.chown(workdir, uid, uid)
        return run_probes(Policy(workdir, readable=(), uid=uid, **Limits().of_process()), _secrets())
    finally:
        shutil.rmtree(workdir, ignore_errors=True)


def _secrets() -> list[Path]:
    """Return what a box must never read: hidden checks, blueprint, gradebook, the exam's seed."""
    with suppress(CourseError):  # outside a project the walls can be tried all the same
        project = find_project()
        course = project.out / "course"
        files = [
            *project.assignments.glob("*/checks.py"),
            project.blueprint,
            course / "gradebook.db",
            course / ".secrets" / "exam_seed",
        ]
        return [path for path in files if path.exists()]
    return []
