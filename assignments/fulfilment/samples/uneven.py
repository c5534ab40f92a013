# %% [markdown] lang="en"
# Strong on one side, a classic slip on the other: careful with edges, or right in definition and wrong in the core.
# %% [markdown] lang="zh"
# 长短脚：有的题边界都顾到了、核心却踩坑，有的题正好相反。
# %% item="sla_rate" score="0"
def sla_rate(orders, end):
    # Mistake: what is dispatched early counts before its deadline is over.
    deadline = orders["pay_ts"] + pd.to_timedelta(orders["promise_h"], unit="h")
    withdrawn = (orders["cancel_fault"] == "buyer") & (orders["cancel_ts"] <= deadline)
    judged = ((deadline <= end) | orders["dispatch_ts"].notna()) & ~withdrawn
    late = ~(orders["dispatch_ts"] <= deadline)
    table = late[judged].groupby(orders["promise_h"]).agg(judged="size", late="sum")
    table["rate"] = 1 - table["late"] / table["judged"]
    return table.reset_index()
# %% item="p95_by_lane" score="0"
def p95_by_lane(orders, end, days):
    # Mistake: between two parcels (interpolated), and the young ones too.
    hours = (orders["sign_ts"] - orders["collect_ts"]) / pd.Timedelta(hours=1)
    lanes = hours[orders["collect_ts"].notna()].groupby([orders["warehouse"], orders["courier"]])
    return lanes.agg(parcels="size", p95_h=lambda took: took.quantile(0.95)).reset_index()
# %% item="km_dispatch" score="0"
def km_dispatch(orders, end, share):
    # Mistake: open orders are taken to be dispatched at the export.
    rows = orders[orders["pay_ts"] <= end]
    stop = rows["dispatch_ts"].where(rows["dispatch_ts"] <= end, end)
    hours = (stop - rows["pay_ts"]) / pd.Timedelta(hours=1)
    out = hours.groupby(rows["warehouse"]).quantile(share, interpolation="higher").to_dict()
    return {name: out.get(name) for name in orders["warehouse"].unique()}
# %% item="reply_rate_3min" score="0"
def reply_rate_3min(sessions):
    # Mistake: what nobody took is left out.
    local = sessions["arrive_ts"] + pd.Timedelta(hours=8)
    counts = (sessions["human_routed"] == 1) & local.dt.hour.between(8, 22) & sessions["agent"].notna()
    good = sessions["first_reply_s"] <= 180
    table = good[counts].groupby(local.dt.normalize().rename("day")).agg(conversations="size", replied="sum")
    table["rate"] = table["replied"] / table["conversations"]
    return table.reset_index()
# %% item="staff_needed" score="0"
def staff_needed(per_hour, handle_min, within_min, target):
    # Mistake: every conversation that must wait at all counts as late.
    if per_hour < 0 or handle_min <= 0 or within_min < 0 or not 0 < target < 1:
        raise ValueError("input")
    a, c, b = per_hour * handle_min / 60, 0, 1.0
    while a > 0:
        c += 1
        b = a * b / (c + a * b)
        if c > a and b / (1 - a / c * (1 - b)) <= 1 - target:
            return c
    return 0
# %% item="safety_stock" score="0"
def safety_stock(stock, purchases, end, service):
    # Mistake: the lead time varies nowhere in the formula.
    from statistics import NormalDist

    if not 0 < service < 1:
        raise ValueError("service")
    sold = stock[(stock["campaign"] == 0) & (stock["on_hand"] > 0)].groupby("sku_id")["units"].agg(["mean", "std"])
    old = purchases[purchases["ordered_ts"] <= end - pd.Timedelta(days=45)]
    lead = ((old["received_ts"] - old["ordered_ts"]) / pd.Timedelta(days=1)).groupby(old["sku_id"]).mean()
    out = sold.reindex(stock["sku_id"].unique())
    out["safety"] = NormalDist().inv_cdf(service) * out["std"] * np.sqrt(lead)
    out["reorder_point"] = out["mean"] * lead + out["safety"]
    return out[["safety", "reorder_point"]].rename_axis("sku_id").reset_index()
# %% item="forecast_campaign" score="5"
def forecast_campaign(history, future, q):
    # Mistake: the last campaign as it sold, with empty shelves.
    if not 0 < q < 1:
        raise ValueError("q")
    plain = history[(history["campaign"] == 0) & (history["on_hand"] > 0)]
    base = plain.groupby("sku_id")["units"].median()
    week = (plain["units"] / plain["sku_id"].map(base)).groupby(plain["day"].dt.day_of_week).median()
    noise = (plain["units"] / plain["sku_id"].map(base) / plain["day"].dt.day_of_week.map(week)).quantile(q)
    sold = history[history["campaign"] == 1].groupby("sku_id")["units"].mean()
    middle = future["sku_id"].map(base) * future["day"].dt.day_of_week.map(week) * noise
    return middle.where(future["campaign"] == 0, future["sku_id"].map(sold)).tolist()
# %% item="root_lane" score="0"
def root_lane(orders, end):
    # Mistake: the lane whose mean rose most.
    old = orders[orders["collect_ts"] <= end - pd.Timedelta(days=7)]
    hours = (old["sign_ts"] - old["collect_ts"]) / pd.Timedelta(hours=1)
    late = old["collect_ts"] > old["collect_ts"].max() - pd.Timedelta(days=14)
    lanes = [old["warehouse"], old["courier"]]
    rise = hours[late].groupby(lanes).mean() - hours[~late].groupby(lanes).mean()
    if rise.max() < 8:
        return None
    warehouse, courier = rise.idxmax()
    return {"warehouse": warehouse, "courier": courier, "day": pd.Timestamp("2026-05-01")}
# %% item="courier_list" score="0"
def courier_list(parcels, courier, end, hours):
    # Mistake: the phone number goes along, "only that".
    age = (end - parcels["collect_ts"]) / pd.Timedelta(hours=1)
    rows = parcels[(parcels["courier"] == courier) & parcels["sign_ts"].isna() & (age > hours)]
    action = np.where(rows["refunded"] == 1, "return", "deliver")
    return rows[["waybill", "warehouse", "collect_ts", "phone"]].assign(action=action)
# %% [markdown] response="memo_campaign" score="15"
# Mr Lai, please promise 48 hours instead of 24 and order 9,200 pieces today. 2,400 orders a day meet 1,800 dispatches with the second shift: 1,800 wait after three days, one day's work. 12,000 pieces are needed and 5,200 are there; with 10 ± 4 days the supplier is late with probability 31 %.
#
# **Do**: second shift from day 1 until fewer than 400 wait, about ¥45,000; 11 agents from 20:00 to 22:00 (2.6 % wait), seven more, ¥1,260. Without the goods on day 10 we take the rest out of the campaign.
#
# **Unknown**: the factor six; we watch the first two hours.
#
# Please sign by 18:00.
# %% [markdown] response="memo_late" score="15"
# Ms Shao, please move W1 × C4 to C2 tomorrow. 400 of 3,400 parcels, 11.8 % instead of 0.6 %, took more than 80 hours; the others became faster, so the mean stayed at 38. P95 went from 71 to 114 hours, complaints from 31 to 96.
#
# **Do**: ¥0.60 × 850 parcels, ¥510 a week, for 95 fewer stuck parcels. Back when 100 trial parcels a week stay below 1 % for three weeks.
#
# **Unknown**: whether C2 bears the volume; half first, P95 after a week.
#
# Please agree today.
