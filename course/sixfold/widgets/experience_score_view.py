"""What should be mended first to bring the experience score back? Sixty days of score for each plan."""

import altair as alt
import numpy as np
import pandas as pd

from sixfold.charts import INK, PALETTE
from sixfold.language import t
from sixfold.models import experience
from sixfold.widgets.explorer import Explorer, Story, View, slider

DAYS, GOAL = 60, 4.65
LOWEST, HIGHEST = 4.2, 4.9
CLOSE = 0.045
"""Scores nearer than this share a label."""
USUAL = {"product": 0.96, "service": 0.95, "logistics": 0.975}
PLANS = {"none": (), "logistics": ("logistics",), "product": ("product",), "both": ("product", "logistics")}


def build() -> Explorer:
    """The widget for a shop whose product and logistics got worse thirty days ago."""
    controls = {
        "product": slider(t("experience_score.product_now"), 87.5, 80, 96, 0.5),
        "logistics": slider(t("experience_score.logistics_now"), 85.5, 80, 97.5, 0.5),
        "weight_product": slider(t("experience_score.weight_product"), 42.5, 20, 60, 2.5),
        "weight_logistics": slider(t("experience_score.weight_logistics"), 20, 5, 40, 2.5),
    }
    story = Story(
        question=t("experience_score.question"),
        title=t("experience_score.title"),
        formula=t("experience_score.formula"),
        tries=[t(f"experience_score.try_{number}") for number in (1, 2, 3)],
    )
    return Explorer(story, controls, _chart(), look)


def look(product: float, logistics: float, weight_product: float, weight_logistics: float) -> View:
    """One line a plan, and when each passes the goal."""
    weights = {
        "product": weight_product,
        "service": 100 - weight_product - weight_logistics,
        "logistics": weight_logistics,
    }
    faulty = {"product": product / 100, "service": USUAL["service"], "logistics": logistics / 100}
    paths = {name: experience.path(USUAL, faulty, weights, mended, DAYS) for name, mended in PLANS.items()}
    names = _names_at_the_end(paths)
    lines = pd.concat([_line(name, path, names.get(name, "")) for name, path in paths.items()])
    goal = pd.DataFrame({"score": [GOAL], "label": [t("experience_score.goal", goal=f"{GOAL:.2f}")]})
    return View({"lines": lines, "goal": goal}, _sentence(paths, weights))


def _line(name: str, path: np.ndarray, label: str) -> pd.DataFrame:
    """Every second day of one plan; its label stands at the end."""
    day = np.arange(0, DAYS + 1, 2)
    labels = np.where(day == DAYS, label, "")
    return pd.DataFrame({"day": day, "score": path[day].clip(LOWEST, HIGHEST), "plan": name, "label": labels})


def _names_at_the_end(paths: dict[str, np.ndarray]) -> dict[str, str]:
    """The label of each line; plans that end at nearly the same height share the first one's."""
    found: dict[str, str] = {}
    for name, path in paths.items():
        near = [other for other in found if abs(paths[other][-1] - path[-1]) < CLOSE]
        words = t(f"experience_score.{name}")
        if near:
            found[near[0]] += f" / {words}"
        else:
            found[name] = words
    return found


def _sentence(paths: dict[str, np.ndarray], weights: dict[str, float]) -> str:
    today = paths["none"][0]
    key = "above" if today >= GOAL else "below"
    return t(
        f"experience_score.{key}",
        today=f"{today:.2f}",
        goal=f"{GOAL:.2f}",
        service=f"{weights['service']:.1f}",
        end=f"{paths['none'][-1]:.2f}",
        **{name: _when(paths[name]) for name in ("product", "logistics", "both")},
    )


def _when(path: np.ndarray) -> str:
    """The first day at or above the goal, in words."""
    reached = np.flatnonzero(path >= GOAL)
    if not len(reached):
        return t("experience_score.not_within", days=str(DAYS), end=f"{np.floor(100 * path[-1]) / 100:.2f}")
    return t("experience_score.after", days=str(reached[0]))


def _chart() -> alt.LayerChart:
    x = alt.X(
        "day:Q",
        title=t("experience_score.x"),
        scale=alt.Scale(domain=[0, DAYS]),
        axis=alt.Axis(values=[0, 15, 30, 45, 60], minExtent=20, maxExtent=20),
    )
    y = alt.Y(
        "score:Q",
        title=t("experience_score.y"),
        scale=alt.Scale(domain=[LOWEST, HIGHEST]),
        axis=alt.Axis(values=[4.2, 4.4, 4.6, 4.8], format=".1f", minExtent=28, maxExtent=28),
    )
    names = list(PLANS)
    colour = alt.Color("plan:N", scale=alt.Scale(domain=names, range=PALETTE[:4]), legend=None)
    dashes = [[2, 2], [8, 2, 2, 2], [6, 3], [1, 0]]
    dash = alt.StrokeDash("plan:N", scale=alt.Scale(domain=names, range=dashes), legend=None)
    lines = alt.Chart(alt.NamedData("lines"))
    words = lines.transform_filter("datum.label != ''").mark_text(align="left", dx=6, fontSize=12)
    goal = alt.Chart(alt.NamedData("goal"))
    level = goal.mark_rule(color="#555555", strokeDash=[2, 3]).encode(y)
    named = goal.mark_text(align="left", x=4, dy=-7, fontSize=12).encode(y, text="label:N")
    return alt.layer(
        level,
        named,
        lines.mark_line().encode(x, y, colour, dash),
        words.encode(x, y, text="label:N", color=alt.value(INK)),
        width=480,
        height=260,
        padding={"left": 5, "top": 5, "bottom": 5, "right": 190},
    )
