"""How do four levers share a budget? GMV of the week, and what of it stays."""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from sixfold.charts import INK, PALETTE
from sixfold.language import t
from sixfold.models import fact
from sixfold.units import yuan
from sixfold.widgets.explorer import Explorer, Story, View, slider, tick_box

MOST_SPEND, TALLEST = 80_000, 180_000
START = {"F": 15_000, "A": 15_000, "C": 20_000, "T": 10_000}


def build() -> Explorer:
    """The widget for one merchant of middle size."""
    controls = {
        lever: slider(t(f"fact_mixer.{lever}"), value, 0, MOST_SPEND, 2_500, ",.0f")
        for lever, value in START.items()
    }
    controls["established"] = tick_box(t("fact_mixer.established"))
    story = Story(
        question=t("fact_mixer.question"),
        title=t("fact_mixer.title"),
        formula=t("fact_mixer.formula"),
        tries=[t(f"fact_mixer.try_{number}") for number in (1, 2, 3)],
    )
    return Explorer(story, controls, _chart(), look)


def look(F: float, A: float, C: float, T: float, established: bool) -> View:  # the levers' names
    """The four bars and the advice for one mix."""
    levers = fact.ESTABLISHED if established else fact.NEW_BRAND
    spend = {"F": F, "A": A, "C": C, "T": T}
    rows = [
        (t(f"fact_mixer.{lever}"), kind, amount, yuan(round(amount, -3)))
        for lever, each in levers.items()
        for kind, amount in (("week", each.gmv(spend[lever])), ("stays", each.stays(spend[lever])))
    ]
    bars = pd.DataFrame(rows, columns=["lever", "kind", "gmv", "label"])
    bars["kind"] = bars["kind"].map({kind: t(f"fact_mixer.{kind}") for kind in ("week", "stays")})
    return View({"bars": bars}, _sentence(levers, spend))


def _sentence(levers: Mapping[str, fact.Lever], spend: dict[str, float]) -> str:
    budget = sum(spend.values())
    return t(
        "fact_mixer.now",
        budget=yuan(budget),
        week=yuan(round(sum(levers[name].gmv(spend[name]) for name in levers), -2)),
        stays=yuan(round(sum(levers[name].stays(spend[name]) for name in levers), -2)),
        new=f"{fact.new_share(levers, spend):.0%}",
        best=t(f"fact_mixer.{fact.best_next(levers, spend)}"),
    )


def _chart() -> alt.LayerChart:
    names = [t(f"fact_mixer.{lever}") for lever in START]
    kinds = [t("fact_mixer.week"), t("fact_mixer.stays")]
    axis = alt.Axis(labelLimit=170, minExtent=170, maxExtent=170)
    y = alt.Y("lever:N", sort=names, title=None, axis=axis)
    x_axis = alt.Axis(values=[0, 50_000, 100_000, 150_000], format=",d", minExtent=20, maxExtent=20)
    x = alt.X("gmv:Q", title=t("fact_mixer.x"), scale=alt.Scale(domain=[0, TALLEST]), axis=x_axis, stack=None)
    offset = alt.YOffset("kind:N", sort=kinds)
    colour = alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=PALETTE[:2]), legend=None)
    data = alt.Chart(alt.NamedData("bars"))
    bars = data.mark_bar().encode(x, y, offset, colour)
    text = "datum.kind + ' ' + datum.label"
    words = data.transform_calculate(words=text).mark_text(align="left", dx=4, fontSize=11)
    return alt.layer(
        bars,
        words.encode(x, y, offset, text="words:N", color=alt.value(INK)),
        width=400,
        height=260,
        padding={"left": 5, "top": 5, "bottom": 5, "right": 110},
    )
