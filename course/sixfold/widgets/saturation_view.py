"""Where should spending stop? Average and marginal ROI on a Hill curve."""

from functools import partial

import altair as alt
import numpy as np
import pandas as pd

from sixfold.charts import INK, PALETTE
from sixfold.language import t
from sixfold.models.response import Response
from sixfold.units import yuan
from sixfold.widgets.explorer import Explorer, Story, View, slider

MOST_SPEND = 20_000
SAME_MONEY = 10
"""Yuan of profit a day below which two budgets are equally good."""


def build(top: float) -> Explorer:
    """The widget for a plan whose daily GMV levels off at `top` yuan."""
    controls = {
        "spend": slider(t("saturation.spend"), 8_000, 500, MOST_SPEND, 250, ",.0f"),
        "half": slider(t("saturation.half"), 6_000, 2_000, 15_000, 500, ",.0f"),
        "shape": slider(t("saturation.shape"), 1.2, 0.6, 2.5, 0.1),
        "break_even": slider(t("saturation.break_even"), 2.9, 1, 6, 0.1),
    }
    story = Story(
        question=t("saturation.question"),
        title=t("saturation.title"),
        formula=t("saturation.formula", top=yuan(top)),
        tries=[t(f"saturation.try_{number}") for number in (1, 2, 3)],
    )
    return Explorer(story, controls, _chart(_tallest(top)), partial(look, top))


def look(top: float, spend: float, half: float, shape: float, break_even: float) -> View:
    """The curves and the advice for one budget."""
    plan = Response(top, half, shape)
    best = plan.best_spend(break_even)
    stop = [(best, t("saturation.stop_here", best=yuan(round(best, -2))))] if 0 < best <= MOST_SPEND else []
    level = [(break_even, t("saturation.level", roi=f"{break_even:.1f}"))]
    tables = {
        "curves": _rois(plan, np.linspace(250, MOST_SPEND, 60)),
        "now": _rois(plan, np.array([spend])),
        "level": pd.DataFrame(level, columns=["roi", "label"]),
        "stop": pd.DataFrame(stop, columns=["spend", "label"]),
    }
    return View(tables, advice(plan, spend, break_even))


def advice(plan: Response, spend: float, break_even: float) -> str:
    """Stop, go on, stay, or not at all: with the money it costs."""
    best = plan.best_spend(break_even)
    lost = float(plan.profit(best, break_even) - plan.profit(spend, break_even)) if best else 0.0
    if not best:
        key = "never"
    elif lost < SAME_MONEY:
        key = "right"
    else:
        key = "stop" if spend > best else "go_on"
    return t(
        f"saturation.{key}",
        spend=yuan(spend),
        average=yuan(float(plan.average_roi(spend)), 2),
        marginal=yuan(float(plan.marginal_roi(spend)), 2),
        break_even=f"{break_even:.1f}",
        best=yuan(round(best, -2)),
        lost=yuan(lost),
    )


def _tallest(top: float) -> float:
    """The top of the ROI axis; it stays put, so that settings can be compared."""
    return top / 5_000


def _rois(plan: Response, spend: np.ndarray) -> pd.DataFrame:
    """One row per spend and kind of ROI; a line that leaves the axis goes on as another `piece`."""
    kinds = {
        t("saturation.average"): plan.average_roi(spend),
        t("saturation.marginal"): plan.marginal_roi(spend),
    }
    rows = pd.concat(
        [pd.DataFrame({"spend": spend, "roi": roi, "kind": kind}) for kind, roi in kinds.items()]
    )
    above = rows["roi"] > _tallest(plan.top)
    return rows.assign(piece=above.groupby(rows["kind"]).cumsum())[~above]


def _chart(tallest: float) -> alt.LayerChart | alt.FacetChart:
    x_axis = alt.Axis(values=[0, 5_000, 10_000, 15_000, 20_000], minExtent=20, maxExtent=20)
    y_axis = alt.Axis(tickCount=5, minExtent=28, maxExtent=28)
    x = alt.X("spend:Q", title=t("saturation.x"), scale=alt.Scale(domain=[0, MOST_SPEND]), axis=x_axis)
    y = alt.Y("roi:Q", title=t("saturation.y"), scale=alt.Scale(domain=[0, tallest]), axis=y_axis)
    kinds = [t("saturation.average"), t("saturation.marginal")]
    colour = alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=PALETTE[:2]), legend=None)
    dash = alt.StrokeDash("kind:N", scale=alt.Scale(domain=kinds, range=[[1, 0], [6, 3]]), legend=None)
    curves = alt.Chart(alt.NamedData("curves")).mark_line().encode(x, y, colour, dash, detail="piece:N")
    names = curves.transform_filter(f"datum.spend == {MOST_SPEND}").mark_text(align="left", dx=6, fontSize=12)
    points = alt.Chart(alt.NamedData("now")).mark_point(size=110, opacity=1).encode(x, y, colour)
    named = names.encode(x, y, text="kind:N", color=alt.value(INK))
    room = {"left": 5, "top": 5, "bottom": 5, "right": 100}
    return alt.layer(curves, named, *_limits(x, y), points, width=560, height=260, padding=room)


def _limits(x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """The break-even line, and the place to stop, each with its label."""
    level, stop = alt.Chart(alt.NamedData("level")), alt.Chart(alt.NamedData("stop"))
    grey = "#555555"
    return [
        level.mark_rule(color=grey, strokeDash=[2, 3]).encode(y),
        level.mark_text(align="right", x="width", dx=-4, dy=-7, fontSize=12).encode(y, text="label:N"),
        stop.mark_rule(color=grey).encode(x),
        stop.mark_text(align="left", dx=5, y=8, fontSize=12).encode(x, text="label:N"),
    ]
