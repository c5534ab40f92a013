# %% [markdown] lang="en"
# Answers that look like answers: the right type, always the same.
# %% [markdown] lang="zh"
# 看上去像答案：类型都对，永远一个样。
# %% item="five_dim_four_rate" score="0"
def five_dim_four_rate(steps):
    counts = {"exposed": 1000, "entered": 140, "product_exposed": 115, "product_clicked": 28, "paid": 3}
    return pd.DataFrame([{"session_id": "S001", **counts, "enter": 0.14, "product_exposure": 0.82, "product_click": 0.24, "pay": 0.11}])
# %% item="gpm_pair" score="0"
def gpm_pair(minutes):
    return pd.DataFrame({"day": [pd.Timestamp("2026-03-02")], "gmv": [500_000.0], "gpm_exposure": [330.0], "gpm_watch": [2_800.0]})
# %% item="decompose_change" score="0"
def decompose_change(a, b):
    names = ["exposed", "enter", "product_exposure", "product_click", "pay", "value_per_buyer"]
    return dict.fromkeys(names, (b["gmv"] - a["gmv"]) / 6)
# %% item="find_break" score="0"
def find_break(session):
    return {"rate": "product_click", "minute": 60}
# %% item="host_effect" score="0"
def host_effect(sessions):
    hosts = ["H3", "H2", "H1", "H4"]
    return pd.DataFrame({"host_id": hosts, "net_value": 2.0, "refund_share": 0.07, "effect": [0.1, 0.0, -0.02, -0.08]})
# %% item="paid_spill" score="0"
def paid_spill(minutes):
    return {"lag": 1, "per_payer": 6.0}
# %% item="slot_plan" score="0"
def slot_plan(skus, slots, audience):
    return []
# %% item="compliance_flags" score="0"
def compliance_flags(lines, stock, lowest_7d, host_age):
    return pd.DataFrame({"line": [1], "kind": ["absolute"]})
# %% [markdown] response="memo_review" score="0"
# Livestreams have good and bad evenings.
# %% [markdown] response="memo_script" score="0"
# The script should follow the rules.
