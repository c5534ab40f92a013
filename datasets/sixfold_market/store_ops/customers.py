"""Orders of the shop's members, and the daily counts behind its experience score."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sixfold_market.store_ops.sales import CAMPAIGN, DAYS
from sixfold_market.store_ops.truth import DIMENSIONS, truth
from sixfold_market.traffic_buying.calendar import (
    HOUR_WEIGHTS,
    START,
    WEEKDAY_WEIGHTS,
    Floats,
    shanghai_days,
    spread,
    stream,
)

END = START + pd.Timedelta(days=DAYS)  # the export was drawn then
HORIZON = 90  # days for which the share of repeat buyers is planted
SHAPE = 0.8  # of the waiting time until the next purchase: soon or late
BREAK = 110  # first day of the worse experience
CASES = {"product": 900, "service": 420, "logistics": 1_000}
GOOD = {"product": 0.955, "service": 0.93, "logistics": 0.965}


def member_orders(seed: int, n: int = 9_000) -> pd.DataFrame:
    """Draw the orders of `n` members from their first purchase to `END`.

    Returns
    -------
    DataFrame
        `order_id`, `customer_id`, `ts` (UTC, paid), `paid` (¥), `refund` (¥). A purchase sent from two
        warehouses stands there as two orders.
    """
    planted, rng = truth(seed), stream(seed, "member_orders")
    first = _first_days(rng, n)
    campaign = np.isin(first.astype(int), list(CAMPAIGN))
    again = np.where(campaign, planted.repeat["campaign"], planted.repeat["regular"])
    customer, day = [np.arange(n)], [first]
    who, at = np.arange(n), first
    while len(who):
        at = at + 1.0 + _waiting(rng, again[who])
        inside = at < DAYS
        who, at = who[inside], at[inside]
        customer.append(who)
        day.append(at)
    purchases = _Rows(np.concatenate(customer), np.concatenate(day))
    return _orders(rng, purchases, refunded=_refunded(rng, first))


class _Rows(NamedTuple):
    """Purchases: whose, and when in days from the start."""

    customer: NDArray[np.int64]
    day: Floats


def _first_days(rng: np.random.Generator, n: int) -> Floats:
    """Return the moment of each member's first purchase; the campaign week brings three times as many."""
    weekday = np.tile(WEEKDAY_WEIGHTS, DAYS // 7 + 1)[:DAYS]
    weight = weekday * np.where(np.isin(np.arange(DAYS), list(CAMPAIGN)), 3.0, 1.0)
    day = rng.choice(DAYS, n, p=weight / weight.sum())
    hour = rng.choice(24, n, p=HOUR_WEIGHTS / HOUR_WEIGHTS.sum())
    return np.asarray(day + (hour + rng.random(n)) / 24)


def _waiting(rng: np.random.Generator, again: Floats) -> Floats:
    """Return days beyond the first until the next purchase; `again` have made it within the horizon."""
    scale = (HORIZON - 1) / (-np.log1p(-again)) ** (1 / SHAPE)
    return np.asarray(scale * rng.exponential(size=len(again)) ** (1 / SHAPE))


def _refunded(rng: np.random.Generator, first: Floats) -> _Rows:
    """Return orders that were refunded whole: before a member's first purchase or at any time after it."""
    customer = np.flatnonzero(rng.random(len(first)) < 0.3)
    day = np.clip(first[customer] + rng.uniform(-20, 60, len(customer)), 0, DAYS - 0.01)
    return _Rows(customer, day)


def _orders(rng: np.random.Generator, kept: _Rows, refunded: _Rows) -> pd.DataFrame:
    customer = np.concatenate([kept.customer, refunded.customer])
    day = np.concatenate([kept.day, refunded.day])
    paid = (118 * spread(rng, 0.45, len(day))).round(2)
    back = np.arange(len(day)) >= len(kept.day)
    table = pd.DataFrame(
        {
            "customer": customer,
            "ts": START + pd.to_timedelta((day * 86_400).astype(np.int64), unit="s"),
            "paid": paid,
            "refund": np.where(back, paid, 0.0),
        }
    )
    split = table[(rng.random(len(table)) < 0.12) & ~back]
    half = (split["paid"] * rng.uniform(0.3, 0.6, len(split))).round(2)
    table.loc[split.index, "paid"] -= half
    both = pd.concat([table, split.assign(paid=half)])
    both["paid"] = both["paid"].round(2)
    both = both.iloc[rng.permutation(len(both))].reset_index(drop=True)
    both.insert(0, "order_id", [f"R{number + 1:06}" for number in range(len(both))])
    both.insert(1, "customer_id", "c" + both.pop("customer").astype(str).str.zfill(5))
    return both


def score_daily(seed: int, days: int = 180) -> pd.DataFrame:
    """Draw the counts behind each dimension of the experience score; some days are missing.

    Returns
    -------
    DataFrame
        `day` (Shanghai), `dimension` (product, service, logistics), `good`, `total`: cases of the day, and
        how many of them were good (no quality return or bad review; answered in time; collected and delivered
        in time).
    """
    planted, rng = truth(seed), stream(seed, "score_daily")
    weekday = np.tile(WEEKDAY_WEIGHTS, days // 7 + 1)[:days]
    broken = np.arange(days) >= BREAK
    rows = []
    for name in DIMENSIONS:
        total = rng.poisson(CASES[name] * weekday * spread(rng, 0.1, days))
        share = GOOD[name] - planted.fallen[name] * broken + rng.normal(0, 0.004, days)
        good = rng.binomial(total, np.clip(share, 0, 1))
        rows.append(pd.DataFrame({"dimension": name, "good": good, "total": total}))
        rows[-1].insert(0, "day", shanghai_days(days))
    table = pd.concat(rows)
    table = table[rng.random(len(table)) > 0.02]
    return table.sort_values(["day", "dimension"]).reset_index(drop=True)
