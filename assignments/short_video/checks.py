"""Hidden checks of the short-video form: fresh data, independent references, the planted truth.

Everything named `fresh_…` or `ref_…` depends on its arguments only, is cached, and is never changed.
References use another method than the exemplar in `assignment.py`.
"""

import math
from collections import defaultdict
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy import stats

from sixfold_grader.checking import Failed, Trial, Value, part, type_name
from sixfold_market import short_video as market

Watch = list[tuple[str, float]]  # video and seconds watched of each counted play


def shuffled(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Rows in another order, with an index that means nothing."""
    return frame.sample(frac=1, random_state=seed % 2**32).set_axis(range(100, 100 + len(frame)))


@lru_cache(maxsize=64)
def fresh_plays(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A dozen videos and their plays; some of these twice, some without watch time."""
    plays = market.plays(seed, n=12, each=120)
    plays = pd.concat([plays, plays.iloc[::40]])
    plays["watch_s"] = plays["watch_s"].where(np.arange(len(plays)) % 55 > 0)
    first = plays.drop_duplicates("play_id").set_index("play_id")["watch_s"]
    plays["watch_s"] = plays["play_id"].map(first)  # what stands there twice is twice the same
    return shuffled(plays, seed), shuffled(market.videos(seed).head(12), seed)


def counted(plays: pd.DataFrame) -> Watch:
    """Each play once, without those that lost their watch time."""
    known = {row["play_id"]: (row["video_id"], row["watch_s"]) for row in plays.to_dict("records")}
    return [(video, float(seen)) for video, seen in known.values() if not pd.isna(seen)]


def a_play_each(watched: dict[str, list[float]]) -> pd.DataFrame:
    """A small play log: seconds watched by video."""
    rows = [(video, seen) for video, each in watched.items() for seen in each]
    table = pd.DataFrame(rows, columns=["video_id", "watch_s"])
    table.insert(0, "play_id", [f"E{number}" for number in range(len(rows))])
    return table


# ---- completion_table ----------------------------------------------------------------------------------


def completion_by_hand(plays: pd.DataFrame, videos: pd.DataFrame) -> pd.DataFrame:
    seen: dict[str, list[float]] = defaultdict(list)
    for video, seconds in counted(plays):
        seen[video].append(seconds)
    rows = []
    for video, length in zip(videos["video_id"], videos["duration_s"], strict=True):
        watch = np.sort(seen[video])
        n = len(watch)

        def reached(bar: float, watch: np.ndarray = watch, n: int = n) -> float:
            return float((n - np.searchsorted(watch, bar, side="left")) / n)

        shares = (
            (reached(length), reached(min(length, 5)), reached(min(length, 7)), watch.sum() / (n * length))
            if n
            else (math.nan,) * 4
        )
        rows.append((video, n, *shares))
    return pd.DataFrame(rows, columns=["video_id", "plays", "completion", "five_s", "valid", "watch_ratio"])


@lru_cache(maxsize=64)
def ref_completion(seed: int) -> pd.DataFrame:
    return completion_by_hand(*fresh_plays(seed))


@part(
    "completion_table",
    "rates",
    en="completion, 5 s, valid plays and watch ratio of each video, plays counted once",
    zh="各视频的完播率、5 秒完播率、有效播放率与观看比，播放去重",
)
def completion_rates(t: Trial) -> None:
    for seed in t.seeds:
        got = t.call("completion_table", *fresh_plays(seed))
        t.frame_equal(got, ref_completion(seed), key=["video_id"], rtol=1e-9)


@part(
    "completion_table",
    "edge_cases",
    en="a video without plays, videos shorter than 5 and 7 seconds",
    zh="没有播放的视频、短于 5 秒和 7 秒的视频",
)
def completion_edges(t: Trial) -> None:
    plays, videos = fresh_plays(t.seeds[0])
    gone = plays[plays["video_id"] != videos["video_id"].iloc[0]]
    short = pd.DataFrame({"video_id": ["s", "m", "l"], "duration_s": [4.0, 6.2, 9.0]})
    few = a_play_each({"s": [3.9, 4.0, 9.0], "m": [4.9, 5.0, 6.1, 6.2], "l": [6.9, 7.0, 9.0]})
    lost = few.assign(watch_s=few["watch_s"].where(few["video_id"] != "m"))
    for log, about in ((gone, videos), (few, short), (lost, short)):
        got = t.call("completion_table", log, about)
        t.frame_equal(got, completion_by_hand(log, about), key=["video_id"], rtol=1e-9)


# ---- survival_curve ------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def fresh_hooks(seed: int) -> tuple[pd.DataFrame, pd.DataFrame, list[float]]:
    """Every hook has one of the four longest videos, which last as long as any second asked for."""
    plays, videos = fresh_plays(seed)
    place = videos["duration_s"].rank(method="first", ascending=False).astype(int)
    hooks = np.random.default_rng(seed).permutation(market.HOOKS)
    seconds = [3.0, 1.0, float(videos["duration_s"].nlargest(4).iloc[-1]), 6.5, 0.0]
    return plays, videos.assign(hook=hooks[place % 4]), seconds


def survival_by_hand(plays: pd.DataFrame, videos: pd.DataFrame, seconds: list[float]) -> pd.DataFrame:
    about = {row["video_id"]: (row["hook"], row["duration_s"]) for row in videos.to_dict("records")}
    running: dict[tuple[str, float], list[bool]] = defaultdict(list)
    for video, seen in counted(plays):
        hook, length = about[video]
        for second in seconds:
            if length >= second:
                running[hook, second].append(seen >= second)
    rows = []
    for hook in sorted(set(videos["hook"])):
        for second in seconds:
            each = running[hook, second]
            rows.append((hook, second, sum(each) / len(each) if each else math.nan))
    return pd.DataFrame(rows, columns=["hook", "second", "share"])


@lru_cache(maxsize=64)
def ref_survival(seed: int) -> pd.DataFrame:
    return survival_by_hand(*fresh_hooks(seed))


@part(
    "survival_curve",
    "curve",
    en="share still running by hook, of videos that last so long",
    zh="按开头类型的留存，分母只含够长的视频",
)
def survival_right(t: Trial) -> None:
    for seed in t.seeds:
        got = t.call("survival_curve", *fresh_hooks(seed))
        t.frame_equal(got, ref_survival(seed), key=["hook", "second"], rtol=1e-9)


@part(
    "survival_curve",
    "edge_cases",
    en="a second that no video of a hook lasts, a hook without plays, exactly at the end",
    zh="没有视频够长的秒数、没有播放的开头类型、恰好在片尾",
)
def survival_edges(t: Trial) -> None:
    about = pd.DataFrame(
        {
            "video_id": ["s", "m", "l"],
            "hook": ["pain", "plain", "result"],
            "duration_s": [6.0, 8.0, 20.0],
        }
    )
    drawn = np.random.default_rng(t.seeds[0]).uniform(0.5, 8.0, 9).round(2).tolist()
    few = a_play_each({"s": [1.0, 6.0, 12.5], "m": [7.9, 8.0, 3.0, 2.0, *drawn]})
    for seconds in ([6.0, 2.0], [8.0, 6.1, 30.0]):
        got = t.call("survival_curve", few, about, seconds)
        t.frame_equal(got, survival_by_hand(few, about, seconds), key=["hook", "second"], rtol=1e-9)


# ---- sample_size ---------------------------------------------------------------------------------------


def power_of(n: float, rate: float, lift: float, alpha: float) -> float:
    """Of the pooled two-proportion z test with n viewers an arm; the far tail left out, as in the formula."""
    other = rate * (1 + lift)
    mean = (rate + other) / 2
    shift = abs(other - rate) * math.sqrt(n) - stats.norm.isf(alpha / 2) * math.sqrt(2 * mean * (1 - mean))
    return float(stats.norm.cdf(shift / math.sqrt(rate * (1 - rate) + other * (1 - other))))


def size_by_bisection(rate: float, lift: float, power: float, alpha: float) -> int:
    low, high = 0, 1
    while power_of(high, rate, lift, alpha) < power:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if power_of(middle, rate, lift, alpha) < power else (low, middle)
    return high


def sized(t: Trial, want: int, *arguments: float) -> None:
    got = t.call("sample_size", *arguments)
    if isinstance(got, bool) or not isinstance(got, int):
        raise Failed("type", got=type_name(got), want="int")
    t.between(got, want - 1, want + 1)


@part(
    "sample_size",
    "size",
    en="viewers an arm for given rate, lift, power and alpha",
    zh="给定比率、提升、功效与显著性水平时的每组人数",
)
def size_right(t: Trial) -> None:
    for seed in t.seeds:
        rng = np.random.default_rng(seed)
        rate, lift = float(rng.uniform(0.02, 0.45)), float(rng.uniform(0.04, 0.25))
        power, alpha = float(rng.choice([0.8, 0.9, 0.95])), float(rng.choice([0.01, 0.05, 0.1]))
        sized(t, size_by_bisection(rate, lift, 0.8, 0.05), rate, lift)
        sized(t, size_by_bisection(rate, lift, power, alpha), rate, lift, power, alpha)


@part(
    "sample_size",
    "edge_cases",
    en="a negative lift; ValueError for shares outside 0 and 1 and for no lift",
    zh="负的提升；比率越界或提升为 0 时抛出 ValueError",
)
def size_edges(t: Trial) -> None:
    rate = float(np.random.default_rng(t.seeds[0]).uniform(0.3, 0.5))
    sized(t, size_by_bisection(rate, -0.12, 0.8, 0.05), rate, -0.12)
    for wrong in ((0.0, 0.1), (1.2, 0.1), (0.6, 0.8), (0.4, -1.0), (rate, 0.0)):
        t.raises("ValueError", "sample_size", *wrong)
    t.raises("ValueError", "sample_size", rate, 0.1, 1.0)
    t.raises("ValueError", "sample_size", rate, 0.1, 0.8, 0.0)


# ---- ab_read -------------------------------------------------------------------------------------------

Arms = tuple[tuple[int, int], tuple[int, int]]  # users and completions of A, of B
NUMBERS = ("lift", "low", "high", "p", "srm_p")


@lru_cache(maxsize=64)
def fresh_test(seed: int, name: str) -> pd.DataFrame:
    table = market.ab_daily(seed, users=1_600).query("test_id == @name")
    return shuffled(table[["day", "arm", "users", "complete"]].astype({"complete": float}), seed)


def totals(counts: pd.DataFrame) -> Arms:
    rows = counts.to_dict("records")
    lost = {row["day"] for row in rows if pd.isna(row["complete"])}
    sums = {"A": [0, 0], "B": [0, 0]}
    for row in rows:
        if row["day"] not in lost:
            sums[row["arm"]][0] += int(row["users"])
            sums[row["arm"]][1] += int(row["complete"])
    return (sums["A"][0], sums["A"][1]), (sums["B"][0], sums["B"][1])


def reading_by_hand(counts: pd.DataFrame, planned: int) -> dict[str, float | str]:
    """By chi-square tests of the tables of counts, which are the z tests squared."""
    (n_a, k_a), (n_b, k_b) = totals(counts)
    table = np.array([[k_a, n_a - k_a], [k_b, n_b - k_b]])
    constant = (table.sum(axis=0) == 0).any()
    p = 1.0 if constant else float(stats.chi2_contingency(table, correction=False).pvalue)
    srm_p = float(stats.chisquare([n_a, n_b]).pvalue)
    a, b = k_a / n_a, k_b / n_b
    half = 1.959964 * math.hypot(math.sqrt(a * (1 - a) / n_a), math.sqrt(b * (1 - b) / n_b))
    verdict = "open" if p >= 0.05 else "ship" if b > a else "stop"
    verdict = "wait" if min(n_a, n_b) < planned else verdict
    verdict = "srm" if srm_p < 0.001 else verdict
    lift = (b - a) / a if a else math.nan
    return {
        "lift": lift,
        "low": b - a - half,
        "high": b - a + half,
        "p": p,
        "srm_p": srm_p,
        "verdict": verdict,
    }


@lru_cache(maxsize=64)
def ref_reading(seed: int, name: str, planned: int) -> dict[str, float | str]:
    return reading_by_hand(fresh_test(seed, name), planned)


def read(t: Trial, counts: pd.DataFrame, planned: int, keys: tuple[str, ...]) -> list[Value]:
    got = t.call("ab_read", counts, planned)
    if not isinstance(got, dict) or set(got) != {*NUMBERS, "verdict"}:
        raise Failed("type", got=type_name(got), want="dict")
    return [got[key] for key in keys]


def read_right(t: Trial, counts: pd.DataFrame, planned: int, want: dict[str, float | str]) -> None:
    got = read(t, counts, planned, (*NUMBERS, "verdict"))
    t.close(got[:-1], [want[key] for key in NUMBERS], rtol=1e-6, atol=1e-12)
    t.equal(got[-1], want["verdict"])


@part(
    "ab_read",
    "effect",
    en="lift, interval and p of the two proportions; p of the split",
    zh="相对提升、置信区间、比率检验与分流检验的 p 值",
)
def ab_numbers(t: Trial) -> None:
    for seed in t.seeds:
        for name in ("T1", "T3"):
            want = ref_reading(seed, name, 15_000)
            got = read(t, fresh_test(seed, name), 15_000, NUMBERS)
            t.close(got, [want[key] for key in NUMBERS], rtol=1e-6, atol=1e-12)


@part(
    "ab_read",
    "verdict",
    en="a broken split first, then the planned number, then the winner",
    zh="先看分流，再看计划样本量，最后才看谁赢",
)
def ab_verdict(t: Trial) -> None:
    for seed in t.seeds:
        for name, planned in (("T1", 15_000), ("T2", 15_000), ("T3", 90_000), ("T4", 90_000)):
            (got,) = read(t, fresh_test(seed, name), planned, ("verdict",))
            t.equal(got, ref_reading(seed, name, planned)["verdict"])
        swapped = fresh_test(seed, "T1").assign(arm=lambda rows: rows["arm"].map({"A": "B", "B": "A"}))
        (got,) = read(t, swapped, 15_000, ("verdict",))
        t.equal(got, reading_by_hand(swapped, 15_000)["verdict"])


@part(
    "ab_read",
    "edge_cases",
    en="a day that did not arrive in one arm, nobody or everybody completes",
    zh="某组缺一天、两组都无人完播或全部完播",
)
def ab_edges(t: Trial) -> None:
    table = fresh_test(t.seeds[0], "T1")
    days = sorted(table["day"].unique())
    late = (table["day"] == days[3]) & (table["arm"] == "B")
    holed = table.assign(complete=table["complete"].mask(late))
    nobody, all_of_them = table.assign(complete=0.0), table.assign(complete=table["users"].astype(float))
    none_in_a = table.assign(complete=table["complete"].where(table["arm"] == "B", 0.0))
    for counts in (holed, nobody, all_of_them, none_in_a):
        read_right(t, counts, 12_000, reading_by_hand(counts, 12_000))


# ---- cuped ---------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def fresh_users(seed: int) -> pd.DataFrame:
    return shuffled(market.ab_users(seed, n=1_200).drop(columns="user_id"), seed)


def cuped_by_hand(users: pd.DataFrame) -> dict[str, float]:
    """By residuals of one least-squares line through both arms."""
    y, known = users["watch_s"].to_numpy(dtype=float), users["pre_watch_s"].to_numpy(dtype=float)
    there = ~np.isnan(known)
    x = np.where(there, known, known[there].mean() if there.any() else 0.0)
    constant = np.ptp(x) < 1e-9
    design = np.column_stack([np.ones_like(x), 0 * x if constant else x])
    residual = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    arm = users["arm"].to_numpy()

    def variance(values: np.ndarray) -> float:
        return sum(float(np.var(values[arm == a], ddof=1)) / int((arm == a).sum()) for a in "AB")

    effect = float(np.mean(residual[arm == "B"]) - np.mean(residual[arm == "A"]))
    after, before = variance(residual), variance(y)
    return {"effect": effect, "se": math.sqrt(after), "reduction": 1 - after / before}


@lru_cache(maxsize=64)
def ref_cuped(seed: int) -> dict[str, float]:
    return cuped_by_hand(fresh_users(seed))


def cuped_keys(t: Trial, users: pd.DataFrame, want: dict[str, float], *keys: str) -> None:
    got = t.call("cuped", users)
    if not isinstance(got, dict) or set(got) != set(want):
        raise Failed("type", got=type_name(got), want="dict")
    t.close([got[key] for key in keys], [want[key] for key in keys], rtol=1e-6, atol=1e-9)


@part(
    "cuped",
    "effect",
    en="difference of the adjusted means, with the covariate from before the test",
    zh="用测试前协变量调整后的均值之差",
)
def cuped_effect(t: Trial) -> None:
    for seed in t.seeds:
        cuped_keys(t, fresh_users(seed), ref_cuped(seed), "effect")


@part("cuped", "precision", en="its standard error and the variance saved", zh="标准误与方差降低比例")
def cuped_precision(t: Trial) -> None:
    for seed in t.seeds:
        cuped_keys(t, fresh_users(seed), ref_cuped(seed), "se", "reduction")


@part(
    "cuped",
    "edge_cases",
    en="nothing known from before, everybody alike before",
    zh="测试前数据全缺、全相等",
)
def cuped_edges(t: Trial) -> None:
    users = fresh_users(t.seeds[0])
    for few in (users.assign(pre_watch_s=np.nan), users.assign(pre_watch_s=42.0)):
        cuped_keys(t, few, cuped_by_hand(few), "effect", "se", "reduction")


# ---- hook_drop -----------------------------------------------------------------------------------------


def drop_by_hand(plays: pd.DataFrame, videos: pd.DataFrame, name: str) -> dict[str, float] | None:
    """By histograms of the second in which each play ended."""
    length = dict(zip(videos["video_id"], videos["duration_s"], strict=True))
    ended: dict[str, np.ndarray] = {}
    for video, seen in counted(plays):
        ended.setdefault(video, np.zeros(1_000))[min(int(seen), 999)] += 1
    if name not in ended:
        return None
    running = {video: each.sum() - np.concatenate([[0], each.cumsum()[:-1]]) for video, each in ended.items()}
    best: dict[str, float] | None = None
    for second in range(1, int(length[name]) + 1):
        others = [video for video in ended if video != name and length[video] >= second]
        base = sum(running[video][second - 1] for video in others)
        if base:
            usual = sum(ended[video][second - 1] for video in others) / base
            extra = float(ended[name][second - 1] - running[name][second - 1] * usual)
            if best is None or extra > best["extra"] + 1e-9:
                best = {"second": second, "extra": extra}
    return best


@lru_cache(maxsize=64)
def ref_drop(seed: int, name: str) -> dict[str, float] | None:
    return drop_by_hand(*fresh_plays(seed), name)


def dropped(t: Trial, got: Value, want: dict[str, float] | None) -> None:
    if want is None:
        t.none(got)
        return
    if not isinstance(got, dict):
        raise Failed("type", got=type_name(got), want="dict")
    t.close(got, want, rtol=1e-6, atol=1e-6)


@part(
    "hook_drop",
    "worst",
    en="the second with most viewers lost beyond what is usual there",
    zh="比通常多流失观众最多的那一秒",
)
def drop_right(t: Trial) -> None:
    for seed in t.seeds:
        plays, videos = fresh_plays(seed)
        for name in videos.sort_values("duration_s")["video_id"].iloc[[2, 6]]:
            dropped(t, t.call("hook_drop", plays, videos, name), ref_drop(seed, name))


@part(
    "hook_drop",
    "edge_cases",
    en="no plays, nothing to compare with, seconds that no other video lasts, equal extras",
    zh="没有播放、无视频可比、其他视频都不够长的秒、并列",
)
def drop_edges(t: Trial) -> None:
    plays, videos = fresh_plays(t.seeds[0])
    longest = videos.loc[videos["duration_s"].idxmax(), "video_id"]
    others = videos[videos["video_id"] != longest]
    stretched = pd.concat([others, pd.DataFrame({"video_id": [longest], "duration_s": [60.0]})])
    about = pd.DataFrame({"video_id": ["a", "b", "c"], "duration_s": [5.0, 3.0, 9.0]})
    even = a_play_each({"a": [0.5, 1.5, 5.0, 5.0], "b": [3.0, 3.0, 3.0]})
    cases = [
        (plays, stretched, longest),
        (even, about, "a"),
        (even, about, "c"),
        (even[even["video_id"] == "a"], about, "a"),
    ]
    for log, lengths, name in cases:
        dropped(t, t.call("hook_drop", log, lengths, name), drop_by_hand(log, lengths, name))


# ---- duration_adjusted_rank ----------------------------------------------------------------------------

EDGES = [0.0, 8.0, 10.0, 12.0, 15.0, 60.0]


@lru_cache(maxsize=64)
def fresh_topics(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    daily = market.video_daily(seed, n=360)[["video_id", "views", "complete"]]
    videos = market.videos(seed, n=360)[["video_id", "topic", "duration_s"]]
    return shuffled(videos, seed), shuffled(daily, seed)


def rank_by_hand(
    videos: pd.DataFrame, daily: pd.DataFrame, edges: list[float], min_views: int
) -> pd.DataFrame:
    """By comparing every pair of videos of a class."""
    views: dict[str, int] = defaultdict(int)
    complete: dict[str, int] = defaultdict(int)
    for row in daily.to_dict("records"):
        views[row["video_id"]] += row["views"]
        complete[row["video_id"]] += row["complete"]
    classes: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for row in videos.to_dict("records"):
        cell = sum(row["duration_s"] >= edge for edge in edges)
        n = views[row["video_id"]]
        if 0 < cell < len(edges) and n >= max(min_views, 1):
            classes[cell].append((row["topic"], complete[row["video_id"]] / n))
    places: dict[str, list[float]] = defaultdict(list)
    for members in classes.values():
        rates = np.array([rate for _, rate in members])
        for topic, rate in members:
            places[topic].append(float(((rates < rate).sum() + 0.5 * (rates == rate).sum()) / len(rates)))
    score = [(topic, math.fsum(each) / len(each)) for topic, each in places.items()]
    score.sort(key=lambda pair: (-pair[1], pair[0]))
    return pd.DataFrame(score, columns=["topic", "score"])


@lru_cache(maxsize=64)
def ref_rank(seed: int) -> pd.DataFrame:
    return rank_by_hand(*fresh_topics(seed), EDGES, 800)


def ranked(t: Trial, got: Value, want: pd.DataFrame) -> None:
    t.frame_equal(got, want, key=["topic"], atol=1e-6)
    t.equal([str(name) for name in got["topic"]], want["topic"].tolist())


@part(
    "duration_adjusted_rank",
    "rank",
    en="topics compared among videos of similar length, best first",
    zh="在时长相近的视频之间比较主题，由高到低",
)
def rank_right(t: Trial) -> None:
    for seed in t.seeds:
        ranked(t, t.call("duration_adjusted_rank", *fresh_topics(seed), EDGES, 800), ref_rank(seed))


@part(
    "duration_adjusted_rank",
    "edge_cases",
    en="videos outside the classes, on an edge, without rows or too few views; equal rates and scores",
    zh="分组之外、恰在边界、没有数据或播放不足的视频；完播率或得分相等",
)
def rank_edges(t: Trial) -> None:
    videos, daily = fresh_topics(t.seeds[0])
    few = pd.DataFrame(
        {
            "video_id": list("abcdefg"),
            "topic": ["tip", "tip", "story", "story", "review", "recipe", "factory"],
            "duration_s": [8.0, 7.9, 8.0, 10.0, 9.0, 61.0, 9.5],
        }
    )
    counts = pd.DataFrame(
        {
            "video_id": list("abcdeffab"),
            "views": [500, 400, 500, 900, 99, 900, 900, 500, 500],
            "complete": [100, 300, 120, 300, 90, 800, 800, 140, 200],
        }
    )
    for about, rows, edges in ((few, counts, [0.0, 8.0, 10.0, 60.0]), (videos, daily, [9.0, 11.0])):
        want = rank_by_hand(about, rows, edges, 300)
        ranked(t, t.call("duration_adjusted_rank", about, rows, edges, 300), want)
    twins = few.head(4).assign(duration_s=9.0)
    same = pd.DataFrame({"video_id": list("abcd"), "views": 1_000, "complete": [300, 200, 300, 200]})
    want = rank_by_hand(twins, same, [0.0, 10.0], 10)
    ranked(t, t.call("duration_adjusted_rank", twins, same, [0.0, 10.0], 10), want)


# ---- views_d7 ------------------------------------------------------------------------------------------

KNOWN = 500  # videos of the history; the others are new
FIRST = [1_000.0, 2_200.0, 4_000.0, 8_000.0]


@lru_cache(maxsize=64)
def fresh_history(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A history of views, and first day and seven days of other videos of the account."""
    daily = market.video_daily(seed)[["video_id", "age_d", "views"]]
    known = daily["video_id"].isin(market.videos(seed)["video_id"].head(KNOWN))
    week = daily[~known & (daily["age_d"] < 7)].pivot(index="video_id", columns="age_d", values="views")
    week = week.dropna()
    new = pd.DataFrame({"first": week[0].astype(float), "week": week.sum(axis=1)}).reset_index(drop=True)
    return shuffled(daily[known], seed), new


def forecast(t: Trial, history: pd.DataFrame, first: list[float]) -> pd.DataFrame:
    got = t.call("views_d7", history, first)
    if not isinstance(got, pd.DataFrame):
        raise Failed("type", got=type_name(got), want="DataFrame")
    if set(map(str, got.columns)) != {"low", "median", "high"}:
        raise Failed("columns", got=list(got.columns), want=["low", "median", "high"])
    if len(got) != len(first):
        raise Failed("rows", got=len(got), want=len(first))
    return got


def medians(t: Trial, history: pd.DataFrame, seed: int) -> None:
    true = market.truth(seed).views_7(np.array(FIRST))
    for got, want in zip(forecast(t, history, FIRST)["median"].tolist(), true.tolist(), strict=True):
        t.close(got, want, rtol=0.2)


@part(
    "views_d7",
    "median",
    en="within 20 % of the true median for 1,000 to 8,000 views on the first day",
    zh="首日 1,000–8,000 播放时，与真实中位数相差不超过 20%",
)
def views_median(t: Trial) -> None:
    for seed in t.seeds:
        medians(t, fresh_history(seed)[0], seed)


@part(
    "views_d7",
    "interval",
    en="the interval holds 70 to 90 % of fresh videos",
    zh="区间覆盖 70%–90% 的新视频",
)
def views_interval(t: Trial) -> None:
    inside = []
    for seed in t.seeds:
        history, new = fresh_history(seed)
        got = forecast(t, history, new["first"].tolist())
        for low, high, week in zip(
            got["low"].tolist(), got["high"].tolist(), new["week"].tolist(), strict=True
        ):
            t.between(low, 0.0, math.inf)
            t.between(high, low, math.inf)
            inside.append(low <= week <= high)
    t.between(float(np.mean(inside)), 0.7, 0.9)


@part(
    "views_d7",
    "edge_cases",
    en="half of the videos younger than seven days or with a gap; ValueError for fewer than 20",
    zh="一半视频不满七天或缺行；不足 20 条时抛出 ValueError",
)
def views_edges(t: Trial) -> None:
    seed = t.seeds[0]
    history = fresh_history(seed)[0]
    number = history["video_id"].str[1:].astype(int)
    young = (number % 4 == 0) & (history["age_d"] > 2)
    gap = (number % 4 == 1) & (history["age_d"] == 0)
    medians(t, history[~young & ~gap], seed)
    t.raises("ValueError", "views_d7", history[(number < 19) | (history["age_d"] < 4)], FIRST)
    t.raises("ValueError", "views_d7", history.head(0), FIRST)
