# %% [markdown] lang="en"
# Constant answers, copied from the visible examples: nothing may be earned this way.
# %% [markdown] lang="zh"
# 照抄示例的常数答案：不应得到任何分数。
# %% item="ad_metrics" score="0"
def ad_metrics(ads, by):
    columns = [*by, "impressions", "clicks", "spend", "conversions", "gmv", "cpm", "ctr", "cpc", "cvr", "cpa", "roi"]
    row = [*["A"] * len(by), 4000, 110, 400.0, 4, 1200.0, 100.0, 0.0275, 3.64, 0.036, 100.0, 3.0]
    return pd.DataFrame([row], columns=columns)
# %% item="breakeven_roi" score="0"
def breakeven_roi(margin, r_pre, r_post, fee, handling):
    return 2.0
# %% item="reattribute" score="0"
def reattribute(orders):
    return pd.DataFrame(columns=["day", "paid_gmv", "billed_gmv", "billed_net"])
# %% item="fit_hill" score="0"
def fit_hill(spend, gmv):
    return {"top": 30_000.0, "half": 4_000.0, "shape": 1.2}
# %% item="allocate" score="0"
def allocate(plans, budget):
    return {"A": 2_000.0, "B": 2_000.0}
# %% item="geo_lift" score="0"
def geo_lift(geo):
    return {"share": 0.55, "low": 0.0, "high": 1.0}
# %% item="pace_plan" score="0"
def pace_plan(budget, weights, spent, hour):
    return {"plan": [0.0] * (24 - hour), "ahead": 0.0}
# %% item="fatigue_day" score="0"
def fatigue_day(creatives, keep):
    return 3
# %% [markdown] response="memo_roi2" score="0"
# OK
# %% [markdown] response="memo_breakeven" score="0"
# OK
