"""One paragraph on a candidate: what was decided, why, and what comes next. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sixfold_grader import standing
from sixfold_grader.blueprint import Blueprint, Language
from sixfold_grader.decision import Decision, Outcome, Reason
from sixfold_grader.explain import outcome_text, reason_text
from sixfold_grader.messages import text
from sixfold_grader.policy import CertificateLevel
from sixfold_grader.scoring import reaches, shown

_MISSED = ("below_cut", "below_floor", "critical")


@dataclass(frozen=True)
class Decided:
    """A decision on record, and the scores and reasons that it rests on."""

    state: Literal["proposed", "approved"]
    outcome: Outcome
    level: CertificateLevel | None
    day: dt.date
    composite: float | None
    scaled: Mapping[str, float | None]
    reasons: Sequence[Reason]


@dataclass(frozen=True)
class Certificate:
    """The newest certificate of the track."""

    state: standing.CertificateState
    expires: dt.date


@dataclass(frozen=True)
class CandidateStatus:
    """What is on record about a candidate in one track.

    Attributes
    ----------
    rule : Decision or None
        What the scores say now; None before the first attempt.
    taken : mapping of capability to dates
        Days of the attempts that counted.
    appealed : bool
        An appeal is open.
    """

    candidate: str
    track: str
    today: dt.date
    rule: Decision | None
    decided: Decided | None = None
    taken: Mapping[str, Sequence[dt.date]] = field(default_factory=dict)
    certificate: Certificate | None = None
    appealed: bool = False


def paragraph(status: CandidateStatus, blueprint: Blueprint, language: Language) -> str:
    """Return the paragraph in one language."""
    return _Writer(status, blueprint, language).paragraph()


@dataclass(frozen=True)
class _Writer:
    status: CandidateStatus
    blueprint: Blueprint
    language: Language

    def paragraph(self) -> str:
        sentences = [*self.what(), *self.why(), *self.next()]
        return {"en": " ", "zh": ""}[self.language].join(sentences)

    def say(self, key: str, **facts: object) -> str:
        return text("status_text", key, self.language, {name: str(fact) for name, fact in facts.items()})

    def listed(self, parts: Sequence[str]) -> str:
        return {"en": "; ", "zh": "；"}[self.language].join(parts)

    def titles(self, capabilities: Sequence[str]) -> str:
        titles = [self.blueprint.capabilities[key].title[self.language] for key in capabilities]
        return {"en": ", ", "zh": "、"}[self.language].join(titles)

    def level(self, outcome: Outcome, level: CertificateLevel | None) -> str:
        if level is None:
            return text("decision", outcome, self.language)
        return text("certificate_level", level, self.language)

    def what(self) -> Iterator[str]:
        status, decided = self.status, self.status.decided
        track = self.blueprint.tracks[status.track][self.language]
        about = {"candidate": status.candidate, "track": track}
        if decided is None:
            yield self.say("nothing" if status.rule is None else "undecided", **about)
            return
        key = {"proposed": "proposed", "approved": "passed" if decided.outcome == "pass" else "failed"}
        level = self.level(decided.outcome, decided.level)
        yield self.say(key[decided.state], **about, level=level, day=decided.day)

    def why(self) -> Iterator[str]:
        decided, rule = self.status.decided, self.status.rule
        if decided is not None:
            yield from self.reasons(decided.outcome, decided.composite, decided.reasons)
        if rule is None:
            return
        if rule.decision is None:
            yield from self.missing(rule)
        elif decided is None:
            yield self.say("scores_say", outcome=outcome_text(rule, self.language))
            yield from self.reasons(rule.decision, rule.composite, rule.reasons)
        elif (rule.decision, rule.level) != (decided.outcome, decided.level):
            yield self.say("otherwise", outcome=self.level(rule.decision, rule.level))

    def missing(self, rule: Decision) -> Iterator[str]:
        others = [reason for reason in rule.reasons if reason.key != "not_attempted"]
        if others:
            parts = [reason_text(reason, self.blueprint, self.language) for reason in others]
            yield self.say("missing", reasons=self.listed(parts))
        to_take = [str(r.facts["capability"]) for r in rule.reasons if r.key == "not_attempted"]
        if to_take:
            yield self.say("to_take", capabilities=self.titles(to_take))

    def reasons(self, outcome: Outcome, composite: float | None, reasons: Sequence[Reason]) -> Iterator[str]:
        cut = self.blueprint.policy.levels["pass"]
        missed = [r for r in reasons if r.key in _MISSED]
        looked = [r for r in reasons if r.key not in _MISSED]
        if outcome == "pass" and composite is not None:
            yield self.say("reached", composite=shown(composite), cut=f"{cut:g}")
        for key, some in (("missed", missed), ("looked", looked)):
            if some:
                parts = [reason_text(reason, self.blueprint, self.language) for reason in some]
                yield self.say(key, reasons=self.listed(parts))

    def next(self) -> Iterator[str]:
        decided, rule = self.status.decided, self.status.rule
        if decided is None or decided.state == "proposed":
            if decided is not None:
                yield self.say("second_person")
            elif rule is not None and rule.decision is not None:
                yield self.say("two_people")
            return
        if decided.outcome == "pass":
            yield from self.certificate()
        else:
            yield from self.again(decided)
        yield from self.appeal(decided)

    def certificate(self) -> Iterator[str]:
        held, validity = self.status.certificate, self.blueprint.policy.validity
        if held is None:
            yield self.say("issue")
        elif held.state == "active":
            renewal = held.expires - dt.timedelta(days=validity.renewal_days)
            yield self.say("active", expires=held.expires, renewal=renewal)
        else:
            yield self.say(held.state, expires=held.expires)

    def again(self, decided: Decided) -> Iterator[str]:
        policy, cut = self.blueprint.policy.retake, self.blueprint.policy.scaled_cut
        scores = {key: score for key, score in decided.scaled.items() if score is not None}
        if earned := [key for key, score in scores.items() if reaches(score, cut)]:
            yield self.say("badges", capabilities=self.titles(earned))
        for key in (key for key, score in scores.items() if not reaches(score, cut)):
            taken = self.status.taken.get(key, ())
            found = standing.next_attempt(taken, policy)
            facts = {"capability": self.titles([key]), "number": len(taken), "day": found.day}
            if found.day is None or found.day <= self.status.today:
                yield self.say("again_now", **facts)
            else:
                limits = {"attempts": policy.attempts, "months": policy.months}
                yield self.say(f"again_{found.why}", **facts, **limits)
        yield self.say("resit", day=standing.resit_until(decided.day, policy))

    def appeal(self, decided: Decided) -> Iterator[str]:
        last = standing.appeal_until(decided.day, self.blueprint.policy.validity)
        if self.status.appealed:
            yield self.say("appealed")
        elif self.status.today <= last:
            yield self.say("appeal", day=last)
