"""Where do people get stuck on the way from aware to act? Twelve weeks of 5A stocks."""

import altair as alt
import numpy as np
import pandas as pd

from sixfold.charts import INK, PALETTE
from sixfold.language import t
from sixfold.models import audience
from sixfold.widgets.explorer import Explorer, Story, View, slider

WEEKS, TALLEST = 12, 60_000
SHOWN = {"A2": 2, "A3": 3, "A4": 4, "A5": 5}
RATES = {"seed": (6.0, 1.0, 15.0), "ask": (9.0, 1.0, 25.0), "act": (12.0, 1.0, 30.0)}


def build() -> Explorer:
    """The widget for one brand."""
    controls = {
        name: slider(t(f"five_a_flow.{name}"), value, low, high, 0.5)
        for name, (value, low, high) in RATES.items()
    }
    story = Story(
        question=t("five_a_flow.question"),
        title=t("five_a_flow.title"),
        formula=t("five_a_flow.formula"),
        tries=[t(f"five_a_flow.try_{number}") for number in (1, 2, 3)],
    )
    return Explorer(story, controls, _chart(), look)


def look(seed: float, ask: float, act: float) -> View:
    """The four lines and what the rates do to people who act."""
    path = audience.stocks(audience.matrix(seed / 100, ask / 100, act / 100), WEEKS)
    rows = [
        (week, name, path[week, column], f"{name} {path[week, column]:,.0f}" if week == WEEKS else "")
        for name, column in SHOWN.items()
        for week in range(WEEKS + 1)
    ]
    lines = pd.DataFrame(rows, columns=["week", "state", "people", "label"])
    return View({"lines": lines}, _sentence(path, seed, ask, act))


def _sentence(path: np.ndarray, seed: float, ask: float, act: float) -> str:
    rates = {"seed": seed, "ask": ask, "act": act}
    gains = {}
    for name in rates:
        more = {key: value / 100 * (1.1 if key == name else 1.0) for key, value in rates.items()}
        gains[name] = float(audience.stocks(audience.matrix(**more), WEEKS)[-1, 4] - path[-1, 4])
    best = max(gains, key=lambda name: gains[name])
    return t(
        "five_a_flow.now",
        act=f"{path[-1, 4]:,.0f}",
        before=f"{path[0, 4]:,.0f}",
        ask=f"{path[-1, 3]:,.0f}",
        best=t(f"five_a_flow.{best}"),
        gain=f"{gains[best]:,.0f}",
    )


def _chart() -> alt.LayerChart:
    x = alt.X(
        "week:Q",
        title=t("five_a_flow.x"),
        scale=alt.Scale(domain=[0, WEEKS]),
        axis=alt.Axis(values=[0, 4, 8, 12], minExtent=20, maxExtent=20),
    )
    y = alt.Y(
        "people:Q",
        title=t("five_a_flow.y"),
        scale=alt.Scale(domain=[0, TALLEST], clamp=True),
        axis=alt.Axis(values=[0, 20_000, 40_000, 60_000], format=",d", minExtent=45, maxExtent=45),
    )
    names = list(SHOWN)
    colour = alt.Color("state:N", scale=alt.Scale(domain=names, range=PALETTE[:4]), legend=None)
    dashes = [[1, 0], [6, 3], [2, 2], [8, 2, 2, 2]]
    dash = alt.StrokeDash("state:N", scale=alt.Scale(domain=names, range=dashes), legend=None)
    lines = alt.Chart(alt.NamedData("lines"))
    words = lines.transform_filter("datum.label != ''").mark_text(align="left", dx=6, fontSize=12)
    return alt.layer(
        lines.mark_line().encode(x, y, colour, dash),
        words.encode(x, y, text="label:N", color=alt.value(INK)),
        width=480,
        height=260,
        padding={"left": 5, "top": 5, "bottom": 5, "right": 90},
    )
