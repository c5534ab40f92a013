"""What does looking early do? Paths of z, the bound, and how often it is crossed."""

import altair as alt
import numpy as np
import pandas as pd

from sixfold.charts import INK, PALETTE
from sixfold.language import t
from sixfold.models.testing import crossed, drift, obrien_fleming, walks
from sixfold.widgets.explorer import Explorer, Story, View, slider, tick_box

RATE, USUAL = 0.35, 1.959964
SHOWN, DRAWN, SEED = 24, 2_000, 7
HIGHEST = 5.0
"""Where the axis of z ends; bounds and paths beyond it are drawn at its edge."""


def build() -> Explorer:
    """The widget: a test of a completion rate of 35 %, without an effect at first."""
    controls = {
        "looks": slider(t("peeking_simulator.looks"), 14, 1, 28, 1, ",.0f"),
        "lift": slider(t("peeking_simulator.lift"), 0, 0, 10, 1, ",.0f"),
        "viewers": slider(t("peeking_simulator.viewers"), 12_000, 2_000, 40_000, 1_000, ",.0f"),
        "bounded": tick_box(t("peeking_simulator.bounded")),
    }
    story = Story(
        question=t("peeking_simulator.question"),
        title=t("peeking_simulator.title"),
        formula=t("peeking_simulator.formula"),
        tries=[t(f"peeking_simulator.try_{number}") for number in (1, 2, 3)],
    )
    return Explorer(story, controls, _chart(), look)


def look(looks: float, lift: float, viewers: float, bounded: bool) -> View:
    """Twenty-four simulated tests, the bound at each look, and the exact chance to stop."""
    times = int(looks)
    end = drift(RATE, lift / 100, viewers) if lift else 0.0
    bounds = np.array(obrien_fleming(times)) if bounded else np.full(times, USUAL)
    z = walks(times, end, DRAWN, SEED)
    over = np.abs(z) > bounds
    seen = np.arange(1, times + 1) / times
    few = z[:SHOWN].clip(-HIGHEST, HIGHEST)
    stopped = over[:SHOWN].any(axis=1)
    start = np.zeros((SHOWN, 1))
    paths = pd.DataFrame(
        {
            "share": np.tile(np.concatenate([[0.0], seen]), SHOWN),
            "z": np.hstack([start, few]).round(3).ravel(),
            "test": np.repeat(np.arange(SHOWN), times + 1),
            "kind": np.repeat(np.where(stopped, "called", "not"), times + 1),
        }
    )
    drawn = bounds.clip(max=HIGHEST)
    limit = pd.DataFrame(
        {
            "share": np.tile(seen, 2),
            "z": np.concatenate([drawn, -drawn]),
            "side": np.repeat(["up", "down"], times),
        }
    )
    note = pd.DataFrame({"share": [0.02], "z": [4.6], "label": [t("peeking_simulator.called")]})
    sentence = _sentence(times, lift, viewers, end, bounds, z, int(stopped.sum()))
    return View({"paths": paths, "bounds": limit, "note": note}, sentence)


def _sentence(
    looks: int, lift: float, viewers: float, end: float, bounds: np.ndarray, z: np.ndarray, stopped: int
) -> str:
    chance = float(crossed(bounds, end)[-1])
    words = {
        "looks": looks,
        "shown": SHOWN,
        "stopped": stopped,
        "chance": f"{chance:.1%}",
        "lift": f"{lift:.0f}%",
        "viewers": f"{viewers:,.0f}",
        "bound": f"{bounds[0]:.2f}",
        "once": f"{float(crossed([USUAL], end)[-1]):.0%}",
    }
    if not lift:
        return t("peeking_simulator.nothing", **words)
    return t("peeking_simulator.effect", **words, measured=f"{lift * _overstated(z, bounds, end):.1f}%")


def _overstated(z: np.ndarray, bounds: np.ndarray, end: float) -> float:
    """Mean lift measured at the stop by the tests that were called, in true lifts."""
    over = np.abs(z) > bounds
    called = over.any(axis=1)
    if not called.any():
        return float("nan")
    at = over[called].argmax(axis=1)
    looks = len(bounds)
    return float(np.mean(z[called, at] * np.sqrt(looks / (at + 1))) / end)


def _chart() -> alt.LayerChart:
    x = alt.X(
        "share:Q",
        title=t("peeking_simulator.x"),
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format=".0%", minExtent=20, maxExtent=20),
    )
    y = alt.Y(
        "z:Q",
        title=t("peeking_simulator.y"),
        scale=alt.Scale(domain=[-HIGHEST, HIGHEST]),
        axis=alt.Axis(values=[-4, -2, 0, 2, 4], minExtent=28, maxExtent=28),
    )
    scale = alt.Scale(domain=["not", "called"], range=["#B0B0B0", PALETTE[6]])
    colour = alt.Color("kind:N", scale=scale, legend=None)
    bounds = alt.Chart(alt.NamedData("bounds"))
    return alt.layer(
        alt.Chart(alt.NamedData("paths"))
        .mark_line(strokeWidth=1.3, opacity=0.8)
        .encode(x, y, colour, detail="test:N"),
        bounds.mark_line(color=PALETTE[2], strokeDash=[5, 3], strokeWidth=1.5).encode(x, y, detail="side:N"),
        bounds.mark_point(color=PALETTE[2], size=18, opacity=1).encode(x, y),
        alt.Chart(alt.NamedData("note"))
        .mark_text(align="left", fontSize=12, color=INK)
        .encode(x, y, text="label:N"),
        width=540,
        height=270,
    )
