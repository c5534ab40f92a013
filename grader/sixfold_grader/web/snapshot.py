"""What the lists show, read in a few statements and kept until the log has a new entry.

Every write to the records adds an entry to the log, so the number of the last entry tells whether what was
read is still true. Decisions are kept by the scores that they were made from: after one approval among two
thousand candidates nothing is decided anew.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from sixfold_grader.blueprint import Blueprint
from sixfold_grader.records import Records
from sixfold_grader.records import tables as kept
from sixfold_grader.records.assess import Assessment, assess
from sixfold_grader.records.counting import standing, tracks_of, valid_since
from sixfold_grader.records.tables import Attempt
from sixfold_grader.standing import day_of
from sixfold_grader.team import Member, TeamResult, certify_team
from sixfold_grader.web.standing import Standing

Result = TypeVar("Result")


@dataclass(frozen=True)
class Team:
    """A provider, its people and what they earn."""

    provider: str
    name: str
    members: Sequence[Member]
    result: TeamResult


@dataclass
class Snapshot:
    """The records as of one entry of the log.

    Attributes
    ----------
    attempts : mapping
        Candidate -> capability -> the attempt that counts.
    tracks : mapping
        Candidate -> the track of the provider; who is on no roster is not in it.
    states : mapping
        (candidate, track) -> state of the newest decision.
    assessed : dict
        What the rule said, by all that it depends on.
    derived : dict
        What was computed from scores and rosters. Both are handed on while no score changes.
    """

    seq: int
    today: dt.date
    blueprint: Blueprint
    candidates: Sequence[str]
    attempts: Mapping[str, Mapping[str, Attempt]]
    challenged: Collection[tuple[str, str]]
    providers: Mapping[str, str]
    provider_tracks: Mapping[str, str]
    rosters: Mapping[str, str]
    tracks: Mapping[str, str]
    assignees: Mapping[str, str]
    states: Mapping[tuple[str, str], str]
    assessed: dict[tuple[Any, ...], Assessment]
    derived: dict[tuple[str, ...], Any]
    _standings: dict[str, list[Standing]] = field(default_factory=dict)

    @cached_property
    def sizes(self) -> Mapping[str, int]:
        """How many candidates have a score, by capability."""
        return Counter(
            attempt.capability
            for mine in self.attempts.values()
            for attempt in mine.values()
            if attempt.state == "scored"
        )

    def standings(self, track: str) -> list[Standing]:
        """Return where everybody stands who is on this track, or on no roster."""
        if track not in self._standings:
            mine = (name for name in self.candidates if self.tracks.get(name, track) == track)
            self._standings[track] = [self.standing(candidate, track) for candidate in mine]
        return self._standings[track]

    def standing(self, candidate: str, track: str) -> Standing:
        """Return where one candidate stands."""
        found, provider = self.assessment(candidate, track), self.rosters.get(candidate, "")
        return Standing(
            candidate=candidate,
            provider=provider,
            provider_name=self.providers.get(provider, ""),
            decision=found.decision,
            state=self.states.get((candidate, track), "open"),
            since=max((a.taken_at for a in found.attempts.values() if a.taken_at), default=None),
            assignee=self.assignees.get(candidate, ""),
        )

    def assessment(self, candidate: str, track: str) -> Assessment:
        """Return what the rule says of one candidate, and what it rests on."""
        attempts = self.attempts.get(candidate, {})
        few = self.blueprint.policy.review.minimum_n
        key = (
            candidate,
            track,
            *((attempt.id, min(few, self.sizes[capability])) for capability, attempt in attempts.items()),
            *((form, item) for form, item in self.challenged if form in attempts),
            *(bool(self.sizes[form.id]) for form in self.blueprint.prerequisites),
        )
        if key not in self.assessed:
            self.assessed[key] = assess(
                candidate, attempts, self.blueprint, track, self.sizes, self.challenged
            )
        return self.assessed[key]

    def attempts_of(self, form: str) -> list[Attempt]:
        """Return the attempts of a form that count."""
        return [a for mine in self.attempts.values() for a in mine.values() if a.form == form]

    def with_changed(
        self, form: str, change: Callable[[Attempt], Attempt]
    ) -> Iterator[tuple[Assessment, Assessment]]:
        """Yield what the rule says of everybody with a score on a form, and what it would say."""
        for candidate, mine in self.attempts.items():
            if any(attempt.form == form and attempt.state == "scored" for attempt in mine.values()):
                track = self.tracks.get(candidate, next(iter(self.blueprint.tracks)))
                changed = {key: change(a) if a.form == form else a for key, a in mine.items()}
                yield (
                    self.assessment(candidate, track),
                    assess(candidate, changed, self.blueprint, track, self.sizes, self.challenged),
                )

    def once(self, key: tuple[str, ...], compute: Callable[[], Result]) -> Result:
        """Return what was computed from these scores and rosters, or compute it now."""
        if key not in self.derived:
            self.derived[key] = compute()
        found: Result = self.derived[key]
        return found

    def team(self, provider: str) -> Team:
        """Return what a provider's roster earns on the day of the snapshot."""
        return self.once(("team", provider), lambda: self._team(provider))

    def _team(self, provider: str) -> Team:
        members = [self._member(name) for name, where in sorted(self.rosters.items()) if where == provider]
        result = certify_team(members, self.blueprint, self.provider_tracks[provider])
        return Team(provider, self.providers[provider], members, result)

    def _member(self, candidate: str) -> Member:
        scores = {key: attempt.scaled for key, attempt in self.attempts.get(candidate, {}).items()}
        return Member(candidate, {key: score for key, score in scores.items() if score is not None})


class Snapshots:
    """The newest snapshot of the records; safe to share between threads."""

    def __init__(self, records: Records, blueprint: Blueprint, clock: Callable[[], dt.datetime]) -> None:
        self._records, self._blueprint, self._clock = records, blueprint, clock
        self._newest: Snapshot | None = None
        self._lock = threading.Lock()

    def newest(self) -> Snapshot:
        """Return the records as of the last entry of the log."""
        with self._lock:
            seq, today = self._records.log.head()[0], day_of(self._clock())
            if self._newest is None or (self._newest.seq, self._newest.today) != (seq, today):
                with self._records.ledger.reading() as session:
                    self._newest = self._read(session, seq, today)
            return self._newest

    def _read(self, session: Session, seq: int, today: dt.date) -> Snapshot:
        old = self._newest
        since = valid_since(self._blueprint.policy.validity, self._clock())
        unchanged = old is not None and old.today == today and _only_decided(session, old.seq)
        return Snapshot(
            seq=seq,
            today=today,
            blueprint=self._blueprint,
            candidates=list(session.scalars(select(kept.Person.candidate).order_by(kept.Person.candidate))),
            attempts=old.attempts if old and unchanged else standing(session, since=since),
            challenged=_challenged(session),
            providers=_pairs(
                session, select(kept.Provider.id, kept.Provider.name).order_by(kept.Provider.name)
            ),
            provider_tracks=_pairs(session, select(kept.Provider.id, kept.Provider.track)),
            rosters=_pairs(
                session,
                select(kept.Membership.candidate, kept.Membership.provider).where(
                    kept.Membership.until.is_(None)
                ),
            ),
            tracks=tracks_of(session),
            assignees=_pairs(session, select(kept.Assignee.candidate, kept.Assignee.reviewer)),
            states=_states(session),
            assessed=old.assessed if old and unchanged else {},
            derived=old.derived if old and unchanged else {},
        )


# Entries that leave every score as it was.
_QUIET = (
    "decision.propose",
    "decision.approve",
    "decision.reject",
    "decision.withdraw",
    "case.assign",
    "person.reveal",
    "rating.add",
    "credential.issue",
    "account.add",
    "account.change",
)


def _only_decided(session: Session, since: int) -> bool:
    """Whether nothing after an entry of the log can have touched a score."""
    touched = select(kept.Audit.seq).where(kept.Audit.seq > since, kept.Audit.action.not_in(_QUIET)).limit(1)
    return session.execute(touched).first() is None


def _challenged(session: Session) -> set[tuple[str, str]]:
    query = select(kept.Case.form, kept.Case.item).where(
        kept.Case.kind == "challenge", kept.Case.state == "open"
    )
    return {(form or "", item or "") for form, item in session.execute(query)}


def _states(session: Session) -> dict[tuple[str, str], str]:
    made = kept.Decision
    query = (
        select(made.candidate, made.track, made.state).where(made.candidate.is_not(None)).order_by(made.id)
    )
    return {(str(candidate), track): state for candidate, track, state in session.execute(query)}


def _pairs(session: Session, query: Any) -> dict[str, str]:
    return {key: value for key, value in session.execute(query)}  # noqa: C416 (typed rows)
