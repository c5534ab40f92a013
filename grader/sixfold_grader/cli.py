"""The command `sixfold`: arguments in, one line out per fact, exit code 0, 1 (error) or 2 (usage, source).

Heavy libraries are imported inside the commands, so that `sixfold --help` answers at once.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from sixfold_grader.commands import (
    cases,
    console,
    credential,
    decide,
    forms,
    marking,
    records,
    review,
    rosters,
    scoring_runs,
)
from sixfold_grader.commands.courses import course_of as _course
from sixfold_grader.course import Course
from sixfold_grader.errors import CourseError, DataError, SixfoldError
from sixfold_grader.project import Project, find_project

_EXAMPLES = """\
examples:
  sixfold lint traffic_buying            are the hidden checks fair and unforgeable?
  sixfold build                          notebooks from the sources, under out/build
  sixfold release traffic_buying         strip solutions, put it into the exchange
  sixfold collect traffic_buying
  sixfold grade traffic_buying           grade what was collected and is not graded yet
  sixfold grade traffic_buying --watch   grade each submission as it arrives
  sixfold regrade traffic_buying --dry-run   who would change, and why
  sixfold mark traffic_buying marks.csv  manual scores (columns candidate,item,score,comment)
  sixfold feedback traffic_buying        pages back to the trainees
  sixfold report traffic_buying          scores as HTML, JSON and CSV
  sixfold score --from raw.csv --track brand   decide from raw scores: what if?
  sixfold demo                           all of this for a simulated cohort
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; print an error as one message and return its exit code."""
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.run(arguments) or 0)
    except SixfoldError as error:
        print(f"sixfold: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(
            "\nsixfold: stopped; what was finished is kept, run the command again to go on", file=sys.stderr
        )
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE


def parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    top = argparse.ArgumentParser(
        prog="sixfold",
        description="Build, grade and report the Sixfold certification course.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(
        name: str, run: Callable[[argparse.Namespace], int | None], help: str, examples: str = ""
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(
            name,
            help=help,
            description=help,
            epilog=examples,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        sub.set_defaults(run=run)
        return sub

    build = command("build", _build, "build lessons and assignments into notebooks, one per language")
    build.add_argument("--check", action="store_true", help="write nothing; say what is stale (exit 1)")
    data = command("data", _data, "generate the sample data sets and their descriptor")
    data.add_argument("--check", action="store_true", help="write nothing; say what is stale (exit 1)")

    form = command("form", _form, "show the whole certification form: items, points, cuts, weights")
    form.add_argument("--write", action="store_true", help="write it to assignments/FORM.md")
    form.add_argument("--check", action="store_true", help="say whether that file is stale (exit 1)")

    lint = command("lint", _lint, "look for checks that give points for nothing, break, or are unfair")
    lint.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="default: all in the blueprint")

    release = command("release", _release, "release an assignment into nbgrader's exchange")
    collect = command("collect", _collect, "collect what was submitted")
    grade = command("grade", _grade, "grade what was collected, isolated and in parallel")
    grade.add_argument("--candidate", action="append", metavar="ID", help="only this one (may be repeated)")
    grade.add_argument("--force", action="store_true", help="grade again even where nothing changed")
    grade.add_argument("--dry-run", action="store_true", help="only say what would be graded")
    grade.add_argument(
        "--watch", action="store_true", help="collect and grade whatever arrives, until Ctrl-C"
    )
    regrade = command("regrade", _regrade, "grade anew beside what is on record; show who changes and why")
    regrade.add_argument("--candidate", action="append", metavar="ID", help="only this one (may be repeated)")
    regrade.add_argument("--dry-run", action="store_true", help="only show the changes")
    regrade.add_argument("--reason", default="", metavar="TEXT", help="kept with the run")
    check = command("gradebook", _gradebook, "check that gradebook, verdicts and notebooks agree")
    check.add_argument("action", choices=["check"])
    for sub in (grade, regrade):
        sub.add_argument(
            "--workers", type=int, default=os.cpu_count() or 1, help="processes (default: one a core)"
        )
        sub.add_argument(
            "--no-isolation",
            action="store_true",
            help="run trainee code without walls; every grade, report and export says so",
        )
    mark = command("mark", _mark, "import manual scores of free responses from a CSV")
    feedback = command("feedback", _feedback, "render feedback and put it into the exchange")
    feedback.add_argument(
        "--candidate", action="append", metavar="ID", help="only this one (may be repeated)"
    )
    feedback.add_argument(
        "--level", choices=("practice", "exam"), help="how much is told (default: the blueprint's)"
    )
    feedback.add_argument("--no-release", action="store_true", help="only write the pages, to look at them")
    report = command("report", _report, "write scores as HTML, JSON and CSV")
    report.add_argument("--output", type=Path, metavar="FOLDER", help="default: report/ in the course")
    for sub in (release, collect, grade, regrade, check, mark, feedback, report):
        sub.add_argument("assignment", help="assignment id, e.g. traffic_buying")
        _course_options(sub)
    mark.add_argument("file", type=Path, help="CSV with the columns candidate,item,score[,comment]")
    mark.add_argument("--dry-run", action="store_true", help="check the file, write nothing")

    demo = command("demo", _demo, "run the whole cycle for a simulated cohort")
    demo.add_argument(
        "--candidates", type=int, default=60, metavar="N", help="size of the cohort (default: 60)"
    )
    demo.add_argument("--seed", type=int, default=20_26, help="seed of the cohort's abilities")
    demo.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    lab = command("lab", _lab, "open JupyterLab on the built course, on loopback")
    lab.add_argument(
        "--instructor", action="store_true", help="open the course directory with the formgrader"
    )
    lab.add_argument("--no-browser", action="store_true", help="only print the address")
    lab.add_argument("--port", type=int, default=8888)
    _course_options(lab)
    bundle = command("bundle", _bundle, "fill the trainee's archive")
    bundle.add_argument("--output", type=Path, metavar="FILE", help="default: out/sixfold-course.zip")
    command("doctor", _doctor, "try to escape from the box on this machine and print what is stopped")
    reviewers = (scoring_runs, marking, review, cases, rosters, records, credential, console)
    for module in (decide, forms, *reviewers):
        module.register(command, _course_options)
    return top


def _course_options(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--course", type=Path, metavar="FOLDER", help="course directory (default: out/course)")
    sub.add_argument(
        "--db", metavar="URL", help="gradebook as SQLAlchemy URL (default: SQLite in the course)"
    )
    sub.add_argument(
        "--exchange", type=Path, metavar="FOLDER", help="nbgrader's exchange (default: beside the course)"
    )


def _build(arguments: argparse.Namespace) -> int:
    from sixfold_grader.build.pipeline import build, stale, wrong_words

    project = find_project()
    if arguments.check:
        wrong = wrong_words(project)
        for error in wrong:
            print(error, file=sys.stderr)
        return max(_say_stale(stale(project), project, "sixfold build"), 1 if wrong else 0)
    files, written = build(project)
    print(f"{files} notebooks under {_short(project.built, project)}, {written} written")
    return 0


def _data(arguments: argparse.Namespace) -> int:
    from sixfold_market.publish import MetadataError, publish, stale

    project = find_project()
    try:
        if arguments.check:
            return _say_stale(stale(project.datasets), project, "sixfold data")
        print("\n".join(_short(path, project) for path in publish(project.datasets)))
    except MetadataError as error:
        raise DataError(str(error)) from None
    return 0


def _form(arguments: argparse.Namespace) -> int:
    from sixfold_grader.form_overview import render

    project = find_project()
    page, target = render(project), project.assignments / "FORM.md"
    if arguments.check:
        fresh = target.is_file() and target.read_text(encoding="utf-8") == page
        return _say_stale([] if fresh else [target], project, "sixfold form --write")
    if arguments.write:
        target.write_text(page, encoding="utf-8")
        print(_short(target, project))
    else:
        print(page, end="")
    return 0


def _lint(arguments: argparse.Namespace) -> int:
    from sixfold_grader.blueprint import load_blueprint
    from sixfold_grader.lint import lint

    project = find_project()
    names = arguments.assignments or list(load_blueprint(project.blueprint).forms)
    findings = [finding for name in names for finding in lint(project, name)]
    for finding in findings:
        print(f"{_short(finding.path, project)}:{finding.line}: {finding.text}")
    if not findings:
        print(f"{', '.join(names)}: clean")
    return 1 if findings else 0


def _say_stale(paths: Sequence[Path], project: Project, command: str) -> int:
    for path in paths:
        print(f"stale: {_short(path, project)}")
    if paths:
        print(f"run `{command}`", file=sys.stderr)
    return 1 if paths else 0


def _release(arguments: argparse.Namespace) -> int:
    from sixfold_grader.cycle import release

    project = find_project()
    for path in release(project, _course(arguments, project), arguments.assignment):
        print(f"released {_short(path, project)}")
    return 0


def _collect(arguments: argparse.Namespace) -> int:
    from sixfold_grader.cycle import collect

    project = find_project()
    course = _course(arguments, project)
    collect(course, arguments.assignment)
    print(f"{len(course.candidates(arguments.assignment))} submissions of {arguments.assignment} collected")
    return 0


def _grade(arguments: argparse.Namespace) -> int:
    from sixfold_grader.console import grade_with_progress, print_grading, print_times, watch_and_tell
    from sixfold_grader.grading import waiting
    from sixfold_grader.ordinary import is_ordinary
    from sixfold_grader.pool import GradingJob

    project = find_project()
    course = _course(arguments, project)
    if is_ordinary(project, course, arguments.assignment):
        return _grade_ordinary(arguments, project, course)
    job = GradingJob.of(project, course, arguments.assignment, not arguments.no_isolation)
    if arguments.watch:
        watch_and_tell(job, arguments.workers)
    if arguments.dry_run:
        print("\n".join(waiting(job, arguments.candidate, arguments.force)) or "nothing to grade")
        return 0
    summary = grade_with_progress(job, arguments.candidate, arguments.force, arguments.workers)
    print_grading(summary)
    print_times(summary.verdicts)
    return 1 if any(verdict.status == "fault" for verdict in summary.verdicts) else 0


def _regrade(arguments: argparse.Namespace) -> int:
    from sixfold_grader.console import print_run, regrade_with_progress
    from sixfold_grader.pool import GradingJob

    project = find_project()
    course = _course(arguments, project)
    job = GradingJob.of(project, course, arguments.assignment, not arguments.no_isolation)
    run = regrade_with_progress(
        job, arguments.candidate, arguments.reason, arguments.dry_run, arguments.workers
    )
    print_run(run)
    return 1 if run.faults else 0


def _gradebook(arguments: argparse.Namespace) -> int:
    from sixfold_grader.blueprint import load_blueprint
    from sixfold_grader.gradebook_check import problems

    project = find_project()
    form = load_blueprint(project.blueprint).form(arguments.assignment)
    found = problems(_course(arguments, project), form)
    print("\n".join(found) or f"{arguments.assignment}: gradebook, verdicts and notebooks agree")
    return 1 if found else 0


def _grade_ordinary(arguments: argparse.Namespace, project: Project, course: Course) -> int:
    from sixfold_grader.nbgrader_door import grade_ordinary
    from sixfold_grader.pool import GradingJob

    if arguments.dry_run or arguments.watch:
        raise CourseError(
            f"{arguments.assignment!r} has its tests in the notebook; --watch and --dry-run are not for those"
        )
    job = GradingJob.of(project, course, arguments.assignment, not arguments.no_isolation)
    count = grade_ordinary(job, arguments.candidate, arguments.force)
    print(f"{count} submissions of {arguments.assignment} are graded")
    return 0


def _mark(arguments: argparse.Namespace) -> int:
    from sixfold_grader.blueprint import load_blueprint
    from sixfold_grader.scores import import_marks

    project = find_project()
    form = load_blueprint(project.blueprint).form(arguments.assignment)
    count = import_marks(_course(arguments, project), form, arguments.file, dry_run=arguments.dry_run)
    print(f"{count} marks {'would be' if arguments.dry_run else 'were'} written")
    return 0


def _feedback(arguments: argparse.Namespace) -> int:
    from sixfold_grader.blueprint import load_blueprint
    from sixfold_grader.console import feedback_with_progress
    from sixfold_grader.ordinary import is_ordinary

    project = find_project()
    course, release = _course(arguments, project), not arguments.no_release
    if is_ordinary(project, course, arguments.assignment):
        return _ordinary_feedback(arguments, course)
    form = load_blueprint(project.blueprint).form(arguments.assignment)
    count = feedback_with_progress(course, form, arguments.candidate, arguments.level, release=release)
    where = "in the exchange; trainees fetch them from the Assignment List"
    print(f"{count} feedback pages are {where if release else 'written, not released'}")
    return 0


def _ordinary_feedback(arguments: argparse.Namespace, course: Course) -> int:
    from sixfold_grader.cycle import ordinary_feedback, release_feedback

    if arguments.level:
        raise CourseError(f"{arguments.assignment!r} has its tests in the notebook; --level is not for those")
    ordinary_feedback(course, arguments.assignment, arguments.candidate)
    if not arguments.no_release:
        pages = course.root.glob(f"feedback/*/{arguments.assignment}")
        release_feedback(course, arguments.assignment, arguments.candidate or [p.parent.name for p in pages])
    print(f"nbgrader's own feedback pages are written{'' if arguments.no_release else ' and released'}")
    return 0


def _report(arguments: argparse.Namespace) -> int:
    from sixfold_grader.console import make_report, print_scores

    project = find_project()
    course = _course(arguments, project)
    scores, form, paths = make_report(project, course, arguments.assignment, arguments.output)
    print_scores(scores, form)
    for path in paths:
        print(_short(path, project))
    return 0


def _demo(arguments: argparse.Namespace) -> int:
    from sixfold_grader.demo import run_demo

    if arguments.candidates < 1:
        raise CourseError(f"--candidates is {arguments.candidates}; it must be at least 1")
    return run_demo(find_project(), arguments.candidates, arguments.seed, arguments.workers)


def _lab(arguments: argparse.Namespace) -> int:
    from sixfold_grader.lab import open_lab

    project = find_project()
    course = _course(arguments, project)
    return open_lab(project, course, arguments.instructor, arguments.port, not arguments.no_browser)


def _bundle(arguments: argparse.Namespace) -> int:
    from sixfold_grader.bundle import make_bundle

    project = find_project()
    path, count = make_bundle(project, arguments.output or project.out / "sixfold-course.zip")
    print(f"{_short(path, project)}: {count} files")
    return 0


def _doctor(arguments: argparse.Namespace) -> int:
    from sixfold_grader.console import print_probes

    return print_probes()


def _short(path: Path, project: Project) -> str:
    try:
        return str(path.resolve().relative_to(project.root))
    except ValueError:
        return str(path)


if __name__ == "__main__":
    sys.exit(main())
