# %% [markdown] lang="en"
# Answers that look like answers: the right type, always the same.
# %% [markdown] lang="zh"
# 看上去像答案：类型都对，永远一个样。
# %% item="clean_orders" score="0"
def clean_orders(orders):
    return pd.DataFrame({"order_id": ["A"], "day": [pd.Timestamp("2026-03-03")], "gmv": [99.0]})
# %% item="funnel_compare" score="0"
def funnel_compare(funnel):
    return pd.DataFrame({"path": ["search", "interest"], "enter_rate": 0.3, "click_rate": 0.4, "pay_rate": 0.1,
                         "conversion": 0.02, "value": 1.5, "buyer_share": 0.5})
# %% item="monthly_growth" score="0"
def monthly_growth(start, end, months):
    return {"rate": 0.05, "double": 14.2}
# %% item="channel_overlap" score="0"
def channel_overlap(buyers):
    return {"known": 0.1, "later": 0.05, "new": 0.85}
# %% item="hit_score" score="0"
def hit_score(items):
    return pd.DataFrame({"item_id": ["x"], "score": [1.0]})
# %% item="pull_forward" score="0"
def pull_forward(weekly):
    return {"lift": 100_000.0, "stolen": 30_000.0, "net": 70_000.0, "share": 0.3}
# %% item="fact_mix" score="0"
def fact_mix(levers, budget):
    return {"F": 1_000.0, "A": 1_000.0, "C": 0.0, "T": 0.0}
# %% [markdown] response="memo_empty_room" score="0"
# Content is king. We will do our best.
