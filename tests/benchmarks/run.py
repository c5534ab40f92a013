"""Measured figures into `out/bench.json`, with the machine's load: `make bench` (about five minutes).

Stock nbgrader, bare execution and our own grading get the same answers in the same run.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import statistics
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # as in a worker

import bare
import console_lists
import numpy as np
import ours
import shares
import stock
import wire

from sixfold_grader.blueprint import LANGUAGES, Form, load_blueprint
from sixfold_grader.checker.worker import load_exam
from sixfold_grader.cohort import answers_of, draw_cohort, draw_people
from sixfold_grader.console import console
from sixfold_grader.course import Course
from sixfold_grader.intake import read_submission
from sixfold_grader.pool import Crew, GradingJob
from sixfold_grader.project import Project, find_project
from sixfold_grader.samples import load_samples

ASSIGNMENT = "traffic_buying"
COHORT, FEW, STOCK = 200, 10, 12
LARGE = 2000  # only with --scale: it takes some minutes

Texts = Mapping[str, Mapping[str, str]]


def main() -> None:
    """Run every benchmark and write the figures."""
    project = find_project()
    scale = "--scale" in sys.argv
    figures: dict[str, Any] = {"machine.cores": os.cpu_count(), "machine.load_before": os.getloadavg()[0]}
    figures |= grading(project, LARGE if scale else COHORT)
    figures |= wire.figures() | wire.fuzz()
    figures |= widgets() | psychometrics()
    figures |= console_lists.figures(project)
    figures["machine.load_after"] = os.getloadavg()[0]
    (project.out / "bench.json").write_text(json.dumps(figures, indent=1), encoding="utf-8")
    console.print_json(json.dumps(figures))


def grading(project: Project, largest: int) -> dict[str, float]:
    """Return throughput, CPU and memory of grading, and their ratios to stock nbgrader and bare execution."""
    root = project.out / "bench"
    shutil.rmtree(root, ignore_errors=True)
    form = load_blueprint(project.blueprint).form(ASSIGNMENT)
    texts = _cohort(project, form, largest)
    names = list(texts)
    course = ours.prepare(project, form, root, texts)

    stock_course = stock.prepare(project, form, root, {name: texts[name] for name in names[:STOCK]})
    stock_s = stock.seconds_each(stock_course, form, names[:STOCK])
    few = ours.run(project, course, form, names[:FEW])
    many = ours.run(project, course, form, names[:COHORT])
    more = COHORT - FEW
    wall, cpu = (many.wall - few.wall) / more, (many.cpu - few.cpu) / more
    bare_s = _bare(project, course, names[:COHORT])
    figures = {
        "grade.stock_s": stock_s,
        "grade.s": wall,
        "grade.x_stock": stock_s / wall,
        "grade.all_in_s": many.wall / COHORT,
        "grade.x_stock_all_in": stock_s * COHORT / many.wall,
        "grade.cpu_s": cpu,
        "grade.bare_s": bare_s,
        "grade.x_bare": cpu / bare_s,
        # What no grader on these cores could pass: bare execution alone, without walls, intake or gradebook.
        "grade.x_stock_at_most": stock_s / bare_s * (os.cpu_count() or 1),
        "grade.cold_s": ours.run(project, course, form, names[:1]).wall,
        "grade.warm_s": _warm(project, course, form, names[:5]),
    }
    figures |= shares.figures(project, course, form.id, names[:COHORT])
    return figures | _growth(project, course, form, names, many)


def _cohort(project: Project, form: Form, size: int) -> Texts:
    samples = load_samples(project.assignments / ASSIGNMENT, form)
    trainees = draw_cohort(form, samples, draw_people(size, seed=1), seed=1)
    return {trainee.id: answers_of(trainee, samples) for trainee in trainees}


def _bare(project: Project, course: Course, names: list[str]) -> float:
    release = {language: course.released(ASSIGNMENT, language) for language in LANGUAGES}
    exam = load_exam(project.root, ASSIGNMENT, course.exam_seed(), release)
    os.environ["SIXFOLD_DATA"] = str(project.datasets)
    read = {n: read_submission(course.submitted(n, ASSIGNMENT), ASSIGNMENT, exam.templates) for n in names}
    return bare.cpu_seconds_each(exam, read)


def _warm(project: Project, course: Course, form: Form, names: list[str]) -> float:
    """Median seconds from handing a submission to a waiting worker to its verdict."""
    job = GradingJob.of(project, course, form.id)
    times = []
    with Crew(job, 1) as crew:
        for name in names:
            begin = time.perf_counter()
            list(crew.grade([name]))
            times.append(time.perf_counter() - begin)
    return statistics.median(times)


def _growth(
    project: Project, course: Course, form: Form, names: list[str], many: ours.Run
) -> dict[str, float]:
    """Return peak memory, and how time and memory grow up to the whole cohort (exponents of n)."""
    watched = ours.run(project, course, form, names[:COHORT], watch=True)
    figures = {"grade.peak_mb": watched.peak_bytes / 1e6}
    if len(names) > COHORT:
        large = ours.run(project, course, form, names, watch=True)
        ratio = math.log(len(names) / COHORT)
        working = (large.wall - large.first) / (many.wall - many.first)
        figures |= {
            "grade.time_exponent": math.log(working) / ratio,
            "grade.memory_exponent": math.log(large.peak_bytes / watched.peak_bytes) / ratio,
            "grade.peak_large_mb": large.peak_bytes / 1e6,
        }
    return figures


def widgets() -> dict[str, float]:
    """Median milliseconds of the Python side of one move of a widget's first control, after warm-up."""
    import sixfold as sf

    sf.start("en")
    figures = {}
    for name in sf.widgets.__all__:
        control = next(iter(getattr(sf.widgets, name)().controls.values()))
        ends, times = (control.min, control.max), []
        for turn in range(12):
            begin = time.perf_counter()
            control.value = ends[turn % 2]
            times.append(1000 * (time.perf_counter() - begin))
        figures[f"widget.{name}.ms"] = statistics.median(times[2:])
    return figures


def psychometrics() -> dict[str, float]:
    """Seconds for α and the item statistics of 100,000 candidates on 60 items."""
    from sixfold_grader.psychometrics import cronbach_alpha, item_statistics

    rng = np.random.default_rng(1)
    scores = (rng.normal(size=(100_000, 1)) + rng.normal(size=(100_000, 60)) > 0).astype(float)
    begin = time.perf_counter()
    cronbach_alpha(scores)
    item_statistics(scores)
    return {"psychometrics.s": time.perf_counter() - begin}


if __name__ == "__main__":
    main()
