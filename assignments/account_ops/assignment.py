# %% [markdown] lang="en"
# **Paper Kite Agency**, an invented service provider, takes over the account of **Millet & Moss**, an invented maker of breakfast
# cereal. Followers came in waves, fewer stayed, and nobody knows which were worth their price. You will write eight functions,
# {{form.points}} points in all with the two memos at the end.
#
# - Two hours are meant: 10–15 minutes an item. The items are independent; start where you like.
# - Each function is judged on data you have not seen, by what its docstring says and nothing else. Points are given by part.
# - Do not change the inputs, use no global variables, and do not round unless asked.
# - Money is in yuan. Times are UTC without a zone; a *day* is a day in Shanghai (UTC + 8 h). All data is synthetic.
# %% [markdown] lang="zh"
# **纸鸢代运营**（虚构的服务商）接手了**粟与苔**（虚构的麦片商家）的抖音号。粉丝一波一波地来，留下的不多，谁也说不清哪些值那个价。
# 请编写八个函数，加上最后两则备忘，共 {{form.points}} 分。
#
# - 预计用时两小时，每题 10–15 分钟。各题互不影响，先做哪题都行。
# - 每个函数会用你没见过的数据来判分，只按文档字符串里写明的要求评，按部分给分。
# - 不要改动传入的数据，不要依赖全局变量，题目没要求就不要四舍五入。
# - 金额单位为元；时间为不带时区的 UTC，“天”一律指北京时间自然日（UTC + 8 小时）。数据全部为模拟。
# %%
import numpy as np
import pandas as pd
# %% [markdown] lang="en"
# ## 1. {{net_growth.title}} ({{net_growth.points}} points)
#
# The weekly slide shows new followers only. Show what the account kept.
# %% [markdown] lang="zh"
# ## 1. {{net_growth.title}}（{{net_growth.points}} 分）
#
# 周报只报新增粉丝。请给出账号真正留住的数。
# %% item="net_growth"
def net_growth(followers: pd.DataFrame) -> pd.DataFrame:
    """Return new, lost and net followers of each Shanghai day, and the stock at its end.

    每个自然日的新增、取关、净增，以及当日结束时的粉丝存量。

    Parameters
    ----------
    followers : DataFrame
        `follower_id` (str), `follow_ts` (UTC), `unfollow_ts` (UTC, missing while they follow); any row order.

    Returns
    -------
    DataFrame
        One row for **every** Shanghai day from the first event to the last, in order of time, exactly the columns `day`
        (normalised), `new`, `lost`, `net` (= new − lost), `stock` (sum of `net` up to and with the day). Days without
        an event are there with zeros. 没有事件的日子也要有，计 0。

    Edge cases 边界情况
    - A follower who leaves on the day of following counts in both. 当天关注又取关：新增、取关各计一次。
    - No followers: an empty table with these columns. 没有粉丝：返回含这些列的空表。
    """
    ### BEGIN SOLUTION
    local = followers[["follow_ts", "unfollow_ts"]] + pd.Timedelta(hours=8)
    new = local["follow_ts"].dt.normalize().value_counts()
    lost = local["unfollow_ts"].dropna().dt.normalize().value_counts()
    events = new.index.union(lost.index)
    days = pd.date_range(events.min(), events.max()) if len(events) else events
    table = pd.DataFrame({"new": new.reindex(days, fill_value=0), "lost": lost.reindex(days, fill_value=0)})
    table["net"] = table["new"] - table["lost"]
    table["stock"] = table["net"].cumsum()
    return table.rename_axis("day").reset_index()
    ### END SOLUTION
# %% tests="net_growth"
three = pd.DataFrame(
    {
        "follower_id": ["a", "b"],
        "follow_ts": pd.to_datetime(["2026-03-01 17:00", "2026-03-02 03:00"]),
        "unfollow_ts": pd.to_datetime(["2026-03-03 17:00", None]),
    }
)
growth = net_growth(three)
assert list(growth["net"]) == [2, 0, -1]
assert list(growth["stock"]) == [2, 2, 1]
# %% [markdown] lang="en"
# ## 2. {{km_curve.title}} ({{km_curve.points}} points)
#
# Half of the followers are still there: how long do they stay? Nobody knows yet, and that is information too.
# %% [markdown] lang="zh"
# ## 2. {{km_curve.title}}（{{km_curve.points}} 分）
#
# 一半粉丝还在：他们能留多久？现在还不知道，而“还不知道”本身就是信息。
# %% item="km_curve"
def km_curve(followers: pd.DataFrame, end: pd.Timestamp, days: list[float]) -> list[float]:
    """Return the Kaplan–Meier share of followers who still follow after each number of days.

    用 Kaplan–Meier 法估计关注若干天后仍在关注的比例。

    Parameters
    ----------
    followers : DataFrame
        `follow_ts` (UTC), `unfollow_ts` (UTC, missing while they follow); any row order.
    end : Timestamp
        UTC; when the export was drawn. Who had not left by then is censored at that time. An `unfollow_ts` after `end` was
        not known yet: treat it as missing. Who followed after `end` is left out. 导出时刻，之后的事件一律视为未知。
    days : list of float
        Numbers of days, zero or more, in any order. 天数，任意顺序。

    Returns
    -------
    list of float
        S(t) for each t of `days`, in that order: the product over all times of leaving u ≤ t of 1 − d/n, with `d` who left
        after exactly u days and `n` who were observed for **at least** u days. Days are differences of time, not calendar
        days. 每个 t 的 S(t)；天数为时间差（可带小数），不是自然日。

    Edge cases 边界情况
    - Without followers every value is NaN. 没有粉丝：全部为 NaN。
    - Beyond the longest observation S stays at its last value. 超过最长观察期的，保持最后一个值。
    """
    ### BEGIN SOLUTION
    rows = followers[followers["follow_ts"] <= end]
    if not len(rows):
        return [float("nan")] * len(days)
    left = rows["unfollow_ts"].notna() & (rows["unfollow_ts"] <= end)
    stop = rows["unfollow_ts"].where(left, end)
    length = ((stop - rows["follow_ts"]) / pd.Timedelta(days=1)).to_numpy()
    times, gone = np.unique(length[left], return_counts=True)
    at_risk = len(length) - np.searchsorted(np.sort(length), times, side="left")
    share = np.concatenate([[1.0], np.cumprod(1 - gone / at_risk)])
    return share[np.searchsorted(times, days, side="right")].tolist()
    ### END SOLUTION
# %% tests="km_curve"
start = pd.Timestamp("2026-03-01")
four = pd.DataFrame(
    {
        "follow_ts": [start, start, start + pd.Timedelta(days=8), start],
        "unfollow_ts": [start + pd.Timedelta(days=2), start + pd.Timedelta(days=5), pd.NaT, pd.NaT],
    }
)
curve = km_curve(four, start + pd.Timedelta(days=10), [1.0, 2.0, 6.0])
assert np.allclose(curve, [1.0, 0.75, 0.375])
# %% [markdown] lang="en"
# ## 3. {{median_life.title}} ({{median_life.points}} points)
#
# Which source brings followers who stay? One number a source, and no number where there is none yet.
# %% [markdown] lang="zh"
# ## 3. {{median_life.title}}（{{median_life.points}} 分）
#
# 哪个来源的粉丝留得住？一个来源一个数；还看不出来的，就不要给数。
# %% item="median_life"
def median_life(followers: pd.DataFrame, end: pd.Timestamp) -> dict[str, float | None]:
    """Return the Kaplan–Meier median life of followers by source.

    各来源粉丝的关注时长中位数（Kaplan–Meier）。

    Parameters
    ----------
    followers : DataFrame
        `follow_ts`, `unfollow_ts` as in item 2, and `source` (str). 口径同第 2 题。
    end : Timestamp
        As in item 2. 同第 2 题。

    Returns
    -------
    dict
        Source -> days: the first time of leaving at which S(t) of that source is **0.5 or less**; None if S stays above 0.5.
        Every source of the table has an entry; one whose followers all followed after `end` has None.
        每个来源都要有；到导出时还没有一半离开的，返回 None。
    """
    ### BEGIN SOLUTION
    result = {}
    for source, all_rows in followers.groupby("source"):
        rows = all_rows[all_rows["follow_ts"] <= end]
        left = rows["unfollow_ts"].notna() & (rows["unfollow_ts"] <= end)
        stop = rows["unfollow_ts"].where(left, end)
        length = ((stop - rows["follow_ts"]) / pd.Timedelta(days=1)).to_numpy()
        times, gone = np.unique(length[left], return_counts=True)
        at_risk = len(length) - np.searchsorted(np.sort(length), times, side="left")
        reached = times[np.cumprod(1 - gone / at_risk) <= 0.5 + 1e-12]
        result[source] = float(reached[0]) if len(reached) else None
    return result
    ### END SOLUTION
# %% tests="median_life"
begun = pd.Timestamp("2026-03-01")
two_sources = pd.DataFrame(
    {
        "follow_ts": [begun, begun, begun + pd.Timedelta(days=8), begun],
        "unfollow_ts": [begun + pd.Timedelta(days=2), begun + pd.Timedelta(days=5), pd.NaT, pd.NaT],
        "source": ["live", "live", "live", "video"],
    }
)
lives = median_life(two_sources, begun + pd.Timedelta(days=10))
assert lives["video"] is None
assert abs(lives["live"] - 5.0) < 1e-9
# %% [markdown] lang="en"
# ## 4. {{transition_matrix.title}} ({{transition_matrix.points}} points)
#
# From aware to ask to act: what does a week do?
# %% [markdown] lang="zh"
# ## 4. {{transition_matrix.title}}（{{transition_matrix.points}} 分）
#
# 从了解、问询到行动：一周时间，人群会怎么流转？
# %% item="transition_matrix"
def transition_matrix(states: pd.DataFrame) -> pd.DataFrame:
    """Return the weekly transition shares between the 5A states.

    5A 人群的周流转矩阵。

    Parameters
    ----------
    states : DataFrame
        `user_id` (str), `week` (int), `state` (O, A1, A2, A3, A4 or A5), at most one row per user and week, in any order; some
        weeks are missing. 有些周缺失。

    Returns
    -------
    DataFrame
        Exactly these columns, one row per state, any row order: `state`, then `O`, `A1`, `A2`, `A3`, `A4`, `A5`: of the pairs of
        **consecutive** weeks (week and week + 1 of one user) that begin in `state`, the share that ends in each; a row sums
        to 1. 只统计相邻两周都有记录的用户；每行合计为 1。

    Edge cases 边界情况
    - A state in which no pair begins: NaN in its row. 没有任何起点的状态：该行为 NaN。
    """
    ### BEGIN SOLUTION
    names = ["O", "A1", "A2", "A3", "A4", "A5"]
    before = states.assign(week=states["week"] + 1)
    pairs = before.merge(states, on=["user_id", "week"], suffixes=("_from", "_to"))
    counts = pd.crosstab(pairs["state_from"], pairs["state_to"])
    counts = counts.reindex(index=names, columns=names, fill_value=0).astype(float)
    shares = counts.div(counts.sum(axis=1).replace(0.0, np.nan), axis=0)
    shares.columns = names
    return shares.rename_axis("state").reset_index()
    ### END SOLUTION
# %% tests="transition_matrix"
walk = pd.DataFrame(
    {"user_id": ["a", "a", "a", "b", "b"], "week": [0, 1, 3, 0, 1], "state": ["O", "A1", "A3", "O", "O"]}
)
shares = transition_matrix(walk).set_index("state")
assert shares.loc["O", "A1"] == 0.5
assert np.isnan(shares.loc["A1", "A3"])
# %% [markdown] lang="en"
# ## 5. {{forecast_5a.title}} ({{forecast_5a.points}} points)
#
# If nothing changes, where are the people in eight weeks? And what if more are asked in?
# %% [markdown] lang="zh"
# ## 5. {{forecast_5a.title}}（{{forecast_5a.points}} 分）
#
# 维持现状，八周后人群在哪里？每周再多拉一些人进来呢？
# %% item="forecast_5a"
def forecast_5a(stock: list[float], matrix: list[list[float]], entrants: list[float], weeks: int) -> list[float]:
    """Return the stock of each state after some weeks.

    若干周后各状态的人数。

    Parameters
    ----------
    stock : list of float
        People in each of k states now. 当前各状态人数。
    matrix : list of list of float
        k rows of k shares: row i says where the people of state i go in a week. 第 i 行为状态 i 一周后的去向。
    entrants : list of float
        k numbers: people who enter each state at the **end** of every week, after the move. 每周末流转之后新进入各状态的人数。
    weeks : int
        Zero or more. 周数，0 或以上。

    Returns
    -------
    list of float
        k numbers; not rounded. 不取整。

    Raises
    ------
    ValueError
        Lengths do not match, a row does not sum to 1 (within 1e-6), a share or a stock is negative, or `weeks` is negative.
        长度不符、某行合计不为 1、出现负数或周数为负时抛出 ValueError。
    """
    ### BEGIN SOLUTION
    now, move, more = np.asarray(stock, float), np.asarray(matrix, float), np.asarray(entrants, float)
    k = len(now)
    if move.shape != (k, k) or more.shape != (k,) or weeks < 0 or (now < 0).any() or (move < 0).any():
        raise ValueError("lengths, shares or stocks are wrong")
    if np.abs(move.sum(axis=1) - 1).max(initial=0) > 1e-6:
        raise ValueError("each row must sum to 1")
    for _ in range(weeks):
        now = now @ move + more
    return now.tolist()
    ### END SOLUTION
# %% tests="forecast_5a"
assert np.allclose(forecast_5a([100.0, 0.0], [[0.9, 0.1], [0.2, 0.8]], [10.0, 0.0], 2), [102.0, 18.0])
# %% [markdown] lang="en"
# ## 6. {{ltv_cohort.title}} ({{ltv_cohort.points}} points)
#
# What is a follower worth in the first days, net of refunds? The youngest have not had the time.
# %% [markdown] lang="zh"
# ## 6. {{ltv_cohort.title}}（{{ltv_cohort.points}} 分）
#
# 一个粉丝头几天值多少钱（扣退款）？最近来的粉丝，还没来得及买。
# %% item="ltv_cohort"
def ltv_cohort(followers: pd.DataFrame, orders: pd.DataFrame, end: pd.Timestamp, days: int) -> pd.DataFrame:
    """Return the net value of a follower in the first `days` days, by source.

    各来源粉丝关注后前 `days` 天的人均净价值。

    Parameters
    ----------
    followers : DataFrame
        `follower_id` (str), `follow_ts` (UTC), `source` (str), one row a follower. 每个粉丝一行。
    orders : DataFrame
        `order_id`, `follower_id`, `ts` (UTC), `gmv` (¥), `refund` (¥); an order can stand there twice (same `order_id`): count it
        once. 同一订单可能重复出现，只算一次。
    end : Timestamp
        UTC; when both exports were drawn. 两张表的导出时刻。
    days : int
        Horizon, at least 1. 观察天数。

    Returns
    -------
    DataFrame
        One row per source with a follower old enough, any order, exactly the columns `source`, `followers` (how many are old
        enough), `value` (¥: sum of gmv − refund of their orders with follow_ts ≤ ts < follow_ts + days, divided by
        **all** of them, buyers or not).

    Rule 规则
    - Old enough: follow_ts + days ≤ end; the others are left out of both sums. 观察期不满的粉丝，分子分母都不计。
    """
    ### BEGIN SOLUTION
    span = pd.Timedelta(days=days)
    old = followers[followers["follow_ts"] + span <= end]
    joined = orders.drop_duplicates("order_id").merge(old, on="follower_id")
    age = joined["ts"] - joined["follow_ts"]
    inside = joined[(age >= pd.Timedelta(0)) & (age < span)]
    net = (inside["gmv"] - inside["refund"]).groupby(inside["source"]).sum()
    count = old.groupby("source").size().rename("followers")
    table = count.to_frame()
    table["value"] = net.reindex(table.index, fill_value=0.0) / table["followers"]
    return table.reset_index()
    ### END SOLUTION
# %% tests="ltv_cohort"
start = pd.Timestamp("2026-03-01")
fans = pd.DataFrame({"follower_id": ["a", "b", "c"], "follow_ts": [start, start, start + pd.Timedelta(days=9)], "source": "live"})
bought = pd.DataFrame(
    {
        "order_id": ["1", "2", "2"],
        "follower_id": ["a", "a", "a"],
        "ts": [start + pd.Timedelta(days=1), start + pd.Timedelta(days=8), start + pd.Timedelta(days=8)],
        "gmv": [80.0, 50.0, 50.0],
        "refund": [20.0, 0.0, 0.0],
    }
)
value = ltv_cohort(fans, bought, start + pd.Timedelta(days=10), 7).iloc[0]
assert (value["followers"], value["value"]) == (2, 30.0)
# %% [markdown] lang="en"
# ## 7. {{pick_creators.title}} ({{pick_creators.points}} points)
#
# Two bargains with one audience are one bargain.
# %% [markdown] lang="zh"
# ## 7. {{pick_creators.title}}（{{pick_creators.points}} 分）
#
# 两个划算的达人，若是同一批粉丝，就只算一个。
# %% item="pick_creators"
def pick_creators(creators: pd.DataFrame, sizes: list[float], budget: float) -> list[str]:
    """Choose the creators who together reach most people of the market within the budget.

    在预算内选择达人，使合计触达（去重）人数最多。

    Parameters
    ----------
    creators : DataFrame
        At most twelve rows: `creator_id` (str), `fee` (¥), `plays_med` (people reached), `aud_0` … `aud_7` (per cent of these
        people in each of eight segments). 最多 12 行；`aud_k` 为百分比。
    sizes : list of float
        People in each of the eight segments of the market, above zero. 市场中各人群的规模。
    budget : float
        ¥.

    Returns
    -------
    list of str
        Ids, in any order, none twice, fees within the budget. 编号列表，不重复，总报价不超预算。

    Model 模型
    - Creator i reaches the share r = plays_med · aud_k / 100 / size of segment k, at most 1. Creators reach a segment
      independently of each other: together they reach size · (1 − product of (1 − r)). The total is the sum over segments.
      各达人在同一人群内的触达相互独立；合计触达 = Σ 规模 ×（1 − Π(1 − r)）。

    Tolerance 容差: at least 97 % of the best possible reach. 不低于最优触达的 97%。
    """
    ### BEGIN SOLUTION
    from itertools import combinations

    audience = creators[[f"aud_{k}" for k in range(8)]].to_numpy() / 100
    share = np.minimum(creators["plays_med"].to_numpy()[:, None] * audience / np.asarray(sizes), 1.0)
    ids, fee = creators["creator_id"].tolist(), creators["fee"].to_numpy()
    best, chosen = -1.0, ()
    for count in range(len(ids) + 1):
        for group in combinations(range(len(ids)), count):
            rows = list(group)
            if fee[rows].sum() <= budget:
                reach = (np.asarray(sizes) * (1 - np.prod(1 - share[rows], axis=0))).sum()
                if reach > best:
                    best, chosen = reach, group
    return [ids[row] for row in chosen]
    ### END SOLUTION
# %% tests="pick_creators"
trio = pd.DataFrame({"creator_id": ["a", "b", "c"], "fee": [10.0, 10.0, 10.0], "plays_med": [900.0, 900.0, 600.0]})
for k in range(8):
    trio[f"aud_{k}"] = [100.0 * (k == 0), 100.0 * (k == 0), 100.0 * (k == 1)]
assert sorted(pick_creators(trio, [1_000.0] * 8, 20.0)) in (["a", "c"], ["b", "c"])
# %% [markdown] lang="en"
# ## 8. {{best_slots.title}} ({{best_slots.points}} points)
#
# "Post at eight in the evening, it works best." It is also when the best topic goes out.
# %% [markdown] lang="zh"
# ## 8. {{best_slots.title}}（{{best_slots.points}} 分）
#
# “晚上八点发效果最好。”——可最强的主题恰好也都在八点发。
# %% item="best_slots"
def best_slots(posts: pd.DataFrame) -> pd.DataFrame:
    """Return the effect of each posting slot on plays with the topic held fixed.

    控制主题之后，各发布时段对播放量的影响。

    Parameters
    ----------
    posts : DataFrame
        `slot` (str), `topic` (str), `plays` (int); any row order. Posts with zero plays were taken down: leave them out.
        播放为 0 的是已下架作品，剔除。

    Returns
    -------
    DataFrame
        Exactly the columns `slot`, `effect`, sorted by falling effect, one row per slot. Least squares of ln(plays) on slot and
        topic, both as categories, without interaction; `effect` is the slot's coefficient minus the plain mean of all slots'
        coefficients, so that the effects sum to 0.
        以 ln(播放) 对时段、主题两个分类变量做无交互的最小二乘；`effect` 为时段系数减去各时段系数的简单平均，合计为 0。

    Tolerance 容差: 1e-6. Slots and topics are connected by posts. 各时段与主题之间均有作品相连。
    """
    ### BEGIN SOLUTION
    shown = posts[posts["plays"] > 0]
    slots = sorted(shown["slot"].unique())
    columns = [(shown["slot"] == name).to_numpy() for name in slots]
    columns += [(shown["topic"] == name).to_numpy() for name in sorted(shown["topic"].unique())[1:]]
    design = np.column_stack(columns).astype(float)
    effect = np.linalg.lstsq(design, np.log(shown["plays"].to_numpy()), rcond=None)[0][: len(slots)]
    table = pd.DataFrame({"slot": slots, "effect": effect - effect.mean()})
    return table.sort_values("effect", ascending=False).reset_index(drop=True)
    ### END SOLUTION
# %% tests="best_slots"
grid = pd.DataFrame({"slot": ["m", "m", "e", "e", "e"], "topic": ["x", "y", "x", "x", "y"], "plays": [200, 20, 100, 100, 10]})
ranked = best_slots(grid)
assert list(ranked["slot"]) == ["m", "e"]
assert abs(ranked["effect"].iloc[0] - np.log(2) / 2) < 1e-9
# %% [markdown] lang="en"
# ## 9. {{memo_lucky_bag.title}} ({{memo_lucky_bag.points}} points)
#
# **Ms Gu**, marketing lead of Millet & Moss, is proud: *"Our lucky-bag week (福袋) brought 80,000 followers for ¥96,000. Shall we do it
# every month?"*
#
# | after 30 days | lucky bag | short video |
# |---|---|---|
# | followers gained | 80,000 | 21,000 |
# | cost | ¥96,000 | ¥63,000 |
# | still follow | 21 % | 62 % |
# | net order value a follower gained | ¥1.10 | ¥9.00 |
# | completion of the account's videos shown to them | 11 % | 34 % |
#
# Margin is 35 % of net order value. Write **at most 250 words** to her: was it a success, and what now? A rater gives 0–4 points
# for each: **diagnosis** (computed), **decision** (what, cost, when to stop), **uncertainty** (what is not known, how to find out),
# **compliance** (honest to consumers, client, platform), **clarity** (she can act on it).
# %% [markdown] lang="zh"
# ## 9. {{memo_lucky_bag.title}}（{{memo_lucky_bag.points}} 分）
#
# 粟与苔的市场负责人**顾女士**很得意：“福袋周花 9.6 万涨了 8 万粉，以后每月都做？”
#
# | 30 天后 | 福袋 | 短视频 |
# |---|---|---|
# | 新增粉丝 | 80,000 | 21,000 |
# | 花费 | 96,000 元 | 63,000 元 |
# | 仍在关注 | 21% | 62% |
# | 每个新增粉丝的净成交 | 1.10 元 | 9.00 元 |
# | 账号视频推给他们时的完播率 | 11% | 34% |
#
# 毛利为净成交的 35%。请给她写一则备忘，**不超过 400 字**（对应英文 250 词）：算不算成功，接下来怎么办？评分人按以下五项各给 0–4 分：
# **诊断**（用数字算清楚）、**决策**（做什么、代价、何时停）、**不确定性**（什么还不知道、怎么弄清）、**合规**（对消费者、客户、平台诚实）、
# **清晰**（看完就能做）。
# %% [markdown] response="memo_lucky_bag"
# Ms Gu, the lucky-bag week was no success: please do not repeat it in June.
#
# **What happened.** Of 80,000 followers 16,800 are left, ¥5.71 each; of the 21,000 by video 13,020, ¥4.84 each. So a follower who stays was not even
# cheaper. Worth is further apart: margin in 30 days ¥0.39 against ¥3.15 a follower gained, ¥31,000 back of ¥96,000 against ¥66,000
# of ¥63,000. And it costs reach: the platform shows our videos to these followers first, 11 % watch to the end, and a weak first
# audience holds a video back.
#
# **What now.** No bags this month. We put ¥60,000 into the two video series with the best completion. Bags only inside a stream, for viewers who have
# watched ten minutes, at most ¥3,000 a week, from next week; if fewer than 40 % of those still follow after 30 days, we end them.
#
# **What we do not know.** Whether the weak completion comes from the bag followers or from that week's videos; we compare completion by
# source for ten posts. Thirty days are short: orders of later months are not in the table. Some might have come anyway.
#
# **What we will not do.** No bought followers, no bag whose odds or stock are not what the card says, prizes sent within the promised time;
# and the monthly report shows followers kept, not gained.
#
# Please confirm the ¥60,000 by Thursday.
# %% [markdown] lang="en"
# ## 10. {{memo_a3.title}} ({{memo_a3.points}} points)
#
# **Mr Bian**, brand director, reads in the dashboard that *A3 (ask) doubled in four weeks, from 120,000 to 240,000*, and wants to double
# the traffic budget of ¥200,000 "to harvest it". In the same weeks:
#
# | of A3, by where they came from | four weeks ago | now | act (A4) within a week |
# |---|---|---|---|
# | searched or asked in a room | 90,000 | 96,000 | 6.0 % |
# | watched a giveaway video to the end | 30,000 | 144,000 | 0.4 % |
#
# An order brings ¥40 of margin. Write **at most 250 words** to him. The five criteria are those of item 9: **diagnosis, decision,
# uncertainty, compliance, clarity**, 0–4 points each.
# %% [markdown] lang="zh"
# ## 10. {{memo_a3.title}}（{{memo_a3.points}} 分）
#
# 品牌总监**卞先生**看到大盘：“A3（问询）四周从 12 万翻到 24 万”，想把 20 万投放预算也翻倍，“赶紧收割”。同期：
#
# | A3 按来源 | 四周前 | 现在 | 一周内转 A4 |
# |---|---|---|---|
# | 搜索过或在直播间问过 | 90,000 | 96,000 | 6.0% |
# | 看完抽奖视频 | 30,000 | 144,000 | 0.4% |
#
# 每单毛利 40 元。请给他写一则备忘，**不超过 400 字**（对应英文 250 词）。五项标准同第 9 题：**诊断、决策、不确定性、合规、清晰**，各 0–4 分。
# %% [markdown] response="memo_a3"
# Mr Bian, A3 doubled on paper; the people who buy grew by 7 %. Please do not double the budget.
#
# **What happened.** Four weeks ago A3 sent 90,000 × 6.0 % + 30,000 × 0.4 % = 5,520 people a week to A4; now 96,000 × 6.0 % + 144,000 × 0.4 % =
# 6,336, plus 15 %, not plus 100 %. The rate of the whole fell from 4.6 to 2.6 % because the mix changed: 114,000 of the 120,000 new ones
# watched a giveaway. All of them together bring 576 orders a week, ¥23,000 of margin.
#
# **What to do.** Keep ¥200,000. Aim it at the 96,000 who searched or asked; leave giveaway viewers out of the audience package from Monday.
# Replace one of two giveaways a week by a question-and-answer stream, cost ¥8,000. If the asked group does not reach 105,000 in four
# weeks, we stop that and return to search content.
#
# **What is uncertain.** The rates are one week's; the giveaway group is young and may act later, so we follow it for four weeks. And nobody was held
# out: some of the 6 % would buy without ads. A tenth of the group without ads for four weeks tells.
#
# **What we will not do.** Report "A3 doubled" as success to the board, or press viewers by false deadlines. Giveaways state odds and dates, and
# personal data stays in the platform.
#
# Please agree to the audience change by Friday.
