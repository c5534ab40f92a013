"""Sessions of one brand's two rooms: minute by minute, by session, by SKU."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sixfold_market.livestream.truth import DAYPARTS, HOSTS, RATES, Break, Truth, draw_break, truth
from sixfold_market.traffic_buying.calendar import (
    SHANGHAI_HOURS,
    START,
    WEEKDAY_WEIGHTS,
    Floats,
    spread,
    stream,
)

Grid = NDArray[Any]  # one row a session, one column a minute

MINUTES = 120
SLOT_MINUTES = 10
START_HOUR = {"morning": 10.0, "afternoon": 14.0, "prime": 20.0}
LATE_SHOW = 22.5  # prime time on a Saturday: the session ends after midnight
# Share of a host's sessions in each daypart: the star has the evening.
DAYPART_SHARES = {
    "H1": (0.10, 0.10, 0.80),
    "H2": (0.30, 0.40, 0.30),
    "H3": (0.45, 0.40, 0.15),
    "H4": (0.35, 0.40, 0.25),
}
BASE_RATE = {"enter": 0.14, "product_exposure": 0.82, "product_click": 0.24, "pay": 0.11}
EXPOSED_A_MINUTE = 9_000
AUDIENCE = {"morning": 0.85, "afternoon": 0.95, "prime": 1.2}  # people online on the platform
PAID, BURST = 0.3, 1.2  # people reached by ads, per one reached for nothing
ROLES = ("traffic", "benefit", "profit")  # 引流款, 福利款, 利润款
PRICE = {"traffic": 19.9, "benefit": 59.0, "profit": 129.0}
RUN_DOWN = ("traffic", "benefit", "profit", "benefit", "profit", "profit")


@dataclass(frozen=True)
class Plan:
    """What was fixed before a session began."""

    host: str
    daypart: str
    start: pd.Timestamp
    burst: range  # minutes with paid traffic
    broken: Break | None


@lru_cache(maxsize=16)
def plans(seed: int, n: int = 120, break_every: int = 10) -> tuple[Plan, ...]:
    """Draw host, daypart, paid burst and break of each session; one in `break_every` breaks, 0 for none."""
    rng = stream(seed, "plans")
    found = []
    for number in range(n):
        host = HOSTS[number % 4]
        daypart = DAYPARTS[rng.choice(3, p=DAYPART_SHARES[host])]
        start = _start(START + pd.Timedelta(days=number // 2), daypart)
        begin = int(rng.integers(15, 85))
        drawn = draw_break(rng, MINUTES)
        breaks = break_every > 0 and number % break_every == break_every - 1
        found.append(Plan(host, daypart, start, range(begin, begin + 14), drawn if breaks else None))
    return tuple(found)


def _start(day: pd.Timestamp, daypart: str) -> pd.Timestamp:
    """Return the start (UTC) of a session on the Shanghai day that begins at `day` (UTC)."""
    saturday = (day + pd.Timedelta(hours=SHANGHAI_HOURS)).weekday() == 5
    late = daypart == "prime" and saturday
    return day + pd.Timedelta(hours=LATE_SHOW if late else START_HOUR[daypart])


def session_minute(seed: int, n: int = 120, break_every: int = 10) -> pd.DataFrame:
    """Draw every minute of `n` sessions; a hundredth stands there twice.

    Returns
    -------
    DataFrame
        `session_id`, `ts` (UTC), `minute` (0–119), `loaded_at` (UTC; the later load is right), `host_id`,
        `sku_slot` (role on show), `impressions`, `exposed_uv`, `entries`, `exits`, `online`,
        `product_exposed_uv`, `product_click_uv`, `payers`, `orders`, `gmv` (¥), `paid_entries`, `spend` (¥),
        `comments`, `new_fans`.
    """
    table = _right(seed, n, break_every)
    rng = stream(seed, "late")
    early = table[rng.random(len(table)) < 0.01].copy()
    early["loaded_at"] = early["ts"] + pd.Timedelta(minutes=1)
    for column in ("orders", "payers"):
        early[column] = (early[column] * rng.uniform(0.3, 0.9, len(early))).astype(int)
    early["gmv"] = (early["gmv"] * rng.uniform(0.3, 0.9, len(early))).round(2)
    return pd.concat([table, early]).sort_values(["session_id", "minute", "loaded_at"]).reset_index(drop=True)


@lru_cache(maxsize=16)
def _right(seed: int, n: int, break_every: int) -> pd.DataFrame:
    """Return the minutes without early loads; never changed by its callers."""
    planted, planned, rng = truth(seed), plans(seed, n, break_every), stream(seed, "session_minute")
    draw = _Draw(planted, planned, rng)
    counts = draw.counts()
    minute = np.tile(np.arange(MINUTES), n)
    ts = np.repeat([plan.start.to_datetime64() for plan in planned], MINUTES).astype("datetime64[us]")
    ts = ts + (minute * 60).astype("timedelta64[s]")
    columns = {name: values.ravel() for name, values in counts.items()}
    return pd.DataFrame(
        {
            "session_id": np.repeat([f"S{number + 1:03}" for number in range(n)], MINUTES),
            "ts": ts,
            "minute": minute,
            "loaded_at": ts + np.timedelta64(3_600, "s"),
            "host_id": np.repeat([plan.host for plan in planned], MINUTES),
            "sku_slot": np.array(_roles())[minute],
            **columns,
        }
    )


def _roles() -> list[str]:
    return [RUN_DOWN[minute // SLOT_MINUTES % len(RUN_DOWN)] for minute in range(MINUTES)]


@dataclass(frozen=True)
class _Draw:
    """The funnel of all sessions at once, minute after minute: orders feed later natural traffic."""

    planted: Truth
    plans: tuple[Plan, ...]
    rng: np.random.Generator

    def counts(self) -> dict[str, Grid]:
        n, rng = len(self.plans), self.rng
        rates, burst, level = self._rates(), self._burst(), self._level()
        price = np.array([PRICE[role] for role in _roles()])
        names = ("exposed_uv", "entries", "product_exposed_uv", "product_click_uv", "payers", "paid_entries")
        table: dict[str, Grid] = {name: np.zeros((n, MINUTES), dtype=np.int64) for name in names}
        for t in range(MINUTES):
            enter, product, click, pay = (rates[name][:, t] for name in RATES)
            since = t - self.planted.lag
            spill = self.planted.per_order * (table["payers"][:, since] if since >= 0 else 0.0)
            natural = rng.poisson(level[:, t] + spill / BASE_RATE["enter"])
            paid = rng.poisson((PAID + BURST * burst[:, t]) * level[:, t])
            table["paid_entries"][:, t] = rng.binomial(paid, enter)
            table["exposed_uv"][:, t] = natural + paid
            table["entries"][:, t] = table["paid_entries"][:, t] + rng.binomial(natural, enter)
            table["product_exposed_uv"][:, t] = rng.binomial(table["entries"][:, t], product)
            table["product_click_uv"][:, t] = rng.binomial(table["product_exposed_uv"][:, t], click)
            table["payers"][:, t] = rng.binomial(table["product_click_uv"][:, t], pay)
        return {**table, **self._rest(table, price)}

    def _rates(self) -> dict[str, Floats]:
        """Return each rate by session and minute: session level, host, daypart, small noise, the break."""
        n, rng, found = len(self.plans), self.rng, {}
        for name in RATES:
            level = BASE_RATE[name] * spread(rng, 0.03, (n, 1)) * spread(rng, 0.02, (n, MINUTES))
            if name == "pay":
                skill = [self.planted.skill[plan.host] for plan in self.plans]
                part = [self.planted.daypart[plan.daypart] for plan in self.plans]
                level = level * (np.exp(skill) * part)[:, None]
            found[name] = np.clip(level, 0, 0.98)
        for row, plan in enumerate(self.plans):
            if plan.broken:
                found[plan.broken.rate][row, plan.broken.minute :] *= plan.broken.factor
        return found

    def _burst(self) -> Floats:
        burst = np.zeros((len(self.plans), MINUTES))
        for row, plan in enumerate(self.plans):
            burst[row, plan.burst.start : plan.burst.stop] = 1.0
        return burst

    def _level(self) -> Floats:
        """Return people to whom the platform shows the room each minute, without what orders bring."""
        eight_hours = pd.Timedelta(hours=SHANGHAI_HOURS)
        weekday = [WEEKDAY_WEIGHTS[(plan.start + eight_hours).weekday()] for plan in self.plans]
        ramp = 1 - 0.5 * np.exp(-np.arange(MINUTES) / 12)
        part = [AUDIENCE[plan.daypart] for plan in self.plans]
        size = (np.array(weekday) * part)[:, None] * spread(self.rng, 0.12, (len(self.plans), 1))
        return np.asarray(EXPOSED_A_MINUTE * size * ramp)

    def _rest(self, table: dict[str, Grid], price: Floats) -> dict[str, Grid]:
        """Return what follows from the funnel: impressions, the people in the room, money, reactions."""
        n, rng = len(self.plans), self.rng
        orders = table["payers"] + rng.binomial(table["payers"], 0.06)
        exits, online = np.zeros_like(orders), np.zeros_like(orders)
        here = np.zeros(n, dtype=np.int64)
        for t in range(MINUTES):
            leave = 1 - np.exp(-60 / self.planted.mean_stay)
            arrivals = table["entries"][:, t]
            # Who comes within the minute has on average half of it left.
            gone = rng.binomial(here, leave) + rng.binomial(
                arrivals, 1 - (self.planted.mean_stay / 60) * leave
            )
            here = here + arrivals - gone
            exits[:, t], online[:, t] = gone, here
        return {
            "impressions": (table["exposed_uv"] * rng.uniform(1.15, 1.25, orders.shape)).astype(np.int64),
            "exits": exits,
            "online": online,
            "orders": orders,
            "gmv": (orders * price * spread(rng, 0.04, orders.shape)).round(2),
            "spend": (table["paid_entries"] * 1.3 * spread(rng, 0.05, orders.shape)).round(2),
            "comments": rng.poisson(0.018 * table["entries"]),
            "new_fans": rng.poisson(0.011 * table["entries"]),
        }


def session_rates(seed: int, n: int = 120, break_every: int = 10) -> Floats:
    """Return the four rates of each session as a whole, shape (n, 4), in the order of `RATES`."""
    columns = ["exposed_uv", "entries", "product_exposed_uv", "product_click_uv", "payers"]
    total = _right(seed, n, break_every).groupby("session_id")[columns].sum().to_numpy(float)
    return np.asarray(total[:, 1:] / total[:, :-1])


def sessions(seed: int, n: int = 120, break_every: int = 10) -> pd.DataFrame:
    """Add up `session_minute(seed, n, break_every)` by session, with refunds as they stood 30 days later.

    Returns
    -------
    DataFrame
        `session_id`, `ts` (UTC, start), `host_id`, `daypart`, `entrants`, `paid_entrants`, `gmv`,
        `refund_pre`, `refund_post` (¥, before and after dispatch).
    """
    planted, planned, rng = truth(seed), plans(seed, n, break_every), stream(seed, "sessions")
    total = _right(seed, n, break_every).groupby("session_id")[["entries", "paid_entries", "gmv"]].sum()
    share = np.array([planted.refund[plan.host] for plan in planned]) * spread(rng, 0.08, n)
    back = total["gmv"].to_numpy() * share
    before = rng.uniform(0.35, 0.5, n)
    return pd.DataFrame(
        {
            "session_id": total.index.to_numpy(),
            "ts": pd.to_datetime([plan.start for plan in planned]).as_unit("us"),
            "host_id": [plan.host for plan in planned],
            "daypart": [plan.daypart for plan in planned],
            "entrants": total["entries"].to_numpy(),
            "paid_entrants": total["paid_entries"].to_numpy(),
            "gmv": total["gmv"].round(2).to_numpy(),
            "refund_pre": (back * before).round(2),
            "refund_post": (back * (1 - before)).round(2),
        }
    )


def session_sku(seed: int, n: int = 120) -> pd.DataFrame:
    """Split `sessions(seed, n)` into SKUs.

    Returns
    -------
    DataFrame
        `session_id`, `sku_id`, `role` (traffic, benefit, profit), `minutes`, `gmv`, `refund_pre`,
        `refund_post` (¥).
    """
    rng, whole = stream(seed, "session_sku"), sessions(seed, n)
    rows = []
    for session in whole.to_dict("records"):
        count = int(rng.integers(7, 9))
        role = np.array(ROLES)[rng.choice(3, count, p=[0.25, 0.35, 0.4])]
        minutes = rng.multinomial(MINUTES - 5 * count, np.full(count, 1 / count)) + 5
        weight = minutes * np.array([PRICE[name] for name in role]) * spread(rng, 0.4, count)
        share = weight / weight.sum()
        returned = share * np.where(role == "profit", 1.2, 0.8)
        returned = returned / returned.sum()
        for place in range(count):
            rows.append(
                (
                    session["session_id"],
                    f"P{int(rng.integers(1, 25)):02}{'abc'[ROLES.index(role[place])]}{place}",
                    role[place],
                    int(minutes[place]),
                    round(session["gmv"] * share[place], 2),
                    round(session["refund_pre"] * returned[place], 2),
                    round(session["refund_post"] * returned[place], 2),
                )
            )
    columns = ["session_id", "sku_id", "role", "minutes", "gmv", "refund_pre", "refund_post"]
    return pd.DataFrame(rows, columns=columns)
