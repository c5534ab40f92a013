"""From the scores of the capabilities to pass, level and what a person must look at (`certification.md` §2).

Pure: no file, no database, no clock. Texts for the reasons are in `explain`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal, NamedTuple

from sixfold_grader.blueprint import Blueprint, Capability
from sixfold_grader.policy import CERTIFICATE_LEVELS, CertificateLevel, Policy
from sixfold_grader.scoring import reaches, scale

Outcome = Literal["pass", "fail"]
Status = Literal["clear_pass", "clear_fail", "review", "blocked"]


class Reason(NamedTuple):
    """Why: a key of `[decision_reason]` in `messages.toml`, and the facts that its text shows."""

    key: str
    facts: Mapping[str, str | float]


@dataclass(frozen=True)
class CapabilityInput:
    """What is known of one candidate in one capability.

    Attributes
    ----------
    raw : float or None
        Points; None while there is no score, `blocks` says why (nothing there: not attempted).
    maximum, cut : float or None
        Points of the form that was taken; None for the blueprint's.
    sem : float or None
        Standard error in scaled points; None borrows the blueprint's.
    n : int or None
        How many candidates the standard error rests on; None in a what-if.
    critical_points, critical_maximum : float
        Of the critical items; 0 of 0 where the form has none.
    flags : tuple of Reason
        What sends the decision to a person whatever the score: `rater_gap`, `late`, `integrity`, `challenge`,
        `dif`.
    """

    raw: float | None
    maximum: float | None = None
    cut: float | None = None
    sem: float | None = None
    n: int | None = None
    critical_points: float = 0.0
    critical_maximum: float = 0.0
    flags: tuple[Reason, ...] = ()
    blocks: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Decision:
    """What the rule says of one candidate in one track; all scores unrounded, None while blocked.

    Attributes
    ----------
    scaled, capability_sem : mapping of capability to float
        Scores with the cut at 60 and their standard errors; None where there is no score.
    composite, sem : float or None
        Weighted mean of the scaled scores, and its standard error.
    probability : float or None
        `Φ((composite − cut) / sem)`: nearest .5 is reviewed first.
    badges : tuple of str
        Capabilities at or above the cut: each is worth a badge of its own, whatever the whole.
    """

    track: str
    scaled: Mapping[str, float | None]
    capability_sem: Mapping[str, float | None]
    composite: float | None
    sem: float | None
    decision: Outcome | None
    level: CertificateLevel | None
    status: Status
    reasons: tuple[Reason, ...] = ()
    probability: float | None = None
    badges: tuple[str, ...] = ()


NOT_ATTEMPTED = CapabilityInput(None)


def decide(
    scores: Mapping[str, CapabilityInput],
    blueprint: Blueprint,
    track: str,
    unmet: tuple[Reason, ...] = (),
) -> Decision:
    """Decide one candidate in one track.

    Pass iff the composite reaches the lowest level, every scaled score its floor, and the critical items
    their share. A person must look where pass or level flips within the bands of `policy.review`, or where a
    flag is set.

    Parameters
    ----------
    scores : mapping of capability id to CapabilityInput
        A capability left out has not been attempted.
    unmet : tuple of Reason
        Prerequisites that block the whole; badges of single capabilities stay.

    Raises
    ------
    ValueError
        An unknown capability, or points outside 0 to the maximum.
    SourceError
        An unknown track.
    """
    if unknown := set(scores) - set(blueprint.capabilities):
        raise ValueError(f"unknown capabilities: {', '.join(sorted(unknown))}")
    weights = blueprint.weights(track)
    inputs = {key: scores.get(key, NOT_ATTEMPTED) for key in blueprint.capabilities}
    scaled = {key: _scaled(inputs[key], blueprint, key) for key in inputs}
    errors = {
        key: None if scaled[key] is None else _sem(inputs[key], blueprint.capabilities[key]) for key in inputs
    }
    badges = tuple(k for k, s in scaled.items() if s is not None and reaches(s, blueprint.policy.scaled_cut))
    if blocks := (*unmet, *_blocks(inputs)):
        return Decision(track, scaled, errors, None, None, None, None, "blocked", blocks, badges=badges)
    rule = _Rule.of(inputs, blueprint, track)
    known = {key: score for key, score in scaled.items() if score is not None}
    sems = {key: error for key, error in errors.items() if error is not None}
    composite = math.fsum(weights[key] * known[key] for key in known)
    sem = math.sqrt(math.fsum((weights[key] * sems[key]) ** 2 for key in sems))
    level = rule.level(composite, known)
    review = (
        *rule.flips(composite, sem, known, sems),
        *(flag for entry in inputs.values() for flag in entry.flags),
        *_few(inputs, blueprint),
    )
    outcome: Outcome = "pass" if level else "fail"
    return Decision(
        track=track,
        scaled=scaled,
        capability_sem=errors,
        composite=composite,
        sem=sem,
        decision=outcome,
        level=level,
        status="review" if review else "clear_pass" if level else "clear_fail",
        reasons=(*rule.failures(composite, known), *review),
        probability=NormalDist().cdf((composite - blueprint.policy.levels["pass"]) / sem),
        badges=badges,
    )


def _scaled(entry: CapabilityInput, blueprint: Blueprint, key: str) -> float | None:
    if entry.raw is None or entry.blocks:
        return None
    capability = blueprint.capabilities[key]
    maximum = capability.maximum if entry.maximum is None else entry.maximum
    cut = capability.cut if entry.cut is None else entry.cut
    return scale(entry.raw, cut, maximum, blueprint.policy.scaled_cut)


def _sem(entry: CapabilityInput, capability: Capability) -> float:
    sem = capability.sem if entry.sem is None else entry.sem
    if not 0 < sem < math.inf:
        raise ValueError(f"the standard error of {capability.id} is {sem:g}; it must be above 0")
    return sem


def _blocks(inputs: Mapping[str, CapabilityInput]) -> tuple[Reason, ...]:
    reasons: list[Reason] = []
    for key, entry in inputs.items():
        if entry.raw is None and not entry.blocks:
            reasons.append(Reason("not_attempted", {"capability": key}))
        reasons += entry.blocks
    return tuple(reasons)


def _few(inputs: Mapping[str, CapabilityInput], blueprint: Blueprint) -> tuple[Reason, ...]:
    least = blueprint.policy.review.minimum_n
    return tuple(
        Reason("few", {"capability": key, "n": entry.n, "minimum": least})
        for key, entry in inputs.items()
        if entry.n is not None and entry.n < least
    )


@dataclass(frozen=True)
class _Rule:
    """The lines that one candidate of one track must reach."""

    policy: Policy
    floors: Mapping[str, float]
    critical_share: float | None  # what the candidate reached; None where no item is critical

    @classmethod
    def of(cls, inputs: Mapping[str, CapabilityInput], blueprint: Blueprint, track: str) -> _Rule:
        maximum = math.fsum(entry.critical_maximum for entry in inputs.values())
        points = math.fsum(entry.critical_points for entry in inputs.values())
        floors = {key: capability.floor_in(track) for key, capability in blueprint.capabilities.items()}
        return cls(blueprint.policy, floors, points / maximum if maximum else None)

    def level(self, composite: float, scaled: Mapping[str, float]) -> CertificateLevel | None:
        """Return the level that scores earn, or None for a fail."""
        if self.below_critical() or any(not reaches(scaled[key], line) for key, line in self.floors.items()):
            return None
        reached = [level for level in CERTIFICATE_LEVELS if reaches(composite, self.policy.levels[level])]
        return reached[-1] if reached else None

    def below_critical(self) -> bool:
        share = self.critical_share
        return share is not None and not reaches(share, self.policy.critical_share)

    def failures(self, composite: float, scaled: Mapping[str, float]) -> Iterator[Reason]:
        """Yield every line that is missed."""
        cut = self.policy.levels["pass"]
        if not reaches(composite, cut):
            yield Reason("below_cut", {"composite": composite, "line": cut})
        for key, line in self.floors.items():
            if not reaches(scaled[key], line):
                yield Reason("below_floor", {"capability": key, "scaled": scaled[key], "line": line})
        if self.critical_share is not None and self.below_critical():
            yield Reason("critical", {"share": self.critical_share, "needed": self.policy.critical_share})

    def flips(
        self, composite: float, sem: float, scaled: Mapping[str, float], sems: Mapping[str, float]
    ) -> Iterator[Reason]:
        """Yield the lines within the bands, if pass or level flips there."""
        band = self.policy.review.composite_sems * sem
        bands = {key: self.policy.review.capability_sems * sems[key] for key in sems}
        upper = self.level(composite + band, {key: scaled[key] + bands[key] for key in scaled})
        lower = self.level(composite - band, {key: scaled[key] - bands[key] for key in scaled})
        if upper == lower:
            return
        for level, line in self.policy.levels.items():
            if _within(line, composite, band):
                yield Reason(
                    "level_band", {"level": level, "sems": abs(composite - line) / sem, "line": line}
                )
        for key, line in self.floors.items():
            if _within(line, scaled[key], bands[key]):
                distance = abs(scaled[key] - line) / sems[key]
                yield Reason("floor_band", {"capability": key, "sems": distance, "line": line})


def _within(line: float, score: float, band: float) -> bool:
    return reaches(score + band, line) and not reaches(score - band, line)
