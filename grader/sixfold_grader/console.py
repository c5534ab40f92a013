"""What the commands show: progress bars and tables.

What only some commands need is imported in them: nbgrader, the report's charts.
"""

from __future__ import annotations

import datetime as dt
import os
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from sixfold_grader.blueprint import Blueprint, Form, Level, load_blueprint
from sixfold_grader.course import Course
from sixfold_grader.decision import Decision
from sixfold_grader.grading import Summary, grade_course
from sixfold_grader.messages import text
from sixfold_grader.models import Verdict
from sixfold_grader.pool import GradingJob
from sixfold_grader.project import Project
from sixfold_grader.regrade import Run, regrade
from sixfold_grader.scoring import CapabilityScore, shown
from sixfold_grader.verdicts import load_verdict

console = Console(highlight=False)


class _RateColumn(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "–/s")


def progress_bar() -> Progress:
    """Return a progress bar with count, rate, elapsed time and time left."""
    return Progress(
        TextColumn("{task.description:<28}"),
        BarColumn(),
        MofNCompleteColumn(),
        _RateColumn(),
        TimeElapsedColumn(),
        TextColumn("ETA"),
        TimeRemainingColumn(),
        console=console,
    )


def grade_with_progress(job: GradingJob, candidates: list[str] | None, force: bool, workers: int) -> Summary:
    """Grade with a progress bar."""
    with progress_bar() as bar:
        task = bar.add_task(f"grading {job.assignment}", total=None)

        def advance(done: int, total: int, _verdict: Verdict | None) -> None:
            bar.update(task, completed=done, total=total)

        return grade_course(job, candidates=candidates, force=force, workers=workers, progress=advance)


def regrade_with_progress(
    job: GradingJob, candidates: list[str] | None, reason: str, dry_run: bool, workers: int
) -> Run:
    """Regrade with a progress bar."""
    with progress_bar() as bar:
        task = bar.add_task(f"grading {job.assignment} anew", total=None)

        def advance(done: int, total: int, _verdict: Verdict | None) -> None:
            bar.update(task, completed=done, total=total)

        return regrade(
            job, candidates=candidates, reason=reason, dry_run=dry_run, workers=workers, progress=advance
        )


def print_run(run: Run) -> None:
    """Show who changes and why, and whether it is on record now."""
    table = Table(title=f"Regrading run {run.id}")
    for column in ("candidate", "item", "before", "after", "status", "what differs"):
        table.add_column(column)
    for change in run.changes:
        points = ("–" if value is None else f"{value:g}" for value in (change.before, change.after))
        table.add_row(change.candidate, change.item, *points, change.status, ", ".join(change.why))
    if run.changes:
        console.print(table)
    people = len({change.candidate for change in run.changes})
    console.print(f"{len(run.changes)} changes of {people} candidates")
    if run.faults:
        console.print(f"nothing applied: failed on our side for {', '.join(run.faults)}", markup=False)
    elif run.changes:
        console.print("applied" if run.applied else "dry run: nothing was written")


def watch_and_tell(job: GradingJob, workers: int) -> None:
    """Grade whatever arrives, a line each, until Ctrl-C."""
    from sixfold_grader.watch import watch

    console.print(f"watching the exchange for {job.assignment}; Ctrl-C stops")

    def tell(verdict: Verdict) -> None:
        points = sum(result.points for result in verdict.items.values())
        now = dt.datetime.now(ZoneInfo("Asia/Shanghai"))
        said = f"{points:g} points" if verdict.status == "graded" else verdict.message
        line = f"{now:%H:%M:%S} {verdict.candidate}: {verdict.status}, {said} ({verdict.seconds:.1f} s)"
        console.print(line, markup=False)

    watch(job, workers, tell)


def print_times(verdicts: Sequence[Verdict]) -> None:
    """Show how long each item took: its cells and the calls of its checks."""
    times: dict[str, list[float]] = {}
    for verdict in verdicts:
        for item, result in verdict.items.items():
            if result.seconds:
                times.setdefault(item, []).append(result.seconds)
    if not times:
        return
    table = Table(title="Seconds an item")
    for column in ("item", "n", "median", "95 %", "longest"):
        table.add_column(column, justify="left" if column == "item" else "right")
    for item, seconds in times.items():
        cut = statistics.quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]
        shown_times = (f"{value:.3f}" for value in (statistics.median(seconds), cut, max(seconds)))
        table.add_row(item, str(len(seconds)), *shown_times)
    console.print(table)


def print_grading(summary: Summary) -> None:
    """Say what was graded, and name every submission that a person should look at."""
    counts = {
        status: sum(v.status == status for v in summary.verdicts)
        for status in ("graded", "rejected", "fault")
    }
    console.print(
        f"{counts['graded']} graded, {counts['rejected']} rejected, {counts['fault']} failed on our side, "
        f"{len(summary.unchanged)} unchanged"
    )
    for verdict in sorted(summary.verdicts, key=lambda v: v.candidate):
        for note in verdict.notes:
            console.print(
                f"  {verdict.candidate}: {text('note', note['key'], 'en', note['facts'])}", markup=False
            )
        for item, result in verdict.items.items():
            if result.status in ("crashed", "memory", "timeout", "fault"):
                console.print(
                    f"  {verdict.candidate}: {item} {text('status', result.status, 'en')}", markup=False
                )
        if verdict.status != "graded":
            console.print(f"  {verdict.candidate}: {verdict.status}: {verdict.message}", markup=False)


def feedback_with_progress(
    course: Course,
    form: Form,
    candidates: list[str] | None = None,
    level: Level | None = None,
    *,
    release: bool = True,
) -> int:
    """Write a feedback page for everybody who has a verdict, and release them; return how many."""
    from sixfold_grader import cycle
    from sixfold_grader.feedback_pages import write_pages

    chosen = candidates or course.candidates(form.id)
    with progress_bar() as bar:
        task = bar.add_task(f"feedback {form.id}", total=len(chosen))
        written, unreachable = write_pages(
            course,
            form,
            chosen,
            level or form.feedback,
            lambda done, _total: bar.update(task, completed=done),
        )
    if release:
        cycle.release_feedback(course, form.id, written)
    for candidate in unreachable:
        console.print(
            f"  {candidate}: cannot fetch the page, the submission came without nbgrader's secret; hand over "
            f"{course.feedback(candidate, form.id) / form.id}.html",
            markup=False,
            soft_wrap=True,
        )
    return len(written)


def make_report(
    project: Project, course: Course, assignment: str, output: Path | None, *, simulated: bool = False
) -> tuple[list[CapabilityScore], Form, list[Path]]:
    """Score everyone and write the report; return scores, form and the files."""
    from sixfold_grader.report import ReportInput, write_report
    from sixfold_grader.scores import capability_scores

    blueprint = load_blueprint(project.blueprint)
    form = blueprint.form(assignment)
    scores = capability_scores(course, blueprint, assignment)
    verdicts = {
        score.candidate: verdict
        for score in scores
        if (verdict := load_verdict(course, score.candidate, assignment)) is not None
    }
    folder = (output or course.root / "report").resolve()
    pages = {score.candidate: _page_address(course, score.candidate, assignment, folder) for score in scores}
    found = {candidate: address for candidate, address in pages.items() if address}
    data = ReportInput(form, scores, verdicts, dt.datetime.now(dt.UTC), simulated, found)
    return scores, form, write_report(data, folder)


def _page_address(course: Course, candidate: str, assignment: str, folder: Path) -> str:
    """Return the graded notebook's page as the report links to it, or an empty text before `feedback`."""
    page = course.feedback(candidate, assignment) / f"{assignment}.html"
    return quote(os.path.relpath(page, folder)) if page.is_file() else ""


def print_scores(scores: Sequence[CapabilityScore], form: Form) -> None:
    """Print who reached the cut and why."""
    from sixfold_grader.report import reasons

    table = Table(title=f"{form.title.en} · {form.title.zh} (cut 60)")
    table.add_column("candidate")
    table.add_column("raw", justify="right")
    table.add_column("scaled", justify="right")
    table.add_column("outcome")
    table.add_column("why")
    for score in sorted(scores, key=lambda s: -(s.scaled if s.scaled is not None else -1)):
        table.add_row(
            score.candidate,
            "–" if score.raw is None else f"{score.raw:g}/{form.points}",
            "–" if score.scaled is None else shown(score.scaled),
            text("outcome", score.outcome, "en"),
            "; ".join(reasons(score, form, "en")),
        )
    console.print(table)
    reached = sum(score.outcome == "reached" for score in scores)
    decided = sum(score.outcome != "blocked" for score in scores)
    console.print(
        f"{reached} of {decided} decided candidates reached the cut; {len(scores) - decided} blocked"
    )


def print_decisions(track: str, decisions: Mapping[str, Decision], blueprint: Blueprint) -> None:
    """Show how a track's decisions fall, and what most often keeps them from being clear or a pass."""
    from sixfold_grader.explain import outcome_text

    falls = Counter(outcome_text(decision, "en") for decision in decisions.values())
    table = Table(title=f"{blueprint.tracks[track].en} · {blueprint.tracks[track].zh}")
    table.add_column("decision")
    table.add_column("candidates", justify="right")
    for outcome, count in falls.most_common():
        table.add_row(outcome, str(count))
    console.print(table)
    badges = Counter(badge for decision in decisions.values() for badge in decision.badges)
    earned = ", ".join(f"{blueprint.capabilities[key].title.en} {count}" for key, count in badges.items())
    console.print(f"  capability badges earned: {earned or 'none'}")


def print_probes() -> int:
    """Try to escape from a box of every tier; return 1 if trainee code cannot be confined here."""
    from sixfold_grader.doctor import advice, check_up

    checkups = check_up()
    usable = [checkup for checkup in checkups if not checkup.refusal]
    if usable:
        table = Table(title="Escape probes, tried from inside a box on this machine: are they stopped?")
        for column in ("probe", *(f"tier {checkup.tier}" for checkup in usable), "detail"):
            table.add_column(column)
        for results in zip(*(checkup.results for checkup in usable), strict=True):
            stopped = ("yes" if result.stopped else "NO" for result in results)
            table.add_row(results[0].name, *stopped, results[0].detail)
        console.print(table)
    for line in advice(checkups):
        console.print(line, markup=False, soft_wrap=True)
    return 0 if usable and usable[0].holds else 1
