"""How well the items of a form measure, and who would be decided otherwise without one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sixfold_grader import psychometrics
from sixfold_grader.blueprint import Form, Language
from sixfold_grader.records.assess import Assessment
from sixfold_grader.records.tables import Attempt
from sixfold_grader.scoring import ItemScore
from sixfold_grader.web.texts import say


@dataclass(frozen=True)
class ItemRow:
    """One item's figures as they are shown."""

    id: str
    title: str
    points: int
    p: str
    r: str
    flag: str


@dataclass(frozen=True)
class Quality:
    """A form's figures: `alpha` and `sem` (raw points) as they are shown."""

    n: int
    alpha: str
    sem: str
    rows: Sequence[ItemRow]


@dataclass(frozen=True)
class Change:
    """Somebody who would be decided otherwise."""

    candidate: str
    track: str
    before: str
    after: str


@dataclass(frozen=True)
class Effect:
    """What dropping an item would change; nothing is changed."""

    title: str
    maximum: float
    cut: float
    n: int
    changes: Sequence[Change]


def quality_of(form: Form, attempts: Sequence[Attempt], language: Language) -> Quality:
    """Return a form's figures; below the smallest n a text says so in place of a figure."""
    scored = [
        attempt
        for attempt in attempts
        if attempt.state == "scored" and attempt.items.keys() >= form.items.keys()
    ]
    n = len(scored)
    if n < psychometrics.MINIMUM["items"]:
        few = say("report.insufficient", language, n=n)
        rows = [ItemRow(i.id, i.title[language], i.points, few, few, "") for i in form.items.values()]
        return Quality(n, few, few, rows)
    table = np.array([[points_of(attempt, item) for item in form.items] for attempt in scored])
    items = psychometrics.item_statistics(table, [item.points for item in form.items.values()])
    alpha = psychometrics.cronbach_alpha(table)
    sem = float(table.sum(axis=1).std(ddof=1)) * max(0.0, 1 - alpha) ** 0.5
    rows = [
        ItemRow(
            item.id,
            item.title[language],
            item.points,
            psychometrics.shown(float(items.p[k]), n, "items", language),
            psychometrics.shown(float(items.item_rest[k]), n, "items", language),
            items.flag[k],
        )
        for k, item in enumerate(form.items.values())
    ]
    alpha_text = psychometrics.shown(alpha, n, "alpha", language)
    return Quality(n, alpha_text, psychometrics.shown(sem, n, "alpha", language), rows)


def points_of(attempt: Attempt, item: str) -> float:
    """Return the points of an item in a scored attempt."""
    held = attempt.items[item]
    score = ItemScore(item, held["maximum"], held["auto"], held["manual"], held["waiting"])
    return score.points or 0.0


def without(attempt: Attempt, item: str) -> Attempt:
    """Return an attempt as it would be without an item, the cut in proportion. Never put on record."""
    maximum = attempt.maximum - float(attempt.items[item]["maximum"])
    items = {name: held for name, held in attempt.items.items() if name != item}
    return Attempt(
        id=attempt.id,
        candidate=attempt.candidate,
        capability=attempt.capability,
        form=attempt.form,
        raw=None if attempt.raw is None else min(maximum, attempt.raw - points_of(attempt, item)),
        maximum=maximum,
        cut=attempt.cut * maximum / attempt.maximum,
        items=items,
        flags=attempt.flags,
        state=attempt.state,
    )


def changes_between(pairs: Sequence[tuple[Assessment, Assessment]], language: Language) -> list[Change]:
    """Return who is decided otherwise."""
    return [
        Change(old.candidate, old.decision.track, _outcome(old, language), _outcome(new, language))
        for old, new in pairs
        if old.outcome != new.outcome
    ]


def _outcome(found: Assessment, language: Language) -> str:
    level = found.decision.level
    return (
        say(f"certificate_level.{level}", language) if level else say(f"decision.{found.outcome}", language)
    )
