"""From attempts on record to what the rule says, and to a proposal with its evidence. Pure."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sixfold_grader.blueprint import Blueprint, Form
from sixfold_grader.decision import CapabilityInput, Decision, Reason, decide
from sixfold_grader.errors import RecordsError
from sixfold_grader.records.audit import digest
from sixfold_grader.records.tables import Attempt
from sixfold_grader.scoring import ItemScore, reaches


@dataclass(frozen=True)
class Proposal:
    """What is proposed about one candidate, or one provider.

    Attributes
    ----------
    outcome : str
        `pass` or `fail`.
    evidence : mapping
        JSON: what it rests on; `attempts` is capability -> id of the attempt that counted.
    """

    track: str
    outcome: str
    level: str | None
    reason_code: str
    reason: str
    evidence: Mapping[str, Any]
    candidate: str | None = None
    provider: str | None = None
    run: int | None = None

    @property
    def about(self) -> str:
        """Whom it is about."""
        return self.candidate or self.provider or ""


@dataclass(frozen=True)
class Assessment:
    """What the rule says about one candidate, and the attempts that it rests on."""

    candidate: str
    decision: Decision
    attempts: Mapping[str, Attempt]

    @property
    def outcome(self) -> str:
        """The level, `fail`, or `blocked`."""
        return self.decision.level or self.decision.decision or "blocked"

    def proposal(self, reason_code: str, reason: str = "") -> Proposal:
        """Return the proposal that follows: nobody chooses an outcome, the scores have it.

        Raises
        ------
        RecordsError
            The candidate is blocked.
        """
        decision = self.decision
        if decision.decision is None:
            why = ", ".join(sorted({r.key for r in decision.reasons}))
            raise RecordsError(f"{self.candidate} is blocked ({why}); nothing can be proposed yet")
        return Proposal(
            candidate=self.candidate,
            track=decision.track,
            run=max((attempt.run for attempt in self.attempts.values()), default=None),
            outcome=decision.decision,
            level=decision.level,
            reason_code=reason_code,
            reason=reason,
            evidence=self.evidence(),
        )

    def evidence(self) -> dict[str, Any]:
        """Return what a decision rests on, as JSON."""
        decision = self.decision
        return {
            "attempts": {key: attempt.id for key, attempt in self.attempts.items()},
            "scores_sha256": scores_sha256(self.attempts),
            "scaled": dict(decision.scaled),
            "composite": decision.composite,
            "sem": decision.sem,
            "probability": decision.probability,
            "outcome": decision.decision,
            "level": decision.level,
            "status": decision.status,
            "reasons": [[reason.key, dict(reason.facts)] for reason in decision.reasons],
            "badges": list(decision.badges),
        }


def scores_sha256(attempts: Mapping[str, Attempt]) -> str:
    """Return the SHA-256 of the scores that count; it stays while a new run finds the same ones."""
    return digest({key: [a.form, a.raw, a.maximum, a.cut, a.submission] for key, a in attempts.items()})


def assess(
    candidate: str,
    attempts: Mapping[str, Attempt],
    blueprint: Blueprint,
    track: str,
    sizes: Mapping[str, int],
    challenged: Collection[tuple[str, str]] = (),
) -> Assessment:
    """Apply the rule to one candidate's attempts.

    Parameters
    ----------
    sizes : mapping of capability to int
        How many candidates have a score there.
    challenged : collection of (form, item)
        Items under challenge.
    """
    counted = {key: attempt for key, attempt in attempts.items() if key in blueprint.capabilities}
    inputs = {
        key: _input(attempt, blueprint.forms.get(attempt.form), sizes.get(key, 0), challenged)
        for key, attempt in counted.items()
    }
    unmet = tuple(_unmet(attempts, blueprint, sizes))
    return Assessment(candidate, decide(inputs, blueprint, track, unmet), counted)


def _unmet(
    attempts: Mapping[str, Attempt], blueprint: Blueprint, sizes: Mapping[str, int]
) -> Iterator[Reason]:
    """Yield the prerequisites not passed; one holds as soon as anybody has a score in it."""
    for form in blueprint.prerequisites:
        attempt = attempts.get(form.id)
        scaled = attempt.scaled if attempt else None
        passed = scaled is not None and reaches(scaled, blueprint.policy.scaled_cut)
        if sizes.get(form.id) and not passed:
            yield Reason("prerequisite", {"capability": form.id})


def _input(
    attempt: Attempt, form: Form | None, n: int, challenged: Collection[tuple[str, str]]
) -> CapabilityInput:
    contested = [item for where, item in challenged if where == attempt.form]
    critical = [item.id for item in form.items.values() if item.critical] if form else []
    flags = tuple(Reason(key, facts) for key, facts in attempt.flags.get("review", ()))
    return CapabilityInput(
        raw=attempt.raw,
        maximum=attempt.maximum,
        cut=attempt.cut,
        n=n,
        critical_points=math.fsum(_points(attempt.items[name]) for name in critical if name in attempt.items),
        critical_maximum=math.fsum(
            attempt.items[name]["maximum"] for name in critical if name in attempt.items
        ),
        flags=(
            *flags,
            *(Reason("challenge", {"capability": attempt.capability, "item": item}) for item in contested),
        ),
        blocks=tuple(Reason(key, facts) for key, facts in attempt.flags.get("blocks", ())),
    )


def _points(item: Mapping[str, Any]) -> float:
    return ItemScore("", **item).points or 0.0
