"""How many agents until nobody waits? Erlang C with simulated evenings beside it."""

import altair as alt
import pandas as pd

from sixfold.charts import INK, PALETTE
from sixfold.language import t
from sixfold.models import queueing
from sixfold.widgets.explorer import Explorer, Story, View, slider

LIMIT_MIN = 3
MOST_AGENTS = 20
TARGET = 0.95
AROUND = (-2, -1, 0, 1, 2)  # teams that are simulated, relative to the chosen one


def build() -> Explorer:
    """The widget for one service desk between 20:00 and 22:00."""
    controls = {
        "agents": slider(t("chat_queue.agents"), 9, 1, MOST_AGENTS, 1, ",.0f"),
        "per_hour": slider(t("chat_queue.per_hour"), 120, 20, 200, 10, ",.0f"),
        "handle": slider(t("chat_queue.handle"), 4, 1, 5, 0.5),
    }
    story = Story(
        question=t("chat_queue.question"),
        title=t("chat_queue.title"),
        formula=t("chat_queue.formula"),
        tries=[t(f"chat_queue.try_{number}") for number in (1, 2, 3)],
    )
    return Explorer(story, controls, _chart(), look)


def look(agents: float, per_hour: float, handle: float) -> View:
    """The line of the formula, the simulated teams, the chosen one, and what they mean."""
    team = round(agents)
    line = pd.DataFrame(
        [(c, queueing.waits_longer(c, per_hour, handle, LIMIT_MIN)) for c in range(1, MOST_AGENTS + 1)],
        columns=["agents", "late"],
    )
    teams = [team + step for step in AROUND if 1 <= team + step <= MOST_AGENTS]
    waits = queueing.simulate(teams, per_hour, handle)
    late = dict(zip(teams, (waits > LIMIT_MIN).mean(axis=1).tolist(), strict=True))
    dots = pd.DataFrame(
        [
            (c, share, t("chat_queue.now_label", late=f"{share:.1%}") if c == team else "")
            for c, share in late.items()
        ],
        columns=["agents", "late", "label"],
    )
    tables = {"line": line, "dots": dots, "now": dots[dots["label"] != ""]}
    return View(tables, _sentence(team, per_hour, handle, late[team]))


def _sentence(team: int, per_hour: float, handle: float, simulated: float) -> str:
    busy = queueing.load(per_hour, handle)
    return t(
        "chat_queue.steady" if team > busy else "chat_queue.overrun",
        agents=team,
        busy=f"{busy:.1f}",
        erlang=f"{queueing.waits_longer(team, per_hour, handle, LIMIT_MIN):.1%}",
        simulated=f"{simulated:.1%}",
        used=f"{min(busy / team, 1):.0%}",
        enough=queueing.agents_for(per_hour, handle, LIMIT_MIN, TARGET),
        target=f"{TARGET:.0%}",
    )


def _chart() -> alt.LayerChart:
    x = alt.X(
        "agents:Q",
        title=t("chat_queue.x"),
        scale=alt.Scale(domain=[0, MOST_AGENTS + 1], nice=False),
        axis=alt.Axis(values=list(range(0, MOST_AGENTS + 1, 2)), format="d", minExtent=20, maxExtent=20),
    )
    y = alt.Y(
        "late:Q",
        title=t("chat_queue.y"),
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format="%", minExtent=44, maxExtent=44),
    )
    line = alt.Chart(alt.NamedData("line")).mark_line(point=False, color=PALETTE[0]).encode(x, y)
    dots = alt.Chart(alt.NamedData("dots")).mark_point(size=70, color=PALETTE[1], opacity=1).encode(x, y)
    now = alt.Chart(alt.NamedData("now"))
    here = now.mark_point(size=190, shape="diamond", color=PALETTE[1], filled=True, opacity=1).encode(x, y)
    word = now.mark_text(align="left", dx=18, dy=-20, fontSize=12, color=INK).encode(x, y, text="label:N")
    return alt.layer(
        line,
        dots,
        here,
        word,
        width=500,
        height=260,
        padding={"left": 5, "top": 5, "bottom": 5, "right": 110},
    )
