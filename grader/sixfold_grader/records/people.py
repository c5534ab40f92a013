"""Candidates, their pseudonyms, their providers and trainers."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from sixfold_grader.errors import RecordsError
from sixfold_grader.records.ledger import Ledger
from sixfold_grader.records.tables import (
    Assignee,
    Decision,
    Membership,
    Person,
    Provider,
    Training,
)


class People:
    """The map between pseudonyms and people, and who belongs where."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def candidates(self) -> list[str]:
        """Return every candidate's pseudonym, sorted."""
        with self._ledger.reading() as session:
            return list(session.scalars(select(Person.candidate).order_by(Person.candidate)))

    def student_id(self, candidate: str) -> str:
        """Return a candidate's id in the gradebook (to find files by; not to be shown before a decision)."""
        with self._ledger.reading() as session:
            return person_of(session, candidate).student_id

    def candidate(self, student_id: str) -> str | None:
        """Return the pseudonym of a gradebook's id, or None."""
        with self._ledger.reading() as session:
            return session.scalar(select(Person.candidate).where(Person.student_id == student_id))

    def reveal(self, actor: str, candidate: str) -> Person:
        """Return who a candidate is; the log keeps who asked.

        Raises
        ------
        RecordsError
            Nothing has been decided about the candidate yet.
        """
        with self._ledger.writing(actor, "person.reveal", candidate) as entry:
            person = person_of(entry.session, candidate)
            decided = select(Decision.id).where(
                Decision.candidate == candidate, Decision.state.in_(("approved", "superseded"))
            )
            if entry.session.scalars(decided.limit(1)).first() is None:
                raise RecordsError(f"{candidate}: names stay hidden until the decision is approved")
        return person

    def memberships(self) -> Sequence[Membership]:
        """Return who is on which roster now."""
        with self._ledger.reading() as session:
            return session.scalars(select(Membership).where(Membership.until.is_(None))).all()

    def providers(self) -> Sequence[Provider]:
        """Return every provider in order of its id."""
        with self._ledger.reading() as session:
            return session.scalars(select(Provider).order_by(Provider.id)).all()

    def trainers(self, candidate: str) -> set[str]:
        """Return the accounts that taught a candidate."""
        with self._ledger.reading() as session:
            return set(session.scalars(select(Training.trainer).where(Training.candidate == candidate)))

    def leave(self, actor: str, candidate: str) -> None:
        """Take a candidate off the roster."""
        with self._ledger.writing(actor, "roster.leave", candidate) as entry:
            member = entry.session.scalar(
                select(Membership).where(Membership.candidate == candidate, Membership.until.is_(None))
            )
            if member is None:
                raise RecordsError(f"{candidate} is on no roster")
            member.until = entry.at
            entry.facts["provider"] = member.provider

    def assign(self, actor: str, candidate: str, reviewer: str) -> None:
        """Make a reviewer look after a candidate's case."""
        with self._ledger.writing(actor, "case.assign", candidate) as entry:
            person_of(entry.session, candidate)
            held = entry.session.get(Assignee, candidate) or Assignee(candidate=candidate)
            held.reviewer, held.since = reviewer, entry.at
            entry.session.add(held)
            entry.facts["reviewer"] = reviewer

    def assignees(self) -> Mapping[str, str]:
        """Return candidate -> reviewer."""
        with self._ledger.reading() as session:
            return {held.candidate: held.reviewer for held in session.scalars(select(Assignee))}


def person_of(session: Session, candidate: str) -> Person:
    """Return a candidate's row.

    Raises
    ------
    RecordsError
        Nobody has this pseudonym.
    """
    person = session.get(Person, candidate)
    if person is None:
        raise RecordsError(f"there is no candidate {candidate!r}")
    return person


def enrolled(session: Session, student_ids: Iterable[str]) -> dict[str, Person]:
    """Return the gradebook's people by id; who is new gets a pseudonym."""
    wanted = set(student_ids)
    known = {p.student_id: p for p in session.scalars(select(Person)) if p.student_id in wanted}
    taken = set(session.scalars(select(Person.candidate)))
    for student_id in sorted(wanted - known.keys()):
        candidate = _pseudonym(taken)
        taken.add(candidate)
        known[student_id] = Person(candidate=candidate, student_id=student_id)
        session.add(known[student_id])
    return known


def _pseudonym(taken: set[str]) -> str:
    # Random, not derived from the id: nobody can recompute who it is.
    while (name := f"c-{secrets.token_hex(4)}") in taken:
        pass
    return name
