# %% [markdown] lang="en"
# Strong on one side, a classic slip on the other: careful with edges, or right in definition and wrong in statistics.
# %% [markdown] lang="zh"
# 长短脚：有的题边界都顾到了、核心却踩坑，有的题定义正确、统计出错。
# %% item="ad_metrics" score="4"
def ad_metrics(ads, by):
    # Mistake: missing spend is filled with zero, so that its GMV looks free.
    counts = ["impressions", "clicks", "spend", "conversions", "gmv"]
    out = ads.drop_duplicates(["plan_id", "ts"]).fillna({"spend": 0}).groupby(by)[counts].sum()
    pairs = {"cpm": "spend impressions", "ctr": "clicks impressions", "cpc": "spend clicks"}
    pairs |= {"cvr": "conversions clicks", "cpa": "spend conversions", "roi": "gmv spend"}
    for name, pair in pairs.items():
        top, bottom = pair.split()
        out[name] = (out[top] / out[bottom].replace(0, np.nan)) * (1000 if name == "cpm" else 1)
    return out.reset_index()
# %% item="breakeven_roi" score="2"
def breakeven_roi(margin, r_pre, r_post, fee, handling):
    # Mistake: refunds before dispatch are charged for handling too.
    shares = [margin, r_pre, r_post, fee, handling]
    if any(np.isnan(shares)) or min(shares) < 0 or max(shares) > 1 or r_pre + r_post > 1:
        raise ValueError("shares")
    left = (1 - r_pre - r_post) * (margin - fee) - (r_pre + r_post) * handling
    return None if left <= 0 else 1 / left
# %% item="reattribute" score="3"
def reattribute(orders):
    # Mistake: only refunds after dispatch are taken off.
    orders = orders.drop_duplicates("order_id").copy()
    orders["off"] = orders["refund"].where(orders["refund_stage"] == "post", 0).fillna(0)
    to_day = lambda column: orders[column].dt.tz_localize("UTC").dt.tz_convert("Asia/Shanghai").dt.normalize()
    paid = orders.groupby(to_day("pay_ts"))["gmv"].sum().rename("paid_gmv")
    billed = orders.groupby(to_day("bill_ts"))[["gmv", "off"]].sum()
    table = pd.concat([paid, billed], axis=1).fillna(0.0)
    table["billed_net"] = table["gmv"] - table.pop("off")
    return table.rename(columns={"gmv": "billed_gmv"}).rename_axis("day").reset_index()
# %% item="fit_hill" score="0"
def fit_hill(spend, gmv):
    # Mistake: a power law; it has no ceiling, so the next yuan looks far too good.
    ok = (spend > 0) & (gmv > 0)
    if ok.sum() < 4:
        return None
    slope, level = np.polyfit(np.log(spend[ok]), np.log(gmv[ok]), 1)
    far = 1e6
    return {"top": float(np.exp(level) * far**slope), "half": far, "shape": float(slope)}
# %% item="allocate" score="3"
def allocate(plans, budget):
    # Mistake: best average ROI first, each up to its cap.
    best_first = (plans["top"] / plans["half"]).sort_values(ascending=False).index
    spend, left = {}, budget
    for plan in plans.loc[best_first].itertuples():
        spend[plan.plan_id] = min(plan.cap, left)
        left -= spend[plan.plan_id]
    return spend
# %% item="geo_lift" score="6"
def geo_lift(geo):
    # Mistake: city-days are taken as independent, so the interval is far too narrow.
    from scipy import stats

    if geo["treated"].nunique() < 2 or not (geo["spend"] > 0).any():
        raise ValueError("not a test")
    start = geo.loc[geo["spend"] > 0, "day"].min()
    if (geo["day"] >= start).all():
        raise ValueError("no days before")
    before = geo[geo["day"] < start].groupby("city")["gmv"].mean()
    test = geo[geo["day"] >= start]
    index = test["gmv"] / test["city"].map(before)
    ads, none = index[test["treated"]], index[~test["treated"]]
    scale = test.loc[test["treated"], "city"].map(before).sum() / test["claimed_gmv"].sum()
    share = (ads.mean() - none.mean()) * scale
    error = np.sqrt(ads.var() / len(ads) + none.var() / len(none)) * scale
    margin = stats.norm.ppf(0.975) * error
    return {"share": share, "low": share - margin, "high": share + margin}
# %% item="pace_plan" score="2"
def pace_plan(budget, weights, spent, hour):
    # Mistake: the remaining hours get their share of the whole budget, whatever was spent.
    w = pd.Series(weights)
    if len(w) != 24 or (w < 0).any() or w.sum() == 0 or min(budget, spent) < 0 or hour not in range(25):
        raise ValueError("input")
    return {"plan": (budget * w[hour:] / w.sum()).tolist(), "ahead": spent - (budget * w[:hour] / w.sum()).sum()}
# %% item="fatigue_day" score="3"
def fatigue_day(creatives, keep):
    # Mistake: the edges are right, but the survivors are compared with everybody's first day.
    shown = creatives[creatives["impressions"] > 0]
    first = shown[(shown["age_d"] == 0) & (shown["clicks"] > 0)]["creative_id"]
    total = shown[shown["creative_id"].isin(first)].groupby("age_d")[["clicks", "impressions"]].sum()
    ctr = total["clicks"] / total["impressions"]
    tired = ctr[ctr <= keep * ctr.get(0, np.nan)]
    return None if tired.empty else int(tired.index[0])
# %% [markdown] response="memo_roi2" score="15"
# Ms Shen, 3.4 and 2.8 are different rulers: the new report also counts natural orders.
#
# For the shop as a whole, ¥12,000 more a day brought ¥6,000 more GMV: 0.5 per yuan against a break-even of 2.2. That is the
# ¥9,000 of profit you miss.
#
# On Monday we cut back to ¥20,000. If GMV falls by more than ¥26,400 a day within a week, we undo it.
#
# The two months differ in more than the ads, so this is an estimate. Holding out half of the cities for four weeks would tell.
# Please decide by Sunday.
# %% [markdown] response="memo_breakeven" score="15"
# Mr Luo, the formula cannot be right: with more returns it asks for less ROI.
#
# Of one yuan paid, 0.78 is kept and earns 0.40; 0.10 comes back and costs 0.20 each. 0.78 × 0.40 − 0.10 × 0.20 = 0.292, so
# break-even is 3.42. At 2.3 we lose ¥0.33 on each yuan of ads, ¥6,600 a day.
#
# Raise the goals to 3.5 in small steps this week, and stop plans that stay below 3.4 for seven days. Volume will fall.
#
# Refunds of young orders are not complete; with 15 % after dispatch break-even is 3.82. I shall update it each month.
