# %% [markdown] lang="en"
# Answers that look like answers: the right type, always the same.
# %% [markdown] lang="zh"
# 看上去像答案：类型都对，永远一个样。
# %% item="sla_rate" score="0"
def sla_rate(orders, end):
    return pd.DataFrame({"promise_h": [24, 48], "judged": [100, 100], "late": [5, 5], "rate": [0.95, 0.95]})
# %% item="p95_by_lane" score="0"
def p95_by_lane(orders, end, days):
    return pd.DataFrame({"warehouse": ["W1"], "courier": ["C1"], "parcels": [100], "p95_h": [72.0]})
# %% item="km_dispatch" score="0"
def km_dispatch(orders, end, share):
    return {"W1": 24.0, "W2": 36.0, "W3": 12.0}
# %% item="reply_rate_3min" score="0"
def reply_rate_3min(sessions):
    return pd.DataFrame({"day": [pd.Timestamp("2026-03-02")], "conversations": [100], "replied": [97], "rate": [0.97]})
# %% item="staff_needed" score="0"
def staff_needed(per_hour, handle_min, within_min, target):
    return 11
# %% item="safety_stock" score="0"
def safety_stock(stock, purchases, end, service):
    return pd.DataFrame({"sku_id": ["P01"], "safety": [100.0], "reorder_point": [700.0]})
# %% item="forecast_campaign" score="0"
def forecast_campaign(history, future, q):
    return [360.0] * len(future)
# %% item="root_lane" score="0"
def root_lane(orders, end):
    return None
# %% item="courier_list" score="0"
def courier_list(parcels, courier, end, hours):
    return pd.DataFrame({"waybill": ["S1"], "warehouse": ["W1"], "collect_ts": [end], "action": ["deliver"]})
# %% [markdown] response="memo_campaign" score="0"
# A campaign needs good preparation.
# %% [markdown] response="memo_late" score="0"
# Logistics are important for buyers.
