# %% [markdown] lang="en"
# Your first week at **Paper Kite Agency**, an invented service provider. A merchant asks whether the famous figures of
# interest e-commerce hold for its own shop. You will write seven functions, {{form.points}} points in all with the memo at the end.
#
# - Ninety minutes are meant. The items are independent; start where you like.
# - Each function is judged on data you have not seen, by what its docstring says and nothing else. Points are given by part.
# - Do not change the inputs, use no global variables, and do not round unless asked.
# - Money is in yuan. Times are UTC without a zone; a *day* is a day in Shanghai (UTC + 8 h). All data is synthetic.
# %% [markdown] lang="zh"
# 你入职**纸鸢代运营**（虚构的服务商）的第一周，商家想知道：兴趣电商那些有名的数字，在自己店里还成不成立。请编写七个函数，
# 加上最后一则备忘，共 {{form.points}} 分。
#
# - 预计用时一个半小时。各题互不影响，先做哪题都行。
# - 每个函数会用你没见过的数据来判分，只按文档字符串里写明的要求评，按部分给分。
# - 不要改动传入的数据，不要依赖全局变量，题目没要求就不要四舍五入。
# - 金额单位为元；时间为不带时区的 UTC，“天”一律指北京时间自然日（UTC + 8 小时）。数据全部为模拟。
# %%
import numpy as np
import pandas as pd
# %% [markdown] lang="en"
# ## 1. {{clean_orders.title}} ({{clean_orders.points}} points)
#
# Three systems, three units, and every update as a new row. Before any figure: one row an order.
# %% [markdown] lang="zh"
# ## 1. {{clean_orders.title}}（{{clean_orders.points}} 分）
#
# 三套系统三种单位，改一次状态多一行。算任何数之前，先做到一单一行。
# %% item="clean_orders"
def clean_orders(orders: pd.DataFrame) -> pd.DataFrame:
    """Return one row per paid order, with its Shanghai day and its amount in yuan.

    每个有效订单一行：北京时间自然日与以元计的金额。

    Parameters
    ----------
    orders : DataFrame
        `order_id` (str), `ts` (UTC, paid), `updated` (UTC, when the row was written), `amount`, `unit` ("yuan",
        "fen" = 1/100 ¥, "milli_fen" = 1/100,000 ¥), `status` ("paid", "cancelled"); in any order.

    Returns
    -------
    DataFrame
        Any row order, exactly the columns `order_id`, `day` (date of `ts` in Shanghai), `gmv` (¥).

    Edge cases 边界情况
    - Of several rows of an order only the one with the latest `updated` counts. 同一订单只认 `updated` 最晚的一行。
    - If that row is cancelled, the order is left out. 最晚一行为 cancelled 的订单不出现。
    - ValueError for any other `unit`. 出现其他单位时抛出 ValueError。
    """
    ### BEGIN SOLUTION
    if not orders["unit"].isin(["yuan", "fen", "milli_fen"]).all():
        raise ValueError("unknown unit")
    last = orders.sort_values("updated").drop_duplicates("order_id", keep="last")
    last = last[last["status"] == "paid"]
    many = last["unit"].map({"yuan": 1, "fen": 100, "milli_fen": 100_000}).astype(float)
    day = (last["ts"] + pd.Timedelta(hours=8)).dt.normalize()
    return pd.DataFrame({"order_id": last["order_id"], "day": day, "gmv": last["amount"] / many})
    ### END SOLUTION
# %% tests="clean_orders"
export = pd.DataFrame(
    {
        "order_id": ["A", "A", "B"],
        "ts": pd.to_datetime(["2026-03-02 17:00", "2026-03-02 17:00", "2026-03-02 03:00"]),
        "updated": pd.to_datetime(["2026-03-02 17:05", "2026-03-03 09:00", "2026-03-02 03:05"]),
        "amount": [9900.0, 9900.0, 5_000_000.0],
        "unit": ["fen", "fen", "milli_fen"],
        "status": ["paid", "paid", "paid"],
    }
)
clean = clean_orders(export).set_index("order_id")
assert len(clean) == 2
assert str(clean.loc["A", "day"])[:10] == "2026-03-03"
assert abs(clean.loc["B", "gmv"] - 50.0) < 1e-9
# %% [markdown] lang="en"
# ## 2. {{funnel_compare.title}} ({{funnel_compare.points}} points)
#
# The founding article says that search is precise and small, interest vague and large. Put both in one table.
# %% [markdown] lang="zh"
# ## 2. {{funnel_compare.title}}（{{funnel_compare.points}} 分）
#
# 那篇开篇文章说：搜索精准但盘子小，兴趣宽泛但盘子大。把两条路径放进一张表。
# %% item="funnel_compare"
def funnel_compare(funnel: pd.DataFrame) -> pd.DataFrame:
    """Return the step rates of each path, of people, over all days.

    各路径全周期的逐级转化率（按人数）。

    Parameters
    ----------
    funnel : DataFrame
        One row per day and path: `day`, `path` (str), `plays` (times), `exposed`, `entered`, `clicked`, `paid`
        (people), `gmv` (¥); rows in any order. `plays` 是次数，其余为人数。

    Returns
    -------
    DataFrame
        One row per path, any order, exactly these columns: `path`, `enter_rate` (entered / exposed), `click_rate`
        (clicked / entered), `pay_rate` (paid / clicked), `conversion` (paid / exposed), `value` (¥ of GMV per exposed
        person), `buyer_share` (paid of this path / paid of all paths).

    Edge cases 边界情况
    - Rates are of sums over all days, not means of daily rates. 先求和再相除，不是逐天求平均。
    - A zero denominator gives NaN. 分母为零返回 NaN。
    """
    ### BEGIN SOLUTION
    total = funnel.groupby("path")[["exposed", "entered", "clicked", "paid", "gmv"]].sum().astype(float)
    below = total.replace(0.0, np.nan)
    out = pd.DataFrame(
        {
            "enter_rate": total["entered"] / below["exposed"],
            "click_rate": total["clicked"] / below["entered"],
            "pay_rate": total["paid"] / below["clicked"],
            "conversion": total["paid"] / below["exposed"],
            "value": total["gmv"] / below["exposed"],
            "buyer_share": total["paid"] / (total["paid"].sum() or np.nan),
        }
    )
    return out.reset_index()
    ### END SOLUTION
# %% tests="funnel_compare"
two_days = pd.DataFrame(
    {
        "day": pd.to_datetime(["2026-03-02", "2026-03-03"]),
        "path": "search",
        "plays": [900, 150],
        "exposed": [300, 100],
        "entered": [100, 100],
        "clicked": [50, 30],
        "paid": [10, 10],
        "gmv": [1_000.0, 1_000.0],
    }
)
row = funnel_compare(two_days).iloc[0]
assert abs(row["conversion"] - 0.05) < 1e-9
assert abs(row["click_rate"] - 0.4) < 1e-9
assert row["buyer_share"] == 1.0
# %% [markdown] lang="en"
# ## 3. {{monthly_growth.title}} ({{monthly_growth.points}} points)
#
# "From 250 to 600 million in 19 months": what is that a month, and where would it have led?
# %% [markdown] lang="zh"
# ## 3. {{monthly_growth.title}}（{{monthly_growth.points}} 分）
#
# “19 个月从 2.5 亿到 6 亿”：折合每月多少？照这样下去会到哪里？
# %% item="monthly_growth"
def monthly_growth(start: float, end: float, months: int) -> dict[str, float]:
    """Return the constant monthly growth that leads from `start` to `end`, and the months to double.

    由期初、期末值反推每月复合增长率与翻倍所需月数。

    Parameters
    ----------
    start, end : float
        Values above zero. 期初、期末，均大于 0。
    months : int
        Months between them, at least 1. 间隔月数，至少为 1。

    Returns
    -------
    dict
        `rate`: growth a month as a share (0.05 is 5 %), negative if it fell; `double`: months until the value has
        doubled at that rate, NaN if the rate is zero or negative. `rate` 每月增长率；`double` 翻倍月数，不增长时为 NaN。

    Raises
    ------
    ValueError
        A value is zero, negative or NaN, or `months` is below 1. 取值不合理时抛出 ValueError。
    """
    ### BEGIN SOLUTION
    if not (start > 0 and end > 0 and months >= 1):
        raise ValueError("needs values above zero and at least one month")
    rate = (end / start) ** (1 / months) - 1
    double = np.log(2) / np.log1p(rate) if rate > 0 else np.nan
    return {"rate": float(rate), "double": float(double)}
    ### END SOLUTION
# %% tests="monthly_growth"
assert abs(monthly_growth(100.0, 121.0, 2)["rate"] - 0.10) < 1e-9
assert abs(monthly_growth(1.0, 4.0, 10)["double"] - 5.0) < 1e-9
# %% [markdown] lang="en"
# ## 4. {{channel_overlap.title}} ({{channel_overlap.points}} points)
#
# "Only 10 % of our Douyin customers were customers before": true for one clothing brand in 2021. For this one?
# %% [markdown] lang="zh"
# ## 4. {{channel_overlap.title}}（{{channel_overlap.points}} 分）
#
# “抖音客户里只有 10% 是老客”：这是 2021 年某服饰品牌的数。这一家呢？
# %% item="channel_overlap"
def channel_overlap(buyers: pd.DataFrame) -> dict[str, float]:
    """Return which share of the Douyin buyers was known before, and which is new.

    抖音买家中，老客与新客各占多少。

    Parameters
    ----------
    buyers : DataFrame
        `buyer_id` (str), `channel` ("douyin", "traditional"), `first_ts` (UTC, first purchase there); any row order. The
        systems spell an id differently: blanks around it and upper case do not count. A buyer may stand there more
        than once in a channel; the earliest row counts. 编号前后空格和大小写不作区分；同一渠道出现多次取最早一次。

    Returns
    -------
    dict
        `known`: share of Douyin buyers whose first traditional purchase was **before** their first Douyin purchase;
        `later`: share of Douyin buyers who bought in the traditional channel only at or after that time; `new`: share
        who never did. NaN, all three, without Douyin buyers.
        `known` 先在传统渠道买过；`later` 在抖音首购的同时或之后才在传统渠道买；`new` 从未在传统渠道买过。
    """
    ### BEGIN SOLUTION
    ids = buyers["buyer_id"].str.strip().str.lower()
    first = {
        name: rows.groupby(ids[rows.index])["first_ts"].min() for name, rows in buyers.groupby("channel")
    }
    if "douyin" not in first:
        return {"known": np.nan, "later": np.nan, "new": np.nan}
    douyin = first["douyin"]
    there = first.get("traditional", douyin.iloc[:0]).reindex(douyin.index)
    known, later = (there < douyin).mean(), (there >= douyin).mean()
    return {"known": float(known), "later": float(later), "new": float(there.isna().mean())}
    ### END SOLUTION
# %% tests="channel_overlap"
people = pd.DataFrame(
    {
        "buyer_id": ["a", "b", "c", "d", " A", "B"],
        "channel": ["douyin"] * 4 + ["traditional"] * 2,
        "first_ts": pd.to_datetime(["2026-03-10"] * 4 + ["2026-03-01", "2026-03-20"]),
    }
)
shares = channel_overlap(people)
assert abs(shares["known"] - 0.25) < 1e-9
assert abs(shares["later"] - 0.25) < 1e-9
assert abs(shares["new"] - 0.5) < 1e-9
# %% [markdown] lang="en"
# ## 5. {{hit_score.title}} ({{hit_score.points}} points)
#
# A hit (爆款) is judged by spread as well as by sales. One score that needs both.
# %% [markdown] lang="zh"
# ## 5. {{hit_score.title}}（{{hit_score.points}} 分）
#
# 爆款不只看卖了多少，还要看传得多远。给出一个两样都要的分数。
# %% item="hit_score"
def hit_score(items: pd.DataFrame) -> pd.DataFrame:
    """Score items by sales and spread, 0 to 1, best first.

    综合销量与传播给商品打分，0–1，由高到低。

    Parameters
    ----------
    items : DataFrame
        `item_id` (str), `units`, `viewers` (people), `shares` (people who passed it on); any order.

    Returns
    -------
    DataFrame
        Exactly the columns `item_id`, `score`, sorted by falling score, ties by rising `item_id`. `score` is the geometric
        mean √(a · b): `a` is the share of items that sold **at most** as many units (itself included), `b` the same for
        spread = shares / viewers. 几何平均：a 为销量不高于自己的商品占比（含自己），b 为传播率不高于自己的占比。

    Edge cases 边界情况
    - Without viewers the spread is 0. 没有观看的商品，传播率按 0 计。
    - No items: an empty table with both columns. 没有商品：返回含这两列的空表。
    """
    ### BEGIN SOLUTION
    spread = (items["shares"] / items["viewers"].where(items["viewers"] > 0)).fillna(0.0)
    score = np.sqrt(items["units"].rank(method="max", pct=True) * spread.rank(method="max", pct=True))
    out = pd.DataFrame({"item_id": items["item_id"], "score": score})
    return out.sort_values(["score", "item_id"], ascending=[False, True]).reset_index(drop=True)
    ### END SOLUTION
# %% tests="hit_score"
shelf = pd.DataFrame(
    {"item_id": ["x", "y"], "units": [10, 90], "viewers": [100, 100], "shares": [5, 1]}
)
scores = hit_score(shelf)
assert list(scores["item_id"]) == ["x", "y"]
assert abs(scores["score"].iloc[0] - 0.5**0.5) < 1e-9
# %% [markdown] lang="en"
# ## 6. {{pull_forward.title}} ({{pull_forward.points}} points)
#
# The campaign week was a record. What was it worth after the fortnight that followed?
# %% [markdown] lang="zh"
# ## 6. {{pull_forward.title}}（{{pull_forward.points}} 分）
#
# 大促那一周创了纪录。把之后两周也算进来，到底多卖了多少？
# %% item="pull_forward"
def pull_forward(weekly: pd.DataFrame) -> dict[str, float]:
    """Split the effect of campaigns into lift, what it stole from the weeks after, and what is left.

    把大促效果拆成：当周增量、从之后两周透支的部分、净增量。

    Parameters
    ----------
    weekly : DataFrame
        One row per week: `week` (Monday), `gmv` (¥), `campaign` (bool); rows in any order, no week missing.

    Returns
    -------
    dict
        `lift`: GMV of campaign weeks above the baseline; `stolen`: baseline minus GMV in the two weeks after each
        campaign week; `net` = lift − stolen; `share` = stolen / lift, NaN if there is no lift above zero. ¥, sums over
        all campaigns. `lift` 大促周高出基线的部分；`stolen` 之后两周低于基线的部分；`net` 净增量；`share` 透支占比。

    Rules 规则
    - Baseline: the **median** GMV of the calm weeks, those that are neither a campaign week nor one of the two weeks after
      one. 基线取“平静周”（既非大促周、也非其后两周）成交的中位数。
    - A week after two campaigns counts once; a campaign week is never a week after. 一周只计一次；大促周不算“之后的周”。
    - Weeks beyond the table are not there; no week is made up. 表外的周不补。
    - ValueError if there is no campaign or no calm week. 没有大促周或没有平静周时抛出 ValueError。
    """
    ### BEGIN SOLUTION
    table = weekly.sort_values("week")
    gmv, campaign = table["gmv"].to_numpy(dtype=float), table["campaign"].to_numpy(dtype=bool)
    after = np.zeros(len(table), dtype=bool)
    for later in (1, 2):
        after[later:] |= campaign[:-later]
    after &= ~campaign
    calm = ~campaign & ~after
    if not campaign.any() or not calm.any():
        raise ValueError("needs a campaign week and a calm week")
    base = np.median(gmv[calm])
    lift, stolen = (gmv[campaign] - base).sum(), (base - gmv[after]).sum()
    share = stolen / lift if lift > 0 else np.nan
    return {"lift": float(lift), "stolen": float(stolen), "net": float(lift - stolen), "share": float(share)}
    ### END SOLUTION
# %% tests="pull_forward"
quarter = pd.DataFrame(
    {
        "week": pd.date_range("2026-03-02", periods=7, freq="7D"),
        "gmv": [100.0, 100.0, 180.0, 80.0, 90.0, 100.0, 110.0],
        "campaign": [False, False, True, False, False, False, False],
    }
)
effect = pull_forward(quarter)
assert abs(effect["lift"] - 80.0) < 1e-9
assert abs(effect["net"] - 50.0) < 1e-9
# %% [markdown] lang="en"
# ## 7. {{fact_mix.title}} ({{fact_mix.points}} points)
#
# Four levers, one budget: Field 商家自播, Alliance 达人矩阵, Campaign 营销活动, Top KOL 头部大V.
# %% [markdown] lang="zh"
# ## 7. {{fact_mix.title}}（{{fact_mix.points}} 分）
#
# 四条赛道、一份预算：商家自播 F、达人矩阵 A、营销活动 C、头部大V T。
# %% item="fact_mix"
def fact_mix(levers: pd.DataFrame, budget: float) -> dict[str, float]:
    """Split a budget over levers so that the GMV that stays is as large as possible.

    在各赛道间分配预算，使留得住的成交最大。

    Parameters
    ----------
    levers : DataFrame
        One row per lever, at most six: `lever` (str), `top` (¥), `half` (¥), `stolen` (share of its GMV that the weeks
        after it lose, 0–1), `least` (¥: below this it cannot be bought at all, 0 if any amount will do). GMV that stays at
        a spend `s` is (1 − stolen) · top · s / (half + s). `least` 为起投门槛：要么不投，要么不低于它。
    budget : float
        ¥, zero or more; it need not be used up. 可以不花完。

    Returns
    -------
    dict
        Lever -> ¥, one entry for every lever, 0 where it gets nothing. 每条赛道都要有，不投写 0。

    Tolerance 容差
    Each entry is 0 or at least `least`, the sum within `budget`, each with ¥1 of slack; GMV that stays at least 98 % of the
    best possible. 每项为 0 或不低于门槛，合计不超预算，均允许 1 元误差；成交不低于最优的 98%。
    """
    ### BEGIN SOLUTION
    steps = 200
    grid = np.linspace(0.0, budget, steps + 1)
    best, choices = np.zeros(steps + 1), []
    for lever in levers.itertuples():
        gain = (1 - lever.stolen) * lever.top * grid / (lever.half + grid)
        gain[(grid > 0) & (grid < lever.least)] = -np.inf
        left = np.subtract.outer(np.arange(steps + 1), np.arange(steps + 1))
        total = np.where(left >= 0, best[left] + gain, -np.inf)
        choices.append(total.argmax(axis=1))
        best = total.max(axis=1)
    spend, left = {}, steps
    for lever, choice in zip(levers[::-1].itertuples(), choices[::-1]):
        spend[lever.lever] = float(grid[choice[left]])
        left -= choice[left]
    return spend
    ### END SOLUTION
# %% tests="fact_mix"
pair = pd.DataFrame(
    {"lever": ["F", "A"], "top": 9_000.0, "half": 3_000.0, "stolen": 0.0, "least": 0.0}
)
mix = fact_mix(pair, 4_000.0)
assert set(mix) == {"F", "A"}
assert abs(mix["F"] - mix["A"]) < 300
# %% [markdown] lang="en"
# ## 8. {{memo_empty_room.title}} ({{memo_empty_room.points}} points)
#
# **Mr Pan**, brand director of **Northlight Thermos**, an invented household name, writes: *"Everybody knows us, our flask is
# the best seller on every shelf, and our room is empty. We want ¥300,000 of traffic for it."*
#
# | last 14 streams, a day | Northlight | median of the category |
# |---|---|---|
# | people exposed | 48,000 | 50,000 |
# | entered | 2,900 | 9,000 |
# | clicked a product | 870 | 2,500 |
# | paid | 130 | 340 |
# | average stay | 21 s | 62 s |
#
# Write **at most 250 words** to him: which of the three logics failed, what do you test first, when do you stop? A rater gives
# 0–4 points for each: **diagnosis** (computed), **decision** (what to do, what it costs, when to stop), **uncertainty** (what
# is not known, how to find out), **compliance** (honest to consumers, client and platform), **clarity** (he can act on it).
# %% [markdown] lang="zh"
# ## 8. {{memo_empty_room.title}}（{{memo_empty_room.points}} 分）
#
# **北光保温杯**（虚构的知名品牌）的品牌总监**潘先生**来信：“谁都认识我们，货架上我们销量第一，直播间却没人。给我们投 30 万流量吧。”
#
# | 最近 14 场，日均 | 北光 | 类目中位数 |
# |---|---|---|
# | 曝光人数 | 48,000 | 50,000 |
# | 进入人数 | 2,900 | 9,000 |
# | 商品点击人数 | 870 | 2,500 |
# | 成交人数 | 130 | 340 |
# | 平均停留 | 21 秒 | 62 秒 |
#
# 请给他写一则备忘，**不超过 400 字**（对应英文 250 词）：三大逻辑里哪一条没做到，先测什么，什么时候停？评分人按以下五项各给 0–4 分：
# **诊断**（用数字算清楚）、**决策**（做什么、代价、何时停）、**不确定性**（什么还不知道、怎么弄清）、**合规**（对消费者、客户、平台诚实）、
# **清晰**（看完就能做）。
# %% [markdown] response="memo_empty_room"
# Mr Pan, please do not buy the traffic yet: the room is not short of visitors at the door, it loses them there.
#
# **What happened.** You are shown to as many people as others (48,000 against 50,000). Of them 6.0 % enter, against 18.0 % in the
# category; they stay 21 seconds instead of 62. Inside you are normal: 30 % click (28 %), 15 % of those pay (14 %). So product and price are
# fine; content is not. You think in goods, the viewer in content: the second logic. ¥300,000 into this room would buy entries at three
# times the usual cost.
#
# **What we test.** For ten days, two openings by turns, drawn by lot each evening: yours, and a demonstration (boiling water, ice, a
# drop test) in the first 15 seconds with a new frame. Cost: ¥6,000 for a host and props. If entry does not reach 10 % after ten evenings we
# stop and look at the audience instead. If it does, we talk about traffic, ¥10,000 first.
#
# **What we do not know.** Who is shown your room: the platform may send shelf buyers of 50 who do not watch. The audience report answers that
# in a day. Ten evenings tell 6 from 10 %, not 6 from 7.
#
# **What we will not do.** No hired viewers, no "number one" claims, no invented original price; what the demonstration shows must be the
# flask that is sent.
#
# Please name by Friday who may approve the new opening.
