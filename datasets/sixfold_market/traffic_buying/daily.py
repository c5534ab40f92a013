"""Three daily tables: response to spend, a geo experiment, creatives by age."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sixfold_market.traffic_buying.calendar import WEEKDAY_WEIGHTS, Floats, shanghai_days, spread, stream
from sixfold_market.traffic_buying.truth import (
    CLAIMED_NOISE,
    CLAIMED_ROI,
    GEO_SPEND_NOISE,
    GEO_SPEND_SHARE,
    GEO_START_DAY,
    PLANS,
    truth,
)


def plan_daily(seed: int, *, plans: int = PLANS, days: int = 60) -> pd.DataFrame:
    """Draw daily spend and GMV per plan, with budgets varied enough to fit a response curve.

    Parameters
    ----------
    plans : int
        The first so many of `truth(seed).hills`; with fewer than all, the trap plan may be missing.

    Returns
    -------
    DataFrame
        `plan_id`, `day` (Shanghai calendar day), `spend` (¥), `gmv` (¥); one row per plan and day.

    Raises
    ------
    ValueError
        More plans than the truth has.
    """
    if not 1 <= plans <= PLANS:
        raise ValueError(f"plans={plans}: plan_daily has 1 to {PLANS} plans")
    planted, rng = truth(seed), stream(seed, "plan_daily")
    frames = []
    for plan, hill in list(planted.hills.items())[:plans]:
        typical = 3.2 * hill.half if plan == planted.trap_plan else rng.uniform(0.3, 0.5) * hill.half
        spend = (typical * spread(rng, 0.5, days)).clip(200)
        gmv = hill.gmv(spend) * spread(rng, 0.10, days)
        frames.append(_plan_frame(plan, shanghai_days(days), spend, gmv))
    return pd.concat(frames, ignore_index=True)


def _plan_frame(plan: str, days: pd.DatetimeIndex, spend: Floats, gmv: Floats) -> pd.DataFrame:
    return pd.DataFrame({"plan_id": plan, "day": days, "spend": spend.round(2), "gmv": gmv.round(2)})


def geo_daily(seed: int, *, cities: int = 40, days: int = 84) -> pd.DataFrame:
    """Draw a geo experiment: from `GEO_START_DAY` on, half of the cities get all-domain promotion.

    The platform claims `claimed_gmv`; only `truth(seed).incrementality` of it is additional. Season and
    shocks are common to all cities in proportion to their size, so compare growth, not yuan.

    Returns
    -------
    DataFrame
        `city`, `day` (Shanghai), `treated` (the city belongs to the treated group), `spend` (¥), `gmv` (¥,
        all sales in the city), `claimed_gmv` (¥, credited to the ads); one row per city and day.
    """
    planted, rng = truth(seed), stream(seed, "geo_daily")
    calendar = shanghai_days(days)
    size = np.exp(rng.normal(9.6, 0.5, cities))
    treated = np.argsort(np.argsort(-(np.log(size) + rng.normal(0, 0.8, cities)))) < cities // 2
    common = WEEKDAY_WEIGHTS[calendar.day_of_week] * np.exp(np.cumsum(rng.normal(0.001, 0.02, days)))
    base = size[:, None] * common * spread(rng, 0.08, (cities, days))
    on = np.outer(treated, np.arange(days) >= GEO_START_DAY)
    budget = GEO_SPEND_SHARE * size[:, None] * spread(rng, GEO_SPEND_NOISE, (cities, days))
    spend = np.where(on, budget, 0.0)
    claimed = spend * CLAIMED_ROI * spread(rng, CLAIMED_NOISE, (cities, days))
    gmv = base + planted.incrementality * claimed
    return pd.DataFrame(
        {
            "city": np.repeat([f"C{number + 1:02}" for number in range(cities)], days),
            "day": np.tile(calendar.to_numpy(), cities),
            "treated": np.repeat(treated, days),
            "spend": spend.ravel().round(2),
            "gmv": gmv.ravel().round(2),
            "claimed_gmv": claimed.ravel().round(2),
        }
    )


def creative_daily(seed: int, *, creatives: int = 150, days: int = 20) -> pd.DataFrame:
    """Draw creatives by age: CTR decays to a floor, weak creatives are switched off early.

    Returns
    -------
    DataFrame
        `creative_id`, `age_d` (0 = first day), `impressions`, `clicks`, `conversions`; a row per creative and
        day while it runs.
    """
    planted, rng = truth(seed), stream(seed, "creative_daily")
    age = np.arange(days)
    decay = planted.floor + (1 - planted.floor) * 0.5 ** (age / planted.half_life)
    start = (0.045 * spread(rng, 0.35, creatives)).clip(0.01, 0.15)
    size = 9_000 * spread(rng, 0.5, creatives)[:, None]
    impressions = rng.poisson(size * spread(rng, 0.20, (creatives, days)))
    ctr = start[:, None] * decay * spread(rng, 0.05, (creatives, days))
    clicks = rng.binomial(impressions, ctr)
    conversions = rng.binomial(clicks, (0.028 * spread(rng, 0.2, creatives)).clip(0, 0.2)[:, None])
    stopped = np.where(start < np.quantile(start, 0.4), rng.integers(min(5, days - 1), days, creatives), days)
    running = age[None, :] < stopped[:, None]
    frame = pd.DataFrame(
        {
            "creative_id": np.repeat([f"V{number + 1:03}" for number in range(creatives)], days),
            "age_d": np.tile(age, creatives),
            "impressions": impressions.ravel(),
            "clicks": clicks.ravel(),
            "conversions": conversions.ravel(),
        }
    )
    return frame[running.ravel()].reset_index(drop=True)
