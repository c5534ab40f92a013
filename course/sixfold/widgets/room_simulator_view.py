"""What fills a room, and what does a paid burst buy? Two hours, minute by minute."""

import altair as alt
import numpy as np
import pandas as pd

from sixfold.charts import INK, PALETTE
from sixfold.language import t
from sixfold.models import room
from sixfold.units import yuan
from sixfold.widgets.explorer import Explorer, Story, View, slider

CONTROLS = {
    "entry": (14.0, 5.0, 30.0, 0.5, ".1f"),
    "stay": (55.0, 15.0, 180.0, 5.0, ".0f"),
    "click": (24.0, 5.0, 40.0, 1.0, ".0f"),
    "pay": (11.0, 3.0, 25.0, 1.0, ".0f"),
    "burst": (1.0, 0.0, 4.0, 0.25, ".2f"),
}


def build() -> Explorer:
    """The widget for one room with one burst."""
    controls = {name: slider(t(f"room_simulator.{name}"), *setting) for name, setting in CONTROLS.items()}
    story = Story(
        question=t("room_simulator.question"),
        title=t("room_simulator.title"),
        formula=t("room_simulator.formula"),
        tries=[t(f"room_simulator.try_{number}") for number in (1, 2, 3)],
    )
    return Explorer(story, controls, _chart(), look)


def look(entry: float, stay: float, click: float, pay: float, burst: float) -> View:
    """People online with and without the burst, and what the evening earned."""
    with_ads, without = (room.run(entry / 100, stay, click / 100, pay / 100, reach) for reach in (burst, 0.0))
    minutes = np.arange(room.MINUTES)
    lines = pd.concat(
        pd.DataFrame({"minute": minutes, "online": evening.online, "kind": kind})
        for kind, evening in (("with", with_ads), ("without", without))
    )
    names = pd.DataFrame(
        {
            "minute": room.MINUTES - 1,
            "online": [with_ads.acu],
            "label": [t("room_simulator.acu", acu=f"{with_ads.acu:,.0f}")],
        }
    )
    burst_at = pd.DataFrame(
        {"minute": [room.BURST.start], "end": [room.BURST.stop], "word": [t("room_simulator.ads")]}
    )
    return View({"lines": lines, "names": names, "burst": burst_at}, _sentence(with_ads, without, stay))


def _sentence(with_ads: room.Evening, without: room.Evening, stay: float) -> str:
    return t(
        "room_simulator.now",
        acu=f"{with_ads.acu:,.0f}",
        entries=f"{with_ads.entries.mean():,.0f}",
        stay=f"{stay:.0f}",
        gmv=yuan(with_ads.gmv),
        exposure=yuan(with_ads.gpm_exposure),
        watch=yuan(with_ads.gpm_watch),
        spend=yuan(with_ads.spend),
        more=yuan(with_ads.gmv - without.gmv),
    )


def _chart() -> alt.LayerChart:
    x = alt.X(
        "minute:Q",
        title=t("room_simulator.x"),
        scale=alt.Scale(domain=[0, room.MINUTES]),
        axis=alt.Axis(values=[0, 20, 40, 60, 80, 100, 120], minExtent=20, maxExtent=20),
    )
    y = alt.Y(
        "online:Q",
        title=t("room_simulator.y"),
        scale=alt.Scale(zero=True),
        axis=alt.Axis(tickCount=4, format=",d", labelOverlap=False, minExtent=44, maxExtent=44),
    )
    kinds = ["with", "without"]
    colour = alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=[PALETTE[0], "#888888"]), legend=None)
    dash = alt.StrokeDash("kind:N", scale=alt.Scale(domain=kinds, range=[[1, 0], [4, 4]]), legend=None)
    burst = alt.Chart(alt.NamedData("burst"))
    names = alt.Chart(alt.NamedData("names"))
    return alt.layer(
        burst.mark_rect(color=PALETTE[1], opacity=0.2).encode(x, alt.X2("end:Q")),
        burst.mark_text(align="left", dx=4, fontSize=12).encode(
            x, y=alt.value(230), text="word:N", color=alt.value(INK)
        ),
        alt.Chart(alt.NamedData("lines")).mark_line().encode(x, y, colour, dash),
        names.mark_rule(color=INK, strokeDash=[2, 2]).encode(y=y),
        names.mark_text(align="left", dx=8, fontSize=12).encode(x, y, text="label:N", color=alt.value(INK)),
        width=460,
        height=240,
        padding={"left": 5, "top": 5, "bottom": 5, "right": 90},
    )
