# %% [markdown] lang="en"
# You have joined **Paper Kite Agency**, an invented service provider, on the day its traffic buyer left. The
# client, **Starlit Kettle**, an invented maker of kettles, spends on Qianchuan (巨量千川) every day and wants
# answers by tonight. You will write eight functions, {{form.points}} points in all with the two memos at the end.
#
# - Two hours are meant: 10–15 minutes an item. The items are independent; start where you like.
# - Each function is judged on data you have not seen, by what its docstring says and nothing else. Points are
#   given by part; the sum stands beside the title.
# - Take no shortcuts through global variables, do not change the inputs, and do not round unless asked.
# - `numpy`, `pandas` and `scipy` are there. Money is in yuan. Times are UTC without a zone; a *day* is a day in
#   Shanghai (UTC + 8 h). All data is synthetic.
# %% [markdown] lang="zh"
# 你今天入职**纸鸢代运营**（虚构的服务商），原来的投手刚刚离职。客户**星下壶**（虚构的水壶商家）每天都在投巨量千川，今晚就要
# 结果。请编写八个函数，加上最后两则备忘，共 {{form.points}} 分。
#
# - 预计用时两小时，每题 10–15 分钟。各题互不影响，先做哪题都行。
# - 每个函数会用你没见过的数据来判分，只按文档字符串里写明的要求评。按部分给分，标题旁是该题总分。
# - 不要依赖全局变量，不要改动传入的数据，题目没要求就不要四舍五入。
# - 可以使用 `numpy`、`pandas`、`scipy`。金额单位为元；时间为不带时区的 UTC，“天”一律指北京时间自然日（UTC + 8 小时）。
#   数据全部为模拟。
# %%
import numpy as np
import pandas as pd
# %% [markdown] lang="en"
# ## 1. {{ad_metrics.title}} ({{ad_metrics.points}} points)
#
# The owner's daily report averages ratio columns. You replace it: one function, any grain.
# %% [markdown] lang="zh"
# ## 1. {{ad_metrics.title}}（{{ad_metrics.points}} 分）
#
# 老板的日报一直在对比率列求平均。请用一个函数取代它，任意粒度（计划、天、计划 × 天……）都能算。
# %% item="ad_metrics"
def ad_metrics(ads: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return the six metrics of each group: add up first, divide last.

    每个分组的六个指标：先求和，再相除。

    Parameters
    ----------
    ads : DataFrame
        One row per plan and hour: `plan_id` (str), `ts` (UTC), `impressions`, `clicks`, `spend` (¥),
        `conversions`, `gmv` (¥), and the columns named in `by`. Rows are in no particular order and the index
        means nothing. 行的顺序和索引没有意义。
    by : list of str
        At least one column to group by. 至少一列。

    Returns
    -------
    DataFrame
        One row per group, any row order, exactly these columns (not in the index): those of `by`; the sums
        `impressions`, `clicks`, `spend`, `conversions`, `gmv`; then `cpm` (spend per 1,000 impressions), `ctr`
        (clicks / impressions), `cpc` (spend / clicks), `cvr` (conversions / clicks), `cpa` (spend / conversions),
        `roi` (gmv / spend). 每组一行，列名必须一致，分组列不要放在索引里。

    Edge cases 边界情况
    - A plan and hour (`plan_id`, `ts`) that stands there more than once is a copy: count it once.
      同一计划同一小时出现多次是重复导出，只算一次。
    - A row whose `spend` is missing (NaN) is left out of everything, so a group of only such rows does not appear.
      消耗缺失的行整行剔除；整组都缺失则该组不出现。
    - A zero denominator gives NaN, never 0 or infinity. 分母为零返回 NaN。
    - A table without rows gives a table with the same columns and no rows. 空表返回同样列的空表。

    Tolerance 容差: 1e-6 relative; this is a definition. 这是定义题，相对误差 1e-6。
    """
    ### BEGIN SOLUTION
    counts = ["impressions", "clicks", "spend", "conversions", "gmv"]
    clean = ads.drop_duplicates(["plan_id", "ts"]).dropna(subset=["spend"])
    out = clean.groupby(by, as_index=False)[counts].sum()

    def ratio(top: str, bottom: str) -> pd.Series:
        return out[top] / out[bottom].where(out[bottom] > 0)

    out["cpm"] = 1000 * ratio("spend", "impressions")
    out["ctr"] = ratio("clicks", "impressions")
    out["cpc"] = ratio("spend", "clicks")
    out["cvr"] = ratio("conversions", "clicks")
    out["cpa"] = ratio("spend", "conversions")
    out["roi"] = ratio("gmv", "spend")
    return out
    ### END SOLUTION
# %% tests="ad_metrics"
hours = pd.DataFrame(
    {
        "plan_id": ["A", "A", "B"],
        "ts": pd.to_datetime(["2026-03-01 16:00", "2026-03-01 17:00", "2026-03-01 16:00"]),
        "impressions": [1000, 3000, 500],
        "clicks": [50, 60, 0],
        "spend": [100.0, 300.0, 20.0],
        "conversions": [2, 2, 0],
        "gmv": [600.0, 600.0, 0.0],
    }
)
metrics = ad_metrics(hours, ["plan_id"]).set_index("plan_id")
assert metrics.loc["A", "roi"] == 3.0
assert metrics.loc["A", "cpm"] == 100.0
assert np.isnan(metrics.loc["B", "cpc"])
# %% [markdown] lang="en"
# ## 2. {{breakeven_roi.title}} ({{breakeven_roi.points}} points)
#
# Before any plan is scaled, the owner must know which payment ROI (支付ROI) pays for itself. Take ¥1 of paid GMV:
#
# - `r_pre` of it is refunded before dispatch (发货前退款): the money goes back, nothing else happens;
# - `r_post` of it is refunded after dispatch (发货后退款): the money goes back **and** handling costs `handling` per yuan
#   returned;
# - the rest is kept; each yuan kept earns `margin` and pays `fee` (platform fee and commission).
#
# What is left, $c=(1-r_{pre}-r_{post})(margin-fee)-r_{post}\cdot handling$, must pay for the advertising.
# %% [markdown] lang="zh"
# ## 2. {{breakeven_roi.title}}（{{breakeven_roi.points}} 分）
#
# 放量之前，老板得先知道支付ROI 到多少才保本。拿 1 元支付成交来看：
#
# - `r_pre` 在发货前退款：钱退回去，别的没发生；
# - `r_post` 在发货后退款：钱退回去，**而且**每退 1 元还要倒贴 `handling` 元处理成本；
# - 其余留存，每留存 1 元赚 `margin`，付 `fee`（技术服务费和佣金）。
#
# 剩下的 $c=(1-r_{pre}-r_{post})(margin-fee)-r_{post}\cdot handling$ 才能用来付广告费。
# %% item="breakeven_roi"
def breakeven_roi(margin: float, r_pre: float, r_post: float, fee: float, handling: float) -> float | None:
    """Return the payment ROI (paid GMV / spend) at which a yuan of advertising pays for itself: 1 / c.

    返回保本的支付ROI，即 1 / c。

    Parameters
    ----------
    margin : float
        Gross margin as a share of GMV kept. 毛利率。
    r_pre, r_post : float
        Refunds before and after dispatch as shares of paid GMV. 发货前、发货后退款占支付成交的比例。
    fee : float
        Fees as a share of GMV kept. 佣金等占留存成交的比例。
    handling : float
        Cost of handling per yuan refunded after dispatch. 每 1 元发货后退款的处理成本。

    Returns
    -------
    float or None
        1 / c; None if c is zero or negative, because then no ROI is high enough. c ≤ 0 时返回 None。

    Raises
    ------
    ValueError
        If any argument is NaN or outside [0, 1], or if `r_pre + r_post` is above 1.
        任一参数为 NaN、不在 [0, 1] 内，或两种退款之和大于 1。

    Tolerance 容差: 1e-6 relative; do not round. 不要四舍五入。
    """
    ### BEGIN SOLUTION
    shares = (margin, r_pre, r_post, fee, handling)
    if not all(0 <= share <= 1 for share in shares) or r_pre + r_post > 1:
        raise ValueError(f"not shares of one yuan: {shares}")
    left = (1 - r_pre - r_post) * (margin - fee) - r_post * handling
    return 1 / left if left > 0 else None
    ### END SOLUTION
# %% tests="breakeven_roi"
assert breakeven_roi(0.5, 0.0, 0.0, 0.0, 0.0) == 2.0
assert round(breakeven_roi(0.5, 0.0, 0.1, 0.0, 0.0), 4) == 2.2222
assert breakeven_roi(0.1, 0.2, 0.3, 0.05, 0.4) is None
# %% [markdown] lang="en"
# ## 3. {{reattribute.title}} ({{reattribute.points}} points)
#
# Spend is booked on the day of the click, sales on the day of payment; a daily ROI that divides one by the other mixes two
# days. Put each order on both calendars.
# %% [markdown] lang="zh"
# ## 3. {{reattribute.title}}（{{reattribute.points}} 分）
#
# 消耗记在点击（计费）那天，成交记在支付那天，直接相除的“日ROI”把两天混在了一起。请把每笔订单同时记到两本日历上。
# %% item="reattribute"
def reattribute(orders: pd.DataFrame) -> pd.DataFrame:
    """Return GMV by Shanghai day: by payment, by billing, and by billing net of refunds.

    按北京时间自然日汇总：支付日成交、计费日成交、计费日净成交。

    Parameters
    ----------
    orders : DataFrame
        `order_id` (str), `bill_ts` and `pay_ts` (times in UTC, no zone), `gmv` (¥, before refunds), `refund_stage`
        ("none", "pre", "post"), `refund` (¥). Any order of rows, any index. 行序、索引任意。

    Returns
    -------
    DataFrame
        Exactly the columns `day` (Timestamp at 00:00 without a zone: the Shanghai day), `paid_gmv` (gmv of orders paid
        on that day), `billed_gmv` (gmv of orders billed on that day), `billed_net` (the same minus all their refunds,
        before and after dispatch, whenever they were refunded). One row for each day on which an order was paid or
        billed, in any order; 0 where a day has only one of the two.
        每个有支付或计费的自然日一行；只有其中一种时另一列填 0。

    Edge cases 边界情况
    - 16:00:00 UTC is midnight in Shanghai and belongs to the new day. 16:00:00 UTC 即北京时间零点，算新的一天。
    - An `order_id` that stands there more than once is a copy: count it once. 重复订单只算一次。
    - A missing `refund` (NaN) means nothing was refunded. 退款为空即没有退款。
    - A table without rows gives a table with the same columns and no rows. 空表返回同样列的空表。

    Tolerance 容差: ¥0.01.
    """
    ### BEGIN SOLUTION
    once = orders.drop_duplicates("order_id")
    net = once["gmv"] - once["refund"].fillna(0)
    billed, paid = ((once[time] + pd.Timedelta(hours=8)).dt.normalize() for time in ("bill_ts", "pay_ts"))
    columns = {
        "paid_gmv": once["gmv"].groupby(paid).sum(),
        "billed_gmv": once["gmv"].groupby(billed).sum(),
        "billed_net": net.groupby(billed).sum(),
    }
    return pd.DataFrame(columns).fillna(0.0).rename_axis("day").reset_index()
    ### END SOLUTION
# %% tests="reattribute"
two_orders = pd.DataFrame(
    {
        "order_id": ["O1", "O2"],
        "bill_ts": pd.to_datetime(["2026-03-02 15:50", "2026-03-02 15:00"]),
        "pay_ts": pd.to_datetime(["2026-03-02 16:10", "2026-03-02 15:05"]),
        "gmv": [100.0, 40.0],
        "refund_stage": ["none", "pre"],
        "refund": [0.0, 40.0],
    }
)
days = reattribute(two_orders).set_index("day")
assert days["billed_gmv"].to_dict() == {pd.Timestamp("2026-03-02"): 140.0, pd.Timestamp("2026-03-03"): 0.0}
assert days["paid_gmv"].to_dict() == {pd.Timestamp("2026-03-02"): 40.0, pd.Timestamp("2026-03-03"): 100.0}
assert days["billed_net"].sum() == 100.0
# %% [markdown] lang="en"
# ## 4. {{fit_hill.title}} ({{fit_hill.points}} points)
#
# "What would another ¥1,000 a day bring?" needs the curve, not the average. Days scatter by about 10 % around
# $G(s)=top\cdot s^{shape}/(half^{shape}+s^{shape})$.
# %% [markdown] lang="zh"
# ## 4. {{fit_hill.title}}（{{fit_hill.points}} 分）
#
# “每天再加 1,000 元能带来多少？”要看曲线，不能看平均。每天的成交在
# $G(s)=top\cdot s^{shape}/(half^{shape}+s^{shape})$ 上下波动约 10%。
# %% item="fit_hill"
def fit_hill(spend: np.ndarray, gmv: np.ndarray) -> dict[str, float] | None:
    """Fit the response of one plan.

    拟合一条计划的响应曲线。

    Parameters
    ----------
    spend, gmv : array of float, same length
        ¥ a day, one entry per day, in no particular order; usually 60–100 days. 每天一个值，顺序任意。

    Returns
    -------
    dict or None
        Keys `top` (¥ a day), `half` (¥ a day), `shape`; three positive finite numbers. 三个正数。

    Edge cases 边界情况
    - A day on which either number is NaN is left out. 任一值为 NaN 的日子剔除。
    - There can be days with zero spend and zero GMV; they must not break the fit. 会有零消耗零成交的日子。
    - With fewer than four days of positive spend and GMV left, return None. 有效天数不足四天返回 None。

    Tolerance 容差
    The parameters themselves are not compared, since different triples give nearly the same curve. Judged are, on
    about 90 days whose spend varies widely: the curve, within 8 % of the true one on average between the 10 % and 90 %
    quantiles of positive spend; the marginal ROI dG/ds at the 75 % quantile, within 30 %. The noise of a sound fit is about
    a third of that. 不直接比较参数：看曲线（消耗 10%–90% 分位之间平均误差 8%）和消耗 75% 分位处的边际ROI（误差 30%）。
    """
    ### BEGIN SOLUTION
    from scipy.optimize import least_squares

    usable = (spend > 0) & (gmv > 0)  # NaN is not above zero
    if usable.sum() < 4:
        return None
    s, log_gmv = spend[usable], np.log(gmv[usable])

    def misfit(guess: np.ndarray) -> np.ndarray:
        log_top, log_half, log_shape = guess
        return log_top - np.log1p((np.exp(log_half) / s) ** np.exp(log_shape)) - log_gmv

    start = [np.log(2 * gmv[usable].max()), np.log(np.median(s)), 0.0]
    bounds = ([start[0] - 3, start[1] - 4, -1.5], [start[0] + 4, start[1] + 4, 1.5])
    top, half, shape = np.exp(least_squares(misfit, start, bounds=bounds).x)
    return {"top": float(top), "half": float(half), "shape": float(shape)}
    ### END SOLUTION
# %% tests="fit_hill"
exact_spend = np.array([500.0, 1000.0, 2000.0, 3000.0, 4000.0, 6000.0, 9000.0])
exact_gmv = 30_000 * exact_spend**1.2 / (4000**1.2 + exact_spend**1.2)
hill = fit_hill(exact_spend, exact_gmv)
assert set(hill) == {"top", "half", "shape"}
again = hill["top"] * exact_spend ** hill["shape"] / (hill["half"] ** hill["shape"] + exact_spend ** hill["shape"])
assert np.abs(again / exact_gmv - 1).max() < 0.02
# %% [markdown] lang="en"
# ## 5. {{allocate.title}} ({{allocate.points}} points)
#
# The curves are known; tomorrow's budget has to be split before midnight.
# %% [markdown] lang="zh"
# ## 5. {{allocate.title}}（{{allocate.points}} 分）
#
# 曲线已经有了，零点前要把明天的预算分到各条计划。
# %% item="allocate"
def allocate(plans: pd.DataFrame, budget: float) -> dict[str, float]:
    """Split a day's budget so that total GMV is as large as possible.

    分配一天的预算，使总成交最大。

    Parameters
    ----------
    plans : DataFrame
        One row per plan, at most six: `plan_id` (str), `top`, `half`, `shape` of
        G(s) = top · s^shape / (half^shape + s^shape) with `s` in ¥ a day, and `cap` (¥, most that the plan may spend).
        Shapes lie between 0.7 and 2.5. 最多六条计划；`cap` 为该计划日消耗上限。
    budget : float
        ¥, zero or more. It need not be used up. 预算可以不花完。

    Returns
    -------
    dict
        Plan id -> ¥, one entry for **every** plan, 0 where it gets nothing. 每条计划都要有，不投写 0。

    Edge cases 边界情况
    - Shape above 1 means an S: the first yuan bring little, and the best split may leave plans at zero.
      形状大于 1 是 S 形，起量慢，最优解里可能有计划一分不投。
    - The budget can exceed the sum of the caps; it can be 0; there can be one plan, or none (return {}).
      预算可能多于各上限之和，可能为 0；可能只有一条计划，也可能没有（返回空字典）。

    Tolerance 容差
    Entries between 0 and `cap`, sum within `budget`, each with ¥1 of slack; total GMV at least 97 % of the best
    possible, because near the top the curve is flat. 各项约束允许 1 元误差；总成交不低于最优的 97%。
    """
    ### BEGIN SOLUTION
    steps = 240
    grid = np.linspace(0, budget, steps + 1)
    best, choices = np.zeros(steps + 1), []
    for plan in plans.itertuples():
        used = np.minimum(grid, plan.cap)
        gain = plan.top * used**plan.shape / (plan.half**plan.shape + used**plan.shape)
        before = np.subtract.outer(np.arange(steps + 1), np.arange(steps + 1))  # budget step, step for this plan
        total = np.where(before >= 0, best[before] + gain, -np.inf)
        choices.append(total.argmax(axis=1))
        best = total.max(axis=1)
    spend, left = {}, steps
    for plan, choice in zip(plans[::-1].itertuples(), choices[::-1]):
        spend[plan.plan_id] = float(min(grid[choice[left]], plan.cap))
        left -= choice[left]
    return spend
    ### END SOLUTION
# %% tests="allocate"
twins = pd.DataFrame({"plan_id": ["A", "B"], "top": 9000.0, "half": 3000.0, "shape": 0.9, "cap": [5000.0, 5000.0]})
split = allocate(twins, 4000.0)
assert set(split) == {"A", "B"}
assert abs(split["A"] - split["B"]) < 500
assert sum(split.values()) <= 4001
# %% [markdown] lang="en"
# ## 6. {{geo_lift.title}} ({{geo_lift.points}} points)
#
# The platform claims GMV for all-domain promotion (全域推广). Half of the cities got it, half did not: how much of the claim
# would not have been sold anyway?
# %% [markdown] lang="zh"
# ## 6. {{geo_lift.title}}（{{geo_lift.points}} 分）
#
# 全域推广的报表把不少成交算到了广告头上。一半城市投、一半不投：这些成交里，有多少是不投就没有的？
# %% item="geo_lift"
def geo_lift(geo: pd.DataFrame) -> dict[str, float]:
    """Estimate which share of the claimed GMV is incremental, with a 95 % confidence interval.

    估计报表成交里的增量占比及其 95% 置信区间。

    Parameters
    ----------
    geo : DataFrame
        One row per city and day, complete, in any order: `city` (str), `day` (Timestamp), `treated` (bool, constant in a
        city: belongs to the advertised group), `spend` (¥), `gmv` (¥, all sales of the city), `claimed_gmv` (¥,
        credited to the ads; 0 without ads). The test begins on the first day with spend above zero and runs to the
        last day. 一行 = 一城一天；测试从首个有消耗的日子开始，直到最后一天。

    Returns
    -------
    dict
        `share`: incremental GMV of the treated cities during the test / their claimed GMV during the test;
        `low`, `high`: its 95 % confidence interval, `low <= share <= high`. The claim is taken as known.

    What is known about the market 已知的市场情况
    - Treated cities are larger. Without ads all cities would move together **in per cent**, not in yuan; the season
      changes during the test. 投放城市更大；不投时各城市按**比例**同涨同跌（不是按金额），测试期正逢旺季。
    - A city can have luck of its own that lasts for the whole test, so its days are not independent: the city
      is the unit. 单个城市可能在整个测试期都偏好或偏差，同一城市的各天不独立，要以城市为单位。

    Raises
    ------
    ValueError
        No treated city, no untreated city, no spend at all, or no day before the test.
        没有投放城市、没有对照城市、全程无消耗，或没有测试前的数据。

    Tolerance 容差
    `share` within 0.15 of the truth on 30 cities (about four standard errors of a sound estimate). Over three tests of
    16 cities, ordinary ones in which a standard interval holds the truth: it lies in each of your intervals, and their
    median width is between 0.6 and 1.5 times the standard one. Without noise all three numbers are exact to 1e-6.
    30 城时占比误差 0.15 以内；3 次 16 城实验（标准方法能盖住真实值的普通样本）每个区间都盖住真实值，
    宽度中位数为标准方法的 0.6–1.5 倍；无噪声数据三个数都精确到 1e-6。
    """
    ### BEGIN SOLUTION
    from scipy import stats

    on = geo["spend"] > 0
    before = geo["day"] < geo.loc[on, "day"].min() if on.any() else on
    if geo["treated"].nunique() < 2 or not before.any():
        raise ValueError("needs treated and untreated cities, spend, and days before it")
    mean = geo.groupby(["treated", "city", before.rename("before")])["gmv"].mean().unstack()
    growth = mean[False] / mean[True]
    ads, none = growth[True], growth[False]
    base = mean.loc[True, True].sum() * geo.loc[~before, "day"].nunique()  # ¥ of the test without any growth
    to_share = base / geo.loc[~before & geo["treated"], "claimed_gmv"].sum()
    share = (ads.mean() - none.mean()) * to_share
    error = np.sqrt(ads.var() / len(ads) + none.var() / len(none)) * to_share
    margin = stats.t.ppf(0.975, len(growth) - 2) * error
    return {"share": float(share), "low": float(share - margin), "high": float(share + margin)}
    ### END SOLUTION
# %% tests="geo_lift"
calendar = pd.date_range("2026-05-01", periods=4)
tiny = pd.DataFrame(
    [(city, day, city < "C", day >= calendar[2]) for city in "ABCD" for day in calendar],
    columns=["city", "day", "treated", "test"],
)
tiny["spend"] = 10.0 * (tiny["treated"] & tiny["test"])
tiny["claimed_gmv"] = 4 * tiny["spend"]
tiny["gmv"] = np.where(tiny["test"], 110.0, 100.0) + 0.5 * tiny["claimed_gmv"]
answer = geo_lift(tiny.drop(columns="test"))
assert set(answer) == {"share", "low", "high"}
assert abs(answer["share"] - 0.5) < 1e-6
# %% [markdown] lang="en"
# ## 7. {{pace_plan.title}} ({{pace_plan.points}} points)
#
# It is 14:00 and a plan has spent half of its budget. Is that too fast, and what may each of the remaining hours spend?
# %% [markdown] lang="zh"
# ## 7. {{pace_plan.title}}（{{pace_plan.points}} 分）
#
# 下午两点，计划已经花掉一半预算。花快了没有？剩下每个小时各该花多少？
# %% item="pace_plan"
def pace_plan(budget: float, weights: list[float], spent: float, hour: int) -> dict:
    """Plan the rest of the day by the traffic of its hours.

    按各小时流量安排当天剩余消耗。

    Parameters
    ----------
    budget : float
        ¥ for the whole day. 全天预算。
    weights : list of float
        24 relative amounts of traffic, for the hours 0–23 in Shanghai; they do not sum to 1. 24 个时段权重，合计不为 1。
    spent : float
        ¥ spent in the hours 0 … `hour` − 1. 此前已消耗。
    hour : int
        The hour that begins now, 0–24; 24 means that the day is over. 即将开始的小时。

    Returns
    -------
    dict
        `plan`: list of 24 − `hour` numbers (¥), for the hours `hour` … 23: what is left of the budget, in proportion to
        the weights of **these** hours. `ahead`: ¥ spent minus what the schedule `budget · weight / sum of all weights`
        would have spent in the hours before `hour`; negative if behind.
        `plan`：剩余预算按剩余时段权重分配；`ahead`：已消耗减去全天进度应消耗，落后为负。

    Edge cases 边界情况
    - Overspent: every entry of `plan` is 0. 已超支：全部为 0。
    - `hour` 24: `plan` is an empty list. `hour` 为 24：空列表。
    - If the weights of the remaining hours are all zero, spread evenly. 剩余权重全为零：平均分配。
    - ValueError if there are not 24 weights, a weight is negative, all 24 are zero, `budget` or `spent` is negative, or
      `hour` is not in 0–24. 以上输入不合理时抛出 ValueError。

    Tolerance 容差: ¥0.01.
    """
    ### BEGIN SOLUTION
    w = np.asarray(weights, dtype=float)
    if len(w) != 24 or (w < 0).any() or w.sum() == 0 or budget < 0 or spent < 0 or not 0 <= hour <= 24:
        raise ValueError("needs 24 weights, money not below zero, and an hour from 0 to 24")
    rest = w[hour:] if w[hour:].sum() > 0 else np.ones(24 - hour)
    plan = max(budget - spent, 0) * rest / rest.sum() if hour < 24 else rest
    return {"plan": plan.tolist(), "ahead": float(spent - budget * w[:hour].sum() / w.sum())}
    ### END SOLUTION
# %% tests="pace_plan"
evening = [0.0] * 20 + [3.0, 2.0, 1.0, 0.0]
pace = pace_plan(600.0, evening, 400.0, 21)
assert np.allclose(pace["plan"], [400 / 3, 200 / 3, 0])
assert abs(pace["ahead"] - 100.0) < 0.01
assert pace_plan(600.0, evening, 600.0, 24)["plan"] == []
# %% [markdown] lang="en"
# ## 8. {{fatigue_day.title}} ({{fatigue_day.points}} points)
#
# The team wants a rule for when to bring fresh creatives (素材). Beware of who is still in the table on day 10.
# %% [markdown] lang="zh"
# ## 8. {{fatigue_day.title}}（{{fatigue_day.points}} 分）
#
# 团队要定一条换素材的规矩。先想清楚：第 10 天还留在表里的，是哪些素材？
# %% item="fatigue_day"
def fatigue_day(creatives: pd.DataFrame, keep: float) -> int | None:
    """Return the first age at which a creative's CTR has fallen to `keep` of its own first-day CTR.

    返回素材点击率跌到自身首日的 `keep` 倍（含）以下的最早天数。

    Parameters
    ----------
    creatives : DataFrame
        `creative_id` (str), `age_d` (int, 0 = first day), `impressions`, `clicks`, `conversions`; one row per creative and
        day while it runs, in any order. All creatives fade along the same relative curve, with noise; they differ in
        first-day CTR, and **weak ones were switched off early**. 各素材按同一条相对曲线衰退，首日点击率高低不同；
        **差的素材早早被关停**。
    keep : float
        Between 0 and 1. 0 到 1 之间。

    Returns
    -------
    int or None
        Age in days, as if no creative had been switched off; None if it is not reached by the largest age in the table.
        天数；到表中最大天数仍未跌到则返回 None。

    Edge cases 边界情况
    - Days without impressions say nothing. 无展示的日子不提供信息。
    - A creative without a row at age 0, or without clicks on it, cannot be compared with its first day: leave it out.
      没有首日数据或首日零点击的素材，剔除。
    - If nothing is left, return None. 没有可用数据返回 None。

    Tolerance 容差: one day either way, because days are whole and clicks are noisy. ±1 天。
    """
    ### BEGIN SOLUTION
    shown = creatives[creatives["impressions"] > 0]
    first = shown[(shown["age_d"] == 0) & (shown["clicks"] > 0)].set_index("creative_id")
    start = shown["creative_id"].map(first["clicks"] / first["impressions"])
    expected = (shown["impressions"] * start).groupby(shown["age_d"]).sum()  # clicks if nothing faded
    clicks = shown["clicks"].where(start.notna(), 0).groupby(shown["age_d"]).sum()
    fallen = clicks[clicks <= keep * expected].index.intersection(expected[expected > 0].index)
    return int(fallen.min()) if len(fallen) else None
    ### END SOLUTION
# %% tests="fatigue_day"
fading = pd.DataFrame({"creative_id": "V1", "age_d": range(5), "impressions": 1000, "conversions": 0})
fading["clicks"] = [50, 45, 40, 30, 20]
assert fatigue_day(fading, 0.7) in (2, 3, 4)
assert fatigue_day(fading, 0.1) is None
# %% [markdown] lang="en"
# ## 9. {{memo_roi2.title}} ({{memo_roi2.points}} points)
#
# **Ms Shen**, who owns Starlit Kettle, moved all plans to all-domain promotion on 1 April and has two questions: *why did ROI
# rise and profit fall, and what do we do on Monday?*
#
# | per day | March, standard plans | April, all-domain |
# |---|---|---|
# | spend | ¥20,000 | ¥32,000 |
# | ROI as reported | 2.8 | 3.4 (overall payment ROI, 整体支付ROI) |
# | all paid GMV of the shop | ¥116,000 | ¥122,000 |
# | profit after ads | ¥32,700 | ¥23,500 |
#
# Break-even ROI is 2.2. No city was held out. Write **at most 250 words** to her. A rater gives 0–4 points for each:
# **diagnosis** (what the numbers show, computed), **decision** (what to do, what it costs, when to stop),
# **uncertainty** (what is not known, how to find out), **compliance** (honest to consumers, client and platform rules),
# **clarity** (an owner can act on it). 4 = complete and right, 2 = right direction with a gap, 0 = absent or wrong.
# %% [markdown] lang="zh"
# ## 9. {{memo_roi2.title}}（{{memo_roi2.points}} 分）
#
# 星下壶的老板**沈女士** 4 月 1 日把计划全部换成全域推广，问了两句话：*ROI 涨了，利润怎么反而少了？周一怎么办？*
#
# | 每天 | 3 月，标准推广 | 4 月，全域推广 |
# |---|---|---|
# | 消耗 | 20,000 元 | 32,000 元 |
# | 报表ROI | 2.8 | 3.4（整体支付ROI） |
# | 全店支付成交 | 116,000 元 | 122,000 元 |
# | 扣广告后利润 | 32,700 元 | 23,500 元 |
#
# 保本ROI 为 2.2，没有留出不投的城市。请给她写一则备忘，**不超过 400 字**（对应英文 250 词）。评分人按以下五项各给 0–4 分：
# **诊断**（用数字算清楚发生了什么）、**决策**（做什么、代价多少、何时停）、**不确定性**（什么还不知道、怎么弄清）、
# **合规**（对消费者、客户诚实，守平台规则）、**清晰**（老板看完就能做）。4 = 完整正确，2 = 方向对但有缺口，0 = 没写或写错。
# %% [markdown] response="memo_roi2"
# Ms Shen, the ROI rose because the ruler changed, not because the ads got better.
#
# **What happened.** April's 3.4 counts natural orders of the promoted products (3.4 × 32,000 = ¥108,800 of your ¥122,000).
# Compare the shop instead: ¥12,000 more spend a day brought ¥6,000 more GMV, a marginal ROI of 0.5 against a break-even of
# 2.2. Of each extra yuan, ¥0.77 was lost: 12,000 − 6,000 / 2.2 = ¥9,270 a day, which is the fall in profit.
#
# **Monday.** Cut spend to ¥20,000 a day, the March level. If we are right, GMV falls by about ¥6,000 and profit rises by about
# ¥9,000 a day. If GMV falls by more than ¥26,400 (12,000 × 2.2) a day over the first week, we go back up.
#
# **What we do not know.** March and April are not a test: season, stock and the weather changed too. For four weeks we pause
# all-domain in half of 30 matched cities, drawn by lot, and read lift / spend with an interval. It costs some sales in the paused
# cities. Until then 0.5 is an estimate; it could be 1, hardly 2.2.
#
# **What we will not do.** We do not report 3.4 as growth, to you or anyone, and we do not repair it with brushed orders or
# invented "lowest ever" prices. Buyers keep their seven-day returns.
#
# Please answer by Sunday 20:00: cut, yes or no?
# %% [markdown] lang="en"
# ## 10. {{memo_breakeven.title}} ({{memo_breakeven.points}} points)
#
# **Mr Luo**, who keeps Starlit Kettle's books, found this formula on a website and set all ROI goals by it:
# *break-even ROI = 1 − margin + (1 − return rate)*. For margin 30 % and returns 5 % it gives 1.65. The shop: margin 45 %,
# refunds before dispatch 12 %, after dispatch 10 %, fees 5 % of GMV kept, handling ¥0.20 per yuan returned. Plans run at a
# payment ROI of 2.3 and spend ¥20,000 a day. Write **at most 250 words** to him: is the formula right, what is, what follows?
# The five criteria are those of item 9: **diagnosis, decision, uncertainty, compliance, clarity**, 0–4 points each.
# %% [markdown] lang="zh"
# ## 10. {{memo_breakeven.title}}（{{memo_breakeven.points}} 分）
#
# 星下壶的财务**罗先生**在网上看到一个公式，并据此设了全部ROI目标：*保本ROI = 1 − 毛利率 +（1 − 退货率）*，毛利 30%、退货 5% 时
# 得 1.65。本店：毛利率 45%，发货前退款 12%，发货后退款 10%，佣金等占留存成交 5%，每退 1 元处理成本 0.20 元。计划目前支付ROI
# 2.3，每天消耗 20,000 元。请给他写一则备忘，**不超过 400 字**：公式对不对，该用什么，接下来怎么办？
# 五项标准同第 9 题：**诊断、决策、不确定性、合规、清晰**，各 0–4 分。
# %% [markdown] response="memo_breakeven"
# Mr Luo, please stop using the formula tonight: at its goals the shop loses money on every order.
#
# **Why it is wrong.** With more returns it asks for *less* ROI. Take margin 30 %, returns 5 %: at its 1.65, ¥1 of ads brings
# ¥1.65, of which 95 % is kept at 30 %: ¥0.47 to pay for ¥1. Right is 1 / (0.30 × 0.95) = 3.51.
#
# **What is right.** Of ¥1 paid, 0.78 is kept and earns 0.45 − 0.05 = 0.40; 0.10 comes back after dispatch and costs 0.20 each:
# c = 0.78 × 0.40 − 0.10 × 0.20 = 0.292. Break-even is 1 / 0.292 = **3.42**.
# At 2.3 each yuan returns 2.3 × 0.292 = ¥0.67; we lose ¥0.33, about ¥6,600 a day.
#
# **What follows.** From tomorrow raise the goals to 3.5 in three steps of at most 20 %, one a day; plans past learning that stay below 3.4
# for seven days stop. Volume will fall; profit should not.
#
# **What is uncertain.** Refunds of recent parcels are still to come, so use orders older than 30 days; at 15 % after dispatch
# break-even is 3.82. 2.3 is an average; the last yuan earns less. And payment ROI credits sales that might have come anyway.
#
# **What we will not do.** Returns are a right: we do not push them down by delays or conditions, but by better size and material details.
#
# Please confirm the five inputs by Friday.
