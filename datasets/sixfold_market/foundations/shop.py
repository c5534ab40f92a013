"""One shop's exports: raw orders, two funnels, buyers by channel, items and how far they spread."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sixfold_market.foundations.truth import truth
from sixfold_market.traffic_buying.calendar import (
    HOUR_WEIGHTS,
    SHANGHAI_HOURS,
    START,
    WEEKDAY_WEIGHTS,
    spread,
    stream,
)

UNITS = {"yuan": 1, "fen": 100, "milli_fen": 100_000}  # how many make a yuan
STEPS = ("exposed", "entered", "clicked", "paid")


def raw_orders(seed: int, n: int = 12_000, days: int = 28) -> pd.DataFrame:
    """Draw an export of orders as it comes: copies with a later status, three units of money, UTC times.

    Returns
    -------
    DataFrame
        `order_id`, `ts` (UTC, paid), `updated` (UTC), `amount` in `unit`, `status` (paid, cancelled).
    """
    rng = stream(seed, "raw_orders")
    weekday = np.tile(WEEKDAY_WEIGHTS, days // 7 + 1)[:days]
    day = rng.choice(days, n, p=weekday / weekday.sum())
    hour = rng.choice(24, n, p=HOUR_WEIGHTS / HOUR_WEIGHTS.sum())
    paid = (
        START
        + pd.to_timedelta(day, unit="D")
        + pd.to_timedelta(hour * 3600 + rng.integers(3600, size=n), unit="s")
    )
    unit = rng.choice(list(UNITS), n, p=[0.7, 0.2, 0.1])
    yuan = np.clip(96 * spread(rng, 0.6, n), 9, 2_000).round(2)
    orders = pd.DataFrame(
        {
            "order_id": [f"D{number:06}" for number in rng.permutation(n)],
            "ts": paid,
            "updated": paid + pd.to_timedelta(rng.integers(1, 40, n), unit="min"),
            "amount": (yuan * np.array([UNITS[each] for each in unit])).round(2),
            "unit": unit,
            "status": "paid",
        }
    )
    again = orders.sample(frac=0.06, random_state=int(rng.integers(2**31)))
    again = again.assign(
        updated=again["updated"] + pd.to_timedelta(rng.integers(1, 72, len(again)), unit="h"),
        status=rng.choice(["paid", "cancelled"], len(again), p=[0.4, 0.6]),
    )
    both = pd.concat([orders, again])
    return both.iloc[rng.permutation(len(both))].reset_index(drop=True)


def funnel_daily(seed: int, days: int = 56) -> pd.DataFrame:
    """Draw one row per Shanghai day and path; steps count people, `plays` counts times.

    Returns
    -------
    DataFrame
        `day`, `path` (search, interest), `plays`, `exposed`, `entered`, `clicked`, `paid`, `gmv` (¥).
    """
    planted, rng = truth(seed), stream(seed, "funnel_daily")
    calendar = pd.date_range((START + pd.Timedelta(hours=SHANGHAI_HOURS)).normalize(), periods=days)
    weekday = WEEKDAY_WEIGHTS[calendar.day_of_week]
    rows = []
    for path, scale, power, repeat in (("search", 2_600, -2.0, 1.3), ("interest", 64_000, 2.0, 2.4)):
        exposed = rng.poisson(scale * weekday**power * spread(rng, 0.12, days))
        clicked_share = 0.30 if path == "search" else 0.12
        entered = rng.binomial(exposed, 0.45 if path == "search" else 0.22)
        clicked = rng.binomial(entered, clicked_share / (0.45 if path == "search" else 0.22) * 0.9)
        paid = rng.binomial(clicked, planted.conversion[path] / (clicked_share * 0.9))
        rows.append(
            pd.DataFrame(
                {
                    "day": calendar,
                    "path": path,
                    "plays": (exposed * repeat * spread(rng, 0.05, days)).astype(int),
                    "exposed": exposed,
                    "entered": entered,
                    "clicked": clicked,
                    "paid": paid,
                    "gmv": (paid * (104 if path == "search" else 92) * spread(rng, 0.08, days)).round(2),
                }
            )
        )
    return pd.concat(rows).sort_values(["day", "path"]).reset_index(drop=True)


def buyers(seed: int, n: int = 12_000) -> pd.DataFrame:
    """Draw the first purchase of each buyer in each channel; ids come in two spellings.

    Returns
    -------
    DataFrame
        `buyer_id`, `channel` (douyin, traditional), `first_ts` (UTC). The planted overlap is the share of
        Douyin buyers whose first traditional purchase came earlier; some bought there only afterwards.
    """
    planted, rng = truth(seed), stream(seed, "buyers")
    douyin = n // 3
    ids = np.array([f"u{number:06}" for number in rng.permutation(n * 3)])
    first = START + _days(rng, 0, 90, douyin)
    before = rng.random(douyin) < planted.overlap
    after = ~before & (rng.random(douyin) < 0.05)
    shift = _days(rng, 1, 300, douyin)
    later = _days(rng, 1, 30, douyin)
    own = n - douyin - int(before.sum()) - int(after.sum())
    own_ts = START + _days(rng, -300, 90, own)
    table = pd.concat(
        [
            pd.DataFrame({"buyer_id": ids[:douyin], "channel": "douyin", "first_ts": first}),
            pd.DataFrame(
                {
                    "buyer_id": ids[:douyin][before],
                    "channel": "traditional",
                    "first_ts": (first - shift)[before],
                }
            ),
            pd.DataFrame(
                {
                    "buyer_id": ids[:douyin][after],
                    "channel": "traditional",
                    "first_ts": (first + later)[after],
                }
            ),
            pd.DataFrame(
                {"buyer_id": ids[douyin : douyin + own], "channel": "traditional", "first_ts": own_ts}
            ),
        ]
    )
    loud = rng.random(len(table)) < 0.3
    table["buyer_id"] = np.where(loud, " " + table["buyer_id"].str.upper(), table["buyer_id"])
    return table.iloc[rng.permutation(len(table))].reset_index(drop=True)


def item_spread(seed: int, n: int = 120) -> pd.DataFrame:
    """Draw items with what they sold and how far their videos were passed on.

    Returns
    -------
    DataFrame
        `item_id`, `units`, `viewers` (people), `shares` (people who passed it on). A few items sell well and
        spread badly (shelf goods) or the other way round.
    """
    rng = stream(seed, "item_spread")
    kind = rng.choice(["plain", "shelf", "fun"], n, p=[0.7, 0.15, 0.15])
    viewers = (4_000 * spread(rng, 1.1, n)).astype(int)
    viewers[rng.integers(0, n, 3)] = 0
    rate = np.select([kind == "shelf", kind == "fun"], [0.002, 0.05], 0.012) * spread(rng, 0.4, n)
    units = np.select([kind == "shelf", kind == "fun"], [900, 60], 140) * spread(rng, 0.8, n)
    return pd.DataFrame(
        {
            "item_id": [f"I{number + 1:03}" for number in range(n)],
            "units": units.astype(int),
            "viewers": viewers,
            "shares": rng.binomial(viewers, np.clip(rate, 0, 0.5)),
        }
    )


def _days(rng: np.random.Generator, low: int, high: int, size: int) -> pd.TimedeltaIndex:
    """Return spans of `low` to `high` days, in whole seconds."""
    return pd.to_timedelta(rng.integers(low * 86_400, high * 86_400, size), unit="s")
