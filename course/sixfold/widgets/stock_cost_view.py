"""How much safety stock? What it costs to hold against what it costs to be short."""

import altair as alt
import numpy as np
import pandas as pd

from sixfold.charts import INK, PALETTE
from sixfold.language import t
from sixfold.models.stocking import Product
from sixfold.units import yuan
from sixfold.widgets.explorer import Explorer, Story, View, slider

DAILY, DAILY_SD, LEAD, BATCH = 100.0, 30.0, 10.0, 1_000.0
MOST_SAFETY, TALLEST = 2_000, 12_000
KINDS = ("holding", "short", "total")


def build() -> Explorer:
    """The widget for a product of 100 pieces a day from a supplier who needs ten days."""
    controls = {
        "safety": slider(t("stock_cost.safety"), 150, 0, MOST_SAFETY, 50, ",.0f"),
        "lead_cv": slider(t("stock_cost.lead_cv"), 0.4, 0, 0.8, 0.1),
        "holding": slider(t("stock_cost.holding_price"), 2, 0.5, 6, 0.5),
        "margin": slider(t("stock_cost.margin"), 12, 2, 40, 1, ",.0f"),
    }
    story = Story(
        question=t("stock_cost.question"),
        title=t("stock_cost.title"),
        formula=t("stock_cost.formula"),
        tries=[t(f"stock_cost.try_{number}") for number in (1, 2, 3)],
    )
    return Explorer(story, controls, _chart(), look)


def look(safety: float, lead_cv: float, holding: float, margin: float) -> View:
    """Three cost curves, the chosen stock on them, and the advice."""
    product = Product(DAILY, DAILY_SD, LEAD, lead_cv * LEAD, BATCH)
    grid = np.linspace(0, MOST_SAFETY, 61)
    curves = _curves(product, grid, holding, margin)
    ends = curves.groupby("kind").tail(1).assign(label=lambda rows: rows["kind"])
    tables = {
        "curves": curves,
        "ends": ends,
        "now": _curves(product, np.array([safety]), holding, margin),
    }
    return View(tables, _sentence(product, safety, holding, margin))


def _curves(product: Product, stocks: np.ndarray, holding: float, margin: float) -> pd.DataFrame:
    rows = []
    for stock in stocks:
        kept, missed = product.cost(float(stock), holding, margin)
        each = zip(KINDS, (kept, missed, kept + missed), strict=True)
        rows += [(stock, t(f"stock_cost.{kind}"), cost) for kind, cost in each if cost <= TALLEST]
    return pd.DataFrame(rows, columns=["stock", "kind", "cost"])


def _sentence(product: Product, safety: float, holding: float, margin: float) -> str:
    kept, missed = product.cost(safety, holding, margin)
    best = product.best(holding, margin)
    fixed = Product(DAILY, DAILY_SD, LEAD, 0.0, BATCH).best(holding, margin)
    return t(
        "stock_cost.now",
        safety=f"{safety:,.0f}",
        service=f"{product.service(safety):.0%}",
        kept=yuan(kept),
        missed=yuan(missed),
        total=yuan(kept + missed),
        best=f"{best:,.0f}",
        least=yuan(sum(product.cost(best, holding, margin))),
        fixed=f"{fixed:,.0f}",
    )


def _chart() -> alt.LayerChart:
    x = alt.X(
        "stock:Q",
        title=t("stock_cost.x"),
        scale=alt.Scale(domain=[0, MOST_SAFETY]),
        axis=alt.Axis(values=[0, 500, 1_000, 1_500, 2_000], format=",d", minExtent=20, maxExtent=20),
    )
    y = alt.Y(
        "cost:Q",
        title=t("stock_cost.y"),
        scale=alt.Scale(domain=[0, TALLEST]),
        axis=alt.Axis(values=[0, 4_000, 8_000, 12_000], format=",d", minExtent=48, maxExtent=48),
    )
    kinds = [t(f"stock_cost.{kind}") for kind in KINDS]
    colour = alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=PALETTE[:3]), legend=None)
    dashes = alt.Scale(domain=kinds, range=[[6, 3], [2, 2], [1, 0]])
    dash = alt.StrokeDash("kind:N", scale=dashes, legend=None)
    curves = alt.Chart(alt.NamedData("curves")).mark_line().encode(x, y, colour, dash)
    points = alt.Chart(alt.NamedData("now")).mark_point(size=110, opacity=1).encode(x, y, colour)
    ends = alt.Chart(alt.NamedData("ends"))
    # The sum ends just above the holding cost: its name stands higher.
    names = [
        ends.transform_filter(condition)
        .mark_text(align="left", dx=6, dy=shift, fontSize=12)
        .encode(x, y, text="label:N", color=alt.value(INK))
        for condition, shift in ((f"datum.label == '{kinds[2]}'", -8), (f"datum.label != '{kinds[2]}'", 6))
    ]
    return alt.layer(
        curves,
        points,
        *names,
        width=480,
        height=260,
        padding={"left": 5, "top": 5, "bottom": 5, "right": 110},
    )
