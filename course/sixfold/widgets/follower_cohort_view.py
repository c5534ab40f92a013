"""What does a follower who stays cost? Two cohorts that leave at different speeds."""

import altair as alt
import numpy as np
import pandas as pd

from sixfold.charts import INK, PALETTE
from sixfold.language import t
from sixfold.models.audience import survival
from sixfold.units import yuan
from sixfold.widgets.explorer import Explorer, Story, View, slider

DAYS = 120
VIDEO_HALF_LIFE, VIDEO_COST = 85.0, 3.0


def build() -> Explorer:
    """The widget: a bought cohort beside one that came by short video."""
    controls = {
        "half_life": slider(t("follower_cohort.half_life"), 18, 2, 120, 1, ",.0f"),
        "cost": slider(t("follower_cohort.cost"), 1.2, 0.2, 6, 0.1),
        "day": slider(t("follower_cohort.day"), 30, 1, DAYS, 1, ",.0f"),
    }
    story = Story(
        question=t("follower_cohort.question"),
        title=t("follower_cohort.title"),
        formula=t("follower_cohort.formula"),
        tries=[t(f"follower_cohort.try_{number}") for number in (1, 2, 3)],
    )
    return Explorer(story, controls, _chart(), look)


def look(half_life: float, cost: float, day: float) -> View:
    """Two curves, the day, and the price of a follower who is still there."""
    grid = np.linspace(0, DAYS, 61)
    cohorts = {"bought": (half_life, cost), "video": (VIDEO_HALF_LIFE, VIDEO_COST)}
    curves = [
        pd.DataFrame({"day": grid, "share": survival(grid, life), "cohort": t(f"follower_cohort.{name}")})
        for name, (life, _) in cohorts.items()
    ]
    kept = {name: float(survival(day, life)) for name, (life, _) in cohorts.items()}
    price = {name: each / kept[name] for name, (_, each) in cohorts.items()}
    points = pd.DataFrame(
        [(day, kept[name], t(f"follower_cohort.{name}"), f"{kept[name]:.0%}") for name in cohorts],
        columns=["day", "share", "cohort", "label"],
    )
    sentence = t(
        "follower_cohort.dearer" if price["bought"] > price["video"] else "follower_cohort.cheaper",
        day=f"{day:.0f}",
        kept=f"{kept['bought']:.0%}",
        video=f"{kept['video']:.0%}",
        price=yuan(price["bought"], 2),
        other=yuan(price["video"], 2),
        cost=yuan(cost, 2),
    )
    return View({"curves": pd.concat(curves), "points": points}, sentence)


def _chart() -> alt.LayerChart:
    x = alt.X(
        "day:Q",
        title=t("follower_cohort.x"),
        scale=alt.Scale(domain=[0, DAYS]),
        axis=alt.Axis(values=[0, 30, 60, 90, 120], minExtent=20, maxExtent=20),
    )
    y = alt.Y(
        "share:Q",
        title=t("follower_cohort.y"),
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format=".0%", minExtent=35, maxExtent=35),
    )
    names = [t("follower_cohort.bought"), t("follower_cohort.video")]
    colour = alt.Color("cohort:N", scale=alt.Scale(domain=names, range=PALETTE[:2]), legend=None)
    dash = alt.StrokeDash("cohort:N", scale=alt.Scale(domain=names, range=[[6, 3], [1, 0]]), legend=None)
    curves = alt.Chart(alt.NamedData("curves"))
    points = alt.Chart(alt.NamedData("points"))
    named = curves.transform_filter(f"datum.day == {DAYS}").mark_text(align="left", dx=6, fontSize=12)
    return alt.layer(
        curves.mark_line().encode(x, y, colour, dash),
        named.encode(x, y, text="cohort:N", color=alt.value(INK)),
        points.mark_point(size=100, opacity=1).encode(x, y, colour),
        points.mark_text(dy=-12, fontSize=12).encode(x, y, text="label:N", color=alt.value(INK)),
        width=460,
        height=250,
        padding={"left": 5, "top": 5, "bottom": 5, "right": 110},
    )
