# %% [markdown] lang="en"
# Answers that look like answers: the right type, always the same.
# %% [markdown] lang="zh"
# 看上去像答案：类型都对，永远一个样。
# %% item="net_growth" score="0"
def net_growth(followers):
    return pd.DataFrame({"day": [pd.Timestamp("2026-03-02")], "new": [1], "lost": [0], "net": [1], "stock": [1]})
# %% item="km_curve" score="0"
def km_curve(followers, end, days):
    return [0.5 for _ in days]
# %% item="median_life" score="0"
def median_life(followers, end):
    return {"video": 60.0, "live": 90.0, "search": None, "lucky_bag": 12.0}
# %% item="transition_matrix" score="0"
def transition_matrix(states):
    table = pd.DataFrame(np.eye(6), columns=["O", "A1", "A2", "A3", "A4", "A5"])
    table.insert(0, "state", table.columns)
    return table
# %% item="forecast_5a" score="0"
def forecast_5a(stock, matrix, entrants, weeks):
    return [1_000.0] * 6
# %% item="ltv_cohort" score="0"
def ltv_cohort(followers, orders, end, days):
    return pd.DataFrame({"source": ["video"], "followers": [100], "value": [9.0]})
# %% item="pick_creators" score="0"
def pick_creators(creators, sizes, budget):
    return ["K001", "K002"]
# %% item="best_slots" score="0"
def best_slots(posts):
    return pd.DataFrame({"slot": ["h20", "h12"], "effect": [0.2, -0.2]})
# %% [markdown] response="memo_lucky_bag" score="0"
# Great job, keep going.
# %% [markdown] response="memo_a3" score="0"
# A3 is important for every brand.
