"""Hidden checks of the traffic-buying form: fresh data, independent references, the planted truth.

Everything named `fresh_…` or `ref_…` depends on its arguments only, is cached, and is never changed.
References use another method than the exemplar in `assignment.py`.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy import stats
from scipy.optimize import minimize

from sixfold_grader.checking import Failed, Trial, Value, part, type_name
from sixfold_market import traffic_buying as market

EIGHT_HOURS = pd.Timedelta(hours=8)


def shuffled(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Rows in another order, with an index that means nothing."""
    return frame.sample(frac=1, random_state=seed % 2**32).set_axis(range(100, 100 + len(frame)))


def fields(got: Value, keys: Sequence[str]) -> dict[str, Value]:
    """Require a dict with exactly these keys."""
    if not isinstance(got, dict):
        raise Failed("type", got=type_name(got), want="dict")
    if set(got) != set(keys):
        raise Failed("keys", got=list(got), want=list(keys))
    return got


# ---- ad_metrics ----------------------------------------------------------------------------------------

COUNTS = ("impressions", "clicks", "spend", "conversions", "gmv")
RATIOS = {
    "cpm": ("spend", "impressions", 1000),
    "ctr": ("clicks", "impressions", 1),
    "cpc": ("spend", "clicks", 1),
    "cvr": ("conversions", "clicks", 1),
    "cpa": ("spend", "conversions", 1),
    "roi": ("gmv", "spend", 1),
}
GRAINS = (("plan_id",), ("day",), ("day", "plan_id"))


@lru_cache(maxsize=64)
def fresh_ads(seed: int, dirty: bool = False) -> pd.DataFrame:
    """Three days of five plans. When clean, every plan and day has a conversion: no zero denominators."""
    ads = market.ad_hourly(seed, days=3, plans=5, dirty=dirty)
    local = ads["ts"] + EIGHT_HOURS
    ads = ads.assign(day=local.dt.normalize(), hour=local.dt.hour)
    if dirty:
        ads.loc[ads.index[7::31], "spend"] = np.nan  # the market alone may lose none in so few rows
        ads.loc[ads["plan_id"] == "P003", ["impressions", "clicks", "spend", "conversions", "gmv"]] = 0
        return shuffled(pd.concat([ads, ads.iloc[::9]]), seed)
    ads.loc[ads["hour"] == 20, "conversions"] += 1
    return ads


@lru_cache(maxsize=256)
def ref_metrics(seed: int, dirty: bool, by: tuple[str, ...]) -> pd.DataFrame:
    """Add up row by row, then divide."""
    return metrics_by_hand(fresh_ads(seed, dirty), by)


def metrics_by_hand(ads: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    sums: dict[tuple[Value, ...], dict[str, float]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0.0))
    seen = set()
    for row in ads.to_dict("records"):
        if (row["plan_id"], row["ts"]) not in seen and not math.isnan(row["spend"]):
            for count in COUNTS:
                sums[tuple(row[key] for key in by)][count] += row[count]
        seen.add((row["plan_id"], row["ts"]))
    rows = [{**dict(zip(by, group, strict=True)), **total, **ratios(total)} for group, total in sums.items()]
    return pd.DataFrame(rows, columns=[*by, *COUNTS, *RATIOS])


def ratios(total: dict[str, float]) -> dict[str, float]:
    return {
        name: scale * total[top] / total[bottom] if total[bottom] else math.nan
        for name, (top, bottom, scale) in RATIOS.items()
    }


@part(
    "ad_metrics",
    "ratio_of_sums",
    en="the six metrics at several grains: add up first, divide last",
    zh="不同粒度下的六个指标：先求和，再相除",
)
def metrics_ratio(t: Trial) -> None:
    for seed, by in zip(t.seeds, GRAINS, strict=True):
        got = t.call("ad_metrics", fresh_ads(seed), list(by))
        t.frame_equal(got, ref_metrics(seed, False, by), key=by)


@part(
    "ad_metrics",
    "edge_cases",
    en="zero denominators, missing spend, repeated rows, an empty table, rows in any order",
    zh="分母为零、消耗缺失、重复行、空表、乱序",
)
def metrics_edges(t: Trial) -> None:
    ads, by = fresh_ads(t.seeds[0], dirty=True), GRAINS[-1]
    t.frame_equal(t.call("ad_metrics", ads, list(by)), ref_metrics(t.seeds[0], True, by), key=by)
    for few in (ads.head(0), ads[ads["spend"] > 0].head(1)):
        t.frame_equal(t.call("ad_metrics", few, ["day"]), metrics_by_hand(few, ["day"]), key=["day"])


# ---- breakeven_roi -------------------------------------------------------------------------------------


def ref_break_even(margin: float, r_pre: float, r_post: float, fee: float, handling: float) -> float:
    """Follow ¥1,000,000 of paid GMV through the books."""
    paid = 1_000_000.0
    kept = paid - paid * r_pre - paid * r_post
    contribution = kept * margin - kept * fee - paid * r_post * handling
    return paid / contribution


@lru_cache(maxsize=64)
def fresh_terms(seed: int) -> list[tuple[float, ...]]:
    low, high = [0.35, 0.02, 0.02, 0.01, 0.05], [0.70, 0.20, 0.25, 0.08, 0.30]
    draws = np.random.default_rng(seed).uniform(low, high, (4, 5)).round(3)
    return [tuple(map(float, draw)) for draw in draws]


@part(
    "breakeven_roi",
    "formula",
    en="the stated formula: refunds before and after dispatch, fee on what is kept, handling of returns",
    zh="按题面公式：发货前、发货后退款分开，佣金只算留存部分，退货另有处理成本",
)
def break_even_formula(t: Trial) -> None:
    for seed in t.seeds:
        for terms in fresh_terms(seed):
            t.close(t.call("breakeven_roi", *terms), ref_break_even(*terms))


@part(
    "breakeven_roi",
    "edge_cases",
    en="None where no ROI pays, ValueError for shares that cannot be",
    zh="怎么投都不保本时返回 None，比例不合理时抛出 ValueError",
)
def break_even_edges(t: Trial) -> None:
    nan = math.nan
    for seed in t.seeds:
        m, pre, post, fee, h = fresh_terms(seed)[0]
        t.close(t.call("breakeven_roi", m, 0.0, 0.0, 0.0, 0.0), 1 / m)
        t.none(t.call("breakeven_roi", 0.1, pre, 0.3, fee, 0.9))
        t.none(t.call("breakeven_roi", fee, pre, 0.0, fee, h))
        t.raises("ValueError", "breakeven_roi", m + 1, pre, post, fee, h)
        t.raises("ValueError", "breakeven_roi", m, -pre, post, fee, h)
        t.raises("ValueError", "breakeven_roi", m, 0.6 + pre, 0.6, fee, h)
        t.raises("ValueError", "breakeven_roi", m, pre, nan, fee, h)


# ---- reattribute ---------------------------------------------------------------------------------------

DAILY = ("paid_gmv", "billed_gmv", "billed_net")


@lru_cache(maxsize=64)
def fresh_orders(seed: int) -> pd.DataFrame:
    return market.ad_orders(seed, n=300, days=4, plans=5)


@lru_cache(maxsize=64)
def fresh_odd_orders(seed: int) -> pd.DataFrame:
    """Exactly on midnight, one second before, paid two days later, repeated rows, no refund amount."""
    orders = fresh_orders(seed).copy()
    midnight = orders["bill_ts"].max().normalize() + pd.Timedelta(hours=16)
    orders.loc[:9, ["bill_ts", "pay_ts"]] = midnight
    orders.loc[10:19, ["bill_ts", "pay_ts"]] = midnight - pd.Timedelta(seconds=1)
    orders.loc[20:24, "pay_ts"] = midnight + pd.Timedelta(days=2)
    orders.loc[orders["refund_stage"] == "none", "refund"] = np.nan
    return shuffled(pd.concat([orders, orders.iloc[::7]]), seed)


def by_hand(orders: pd.DataFrame) -> pd.DataFrame:
    """Enter each order once in three ledgers by calendar date."""
    ledgers: dict[pd.Timestamp, dict[str, float]] = defaultdict(lambda: dict.fromkeys(DAILY, 0.0))
    for order in {row["order_id"]: row for row in orders.to_dict("records")}.values():
        paid, billed = (pd.Timestamp((order[c] + EIGHT_HOURS).date()) for c in ("pay_ts", "bill_ts"))
        refund = 0.0 if math.isnan(order["refund"]) else order["refund"]
        ledgers[paid]["paid_gmv"] += order["gmv"]
        ledgers[billed]["billed_gmv"] += order["gmv"]
        ledgers[billed]["billed_net"] += order["gmv"] - refund
    return pd.DataFrame([{"day": day, **sums} for day, sums in ledgers.items()], columns=["day", *DAILY])


@lru_cache(maxsize=64)
def ref_daily(seed: int, odd: bool) -> pd.DataFrame:
    return by_hand(fresh_odd_orders(seed) if odd else fresh_orders(seed))


def same_days(t: Trial, got: Value, want: pd.DataFrame, columns: Sequence[str]) -> None:
    """Compare some of the columns; the day may be a date, a text or a time with a zone."""
    if not isinstance(got, pd.DataFrame):
        raise Failed("type", got=type_name(got), want="DataFrame")
    if sorted(map(str, got.columns)) != sorted(want.columns):
        raise Failed("columns", got=list(got.columns), want=list(want.columns))
    try:
        days = [pd.Timestamp(day).tz_localize(None) for day in got["day"]]
    except (TypeError, ValueError):
        raise Failed("cell", column="day", got=got["day"].iloc[0], want="a date") from None
    t.frame_equal(got[list(columns)].assign(day=days), want[["day", *columns]], key=["day"], atol=0.01)


@part(
    "reattribute",
    "billing_day",
    en="paid GMV by payment day and by billing day, days in Shanghai",
    zh="支付成交按支付日、按计费日各一列，自然日按北京时间",
)
def reattribute_days(t: Trial) -> None:
    for seed in t.seeds:
        got = t.call("reattribute", fresh_orders(seed))
        same_days(t, got, ref_daily(seed, False), ["paid_gmv", "billed_gmv"])


@part(
    "reattribute",
    "net",
    en="net of refunds before and after dispatch, by billing day",
    zh="按计费日的净成交：发货前、发货后退款都要扣",
)
def reattribute_net(t: Trial) -> None:
    for seed in t.seeds:
        same_days(t, t.call("reattribute", fresh_orders(seed)), ref_daily(seed, False), ["billed_net"])


@part(
    "reattribute",
    "edge_cases",
    en="midnight itself, a missing refund, repeated orders, days that only pay, an empty table",
    zh="恰在零点、退款为空、重复订单、只有支付没有计费的日子、空表",
)
def reattribute_edges(t: Trial) -> None:
    odd = fresh_odd_orders(t.seeds[0])
    same_days(t, t.call("reattribute", odd), ref_daily(t.seeds[0], True), DAILY)
    same_days(t, t.call("reattribute", odd.head(0)), by_hand(odd.head(0)), DAILY)


# ---- fit_hill ------------------------------------------------------------------------------------------

SIZES = (0.3, 3.0, 1.0)  # small and large plans, so that no guess fits all
Observed = tuple[np.ndarray, np.ndarray, market.Hill]


@lru_cache(maxsize=64)
def fresh_response(seed: int, size: float) -> Observed:
    """A plan of some size with the steepest planted shape."""
    hill = max(market.truth(seed).hills.values(), key=lambda planted: planted.shape)
    return observe(market.Hill(hill.top * size, hill.half * size, hill.shape), np.random.default_rng(seed))


def observe(hill: market.Hill, rng: np.random.Generator) -> Observed:
    """Ninety days, spend varied widely."""
    spend = (hill.half * np.exp(rng.uniform(np.log(0.15), np.log(4), 90))).round(2)
    return spend, (hill.gmv(spend) * np.exp(rng.normal(0, 0.10, 90))).round(2), hill


def fitted(t: Trial, spend: np.ndarray, gmv: np.ndarray) -> market.Hill:
    got = fields(t.call("fit_hill", spend, gmv), ["top", "half", "shape"])
    values = {name: t.number(value) for name, value in got.items()}
    for value in values.values():
        t.between(value, 1e-12, 1e15)
    return market.Hill(**values)


def near_curve(t: Trial, hill: market.Hill, spend: np.ndarray, planted: market.Hill) -> None:
    at = np.quantile(spend[spend > 0], np.linspace(0.1, 0.9, 9))
    with np.errstate(all="ignore"):
        t.between(float(np.mean(np.abs(hill.gmv(at) / planted.gmv(at) - 1))), 0, 0.08)


@part(
    "fit_hill",
    "curve",
    en="the fitted curve lies within 8 % of the true one, on average over the middle of the spends",
    zh="在消耗的中间区间，拟合曲线与真实曲线平均相差不超过 8%",
)
def hill_curve(t: Trial) -> None:
    for seed, size in zip(t.seeds, SIZES, strict=True):
        spend, gmv, planted = fresh_response(seed, size)
        near_curve(t, fitted(t, spend, gmv), spend, planted)


@part(
    "fit_hill",
    "marginal",
    en="the marginal ROI at the 75 % quantile of spend is within 30 %: the shape must be fitted, not assumed",
    zh="消耗 75% 分位处的边际ROI误差不超过 30%：形状参数要拟合，不能想当然",
)
def hill_marginal(t: Trial) -> None:
    for seed, size in zip(t.seeds, SIZES, strict=True):
        spend, gmv, planted = fresh_response(seed, size)
        at, hill = float(np.quantile(spend, 0.75)), fitted(t, spend, gmv)
        with np.errstate(all="ignore"):
            t.between(float(hill.marginal(at) / planted.marginal(at)), 0.7, 1.3)


@part(
    "fit_hill",
    "edge_cases",
    en="days with missing numbers or without spend, order of days, too few days",
    zh="缺失值、零消耗日、日期乱序、有效天数不足",
)
def hill_edges(t: Trial) -> None:
    nan = math.nan
    spend, gmv, planted = fresh_response(t.seeds[0], SIZES[0])
    order = np.random.default_rng(t.seeds[0]).permutation(len(spend))
    holes_spend = np.concatenate([spend[order], [0.0, 0.0, nan, 3_000.0]])
    holes_gmv = np.concatenate([gmv[order], [0.0, 0.0, 9_000.0, nan]])
    near_curve(t, fitted(t, holes_spend, holes_gmv), spend, planted)
    few_spend, few_gmv = np.array([900.0, 0.0, nan, 1_200.0]), np.array([4_000.0, 0.0, 5_000.0, 5_100.0])
    t.none(t.call("fit_hill", few_spend, few_gmv))


# ---- allocate ------------------------------------------------------------------------------------------

Case = tuple[pd.DataFrame, float]


def plan_table(top: Value, half: Value, shape: Value, cap: Value) -> pd.DataFrame:
    numbers = {"top": top, "half": half, "shape": shape, "cap": cap}
    names = [f"P{i + 1:02}" for i in range(len(top))]
    return pd.DataFrame({"plan_id": names, **{key: np.asarray(v, dtype=float) for key, v in numbers.items()}})


@lru_cache(maxsize=64)
def fresh_concave(seed: int) -> Case:
    """Falling returns from the first yuan, plans of very different quality, a cap on the best."""
    rng = np.random.default_rng(seed)
    half = rng.uniform(2_000, 8_000, 5)
    quality = rng.permutation([1.0, 2.5, 5.0, 9.0, 14.0]) * rng.uniform(0.9, 1.1, 5)
    cap = np.where(quality > 12, 0.5 * half, 4 * half)
    return plan_table(half * quality, half, rng.uniform(0.75, 0.95, 5), cap), float(half.sum() * 0.6)


@lru_cache(maxsize=64)
def fresh_s_curves(seed: int) -> Case:
    """Small plans that start steeply, large ones that pay only in bulk; money for one large plan."""
    rng = np.random.default_rng(seed)
    half = np.array([500, 700, 5_000, 6_000, 5_500]) * rng.uniform(0.9, 1.1, 5)
    top = half * np.array([14, 13, 11, 12, 10]) * rng.uniform(0.95, 1.05, 5)
    order = rng.permutation(5)
    table = plan_table(top[order], half[order], rng.uniform(1.9, 2.4, 5), np.full(5, 50_000.0))
    return table, float(8_000 * rng.uniform(0.95, 1.1))


def total_gmv(plans: pd.DataFrame, spend: np.ndarray) -> float:
    return float(hills_of(plans).gmv(spend).sum())


def hills_of(plans: pd.DataFrame) -> market.Hill:
    """Return all curves as one, with arrays for numbers."""
    return market.Hill(*plans[["top", "half", "shape"]].to_numpy().T)


@lru_cache(maxsize=64)
def optimum(fresh: Value, seed: int) -> float:
    """Best GMV found by constrained gradient search from many starts."""
    plans, budget = fresh(seed)
    hills, cap, rng = hills_of(plans), plans["cap"].to_numpy(), np.random.default_rng(0)
    one_each = np.eye(len(plans)) * 0.9 + 0.02
    starts = np.vstack([one_each, rng.dirichlet(np.full(len(plans), 0.6), 15)])
    enough = {"type": "ineq", "fun": lambda share: 1 - share.sum()}
    best = 0.0
    for start in starts:
        found = minimize(
            lambda share: -float(hills.gmv(share * budget).sum()) / budget,
            np.minimum(start, cap / budget),
            bounds=[(0, limit) for limit in cap / budget],
            constraints=enough,
            method="SLSQP",
        )
        share = np.clip(found.x, 0, cap / budget)
        best = max(best, total_gmv(plans, share / max(1.0, share.sum()) * budget))
    return best


def allocation(t: Trial, plans: pd.DataFrame, budget: float) -> np.ndarray:
    """Require a feasible allocation, one yuan of slack; return it in the order of the plans."""
    got = fields(t.call("allocate", plans, budget), plans["plan_id"].tolist())
    spend = np.array([t.number(got[plan]) for plan in plans["plan_id"]])
    for value, cap in zip(spend, plans["cap"], strict=True):
        t.between(float(value), -1.0, cap + 1)
    t.between(float(spend.sum()), -1.0, budget + 1)
    return np.maximum(spend, 0)


def near_best(t: Trial, plans: pd.DataFrame, budget: float, best: float) -> None:
    t.between(total_gmv(plans, allocation(t, plans, budget)), 0.97 * best, math.inf)


@part(
    "allocate",
    "regret",
    en="at least 97 % of the best possible GMV where returns fall from the first yuan",
    zh="回报递减的计划：总成交不低于最优的 97%",
)
def allocate_concave(t: Trial) -> None:
    for seed in t.seeds:
        plans, budget = fresh_concave(seed)
        near_best(t, plans, budget, optimum(fresh_concave, seed))


@part(
    "allocate",
    "s_curves",
    en="at least 97 % of the best possible GMV where plans start slowly: sometimes the right spend is zero",
    zh="起量慢（S 形）的计划：总成交不低于最优的 97%，有的计划就该一分不投",
)
def allocate_s_curves(t: Trial) -> None:
    for seed in t.seeds:
        plans, budget = fresh_s_curves(seed)
        near_best(t, plans, budget, optimum(fresh_s_curves, seed))


@part(
    "allocate",
    "limits",
    en="caps, more budget than the caps can take, no budget, one plan, no plan",
    zh="日预算上限、预算多到投不完、预算为零、只有一个计划、没有计划",
)
def allocate_limits(t: Trial) -> None:
    plans, _ = fresh_concave(t.seeds[0])
    rich = float(plans["cap"].sum() * 1.5)
    near_best(t, plans, rich, total_gmv(plans, plans["cap"].to_numpy()))
    allocation(t, plans, 0.0)
    alone = plans.tail(1)
    budget = float(alone["cap"].iloc[0]) / 2
    near_best(t, alone, budget, total_gmv(alone, np.array([budget])))
    allocation(t, plans.head(0), 500.0)


# ---- geo_lift ------------------------------------------------------------------------------------------

TEST_DAY = market.START.normalize() + pd.Timedelta(days=1 + market.GEO_START_DAY)
SEASON = 1.25  # all cities sell more during the test
WEIGHT = 2.5  # of the ads, so that a test this small can see them


def experiment(seed: int, share: float, cities: int, before: int, after: int, luck: float) -> pd.DataFrame:
    """Draw a test in a rising season with a planted share; each city has its own luck."""
    geo = market.geo_daily(seed, cities=cities, days=market.GEO_START_DAY + after)
    geo = geo[geo["day"] >= TEST_DAY - pd.Timedelta(days=before)].reset_index(drop=True)
    own = np.random.default_rng(seed).normal(0, luck, cities)
    growth = SEASON * np.exp(own)[geo["city"].str[1:].astype(int) - 1]
    base = geo["gmv"] - market.truth(seed).incrementality * geo["claimed_gmv"]
    geo[["spend", "claimed_gmv"]] *= WEIGHT
    during = (geo["day"] >= TEST_DAY).to_numpy()
    geo["gmv"] = (base * np.where(during, growth, 1.0) + share * geo["claimed_gmv"]).round(2)
    return shuffled(geo, seed)


@lru_cache(maxsize=64)
def fresh_shares(seed: int) -> list[float]:
    """A low and a high share, so that no guess is near both."""
    return np.random.default_rng(seed).uniform([0.1, 0.85], [0.25, 1.0]).tolist()


@lru_cache(maxsize=64)
def fresh_experiment(seed: int, high: bool) -> tuple[pd.DataFrame, float]:
    share = fresh_shares(seed)[high]
    return experiment(seed, share, cities=30, before=28, after=21, luck=0.0), share


@lru_cache(maxsize=64)
def fresh_replicate(seed: int, high: bool) -> tuple[pd.DataFrame, float, float]:
    """A small experiment (data, planted share, reference width) in which a sound interval covers."""
    share = fresh_shares(seed)[high]
    for sub in np.random.SeedSequence(seed).generate_state(40).tolist():
        geo = experiment(sub, share, cities=16, before=14, after=14, luck=0.06)
        middle, half = jackknife(geo)
        if abs(middle - share) < 0.6 * half < 0.19:  # narrow enough to tell from a guess of 0 to 1
            return geo, share, 2 * half
    raise RuntimeError(f"seed {seed}: 40 experiments, and no sound interval covers")


def jackknife(geo: pd.DataFrame) -> tuple[float, float]:
    """Incremental share and half width of its 95 % interval, leaving out one city at a time."""
    geo = geo.assign(during=geo["day"] >= TEST_DAY)
    sums = geo.pivot_table(index="city", columns="during", values="gmv", aggfunc="sum")
    cities = geo.groupby("city").agg(treated=("treated", "first"), claimed=("claimed_gmv", "sum"))
    table = np.column_stack([sums[False], sums[True], cities["claimed"], cities["treated"]])

    def share(rows: np.ndarray) -> float:
        ads, none = rows[rows[:, 3] == 1].sum(axis=0), rows[rows[:, 3] == 0].sum(axis=0)
        return float((ads[1] - ads[0] * none[1] / none[0]) / ads[2])

    n, whole = len(table), share(table)
    left_out = np.array([share(np.delete(table, i, axis=0)) for i in range(n)])
    error = math.sqrt((n - 1) / n * ((left_out - left_out.mean()) ** 2).sum())
    return whole, float(stats.t.ppf(0.975, n - 2)) * error


def lift(t: Trial, geo: pd.DataFrame) -> tuple[float, float, float]:
    got = fields(t.call("geo_lift", geo), ["share", "low", "high"])
    share, low, high = (t.number(got[key]) for key in ("share", "low", "high"))
    t.between(share, low - 1e-9, high + 1e-9)
    return share, low, high


@part(
    "geo_lift",
    "estimate",
    en="the incremental share is near the planted one: neither season nor city size may enter it",
    zh="增量占比接近真实值：季节、城市大小都不能混进来",
)
def geo_estimate(t: Trial) -> None:
    for number, seed in enumerate(t.seeds):
        geo, planted = fresh_experiment(seed, number % 2 == 1)
        t.between(lift(t, geo)[0], planted - 0.15, planted + 0.15)


@part(
    "geo_lift",
    "interval",
    en="95 % intervals cover the planted share and are neither far too narrow nor far too wide",
    zh="95% 置信区间能盖住真实值，且不过窄也不过宽",
)
def geo_interval(t: Trial) -> None:
    covered, widths = [], []
    for number, seed in enumerate(t.seeds):
        geo, planted, width = fresh_replicate(seed, number % 2 == 0)
        _, low, high = lift(t, geo)
        covered.append(low <= planted <= high)
        widths.append((high - low) / width)
    t.between(float(np.median(widths)), 0.6, 1.5)
    t.between(sum(covered), len(t.seeds), len(t.seeds))


def four_cities(share: float) -> pd.DataFrame:
    """Without noise: controls grow by 20 %, ads add `share` of a claim of 30 % of the base."""
    rows = []
    cities = (("A", True, 100.0), ("B", True, 400.0), ("C", False, 900.0), ("D", False, 50.0))
    for city, treated, size in cities:
        for number, day in enumerate(pd.date_range("2026-05-01", periods=6)):
            claimed = 0.3 * size if treated and number >= 4 else 0.0
            gmv = size * (1.2 if number >= 4 else 1.0) + share * claimed
            rows.append((city, day, treated, claimed / 3, gmv, claimed))
    return pd.DataFrame(rows, columns=["city", "day", "treated", "spend", "gmv", "claimed_gmv"])


@part(
    "geo_lift",
    "edge_cases",
    en="exact on data without noise; ValueError without control cities, treated cities, spend or days before",
    zh="无噪声数据要算准；没有对照城市、投放城市、消耗或投前数据时抛出 ValueError",
)
def geo_edges(t: Trial) -> None:
    share = round(float(np.random.default_rng(t.seeds[0]).uniform(0.3, 0.8)), 2)
    geo = four_cities(share)
    for value in lift(t, shuffled(geo, t.seeds[0])):
        t.close(value, share, atol=1e-6)
    late = geo[geo["day"] >= pd.Timestamp("2026-05-05")]
    for broken in (geo[geo["treated"]], geo[~geo["treated"]], geo.assign(spend=0.0), late):
        t.raises("ValueError", "geo_lift", broken)


# ---- pace_plan -----------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def fresh_day(seed: int) -> tuple[float, list[float], float, int]:
    rng = np.random.default_rng(seed)
    weights = (market.HOUR_WEIGHTS * rng.uniform(0.8, 1.2, 24)).round(2).tolist()
    budget, hour = float(rng.integers(3_000, 20_000)), int(rng.integers(6, 21))
    return budget, weights, round(budget * float(rng.uniform(0.2, 0.6)), 2), hour


def paced(t: Trial, *args: Value) -> tuple[list[float], float]:
    got = fields(t.call("pace_plan", *args), ["plan", "ahead"])
    plan = got["plan"].tolist() if isinstance(got["plan"], np.ndarray | pd.Series) else got["plan"]
    return plan, got["ahead"]


def ref_pace(budget: float, weights: list[float], spent: float, hour: int) -> tuple[list[float], float]:
    """Hand out what is left hour by hour."""
    left, plan = max(0.0, budget - spent), []
    for now in range(hour, 24):
        still = sum(weights[now:])
        plan.append(left * weights[now] / still if still else left / (24 - now))
        left -= plan[-1]
    return plan, spent - budget * sum(weights[:hour]) / sum(weights)


@part(
    "pace_plan",
    "plan",
    en="what is left of the budget, spread over the hours that are left by their weights",
    zh="剩余预算按剩余时段的权重分配",
)
def pace_rest(t: Trial) -> None:
    for seed in t.seeds:
        t.close(paced(t, *fresh_day(seed))[0], ref_pace(*fresh_day(seed))[0], atol=0.01)


@part(
    "pace_plan",
    "ahead",
    en="how many yuan spending is ahead of the day's schedule",
    zh="相对全天进度，已经超前（或落后）多少元",
)
def pace_ahead(t: Trial) -> None:
    for seed in t.seeds:
        t.close(paced(t, *fresh_day(seed))[1], ref_pace(*fresh_day(seed))[1], atol=0.01)


@part(
    "pace_plan",
    "edge_cases",
    en="overspent, start and end of the day, no weight left, impossible input",
    zh="已超支、一天的开头与结尾、剩余权重为零、输入不合理",
)
def pace_edges(t: Trial) -> None:
    for seed in t.seeds:
        budget, weights, spent, hour = fresh_day(seed)
        asleep = [*weights[:hour], *[0.0] * (24 - hour)]
        for args in (
            (budget, weights, budget + 50.0, hour),
            (budget, weights, 0.0, 0),
            (budget, weights, spent, 24),
            (budget, asleep, spent, hour),
        ):
            plan, ahead = paced(t, *args)
            t.close([plan, ahead], list(ref_pace(*args)), atol=0.01)
        t.raises("ValueError", "pace_plan", budget, weights[:23], spent, hour)
        t.raises("ValueError", "pace_plan", budget, weights, spent, 25)
        t.raises("ValueError", "pace_plan", -budget, weights, spent, hour)
        t.raises("ValueError", "pace_plan", budget, [0.0] * 24, spent, hour)


# ---- fatigue_day ---------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def fresh_creatives(seed: int) -> pd.DataFrame:
    """Sixty creatives; the weak ones get fewer clicks and are switched off after two to four days."""
    rng = np.random.default_rng(seed)
    rows = market.creative_daily(seed, creatives=60, days=16)
    last = rows.groupby("creative_id")["age_d"].transform("max")
    weak = last < 15
    rows.loc[weak, "clicks"] = rng.binomial(rows.loc[weak, "clicks"], 0.6)
    names = rows["creative_id"].unique()
    stop = rows["creative_id"].map(dict(zip(names, rng.integers(2, 5, len(names)), strict=True)))
    return shuffled(rows[~weak | (rows["age_d"] < stop)], seed)


def planted_day(seed: int, keep: float) -> int:
    planted = market.truth(seed)
    index = planted.floor + (1 - planted.floor) * 0.5 ** (np.arange(60) / planted.half_life)
    return int(np.argmax(index <= keep))


def within_a_day(t: Trial, got: Value, day: int) -> None:
    t.between(got, day - 1, day + 1)


def creatives_by_hand(fades: dict[str, list[int | None]]) -> pd.DataFrame:
    """Clicks per 1,000 impressions by creative and age; None is a day without impressions."""
    rows = [
        (name, age, 1_000 if clicks is not None else 0, clicks or 0, 0)
        for name, days in fades.items()
        for age, clicks in enumerate(days)
    ]
    return pd.DataFrame(rows, columns=["creative_id", "age_d", "impressions", "clicks", "conversions"])


@part(
    "fatigue_day",
    "own_baseline",
    en="the day, give or take one, as if none had been switched off: compare each with its own first day",
    zh="假设没有素材被提前关停时的衰退日（±1 天）：每条素材要和自己的首日比",
)
def fatigue_truth(t: Trial) -> None:
    for seed, keep in zip(t.seeds, (0.75, 0.4, 0.6), strict=True):
        within_a_day(t, t.call("fatigue_day", fresh_creatives(seed), keep), planted_day(seed, keep))


@part(
    "fatigue_day",
    "edge_cases",
    en="never reached, days without impressions, creatives without a first day, an empty table",
    zh="始终未跌到、无展示的日子、缺少首日的素材、空表",
)
def fatigue_edges(t: Trial) -> None:
    fade = [80, 76, 72, 68, 60, 44, 24, 20]
    seed = t.seeds[0]
    one = creatives_by_hand({"V1": [(1 + seed % 5) * clicks for clicks in fade]})
    gaps = creatives_by_hand({"V1": fade, "V2": [40, None, None, 34, 30, 22, 12, 10], "V3": [None] * 8})
    late = creatives_by_hand({"V1": fade}), creatives_by_hand({"V9": [0, *[400] * 7]}).query("age_d > 0")
    no_click = creatives_by_hand({"V1": fade, "V8": [0, *[400] * 7]})
    for rows in (one, gaps, pd.concat(late), no_click):
        within_a_day(t, t.call("fatigue_day", shuffled(rows, seed), 0.4), 6)
    t.none(t.call("fatigue_day", shuffled(gaps, seed), 0.2))
    t.none(t.call("fatigue_day", one.head(0), 0.5))
