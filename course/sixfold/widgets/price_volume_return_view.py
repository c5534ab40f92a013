"""What does another price do to pieces, returns and money? One SKU with a constant elasticity."""

import altair as alt
import numpy as np
import pandas as pd

from sixfold.charts import INK, PALETTE
from sixfold.language import t
from sixfold.models.pricing import Offer
from sixfold.units import yuan
from sixfold.widgets.explorer import Explorer, Story, View, slider

LOW, HIGH, TOP, BOTTOM = 70, 170, 16_000, -4_000
SAME_MONEY = 10
"""Yuan a day below which two prices are equally good."""
PRICES = np.arange(LOW, HIGH + 1, 1.0)


def build() -> Explorer:
    """The widget for one SKU with a list price of ¥119."""
    controls = {
        "price": slider(t("price_volume_return.price"), 89, LOW, HIGH, 1, ",.0f"),
        "elasticity": slider(t("price_volume_return.elasticity"), -1.8, -3.0, -0.6, 0.1),
        "returns": slider(t("price_volume_return.returns"), 28, 0, 75, 1, ".0f"),
        "cost": slider(t("price_volume_return.cost"), 55, 20, 80, 1, ".0f"),
    }
    story = Story(
        question=t("price_volume_return.question"),
        title=t("price_volume_return.title"),
        formula=t("price_volume_return.formula"),
        tries=[t(f"price_volume_return.try_{number}") for number in (1, 2, 3)],
    )
    return Explorer(story, controls, _chart(), look)


def look(price: float, elasticity: float, returns: float, cost: float) -> View:
    """The three lines and what the price does."""
    offer = Offer(elasticity=elasticity, returns=returns / 100, cost=cost)
    tables = {"curves": _money(offer, PRICES[::2], label=True), "now": _money(offer, np.array([price]))}
    return View(tables, _sentence(offer, price))


def _sentence(offer: Offer, price: float) -> str:
    left = offer.contribution(PRICES)
    best, most = PRICES[left.argmax()], float(left.max())
    gained = most - float(offer.contribution(price))
    key = "never" if most <= 0 else "right" if gained < SAME_MONEY else "other"
    return t(
        f"price_volume_return.{key}",
        price=yuan(price),
        sold=f"{float(offer.sold(price)):,.0f}",
        back=f"{float(offer.return_share(price)):.0%}",
        gmv=yuan(float(offer.gmv(price))),
        left=yuan(float(offer.contribution(price))),
        best=yuan(best),
        gained=yuan(gained),
        top=yuan(PRICES[offer.gmv(PRICES).argmax()]),
    )


def _money(offer: Offer, prices: np.ndarray, label: bool = False) -> pd.DataFrame:
    """One row per price and kind of money; a line that leaves the axis goes on as another `piece`."""
    kinds = {"gmv": offer.gmv(prices), "net": offer.net(prices), "left": offer.contribution(prices)}
    rows = pd.concat(
        [pd.DataFrame({"price": prices, "yuan": money, "kind": kind}) for kind, money in kinds.items()]
    )
    outside = (rows["yuan"] > TOP) | (rows["yuan"] < BOTTOM)
    rows = rows.assign(piece=outside.groupby(rows["kind"]).cumsum())[~outside]
    last = label & (rows["price"] == HIGH)
    return rows.assign(label=rows["kind"].map(lambda kind: t(f"price_volume_return.{kind}")).where(last, ""))


def _chart() -> alt.LayerChart:
    x = alt.X(
        "price:Q",
        title=t("price_volume_return.x"),
        scale=alt.Scale(domain=[LOW, HIGH]),
        axis=alt.Axis(values=[80, 100, 120, 140, 160], minExtent=20, maxExtent=20),
    )
    y = alt.Y(
        "yuan:Q",
        title=t("price_volume_return.y"),
        scale=alt.Scale(domain=[BOTTOM, TOP]),
        axis=alt.Axis(
            values=[-4_000, 0, 4_000, 8_000, 12_000, 16_000], format=",d", minExtent=45, maxExtent=45
        ),
    )
    kinds = ["gmv", "net", "left"]
    colour = alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=PALETTE[:3]), legend=None)
    dash = alt.StrokeDash(
        "kind:N", scale=alt.Scale(domain=kinds, range=[[2, 2], [6, 3], [1, 0]]), legend=None
    )
    curves = alt.Chart(alt.NamedData("curves"))
    lines = curves.mark_line().encode(x, y, colour, dash, detail="piece:N")
    words = curves.transform_filter("datum.label != ''").mark_text(align="left", dx=6, fontSize=12)
    zero = alt.Chart(alt.Data(values=[{"yuan": 0}])).mark_rule(color="#555555").encode(y)
    points = alt.Chart(alt.NamedData("now")).mark_point(size=110, opacity=1).encode(x, y, colour)
    named = words.encode(x, y, text="label:N", color=alt.value(INK))
    room = {"left": 5, "top": 5, "bottom": 5, "right": 110}
    return alt.layer(zero, lines, named, points, width=480, height=260, padding=room)
