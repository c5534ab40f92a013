"""The records as one thing: open them, and write them only through what is in here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, select

from sixfold_grader.records.accounts import Accounts
from sixfold_grader.records.audit import Broken, Link
from sixfold_grader.records.cases import Cases
from sixfold_grader.records.credentials import Credentials
from sixfold_grader.records.decisions import Decisions
from sixfold_grader.records.ledger import Clock, Ledger, link_of, make_engine, now, told
from sixfold_grader.records.people import People
from sixfold_grader.records.ratings import Ratings
from sixfold_grader.records.review import Review
from sixfold_grader.records.roster import Rosters
from sixfold_grader.records.runs import Runs
from sixfold_grader.records.schema import upgrade
from sixfold_grader.records.tables import Audit


class Log:
    """The audit log, to read and to verify."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def verify(self, *, rows: bool = True) -> Broken | None:
        """Return the first broken entry, or None; `rows=False` looks at the chain only."""
        return self._ledger.verify(rows=rows)

    def head(self) -> tuple[int, str]:
        """Return the number and the hash of the last entry."""
        return self._ledger.head()

    def holds(self, hash: str) -> bool:
        """Tell whether an entry's hash begins so: a head noted elsewhere stays in the log for ever."""
        with self._ledger.reading() as session:
            return session.scalars(select(Audit).where(Audit.hash.startswith(hash))).first() is not None

    def entries(
        self, *, subject: str | None = None, limit: int = 100, before: int | None = None
    ) -> list[Link]:
        """Return entries, the newest first."""
        query = select(Audit).order_by(Audit.seq.desc()).limit(limit)
        if subject is not None:
            query = query.where(Audit.subject == subject)
        if before is not None:
            query = query.where(Audit.seq < before)
        with self._ledger.reading() as session:
            return [link_of(row) for row in session.scalars(query)]


class Records:
    """Everything that is kept about people, scores and decisions; safe to share between threads."""

    def __init__(self, engine: Engine, clock: Clock = now) -> None:
        self.ledger = ledger = Ledger(engine, clock)
        self.log = Log(ledger)
        self.accounts = Accounts(ledger)
        self.people = People(ledger)
        self.rosters = Rosters(ledger)
        self.runs = Runs(ledger)
        self.ratings = Ratings(ledger)
        self.decisions = Decisions(ledger)
        self.cases = Cases(ledger)
        self.review = Review(ledger)
        self.credentials = Credentials(ledger)


@contextmanager
def open_records(db_url: str, *, clock: Clock = now) -> Iterator[Records]:
    """Open the records in the gradebook's database; make or upgrade the tables first.

    Parameters
    ----------
    db_url : str
        SQLAlchemy URL, as `Course.db_url`.
    clock : callable
        Returns the present moment; for tests.

    Raises
    ------
    RecordsError
        The database cannot be reached, or is of a later version.
    """
    engine = make_engine(db_url)
    try:
        with told(engine):
            upgrade(engine)
        yield Records(engine, clock)
    finally:
        engine.dispose()
