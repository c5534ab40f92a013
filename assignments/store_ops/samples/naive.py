# %% [markdown] lang="en"
# The typical mistakes of somebody who has not done the module.
# %% [markdown] lang="zh"
# 没学过本模块的人最常犯的错。
# %% item="sku_pnl" score="0"
def sku_pnl(lines, sku, fees):
    # Mistake: margin on GMV; returns are forgotten.
    rows = lines.merge(sku, on="sku_id")
    rows["contribution"] = rows["paid"] - rows["qty"] * rows["cost"] - fees["ship"]
    rows["net"] = rows["paid"] - rows["refund"]
    return rows.rename(columns={"paid": "gmv"}).groupby("sku_id", as_index=False)[["gmv", "net", "contribution"]].sum()
# %% item="movement_rate" score="0"
def movement_rate(daily, start, end):
    # Mistake: mean of the daily rates.
    rows = daily[daily["day"].between(start, end)].copy()
    rows["moved"] = rows["units"] > 0
    out = rows.groupby(["family", "day"]).agg(live=("sku_id", "nunique"), sold=("moved", "sum")).reset_index()
    out["rate"] = out["sold"] / out["live"]
    return out.groupby("family", as_index=False)[["live", "sold", "rate"]].mean()
# %% item="elasticity" score="0"
def elasticity(daily):
    # Mistake: all SKUs and all days in one cloud of points.
    shown = daily[daily["units"] > 0]
    return {
        family: float(np.polyfit(np.log(rows["price"]), np.log(rows["units"]), 1)[0])
        for family, rows in shown.groupby("family")
    }
# %% item="cannibal" score="0"
def cannibal(daily, new, sibling):
    # Mistake: sibling before and after, whatever the season does.
    start = daily[daily["sku_id"] == new]["day"].min()
    mean = daily.groupby(["sku_id", daily["day"] >= start])["units"].mean()
    lost = float(mean[sibling, False] - mean[sibling, True])
    return {"new_per_day": float(mean[new, True]), "lost_per_day": lost, "share": lost / float(mean[new, True])}
# %% item="repurchase" score="0"
def repurchase(orders, end, days):
    # Mistake: more than one order, over all buyers.
    by = orders.groupby("customer_id").agg(first=("ts", "min"), count=("ts", "size"))
    by["cohort"] = by["first"].dt.strftime("%Y-%m")
    out = by.groupby("cohort")["count"].agg(buyers="size", rate=lambda count: (count > 1).mean()).reset_index()
    return out.assign(mature=out["buyers"])[["cohort", "buyers", "mature", "rate"]]
# %% item="experience_score" score="0"
def experience_score(daily, weights, before, after, half_life):
    # Mistake: the rate of the day itself, all dimensions alike.
    rate = daily.assign(rate=daily["good"] / daily["total"]).pivot_table(index="day", columns="dimension", values="rate").ffill()
    out = {"before": float(5 * rate.loc[:before].iloc[-1].mean()), "after": float(5 * rate.loc[:after].iloc[-1].mean())}
    return {**out, **{name: float(5 * (rate.loc[:after].iloc[-1] - rate.loc[:before].iloc[-1])[name] / 3) for name in weights}}
# %% item="return_drivers" score="0"
def return_drivers(lines):
    # Mistake: highest rate first, however few were sold.
    out = lines.groupby(["sku_id", "size"]).agg(sent=("reason", "size"), rate=("reason", lambda why: (why == "size_small").mean()))
    out["rest_rate"], out["z"] = out["rate"].mean(), 3.0
    out["extra"] = out["sent"] * out["rate"]
    return out.reset_index().sort_values("rate", ascending=False).head(5)
# %% item="price_opt" score="0"
def price_opt(history, terms, prices):
    # Mistake: the promo's uplift is taken for the price's, and GMV for profit.
    mean = history.groupby("promo")[["price", "units"]].mean()
    e = np.log(mean.loc[1, "units"] / mean.loc[0, "units"]) / np.log(mean.loc[1, "price"] / mean.loc[0, "price"])
    return max(prices, key=lambda price: price ** (1 + e))
# %% item="refund_duty" score="0"
def refund_duty(cases):
    # Mistake: no reason, no refund; due a week after asking.
    must = cases["reason"].isin(["quality", "size_small"])
    return pd.DataFrame({"case_id": cases["case_id"], "must": must, "due": cases["asked"].dt.normalize() + pd.Timedelta(days=7)})
# %% [markdown] response="memo_hero" score="3"
# Dear Ms Shang, G7 brings ¥1.2 million, more than a fifth of the shop. It is our traffic engine and a star. Order 20,000 and give it more creators. We are sure it sells.
# %% [markdown] response="memo_score" score="2"
# Dear Mr Quan, logistics fell most, so change the courier now. ¥5 for five stars is cheap and everybody does it, the score will be up in a week.
