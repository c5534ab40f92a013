"""`make demo`: the whole form for a simulated cohort, through nbgrader's own exchange and gradebook."""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sixfold_grader import cycle, demo_review
from sixfold_grader.blueprint import Blueprint, Form, load_blueprint
from sixfold_grader.cohort import (
    Person,
    Trainee,
    answers_of,
    draw_cohort,
    draw_people,
    write_answers,
)
from sixfold_grader.console import (
    console,
    feedback_with_progress,
    grade_with_progress,
    make_report,
    print_decisions,
    print_grading,
    progress_bar,
)
from sixfold_grader.course import Course
from sixfold_grader.intake import notebook_name
from sixfold_grader.pool import GradingJob
from sixfold_grader.project import Project
from sixfold_grader.records import Records, open_records
from sixfold_grader.samples import Sample, load_samples


@dataclass(frozen=True)
class _Sitting:
    """One form, taken by everybody."""

    form: Form
    samples: Mapping[str, Sample]
    trainees: Sequence[Trainee]


def run_demo(project: Project, candidates: int, seed: int, workers: int) -> int:
    """Run the cycle in `out/demo`, which is made anew; return an exit code."""
    begin = time.monotonic()
    root = project.out / "demo"
    shutil.rmtree(root, ignore_errors=True)
    course, blueprint = Course(root / "course"), load_blueprint(project.blueprint)
    course.mark_simulated()
    people = draw_people(candidates, seed)
    sittings = [_sitting(project, form, people, seed) for form in blueprint.forms.values()]

    console.print(f"[bold]1[/] building the course and releasing {len(sittings)} forms")
    for sitting in sittings:
        cycle.release(project, course, sitting.form.id)
    console.print(f"[bold]2[/] {candidates} simulated trainees fetch, answer, submit")
    _submit_all(course, sittings, root / "home")
    console.print("[bold]3[/] collecting, grading across the trust boundary")
    faults = [sitting.form.id for sitting in sittings if not _grade(project, course, sitting.form, workers)]
    with open_records(course.db_url) as records:
        password = demo_review.enrol(records, people, list(blueprint.tracks), root)
        console.print("[bold]4[/] two blind raters (simulated) mark the memos; feedback, reports")
        for sitting in sittings:
            _finish(project, course, blueprint, records, sitting, root, seed)
        console.print("[bold]5[/] the rule of the blueprint, on both tracks")
        _print_tracks(records, blueprint)
        console.print("[bold]6[/] clear cases: proposed by one person, approved by another, certified")
        _say_outcome(demo_review.decide(records, project, course, blueprint))

    console.print(f"\nDone in {time.monotonic() - begin:.0f} s. Synthetic data; not an official credential.")
    _say_where(course, root / "home" / people[0].id, password)
    return 1 if faults else 0


def _sitting(project: Project, form: Form, people: Sequence[Person], seed: int) -> _Sitting:
    samples = load_samples(project.assignments / form.id, form)
    return _Sitting(form, samples, draw_cohort(form, samples, people, seed))


def _submit_all(course: Course, sittings: Sequence[_Sitting], homes: Path) -> None:
    with progress_bar() as bar:
        task = bar.add_task("submitting", total=sum(len(sitting.trainees) for sitting in sittings))
        for sitting in sittings:
            for trainee in sitting.trainees:
                _submit(course, sitting, trainee, homes / trainee.id)
                bar.advance(task)


def _submit(course: Course, sitting: _Sitting, trainee: Trainee, home: Path) -> None:
    form = sitting.form
    folder = cycle.fetch(course, form.id, trainee.id, home)
    notebook = folder / notebook_name(form.id, trainee.language)
    write_answers(notebook, form, answers_of(trainee, sitting.samples))
    cycle.submit(course, form.id, trainee.id, home)


def _grade(project: Project, course: Course, form: Form, workers: int) -> bool:
    """Collect and grade a form; return whether nothing failed on our side."""
    cycle.collect(course, form.id)
    summary = grade_with_progress(GradingJob.of(project, course, form.id), None, False, workers)
    print_grading(summary)
    return all(verdict.status != "fault" for verdict in summary.verdicts)


def _finish(
    project: Project,
    course: Course,
    blueprint: Blueprint,
    records: Records,
    sitting: _Sitting,
    root: Path,
    seed: int,
) -> None:
    """Mark, give feedback, report."""
    form = sitting.form
    demo_review.mark(records, course, blueprint, form, sitting.trainees, sitting.samples, seed)
    feedback_with_progress(course, form)
    for trainee in sitting.trainees:
        cycle.fetch_feedback(course, form.id, trainee.id, root / "home" / trainee.id)
    folder = course.root / "report" / form.id
    scores, _form, _paths = make_report(project, course, form.id, folder, simulated=True)
    scaled = [score.scaled for score in scores if score.scaled is not None]
    reached = sum(score.outcome == "reached" for score in scores)
    console.print(
        f"  {form.id}: {reached} of {len(scores)} at the cut, median {statistics.median(scaled):.1f}"
    )


def _print_tracks(records: Records, blueprint: Blueprint) -> None:
    """Show what the rule says of everybody, by the track of their provider."""
    found = {one.candidate: one.decision for one in records.runs.assess(blueprint).values()}
    for track in blueprint.tracks:
        mine = {candidate: decision for candidate, decision in found.items() if decision.track == track}
        print_decisions(track, mine, blueprint)


def _say_outcome(outcome: demo_review.Outcome) -> None:
    waiting = ", ".join(f"{count} {status}" for status, count in outcome.waiting.items()) or "nobody"
    console.print(f"  {outcome.approved} decided, {len(outcome.issued)} certificates; open: {waiting}")
    if outcome.why_none:
        console.print(f"  no certificates: {outcome.why_none}", markup=False)


def _say_where(course: Course, home: Path, password: str) -> None:
    reports = course.root / "report"
    console.print(f"  reports:  {reports}/FORM/report.html  (中文: report.zh.html)", soft_wrap=True)
    console.print(f"  feedback: {home}/FORM/feedback", soft_wrap=True)
    console.print(f"  certificates: {course.root}/credentials/issued, verify.html in public", soft_wrap=True)
    console.print("  course:   make lab")
    console.print(
        f"  instructor's view of it: .venv/bin/sixfold lab --instructor --course {course.root}",
        soft_wrap=True,
    )
    console.print(
        f"  reviewer's console: .venv/bin/sixfold console --course {course.root}, sign in as "
        f"{demo_review.REVIEWER} or {demo_review.APPROVER} with {password}",
        soft_wrap=True,
        markup=False,
    )
