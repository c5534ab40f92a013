# %% [markdown] lang="en"
# The right idea nearly everywhere, the edges forgotten: somebody who did the module and is in a hurry.
# %% [markdown] lang="zh"
# 思路基本都对，边界情况没顾上：学过本模块、时间紧张的学员。
# %% item="ad_metrics" score="4"
def ad_metrics(ads, by):
    # Mistake: zero denominators become infinite, copies are counted twice.
    out = ads.groupby(by)[["impressions", "clicks", "spend", "conversions", "gmv"]].sum().reset_index()
    out["cpm"] = out["spend"] / out["impressions"] * 1000
    out["ctr"] = out["clicks"] / out["impressions"]
    out["cpc"] = out["spend"] / out["clicks"]
    out["cvr"] = out["conversions"] / out["clicks"]
    out["cpa"] = out["spend"] / out["conversions"]
    out["roi"] = out["gmv"] / out["spend"]
    return out
# %% item="breakeven_roi" score="4"
def breakeven_roi(margin, r_pre, r_post, fee, handling):
    # Mistake: a contribution below zero gives a negative ROI, impossible shares give nonsense.
    return 1 / ((1 - r_pre - r_post) * (margin - fee) - r_post * handling)
# %% item="reattribute" score="5"
def reattribute(orders):
    # Mistake: copies are counted twice, and a missing refund makes the order's net GMV missing.
    orders = orders.copy()
    orders["billed"] = (orders["bill_ts"] + pd.Timedelta(hours=8)).dt.date
    orders["paid"] = (orders["pay_ts"] + pd.Timedelta(hours=8)).dt.date
    orders["net"] = orders["gmv"] - orders["refund"]
    by_bill = orders.groupby("billed")[["gmv", "net"]].sum()
    by_bill.columns = ["billed_gmv", "billed_net"]
    by_bill["paid_gmv"] = orders.groupby("paid")["gmv"].sum()
    late = orders.groupby("paid")["gmv"].sum()
    extra = late[~late.index.isin(by_bill.index)]
    for day, value in extra.items():
        by_bill.loc[day] = [0.0, 0.0, value]
    return by_bill.fillna(0).rename_axis("day").reset_index()
# %% item="fit_hill" score="6"
def fit_hill(spend, gmv):
    # Mistake: neither missing numbers nor days without spend are taken out.
    from scipy.optimize import curve_fit

    def curve(s, top, half, shape):
        return top * s**shape / (half**shape + s**shape)

    start = [2 * gmv.max(), np.median(spend), 1.0]
    limits = ([1, 1, 0.3], [20 * gmv.max(), 20 * spend.max(), 4])
    top, half, shape = curve_fit(curve, spend, gmv, p0=start, bounds=limits, x_scale=start, sigma=gmv)[0]
    return {"top": top, "half": half, "shape": shape}
# %% item="allocate" score="6"
def allocate(plans, budget):
    # Mistake: always the steepest next step; an S that starts slowly is never begun.
    spend = dict.fromkeys(plans["plan_id"], 0.0)
    rows, size = list(plans.itertuples()), budget / 120

    def gmv(plan, s):
        return plan.top * s**plan.shape / (plan.half**plan.shape + s**plan.shape)

    for _ in range(120):
        gains = {}
        for plan in rows:
            now = spend[plan.plan_id]
            step = min(size, plan.cap - now)
            gains[plan.plan_id] = (gmv(plan, now + step) - gmv(plan, now), step)
        if gains:
            best = max(gains, key=gains.get)
            spend[best] += gains[best][1]
    return spend
# %% item="geo_lift" score="4"
def geo_lift(geo):
    # Mistake: the interval is a habit (plus or minus 2 points), and impossible tests are not refused.
    after = geo["day"] >= geo.loc[geo["spend"] > 0, "day"].min()
    daily = geo.groupby([after, "treated", "day"])["gmv"].sum().groupby(level=[0, 1]).mean()
    growth = daily[True, False] / daily[False, False]
    test = geo[after & geo["treated"]]
    share = (test["gmv"].sum() - daily[False, True] * growth * test["day"].nunique()) / test["claimed_gmv"].sum()
    return {"share": share, "low": share - 0.02, "high": share + 0.02}
# %% item="pace_plan" score="5"
def pace_plan(budget, weights, spent, hour):
    # Mistake: wrong input is not refused.
    left = max(budget - spent, 0)
    rest = weights[hour:]
    plan = [left * w / sum(rest) for w in rest]
    return {"plan": plan, "ahead": spent - budget * sum(weights[:hour]) / sum(weights)}
# %% item="fatigue_day" score="4"
def fatigue_day(creatives, keep):
    # Mistake: a creative without clicks on its first day gives an infinite ratio; never reached is an error.
    ctr = creatives.assign(ctr=creatives["clicks"] / creatives["impressions"])
    table = ctr.pivot(index="creative_id", columns="age_d", values="ctr")
    relative = table.div(table[0], axis=0).mean()
    return int(relative.index[relative <= keep][0])
# %% [markdown] response="memo_roi2" score="11"
# 沈女士：全域推广的整体支付ROI把自然成交也算进去了，所以 3.4 和原来的 2.8 不能直接比。
#
# 全店来看，每天多花 12,000 元，成交只多 6,000 元，多花的钱每元只带回 0.5 元，远低于保本的 2.2，利润因此少了约 9,000 元。
#
# 建议周一先把消耗降回 20,000 元，看一周利润再说。3 月和 4 月的季节可能不同，结论还要再观察。
# %% [markdown] response="memo_breakeven" score="11"
# 罗先生：这个公式把该相乘的比例相加了。毛利 30%、退货 5% 时，它给 1.65，正确的是 1 /（0.3 × 0.95）= 3.51。
#
# 本店每 1 元支付成交留下 0.78 × 0.40 − 0.10 × 0.20 = 0.292 元，保本ROI 是 3.42。现在 2.3，每天约亏 6,600 元。
#
# 建议把ROI目标提高到 3.5。退款率以后可能会变，要定期更新。
