"""What is on record about one candidate, as `status` tells it."""

from __future__ import annotations

import datetime as dt

from sixfold_grader.blueprint import Blueprint
from sixfold_grader.decision import Reason
from sixfold_grader.errors import RecordsError
from sixfold_grader.records import Records
from sixfold_grader.records.tables import Decision
from sixfold_grader.standing import certificate_state, day_of
from sixfold_grader.status import CandidateStatus, Certificate, Decided


def status_of(
    records: Records, blueprint: Blueprint, named: str, track: str | None = None
) -> CandidateStatus:
    """Return what is on record about a candidate.

    Parameters
    ----------
    named : str
        The pseudonym, or the gradebook's id.
    track : str or None
        By default the track of the newest decision, of the provider's roster, or the blueprint's first.

    Raises
    ------
    RecordsError
        Nobody is called so.
    SourceError
        The blueprint has no such track.
    """
    candidate = _candidate(records, named)
    decisions = [
        d for d in records.decisions.find(candidate=candidate) if d.state in ("proposed", "approved")
    ]
    track = track or (decisions[0].track if decisions else None)
    if track is not None:
        blueprint.weights(track)  # or say which tracks there are
    assessment = records.runs.assess(blueprint, track, [candidate]).get(candidate)
    track = track or (assessment.decision.track if assessment else next(iter(blueprint.tracks)))
    decided = next((decision for decision in decisions if decision.track == track), None)
    today = day_of(records.ledger.clock())
    return CandidateStatus(
        candidate=candidate,
        track=track,
        today=today,
        rule=assessment.decision if assessment and assessment.decision.track == track else None,
        decided=_decided(decided) if decided else None,
        taken=_taken(records, candidate),
        certificate=_certificate(records, candidate, track, today),
        appealed=bool(records.cases.find(candidate=candidate, kind="appeal", state="open")),
    )


def _candidate(records: Records, named: str) -> str:
    candidate = named if named in records.people.candidates() else records.people.candidate(named)
    if candidate is None:
        raise RecordsError(f"no candidate {named!r} is on record; give the pseudonym or the gradebook's id")
    return candidate


def _decided(decision: Decision) -> Decided:
    evidence = decision.evidence
    return Decided(
        state="approved" if decision.approved_at else "proposed",
        outcome="pass" if decision.outcome == "pass" else "fail",
        level=evidence["level"],
        day=day_of(decision.approved_at or decision.proposed_at),
        composite=evidence["composite"],
        scaled=evidence["scaled"],
        reasons=[Reason(key, facts) for key, facts in evidence["reasons"]],
    )


def _taken(records: Records, candidate: str) -> dict[str, list[dt.date]]:
    """Return the days of each capability's hand-ins; one counts once, however often it was scored."""
    moments: dict[str, set[dt.datetime]] = {}
    for attempt in records.runs.attempts(candidate):
        if attempt.taken_at is not None and attempt.state == "scored":
            moments.setdefault(attempt.capability, set()).add(attempt.taken_at)
    return {key: sorted(day_of(moment) for moment in found) for key, found in moments.items()}


def _certificate(records: Records, candidate: str, track: str, today: dt.date) -> Certificate | None:
    for held in records.credentials.find(candidate=candidate):
        if held.kind == "track" and held.track == track:
            expiry = day_of(held.expires)
            flags = {name: held.state == name for name in ("withdrawn", "superseded", "suspended")}
            return Certificate(certificate_state(expiry, today, **flags), expiry)
    return None
