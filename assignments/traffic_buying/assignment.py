# %% [markdown] lang="en"
# You join **Qinghe Digital**, an invented agency. Its client **Mumian Home**, an invented shop for household goods,
# sells on Douyin and spends about ¥55,000 a day on traffic. On Monday at 10:00 you present three decisions: which plans
# to feed, whether all-domain promotion pays, and when to replace creatives.
#
# - {{form.points}} points in all: eight functions that are checked by program, two memos that are marked by two people.
# - Each function is called with data that you have not seen. **Every rule that is checked stands in the task.**
# - The asserts under a task are examples. Passing them is not yet full marks.
# - Items do not depend on each other. About two hours. All data is synthetic.
# - You may add cells of your own. Only plain data may be returned (numbers, text, lists, dicts, DataFrames).
# %% [markdown] lang="zh"
# 你加入了**青禾数字**（虚构的服务商）。客户**木棉家居**（虚构的家居日用店铺）在抖音经营，日均投放约 5.5 万元。
# 周一 10:00 你要汇报三个决定：预算给哪些计划、全域推广值不值、素材什么时候换。
#
# - 全卷 {{form.points}} 分：八道函数题由程序评分，两则备忘由两位评分人评分。
# - 函数会用你没见过的数据来检验，**所有会检查的规则都写在题目里**。
# - 题目下方的 assert 只是示例，通过示例不等于满分。
# - 各题互不影响。用时约两小时。所有数据均为模拟数据。
# - 可以自行增加单元格。函数只能返回普通数据（数字、文本、列表、字典、DataFrame）。
# %%
import numpy as np
import pandas as pd
from scipy import optimize, stats
# %% [markdown] lang="en"
# ## 1. {{ad_metrics.title}} ({{ad_metrics.points}} points)
#
# The morning report is wanted by plan, by day, by anything. Write `ad_metrics(ads, by)`.
#
# - `ads`: DataFrame with `impressions`, `clicks`, `spend` (¥), `conversions`, `gmv` (¥) and the columns named in `by`;
#   `by`: a list of one or more column names.
# - First drop rows that repeat another row exactly, then rows whose `spend` is missing.
# - Return a DataFrame, one row per combination of `by`, in any order: the columns of `by`, the five sums under their
#   own names, and `cpm` (¥ per 1,000 impressions), `ctr`, `cpc` (¥), `cvr` (conversions / clicks), `cpa` (¥), `roi`.
# - Every ratio is a **ratio of sums**. Where the denominator is 0 the ratio is `NaN`, never infinite.
# - Empty input: an empty DataFrame with the same columns.
# - Tolerance: 1e-6 relative, since this is a definition.
# %% [markdown] lang="zh"
# ## 1. {{ad_metrics.title}}（{{ad_metrics.points}} 分）
#
# 早报要能按计划、按天、按任意维度看。编写 `ad_metrics(ads, by)`。
#
# - `ads`：DataFrame，含 `impressions` 展现、`clicks` 点击、`spend` 消耗（元）、`conversions` 成交订单、`gmv` 成交金额（元），
#   以及 `by` 中的列；`by`：一个或多个列名的列表。
# - 先去掉与其他行完全重复的行，再去掉 `spend` 缺失的行。
# - 返回 DataFrame，`by` 的每个组合一行，行序不限：`by` 各列、五个合计（列名不变），以及 `cpm` 千次展现费用（元）、`ctr` 点击率、
#   `cpc` 点击单价（元）、`cvr` 转化率（成交/点击）、`cpa` 转化成本（元）、`roi` 支付ROI。
# - 所有比率都是**先求和再相除**。分母为 0 时为 `NaN`，不能是无穷大。
# - 输入为空：返回列名相同的空 DataFrame。
# - 容差：相对 1e-6，因为这是定义。
# %% item="ad_metrics"
def ad_metrics(ads: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return the sums and ratios of `ads` per combination of `by`."""
    ### BEGIN SOLUTION
    measures = ["impressions", "clicks", "spend", "conversions", "gmv"]
    clean = ads.drop_duplicates().dropna(subset=["spend"])
    total = clean.groupby(by, as_index=False)[measures].sum()

    def ratio(top, bottom):
        return total[top] / total[bottom].where(total[bottom] != 0)

    total["cpm"] = ratio("spend", "impressions") * 1000
    total["ctr"] = ratio("clicks", "impressions")
    total["cpc"] = ratio("spend", "clicks")
    total["cvr"] = ratio("conversions", "clicks")
    total["cpa"] = ratio("spend", "conversions")
    total["roi"] = ratio("gmv", "spend")
    return total
    ### END SOLUTION
# %% tests="ad_metrics"
example = pd.DataFrame(
    {
        "plan_id": ["A", "A", "B"],
        "impressions": [1000, 9000, 500],
        "clicks": [100, 90, 0],
        "spend": [100.0, 900.0, 40.0],
        "conversions": [4, 6, 0],
        "gmv": [400.0, 1600.0, 0.0],
    }
)
report = ad_metrics(example, ["plan_id"]).set_index("plan_id")
assert report.loc["A", "roi"] == 2.0
assert abs(report.loc["A", "ctr"] - 0.019) < 1e-12
assert np.isnan(report.loc["B", "cpc"])
# %% [markdown] lang="en"
# ## 2. {{breakeven_roi.title}} ({{breakeven_roi.points}} points)
#
# The client asks from which payment ROI on an order pays for its own traffic. Write
# `breakeven_roi(margin, r_pre, r_post, fee, handling)`. Take one yuan of *paid* GMV:
#
# - `r_pre` of it is refunded before dispatch: nothing is earned or lost on it;
# - `r_post` of it is refunded after dispatch: the goods come back and are sold again, the platform's commission is
#   returned, but each refunded yuan costs `handling` yuan (freight, checking, repacking);
# - the rest is kept and earns `margin` less the commission `fee`.
#
# Contribution per paid yuan = (1 − r_pre − r_post) × (margin − fee) − r_post × handling; break-even ROI = 1 / contribution.
#
# - All arguments are shares between 0 and 1. Return a number.
# - Contribution of zero or less: no ROI breaks even, return `None`.
# - An argument below 0, above 1 or NaN, or `r_pre + r_post` above 1: raise `ValueError`.
# - Tolerance: 1e-6 relative. A contribution within 1e-12 of zero counts as zero.
# %% [markdown] lang="zh"
# ## 2. {{breakeven_roi.title}}（{{breakeven_roi.points}} 分）
#
# 客户问：支付ROI 到多少，一单才能把自己的流量费挣回来。编写 `breakeven_roi(margin, r_pre, r_post, fee, handling)`。
# 以 1 元*支付*成交为单位：
#
# - 其中 `r_pre` 在发货前退款：不赚也不亏；
# - 其中 `r_post` 在发货后退款：货退回后可二次销售，平台佣金退还，但每退 1 元要花 `handling` 元（运费、质检、重新包装）；
# - 其余部分真正成交，赚 `margin` 毛利，减去佣金 `fee`。
#
# 每 1 元支付的贡献 =（1 − r_pre − r_post）×（margin − fee）− r_post × handling；保本ROI = 1 / 贡献。
#
# - 所有参数都是 0 到 1 之间的比例，返回一个数。
# - 贡献小于或等于零：投多少都不保本，返回 `None`。
# - 参数小于 0、大于 1 或为 NaN，或 `r_pre + r_post` 大于 1：抛出 `ValueError`。
# - 容差：相对 1e-6。贡献与零相差不超过 1e-12 时视为零。
# %% item="breakeven_roi"
def breakeven_roi(margin: float, r_pre: float, r_post: float, fee: float, handling: float) -> float | None:
    """Return the payment ROI at which contribution after traffic is zero; None where there is none."""
    ### BEGIN SOLUTION
    shares = (margin, r_pre, r_post, fee, handling)
    if not all(0 <= share <= 1 for share in shares) or r_pre + r_post > 1:
        raise ValueError(f"shares must lie between 0 and 1: {shares}")
    contribution = (1 - r_pre - r_post) * (margin - fee) - r_post * handling
    return None if contribution <= 1e-12 else 1 / contribution
    ### END SOLUTION
# %% tests="breakeven_roi"
assert abs(breakeven_roi(0.4, 0.0, 0.15, 0.0, 0.0) - 2.9412) < 1e-4
assert abs(breakeven_roi(0.5, 0.10, 0.10, 0.05, 0.10) - 2.8571) < 1e-4
assert breakeven_roi(0.05, 0.2, 0.2, 0.05, 0.1) is None
# %% [markdown] lang="en"
# ## 3. {{reattribute.title}} ({{reattribute.points}} points)
#
# Clicks are billed when they happen; some orders are paid the next day. The finance team wants GMV on the day its
# traffic was *billed*. Write `reattribute(orders)`.
#
# - `orders`: `order_id`, `plan_id`, `bill_ts` and `pay_ts` (UTC, no time zone attached), `gmv` (¥), `refund` (¥); in any
#   order of rows. An order id that appears again is an export error: keep its first row. Rows without `bill_ts` are left
#   out. A missing `refund` counts as 0.
# - Days are calendar days in **Shanghai** (UTC + 8 hours), written as text like `"2026-03-02"`.
# - Return a DataFrame, one row per `plan_id` and billing `day`, in any order: `plan_id`, `day`, `orders` (how many),
#   `gmv`, `late_gmv` (GMV paid on a later Shanghai day than billed), `net_gmv` (`gmv` less `refund`).
# - Empty input: an empty DataFrame with the same columns. Tolerance: 1e-6 relative.
# %% [markdown] lang="zh"
# ## 3. {{reattribute.title}}（{{reattribute.points}} 分）
#
# 点击在发生时计费，有些订单次日才支付。财务希望把成交放回流量*计费*的那一天。编写 `reattribute(orders)`。
#
# - `orders`：`order_id`、`plan_id`、`bill_ts` 计费时间、`pay_ts` 支付时间（UTC，不带时区）、`gmv` 支付金额（元）、`refund` 退款（元）；
#   行序不定。重复出现的订单号属于导出错误，只保留第一行。没有 `bill_ts` 的行不计。`refund` 缺失按 0 计。
# - “天”指**北京时间**（UTC + 8 小时）的自然日，写成 `"2026-03-02"` 这样的文本。
# - 返回 DataFrame，每个 `plan_id` 和计费日 `day` 一行，行序不限：`plan_id`、`day`、`orders` 订单数、`gmv`、
#   `late_gmv`（支付日晚于计费日的成交）、`net_gmv`（`gmv` 减 `refund`）。
# - 输入为空：返回列名相同的空 DataFrame。容差：相对 1e-6。
# %% item="reattribute"
def reattribute(orders: pd.DataFrame) -> pd.DataFrame:
    """Return orders, GMV, late GMV and net GMV per plan and Shanghai billing day."""
    ### BEGIN SOLUTION
    clean = orders.drop_duplicates("order_id").dropna(subset=["bill_ts"])
    shift = pd.Timedelta(hours=8)
    billed, paid = (clean[column] + shift for column in ("bill_ts", "pay_ts"))
    clean = clean.assign(
        day=billed.dt.strftime("%Y-%m-%d"),
        late_gmv=clean["gmv"].where(paid.dt.normalize() > billed.dt.normalize(), 0.0),
        net_gmv=clean["gmv"] - clean["refund"].fillna(0.0),
    )
    return clean.groupby(["plan_id", "day"], as_index=False).agg(
        orders=("order_id", "count"), gmv=("gmv", "sum"), late_gmv=("late_gmv", "sum"), net_gmv=("net_gmv", "sum")
    )
    ### END SOLUTION
# %% tests="reattribute"
orders = pd.DataFrame(
    {
        "order_id": ["1", "2"],
        "plan_id": ["A", "A"],
        "bill_ts": pd.to_datetime(["2026-03-02 15:50", "2026-03-02 16:10"]),
        "pay_ts": pd.to_datetime(["2026-03-02 16:05", "2026-03-02 16:12"]),
        "gmv": [100.0, 50.0],
        "refund": [0.0, 50.0],
    }
)
days = reattribute(orders).set_index("day")
assert days.loc["2026-03-02", "gmv"] == 100.0 and days.loc["2026-03-02", "late_gmv"] == 100.0
assert days.loc["2026-03-03", "net_gmv"] == 0.0
# %% [markdown] lang="en"
# ## 4. {{fit_hill.title}} ({{fit_hill.points}} points)
#
# Before budgets are moved, each plan's response must be known. Write `fit_hill(spend, gmv)` for one plan's daily data.
#
# - `spend`, `gmv`: lists of the same length (¥ a day), in any order. Pairs in which either value is NaN, or spend is not
#   above 0, are left out.
# - Return a dict with positive numbers `top` (¥), `half` (¥), `shape` of gmv = top · s^shape / (half^shape + s^shape).
# - Daily GMV scatters around the curve by about 10 %, in proportion to its size. Judged is the **curve, not the
#   parameters** (they trade off against each other): the mean absolute error relative to the true curve, at 25 spends
#   from the 5th to the 95th percentile of the data, must not exceed 8 %.
# - Fewer than 4 usable pairs: return `None`.
# %% [markdown] lang="zh"
# ## 4. {{fit_hill.title}}（{{fit_hill.points}} 分）
#
# 调预算之前，要先知道每条计划的响应。针对一条计划的日数据编写 `fit_hill(spend, gmv)`。
#
# - `spend`、`gmv`：等长列表（元/天），顺序不定。任一值为 NaN，或消耗不大于 0 的数据对不计。
# - 返回字典，含正数 `top`（元）、`half`（元）、`shape`，对应 gmv = top · s^shape / (half^shape + s^shape)。
# - 每日成交围绕曲线按比例波动约 10%。评分看**曲线而不是参数**（参数之间会互相替代）：在数据第 5 到第 95 百分位之间取 25 个消耗点，
#   相对真实曲线的平均绝对误差不超过 8%。
# - 可用数据少于 4 对：返回 `None`。
# %% item="fit_hill"
def fit_hill(spend: list[float], gmv: list[float]) -> dict[str, float] | None:
    """Return top, half and shape of the plan's response curve."""
    ### BEGIN SOLUTION
    s, g = np.asarray(spend, dtype=float), np.asarray(gmv, dtype=float)
    usable = np.isfinite(s) & np.isfinite(g) & (s > 0)
    s, g = s[usable], g[usable]
    if len(s) < 4:
        return None

    def relative_error(logs):
        top, half, shape = np.exp(logs)
        return (top * s**shape / (half**shape + s**shape) - g) / np.maximum(g, 1.0)

    start = np.log([2 * g.max(), np.median(s), 1.0])
    bounds = (np.log([g.max() / 2, s.min() / 10, 0.3]), np.log([g.max() * 50, s.max() * 50, 4.0]))
    fit = optimize.least_squares(relative_error, start, bounds=bounds)
    return dict(zip(("top", "half", "shape"), np.exp(fit.x).tolist()))
    ### END SOLUTION
# %% tests="fit_hill"
spends = [1000.0, 2000.0, 4000.0, 8000.0, 16000.0]
fitted = fit_hill(spends, [40_000 * s / (5_000 + s) for s in spends])
assert abs(fitted["top"] * 5_000 ** fitted["shape"] / (fitted["half"] ** fitted["shape"] + 5_000 ** fitted["shape"]) - 20_000) < 600
assert fit_hill([1000.0, 2000.0], [1.0, 2.0]) is None
# %% [markdown] lang="en"
# ## 5. {{allocate.title}} ({{allocate.points}} points)
#
# The client fixes tomorrow's budget. Write `allocate(plans, budget)`.
#
# - `plans`: DataFrame `plan_id`, `top`, `half`, `shape`: each plan's response curve as in task 4. Some curves are
#   S-shaped (`shape` above 1): their first yuans earn little.
# - Return a dict plan id → spend (¥), one entry per plan, none negative, summing to `budget` (to 1e-6 of it).
# - Total GMV must be within 3 % of the best possible. Your method is free.
# - Budget 0: every plan 0. A negative budget: raise `ValueError`.
# %% [markdown] lang="zh"
# ## 5. {{allocate.title}}（{{allocate.points}} 分）
#
# 客户定下了明天的总预算。编写 `allocate(plans, budget)`。
#
# - `plans`：DataFrame，含 `plan_id`、`top`、`half`、`shape`，即每条计划如第 4 题的响应曲线。部分曲线是 S 形（`shape` 大于 1），
#   起步的钱效果很差。
# - 返回字典：计划 → 消耗（元），每条计划一项，不为负，合计等于 `budget`（误差不超过其 1e-6）。
# - 总成交与最优值相差不超过 3%。方法不限。
# - 预算为 0：每条计划都是 0。预算为负：抛出 `ValueError`。
# %% item="allocate"
def allocate(plans: pd.DataFrame, budget: float) -> dict[str, float]:
    """Return the spend per plan that makes total GMV (nearly) as large as it can be."""
    ### BEGIN SOLUTION
    if budget < 0:
        raise ValueError(f"budget is negative: {budget}")
    names = plans["plan_id"].tolist()
    if budget == 0:
        return dict.fromkeys(names, 0.0)
    grid = np.linspace(0, budget, 2001)
    top, half, shape = (plans[name].to_numpy()[:, None] for name in ("top", "half", "shape"))
    earned = top * grid**shape / (half**shape + grid**shape)

    def choice(price):  # what each plan would spend if a yuan of budget had to earn `price`
        return grid[np.argmax(earned - price * grid, axis=1)]

    low, high = 0.0, 1000.0
    for _ in range(60):
        price = (low + high) / 2
        low, high = (price, high) if choice(price).sum() > budget else (low, price)
    spend = choice(high)
    step = budget / 2000
    while (left := budget - spend.sum()) > step:  # hand out what is left where it earns most
        gain = _hill_gmv(plans, spend + step) - _hill_gmv(plans, spend)
        spend[np.argmax(gain)] += step
    spend[np.argmax(spend)] += left
    return dict(zip(names, spend.tolist()))


def _hill_gmv(plans, spend):
    top, half, shape = (plans[name].to_numpy() for name in ("top", "half", "shape"))
    return top * spend**shape / (half**shape + spend**shape)
    ### END SOLUTION
# %% tests="allocate"
two = pd.DataFrame({"plan_id": ["A", "B"], "top": [50_000.0, 20_000.0], "half": [5_000.0, 5_000.0], "shape": [1.0, 1.0]})
spend = allocate(two, 10_000.0)
assert abs(sum(spend.values()) - 10_000) < 0.01
assert spend["A"] > spend["B"] > 0
# %% [markdown] lang="en"
# ## 6. {{geo_lift.title}} ({{geo_lift.points}} points)
#
# All-domain promotion ran in half of the cities. The platform claims an ROI; you say what was *added*. Write
# `geo_lift(geo, start)`.
#
# - `geo`: `city`, `day` (datetime), `treated` (the city's group, on every day), `spend`, `gmv` (all sales), `claimed_gmv`;
#   one row per city and day, in any order of rows. `start`: first day (datetime) of promotion in the treated cities.
# - Treated cities are larger, and all cities share shocks that act in proportion to their size.
# - Return a dict: `share` = incremental GMV / claimed GMV, both over all treated city-days from `start` on;
#   `low` and `high`: a 95 % confidence interval of `share`.
# - `share` must lie within 0.13 of the truth (about four standard errors with the 60 cities used).
# - Over twelve experiments the interval must contain the truth in at least nine, and its width must lie between half
#   and twice that of our reference (cities are the units that were treated).
# %% [markdown] lang="zh"
# ## 6. {{geo_lift.title}}（{{geo_lift.points}} 分）
#
# 一半城市开了全域推广。平台报出了 ROI，你来说清到底*增加*了多少。编写 `geo_lift(geo, start)`。
#
# - `geo`：`city`、`day`（日期时间）、`treated`（城市所属组，全程不变）、`spend`、`gmv`（全部成交）、`claimed_gmv`（平台归因成交）；
#   每个城市每天一行，行序不定。`start`：实验组城市开始推广的第一天（日期时间）。
# - 实验组城市规模更大；所有城市受到共同波动，影响与规模成比例。
# - 返回字典：`share` = 增量成交 / 平台归因成交，两者都取 `start` 起实验组全部城市与天；`low`、`high`：`share` 的 95% 置信区间。
# - `share` 与真值相差不超过 0.13（60 个城市时约四个标准误）。
# - 在十二次实验中，区间至少九次包含真值，且宽度在参考答案的一半到两倍之间（处理单位是城市）。
# %% item="geo_lift"
def geo_lift(geo: pd.DataFrame, start: pd.Timestamp) -> dict[str, float]:
    """Return the incremental share of claimed GMV with its 95 % confidence interval."""
    ### BEGIN SOLUTION
    period = np.where(geo["day"] >= start, "after", "before")
    cities = geo.groupby(["city", "treated", period])["gmv"].mean().unstack().reset_index("treated")
    growth = np.log(cities["after"] / cities["before"])
    treated, control = growth[cities["treated"]], growth[~cities["treated"]]
    effect = treated.mean() - control.mean()
    error = np.sqrt(treated.var() / len(treated) + control.var() / len(control))
    half = stats.t.ppf(0.975, len(growth) - 2) * error
    after = geo[geo["treated"] & (geo["day"] >= start)]
    sold, claimed = after["gmv"].sum(), after["claimed_gmv"].sum()
    share = [float(sold * (1 - np.exp(-value)) / claimed) for value in (effect, effect - half, effect + half)]
    return dict(zip(("share", "low", "high"), share))
    ### END SOLUTION
# %% tests="geo_lift"
sample = sf.dataset("geo_daily")
answer = geo_lift(sample, pd.Timestamp("2026-04-27"))
assert 0 < answer["low"] < answer["share"] < answer["high"] < 1
# %% [markdown] lang="en"
# ## 7. {{pace_plan.title}} ({{pace_plan.points}} points)
#
# At 14:10 a plan has spent more than it should. What may it still spend, hour by hour? Write
# `pace_plan(budget, weights, spent, hour)`.
#
# - `budget`: ¥ of the day. `weights`: 24 non-negative numbers, expected traffic of hours 0 to 23. `spent`: list of what was
#   spent in hours 0 to `hour − 1`. `hour`: the next hour to plan, 0 to 24.
# - Return a list for hours `hour` to 23: what is left of the budget, spread in proportion to the weights.
# - Nothing left, or overspent: zeros. The remaining weights are all zero: zeros. `hour` = 24: an empty list.
# - `weights` not of length 24, with a negative or NaN weight, or `spent` not of length `hour`: raise `ValueError`.
# - Tolerance: 1e-6 relative.
# %% [markdown] lang="zh"
# ## 7. {{pace_plan.title}}（{{pace_plan.points}} 分）
#
# 14:10，一条计划花超了。接下来每小时还能花多少？编写 `pace_plan(budget, weights, spent, hour)`。
#
# - `budget`：当日预算（元）。`weights`：24 个非负数，0 到 23 点的预期流量。`spent`：0 点到 `hour − 1` 点各小时已花的列表。
#   `hour`：接下来要计划的小时，0 到 24。
# - 返回 `hour` 到 23 点的列表：剩余预算按权重分配。
# - 预算用完或超支：全为 0。剩余权重全为零：全为 0。`hour` = 24：空列表。
# - `weights` 长度不是 24、含负数或 NaN，或 `spent` 长度不等于 `hour`：抛出 `ValueError`。
# - 容差：相对 1e-6。
# %% item="pace_plan"
def pace_plan(budget: float, weights: list[float], spent: list[float], hour: int) -> list[float]:
    """Return the spend planned for each hour from `hour` to 23 (¥)."""
    ### BEGIN SOLUTION
    if len(weights) != 24 or len(spent) != hour or not all(weight >= 0 for weight in weights):
        raise ValueError("24 non-negative weights and one spent amount per past hour are needed")
    ahead = weights[hour:]
    left, total = max(budget - sum(spent), 0.0), sum(ahead)
    return [left * weight / total if total > 0 else 0.0 for weight in ahead]
    ### END SOLUTION
# %% tests="pace_plan"
assert pace_plan(2400.0, [1.0] * 24, [], 0) == [100.0] * 24
assert pace_plan(1000.0, [1.0] * 24, [50.0] * 22, 22) == [0.0, 0.0]
# %% [markdown] lang="en"
# ## 8. {{fatigue_day.title}} ({{fatigue_day.points}} points)
#
# The studio asks when a creative is tired. Weak ones are switched off early, so an average over whatever still runs
# flatters old age. Write `fatigue_day(creatives, share)`.
#
# - `creatives`: `creative_id`, `age_d` (0 on the first day), `impressions`, `clicks`; in any order. Drop rows that repeat
#   another row exactly. Creatives without a row at age 0, or with no impressions or no clicks there, are left out.
# - For each age, take the creatives that have a row at that age. Relative CTR = their CTR at that age ÷ the CTR **of the
#   same creatives** at age 0, each CTR a ratio of sums. An age at which they have no impressions in all is skipped.
# - Return the smallest age at which the relative CTR is below `share` (an int), or `None` if there is none.
# %% [markdown] lang="zh"
# ## 8. {{fatigue_day.title}}（{{fatigue_day.points}} 分）
#
# 素材组问：一条素材几天就疲劳了。效果差的素材会被提前关停，直接平均“还在跑的素材”会美化高天龄。编写 `fatigue_day(creatives, share)`。
#
# - `creatives`：`creative_id`、`age_d` 天龄（首日为 0）、`impressions` 展现、`clicks` 点击；顺序不定。去掉与其他行完全重复的行。
#   没有天龄 0 的行、或首日没有展现或没有点击的素材不计。
# - 对每个天龄，取该天龄仍有数据的素材。相对点击率 = 它们在该天龄的点击率 ÷ **同一批素材**首日的点击率，点击率都是先求和再相除。
#   该批素材在某天龄合计没有展现时，跳过该天龄。
# - 返回相对点击率低于 `share` 的最小天龄（整数）；没有则返回 `None`。
# %% item="fatigue_day"
def fatigue_day(creatives: pd.DataFrame, share: float) -> int | None:
    """Return the first age (days) at which relative CTR is below `share`."""
    ### BEGIN SOLUTION
    clean = creatives.drop_duplicates()
    first = clean[(clean["age_d"] == 0) & (clean["impressions"] > 0) & (clean["clicks"] > 0)]
    joined = clean.merge(first[["creative_id", "impressions", "clicks"]], on="creative_id", suffixes=("", "_0"))
    total = joined.groupby("age_d")[["clicks", "impressions", "clicks_0", "impressions_0"]].sum()
    total = total[total["impressions"] > 0]
    relative = (total["clicks"] / total["impressions"]) / (total["clicks_0"] / total["impressions_0"])
    tired = relative[relative < share]
    return None if tired.empty else int(tired.index.min())
    ### END SOLUTION
# %% tests="fatigue_day"
life = pd.DataFrame(
    {
        "creative_id": ["V1", "V1", "V1", "V2"],
        "age_d": [0, 1, 2, 0],
        "impressions": [1000, 1000, 1000, 1000],
        "clicks": [60, 40, 20, 10],
    }
)
assert fatigue_day(life, 0.5) == 2
assert fatigue_day(life, 0.1) is None
# %% [markdown] lang="en"
# ## 9. {{memo_roi2.title}} ({{memo_roi2.points}} points)
#
# To Ms Lin, the client's owner: since all-domain promotion replaced the old plans, the reported overall ROI rose from 2.8
# to 3.4 and monthly profit fell by ¥60,000. Explain, and say what to do this week. At most 250 words (or 400 characters).
#
# Marked 0–4 each: **diagnosis** backed by numbers · **decision** and its trade-off · **uncertainty** and limits ·
# **consumer and compliance** view · **clarity** for this reader.
# %% [markdown] lang="zh"
# ## 9. {{memo_roi2.title}}（{{memo_roi2.points}} 分）
#
# 写给客户负责人林女士：全域推广替换原有计划后，整体支付ROI 从 2.8 升到 3.4，月利润却少了 6 万元。请解释原因，并说明本周怎么做。
# 不超过 400 字（或 250 个英文单词）。
#
# 每项 0–4 分：有数据支撑的**诊断** · **决定**与取舍 · **不确定性**与局限 · **消费者与合规**视角 · 对这位读者的**清晰度**。
# %% [markdown] response="memo_roi2"
# Ms Lin, the 3.4 is not what the ads added. All-domain promotion credits natural orders to itself: in the geo experiment
# only about 0.55 of the claimed GMV was additional, so the incremental ROI is 3.4 × 0.55 ≈ 1.9, below our break-even of about
# 2.2. The old 2.8 counted paid orders only; the two numbers measure different things. Second, spend grew past the point
# where the last yuan pays: average ROI hides a marginal ROI near 1.2 on our largest plan.
#
# This week: cut the budget by 25 %, first on that plan, and hold it for two weeks in half of the cities (a switchback where
# cities cannot be split). We give up some volume and rank in the short run; if incremental ROI in the test exceeds 2.2 we
# restore it. Stop rule: GMV down more than 8 % beyond the control cities.
#
# What I do not know: the interval of 0.55 runs from roughly 0.45 to 0.65, the season was calm, and refunds of the last ten
# days are still open. It says nothing about new customers' later value.
#
# No discount or countdown claims are added to make up volume: an invented original price would mislead buyers and break
# advertising law. Refund reasons are reviewed before any scaling.
#
# One number to watch from Monday: incremental profit per day, not overall ROI.
# %% [markdown] lang="en"
# ## 10. {{memo_breakeven.title}} ({{memo_breakeven.points}} points)
#
# To Mr Zhao, who trains new traffic buyers: a site teaches "break-even ROI = 1 − margin + (1 − return rate)" and prints 1.65,
# 2.14 and 2.2 for (margin, returns) = (30 %, 5 %), (40 %, 15 %), (50 %, 10 %). Write a critique that he can hand out. At most
# 250 words (or 400 characters). Same five criteria.
# %% [markdown] lang="zh"
# ## 10. {{memo_breakeven.title}}（{{memo_breakeven.points}} 分）
#
# 写给负责新人培训的赵先生：有网站教“保本ROI = 1 − 毛利率 +（1 − 退货率）”，并对（毛利率，退货率）=（30%，5%）、（40%，15%）、（50%，10%）
# 给出 1.65、2.14、2.2。请写一段可以直接发给学员的批评。不超过 400 字（或 250 个英文单词）。评分标准同上五项。
# %% [markdown] response="memo_breakeven"
# Mr Zhao, please take this formula out of the training. It adds shares that should be multiplied. Its own results do not
# follow: it gives 1.65, 1.45 and 1.40, not the printed 1.65, 2.14 and 2.2. Counter-example: margin 50 %, no returns. It says
# 1.5; at ROI 1.5 a ¥100 ad brings ¥150 and ¥75 margin, a loss of ¥25.
#
# Derivation: a paid yuan keeps (1 − returns) and earns the margin on it, so break-even ROI = 1 / (margin × (1 − returns)): 3.51,
# 2.94 and 2.22. A buyer who trusts 1.65 at 30 % margin loses about 53 fen on every yuan spent.
#
# Decision: teach the multiplied form, and with it where the refund happens. Before dispatch costs only traffic; after
# dispatch costs handling, and commission is to be subtracted: (1 − r_pre − r_post)(margin − fee) − r_post × handling. It takes
# ten minutes longer than a rule of thumb, and it is right.
#
# Limits: margins differ by SKU, returns arrive late (apparel may take two weeks), repeat purchases are left out, so use it
# as a floor per category and review monthly.
#
# Do not lower the number by hiding returns or refusing lawful ones: seven-day returns are the buyer's right and the
# experience score pays for it.
