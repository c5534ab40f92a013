# %% [markdown] lang="en"
# The typical mistake of each item, made in earnest by somebody who has not done the module.
# %% [markdown] lang="zh"
# 每题最常见的错误做法：没有学过本模块的人会这样写。
# %% item="ad_metrics" score="0"
def ad_metrics(ads, by):
    # Mistake: mean of ratios.
    ads = ads.drop_duplicates().dropna(subset=["spend"]).copy()
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
    # Mistake: payment day, and UTC days.
    orders = orders.copy()
    orders["day"] = orders["pay_ts"].dt.strftime("%Y-%m-%d")
    orders["late_gmv"] = orders["gmv"].where(orders["pay_ts"].dt.date != orders["bill_ts"].dt.date, 0)
    orders["net_gmv"] = orders["gmv"] - orders["refund"]
    table = orders.groupby(["plan_id", "day"], as_index=False)[["gmv", "late_gmv", "net_gmv"]].sum()
    table["orders"] = orders.groupby(["plan_id", "day"]).size().to_numpy()
    return table
# %% item="fit_hill" score="0"
def fit_hill(spend, gmv):
    # Mistake: a straight line in disguise: half far beyond the data, so that nothing saturates.
    roi = np.nanmean(np.array(gmv) / np.array(spend))
    return {"top": float(roi * 1e7), "half": 1e7, "shape": 1.0}
# %% item="allocate" score="0"
def allocate(plans, budget):
    # Mistake: everything to the plan with the best average.
    best = plans.loc[(plans["top"] / plans["half"]).idxmax(), "plan_id"]
    return {plan: budget if plan == best else 0.0 for plan in plans["plan_id"]}
# %% item="geo_lift" score="0"
def geo_lift(geo, start):
    # Mistake: compares treated with control after the start only; treated cities are larger anyway.
    after = geo[geo["day"] >= start]
    per_city = after.groupby(["treated", "city"])["gmv"].sum().groupby("treated").mean()
    claimed = after[after["treated"]].groupby("city")["claimed_gmv"].sum().mean()
    share = float((per_city[True] - per_city[False]) / claimed)
    return {"share": share, "low": share, "high": share}
# %% item="pace_plan" score="0"
def pace_plan(budget, weights, spent, hour):
    # Mistake: spread evenly, past spend and traffic ignored.
    return [budget / 24] * (24 - hour)
# %% item="fatigue_day" score="0"
def fatigue_day(creatives, share):
    # Mistake: average over whatever still runs, against all creatives' first day.
    by_age = creatives.groupby("age_d")[["clicks", "impressions"]].sum()
    ctr = by_age["clicks"] / by_age["impressions"]
    tired = ctr[ctr < share * ctr.iloc[0]]
    return int(tired.index[-1]) if len(tired) else None
# %% [markdown] response="memo_roi2" score="5"
# ROI went up, so the ads work better. Profit fell probably because of refunds or the season. We should raise the budget
# while ROI is high and check again next month.
# %% [markdown] response="memo_breakeven" score="4"
# The formula looks a bit strange but is close enough for beginners. More returns need a higher ROI, so they should add a
# safety margin of 20 %.
