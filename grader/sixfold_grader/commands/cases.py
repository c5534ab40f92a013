"""`sixfold case`: what has a date and needs somebody."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import TYPE_CHECKING

from sixfold_grader.commands.courses import project_blueprint
from sixfold_grader.commands.shape import Command, CourseOptions
from sixfold_grader.commands.shared import (
    Group,
    print_json,
    records_of,
    signed_in,
)

if TYPE_CHECKING:
    from sixfold_grader.records.tables import Case


def register(command: Command, options: CourseOptions) -> None:
    """Add the commands of this module."""
    group = Group(
        command,
        options,
        "case",
        "retakes, expiries, appeals, regrades, challenged items, accommodations",
        "  sixfold case list --state open\n"
        "  sixfold case appeal 17 --reason 'memo 1 was misread' --as ada\n"
        "  sixfold case open challenge --form traffic_buying --item fit_hill --reason 'unclear' --as ada\n"
        "  sixfold case close 4 upheld --outcome 'marked again' --as xena   not who decided\n",
    )
    listing = group.action("list", _case_list, "list cases, what is due first")
    listing.add_argument("--candidate", metavar="ID")
    listing.add_argument("--kind", metavar="KIND")
    listing.add_argument("--state", metavar="STATE")
    listing.add_argument("--json", action="store_true", help="for a machine")
    open_ = group.action("open", _case_open, "open a case", acts=True)
    open_.add_argument("kind", choices=("retake", "expiry", "regrade", "challenge", "accommodation"))
    open_.add_argument("--candidate", metavar="ID")
    open_.add_argument("--form", metavar="ASSIGNMENT")
    open_.add_argument("--item", metavar="ITEM")
    open_.add_argument("--due", type=dt.date.fromisoformat, metavar="YYYY-MM-DD")
    appeal = group.action("appeal", _case_appeal, "appeal against an approved decision", acts=True)
    appeal.add_argument("decision", type=int)
    for sub in (open_, appeal):
        sub.add_argument("--reason", required=True, metavar="TEXT")
    close = group.action("close", _case_close, "close a case with its outcome", acts=True)
    close.add_argument("case", type=int)
    close.add_argument("state", choices=("upheld", "denied", "done", "withdrawn"))
    close.add_argument("--outcome", required=True, metavar="TEXT")


def _case_list(arguments: argparse.Namespace) -> int:
    with records_of(arguments) as records:
        cases = records.cases.find(candidate=arguments.candidate, kind=arguments.kind, state=arguments.state)
    if arguments.json:
        print_json([_case_json(case) for case in cases])
    for case in [] if arguments.json else cases:
        print(_case_line(case))
    return 0


def _case_json(case: Case) -> dict[str, object]:
    from sixfold_grader.records.tables import written

    names = (
        "id",
        "kind",
        "state",
        "candidate",
        "provider",
        "form",
        "item",
        "decision",
        "reason",
        "by",
        "outcome",
    )
    moments = {name: getattr(case, name) for name in ("opened", "due", "closed")}
    return {name: getattr(case, name) for name in names} | {
        name: moment and written(moment) for name, moment in moments.items()
    }


def _case_line(case: Case) -> str:
    from sixfold_grader.standing import day_of

    about = " ".join(name for name in (case.candidate or case.provider, case.form, case.item) if name)
    due = f", due {day_of(case.due)}" if case.due else ""
    end = f"; {case.outcome} ({case.by}, {day_of(case.closed)})" if case.closed else ""
    return f"case {case.id}: {case.kind}, {case.state}, {about}{due}: {case.reason}{end}"


def _case_open(arguments: argparse.Namespace) -> int:
    from sixfold_grader.standing import CLOCK

    due = arguments.due and dt.datetime.combine(arguments.due, dt.time(), CLOCK)
    with records_of(arguments) as records:
        case = records.cases.open(
            signed_in(records, arguments),
            arguments.kind,
            arguments.reason,
            candidate=arguments.candidate,
            form=arguments.form,
            item=arguments.item,
            due=due,
        )
    print(_case_line(case))
    return 0


def _case_appeal(arguments: argparse.Namespace) -> int:
    with records_of(arguments) as records:
        user, validity = signed_in(records, arguments), project_blueprint().policy.validity
        print(_case_line(records.cases.appeal(user, arguments.decision, arguments.reason, validity)))
    return 0


def _case_close(arguments: argparse.Namespace) -> int:
    with records_of(arguments) as records:
        user = signed_in(records, arguments)
        print(_case_line(records.cases.close(user, arguments.case, arguments.state, arguments.outcome)))
    return 0
