"""What broke, and when? An evening replayed by minute, each rate against its own level before."""

import altair as alt
import numpy as np
import pandas as pd

from sixfold.charts import INK, PALETTE
from sixfold.language import t
from sixfold.models import replay
from sixfold.units import yuan
from sixfold.widgets.explorer import Explorer, Story, View, slider

HIGHEST = 1.4
WARM_UP = 10
"""Minutes that give each rate its level."""


def build() -> Explorer:
    """The widget for six evenings."""
    controls = {
        "minute": slider(t("minute_replay.minute"), 80, 15, replay.MINUTES - 1, 1, ".0f"),
        "evening": slider(t("minute_replay.evening"), 1, 1, len(replay.BREAKS), 1, ".0f"),
        "window": slider(t("minute_replay.window"), 8, 2, 20, 1, ".0f"),
    }
    story = Story(
        question=t("minute_replay.question"),
        title=t("minute_replay.title"),
        formula=t("minute_replay.formula"),
        tries=[t(f"minute_replay.try_{number}") for number in (1, 2, 3)],
    )
    return Explorer(story, controls, _chart(), look)


def look(minute: float, evening: float, window: float) -> View:
    """The four rates up to a minute, as shares of their level at the start, and what broke so far."""
    counts = replay.evening(int(evening) - 1)[: int(minute) + 1]
    level = replay.rates(counts[:WARM_UP])
    index = replay.rolling(counts, int(window))[1:] / level
    rows = [
        (at + 1, rate, value)
        for column, rate in enumerate(replay.RATES)
        for at, value in enumerate(index[:, column])
    ]
    lines = pd.DataFrame(rows, columns=["minute", "rate", "index"])
    found = replay.find_break(counts)
    broken = pd.DataFrame({"minute": [found.minute] if found else []})
    names = pd.DataFrame(
        {
            "rate": replay.RATES,
            "place": np.linspace(1.25, 0.35, len(replay.RATES)),
            "label": [
                f"{t(f'minute_replay.{rate}')} {share:.0%}"
                for rate, share in zip(replay.RATES, index[-1], strict=True)
            ],
        }
    )
    return View({"lines": lines, "broken": broken, "names": names}, _sentence(counts, int(window), found))


def _sentence(counts: replay.Counts, window: int, found: replay.Found | None) -> str:
    gmv = replay.PRICE * counts[:, -1]
    facts = {
        "minute": len(counts) - 1,
        "window": window,
        "gmv": yuan(float(gmv[-window:].mean())),
        "before": yuan(float(gmv[:-window].mean())),
    }
    if found is None:
        return t("minute_replay.whole", **facts)
    return t(
        "minute_replay.fell",
        **facts,
        rate=t(f"minute_replay.{found.rate}"),
        since=found.minute,
        left=f"{found.left:.0%}",
        look=t(f"minute_replay.look_{found.rate}"),
    )


def _chart() -> alt.LayerChart:
    x = alt.X(
        "minute:Q",
        title=t("minute_replay.x"),
        scale=alt.Scale(domain=[0, replay.MINUTES]),
        axis=alt.Axis(values=[0, 20, 40, 60, 80, 100, 120], minExtent=20, maxExtent=20),
    )
    y_scale = alt.Scale(domain=[0, HIGHEST], clamp=True)
    y = alt.Y(
        "index:Q",
        title=t("minute_replay.y"),
        scale=y_scale,
        axis=alt.Axis(values=[0, 0.5, 1.0], format=".0%", minExtent=40, maxExtent=40),
    )
    names = list(replay.RATES)
    colours = alt.Scale(domain=names, range=PALETTE[:4])
    colour = alt.Color("rate:N", scale=colours, legend=None)
    dashes = [[1, 0], [6, 3], [2, 2], [8, 2, 2, 2]]
    dash = alt.StrokeDash("rate:N", scale=alt.Scale(domain=names, range=dashes), legend=None)
    place = alt.Y("place:Q", scale=y_scale)
    labels = alt.Chart(alt.NamedData("names"))
    beside = {"x": alt.value(470)}
    return alt.layer(
        alt.Chart(alt.NamedData("broken")).mark_rule(color=INK, strokeDash=[4, 4]).encode(x),
        alt.Chart(alt.NamedData("lines")).mark_line(strokeWidth=2).encode(x, y, colour, dash),
        labels.mark_tick(orient="horizontal", width=18, thickness=3, opacity=1).encode(
            y=place, color=colour, **beside
        ),
        labels.mark_text(align="left", dx=14, fontSize=12).encode(
            y=place, text="label:N", color=alt.value(INK), **beside
        ),
        width=460,
        height=250,
        padding={"left": 5, "top": 5, "bottom": 5, "right": 170},
    )
