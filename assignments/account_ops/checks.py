"""Hidden checks of the account-operations form: fresh data, independent references, the planted truth.

Everything named `fresh_…` or `ref_…` depends on its arguments only, is cached, and is never changed.
References use another method than the exemplar in `assignment.py`.
"""

import math
from collections import Counter, defaultdict
from functools import lru_cache

import numpy as np
import pandas as pd

from sixfold_grader.checking import Failed, Trial, Value, part, type_name
from sixfold_market import account_ops as market

DAY = pd.Timedelta(days=1)
EIGHT_HOURS = pd.Timedelta(hours=8)


def shuffled(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Rows in another order, with an index that means nothing."""
    return frame.sample(frac=1, random_state=seed % 2**32).set_axis(range(100, 100 + len(frame)))


def numbers(t: Trial, got: Value, want: list[float], atol: float = 1e-9) -> None:
    """Require a list of these numbers."""
    if not isinstance(got, list):
        raise Failed("type", got=type_name(got), want="list")
    t.close(got, want, atol=atol)


@lru_cache(maxsize=64)
def fresh_fans(seed: int) -> pd.DataFrame:
    return shuffled(market.followers(seed, n=700), seed)


@lru_cache(maxsize=64)
def fresh_crowd(seed: int) -> pd.DataFrame:
    """So many that something happens every day."""
    return shuffled(market.followers(seed, n=1_600), seed)


# ---- net_growth ----------------------------------------------------------------------------------------


def growth_by_hand(fans: pd.DataFrame) -> pd.DataFrame:
    new: Counter[pd.Timestamp] = Counter()
    lost: Counter[pd.Timestamp] = Counter()
    for begun, left in zip(fans["follow_ts"], fans["unfollow_ts"], strict=True):
        new[pd.Timestamp((begun + EIGHT_HOURS).date())] += 1
        if left is not pd.NaT:
            lost[pd.Timestamp((left + EIGHT_HOURS).date())] += 1
    rows, stock = [], 0
    events = sorted({*new, *lost})
    day = events[0] if events else None
    while day is not None and day <= events[-1]:
        stock += new[day] - lost[day]
        rows.append((day, new[day], lost[day], new[day] - lost[day], stock))
        day += DAY
    return pd.DataFrame(rows, columns=["day", "new", "lost", "net", "stock"])


@lru_cache(maxsize=64)
def ref_growth(seed: int) -> pd.DataFrame:
    return growth_by_hand(fresh_crowd(seed))


@part(
    "net_growth",
    "days",
    en="new, lost, net and stock of each Shanghai day",
    zh="每个自然日的新增、取关、净增与存量",
)
def growth_days(t: Trial) -> None:
    for seed in t.seeds:
        t.frame_equal(t.call("net_growth", fresh_crowd(seed)), ref_growth(seed), key=["day"])


@part(
    "net_growth",
    "edge_cases",
    en="days without events, followed and left on one day, nobody left, no followers",
    zh="没有事件的日子、当天关注又取关、无人取关、没有粉丝",
)
def growth_edges(t: Trial) -> None:
    fans = fresh_fans(t.seeds[0])
    first = fans["follow_ts"].min()
    odd = pd.DataFrame(
        {
            "follower_id": ["a", "b", "c"],
            "follow_ts": [first, first + 6 * DAY, first + 6 * DAY],
            "unfollow_ts": [first + pd.Timedelta(minutes=1), first + 9 * DAY, pd.NaT],
        }
    )
    for few in (odd, fans.head(5).assign(unfollow_ts=pd.NaT).astype({"unfollow_ts": "datetime64[us]"})):
        t.frame_equal(t.call("net_growth", few), growth_by_hand(few), key=["day"])
    got = t.call("net_growth", fans.head(0))
    if (
        not isinstance(got, pd.DataFrame)
        or len(got)
        or [*got.columns] != ["day", "new", "lost", "net", "stock"]
    ):
        raise Failed("type", got=type_name(got), want="DataFrame")


# ---- km_curve ------------------------------------------------------------------------------------------

Lives = list[tuple[float, bool]]
GRID = [0.0, 1.0, 30.0, 3.5, 60.0, 7.0, 14.0, 90.0]


def lives_by_hand(fans: pd.DataFrame, end: pd.Timestamp) -> Lives:
    """Length in days and whether it ended, of each follower known at `end`."""
    found = []
    for begun, left in zip(fans["follow_ts"], fans["unfollow_ts"], strict=True):
        if begun <= end:
            gone = left is not pd.NaT and left <= end
            found.append((((left if gone else end) - begun) / DAY, gone))
    return found


def curve_by_hand(lives: Lives) -> list[tuple[float, float]]:
    """Times of leaving with S after each: redistribute to the right (Efron 1967), no product."""
    order = sorted(lives, key=lambda life: (life[0], not life[1]))
    weight, kept, steps = [1 / len(order)] * len(order) if order else [], 1.0, []
    extra = 0.0
    for place, (length, gone) in enumerate(order):
        own = weight[place] + extra
        if gone:
            kept -= own
            steps.append((length, kept))
        else:
            later = len(order) - place - 1
            extra += own / later if later else 0.0
    return steps


def share_at(steps: list[tuple[float, float]], day: float) -> float:
    return next((kept for length, kept in reversed(steps) if length <= day + 1e-12), 1.0)


@lru_cache(maxsize=64)
def ref_curve(seed: int) -> list[float]:
    steps = curve_by_hand(lives_by_hand(fresh_fans(seed), market.END))
    return [share_at(steps, day) for day in GRID]


@part(
    "km_curve",
    "curve",
    en="the product-limit estimate with censoring at the export",
    zh="在导出时刻右删失的乘积限估计",
)
def km_right(t: Trial) -> None:
    for seed in t.seeds:
        numbers(t, t.call("km_curve", fresh_fans(seed), market.END, GRID), ref_curve(seed), atol=1e-7)


@part(
    "km_curve",
    "edge_cases",
    en="an earlier export, ties, nobody left, everybody left, no followers",
    zh="更早的导出时刻、同时离开、无人离开、全部离开、没有粉丝",
)
def km_edges(t: Trial) -> None:
    fans = fresh_fans(t.seeds[0])
    early = market.END - 40 * DAY
    begun = fans["follow_ts"].min()
    tied = pd.DataFrame(
        {
            "follow_ts": [begun] * 5 + [begun + 8 * DAY],
            "unfollow_ts": [begun + 2 * DAY, begun + 2 * DAY, begun + 3 * DAY, pd.NaT, pd.NaT, pd.NaT],
        }
    )
    gone = tied.assign(unfollow_ts=begun + 9 * DAY)
    for few, end in (
        (fans, early),
        (tied, begun + 10 * DAY),
        (gone, begun + 20 * DAY),
        (gone, begun + 5 * DAY),
    ):
        steps = curve_by_hand(lives_by_hand(few, end))
        numbers(t, t.call("km_curve", few, end, GRID), [share_at(steps, day) for day in GRID], atol=1e-7)
    numbers(t, t.call("km_curve", fans.head(0), market.END, [1.0, 2.0]), [math.nan, math.nan])


# ---- median_life ---------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def fresh_sources(seed: int) -> pd.DataFrame:
    """As many lucky bags as videos, and an early export in which no search follower has a median."""
    return shuffled(market.followers(seed, n=900), seed + 1)


def medians_by_hand(fans: pd.DataFrame, end: pd.Timestamp) -> dict[str, float | None]:
    found = {}
    for source in sorted(set(fans["source"])):
        steps = curve_by_hand(lives_by_hand(fans[fans["source"] == source], end))
        found[source] = next((length for length, kept in steps if kept <= 0.5 + 1e-9), None)
    return found


@lru_cache(maxsize=64)
def ref_medians(seed: int) -> dict[str, float | None]:
    return medians_by_hand(fresh_sources(seed), market.END)


def medians(t: Trial, got: Value, want: dict[str, float | None]) -> None:
    if not isinstance(got, dict):
        raise Failed("type", got=type_name(got), want="dict")
    t.close(got, want, rtol=1e-6)


@part(
    "median_life",
    "by_source",
    en="the first time at which half have left, by source",
    zh="各来源首次有一半离开的时间",
)
def median_right(t: Trial) -> None:
    for seed in t.seeds:
        medians(t, t.call("median_life", fresh_sources(seed), market.END), ref_medians(seed))


@part(
    "median_life",
    "edge_cases",
    en="None where fewer than half have left, one follower, a source that came after the export",
    zh="不到一半离开时返回 None、只有一个粉丝的来源、导出之后才出现的来源",
)
def median_edges(t: Trial) -> None:
    fans = fresh_sources(t.seeds[0])
    begun = fans["follow_ts"].min()
    odd = pd.DataFrame(
        {
            "follow_ts": [begun, begun, begun, begun, begun + 30 * DAY],
            "unfollow_ts": [begun + 3 * DAY, begun + 4 * DAY, pd.NaT, begun + 6 * DAY, pd.NaT],
            "source": ["live", "live", "video", "search", "lucky_bag"],
        }
    )
    for few, end in ((odd, begun + 10 * DAY), (fans, begun + 25 * DAY)):
        medians(t, t.call("median_life", few, end), medians_by_hand(few, end))


# ---- transition_matrix ---------------------------------------------------------------------------------

STATES = list(market.STATES)


@lru_cache(maxsize=64)
def fresh_states(seed: int) -> pd.DataFrame:
    return shuffled(market.state_weekly(seed, users=220, weeks=10), seed)


def matrix_by_hand(states: pd.DataFrame) -> pd.DataFrame:
    place = {(row["user_id"], row["week"]): row["state"] for row in states.to_dict("records")}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for (user, week), state in place.items():
        if (following := place.get((user, week + 1))) is not None:
            counts[state][following] += 1
    rows = []
    for state in STATES:
        total = counts[state].total()
        rows.append([state, *(counts[state][to] / total if total else math.nan for to in STATES)])
    return pd.DataFrame(rows, columns=["state", *STATES])


@lru_cache(maxsize=64)
def ref_matrix(seed: int) -> pd.DataFrame:
    return matrix_by_hand(fresh_states(seed))


@part(
    "transition_matrix",
    "shares",
    en="shares of consecutive weeks; a gap is no transition",
    zh="只统计相邻两周；中间缺周的不算流转",
)
def matrix_right(t: Trial) -> None:
    for seed in t.seeds:
        t.frame_equal(t.call("transition_matrix", fresh_states(seed)), ref_matrix(seed), key=["state"])


@part(
    "transition_matrix",
    "edge_cases",
    en="a state in which nothing begins, a state that never occurs, a single week",
    zh="没有起点的状态、从未出现的状态、只有一周",
)
def matrix_edges(t: Trial) -> None:
    states = fresh_states(t.seeds[0])
    few = (states[states["week"] < 1], states[states["state"] != "A5"], states[states["week"] % 2 == 0])
    for rows in few:
        t.frame_equal(t.call("transition_matrix", rows), matrix_by_hand(rows), key=["state"])


# ---- forecast_5a ---------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def fresh_flow(seed: int) -> tuple[list[float], list[list[float]], list[float], int]:
    rng = np.random.default_rng(seed)
    stock = rng.uniform(1_000, 90_000, 6).round().tolist()
    entrants = rng.uniform(0, 5_000, 6).round().tolist()
    return stock, market.truth(seed).matrix.tolist(), entrants, int(rng.integers(3, 12))


def ref_flow(stock: list[float], matrix: list[list[float]], entrants: list[float], weeks: int) -> list[float]:
    """Powers of the matrix: the start moved by all weeks, each week's entrants by those that are left."""
    move = np.asarray(matrix)
    power = [np.linalg.matrix_power(move, week) for week in range(weeks + 1)]
    total = np.asarray(stock) @ power[weeks]
    for week in range(weeks):
        total = total + np.asarray(entrants) @ power[week]
    return [float(value) for value in total]


@part("forecast_5a", "stock", en="people move first, then others enter", zh="先流转，再进人")
def flow_right(t: Trial) -> None:
    for seed in t.seeds:
        numbers(t, t.call("forecast_5a", *fresh_flow(seed)), ref_flow(*fresh_flow(seed)), atol=1e-6)


@part(
    "forecast_5a",
    "edge_cases",
    en="no weeks, one state, ValueError for rows that do not sum to 1, negative or mismatched input",
    zh="零周、单一状态；行和不为 1、负数、长度不符时抛出 ValueError",
)
def flow_edges(t: Trial) -> None:
    stock, matrix, entrants, weeks = fresh_flow(t.seeds[0])
    numbers(t, t.call("forecast_5a", stock, matrix, entrants, 0), stock)
    numbers(t, t.call("forecast_5a", [7.0], [[1.0]], [3.0], weeks), [7.0 + 3.0 * weeks])
    short = [[share * 0.9 for share in row] for row in matrix]
    minus = [[1.5, -0.5, 0.0, 0.0, 0.0, 0.0], *matrix[1:]]
    t.raises("ValueError", "forecast_5a", stock, short, entrants, weeks)
    t.raises("ValueError", "forecast_5a", stock, minus, entrants, weeks)
    t.raises("ValueError", "forecast_5a", stock[:5], matrix, entrants, weeks)
    t.raises("ValueError", "forecast_5a", stock, matrix, entrants[:4], weeks)
    t.raises("ValueError", "forecast_5a", [-1.0, *stock[1:]], matrix, entrants, weeks)
    t.raises("ValueError", "forecast_5a", stock, matrix, entrants, -1)


# ---- ltv_cohort ----------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def fresh_value(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Followers with their orders, a twelfth of these twice."""
    fans, orders = market.followers(seed, n=900), market.fan_orders(seed, n=900)
    return shuffled(fans, seed), shuffled(pd.concat([orders, orders.iloc[::12]]), seed)


def value_by_hand(fans: pd.DataFrame, orders: pd.DataFrame, end: pd.Timestamp, days: int) -> pd.DataFrame:
    old = {
        row["follower_id"]: (row["source"], row["follow_ts"])
        for row in fans.to_dict("records")
        if end - row["follow_ts"] >= days * DAY
    }
    count = Counter(source for source, _ in old.values())
    net: dict[str, list[float]] = defaultdict(list)
    for row in {row["order_id"]: row for row in orders.to_dict("records")}.values():
        source, begun = old.get(row["follower_id"], (None, None))
        if source is not None and begun <= row["ts"] < begun + days * DAY:
            net[source].append(row["gmv"] - row["refund"])
    rows = [(source, number, math.fsum(net[source]) / number) for source, number in count.items()]
    return pd.DataFrame(rows, columns=["source", "followers", "value"])


@lru_cache(maxsize=64)
def ref_value(seed: int, days: int) -> pd.DataFrame:
    return value_by_hand(*fresh_value(seed), market.END, days)


@part(
    "ltv_cohort",
    "value",
    en="net value per follower, of those observed for the whole horizon",
    zh="观察期满的粉丝的人均净价值",
)
def value_right(t: Trial) -> None:
    for seed, days in zip(t.seeds, (30, 14, 60), strict=True):
        got = t.call("ltv_cohort", *fresh_value(seed), market.END, days)
        t.frame_equal(got, ref_value(seed, days), key=["source"])


@part(
    "ltv_cohort",
    "edge_cases",
    en="orders on the edges of the horizon, sources without orders or old followers, no orders",
    zh="恰在观察期边界的订单、没有订单或没有够老粉丝的来源、完全没有订单",
)
def value_edges(t: Trial) -> None:
    fans, orders = fresh_value(t.seeds[0])
    begun = fans["follow_ts"].min()
    few = pd.DataFrame(
        {
            "follower_id": ["a", "b", "c", "d"],
            "follow_ts": [begun, begun, begun + 3 * DAY, begun + DAY / 2],
            "source": ["live", "video", "search", "live"],
        }
    )
    edge = pd.DataFrame(
        {
            "order_id": ["1", "2", "3", "4"],
            "follower_id": ["a", "a", "a", "d"],
            "ts": [begun, begun + 7 * DAY, begun - DAY, begun + 2 * DAY],
            "gmv": [10.0, 20.0, 40.0, 80.0],
            "refund": [1.0, 0.0, 0.0, 80.0],
        }
    )
    end = begun + 7 * DAY
    t.frame_equal(t.call("ltv_cohort", few, edge, end, 7), value_by_hand(few, edge, end, 7), key=["source"])
    got = t.call("ltv_cohort", fans, orders.head(0), market.END, 30)
    t.frame_equal(got, value_by_hand(fans, orders.head(0), market.END, 30), key=["source"])


# ---- pick_creators -------------------------------------------------------------------------------------

AUDIENCE = [f"aud_{number}" for number in range(market.SEGMENTS)]
Market = tuple[pd.DataFrame, list[float], float]


@lru_cache(maxsize=64)
def fresh_creators(seed: int) -> Market:
    """Nine creators: two bargains who reach the same people, seven dearer ones with people of their own."""
    rng = np.random.default_rng(seed)
    sizes = rng.uniform(180_000, 220_000, market.SEGMENTS).round(-3)
    order = rng.permutation(market.SEGMENTS)
    audience = rng.dirichlet(np.ones(market.SEGMENTS), 9) * 6
    audience[[0, 1], order[0]] += 94
    for row in range(2, 9):
        audience[row, order[row - 1]] += 94
    plays = np.concatenate([rng.uniform(168_000, 176_000, 2), rng.uniform(118_000, 142_000, 7)])
    fee = np.concatenate([rng.uniform(8_600, 9_200, 2), rng.uniform(13_800, 15_000, 7)])
    table = pd.DataFrame({"creator_id": [f"K{number:03}" for number in rng.choice(900, 9, replace=False)]})
    table["fee"], table["plays_med"] = fee.round(-1), plays.round(-2)
    table[AUDIENCE] = audience.round(2)
    budget = float(table["fee"].iloc[:2].mean() + 3 * 15_000 + 200)
    return shuffled(table, seed), sizes.tolist(), budget


def reach(creators: pd.DataFrame, sizes: list[float], chosen: np.ndarray) -> float:
    """People reached by the chosen rows, summed over segments on the log scale of not being reached."""
    rate = creators["plays_med"].to_numpy()[:, None] * creators[AUDIENCE].to_numpy() / 100 / np.asarray(sizes)
    missed = np.log1p(-np.minimum(rate, 1 - 1e-15))
    return float((np.asarray(sizes) * -np.expm1(chosen.astype(float) @ missed)).sum())


def best_reach(creators: pd.DataFrame, sizes: list[float], budget: float) -> float:
    """Every subset at once, as bits."""
    n = len(creators)
    subsets = (np.arange(2**n)[:, None] >> np.arange(n)) & 1
    rate = creators["plays_med"].to_numpy()[:, None] * creators[AUDIENCE].to_numpy() / 100 / np.asarray(sizes)
    missed = np.log1p(-np.minimum(rate, 1 - 1e-15))
    total = (np.asarray(sizes) * -np.expm1(subsets @ missed)).sum(axis=1)
    return float(total[subsets @ creators["fee"].to_numpy() <= budget].max())


@lru_cache(maxsize=64)
def ref_reach(seed: int) -> float:
    return best_reach(*fresh_creators(seed))


def picked(t: Trial, creators: pd.DataFrame, sizes: list[float], budget: float) -> float:
    """Require a feasible list; return its reach."""
    got = t.call("pick_creators", creators, sizes, budget)
    if not isinstance(got, list):
        raise Failed("type", got=type_name(got), want="list")
    known = creators["creator_id"].tolist()
    if len(set(map(str, got))) != len(got) or not set(got) <= set(known):
        raise Failed("keys", got=got, want=known)
    chosen = creators["creator_id"].isin(got).to_numpy()
    t.between(float(creators["fee"].to_numpy()[chosen].sum()), 0.0, budget)
    return reach(creators, sizes, chosen)


@part(
    "pick_creators",
    "reach",
    en="at least 97 % of the best reach within the budget; overlap counts once",
    zh="预算内触达不低于最优的 97%，重叠人群只算一次",
)
def pick_right(t: Trial) -> None:
    for seed in t.seeds:
        t.between(picked(t, *fresh_creators(seed)), 0.97 * ref_reach(seed), math.inf)


@part(
    "pick_creators",
    "edge_cases",
    en="a budget for one, for all, for none; a creator with more plays than a segment has people",
    zh="预算只够一个、够全部、一个都不够；播放量超过人群规模的达人",
)
def pick_edges(t: Trial) -> None:
    creators, sizes, _ = fresh_creators(t.seeds[0])
    fees = creators["fee"]
    for budget in (float(fees.min()), float(fees.sum()), float(fees.min()) - 1):
        t.between(picked(t, creators, sizes, budget), 0.97 * best_reach(creators, sizes, budget), math.inf)
    giant = pd.DataFrame({"creator_id": ["G", "B", "C"], "fee": [10.0, 5.0, 5.0]})
    giant["plays_med"] = [400_000.0, 90_000.0 + t.seeds[0] % 1_000, 88_000.0]
    giant[AUDIENCE] = [[100.0 * (k == row) for k in range(market.SEGMENTS)] for row in range(3)]
    people = [100_000.0] * market.SEGMENTS
    t.between(picked(t, giant, people, 10.0), 0.97 * best_reach(giant, people, 10.0), math.inf)


# ---- best_slots ----------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def fresh_posts(seed: int) -> pd.DataFrame:
    return shuffled(market.posts(seed, n=420), seed)


def slots_by_hand(posts: pd.DataFrame) -> pd.DataFrame:
    """Fit slot and topic in turn until nothing moves (Gauss-Seidel on the normal equations)."""
    rows = [(r["slot"], r["topic"], math.log(r["plays"])) for r in posts.to_dict("records") if r["plays"] > 0]
    slots, topics = sorted({row[0] for row in rows}), sorted({row[1] for row in rows})
    s_index, t_index = {n: i for i, n in enumerate(slots)}, {n: i for i, n in enumerate(topics)}
    s = np.array([s_index[row[0]] for row in rows])
    k = np.array([t_index[row[1]] for row in rows])
    y = np.array([row[2] for row in rows])
    a, b = np.zeros(len(slots)), np.zeros(len(topics))
    for _ in range(2_000):
        a_next = np.bincount(s, y - b[k]) / np.bincount(s)
        b = np.bincount(k, y - a_next[s]) / np.bincount(k)
        moved, a = np.abs(a_next - a).max(), a_next
        if moved < 1e-13:
            break
    table = pd.DataFrame({"slot": slots, "effect": a - a.mean()})
    return table.sort_values("effect", ascending=False).reset_index(drop=True)


@lru_cache(maxsize=64)
def ref_slots(seed: int) -> pd.DataFrame:
    return slots_by_hand(fresh_posts(seed))


def ranked(t: Trial, got: Value, want: pd.DataFrame) -> None:
    t.frame_equal(got, want, key=["slot"], atol=1e-6)
    t.equal([str(name) for name in got["slot"]], want["slot"].tolist())


@part(
    "best_slots",
    "effect",
    en="slots compared within topics, best first",
    zh="在同一主题内比较时段，由高到低",
)
def slots_right(t: Trial) -> None:
    for seed in t.seeds:
        ranked(t, t.call("best_slots", fresh_posts(seed)), ref_slots(seed))


@part(
    "best_slots",
    "edge_cases",
    en="posts taken down, a slot with one post, a single topic",
    zh="已下架作品、只有一条作品的时段、只有一个主题",
)
def slots_edges(t: Trial) -> None:
    posts = fresh_posts(t.seeds[0])
    rare = posts[(posts["slot"] != "h07") | ~posts["slot"].duplicated()]
    gone = posts.assign(plays=posts["plays"].where(np.arange(len(posts)) % 9 > 0, 0))
    for few in (rare, posts[posts["topic"] == "tour"], gone):
        ranked(t, t.call("best_slots", few), slots_by_hand(few))
