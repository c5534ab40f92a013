"""Catalogue, daily sales, order lines, and the weeks around a launch."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sixfold_market.store_ops.truth import FAMILIES, SIZES, Truth, truth
from sixfold_market.traffic_buying.calendar import (
    HOUR_WEIGHTS,
    START,
    WEEKDAY_WEIGHTS,
    Floats,
    shanghai_days,
    spread,
    stream,
)

DAYS = 168
CAMPAIGN = range(102, 109)  # 12 to 18 June, the whole shop takes part
AFTER = 14  # days in which the shop pays back what the campaign borrowed
FROZEN = range(70, 126)  # price protection (价保): list price before and after the campaign
PRICES = np.array([0.75, 0.80, 0.85, 0.90, 0.95, 1.00, 1.05, 1.10, 1.15])  # of the list price, set for a week
PROMO_PRICE = 0.8
LIST_PRICE = {"dress": 169.0, "tee": 69.0, "pants": 119.0, "knit": 149.0, "homewear": 99.0}
CHANNELS = ("card", "live", "alliance")
REASONS = ("size_small", "size_large", "quality", "not_as_described", "changed_mind")
LAUNCH_DAY, LAUNCH_DAYS = 56, 112

Flags = NDArray[np.bool_]


@lru_cache(maxsize=16)
def catalogue(seed: int, core: int, tail: int, families: tuple[str, ...]) -> pd.DataFrame:
    """Return the SKUs with what the shop does not know: base demand and return share; never changed.

    The first row is the hero: most GMV and most returns. The second has the size that runs small.
    """
    rng, each = stream(seed, "sku"), core + tail
    n = len(families) * each
    family = np.array([name for name in families for _ in range(each)])
    is_core = np.tile(np.arange(each) < core, len(families))
    quality = rng.normal(0, 1, n).clip(-1.8, 1.8)
    base = np.where(is_core, 55 * np.exp(0.28 * quality), np.exp(rng.uniform(np.log(0.004), np.log(4.0), n)))
    level = np.array([LIST_PRICE[name] for name in family])
    # Good SKUs are dear and sell well: compared with each other, price seems to sell.
    price = (level * np.exp(0.22 * quality + rng.normal(0, 0.06, n))).round() - 0.1
    cost = (price * rng.uniform(0.30, 0.38, n)).round(1)
    back = rng.uniform(0.16, 0.34, n)
    launched = np.where(is_core | (rng.random(n) < 0.7), 0, rng.integers(1, DAYS, n))
    table = pd.DataFrame(
        {
            "sku_id": [f"G{number:03}" for number in rng.permutation(n) + 1],
            "family": family,
            "cost": cost,
            "list_price": price,
            "launch_day": launched,
            "core": is_core,
            "base": base,
            "back": back,
        }
    )
    table.loc[table.index[0], ["base", "back"]] = [260.0, 0.70]
    table.loc[table.index[0], ["list_price", "cost"]] = [level[0] - 0.1, (0.5 * level[0]).round(1)]
    second = core + tail if len(families) > 1 else min(1, n - 1)
    table.loc[table.index[second], "base"] = 115.0
    order = [0, second, *(row for row in range(n) if row not in (0, second))]
    return table.iloc[list(dict.fromkeys(order))].reset_index(drop=True)


def sku(seed: int, core: int = 10, tail: int = 20, families: tuple[str, ...] = FAMILIES) -> pd.DataFrame:
    """Draw the catalogue: in each family `core` SKUs that sell daily and `tail` that sell now and then.

    Returns
    -------
    DataFrame
        `sku_id`, `family`, `cost` (¥ a piece), `list_price` (¥), `launched` (Shanghai day on the shelf).
    """
    table = catalogue(seed, core, tail, families)
    days = shanghai_days(DAYS)
    shown = table[["sku_id", "family", "cost", "list_price"]].assign(launched=days[table["launch_day"]])
    return shown.sort_values("sku_id").reset_index(drop=True)


def sku_daily(
    seed: int, core: int = 10, tail: int = 20, families: tuple[str, ...] = FAMILIES, days: int = DAYS
) -> pd.DataFrame:
    """Draw each SKU's days on the shelf; one row in two hundred is missing.

    Returns
    -------
    DataFrame
        `sku_id`, `family`, `day` (Shanghai), `price` (¥), `promo` (1 on days with campaign traffic),
        `visitors` (people on the product page), `stock` (pieces that could be sold that day), `units` (paid),
        `returned` (of these, pieces refunded within 30 days).
    """
    planted, rng = truth(seed), stream(seed, "sku_daily")
    table = catalogue(seed, core, tail, families)
    n = len(table)
    ratio, promo = _weekly_prices(rng, n, days)
    list_price = table["list_price"].to_numpy()[:, None]
    price = (list_price * ratio * np.where(promo, PROMO_PRICE, 1.0)).round(1)
    traffic = np.exp(planted.promo_lift * promo) * _season(rng, days)
    e = np.array([planted.elasticity[name] for name in table["family"]])[:, None]
    expected = table["base"].to_numpy()[:, None] * traffic * (price / list_price) ** e
    expected = expected * _payback(planted, e, days)
    stock = _stock(rng, expected, ratio, promo, table["core"].to_numpy())
    units = np.minimum(rng.poisson(expected * spread(rng, 0.10, (n, days))), stock)
    back = table["back"].to_numpy()[:, None] + planted.return_slope * np.log(price / list_price)
    long = pd.DataFrame(
        {
            "sku_id": np.repeat(table["sku_id"].to_numpy(), days),
            "family": np.repeat(table["family"].to_numpy(), days),
            "day": np.tile(shanghai_days(days).to_numpy(), n),
            "price": price.ravel(),
            "promo": promo.ravel().astype(int),
            "visitors": rng.poisson(table["base"].to_numpy()[:, None] / 0.035 * traffic).ravel(),
            "stock": stock.ravel(),
            "units": units.ravel(),
            "returned": rng.binomial(units, np.clip(back, 0.02, 0.9)).ravel(),
        }
    )
    on_shelf = (np.arange(days) >= table["launch_day"].to_numpy()[:, None]).ravel()
    kept = on_shelf & (rng.random(len(long)) > 0.005)
    return long[kept].sort_values(["sku_id", "day"]).reset_index(drop=True)


def _weekly_prices(rng: np.random.Generator, n: int, days: int) -> tuple[Floats, Flags]:
    """Return price over list price, and whether the day is a promo: whole weeks, and the campaign."""
    week = np.arange(days) // 7
    ratio = PRICES[rng.integers(len(PRICES), size=(n, week.max() + 1))][:, week]
    promo = (rng.random((n, week.max() + 1)) < 0.12)[:, week]
    day = np.arange(days)
    frozen, campaign = np.isin(day, list(FROZEN)), np.isin(day, list(CAMPAIGN))
    return np.asarray(np.where(frozen, 1.0, ratio)), (promo & ~frozen) | campaign


def _season(rng: np.random.Generator, days: int) -> Floats:
    weekday = np.tile(WEEKDAY_WEIGHTS, days // 7 + 1)[:days]
    return np.asarray(weekday * spread(rng, 0.05, days))


def _payback(planted: Truth, e: Floats, days: int) -> Floats:
    """Return the factor of the fortnight after the campaign, by SKU: what it lent is missing."""
    lift = len(CAMPAIGN) * (PROMO_PRICE**e * np.exp(planted.promo_lift) - 1)
    day = np.arange(days)
    owing = (day >= CAMPAIGN.stop) & (day < CAMPAIGN.stop + AFTER)
    return np.asarray(1 - owing * planted.pull_forward * lift / AFTER)


def _stock(
    rng: np.random.Generator, expected: Floats, ratio: Floats, promo: Flags, core: Flags
) -> np.ndarray:
    """Return pieces for sale: plenty, except in half of the cheap weeks; of the tail some are sold out."""
    n, days = expected.shape
    week = np.arange(days) // 7
    short = (rng.random((n, week.max() + 1)) < 0.5)[:, week] & (ratio <= 0.9) & ~promo & core[:, None]
    plenty = np.ceil(3 * expected) + 12
    tail = rng.integers(0, 60, (n, week.max() + 1))[:, week]
    gone = (rng.random((n, 1)) < 0.15) & ~core[:, None]
    return np.where(short, np.ceil(0.35 * expected), np.where(core[:, None], plenty, tail * ~gone)).astype(
        np.int64
    )


def order_lines(
    seed: int, n: int = 24_000, core: int = 10, tail: int = 20, families: tuple[str, ...] = FAMILIES
) -> pd.DataFrame:
    """Draw order lines of eight weeks, refunds as they stood 30 days later.

    Returns
    -------
    DataFrame
        `order_id`, `line` (from 1), `sku_id`, `size`, `channel` (card, live, alliance), `ts` (UTC, paid),
        `qty`, `paid` (¥), `refund` (¥, the whole line or nothing), `refund_stage` (none, pre, post dispatch),
        `reason` (of a refund after dispatch, or unstated; else none).
    """
    planted, rng = truth(seed), stream(seed, "order_lines")
    table = catalogue(seed, core, tail, families)
    order = _order_of_line(rng, n)
    row = rng.choice(len(table), n, p=table["base"].to_numpy() / table["base"].sum())
    size = rng.choice(len(SIZES), n, p=[0.20, 0.36, 0.30, 0.14])
    usual, hero = rng.choice(3, n, p=[0.52, 0.34, 0.14]), rng.choice(3, n, p=[0.12, 0.08, 0.80])
    channel = np.where(row == 0, hero, usual)[np.searchsorted(order, order)]  # that of the first line
    qty = rng.choice([1, 2, 3], n, p=[0.92, 0.065, 0.015])
    price = table["list_price"].to_numpy()[row] * PRICES[rng.integers(1, 7, n)]
    before = rng.random(n) < 0.08
    chances = _reason_chances(planted, table, row, size)
    draw = rng.random(n)[:, None] > chances.cumsum(axis=1)
    reason = draw.sum(axis=1)  # len(REASONS): no return
    after = ~before & (reason < len(REASONS))
    silent = rng.random(n) < 0.06
    paid = (qty * price).round(2)
    day, hour = rng.integers(0, 56, n), rng.choice(24, n, p=HOUR_WEIGHTS / HOUR_WEIGHTS.sum())
    seconds = (day * 86_400 + hour * 3_600 + rng.integers(3_600, size=n))[order]
    return pd.DataFrame(
        {
            "order_id": [f"D{number + 1:06}" for number in order],
            "line": pd.Series(order).groupby(order).cumcount() + 1,
            "sku_id": table["sku_id"].to_numpy()[row],
            "size": np.array(SIZES)[size],
            "channel": np.array(CHANNELS)[channel],
            "ts": START + pd.Timedelta(days=112) + pd.to_timedelta(seconds, unit="s"),
            "qty": qty,
            "paid": paid,
            "refund": np.where(before | after, paid, 0.0),
            "refund_stage": np.where(before, "pre", np.where(after, "post", "none")),
            "reason": np.where(
                after, np.where(silent, "unstated", np.array([*REASONS, "none"])[reason]), "none"
            ),
        }
    )


def _order_of_line(rng: np.random.Generator, n: int) -> np.ndarray:
    """Return the order's number of each line: most orders have one line."""
    first = rng.random(n) < 0.8
    first[0] = True
    return np.asarray(first.cumsum() - 1)


def _reason_chances(planted: Truth, table: pd.DataFrame, row: np.ndarray, size: np.ndarray) -> Floats:
    """Return the chance of each reason to send a piece back, shape (lines, reasons)."""
    share = np.array([0.24, 0.12, 0.14, 0.20, 0.30])
    chances = table["back"].to_numpy()[row][:, None] * share
    misfit = (row == 1) & (size == SIZES.index(planted.misfit_size))
    chances[misfit, 0] = 0.34
    return np.asarray(chances)


def launch_daily(seed: int) -> pd.DataFrame:
    """Draw one family around a launch, prices unchanged: K1 is new on day 56, K2 is its sibling.

    Returns
    -------
    DataFrame
        `sku_id` (K1 … K8), `day` (Shanghai), `units`.
    """
    planted, rng = truth(seed), stream(seed, "launch_daily")
    day = np.arange(LAUNCH_DAYS)
    rise = np.exp(0.35 * day / LAUNCH_DAYS) * _season(rng, LAUNCH_DAYS)
    on_sale = day >= LAUNCH_DAY
    new = 150 * on_sale * (1 - 0.6 * np.exp(-(day - LAUNCH_DAY) / 5.0 * on_sale)) * rise
    base = np.concatenate([[0.0, 220.0], rng.uniform(60, 140, 6)])
    expected = base[:, None] * rise
    expected[0], expected[1] = new, expected[1] - planted.cannibal * new
    units = rng.poisson(expected * spread(rng, 0.03, expected.shape))
    table = pd.DataFrame(
        {
            "sku_id": np.repeat([f"K{number + 1}" for number in range(8)], LAUNCH_DAYS),
            "day": np.tile(shanghai_days(LAUNCH_DAYS).to_numpy(), 8),
            "units": units.ravel(),
        }
    )
    return table[(table["sku_id"] != "K1") | np.tile(on_sale, 8)].reset_index(drop=True)
