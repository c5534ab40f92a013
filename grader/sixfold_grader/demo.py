"""`make demo`: the whole cycle for a simulated cohort, through nbgrader's own exchange and gradebook."""

from __future__ import annotations

import shutil
import time

from sixfold_grader import cycle
from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.cohort import answers_of, draw_cohort, write_answers, write_marks
from sixfold_grader.console import (
    console,
    feedback_with_progress,
    grade_with_progress,
    make_report,
    print_grading,
    print_scores,
    progress_bar,
)
from sixfold_grader.course import Course
from sixfold_grader.intake import notebook_name
from sixfold_grader.limits import load_limits
from sixfold_grader.pool import GradingJob
from sixfold_grader.project import Project
from sixfold_grader.samples import load_samples
from sixfold_grader.scores import import_marks

ASSIGNMENT = "traffic_buying"


def run_demo(project: Project, candidates: int, seed: int, workers: int) -> int:
    """Run the cycle in `out/demo`, which is made anew; return an exit code."""
    begin = time.monotonic()
    root = project.out / "demo"
    shutil.rmtree(root, ignore_errors=True)
    course = Course(root / "course")
    form = load_blueprint(project.blueprint).form(ASSIGNMENT)
    samples = load_samples(project.assignments / ASSIGNMENT, form)
    console.print(f"[bold]1[/] building the course and releasing {ASSIGNMENT} ({len(form.items)} items)")
    cycle.release(project, course, ASSIGNMENT)

    trainees = draw_cohort(form, samples, candidates, seed)
    console.print(f"[bold]2[/] {candidates} simulated trainees fetch, answer, submit")
    with progress_bar() as bar:
        for trainee in bar.track(trainees, description="submitting"):
            home = root / "home" / trainee.id
            folder = cycle.fetch(course, ASSIGNMENT, trainee.id, home)
            write_answers(
                folder / notebook_name(ASSIGNMENT, trainee.language), form, answers_of(trainee, samples)
            )
            cycle.submit(course, ASSIGNMENT, trainee.id, home)

    console.print("[bold]3[/] collecting, grading across the trust boundary")
    cycle.collect(course, ASSIGNMENT)
    job = GradingJob(project, course, ASSIGNMENT, load_limits(project.blueprint))
    summary = grade_with_progress(job, None, False, workers)
    print_grading(summary)

    console.print("[bold]4[/] marking the memos (simulated), feedback, report")
    marks = root / "marks.csv"
    write_marks(marks, form, trainees, samples, seed)
    import_marks(course, form, marks)
    feedback_with_progress(course, form)
    for trainee in trainees:
        cycle.fetch_feedback(course, ASSIGNMENT, trainee.id, root / "home" / trainee.id)
    scores, _form, paths = make_report(project, course, ASSIGNMENT, None, simulated=True)

    print_scores(scores, form)
    report = next(path for path in paths if path.name == "report.html")
    console.print(f"\nDone in {time.monotonic() - begin:.0f} s. Synthetic data; not an official credential.")
    console.print(f"  report:   {report}  (中文: report.zh.html)", soft_wrap=True)
    console.print(f"  feedback: {root / 'home' / trainees[0].id / ASSIGNMENT / 'feedback'}", soft_wrap=True)
    console.print("  course:   make lab")
    console.print(
        f"  instructor's view of it: .venv/bin/sixfold lab --instructor --course {course.root}",
        soft_wrap=True,
    )
    return 1 if any(verdict.status == "fault" for verdict in summary.verdicts) else 0
