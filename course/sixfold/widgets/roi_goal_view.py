"""What does a ROI goal do to volume? A day of auctions, its sweep over goals, and its hours."""

from functools import partial

import altair as alt
import numpy as np
import pandas as pd

from sixfold.charts import PALETTE
from sixfold.language import t
from sixfold.models.auction import HOURS, NATURAL_GMV, Day, Pool, pool, run_day
from sixfold.units import yuan
from sixfold.widgets.explorer import Explorer, Story, View, slider, tick_box

GOALS = np.arange(1.0, 6.01, 0.2)
WIDTH, HEIGHT = 290, 190


def build() -> Explorer:
    """The widget for one plan in a fixed, seeded day of auctions."""
    controls = {
        "goal": slider(t("roi_goal.goal"), 2, 1, 6, 0.1),
        "budget": slider(t("roi_goal.budget"), 8_000, 1_000, 20_000, 500, ",.0f"),
        "competition": slider(t("roi_goal.competition"), 1, 0.6, 1.6, 0.1),
        "all_domain": tick_box(t("roi_goal.all_domain")),
    }
    tries = [t(f"roi_goal.try_{number}") for number in (1, 2, 3)]
    return Explorer(Story(t("roi_goal.question"), t("roi_goal.formula"), tries), controls, partial(view, pool()))


def view(auctions: Pool, goal: float, budget: float, competition: float, all_domain: bool) -> View:
    """The charts and the sentence for one setting of the plan."""
    day = run_day(auctions, goal, budget, competition)
    sweep = {float(each): run_day(auctions, float(each), budget, competition) for each in GOALS}
    now = {goal: day}
    above = alt.hconcat(_money_chart(sweep, now), _roi_chart(sweep, now, all_domain), spacing=70)
    chart = alt.vconcat(above, _hours_chart(day), title=t("roi_goal.title"), spacing=24)
    return View(chart, sentence(day, goal, budget, all_domain))


def sentence(day: Day, goal: float, budget: float, all_domain: bool) -> str:
    """What the plan won, spent and earned, and when the budget ran out."""
    if not day.spend:
        return t("roi_goal.nothing", goal=f"{goal:.1f}")
    parts = [
        t(
            "roi_goal.result",
            goal=f"{goal:.1f}",
            budget=yuan(budget),
            win_rate=f"{day.win_rate:.0%}",
            spend=yuan(day.spend),
            gmv=yuan(day.gmv),
            roi=f"{day.payment_roi:.2f}",
        ),
        t("roi_goal.lasted") if day.exhausted_at is None else t("roi_goal.ran_out", hour=day.exhausted_at),
    ]
    if all_domain:
        parts.append(t("roi_goal.overall", roi=f"{day.overall_roi:.2f}", natural=yuan(NATURAL_GMV)))
    return t("roi_goal.space").join(parts)


def _money_chart(sweep: dict[float, Day], now: dict[float, Day]) -> alt.LayerChart:
    kinds = {t("roi_goal.spend"): "spend", t("roi_goal.gmv"): "gmv"}
    return _against_goal(_long(sweep, kinds), _long(now, kinds), list(kinds), t("roi_goal.yuan"))


def _roi_chart(sweep: dict[float, Day], now: dict[float, Day], all_domain: bool) -> alt.LayerChart:
    kinds = {t("roi_goal.payment_roi"): "payment_roi"}
    if all_domain:
        kinds[t("roi_goal.overall_roi")] = "overall_roi"
    # Overall ROI goes to infinity where nothing is spent; what matters is seen below 15.
    lines, points = (_long(days, kinds).query("value <= 15") for days in (sweep, now))
    return _against_goal(lines, points, list(kinds), t("roi_goal.roi"))


def _long(days: dict[float, Day], kinds: dict[str, str]) -> pd.DataFrame:
    """One row per goal and kind: goal, kind, value."""
    rows = [(goal, kind, getattr(day, name)) for kind, name in kinds.items() for goal, day in days.items()]
    return pd.DataFrame(rows, columns=["goal", "kind", "value"]).dropna()


def _against_goal(lines: pd.DataFrame, points: pd.DataFrame, kinds: list[str], title: str) -> alt.LayerChart:
    x = alt.X("goal:Q", title=t("roi_goal.x"), scale=alt.Scale(domain=[1, 6]))
    y = alt.Y("value:Q", title=title, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=6))
    scale = alt.Scale(domain=kinds, range=PALETTE[: len(kinds)])
    colour = alt.Color("kind:N", scale=scale, legend=alt.Legend(title=None, orient="top"))
    dash = alt.StrokeDash("kind:N", scale=alt.Scale(domain=kinds, range=[[1, 0], [6, 3]]), legend=None)
    curves = alt.Chart(lines).mark_line().encode(x, y, colour, dash)
    here = alt.Chart(points).mark_point(size=110, opacity=1).encode(x, y, colour)
    return alt.layer(curves, here, width=WIDTH, height=HEIGHT).resolve_scale(color="independent")


def _hours_chart(day: Day) -> alt.Chart:
    hours = pd.DataFrame({"hour": range(HOURS), "won": day.win_rate_by_hour})
    x = alt.X("hour:O", title=t("roi_goal.hour"), axis=alt.Axis(labelAngle=0))
    y = alt.Y("won:Q", title=t("roi_goal.win_rate"), scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"))
    return alt.Chart(hours).mark_bar().encode(x, y).properties(width=2 * WIDTH + 70, height=100)
