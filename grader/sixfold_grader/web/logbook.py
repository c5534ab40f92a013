"""The audit log as the pages list it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from sqlalchemy import func, select

from sixfold_grader.records import Records
from sixfold_grader.records import tables as kept
from sixfold_grader.web.paging import SIZE, Page, page_number

_MOST_FACTS = 300  # characters of an entry in the list


@dataclass(frozen=True)
class LogEntry:
    """One line of the log."""

    seq: int
    at: dt.datetime
    actor: str
    action: str
    subject: str
    facts: str
    hash: str

    @classmethod
    def of(cls, row: kept.Audit) -> LogEntry:
        """Read a row of the log."""
        facts = json.loads(row.entry).get("facts") or {}
        told = json.dumps(facts, ensure_ascii=False)[:_MOST_FACTS] if facts else ""
        return cls(row.seq, row.at, row.actor, row.action, row.subject, told, row.hash)


def page_of(records: Records, asked: str | None, subject: str, actor: str) -> Page[LogEntry]:
    """Return a page of the log, newest first; "" asks for every subject, every actor."""
    wanted = [kept.Audit.subject == subject] if subject else []
    wanted += [kept.Audit.actor == actor] if actor else []
    with records.ledger.reading() as session:
        total = session.scalar(select(func.count()).select_from(kept.Audit).where(*wanted)) or 0
        number = page_number(asked, total)
        query = select(kept.Audit).where(*wanted).order_by(kept.Audit.seq.desc())
        rows = session.scalars(query.limit(SIZE).offset((number - 1) * SIZE)).all()
    return Page([LogEntry.of(row) for row in rows], number, total)
