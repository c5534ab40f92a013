# %% [markdown] lang="en"
# Answers that look like answers: the right type, always the same.
# %% [markdown] lang="zh"
# 看上去像答案：类型都对，永远一个样。
# %% item="sku_pnl" score="0"
def sku_pnl(lines, sku, fees):
    return pd.DataFrame({"sku_id": ["G001"], "gmv": [1_000.0], "net": [700.0], "contribution": [100.0]})
# %% item="movement_rate" score="0"
def movement_rate(daily, start, end):
    return pd.DataFrame({"family": ["all"], "live": [50], "sold": [30], "rate": [0.6]})
# %% item="elasticity" score="0"
def elasticity(daily):
    return {family: -1.6 for family in daily["family"].unique()}
# %% item="cannibal" score="0"
def cannibal(daily, new, sibling):
    return {"new_per_day": 150.0, "lost_per_day": 60.0, "share": 0.4}
# %% item="repurchase" score="0"
def repurchase(orders, end, days):
    return pd.DataFrame({"cohort": ["2026-03"], "buyers": [100], "mature": [100], "rate": [0.4]})
# %% item="experience_score" score="0"
def experience_score(daily, weights, before, after, half_life):
    return {"before": 4.8, "after": 4.6, **dict.fromkeys(weights, -0.07)}
# %% item="return_drivers" score="0"
def return_drivers(lines):
    return pd.DataFrame({"sku_id": ["G001"], "size": ["M"], "sent": [100], "rate": [0.3], "rest_rate": [0.1], "z": [4.0], "extra": [20.0]})
# %% item="price_opt" score="0"
def price_opt(history, terms, prices):
    return prices[-1]
# %% item="refund_duty" score="0"
def refund_duty(cases):
    return pd.DataFrame({"case_id": cases["case_id"], "must": True, "due": pd.Timestamp("2026-08-10")})
# %% [markdown] response="memo_hero" score="0"
# Best sellers are important for every shop.
# %% [markdown] response="memo_score" score="0"
# The score should be higher.
