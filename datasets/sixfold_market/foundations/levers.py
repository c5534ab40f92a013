"""`fact_weekly`: what 60 merchants spent on Field, Alliance, Campaign and Top KOL, and what came back."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sixfold_market.foundations.truth import truth
from sixfold_market.traffic_buying.calendar import Floats, spread, stream

Counts = NDArray[np.int64]

LEVERS = ("F", "A", "C", "T")
CAMPAIGN_EVERY, STEAL_WEEKS = 8, 2
ORDER_VALUE = {"F": 96.0, "A": 88.0, "C": 82.0, "T": 120.0}
NEW_SHARE = {"F": 0.35, "A": 0.62, "C": 0.50, "T": 0.75}
FIRST_WEEK = pd.Timestamp("2025-03-03")


def campaign_weeks(weeks: int) -> Counts:
    """Return the numbers of the campaign weeks, counted from 0."""
    return np.arange(5, weeks, CAMPAIGN_EVERY)


def fact_weekly(seed: int, merchants: int = 60, weeks: int = 52) -> pd.DataFrame:
    """Draw one row per merchant, week and lever.

    `gmv` is what the merchant's books give the lever: a campaign's is large in its week, and 30 % of it is
    missing from the Field and Alliance rows of the fortnight after; a top creator's is spread over weeks.

    Returns
    -------
    DataFrame
        `merchant_id`, `week` (Monday), `lever`, `spend` (¥), `gmv` (¥), `new_buyers`.
    """
    planted, rng = truth(seed), stream(seed, "fact_weekly")
    size = spread(rng, 0.45, merchants)[:, None]
    season = 1 + 0.10 * np.sin(2 * np.pi * np.arange(weeks) / 52)
    spend = _spend(rng, size, merchants, weeks)
    gmv = {lever: size * planted.levers[lever].gmv(spend[lever] / size) * season for lever in LEVERS}
    gmv["T"] = _carried(gmv["T"], planted.half_life)
    stolen = _stolen(gmv["C"], planted.stolen)
    base = gmv["F"] + gmv["A"]
    for lever in ("F", "A"):
        gmv[lever] = np.maximum(gmv[lever] - stolen * gmv[lever] / base, 0)
    rows = []
    for lever in LEVERS:
        money = gmv[lever] * spread(rng, 0.06, (merchants, weeks))
        buyers = rng.poisson(money * NEW_SHARE[lever] / ORDER_VALUE[lever])
        rows.append(_table(lever, spend[lever], money, buyers))
    return pd.concat(rows).sort_values(["merchant_id", "week", "lever"]).reset_index(drop=True)


def _spend(rng: np.random.Generator, size: Floats, merchants: int, weeks: int) -> dict[str, Floats]:
    shape = (merchants, weeks)
    spend = {
        "F": 15_000 * size * spread(rng, 0.4, shape),
        "A": 14_000 * size * spread(rng, 0.5, shape),
        "C": np.zeros(shape),
        "T": np.zeros(shape),
    }
    week = campaign_weeks(weeks)
    spend["C"][:, week] = 30_000 * size * spread(rng, 0.5, (merchants, len(week)))
    chance = np.where(size > 1.2, 0.10, 0.03)  # large merchants can pay a top creator
    spend["T"] = np.where(rng.random(shape) < chance, 60_000 * size * spread(rng, 0.3, shape), 0.0)
    return spend


def _carried(gmv: Floats, half_life: float) -> Floats:
    """Spread each week's effect over the weeks after it, halving every `half_life` weeks."""
    kept = 0.5 ** (1 / half_life)
    out, carry = np.zeros_like(gmv), np.zeros(len(gmv))
    for week in range(gmv.shape[1]):
        carry = carry * kept + gmv[:, week] * (1 - kept)
        out[:, week] = carry
    return out


def _stolen(campaign: Floats, share: float) -> Floats:
    out = np.zeros_like(campaign)
    for later in range(1, STEAL_WEEKS + 1):
        out[:, later:] += share / STEAL_WEEKS * campaign[:, :-later]
    return out


def _table(lever: str, spend: Floats, gmv: Floats, buyers: Counts) -> pd.DataFrame:
    merchants, weeks = spend.shape
    return pd.DataFrame(
        {
            "merchant_id": np.repeat([f"M{number + 1:02}" for number in range(merchants)], weeks),
            "week": np.tile(pd.date_range(FIRST_WEEK, periods=weeks, freq="7D"), merchants),
            "lever": lever,
            "spend": spend.ravel().round(2),
            "gmv": gmv.ravel().round(2),
            "new_buyers": buyers.ravel(),
        }
    )
