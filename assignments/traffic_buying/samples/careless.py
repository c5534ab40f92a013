# %% [markdown] lang="en"
# The right idea everywhere, the edges forgotten: about what a trainee hands in who knows the module and is in a hurry.
# %% [markdown] lang="zh"
# 思路都对，但忽略了边界情况：学过本模块、时间紧张的学员大致如此。
# %% item="ad_metrics" score="4"
def ad_metrics(ads, by):
    # Mistake: empty input gives a frame without columns.
    clean = ads.drop_duplicates().dropna(subset=["spend"])
    rows = []
    for key, group in clean.groupby(by):
        row = dict(zip(by, key))
        for name in ["impressions", "clicks", "spend", "conversions", "gmv"]:
            row[name] = group[name].sum()
        row["cpm"] = 1000 * row["spend"] / row["impressions"] if row["impressions"] else np.nan
        row["ctr"] = row["clicks"] / row["impressions"] if row["impressions"] else np.nan
        row["cpc"] = row["spend"] / row["clicks"] if row["clicks"] else np.nan
        row["cvr"] = row["conversions"] / row["clicks"] if row["clicks"] else np.nan
        row["cpa"] = row["spend"] / row["conversions"] if row["conversions"] else np.nan
        row["roi"] = row["gmv"] / row["spend"] if row["spend"] else np.nan
        rows.append(row)
    return pd.DataFrame(rows)
# %% item="breakeven_roi" score="4"
def breakeven_roi(margin, r_pre, r_post, fee, handling):
    # Mistake: a contribution below zero gives a negative ROI, impossible shares give nonsense.
    return 1 / ((1 - r_pre - r_post) * (margin - fee) - r_post * handling)
# %% item="reattribute" score="4"
def reattribute(orders):
    # Mistake: a missing refund makes the order's net GMV missing.
    clean = orders.drop_duplicates("order_id").dropna(subset=["bill_ts"]).copy()
    clean["day"] = (clean["bill_ts"] + pd.Timedelta(hours=8)).dt.strftime("%Y-%m-%d")
    paid = (clean["pay_ts"] + pd.Timedelta(hours=8)).dt.strftime("%Y-%m-%d")
    clean["late_gmv"] = np.where(paid > clean["day"], clean["gmv"], 0.0)
    clean["net_gmv"] = clean["gmv"] - clean["refund"]
    return clean.groupby(["plan_id", "day"], as_index=False).agg(
        orders=("order_id", "size"), gmv=("gmv", "sum"), late_gmv=("late_gmv", "sum"), net_gmv=("net_gmv", "sum")
    )
# %% item="fit_hill" score="6"
def fit_hill(spend, gmv):
    # Mistake: NaN and zero spend are not removed.
    s, g = np.array(spend), np.array(gmv)

    def curve(s, top, half, shape):
        return np.log(top) + shape * np.log(s) - np.log(half**shape + s**shape)

    start = [2 * g.max(), np.median(s), 1.0]
    found, _ = optimize.curve_fit(curve, s, np.log(g), p0=start, bounds=([1, 1, 0.2], [1e8, 1e8, 5]))
    return {"top": float(found[0]), "half": float(found[1]), "shape": float(found[2])}
# %% item="allocate" score="3"
def allocate(plans, budget):
    # Mistake: "fair" equal split.
    if budget < 0:
        raise ValueError("negative budget")
    return {plan: budget / len(plans) for plan in plans["plan_id"]}
# %% item="geo_lift" score="4"
def geo_lift(geo, start):
    # Mistake: the interval is a habit (plus or minus 2 points), not computed.
    after = geo["day"] >= start
    totals = geo.groupby([after, "treated"])["gmv"].sum()
    expected = totals[False, True] * totals[True, False] / totals[False, False]
    claimed = geo.loc[after & geo["treated"], "claimed_gmv"].sum()
    share = (totals[True, True] - expected) / claimed
    return {"share": share, "low": share - 0.02, "high": share + 0.02}
# %% item="pace_plan" score="4"
def pace_plan(budget, weights, spent, hour):
    # Mistake: wrong input is not refused.
    left = max(budget - sum(spent), 0)
    total = sum(weights[hour:])
    return [left * w / total if total else 0.0 for w in weights[hour:]]
# %% item="fatigue_day" score="5"
def fatigue_day(creatives, share):
    # Mistake: creatives without clicks on the first day are not left out.
    clean = creatives.drop_duplicates()
    first = clean[clean["age_d"] == 0].set_index("creative_id")
    clean = clean[clean["creative_id"].isin(first.index)]
    for age, now in clean.groupby("age_d"):
        then = first.loc[now["creative_id"]]
        if now["impressions"].sum() == 0:
            continue
        base = then["clicks"].sum() / then["impressions"].sum()
        if base and now["clicks"].sum() / now["impressions"].sum() / base < share:
            return int(age)
    return None
# %% [markdown] response="memo_roi2" score="12"
# 林女士：全域推广的整体 ROI 把自然成交也算进去了，所以 3.4 和原来的 2.8 不能直接比。我们的分城市实验显示，平台归因成交里真正新增的只有一半多一点，
# 折算后 ROI 不到 2，低于保本线。建议本周先把预算降两成，观察利润，再决定是否恢复。降预算可能会影响一些排名。实验时间不长，结论还要再看两周。
# %% [markdown] response="memo_breakeven" score="12"
# 赵先生：这个公式把该相乘的比例相加了。举例：毛利 50%、没有退货，它说保本 ROI 是 1.5，但 100 元广告带来 150 元成交，只有 75 元毛利，亏 25 元。
# 正确的是 1 /（毛利率 ×（1 − 退货率）），三组数应为 3.51、2.94、2.22。建议培训材料改用这个公式，佣金和退货处理费再另外扣除。
