"""Certification of a provider from what its people hold (`certification.md` §6). Pure."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from sixfold_grader.blueprint import Blueprint
from sixfold_grader.errors import RosterError
from sixfold_grader.policy import CERTIFICATE_LEVELS, CertificateLevel
from sixfold_grader.scoring import reaches


@dataclass(frozen=True)
class Member:
    """Somebody on a roster, with the scaled scores that count today (active, newest)."""

    candidate: str
    scores: Mapping[str, float]


@dataclass(frozen=True)
class TeamResult:
    """What a roster earns in one track.

    Attributes
    ----------
    qualified : mapping of capability to candidates
        Who is at or above the cut, the best first.
    assigned : mapping of capability to candidate or None
        One way to cover as many capabilities as possible; None is a gap.
    losses : mapping of candidate to capabilities
        What stays uncovered without this member, where it is covered now.
    depth : bool
        Everything is covered, and stays so without any one member, or everything has enough qualified people.
    scores : mapping of capability to float or None
        Mean of the two best qualified scores; None where nobody is qualified.
    composite : float or None
        Weighted mean of these; None with a gap.
    level : str or None
        Level of the composite, no more than `pass` without depth; None with a gap.
    """

    track: str
    qualified: Mapping[str, tuple[str, ...]]
    assigned: Mapping[str, str | None]
    losses: Mapping[str, tuple[str, ...]]
    depth: bool
    scores: Mapping[str, float | None]
    composite: float | None
    level: CertificateLevel | None

    @property
    def gaps(self) -> tuple[str, ...]:
        """Capabilities that nobody is left to cover."""
        return tuple(key for key, candidate in self.assigned.items() if candidate is None)

    @property
    def single(self) -> tuple[str, ...]:
        """Capabilities that rest on one qualified person."""
        return tuple(key for key, people in self.qualified.items() if len(people) == 1)


def check_rosters(rosters: Mapping[str, Sequence[str]], known: Collection[str]) -> None:
    """Raise `RosterError` for somebody unknown, on one roster twice, or on two providers' rosters.

    Parameters
    ----------
    rosters : mapping of provider to candidates
    known : collection of candidates
    """
    listed: dict[str, str] = {}
    for provider, candidates in rosters.items():
        for candidate in candidates:
            if candidate not in known:
                raise RosterError(f"roster of {provider}: candidate {candidate!r} is unknown; check the id")
            if listed.get(candidate) == provider:
                raise RosterError(f"roster of {provider}: candidate {candidate!r} is listed twice")
            if candidate in listed:
                raise RosterError(
                    f"candidate {candidate!r} is on the rosters of {listed[candidate]} and {provider}; "
                    "only one provider may list a person"
                )
            listed[candidate] = provider


def certify_team(members: Sequence[Member], blueprint: Blueprint, track: str) -> TeamResult:
    """Return what a roster earns.

    Coverage is a maximum bipartite matching of capabilities to qualified members with at most
    `policy.team.capabilities_each` a member.

    Raises
    ------
    RosterError
        A candidate is there twice.
    SourceError
        An unknown track.
    """
    check_rosters({"this provider": [m.candidate for m in members]}, {m.candidate for m in members})
    policy, weights = blueprint.policy, blueprint.weights(track)
    qualified = {key: _qualified(members, key, policy.scaled_cut) for key in blueprint.capabilities}
    each = policy.team.capabilities_each
    assigned = _cover(members, qualified, each)
    losses = {
        member.candidate: broken
        for member in members
        if (broken := _broken_without(member, members, qualified, assigned, each))
    }
    covered = None not in assigned.values()
    many = all(len(people) >= policy.team.depth for people in qualified.values())
    depth = covered and (many or not losses)
    scores = {key: _best_two(members, key, people) for key, people in qualified.items()}
    known = {key: score for key, score in scores.items() if score is not None}
    composite = math.fsum(weights[key] * known[key] for key in known) if covered else None
    return TeamResult(
        track=track,
        qualified=qualified,
        assigned=assigned,
        losses=losses,
        depth=depth,
        scores=scores,
        composite=composite,
        level=_level(composite, depth, policy.levels),
    )


def _qualified(members: Sequence[Member], capability: str, cut: float) -> tuple[str, ...]:
    scores = {m.candidate: m.scores[capability] for m in members if capability in m.scores}
    able = [candidate for candidate, score in scores.items() if reaches(score, cut)]
    return tuple(sorted(able, key=lambda candidate: -scores[candidate]))


def _cover(
    members: Sequence[Member], qualified: Mapping[str, Sequence[str]], each: int
) -> dict[str, str | None]:
    """Cover as many capabilities as possible; among such ways, the one with the best scores."""
    seats = [member for member in members for _ in range(each)]
    assigned: dict[str, str | None] = dict.fromkeys(qualified)
    if not seats:
        return assigned
    keys = list(qualified)
    # A covered capability is worth more than all scores together.
    bonus = 100.0 * len(keys) + 1
    worth = np.array(
        [
            [bonus + seat.scores[key] if seat.candidate in qualified[key] else 0.0 for key in keys]
            for seat in seats
        ]
    )
    for row, column in zip(*linear_sum_assignment(worth, maximize=True), strict=True):
        if worth[row, column] > 0:
            assigned[keys[column]] = seats[row].candidate
    return assigned


def _broken_without(
    member: Member,
    members: Sequence[Member],
    qualified: Mapping[str, Sequence[str]],
    assigned: Mapping[str, str | None],
    each: int,
) -> tuple[str, ...]:
    """Return what is covered with this member and not without; who covers nothing can be spared."""
    if member.candidate not in assigned.values():
        return ()
    rest = _cover([other for other in members if other is not member], qualified, each)
    return tuple(key for key, candidate in rest.items() if candidate is None and assigned[key] is not None)


def _best_two(members: Sequence[Member], capability: str, people: Sequence[str]) -> float | None:
    by_name = {member.candidate: member.scores for member in members}
    best = [by_name[candidate][capability] for candidate in people[:2]]
    return math.fsum(best) / len(best) if best else None


def _level(
    composite: float | None, depth: bool, levels: Mapping[CertificateLevel, float]
) -> CertificateLevel | None:
    reached = [
        level for level in CERTIFICATE_LEVELS if composite is not None and reaches(composite, levels[level])
    ]
    if not reached:
        return None
    return reached[-1] if depth else CERTIFICATE_LEVELS[0]
