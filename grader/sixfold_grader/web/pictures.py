"""Charts of the console, drawn to SVG on the server: no page needs a script to be read.

Altair takes longer to describe a chart than Vega to draw it, so each chart is described once with named data,
and only the data changes. Axes have a fixed extent and there are no legends, because `charts.svg` measures
no text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import altair as alt
from markupsafe import Markup

from sixfold import charts
from sixfold_grader.blueprint import LANGUAGES, Language
from sixfold_grader.scoring import shown
from sixfold_grader.web.texts import say

Rows = list[dict[str, Any]]
Spec = dict[str, Any]

_REACHED, _BELOW, _FLOOR, _INK = charts.PALETTE[0], charts.PALETTE[1], "#C0392B", "#222222"
_WIDTH = 560
_BIN = 5


@dataclass(frozen=True)
class Bar:
    """A capability on the 0-100 scale; `scaled` None is "not attempted", which has no bar."""

    title: str
    scaled: float | None
    sem: float
    floor: float


def capability_bars(bars: Sequence[Bar], cut: float, language: Language) -> Markup:
    """Return bars with the floor as a tick, ±1 SEM as a whisker and the cut as a dashed line."""
    rows = [_bar_row(bar, cut, language) for bar in bars]
    return _draw(
        _bars_spec(len(bars)),
        {"bars": rows, "cut": [{"cut": cut}]},
        say("picture.bars", language, cut=f"{cut:g}"),
    )


def _bar_row(bar: Bar, cut: float, language: Language) -> dict[str, Any]:
    row = {"capability": bar.title, "floor": bar.floor}
    if bar.scaled is None:
        return {**row, "label": say("picture.absent", language)}
    whisker = {"low": max(0.0, bar.scaled - bar.sem), "high": min(100.0, bar.scaled + bar.sem)}
    return {
        **row,
        **whisker,
        "scaled": bar.scaled,
        "reached": bar.scaled >= cut,
        "label": shown(bar.scaled),
    }


@cache
def _bars_spec(count: int) -> Spec:
    y = alt.Y("capability:N", sort=None, title=None, axis=alt.Axis(minExtent=150, labelLimit=145))
    x = alt.X("scaled:Q", scale=alt.Scale(domain=[0, 112], nice=False), title=None, axis=_hundred())
    colour = alt.condition("datum.reached", alt.value(_REACHED), alt.value(_BELOW))
    base = alt.Chart(alt.NamedData("bars")).encode(y=y)
    layers = [
        base.mark_bar(height=18).encode(x=x, color=colour),
        base.mark_rule(size=2, color=_INK).encode(x="low:Q", x2="high:Q"),
        base.mark_tick(thickness=3, height=26, color=_FLOOR).encode(x="floor:Q"),
        # The numbers in a column of their own: never under a whisker.
        base.mark_text(align="left", color=_INK, fontSize=13).encode(x=alt.datum(102), text="label:N"),
        _rule("cut"),
    ]
    return charts.spec(alt.layer(*layers).properties(width=_WIDTH, height=34 * count))


def composite_line(
    composite: float, half_width: float, levels: Mapping[str, float], language: Language
) -> Markup:
    """Return the composite with its review band against the levels' marks."""
    low, high = max(0.0, composite - half_width), min(100.0, composite + half_width)
    data: Mapping[str, Rows] = {
        "point": [{"composite": composite, "low": low, "high": high}],
        "levels": [{"at": at, "name": f"{name} {at:g}"} for name, at in levels.items()],
    }
    facts = {"composite": shown(composite), "low": shown(low), "high": shown(high)}
    return _draw(_composite_spec(), data, say("picture.composite", language, **facts))


@cache
def _composite_spec() -> Spec:
    scale = alt.Scale(domain=[30, 106], nice=False, clamp=True)
    x = alt.X("composite:Q", scale=scale, title=None, axis=_hundred(30))
    point, levels = alt.Chart(alt.NamedData("point")), alt.Chart(alt.NamedData("levels"))
    layers = [
        levels.mark_rule(strokeDash=[5, 4], color=_INK).encode(x=alt.X("at:Q", scale=scale)),
        levels.mark_text(align="left", dx=4, dy=-26, color=_INK, fontSize=12).encode(x="at:Q", text="name:N"),
        point.mark_bar(height=14, color=charts.PALETTE[5]).encode(x=alt.X("low:Q", scale=scale), x2="high:Q"),
        point.mark_point(size=120, color=_INK, filled=True, opacity=1).encode(x=x),
    ]
    return charts.spec(alt.layer(*layers).properties(width=_WIDTH + 150, height=70))


def distribution(scores: Sequence[float], cut: float, half_width: float, language: Language) -> Markup:
    """Return how many scores lie in each bin of 5, with the cut and the band in which people look."""
    counts = Counter(min(99, int(score)) // _BIN * _BIN for score in scores)
    data: Mapping[str, Rows] = {
        "bins": [{"start": s, "end": s + _BIN, "count": counts[s]} for s in range(0, 100, _BIN)],
        "band": [{"low": max(0.0, cut - half_width), "high": min(100.0, cut + half_width)}],
        "cut": [{"cut": cut}],
    }
    near = sum(abs(score - cut) <= half_width for score in scores)
    said = say("picture.distribution", language, n=len(scores), near=near, cut=f"{cut:g}")
    return _draw(_distribution_spec(language), data, said)


@cache
def _distribution_spec(language: Language) -> Spec:
    scale, title = alt.Scale(domain=[0, 100]), say("picture.scaled", language)
    x = alt.X("start:Q", scale=scale, axis=_hundred(), title=title)
    axis = alt.Axis(minExtent=45, tickMinStep=1, format="d")
    y = alt.Y("count:Q", title=say("picture.people", language), axis=axis)
    band, bins = alt.Chart(alt.NamedData("band")), alt.Chart(alt.NamedData("bins"))
    layers = [
        band.mark_rect(color=charts.PALETTE[1], opacity=0.25).encode(x="low:Q", x2="high:Q"),
        bins.mark_bar(orient="vertical", stroke="white").encode(x=x, x2="end:Q", y=y),
        _rule("cut"),
    ]
    return charts.spec(alt.layer(*layers).properties(width=_WIDTH + 80, height=230))


def warm_up(count: int) -> None:
    """Describe every chart once, and draw one: the first of a process takes most of a second."""
    _bars_spec(count)
    _composite_spec()
    for language in LANGUAGES:
        distribution([], 60.0, 0.0, language)


def _hundred(start: int = 0) -> alt.Axis:
    return alt.Axis(values=list(range(start, 101, 10)), minExtent=20)


def _rule(name: str) -> alt.Chart:
    rule = alt.Chart(alt.NamedData(name)).mark_rule(strokeDash=[6, 4], size=2, color="black")
    return rule.encode(x=f"{name}:Q")


def _draw(spec: Spec, data: Mapping[str, Rows], description: str) -> Markup:
    """Return the chart as an inline picture which a screen reader hears as one sentence."""
    picture = Markup('<figure role="img" aria-label="{}">{}</figure>')
    return picture.format(description, Markup(charts.svg({**spec, "datasets": dict(data)})))
