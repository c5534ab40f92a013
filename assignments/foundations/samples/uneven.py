# %% [markdown] lang="en"
# Strong on one side, a classic slip on the other: careful with edges, or right in definition and wrong in the core.
# %% [markdown] lang="zh"
# 长短脚：有的题边界都顾到了、核心却踩坑，有的题正好相反。
# %% item="clean_orders" score="7"
def clean_orders(orders):
    # Mistake: the day is the UTC day.
    if not orders["unit"].isin(["yuan", "fen", "milli_fen"]).all():
        raise ValueError("unit")
    last = orders.loc[orders.groupby("order_id")["updated"].idxmax()]
    last = last[last["status"] == "paid"]
    many = last["unit"].map({"yuan": 1.0, "fen": 100.0, "milli_fen": 100_000.0})
    return pd.DataFrame({"order_id": last["order_id"], "day": last["ts"].dt.normalize(), "gmv": last["amount"] / many})
# %% item="funnel_compare" score="6"
def funnel_compare(funnel):
    # Mistake: GMV per buyer instead of per exposed person.
    total = funnel.groupby("path")[["exposed", "entered", "clicked", "paid", "gmv"]].sum().astype(float)
    part = lambda top, low: total[top] / total[low].where(total[low] > 0)
    out = pd.DataFrame({"enter_rate": part("entered", "exposed"), "click_rate": part("clicked", "entered"),
                        "pay_rate": part("paid", "clicked"), "conversion": part("paid", "exposed"),
                        "value": part("gmv", "paid"), "buyer_share": total["paid"] / (total["paid"].sum() or np.nan)})
    return out.reset_index()
# %% item="monthly_growth" score="6"
def monthly_growth(start, end, months):
    # Mistake: the rule of 72 instead of the logarithm.
    if not (start > 0 and end > 0 and months >= 1):
        raise ValueError("values")
    rate = (end / start) ** (1 / months) - 1
    return {"rate": rate, "double": 0.72 / rate if rate > 0 else float("nan")}
# %% item="channel_overlap" score="0"
def channel_overlap(buyers):
    # Mistake: whoever is in both channels was known before.
    ids = buyers["buyer_id"].str.strip().str.lower()
    douyin = set(ids[buyers["channel"] == "douyin"])
    there = set(ids[buyers["channel"] == "traditional"])
    if not douyin:
        return dict.fromkeys(["known", "later", "new"], float("nan"))
    known = len(douyin & there) / len(douyin)
    return {"known": known, "later": 0.0, "new": 1 - known}
# %% item="hit_score" score="0"
def hit_score(items):
    # Mistake: the arithmetic mean lets sales make up for spread.
    spread = (items["shares"] / items["viewers"].where(items["viewers"] > 0)).fillna(0.0)
    score = (items["units"].rank(pct=True, method="max") + spread.rank(pct=True, method="max")) / 2
    out = pd.DataFrame({"item_id": items["item_id"], "score": score})
    return out.sort_values(["score", "item_id"], ascending=[False, True])
# %% item="pull_forward" score="0"
def pull_forward(weekly):
    # Mistake: the baseline is the mean of all weeks without a campaign, the fortnight after included.
    table = weekly.sort_values("week").reset_index(drop=True)
    on = table["campaign"].astype(bool)
    after = (on.shift(1, fill_value=False) | on.shift(2, fill_value=False)) & ~on
    if not on.any() or (on | after).all():
        raise ValueError("weeks")
    base = table.loc[~on, "gmv"].mean()
    lift, stolen = (table.loc[on, "gmv"] - base).sum(), (base - table.loc[after, "gmv"]).sum()
    return {"lift": lift, "stolen": stolen, "net": lift - stolen, "share": stolen / lift if lift > 0 else float("nan")}
# %% item="fact_mix" score="0"
def fact_mix(levers, budget):
    # Mistake: best average return first, each up to twice its half-saturation; thresholds are kept.
    order = levers.assign(rate=levers["top"] / levers["half"]).sort_values("rate", ascending=False)
    spend, left = dict.fromkeys(levers["lever"], 0.0), budget
    for lever in order.itertuples():
        wish = min(max(2 * lever.half, lever.least), left)
        if wish >= lever.least:
            spend[lever.lever] = float(wish)
            left -= wish
    return spend
# %% [markdown] response="memo_empty_room" score="15"
# Mr Pan, ¥300,000 of traffic would be lost today. Exposure is normal (48,000), entry is 6.0 % against 18.0 %, click and payment inside are normal (30 %, 15 %).
# The second logic failed: people are shown goods, not content.
#
# **Test**: ten evenings, two openings in turn, cost ¥6,000. Stop if entry stays below 10 % after ten evenings. If it rises, buy traffic for ¥10,000 and look again.
#
# **Unknown**: who sees the room. The audience report shows it; ten evenings can tell 6 from 10 %, not 6 from 7.
#
# Please say yes by Friday.
