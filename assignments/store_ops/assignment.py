# %% [markdown] lang="en"
# **Tidemark**, an invented service provider, takes over the shop of **Cloud Shuttle**, an invented clothing brand. Sales look fine, money
# does not stay, and everybody has another explanation. You will write nine functions, {{form.points}} points in all with the two
# memos at the end.
#
# - Two hours are meant: 10–15 minutes an item. The items are independent; start where you like.
# - Each function is judged on data you have not seen, by what its docstring says and nothing else. Points are given by part.
# - Do not change the inputs, use no global variables, and do not round unless asked.
# - Money is in yuan. Times are UTC without a zone; a *day* is a day in Shanghai (UTC + 8 h). All data is synthetic.
# %% [markdown] lang="zh"
# **潮痕代运营**（虚构的服务商）接手了服装品牌**云梭**（虚构）的店铺。销量看着不错，钱却留不下来，每个人都有自己的说法。
# 请编写九个函数，加上最后两则备忘，共 {{form.points}} 分。
#
# - 预计用时两小时，每题 10–15 分钟。各题互不影响，先做哪题都行。
# - 每个函数会用你没见过的数据来判分，只按文档字符串里写明的要求评，按部分给分。
# - 不要改动传入的数据，不要依赖全局变量，题目没要求就不要四舍五入。
# - 金额单位为元；时间为不带时区的 UTC，“天”一律指北京时间自然日（UTC + 8 小时）。数据全部为模拟。
# %%
import numpy as np
import pandas as pd
# %% [markdown] lang="en"
# ## 1. {{sku_pnl.title}} ({{sku_pnl.points}} points)
#
# The sales list is sorted by GMV. Sort it by what is left.
# %% [markdown] lang="zh"
# ## 1. {{sku_pnl.title}}（{{sku_pnl.points}} 分）
#
# 商品榜按成交金额排。请改成按真正剩下的钱来排。
# %% item="sku_pnl"
def sku_pnl(lines: pd.DataFrame, sku: pd.DataFrame, fees: dict) -> pd.DataFrame:
    """Return GMV, net sales and contribution of each SKU.

    每个 SKU 的成交金额、净成交与贡献毛利。

    Parameters
    ----------
    lines : DataFrame
        `order_id`, `line`, `sku_id`, `channel`, `qty`, `paid` (¥), `refund` (¥), `refund_stage` (none, pre or post dispatch). A line
        can stand there twice (same `order_id` and `line`): count it once. 同一子订单可能重复出现，只算一次。
    sku : DataFrame
        `sku_id`, `cost` (¥ a piece); holds every SKU of `lines`. 单件成本。
    fees : dict
        `"commission"`: dict from channel to the share of net sales paid as commission; `"ship"`: ¥ a line dispatched; `"back"`: ¥ a
        line that comes back; `"loss"`: share of the cost lost on a piece that comes back (0–1).
        佣金率（按净成交）、发货运费、退回运费（均按子订单）、退回商品的折损比例。

    Returns
    -------
    DataFrame
        One row per SKU of `lines`, any row order, exactly the columns `sku_id`, `gmv` (sum of paid), `net` (sum of paid − refund),
        `contribution`: sum over lines of

        (paid − refund) · (1 − commission) − goods − freight, where

        - refunded before dispatch (pre): no goods, no freight; 发货前退款：没有货品成本和运费
        - came back (post, refund = paid): goods = loss · qty · cost, freight = ship + back; 退货
        - everything else: goods = qty · cost, freight = ship. 其余

    Edge cases 边界情况
    - post with refund < paid is a compensation: the buyer keeps the goods ("everything else").
      发货后退款小于实付的是补偿，货留在买家手里。
    """
    ### BEGIN SOLUTION
    rows = lines.drop_duplicates(["order_id", "line"]).merge(sku[["sku_id", "cost"]], on="sku_id")
    net = rows["paid"] - rows["refund"]
    sent = rows["refund_stage"] != "pre"
    came_back = (rows["refund_stage"] == "post") & (rows["refund"] >= rows["paid"])
    kept_share = np.where(came_back, fees["loss"], 1.0)
    goods = rows["qty"] * rows["cost"] * kept_share * sent
    freight = fees["ship"] * sent + fees["back"] * came_back
    left = net * (1 - rows["channel"].map(fees["commission"])) - goods - freight
    table = pd.DataFrame({"sku_id": rows["sku_id"], "gmv": rows["paid"], "net": net, "contribution": left})
    return table.groupby("sku_id", as_index=False).sum()
    ### END SOLUTION
# %% tests="sku_pnl"
two_lines = pd.DataFrame(
    {
        "order_id": ["1", "2", "2"],
        "line": [1, 1, 1],
        "sku_id": "a",
        "channel": ["card", "live", "live"],
        "qty": [1, 1, 1],
        "paid": [100.0, 80.0, 80.0],
        "refund": [0.0, 80.0, 80.0],
        "refund_stage": ["none", "post", "post"],
    }
)
costs = pd.DataFrame({"sku_id": ["a"], "cost": [30.0]})
terms = {"commission": {"card": 0.05, "live": 0.06}, "ship": 4.0, "back": 7.0, "loss": 0.2}
left = sku_pnl(two_lines, costs, terms).iloc[0]
assert (left["gmv"], left["net"]) == (180.0, 100.0)
assert abs(left["contribution"] - (95 - 30 - 4 - 6 - 11)) < 1e-9
# %% [markdown] lang="en"
# ## 2. {{movement_rate.title}} ({{movement_rate.points}} points)
#
# How much of the shelf sells at all?
# %% [markdown] lang="zh"
# ## 2. {{movement_rate.title}}（{{movement_rate.points}} 分）
#
# 货架上的商品，有多少真的卖动了？
# %% item="movement_rate"
def movement_rate(daily: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """Return the sell-through breadth of each family and of the whole shop.

    各品类与全店的动销率。

    Parameters
    ----------
    daily : DataFrame
        `sku_id`, `family`, `day`, `stock` (pieces that could be sold that day), `units` (pieces sold); one row per SKU and day on the
        shelf, any order. 一行 = 一个 SKU 在架的一天。
    start, end : Timestamp
        First and last day of the window, both inside it. 起止日，均包含。

    Returns
    -------
    DataFrame
        One row per family of `daily` and one with `family` = `"all"`, any row order, exactly the columns `family`, `live`, `sold`,
        `rate` (= sold / live). A SKU is *live* if it has a row in the window with `stock` above 0, and *sold* if it has such a row
        with `units` above 0. 在窗口内至少有一天可售库存大于 0 的为在售；这些天里至少卖出一件的为动销。

    Edge cases 边界情况
    - A family (or the shop) without a live SKU in the window: 0, 0, NaN. 窗口内没有在售 SKU：0、0、NaN。
    """
    ### BEGIN SOLUTION
    inside = daily[(daily["day"] >= start) & (daily["day"] <= end) & (daily["stock"] > 0)]
    by_sku = inside.groupby(["family", "sku_id"], as_index=False)["units"].max()
    families = [*sorted(daily["family"].unique()), "all"]
    parts = [by_sku if name == "all" else by_sku[by_sku["family"] == name] for name in families]
    table = pd.DataFrame({"family": families, "live": [len(part) for part in parts]})
    table["sold"] = [int((part["units"] > 0).sum()) for part in parts]
    table["rate"] = table["sold"] / table["live"].replace(0, np.nan)
    return table
    ### END SOLUTION
# %% tests="movement_rate"
shelf = pd.DataFrame(
    {
        "sku_id": ["a", "a", "b", "c"],
        "family": ["tee", "tee", "tee", "knit"],
        "day": pd.to_datetime(["2026-03-02", "2026-03-03", "2026-03-02", "2026-03-09"]),
        "stock": [5, 5, 3, 9],
        "units": [0, 2, 0, 4],
    }
)
moved = movement_rate(shelf, pd.Timestamp("2026-03-02"), pd.Timestamp("2026-03-04")).set_index("family")
assert list(moved.loc["all", ["live", "sold"]]) == [2, 1]
assert moved.loc["tee", "rate"] == 0.5
assert np.isnan(moved.loc["knit", "rate"])
# %% [markdown] lang="en"
# ## 3. {{elasticity.title}} ({{elasticity.points}} points)
#
# "Promo days are cheap and sell three times as much, so price is everything." Price is something.
# %% [markdown] lang="zh"
# ## 3. {{elasticity.title}}（{{elasticity.points}} 分）
#
# “活动日便宜，卖三倍，可见价格就是一切。”——价格只是其中一项。
# %% item="elasticity"
def elasticity(daily: pd.DataFrame) -> dict[str, float | None]:
    """Return the price elasticity of demand of each family.

    各品类的价格弹性。

    Parameters
    ----------
    daily : DataFrame
        `sku_id`, `family`, `day`, `price` (¥), `promo` (1 on days with campaign traffic), `stock` (pieces that could be sold that day),
        `units` (pieces sold). At least eight SKUs a family over ten weeks; prices change by the week.
        每个品类至少八个 SKU、十周；价格按周调整。

    Returns
    -------
    dict
        Family -> elasticity, one number for all its SKUs.

    Model 模型
    - ln(demand) = level of the SKU + level of the day + elasticity · ln(price) + lift · promo + noise. The lift is the same for all SKUs of
      a family. Where `units` equals `stock` the day was **sold out**: demand was higher than what is seen, and such days are left
      out, as are days without sales. 售罄（units 等于 stock）的日子看不到真实需求，连同零销量的日子一并剔除。

    Tolerance 容差: 0.25 from the true elasticity (data of this size allow about 0.1). 与真实弹性相差不超过 0.25。

    Edge cases 边界情况
    - After leaving those days out, a family in which no SKU has two different prices on days **without** promo: None (its price moves
      with the promo only). 剔除后，若某品类没有任何 SKU 在非活动日出现过两个不同价格：返回 None。
    """
    ### BEGIN SOLUTION
    shown = daily[(daily["units"] > 0) & (daily["units"] < daily["stock"])]
    result: dict[str, float | None] = dict.fromkeys(daily["family"].unique())
    for family, rows in shown.groupby("family"):
        ordinary = rows[rows["promo"] == 0].groupby("sku_id")["price"]
        if (ordinary.nunique() < 2).all():
            continue
        table = np.log(rows[["units", "price"]]).assign(promo=rows["promo"].astype(float))
        for _ in range(6):  # take out the levels of SKUs and days in turn
            for group in (rows["sku_id"], rows["day"]):
                table = table - table.groupby(group).transform("mean")
        result[family] = float(np.linalg.lstsq(table[["price", "promo"]], table["units"], rcond=None)[0][0])
    return result
    ### END SOLUTION
# %% tests="elasticity"
weeks = np.arange(10)
price = pd.DataFrame({f"s{k}": np.where((weeks + k) % 3 == 0, 80.0, 100.0) for k in range(8)}).melt(var_name="sku_id", value_name="price")
price["units"] = (1_000_000 * (1 + price["sku_id"].str[1].astype(int)) * price["price"] ** -2.0).round().astype(int)
sales = price.assign(family="tee", promo=0, stock=99_999, day=pd.Timestamp("2026-03-02") + pd.to_timedelta(np.tile(weeks, 8) * 7, unit="D"))
assert abs(elasticity(sales)["tee"] + 2.0) < 0.05
# %% [markdown] lang="en"
# ## 4. {{cannibal.title}} ({{cannibal.points}} points)
#
# The new style sells well. Whose customers are they?
# %% [markdown] lang="zh"
# ## 4. {{cannibal.title}}（{{cannibal.points}} 分）
#
# 新款卖得不错。这些顾客原本是谁的？
# %% item="cannibal"
def cannibal(daily: pd.DataFrame, new: str, sibling: str) -> dict[str, float | None]:
    """Return what a new SKU sells and how much of it its sibling loses.

    新款的日销，以及其中有多少是从同系列老款抢来的。

    Parameters
    ----------
    daily : DataFrame
        `sku_id`, `day`, `units` of one family with unchanged prices; any row order. A SKU without a row on a day sold nothing.
        某 SKU 某天没有行，即当天没卖。
    new, sibling : str
        Ids; the others are the comparison. 其余 SKU 为对照。

    Returns
    -------
    dict
        *After* begins with the first day on which `new` has a row; *before* are the days of the table before that. Means are per day of
        the table (sum of units over number of different days). 均值按表中出现的不同日期数计算。

        - `"new_per_day"`: mean units of `new` after;
        - `"lost_per_day"`: mean of `sibling` before · growth − mean of `sibling` after, where growth is the mean of all others together
          after, over the same before; 按对照增长推算的应有日销，减去实际日销
        - `"share"`: lost_per_day / new_per_day.

    Edge cases 边界情况
    - A negative loss stays negative. 为负（被带动）时保留负数。
    - `new` has rows but sold nothing: share is None. 新款一件没卖：share 为 None。
    """
    ### BEGIN SOLUTION
    wide = daily.pivot_table(index="day", columns="sku_id", values="units", aggfunc="sum")
    start = wide[new].first_valid_index()
    wide = wide.fillna(0.0)
    before, after = wide[wide.index < start].mean(), wide[wide.index >= start].mean()
    others = wide.columns.difference([new, sibling])
    growth = after[others].sum() / before[others].sum()
    lost = float(before[sibling] * growth - after[sibling])
    sold = float(after[new])
    return {"new_per_day": sold, "lost_per_day": lost, "share": lost / sold if sold else None}
    ### END SOLUTION
# %% tests="cannibal"
dates = pd.to_datetime(["2026-03-02", "2026-03-03"])
pair = pd.DataFrame({"sku_id": ["old", "old", "x", "x", "new"], "day": [*dates, *dates, dates[1]], "units": [50, 40, 20, 24, 40]})
assert cannibal(pair, "new", "old") == {"new_per_day": 40.0, "lost_per_day": 20.0, "share": 0.5}
# %% [markdown] lang="en"
# ## 5. {{repurchase.title}} ({{repurchase.points}} points)
#
# "Repurchase falls month after month." Or are the young ones only young?
# %% [markdown] lang="zh"
# ## 5. {{repurchase.title}}（{{repurchase.points}} 分）
#
# “复购率一个月比一个月低。”——还是说，新客只是还没来得及复购？
# %% item="repurchase"
def repurchase(orders: pd.DataFrame, end: pd.Timestamp, days: int) -> pd.DataFrame:
    """Return the share of buyers of each month who buy again within `days` days.

    各月首购顾客在 `days` 天内的复购率。

    Parameters
    ----------
    orders : DataFrame
        `order_id`, `customer_id`, `ts` (UTC), `paid` (¥), `refund` (¥), any row order.
    end : Timestamp
        UTC; midnight in Shanghai when the table was drawn: the last full Shanghai day is the one before. 导出时刻（北京时间零点）。
    days : int
        Horizon, at least 1. 观察天数。

    Returns
    -------
    DataFrame
        One row per month of first purchase, any order, exactly the columns `cohort` (`"2026-03"`), `buyers` (all of that month), `mature`
        (of these, observed long enough), `rate` (of the mature, the share that bought again in time).

    Rules 规则
    - An order refunded in full (refund ≥ paid) is no purchase. 全额退款的订单不算购买。
    - All orders of a customer on one Shanghai day are **one** purchase (split parcels). 同一顾客同一天的订单合并为一次购买（拆单）。
    - Bought again: another purchase 1 to `days` days after the day of the first. 首购日之后 1 至 `days` 天内再次购买。
    - Mature: the day `days` days after the first purchase is over by `end`. Young ones count in `buyers` only.
      首购日后第 `days` 天在导出前已结束，才算观察期满。

    Edge cases 边界情况
    - No mature buyer in a month: rate NaN. 当月没有观察期满的顾客：NaN。
    """
    ### BEGIN SOLUTION
    kept = orders[orders["refund"] < orders["paid"]]
    day = (kept["ts"] + pd.Timedelta(hours=8)).dt.normalize()
    visits = pd.DataFrame({"customer": kept["customer_id"], "day": day}).drop_duplicates()
    first = visits.groupby("customer")["day"].min()
    gap = (visits["day"] - visits["customer"].map(first)).dt.days
    again = visits[(gap >= 1) & (gap <= days)]["customer"].unique()
    table = pd.DataFrame({"cohort": first.dt.strftime("%Y-%m"), "again": first.index.isin(again)})
    table["mature"] = first + pd.Timedelta(days=days + 1) <= end + pd.Timedelta(hours=8)
    grouped = table.groupby("cohort")
    result = pd.DataFrame({"buyers": grouped.size(), "mature": grouped["mature"].sum()})
    result["rate"] = table[table["mature"]].groupby("cohort")["again"].mean().reindex(result.index)
    return result.reset_index()
    ### END SOLUTION
# %% tests="repurchase"
members = pd.DataFrame(
    {
        "order_id": ["1", "2", "3", "4", "5"],
        "customer_id": ["a", "a", "a", "b", "b"],
        "ts": pd.to_datetime(["2026-03-02 02:00", "2026-03-02 02:01", "2026-03-20 02:00", "2026-03-05 02:00", "2026-03-09 02:00"]),
        "paid": [50.0, 30.0, 80.0, 60.0, 90.0],
        "refund": [0.0, 0.0, 0.0, 0.0, 90.0],
    }
)
loyal = repurchase(members, pd.Timestamp("2026-06-30 16:00"), 30).iloc[0]
assert list(loyal) == ["2026-03", 2, 2, 0.5]
# %% [markdown] lang="en"
# ## 6. {{experience_score.title}} ({{experience_score.points}} points)
#
# The score fell. Which dimension did it, with the weights that hold today?
# %% [markdown] lang="zh"
# ## 6. {{experience_score.title}}（{{experience_score.points}} 分）
#
# 体验分掉了。按当前权重，是哪个维度拉下来的？
# %% item="experience_score"
def experience_score(
    daily: pd.DataFrame, weights: dict[str, float], before: pd.Timestamp, after: pd.Timestamp, half_life: float
) -> dict[str, float]:
    """Return a shop's experience score on two days and what each dimension contributed to the change.

    两天的商家体验分，以及各维度对变化的贡献。

    Parameters
    ----------
    daily : DataFrame
        `day`, `dimension`, `good`, `total` (counts); days can be missing. 某些日期可能缺失。
    weights : dict
        Dimension -> weight, above 0, in any unit (they are divided by their sum). Dimensions of `daily` that are not here do not count.
        权重为任意单位，按合计归一；不在其中的维度不计。
    before, after : Timestamp
        The two days. 两个日期。
    half_life : float
        Days in which a case loses half its say. 半衰期（天）。

    Returns
    -------
    dict
        `"before"`, `"after"`: the scores; and for each dimension of `weights` its contribution.

    Rules 规则
    - On a day d, a dimension's share r = Σ h · good / Σ h · total over its rows of the 90 days d − 89 … d, with h = 2^(−age / half_life) and
      age = days from the row to d. It has cases in every such window. 近 90 天（含当日）按半衰期加权，先求和再相除。
    - Score = 5 · Σ weight · r / Σ weight; below 3 it is shown as 3. 低于 3 分显示为 3 分。
    - Contribution of a dimension = 5 · weight · (r after − r before) / Σ weight, **without** the floor. 贡献不受 3 分下限影响。
    """
    ### BEGIN SOLUTION
    def shares(day):
        age = (day - daily["day"]).dt.days
        say = np.where((age >= 0) & (age < 90), 2.0 ** (-age / half_life), 0.0)
        sums = daily[["good", "total"]].mul(say, axis=0).groupby(daily["dimension"]).sum()
        return sums["good"] / sums["total"]

    weight = pd.Series(weights) / sum(weights.values())
    first, second = (5 * weight * shares(day).reindex(weight.index) for day in (before, after))
    return {
        "before": max(3.0, float(first.sum())),
        "after": max(3.0, float(second.sum())),
        **(second - first).to_dict(),
    }
    ### END SOLUTION
# %% tests="experience_score"
cases = pd.DataFrame(
    {
        "day": pd.to_datetime(["2026-03-02", "2026-03-02", "2026-07-02", "2026-07-02"]),
        "dimension": ["product", "logistics", "product", "logistics"],
        "good": [90, 100, 80, 100],
        "total": 100,
    }
)
score = experience_score(cases, {"product": 60, "logistics": 40}, pd.Timestamp("2026-03-02"), pd.Timestamp("2026-07-02"), 30)
assert abs(score["before"] - 4.7) < 1e-9 and abs(score["after"] - 4.4) < 1e-9
assert abs(score["product"] + 0.3) < 1e-9 and abs(score["logistics"]) < 1e-9
# %% [markdown] lang="en"
# ## 7. {{return_drivers.title}} ({{return_drivers.points}} points)
#
# Somewhere a size runs small. Find it before the next thousand are packed.
# %% [markdown] lang="zh"
# ## 7. {{return_drivers.title}}（{{return_drivers.points}} 分）
#
# 有个尺码偏小。在下一千件发出去之前，把它找出来。
# %% item="return_drivers"
def return_drivers(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the sizes of SKUs that come back as too small more often than the SKU's other sizes.

    找出比同款其他尺码更常因“偏小”退回的 SKU × 尺码。

    Parameters
    ----------
    lines : DataFrame
        `sku_id`, `size`, `refund_stage` (none, pre, post), `reason` (`"size_small"` or another); any row order. A row is one line,
        whatever its quantity. 一行计一次，不看件数。

    Returns
    -------
    DataFrame
        Exactly these columns, sorted by falling `extra`:

        - `sku_id`, `size`
        - `sent`: lines of the cell that were dispatched (refund_stage other than pre) 已发货行数（剔除发货前退款）
        - `rate`: of these, the share that came back (post) with reason size_small
        - `rest_rate`: the same for all **other** sizes of the SKU together 同款其他尺码合计
        - `z` = (rate − rest_rate) / √(p (1 − p) (1/sent + 1/rest_sent)), with p the rate of the whole SKU
        - `extra` = sent · (rate − rest_rate): returns that a right size would have spared 多出来的退货

        Only cells with `sent` ≥ 30, rest_sent ≥ 30 and z ≥ 3. 只列满足条件的。

    Edge cases 边界情况
    - p of 0 or 1: no such cell. p 为 0 或 1 的不列。
    - Nothing found: an empty table with these columns. 没有则返回含这些列的空表。
    """
    ### BEGIN SOLUTION
    sent = lines[lines["refund_stage"] != "pre"]
    small = (sent["refund_stage"] == "post") & (sent["reason"] == "size_small")
    cell = small.groupby([sent["sku_id"], sent["size"]]).agg(sent="size", small="sum").astype(float)
    whole = cell.groupby("sku_id").transform("sum")
    rest = whole - cell
    cell = cell[rest["sent"] > 0]
    whole, rest = whole.loc[cell.index], rest.loc[cell.index]
    cell["rate"], cell["rest_rate"] = cell["small"] / cell["sent"], rest["small"] / rest["sent"]
    p = whole["small"] / whole["sent"]
    error = np.sqrt(p * (1 - p) * (1 / cell["sent"] + 1 / rest["sent"])).replace(0.0, np.nan)
    cell["z"] = (cell["rate"] - cell["rest_rate"]) / error
    cell["extra"] = cell["sent"] * (cell["rate"] - cell["rest_rate"])
    found = cell[(cell["sent"] >= 30) & (rest["sent"] >= 30) & (cell["z"] >= 3)].drop(columns="small")
    found["sent"] = found["sent"].astype(int)
    return found.sort_values("extra", ascending=False).reset_index()
    ### END SOLUTION
# %% tests="return_drivers"
tight = pd.DataFrame({"sku_id": "a", "size": ["M"] * 40 + ["L"] * 60, "refund_stage": "none", "reason": "none"})
tight.loc[:15, ["refund_stage", "reason"]] = ["post", "size_small"]
found = return_drivers(tight)
assert list(found["size"]) == ["M"]
assert abs(found["rate"].iloc[0] - 0.4) < 1e-9 and abs(found["extra"].iloc[0] - 16.0) < 1e-9
# %% [markdown] lang="en"
# ## 8. {{price_opt.title}} ({{price_opt.points}} points)
#
# Next month's price of one SKU, from what its own history says.
# %% [markdown] lang="zh"
# ## 8. {{price_opt.title}}（{{price_opt.points}} 分）
#
# 根据一个 SKU 自己的历史，定下个月的价格。
# %% item="price_opt"
def price_opt(history: pd.DataFrame, terms: dict[str, float], prices: list[float]) -> float | None:
    """Choose the everyday price with the highest profit a day.

    选择日均利润最高的日常售价。

    Parameters
    ----------
    history : DataFrame
        One SKU, one row a day: `price` (¥), `promo` (1 on days with campaign traffic), `stock`, `units`, `returned` (of `units`, pieces that
        came back). Sold-out days (`units` equals `stock`) hide the demand. 售罄日看不到真实需求。
    terms : dict
        ¥ a piece: `"cost"`, `"ship"` (every piece sent), `"back"` (every piece that comes back); shares: `"commission"` (of net sales),
        `"loss"` (of the cost of a piece that comes back), `"floor"` (lowest gross margin allowed: (price − cost) / price).
        单件成本、发货费、退回费；佣金率、退回折损率、毛利率底线。
    prices : list of float
        The prices to choose from, ascending. 候选价格，升序。

    Returns
    -------
    float or None
        One of `prices` with (price − cost) / price ≥ floor; None if there is none. 没有满足毛利率底线的价格：None。

    Model 模型, for a day without promo
    - units(p) = a · p^e; return share r(p) = b + c · ln p, kept between 0 and 0.95. On promo days demand is higher at the **same** price by a
      constant factor, the return share is as on other days. 活动日同价需求按固定倍数放大，退货率规律不变。
    - profit(p) = units(p) · [(1 − r)(p (1 − commission) − cost) − r (loss · cost + back) − ship]

    Tolerance 容差: under the true a, b, c, e the chosen price earns at least 92 % of what the best allowed price earns. The history has price
    changes, promo weeks and sold-out weeks; 24 weeks. 按真实参数，所选价格的利润不低于最优的 92%。
    """
    ### BEGIN SOLUTION
    allowed = np.array([p for p in prices if (p - terms["cost"]) / p >= terms["floor"]])
    if not len(allowed):
        return None
    rows = history[(history["units"] > 0) & (history["units"] < history["stock"])]
    log_price, one = np.log(rows["price"]), np.ones(len(rows))
    demand = np.column_stack([log_price, rows["promo"], one])
    e = np.linalg.lstsq(demand, np.log(rows["units"]), rcond=None)[0][0]
    root = np.sqrt(rows["units"])
    back = np.column_stack([log_price, one]) * root.to_numpy()[:, None]
    slope, level = np.linalg.lstsq(back, rows["returned"] / root, rcond=None)[0]
    r = np.clip(level + slope * np.log(allowed), 0, 0.95)
    kept = (1 - r) * (allowed * (1 - terms["commission"]) - terms["cost"])
    profit = allowed**e * (kept - r * (terms["loss"] * terms["cost"] + terms["back"]) - terms["ship"])
    return float(allowed[profit.argmax()])
    ### END SOLUTION
# %% tests="price_opt"
grid = np.tile([80.0, 90.0, 100.0, 110.0], 20)
past = pd.DataFrame({"price": grid, "promo": 0, "stock": 99_999, "units": (4e8 * grid**-3.0).round().astype(int), "returned": 0})
conditions = {"cost": 60.0, "ship": 0.0, "back": 0.0, "commission": 0.0, "loss": 0.0, "floor": 0.0}
assert price_opt(past, conditions, [70.0, 90.0, 110.0]) == 90.0
assert price_opt(past, {**conditions, "floor": 0.6}, [70.0, 90.0, 110.0]) is None
# %% [markdown] lang="en"
# ## 9. {{refund_duty.title}} ({{refund_duty.points}} points, critical)
#
# "The buyer has no reason, so refuse." For things bought online the law says otherwise: seven days, without a reason.
# %% [markdown] lang="zh"
# ## 9. {{refund_duty.title}}（{{refund_duty.points}} 分，关键题）
#
# “买家没理由，驳回。”——网购商品，法律给了七天无理由退货。
# %% item="refund_duty"
def refund_duty(cases: pd.DataFrame) -> pd.DataFrame:
    """Tell for each request whether the shop must take the piece back, and by which day it must pay back.

    判断每个退货申请商家是否必须受理，以及最迟退款日。

    Parameters
    ----------
    cases : DataFrame
        `case_id` (str); `signed`, `asked` (UTC: parcel signed for, return asked for); `arrived` (UTC: the piece is back at the shop; missing
        if not yet); `reason` (`"quality"`: a proven fault; anything else is no fault); `custom` (bool: made to the buyer's order);
        `intact` (bool); `promised` (int: days for returns that the shop itself promised, 0 if none).
        签收、申请、退货到仓时间；质量问题已核实；是否定制；是否完好；店铺承诺的退货天数。

    Returns
    -------
    DataFrame
        One row per case, any order, exactly the columns `case_id`, `must` (bool), `due` (normalised Shanghai day, missing where `must` is False
        or the piece has not arrived).

    Rules 规则 (China's consumer law art. 25 and the measures on seven-day returns, simplified for this task; 消费者权益保护法第二十五条及七日无理由退货办法，本题作了简化)
    - A proven fault: must, whatever else. 质量问题：必须受理。
    - Otherwise must, if the piece is not custom-made, is intact, and was asked for in time: no later than day max(7, promised), where
      **day 1 is the Shanghai day after the day of signing**. 非定制、完好，且在 max(7, 承诺天数) 天内申请；签收次日为第 1 天。
    - Due: seven days after the Shanghai day of arrival. 到仓当日起七日内退款：到仓日 + 7 天。
    """
    ### BEGIN SOLUTION
    day = (cases[["signed", "asked", "arrived"]] + pd.Timedelta(hours=8)).apply(lambda times: times.dt.normalize())
    passed = (day["asked"] - day["signed"]).dt.days
    in_time = passed <= cases["promised"].clip(lower=7)
    must = (cases["reason"] == "quality") | (in_time & cases["intact"] & ~cases["custom"])
    due = (day["arrived"] + pd.Timedelta(days=7)).where(must)
    return pd.DataFrame({"case_id": cases["case_id"], "must": must, "due": due})
    ### END SOLUTION
# %% tests="refund_duty"
requests = pd.DataFrame(
    {
        "case_id": ["a", "b"],
        "signed": pd.to_datetime(["2026-03-01 17:00", "2026-03-01 15:00"]),
        "asked": pd.to_datetime(["2026-03-09 15:00", "2026-03-09 15:00"]),
        "arrived": pd.to_datetime(["2026-03-12 02:00", None]),
        "reason": "changed_mind",
        "custom": False,
        "intact": True,
        "promised": 0,
    }
)
duty = refund_duty(requests)
assert list(duty["must"]) == [True, False]
assert duty["due"].iloc[0] == pd.Timestamp("2026-03-19")
# %% [markdown] lang="en"
# ## 10. {{memo_hero.title}} ({{memo_hero.points}} points)
#
# **Ms Shang**, owner of Cloud Shuttle, has dress G7 on every slide: *"It is our number one, ¥1.2 million a month. Order another 20,000."*
#
# | one month | dress G7 | all other SKUs |
# |---|---|---|
# | lines paid | 8,000 | 36,000 |
# | GMV | ¥1,200,000 | ¥4,320,000 |
# | refunded before dispatch | 10 % | 8 % |
# | of the dispatched, came back | 65 % | 28 % |
# | of these, reason "too small" | 41 % | 15 % |
# | cost a piece | ¥72 | ¥42 |
# | commission on net sales | 22 % | 8 % |
# | of the buyers, bought another SKU within 30 days | 9 % | not counted |
#
# A dispatched line costs ¥4, a piece that comes back another ¥7 and 20 % of its cost. Lines hold one piece. Write **at most 250
# words** to her: keep, fix or drop? A rater gives 0–4 points for each: **diagnosis** (computed), **decision** (what, cost, when to
# stop), **uncertainty** (what is not known, how to find out), **compliance** (honest to consumers, client, platform), **clarity**
# (she can act on it).
# %% [markdown] lang="zh"
# ## 10. {{memo_hero.title}}（{{memo_hero.points}} 分）
#
# 云梭老板**商女士**每张 PPT 都放着连衣裙 G7：“店里第一，一个月 120 万，再订两万件。”
#
# | 一个月 | 连衣裙 G7 | 其他全部 SKU |
# |---|---|---|
# | 支付子订单 | 8,000 | 36,000 |
# | 成交金额 | 1,200,000 元 | 4,320,000 元 |
# | 发货前退款 | 10% | 8% |
# | 已发货中退回 | 65% | 28% |
# | 其中原因为“偏小” | 41% | 15% |
# | 单件成本 | 72 元 | 42 元 |
# | 佣金（按净成交） | 22% | 8% |
# | 买家 30 天内又买了别的 SKU | 9% | 未统计 |
#
# 每发一单 4 元运费；每退回一件再加 7 元，并折损成本的 20%。每单一件。请给她写一则备忘，**不超过 400 字**（对应英文 250 词）：
# 留、改，还是停？评分人按以下五项各给 0–4 分：**诊断**（用数字算清楚）、**决策**（做什么、代价、何时停）、
# **不确定性**（什么还不知道、怎么弄清）、**合规**（对消费者、客户、平台诚实）、**清晰**（看完就能做）。
# %% [markdown] response="memo_hero"
# Ms Shang, please do not order 20,000. G7 sells most and loses money; fix its size first.
#
# **What happened.** Of 8,000 lines 7,200 were sent, 4,680 came back, 2,520 stayed: ¥378,000 of ¥1,200,000. From that go ¥83,000
# commission, ¥181,000 goods, ¥29,000 freight out, ¥33,000 back and ¥67,000 of worn stock: −¥15,000 a month, −¥6 a piece kept. The other SKUs
# by the same sum: ¥1.36 million plus. 41 % of the returns, 1,919, say "too small".
#
# **What now.** Fix: from Monday measure G7 and correct the size chart, cost ¥3,000; creators' commission to 15 %; no new order, the stock
# only. If half of the 1,919 stay, G7 earns ¥48,000 at today's commission. Return share in two weeks' orders, seen 15 days later: above
# 55 %, we stop paid creators; above 60 %, we sell out and drop it.
#
# **What we do not know.** Halo: 9 % bought something else, but perhaps would have anyway. For two weeks we take G7 out of half of
# the live sessions, by lot, and compare the shop's contribution. Reasons are clicked by buyers, so we measure 30 returned pieces.
#
# **What we will not do.** Refuse or delay seven-day returns, press buyers to cancel, or hide the small fit: the page will say "one size up".
#
# Please stop the order and approve ¥3,000 by Wednesday.
# %% [markdown] lang="en"
# ## 11. {{memo_score.title}} ({{memo_score.points}} points)
#
# **Mr Quan**, who runs the shop, writes: *"Our experience score fell from 4.80 to 4.58, below 4.6 the campaign closes its door to us. Logistics
# fell most. Let us change the courier and give ¥5 to everybody who posts five stars."*
#
# | dimension | weight | share of good cases, before | now |
# |---|---|---|---|
# | product (quality returns, bad reviews) | 42.5 % | 96.0 % | 89.5 % |
# | service (answered in time) | 37.5 % | 95.0 % | 95.0 % |
# | logistics (collected and delivered in time) | 20 % | 97.5 % | 89.5 % |
#
# Score = 5 × weighted mean, over 90 days. Of the new quality returns and bad reviews 70 % are about one linen shirt (loose buttons), 6 %
# of sales; another courier costs ¥18,000 a month and would bring logistics back. Write **at most 250 words** to him. The five
# criteria are those of item 10: **diagnosis, decision, uncertainty, compliance, clarity**, 0–4 points each.
# %% [markdown] lang="zh"
# ## 11. {{memo_score.title}}（{{memo_score.points}} 分）
#
# 店铺负责人**全先生**来信：“体验分从 4.80 掉到 4.58，低于 4.6 就报不了活动。物流掉得最多，换快递，再给晒五星的买家每人返 5 元吧。”
#
# | 维度 | 权重 | 达标率（之前） | 现在 |
# |---|---|---|---|
# | 商品（品退、差评） | 42.5% | 96.0% | 89.5% |
# | 服务（及时回复） | 37.5% | 95.0% | 95.0% |
# | 物流（按时揽收、送达） | 20% | 97.5% | 89.5% |
#
# 分数 = 5 × 加权平均，统计近 90 天。新增品退和差评有 70% 来自一款亚麻衬衫（掉扣子），它只占销售的 6%；换快递每月多花 18,000 元，
# 物流可恢复原水平。请给他写一则备忘，**不超过 400 字**（对应英文 250 词）。五项标准同第 10 题：
# **诊断、决策、不确定性、合规、清晰**，各 0–4 分。
# %% [markdown] response="memo_score"
# Mr Quan, take the linen shirt off sale today. It costs more score than the courier, and paid stars are forbidden.
#
# **What happened.** The score fell by 0.22. Product did 5 × 42.5 % × 6.5 points = 0.14 of it, logistics 5 × 20 % × 8 points = 0.08, service
# nothing. Logistics fell more, product weighs twice as much. One shirt, 6 % of sales, makes 70 % of the product fall: about 0.10.
#
# **What to do.** Today the shirt leaves the shelf, buyers of the last 30 days get buttons or their money back: about ¥9,000. That brings about 0.10 back,
# to 4.68, with the old courier. Ask the courier for a plan; if logistics is below 93 % in two weeks, we change it for ¥18,000
# a month. The shirt returns when 100 inspected pieces have no fault.
#
# **What is uncertain.** The score covers 90 days, so it rises slowly; the weights may change, so we compute with both. Shirt or batch? We compare two
# batches. We do not know the door's date, and ask.
#
# **What we will not do.** No cash for five stars: a false review misleads buyers, breaks the law and the platform's rules, and can cost the
# shop its score. We invite all buyers to review, whatever they think, and answer the bad ones.
#
# Please approve the withdrawal and ¥9,000 today.
