# %% [markdown] lang="en"
# The typical mistakes of somebody who has not done the module.
# %% [markdown] lang="zh"
# 没学过本模块的人最常犯的错。
# %% item="five_dim_four_rate" score="0"
def five_dim_four_rate(steps):
    # Mistake: events instead of people.
    names = ["exposed", "entered", "product_exposed", "product_clicked", "paid"]
    out = steps.groupby(["session_id", "step"]).size().unstack(fill_value=0).reindex(columns=names, fill_value=0)
    for rate, below, above in zip(["enter", "product_exposure", "product_click", "pay"], names, names[1:]):
        out[rate] = out[above] / out[below].replace(0, np.nan)
    return out.reset_index()
# %% item="gpm_pair" score="0"
def gpm_pair(minutes):
    # Mistake: mean of the minutes' GPMs, UTC days, every row.
    table = minutes[(minutes["impressions"] > 0) & (minutes["entries"] > 0)]
    table = table.assign(
        day=table["ts"].dt.normalize(),
        gpm_exposure=1000 * table["gmv"] / table["impressions"],
        gpm_watch=1000 * table["gmv"] / table["entries"],
    )
    return table.groupby("day").agg({"gmv": "sum", "gpm_exposure": "mean", "gpm_watch": "mean"}).reset_index()
# %% item="decompose_change" score="0"
def decompose_change(a, b):
    # Mistake: change one factor at a time, from a; the terms do not sum to the change.
    steps = ["exposed", "entered", "product_exposed", "product_clicked", "paid", "gmv"]
    names = ["enter", "product_exposure", "product_click", "pay", "value_per_buyer"]
    out = {"exposed": a["gmv"] * (b["exposed"] / a["exposed"] - 1)}
    for name, below, above in zip(names, steps, steps[1:]):
        out[name] = a["gmv"] * (b[above] / b[below] / (a[above] / a[below]) - 1)
    return out
# %% item="find_break" score="0"
def find_break(session):
    # Mistake: the minute after which fewest people pay, blamed on entry.
    rows = session.sort_values("minute")
    level = rows["payers"].rolling(5).mean().to_numpy()
    fall = level[10:] - level[5:-5]
    return {"rate": "enter", "minute": int(rows["minute"].iloc[5 + int(np.nanargmin(fall))])}
# %% item="host_effect" score="0"
def host_effect(sessions):
    # Mistake: gross, and whoever has the evenings wins.
    each = sessions.assign(value=sessions["gmv"] / sessions["entrants"])
    out = each.groupby("host_id")["value"].mean().rename("net_value").to_frame()
    out["refund_share"] = (each["refund_post"] / each["gmv"]).groupby(each["host_id"]).mean()
    out["effect"] = np.log(out["net_value"]) - np.log(out["net_value"]).mean()
    return out.sort_values("effect", ascending=False).reset_index()
# %% item="paid_spill" score="0"
def paid_spill(minutes):
    # Mistake: all entries against payers, levels instead of ups and downs.
    rows = minutes.sort_values(["session_id", "minute"])
    fit = {lag: rows["payers"].shift(lag).corr(rows["entries"]) for lag in range(1, 11)}
    best = max(fit, key=lambda lag: fit[lag])
    return {"lag": best, "per_payer": float(rows["entries"].sum() / max(rows["payers"].sum(), 1))}
# %% item="slot_plan" score="0"
def slot_plan(skus, slots, audience):
    # Mistake: the items that earn most first, without asking who is still there.
    return skus.sort_values("value", ascending=False)["sku_id"].head(slots).tolist()
# %% item="compliance_flags" score="0"
def compliance_flags(lines, stock, lowest_7d, host_age):
    # Mistake: a list of words, and no look at the record.
    words = {"absolute": ["最", "第一", "顶级"], "stock": ["只剩", "仅剩"], "price": ["原价"], "minor": ["小朋友", "同学", "未成年"]}
    found = [
        (number, kind)
        for number, line in enumerate(lines, start=1)
        for kind, some in words.items()
        if any(word in line for word in some)
    ]
    return pd.DataFrame(found, columns=["line", "kind"])
# %% [markdown] response="memo_review" score="3"
# Ms Qiu, the ads ended at 20:48 and the traffic was bad. We should buy more traffic next Thursday and give the host a better script.
# %% [markdown] response="memo_script" score="4"
# "Lowest price on the net" and "top class" are not allowed.
#
# Better: "家人们，超低价！平时 399，今天 139！库存不多了，快拍！好面料，显瘦。同学们可以拍。"
#
# The host should be more careful next time.
