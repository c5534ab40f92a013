"""One advertising account: the hourly report of its plans, and an extract of the orders credited to them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sixfold_market.traffic_buying.calendar import (
    HOUR_WEIGHTS,
    SHANGHAI_HOURS,
    START,
    WEEKDAY_WEIGHTS,
    Floats,
    spread,
    stream,
)
from sixfold_market.traffic_buying.truth import truth


def ad_hourly(seed: int, *, days: int = 28, plans: int = 40, dirty: bool = True) -> pd.DataFrame:
    """Draw the hourly report of every plan.

    Returns
    -------
    DataFrame
        `plan_id`, `ts` (UTC hour), `impressions`, `clicks`, `spend` (¥), `conversions`, `gmv` (¥), `bid` (¥ a
        conversion), `roi_goal`, `status`; `days · 24 · plans` rows, a few more or fewer if `dirty`.
    """
    rng = stream(seed, "ad_hourly")
    hours = pd.date_range(START, periods=24 * days, freq="h")
    quality, size = _plan_traits(rng, plans)
    traffic = _traffic(rng, hours + pd.Timedelta(hours=SHANGHAI_HOURS), quality, size)
    impressions = rng.poisson(traffic)
    ctr = (0.032 * np.exp(0.28 * quality)[:, None] * spread(rng, 0.15, traffic.shape)).clip(0, 0.2)
    cvr = (0.026 * np.exp(0.22 * quality)[:, None] * spread(rng, 0.20, traffic.shape)).clip(0, 0.3)
    clicks = rng.binomial(impressions, ctr)
    conversions = rng.binomial(clicks, cvr)
    cpm = 98 * spread(rng, 0.12, traffic.shape) * np.exp(0.06 * quality)[:, None]
    spend = impressions / 1000 * cpm
    ticket = 345 * np.exp(0.15 * quality)[:, None] * spread(rng, 0.25, traffic.shape)
    frame = pd.DataFrame(
        {
            "plan_id": np.repeat(_plan_names(plans), len(hours)),
            "ts": np.tile(hours.to_numpy(), plans),
            "impressions": impressions.ravel(),
            "clicks": clicks.ravel(),
            "spend": spend.ravel().round(2),
            "conversions": conversions.ravel(),
            "gmv": (conversions * ticket).ravel().round(2),
            "bid": np.repeat((100 * np.exp(0.2 * quality + rng.normal(0, 0.1, plans))).round(1), len(hours)),
            "roi_goal": np.repeat(np.clip(2.8 + 0.4 * quality, 1.2, 5).round(1), len(hours)),
        }
    )
    frame["status"] = _learning_status(frame)
    return _dirty(rng, frame) if dirty else frame


def ad_orders(seed: int, *, n: int = 60_000, days: int = 28, plans: int = 40) -> pd.DataFrame:
    """Draw orders that ads claim: when the click was billed, when it was paid, what was refunded.

    Returns
    -------
    DataFrame
        `order_id`, `plan_id`, `bill_ts` and `pay_ts` (UTC), `gmv` (¥), `refund_stage` (none, pre, post:
        before or after dispatch), `refund` (¥); `n` rows in no order of time.
    """
    rng = stream(seed, "ad_orders")
    quality, size = _plan_traits(stream(seed, "ad_hourly"), plans)  # the same plans as in the hourly report
    volume = size * np.exp((0.28 + 0.22) * quality)  # impressions x CTR x CVR
    plan = rng.choice(plans, n, p=volume / volume.sum())
    bill = _bill_times(rng, n, days)
    gmv = np.clip(270 * np.exp(0.15 * quality[plan] + rng.normal(0, 0.7, n)), 9.9, 5_000).round(2)
    stage = rng.choice(["none", "pre", "post"], n, p=[0.72, 0.16, 0.12])
    share = np.where(rng.random(n) < 0.85, 1.0, rng.uniform(0.2, 0.8, n))
    return pd.DataFrame(
        {
            "order_id": [f"O{number:07}" for number in rng.permutation(n)],
            "plan_id": _plan_names(plans)[plan],
            "bill_ts": bill,
            "pay_ts": _pay_times(rng, bill, truth(seed).next_day_share),
            "gmv": gmv,
            "refund_stage": stage,
            "refund": np.where(stage == "none", 0.0, gmv * share).round(2),
        }
    )


def _plan_names(plans: int) -> NDArray[np.str_]:
    return np.array([f"P{number + 1:03}" for number in range(plans)])


def _plan_traits(rng: np.random.Generator, plans: int) -> tuple[Floats, Floats]:
    """Quality of each plan, which drives CTR, CVR and order value together, and its heavy-tailed size."""
    return rng.normal(0, 0.8, plans), 650 * spread(rng, 0.8, plans)


def _traffic(rng: np.random.Generator, local: pd.DatetimeIndex, quality: Floats, size: Floats) -> Floats:
    """Expected impressions, (plans, hours): hour and weekday shape, and pauses, mostly at night.

    Weak plans are scaled up at weekends: a planted mix shift.
    """
    shape = HOUR_WEIGHTS[local.hour] * WEEKDAY_WEIGHTS[local.day_of_week]
    weekend = np.where(local.day_of_week >= 5, 1.0, 0.0)
    mix = np.exp(np.outer(-0.5 * quality, weekend))
    running = rng.random((len(quality), len(local))) > np.where(local.hour < 6, 0.35, 0.03)
    noise = spread(rng, 0.25, (len(quality), len(local)))
    return np.asarray(size[:, None] * shape * mix * noise * running)


def _learning_status(frame: pd.DataFrame) -> NDArray[np.object_]:
    """LEARNING until 20 conversions; LEARN_FAILED from the fifth day on while there are fewer."""
    total = frame.groupby("plan_id")["conversions"].cumsum()
    hour = frame.groupby("plan_id").cumcount()
    failed = (total < 20) & (hour >= 4 * 24)
    return np.where(failed, "LEARN_FAILED", np.where(total < 20, "LEARNING", "LEARNED"))


def _dirty(rng: np.random.Generator, frame: pd.DataFrame) -> pd.DataFrame:
    """Do to the table what exports do: lose rows, repeat rows, lose spend."""
    kept = frame[rng.random(len(frame)) > 0.003].copy()
    kept.loc[rng.random(len(kept)) < 0.004, "spend"] = np.nan
    repeated = kept[rng.random(len(kept)) < 0.005]
    return pd.concat([kept, repeated]).sort_values(["ts", "plan_id"], kind="stable").reset_index(drop=True)


def _bill_times(rng: np.random.Generator, n: int, days: int) -> pd.DatetimeIndex:
    weights = np.tile(HOUR_WEIGHTS, days) * np.repeat(WEEKDAY_WEIGHTS[np.arange(days) % 7], 24)
    hour = rng.choice(24 * days, n, p=weights / weights.sum())
    return pd.DatetimeIndex(START + pd.to_timedelta(hour * 3600 + rng.integers(0, 3600, n), unit="s"))


def _pay_times(rng: np.random.Generator, bill: pd.DatetimeIndex, next_day_share: float) -> pd.DatetimeIndex:
    """Most pay within minutes and before midnight in Shanghai, the planted share on the next day."""
    local = bill + pd.Timedelta(hours=SHANGHAI_HOURS)
    left = 86_400 - (local - local.normalize()).total_seconds().to_numpy()  # until midnight
    near = np.exp(-left / 3600)  # an evening click is the likeliest to be paid after midnight
    weight = 0.5 + 4 * near
    late = rng.random(len(bill)) < next_day_share * weight / weight.mean()
    soon = late & (rng.random(len(bill)) < 4 * near / weight)
    seconds = np.select(
        [soon, late],
        [left + rng.exponential(1_200, len(bill)).clip(0, 86_399), left + _seconds_of_day(rng, len(bill))],
        _same_day(rng, left),
    )
    return pd.DatetimeIndex(bill + pd.to_timedelta(seconds.astype("int64"), unit="s"))


def _same_day(rng: np.random.Generator, left: Floats) -> Floats:
    """Seconds from click to payment: exponential, some slower; none after midnight, no pile before it."""
    mean = np.where(rng.random(len(left)) < 0.85, 240.0, 3_600.0)
    return np.asarray(-mean * np.log1p(-rng.random(len(left)) * -np.expm1(-left / mean)))


def _seconds_of_day(rng: np.random.Generator, n: int) -> Floats:
    hour = rng.choice(24, n, p=HOUR_WEIGHTS / HOUR_WEIGHTS.sum())
    return np.asarray(3_600.0 * hour + rng.integers(0, 3_600, n))
