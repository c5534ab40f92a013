# %% [markdown] lang="en"
# The right idea nearly everywhere, the edges forgotten: somebody who did the module and is in a hurry.
# %% [markdown] lang="zh"
# 思路基本都对，边界情况没顾上：学过本模块、时间紧张的学员。
# %% item="sla_rate" score="4"
def sla_rate(orders, end):
    # Edge forgotten: a dispatch on the second of the deadline is in time.
    deadline = orders["pay_ts"] + pd.to_timedelta(orders["promise_h"], unit="h")
    judged = (deadline <= end) & ~((orders["cancel_fault"] == "buyer") & (orders["cancel_ts"] <= deadline))
    late = ~(orders["dispatch_ts"] < deadline)
    table = late[judged].groupby(orders["promise_h"]).agg(judged="size", late="sum")
    table["rate"] = 1 - table["late"] / table["judged"]
    return table.reset_index()
# %% item="p95_by_lane" score="4"
def p95_by_lane(orders, end, days):
    # Edge forgotten: what is not signed for drops out.
    old = orders[orders["collect_ts"] <= end - pd.Timedelta(days=days)]
    hours = ((old["sign_ts"] - old["collect_ts"]) / pd.Timedelta(hours=1)).dropna()
    rows = []
    for lane, took in hours.groupby([old["warehouse"], old["courier"]]):
        rows.append((*lane, len(took), sorted(took)[int(np.ceil(95 * len(took) / 100)) - 1]))
    return pd.DataFrame(rows, columns=["warehouse", "courier", "parcels", "p95_h"])
# %% item="km_dispatch" score="5"
def km_dispatch(orders, end, share):
    # Edge forgotten: what happened after `end` was not known.
    sent = orders["dispatch_ts"].notna()
    stop = orders["dispatch_ts"].fillna(orders["cancel_ts"]).fillna(end)
    wait = (stop - orders["pay_ts"]) / pd.Timedelta(hours=1)
    out = {}
    for warehouse in orders["warehouse"].unique():
        mine = orders["warehouse"] == warehouse
        w, s, out[warehouse] = wait[mine], 1.0, None
        for t in sorted(set(w[sent[mine]])):
            s *= 1 - ((w == t) & sent[mine]).sum() / (w >= t).sum()
            if 1 - s >= share - 1e-9:
                out[warehouse] = float(t)
                break
    return out
# %% item="reply_rate_3min" score="4"
def reply_rate_3min(sessions):
    # Edge forgotten: 23:00:00 is too late.
    local = sessions["arrive_ts"] + pd.Timedelta(hours=8)
    clock = local - local.dt.normalize()
    counts = (sessions["human_routed"] == 1) & (clock >= pd.Timedelta(hours=8)) & (clock <= pd.Timedelta(hours=23))
    good = sessions["agent"].notna() & (sessions["first_reply_s"] <= 180)
    table = good[counts].groupby(local.dt.normalize().rename("day")).agg(conversations="size", replied="sum")
    table["rate"] = table["replied"] / table["conversations"]
    return table.reset_index()
# %% item="staff_needed" score="4"
def staff_needed(per_hour, handle_min, within_min, target):
    # Edge forgotten: factorials overflow, nothing is checked.
    from math import exp, factorial

    a = per_hour * handle_min / 60
    c = int(a) + 1
    while True:
        top = a**c / factorial(c) * c / (c - a)
        waits = top / (sum(a**k / factorial(k) for k in range(c)) + top)
        if 1 - waits * exp(-(c - a) * within_min / handle_min) >= target:
            return c
        c += 1
# %% item="safety_stock" score="5"
def safety_stock(stock, purchases, end, service):
    # Edge forgotten: products without data are left out, and service is not checked.
    from statistics import NormalDist

    sold = stock[(stock["campaign"] == 0) & (stock["on_hand"] > 0)].groupby("sku_id")["units"].agg(["mean", "std"])
    old = purchases[purchases["ordered_ts"] <= end - pd.Timedelta(days=45)]
    lead = ((old["received_ts"] - old["ordered_ts"]) / pd.Timedelta(days=1)).groupby(old["sku_id"]).agg(["mean", "std"])
    both = sold.join(lead, lsuffix="_d", rsuffix="_l").dropna()
    safety = NormalDist().inv_cdf(service) * np.sqrt(both["mean_l"] * both["std_d"] ** 2 + both["mean_d"] ** 2 * both["std_l"] ** 2)
    return pd.DataFrame({"safety": safety, "reorder_point": both["mean_d"] * both["mean_l"] + safety}).reset_index()
# %% item="forecast_campaign" score="6"
def forecast_campaign(history, future, q):
    # Edge forgotten: q is not checked, unknown products get 0.
    seen = history[history["on_hand"] > 0]
    plain = seen[seen["campaign"] == 0]
    base = plain.groupby("sku_id")["units"].mean()
    week = (plain["units"] / plain["sku_id"].map(base)).groupby(plain["day"].dt.day_of_week).mean()
    usual = seen["sku_id"].map(base) * seen["day"].dt.day_of_week.map(week)
    ratio = seen["units"] / usual
    lift = ratio[seen["campaign"] == 1].mean()
    noise = (ratio / np.where(seen["campaign"] == 1, lift, 1.0)).quantile(q)
    middle = future["sku_id"].map(base) * future["day"].dt.day_of_week.map(week)
    return (middle * np.where(future["campaign"] == 1, lift, 1.0) * noise).fillna(0.0).tolist()
# %% item="root_lane" score="6"
def root_lane(orders, end):
    # Edge forgotten: perhaps no lane fails.
    old = orders[orders["collect_ts"] <= end - pd.Timedelta(days=7)]
    hours = ((old["sign_ts"] - old["collect_ts"]) / pd.Timedelta(hours=1)).fillna(999.0)
    slow = hours > 2 * hours.groupby(old["region"]).transform("median")
    day = (old["collect_ts"] + pd.Timedelta(hours=8)).dt.normalize()
    late = day > day.max() - pd.Timedelta(days=14)
    lane = slow[late].groupby([old["warehouse"], old["courier"]]).mean().idxmax()
    mine = (old["warehouse"] == lane[0]) & (old["courier"] == lane[1])
    daily = slow[mine].groupby(day[mine]).agg(["sum", "size"])
    turn = (daily["sum"] - slow[mine].mean() * daily["size"]).cumsum()
    return {"warehouse": lane[0], "courier": lane[1], "day": turn.idxmin() + pd.Timedelta(days=1)}
# %% item="courier_list" score="3"
def courier_list(parcels, courier, end, hours):
    # Edge forgotten: "more than", not "at least".
    age = (end - parcels["collect_ts"]) / pd.Timedelta(hours=1)
    rows = parcels[(parcels["courier"] == courier) & parcels["sign_ts"].isna() & (age >= hours)]
    action = rows["refunded"].map({1: "return", 0: "deliver"})
    return rows[["waybill", "warehouse", "collect_ts"]].assign(action=action)
# %% [markdown] response="memo_campaign" score="11"
# Mr Lai, 2,400 orders a day meet 1,200 dispatches, so 3,600 wait after three days; with the second shift 1,800. 12,000 pieces are needed, 5,200 are there. Between 20:00 and 22:00 eleven agents leave 2.6 % waiting.
#
# Please promise 48 hours, open the second shift, hire agents and order more. It is uncertain whether the supplier delivers in time. We keep to the rules.
# %% [markdown] response="memo_late" score="11"
# Ms Shao, of 3,400 parcels 400 are late, 11.8 % instead of 0.6 %. The mean stays because the others became faster. The 95 % time went from 71 to 114 hours.
#
# Please move the lane to C2 and talk to the courier. We do not know why it happens. We respect the law on data.
