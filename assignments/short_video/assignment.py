# %% [markdown] lang="en"
# **Heron & Reed**, an invented content agency, makes short videos for **Copper Ladle**, an invented maker of kitchenware. Every week
# somebody asks which topic to shoot, which cut to ship and whether yesterday's video will be a hit. You will write eight functions,
# {{form.points}} points in all with the two memos at the end.
#
# - Two hours are meant: 10–15 minutes an item. The items are independent; start where you like.
# - Each function is judged on data you have not seen, by what its docstring says and nothing else. Points are given by part.
# - Do not change the inputs, use no global variables, and do not round unless asked.
# - Rates are shares between 0 and 1, lengths are seconds, money is in yuan. All data is synthetic.
# - **Counting plays** (items 1, 2 and 6): a `play_id` that stands there twice is one play; a play whose `watch_s` is missing is left out.
# %% [markdown] lang="zh"
# **鹭苇内容工作室**（虚构）为**铜勺厨具**（虚构的厨具商家）做短视频。每周都有人问：下周拍什么主题、哪版剪辑上线、昨天那条会不会爆。
# 请编写八个函数，加上最后两则备忘，共 {{form.points}} 分。
#
# - 预计用时两小时，每题 10–15 分钟。各题互不影响，先做哪题都行。
# - 每个函数会用你没见过的数据来判分，只按文档字符串里写明的要求评，按部分给分。
# - 不要改动传入的数据，不要依赖全局变量，题目没要求就不要四舍五入。
# - 比率为 0–1 之间的小数，时长单位为秒，金额单位为元。数据全部为模拟。
# - **播放的计数口径**（第 1、2、6 题）：`play_id` 重复的只算一次播放；`watch_s` 缺失的播放剔除。
# %%
import numpy as np
import pandas as pd
# %% [markdown] lang="en"
# ## 1. {{completion_table.title}} ({{completion_table.points}} points)
#
# "Completion 45 %", says the report. Of what, and how long is the video?
# %% [markdown] lang="zh"
# ## 1. {{completion_table.title}}（{{completion_table.points}} 分）
#
# 报表上写着“完播率 45%”。分母是什么？视频又有多长？
# %% item="completion_table"
def completion_table(plays: pd.DataFrame, videos: pd.DataFrame) -> pd.DataFrame:
    """Return how each video is watched.

    各视频的观看情况。

    Parameters
    ----------
    plays : DataFrame
        `play_id` (str), `video_id` (str), `watch_s` (seconds, may be missing or exceed the duration), any row order. Counted as
        said at the top. 计数口径见开头。
    videos : DataFrame
        `video_id` (str), `duration_s` (seconds), one row per video.

    Returns
    -------
    DataFrame
        One row for **every** video of `videos`, any order, exactly these columns:
        `video_id`; `plays` (number); `completion` (share of plays with watch_s ≥ duration_s); `five_s` (share with watch_s ≥ 5, or
        watch_s ≥ duration_s where the video is shorter than 5 s); `valid` (share with watch_s ≥ 7, or ≥ duration_s where it is
        shorter than 7 s); `watch_ratio` (seconds watched of all plays / (plays × duration_s)).
        completion 完播率；five_s 5 秒完播率（短于 5 秒的视频看完即算）；valid 有效播放率（7 秒，短于 7 秒的看完即算）；
        watch_ratio 观看比 = 总观看秒数 ÷（播放数 × 时长），重播会超过 1。

    Edge cases 边界情况
    - A video without a counted play: `plays` is 0, the other four are NaN. 没有播放的视频：plays 为 0，其余为 NaN。
    """
    ### BEGIN SOLUTION
    counted = plays.drop_duplicates("play_id").dropna(subset="watch_s")
    rows = counted[["video_id", "watch_s"]].merge(videos[["video_id", "duration_s"]], on="video_id")
    seen, length = rows["watch_s"], rows["duration_s"]
    rows["completion"] = seen >= length
    rows["five_s"] = seen >= np.minimum(length, 5)
    rows["valid"] = seen >= np.minimum(length, 7)
    rows["watch_ratio"] = seen / length
    grouped = rows.groupby("video_id")
    table = grouped[["completion", "five_s", "valid", "watch_ratio"]].mean()
    table.insert(0, "plays", grouped.size())
    table = table.reindex(videos["video_id"])
    table["plays"] = table["plays"].fillna(0).astype(int)
    return table.reset_index()
    ### END SOLUTION
# %% tests="completion_table"
three_plays = pd.DataFrame({"play_id": ["1", "2", "2"], "video_id": ["a", "a", "a"], "watch_s": [4.0, 15.0, 15.0]})
two_videos = pd.DataFrame({"video_id": ["a", "b"], "duration_s": [10.0, 8.0]})
watched = completion_table(three_plays, two_videos).set_index("video_id")
assert watched.loc["a", "completion"] == 0.5
assert abs(watched.loc["a", "watch_ratio"] - 0.95) < 1e-9
assert watched.loc["b", "plays"] == 0
# %% [markdown] lang="en"
# ## 2. {{survival_curve.title}} ({{survival_curve.points}} points)
#
# Do people stay longer after "look at the result first"? Compare hooks second by second.
# %% [markdown] lang="zh"
# ## 2. {{survival_curve.title}}（{{survival_curve.points}} 分）
#
# “先亮结果”的开头真的更留人吗？按秒比一比各种开头。
# %% item="survival_curve"
def survival_curve(plays: pd.DataFrame, videos: pd.DataFrame, seconds: list[float]) -> pd.DataFrame:
    """Return the share of plays still running at given seconds, by hook.

    按开头类型统计第 t 秒仍在观看的比例。

    Parameters
    ----------
    plays : DataFrame
        `play_id`, `video_id`, `watch_s`, as in item 1, counted as said at the top. 口径同第 1 题。
    videos : DataFrame
        `video_id`, `hook` (str), `duration_s`.
    seconds : list of float
        Different numbers, zero or more, in any order. 秒数，互不相同，任意顺序。

    Returns
    -------
    DataFrame
        One row per hook of `videos` and second of `seconds`, any order, exactly the columns `hook`, `second`, `share`: of the
        plays of this hook's videos that **last** at least that long (duration_s ≥ second), the share with watch_s ≥ second.
        分母只含时长不短于该秒数的视频的播放。

    Edge cases 边界情况
    - No such play: `share` is NaN. 没有符合条件的播放：返回 NaN。
    """
    ### BEGIN SOLUTION
    counted = plays.drop_duplicates("play_id").dropna(subset="watch_s")
    rows = counted[["video_id", "watch_s"]].merge(videos[["video_id", "hook", "duration_s"]], on="video_id")
    hooks = sorted(videos["hook"].unique())
    parts = []
    for second in seconds:
        long = rows[rows["duration_s"] >= second]
        share = (long["watch_s"] >= second).groupby(long["hook"]).mean().reindex(hooks)
        parts.append(pd.DataFrame({"hook": hooks, "second": second, "share": share.astype(float).to_numpy()}))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"hook": [], "second": [], "share": []})
    ### END SOLUTION
# %% tests="survival_curve"
four_plays = pd.DataFrame({"play_id": list("1234"), "video_id": list("aabb"), "watch_s": [2.0, 9.0, 6.0, 6.0]})
hooked = pd.DataFrame({"video_id": ["a", "b"], "hook": ["pain", "pain"], "duration_s": [10.0, 6.0]})
curve = survival_curve(four_plays, hooked, [3.0, 8.0]).set_index("second")["share"]
assert curve[3.0] == 0.75
assert curve[8.0] == 0.5
# %% [markdown] lang="en"
# ## 3. {{sample_size.title}} ({{sample_size.points}} points)
#
# Before the test, not after it: how many viewers does each version need?
# %% [markdown] lang="zh"
# ## 3. {{sample_size.title}}（{{sample_size.points}} 分）
#
# 测试之前就要算：每个版本需要多少观众？
# %% item="sample_size"
def sample_size(rate: float, lift: float, power: float = 0.8, alpha: float = 0.05) -> int:
    """Return the viewers that each arm needs to see a relative lift of a rate.

    要看出某比率的相对提升，每组需要多少观众。

    Parameters
    ----------
    rate : float
        Of the usual version, p₁. 原版比率。
    lift : float
        Relative; p₂ = rate · (1 + lift). It may be negative. 相对提升，可为负。
    power, alpha : float
        Of a two-sided test of two proportions with arms of equal size. 功效与显著性水平（双侧检验，两组等量）。

    Returns
    -------
    int
        n = (z(1 − α/2) · √(2 p̄ (1 − p̄)) + z(power) · √(p₁(1 − p₁) + p₂(1 − p₂)))² / (p₂ − p₁)², rounded **up**; p̄ is the mean of
        p₁ and p₂, z(q) the q-quantile of the standard normal. A difference of 1 is accepted. 向上取整，差 1 也算对。

    Raises
    ------
    ValueError
        One of p₁, p₂, `power`, `alpha` is not strictly between 0 and 1, or `lift` is 0.
        p₁、p₂、power、alpha 不在 0 与 1 之间（不含端点），或 lift 为 0 时抛出 ValueError。
    """
    ### BEGIN SOLUTION
    from math import ceil, sqrt
    from statistics import NormalDist

    other = rate * (1 + lift)
    if not all(0 < share < 1 for share in (rate, other, power, alpha)) or lift == 0:
        raise ValueError("rates, power and alpha must be between 0 and 1, lift not 0")
    mean, z = (rate + other) / 2, NormalDist().inv_cdf
    root = z(1 - alpha / 2) * sqrt(2 * mean * (1 - mean)) + z(power) * sqrt(rate * (1 - rate) + other * (1 - other))
    return ceil((root / (other - rate)) ** 2)
    ### END SOLUTION
# %% tests="sample_size"
assert abs(sample_size(0.35, 0.05) - 11_791) <= 1
assert abs(sample_size(0.03, 0.10) - 53_211) <= 1
# %% [markdown] lang="en"
# ## 4. {{ab_read.title}} ({{ab_read.points}} points)
#
# Four words end most arguments about a test: broken, wait, ship, stop. The fifth is the honest one.
# %% [markdown] lang="zh"
# ## 4. {{ab_read.title}}（{{ab_read.points}} 分）
#
# 读测试结果，先看分流对不对、样本够不够，最后才看谁赢。
# %% item="ab_read"
def ab_read(counts: pd.DataFrame, planned: int) -> dict[str, float | str]:
    """Read an A/B test of a completion rate that was split half and half.

    读取一场 50:50 分流的完播率 A/B 测试。

    Parameters
    ----------
    counts : DataFrame
        `day`, `arm` ("A" or "B"), `users`, `complete`, one row per day and arm, any order. Where `complete` is missing that row
        did not arrive: leave out that **day** in **both** arms, from everything. 某行 complete 缺失：两组都剔除这一天。
    planned : int
        Viewers per arm that were fixed before the test. 测试前定好的每组人数。

    Returns
    -------
    dict
        Over all days together, with rate = complete / users of each arm 全部天数合计:
        - `lift`: (rate of B − rate of A) / rate of A.
        - `low`, `high`: 95 % interval of rate B − rate A: difference ± 1.959964 · √(p_A(1 − p_A)/n_A + p_B(1 − p_B)/n_B).
        - `p`: two-sided, of the z test with the pooled rate: z = (p_B − p_A) / √(p(1 − p)(1/n_A + 1/n_B)). 合并比率 z 检验。
        - `srm_p`: of the chi-square test (1 degree of freedom) of n_A and n_B against half and half. 分流卡方检验的 p 值。
        - `verdict`, the first that applies 依次判断:
          "srm" if srm_p < 0.001; "wait" if an arm has fewer than `planned` users; "ship" if p < 0.05 and B is above A;
          "stop" if p < 0.05 and B is below A; else "open".

    Edge cases 边界情况
    - Nobody, or everybody, completed in both arms: `p` is 1.0. Nobody in A: `lift` is NaN.
      两组都无人完播（或全部完播）：p 为 1.0；A 组无人完播：lift 为 NaN。

    Tolerance 容差: 1e-6 relative (p values: 1e-6 relative or 1e-12).
    """
    ### BEGIN SOLUTION
    from math import sqrt
    from statistics import NormalDist

    lost = counts.loc[counts["complete"].isna(), "day"]
    sums = counts[~counts["day"].isin(lost)].groupby("arm")[["users", "complete"]].sum()
    (n_a, n_b), (k_a, k_b) = sums["users"].loc[["A", "B"]], sums["complete"].loc[["A", "B"]]
    a, b, pooled = k_a / n_a, k_b / n_b, (k_a + k_b) / (n_a + n_b)

    def two_sided(z):
        return 2 * NormalDist().cdf(-abs(z))

    half = 1.959964 * sqrt(a * (1 - a) / n_a + b * (1 - b) / n_b)
    error = sqrt(pooled * (1 - pooled) * (1 / n_a + 1 / n_b))
    p = two_sided((b - a) / error) if error > 0 else 1.0
    srm_p = two_sided((n_b - n_a) / sqrt(n_a + n_b))
    if srm_p < 0.001:
        verdict = "srm"
    elif min(n_a, n_b) < planned:
        verdict = "wait"
    elif p < 0.05:
        verdict = "ship" if b > a else "stop"
    else:
        verdict = "open"
    lift = float(b / a - 1) if a > 0 else float("nan")
    return {"lift": lift, "low": float(b - a - half), "high": float(b - a + half), "p": float(p), "srm_p": float(srm_p), "verdict": verdict}
    ### END SOLUTION
# %% tests="ab_read"
small = pd.DataFrame({"day": [1, 1], "arm": ["A", "B"], "users": [10_000, 10_040], "complete": [3_500, 3_715]})
reading = ab_read(small, 8_000)
assert reading["verdict"] == "ship"
assert abs(reading["lift"] - 0.0572) < 0.0005
assert ab_read(small, 12_000)["verdict"] == "wait"
# %% [markdown] lang="en"
# ## 5. {{cuped.title}} ({{cuped.points}} points)
#
# Half of the noise in a test was there before the test began. Take it out.
# %% [markdown] lang="zh"
# ## 5. {{cuped.title}}（{{cuped.points}} 分）
#
# 测试里的噪声，一大半在开测之前就有了。把它减掉。
# %% item="cuped"
def cuped(users: pd.DataFrame) -> dict[str, float]:
    """Return the effect of arm B on watch time, adjusted by watch time before the test.

    用测试前的观看时长做 CUPED 调整，估计 B 组的效果。

    Parameters
    ----------
    users : DataFrame
        `arm` ("A" or "B"), `pre_watch_s` (seconds before the test, missing for new viewers), `watch_s` (seconds in the test),
        `plays_in_test` (counted **in** the test; a look-alike). Any row order, at least two viewers an arm.

    Returns
    -------
    dict
        With x = `pre_watch_s`, missing values filled by the mean of the known ones; y = `watch_s`;
        θ = cov(x, y) / var(x) over **both arms together**; y* = y − θ(x − mean of x) 两组合并求 θ；缺失用已知值均值填补:
        - `effect`: mean of y* in B − mean of y* in A (seconds).
        - `se`: √(s²_A/n_A + s²_B/n_B) of y*, s² with n − 1. 样本方差（除以 n − 1）。
        - `reduction`: 1 − (se / the same of y)². 方差降低的比例。

    Edge cases 边界情况
    - All `pre_watch_s` missing, or all equal: θ = 0, so that y* = y. 全部缺失或全部相等：θ = 0，不做调整。

    Tolerance 容差: 1e-6 relative (1e-9 for zero).
    """
    ### BEGIN SOLUTION
    y = users["watch_s"].to_numpy(float)
    known = users["pre_watch_s"]
    x = known.fillna(known.mean()).fillna(0.0).to_numpy(float)
    x = x - x.mean()
    spread = (x**2).sum()
    theta = (x * (y - y.mean())).sum() / spread if spread > 1e-9 else 0.0
    b = (users["arm"] == "B").to_numpy()

    def compare(values):
        error = values[~b].var(ddof=1) / (~b).sum() + values[b].var(ddof=1) / b.sum()
        return values[b].mean() - values[~b].mean(), error

    effect, variance = compare(y - theta * x)
    return {"effect": float(effect), "se": float(np.sqrt(variance)), "reduction": float(1 - variance / compare(y)[1])}
    ### END SOLUTION
# %% tests="cuped"
four_users = pd.DataFrame(
    {"arm": list("AABB"), "pre_watch_s": [10.0, 20.0, 20.0, 30.0], "watch_s": [11.0, 21.0, 23.0, 33.0], "plays_in_test": [2, 3, 3, 5]}
)
adjusted = cuped(four_users)
assert abs(adjusted["effect"] - 1.0) < 1e-9
assert adjusted["reduction"] > 0.9
# %% [markdown] lang="en"
# ## 6. {{hook_drop.title}} ({{hook_drop.points}} points)
#
# Everybody loses viewers in the first second. Where does *this* video lose more than others do?
# %% [markdown] lang="zh"
# ## 6. {{hook_drop.title}}（{{hook_drop.points}} 分）
#
# 第一秒谁都掉人。*这条*视频在哪一秒比别人掉得更多？
# %% item="hook_drop"
def hook_drop(plays: pd.DataFrame, videos: pd.DataFrame, video_id: str) -> dict[str, float] | None:
    """Return the second at which a video loses most viewers beyond what is usual there.

    找出某条视频比“通常”多流失观众最多的那一秒。

    Parameters
    ----------
    plays : DataFrame
        `play_id`, `video_id`, `watch_s`, as in item 1, counted as said at the top. 口径同第 1 题。
    videos : DataFrame
        `video_id`, `duration_s`.
    video_id : str
        The video.

    Returns
    -------
    dict or None
        For t = 1, 2, … up to the whole seconds of its duration: running(t) = plays with watch_s ≥ t − 1; left(t) = those of them with
        watch_s < t. usual(t) = Σ left(t) / Σ running(t) over all **other** videos with duration_s ≥ t.
        extra(t) = left(t) − running(t) · usual(t). Returned: `second` (the t with the largest extra) and `extra` (its value, plays).
        running 为仍在播放数，left 为这一秒流失数，usual 为其他（够长的）视频合计的流失率；返回 extra 最大的秒及其值。

    Edge cases 边界情况
    - A second for which Σ running(t) over other videos is 0 is not judged. 没有其他视频可比的秒不参与比较。
    - Several with the same largest extra: the first of them. 并列取最早的一秒。
    - None without a counted play of the video, or if no second can be judged. 没有播放或无秒可比：返回 None。
    """
    ### BEGIN SOLUTION
    counted = plays.drop_duplicates("play_id").dropna(subset="watch_s")
    rows = counted[["video_id", "watch_s"]].merge(videos[["video_id", "duration_s"]], on="video_id")
    mine = (rows["video_id"] == video_id).to_numpy()
    if not mine.any():
        return None
    seen, length = rows["watch_s"].to_numpy(), rows["duration_s"].to_numpy()
    best = None
    for second in range(1, int(length[mine][0]) + 1):
        running = seen >= second - 1
        left = running & (seen < second)
        other = ~mine & (length >= second)
        if not (running & other).any():
            continue
        usual = (left & other).sum() / (running & other).sum()
        extra = (left & mine).sum() - (running & mine).sum() * usual
        if best is None or extra > best["extra"] + 1e-9:
            best = {"second": second, "extra": float(extra)}
    return best
    ### END SOLUTION
# %% tests="hook_drop"
ten = pd.DataFrame(
    {"play_id": list("0123456789"), "video_id": list("aaaaabbbbb"), "watch_s": [0.5, 2.5, 2.6, 4.0, 4.0, 0.5, 1.5, 4.0, 4.0, 4.0]}
)
pair = pd.DataFrame({"video_id": ["a", "b"], "duration_s": [4.0, 4.0]})
assert hook_drop(ten, pair, "a") == {"second": 3, "extra": 2.0}
# %% [markdown] lang="en"
# ## 7. {{duration_adjusted_rank.title}} ({{duration_adjusted_rank.points}} points)
#
# The topic with the best completion has the shortest videos. Compare like with like.
# %% [markdown] lang="zh"
# ## 7. {{duration_adjusted_rank.title}}（{{duration_adjusted_rank.points}} 分）
#
# 完播率最高的主题，视频也最短。要和差不多长的比。
# %% item="duration_adjusted_rank"
def duration_adjusted_rank(videos: pd.DataFrame, daily: pd.DataFrame, edges: list[float], min_views: int) -> pd.DataFrame:
    """Rank topics by completion among videos of similar length.

    在时长相近的视频之间比较完播率，给主题排名。

    Parameters
    ----------
    videos : DataFrame
        `video_id`, `topic` (str), `duration_s`.
    daily : DataFrame
        `video_id`, `views`, `complete`, several rows a video, any order.
    edges : list of float
        Rising; a video is in class i if edges[i] ≤ duration_s < edges[i + 1]. 左闭右开的时长分组。
    min_views : int
        Videos with fewer views in all are left out. 总播放不足的视频剔除。

    Returns
    -------
    DataFrame
        Exactly the columns `topic`, `score`, sorted by falling score (equal scores: by topic, A first). A video's rate is the sum of its
        `complete` over the sum of its `views`. Its place in its class of n videos is (videos with a lower rate + half of those with an
        equal rate, itself among them) / n. `score` is the mean place of the topic's videos.
        每条视频先求和再算完播率；组内名次 =（比它低的条数 + 0.5 × 与它相等的条数，含自己）÷ 组内条数；score 为主题内平均名次。

    Edge cases 边界情况
    - Videos outside all classes or without rows in `daily` are left out; a topic without videos left has no row.
      不在任何分组、或没有数据的视频剔除；一条不剩的主题不出现。
    """
    ### BEGIN SOLUTION
    sums = daily.groupby("video_id")[["views", "complete"]].sum()
    table = videos.merge(sums, left_on="video_id", right_index=True)
    table = table[(table["views"] >= min_views) & (table["views"] > 0)]
    table = table.assign(rate=table["complete"] / table["views"], cell=pd.cut(table["duration_s"], edges, right=False, labels=False))
    table = table.dropna(subset="cell")
    cells = table.groupby("cell")["rate"]
    place = (cells.rank() - 0.5) / cells.transform("size")
    score = place.groupby(table["topic"]).mean().rename("score").reset_index()
    return score.sort_values(["score", "topic"], ascending=[False, True]).reset_index(drop=True)
    ### END SOLUTION
# %% tests="duration_adjusted_rank"
clips = pd.DataFrame({"video_id": list("abcd"), "topic": ["tip", "tip", "tour", "tour"], "duration_s": [6.0, 7.0, 7.5, 20.0]})
clip_days = pd.DataFrame({"video_id": list("abcd"), "views": [1_000] * 4, "complete": [500, 480, 520, 200]})
ranked = duration_adjusted_rank(clips, clip_days, [0, 10, 30], 100)
assert list(ranked["topic"]) == ["tour", "tip"]
assert abs(ranked["score"].iloc[1] - (0.5 + 1 / 6) / 2) < 1e-9
# %% [markdown] lang="en"
# ## 8. {{views_d7.title}} ({{views_d7.points}} points)
#
# Next morning, 4,000 views. Order stock for a hit, or wait?
# %% [markdown] lang="zh"
# ## 8. {{views_d7.title}}（{{views_d7.points}} 分）
#
# 第二天早上 4,000 播放。按爆款备货，还是再等等？
# %% item="views_d7"
def views_d7(history: pd.DataFrame, first_day: list[float]) -> pd.DataFrame:
    """Forecast the views of seven days from those of the first.

    由首日播放预测七日播放。

    Parameters
    ----------
    history : DataFrame
        `video_id`, `age_d` (0 is the first 24 hours), `views`, any row order, at most one row per video and age. Use only videos that
        have **all** of the ages 0–6; others are too young or lack a row. A few videos catch a second wave and get several times what
        is usual, so errors are not normal. 只用 0–6 天齐全的视频；少数视频有二次爆发，误差不服从正态。
    first_day : list of float
        Views of the first 24 hours of new videos, above zero. 新视频首日播放。

    Returns
    -------
    DataFrame
        One row per number of `first_day`, in that order, exactly the columns `low`, `median`, `high`: the views of ages 0–6 together
        will be above `low` with 90 % probability, above `median` with 50 %, above `high` with 10 %. 七日播放的 10%、50%、90% 分位。

    Tolerance 容差
    - `median`: within 20 % of the true median, for 1,000–8,000 views on the first day. 首日 1,000–8,000 时，与真实中位数相差不超过 20%。
    - The interval holds between 70 % and 90 % of several hundred fresh videos of the account. 区间应覆盖新视频的 70%–90%。

    Raises
    ------
    ValueError
        Fewer than 20 videos have all seven ages. 齐全的视频不足 20 条时抛出 ValueError。
    """
    ### BEGIN SOLUTION
    week = history[history["age_d"] <= 6].pivot(index="video_id", columns="age_d", values="views")
    week = week.reindex(columns=range(7)).dropna()
    if len(week) < 20:
        raise ValueError("fewer than 20 videos of seven days")
    x, y = np.log(week[0].to_numpy()), np.log(week.sum(axis=1).to_numpy())
    slope, level = np.polyfit(x, y, 1)
    line = level + slope * np.log(np.asarray(first_day, dtype=float))
    errors = np.quantile(y - level - slope * x, [0.1, 0.5, 0.9])
    return pd.DataFrame({name: np.exp(line + error) for name, error in zip(["low", "median", "high"], errors)})
    ### END SOLUTION
# %% tests="views_d7"
past = pd.DataFrame({"video_id": np.repeat(range(30), 7), "age_d": np.tile(range(7), 30)})
past["views"] = np.where(past["age_d"] == 0, 100, 20) * (1 + past["video_id"])
assert abs(views_d7(past, [1_000.0])["median"].iloc[0] - 2_200) < 1
# %% [markdown] lang="en"
# ## 9. {{memo_ship.title}} ({{memo_ship.points}} points)
#
# **Mr Tan**, who owns Copper Ladle, writes: *"Version B wins, likes are up by a quarter! Ship it everywhere tonight?"* Before the
# test you both had written down: *primary metric GPM of the cart link (¥ per 1,000 viewers); B must not be lower; 14 days.*
#
# | 14 days | A (usual cut) | B (new cut) | B − A, 95 % interval |
# |---|---|---|---|
# | viewers | 40,000 | 40,210 | chi-square p = .46 |
# | likes | 3.10 % | 3.90 % | +0.80 points (+0.55 to +1.05) |
# | completion | 34.0 % | 35.1 % | +1.1 points (+0.4 to +1.8) |
# | orders | 360 | 296 | |
# | GPM | ¥540 | ¥430 | −¥110 (−¥190 to −¥30) |
#
# B opens with the subtitle *"the cheapest pan on the whole net"* (全网最低价). Margin is 30 % of GMV; about 1 million viewers a month.
# Write **at most 250 words** to him: ship or not, and what now? A rater gives 0–4 points for each: **diagnosis** (computed),
# **decision** (what, cost, when to stop), **uncertainty** (what is not known, how to find out), **compliance** (honest to consumers,
# client, platform), **clarity** (he can act on it).
# %% [markdown] lang="zh"
# ## 9. {{memo_ship.title}}（{{memo_ship.points}} 分）
#
# 铜勺老板**谭先生**发来：“B 版赢了，点赞率涨了四分之一！今晚全量上？”开测前双方写好的约定是：
# *主指标为小黄车千次观看成交金额（GPM，元/千人），B 不得更低；测 14 天。*
#
# | 14 天 | A（原版） | B（新版） | B − A，95% 置信区间 |
# |---|---|---|---|
# | 观看人数 | 40,000 | 40,210 | 卡方 p = 0.46 |
# | 点赞率 | 3.10% | 3.90% | +0.80 个百分点（+0.55 到 +1.05） |
# | 完播率 | 34.0% | 35.1% | +1.1 个百分点（+0.4 到 +1.8） |
# | 订单数 | 360 | 296 | |
# | GPM | 540 元 | 430 元 | −110 元（−190 到 −30） |
#
# B 版开头字幕写着“**全网最低价**”。毛利率 30%；每月约 100 万观看人数。请写**不超过 250 个英文单词或 400 个汉字**回复他：
# 上不上，接下来怎么做？评分五项，各 0–4 分：**诊断**（有计算）、**决策**（做什么、花多少、何时停）、
# **不确定性**（不知道什么、怎么弄清）、**合规**（对消费者、客户、平台诚实）、**清晰**（他能照做）。
# %% [markdown] response="memo_ship"
# Mr Tan, please do not ship B: it wins likes and loses sales.
#
# **Diagnosis.** GPM was our primary metric and B is lower: ¥430 against ¥540, −20 % (interval −¥190 to −¥30, zero outside). Orders fell from 9.0 to 7.4 per 1,000 viewers. The split is sound (p = .46). At a million viewers a month B would cost ¥110,000 of GMV, ¥33,000 of margin (¥9,000 to ¥57,000). Likes (+0.8 points) and completion (+1.1) rose, but we had agreed that they do not decide.
#
# **Decision.** Keep A. By Friday we cut version C: B's opening shot, A's product part, ¥3,000. Test of 14 days, 40,000 viewers an arm, primary metric GPM again, decided on day 14 only. We stop early only if orders fall below half of A's. If C is not better, we keep A and close the subject.
#
# **Not known.** Why B sells less: the joke may draw people who do not cook, or the link comes too late; clicks by second will tell. Whether likes bring sales later: we follow both groups' orders for 30 days.
#
# **Compliance.** "The cheapest on the whole net" is an absolute claim we cannot prove; it goes from every cut today, whatever the numbers say, and C does not carry it. Report both results, the good and the bad, to your team.
#
# Please confirm A and the budget for C by Thursday noon.
# %% [markdown] lang="en"
# ## 10. {{memo_peek.title}} ({{memo_peek.points}} points)
#
# An agency before you sent **Ms Luo**, Copper Ladle's brand manager, this report: *"We watched the test every day. On day 6 B was significantly
# better (p = .040), so we stopped and declared victory: completion 34.0 % → 36.4 %, +7 %."* Planned were 14 days and 12,000 viewers an
# arm (80 % power for +5 % relative). The fee was ¥20,000 for a proven winner. The file:
#
# | until day | 1 | 2 | 3 | 4 | 5 | 6 |
# |---|---|---|---|---|---|---|
# | viewers an arm | 520 | 1,060 | 1,620 | 2,180 | 2,750 | 3,330 |
# | A completes | 34.4 % | 34.2 % | 33.8 % | 34.1 % | 34.1 % | 34.0 % |
# | B completes | 35.6 % | 36.9 % | 36.4 % | 36.2 % | 36.0 % | 36.4 % |
# | p | .68 | .19 | .12 | .15 | .14 | .040 |
#
# She asks: *"Is B proven? Do we pay the success fee? And do we re-cut all 60 videos for ¥60,000?"* For reference: looking six times at
# even intervals and stopping at p < .05 calls about one in six tests without any effect a success; O'Brien and Fleming's bound for the
# sixth of fourteen looks is |z| > 3.2. Write **at most 250 words** to her; the same five criteria.
# %% [markdown] lang="zh"
# ## 10. {{memo_peek.title}}（{{memo_peek.points}} 分）
#
# 上一家服务商给铜勺品牌经理**罗女士**的报告写着：“我们每天盯着测试，第 6 天 B 版显著更好（p = 0.040），于是停测并宣布成功：
# 完播率 34.0% → 36.4%，提升 7%。”原计划 14 天、每组 12,000 人（对 +5% 相对提升有 80% 功效），“测出赢家”成功费 2 万元。原始数据：
#
# | 截至第几天 | 1 | 2 | 3 | 4 | 5 | 6 |
# |---|---|---|---|---|---|---|
# | 每组人数 | 520 | 1,060 | 1,620 | 2,180 | 2,750 | 3,330 |
# | A 完播率 | 34.4% | 34.2% | 33.8% | 34.1% | 34.1% | 34.0% |
# | B 完播率 | 35.6% | 36.9% | 36.4% | 36.2% | 36.0% | 36.4% |
# | p | 0.68 | 0.19 | 0.12 | 0.15 | 0.14 | 0.040 |
#
# 她问：“B 算证实了吗？成功费付不付？60 条视频要不要花 6 万元全部重剪？”参考：等间隔看 6 次、p < 0.05 就停，毫无效果的测试约有六分之一会被说成成功；
# 计划看 14 次时，第 6 次的 O'Brien–Fleming 界限约为 |z| > 3.2。请写**不超过 250 个英文单词或 400 个汉字**回复，评分同样五项。
# %% [markdown] response="memo_peek"
# Ms Luo, B is not proven. Please hold the fee and the re-cut; eight more days will settle it.
#
# **Diagnosis.** p = .040 is fair only for one look at the planned end. They looked six times: about one useless cut in six would have passed, not one in twenty. z is 2.0 where a daily look allows 3.2. Only 3,330 of 12,000 viewers an arm had been seen; a test stopped at its best moment also overstates: the interval of the difference, +0.1 to +4.7 points, is nearly everything. It may well be true: B was ahead every day.
#
# **Decision.** A new test, same cuts, fixed now: 12,000 viewers an arm, about 22 days at 550 a day (or 14 with ¥4,000 of traffic), read once at the end. If p < .05 and the split is sound, re-cut ten videos (¥10,000), check, then the rest. If not, we drop B. We stop early only for damage: completion 15 % lower.
#
# **Not known.** The true lift; whether it lasts beyond the first weeks; whether completion brings sales. We report GPM beside it, and the second week apart.
#
# **Compliance.** The contract pays for a proven winner; that is not shown, so ask for the agreed test before paying. I do not accuse anybody: the numbers were shown openly. In your own posts please do not claim "proven +7 %".
#
# Please confirm the test by Monday; I send one page on its last day.
