"""`sixfold run`: the gradebook's scores on record, run beside run."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from sixfold_grader.commands.courses import course_of, project_blueprint
from sixfold_grader.commands.shape import Command, CourseOptions
from sixfold_grader.commands.shared import (
    Group,
    operator,
    print_json,
    print_table,
    records_of,
    signed_in,
)
from sixfold_grader.errors import CourseError

if TYPE_CHECKING:
    from sixfold_grader.blueprint import Blueprint
    from sixfold_grader.course import Course
    from sixfold_grader.records import Records
    from sixfold_grader.records.tables import Run


def register(command: Command, options: CourseOptions) -> None:
    """Add the commands of this module."""
    group = Group(
        command,
        options,
        "run",
        "scoring runs: put the gradebook's scores on record",
        "  sixfold run scores traffic_buying          read the gradebook; what only adds is current at once\n"
        "  sixfold run scores all --reason 'check of fit_hill mended'\n"
        "  sixfold run compare 7                      who changes, and whose decision\n"
        "  sixfold run sign 7 --as li.wei             two people make it current\n"
        "  sixfold run sign 5 --as li.wei             an earlier run, signed twice again, takes it back\n",
    )
    scores = group.action("scores", _run_scores, "read a form's scores as a new run")
    scores.add_argument("assignments", nargs="+", metavar="ASSIGNMENT", help="assignment ids, or all")
    scores.add_argument("--reason", default="", metavar="TEXT", help="kept with the run")
    listing = group.action("list", _run_list, "list the runs, the newest first")
    listing.add_argument("--json", action="store_true", help="for a machine")
    compare = group.action("compare", _run_compare, "scores and decisions before and after a run")
    compare.add_argument("--json", action="store_true", help="for a machine")
    sign = group.action("sign", _run_sign, "sign a run; the second person makes it current", acts=True)
    reject = group.action("reject", _run_reject, "set a proposed run aside", acts=True)
    reject.add_argument("--reason", required=True, metavar="TEXT")
    for sub in (compare, sign, reject):
        sub.add_argument("run_id", type=int, metavar="RUN")


def load_scores(
    records: Records, course: Course, blueprint: Blueprint, assignment: str, reason: str = ""
) -> Run:
    """Put a form's scores on record as the gradebook has them now."""
    from sixfold_grader.records.reading import sittings

    return records.runs.load(
        operator(), blueprint, assignment, sittings(course, blueprint, assignment), reason
    )


def _run_scores(arguments: argparse.Namespace) -> int:
    blueprint, course = project_blueprint(), course_of(arguments)
    names = arguments.assignments
    if names == ["all"]:
        names = [name for name in blueprint.forms if course.candidates(name)]
        if not names:
            raise CourseError(f"no assignment has a submission under {course.root / 'submitted'}")
    for name in names:
        blueprint.form(name)
    with records_of(arguments) as records:
        for name in names:
            run = load_scores(records, course, blueprint, name, arguments.reason)
            print(_run_line(run))
            if run.state == "proposed":
                print(
                    f"  it changes scores on record: `sixfold run compare {run.id}`, then two people sign it"
                )
    return 0


def _run_line(run: Run) -> str:
    return f"run {run.id}: {run.form}, {run.state}, read {run.created:%Y-%m-%d %H:%M}Z by {run.by}"


def _run_list(arguments: argparse.Namespace) -> int:
    with records_of(arguments) as records:
        runs = records.runs.all()
    if arguments.json:
        print_json([{"id": r.id, "form": r.form, "state": r.state, "reason": r.reason} for r in runs])
    for run in [] if arguments.json else runs:
        signed = ", ".join(name for name in (run.signer, run.approver) if name)
        print(
            _run_line(run)
            + (f"; signed by {signed}" if signed else "")
            + (f"; {run.reason}" if run.reason else "")
        )
    return 0


def _run_compare(arguments: argparse.Namespace) -> int:
    with records_of(arguments) as records:
        changes = records.runs.compare(arguments.run_id, project_blueprint())
    if arguments.json:
        print_json([{**vars(change), "decides": change.decides} for change in changes])
        return 0
    rows = [
        (
            c.candidate,
            _score(c.before),
            _score(c.after),
            c.decision_before,
            c.decision_after,
            "!" if c.decides else "",
        )
        for c in changes
    ]
    if rows:
        print_table([("candidate", "before", "after", "decision", "then", ""), *rows])
    print(f"{len(changes)} scores change, {sum(change.decides for change in changes)} decisions")
    return 0


def _score(value: float | None) -> str:
    from sixfold_grader.scoring import shown

    return "–" if value is None else shown(value)


def _run_sign(arguments: argparse.Namespace) -> int:
    with records_of(arguments) as records:
        run = records.runs.sign(signed_in(records, arguments), arguments.run_id, project_blueprint())
        opened = len(records.cases.find(kind="regrade", state="open"))
    print(_run_line(run))
    if run.state == "proposed":
        print("  one more person has to sign")
    elif opened:
        print(f"  {opened} regrade cases are open: `sixfold case list --kind regrade`")
    return 0


def _run_reject(arguments: argparse.Namespace) -> int:
    with records_of(arguments) as records:
        print(
            _run_line(records.runs.reject(signed_in(records, arguments), arguments.run_id, arguments.reason))
        )
    return 0
