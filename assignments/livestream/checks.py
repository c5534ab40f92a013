"""Hidden checks of the livestream form: fresh data, independent references, the planted truth.

Everything named `fresh_…` or `ref_…` depends on its arguments only, is cached, and is never changed.
References use another method than the exemplar in `assignment.py`.
"""

import math
from collections import defaultdict
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pandas as pd

from sixfold_grader.checking import Failed, Trial, Value, part, type_name
from sixfold_market import livestream as market
from sixfold_market.livestream.room import plans

EIGHT_HOURS = pd.Timedelta(hours=8)


def shuffled(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Rows in another order, with an index that means nothing."""
    return frame.sample(frac=1, random_state=seed % 2**32).set_axis(range(100, 100 + len(frame)))


def keys_of(got: Value, want: set[str]) -> None:
    """Require a dict with exactly these keys."""
    if not isinstance(got, dict):
        raise Failed("type", got=type_name(got), want="dict")
    if set(got) != want:
        raise Failed("keys", got=list(got), want=sorted(want))


def once(minutes: pd.DataFrame) -> pd.DataFrame:
    """Keep the later load of each minute."""
    return minutes.sort_values("loaded_at").drop_duplicates(["session_id", "minute"], keep="last")


# ---- five_dim_four_rate --------------------------------------------------------------------------------

COUNTS = list(market.STEPS)


@lru_cache(maxsize=64)
def fresh_steps(seed: int) -> pd.DataFrame:
    """Three sessions; viewers are called the same in each."""
    steps = market.viewer_steps(seed, n=3, people=700)[["session_id", "viewer_id", "step"]]
    return shuffled(steps.assign(viewer_id="v" + steps["viewer_id"].str[2:]), seed)


def ref_funnel(steps: pd.DataFrame) -> pd.DataFrame:
    """Sets of people, one row at a time."""
    seen: dict[str, dict[str, set[str]]] = defaultdict(lambda: {name: set() for name in COUNTS})
    for session, viewer, step in zip(steps["session_id"], steps["viewer_id"], steps["step"], strict=True):
        seen[session][step].add(viewer)
    rows = []
    for session, sets in seen.items():
        people = [len(sets[name]) for name in COUNTS]
        rates = [after / before if before else math.nan for before, after in pairwise(people)]
        rows.append((session, *people, *rates))
    return pd.DataFrame(rows, columns=["session_id", *COUNTS, *market.RATES])


@part(
    "five_dim_four_rate",
    "people",
    en="people, not events, by session; each rate over the step before",
    zh="按场次去重人数，每个率以上一步为分母",
)
def funnel_people(t: Trial) -> None:
    for seed in t.seeds:
        steps = fresh_steps(seed)
        t.frame_equal(t.call("five_dim_four_rate", steps), ref_funnel(steps), key=["session_id"])


@part(
    "five_dim_four_rate",
    "edge_cases",
    en="a step nobody reached, a session without clicks, a single event",
    zh="没人到达的步骤、没有点击的场次、只有一条日志",
)
def funnel_edges(t: Trial) -> None:
    steps = fresh_steps(t.seeds[0])
    unclicked = steps[(steps["session_id"] != "S001") | steps["step"].isin(["exposed", "entered"])]
    for few in (unclicked, steps[steps["step"] != "paid"], steps[steps["step"] == "exposed"].head(1)):
        t.frame_equal(t.call("five_dim_four_rate", few), ref_funnel(few), key=["session_id"])


# ---- gpm_pair ------------------------------------------------------------------------------------------

LOADS = ["session_id", "ts", "loaded_at", "impressions", "entries", "gmv"]


@lru_cache(maxsize=64)
def fresh_loads(seed: int) -> pd.DataFrame:
    """Eight sessions of four days, each second one past midnight in Shanghai; some minutes stand twice."""
    minutes = once(market.session_minute(seed, n=8, break_every=0))
    late = minutes["session_id"].isin(["S002", "S004", "S006", "S008"])
    begun = minutes.groupby("session_id")["ts"].transform("min")
    to_night = (begun + EIGHT_HOURS).dt.normalize() + pd.Timedelta(hours=14.75) - begun
    minutes = minutes.assign(ts=minutes["ts"] + to_night.where(late, pd.Timedelta(0)))
    minutes["loaded_at"] = minutes["ts"] + pd.Timedelta(hours=1)
    early = minutes.sample(frac=0.1, random_state=seed % 2**32)
    early = early.assign(loaded_at=early["ts"] + pd.Timedelta(minutes=1), gmv=(early["gmv"] * 0.6).round(2))
    return shuffled(pd.concat([minutes, early])[LOADS], seed)


def ref_pair(minutes: pd.DataFrame) -> pd.DataFrame:
    """Walk through the rows: the last load of each minute, the first minute of each session."""
    last: dict[tuple[str, pd.Timestamp], tuple[pd.Timestamp, float, float, float]] = {}
    first: dict[str, pd.Timestamp] = {}
    for session, ts, loaded, shown, entered, gmv in minutes[LOADS].itertuples(index=False):
        first[session] = min(ts, first.get(session, ts))
        if (session, ts) not in last or last[session, ts][0] < loaded:
            last[session, ts] = (loaded, shown, entered, gmv)
    sums: dict[pd.Timestamp, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for (session, _), numbers in last.items():
        day = pd.Timestamp((first[session] + EIGHT_HOURS).date())
        sums[day] = [total + more for total, more in zip(sums[day], numbers[1:], strict=True)]
    rows = [
        (day, gmv, 1000 * gmv / shown if shown else math.nan, 1000 * gmv / entered if entered else math.nan)
        for day, (shown, entered, gmv) in sums.items()
    ]
    return pd.DataFrame(rows, columns=["day", "gmv", "gpm_exposure", "gpm_watch"])


@part(
    "gpm_pair",
    "both",
    en="both GPMs by the day of the start, ratios of sums, the later load",
    zh="按开播日、先求和再相除、以后载入为准的两个 GPM",
)
def pair_right(t: Trial) -> None:
    for seed in t.seeds:
        t.frame_equal(t.call("gpm_pair", fresh_loads(seed)), ref_pair(fresh_loads(seed)), key=["day"])


@part(
    "gpm_pair",
    "edge_cases",
    en="a day without impressions or entries, a session of one minute",
    zh="当天没有曝光或进入、只有一分钟的场次",
)
def pair_edges(t: Trial) -> None:
    loads = fresh_loads(t.seeds[0])
    dark = loads.assign(impressions=loads["impressions"].where(loads["session_id"] > "S002", 0))
    empty = loads.assign(entries=loads["entries"].where(loads["session_id"] > "S002", 0))
    for few in (dark, empty, loads.head(1)):
        t.frame_equal(t.call("gpm_pair", few), ref_pair(few), key=["day"])


# ---- decompose_change ----------------------------------------------------------------------------------

FUNNEL = ("exposed", "entered", "product_exposed", "product_clicked", "paid", "gmv")
FACTORS = ("exposed", "enter", "product_exposure", "product_click", "pay", "value_per_buyer")


@lru_cache(maxsize=64)
def fresh_pairs(seed: int) -> tuple[tuple[dict[str, float], dict[str, float]], ...]:
    """Pairs of sessions of one room, as dicts of plain numbers."""
    minutes = once(market.session_minute(seed, n=6, break_every=2))
    columns = ["exposed_uv", "entries", "product_exposed_uv", "product_click_uv", "payers", "gmv"]
    total = minutes.groupby("session_id")[columns].sum().set_axis(list(FUNNEL), axis=1)
    rows = [
        {name: float(row[name]) if name == "gmv" else int(row[name]) for name in FUNNEL}
        for row in total.to_dict("records")
    ]
    return tuple(pairwise(rows))


def ref_terms(a: dict[str, float], b: dict[str, float]) -> dict[str, float]:
    """Integrate GMV dln(x) along the path on which every factor grows at a steady rate (Gauss-Legendre)."""
    node, weight = np.polynomial.legendre.leggauss(24)
    path = a["gmv"] ** (1 - (node + 1) / 2) * b["gmv"] ** ((node + 1) / 2)
    area = float(weight @ path / 2)

    def factors(x: dict[str, float]) -> list[float]:
        people = [x[name] for name in FUNNEL]
        later = [after / before for before, after in pairwise(people)]
        return [people[0], *later]

    return {
        name: area * math.log(after / before)
        for name, before, after in zip(FACTORS, factors(a), factors(b), strict=True)
    }


def terms(t: Trial, a: dict[str, float], b: dict[str, float]) -> None:
    got = t.call("decompose_change", a, b)
    keys_of(got, set(FACTORS))
    t.close(got, ref_terms(a, b), atol=1e-4)


@part("decompose_change", "terms", en="six terms that sum to the change", zh="六项之和等于变化额")
def terms_right(t: Trial) -> None:
    for seed in t.seeds:
        for a, b in fresh_pairs(seed):
            terms(t, a, b)


@part(
    "decompose_change",
    "edge_cases",
    en="equal GMV, one and the same session, ValueError for zero or negative numbers",
    zh="成交相等、两场完全相同、零或负数时抛出 ValueError",
)
def terms_edges(t: Trial) -> None:
    for a, b in fresh_pairs(t.seeds[0])[:2]:
        terms(t, a, a)
        terms(t, a, {**b, "gmv": a["gmv"]})
        t.raises("ValueError", "decompose_change", a, {**b, "paid": 0})
        t.raises("ValueError", "decompose_change", {**a, "gmv": 0.0}, b)
        t.raises("ValueError", "decompose_change", {**a, "entered": -1}, b)


# ---- find_break ----------------------------------------------------------------------------------------

PEOPLE = ["minute", "exposed_uv", "entries", "product_exposed_uv", "product_click_uv", "payers"]


def with_gaps(minutes: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Leave out one row in thirty and shuffle the others."""
    return shuffled(minutes.sample(frac=29 / 30, random_state=seed % 2**32), seed)


@lru_cache(maxsize=64)
def fresh_broken(seed: int) -> tuple[pd.DataFrame, ...]:
    minutes = once(market.session_minute(seed, n=3, break_every=1))
    return tuple(with_gaps(rows[PEOPLE], seed) for _, rows in minutes.groupby("session_id"))


@lru_cache(maxsize=64)
def fresh_quiet(seed: int) -> tuple[pd.DataFrame, ...]:
    """Nothing broke: a calm session, one that loses two thirds of its traffic, one with empty minutes."""
    minutes = once(market.session_minute(seed, n=3, break_every=0))
    calm, fading, thin = (rows[PEOPLE] for _, rows in minutes.groupby("session_id"))
    counts, rng = PEOPLE[1:], np.random.default_rng(seed)
    gone = fading["minute"] >= int(rng.integers(40, 80))
    fading = fading.assign(**{name: fading[name].where(~gone, fading[name] // 3) for name in counts})
    none = thin["minute"].isin(rng.choice(120, 6, replace=False).tolist())
    thin = thin.assign(**{name: thin[name].where(~none, 0) for name in counts})
    return tuple(with_gaps(rows, seed) for rows in (calm, fading, thin))


def found(t: Trial, session: pd.DataFrame) -> dict[str, Value]:
    got = t.call("find_break", session)
    keys_of(got, {"rate", "minute"})
    return dict(got)


@part("find_break", "broken", en="the rate and the minute of a break", zh="断掉的率与断点分钟")
def break_found(t: Trial) -> None:
    def one(session: pd.DataFrame, rate: str, minute: int) -> None:
        got = found(t, session)
        t.equal(got["rate"], rate)
        t.between(got["minute"], minute - 2, minute + 2)

    right = 0
    for seed in t.seeds:
        for session, plan in zip(fresh_broken(seed), plans(seed, 3, 1), strict=True):
            rate, minute = plan.broken.rate, plan.broken.minute
            right += t.passes(lambda s=session, r=rate, m=minute: one(s, r, m))
    if right < 8:
        raise t.first_failure or Failed("share", share=f"{right}/9")


@part(
    "find_break",
    "quiet",
    en="no break where only the traffic changed; and one break that is found",
    zh="只有流量变化的场次不算断；另有一场确实断了",
)
def break_quiet(t: Trial) -> None:
    for seed in t.seeds:
        for session in fresh_quiet(seed):
            got = found(t, session)
            t.none(got["rate"])
            t.none(got["minute"])
    # Answers that never find anything get nothing: a break that everybody sees.
    got = found(t, plain_break(t.seeds[0]))
    t.equal(got["rate"], "product_click")
    t.between(got["minute"], 43, 47)


@lru_cache(maxsize=8)
def plain_break(seed: int) -> pd.DataFrame:
    """Every minute alike, and the clicks fall to two fifths at minute 45."""
    people = 4_000 + seed % 1_000
    flat = pd.DataFrame({"minute": range(120), "exposed_uv": people, "entries": people // 5})
    clicks = [people // 20 if minute < 45 else people // 50 for minute in range(120)]
    return shuffled(
        flat.assign(
            product_exposed_uv=people // 6,
            product_click_uv=clicks,
            payers=[count // 10 for count in clicks],
        ),
        seed,
    )


# ---- host_effect ---------------------------------------------------------------------------------------

SESSIONS = ["session_id", "host_id", "daypart", "entrants", "gmv", "refund_pre", "refund_post"]


@lru_cache(maxsize=64)
def fresh_sessions(seed: int) -> pd.DataFrame:
    return shuffled(market.sessions(seed)[SESSIONS], seed)


def ref_hosts(sessions: pd.DataFrame) -> pd.DataFrame:
    """Sums by hand; host and daypart fitted in turn until nothing moves (Gauss-Seidel)."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
    rows: list[tuple[str, str, float]] = []
    for row in sessions.to_dict("records"):
        refund = row["refund_pre"] + row["refund_post"]
        net = row["gmv"] - refund
        for place, number in enumerate((net, refund, row["gmv"], row["entrants"])):
            sums[row["host_id"]][place] += number
        if row["entrants"] > 0 and net > 0:
            rows.append((row["host_id"], row["daypart"], math.log(net / row["entrants"])))
    level = dict.fromkeys({host for host, _, _ in rows}, 0.0)
    shift = dict.fromkeys({part for _, part, _ in rows}, 0.0)
    for _ in range(2_000):
        before = dict(level)
        for host in level:
            level[host] = float(np.mean([y - shift[p] for h, p, y in rows if h == host]))
        for name in shift:
            shift[name] = float(np.mean([y - level[h] for h, p, y in rows if p == name]))
        if max(abs(level[host] - before[host]) for host in level) < 1e-12:
            break
    mean = sum(level.values()) / len(level)
    table = pd.DataFrame(
        [
            (
                host,
                net / people if people else math.nan,
                refund / gmv if gmv else math.nan,
                level.get(host, math.nan) - mean,
            )
            for host, (net, refund, gmv, people) in sums.items()
        ],
        columns=["host_id", "net_value", "refund_share", "effect"],
    )
    return table.sort_values("effect", ascending=False, na_position="last").reset_index(drop=True)


@lru_cache(maxsize=64)
def ref_fresh_hosts(seed: int) -> pd.DataFrame:
    return ref_hosts(fresh_sessions(seed))


def columns_of(got: Value) -> None:
    """Require a table with the columns of the answer."""
    want = ["host_id", "net_value", "refund_share", "effect"]
    if not isinstance(got, pd.DataFrame):
        raise Failed("type", got=type_name(got), want="DataFrame")
    if set(got.columns) != set(want):
        raise Failed("columns", got=list(got.columns), want=want)


@part(
    "host_effect",
    "net",
    en="net value per entrant and refund share, ratios of sums",
    zh="每进入一人的净成交与退款率，先求和再相除",
)
def hosts_net(t: Trial) -> None:
    for seed in t.seeds:
        got = t.call("host_effect", fresh_sessions(seed))
        columns_of(got)
        t.frame_equal(
            got.drop(columns="effect"), ref_fresh_hosts(seed).drop(columns="effect"), key=["host_id"]
        )


def ranked(t: Trial, got: Value, want: pd.DataFrame) -> None:
    """Require the effects, and the order that they give."""
    columns_of(got)
    names = ["host_id", "effect"]
    t.frame_equal(got[names], want[names], key=["host_id"], atol=1e-6)
    t.equal([str(name) for name in got["host_id"]], want["host_id"].tolist())


@part(
    "host_effect",
    "adjusted",
    en="hosts compared within dayparts, net of refunds, best first",
    zh="在同一时段内比较、扣除退款、由高到低",
)
def hosts_adjusted(t: Trial) -> None:
    for seed in t.seeds:
        ranked(t, t.call("host_effect", fresh_sessions(seed)), ref_fresh_hosts(seed))


@part(
    "host_effect",
    "edge_cases",
    en="empty sessions, more refunds than sales, a host with nothing else, a single daypart",
    zh="无人场次、退款超过成交、只有这种场次的主播、只有一个时段",
)
def hosts_edges(t: Trial) -> None:
    sessions = fresh_sessions(t.seeds[0])
    first = sessions.groupby("host_id").cumcount() == 0
    empty = sessions.assign(
        entrants=sessions["entrants"].where(~first, 0),
        gmv=sessions["gmv"].where(~first, 0.0),
        refund_pre=sessions["refund_pre"].where(~first, 0.0),
        refund_post=sessions["refund_post"].where(~first, 0.0),
    )
    lost = sessions.assign(refund_post=sessions["refund_post"].where(~first, sessions["gmv"]))
    new = {"session_id": "S900", "host_id": "H9", "daypart": "prime", "entrants": 0, "gmv": 0.0}
    newcomer = pd.concat(
        [sessions, pd.DataFrame([{**new, "refund_pre": 0.0, "refund_post": 0.0}])], ignore_index=True
    )
    prime = sessions[sessions["daypart"] == "prime"]
    for few in (empty, lost, newcomer, prime):
        got = t.call("host_effect", few)
        ranked(t, got, ref_hosts(few))
        t.frame_equal(got, ref_hosts(few), key=["host_id"], atol=1e-6)


# ---- paid_spill ----------------------------------------------------------------------------------------

SPILL = ["session_id", "minute", "entries", "paid_entries", "payers"]


@lru_cache(maxsize=64)
def fresh_spill(seed: int) -> pd.DataFrame:
    minutes = once(market.session_minute(seed, n=20, break_every=0))[SPILL]
    return with_gaps(minutes, seed)


def spilled(t: Trial, minutes: pd.DataFrame, lag: int, per_payer: float) -> None:
    got = t.call("paid_spill", minutes)
    keys_of(got, {"lag", "per_payer"})
    t.equal(got["lag"], lag)
    t.between(got["per_payer"], 0.75 * per_payer, 1.25 * per_payer)


@part(
    "paid_spill",
    "spill",
    en="the planted lag exactly, natural entries per payer within 25 %",
    zh="滞后分钟数准确，每个成交人数带来的自然进入误差 25% 以内",
)
def spill_right(t: Trial) -> None:
    for seed in t.seeds:
        planted = market.truth(seed)
        spilled(t, fresh_spill(seed), planted.lag, planted.per_order)


@lru_cache(maxsize=8)
def fresh_long_lag(seed: int) -> tuple[pd.DataFrame, int, float]:
    """Few payers, many natural entries of each, after seven to ten minutes."""
    rng = np.random.default_rng(seed)
    lag, each, n = int(rng.integers(7, 11)), float(rng.uniform(8, 12)), 10
    payers = rng.poisson(rng.uniform(10, 20, (n, 1)), (n, 120))
    came = np.zeros((n, 120))
    came[:, lag:] = each * payers[:, :-lag]
    natural = rng.poisson(400 + came)
    paid = rng.poisson(60, (n, 120))
    table = pd.DataFrame(
        {
            "session_id": np.repeat([f"L{number}" for number in range(n)], 120),
            "minute": np.tile(np.arange(120), n),
            "entries": (natural + paid).ravel(),
            "paid_entries": paid.ravel(),
            "payers": payers.ravel(),
        }
    )
    return with_gaps(table, seed), lag, each


@part(
    "paid_spill",
    "edge_cases",
    en="a long lag with minutes missing, nobody paid",
    zh="滞后较长且缺分钟、没有人成交",
)
def spill_edges(t: Trial) -> None:
    spilled(t, *fresh_long_lag(t.seeds[0]))
    got = t.call("paid_spill", fresh_spill(t.seeds[0]).assign(payers=0))
    keys_of(got, {"lag", "per_payer"})
    t.none(got["lag"])
    t.none(got["per_payer"])


# ---- slot_plan -----------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def fresh_skus(seed: int) -> tuple[pd.DataFrame, int, float]:
    """Two traffic items that lose money, two deals, three items that earn and empty the room."""
    rng = np.random.default_rng(seed)
    value = [*rng.uniform(-0.30, -0.05, 2), *rng.uniform(0.1, 0.5, 2), *rng.uniform(0.9, 2.4, 3)]
    pull = [*rng.uniform(1.4, 1.8, 2), *rng.uniform(1.0, 1.15, 2), *rng.uniform(0.55, 0.85, 3)]
    table = pd.DataFrame({"sku_id": [f"P{row:02}" for row in range(7)], "value": value, "pull": pull})
    return shuffled(table.round(3), seed), 5, float(rng.integers(800, 4_000))


def profit_of(skus: pd.DataFrame, audience: float, order: list[str]) -> float:
    facts = skus.set_index("sku_id")
    profit, online = 0.0, audience
    for name in order:
        profit += online * facts.at[name, "value"]
        online *= facts.at[name, "pull"]
    return float(profit)


def ref_profit(skus: pd.DataFrame, slots: int, audience: float) -> float:
    """Best profit by sets: whatever was shown, the audience left is the same in any order."""
    value, pull = skus["value"].to_numpy(), skus["pull"].to_numpy()
    best = {0: 0.0}
    left = {0: audience}
    for _ in range(min(slots, len(skus))):
        for shown in list(best):
            for row in range(len(skus)):
                after = shown | 1 << row
                if after == shown:
                    continue
                gained = best[shown] + left[shown] * value[row]
                left[after] = left[shown] * pull[row]
                best[after] = max(gained, best.get(after, -math.inf))
    return float(max(best.values()))


@lru_cache(maxsize=64)
def ref_fresh_profit(seed: int) -> float:
    return ref_profit(*fresh_skus(seed))


def planned(t: Trial, skus: pd.DataFrame, slots: int, audience: float) -> float:
    """Require a feasible run-down; return its profit."""
    got = t.call("slot_plan", skus, slots, audience)
    if not isinstance(got, list):
        raise Failed("type", got=type_name(got), want="list")
    known = skus["sku_id"].tolist()
    names = [str(name) for name in got]
    if len(set(names)) != len(names) or not set(names) <= set(known):
        raise Failed("keys", got=names, want=known)
    t.between(len(names), 0, slots)
    return profit_of(skus, audience, names)


@part(
    "slot_plan",
    "plan",
    en="at least 99 % of the best profit within the slots",
    zh="不超时段数、利润不低于最优的 99%",
)
def plan_right(t: Trial) -> None:
    for seed in t.seeds:
        t.between(planned(t, *fresh_skus(seed)), 0.99 * ref_fresh_profit(seed), math.inf)


@part(
    "slot_plan",
    "edge_cases",
    en="one slot, more slots than items, nothing that earns, an item after which nobody is left",
    zh="只有一个时段、时段多于货品、没有赚钱的货品、讲完观众走光的货品",
)
def plan_edges(t: Trial) -> None:
    skus, _, audience = fresh_skus(t.seeds[0])
    losing = skus.assign(value=-skus["value"].abs())
    last = skus.assign(pull=skus["pull"].where(skus["value"] < skus["value"].max(), 0.0))
    for table, slots in ((skus, 1), (skus.head(4), 9), (losing, 4), (last, 4)):
        best = ref_profit(table, slots, audience)
        t.between(planned(t, table, slots, audience), 0.99 * best, math.inf)


# ---- compliance_flags ----------------------------------------------------------------------------------

Script = tuple[list[str], int, float | None, int]


@lru_cache(maxsize=64)
def fresh_scripts(seed: int) -> tuple[tuple[Script, frozenset[tuple[int, str]]], ...]:
    """Transcripts of the market with what two reviewers marked, and lines made for the rules."""
    lines, offers = market.script_lines(seed, n=4), market.script_offers(seed, n=4).set_index("script_id")
    found = []
    for name, rows in lines.groupby("script_id"):
        labels = [set(kinds.split(",")) - {"fine"} for kinds in rows["kinds"]]
        fact = offers.loc[name]
        script = (rows["text"].tolist(), int(fact["stock"]), float(fact["lowest_7d"]), 24)
        found.append((script, frozenset((n, k) for n, kinds in enumerate(labels, 1) for k in kinds)))
    return (*found, made_to_the_rules(seed))


def made_to_the_rules(seed: int) -> tuple[Script, frozenset[tuple[int, str]]]:
    """A script of fresh numbers in which each line's breaches are known because it was built so."""
    rng = np.random.default_rng(seed)
    stock, low = int(rng.integers(60, 900)), float(rng.integers(30, 200)) + 0.9
    less, more, dear = stock - int(rng.integers(1, 50)), stock + int(rng.integers(1, 50)), low + 0.5
    item = str(rng.choice(["瑜伽裤", "运动内衣", "速干上衣", "瑜伽垫"]))
    lines: list[tuple[str, set[str]]] = [
        (f"这条{item}是全网最薄的", {"absolute"}),
        (f"最近卖得多的{item}，最后讲一次尺码，最多拍两件，最少留一件", set()),
        (f"{item}国家级工艺", {"absolute"}),
        (f"{item}第一批到货，第一步先看尺码，第一次买的看详情页", set()),
        (f"最关心掉色的看这里，{item}是行业第一", {"absolute"}),
        (f"只剩{less}件{item}", {"stock"}),
        (f"库存还剩 {stock} 件", set()),
        (f"仅剩 {more} 单", set()),
        (f"原价{low:.1f}元，今天减 3 元", set()),
        (f"{item}原价 {dear:.1f} 元，今天 {low:.1f} 元", {"price"}),
        (f"同学们自己拍，{item}最划算，原价 {dear:.1f}，只剩 {less} 件", set(market.KINDS)),
        ("未成年请让监护人来拍", set()),
        (f"小朋友也能下单{item}", {"minor"}),
    ]
    order = rng.permutation(len(lines))
    placed = [lines[place] for place in order]
    flags = frozenset((number, kind) for number, (_, kinds) in enumerate(placed, 1) for kind in kinds)
    return ([text for text, _ in placed], stock, low, 19), flags


def flagged(t: Trial, script: Script, want: frozenset[tuple[int, str]], kinds: set[str]) -> None:
    """Require exactly these breaches, of the kinds that this part is about."""
    got = t.call("compliance_flags", *script)
    if not isinstance(got, pd.DataFrame):
        raise Failed("type", got=type_name(got), want="DataFrame")
    if set(got.columns) != {"line", "kind"}:
        raise Failed("columns", got=list(got.columns), want=["line", "kind"])
    rows = sorted((number, kind) for number, kind in want if kind in kinds)
    table = pd.DataFrame(rows, columns=["line", "kind"]).astype({"line": "int64", "kind": "str"})
    t.frame_equal(got[got["kind"].isin(kinds)], table, key=["line", "kind"])


@part(
    "compliance_flags",
    "absolute",
    en="absolute claims, and no innocent 最近 or 第一次",
    zh="极限词不漏，不误伤“最近”“第一次”",
)
def flags_absolute(t: Trial) -> None:
    for seed in t.seeds:
        for script, want in fresh_scripts(seed):
            flagged(t, script, want, {"absolute"})


@part(
    "compliance_flags",
    "price_stock",
    en="stock and original price held against the record; an item never sold has no original price",
    zh="库存与原价对照后台；从未成交的没有“原价”",
)
def flags_record(t: Trial) -> None:
    for seed in t.seeds:
        for script, want in fresh_scripts(seed):
            flagged(t, script, want, {"price", "stock"})
        (lines, stock, _, age), _ = made_to_the_rules(seed)
        unsold = {(number, "price") for number, line in enumerate(lines, 1) if "原价" in line}
        flagged(t, (lines, stock, None, age), frozenset(unsold), {"price"})


@part(
    "compliance_flags",
    "minors",
    en="minors talked into buying, a host under 16, and a clean script",
    zh="诱导未成年人、主播不满 16 周岁、完全合规的话术",
)
def flags_minors(t: Trial) -> None:
    for seed in t.seeds:
        for script, want in fresh_scripts(seed):
            flagged(t, script, want, {"minor"})
        (lines, stock, low, _), want = made_to_the_rules(seed)
        for age, more in ((15, {(0, "minor")}), (16, set())):
            flagged(t, (lines, stock, low, age), want | more, {"minor"})
    clean = [f"今天 {t.seeds[0] % 90 + 10} 元，七天无理由", "尺码看详情页"]
    flagged(t, (clean, 100, 50.0, 30), frozenset(), set(market.KINDS))
