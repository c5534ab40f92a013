"""A provider's roster from a table: who works where, taught by whom. Everything is checked before a write."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from sixfold_grader.errors import RecordsError
from sixfold_grader.records.ledger import Entry, Ledger
from sixfold_grader.records.people import enrolled
from sixfold_grader.records.tables import Account, Decision, Membership, Person, Provider, Rating, Training
from sixfold_grader.tables import Row, read_table

REQUIRED = ("provider", "track", "candidate", "role")
OPTIONAL = ("provider_name", "name", "email", "trainer")


@dataclass(frozen=True)
class Imported:
    """What an import did: rows read, people who joined a roster, people who left one."""

    rows: int
    joined: int
    left: int


class Rosters:
    """Whole rosters at a time; single people leave through `People`."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def load(
        self,
        actor: str,
        path: Path,
        students: Collection[str],
        tracks: Collection[str],
        *,
        dry_run: bool = False,
    ) -> Imported:
        """Read a roster's CSV and make the rosters of its providers what it says.

        The columns are provider, track, candidate, role; also provider_name, name, email, trainer.
        `candidate` is a pseudonym or an id of the gradebook. Who is no longer there leaves that provider's
        roster today; providers that the table does not name stay as they are.

        Parameters
        ----------
        students : collection of str
            Ids of the gradebook.
        tracks : collection of str
            The blueprint's tracks.

        Raises
        ------
        TableError
            It is no such table.
        RecordsError
            Every wrong row in one message; nothing was written.
        """
        rows = read_table(path, REQUIRED, OPTIONAL)
        with self._ledger.writing(actor, "roster.load", dry_run=dry_run) as entry:
            done = _load(entry, rows, students, tracks)
            entry.facts |= {"rows": done.rows, "joined": done.joined, "left": done.left}
        return done


def _load(entry: Entry, rows: Sequence[Row], students: Collection[str], tracks: Collection[str]) -> Imported:
    session = entry.session
    people = {p.student_id: p for p in session.scalars(select(Person))}
    by_pseudonym = {p.candidate: p.student_id for p in people.values()}
    ids = [by_pseudonym.get(row["candidate"], row["candidate"]) for row in rows]
    _require_right(session, rows, ids, {*students, *people}, tracks)
    people = enrolled(session, ids)
    held = {m.candidate: m for m in session.scalars(select(Membership).where(Membership.until.is_(None)))}
    named = {row["provider"] for row in rows}
    there = {people[id_].candidate for id_ in ids}
    gone = [m for m in held.values() if m.provider in named and m.candidate not in there]
    for member in gone:
        member.until = entry.at
    _write_providers(session, rows)
    joined = sum(
        _write_row(entry, row, people[id_], held.get(people[id_].candidate))
        for row, id_ in zip(rows, ids, strict=True)
    )
    return Imported(len(rows), joined, len(gone))


def _require_right(
    session: Session, rows: Sequence[Row], ids: Sequence[str], known: set[str], tracks: Collection[str]
) -> None:
    accounts = {a.user for a in session.scalars(select(Account)) if "trainer" in a.roles}
    judged = _judged(session)
    wrong: list[str] = []
    track_of: dict[str, str] = {p.id: p.track for p in session.scalars(select(Provider))}
    line_of: dict[str, Row] = {}
    for row, id_ in zip(rows, ids, strict=True):
        wrong += [str(row.fail(f"{column} is empty")) for column in REQUIRED if not row[column]]
        if row["candidate"] and id_ not in known:
            wrong.append(
                str(row.fail(f"candidate {row['candidate']!r} is neither on record nor in the gradebook"))
            )
        if (before := line_of.setdefault(id_, row)) is not row:
            wrong.append(str(row.fail(_twice(row, before))))
        if row["track"] not in tracks:
            wrong.append(str(row.fail(f"track {row['track']!r}; there are: {', '.join(tracks)}")))
        if track_of.setdefault(row["provider"], row["track"]) != row["track"]:
            wrong.append(
                str(
                    row.fail(
                        f"provider {row['provider']!r} is on track {track_of[row['provider']]!r} already"
                    )
                )
            )
        trainer = row.cells.get("trainer")
        if trainer and trainer not in accounts:
            wrong.append(str(row.fail(f"trainer {trainer!r} is no account with the role trainer")))
        if trainer and (id_, trainer) in judged:
            wrong.append(str(row.fail(f"trainer {trainer!r} has marked or decided about this candidate")))
    _add_double_listings(session, rows, ids, wrong)
    if wrong:
        raise RecordsError("\n".join([*wrong, "nothing was written"]))


def _judged(session: Session) -> set[tuple[str, str]]:
    """Return who has marked or decided about whom, by the gradebook's ids."""
    people = {person.candidate: person.student_id for person in session.scalars(select(Person))}
    decided = select(Decision.candidate).where(Decision.candidate.is_not(None))
    pairs = {
        (candidate, person)
        for query in (
            select(Rating.candidate, Rating.rater),
            decided.add_columns(Decision.proposer),
            decided.add_columns(Decision.approver),
        )
        for candidate, person in session.execute(query)
    }
    return {(people[candidate], person) for candidate, person in pairs}


def _twice(row: Row, before: Row) -> str:
    where = f"line {before.line}"
    if row["provider"] == before["provider"]:
        return f"candidate {row['candidate']!r} stands in {where} already"
    return f"candidate {row['candidate']!r} is listed by {before['provider']!r} in {where}; one provider only"


def _add_double_listings(session: Session, rows: Sequence[Row], ids: Sequence[str], wrong: list[str]) -> None:
    """Complain about people whom a provider outside the table lists."""
    named = {row["provider"] for row in rows}
    elsewhere = dict(
        session.execute(
            select(Person.student_id, Membership.provider)
            .join(Membership, Membership.candidate == Person.candidate)
            .where(Membership.until.is_(None), Membership.provider.not_in(named))
        ).all()
    )
    wrong += [
        str(
            row.fail(
                f"candidate {row['candidate']!r} is on the roster of {elsewhere[id_]!r}; "
                "they have to leave it first (`sixfold roster leave`)"
            )
        )
        for row, id_ in zip(rows, ids, strict=True)
        if id_ in elsewhere
    ]


def _write_providers(session: Session, rows: Sequence[Row]) -> None:
    for row in rows:
        provider = session.get(Provider, row["provider"])
        name = row.cells.get("provider_name")
        if provider is None:
            session.add(Provider(id=row["provider"], name=name or row["provider"], track=row["track"]))
            session.flush()
        elif name:
            provider.name = name
    session.flush()


def _write_row(entry: Entry, row: Row, person: Person, held: Membership | None) -> bool:
    """Write one person; return whether they joined the roster."""
    session = entry.session
    person.name = row.cells.get("name") or person.name
    person.email = row.cells.get("email") or person.email
    if trainer := row.cells.get("trainer"):
        session.merge(Training(candidate=person.candidate, trainer=trainer))
    if held is not None and held.until is None and held.provider == row["provider"]:
        held.role = row["role"]
        return False
    if held is not None and held.until is None:
        held.until = entry.at  # moved between two providers of the table
    session.flush()  # one roster at a time: the old row goes first
    session.add(
        Membership(
            provider=row["provider"],
            candidate=person.candidate,
            role=row["role"],
            since=entry.at,
            until=None,
        )
    )
    return True
