"""Hidden checks of the fulfilment form: fresh data, independent references, the planted truth.

Everything named `fresh_…` or `ref_…` depends on its arguments only, is cached, and is never changed.
References use another method than the exemplar in `assignment.py`.
"""

import math
from collections import Counter, defaultdict
from functools import lru_cache
from statistics import mean, stdev

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import xlogy
from scipy.stats import norm, poisson

from sixfold_grader.checking import Failed, Trial, Value, part, type_name
from sixfold_market import fulfilment as market
from sixfold_market.traffic_buying.calendar import START

HOUR = pd.Timedelta(hours=1)
DAY = pd.Timedelta(days=1)


def shuffled(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Rows in another order, with an index that means nothing."""
    return frame.sample(frac=1, random_state=seed % 2**32).set_axis(range(100, 100 + len(frame)))


@lru_cache(maxsize=64)
def fresh_orders(seed: int, n: int = 1_500) -> pd.DataFrame:
    return shuffled(market.orders_ts(seed, n=n), seed)


def empty_table(t: Trial, got: Value, columns: list[str]) -> None:
    """Require a table with these columns and no row."""
    if not isinstance(got, pd.DataFrame):
        raise Failed("type", got=type_name(got), want="DataFrame")
    t.equal([*map(str, got.columns), len(got)], [*columns, 0])


# ---- sla_rate ------------------------------------------------------------------------------------------

SLA = ["promise_h", "judged", "late", "rate"]


def sla_by_hand(orders: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    judged: Counter[int] = Counter()
    late: Counter[int] = Counter()
    for row in orders.to_dict("records"):
        promise, allowed = row["promise_h"], row["promise_h"] * HOUR
        if end - row["pay_ts"] < allowed:
            continue
        if row["cancel_fault"] == "buyer" and row["cancel_ts"] - row["pay_ts"] <= allowed:
            continue
        judged[promise] += 1
        sent = row["dispatch_ts"]
        late[promise] += sent is pd.NaT or sent - row["pay_ts"] > allowed
    rows = [(h, judged[h], late[h], 1 - late[h] / judged[h]) for h in sorted(judged)]
    return pd.DataFrame(rows, columns=SLA)


@lru_cache(maxsize=64)
def ref_sla(seed: int) -> pd.DataFrame:
    return sla_by_hand(fresh_orders(seed), market.END)


@part(
    "sla_rate",
    "rate",
    en="judged against each order's promise; open and seller-cancelled orders are late",
    zh="按每单承诺考核；未发货和商家取消都算迟发",
)
def sla_right(t: Trial) -> None:
    for seed in t.seeds:
        t.frame_equal(t.call("sla_rate", fresh_orders(seed), market.END), ref_sla(seed), key=["promise_h"])


@part(
    "sla_rate",
    "edge_cases",
    en="on the second of the deadline, cancelled at and after it, one promise only, nothing judged",
    zh="恰在截止时刻发货或取消、截止后取消、只有一种承诺、没有可考核订单",
)
def sla_edges(t: Trial) -> None:
    paid = fresh_orders(t.seeds[0])["pay_ts"].min()
    day, second = 24 * HOUR, pd.Timedelta(seconds=1)
    odd = pd.DataFrame(
        {
            "order_id": list("abcdef"),
            "pay_ts": [paid, paid, paid, paid, paid, paid + second],
            "promise_h": 24,
            "dispatch_ts": [paid + day, paid + day + second, pd.NaT, pd.NaT, pd.NaT, paid + 2 * HOUR],
            "cancel_ts": [pd.NaT, pd.NaT, paid + day, paid + day + second, paid + HOUR, pd.NaT],
            "cancel_fault": [None, None, "buyer", "buyer", "seller", None],
            "wms_late": [0, 1, 1, 0, 0, 1],
        }
    )
    end = paid + day + 5 * second
    for few, moment in ((odd, end), (odd.iloc[:5], end), (odd, paid + day)):
        want = sla_by_hand(few, moment)
        t.frame_equal(t.call("sla_rate", few, moment), want, key=["promise_h"])
    empty_table(t, t.call("sla_rate", odd, paid + HOUR), SLA)


# ---- p95_by_lane ---------------------------------------------------------------------------------------

LANE = ["warehouse", "courier"]


def p95_by_hand(orders: pd.DataFrame, end: pd.Timestamp, days: int) -> pd.DataFrame:
    """Per lane: the smallest time within which at least 95 of 100 are signed for, by counting."""
    took: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in orders.to_dict("records"):
        scanned = row["collect_ts"]
        if scanned is not pd.NaT and end - scanned >= days * DAY:
            signed = row["sign_ts"]
            took[row["warehouse"], row["courier"]].append(
                math.inf if signed is pd.NaT else (signed - scanned) / HOUR
            )
    rows = []
    for (warehouse, courier), hours in took.items():
        rising = sorted(hours)
        p95 = next(h for place, h in enumerate(rising, 1) if 100 * place >= 95 * len(rising))
        rows.append((warehouse, courier, len(rising), p95 if p95 < math.inf else math.nan))
    return pd.DataFrame(rows, columns=[*LANE, "parcels", "p95_h"])


@lru_cache(maxsize=64)
def ref_p95(seed: int, days: int) -> pd.DataFrame:
    return p95_by_hand(fresh_orders(seed), market.END, days)


@part(
    "p95_by_lane",
    "p95",
    en="the parcel at place ⌈95·n/100⌉, of parcels old enough",
    zh="揽收够久的包裹中，排第 ⌈95·n/100⌉ 位的用时",
)
def p95_right(t: Trial) -> None:
    for seed, days in zip(t.seeds, (7, 10, 5), strict=True):
        got = t.call("p95_by_lane", fresh_orders(seed), market.END, days)
        t.frame_equal(got, ref_p95(seed, days), key=LANE)


@part(
    "p95_by_lane",
    "edge_cases",
    en="parcels not signed for, young parcels, small lanes, parcels not collected",
    zh="未签收的包裹、太新的包裹、件数很少的线路、未揽收的包裹",
)
def p95_edges(t: Trial) -> None:
    orders = fresh_orders(t.seeds[0])
    holes = orders.assign(sign_ts=orders["sign_ts"].where(np.arange(len(orders)) % 25 > 1))
    few = orders[orders["collect_ts"].notna()].head(9)
    for rows, days in ((holes, 7), (few, 0), (orders, 1), (few.assign(sign_ts=few["sign_ts"].max()), 0)):
        want = p95_by_hand(rows, market.END, days)
        t.frame_equal(t.call("p95_by_lane", rows, market.END, days), want, key=LANE)


# ---- km_dispatch ---------------------------------------------------------------------------------------

Waits = list[tuple[float, bool]]


def waits_by_hand(orders: pd.DataFrame, end: pd.Timestamp) -> Waits:
    """Hours since payment as far as known at `end`, and whether they ended in a dispatch."""
    found = []
    for paid, sent, cancelled in zip(
        orders["pay_ts"], orders["dispatch_ts"], orders["cancel_ts"], strict=True
    ):
        if paid > end:
            continue
        if sent is not pd.NaT and sent <= end:
            found.append(((sent - paid) / HOUR, True))
        else:
            stop = cancelled if cancelled is not pd.NaT and cancelled <= end else end
            found.append(((stop - paid) / HOUR, False))
    return found


def reached_by_hand(waits: Waits, share: float) -> float | None:
    """Redistribute the weight of the censored to the right (Efron 1967) until `share` is dispatched."""
    order = sorted(waits, key=lambda wait: (wait[0], not wait[1]))
    extra, gone = 0.0, 0.0
    for place, (hours, sent) in enumerate(order):
        own = 1 / len(order) + extra
        later = len(order) - place - 1
        if sent:
            gone += own
            tied = place + 1 < len(order) and order[place + 1] == (hours, True)
            if gone >= share - 1e-9 and not tied:
                return hours
        elif later:
            extra += own / later
    return None


def dispatch_by_hand(orders: pd.DataFrame, end: pd.Timestamp, share: float) -> dict[str, float | None]:
    houses = sorted(set(orders["warehouse"]))
    return {
        name: reached_by_hand(waits_by_hand(orders[orders["warehouse"] == name], end), share)
        for name in houses
    }


@lru_cache(maxsize=64)
def fresh_campaign(seed: int) -> pd.DataFrame:
    """The last week: a campaign is under way at the export."""
    orders = market.orders_ts(seed, n=5_000)
    return shuffled(orders[orders["pay_ts"] >= market.END - 5 * DAY], seed)


@lru_cache(maxsize=64)
def ref_dispatch(seed: int, share: float) -> dict[str, float | None]:
    return dispatch_by_hand(fresh_campaign(seed), market.END, share)


def waited(t: Trial, got: Value, want: dict[str, float | None]) -> None:
    if not isinstance(got, dict):
        raise Failed("type", got=type_name(got), want="dict")
    t.close(got, want, rtol=1e-6)


@part(
    "km_dispatch",
    "by_warehouse",
    en="the product-limit estimate, open and cancelled orders censored",
    zh="乘积限估计，未发货与取消的订单按删失处理",
)
def dispatch_right(t: Trial) -> None:
    for seed, share in zip(t.seeds, (0.5, 0.7, 0.6), strict=True):
        got = t.call("km_dispatch", fresh_campaign(seed), market.END, share)
        waited(t, got, ref_dispatch(seed, share))


@part(
    "km_dispatch",
    "edge_cases",
    en="an earlier view, ties, a share not reached, a warehouse whose orders are all later",
    zh="更早的观察时刻、同时发货、达不到的比例、订单都在之后的仓库",
)
def dispatch_edges(t: Trial) -> None:
    orders = fresh_campaign(t.seeds[0])
    begun = orders["pay_ts"].min()
    tied = pd.DataFrame(
        {
            "warehouse": ["W1"] * 5 + ["W2"] * 2 + ["W9"],
            "pay_ts": [begun] * 7 + [begun + 90 * HOUR],
            "dispatch_ts": [begun + h * HOUR for h in (4, 4, 9)]
            + [pd.NaT] * 2
            + [begun + 8 * HOUR, begun + 40 * HOUR, pd.NaT],
            "cancel_ts": [pd.NaT] * 3 + [begun + 4 * HOUR] + [pd.NaT] * 4,
        }
    )
    cases = (
        (orders, market.END - 30 * HOUR, 0.5),
        (orders, market.END, 0.999),
        (tied, begun + 20 * HOUR, 0.4),
        (tied, begun + 20 * HOUR, 0.5),
        (tied, begun + 20 * HOUR, 0.7),
    )
    for rows, end, share in cases:
        waited(t, t.call("km_dispatch", rows, end, share), dispatch_by_hand(rows, end, share))


# ---- reply_rate_3min -----------------------------------------------------------------------------------

REPLIES = ["day", "conversations", "replied", "rate"]


@lru_cache(maxsize=64)
def fresh_sessions(seed: int) -> pd.DataFrame:
    return shuffled(market.im_sessions(seed, days=3, peak=36.0, roster=2), seed)


def replies_by_hand(sessions: pd.DataFrame) -> pd.DataFrame:
    """Seconds of the Shanghai day decide, not the hour."""
    count: Counter[pd.Timestamp] = Counter()
    good: Counter[pd.Timestamp] = Counter()
    for row in sessions.to_dict("records"):
        local = row["arrive_ts"] + 8 * HOUR
        day = pd.Timestamp(local.date())
        if row["human_routed"] != 1 or not 8 * HOUR <= local - day < 23 * HOUR:
            continue
        count[day] += 1
        good[day] += isinstance(row["agent"], str) and row["first_reply_s"] <= 180
    rows = [(day, count[day], good[day], good[day] / count[day]) for day in sorted(count)]
    return pd.DataFrame(rows, columns=REPLIES)


@lru_cache(maxsize=64)
def ref_replies(seed: int) -> pd.DataFrame:
    return replies_by_hand(fresh_sessions(seed))


@part(
    "reply_rate_3min",
    "rate",
    en="routed to people, 08:00:00–22:59:59 Shanghai, unassigned conversations score 0",
    zh="转人工、北京时间 8 点至 23 点前，未分配的记 0",
)
def replies_right(t: Trial) -> None:
    for seed in t.seeds:
        t.frame_equal(t.call("reply_rate_3min", fresh_sessions(seed)), ref_replies(seed), key=["day"])


@part(
    "reply_rate_3min",
    "edge_cases",
    en="the first and last second, exactly 180 seconds, a day all unassigned, nothing that counts",
    zh="首末秒、恰好 180 秒、全天未分配、没有计入的会话",
)
def replies_edges(t: Trial) -> None:
    night = START + (t.seeds[0] % 300) * DAY
    clock = ["07:59:59", "08:00:00", "22:59:59", "23:00:00", "12:00:00", "12:00:01", "36:00:00"]
    odd = pd.DataFrame(
        {
            "session_id": list("abcdefg"),
            "arrive_ts": [night + pd.Timedelta(each) for each in clock],
            "human_routed": [1, 1, 1, 1, 1, 1, 1],
            "agent": ["A01", "A01", "A02", "A02", "A03", "A03", None],
            "first_reply_s": [5.0, 180.0, 181.0, 5.0, 180.0, math.nan, 2.0],
        }
    )
    for few in (odd, odd.iloc[1:5], odd.assign(human_routed=[0, 0, 1, 1, 1, 0, 1])):
        t.frame_equal(t.call("reply_rate_3min", few), replies_by_hand(few), key=["day"])
    empty_table(t, t.call("reply_rate_3min", odd.assign(human_routed=0)), REPLIES)


# ---- staff_needed --------------------------------------------------------------------------------------

Desk = tuple[float, float, float, float]


@lru_cache(maxsize=64)
def fresh_desks(seed: int) -> list[Desk]:
    rng = np.random.default_rng(seed)
    return [
        (
            float(rng.integers(20, 260)),
            float(rng.uniform(2, 7).__round__(1)),
            float(rng.choice([0.5, 1.0, 3.0])),
            float(rng.choice([0.8, 0.9, 0.95, 0.99])),
        )
        for _ in range(5)
    ]


def answered_in_time(agents: int, a: float, patience: float) -> float:
    """Share answered within `patience` handling times, Erlang C by the Poisson distribution."""
    all_busy = poisson.pmf(agents, a)
    waits = all_busy / (all_busy + (1 - a / agents) * poisson.cdf(agents - 1, a))
    return float(1 - waits * math.exp(-(agents - a) * patience))


@lru_cache(maxsize=256)
def ref_staff(desk: Desk) -> int:
    per_hour, handle, within, target = desk
    a = per_hour * handle / 60
    agents = math.floor(a) + 1
    while answered_in_time(agents, a, within / handle) < target:
        agents += 1
    return agents


def staffed(t: Trial, desk: Desk) -> None:
    t.equal(t.call("staff_needed", *desk), ref_staff(desk))


@part("staff_needed", "agents", en="the smallest number that meets the target", zh="达到目标的最少人数")
def staff_right(t: Trial) -> None:
    for seed in t.seeds:
        for desk in fresh_desks(seed):
            staffed(t, desk)


@part(
    "staff_needed",
    "edge_cases",
    en="no conversations, a thousand agents, no waiting at all, ValueError",
    zh="没有会话、上千客服、完全不许等、ValueError",
)
def staff_edges(t: Trial) -> None:
    more = t.seeds[0] % 500
    staffed(t, (18_000.0 + more, 4.0, 3.0, 0.95))
    staffed(t, (100.0 + more, 4.0, 0.0, 0.9))
    staffed(t, (1.0, 1.0, 3.0, 0.5))
    t.equal(t.call("staff_needed", 0.0, 4.0, 3.0, 0.9), 0)
    for wrong in ((-1.0, 4.0, 3.0, 0.9), (9.0, 0.0, 3.0, 0.9), (9.0, 4.0, -1.0, 0.9)):
        t.raises("ValueError", "staff_needed", *wrong)
    for target in (0.0, 1.0, 1.2):
        t.raises("ValueError", "staff_needed", 9.0, 4.0, 3.0, target)


# ---- safety_stock --------------------------------------------------------------------------------------

Goods = tuple[pd.DataFrame, pd.DataFrame]
SAFETY = ["sku_id", "safety", "reorder_point"]


@lru_cache(maxsize=64)
def fresh_goods(seed: int, skus: int = 8) -> Goods:
    stock, bought = market.stock_daily(seed), market.purchases(seed)
    names = list(market.SKUS[:skus])
    return (
        shuffled(stock[stock["sku_id"].isin(names)], seed),
        shuffled(bought[bought["sku_id"].isin(names)], seed),
    )


def safety_by_hand(
    stock: pd.DataFrame, bought: pd.DataFrame, end: pd.Timestamp, service: float
) -> pd.DataFrame:
    sold: dict[str, list[int]] = {name: [] for name in stock["sku_id"]}
    lead: dict[str, list[float]] = defaultdict(list)
    for row in stock.to_dict("records"):
        if row["campaign"] == 0 and row["on_hand"] > 0:
            sold[row["sku_id"]].append(row["units"])
    for row in bought.to_dict("records"):
        if end - row["ordered_ts"] >= 45 * DAY and row["received_ts"] is not pd.NaT:
            lead[row["sku_id"]].append((row["received_ts"] - row["ordered_ts"]) / DAY)
    z, rows = norm.ppf(service), []
    for name, units in sold.items():
        waits = lead[name]
        if min(len(units), len(waits)) < 2:
            rows.append((name, math.nan, math.nan))
            continue
        d, wait = mean(units), mean(waits)
        safety = z * math.hypot(stdev(units) * math.sqrt(wait), d * stdev(waits))
        rows.append((name, safety, d * wait + safety))
    return pd.DataFrame(rows, columns=SAFETY)


@lru_cache(maxsize=64)
def ref_safety(seed: int, service: float) -> pd.DataFrame:
    return safety_by_hand(*fresh_goods(seed), market.STOCK_END, service)


@part(
    "safety_stock",
    "formula",
    en="demand and lead time both vary; campaign, sold-out and young rows left out",
    zh="需求与交期都有波动；剔除大促、售罄与太新的记录",
)
def safety_right(t: Trial) -> None:
    for seed, service in zip(t.seeds, (0.95, 0.9, 0.98), strict=True):
        got = t.call("safety_stock", *fresh_goods(seed), market.STOCK_END, service)
        t.frame_equal(got, ref_safety(seed, service), key=["sku_id"])


@part(
    "safety_stock",
    "edge_cases",
    en="products without enough days or purchases, service of a half, ValueError",
    zh="天数或采购单不足的货品、50% 服务水平、ValueError",
)
def safety_edges(t: Trial) -> None:
    stock, bought = fresh_goods(t.seeds[0], 4)
    names = market.SKUS
    out = stock.assign(on_hand=stock["on_hand"].where(stock["sku_id"] != names[1], 0))
    rare = bought[bought["sku_id"] != names[2]]
    for service in (0.5, 0.95):
        want = safety_by_hand(out, rare, market.STOCK_END, service)
        got = t.call("safety_stock", out, rare, market.STOCK_END, service)
        t.frame_equal(got, want, key=["sku_id"], atol=1e-6)
    for service in (0.0, 1.0):
        t.raises("ValueError", "safety_stock", stock, bought, market.STOCK_END, service)


# ---- forecast_campaign ---------------------------------------------------------------------------------

PAST, DRAWS, NOISE = 145, 60, 0.3
Ahead = tuple[pd.DataFrame, pd.DataFrame]


@lru_cache(maxsize=64)
def fresh_history(seed: int) -> pd.DataFrame:
    """The first days, with three campaigns in them."""
    stock = market.stock_daily(seed)
    return shuffled(stock[stock["day"] < stock["day"].min() + PAST * DAY].drop(columns="inbound"), seed)


@lru_cache(maxsize=64)
def fresh_ahead(seed: int, campaign: bool) -> Ahead:
    """Rows to forecast, the levels that are planted there in `level`, and their days."""
    level = market.level(seed)[:, PAST : PAST + 14]
    stock = market.stock_daily(seed)
    days = np.sort(stock["day"].unique())[PAST : PAST + 14]
    busy = stock.drop_duplicates("day").sort_values("day")["campaign"].to_numpy()[PAST : PAST + 14]
    table = pd.DataFrame(
        {
            "sku_id": np.repeat(market.SKUS, 14),
            "day": np.tile(days, len(market.SKUS)),
            "campaign": np.tile(busy, len(market.SKUS)),
            "level": level.ravel(),
        }
    )
    table = shuffled(table[(table["campaign"] == 1) == campaign], seed).iloc[:72]
    return table.drop(columns="level"), table[["level"]]


@lru_cache(maxsize=64)
def fresh_demand(seed: int, campaign: bool) -> np.ndarray:
    """Demand drawn anew, shape (draw, row)."""
    level = fresh_ahead(seed, campaign)[1]["level"].to_numpy()
    rng = np.random.default_rng(seed)
    return rng.poisson(level * np.exp(rng.normal(0, NOISE, (DRAWS, len(level))))).astype(float)


def loss(wanted: np.ndarray, forecast: np.ndarray, q: float) -> float:
    short = wanted - forecast
    return float(np.maximum(q * short, (q - 1) * short).mean())


def known_quantile(level: float, q: float) -> float:
    """Quantile of lognormal demand with the planted level, widened by the Poisson's variance."""
    sd = math.sqrt(NOISE**2 + 1 / level)
    return float(brentq(lambda x: norm.cdf(math.log(x / level) / sd) - q, level / 50, level * 50))


@lru_cache(maxsize=64)
def ref_loss(seed: int, campaign: bool, q: float) -> float:
    level = fresh_ahead(seed, campaign)[1]["level"]
    best = np.array([known_quantile(each, q) for each in level])
    return loss(fresh_demand(seed, campaign), best, q)


def forecast(t: Trial, history: pd.DataFrame, future: pd.DataFrame, q: float) -> list[float]:
    """Require a list of one number a row."""
    got = t.call("forecast_campaign", history, future, q)
    if not isinstance(got, list):
        raise Failed("type", got=type_name(got), want="list")
    t.equal(len(got), len(future))
    return [t.number(each) for each in got]


def forecasts_well(t: Trial, seeds: tuple[int, ...], campaign: bool) -> None:
    for seed, q in zip(seeds, (0.9, 0.75, 0.5), strict=True):
        got = np.array(forecast(t, fresh_history(seed), fresh_ahead(seed, campaign)[0], q))
        lost = loss(fresh_demand(seed, campaign), got, q)
        t.between(lost, 0.0, 1.15 * ref_loss(seed, campaign, q))


@part("forecast_campaign", "plain", en="quantiles of plain days", zh="平日需求的分位数")
def forecast_plain(t: Trial) -> None:
    forecasts_well(t, t.seeds, campaign=False)


@part(
    "forecast_campaign",
    "campaign",
    en="quantiles of campaign days, although shelves were empty",
    zh="大促日需求的分位数（历史上卖断过货）",
)
def forecast_busy(t: Trial) -> None:
    forecasts_well(t, t.seeds, campaign=True)


@part(
    "forecast_campaign",
    "edge_cases",
    en="order of the rows, unknown products, an empty future, ValueError",
    zh="行的顺序、未知货品、空的未来、ValueError",
)
def forecast_edges(t: Trial) -> None:
    seed = t.seeds[0]
    history, future = fresh_history(seed), fresh_ahead(seed, campaign=False)[0]
    two = future.iloc[[0, 1]].assign(sku_id=[market.SKUS[0], "P99"])
    got, reverse = forecast(t, history, two, 0.5), forecast(t, history, two.iloc[::-1], 0.5)
    t.close([got[1], reverse[0]], [math.nan, math.nan])
    t.close(got[0], reverse[1])
    least = float(history.loc[history["sku_id"] == market.SKUS[0], "units"].median())
    t.between(got[0], 0.4 * least, 2.5 * least)
    t.equal(t.call("forecast_campaign", history, future.head(0), 0.5), [])
    for q in (0.0, 1.0):
        t.raises("ValueError", "forecast_campaign", history, two, q)


# ---- root_lane -----------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def fresh_parcels(seed: int) -> pd.DataFrame:
    orders = market.orders_ts(seed, n=24_000)
    between = orders["pay_ts"].between(START + 43 * DAY, START + 86 * DAY)  # no campaign in it
    return shuffled(orders.loc[between, [*LANE, "region", "collect_ts", "sign_ts"]], seed)


def planted_day(seed: int) -> pd.Timestamp:
    return START + 8 * HOUR + market.truth(seed).since * DAY


def turning_points(slow: np.ndarray) -> np.ndarray:
    """Where the share of slow parcels may turn: all places that come near the best of two methods.

    The cumulative sum (Page 1954) and the binomial likelihood; near is what a day's rounding can cost.
    """
    hits, n = np.cumsum(slow), np.arange(1, len(slow) + 1)

    def likelihood(k: np.ndarray, m: np.ndarray) -> np.ndarray:
        return np.asarray(xlogy(k, k / m) + xlogy(m - k, 1 - k / m))

    gain = likelihood(hits[:-1], n[:-1]) + likelihood(hits[-1] - hits[:-1], len(slow) - n[:-1])
    turn = (hits - slow.mean() * n)[:-1]
    return np.flatnonzero((turn < turn.min() + 1.5) | (gain > gain.max() - 2.5)) + 1


@lru_cache(maxsize=64)
def fresh_lane(seed: int) -> int:
    """The first seed from `seed` on in whose draw the day shows by two methods: chance can hide it."""
    while True:
        parcels, lane = fresh_parcels(seed), market.truth(seed).lane
        rows = parcels[parcels["collect_ts"] <= market.END - 7 * DAY].sort_values("collect_ts")
        hours = rows["sign_ts"] - rows["collect_ts"]
        slow = hours > 2 * rows["region"].map(hours.groupby(rows["region"]).median())
        mine = (rows["warehouse"] == lane[0]) & (rows["courier"] == lane[1])
        days = (rows.loc[mine, "collect_ts"].to_numpy() - planted_day(seed).to_numpy()) / DAY.to_numpy()
        if (abs(days[turning_points(slow[mine].to_numpy())]) < 4).all():
            return seed
        seed += 1


def failing_lane(t: Trial, got: Value, seed: int) -> dict[str, Value]:
    """Require the planted lane; return the answer."""
    if not isinstance(got, dict):
        raise Failed("type", got=type_name(got), want="dict")
    if set(got) != {"warehouse", "courier", "day"}:
        raise Failed("keys", got=list(got), want=["warehouse", "courier", "day"])
    t.equal((got["warehouse"], got["courier"]), market.truth(seed).lane)
    return got


def first_day(t: Trial, got: Value, seed: int) -> None:
    day = failing_lane(t, got, seed)["day"]
    if not isinstance(day, pd.Timestamp):
        raise Failed("type", got=type_name(day), want="Timestamp")
    t.between((day - planted_day(seed)) / DAY, -5.0, 5.0)


@part("root_lane", "lane", en="the lane that began to fail", zh="开始出问题的线路")
def lane_right(t: Trial) -> None:
    for seed in map(fresh_lane, t.seeds):
        failing_lane(t, t.call("root_lane", fresh_parcels(seed), market.END), seed)


@part("root_lane", "day", en="the first day, within five", zh="开始的那一天（误差 5 天内）")
def lane_day(t: Trial) -> None:
    for seed in map(fresh_lane, t.seeds):
        first_day(t, t.call("root_lane", fresh_parcels(seed), market.END), seed)


@part(
    "root_lane",
    "edge_cases",
    en="no lane that fails, stuck parcels never signed for, before anything failed",
    zh="没有线路出问题、卡住的包裹一直没签收、问题出现之前",
)
def lane_edges(t: Trial) -> None:
    seed = fresh_lane(t.seeds[0])
    parcels, planted = fresh_parcels(seed), market.truth(seed)
    mine = (parcels["warehouse"] == planted.lane[0]) & (parcels["courier"] == planted.lane[1])
    stuck = mine & ((parcels["sign_ts"] - parcels["collect_ts"]) > 100 * HOUR)
    lost = parcels.assign(sign_ts=parcels["sign_ts"].mask(stuck))
    failing_lane(t, t.call("root_lane", lost, market.END), seed)
    t.none(t.call("root_lane", parcels[~mine], market.END))
    early = parcels[parcels["collect_ts"] < START + (planted.since - 3) * DAY]
    t.none(t.call("root_lane", early, market.END))


# ---- courier_list --------------------------------------------------------------------------------------

LISTED = ["waybill", "warehouse", "collect_ts", "action"]


@lru_cache(maxsize=64)
def fresh_waybills(seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    orders = fresh_orders(seed).iloc[:300]
    n = len(orders)
    return orders[["warehouse", "courier", "collect_ts", "sign_ts"]].assign(
        waybill=[f"S{number:06}" for number in rng.choice(900_000, n, replace=False)],
        sign_ts=orders["sign_ts"].where(rng.random(n) > 0.3),
        buyer_name=[f"buyer {number}" for number in range(n)],
        phone=[f"000{number:08}" for number in rng.integers(0, 10**8, n)],
        address=[f"{number} Invented Road" for number in rng.integers(1, 900, n)],
        refunded=(rng.random(n) < 0.3).astype(int),
    )


def listed_by_hand(parcels: pd.DataFrame, courier: str, end: pd.Timestamp, hours: float) -> pd.DataFrame:
    rows = []
    for row in parcels.to_dict("records"):
        scanned, open_ = row["collect_ts"], row["sign_ts"] is pd.NaT
        if row["courier"] == courier and open_ and scanned is not pd.NaT and (end - scanned) / HOUR > hours:
            action = "return" if row["refunded"] else "deliver"
            rows.append((row["waybill"], row["warehouse"], scanned, action))
    return pd.DataFrame(rows, columns=LISTED)


@lru_cache(maxsize=64)
def ref_listed(seed: int, courier: str) -> pd.DataFrame:
    return listed_by_hand(fresh_waybills(seed), courier, market.END, 72.0)


@part(
    "courier_list",
    "list",
    en="overdue parcels of this courier, refunded ones returned, nothing about buyers",
    zh="只列该快递的超时件，已退款的退回，不含买家信息",
)
def list_right(t: Trial) -> None:
    for seed, courier in zip(t.seeds, ("C1", "C3", "C4"), strict=True):
        got = t.call("courier_list", fresh_waybills(seed), courier, market.END, 72.0)
        t.frame_equal(got, ref_listed(seed, courier), key=["waybill"])


@part(
    "courier_list",
    "edge_cases",
    en="exactly at the limit, not collected, all refunded, none overdue",
    zh="恰好到时限、未揽收、全部已退款、没有超时件",
)
def list_edges(t: Trial) -> None:
    parcels = fresh_waybills(t.seeds[0])
    end = parcels["collect_ts"].dropna().iloc[0] + 72 * HOUR
    for rows in (parcels.assign(sign_ts=pd.NaT, courier="C2"), parcels.assign(refunded=1, courier="C2")):
        want = listed_by_hand(rows, "C2", end, 72.0)
        t.frame_equal(t.call("courier_list", rows, "C2", end, 72.0), want, key=["waybill"])
    empty_table(t, t.call("courier_list", parcels, "C9", end, 72.0), LISTED)
