"""The log: its arithmetic, what breaks it, and that nothing is written beside it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys

import pytest
from sqlalchemy import text

from sixfold_grader.errors import RecordsError
from sixfold_grader.records import Records, open_records
from sixfold_grader.records.audit import GENESIS, canonical, chained
from sixfold_grader.records.tables import Provider


def raw(db_url: str, *statements: str) -> None:
    """Write to the database as somebody who has its file would, without the triggers of the log."""
    with sqlite3.connect(db_url.removeprefix("sqlite:///")) as connection:
        for statement in ("DROP TRIGGER sixfold_audit_fixed", "DROP TRIGGER sixfold_audit_kept", *statements):
            connection.execute(statement)
    connection.close()


def test_worked_example_of_the_chain() -> None:
    entry = canonical({"v": "72.14", "seq": 1, "s": "c001", "a": "score.import"})
    assert entry == '{"a":"score.import","s":"c001","seq":1,"v":"72.14"}'
    first = chained(GENESIS, entry)
    assert first.startswith("1db4cab1")
    assert first.endswith("ec6e6")


def test_a_new_log_is_whole(records: Records) -> None:
    assert records.log.verify() is None
    assert records.log.head()[0] == 7
    newest = records.log.entries(limit=1)[0]
    assert (newest.action, newest.subject, newest.at) == ("account.add", "ada", "2026-11-28T08:00:00Z")
    assert records.log.head() == (newest.seq, newest.hash)


@pytest.mark.parametrize(
    ("statement", "seq", "why"),
    [
        ("UPDATE sixfold_audit SET entry = replace(entry, 'rita', 'rota') WHERE seq = 3", 3, "its hash"),
        ("UPDATE sixfold_audit SET hash = lower(hex(randomblob(32))) WHERE seq = 2", 2, "its hash"),
        ("UPDATE sixfold_audit SET actor = 'nobody' WHERE seq = 4", 4, "its column actor says 'nobody'"),
        ("UPDATE sixfold_audit SET at = '2026-01-01T00:00:00Z' WHERE seq = 5", 5, "its column at"),
        ("DELETE FROM sixfold_audit WHERE seq = 6", 6, "is missing"),
        ("DELETE FROM sixfold_audit WHERE seq = 7", 7, "account/ada is in no entry"),
        (
            "UPDATE sixfold_account SET roles = '[\"approver\"]' WHERE user = 'rob'",
            2,
            "account/rob is not as",
        ),
        ("DELETE FROM sixfold_account WHERE user = 'sam'", 4, "account/sam is not as"),
        ("INSERT INTO sixfold_provider VALUES ('p', 'P', 'brand')", 8, "provider/p is in no entry"),
    ],
)
def test_tampering_is_told_with_the_first_broken_entry(
    records: Records, db_url: str, statement: str, seq: int, why: str
) -> None:
    raw(db_url, statement)
    broken = records.log.verify()
    assert broken is not None
    assert (broken.seq, why in broken.why) == (seq, True), broken


def test_a_forged_entry_needs_every_later_hash(records: Records, db_url: str) -> None:
    second, third = records.log.entries(limit=6)[-1], records.log.entries(limit=5)[-1]
    assert (second.seq, third.seq) == (2, 3)
    forged = second.entry.replace('"rater"', '"approver"')
    before = records.log.entries(limit=7)[-1].hash
    raw(
        db_url,
        f"UPDATE sixfold_audit SET entry = '{forged}', hash = '{chained(before, forged)}' WHERE seq = 2",
    )
    broken = records.log.verify()
    assert broken is not None
    assert broken.seq == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sixfold_audit SET actor = 'x'",
        "DELETE FROM sixfold_audit",
        "DELETE FROM sixfold_audit WHERE seq = 7",
    ],
)
def test_the_database_refuses_to_change_the_log(records: Records, statement: str) -> None:
    with (
        pytest.raises(RecordsError, match="the audit log is only ever added to"),
        records.ledger.writing("x", "y") as entry,
    ):
        entry.session.execute(text(statement))
    assert records.log.verify() is None


def test_nothing_is_added_to_a_broken_log(records: Records, db_url: str) -> None:
    records.accounts.change("setup", "rob", language="en")
    raw(db_url, "UPDATE sixfold_audit SET entry = replace(entry, 'rita', 'rota') WHERE seq = 3")
    with (
        open_records(db_url) as again,
        pytest.raises(RecordsError, match="broken at entry 3"),
    ):
        again.accounts.change("setup", "rob", language="zh")
    with open_records(db_url) as again:
        assert again.log.head() == records.log.head()


def test_a_write_that_fails_leaves_neither_row_nor_entry(records: Records) -> None:
    head = records.log.head()
    with pytest.raises(ZeroDivisionError), records.ledger.writing("x", "provider.add", "p") as entry:
        entry.session.add(Provider(id="p", name="P", track="brand"))
        entry.session.flush()
        raise ZeroDivisionError
    assert records.log.head() == head
    assert not records.people.providers()


WRITER = """
import sys
from sixfold_grader.records import open_records
from sixfold_grader.records.tables import Provider

db_url, name = sys.argv[1:]
with open_records(db_url) as records:
    for number in range(8):
        with records.ledger.writing(name, "provider.add", f"{name}{number}") as entry:
            entry.session.add(Provider(id=f"{name}{number}", name=name, track="brand"))
"""


def test_processes_that_write_at_once_keep_the_chain_whole(records: Records, db_url: str) -> None:
    before = records.log.head()[0]
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, db_url, name]) for name in ("a", "b", "c")]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert records.log.head()[0] == before + 24
    assert records.log.verify() is None
