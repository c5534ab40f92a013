"""`sixfold roster`: who works for which provider."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sixfold_grader.commands.courses import course_of, project_blueprint
from sixfold_grader.commands.shape import Command, CourseOptions
from sixfold_grader.commands.shared import (
    Group,
    operator,
    print_table,
    records_of,
)

if TYPE_CHECKING:
    pass


def register(command: Command, options: CourseOptions) -> None:
    """Add the commands of this module."""
    group = Group(
        command,
        options,
        "roster",
        "who works for which provider, taught by whom",
        "  sixfold roster import roster.csv --dry-run\n"
        "  sixfold roster import roster.xlsx     columns provider,track,candidate,role\n"
        "                                        [,provider_name,name,email,trainer]\n"
        "  sixfold roster list\n"
        "  sixfold roster leave c-7f3a01bc\n",
    )
    load = group.action("import", _roster_import, "make rosters what a table says; every wrong row is told")
    load.add_argument("file", type=Path, help=".csv or .xlsx; candidate: a pseudonym or the gradebook's id")
    load.add_argument("--dry-run", action="store_true", help="check the table, write nothing")
    group.action("list", _roster_list, "list the rosters by pseudonym")
    leave = group.action("leave", _roster_leave, "take a candidate off the roster")
    leave.add_argument("candidate")


def _roster_import(arguments: argparse.Namespace) -> int:
    from sixfold_grader.records.reading import students

    course = course_of(arguments)
    with records_of(arguments) as records:
        done = records.rosters.load(
            operator(),
            arguments.file,
            students(course),
            tuple(project_blueprint().tracks),
            dry_run=arguments.dry_run,
        )
    would = "would " if arguments.dry_run else ""
    print(f"{done.rows} people read: {done.joined} {would}join a roster, {done.left} {would}leave one")
    return 0


def _roster_list(arguments: argparse.Namespace) -> int:
    with records_of(arguments) as records:
        tracks = {provider.id: provider.track for provider in records.people.providers()}
        rows = sorted(
            (m.provider, tracks[m.provider], m.candidate, m.role) for m in records.people.memberships()
        )
    print_table([("provider", "track", "candidate", "role"), *rows])
    return 0


def _roster_leave(arguments: argparse.Namespace) -> int:
    with records_of(arguments) as records:
        records.people.leave(operator(), arguments.candidate)
    print(f"{arguments.candidate} is on no roster now")
    return 0
