"""Hidden checks of the store-operations form: fresh data, independent references, the planted truth.

Everything named `fresh_…` or `ref_…` depends on its arguments only, is cached, and is never changed.
References use another method than the exemplar in `assignment.py`, or the planted truth itself.
"""

import math
from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import pandas as pd

from sixfold_grader.checking import Failed, Trial, Value, part, type_name
from sixfold_market import store_ops as market

DAY = pd.Timedelta(days=1)
EIGHT_HOURS = pd.Timedelta(hours=8)


def shuffled(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Rows in another order, with an index that means nothing."""
    return frame.sample(frac=1, random_state=seed % 2**32).set_axis(range(100, 100 + len(frame)))


def require_dict(got: Value, names: set[str]) -> dict[str, Value]:
    """Require a dict with these keys."""
    if not isinstance(got, dict):
        raise Failed("type", got=type_name(got), want="dict")
    if set(map(str, got)) != names:
        raise Failed("keys", got=sorted(map(str, got)), want=sorted(names))
    return got


def require_columns(got: Value, columns: list[str]) -> None:
    """Require a table with these columns, whatever its rows."""
    if not isinstance(got, pd.DataFrame):
        raise Failed("type", got=type_name(got), want="DataFrame")
    names = [str(name) for name in got.columns]
    if sorted(names) != sorted(columns):
        raise Failed("keys", got=names, want=columns)


def local_date(ts: pd.Timestamp) -> date:
    """The Shanghai day of a UTC time."""
    return (ts + EIGHT_HOURS).date()


# ---- sku_pnl -------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def fresh_lines(seed: int) -> pd.DataFrame:
    """Lines of 25 SKUs, a tenth of these twice."""
    lines = market.order_lines(seed, n=1_400, core=3, tail=2)
    return shuffled(pd.concat([lines, lines.iloc[::10]]), seed)


@lru_cache(maxsize=64)
def fresh_catalogue(seed: int) -> pd.DataFrame:
    return shuffled(market.sku(seed, core=3, tail=2), seed)


@lru_cache(maxsize=64)
def fresh_fees(seed: int) -> dict[str, Value]:
    rng = np.random.default_rng(seed)
    card, live, alliance = rng.uniform([0.02, 0.04, 0.15], [0.05, 0.08, 0.3]).round(3).tolist()
    ship, back, loss = rng.uniform([3, 6, 0.1], [5, 10, 0.3]).round(2).tolist()
    commission = {"card": card, "live": live, "alliance": alliance}
    return {"commission": commission, "ship": ship, "back": back, "loss": loss}


def pnl_by_hand(lines: pd.DataFrame, sku: pd.DataFrame, fees: dict[str, Value]) -> pd.DataFrame:
    cost = dict(zip(sku["sku_id"], sku["cost"], strict=True))
    found: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for row in {(row["order_id"], row["line"]): row for row in lines.to_dict("records")}.values():
        net, goods = row["paid"] - row["refund"], row["qty"] * cost[row["sku_id"]]
        left = net - fees["commission"][row["channel"]] * net
        if row["refund_stage"] == "post" and row["refund"] == row["paid"]:
            left -= fees["loss"] * goods + fees["ship"] + fees["back"]
        elif row["refund_stage"] != "pre":
            left -= goods + fees["ship"]
        found[row["sku_id"]].append((row["paid"], net, left))
    rows = [(name, *map(math.fsum, zip(*values, strict=True))) for name, values in found.items()]
    return pd.DataFrame(rows, columns=["sku_id", "gmv", "net", "contribution"])


@lru_cache(maxsize=64)
def ref_pnl(seed: int) -> pd.DataFrame:
    return pnl_by_hand(fresh_lines(seed).drop_duplicates(), fresh_catalogue(seed), fresh_fees(seed))


@part(
    "sku_pnl",
    "contribution",
    en="GMV, net sales and contribution of each SKU",
    zh="每个 SKU 的成交金额、净成交与贡献毛利",
)
def pnl_right(t: Trial) -> None:
    for seed in t.seeds:
        got = t.call("sku_pnl", fresh_lines(seed).drop_duplicates(), fresh_catalogue(seed), fresh_fees(seed))
        t.frame_equal(got, ref_pnl(seed), key=["sku_id"])


@lru_cache(maxsize=64)
def ref_odd_lines(seed: int) -> list[tuple[pd.DataFrame, pd.DataFrame]]:
    """Lines that stand twice, compensation, a SKU refunded before dispatch only; each with its answer."""
    lines = fresh_lines(seed)
    some = (lines["refund_stage"] == "post") & (np.arange(len(lines)) % 3 == 0)
    little = (lines["paid"] * 0.2).round(2)
    paid_some = lines.assign(refund=lines["refund"].where(~some, little)).drop_duplicates(
        ["order_id", "line"]
    )
    other = lines["sku_id"] != lines["sku_id"].iloc[0]
    early = lines.assign(
        refund_stage=lines["refund_stage"].where(other, "pre"),
        refund=lines["refund"].where(other, lines["paid"]),
    ).drop_duplicates(["order_id", "line"])
    return [
        (few, pnl_by_hand(few, fresh_catalogue(seed), fresh_fees(seed))) for few in (lines, paid_some, early)
    ]


@part(
    "sku_pnl",
    "edge_cases",
    en="lines that stand twice, compensation without return, a SKU refunded before dispatch only",
    zh="重复的子订单、只补偿不退货、只有发货前退款的 SKU",
)
def pnl_edges(t: Trial) -> None:
    seed = t.seeds[0]
    for few, want in ref_odd_lines(seed):
        got = t.call("sku_pnl", few, fresh_catalogue(seed), fresh_fees(seed))
        t.frame_equal(got, want, key=["sku_id"])


# ---- movement_rate -------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def fresh_shelf(seed: int) -> pd.DataFrame:
    columns = ["sku_id", "family", "day", "stock", "units"]
    return shuffled(market.sku_daily(seed, core=1, tail=9, days=56)[columns], seed)


def movement_by_hand(daily: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    live: dict[str, set[str]] = {name: set() for name in [*set(daily["family"]), "all"]}
    sold: dict[str, set[str]] = {name: set() for name in live}
    for row in daily.to_dict("records"):
        if start <= row["day"] <= end and row["stock"] > 0:
            for name in (row["family"], "all"):
                live[name].add(row["sku_id"])
                if row["units"] > 0:
                    sold[name].add(row["sku_id"])
    rows = [
        (name, len(ids), len(sold[name]), len(sold[name]) / len(ids) if ids else math.nan)
        for name, ids in live.items()
    ]
    return pd.DataFrame(rows, columns=["family", "live", "sold", "rate"])


@lru_cache(maxsize=64)
def fresh_window(seed: int) -> tuple[pd.Timestamp, pd.Timestamp]:
    start = fresh_shelf(seed)["day"].min() + (seed % 14 + 7) * DAY
    return start, start + 13 * DAY


@lru_cache(maxsize=64)
def ref_movement(seed: int) -> pd.DataFrame:
    return movement_by_hand(fresh_shelf(seed), *fresh_window(seed))


@part(
    "movement_rate",
    "rate",
    en="SKUs live and sold in the window, by family and for all",
    zh="窗口内各品类与全店的在售与动销 SKU 数",
)
def movement_right(t: Trial) -> None:
    for seed in t.seeds:
        got = t.call("movement_rate", fresh_shelf(seed), *fresh_window(seed))
        t.frame_equal(got, ref_movement(seed), key=["family"])


@lru_cache(maxsize=64)
def ref_odd_shelf(seed: int) -> list[tuple[tuple[pd.DataFrame, pd.Timestamp, pd.Timestamp], pd.DataFrame]]:
    """A family not on the shelf, one without stock, a window of one day; each with its answer."""
    daily, (start, end) = fresh_shelf(seed), fresh_window(seed)
    gone = daily[(daily["family"] != "knit") | (daily["day"] < start)]
    other = daily["family"] != "tee"
    empty = daily.assign(stock=daily["stock"].where(other, 0), units=daily["units"].where(other, 0))
    calls = [(gone, start, end), (empty, start, end), (daily, start, start)]
    return [(call, movement_by_hand(*call)) for call in calls]


@part(
    "movement_rate",
    "edge_cases",
    en="a family without a live SKU, a SKU without stock, a single day",
    zh="没有在售 SKU 的品类、没有库存的 SKU、只有一天",
)
def movement_edges(t: Trial) -> None:
    for call, want in ref_odd_shelf(t.seeds[0]):
        t.frame_equal(t.call("movement_rate", *call), want, key=["family"])


# ---- elasticity ----------------------------------------------------------------------------------------

NEAR = 0.25


@lru_cache(maxsize=64)
def fresh_demand(seed: int) -> pd.DataFrame:
    """Two families of twelve SKUs over ten weeks."""
    families = (market.FAMILIES[seed % 5], market.FAMILIES[(seed + 2) % 5])
    daily = market.sku_daily(seed, core=12, tail=0, families=families, days=70)
    return shuffled(daily[["sku_id", "family", "day", "price", "promo", "stock", "units"]], seed)


def near_truth(t: Trial, got: Value, seed: int, none: tuple[str, ...] = ()) -> None:
    """Require a number near the planted one for each family, None for the families of `none`."""
    families = set(fresh_demand(seed)["family"])
    answer = require_dict(got, families)
    for family in families:
        if family in none:
            t.none(answer[family])
        else:
            true = market.truth(seed).elasticity[family]
            t.between(answer[family], true - NEAR, true + NEAR)


@part(
    "elasticity",
    "estimate",
    en="within 0.25 of the true elasticity: SKU, promo and stock-outs taken care of",
    zh="与真实弹性相差不超过 0.25：控制 SKU、活动与售罄",
)
def elasticity_right(t: Trial) -> None:
    for seed in t.seeds:
        near_truth(t, t.call("elasticity", fresh_demand(seed)), seed)


@part(
    "elasticity",
    "edge_cases",
    en="a family whose price moves with the promo only, no promo at all, days without sales",
    zh="价格只随活动变动的品类、完全没有活动、零销量的日子",
)
def elasticity_edges(t: Trial) -> None:
    seed = t.seeds[0]
    daily = fresh_demand(seed)
    fixed = str(daily["family"].iloc[0])
    usual = daily.groupby("sku_id")["price"].transform("max")
    same = daily["family"] == fixed
    promo_only = daily.assign(price=daily["price"].where(~same, usual * np.where(daily["promo"], 0.8, 1.0)))
    near_truth(t, t.call("elasticity", promo_only), seed, none=(fixed,))
    near_truth(t, t.call("elasticity", daily[daily["promo"] == 0]), seed)
    quiet = np.random.default_rng(seed).random(len(daily)) < 0.05
    near_truth(t, t.call("elasticity", daily.assign(units=daily["units"].where(~quiet, 0))), seed)


# ---- cannibal ------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def fresh_launch(seed: int) -> tuple[pd.DataFrame, str, str]:
    """The family around a launch under other names; some rows without sales are missing."""
    daily = market.launch_daily(seed)
    names = dict(zip([f"K{k}" for k in range(1, 9)], np.random.default_rng(seed).permutation(8), strict=True))
    daily["sku_id"] = [f"T{names[name]}" for name in daily["sku_id"]]
    rare = (daily["sku_id"] == f"T{names['K8']}") & (np.arange(len(daily)) % 4 == 0)
    return shuffled(daily[~rare], seed), f"T{names['K1']}", f"T{names['K2']}"


def cannibal_by_hand(daily: pd.DataFrame, new: str, sibling: str) -> dict[str, float | None]:
    rows = daily.to_dict("records")
    start = min(row["day"] for row in rows if row["sku_id"] == new)
    days = [{row["day"] for row in rows if (row["day"] >= start) == late} for late in (False, True)]
    sums: Counter[tuple[str, bool]] = Counter()
    for row in rows:
        who = row["sku_id"] if row["sku_id"] in (new, sibling) else "others"
        sums[who, row["day"] >= start] += row["units"]
    early, late = len(days[0]), len(days[1])
    growth = sums["others", True] * early / (sums["others", False] * late)
    lost = sums[sibling, False] / early * growth - sums[sibling, True] / late
    sold = sums[new, True] / late
    return {"new_per_day": sold, "lost_per_day": lost, "share": lost / sold if sold else None}


def same_launch(t: Trial, daily: pd.DataFrame, new: str, sibling: str) -> None:
    want = cannibal_by_hand(daily, new, sibling)
    t.close(require_dict(t.call("cannibal", daily, new, sibling), set(want)), want, rtol=1e-6)


@part(
    "cannibal",
    "share",
    en="what the sibling loses against the growth of the others",
    zh="按其他款的增长推算老款少卖了多少",
)
def cannibal_right(t: Trial) -> None:
    for seed in t.seeds:
        same_launch(t, *fresh_launch(seed))


@part(
    "cannibal",
    "edge_cases",
    en="a new SKU that sells nothing, a sibling that gains, days without rows",
    zh="新款一件没卖、老款反而被带动、没有行的日子",
)
def cannibal_edges(t: Trial) -> None:
    daily, new, sibling = fresh_launch(t.seeds[0])
    start = daily.loc[daily["sku_id"] == new, "day"].min()
    helped = daily.assign(
        units=daily["units"].where((daily["sku_id"] != sibling) | (daily["day"] < start), 2 * daily["units"])
    )
    same_launch(t, helped, new, sibling)
    same_launch(t, daily.assign(units=daily["units"].where(daily["sku_id"] != new, 0)), new, sibling)
    same_launch(t, daily[(daily["sku_id"] != new) | (daily["day"].dt.day != 5)], new, sibling)


# ---- repurchase ----------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def fresh_members(seed: int) -> pd.DataFrame:
    return shuffled(market.member_orders(seed, n=350), seed)


def repurchase_by_hand(orders: pd.DataFrame, end: pd.Timestamp, days: int) -> pd.DataFrame:
    bought: dict[str, set[date]] = defaultdict(set)
    for row in orders.to_dict("records"):
        if row["refund"] < row["paid"]:
            bought[row["customer_id"]].add(local_date(row["ts"]))
    last = local_date(end) - timedelta(days=1)
    found: dict[str, list[bool | None]] = defaultdict(list)
    for visits in bought.values():
        first = min(visits)
        until = first + timedelta(days=days)
        again = any(first < day <= until for day in visits)
        found[first.isoformat()[:7]].append(again if until <= last else None)
    rows = []
    for cohort, outcomes in found.items():
        old = [again for again in outcomes if again is not None]
        rows.append((cohort, len(outcomes), len(old), sum(old) / len(old) if old else math.nan))
    return pd.DataFrame(rows, columns=["cohort", "buyers", "mature", "rate"])


@lru_cache(maxsize=64)
def ref_repurchase(seed: int, days: int) -> pd.DataFrame:
    return repurchase_by_hand(fresh_members(seed), market.END, days)


@part(
    "repurchase",
    "rate",
    en="buyers, mature buyers and repurchase by month of first purchase",
    zh="各月首购人数、观察期满人数与复购率",
)
def repurchase_right(t: Trial) -> None:
    for seed, days in zip(t.seeds, (30, 60, 45), strict=True):
        got = t.call("repurchase", fresh_members(seed), market.END, days)
        t.frame_equal(got, ref_repurchase(seed, days), key=["cohort"])


@lru_cache(maxsize=64)
def ref_odd_members(seed: int) -> list[tuple[tuple[pd.DataFrame, pd.Timestamp, int], pd.DataFrame]]:
    """A long horizon, its last day, split parcels, refunds in part and in full; each with its answer."""
    noon = market.END - 20 * DAY + pd.Timedelta(hours=12)
    midnight = noon - pd.Timedelta(hours=12)
    odd = pd.DataFrame(
        {
            "order_id": list("123456"),
            "customer_id": ["a", "a", "b", "b", "c", "d"],
            "ts": [noon, noon + 7 * DAY, noon, noon + 8 * DAY, noon + 13 * DAY, midnight - DAY / 1_440],
            "paid": 50.0,
            "refund": 0.0,
        }
    )
    again = odd.assign(order_id=list("uvwxyz"), ts=odd["ts"] + pd.Timedelta(minutes=2))
    tables = (
        odd,
        odd.assign(refund=20.0),
        pd.concat([odd, again]),
        pd.concat([odd, again.assign(refund=50.0)]),
    )
    calls = [(fresh_members(seed), market.END, 120), *((few, market.END, 7) for few in tables)]
    return [(call, repurchase_by_hand(*call)) for call in calls]


@part(
    "repurchase",
    "edge_cases",
    en="the last day of the horizon, midnight, refunds in part, months without mature buyers",
    zh="观察期最后一天、跨零点、部分退款、没有观察期满顾客的月份",
)
def repurchase_edges(t: Trial) -> None:
    for call, want in ref_odd_members(t.seeds[0]):
        t.frame_equal(t.call("repurchase", *call), want, key=["cohort"])


# ---- experience_score ----------------------------------------------------------------------------------

Setting = tuple[pd.DataFrame, dict[str, float], pd.Timestamp, pd.Timestamp, float]


@lru_cache(maxsize=64)
def fresh_score(seed: int) -> Setting:
    rng = np.random.default_rng(seed)
    daily = shuffled(market.score_daily(seed), seed)
    first = daily["day"].min()
    before, after = first + 105 * DAY, first + int(rng.integers(130, 175)) * DAY
    product, service = rng.uniform(35, 50), rng.uniform(30, 38)
    weights = {"product": round(product, 1), "service": round(service, 1), "logistics": 20.0}
    return daily, weights, before, after, float(rng.integers(20, 60))


def score_by_hand(
    daily: pd.DataFrame,
    weights: dict[str, float],
    before: pd.Timestamp,
    after: pd.Timestamp,
    half_life: float,
) -> dict[str, float]:
    rates: dict[tuple[str, pd.Timestamp], float] = {}
    rows = daily.to_dict("records")
    for day in (before, after):
        for name in weights:
            good = total = 0.0
            for row in rows:
                age = (day - row["day"]) // DAY
                if row["dimension"] == name and 0 <= age <= 89:
                    say = math.exp(-math.log(2) * age / half_life)
                    good, total = good + say * row["good"], total + say * row["total"]
            rates[name, day] = good / total
    whole = math.fsum(weights.values())
    score = [
        math.fsum(5 * weights[name] / whole * rates[name, day] for name in weights) for day in (before, after)
    ]
    change = {
        name: 5 * weights[name] / whole * (rates[name, after] - rates[name, before]) for name in weights
    }
    return {"before": max(score[0], 3.0), "after": max(score[1], 3.0), **change}


@lru_cache(maxsize=64)
def ref_score(seed: int) -> dict[str, float]:
    return score_by_hand(*fresh_score(seed))


def some_of(t: Trial, got: Value, want: dict[str, float], names: list[str]) -> None:
    """Require these entries of the answer, whose keys must be complete."""
    answer = require_dict(got, set(want))
    t.close({name: answer[name] for name in names}, {name: want[name] for name in names}, rtol=1e-6)


@part(
    "experience_score",
    "score",
    en="the scores of both days, recent days weighing more",
    zh="两天的分数，近期权重更大",
)
def score_right(t: Trial) -> None:
    for seed in t.seeds:
        some_of(t, t.call("experience_score", *fresh_score(seed)), ref_score(seed), ["before", "after"])


@part("experience_score", "attribution", en="what each dimension contributed", zh="各维度的贡献")
def score_change(t: Trial) -> None:
    for seed in t.seeds:
        want = ref_score(seed)
        some_of(t, t.call("experience_score", *fresh_score(seed)), want, list(market.DIMENSIONS))


@lru_cache(maxsize=64)
def ref_odd_scores(seed: int) -> list[tuple[Setting, dict[str, float]]]:
    """The floor, two dimensions, cases on the first day of the window and before it; each with its answer."""
    daily, weights, before, after, half_life = fresh_score(seed)
    bad = daily.assign(good=daily["good"].where(daily["day"] < before - 40 * DAY, daily["good"] // 3))
    that_day = daily[daily["day"] == daily["day"].max()]
    moved = [that_day.assign(day=before - age * DAY, good=0) for age in (89, 90)]
    edge = pd.concat([daily[daily["day"] > before - 80 * DAY], *moved])
    settings = [(bad, weights), (daily, {"product": 3.0, "logistics": 1.0}), (edge, {"service": 1.0})]
    calls = [(*setting, before, after, half_life) for setting in settings]
    return [(call, score_by_hand(*call)) for call in calls]


@part(
    "experience_score",
    "edge_cases",
    en="the floor of 3, other weights, a dimension without weight, the edge of the window",
    zh="3 分下限、其他权重、没有权重的维度、窗口边界",
)
def score_edges(t: Trial) -> None:
    for call, want in ref_odd_scores(t.seeds[0]):
        some_of(t, t.call("experience_score", *call), want, list(want))


# ---- return_drivers ------------------------------------------------------------------------------------

FOUND = ["sku_id", "size", "sent", "rate", "rest_rate", "z", "extra"]


@lru_cache(maxsize=64)
def fresh_returns(seed: int) -> pd.DataFrame:
    lines = market.order_lines(seed, n=4_500, core=3, tail=2)
    return shuffled(lines[["sku_id", "size", "refund_stage", "reason"]], seed)


def drivers_by_hand(lines: pd.DataFrame) -> pd.DataFrame:
    """Count; z as the signed root of Pearson's chi-square of the two-by-two table."""
    sent: Counter[tuple[str, str]] = Counter()
    small: Counter[tuple[str, str]] = Counter()
    for row in lines.to_dict("records"):
        if row["refund_stage"] != "pre":
            sent[row["sku_id"], row["size"]] += 1
            small[row["sku_id"], row["size"]] += (
                row["refund_stage"] == "post" and row["reason"] == "size_small"
            )
    rows = []
    for (sku, size), n in sent.items():
        others = [key for key in sent if key[0] == sku and key[1] != size]
        m, a, b = sum(sent[key] for key in others), small[sku, size], sum(small[key] for key in others)
        if n < 30 or m < 30 or a + b in (0, n + m):
            continue
        table = (a, n - a, b, m - b)
        cross = table[0] * table[3] - table[1] * table[2]
        z = math.copysign(math.sqrt((n + m) * cross**2 / (n * m * (a + b) * (n + m - a - b))), cross)
        if z >= 3:
            rows.append((sku, size, n, a / n, b / m, z, n * (a / n - b / m)))
    return pd.DataFrame(sorted(rows, key=lambda row: -row[-1]), columns=FOUND)


@lru_cache(maxsize=64)
def ref_drivers(seed: int) -> pd.DataFrame:
    return drivers_by_hand(fresh_returns(seed))


def same_drivers(t: Trial, lines: pd.DataFrame, want: pd.DataFrame) -> None:
    got = t.call("return_drivers", lines)
    require_columns(got, FOUND)
    if len(want) or len(got):
        t.frame_equal(got, want, key=["sku_id", "size"])
        t.close([float(value) for value in got["extra"]], want["extra"].tolist(), rtol=1e-6)


@part(
    "return_drivers",
    "cells",
    en="sizes that run small, against the SKU's other sizes, worst first",
    zh="与同款其他尺码相比偏小的尺码，由重到轻",
)
def drivers_right(t: Trial) -> None:
    for seed in t.seeds:
        same_drivers(t, fresh_returns(seed), ref_drivers(seed))


@lru_cache(maxsize=64)
def ref_odd_returns(seed: int) -> list[tuple[pd.DataFrame, pd.DataFrame]]:
    """A small cell, a SKU of one size, reasons before dispatch, nothing to find; each with its answer."""
    lines = fresh_returns(seed)
    sku, size = ref_drivers(seed).loc[0, ["sku_id", "size"]]
    hit = (lines["sku_id"] == sku) & (lines["size"] == size)
    few = pd.concat([lines[~hit], lines[hit].head(25).assign(refund_stage="post", reason="size_small")])
    lonely = lines[hit | (lines["sku_id"] != sku)]
    early = lines.assign(reason=lines["reason"].where(lines["refund_stage"] != "pre", "size_small"))
    calm = lines.assign(reason=lines["reason"].where(lines["reason"] != "size_small", "changed_mind"))
    return [(rows, drivers_by_hand(rows)) for rows in (few, lonely, early, calm)]


@part(
    "return_drivers",
    "edge_cases",
    en="small cells, one size only, refunds before dispatch, nothing found",
    zh="样本太小、只有一个尺码、发货前退款、没有发现",
)
def drivers_edges(t: Trial) -> None:
    for rows, want in ref_odd_returns(t.seeds[0]):
        same_drivers(t, rows, want)


# ---- price_opt -----------------------------------------------------------------------------------------

GOOD_ENOUGH = 0.92
Choice = tuple[pd.DataFrame, dict[str, float], list[float]]


@lru_cache(maxsize=64)
def fresh_choice(seed: int, rank: int) -> Choice:
    """A SKU that sells daily, of the family with the `rank`-th strongest elasticity, and what it costs."""
    rng = np.random.default_rng(seed)
    family = sorted(market.FAMILIES, key=lambda name: market.truth(seed).elasticity[name])[rank]
    sku = market.catalogue(seed, 2, 0, (family,)).iloc[1]
    daily = market.sku_daily(seed, core=2, tail=0, families=(family,))
    history = daily[daily["sku_id"] == sku["sku_id"]]
    history = history[["day", "price", "promo", "stock", "units", "returned"]]
    prices = [round(float(sku["list_price"]) * share, 1) for share in np.linspace(0.6, 1.4, 17).tolist()]
    terms = {
        "cost": float(sku["cost"]),
        "ship": round(float(rng.uniform(3, 5)), 2),
        "back": round(float(rng.uniform(6, 9)), 2),
        "commission": 0.05,
        "loss": 0.2,
        "floor": 0.3,
    }
    return shuffled(history, seed), terms, prices


def true_profit(seed: int, rank: int, price: float, terms: dict[str, float]) -> float:
    """Profit a day under the planted demand and return share, up to a constant factor."""
    planted = market.truth(seed)
    family = sorted(market.FAMILIES, key=lambda name: planted.elasticity[name])[rank]
    sku = market.catalogue(seed, 2, 0, (family,)).iloc[1]
    ratio = price / float(sku["list_price"])
    back = min(max(float(sku["back"]) + planted.return_slope * math.log(ratio), 0.0), 0.95)
    kept = (1 - back) * (price * (1 - terms["commission"]) - terms["cost"])
    gone = back * (terms["loss"] * terms["cost"] + terms["back"])
    return float(ratio ** planted.elasticity[family] * (kept - gone - terms["ship"]))


def allowed(terms: dict[str, float], prices: list[float]) -> list[float]:
    return [price for price in prices if (price - terms["cost"]) / price >= terms["floor"]]


def earns_enough(t: Trial, seed: int, rank: int, terms: dict[str, float], prices: list[float]) -> None:
    got = t.number(t.call("price_opt", fresh_choice(seed, rank)[0], terms, prices))
    options = allowed(terms, prices)
    chosen = [price for price in options if math.isclose(price, got, rel_tol=1e-9)]
    if not chosen:
        raise Failed("keys", got=[got], want=options)
    best = max(true_profit(seed, rank, price, terms) for price in options)
    t.between(true_profit(seed, rank, chosen[0], terms) / best, GOOD_ENOUGH, math.inf)


@part(
    "price_opt",
    "profit",
    en="at least 92 % of the best allowed price's profit, under the true demand",
    zh="按真实需求，利润不低于最优允许价格的 92%",
)
def price_right(t: Trial) -> None:
    for rank, seed in zip((0, 2, 4), t.seeds, strict=True):
        _, terms, prices = fresh_choice(seed, rank)
        earns_enough(t, seed, rank, terms, prices)


@part(
    "price_opt",
    "edge_cases",
    en="a margin floor that binds, one that no price meets, returns that cost much",
    zh="毛利率底线起作用、没有价格满足底线、退货代价高",
)
def price_edges(t: Trial) -> None:
    seed = t.seeds[0]
    history, terms, prices = fresh_choice(seed, 0)
    tight = {**terms, "floor": 1 - terms["cost"] / prices[14] - 1e-6}
    earns_enough(t, seed, 0, tight, prices)
    earns_enough(t, seed, 0, {**terms, "back": 3 * terms["back"], "loss": 0.6}, prices)
    t.none(t.call("price_opt", history, {**terms, "floor": 0.95}, prices))


# ---- refund_duty ---------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def fresh_cases(seed: int) -> pd.DataFrame:
    rng, n = np.random.default_rng(seed), 90
    signed = market.END - pd.to_timedelta(rng.integers(20 * 86_400, 60 * 86_400, n), unit="s")
    asked = signed + pd.to_timedelta(rng.integers(3_600, 11 * 86_400, n), unit="s")
    arrived = pd.Series(asked + pd.to_timedelta(rng.integers(86_400, 9 * 86_400, n), unit="s"))
    return pd.DataFrame(
        {
            "case_id": [f"A{number:03}" for number in rng.permutation(n)],
            "signed": signed,
            "asked": asked,
            "arrived": arrived.where(rng.random(n) > 0.25),
            "reason": rng.choice(["changed_mind", "size_small", "quality"], n, p=[0.5, 0.3, 0.2]),
            "custom": rng.random(n) < 0.15,
            "intact": rng.random(n) > 0.15,
            "promised": rng.choice([0, 5, 7, 10, 15], n),
        }
    )


def duty_by_hand(cases: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for case in cases.to_dict("records"):
        last = local_date(case["signed"]) + timedelta(days=max(7, case["promised"]))
        without_reason = case["intact"] and not case["custom"] and local_date(case["asked"]) <= last
        must = bool(case["reason"] == "quality" or without_reason)
        due = pd.NaT
        if must and case["arrived"] is not pd.NaT:
            due = pd.Timestamp(local_date(case["arrived"])) + 7 * DAY
        rows.append((case["case_id"], must, due))
    table = pd.DataFrame(rows, columns=["case_id", "must", "due"])
    return table.assign(due=pd.to_datetime(table["due"]))


@lru_cache(maxsize=64)
def ref_duty(seed: int) -> pd.DataFrame:
    return duty_by_hand(fresh_cases(seed))


@part(
    "refund_duty",
    "must",
    en="who must be taken back: fault, custom-made, intact, in time by the Shanghai day",
    zh="哪些必须受理：质量问题、定制、完好、按北京时间计算的期限",
)
def duty_right(t: Trial) -> None:
    for seed in t.seeds:
        got = t.call("refund_duty", fresh_cases(seed))
        require_columns(got, ["case_id", "must", "due"])
        t.frame_equal(got[["case_id", "must"]], ref_duty(seed)[["case_id", "must"]], key=["case_id"])


@part("refund_duty", "due", en="the last day to pay back", zh="最迟退款日")
def duty_due(t: Trial) -> None:
    for seed in t.seeds:
        t.frame_equal(t.call("refund_duty", fresh_cases(seed)), ref_duty(seed), key=["case_id"])
