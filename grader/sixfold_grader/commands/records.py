"""Commands on the records: accounts and the audit log.

Upkeep is logged under the name of the operating system's account. What is a judgement (marking,
proposing, approving) needs an account of the records and its password.
"""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sixfold_grader.commands.courses import course_of
from sixfold_grader.commands.shape import Command, CourseOptions
from sixfold_grader.errors import RecordsError
from sixfold_grader.roles import ROLES

if TYPE_CHECKING:
    from sixfold_grader.records import Records

Run = Callable[[argparse.Namespace], int | None]


class _Group:
    """A command with actions, e.g. `sixfold account add`."""

    def __init__(self, command: Command, options: CourseOptions, name: str, help: str, examples: str) -> None:
        parser = command(name, lambda _arguments: None, help, "examples:\n" + examples)
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


def register(command: Command, options: CourseOptions) -> None:
    """Add the commands on the records."""
    _register_log(command, options)
    _register_accounts(command, options)


@contextmanager
def records_of(arguments: argparse.Namespace) -> Iterator[Records]:
    """Open the records of the course that the arguments name."""
    from sixfold_grader.records import open_records

    course = course_of(arguments)
    course.root.mkdir(parents=True, exist_ok=True)
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


def _register_log(command: Command, options: CourseOptions) -> None:
    group = _Group(
        command,
        options,
        "audit",
        "verify the append-only log of the records, or list it",
        "  sixfold audit verify                   recompute every hash, compare every record\n"
        "  sixfold audit verify --head 5f1c…      and is the head noted elsewhere still there?\n"
        "  sixfold audit list --subject c-7f3a01bc\n",
    )
    verify = group.action("verify", _verify, "recompute the chain; name the first broken entry (exit 1)")
    verify.add_argument("--head", metavar="HASH", help="also: a hash noted earlier must still be there")
    listing = group.action("list", _list_log, "list entries, the newest first")
    listing.add_argument("--subject", metavar="ID", help="only about this candidate, account or provider")
    listing.add_argument("--limit", type=int, default=20, metavar="N")
    for sub in (verify, listing):
        sub.add_argument("--json", action="store_true", help="for a machine")
    group = _Group(
        command,
        options,
        "records",
        "make or upgrade the records' tables",
        "  sixfold records init\n  sixfold records init --db postgresql+pg8000://user@host/sixfold\n",
    )
    group.action("init", _init, "make the tables, or bring them to the newest version; safe to repeat")


def _verify(arguments: argparse.Namespace) -> int:
    with records_of(arguments) as records:
        broken, (count, head) = records.log.verify(), records.log.head()
        noted = not arguments.head or records.log.holds(arguments.head)
    if broken is None and not noted:
        why = f"no entry has the hash {arguments.head}: entries were cut off, or it is of another log"
        return _tell_broken(arguments, count, head, count, why)
    if broken is not None:
        return _tell_broken(arguments, count, head, broken.seq, f"entry {broken.seq}: {broken.why}")
    if arguments.json:
        print_json({"whole": True, "entries": count, "head": head})
    else:
        print(f"audit log: {count} entries, unbroken; head {head}")
    return 0


def _tell_broken(arguments: argparse.Namespace, count: int, head: str, seq: int, why: str) -> int:
    if arguments.json:
        print_json({"whole": False, "entries": count, "head": head, "broken": seq, "why": why})
    else:
        print(f"audit log: BROKEN, {why}; keep this database, and look at the last backup", file=sys.stderr)
    return 1


def _list_log(arguments: argparse.Namespace) -> int:
    with records_of(arguments) as records:
        links = records.log.entries(subject=arguments.subject, limit=arguments.limit)
    if arguments.json:
        print_json([json.loads(link.entry) | {"hash": link.hash} for link in links])
    for link in [] if arguments.json else links:
        print(f"{link.seq:>6}  {link.at}  {link.actor:<16} {link.action:<20} {link.subject}")
    return 0


def _init(arguments: argparse.Namespace) -> int:
    from sixfold_grader.records.ledger import place
    from sixfold_grader.records.schema import NEWEST

    with records_of(arguments) as records:
        print(f"records of version {NEWEST} in {place(records.ledger.engine)}")
    return 0


def _register_accounts(command: Command, options: CourseOptions) -> None:
    group = _Group(
        command,
        options,
        "account",
        "accounts of those who mark, propose, approve and read",
        "  sixfold account add li.wei --role reviewer --role approver   asks for the password\n"
        "  sixfold account add rita --role rater < password.txt\n"
        "  sixfold account change rita --close\n"
        "  sixfold account list\n",
    )
    add = group.action("add", _add_account, "make an account; its password is asked, never an argument")
    add.add_argument("name", help="lower case, e.g. li.wei")
    add.add_argument("--role", action="append", required=True, choices=ROLES, help="may be repeated")
    add.add_argument("--full-name", default="", metavar="TEXT")
    add.add_argument("--language", choices=("en", "zh"), default="zh")
    change = group.action("change", _change_account, "new password or roles; close or open an account")
    change.add_argument("name")
    change.add_argument("--password", action="store_true", help="ask for a new one")
    change.add_argument("--role", action="append", choices=ROLES, help="replace the roles; may be repeated")
    state = change.add_mutually_exclusive_group()
    state.add_argument("--close", dest="active", action="store_false", default=None)
    state.add_argument("--open", dest="active", action="store_true", default=None)
    listing = group.action("list", _list_accounts, "list the accounts")
    listing.add_argument("--json", action="store_true", help="for a machine")


def _add_account(arguments: argparse.Namespace) -> int:
    with records_of(arguments) as records:
        account = records.accounts.add(
            operator(),
            arguments.name,
            _new_password(),
            arguments.role,
            arguments.full_name,
            arguments.language,
        )
    print(f"account {account.user}: {', '.join(account.roles)}")
    return 0


def _new_password() -> str:
    first = password("New password: ")
    if sys.stdin.isatty() and password("Again: ") != first:
        raise RecordsError("the two passwords differ; nothing was written")
    return first


def _change_account(arguments: argparse.Namespace) -> int:
    with records_of(arguments) as records:
        account = records.accounts.change(
            operator(),
            arguments.name,
            password=_new_password() if arguments.password else None,
            roles=arguments.role,
            active=arguments.active,
        )
    print(f"account {account.user}: {', '.join(account.roles)}{'' if account.active else ' (closed)'}")
    return 0


def _list_accounts(arguments: argparse.Namespace) -> int:
    with records_of(arguments) as records:
        accounts = records.accounts.all()
    if arguments.json:
        print_json([{"user": a.user, "name": a.name, "roles": a.roles, "active": a.active} for a in accounts])
    for account in [] if arguments.json else accounts:
        closed = "" if account.active else " (closed)"
        print(f"{account.user:<20} {', '.join(account.roles)}{closed}")
    return 0
