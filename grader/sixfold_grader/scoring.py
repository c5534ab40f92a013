"""From item scores to the scaled score of a capability. Pure: no file, no database, no clock."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sixfold_grader.blueprint import Form

Outcome = Literal["reached", "below", "blocked"]


@dataclass(frozen=True)
class ItemScore:
    """An item's score as the gradebook holds it.

    Attributes
    ----------
    auto, manual : float or None
        Points; manual marking replaces the automatic score.
    waiting : bool
        The item still needs a person.
    """

    item: str
    maximum: float
    auto: float | None = None
    manual: float | None = None
    waiting: bool = False

    @property
    def points(self) -> float | None:
        """`min(max, manual if there is one else auto)`; None while undecided."""
        score = self.auto if self.manual is None else self.manual
        return None if self.waiting or score is None else min(self.maximum, score)


@dataclass(frozen=True)
class CapabilityScore:
    """One candidate's score on one form.

    Attributes
    ----------
    raw, scaled : float or None
        Points, and the score on the 0-100 scale whose cut is 60; None while blocked.
    reasons : tuple of str
        Message keys with item ids, e.g. `("waiting", "memo_roi2")`, why it is blocked.
    """

    candidate: str
    items: Mapping[str, ItemScore]
    raw: float | None
    scaled: float | None
    outcome: Outcome
    reasons: tuple[tuple[str, str], ...] = ()


def scale(raw: float, cut: float, maximum: float, scaled_cut: float = 60.0) -> float:
    """Scale a raw score so that the cut is always `scaled_cut` and the maximum 100.

    Two straight lines that meet at the cut (`certification.md` §1): `60·raw/cut` below it,
    `60 + 40·(raw−cut)/(max−cut)` at or above it.

    Parameters
    ----------
    raw, cut, maximum : float
        Points, `0 < cut < maximum` and `0 <= raw <= maximum`.

    Raises
    ------
    ValueError
        A value lies outside these bounds.
    """
    if not 0 < cut < maximum:
        raise ValueError(f"the cut is {cut:g}; it must lie between 0 and the maximum {maximum:g}")
    if not 0 <= raw <= maximum:
        raise ValueError(f"the raw score is {raw:g}; it must lie between 0 and the maximum {maximum:g}")
    if raw < cut:
        return scaled_cut * raw / cut
    return scaled_cut + (100 - scaled_cut) * (raw - cut) / (maximum - cut)


# Undoes binary noise, such as 0.25 · 60 + 0.15 · 60 + … = 59.99999999999999; it cannot lift 59.99 to 60.
_NOISE = 1e-10


def reaches(score: float, line: float) -> bool:
    """Whether an unrounded score is at or above a line, as `shown` shows it."""
    return score >= line - _NOISE


def shown(score: float) -> str:
    """Truncate to 0.1 for display, so that no displayed 60.0 ever failed."""
    return f"{math.floor((score + _NOISE) * 10) / 10:.1f}"


def scale_sem(sem: float, cut: float, maximum: float, scaled_cut: float = 60.0) -> float:
    """Return a standard error in points on the scale: times the larger of its two slopes (§1)."""
    return sem * max(scaled_cut / cut, (100 - scaled_cut) / (maximum - cut))


def score_capability(
    candidate: str,
    items: Sequence[ItemScore],
    form: Form,
    scaled_cut: float = 60.0,
    *,
    problem: str | None = None,
) -> CapabilityScore:
    """Score one candidate on one form.

    Parameters
    ----------
    problem : str or None
        Why there is no decision at all (`rejected`, `fault`), if so.
    """
    by_id = {score.item: score for score in items}
    reasons = [(problem, "")] if problem else []
    reasons += [("waiting", item) for item in form.items if item not in by_id or by_id[item].points is None]
    if reasons:
        return CapabilityScore(candidate, by_id, None, None, "blocked", tuple(reasons))
    raw = math.fsum(by_id[item].points or 0.0 for item in form.items)
    scaled = scale(raw, form.cut, form.points, scaled_cut)
    lost = [("lost", item) for item in _most_lost(by_id, form)]
    return CapabilityScore(
        candidate, by_id, raw, scaled, "reached" if scaled >= scaled_cut else "below", tuple(lost)
    )


def _most_lost(items: Mapping[str, ItemScore], form: Form, count: int = 3) -> list[str]:
    """Return the items that cost the most points: the why of a score."""
    losses = {item: form.items[item].points - (items[item].points or 0.0) for item in form.items}
    return sorted((item for item in losses if losses[item] > 0), key=lambda item: -losses[item])[:count]


@dataclass(frozen=True)
class ItemDifficulty:
    """How a cohort did on an item: mean share of points `p`, share of full marks and of zeros."""

    item: str
    n: int
    p: float
    full: float
    zero: float


def item_difficulty(scores: Sequence[CapabilityScore], form: Form) -> list[ItemDifficulty]:
    """Return each item's difficulty over the candidates who have a score on it."""
    rows = []
    for item in form.items.values():
        shares = [
            points / item.points
            for score in scores
            if (entry := score.items.get(item.id)) and (points := entry.points) is not None
        ]
        n = len(shares)
        if n:
            full, zero = sum(s >= 1 for s in shares) / n, sum(s <= 0 for s in shares) / n
            rows.append(ItemDifficulty(item.id, n, math.fsum(shares) / n, full, zero))
    return rows
