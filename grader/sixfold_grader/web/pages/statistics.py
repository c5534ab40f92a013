"""Heat map, distribution and item quality."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request

from sixfold_grader.blueprint import Blueprint as Rules
from sixfold_grader.decision import Decision
from sixfold_grader.scoring import reaches
from sixfold_grader.web import pictures
from sixfold_grader.web.access import language, needs
from sixfold_grader.web.app import console
from sixfold_grader.web.choice import Choice, chosen
from sixfold_grader.web.menu import READERS
from sixfold_grader.web.paging import Page, cut
from sixfold_grader.web.standing import Standing

pages = Blueprint("statistics", __name__)


@dataclass(frozen=True)
class Cell:
    """A score in the heat map; `sign` says what the colour says."""

    scaled: float | None
    look: str
    sign: str


@dataclass(frozen=True)
class HeatRow:
    """A candidate's line in the heat map."""

    candidate: str
    provider_name: str
    decision: Decision
    cells: Sequence[Cell]


@dataclass(frozen=True)
class CapabilityRow:
    """How a choice of candidates did on one capability."""

    capability: str
    scores: Sequence[float]
    reached: int
    below_floor: int

    @property
    def n(self) -> int:
        """How many have a score."""
        return len(self.scores)

    @property
    def median(self) -> float | None:
        """Median scaled score."""
        return statistics.median(self.scores) if self.scores else None


@pages.get("/heat-map")
@needs(*READERS)
def heat_map() -> str:
    """Show candidates × capabilities, by provider."""
    choice, rules = chosen(), console().desk.blueprint
    rows = sorted(choice.rows(), key=lambda row: (row.provider_name, row.candidate))
    page = cut(rows, request.args.get("page"))
    shown = Page([_heat_row(row, rules) for row in page.rows], page.number, page.total)
    return render_template(
        "heat_map.html", **choice.for_template(), page=shown, titles=console().desk.titles(language())
    )


def _heat_row(row: Standing, rules: Rules) -> HeatRow:
    cells = [_cell(score, row.decision.track, key, rules) for key, score in row.decision.scaled.items()]
    return HeatRow(row.candidate, row.provider_name, row.decision, cells)


def _cell(score: float | None, track: str, capability: str, rules: Rules) -> Cell:
    if score is None:
        return Cell(None, "absent", "")
    if not reaches(score, rules.capabilities[capability].floor_in(track)):
        return Cell(score, "floor", "✗")
    levels = rules.policy.levels
    if not reaches(score, levels["pass"]):
        return Cell(score, "below", "–")
    if reaches(score, levels["distinction"]):
        return Cell(score, "distinction", "✓✓✓")
    return Cell(score, "merit", "✓✓") if reaches(score, levels["merit"]) else Cell(score, "pass", "✓")


@pages.get("/distribution")
@needs(*READERS)
def distribution() -> str:
    """Show how composites and scaled scores are spread, with the cut and the band of review."""
    choice, spoken, rules = chosen(), language(), console().desk.blueprint
    decisions = [row.decision for row in choice.rows()]
    rows = [_capability_row(decisions, key, choice, rules) for key in rules.capabilities]
    asked = request.args.get("capability", "")
    single = next((row for row in rows if row.capability == asked and row.n), None)
    composites = [decision.composite for decision in decisions if decision.composite is not None]
    sems = [decision.sem for decision in decisions if decision.sem is not None]
    sem, review, line = statistics.median(sems or [0.0]), rules.policy.review, rules.policy.scaled_cut
    return render_template(
        "distribution.html",
        **choice.for_template(),
        n=len(composites),
        sem=sem,
        sems=review.composite_sems,
        composite=pictures.distribution(composites, line, review.composite_sems * sem, spoken),
        rows=rows,
        titles=console().desk.titles(spoken),
        capability=asked,
        single=single and _single(single, rules),
    )


def _capability_row(
    decisions: Sequence[Decision], capability: str, choice: Choice, rules: Rules
) -> CapabilityRow:
    scores = [score for each in decisions if (score := each.scaled[capability]) is not None]
    floor = rules.capabilities[capability].floor_in(choice.track)
    return CapabilityRow(
        capability,
        scores,
        sum(reaches(score, rules.policy.scaled_cut) for score in scores),
        sum(not reaches(score, floor) for score in scores),
    )


def _single(row: CapabilityRow, rules: Rules) -> str:
    half = rules.policy.review.capability_sems * rules.capabilities[row.capability].sem
    return pictures.distribution(row.scores, rules.policy.scaled_cut, half, language())


@pages.get("/items")
@pages.get("/items/<form>")
@needs(*READERS)
def items(form: str | None = None) -> str:
    """Show how well each item of a form measures, and what dropping one would change."""
    desk, spoken = console().desk, language()
    known = desk.forms_with_scores()
    found = next((each for each in known if form in (None, each.id)), None)
    if found is None:
        return abort(404) if form else render_template("items.html", forms=known, form=None)
    drop = request.args.get("drop", "")
    return render_template(
        "items.html",
        forms=known,
        form=found,
        quality=desk.quality(found, spoken),
        effect=desk.effect(found, drop, spoken) if drop in found.items else None,
    )
