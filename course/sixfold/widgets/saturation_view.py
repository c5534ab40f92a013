"""Where should spending stop? Average and marginal ROI on a Hill curve."""

from functools import partial

import altair as alt
import numpy as np
import pandas as pd

from sixfold.charts import PALETTE
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
    tries = [t(f"saturation.try_{number}") for number in (1, 2, 3)]
    story = Story(t("saturation.question"), t("saturation.formula", top=yuan(top)), tries)
    return Explorer(story, controls, partial(view, top))


def view(top: float, spend: float, half: float, shape: float, break_even: float) -> View:
    """The chart and the advice for one budget."""
    plan = Response(top, half, shape)
    return View(_chart(plan, spend, break_even), advice(plan, spend, break_even))


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


def _chart(plan: Response, spend: float, break_even: float) -> alt.LayerChart:
    tallest = plan.top / 5_000
    lines = _rois(plan, np.linspace(250, MOST_SPEND, 80)).query("roi <= @tallest")
    now = _rois(plan, np.array([spend])).query("roi <= @tallest")
    x = alt.X("spend:Q", title=t("saturation.x"), scale=alt.Scale(domain=[0, MOST_SPEND]))
    y = alt.Y("roi:Q", title=t("saturation.y"), scale=alt.Scale(domain=[0, tallest]))
    kinds = alt.Scale(domain=[t("saturation.average"), t("saturation.marginal")], range=PALETTE[:2])
    colour = alt.Color("kind:N", scale=kinds, legend=None)
    last = lines.groupby("kind", sort=False).tail(1)
    curves = alt.Chart(lines).mark_line().encode(x, y, colour, strokeDash=alt.StrokeDash("kind:N", legend=None))
    names = alt.Chart(last).mark_text(align="left", dx=6, fontSize=12).encode(x, y, text="kind:N")
    points = alt.Chart(now).mark_point(size=110, opacity=1).encode(x, y, colour)
    title = {"text": t("saturation.title"), "subtitle": t("saturation.subtitle")}
    return alt.layer(curves, names, *_limits(plan, break_even), points, title=title, width=560, height=260)


def _rois(plan: Response, spend: np.ndarray) -> pd.DataFrame:
    """One row per spend and kind of ROI."""
    kinds = {t("saturation.average"): plan.average_roi(spend), t("saturation.marginal"): plan.marginal_roi(spend)}
    return pd.concat([pd.DataFrame({"spend": spend, "roi": roi, "kind": kind}) for kind, roi in kinds.items()])


def _limits(plan: Response, break_even: float) -> list[alt.Chart]:
    """The break-even line, and the place to stop with its label."""
    level = pd.DataFrame({"roi": [break_even], "label": [t("saturation.level", roi=f"{break_even:.1f}")]})
    line = alt.Chart(level).mark_rule(color="#555555", strokeDash=[2, 3]).encode(y="roi:Q")
    name = alt.Chart(level).mark_text(align="left", x=4, dy=-7, fontSize=12).encode(y="roi:Q", text="label:N")
    best = plan.best_spend(break_even)
    if not 0 < best <= MOST_SPEND:
        return [line, name]
    stop = pd.DataFrame({"spend": [best], "label": [t("saturation.stop_here", best=yuan(round(best, -2)))]})
    wall = alt.Chart(stop).mark_rule(color="#555555").encode(x="spend:Q")
    sign = alt.Chart(stop).mark_text(align="left", dx=5, y=8, fontSize=12).encode(x="spend:Q", text="label:N")
    return [line, name, wall, sign]
