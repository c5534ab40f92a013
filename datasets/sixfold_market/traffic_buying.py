"""Traffic buying: paid plans, their orders, a geo experiment, creatives, daily response.

Every table is a pure function of its seed and can be drawn alone. Times are naive UTC; a Shanghai
day begins at 16:00 UTC of the day before.

Where the traps of the field are hidden
---------------------------------------
ratio of sums     `ad_hourly`: cheap night hours with high ratios and no volume
mix shift         `ad_hourly`: weak plans get more budget at weekends, so the total falls while no plan does
billing time      `ad_orders`: about 6 % are paid on the next Shanghai day
net after refunds `ad_orders`: refunds before and after dispatch are separate
midnight          `ad_hourly`, `ad_orders`: UTC days are not Shanghai days
zero denominators `ad_hourly`: hours without impressions, clicks or spend
dirty exports     `ad_hourly`: repeated rows, missing rows, missing spend
selection         `geo_daily`: treated cities are larger and grow faster, so after-only comparisons flatter the ads
survivors         `creative_daily`: weak creatives are switched off early
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

START = pd.Timestamp("2026-03-01 16:00")  # midnight of 2 March 2026 (a Monday) in Shanghai
GEO_START_DAY = 56  # the geo experiment switches treatment on at this day
SHANGHAI_HOURS = 8

# Relative traffic by Shanghai hour 0-23: low before dawn, a plateau from 8, a peak at 20.
HOUR_WEIGHTS = np.array(
    [0.30, 0.18, 0.10, 0.10, 0.10, 0.18, 0.40, 0.70, 0.92, 0.98, 1.00, 0.98]
    + [1.05, 0.95, 0.88, 0.86, 0.90, 0.95, 1.05, 1.20, 1.30, 1.22, 0.95, 0.60]
)
WEEKDAY_WEIGHTS = np.array([0.95, 0.94, 0.96, 0.98, 1.04, 1.14, 1.10])

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Hill:
    """Saturating response `gmv = top · s^shape / (half^shape + s^shape)`; `top`, `half` and `s` in yuan a day."""

    top: float
    half: float
    shape: float

    def gmv(self, spend: float | Floats) -> Floats:
        """Return GMV (¥) at a daily spend (¥)."""
        powered = np.power(np.maximum(np.asarray(spend, dtype=float), 0.0), self.shape)
        return np.asarray(self.top * powered / (self.half**self.shape + powered))

    def marginal(self, spend: float | Floats) -> Floats:
        """Return dGMV/dspend at a positive daily spend."""
        s = np.asarray(spend, dtype=float)
        base = self.half**self.shape
        return np.asarray(self.top * self.shape * base * s ** (self.shape - 1) / (base + s**self.shape) ** 2)


@dataclass(frozen=True)
class Truth:
    """What a good analysis recovers.

    Attributes
    ----------
    hills : mapping
        Plan id -> response of `plan_daily`.
    trap_plan : str
        Good on average, losing at the margin.
    break_even : float
        ROI at which a yuan of spend pays for itself.
    incrementality : float
        True incremental GMV as a share of claimed GMV in `geo_daily`.
    next_day_share : float
        Share of orders paid on the Shanghai day after billing.
    half_life, floor : float
        Creative CTR decays as `ctr0 · (floor + (1 − floor) · 0.5^(age / half_life))`; days.
    """

    hills: Mapping[str, Hill]
    trap_plan: str
    break_even: float
    incrementality: float
    next_day_share: float
    half_life: float
    floor: float


def truth(seed: int, *, plans: int = 12) -> Truth:
    """Return the planted truth of every table drawn with `seed`."""
    rng = _rng(seed, "truth")
    hills = {plan_name(i): _hill(rng) for i in range(plans)}
    trap = plan_name(int(rng.integers(plans)))
    # Strong at the start, early saturation: a high average ROI hides a marginal ROI below break-even.
    hills[trap] = Hill(top=rng.uniform(34_000, 40_000), half=rng.uniform(1_500, 2_000), shape=rng.uniform(1.25, 1.45))
    return Truth(
        hills=hills,
        trap_plan=trap,
        break_even=2.2,
        incrementality=float(rng.uniform(0.52, 0.58)),
        next_day_share=float(rng.uniform(0.055, 0.065)),
        half_life=float(rng.uniform(2.7, 3.3)),
        floor=float(rng.uniform(0.22, 0.32)),
    )


def plan_name(number: int) -> str:
    """Return a plan id."""
    return f"P{number + 1:02}"


def plan_daily(seed: int, *, plans: int = 12, days: int = 60) -> pd.DataFrame:
    """Draw daily spend and GMV per plan, with budgets varied enough to fit a response curve.

    Returns
    -------
    DataFrame
        `plan_id`, `day` (Shanghai calendar day), `spend` (¥), `gmv` (¥); one row per plan and day.
    """
    planted, rng = truth(seed, plans=plans), _rng(seed, "plan_daily")
    frames = []
    for plan, hill in planted.hills.items():
        typical = 3.2 * hill.half if plan == planted.trap_plan else rng.uniform(0.3, 0.5) * hill.half
        spend = np.clip(typical * np.exp(rng.normal(0, 0.5, days)), 200, None)
        gmv = hill.gmv(spend) * np.exp(rng.normal(0, 0.10, days))
        frames.append(_plan_frame(plan, _days(days), spend, gmv))
    return pd.concat(frames, ignore_index=True)


def _plan_frame(plan: str, days: pd.DatetimeIndex, spend: Floats, gmv: Floats) -> pd.DataFrame:
    return pd.DataFrame({"plan_id": plan, "day": days, "spend": spend.round(2), "gmv": gmv.round(2)})


def ad_hourly(seed: int, *, days: int = 28, plans: int = 40, dirty: bool = True) -> pd.DataFrame:
    """Draw the hourly report of every plan.

    Returns
    -------
    DataFrame
        `plan_id`, `ts` (UTC hour), `impressions`, `clicks`, `spend` (¥), `conversions`, `gmv` (¥), `bid` (¥ a
        conversion), `roi_goal`, `status`; `days · 24 · plans` rows, a few more or fewer if `dirty`.
    """
    rng = _rng(seed, "ad_hourly")
    hours = pd.date_range(START, periods=24 * days, freq="h")
    local = hours + pd.Timedelta(hours=SHANGHAI_HOURS)
    quality = rng.normal(0, 0.8, plans)  # of a plan: drives CTR, CVR and order value together
    traffic = _traffic(rng, local, quality)
    impressions = rng.poisson(traffic)
    ctr = np.clip(0.032 * np.exp(0.28 * quality)[:, None] * np.exp(rng.normal(0, 0.15, traffic.shape)), 0, 0.2)
    cvr = np.clip(0.026 * np.exp(0.22 * quality)[:, None] * np.exp(rng.normal(0, 0.20, traffic.shape)), 0, 0.3)
    clicks = rng.binomial(impressions, ctr)
    conversions = rng.binomial(clicks, cvr)
    cpm = 98 * np.exp(rng.normal(0, 0.12, traffic.shape)) * np.exp(0.06 * quality)[:, None]
    spend = impressions / 1000 * cpm
    ticket = 345 * np.exp(0.15 * quality)[:, None] * np.exp(rng.normal(0, 0.25, traffic.shape))
    gmv = conversions * ticket
    frame = pd.DataFrame(
        {
            "plan_id": np.repeat([f"P{i + 1:03}" for i in range(plans)], len(hours)),
            "ts": np.tile(hours.to_numpy(), plans),
            "impressions": impressions.ravel(),
            "clicks": clicks.ravel(),
            "spend": spend.ravel().round(2),
            "conversions": conversions.ravel(),
            "gmv": gmv.ravel().round(2),
            "bid": np.repeat((100 * np.exp(0.2 * quality + rng.normal(0, 0.1, plans))).round(1), len(hours)),
            "roi_goal": np.repeat(np.clip(2.8 + 0.4 * quality, 1.2, 5).round(1), len(hours)),
        }
    )
    frame["status"] = _learning_status(frame, days)
    return _dirty(rng, frame) if dirty else frame


def _traffic(rng: np.random.Generator, local: pd.DatetimeIndex, quality: Floats) -> Floats:
    """Expected impressions, (plans, hours): hour and weekday shape, heavy-tailed plan sizes, pauses.

    Weak plans are scaled up at weekends: a planted mix shift.
    """
    shape = HOUR_WEIGHTS[local.hour] * WEEKDAY_WEIGHTS[local.day_of_week]
    size = 650 * np.exp(rng.normal(0, 0.8, len(quality)))
    weekend = np.where(local.day_of_week >= 5, 1.0, 0.0)
    mix = np.exp(np.outer(-0.5 * quality, weekend))
    running = rng.random((len(quality), len(local))) > np.where(local.hour < 6, 0.35, 0.03)
    noise = np.exp(rng.normal(0, 0.25, (len(quality), len(local))))
    return np.asarray(size[:, None] * shape * mix * noise * running)


def _learning_status(frame: pd.DataFrame, days: int) -> NDArray[np.object_]:
    """LEARNING until 20 conversions; LEARN_FAILED where these took more than 4 days."""
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


def ad_orders(seed: int, *, n: int = 60_000, days: int = 28, plans: int = 40) -> pd.DataFrame:
    """Draw orders that ads claim: when the click was billed, when it was paid, what was refunded.

    Returns
    -------
    DataFrame
        `order_id`, `plan_id`, `bill_ts` and `pay_ts` (UTC), `gmv` (¥), `refund_stage` (none, pre, post: before or
        after dispatch), `refund` (¥); `n` rows in no order of time.
    """
    planted, rng = truth(seed), _rng(seed, "ad_orders")
    weights = np.tile(HOUR_WEIGHTS, days) * np.repeat(WEEKDAY_WEIGHTS[np.arange(days) % 7], 24)
    hour = rng.choice(24 * days, n, p=weights / weights.sum())
    bill = START + pd.to_timedelta(hour * 3600 + rng.integers(0, 3600, n), unit="s")
    pay = _pay_times(rng, pd.DatetimeIndex(bill), planted.next_day_share)
    gmv = np.clip(118 * np.exp(rng.normal(0, 0.7, n)), 9.9, 5_000).round(2)
    stage = rng.choice(["none", "pre", "post"], n, p=[0.72, 0.16, 0.12])
    share = np.where(rng.random(n) < 0.85, 1.0, rng.uniform(0.2, 0.8, n))
    popularity = np.exp(rng.normal(0, 0.8, plans))
    return pd.DataFrame(
        {
            "order_id": [f"O{number:07}" for number in rng.permutation(n)],
            "plan_id": rng.choice([f"P{i + 1:03}" for i in range(plans)], n, p=popularity / popularity.sum()),
            "bill_ts": bill,
            "pay_ts": pay,
            "gmv": gmv,
            "refund_stage": stage,
            "refund": np.where(stage == "none", 0.0, gmv * share).round(2),
        }
    )


def _pay_times(rng: np.random.Generator, bill: pd.DatetimeIndex, next_day_share: float) -> pd.DatetimeIndex:
    """Most pay within minutes and before midnight in Shanghai; a share pays during the next day."""
    midnight = (bill + pd.Timedelta(hours=SHANGHAI_HOURS)).normalize() + pd.Timedelta(days=1, hours=-SHANGHAI_HOURS)
    left = (midnight - bill).total_seconds().to_numpy()
    same_day = np.minimum(rng.exponential(420, len(bill)), np.maximum(left - 1, 0))
    tomorrow = left + rng.gamma(2.0, 5.5 * 3600 / 2, len(bill)).clip(0, 86_399)
    late = rng.random(len(bill)) < next_day_share
    seconds = np.where(late, tomorrow, same_day).astype("int64")
    return pd.DatetimeIndex(bill + pd.to_timedelta(seconds, unit="s"))


def geo_daily(seed: int, *, cities: int = 40, days: int = 84) -> pd.DataFrame:
    """Draw a geo experiment: from `GEO_START_DAY` on, half of the cities get all-domain promotion.

    The platform claims `claimed_gmv`; only `truth(seed).incrementality` of it is additional.

    Returns
    -------
    DataFrame
        `city`, `day` (Shanghai), `treated` (the city belongs to the treated group), `spend` (¥), `gmv` (¥, all sales
        in the city), `claimed_gmv` (¥, credited to the ads); one row per city and day.
    """
    planted, rng = truth(seed), _rng(seed, "geo_daily")
    calendar = _days(days)
    size = np.exp(rng.normal(9.6, 0.5, cities))
    treated = np.argsort(np.argsort(-(np.log(size) + rng.normal(0, 0.8, cities)))) < cities // 2
    common = WEEKDAY_WEIGHTS[calendar.day_of_week] * np.exp(np.cumsum(rng.normal(0.001, 0.02, days)))
    base = size[:, None] * common * np.exp(rng.normal(0, 0.08, (cities, days)))
    on = np.outer(treated, np.arange(days) >= GEO_START_DAY)
    spend = np.where(on, 0.055 * size[:, None] * np.exp(rng.normal(0, 0.1, (cities, days))), 0.0)
    claimed = spend * 3.4 * np.exp(rng.normal(0, 0.12, (cities, days)))
    gmv = base + planted.incrementality * claimed
    return pd.DataFrame(
        {
            "city": np.repeat([f"C{i + 1:02}" for i in range(cities)], days),
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
        `creative_id`, `age_d` (0 = first day), `impressions`, `clicks`, `conversions`; a row per creative and day
        while it runs.
    """
    planted, rng = truth(seed), _rng(seed, "creative_daily")
    age = np.arange(days)
    decay = planted.floor + (1 - planted.floor) * 0.5 ** (age / planted.half_life)
    start = np.clip(0.045 * np.exp(rng.normal(0, 0.35, creatives)), 0.01, 0.15)
    impressions = rng.poisson(9_000 * np.exp(rng.normal(0, 0.5, creatives))[:, None] * np.ones(days))
    ctr = start[:, None] * decay * np.exp(rng.normal(0, 0.05, (creatives, days)))
    clicks = rng.binomial(impressions, ctr)
    conversions = rng.binomial(clicks, np.clip(0.028 * np.exp(rng.normal(0, 0.2, creatives)), 0, 0.2)[:, None])
    stopped = np.where(start < np.quantile(start, 0.4), rng.integers(5, days, creatives), days)
    running = age[None, :] < stopped[:, None]
    frame = pd.DataFrame(
        {
            "creative_id": np.repeat([f"V{i + 1:03}" for i in range(creatives)], days),
            "age_d": np.tile(age, creatives),
            "impressions": impressions.ravel(),
            "clicks": clicks.ravel(),
            "conversions": conversions.ravel(),
        }
    )
    return frame[running.ravel()].reset_index(drop=True)


def _hill(rng: np.random.Generator) -> Hill:
    half = rng.uniform(3_000, 9_000)
    return Hill(top=half * rng.uniform(6.5, 8.5), half=half, shape=rng.uniform(0.9, 1.5))


def _days(days: int) -> pd.DatetimeIndex:
    return pd.date_range((START + pd.Timedelta(hours=SHANGHAI_HOURS)).normalize(), periods=days, freq="D")


def _rng(seed: int, table: str) -> np.random.Generator:
    """Each table has its own stream, so that one can be drawn without the others."""
    return np.random.default_rng([seed, *table.encode()])
