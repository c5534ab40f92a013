"""Orders of one shop from payment to the buyer's door, as exported in the middle of a campaign."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from sixfold_market.fulfilment.truth import COURIERS, MULTIPLIER, STUCK, WAREHOUSES, Truth, truth
from sixfold_market.traffic_buying.calendar import (
    HOUR_WEIGHTS,
    START,
    WEEKDAY_WEIGHTS,
    Floats,
    spread,
    stream,
)

DAYS = 90
END = START + pd.Timedelta(days=DAYS)  # the export was drawn then
CAMPAIGN_DAYS = (40, 41, 42, 86, 87, 88, 89)
WAREHOUSE_SHARES = (0.36, 0.34, 0.30)
STUCK_H = (60.0, 108.0)  # extra hours of a stuck parcel
TRANSIT_H = {"near": 30.0, "far": 58.0}  # median hours from the courier's scan to the buyer
FAR_SHARE, FAR_LANE_SHARE = 0.25, 0.80
OPENING = 8  # Shanghai hour at which warehouses begin


def orders_ts(seed: int, n: int = 24_000, end: pd.Timestamp = END) -> pd.DataFrame:
    """Draw one row per paid order; what happens after `end` is not known yet.

    Returns
    -------
    DataFrame
        `order_id`, `pay_ts` (UTC), `promise_h` (24 or 48), `dispatch_ts` (label uploaded), `collect_ts`
        (first scan of the courier), `sign_ts`, `warehouse`, `courier`, `region` (near, far), `cancel_ts`,
        `cancel_fault` (buyer, seller; missing if not cancelled), `wms_late` (the warehouse's own flag:
        dispatched after more than 48 h).
    """
    table = complete(seed, n)
    table = table[table["pay_ts"] <= end].copy()
    steps = ["dispatch_ts", "collect_ts", "sign_ts", "cancel_ts"]
    table[steps] = table[steps].where(table[steps] <= end)
    table["cancel_fault"] = table["cancel_fault"].where(table["cancel_ts"].notna())
    waited = table["dispatch_ts"] - table["pay_ts"]
    table["wms_late"] = (waited > pd.Timedelta(hours=48)).astype(int)
    return table.reset_index(drop=True)


@lru_cache(maxsize=16)
def complete(seed: int, n: int = 24_000) -> pd.DataFrame:
    """Return the orders of `orders_ts(seed, n)` with all that ever happened; never changed by callers."""
    planted, rng = truth(seed), stream(seed, "orders_ts")
    day = _days(rng, n)
    hour = rng.choice(24, n, p=HOUR_WEIGHTS / HOUR_WEIGHTS.sum()) + rng.random(n)
    house = np.array(WAREHOUSES)[rng.choice(3, n, p=WAREHOUSE_SHARES)]
    courier = np.array(COURIERS)[rng.choice(4, n)]
    far = _far(rng, planted, day, house, courier)
    promise = np.where(rng.random(n) < 0.6, 48, 24)
    dispatch = _dispatch(rng, planted, day, hour, house, promise)
    collect = dispatch + _collect(rng, planted, house)
    sign = collect + _transit(rng, planted, day, house, courier, far)
    cancel, fault = _cancel(rng, dispatch)
    gone = ~np.isnan(cancel)
    paid = START + pd.to_timedelta((day * 86_400 + hour * 3_600).astype(np.int64), unit="s")

    def after(hours: Floats, missing: np.ndarray) -> pd.Series:
        late = pd.Series(paid + pd.to_timedelta(np.nan_to_num(hours * 3_600).astype(np.int64), unit="s"))
        return late.mask(missing)

    return pd.DataFrame(
        {
            "order_id": [f"D{number:06}" for number in rng.permutation(n)],
            "pay_ts": paid,
            "promise_h": promise,
            "dispatch_ts": after(dispatch, gone),
            "collect_ts": after(collect, gone),
            "sign_ts": after(sign, gone),
            "warehouse": house,
            "courier": courier,
            "region": np.where(far, "far", "near"),
            "cancel_ts": after(cancel, ~gone),
            "cancel_fault": fault,
        }
    ).sort_values("pay_ts", ignore_index=True)


def _days(rng: np.random.Generator, n: int) -> np.ndarray:
    weight = np.tile(WEEKDAY_WEIGHTS, DAYS // 7 + 1)[:DAYS] * spread(rng, 0.08, DAYS)
    weight[list(CAMPAIGN_DAYS)] *= MULTIPLIER
    return rng.choice(DAYS, n, p=weight / weight.sum())


def _far(
    rng: np.random.Generator, planted: Truth, day: np.ndarray, house: np.ndarray, courier: np.ndarray
) -> np.ndarray:
    """Tell which parcels go far: one lane's always mostly do, another's from the day of the failure on."""
    share = np.full(len(day), FAR_SHARE)
    always = _on(planted.far_lane, house, courier)
    later = _on(planted.shifted_lane, house, courier) & (day >= planted.since)
    share[always | later] = FAR_LANE_SHARE
    return rng.random(len(day)) < share


def _on(lane: tuple[str, str], house: np.ndarray, courier: np.ndarray) -> np.ndarray:
    return np.asarray((house == lane[0]) & (courier == lane[1]))


def _dispatch(
    rng: np.random.Generator,
    planted: Truth,
    day: np.ndarray,
    hour: Floats,
    house: np.ndarray,
    promise: np.ndarray,
) -> Floats:
    """Return hours from payment to the label; campaign orders queue, night orders wait for opening."""
    work = np.array([planted.dispatch_h[name] for name in house]) * spread(rng, 0.55, len(day))
    work *= np.where(np.isin(day, CAMPAIGN_DAYS), 2.2, 1.0) * np.where(promise == 24, 0.8, 1.0)
    return work + np.maximum(OPENING - hour, 0)


def _collect(rng: np.random.Generator, planted: Truth, house: np.ndarray) -> Floats:
    """Return hours from the label to the courier's scan: a few, but many where labels are printed first."""
    usual = 3.0 * spread(rng, 0.5, len(house))
    printed = 16.0 * spread(rng, 0.55, len(house))
    return np.where(house == planted.label_first, printed, usual)


def _transit(
    rng: np.random.Generator,
    planted: Truth,
    day: np.ndarray,
    house: np.ndarray,
    courier: np.ndarray,
    far: np.ndarray,
) -> Floats:
    """Return hours from scan to signature; on the failing lane some are stuck and the others are faster."""
    median = np.where(far, TRANSIT_H["far"], TRANSIT_H["near"])
    hours = median * spread(rng, 0.25, len(day))
    failing = _on(planted.lane, house, courier) & (day >= planted.since)
    stuck = failing & (rng.random(len(day)) < STUCK)
    mean = (FAR_SHARE * TRANSIT_H["far"] + (1 - FAR_SHARE) * TRANSIT_H["near"]) * np.exp(0.25**2 / 2)
    faster = 1 - STUCK * np.mean(STUCK_H) / mean  # so that the lane's mean stays
    return np.where(failing, hours * faster, hours) + np.where(stuck, rng.uniform(*STUCK_H, len(day)), 0.0)


def _cancel(rng: np.random.Generator, dispatch: Floats) -> tuple[Floats, np.ndarray]:
    """Return hours to cancellation (NaN for none) and whose fault: minds change, goods are out."""
    n = len(dispatch)
    change = rng.exponential(700.0, n)  # hours; most are dispatched first
    out_of_stock = rng.random(n) < 0.012
    found_out = dispatch * rng.uniform(0.6, 1.0, n)
    buyer, seller = change < dispatch, out_of_stock & ~(change < dispatch)
    hours = np.where(buyer, change, np.where(seller, found_out, np.nan))
    fault = np.full(n, None, dtype=object)
    fault[buyer], fault[seller] = "buyer", "seller"
    return hours, fault
