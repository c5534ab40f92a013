# %% [markdown] lang="en"
# **Tidewater Operations**, an invented service provider, runs fulfilment for **Cedar & Salt**, an invented maker of household goods.
# Orders arrive late, buyers wait for answers, and the next campaign is near. You will write nine functions, {{form.points}} points
# in all with the two memos at the end.
#
# - Two hours are meant: 5–15 minutes an item. The items are independent; start where you like.
# - Each function is judged on data you have not seen, by what its docstring says and nothing else. Points are given by part.
# - Do not change the inputs, use no global variables, and do not round unless asked.
# - Times are UTC without a zone; a *day* or *hour* of the clock is that of Shanghai (UTC + 8 h). All data is synthetic.
# - In tables of orders, an empty time means: had not happened at the export `end`.
# %% [markdown] lang="zh"
# **潮汐代运营**（虚构的服务商）负责**雪松与盐**（虚构的家居商家）的服务履约。订单迟发、客服排队，下一场大促又快到了。
# 请编写九个函数，加上最后两则备忘，共 {{form.points}} 分。
#
# - 预计用时两小时，每题 5–15 分钟。各题互不影响，先做哪题都行。
# - 每个函数会用你没见过的数据来判分，只按文档字符串里写明的要求评，按部分给分。
# - 不要改动传入的数据，不要依赖全局变量，题目没要求就不要四舍五入。
# - 时间为不带时区的 UTC；“天”“几点”一律指北京时间（UTC + 8 小时）。数据全部为模拟。
# - 订单表里时间为空，表示到导出时刻 `end` 还没有发生。
# %%
import numpy as np
import pandas as pd
# %% [markdown] lang="en"
# ## 1. {{sla_rate.title}} ({{sla_rate.points}} points)
#
# The warehouse system reports 97 %. It asks the wrong question: were those that went out within 48 hours?
# %% [markdown] lang="zh"
# ## 1. {{sla_rate.title}}（{{sla_rate.points}} 分）
#
# 仓库系统报 97%。可它问的是：已经发出的，有没有超过 48 小时？
# %% item="sla_rate"
def sla_rate(orders: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """Return the share of orders dispatched within their own promise, by promise.

    按承诺时效统计发货及时率。

    Parameters
    ----------
    orders : DataFrame
        `order_id`, `pay_ts` (UTC), `promise_h` (24 or 48), `dispatch_ts`, `cancel_ts` (UTC, may be empty), `cancel_fault`
        ("buyer", "seller" or empty), `wms_late` (the warehouse's own flag: do not use it 仓库自己的标记，不要用).
    end : Timestamp
        UTC; when the export was drawn. 导出时刻。

    Returns
    -------
    DataFrame
        Exactly the columns `promise_h`, `judged`, `late`, `rate` (= 1 − late / judged), one row per promise with a judged order,
        in any order. 每个承诺时效一行。

    Rules 规则
    - The deadline is `pay_ts` + `promise_h` hours. An order is judged if its deadline is at or before `end`; one already
      dispatched whose deadline is still to come is not judged yet. 截止时间不晚于 `end` 的订单才参与考核。
    - Not judged: cancelled by the **buyer** at or before the deadline. 买家在截止前（含）取消的不考核。
    - Late: judged and not dispatched at or before the deadline. That includes orders still open, and those the **seller**
      cancelled. 截止时仍未发货的都算迟发，包括现在还没发的、商家取消的。

    Edge cases 边界情况
    - No judged order: an empty table with these columns. 没有可考核订单：返回含这些列的空表。
    """
    ### BEGIN SOLUTION
    deadline = orders["pay_ts"] + pd.to_timedelta(orders["promise_h"], unit="h")
    withdrawn = (orders["cancel_fault"] == "buyer") & (orders["cancel_ts"] <= deadline)
    judged = (deadline <= end) & ~withdrawn
    late = ~(orders["dispatch_ts"] <= deadline)
    table = late[judged].groupby(orders.loc[judged, "promise_h"]).agg(judged="size", late="sum")
    table["rate"] = 1 - table["late"] / table["judged"]
    return table.reset_index()
    ### END SOLUTION
# %% tests="sla_rate"
paid = pd.Timestamp("2026-03-10 02:00")
hours = pd.Timedelta(hours=1)
five_orders = pd.DataFrame(
    {
        "order_id": list("abcde"),
        "pay_ts": paid,
        "promise_h": [24, 24, 24, 24, 48],
        "dispatch_ts": [paid + 20 * hours, pd.NaT, pd.NaT, pd.NaT, paid + 5 * hours],
        "cancel_ts": [pd.NaT, pd.NaT, paid + 3 * hours, paid + 3 * hours, pd.NaT],
        "cancel_fault": [None, None, "buyer", "seller", None],
        "wms_late": 0,
    }
)
rates = sla_rate(five_orders, paid + 40 * hours)
assert rates[["promise_h", "judged", "late"]].to_numpy().tolist() == [[24, 3, 2]]
assert abs(rates["rate"].iloc[0] - 1 / 3) < 1e-9
# %% [markdown] lang="en"
# ## 2. {{p95_by_lane.title}} ({{p95_by_lane.points}} points)
#
# The mean of every lane is 38 hours. Buyers do not complain about the mean.
# %% [markdown] lang="zh"
# ## 2. {{p95_by_lane.title}}（{{p95_by_lane.points}} 分）
#
# 每条线路平均都是 38 小时。可买家投诉的从来不是平均值。
# %% item="p95_by_lane"
def p95_by_lane(orders: pd.DataFrame, end: pd.Timestamp, days: int) -> pd.DataFrame:
    """Return the hours within which 95 % of a lane's parcels were signed for.

    各线路（仓库 × 快递）95% 包裹的签收用时。

    Parameters
    ----------
    orders : DataFrame
        `warehouse`, `courier` (str), `collect_ts`, `sign_ts` (UTC, may be empty); any row order.
    end : Timestamp
        UTC; when the export was drawn. 导出时刻。
    days : int
        Only parcels collected at or before `end` − `days` days count; the others are too young. 揽收不满 `days` 天的不计。

    Returns
    -------
    DataFrame
        Exactly the columns `warehouse`, `courier`, `parcels` (how many count), `p95_h`, one row per lane with at least one such
        parcel, in any order. `p95_h` is the time from collection to signature, in hours, of the parcel at place
        ⌈95 · n / 100⌉ (whole numbers; the quickest is at place 1). A parcel not signed for stands behind all that are.
        `p95_h` 为按用时从短到长排第 ⌈95·n/100⌉ 位的包裹的用时（小时）；未签收的排在所有已签收之后。

    Edge cases 边界情况
    - If the parcel at that place is not signed for: NaN. 该位包裹尚未签收：NaN。
    - Orders not collected do not count. 未揽收的不计。
    """
    ### BEGIN SOLUTION
    old = orders[orders["collect_ts"] <= end - pd.Timedelta(days=days)]
    took = (old["sign_ts"] - old["collect_ts"]) / pd.Timedelta(hours=1)
    rows = []
    for (warehouse, courier), lane in took.fillna(np.inf).groupby([old["warehouse"], old["courier"]]):
        slow = np.sort(lane.to_numpy())[-(-95 * len(lane) // 100) - 1]
        rows.append((warehouse, courier, len(lane), float(slow) if np.isfinite(slow) else np.nan))
    return pd.DataFrame(rows, columns=["warehouse", "courier", "parcels", "p95_h"])
    ### END SOLUTION
# %% tests="p95_by_lane"
scanned = pd.Timestamp("2026-03-10")
signed = [scanned + pd.Timedelta(hours=h) for h in range(1, 20)]
twenty = pd.DataFrame({"warehouse": "W1", "courier": "C1", "collect_ts": scanned, "sign_ts": [*signed, pd.NaT]})
lane = p95_by_lane(twenty, pd.Timestamp("2026-03-31"), 7).iloc[0]
assert (lane["parcels"], lane["p95_h"]) == (20, 19.0)
assert np.isnan(p95_by_lane(twenty.iloc[5:], pd.Timestamp("2026-03-31"), 7)["p95_h"].iloc[0])
# %% [markdown] lang="en"
# ## 3. {{km_dispatch.title}} ({{km_dispatch.points}} points)
#
# In the middle of a campaign, the dispatched orders are the quick ones. How long will the others take?
# %% [markdown] lang="zh"
# ## 3. {{km_dispatch.title}}（{{km_dispatch.points}} 分）
#
# 大促正当中，已经发出的都是快的。剩下的要等多久？
# %% item="km_dispatch"
def km_dispatch(orders: pd.DataFrame, end: pd.Timestamp, share: float) -> dict[str, float | None]:
    """Return the hours within which a share of orders is dispatched, by warehouse, by Kaplan–Meier.

    用 Kaplan–Meier 法估计各仓库多少小时内能发出给定比例的订单。

    Parameters
    ----------
    orders : DataFrame
        `warehouse` (str), `pay_ts`, `dispatch_ts`, `cancel_ts` (UTC; the last two may be empty, at most one is set).
    end : Timestamp
        UTC; the moment of the view. What happened after `end` was not known yet: treat it as missing. Orders paid after `end`
        are left out. 观察时刻：之后的事件视为未知，之后支付的订单剔除。
    share : float
        Between 0 and 1. 例如 0.9。

    Returns
    -------
    dict
        Warehouse -> hours since payment: the first time of dispatch t at which 1 − S(t) ≥ `share` (within 1e-9); None if
        there is none. S(t) is the product over all times of dispatch u ≤ t of 1 − d/n, with `d` dispatched after exactly u
        hours and `n` observed for **at least** u hours. An order that is open is observed until `end`, a cancelled one until
        `cancel_ts`, whoever cancelled. Every warehouse of the table has an entry.
        未发货的观察到 `end`，取消的观察到 `cancel_ts`（不论谁取消）；达不到该比例返回 None。

    Edge cases 边界情况
    - A warehouse all of whose orders were paid after `end` has None. 全部订单都在 `end` 之后支付的仓库返回 None。
    """
    ### BEGIN SOLUTION
    result = {}
    for warehouse, every in orders.groupby("warehouse"):
        rows = every[every["pay_ts"] <= end]
        sent = rows["dispatch_ts"].notna() & (rows["dispatch_ts"] <= end)
        stop = rows["dispatch_ts"].where(sent, rows["cancel_ts"].where(rows["cancel_ts"] <= end, end))
        waited = ((stop - rows["pay_ts"]) / pd.Timedelta(hours=1)).to_numpy()
        times, count = np.unique(waited[sent], return_counts=True)
        at_risk = len(waited) - np.searchsorted(np.sort(waited), times, side="left")
        reached = times[1 - np.cumprod(1 - count / at_risk) >= share - 1e-9]
        result[warehouse] = float(reached[0]) if len(reached) else None
    return result
    ### END SOLUTION
# %% tests="km_dispatch"
moment = pd.Timestamp("2026-03-12")
waiting = pd.DataFrame(
    {
        "warehouse": ["W1"] * 4 + ["W2"],
        "pay_ts": [moment - pd.Timedelta(hours=h) for h in (40, 40, 6, 40, 40)],
        "dispatch_ts": [moment - pd.Timedelta(hours=30), moment - pd.Timedelta(hours=20), pd.NaT, pd.NaT, pd.NaT],
        "cancel_ts": [pd.NaT] * 3 + [moment - pd.Timedelta(hours=25), pd.NaT],
    }
)
soon = km_dispatch(waiting, moment, 0.5)
assert soon == {"W1": 20.0, "W2": None}
# %% [markdown] lang="en"
# ## 4. {{reply_rate_3min.title}} ({{reply_rate_3min.points}} points)
#
# Robots answer in two seconds. The platform does not count robots.
# %% [markdown] lang="zh"
# ## 4. {{reply_rate_3min.title}}（{{reply_rate_3min.points}} 分）
#
# 机器人两秒就回。平台不算机器人。
# %% item="reply_rate_3min"
def reply_rate_3min(sessions: pd.DataFrame) -> pd.DataFrame:
    """Return the three-minute reply rate of each Shanghai day.

    每个自然日的三分钟回复率。

    Parameters
    ----------
    sessions : DataFrame
        `session_id`, `arrive_ts` (UTC), `human_routed` (1: routed to people, 0: robot only), `agent` (empty if nobody took it),
        `first_reply_s` (seconds to the first reply, automatic ones included; empty if none); any row order.

    Returns
    -------
    DataFrame
        Exactly the columns `day` (normalised), `conversations`, `replied`, `rate` (= replied / conversations), one row per Shanghai
        day with at least one conversation that counts, in any order.

    Rules 规则
    - A conversation counts if `human_routed` is 1 and it arrived between 08:00:00 and 22:59:59 Shanghai time, both included.
      转人工、且北京时间 08:00:00–22:59:59 到达的才计入。
    - Replied: an agent took it and `first_reply_s` is at most 180. A conversation that nobody took counts as not replied, even
      if an automatic reply went out. 未分配客服的一律记为未回复，即使有自动回复。

    Edge cases 边界情况
    - Nothing counts: an empty table with these columns. 没有计入的会话：返回含这些列的空表。
    """
    ### BEGIN SOLUTION
    local = sessions["arrive_ts"] + pd.Timedelta(hours=8)
    counts = (sessions["human_routed"] == 1) & local.dt.hour.between(8, 22)
    good = sessions["agent"].notna() & (sessions["first_reply_s"] <= 180)
    day = local[counts].dt.normalize().rename("day")
    table = good[counts].groupby(day).agg(conversations="size", replied="sum")
    table["rate"] = table["replied"] / table["conversations"]
    return table.reset_index()
    ### END SOLUTION
# %% tests="reply_rate_3min"
four_chats = pd.DataFrame(
    {
        "session_id": list("abcd"),
        "arrive_ts": pd.to_datetime(["2026-03-10 00:00:00", "2026-03-10 14:59:59", "2026-03-10 15:00:00", "2026-03-10 05:00:00"]),
        "human_routed": [1, 1, 1, 0],
        "agent": ["A01", None, "A02", None],
        "first_reply_s": [180.0, 2.0, 20.0, 1.0],
    }
)
replied = reply_rate_3min(four_chats)
assert replied[["conversations", "replied", "rate"]].to_numpy().tolist() == [[2, 1, 0.5]]
# %% [markdown] lang="en"
# ## 5. {{staff_needed.title}} ({{staff_needed.points}} points)
#
# Eight agents are busy on average. Why are eight agents not enough?
# %% [markdown] lang="zh"
# ## 5. {{staff_needed.title}}（{{staff_needed.points}} 分）
#
# 平均有八个客服在忙。为什么八个客服不够？
# %% item="staff_needed"
def staff_needed(per_hour: float, handle_min: float, within_min: float, target: float) -> int:
    """Return the smallest number of agents with which a share of conversations is answered in time.

    使目标比例的会话在规定时间内得到回复的最少客服人数（Erlang C）。

    Parameters
    ----------
    per_hour : float
        Conversations an hour, arriving at random. 每小时会话数。
    handle_min : float
        Mean minutes an agent needs for one, one at a time. 平均处理分钟数，一次一个。
    within_min : float
        Minutes, zero or more. 规定分钟数。
    target : float
        Share to be answered within `within_min`. 目标比例。

    Returns
    -------
    int
        The smallest c > a with 1 − C(c, a) · exp(−(c − a) · within_min / handle_min) ≥ target, where
        a = per_hour · handle_min / 60 agents are busy on average and Erlang's share of conversations that must wait is

            C(c, a) = (a^c / c!) · c / (c − a)  /  ( Σ_{k<c} a^k / k!  +  (a^c / c!) · c / (c − a) )

    Edge cases 边界情况
    - No conversations: 0. 没有会话：0。
    - Up to 20,000 conversations an hour: a^c and c! overflow, so do not compute them. 最多每小时 2 万个会话，不要直接算阶乘。

    Raises
    ------
    ValueError
        `per_hour` or `within_min` below zero, `handle_min` not above zero, `target` not strictly between 0 and 1.
        参数为负、处理时长不为正、目标不在 0 与 1 之间时抛出 ValueError。
    """
    ### BEGIN SOLUTION
    if per_hour < 0 or handle_min <= 0 or within_min < 0 or not 0 < target < 1:
        raise ValueError("loads cannot be negative and a target is between 0 and 1")
    a = per_hour * handle_min / 60
    if a == 0:
        return 0
    agents, blocked = 0, 1.0  # Erlang B, by recursion
    while True:
        agents += 1
        blocked = a * blocked / (agents + a * blocked)
        if agents > a:
            waits = blocked / (1 - a / agents * (1 - blocked))
            if 1 - waits * np.exp(-(agents - a) * within_min / handle_min) >= target:
                return agents
    ### END SOLUTION
# %% tests="staff_needed"
assert staff_needed(120, 4, 3, 0.90) == 10
assert staff_needed(120, 4, 3, 0.99) == 12
assert staff_needed(0, 4, 3, 0.95) == 0
# %% [markdown] lang="en"
# ## 6. {{safety_stock.title}} ({{safety_stock.points}} points)
#
# The supplier says ten days. Sometimes it is six, sometimes seventeen.
# %% [markdown] lang="zh"
# ## 6. {{safety_stock.title}}（{{safety_stock.points}} 分）
#
# 供应商说十天到货。有时六天，有时十七天。
# %% item="safety_stock"
def safety_stock(stock: pd.DataFrame, purchases: pd.DataFrame, end: pd.Timestamp, service: float) -> pd.DataFrame:
    """Return safety stock and reorder point of each product for plain days.

    各货品平日的安全库存与再订货点。

    Parameters
    ----------
    stock : DataFrame
        `sku_id`, `day`, `units` (sold), `on_hand` (in the evening), `campaign` (0, 1); one row per product and day.
    purchases : DataFrame
        `sku_id`, `ordered_ts`, `received_ts` (UTC, may be empty).
    end : Timestamp
        UTC; when the exports were drawn. 导出时刻。
    service : float
        Share of cycles without stock-out, strictly between 0 and 1. 周期服务水平。

    Returns
    -------
    DataFrame
        Exactly the columns `sku_id`, `safety`, `reorder_point`, one row per product of `stock`, in any order; not rounded.
        safety = z · √(L · σd² + d² · σL²), reorder_point = d · L + safety.

    Rules 规则
    - d, σd: mean and sample standard deviation (n − 1) of `units` over days with `campaign` 0 and `on_hand` above 0; a day that
      sold out says less than buyers wanted. 只用非大促且未售罄的日子。
    - L, σL: the same of the product's lead times, `received_ts` − `ordered_ts` in days, of purchases ordered at or before
      `end` − 45 days and received. Younger ones are left out even if received: only the quick ones are.
      只用 `end` 前至少 45 天下单且已到货的采购单。
    - z: the `service` quantile of the standard normal distribution. 标准正态分位数。

    Edge cases 边界情况
    - Fewer than two such days or fewer than two such purchases: NaN in both columns. 可用天数或采购单不足两个：两列均为 NaN。
    - ValueError if `service` is not strictly between 0 and 1. 服务水平不在 0 与 1 之间时抛出 ValueError。
    """
    ### BEGIN SOLUTION
    from statistics import NormalDist

    if not 0 < service < 1:
        raise ValueError(f"service is {service}; it must be strictly between 0 and 1")
    plain = stock[(stock["campaign"] == 0) & (stock["on_hand"] > 0)]
    old = purchases[purchases["ordered_ts"] <= end - pd.Timedelta(days=45)]
    lead = ((old["received_ts"] - old["ordered_ts"]) / pd.Timedelta(days=1)).groupby(old["sku_id"]).agg(["mean", "std"])
    sold = plain.groupby("sku_id")["units"].agg(["mean", "std"])
    skus = pd.Index(stock["sku_id"].unique(), name="sku_id")
    lead, sold = lead.reindex(skus), sold.reindex(skus)
    noise = np.sqrt(lead["mean"] * sold["std"] ** 2 + sold["mean"] ** 2 * lead["std"] ** 2)
    safety = NormalDist().inv_cdf(service) * noise
    point = (sold["mean"] * lead["mean"] + safety).where(safety.notna())
    return pd.DataFrame({"safety": safety, "reorder_point": point}).reset_index()
    ### END SOLUTION
# %% tests="safety_stock"
ten_days = pd.DataFrame(
    {"sku_id": "P1", "day": pd.date_range("2026-03-02", periods=4), "units": [9, 11, 900, 3], "on_hand": [5, 5, 5, 0], "campaign": [0, 0, 1, 0]}
)
order_days = pd.to_datetime(["2026-01-01", "2026-01-01", "2026-03-01"])
bought = pd.DataFrame({"sku_id": "P1", "ordered_ts": order_days, "received_ts": order_days + pd.to_timedelta([8, 12, 1], unit="D")})
wanted = safety_stock(ten_days, bought, pd.Timestamp("2026-03-06"), 0.95).iloc[0]
assert abs(wanted["safety"] - 1.6448536 * np.sqrt(10 * 2 + 100 * 8)) < 1e-4
assert abs(wanted["reorder_point"] - wanted["safety"] - 100) < 1e-9
# %% [markdown] lang="en"
# ## 7. {{forecast_campaign.title}} ({{forecast_campaign.points}} points)
#
# "Take last campaign's sales." On half of those days the shelves were empty at noon.
# %% [markdown] lang="zh"
# ## 7. {{forecast_campaign.title}}（{{forecast_campaign.points}} 分）
#
# “照上次大促的销量备货。”——可上次有的货中午就卖断了。
# %% item="forecast_campaign"
def forecast_campaign(history: pd.DataFrame, future: pd.DataFrame, q: float) -> list[float]:
    """Return the q-quantile of what buyers will want, for each product and day of `future`.

    预测未来各货品各日需求的 q 分位数。

    Parameters
    ----------
    history : DataFrame
        `sku_id`, `day` (Shanghai), `units` (sold, at most what was there), `on_hand` (in the evening; 0: sold out, buyers may have
        wanted more), `campaign` (0, 1). At least 100 days of 24 products, with campaigns. 售罄日的销量低于需求。
    future : DataFrame
        `sku_id`, `day`, `campaign`; any row order.
    q : float
        Strictly between 0 and 1.

    Returns
    -------
    list of float
        One number per row of `future`, in its order. 与 `future` 的行一一对应。

    Model 模型
    - Demand = base of the product × factor of the weekday × (on campaign days) one multiplier × noise. Weekday factors, multiplier
      and the spread of the noise are the same for all products; the noise is roughly lognormal.
      需求 = 货品基数 × 星期系数 ×（大促日）同一倍数 × 噪声；星期系数、倍数、噪声幅度各货品相同。

    Scoring 评分
    - Pinball loss of a forecast f when y is wanted: q · (y − f) if y ≥ f, else (1 − q) · (f − y). The mean over products and
      many draws of demand must be at most **15 % above** that of one who knows the model's numbers.
      平均分位损失不超过“知道真实参数者”的 115%。

    Edge cases 边界情况
    - A product that `history` does not have: NaN. An empty `future`: an empty list. 历史中没有的货品：NaN；`future` 为空：空列表。
    - ValueError if `q` is not strictly between 0 and 1. q 不在 0 与 1 之间时抛出 ValueError。
    """
    ### BEGIN SOLUTION
    if not 0 < q < 1:
        raise ValueError(f"q is {q}; it must be strictly between 0 and 1")
    seen = history[(history["on_hand"] > 0) & (history["units"] > 0)]
    log = np.log(seen["units"])
    plain = seen["campaign"] == 0
    base = log[plain].groupby(seen.loc[plain, "sku_id"]).mean()
    rest = log - seen["sku_id"].map(base)
    weekday = rest[plain].groupby(seen.loc[plain, "day"].dt.day_of_week).mean()
    rest = rest - seen["day"].dt.day_of_week.map(weekday)
    lift = rest[~plain].mean()
    noise = (rest - np.where(plain, 0.0, lift)).quantile(q)
    middle = future["sku_id"].map(base) + future["day"].dt.day_of_week.map(weekday) + future["campaign"] * lift
    return np.exp(middle.astype(float) + noise).tolist()
    ### END SOLUTION
# %% tests="forecast_campaign"
calendar = pd.date_range("2026-03-02", periods=140)
busy = np.isin(np.arange(140), [40, 41, 90, 91])
past = pd.concat(
    [
        pd.DataFrame({"sku_id": f"P{k}", "day": calendar, "units": np.where(busy, 60 * k, 10 * k), "on_hand": 5, "campaign": busy.astype(int)})
        for k in range(1, 25)
    ]
)
ahead = pd.DataFrame({"sku_id": ["P2", "P1"], "day": pd.to_datetime(["2026-07-20", "2026-07-21"]), "campaign": [1, 0]})
assert np.allclose(forecast_campaign(past, ahead, 0.5), [120.0, 10.0])
# %% [markdown] lang="en"
# ## 8. {{root_lane.title}} ({{root_lane.points}} points)
#
# Complaints doubled. The lane with the worst average is not the one.
# %% [markdown] lang="zh"
# ## 8. {{root_lane.title}}（{{root_lane.points}} 分）
#
# 投诉成倍地涨。平均最慢的那条线，偏偏不是它。
# %% item="root_lane"
def root_lane(orders: pd.DataFrame, end: pd.Timestamp) -> dict[str, object] | None:
    """Return the lane that began to fail, and since when.

    找出开始出问题的线路（仓库 × 快递），以及从哪天开始。

    Parameters
    ----------
    orders : DataFrame
        `warehouse`, `courier`, `region` ("near", "far"), `collect_ts`, `sign_ts` (UTC, may be empty); any row order.
    end : Timestamp
        UTC; when the export was drawn. 导出时刻。

    Returns
    -------
    dict or None
        `{"warehouse": …, "courier": …, "day": …}`, `day` a Timestamp: the first Shanghai day (normalised, by collection) of the
        failure, **within 5 days**; None if no lane fails. `day` 允许误差 5 天；没有线路出问题返回 None。

    Rules 规则
    - Only parcels collected at or before `end` − 7 days count. A parcel is **slow** if it took more than twice the median hours,
      from collection to signature, of all signed parcels to its region; one not signed for is slow. 用时超过同区域中位数两倍
      的为“慢件”，未签收的也算慢件；揽收不满 7 天的不计。
    - Of a healthy lane less than 2 % of the parcels are slow at any time, however far it ships. A lane that fails is healthy at
      first and has more than 7 % slow parcels from its first bad day on; at most one lane fails, at least 14 days before the
      last day that counts. 健康线路慢件始终低于 2%；出问题的线路起初健康，从某天起慢件超过 7%。
    - A mean, a region mix or a P95 that was always high proves nothing. 平均值、区域构成、一直偏高的 P95 都不能说明问题。
    """
    ### BEGIN SOLUTION
    old = orders[orders["collect_ts"] <= end - pd.Timedelta(days=7)]
    took = (old["sign_ts"] - old["collect_ts"]) / pd.Timedelta(hours=1)
    slow = ~(took <= 2 * old["region"].map(took.groupby(old["region"]).median()))
    day = (old["collect_ts"] + pd.Timedelta(hours=8)).dt.normalize()
    recent = day > day.max() - pd.Timedelta(days=14)
    share = slow[recent].groupby([old["warehouse"], old["courier"]]).mean()
    if not len(share) or share.max() < 0.035:
        return None
    warehouse, courier = share.idxmax()
    mine = (old["warehouse"] == warehouse) & (old["courier"] == courier)
    # Binomial likelihood of two shares, before and from a day on.
    daily = slow[mine].groupby(day[mine]).agg(["sum", "size"]).sort_index()
    hits, base = daily["sum"].cumsum().to_numpy(), daily["size"].cumsum().to_numpy()

    def likelihood(k, n):
        p = np.clip(k / np.maximum(n, 1), 1e-9, 1 - 1e-9)
        return k * np.log(p) + (n - k) * np.log(1 - p)

    gain = likelihood(hits[:-1], base[:-1]) + likelihood(hits[-1] - hits[:-1], base[-1] - base[:-1])
    return {"warehouse": warehouse, "courier": courier, "day": daily.index[int(gain.argmax()) + 1]}
    ### END SOLUTION
# %% tests="root_lane"
rng = np.random.default_rng(7)
many = pd.DataFrame({"warehouse": "W1", "courier": rng.choice(["C1", "C2"], 6_000), "region": "near"})
many["collect_ts"] = pd.Timestamp("2026-03-02") + pd.to_timedelta(rng.uniform(0, 60 * 24, 6_000), unit="h")
lost = (many["courier"] == "C2") & (many["collect_ts"] >= "2026-04-01") & (rng.random(6_000) < 0.15)
many["sign_ts"] = many["collect_ts"] + pd.to_timedelta(np.where(lost, 100.0, 30.0), unit="h")
found = root_lane(many, pd.Timestamp("2026-05-10"))
assert (found["warehouse"], found["courier"]) == ("W1", "C2")
assert abs(found["day"] - pd.Timestamp("2026-04-01")) <= pd.Timedelta(days=5)
# %% [markdown] lang="en"
# ## 9. {{courier_list.title}} ({{courier_list.points}} points, critical)
#
# The courier's manager: *"Send me your late parcels, with everything you have on the buyers. I'll have them called."* The courier needs
# waybill numbers. Names, phone numbers and addresses stay with the platform (Personal Information Protection Law: the least that the
# purpose needs), and a buyer who has been refunded must not pay for the search by waiting.
# %% [markdown] lang="zh"
# ## 9. {{courier_list.title}}（{{courier_list.points}} 分，关键题）
#
# 快递网点经理：“把超时件发我，买家资料都带上，我让人挨个打电话。”查件只需要运单号。姓名、电话、地址留在平台内
# （《个人信息保护法》：只给达到目的所需的最少信息）；已退款的买家，也不该再陪着等。
# %% item="courier_list"
def courier_list(parcels: pd.DataFrame, courier: str, end: pd.Timestamp, hours: float) -> pd.DataFrame:
    """Return the list of overdue parcels that may go to a courier.

    生成可以交给快递公司的超时件清单。

    Parameters
    ----------
    parcels : DataFrame
        `waybill`, `warehouse`, `courier` (str), `collect_ts`, `sign_ts` (UTC, may be empty), `buyer_name`, `phone`, `address` (str),
        `refunded` (0, 1).
    courier : str
        Who gets the list. 收清单的快递公司。
    end : Timestamp
        UTC; now. 当前时刻。
    hours : float
        Overdue: collected **more than** so many hours before `end` and not signed for. 揽收超过该小时数仍未签收。

    Returns
    -------
    DataFrame
        Exactly the columns `waybill`, `warehouse`, `collect_ts`, `action`, in any row order: the overdue parcels of this courier only.
        `action` is "return" for parcels already refunded (intercept and send back), else "deliver". Nothing about the buyer.
        只含该快递的超时件；已退款的 `action` 为 "return"（拦截退回），其余为 "deliver"。不得含任何买家信息。

    Edge cases 边界情况
    - Not collected: not on the list. None overdue: an empty table with these columns. 未揽收的不列；没有超时件返回含这些列的空表。
    """
    ### BEGIN SOLUTION
    overdue = parcels["sign_ts"].isna() & (parcels["collect_ts"] < end - pd.Timedelta(hours=hours))
    rows = parcels.loc[overdue & (parcels["courier"] == courier), ["waybill", "warehouse", "collect_ts", "refunded"]]
    action = np.where(rows["refunded"] == 1, "return", "deliver")
    return rows.drop(columns="refunded").assign(action=action)
    ### END SOLUTION
# %% tests="courier_list"
now = pd.Timestamp("2026-03-12")
three = pd.DataFrame(
    {
        "waybill": ["S1", "S2", "S3"],
        "warehouse": "W1",
        "courier": ["C1", "C1", "C2"],
        "collect_ts": now - pd.Timedelta(hours=90),
        "sign_ts": pd.NaT,
        "buyer_name": "…",
        "phone": "…",
        "address": "…",
        "refunded": [0, 1, 0],
    }
)
listed = courier_list(three, "C1", now, 72)
assert list(listed.columns) == ["waybill", "warehouse", "collect_ts", "action"]
assert listed.set_index("waybill")["action"].to_dict() == {"S1": "deliver", "S2": "return"}
# %% [markdown] lang="en"
# ## 10. {{memo_campaign.title}} ({{memo_campaign.points}} points)
#
# **Mr Lai**, owner of Cedar & Salt: *"In twelve days our campaign runs for three days, six times the orders. Last time it was a mess. We
# promise 24 hours as always, don't we?"*
#
# | | |
# |---|---|
# | orders on a plain day | 400 (one piece each) |
# | warehouse | 1,200 dispatches a day; with a second shift 1,800, ¥9,000 a day |
# | stock | 5,200 pieces; supplier: 10 days on average, standard deviation 4, roughly normal |
# | conversations 20:00–22:00, campaign | 120 an hour, 4 minutes each; 4 agents today, ¥30 an hour each |
# | waiting more than 3 minutes | 10 agents 9.1 %, 11 agents 2.6 %, 12 agents 0.7 % |
#
# Write **at most 250 words** to him: staff, stock, promise, and what if it goes wrong. A rater gives 0–4 points for each: **diagnosis**
# (computed), **decision** (what, cost, when to stop), **uncertainty** (what is not known, how to find out), **compliance** (honest to
# consumers, client, platform), **clarity** (he can act on it).
# %% [markdown] lang="zh"
# ## 10. {{memo_campaign.title}}（{{memo_campaign.points}} 分）
#
# 雪松与盐的老板**莱先生**：“十二天后大促，连做三天，单量六倍。上次乱成一锅粥。还是照旧承诺 24 小时发货，对吧？”
#
# | | |
# |---|---|
# | 平日单量 | 400 单/天（每单一件） |
# | 仓库 | 每天可发 1,200 单；加夜班 1,800 单，每天多花 9,000 元 |
# | 库存 | 5,200 件；供应商平均 10 天到货，标准差 4 天，近似正态 |
# | 大促 20–22 点会话 | 每小时 120 个，每个 4 分钟；现有客服 4 人，每人每小时 30 元 |
# | 等待超过 3 分钟 | 10 人 9.1%，11 人 2.6%，12 人 0.7% |
#
# 请给他写一则备忘，**不超过 400 字**（对应英文 250 词）：人手、库存、承诺，出岔子怎么办。评分人按以下五项各给 0–4 分：
# **诊断**（用数字算清楚）、**决策**（做什么、代价、何时停）、**不确定性**（什么还不知道、怎么弄清）、**合规**（对消费者、客户、平台诚实）、
# **清晰**（看完就能做）。
# %% [markdown] response="memo_campaign"
# Mr Lai, please do not promise 24 hours; promise 48 and order 9,200 pieces today.
#
# **What the numbers say.** 2,400 orders a day meet 1,200 dispatches: after three days 3,600 wait, three days' work. With the second
# shift the backlog is 1,800, one day: nobody waits beyond 48 hours. Until the campaign we sell 4,800, in it 7,200: 12,000 pieces,
# 5,200 are there, 6,800 lack, and 2,400 are for the week after. The order must arrive in 12 days; the supplier takes 10 ± 4, so it is late with probability
# 31 %. Between 20:00 and 22:00 eight agents would just be busy; 11 leave 2.6 % waiting over three minutes.
#
# **What to do.** Second shift from campaign day 1 until the backlog is below 400 (four to five days, about ¥45,000). Eleven agents for the three
# evenings, seven more than today: ¥1,260. Order today, in two halves.
#
# **If it goes wrong.** If the goods are not there by day 10, we sell what is on the shelf (400 pieces) and take the rest out of the campaign. If orders exceed 3,000 a day,
# we stop the ads at noon.
#
# **What we do not know.** Six is last year's factor; days that sold out hid demand. We compare the first two hours with the forecast.
#
# **What we will not do.** No label without a parcel, no deposit for goods that are not there; refunds before dispatch at once.
#
# Please sign the order by 18:00.
# %% [markdown] lang="en"
# ## 11. {{memo_late.title}} ({{memo_late.points}} points)
#
# **Ms Shao**, store manager of another client, writes: *"Average delivery is 38 hours, as ever, so why did complaints triple? Customer
# service wants to hold refunds until the courier has searched. And the courier asks for buyers' phone numbers to explain."*
#
# | lane W1 × C4, parcels | the four weeks before | the four weeks since |
# |---|---|---|
# | parcels | 3,300 | 3,400 |
# | mean hours to signature | 38 | 38 |
# | 95 % within | 71 h | 114 h |
# | not signed within 80 h | 20 | 400 |
# | complaints | 31 | 96 |
#
# An order brings ¥86, of which ¥30 is margin. Lane W1 × C2 takes 71 h for 95 % as well and costs ¥0.60 more a parcel. Write **at most
# 250 words** to her. The five criteria are those of item 10: **diagnosis, decision, uncertainty, compliance, clarity**, 0–4 points each.
# %% [markdown] lang="zh"
# ## 11. {{memo_late.title}}（{{memo_late.points}} 分）
#
# 另一家客户的店长**邵女士**写道：“平均时效一直 38 小时，投诉怎么成了原来的三倍？客服想等快递查完件再退款；快递又要买家电话，说要去解释。”
#
# | 线路 W1 × C4 | 前四周 | 近四周 |
# |---|---|---|
# | 包裹数 | 3,300 | 3,400 |
# | 平均签收用时（小时） | 38 | 38 |
# | 95% 在多久内签收 | 71 小时 | 114 小时 |
# | 80 小时未签收 | 20 | 400 |
# | 投诉 | 31 | 96 |
#
# 客单价 86 元，其中毛利 30 元。线路 W1 × C2 的 95% 时效也是 71 小时，每单贵 0.60 元。请给她写一则备忘，**不超过 400 字**（对应英文 250 词）。
# 五项标准同第 10 题：**诊断、决策、不确定性、合规、清晰**，各 0–4 分。
# %% [markdown] response="memo_late"
# Ms Shao, the mean hides a broken lane: move W1 × C4 to C2 from tomorrow, and refund at once.
#
# **What happened.** Of 3,400 parcels 400 were not signed within 80 hours: 11.8 %, against 0.6 % before. The mean stayed at 38 because the other
# 88 % became faster. The 95 % time went from 71 to 114 hours. That is where the 65 additional complaints come from; the rest of the shop is as it was.
#
# **What to do.** Move the lane to C2: ¥0.60 × 850 parcels a week = ¥510. It avoids about 95 stuck parcels a week; if only every fifth ends in a refund, that is ¥1,600
# of sales. Back to C4 when a trial of 100 parcels a week stays below 1 % over 80 hours for three weeks. Customer service tells the 400 buyers today where the parcel is and offers a choice: wait
# or refund.
#
# **What we do not know.** Why: weather, a new sorting site or a contract. C4 answers by Friday. Whether C2 bears the volume: we move
# half first and look at P95 after a week.
#
# **What we will not do.** Hold refunds until the search is over; the buyer's right does not depend on it, we settle with the courier. And hand
# over phone numbers: C4 gets waybill numbers only, contact stays in the platform's chat.
#
# Please agree to the move today.
