"""`sixfold audit`, `records`, `account`, `backup`, `restore`: upkeep of the records."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from sixfold_grader.commands.courses import course_of
from sixfold_grader.commands.shape import Command, CourseOptions
from sixfold_grader.commands.shared import Group, operator, password, print_json, records_of
from sixfold_grader.errors import RecordsError
from sixfold_grader.roles import ROLES


def register(command: Command, options: CourseOptions) -> None:
    """Add the commands on the records."""
    _register_log(command, options)
    _register_accounts(command, options)
    _register_backup(command, options)


def _register_log(command: Command, options: CourseOptions) -> None:
    group = Group(
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
    group = Group(
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

    with records_of(arguments, new=True) as records:
        print(f"records of version {NEWEST} in {place(records.ledger.engine)}")
    return 0


def _register_accounts(command: Command, options: CourseOptions) -> None:
    group = Group(
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
    with records_of(arguments, new=True) as records:
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


def _register_backup(command: Command, options: CourseOptions) -> None:
    backup = command(
        "backup",
        _back_up,
        "write gradebook, records and verdicts into one file",
        "The file holds names and password hashes (mode 600), no key and no secret seed. SQLite: nbgrader's\n"
        "tables too. Another database: our tables; nbgrader's belong to the database's own dump.\n\n"
        "examples:\n  sixfold backup 2026-11-28.zip\n  sixfold backup small.zip --no-verdicts\n",
    )
    backup.add_argument("--no-verdicts", action="store_true", help="only the database")
    restore = command(
        "restore",
        _restore,
        "put a backup in place of what is there, and verify the log",
        "examples:\n  sixfold restore 2026-11-28.zip\n  sixfold restore 2026-11-28.zip --force\n",
    )
    restore.add_argument("--force", action="store_true", help="replace what is there")
    for sub in (backup, restore):
        sub.add_argument("file", type=Path)
        options(sub)


def _back_up(arguments: argparse.Namespace) -> int:
    from sixfold_grader.records.backup import back_up

    course = course_of(arguments)
    course.require_gradebook()
    made = back_up(course, arguments.file, verdicts=not arguments.no_verdicts)
    print(f"{arguments.file}: {made.entries} entries of the log, {made.verdicts} verdicts; head {made.head}")
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from sixfold_grader.records.backup import restore

    made = restore(course_of(arguments), arguments.file, force=arguments.force)
    print(f"restored as of {made.made}: {made.entries} entries of the log, unbroken; head {made.head}")
    return 0
