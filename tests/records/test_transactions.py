"""A write and its entry in the log are one: killed, refused or raced, there are both or neither."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from sixfold_grader.errors import RecordsError
from sixfold_grader.records import Records, open_records

from .conftest import PEOPLE
from .simulated import candidate, load, sitting
from .test_audit import WRITER
from .test_decisions import REFUSED, proposal, train

ROOT = Path(__file__).parents[2]
KILLED = """
import os, sys
from sixfold_grader.records import open_records
from sixfold_grader.records.tables import Provider

with open_records(sys.argv[1]) as records, records.ledger.writing("x", "provider.add", "p") as entry:
    entry.session.add(Provider(id="p", name="P", track="brand"))
    entry.session.flush()
    os._exit(9)
"""


def test_only_the_ledger_opens_transactions_that_write() -> None:
    """Everybody else gets a session from it; migrations and restoring come before there is a log."""
    sources = (ROOT / "grader" / "sixfold_grader").rglob("*.py")
    writers = {path.name for path in sources if "sixfold_writes" in path.read_text(encoding="utf-8")}
    assert writers == {"ledger.py", "schema.py", "backup.py"}
    ours = (ROOT / "grader" / "sixfold_grader" / "records").glob("*.py")
    assert not [p.name for p in ours if re.search(r"\.commit\(", p.read_text(encoding="utf-8"))]


def test_killed_between_row_and_entry(records: Records, db_url: str) -> None:
    head = records.log.head()
    assert subprocess.run([sys.executable, "-c", KILLED, db_url], check=False).returncode == 9
    assert records.log.head() == head
    assert not records.people.providers()
    assert records.log.verify() is None


def test_a_transaction_that_changes_nothing_of_ours_has_its_entry_too(records: Records) -> None:
    with records.ledger.writing("ada", "note") as entry:
        entry.facts["seen"] = "all of it"
    assert '"facts":{"seen":"all of it"},"rows":{}' in records.log.entries(limit=1)[0].entry


def test_every_record_is_in_the_log_as_it_is(records: Records) -> None:
    """Tables filled by every kind of writer; each row's digest is the one that the log has."""
    load(records, sitting("T1", 0.9), sitting("T2", 0.3))
    (proposed,) = records.decisions.propose("vera", [proposal(records, "T1")])
    records.decisions.approve("walt", [proposed.id])
    records.people.assign("walt", candidate(records, "T1"), "vera")
    records.cases.open("ada", "challenge", "two readings", form="traffic_buying", item="fit_hill")
    assert records.log.verify() is None
    for statement in (
        "UPDATE sixfold_attempt SET scaled = scaled + 0.001 WHERE id = 1",
        "UPDATE sixfold_run SET reason = 'x'",
        "UPDATE sixfold_case SET reason = 'x'",
        "UPDATE sixfold_assignee SET reviewer = 'walt'",
        "UPDATE sixfold_decision SET state = 'superseded'",
        "UPDATE sixfold_person SET student_id = 'T9' WHERE student_id = 'T1'",
    ):
        with records.ledger.engine.begin() as connection:
            connection.execute(text(statement))
        broken = records.log.verify()
        assert broken is not None, statement
        assert "is not as this entry left it" in broken.why


def test_a_name_can_be_erased_without_breaking_the_log(records: Records) -> None:
    load(records, sitting("T1", 0.9))
    with records.ledger.engine.begin() as connection:
        connection.execute(text("UPDATE sixfold_person SET name = NULL, email = NULL"))
    assert records.log.verify() is None


@pytest.mark.slow
def test_postgresql_refuses_and_keeps_the_chain(server_url: str) -> None:
    """The guards, and two programs that write at once, on the other database."""
    with open_records(server_url) as records:
        for user, roles in PEOPLE.items():
            records.accounts.add("setup", user, "correct horse battery", roles)
        load(records, sitting("T1", 0.9))
        records.decisions.propose("vera", [proposal(records, "T1")])
        train(records, candidate(records, "T1"), "tina")
        for statement, message in REFUSED:
            with pytest.raises(RecordsError, match=message), records.ledger.writing("x", "y") as entry:
                entry.session.execute(text(statement))
        writers = [subprocess.Popen([sys.executable, "-c", WRITER, server_url, name]) for name in "ab"]
        assert [writer.wait(120) for writer in writers] == [0, 0]
        assert records.log.verify() is None
