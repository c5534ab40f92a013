"""Stock and sales of the shop's goods by day, and what was ordered from suppliers."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pandas as pd

from sixfold_market.fulfilment.truth import LEAD_CV, SKUS, truth
from sixfold_market.traffic_buying.calendar import (
    START,
    WEEKDAY_WEIGHTS,
    Floats,
    shanghai_days,
    spread,
    stream,
)

STOCK_DAYS = 180
STOCK_END = START + pd.Timedelta(days=STOCK_DAYS)
CAMPAIGNS = ((40, 41, 42), (86, 87, 88), (120, 121, 122), (152, 153, 154))
DAY_SD = 0.3  # of the logarithm of a day's demand
BATCH_DAYS = 10  # days of plain demand in an order to the supplier


def demand(seed: int, days: int = STOCK_DAYS) -> Floats:
    """Return what buyers wanted, shape (SKU, day), whether or not it was in stock."""
    rng = stream(seed, "demand")
    return np.asarray(rng.poisson(level(seed, days) * spread(rng, DAY_SD, (len(SKUS), days))), dtype=float)


def level(seed: int, days: int = STOCK_DAYS) -> Floats:
    """Return the median of each SKU's demand on each day, shape (SKU, day)."""
    rng = stream(seed, "level")
    base = np.sort(60 * spread(rng, 0.7, len(SKUS)))[::-1]
    weekday = np.tile(WEEKDAY_WEIGHTS, days // 7 + 1)[:days]
    return np.asarray(np.outer(base, weekday * np.where(campaign_days(days), truth(seed).multiplier, 1.0)))


def campaign_days(days: int = STOCK_DAYS) -> np.ndarray:
    """Return which days are campaign days."""
    return np.isin(np.arange(days), [day for campaign in CAMPAIGNS for day in campaign])


@dataclass
class _Shop:
    """Stock of every SKU from day to day; it buys when little is left, and forgets that suppliers vary."""

    seed: int
    on_hand: Floats = field(init=False)
    on_order: Floats = field(init=False)
    inbound: Floats = field(init=False)
    purchases: list[tuple[int, int, float, float]] = field(init=False)  # SKU, day, lead days, units

    def __post_init__(self) -> None:
        self.plain = level(self.seed).min(axis=1) / WEEKDAY_WEIGHTS.min()
        self.lead = truth(self.seed).lead_days
        self.rng = stream(self.seed, "purchases")
        self.on_hand = np.round(self.plain * (self.lead + 4))
        self.on_order = np.zeros(len(SKUS))
        self.inbound = np.zeros((len(SKUS), STOCK_DAYS + 60))
        self.purchases = []

    def buy(self, day: int, coming: bool) -> None:
        """Order for every SKU whose stock falls below mean demand over the mean lead time."""
        batch = np.round(self.plain * (BATCH_DAYS + (12 if coming else 0)))
        for sku in np.flatnonzero(
            self.on_hand + self.on_order < self.plain * self.lead * (1.8 if coming else 1.05)
        ):
            lead = float(self.rng.gamma(1 / LEAD_CV**2, self.lead * LEAD_CV**2))
            arrival = min(day + 1 + int(lead), self.inbound.shape[1] - 1)
            self.inbound[sku, arrival] += batch[sku]
            self.on_order[sku] += batch[sku]
            self.purchases.append((int(sku), day, lead, batch[sku]))

    def sell(self, day: int, wanted: Floats) -> Floats:
        """Receive, sell what is there, and return units sold."""
        self.on_hand += self.inbound[:, day]
        self.on_order -= self.inbound[:, day]
        sold = np.minimum(wanted, self.on_hand)
        self.on_hand = self.on_hand - sold
        return np.asarray(sold)


@lru_cache(maxsize=16)
def _run(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return stock by day and purchases; never changed by callers."""
    shop, wanted, busy = _Shop(seed), demand(seed), campaign_days()
    sold, left = np.zeros_like(wanted), np.zeros_like(wanted)
    for day in range(STOCK_DAYS):
        sold[:, day] = shop.sell(day, wanted[:, day])
        left[:, day] = shop.on_hand
        shop.buy(day, coming=bool(busy[day : day + 14].any()))
    stock = pd.DataFrame(
        {
            "sku_id": np.repeat(SKUS, STOCK_DAYS),
            "day": np.tile(shanghai_days(STOCK_DAYS), len(SKUS)),
            "units": sold.ravel().astype(int),
            "on_hand": left.ravel().astype(int),
            "inbound": shop.inbound[:, :STOCK_DAYS].ravel().astype(int),
            "campaign": np.tile(busy.astype(int), len(SKUS)),
        }
    )
    return stock, _purchases(shop)


def _purchases(shop: _Shop) -> pd.DataFrame:
    sku, day, lead, units = (np.array(column) for column in zip(*shop.purchases, strict=True))
    ordered = START + pd.to_timedelta(day * 86_400 + 9 * 3_600, unit="s")
    received = pd.Series(ordered + pd.to_timedelta((lead * 86_400).astype(np.int64), unit="s"))
    return pd.DataFrame(
        {
            "po_id": [f"B{number + 1:04}" for number in range(len(sku))],
            "sku_id": np.array(SKUS)[sku],
            "ordered_ts": ordered,
            "received_ts": received.where(received <= STOCK_END),
            "units": units.astype(int),
        }
    )


def stock_daily(seed: int) -> pd.DataFrame:
    """Draw one row per SKU and day.

    Returns
    -------
    DataFrame
        `sku_id`, `day` (Shanghai), `units` (sold: no more than there was), `on_hand` (in the evening; 0 means
        that demand may have been higher), `inbound` (received that day), `campaign` (0, 1).
    """
    return _run(seed)[0].copy()


def purchases(seed: int) -> pd.DataFrame:
    """Draw one row per order to the supplier.

    Returns
    -------
    DataFrame
        `po_id`, `sku_id`, `ordered_ts` (UTC), `received_ts` (UTC; missing if open at `STOCK_END`), `units`.
    """
    return _run(seed)[1].copy()
