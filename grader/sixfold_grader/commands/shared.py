"""What the commands on the records share: actions, the open records, and who acts.

Upkeep is logged under the name of the operating system's account. What is a judgement (marking,
proposing, approving) needs an account of the records and its password.
"""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sixfold_grader.commands.courses import course_of
from sixfold_grader.commands.shape import Command, CourseOptions
from sixfold_grader.errors import RecordsError

if TYPE_CHECKING:
    from sixfold_grader.records import Records

Run = Callable[[argparse.Namespace], int | None]


class Group:
    """A command with actions, e.g. `sixfold account add`."""

    def __init__(
        self, command: Command, options: CourseOptions, name: str, help: str, examples: str, about: str = ""
    ) -> None:
        parser = command(name, lambda _arguments: None, help, f"{about}examples:\n{examples}")
        self._actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        self._options = options

    def action(self, name: str, run: Run, help: str, *, acts: bool = False) -> argparse.ArgumentParser:
        """Add an action; one that `acts` needs an account and its password."""
        sub = self._actions.add_parser(name, help=help, description=help)
        sub.set_defaults(run=run)
        self._options(sub)
        if acts:
            sub.add_argument(
                "--as", dest="user", required=True, metavar="USER", help="your account; the password is asked"
            )
        return sub


@contextmanager
def records_of(arguments: argparse.Namespace, *, new: bool = False) -> Iterator[Records]:
    """Open the records of the course that the arguments name; `new` makes a database where there is none.

    Raises
    ------
    CourseError
        There is no gradebook.
    """
    from sixfold_grader.records import open_records

    course = course_of(arguments)
    if new:
        course.root.mkdir(parents=True, exist_ok=True)
    else:
        course.require_gradebook()
    with open_records(course.db_url) as records:
        yield records


def operator() -> str:
    """Return whom the log names for upkeep: the operating system's account."""
    return f"os:{getpass.getuser()}"


def signed_in(records: Records, arguments: argparse.Namespace) -> str:
    """Return the account that acts, once its password is given (asked, or a line of the input).

    Raises
    ------
    RecordsError
        The password is wrong, or the account unknown or closed.
    """
    if records.accounts.sign_in(arguments.user, password(f"Password of {arguments.user}: ")) is None:
        raise RecordsError(f"{arguments.user!r}: no such account, wrong password, or the account is closed")
    user: str = arguments.user
    return user


def password(prompt: str) -> str:
    """Ask for a password; without a terminal, read a line of the input."""
    return getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def print_json(value: Any) -> None:
    """Print what a machine reads."""
    print(json.dumps(value, ensure_ascii=False, indent=1))


def print_table(rows: Sequence[Sequence[object]]) -> None:
    """Print rows in columns as wide as they need."""
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    for row in texts:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
