# %% [markdown] lang="en"
# The right idea nearly everywhere, the edges forgotten: somebody who did the module and is in a hurry.
# %% [markdown] lang="zh"
# 思路基本都对，边界情况没顾上：学过本模块、时间紧张的学员。
# %% item="sku_pnl" score="5"
def sku_pnl(lines, sku, fees):
    # Edge forgotten: lines that stand twice; compensation counts as a return.
    rows = lines.merge(sku, on="sku_id")
    net = rows["paid"] - rows["refund"]
    cost = rows["qty"] * rows["cost"]
    stage = rows["refund_stage"]
    goods = cost.where(stage == "none", 0) + fees["loss"] * cost.where(stage == "post", 0)
    freight = fees["ship"] * (stage != "pre") + fees["back"] * (stage == "post")
    rows["gmv"], rows["net"] = rows["paid"], net
    rows["contribution"] = net * (1 - rows["channel"].map(fees["commission"])) - goods - freight
    return rows.groupby("sku_id", as_index=False)[["gmv", "net", "contribution"]].sum()
# %% item="movement_rate" score="3"
def movement_rate(daily, start, end):
    # Edge forgotten: a family without a live SKU is left out.
    rows = daily[daily["day"].between(start, end) & (daily["stock"] > 0)]
    by = rows.groupby(["family", "sku_id"], as_index=False)["units"].sum()
    both = pd.concat([by, by.assign(family="all")])
    out = both.groupby("family")["units"].agg(live="size", sold=lambda units: int((units > 0).sum())).reset_index()
    out["rate"] = out["sold"] / out["live"]
    return out
# %% item="elasticity" score="6"
def elasticity(daily):
    # Edge forgotten: a price that moves with the promo only still gives a number.
    rows = daily[(daily["units"] > 0) & (daily["units"] < daily["stock"])]
    out = {}
    for family, part in rows.groupby("family"):
        x = pd.DataFrame({"p": np.log(part["price"]), "promo": part["promo"].astype(float), "y": np.log(part["units"])})
        x = x - x.groupby(part["sku_id"]).transform("mean")
        out[family] = float(np.linalg.lstsq(x[["p", "promo"]].to_numpy(), x["y"].to_numpy(), rcond=None)[0][0])
    return out
# %% item="cannibal" score="4"
def cannibal(daily, new, sibling):
    # Edge forgotten: a loss below zero becomes zero; nothing sold.
    start = daily[daily["sku_id"] == new]["day"].min()
    late = daily["day"] >= start
    mean = lambda who, after: daily[who & (late == after)]["units"].sum() / daily[late == after]["day"].nunique()
    others = ~daily["sku_id"].isin([new, sibling])
    growth = mean(others, True) / mean(others, False)
    lost = max(0.0, float(mean(daily["sku_id"] == sibling, False) * growth - mean(daily["sku_id"] == sibling, True)))
    sold = float(mean(daily["sku_id"] == new, True))
    return {"new_per_day": sold, "lost_per_day": lost, "share": lost / sold}
# %% item="repurchase" score="5"
def repurchase(orders, end, days):
    # Edge forgotten: an order refunded in part is still a purchase.
    kept = orders[orders["refund"] == 0]
    visits = pd.DataFrame({"who": kept["customer_id"], "day": (kept["ts"] + pd.Timedelta(hours=8)).dt.normalize()}).drop_duplicates()
    visits = visits.sort_values("day")
    first = visits.groupby("who")["day"].first()
    second = visits.groupby("who")["day"].nth(1)
    gap = pd.Series(second.to_numpy(), index=visits.loc[second.index, "who"]).reindex(first.index) - first
    out = pd.DataFrame({"cohort": first.dt.strftime("%Y-%m"), "again": gap <= pd.Timedelta(days=days)})
    out["old"] = first + pd.Timedelta(days=days) < end + pd.Timedelta(hours=8)
    by = out.groupby("cohort")
    table = pd.DataFrame({"buyers": by.size(), "mature": by["old"].sum()})
    table["rate"] = out[out["old"]].groupby("cohort")["again"].mean().reindex(table.index)
    return table.reset_index()
# %% item="experience_score" score="5"
def experience_score(daily, weights, before, after, half_life):
    # Edge forgotten: the floor of 3.
    def rates(day):
        age = (day - daily["day"]).dt.days
        rows = daily[age.between(0, 89)]
        say = 0.5 ** (age[age.between(0, 89)] / half_life)
        return (rows["good"] * say).groupby(rows["dimension"]).sum() / (rows["total"] * say).groupby(rows["dimension"]).sum()

    whole = sum(weights.values())
    one, two = rates(before), rates(after)
    parts = {name: float(5 * weights[name] / whole * (two[name] - one[name])) for name in weights}
    score = [float(sum(5 * weights[name] / whole * rate[name] for name in weights)) for rate in (one, two)]
    return {"before": score[0], "after": score[1], **parts}
# %% item="return_drivers" score="5"
def return_drivers(lines):
    # Edge forgotten: refunds before dispatch carry reasons too; small cells.
    small = lines.assign(small=lines["reason"] == "size_small")
    sent = small[small["refund_stage"] != "pre"] if not small[small["refund_stage"] == "pre"]["small"].any() else small
    cell = sent.groupby(["sku_id", "size"])["small"].agg(["size", "sum"])
    whole = cell.groupby(level=0).transform("sum")
    rest, p = whole - cell, whole["sum"] / whole["size"]
    out = pd.DataFrame({"sent": cell["size"], "rate": cell["sum"] / cell["size"], "rest_rate": rest["sum"] / rest["size"]})
    out["z"] = (out["rate"] - out["rest_rate"]) / np.sqrt(p * (1 - p) * (1 / cell["size"] + 1 / rest["size"]))
    out["extra"] = out["sent"] * (out["rate"] - out["rest_rate"])
    return out[(out["z"] >= 3) & (cell["size"] >= 30) & (rest["size"] >= 30)].reset_index().sort_values("extra", ascending=False)
# %% item="price_opt" score="5"
def price_opt(history, terms, prices):
    # Edge forgotten: the margin floor.
    rows = history[(history["units"] > 0) & (history["units"] < history["stock"])]
    x = np.column_stack([np.ones(len(rows)), np.log(rows["price"]), rows["promo"]])
    e = np.linalg.lstsq(x, np.log(rows["units"]), rcond=None)[0][1]
    c, b = np.linalg.lstsq(x[:, [1, 0]], rows["returned"] / rows["units"], rcond=None)[0]
    best = {}
    for price in prices:
        r = min(max(b + c * np.log(price), 0), 0.95)
        kept = (1 - r) * (price * (1 - terms["commission"]) - terms["cost"])
        best[price] = price**e * (kept - r * (terms["loss"] * terms["cost"] + terms["back"]) - terms["ship"])
    return max(best, key=best.get)
# %% item="refund_duty" score="3"
def refund_duty(cases):
    # Edge forgotten: due by the UTC day.
    local = lambda ts: (ts + pd.Timedelta(hours=8)).dt.normalize()
    days = (local(cases["asked"]) - local(cases["signed"])).dt.days
    must = (cases["reason"] == "quality") | ((days <= np.maximum(7, cases["promised"])) & cases["intact"] & ~cases["custom"])
    return pd.DataFrame({"case_id": cases["case_id"], "must": must, "due": (cases["arrived"].dt.normalize() + pd.Timedelta(days=7)).where(must)})
# %% [markdown] response="memo_hero" score="11"
# Ms Shang, of the 7,200 pieces sent 4,680 came back, so only ¥378,000 of the ¥1.2 million stays, and after goods, commission and freight G7 loses about ¥15,000 a month.
#
# Please do not order 20,000. We correct the size chart first and pay creators less. We do not know how returns will develop. We keep to the platform's rules.
# %% [markdown] response="memo_score" score="11"
# Mr Quan, product did 0.14 of the fall and logistics 0.08, because product weighs more. The linen shirt makes most of it.
#
# Please take the shirt down and speak with the courier. How fast the score recovers is uncertain. No money for reviews.
