"""Transactions on the records: a write is logged in its own transaction, or it does not happen."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Connection, Double, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session, UOWTransaction

from sixfold_grader.errors import RecordsError
from sixfold_grader.records.audit import GENESIS, Broken, Link, canonical, chained, first_break
from sixfold_grader.records.tables import Audit, Base, Utc, written

Clock = Callable[[], dt.datetime]
_LOCK = 0x51F01D  # PostgreSQL's advisory lock of all our writers
_PATIENCE = 60  # seconds that a writer waits for another


def now() -> dt.datetime:
    """Return the present moment to the second."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def make_engine(db_url: str) -> Engine:
    """Return an engine whose writing transactions come one after the other.

    Raises
    ------
    RecordsError
        The URL is wrong, or its driver is not installed.
    """
    try:
        sqlite = make_url(db_url).get_backend_name() == "sqlite"
        engine = create_engine(db_url, connect_args={"timeout": _PATIENCE} if sqlite else {})
    except (SQLAlchemyError, ImportError) as error:
        raise RecordsError(f"no database can be reached by the URL given with --db: {error}") from None
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite if sqlite else _begin_other)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver begins no transaction of its own
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE: two writers never both read the same head of the log.
    writes = connection.get_execution_options().get("sixfold_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_other(connection: Connection) -> None:
    if connection.get_execution_options().get("sixfold_writes"):
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


@dataclass
class Entry:
    """A transaction in the making.

    Attributes
    ----------
    session : Session
        Everything that is changed through it is named in the entry with its digest.
    facts : dict
        What the entry tells beside that; JSON, nothing personal.
    """

    session: Session
    at: dt.datetime
    actor: str
    action: str
    subject: str
    facts: dict[str, Any] = field(default_factory=dict)


class Ledger:
    """The one way to read and to write the records."""

    def __init__(self, engine: Engine, clock: Clock = now) -> None:
        self.engine, self.clock = engine, clock
        self._writing = engine.execution_options(sixfold_writes=True)
        self._verified = (0, GENESIS)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session to read; what is loaded stays usable after it."""
        with told(self.engine), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(
        self, actor: str, action: str, subject: str = "", *, dry_run: bool = False
    ) -> Iterator[Entry]:
        """Open a transaction that ends with one new entry in the log, or with nothing changed at all.

        Parameters
        ----------
        dry_run : bool
            Do everything, then take it back.

        Raises
        ------
        RecordsError
            The log is broken, the database refuses the change, or cannot be used.
        """
        with (
            told(self.engine),
            Session(self._writing, expire_on_commit=False) as session,
            session.begin(),
        ):
            self._require_whole(session)
            changed: dict[str, Any] = {}
            event.listen(session, "after_flush", _collector(changed))
            entry = Entry(session, self.clock(), actor, action, subject)
            yield entry
            session.flush()
            rows = {key: row and row_digest(row) for key, row in changed.items()}
            session.add(_next_entry(session, entry, rows))
            if dry_run:
                session.flush()
                session.rollback()

    def _require_whole(self, session: Session) -> None:
        """Nothing is added to a broken log; what this object has verified once is not read again."""
        newer = select(Audit).where(Audit.seq > self._verified[0]).order_by(Audit.seq)
        links = [link_of(row) for row in session.scalars(newer)]
        broken = first_break(links, self._verified)
        if broken is not None:
            raise RecordsError(
                f"the audit log is broken at entry {broken.seq}: {broken.why}; nothing was written. "
                "Keep this database, and restore the last backup whose log is whole"
            )
        if links:
            self._verified = (links[-1].seq, links[-1].hash)

    def verify(self, *, rows: bool = True) -> Broken | None:
        """Return the first broken entry of the log, or None.

        Parameters
        ----------
        rows : bool
            Also compare every record with the last entry about it: a record that was changed, added or
            removed behind the log's back is told with that entry's number.
        """
        with self.reading() as session:
            links = [link_of(row) for row in session.scalars(select(Audit).order_by(Audit.seq))]
            return first_break(links) or (_first_strange_row(session, links) if rows else None)

    def head(self) -> tuple[int, str]:
        """Return the number and the hash of the last entry."""
        with self.reading() as session:
            return _head(session)


def _collector(changed: dict[str, Any]) -> Callable[[Session, UOWTransaction], None]:
    def collect(session: Session, _context: UOWTransaction) -> None:
        for row in (*session.new, *session.dirty):
            if not isinstance(row, Audit) and isinstance(row, Base):
                changed[row_key(row)] = row
        for row in session.deleted:
            changed[row_key(row)] = None

    return collect


def _next_entry(session: Session, entry: Entry, rows: dict[str, Any]) -> Audit:
    last, previous = _head(session)
    told = {
        "seq": last + 1,
        "at": written(entry.at),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
    }
    text_ = canonical({**told, "facts": entry.facts, "rows": rows})
    return Audit(**{**told, "at": entry.at}, entry=text_, hash=chained(previous, text_))


def _head(session: Session) -> tuple[int, str]:
    last = session.execute(select(Audit.seq, Audit.hash).order_by(Audit.seq.desc()).limit(1)).first()
    return (last.seq, last.hash) if last else (0, GENESIS)


def link_of(row: Audit) -> Link:
    """Return a row of the log as plain values."""
    return Link(row.seq, written(row.at), row.actor, row.action, row.subject, row.entry, row.hash)


def row_key(row: Base) -> str:
    """Return a record's name in the log, e.g. `decision/17`."""
    names = _key_columns(type(row))
    return f"{row.__tablename__.removeprefix('sixfold_')}/{'/'.join(str(getattr(row, n)) for n in names)}"


def row_digest(row: Base) -> str:
    """Return the SHA-256 of a record's JSON, its keys sorted.

    What is personal is left out: it may have to be erased one day, and the log keeps everything.
    """
    values = {name: read(getattr(row, name)) for name, read in _readers(type(row))}
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _key_columns(kind: type[Base]) -> list[str]:
    return [column.name for column in kind.__table__.primary_key]


@cache
def _readers(kind: type[Base]) -> list[tuple[str, Callable[[Any], Any]]]:
    """Return how each column goes into the digest: the same before it is stored and after."""
    hidden = getattr(kind, "PERSONAL", ())
    return [(c.name, _reader(c.type)) for c in kind.__table__.columns if c.name not in hidden]


def _reader(type_: Any) -> Callable[[Any], Any]:
    if isinstance(type_, Double):
        return lambda value: None if value is None else float(value)
    if isinstance(type_, Utc):
        return lambda value: None if value is None else written(value)
    return lambda value: value


def _first_strange_row(session: Session, links: list[Link]) -> Broken | None:
    logged: dict[str, tuple[str | None, int]] = {}
    for link in links:
        logged |= {key: (sha, link.seq) for key, sha in json.loads(link.entry)["rows"].items()}
    there = {row_key(row): row_digest(row) for row in _all_rows(session)}
    strange = [
        Broken(seq, f"{key} is not as this entry left it")
        for key, (sha, seq) in logged.items()
        if there.get(key) != sha
    ]
    strange += [
        Broken(len(links) + 1, f"{key} is in no entry") for key in sorted(there.keys() - logged.keys())
    ]
    return min(strange, key=lambda broken: broken.seq, default=None)


def _all_rows(session: Session) -> Iterator[Base]:
    for mapper in Base.registry.mappers:
        if mapper.class_ is not Audit:
            yield from session.scalars(select(mapper.class_))


@contextmanager
def told(engine: Engine) -> Iterator[None]:
    """Turn the database's complaints into one message."""
    try:
        yield
    except DBAPIError as error:
        raise RecordsError(_message(engine, error)) from None
    except SQLAlchemyError as error:
        raise RecordsError(f"the records {place(engine)} cannot be used: {error}") from None


def _message(engine: Engine, error: DBAPIError) -> str:
    complaint = str(error.orig)
    if "sixfold: " in complaint:  # one of our triggers
        return complaint.split("sixfold: ")[1].splitlines()[0].split("'")[0]
    if "two_people" in complaint:
        return "who proposed may not approve; another person has to"
    return f"the records {place(engine)} cannot be used: {complaint}; nothing was written"


def place(engine: Engine) -> str:
    """Return the database's address without its password."""
    return engine.url.render_as_string(hide_password=True)
