"""How many viewers does a test need? Power against viewers an arm."""

import math

import altair as alt
import numpy as np
import pandas as pd

from sixfold.charts import INK, PALETTE
from sixfold.language import t
from sixfold.models.testing import power, sample_size
from sixfold.widgets.explorer import Explorer, Story, View, slider

FEWEST, MOST = 100, 10_000_000
FEW = 1_000
"""Viewers after which many declare a winner."""


def build() -> Explorer:
    """The widget, on the completion rate of a usual video."""
    controls = {
        "rate": slider(t("power_calculator.rate"), 35, 1, 60, 1, ",.0f"),
        "lift": slider(t("power_calculator.lift"), 5, 2, 30, 1, ",.0f"),
        "wanted": slider(t("power_calculator.power"), 80, 50, 95, 5, ",.0f"),
        "daily": slider(t("power_calculator.daily"), 2_000, 100, 10_000, 100, ",.0f"),
    }
    story = Story(
        question=t("power_calculator.question"),
        title=t("power_calculator.title"),
        formula=t("power_calculator.formula"),
        tries=[t(f"power_calculator.try_{number}") for number in (1, 2, 3)],
    )
    return Explorer(story, controls, _chart(), look)


def look(rate: float, lift: float, wanted: float, daily: float) -> View:
    """The curve of power, and the viewers and days for the power wanted; shares in per cent."""
    p, relative = rate / 100, lift / 100
    viewers = math.ceil(sample_size(p, relative, wanted / 100))
    grid = np.geomspace(FEWEST, MOST, 90)
    days = math.ceil(viewers / daily)
    label = t("power_calculator.label", viewers=f"{viewers:,}")
    tables = {
        "curve": pd.DataFrame({"viewers": grid, "power": power(p, relative, grid)}),
        "goal": pd.DataFrame({"viewers": [float(viewers)], "power": [wanted / 100], "label": [label]}),
    }
    sentence = t(
        "power_calculator.sentence",
        before=f"{rate:.0f}%",
        after=f"{rate * (1 + relative):.4g}%",
        lift=f"{lift:.0f}%",
        power=f"{wanted:.0f}%",
        viewers=f"{viewers:,}",
        daily=f"{daily:,.0f}",
        days=f"{days:,}",
        few=f"{FEW:,}",
        chance=f"{float(power(p, relative, FEW)):.0%}",
    )
    return View(tables, sentence)


def _chart() -> alt.LayerChart:
    x = alt.X(
        "viewers:Q",
        title=t("power_calculator.x"),
        scale=alt.Scale(type="log", domain=[FEWEST, MOST]),
        axis=alt.Axis(values=[10**k for k in range(2, 8)], format="~s", minExtent=20, maxExtent=20),
    )
    y = alt.Y(
        "power:Q",
        title=t("power_calculator.y"),
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format=".0%", minExtent=38, maxExtent=38),
    )
    goal = alt.Chart(alt.NamedData("goal"))
    left = alt.datum.viewers > 20_000
    named = [
        goal.transform_filter(where)
        .mark_text(align=align, dx=dx, dy=-10, fontSize=12, color=INK)
        .encode(x, y, text="label:N")
        for where, align, dx in ((left, "right", -8), (~left, "left", 8))
    ]
    return alt.layer(
        alt.Chart(alt.NamedData("curve")).mark_line(color=PALETTE[0]).encode(x, y),
        goal.mark_rule(color="#555555", strokeDash=[4, 3]).encode(x),
        goal.mark_rule(color="#555555", strokeDash=[4, 3]).encode(y),
        goal.mark_point(size=110, color=PALETTE[1], opacity=1).encode(x, y),
        *named,
        width=520,
        height=250,
    )
