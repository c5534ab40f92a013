"""Decisions: one person proposes, another approves; neither has marked or trained the candidate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sixfold_grader.errors import RecordsError
from sixfold_grader.policy import Policy
from sixfold_grader.records.accounts import require_role
from sixfold_grader.records.assess import Proposal, scores_sha256
from sixfold_grader.records.cases import follow
from sixfold_grader.records.counting import standing
from sixfold_grader.records.ledger import Entry, Ledger, row_digest
from sixfold_grader.records.people import person_of
from sixfold_grader.records.tables import Decision, Provider, Rating, Training

REASONS = (
    "clear",  # outside every band
    "reviewed",  # inside a band: evidence was read again, the score stands
    "remarked",  # evidence was marked again and the score recomputed
    "appeal",
    "regrade",
    "resit",
    "renewal",
    "team",
)


class Decisions:
    """Propose, approve, reject, withdraw; every step in the log."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def propose(self, actor: str, proposals: Sequence[Proposal]) -> list[Decision]:
        """Propose decisions; all of them or none.

        Raises
        ------
        RecordsError
            The actor is no reviewer, has marked or trained a candidate, or something is proposed already.
        """
        with self._ledger.writing(actor, "decision.propose", _subject(proposals)) as entry:
            made = proposed(entry, proposals)
            entry.facts["decisions"] = [told(decision) for decision in made]
        return made

    def approve(self, actor: str, ids: Sequence[int], policy: Policy | None = None) -> list[Decision]:
        """Approve proposals of others; all of them or none. What was approved before is superseded.

        Parameters
        ----------
        policy : Policy or None
            With it, cases follow: a retake for each capability below the cut, an expiry after a pass.

        Raises
        ------
        RecordsError
            The actor is no approver, proposed one of them, or has marked or trained a candidate.
        """
        with self._ledger.writing(actor, "decision.approve") as entry:
            decisions = approved(entry, ids, policy)
            entry.subject = _subject(decisions)
            entry.facts["decisions"] = [told(decision) for decision in decisions]
        return decisions

    def reject(self, actor: str, number: int, reason: str) -> Decision:
        """Send a proposal back; its proposer may not."""
        return self._close(actor, number, reason, "rejected", "decision.reject")

    def withdraw(self, actor: str, number: int, reason: str) -> Decision:
        """Take an own proposal back."""
        return self._close(actor, number, reason, "withdrawn", "decision.withdraw")

    def _close(self, actor: str, number: int, reason: str, state: str, action: str) -> Decision:
        with self._ledger.writing(actor, action) as entry:
            decision = closed(entry, number, state)
            entry.subject = decision.candidate or decision.provider or ""
            entry.facts |= {"decision": number, "reason": reason}
        return decision

    def get(self, number: int) -> Decision:
        """Return one decision."""
        with self._ledger.reading() as session:
            return _get(session, number)

    def find(
        self, *, candidate: str | None = None, provider: str | None = None, state: str | None = None
    ) -> Sequence[Decision]:
        """Return decisions, the newest first."""
        query = select(Decision).order_by(Decision.id.desc())
        for column, value in (
            (Decision.candidate, candidate),
            (Decision.provider, provider),
            (Decision.state, state),
        ):
            if value is not None:
                query = query.where(column == value)
        with self._ledger.reading() as session:
            return session.scalars(query).all()


def proposed(entry: Entry, proposals: Sequence[Proposal]) -> list[Decision]:
    """Propose within an open transaction; see `Decisions.propose`."""
    require_role(entry.session, entry.actor, "reviewer")
    made = [_proposed(entry, proposal) for proposal in proposals]
    entry.session.flush()
    return made


def _proposed(entry: Entry, proposal: Proposal) -> Decision:
    _require_sound(entry.session, proposal)
    _require_distant(entry.session, entry.actor, proposal.candidate)
    _require_fresh(entry.session, proposal)
    there = entry.session.scalar(_about(proposal).where(Decision.state == "proposed"))
    if there is not None:
        raise RecordsError(
            f"{proposal.about}: {there.outcome} is proposed by {there.proposer} already "
            f"(decision {there.id}); approve, reject or withdraw that first"
        )
    fields = {name: value for name, value in vars(proposal).items() if name != "evidence"}
    decision = Decision(
        **fields,
        evidence=dict(proposal.evidence),
        proposer=entry.actor,
        proposed_at=entry.at,
        state="proposed",
    )
    entry.session.add(decision)
    return decision


def approved(entry: Entry, ids: Sequence[int], policy: Policy | None = None) -> list[Decision]:
    """Approve within an open transaction; see `Decisions.approve`."""
    require_role(entry.session, entry.actor, "approver")
    decisions = [waiting(entry.session, number) for number in ids]
    for decision in decisions:
        _require_other(decision, entry.actor)
        _require_distant(entry.session, entry.actor, decision.candidate)
        _require_fresh(entry.session, decision)
        _supersede_before(entry.session, decision)
        decision.approver, decision.approved_at = entry.actor, entry.at
        decision.state = "approved"
        entry.session.flush()
        if policy is not None:
            follow(entry, decision, policy)
    return decisions


def closed(entry: Entry, number: int, state: str) -> Decision:
    """Reject or withdraw within an open transaction; see `Decisions.reject` and `Decisions.withdraw`."""
    decision = waiting(entry.session, number)
    if state == "rejected":
        require_role(entry.session, entry.actor, "approver")
        _require_other(decision, entry.actor)
    elif decision.proposer != entry.actor:
        raise RecordsError(f"decision {number} is {decision.proposer}'s to withdraw; reject it instead")
    decision.state = state
    return decision


def waiting(session: Session, number: int) -> Decision:
    """Return a proposal that waits for its approval."""
    decision = _get(session, number)
    if decision.state != "proposed":
        raise RecordsError(f"decision {number} is {decision.state}; only a proposal can be changed")
    return decision


def _get(session: Session, number: int) -> Decision:
    decision = session.get(Decision, number)
    if decision is None:
        raise RecordsError(f"there is no decision {number}")
    return decision


def _require_sound(session: Session, proposal: Proposal) -> None:
    if (proposal.candidate is None) == (proposal.provider is None):
        raise RecordsError("a decision is about one candidate or one provider")
    if proposal.candidate is not None:
        person_of(session, proposal.candidate)
    elif session.get(Provider, proposal.provider) is None:
        raise RecordsError(f"there is no provider {proposal.provider!r}")
    if proposal.outcome not in ("pass", "fail"):
        raise RecordsError(f"{proposal.about}: outcome {proposal.outcome!r} is neither 'pass' nor 'fail'")
    if (proposal.level is None) == (proposal.outcome == "pass"):
        raise RecordsError(f"{proposal.about}: a pass has a level, a fail has none")
    if proposal.reason_code not in REASONS:
        raise RecordsError(
            f"{proposal.about}: reason code {proposal.reason_code!r}; there are: {', '.join(REASONS)}"
        )
    if proposal.reason_code == "clear" and not str(proposal.evidence.get("status")).startswith("clear"):
        raise RecordsError(
            f"{proposal.about} is no clear case ({proposal.evidence.get('status')}); give another reason code"
        )
    if not proposal.evidence:
        raise RecordsError(f"{proposal.about}: a decision needs its evidence")


def _require_other(decision: Decision, actor: str) -> None:
    if decision.proposer == actor:
        raise RecordsError(f"decision {decision.id}: {actor} proposed it; another person has to decide")


def _require_distant(session: Session, actor: str, candidate: str | None) -> None:
    """Trainer, rater and decider of one candidate are different people."""
    if candidate is None:
        return
    if session.scalars(
        select(Training).where(Training.candidate == candidate, Training.trainer == actor)
    ).first():
        raise RecordsError(f"{candidate} was trained by {actor}; another person has to decide")
    if session.scalars(
        select(Rating.id).where(Rating.candidate == candidate, Rating.rater == actor).limit(1)
    ).first():
        raise RecordsError(f"{candidate} was marked by {actor}; another person has to decide")


def _require_fresh(session: Session, of: Decision | Proposal) -> None:
    """The scores still are those that the decision rests on, and say what it says."""
    if of.candidate is None:
        return
    told = (of.evidence.get("outcome"), of.evidence.get("level"))
    if told != (of.outcome, of.level):
        raise RecordsError(
            f"{of.candidate}: the scores say {told[1] or told[0]}, not {of.level or of.outcome}; "
            "have the evidence marked again, nobody changes an outcome by hand"
        )
    there = standing(session, {of.candidate}).get(of.candidate, {})
    counted = {key: there[key] for key in of.evidence.get("attempts", ()) if key in there}
    if of.evidence.get("scores_sha256") != scores_sha256(counted):
        raise RecordsError(
            f"{of.candidate}: the scores have changed since this was proposed; reject it and propose anew"
        )


def _supersede_before(session: Session, decision: Decision) -> None:
    for before in session.scalars(_about(decision).where(Decision.state == "approved")):
        before.state = "superseded"
    session.flush()  # one approved decision at a time: the old one goes first


def _about(of: Decision | Proposal) -> Any:
    return select(Decision).where(
        Decision.candidate == of.candidate if of.candidate is not None else Decision.provider == of.provider,
        Decision.track == of.track,
    )


def _subject(of: Sequence[Decision | Proposal]) -> str:
    return (of[0].candidate or of[0].provider or "") if len(of) == 1 else ""


def told(decision: Decision) -> dict[str, Any]:
    """Return what the log says of a decision."""
    return {
        "id": decision.id,
        "about": decision.candidate or decision.provider,
        "outcome": decision.outcome,
        "level": decision.level,
    }


def version(decision: Decision) -> str:
    """Return a short hash of a decision as it stands now: what a committee's sheet carries along."""
    return row_digest(decision)[:12]
