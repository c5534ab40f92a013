"""Hidden checks of the foundations form: fresh data, independent references, the planted truth.

Everything named `fresh_…` or `ref_…` depends on its arguments only, is cached, and is never changed.
References use another method than the exemplar in `assignment.py`.
"""

import math
from collections import defaultdict
from datetime import timedelta
from functools import lru_cache
from statistics import median

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from sixfold_grader.checking import Failed, Trial, Value, part, type_name
from sixfold_market import foundations as market

UNITS = {"yuan": 1, "fen": 100, "milli_fen": 100_000}


def shuffled(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Rows in another order, with an index that means nothing."""
    return frame.sample(frac=1, random_state=seed % 2**32).set_axis(range(100, 100 + len(frame)))


def fields(got: Value, keys: list[str]) -> dict[str, Value]:
    """Require a dict with exactly these keys."""
    if not isinstance(got, dict):
        raise Failed("type", got=type_name(got), want="dict")
    if set(got) != set(keys):
        raise Failed("keys", got=list(got), want=keys)
    return got


# ---- clean_orders --------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def fresh_orders(seed: int, copies: bool) -> pd.DataFrame:
    """Orders with copies (all in yuan, at noon), or in three units around midnight without copies."""
    orders = market.raw_orders(seed, n=600, days=7)
    if copies:
        yuan = orders["amount"] / orders["unit"].map(UNITS).astype(float)
        noon = orders["ts"].dt.normalize() + pd.Timedelta(hours=4)
        return shuffled(orders.assign(amount=yuan, unit="yuan", ts=noon), seed)
    return shuffled(orders.drop_duplicates("order_id").assign(status="paid"), seed)


def orders_by_hand(orders: pd.DataFrame) -> pd.DataFrame:
    """Keep the latest row of each order in a dict."""
    latest: dict[str, dict[str, Value]] = {}
    for row in orders.to_dict("records"):
        if row["order_id"] not in latest or latest[row["order_id"]]["updated"] < row["updated"]:
            latest[row["order_id"]] = row
    rows = [
        (name, pd.Timestamp((row["ts"] + timedelta(hours=8)).date()), row["amount"] / UNITS[row["unit"]])
        for name, row in latest.items()
        if row["status"] == "paid"
    ]
    return pd.DataFrame(rows, columns=["order_id", "day", "gmv"])


@lru_cache(maxsize=64)
def ref_orders(seed: int, copies: bool) -> pd.DataFrame:
    return orders_by_hand(fresh_orders(seed, copies))


@part(
    "clean_orders",
    "latest",
    en="one row an order: the latest row decides, cancelled orders are left out",
    zh="一单一行：以最晚一行为准，已取消的不计",
)
def orders_latest(t: Trial) -> None:
    for seed in t.seeds:
        got = t.call("clean_orders", fresh_orders(seed, True))
        t.frame_equal(got, ref_orders(seed, True), key=["order_id"])


@part(
    "clean_orders",
    "units_days",
    en="three units of money in yuan, UTC times as Shanghai days",
    zh="三种金额单位统一为元，UTC 时间归到北京时间自然日",
)
def orders_units(t: Trial) -> None:
    for seed in t.seeds:
        got = t.call("clean_orders", fresh_orders(seed, False))
        t.frame_equal(got, ref_orders(seed, False), key=["order_id"])


@part(
    "clean_orders",
    "edge_cases",
    en="an unknown unit is a ValueError; an order cancelled and paid again; an order taken back at last",
    zh="未知单位抛出 ValueError；取消后又支付；最后被取消",
)
def orders_edges(t: Trial) -> None:
    orders = fresh_orders(t.seeds[0], False)
    t.raises("ValueError", "clean_orders", orders.assign(unit="dollar"))
    start = orders["ts"].max()
    hours = [start + pd.Timedelta(hours=number) for number in range(6)]
    story = pd.DataFrame(
        {
            "order_id": ["A", "A", "A", "B", "B", "C"],
            "ts": start,
            "updated": [hours[2], hours[0], hours[1], hours[5], hours[3], hours[4]],
            "amount": [float(100 + t.seeds[0] % 50), 1.0, 2.0, 30.0, 30.0, 40.0],
            "unit": "yuan",
            "status": ["paid", "paid", "cancelled", "cancelled", "paid", "paid"],
        }
    )
    t.frame_equal(t.call("clean_orders", story), orders_by_hand(story), key=["order_id"])


# ---- funnel_compare ------------------------------------------------------------------------------------

RATES = {
    "enter_rate": ("entered", "exposed"),
    "click_rate": ("clicked", "entered"),
    "pay_rate": ("paid", "clicked"),
    "conversion": ("paid", "exposed"),
    "value": ("gmv", "exposed"),
}


@lru_cache(maxsize=64)
def fresh_funnel(seed: int) -> pd.DataFrame:
    return shuffled(market.funnel_daily(seed, days=28), seed)


def funnel_by_hand(funnel: pd.DataFrame) -> pd.DataFrame:
    """Add up row by row, then divide."""
    sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in funnel.to_dict("records"):
        for name in ("exposed", "entered", "clicked", "paid", "gmv"):
            sums[row["path"]][name] += row[name]
    paid = sum(total["paid"] for total in sums.values())
    rows = [
        {
            "path": path,
            **{
                name: total[top] / total[low] if total[low] else math.nan
                for name, (top, low) in RATES.items()
            },
            "buyer_share": total["paid"] / paid if paid else math.nan,
        }
        for path, total in sums.items()
    ]
    return pd.DataFrame(rows, columns=["path", *RATES, "buyer_share"])


@lru_cache(maxsize=64)
def ref_funnel(seed: int) -> pd.DataFrame:
    return funnel_by_hand(fresh_funnel(seed))


def columns_equal(t: Trial, got: Value, want: pd.DataFrame, columns: list[str]) -> None:
    """Compare some columns; the others have to be there."""
    if not isinstance(got, pd.DataFrame):
        raise Failed("type", got=type_name(got), want="DataFrame")
    if lacking := [name for name in want.columns if name not in got.columns]:
        raise Failed("columns", got=[str(name) for name in got.columns], want=lacking)
    t.frame_equal(got[columns], want[columns], key=["path"])


@part(
    "funnel_compare",
    "rates",
    en="step rates and conversion of people, sums first",
    zh="逐级转化率按人数、先求和再相除",
)
def funnel_rates(t: Trial) -> None:
    for seed in t.seeds:
        got = t.call("funnel_compare", fresh_funnel(seed))
        columns_equal(
            t, got, ref_funnel(seed), ["path", "enter_rate", "click_rate", "pay_rate", "conversion"]
        )


@part(
    "funnel_compare",
    "value",
    en="GMV per exposed person and each path's share of buyers",
    zh="每曝光一人的成交、各路径买家占比",
)
def funnel_value(t: Trial) -> None:
    for seed in t.seeds:
        got = t.call("funnel_compare", fresh_funnel(seed))
        columns_equal(t, got, ref_funnel(seed), ["path", "value", "buyer_share"])


@part(
    "funnel_compare",
    "edge_cases",
    en="zero denominators, a path without buyers, an empty table, exactly the stated columns",
    zh="分母为零、没有买家的路径、空表、列名一致",
)
def funnel_edges(t: Trial) -> None:
    funnel = fresh_funnel(t.seeds[0])
    for few in (funnel.assign(clicked=0, paid=0, gmv=0.0), funnel.head(1).assign(exposed=0), funnel.head(0)):
        t.frame_equal(t.call("funnel_compare", few), funnel_by_hand(few), key=["path"])


# ---- monthly_growth ------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def fresh_growth(seed: int) -> list[tuple[float, float, int]]:
    """Start, end, months; the last one falls."""
    rng = np.random.default_rng(seed)
    rising = [(float(s), float(s * f), int(m)) for s, f, m in zip(
        rng.uniform(1, 900, 3), rng.uniform(1.3, 60, 3), rng.integers(3, 40, 3), strict=True
    )]  # fmt: skip
    return [*rising, (rising[0][1], rising[0][0], rising[0][2])]


def ref_growth(start: float, end: float, months: int) -> float:
    """Search the rate that compounds to the end value."""
    return float(brentq(lambda rate: start * (1 + rate) ** months - end, -0.999, 70.0, xtol=1e-14))


def growth(t: Trial, *terms: Value) -> dict[str, Value]:
    return fields(t.call("monthly_growth", *terms), ["rate", "double"])


@part(
    "monthly_growth",
    "rate",
    en="the compound rate a month, rising or falling",
    zh="每月复合增长率，涨跌都要对",
)
def growth_rate(t: Trial) -> None:
    for seed in t.seeds:
        for terms in fresh_growth(seed):
            t.close(growth(t, *terms)["rate"], ref_growth(*terms), rtol=1e-6)


@part("monthly_growth", "double", en="months to double at that rate", zh="按该增速翻倍所需月数")
def growth_double(t: Trial) -> None:
    for seed in t.seeds:
        for terms in fresh_growth(seed)[:3]:
            t.close(growth(t, *terms)["double"], math.log(2, 1 + ref_growth(*terms)), rtol=1e-6)


@part(
    "monthly_growth",
    "edge_cases",
    en="no growth, falling values, ValueError for what cannot be",
    zh="不增长、下降、不合理取值抛出 ValueError",
)
def growth_edges(t: Trial) -> None:
    start, end, months = fresh_growth(t.seeds[0])[0]
    t.close(growth(t, start, start, months), {"rate": 0.0, "double": math.nan})
    t.close(growth(t, end, start, months)["double"], math.nan)
    for wrong in ((0.0, end, months), (start, -end, months), (math.nan, end, months), (start, end, 0)):
        t.raises("ValueError", "monthly_growth", *wrong)


# ---- channel_overlap -----------------------------------------------------------------------------------

SHARES = ["known", "later", "new"]


@lru_cache(maxsize=64)
def fresh_buyers(seed: int) -> pd.DataFrame:
    """Buyers, a tenth of them standing there again later in the same channel."""
    rows = market.buyers(seed, n=1_500)
    again = rows.sample(frac=0.1, random_state=seed % 2**32)
    again = again.assign(first_ts=again["first_ts"] + pd.Timedelta(days=40))
    return shuffled(pd.concat([rows, again]), seed)


def overlap_by_hand(rows: pd.DataFrame) -> dict[str, float]:
    first: dict[str, dict[str, pd.Timestamp]] = {"douyin": {}, "traditional": {}}
    for row in rows.to_dict("records"):
        name, seen = row["buyer_id"].strip().lower(), first[row["channel"]]
        seen[name] = min(seen.get(name, row["first_ts"]), row["first_ts"])
    counts = dict.fromkeys(SHARES, 0)
    for name, ts in first["douyin"].items():
        there = first["traditional"].get(name)
        counts["new" if there is None else "known" if there < ts else "later"] += 1
    total = len(first["douyin"])
    return {name: count / total if total else math.nan for name, count in counts.items()}


@lru_cache(maxsize=64)
def ref_overlap(seed: int) -> dict[str, float]:
    return overlap_by_hand(fresh_buyers(seed))


@part(
    "channel_overlap",
    "shares",
    en="known before, later, new: with clean ids and the earliest purchase",
    zh="老客、后来才买、新客：会员号清洗干净，取最早一次购买",
)
def overlap_shares(t: Trial) -> None:
    for seed in t.seeds:
        t.close(fields(t.call("channel_overlap", fresh_buyers(seed)), SHARES), ref_overlap(seed))


@part(
    "channel_overlap",
    "edge_cases",
    en="no Douyin buyers, no traditional buyers, the same second, an id in three spellings",
    zh="没有抖音买家、没有传统渠道买家、同一时刻、同一编号三种写法",
)
def overlap_edges(t: Trial) -> None:
    rows = fresh_buyers(t.seeds[0])
    for few in (rows[rows["channel"] == "douyin"], rows[rows["channel"] == "traditional"]):
        t.close(fields(t.call("channel_overlap", few), SHARES), overlap_by_hand(few))
    day = rows["first_ts"].min()
    hour = pd.Timedelta(hours=1)
    spelled = [("U1", "u1 ", day), (" U2", "u2", day - hour), ("u2", "U2", day + hour), ("u3", "u4", day)]
    odd = pd.DataFrame(
        [row for one, two, ts in spelled for row in ((one, "douyin", day), (two, "traditional", ts))],
        columns=["buyer_id", "channel", "first_ts"],
    )
    t.close(fields(t.call("channel_overlap", odd), SHARES), overlap_by_hand(odd))


# ---- hit_score -----------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def fresh_items(seed: int) -> pd.DataFrame:
    items = market.item_spread(seed, n=60)
    return shuffled(items[items["viewers"] > 0], seed)


def items_by_hand(items: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (row["item_id"], row["units"], row["shares"] / row["viewers"] if row["viewers"] else 0.0)
        for row in items.to_dict("records")
    ]
    scored = [
        (
            name,
            math.sqrt(sum(u <= units for _, u, _ in rows) * sum(s <= spread for _, _, s in rows)) / len(rows),
        )
        for name, units, spread in rows
    ]
    scored.sort(key=lambda row: (-round(row[1], 12), row[0]))
    return pd.DataFrame(scored, columns=["item_id", "score"])


@lru_cache(maxsize=64)
def ref_items(seed: int) -> pd.DataFrame:
    return items_by_hand(fresh_items(seed))


def same_ranking(t: Trial, got: Value, want: pd.DataFrame) -> None:
    t.frame_equal(got, want, key=["item_id"])
    t.equal([str(name) for name in got["item_id"]], want["item_id"].tolist())


@part(
    "hit_score",
    "score",
    en="the geometric mean of both shares, best first",
    zh="两个占比的几何平均，由高到低",
)
def hit_scores(t: Trial) -> None:
    for seed in t.seeds:
        same_ranking(t, t.call("hit_score", fresh_items(seed)), ref_items(seed))


@part(
    "hit_score",
    "edge_cases",
    en="no viewers, ties in sales and spread, a single item, no item",
    zh="没有观看、销量或传播并列、只有一个商品、没有商品",
)
def hit_edges(t: Trial) -> None:
    items = fresh_items(t.seeds[0]).head(8)
    nobody = items.assign(viewers=[0, 0, *items["viewers"].tolist()[2:]], shares=0)
    tied = items.assign(units=5, viewers=100, shares=[7, 7, 7, 9, 9, 1, 1, 1])
    for few in (nobody, tied, items.head(1), items.head(0)):
        same_ranking(t, t.call("hit_score", few), items_by_hand(few))


# ---- pull_forward --------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def fresh_weekly(seed: int) -> pd.DataFrame:
    """One year of one large merchant; campaigns as in the market."""
    rows = market.fact_weekly(seed, merchants=6, weeks=40)
    weekly = rows[rows["lever"] != "T"].groupby("week", as_index=False)["gmv"].sum()
    campaign = np.isin(np.arange(40), market.campaign_weeks(40))
    return shuffled(weekly.assign(campaign=campaign), seed)


def effect_by_hand(weekly: pd.DataFrame) -> dict[str, float]:
    weeks = {row["week"]: row for row in weekly.to_dict("records")}
    campaigns = [week for week, row in weeks.items() if row["campaign"]]
    after = {week + pd.Timedelta(days=7 * n) for week in campaigns for n in (1, 2)} & set(weeks) - set(
        campaigns
    )
    base = median(row["gmv"] for week, row in weeks.items() if week not in after and week not in campaigns)
    lift = math.fsum(weeks[week]["gmv"] - base for week in campaigns)
    stolen = math.fsum(base - weeks[week]["gmv"] for week in after)
    share = stolen / lift if lift > 0 else math.nan
    return {"lift": lift, "stolen": stolen, "net": lift - stolen, "share": share}


@lru_cache(maxsize=64)
def ref_effect(seed: int) -> dict[str, float]:
    return effect_by_hand(fresh_weekly(seed))


def effect(t: Trial, weekly: pd.DataFrame) -> dict[str, Value]:
    return fields(t.call("pull_forward", weekly), ["lift", "stolen", "net", "share"])


@part(
    "pull_forward",
    "split",
    en="lift, stolen and net against the median of calm weeks",
    zh="以平静周中位数为基线，拆出增量、透支与净增量",
)
def pull_split(t: Trial) -> None:
    for seed in t.seeds:
        t.close(effect(t, fresh_weekly(seed)), ref_effect(seed), rtol=1e-6, atol=0.01)


@part(
    "pull_forward",
    "edge_cases",
    en="two campaigns in a row, one in the last week, no lift, ValueError without campaign or calm week",
    zh="连续两周大促、最后一周大促、没有增量；没有大促周或平静周时抛出 ValueError",
)
def pull_edges(t: Trial) -> None:
    weekly = fresh_weekly(t.seeds[0]).sort_values("week").head(14)
    for weeks in ({3, 4}, {2, 5}, {13}, {0, 12}):
        story = shuffled(weekly.assign(campaign=[n in weeks for n in range(14)]), t.seeds[0])
        t.close(effect(t, story), effect_by_hand(story), rtol=1e-6, atol=0.01)
    poor = weekly.assign(
        campaign=[n == 3 for n in range(14)], gmv=[50.0 if n == 3 else 90.0 for n in range(14)]
    )
    t.close(effect(t, poor), effect_by_hand(poor), atol=0.01)
    t.raises("ValueError", "pull_forward", weekly.assign(campaign=False))
    t.raises("ValueError", "pull_forward", weekly.head(3).assign(campaign=[True, False, False]))


# ---- fact_mix ------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def fresh_levers(seed: int, thresholds: bool) -> tuple[pd.DataFrame, float]:
    """Four levers and a budget; with thresholds the strongest lever cannot be bought in small."""
    planted, rng = market.truth(seed), np.random.default_rng(seed)
    rows = [(name, lever.top, lever.half, 0.0, 0.0) for name, lever in planted.levers.items()]
    levers = pd.DataFrame(rows, columns=["lever", "top", "half", "stolen", "least"])
    levers["top"] *= [1.0, 0.5, 1.6, 0.25]
    levers.loc[levers["lever"] == "C", "stolen"] = planted.stolen
    budget = float(rng.uniform(60_000, 90_000))
    if thresholds:
        levers.loc[levers["lever"] == "C", ["top", "half", "least"]] = [260_000.0, 90_000.0, 0.60 * budget]
        levers.loc[levers["lever"] == "T", ["top", "half", "least"]] = [60_000.0, 20_000.0, 0.55 * budget]
    return shuffled(levers, seed), budget


def stays(levers: pd.DataFrame, spend: np.ndarray) -> float:
    keep = (1 - levers["stolen"]) * levers["top"]
    return float((keep * spend / (levers["half"] + spend)).sum())


def water_fill(levers: pd.DataFrame, budget: float, least: np.ndarray) -> float:
    """Best GMV when these levers are bought, each at least at `least`: equal margins by bisection."""
    if len(levers) == 0 or least.sum() > budget:
        return 0.0 if len(levers) == 0 else -math.inf
    if budget <= 0:
        return 0.0
    keep, half = ((1 - levers["stolen"]) * levers["top"]).to_numpy(), levers["half"].to_numpy()

    def wanted(price: float) -> np.ndarray:
        return np.maximum(np.sqrt(keep * half / price) - half, least)

    low, high = 1e-9, float((keep / half).max()) * 2
    for _ in range(80):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if wanted(middle).sum() > budget else (low, middle)
    return stays(levers, wanted(high))


def best_mix(levers: pd.DataFrame, budget: float) -> float:
    """Try every set of levers."""
    least, best = levers["least"].to_numpy(), 0.0
    for mask in range(2 ** len(levers)):
        chosen = np.array([bool(mask >> n & 1) for n in range(len(levers))], dtype=bool)
        best = max(best, water_fill(levers[chosen], budget, least[chosen]))
    return best


@lru_cache(maxsize=64)
def ref_mix(seed: int, thresholds: bool) -> float:
    return best_mix(*fresh_levers(seed, thresholds))


def mix(t: Trial, levers: pd.DataFrame, budget: float) -> float:
    """Require a feasible mix, one yuan of slack; return the GMV that stays."""
    got = fields(t.call("fact_mix", levers, budget), levers["lever"].tolist())
    spend = np.array([t.number(got[name]) for name in levers["lever"]], dtype=float)
    for value, least in zip(spend, levers["least"], strict=True):
        if abs(value) > 1:
            t.between(float(value), max(least, 0.0) - 1, math.inf)
    t.between(float(spend.sum()), -1.0, budget + 1)
    return stays(levers, np.maximum(spend, 0))


@part(
    "fact_mix",
    "smooth",
    en="at least 98 % of the best where any amount can be bought",
    zh="没有起投门槛：成交不低于最优的 98%",
)
def mix_smooth(t: Trial) -> None:
    for seed in t.seeds:
        t.between(mix(t, *fresh_levers(seed, False)), 0.98 * ref_mix(seed, False), math.inf)


@part(
    "fact_mix",
    "thresholds",
    en="at least 98 % of the best where a lever must be bought in full or not at all",
    zh="有起投门槛、要么投够要么不投：成交不低于最优的 98%",
)
def mix_thresholds(t: Trial) -> None:
    for seed in t.seeds:
        t.between(mix(t, *fresh_levers(seed, True)), 0.98 * ref_mix(seed, True), math.inf)


@part(
    "fact_mix",
    "limits",
    en="no budget, a budget below every threshold, one lever, no lever",
    zh="预算为零、预算低于所有门槛、只有一条赛道、没有赛道",
)
def mix_limits(t: Trial) -> None:
    levers, budget = fresh_levers(t.seeds[0], True)
    dear = levers.assign(least=2 * budget)
    for few, money in ((levers, 0.0), (dear, budget), (levers.head(0), budget)):
        t.between(mix(t, few, money), 0.0, math.inf)
    alone = levers[levers["lever"] == "F"]
    t.between(mix(t, alone, budget), 0.98 * best_mix(alone, budget), math.inf)
