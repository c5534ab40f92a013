"""The register of certificates: what was issued, on which decision, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from sixfold_grader.errors import RecordsError
from sixfold_grader.records.accounts import require_role
from sixfold_grader.records.ledger import Ledger
from sixfold_grader.records.tables import Attempt, Credential, Decision

# What may follow a state. Withdrawn, expired and superseded are final.
_NEXT = {"active": {"suspended", "withdrawn"}, "suspended": {"active", "withdrawn"}}


class Credentials:
    """Enter certificates and change their state; every step in the log."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def get(self, number: str) -> Credential:
        """Return one certificate by its id, with or without `urn:uuid:`.

        Raises
        ------
        RecordsError
            There is none.
        """
        with self._ledger.reading() as session:
            return _get(session, number)

    def find(
        self,
        *,
        candidate: str | None = None,
        provider: str | None = None,
        decision: int | None = None,
        state: str | None = None,
    ) -> Sequence[Credential]:
        """Return certificates, the newest first."""
        query = select(Credential).order_by(Credential.issued.desc(), Credential.id)
        for column, value in (
            (Credential.candidate, candidate),
            (Credential.provider, provider),
            (Credential.decision, decision),
            (Credential.state, state),
        ):
            if value is not None:
                query = query.where(column == value)
        with self._ledger.reading() as session:
            return session.scalars(query).all()

    def places(self) -> dict[int, str]:
        """Return every place taken in the status lists, with its certificate's state."""
        with self._ledger.reading() as session:
            rows = session.execute(select(Credential.status_index, Credential.state))
            return {row.status_index: row.state for row in rows}

    def scores_behind(self, decision: Decision) -> dict[str, float]:
        """Return the scaled scores of the attempts that a decision names as its evidence, by capability."""
        attempts: dict[str, int] = decision.evidence.get("attempts", {})
        with self._ledger.reading() as session:
            found = {capability: session.get(Attempt, number) for capability, number in attempts.items()}
        return {key: row.scaled for key, row in found.items() if row is not None and row.scaled is not None}

    def enter(self, actor: str, made: Credential, replaced: Credential | None = None) -> None:
        """Enter a new certificate; the one that it replaces is superseded.

        Raises
        ------
        RecordsError
            It does not rest on an approved decision, or what it replaces is no longer in force.
        """
        with self._ledger.writing(actor, "credential.issue", made.candidate or made.provider or "") as entry:
            _require_approved(entry.session, made)
            _require_single(entry.session, made, replaced)
            entry.session.add(made)
            entry.session.flush()
            entry.facts |= {"credential": made.id, "kind": made.kind, "sha256": made.sha256}
            if replaced is not None:
                before = _get(entry.session, replaced.id)
                if before.state not in ("active", "expired"):
                    raise RecordsError(f"{before.id} is {before.state}; it cannot be replaced")
                before.state, before.superseded_by = "superseded", made.id
                entry.facts["supersedes"] = before.id

    def change(self, actor: str, number: str, state: str, reason: str) -> Credential:
        """Suspend, restore or withdraw a certificate.

        Raises
        ------
        RecordsError
            The actor is no approver, there is no reason, or the state cannot follow the present one.
        """
        if not reason.strip():
            raise RecordsError("a reason is needed; it is kept in the log")
        with self._ledger.writing(actor, f"credential.{state}") as entry:
            require_role(entry.session, actor, "approver")
            held = _get(entry.session, number)
            if state not in _NEXT.get(held.state, ()):
                raise RecordsError(f"{held.id} is {held.state}; it cannot become {state}")
            held.state, held.reason = state, reason
            entry.subject = held.candidate or held.provider or ""
            entry.facts |= {"credential": held.id, "reason": reason}
        return held

    def expire(self, actor: str) -> list[str]:
        """Mark what has run out; return the ids."""
        due = select(Credential).where(Credential.state.in_(("active", "suspended")))
        due = due.where(Credential.expires <= self._ledger.clock())
        with self._ledger.reading() as session:
            if session.scalars(due.limit(1)).first() is None:
                return []
        with self._ledger.writing(actor, "credential.expired") as entry:
            held = entry.session.scalars(due).all()
            for each in held:
                each.state = "expired"
            entry.facts["credentials"] = [each.id for each in held]
        return [each.id for each in held]


def _get(session: Session, number: str) -> Credential:
    held = session.get(Credential, f"urn:uuid:{number.removeprefix('urn:uuid:')}")
    if held is None:
        raise RecordsError(f"there is no certificate {number!r}")
    return held


def _require_single(session: Session, made: Credential, replaced: Credential | None) -> None:
    """Refuse a second certificate of the same thing, should two people issue at once."""
    query = select(Credential.id).where(Credential.kind == made.kind, Credential.state.in_(tuple(_NEXT)))
    for name in ("candidate", "provider", "track", "capability"):
        column, value = getattr(Credential, name), getattr(made, name)
        query = query.where(column.is_(None) if value is None else column == value)
    other = set(session.scalars(query)) - ({replaced.id} if replaced else set())
    if other:
        raise RecordsError(f"{other.pop()} is in force already; nothing was issued")


def _require_approved(session: Session, made: Credential) -> None:
    decision = session.get(Decision, made.decision)
    if decision is None or decision.state != "approved":
        raise RecordsError(f"decision {made.decision} is not approved; nothing may be issued on it")
    if (decision.candidate, decision.provider) != (made.candidate, made.provider):
        raise RecordsError(f"decision {decision.id} is not about {made.candidate or made.provider}")
    if made.kind != "capability" and decision.outcome != "pass":
        raise RecordsError(f"decision {decision.id} is {decision.outcome!r}; no certificate can rest on it")
