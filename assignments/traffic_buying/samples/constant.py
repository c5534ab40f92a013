# %% [markdown] lang="en"
# Constant answers, copied from the visible examples: nothing may be earned this way.
# %% [markdown] lang="zh"
# 照抄示例的常数答案：不应得到任何分数。
# %% item="ad_metrics" score="0"
def ad_metrics(ads, by):
    columns = [*by, "impressions", "clicks", "spend", "conversions", "gmv", "cpm", "ctr", "cpc", "cvr", "cpa", "roi"]
    return pd.DataFrame([["A", 10000, 190, 1000.0, 10, 2000.0, 100.0, 0.019, 5.26, 0.05, 100.0, 2.0]], columns=columns)
# %% item="breakeven_roi" score="0"
def breakeven_roi(margin, r_pre, r_post, fee, handling):
    return 2.9412
# %% item="reattribute" score="0"
def reattribute(orders):
    return pd.DataFrame(columns=["plan_id", "day", "orders", "gmv", "late_gmv", "net_gmv"])
# %% item="fit_hill" score="0"
def fit_hill(spend, gmv):
    return {"top": 40_000.0, "half": 5_000.0, "shape": 1.0}
# %% item="allocate" score="0"
def allocate(plans, budget):
    return {"A": 7_000.0, "B": 3_000.0}
# %% item="geo_lift" score="0"
def geo_lift(geo, start):
    return {"share": 1.0, "low": 0.0, "high": 1.0}
# %% item="pace_plan" score="0"
def pace_plan(budget, weights, spent, hour):
    return [100.0] * 24
# %% item="fatigue_day" score="0"
def fatigue_day(creatives, share):
    return 2
# %% [markdown] response="memo_roi2" score="0"
# OK
# %% [markdown] response="memo_breakeven" score="0"
# OK
