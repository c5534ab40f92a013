"""What does a ROI goal do to volume? A day of auctions, its sweep over goals, and its hours."""

from functools import partial

import altair as alt
import numpy as np
import pandas as pd

from sixfold.charts import INK, PALETTE
from sixfold.language import t, text
from sixfold.models.auction import HOURS, NATURAL_GMV, Day, Pool, pool, run_day
from sixfold.units import yuan
from sixfold.widgets.explorer import Explorer, Story, View, slider, tick_box

GOALS = np.arange(1.0, 6.01, 0.2)
HIGHEST_ROI = 12
"""Overall ROI goes to infinity where nothing is spent; the axis ends here."""
WIDTH, HEIGHT, GAP = 290, 190, 60


def build() -> Explorer:
    """The widget for one plan in a fixed, seeded day of auctions."""
    controls = {
        "goal": slider(t("roi_goal.goal"), 2, 1, 6, 0.1),
        "budget": slider(t("roi_goal.budget"), 8_000, 1_000, 20_000, 500, ",.0f"),
        "competition": slider(t("roi_goal.competition"), 1, 0.6, 1.6, 0.1),
        "all_domain": tick_box(t("roi_goal.all_domain")),
    }
    story = Story(
        question=t("roi_goal.question"),
        title=t("roi_goal.title"),
        formula=t("roi_goal.formula"),
        tries=[t(f"roi_goal.try_{number}") for number in (1, 2, 3)],
    )
    return Explorer(story, controls, _chart(), partial(look, pool()))


def look(auctions: Pool, goal: float, budget: float, competition: float, all_domain: bool) -> View:
    """The tables behind the charts and the sentence, for one setting of the plan."""
    day = run_day(auctions, goal, budget, competition)
    sweep = {float(each): run_day(auctions, float(each), budget, competition) for each in GOALS}
    money, roi = ["spend", "gmv"], ["payment_roi", *(["overall_roi"] if all_domain else [])]
    tables = {
        "money": _long(sweep, money),
        "money_now": _long({goal: day}, money),
        "roi": _long(sweep, roi).query("value <= @HIGHEST_ROI"),
        "roi_now": _long({goal: day}, roi).query("value <= @HIGHEST_ROI"),
        "hours": pd.DataFrame({"hour": range(HOURS), "won": day.win_rate_by_hour}),
    }
    return View(tables, sentence(day, goal, budget, all_domain))


def sentence(day: Day, goal: float, budget: float, all_domain: bool) -> str:
    """What the plan won, spent and earned, and when the budget ran out."""
    if not day.spend:
        return t("roi_goal.nothing", goal=f"{goal:.1f}")
    result = t(
        "roi_goal.result",
        goal=f"{goal:.1f}",
        budget=yuan(budget),
        win_rate=f"{day.win_rate:.0%}",
        spend=yuan(day.spend),
        gmv=yuan(day.gmv),
        roi=f"{day.payment_roi:.2f}",
    )
    lasted = day.exhausted_at is None
    pacing = t("roi_goal.lasted") if lasted else t("roi_goal.ran_out", hour=day.exhausted_at)
    overall = (
        t("roi_goal.overall", roi=f"{day.overall_roi:.2f}", natural=yuan(NATURAL_GMV)) if all_domain else ""
    )
    return text(en=" ", zh="").join(filter(None, [result, pacing, overall]))


def _long(days: dict[float, Day], kinds: list[str]) -> pd.DataFrame:
    """One row per goal and kind, without days that have no ROI because they spent nothing."""
    rows = [(goal, t(f"roi_goal.{kind}"), getattr(day, kind)) for kind in kinds for goal, day in days.items()]
    return pd.DataFrame(rows, columns=["goal", "kind", "value"]).dropna()


def _chart() -> alt.VConcatChart:
    money = _against_goal("money", ["spend", "gmv"], t("roi_goal.yuan"), alt.Scale(zero=True))
    roi_scale = alt.Scale(domain=[0, HIGHEST_ROI])
    roi = _against_goal("roi", ["payment_roi", "overall_roi"], t("roi_goal.roi"), roi_scale)
    return alt.vconcat(alt.hconcat(money, roi, spacing=GAP), _hours_chart(), spacing=24)


def _against_goal(
    name: str, kinds: list[str], title: str, scale: alt.Scale
) -> alt.LayerChart | alt.FacetChart:
    """Lines over the ROI goal from the table `name`, and the present setting from `<name>_now`."""
    x_axis = alt.Axis(values=[1, 2, 3, 4, 5, 6], format="d", labelOverlap=False, minExtent=20, maxExtent=20)
    x = alt.X("goal:Q", title=t("roi_goal.goal"), scale=alt.Scale(domain=[1, 6]), axis=x_axis)
    y = alt.Y(
        "value:Q",
        title=title,
        scale=scale,
        axis=alt.Axis(tickCount=4, labelOverlap=False, minExtent=44, maxExtent=44),
    )
    words = [t(f"roi_goal.{kind}") for kind in kinds]
    colour = alt.Color("kind:N", scale=alt.Scale(domain=words, range=PALETTE[:2]), legend=None)
    dash = alt.StrokeDash("kind:N", scale=alt.Scale(domain=words, range=[[1, 0], [6, 3]]), legend=None)
    lines = alt.Chart(alt.NamedData(name)).mark_line().encode(x, y, colour, dash)
    names = lines.transform_filter("datum.goal == 1").mark_text(align="left", dx=4, dy=13, fontSize=12)
    here = alt.Chart(alt.NamedData(f"{name}_now")).mark_point(size=110, opacity=1).encode(x, y, colour)
    named = names.encode(x, y, text="kind:N", color=alt.value(INK))
    return alt.layer(lines, named, here, width=WIDTH, height=HEIGHT)


def _hours_chart() -> alt.Chart:
    x_axis = alt.Axis(
        values=list(range(0, HOURS, 4)), labelAngle=0, labelOverlap=False, minExtent=20, maxExtent=20
    )
    y_axis = alt.Axis(values=[0, 0.5, 1], format="%", minExtent=44, maxExtent=44)
    x = alt.X("hour:O", title=t("roi_goal.hour"), axis=x_axis)
    y = alt.Y("won:Q", title=t("roi_goal.win_rate"), scale=alt.Scale(domain=[0, 1]), axis=y_axis)
    canvas = alt.Chart(alt.NamedData("hours"), width=2 * WIDTH + GAP, height=100)
    bars: alt.Chart = canvas.mark_bar().encode(x, y)
    return bars
