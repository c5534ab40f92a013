# %% [markdown] lang="en"
# The typical mistakes of somebody who has not done the module.
# %% [markdown] lang="zh"
# 没学过本模块的人最常犯的错。
# %% item="sla_rate" score="0"
def sla_rate(orders, end):
    # Mistake: the warehouse's own flag, of what has been dispatched.
    sent = orders[orders["dispatch_ts"].notna()]
    table = sent.groupby("promise_h")["wms_late"].agg(judged="size", late="sum")
    table["rate"] = 1 - table["late"] / table["judged"]
    return table.reset_index()
# %% item="p95_by_lane" score="0"
def p95_by_lane(orders, end, days):
    # Mistake: the mean, of what has arrived.
    hours = (orders["sign_ts"] - orders["collect_ts"]) / pd.Timedelta(hours=1)
    table = hours.groupby([orders["warehouse"], orders["courier"]]).agg(parcels="count", p95_h="mean")
    return table.reset_index()
# %% item="km_dispatch" score="0"
def km_dispatch(orders, end, share):
    # Mistake: only what has been dispatched.
    hours = (orders["dispatch_ts"] - orders["pay_ts"]) / pd.Timedelta(hours=1)
    return hours.groupby(orders["warehouse"]).quantile(share).to_dict()
# %% item="reply_rate_3min" score="0"
def reply_rate_3min(sessions):
    # Mistake: robots, nights and automatic replies count, days are UTC.
    good = sessions["first_reply_s"] <= 180
    table = good.groupby(sessions["arrive_ts"].dt.normalize().rename("day")).agg(conversations="size", replied="sum")
    table["rate"] = table["replied"] / table["conversations"]
    return table.reset_index()
# %% item="staff_needed" score="0"
def staff_needed(per_hour, handle_min, within_min, target):
    # Mistake: work divided by time.
    return int(np.ceil(per_hour * handle_min / 60))
# %% item="safety_stock" score="0"
def safety_stock(stock, purchases, end, service):
    # Mistake: the lead time is taken as fixed, and every day counts.
    sold = stock.groupby("sku_id")["units"].agg(["mean", "std"])
    lead = ((purchases["received_ts"] - purchases["ordered_ts"]) / pd.Timedelta(days=1)).mean()
    safety = 1.645 * sold["std"] * np.sqrt(lead)
    return pd.DataFrame({"safety": safety, "reorder_point": sold["mean"] * lead + safety}).reset_index()
# %% item="forecast_campaign" score="0"
def forecast_campaign(history, future, q):
    # Mistake: the mean of all days.
    mean = history.groupby("sku_id")["units"].mean()
    return future["sku_id"].map(mean).fillna(0.0).tolist()
# %% item="root_lane" score="0"
def root_lane(orders, end):
    # Mistake: the lane with the longest mean.
    hours = (orders["sign_ts"] - orders["collect_ts"]) / pd.Timedelta(hours=1)
    warehouse, courier = hours.groupby([orders["warehouse"], orders["courier"]]).mean().idxmax()
    return {"warehouse": warehouse, "courier": courier, "day": orders["collect_ts"].min().normalize()}
# %% item="courier_list" score="0"
def courier_list(parcels, courier, end, hours):
    # Mistake: everything we have.
    return parcels[parcels["sign_ts"].isna() & (parcels["courier"] == courier)]
# %% [markdown] response="memo_campaign" score="3"
# Dear Mr Lai, 120 chats of 4 minutes are 8 hours of work an hour, so please have 8 agents. Orders will be six times as many, so buy six times as much. We keep the 24 hours as always, buyers expect it. We are sure it works out this time.
# %% [markdown] response="memo_late" score="2"
# Dear Ms Shao, the average is 38 hours as before, so delivery is fine. Give the courier the phone numbers, he can explain it to the buyers best. Refunds after the search.
