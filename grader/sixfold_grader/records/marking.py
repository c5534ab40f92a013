"""Two blind raters, a senior one where they differ, and how well they agree. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sixfold_grader.blueprint import Item
from sixfold_grader.decision import Reason
from sixfold_grader.policy import RaterPolicy
from sixfold_grader.records.tables import Rating
from sixfold_grader.roles import FORMGRADER, REOPENED

BEST = 4  # each criterion is rated 0 to 4, in whole numbers


@dataclass(frozen=True)
class Marking:
    """All that raters said about one answer.

    Attributes
    ----------
    blind : tuple of mapping
        The first and the second rater's scores by criterion.
    senior : mapping
        The third rater's scores of the criteria where those two differ too much.
    """

    raters: tuple[str, ...] = ()
    blind: tuple[Mapping[str, float], ...] = ()
    senior: Mapping[str, float] | None = None
    senior_rater: str | None = None

    def gaps(self) -> dict[str, float]:
        """Return how far the two raters are apart, by criterion; empty until both are in."""
        if len(self.blind) < 2:
            return {}
        first, second = self.blind
        return {criterion: abs(first[criterion] - second[criterion]) for criterion in first}

    def disputed(self, largest_gap: float) -> list[str]:
        """Return the criteria that a senior rater has to settle, settled or not."""
        return [criterion for criterion, gap in self.gaps().items() if gap > largest_gap]

    def settled(self, largest_gap: float) -> dict[str, float] | None:
        """Return each criterion's score: the mean of two, the senior's where they differ; None if not yet."""
        if len(self.blind) < 2:
            return None
        first, second = self.blind
        scores = {criterion: (first[criterion] + second[criterion]) / 2 for criterion in first}
        for criterion in self.disputed(largest_gap):
            if self.senior is None:
                return None
            scores[criterion] = self.senior[criterion]
        return scores


def points(item: Item, scores: Mapping[str, float]) -> float:
    """Return an item's points: each criterion's share of its best rating, times its points."""
    return math.fsum(item.parts[criterion] * score / BEST for criterion, score in scores.items())


def by_candidate(ratings: Iterable[Rating]) -> dict[str, list[Rating]]:
    """Sort ratings by candidate."""
    sorted_: dict[str, list[Rating]] = defaultdict(list)
    for rating in ratings:
        sorted_[rating.candidate].append(rating)
    return dict(sorted_)


def markings(ratings: Iterable[Rating], submission: str) -> dict[str, Marking]:
    """Return one candidate's markings by item.

    Ratings of another hand-in, lone marks, and what came before the item was opened again do not count.
    """
    blind: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    senior: dict[str, dict[str, float]] = defaultdict(dict)
    who: dict[str, str] = {}
    for rating in sorted(ratings, key=lambda rating: rating.id):
        if rating.submission != submission or rating.rater == FORMGRADER:
            continue
        if rating.rater == REOPENED:
            blind.pop(rating.item, None)
            senior.pop(rating.item, None)
        elif rating.senior:
            senior[rating.item][rating.criterion], who[rating.item] = rating.score, rating.rater
        else:
            blind[rating.item][rating.rater][rating.criterion] = rating.score
    return {
        item: Marking(tuple(raters), tuple(raters.values()), senior.get(item), who.get(item))
        for item, raters in blind.items()
    }


def flags_of(ratings: Iterable[Rating], submission: str, form: str, largest_gap: float) -> Iterator[Reason]:
    """Yield what marking tells a reviewer: raters far apart, or a mark that one person alone has set."""
    mine = list(ratings)
    marked = markings(mine, submission)
    for item, marking in marked.items():
        gap = max(marking.gaps().values(), default=0.0)
        if gap > largest_gap:
            yield Reason("rater_gap", {"capability": form, "item": item, "gap": gap})
    alone = {r.item for r in mine if r.rater == FORMGRADER and r.submission == submission}
    for item in sorted(alone):
        if item not in marked or marked[item].settled(largest_gap) is None:
            yield Reason("lone_mark", {"capability": form, "item": item})


@dataclass(frozen=True)
class Agreement:
    """How two raters agree on one criterion of one item over `n` answers; NaN where it cannot be told."""

    item: str
    criterion: str
    n: int
    kappa: float
    icc: float
    exact: float
    adjacent: float

    def passes(self, gates: RaterPolicy) -> bool:
        """Whether both gates are reached; what cannot be told does not pass."""
        return self.kappa >= gates.kappa and self.icc >= gates.icc


def agreement(form_markings: Iterable[Mapping[str, Marking]]) -> list[Agreement]:
    """Return the agreement of first and second raters, by item and criterion."""
    pairs: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for marked in form_markings:
        for item, marking in marked.items():
            if len(marking.blind) == 2:
                first, second = marking.blind
                for criterion in first:
                    pairs[item, criterion].append((first[criterion], second[criterion]))
    return [_agreement(item, criterion, rated) for (item, criterion), rated in sorted(pairs.items())]


def _agreement(item: str, criterion: str, rated: Sequence[tuple[float, float]]) -> Agreement:
    from sixfold_grader.psychometrics import icc_a1, weighted_kappa  # loads SciPy

    n = len(rated)
    first, second = [a for a, _ in rated], [b for _, b in rated]
    return Agreement(
        item,
        criterion,
        n,
        kappa=weighted_kappa(first, second),
        icc=icc_a1(rated) if n > 1 else math.nan,
        exact=sum(a == b for a, b in rated) / n,
        adjacent=sum(abs(a - b) <= 1 for a, b in rated) / n,
    )
