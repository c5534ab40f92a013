"""What is to be issued on which decision, and why not. Reads the records, writes nothing."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sixfold_grader.blueprint import Blueprint
from sixfold_grader.credential.documents import Kind, award_of
from sixfold_grader.credential.proofs import proofs_of
from sixfold_grader.credential.times import day
from sixfold_grader.errors import CredentialError
from sixfold_grader.policy import CERTIFICATE_LEVELS
from sixfold_grader.records import Records
from sixfold_grader.records.assess import Proposal
from sixfold_grader.records.tables import Credential, Decision
from sixfold_grader.scoring import reaches
from sixfold_grader.team import Member, TeamResult, certify_team

_RENEWAL = "renewal"  # reason code of a decision on a delta paper


@dataclass(frozen=True)
class Wish:
    """What is to be printed beside the level; the holder has to have agreed."""

    name: bool = False
    scores: bool = False


@dataclass(frozen=True)
class Step:
    """One certificate that is to be issued, or the reason why not.

    Attributes
    ----------
    decision : Decision
    kind, of : str
        As in `Award`.
    held : Credential or None
        What the holder has of this already.
    why_not : str
        Empty if it is to be issued.
    done : bool
        Whether that is so because it was issued before.
    """

    decision: Decision
    kind: Kind
    of: str
    held: Credential | None = None
    why_not: str = ""

    done: bool = False

    @property
    def holder(self) -> str:
        """Pseudonym of the candidate, or the provider's id."""
        return self.decision.candidate or self.decision.provider or ""

    @property
    def replaces(self) -> Credential | None:
        """What is superseded by the new certificate."""
        return self.held if self.held and self.held.state in ("active", "expired") else None


@dataclass(frozen=True)
class Planner:
    """Reads what was decided and what has been issued; `void` are ids of keys that were stolen."""

    records: Records
    blueprint: Blueprint
    void: Collection[str] = ()

    @property
    def now(self) -> dt.datetime:
        """The present moment, to the second."""
        return self.records.ledger.clock()

    def steps(self, decisions: Iterable[Decision], badges: Sequence[str], wish: Wish) -> list[Step]:
        """Return a step for each certificate, or for each badge, that these decisions give."""
        return [step for decision in decisions for step in self._steps(decision, badges, wish)]

    def _steps(self, decision: Decision, badges: Sequence[str], wish: Wish) -> Iterator[Step]:
        if decision.provider is not None:
            yield self._step(decision, "provider", decision.track, wish, self._team_problem(decision))
        elif not badges:
            failed = "" if decision.outcome == "pass" else f"decision {decision.id} is {decision.outcome!r}"
            yield self._step(decision, "track", decision.track, wish, failed)
        else:
            scores, cut = self.records.credentials.scores_behind(decision), self.blueprint.policy.scaled_cut
            for capability in badges:
                earned = capability in scores and reaches(scores[capability], cut)
                below = "" if earned else f"{capability} is below {cut:g}, or was not taken"
                yield self._step(decision, "capability", capability, wish, below)

    def _step(self, decision: Decision, kind: Kind, of: str, wish: Wish, why_not: str) -> Step:
        found = self.records.credentials.find(candidate=decision.candidate, provider=decision.provider)
        alike = (one for one in found if (one.kind, one.capability or one.track) == (kind, of))
        held = next((one for one in alike if one.state != "superseded"), None)
        step = Step(decision, kind, of, held)
        if why_not and held is not None and held.state == "active":
            why_not += f"; {held.id} is still in force: revoke it if it should not be"
        if not why_not and self._is_done(step, wish):
            return replace(step, done=True, why_not=f"issued already: {held.id}" if held else "")
        return replace(step, why_not=why_not or self._obstacle(step))

    def _is_done(self, step: Step, wish: Wish) -> bool:
        held = step.held
        if held is None or held.decision != step.decision.id or held.state != "active":
            return False
        award = award_of(held.document)
        more = (wish.name and not award.holder) or (wish.scores and not award.scores)
        return self.now < held.expires and not more and not self._is_void(held)

    def _is_void(self, held: Credential) -> bool:
        return any(proof["verificationMethod"] in self.void for proof in proofs_of(held.document))

    def _obstacle(self, step: Step) -> str:
        held, ends = step.held, self.ends(step)
        if ends <= self.now:
            return f"decision {step.decision.id} is too old; it was good until {day(ends)}"
        if held is None or held.state == "active":
            return ""
        if held.state == "suspended":
            return f"{held.id} is suspended; restore or withdraw it first"
        if held.decision == step.decision.id:
            return f"{held.id} is {held.state} since; a new decision is needed"
        return ""

    def ends(self, step: Step) -> dt.datetime:
        """Return when the new certificate ends: a renewal adds to what is left."""
        held, months = step.held, self.blueprint.policy.validity.months
        if held is not None and held.decision == step.decision.id:
            return held.expires
        if held is not None and held.state == "active" and step.decision.reason_code == _RENEWAL:
            return months_later(held.expires, months)
        return months_later(step.decision.approved_at or self.now, months)

    def team(self, provider: str, track: str) -> TeamResult:
        """Return what a provider's roster earns today, by the certificates and badges in force."""
        members = [one.candidate for one in self.records.people.memberships() if one.provider == provider]
        return certify_team(
            [Member(name, self._scores_in_force(name)) for name in members], self.blueprint, track
        )

    def team_proposal(self, provider: str, reason: str) -> Proposal:
        """Return what can be proposed about a provider today, with its evidence."""
        tracks = {one.id: one.track for one in self.records.people.providers()}
        if provider not in tracks:
            known = ", ".join(tracks) or "none"
            raise CredentialError(f"unknown provider {provider!r}; there are: {known}")
        return proposal_of(self.team(provider, tracks[provider]), provider, reason)

    def _scores_in_force(self, candidate: str) -> dict[str, float]:
        scores: dict[str, float] = {}
        for held in reversed(self.records.credentials.find(candidate=candidate, state="active")):
            if held.expires > self.now and held.decision is not None:
                behind = self.records.credentials.scores_behind(self.records.decisions.get(held.decision))
                scores |= {key: value for key, value in behind.items() if held.capability in (None, key)}
        return scores

    def _team_problem(self, decision: Decision) -> str:
        team = self.team(decision.provider or "", decision.track)
        if team.level is None:
            gaps = ", ".join(team.gaps)
            return f"nobody on the roster is left to cover {gaps}, by certificates in force today"
        levels: list[str] = list(CERTIFICATE_LEVELS)
        if decision.level is not None and levels.index(team.level) < levels.index(decision.level):
            return (
                f"the roster earns {team.level!r} today, decision {decision.id} says {decision.level!r}; "
                "propose a new decision"
            )
        return "" if decision.outcome == "pass" else f"decision {decision.id} is {decision.outcome!r}"

    def renewal(self, number: str) -> tuple[Step, Wish]:
        """Return the step that renews a certificate, and what the old one prints.

        Raises
        ------
        CredentialError
            It is not in its renewal window, or no renewal has been decided.
        """
        held = self.records.credentials.get(number)
        days = self.blueprint.policy.validity.renewal_days
        opens = held.expires - dt.timedelta(days=days)
        if held.state != "active" or self.now >= held.expires:
            raise CredentialError(
                f"{held.id} is {_state(held, self.now)}; only a certificate in force is renewed"
            )
        if self.now < opens:
            raise CredentialError(
                f"{held.id} ends on {day(held.expires)}; it can be renewed from {day(opens)}, "
                f"{days} days before"
            )
        approved = self.records.decisions.find(
            candidate=held.candidate, provider=held.provider, state="approved"
        )
        award = award_of(held.document)
        wish = Wish(bool(award.holder), bool(award.scores))
        for decision in approved:
            if decision.reason_code == _RENEWAL and decision.id != held.decision:
                badges = [award.of] if award.kind == "capability" else []
                return next(self._steps(decision, badges, wish)), wish
        raise CredentialError(
            f"{held.id}: no renewal of {held.candidate or held.provider} is approved; it needs the delta "
            f"paper, and a decision with the reason {_RENEWAL!r} by two people"
        )


def proposal_of(team: TeamResult, provider: str, reason: str) -> Proposal:
    """Return the proposal that follows from what a provider's roster earns."""
    return Proposal(
        provider=provider,
        track=team.track,
        outcome="pass" if team.level else "fail",
        level=team.level,
        reason_code="team",
        reason=reason,
        evidence=as_evidence(team),
    )


def as_evidence(team: TeamResult) -> dict[str, Any]:
    """Return what a roster earns as JSON."""
    return {
        "track": team.track,
        "level": team.level,
        "composite": team.composite,
        "depth": team.depth,
        "assigned": dict(team.assigned),
        "qualified": {key: list(people) for key, people in team.qualified.items()},
        "scores": dict(team.scores),
        "losses": {who: list(capabilities) for who, capabilities in team.losses.items()},
    }


def months_later(moment: dt.datetime, months: int) -> dt.datetime:
    """Return the same day of a later month, or that month's last."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def _state(held: Credential, now: dt.datetime) -> str:
    return "expired" if held.state == "active" and held.expires <= now else held.state
