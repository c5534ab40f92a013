# %% [markdown] lang="en"
# The typical mistake of each item, made in earnest by somebody who has not done the module.
# %% [markdown] lang="zh"
# 每题最典型的错误：没学过本模块的人会认真地这样写。
# %% item="ad_metrics" score="0"
def ad_metrics(ads, by):
    # Mistake: mean of ratios.
    ads = ads.drop_duplicates(["plan_id", "ts"]).dropna(subset=["spend"]).copy()
    ads["cpm"] = ads["spend"] / ads["impressions"] * 1000
    ads["ctr"] = ads["clicks"] / ads["impressions"]
    ads["cpc"] = ads["spend"] / ads["clicks"]
    ads["cvr"] = ads["conversions"] / ads["clicks"]
    ads["cpa"] = ads["spend"] / ads["conversions"]
    ads["roi"] = ads["gmv"] / ads["spend"]
    sums = ads.groupby(by)[["impressions", "clicks", "spend", "conversions", "gmv"]].sum()
    means = ads.groupby(by)[["cpm", "ctr", "cpc", "cvr", "cpa", "roi"]].mean()
    return sums.join(means).reset_index()
# %% item="breakeven_roi" score="0"
def breakeven_roi(margin, r_pre, r_post, fee, handling):
    # Mistake: the formula in circulation.
    return 1 - margin + (1 - r_pre - r_post)
# %% item="reattribute" score="0"
def reattribute(orders):
    # Mistake: UTC days.
    orders = orders.drop_duplicates("order_id")
    paid = orders.groupby(orders["pay_ts"].dt.normalize())["gmv"].sum()
    by_bill = orders.groupby(orders["bill_ts"].dt.normalize())
    billed, refund = by_bill["gmv"].sum(), by_bill["refund"].sum()
    table = pd.DataFrame({"paid_gmv": paid, "billed_gmv": billed, "billed_net": billed - refund}).fillna(0)
    return table.rename_axis("day").reset_index()
# %% item="fit_hill" score="0"
def fit_hill(spend, gmv):
    # Mistake: a straight line in disguise: half lies far beyond the data, so that nothing saturates.
    roi = np.nansum(gmv) / np.nansum(spend)
    return {"top": float(roi * 1e7), "half": 1e7, "shape": 1.0}
# %% item="allocate" score="0"
def allocate(plans, budget):
    # Mistake: equal shares are fair.
    return {plan: budget / len(plans) for plan in plans["plan_id"]}
# %% item="geo_lift" score="0"
def geo_lift(geo):
    # Mistake: before against after in the treated cities; the season is in it.
    cities = geo[geo["treated"]]
    start = cities.loc[cities["spend"] > 0, "day"].min()
    test = cities[cities["day"] >= start]
    daily = cities.groupby("day")["gmv"].sum()
    lift = daily[daily.index >= start] - daily[daily.index < start].mean()
    share = lift.sum() / test["claimed_gmv"].sum()
    error = lift.std() * np.sqrt(len(lift)) / test["claimed_gmv"].sum()
    return {"share": share, "low": share - 1.96 * error, "high": share + 1.96 * error}
# %% item="pace_plan" score="0"
def pace_plan(budget, weights, spent, hour):
    # Mistake: every hour alike, whatever the traffic.
    return {"plan": [(budget - spent) / (24 - hour)] * (24 - hour), "ahead": spent - budget * hour / 24}
# %% item="fatigue_day" score="0"
def fatigue_day(creatives, keep):
    # Mistake: whatever still runs is compared with everybody's first day; the survivors were better all along.
    by_age = creatives.groupby("age_d")[["clicks", "impressions"]].sum()
    ctr = by_age["clicks"] / by_age["impressions"]
    return int(ctr.index[ctr <= keep * ctr.loc[0]].min())
# %% [markdown] response="memo_roi2" score="4"
# ROI went up from 2.8 to 3.4, so all-domain promotion works. Profit fell probably because of refunds or the season. We
# suggest to keep spending while ROI is high and to look again next month.
# %% [markdown] response="memo_breakeven" score="4"
# The formula looks a bit strange but it is close enough. 2.3 is above 1.65, so the plans are fine. To be safe, set the
# goal 20 % higher.
