# %% [markdown] lang="en"
# Strong on one side, a classic slip on the other: careful with edges, or right in definition and wrong in the core.
# %% [markdown] lang="zh"
# 长短脚：有的题边界都顾到了、核心却踩坑，有的题正好相反。
# %% item="sku_pnl" score="0"
def sku_pnl(lines, sku, fees):
    # Mistake: commission on what was paid, not on what stays.
    rows = lines.drop_duplicates(["order_id", "line"]).merge(sku, on="sku_id")
    back = (rows["refund_stage"] == "post") & (rows["refund"] >= rows["paid"])
    sent = rows["refund_stage"] != "pre"
    net = rows["paid"] - rows["refund"]
    goods = rows["qty"] * rows["cost"] * np.where(back, fees["loss"], 1) * sent
    left = net - rows["paid"] * rows["channel"].map(fees["commission"]) - goods - fees["ship"] * sent - fees["back"] * back
    out = pd.DataFrame({"sku_id": rows["sku_id"], "gmv": rows["paid"], "net": net, "contribution": left})
    return out.groupby("sku_id", as_index=False).sum()
# %% item="movement_rate" score="0"
def movement_rate(daily, start, end):
    # Mistake: everything on the shelf is live, with or without stock.
    rows = daily[daily["day"].between(start, end)]
    by = rows.groupby(["family", "sku_id"], as_index=False)["units"].max()
    names = [*sorted(daily["family"].unique()), "all"]
    parts = [by if name == "all" else by[by["family"] == name] for name in names]
    out = pd.DataFrame({"family": names, "live": [len(each) for each in parts], "sold": [int((each["units"] > 0).sum()) for each in parts]})
    out["rate"] = out["sold"] / out["live"].replace(0, np.nan)
    return out
# %% item="elasticity" score="0"
def elasticity(daily):
    # Mistake: the extra traffic of promo days is credited to the price.
    rows = daily[(daily["units"] > 0) & (daily["units"] < daily["stock"])]
    out = dict.fromkeys(daily["family"].unique())
    for family, part in rows.groupby("family"):
        if (part[part["promo"] == 0].groupby("sku_id")["price"].nunique() >= 2).any():
            x, y = np.log(part["price"]), np.log(part["units"])
            x, y = x - x.groupby(part["sku_id"]).transform("mean"), y - y.groupby(part["sku_id"]).transform("mean")
            out[family] = float((x * y).sum() / (x * x).sum())
    return out
# %% item="cannibal" score="0"
def cannibal(daily, new, sibling):
    # Mistake: the new SKU is counted in the growth of the family.
    wide = daily.pivot_table(index="day", columns="sku_id", values="units", aggfunc="sum")
    start = wide[new].first_valid_index()
    wide = wide.fillna(0.0)
    before, after = wide[wide.index < start].mean(), wide[wide.index >= start].mean()
    growth = after.drop(sibling).sum() / before.drop(sibling).sum()
    lost = float(before[sibling] * growth - after[sibling])
    return {"new_per_day": float(after[new]), "lost_per_day": lost, "share": lost / float(after[new]) if after[new] else None}
# %% item="repurchase" score="0"
def repurchase(orders, end, days):
    # Mistake: young buyers stay in the denominator.
    kept = orders[orders["refund"] < orders["paid"]]
    visits = pd.DataFrame({"who": kept["customer_id"], "day": (kept["ts"] + pd.Timedelta(hours=8)).dt.normalize()}).drop_duplicates()
    first = visits.groupby("who")["day"].min()
    gap = (visits["day"] - visits["who"].map(first)).dt.days
    again = first.index.isin(visits[gap.between(1, days)]["who"])
    old = first + pd.Timedelta(days=days + 1) <= end + pd.Timedelta(hours=8)
    by = pd.DataFrame({"cohort": first.dt.strftime("%Y-%m"), "again": again, "old": old}).groupby("cohort")
    return by.agg(buyers=("again", "size"), mature=("old", "sum"), rate=("again", "mean")).reset_index()
# %% item="experience_score" score="2"
def experience_score(daily, weights, before, after, half_life):
    # Mistake: contributions without weights.
    def rates(day):
        age = (day - daily["day"]).dt.days
        rows = daily[(age >= 0) & (age < 90)]
        say = 0.5 ** (age[(age >= 0) & (age < 90)] / half_life)
        return (rows["good"] * say).groupby(rows["dimension"]).sum() / (rows["total"] * say).groupby(rows["dimension"]).sum()

    whole = sum(weights.values())
    one, two = rates(before), rates(after)
    score = [max(3.0, float(sum(5 * weights[name] / whole * rate[name] for name in weights))) for rate in (one, two)]
    return {"before": score[0], "after": score[1], **{name: float(5 * (two[name] - one[name])) for name in weights}}
# %% item="return_drivers" score="0"
def return_drivers(lines):
    # Mistake: each size against the whole shop, not against the SKU's other sizes.
    sent = lines[lines["refund_stage"] != "pre"]
    small = (sent["refund_stage"] == "post") & (sent["reason"] == "size_small")
    cell = small.groupby([sent["sku_id"], sent["size"]]).agg(["size", "sum"])
    n, k = cell["size"], cell["sum"]
    p = k.sum() / n.sum()
    out = pd.DataFrame({"sent": n, "rate": k / n, "rest_rate": (k.sum() - k) / (n.sum() - n)})
    out["z"] = (out["rate"] - out["rest_rate"]) / np.sqrt(p * (1 - p) * (1 / n + 1 / (n.sum() - n)))
    out["extra"] = out["sent"] * (out["rate"] - out["rest_rate"])
    return out[(n >= 30) & (out["z"] >= 3)].reset_index().sort_values("extra", ascending=False)
# %% item="price_opt" score="0"
def price_opt(history, terms, prices):
    # Mistake: sold-out days are taken for low demand; the floor is kept.
    fit = [p for p in prices if (p - terms["cost"]) / p >= terms["floor"]]
    rows = history[history["units"] > 0]
    x = np.column_stack([np.ones(len(rows)), np.log(rows["price"]), rows["promo"]])
    e = np.linalg.lstsq(x, np.log(rows["units"]), rcond=None)[0][1]
    r = rows["returned"].sum() / rows["units"].sum()
    profit = lambda p: p**e * ((1 - r) * (p * (1 - terms["commission"]) - terms["cost"]) - r * terms["back"] - terms["ship"])
    return max(fit, key=profit) if fit else None
# %% item="refund_duty" score="0"
def refund_duty(cases):
    # Mistake: seven times 24 hours from the moment of signing.
    in_time = cases["asked"] - cases["signed"] <= pd.to_timedelta(cases["promised"].clip(lower=7), unit="D")
    must = (cases["reason"] == "quality") | (in_time & cases["intact"] & ~cases["custom"])
    due = (cases["arrived"] + pd.Timedelta(hours=8)).dt.normalize() + pd.Timedelta(days=7)
    return pd.DataFrame({"case_id": cases["case_id"], "must": must, "due": due.where(must)})
# %% [markdown] response="memo_hero" score="15"
# Ms Shang, please do not order 20,000: G7 loses about ¥15,000 a month. 7,200 sent, 4,680 back, ¥378,000 stays; commission ¥83,000, goods ¥181,000, freight ¥62,000, worn stock ¥67,000.
#
# **Do**: correct the size chart by Monday (¥3,000), creators at 15 %, no new order; if more than 55 % come back after two weeks we stop paid creators.
#
# **Unknown**: whether G7 brings buyers to other SKUs; we watch the shop's contribution for a month.
#
# Please approve by Wednesday.
# %% [markdown] response="memo_score" score="15"
# Mr Quan, please take the linen shirt off sale today. The score fell by 0.22: product 0.14, logistics 0.08; the shirt makes 0.10 of it, so it brings 4.68.
#
# **Do**: buttons or refund for the buyers (¥9,000); courier only if logistics stays below 93 % for two weeks (¥18,000 a month).
#
# **Unknown**: how fast a 90-day score recovers; we compute it weekly.
#
# Please approve today.
