"""Followers of one account, what they bought, and the weekly 5A states of its people."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sixfold_market.account_ops.truth import STATES, truth
from sixfold_market.traffic_buying.calendar import HOUR_WEIGHTS, START, WEEKDAY_WEIGHTS, stream

SOURCES = ("video", "live", "search", "lucky_bag")
DAYS = 120
END = START + pd.Timedelta(days=DAYS)  # the export was drawn then
BAG_DAYS = range(70, 77)  # a week of lucky bags


def followers(seed: int, n: int = 9_000) -> pd.DataFrame:
    """Draw one row per follower of the last 120 days.

    Returns
    -------
    DataFrame
        `follower_id`, `follow_ts` (UTC), `source`, `unfollow_ts` (UTC; missing while they follow at `END`).
    """
    planted, rng = truth(seed), stream(seed, "followers")
    source, day = _arrivals(rng, n)
    hour = rng.choice(24, n, p=HOUR_WEIGHTS / HOUR_WEIGHTS.sum())
    begun = START + pd.to_timedelta(day * 86_400 + hour * 3_600 + rng.integers(3_600, size=n), unit="s")
    scale = pd.Series(source).map(planted.scale).to_numpy(dtype=float)
    life = scale * rng.exponential(size=n) ** (1 / planted.shape)
    left = begun + pd.to_timedelta((life * 86_400).astype(np.int64).clip(max=10**9), unit="s")
    return pd.DataFrame(
        {
            "follower_id": [f"f{number:06}" for number in rng.permutation(n)],
            "follow_ts": begun,
            "source": source,
            "unfollow_ts": pd.Series(left).where(left < END),
        }
    )


def _arrivals(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return source and day of each follower: steady sources, and one week of lucky bags."""
    bags = n // 5
    weekday = np.tile(WEEKDAY_WEIGHTS, DAYS // 7 + 1)[:DAYS]
    steady = rng.choice(DAYS, n - bags, p=weekday / weekday.sum())
    source = rng.choice(SOURCES[:3], n - bags, p=[0.6, 0.28, 0.12])
    return (
        np.concatenate([source, np.full(bags, "lucky_bag")]),
        np.concatenate([steady, rng.choice(np.array(BAG_DAYS), bags)]),
    )


def fan_orders(seed: int, n: int = 9_000) -> pd.DataFrame:
    """Draw the orders of `followers(seed, n)`.

    Returns
    -------
    DataFrame
        `order_id`, `follower_id`, `ts` (UTC), `gmv` (¥ paid), `refund` (¥, any stage).
    """
    planted, rng = truth(seed), stream(seed, "fan_orders")
    fans = followers(seed, n)
    value = fans["source"].map(planted.value).to_numpy(dtype=float)
    back = np.where(fans["source"] == "lucky_bag", 0.30, 0.12)
    paid = 88.0  # mean order, ¥
    count = rng.poisson(
        value / (paid * (1 - back)) * DAYS / 30
    )  # steady over time, first 30 days hold `value`
    row = np.repeat(np.arange(n), count)
    age = rng.uniform(0, DAYS, len(row))
    ts = fans["follow_ts"].to_numpy()[row] + pd.to_timedelta((age * 86_400).astype(np.int64), unit="s")
    gmv = (paid * np.exp(rng.normal(-0.125, 0.5, len(row)))).round(2)
    refunded = rng.random(len(row)) < back[row]
    orders = pd.DataFrame(
        {
            "follower_id": fans["follower_id"].to_numpy()[row],
            "ts": ts,
            "gmv": gmv,
            "refund": np.where(refunded, gmv, 0.0),
        }
    )
    orders = orders[orders["ts"] < END]
    orders = orders.iloc[rng.permutation(len(orders))].reset_index(drop=True)
    orders.insert(0, "order_id", [f"R{number:06}" for number in range(len(orders))])
    return orders


def state_weekly(seed: int, users: int = 2_500, weeks: int = 12) -> pd.DataFrame:
    """Draw the weekly 5A state of users; some weeks are missing.

    Returns
    -------
    DataFrame
        `user_id`, `week` (0, 1, …), `state` (O, A1 … A5).
    """
    planted, rng = truth(seed), stream(seed, "state_weekly")
    state = rng.choice(6, users, p=[0.40, 0.24, 0.14, 0.10, 0.08, 0.04])
    seen = []
    for _ in range(weeks):
        seen.append(state)
        reach = planted.matrix.cumsum(axis=1)[state]
        state = np.minimum((rng.random(users)[:, None] > reach).sum(axis=1), 5)
    table = pd.DataFrame(
        {
            "user_id": np.tile([f"u{number:05}" for number in range(users)], weeks),
            "week": np.repeat(np.arange(weeks), users),
            "state": np.array(STATES)[np.concatenate(seen)],
        }
    )
    lost = rng.random(len(table)) < np.where(table["state"] == "O", 0.30, 0.20)
    table = table[~lost]
    return table.iloc[rng.permutation(len(table))].reset_index(drop=True)
