"""Measured figures into `out/bench.json`: grading against stock nbgrader, and how fast a slider answers.

Both graders get the same submissions in the same run. Stock nbgrader runs the visible example tests only;
ours also runs the hidden checks. Its own start-up is measured on an empty run and left out.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sixfold_grader import cycle
from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.cohort import answers_of, draw_cohort, write_answers
from sixfold_grader.console import console
from sixfold_grader.course import Course
from sixfold_grader.grading import grade_course
from sixfold_grader.intake import notebook_name
from sixfold_grader.limits import load_limits
from sixfold_grader.pool import GradingJob
from sixfold_grader.project import Project, find_project
from sixfold_grader.samples import load_samples

ASSIGNMENT = "traffic_buying"
OURS, STOCK = 40, 4


def main() -> None:
    """Run every benchmark and write the figures."""
    project = find_project()
    figures: dict[str, Any] = {"machine": {"cores": os.cpu_count(), "load": os.getloadavg()}}
    figures |= grading(project)
    figures |= widgets()
    target = project.out / "bench.json"
    target.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    console.print_json(json.dumps(figures))


def grading(project: Project) -> dict[str, float]:
    """Seconds per submission, ours and stock nbgrader's, on the same submissions."""
    root = project.out / "bench"
    shutil.rmtree(root, ignore_errors=True)
    course = Course(root / "course")
    _submit(project, course, root)
    job = GradingJob(project, course, ASSIGNMENT, load_limits(project.blueprint))
    ours = _seconds(lambda: grade_course(job, workers=os.cpu_count() or 1)) / OURS

    shutil.rmtree(course.root / "autograded")
    everyone = sorted(path.name for path in (course.root / "submitted").iterdir())
    for name in everyone[STOCK:]:
        shutil.rmtree(course.root / "submitted" / name)
    start_up = _seconds(lambda: _nbgrader(course, "--version"))
    stock = (_seconds(lambda: _nbgrader(course, "autograde", ASSIGNMENT, "--force")) - start_up) / STOCK
    return {"grade.s": ours, "grade.stock_s": stock, "grade.x_stock": stock / ours}


def _submit(project: Project, course: Course, root: Path) -> None:
    form = load_blueprint(project.blueprint).form(ASSIGNMENT)
    samples = load_samples(project.assignments / ASSIGNMENT, form)
    cycle.release(project, course, ASSIGNMENT)
    for trainee in draw_cohort(form, samples, OURS, seed=1):
        folder = cycle.fetch(course, ASSIGNMENT, trainee.id, root / "home" / trainee.id)
        write_answers(folder / notebook_name(ASSIGNMENT, "en"), form, answers_of(trainee, samples))
        (folder / notebook_name(ASSIGNMENT, "zh")).unlink()  # stock nbgrader knows one notebook
        cycle.submit(course, ASSIGNMENT, trainee.id, root / "home" / trainee.id)
    cycle.collect(course, ASSIGNMENT)


def _nbgrader(course: Course, *arguments: str) -> None:
    environment = {**os.environ, "SIXFOLD_HOME": str(course.root / "progress")}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    subprocess.run(command, cwd=course.root, env=environment, capture_output=True, check=False)


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def widgets() -> dict[str, float]:
    """Median milliseconds of the Python side of one slider move, after warm-up."""
    import sixfold as sf

    sf.start("en")
    figures = {}
    for name, control, values in (("saturation", "spend", (4_000, 9_000)), ("roi_goal", "goal", (2.0, 3.0))):
        explorer = getattr(sf.widgets, name)()
        times = []
        for turn in range(12):
            begin = time.perf_counter()
            explorer.controls[control].value = values[turn % 2]
            times.append(1000 * (time.perf_counter() - begin))
        figures[f"widget.{name}.ms"] = statistics.median(times[2:])
    return figures


if __name__ == "__main__":
    main()
