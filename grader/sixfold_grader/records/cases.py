"""What has a date and needs somebody: retakes, expiries, appeals, regrades, challenges, accommodations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from sixfold_grader import standing
from sixfold_grader.errors import RecordsError
from sixfold_grader.policy import Policy, ValidityPolicy
from sixfold_grader.records.accounts import require_role
from sixfold_grader.records.ledger import Entry, Ledger
from sixfold_grader.records.people import person_of
from sixfold_grader.records.tables import Attempt, Case, Decision
from sixfold_grader.scoring import reaches
from sixfold_grader.standing import day_of

# How each kind may end.
ENDS = {
    "retake": ("done", "withdrawn"),
    "expiry": ("done", "withdrawn"),
    "regrade": ("done", "withdrawn"),
    "appeal": ("upheld", "denied", "withdrawn"),
    "challenge": ("upheld", "denied", "withdrawn"),
    "accommodation": ("upheld", "denied", "withdrawn"),
}


class Cases:
    """Open and close cases; each step with its reason."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def open(
        self,
        actor: str,
        kind: str,
        reason: str,
        *,
        candidate: str | None = None,
        form: str | None = None,
        item: str | None = None,
        due: dt.datetime | None = None,
    ) -> Case:
        """Open a case about a candidate, or (a challenge) about an item.

        Appeals have `appeal`, which knows their deadline.

        Raises
        ------
        RecordsError
            An unknown kind or candidate, no reason, or the same case is open already.
        """
        if kind not in ENDS or kind == "appeal":
            raise RecordsError(
                f"case kind {kind!r}; there are: {', '.join(k for k in ENDS if k != 'appeal')}"
            )
        _require_whole(kind, candidate, form, item)
        with self._ledger.writing(actor, "case.open", candidate or form or "") as entry:
            if candidate is not None:
                person_of(entry.session, candidate)
            case = Case(candidate=candidate, kind=kind, form=form, item=item, due=due)
            return _opened(entry, case, reason)

    def appeal(self, actor: str, decision: int, reason: str, policy: ValidityPolicy) -> Case:
        """Open an appeal against an approved decision, within its days.

        Raises
        ------
        RecordsError
            There is no such decision, it is not approved, or the days are over.
        """
        with self._ledger.writing(actor, "case.open") as entry:
            against = entry.session.get(Decision, decision)
            if against is None or against.approved_at is None:
                raise RecordsError(f"there is no approved decision {decision} to appeal against")
            last = standing.appeal_until(day_of(against.approved_at), policy)
            if day_of(entry.at) > last:
                raise RecordsError(
                    f"decision {decision} could be appealed against until {last} ({policy.appeal_days} days)"
                )
            entry.subject = against.candidate or against.provider or ""
            case = Case(
                candidate=against.candidate, provider=against.provider, kind="appeal", decision=decision
            )
            return _opened(entry, case, reason)

    def close(self, actor: str, number: int, state: str, outcome: str) -> Case:
        """Close a case: a reviewer, for an appeal one who did not decide.

        Raises
        ------
        RecordsError
            It is not open, cannot end so, has no outcome in words, or the actor may not close it.
        """
        with self._ledger.writing(actor, "case.close") as entry:
            require_role(entry.session, actor, "reviewer")
            case = _open_case(entry.session, number)
            if state not in ENDS[case.kind]:
                raise RecordsError(
                    f"a case of kind {case.kind} ends as {', '.join(ENDS[case.kind])}, not as {state!r}"
                )
            if not outcome.strip():
                raise RecordsError(f"case {number}: say in words what came of it")
            _require_impartial(entry.session, case, actor)
            case.state, case.closed, case.by, case.outcome = state, entry.at, actor, outcome
            entry.subject = case.candidate or case.provider or case.form or ""
            entry.facts |= {"case": number, "kind": case.kind, "state": state}
        return case

    def find(
        self, *, candidate: str | None = None, kind: str | None = None, state: str | None = None
    ) -> Sequence[Case]:
        """Return cases, what is due first before what has no date."""
        query = select(Case).order_by(Case.due.is_(None), Case.due, Case.id)
        for column, value in ((Case.candidate, candidate), (Case.kind, kind), (Case.state, state)):
            if value is not None:
                query = query.where(column == value)
        with self._ledger.reading() as session:
            return session.scalars(query).all()


def follow(entry: Entry, decision: Decision, policy: Policy) -> None:
    """Close what an approved decision answers, and open what comes next."""
    if decision.candidate is None or decision.approved_at is None:
        return
    answered = select(Case).where(
        Case.candidate == decision.candidate,
        Case.state == "open",
        Case.kind.in_(("retake", "expiry", "regrade")),
    )
    for case in entry.session.scalars(answered).all():
        case.state, case.closed, case.by = "done", entry.at, entry.actor
        case.outcome = f"decision {decision.id}"
    today = day_of(decision.approved_at)
    if decision.outcome == "pass":
        until = standing.expires(today, policy.validity)
        entry.session.add(_next_case(entry, decision, "expiry", None, until))
    for capability in _below_cut(decision, policy) if decision.outcome == "fail" else ():
        day = standing.next_attempt(_days(entry.session, decision.candidate, capability), policy.retake).day
        entry.session.add(_next_case(entry, decision, "retake", capability, day or today))


def _next_case(entry: Entry, decision: Decision, kind: str, form: str | None, due: dt.date) -> Case:
    return Case(
        candidate=decision.candidate,
        kind=kind,
        state="open",
        form=form,
        decision=decision.id,
        opened=entry.at,
        opened_by=entry.actor,
        reason=f"decision {decision.id}",
        due=dt.datetime.combine(due, dt.time(), standing.CLOCK),
    )


def _below_cut(decision: Decision, policy: Policy) -> list[str]:
    scores = {key: score for key, score in decision.evidence["scaled"].items() if score is not None}
    return [key for key, score in scores.items() if not reaches(score, policy.scaled_cut)]


def _days(session: Session, candidate: str, capability: str) -> list[dt.date]:
    """Return on which days a capability was attempted; a hand-in counts once, however often scored."""
    query = select(Attempt.taken_at).where(
        Attempt.candidate == candidate,
        Attempt.capability == capability,
        Attempt.state == "scored",
        Attempt.taken_at.is_not(None),
    )
    return [day_of(moment) for moment in set(session.scalars(query)) if moment is not None]


def _opened(entry: Entry, case: Case, reason: str) -> Case:
    if not reason.strip():
        raise RecordsError("a case needs a reason in words")
    twin = select(Case).where(
        Case.state == "open",
        *(
            getattr(Case, name).is_not_distinct_from(getattr(case, name))
            for name in ("kind", "candidate", "provider", "form", "item", "decision")
        ),
    )
    if (same := entry.session.scalars(twin).first()) is not None:
        raise RecordsError(f"that is open already, as case {same.id}")
    case.state, case.opened, case.opened_by, case.reason = "open", entry.at, entry.actor, reason
    entry.session.add(case)
    entry.session.flush()
    entry.facts |= {"case": case.id, "kind": case.kind}
    return case


def _open_case(session: Session, number: int) -> Case:
    case = session.get(Case, number)
    if case is None:
        raise RecordsError(f"there is no case {number}")
    if case.state != "open":
        raise RecordsError(f"case {number} is closed: {case.state}")
    return case


def _require_whole(kind: str, candidate: str | None, form: str | None, item: str | None) -> None:
    if kind == "challenge":
        if form is None or item is None:
            raise RecordsError("a challenge is about an item of a form: name both")
    elif candidate is None:
        raise RecordsError(f"a case of kind {kind} is about a candidate: name one")
    if kind == "accommodation" and form is None:
        raise RecordsError("an accommodation is for one form: name it")


def _require_impartial(session: Session, case: Case, actor: str) -> None:
    against = session.get(Decision, case.decision) if case.kind == "appeal" else None
    if against is not None and actor in (against.proposer, against.approver):
        raise RecordsError(
            f"{actor} decided what case {case.id} appeals against; another reviewer has to judge it"
        )
