# %% [markdown] lang="en"
# The right idea nearly everywhere, the edges forgotten: somebody who did the module and is in a hurry.
# %% [markdown] lang="zh"
# 思路基本都对，边界情况没顾上：学过本模块、时间紧张的学员。
# %% item="five_dim_four_rate" score="4"
def five_dim_four_rate(steps):
    # Edge forgotten: a step nobody reached has no column.
    names = ["exposed", "entered", "product_exposed", "product_clicked", "paid"]
    out = steps.drop_duplicates().groupby(["session_id", "step"]).size().unstack(fill_value=0)[names]
    for rate, below, above in zip(["enter", "product_exposure", "product_click", "pay"], names, names[1:]):
        out[rate] = out[above] / out[below]
    return out.reset_index()
# %% item="gpm_pair" score="4"
def gpm_pair(minutes):
    # Edge forgotten: nothing shown, nobody entered.
    last = minutes.sort_values("loaded_at").groupby(["session_id", "ts"]).last().reset_index()
    first = last.groupby("session_id")["ts"].min().dt.tz_localize("UTC").dt.tz_convert("Asia/Shanghai").dt.tz_localize(None).dt.normalize()
    sums = last.groupby(last["session_id"].map(first).rename("day"))[["gmv", "impressions", "entries"]].sum()
    sums["gpm_exposure"] = sums["gmv"] / sums["impressions"] * 1000
    sums["gpm_watch"] = sums["gmv"] / sums["entries"] * 1000
    return sums[["gmv", "gpm_exposure", "gpm_watch"]].reset_index()
# %% item="decompose_change" score="5"
def decompose_change(a, b):
    # Edge forgotten: equal GMVs, and nothing is checked.
    from math import log

    steps = ["exposed", "entered", "product_exposed", "product_clicked", "paid", "gmv"]
    names = ["enter", "product_exposure", "product_click", "pay", "value_per_buyer"]
    mean = (b["gmv"] - a["gmv"]) / log(b["gmv"] / a["gmv"])
    out = {"exposed": mean * log(b["exposed"] / a["exposed"])}
    for name, below, above in zip(names, steps, steps[1:]):
        out[name] = mean * log(b[above] / b[below] / (a[above] / a[below]))
    return out
# %% item="find_break" score="6"
def find_break(session):
    # Edge forgotten: something always breaks.
    rows = session.sort_values("minute").reset_index(drop=True)
    steps = ["exposed_uv", "entries", "product_exposed_uv", "product_click_uv", "payers"]
    best = (0.0, None, None)
    for name, below, above in zip(["enter", "product_exposure", "product_click", "pay"], steps, steps[1:]):
        for at in range(20, len(rows) - 20):
            n1, k1, n2, k2 = rows[below][:at].sum(), rows[above][:at].sum(), rows[below][at:].sum(), rows[above][at:].sum()
            p = (k1 + k2) / (n1 + n2)
            z = (k1 / n1 - k2 / n2) / (p * (1 - p) * (1 / n1 + 1 / n2)) ** 0.5
            best = max(best, (z, name, int(rows["minute"][at])), key=lambda found: found[0])
    return {"rate": best[1], "minute": best[2]}
# %% item="host_effect" score="6"
def host_effect(sessions):
    # Edge forgotten: sessions without entrants or with more refunds than sales.
    rows = sessions.assign(refund=sessions["refund_pre"] + sessions["refund_post"])
    rows["net"] = rows["gmv"] - rows["refund"]
    sums = rows.groupby("host_id")[["net", "refund", "gmv", "entrants"]].sum()
    out = pd.DataFrame({"net_value": sums["net"] / sums["entrants"], "refund_share": sums["refund"] / sums["gmv"]})
    design = pd.get_dummies(rows[["host_id", "daypart"]]).astype(float)
    y = np.log(rows["net"] / rows["entrants"])
    fitted = pd.Series(np.linalg.lstsq(design.to_numpy(), y.to_numpy(), rcond=None)[0], index=design.columns)
    level = fitted[[f"host_id_{host}" for host in out.index]].to_numpy()
    out["effect"] = level - level.mean()
    return out.sort_values("effect", ascending=False).reset_index()
# %% item="paid_spill" score="6"
def paid_spill(minutes):
    # Edge forgotten: it looks at the first seven minutes only, and somebody always pays.
    rows = minutes.assign(natural=minutes["entries"] - minutes["paid_entries"]).set_index(["session_id", "minute"]).sort_index()
    wide = rows[["natural", "payers"]].unstack("session_id").reindex(range(120)).astype(float)
    quick = wide - wide.rolling(13, center=True, min_periods=9).mean()
    best = (0.0, None, None)
    for lag in range(1, 8):
        x, y = quick["payers"].shift(lag).stack(), quick["natural"].stack()
        x, y = x.align(y, join="inner")
        best = max(best, (x.corr(y), lag, (x * y).sum() / (x * x).sum()), key=lambda found: found[0])
    return {"lag": best[1], "per_payer": float(best[2])}
# %% item="slot_plan" score="5"
def slot_plan(skus, slots, audience):
    # Edge forgotten: not showing anything, or less than all slots, is allowed.
    from itertools import permutations

    facts = {row.sku_id: (row.value, row.pull) for row in skus.itertuples()}

    def profit(order):
        total, online = 0.0, audience
        for name in order:
            total += online * facts[name][0]
            online *= facts[name][1]
        return total

    return list(max(permutations(facts, slots), key=profit))
# %% item="compliance_flags" score="5"
def compliance_flags(lines, stock, lowest_7d, host_age):
    # Rule forgotten: an item never sold before has no original price.
    import re

    rows = [(0, "minor")] if host_age < 16 else []
    for number, line in enumerate(lines, start=1):
        rest = re.sub("最近|最后|最多|最少|最关心|第一次|第一步|第一批", "", line)
        if re.search("最|第一|顶级|国家级", rest):
            rows.append((number, "absolute"))
        left = re.search(r"(?:只剩|还剩|仅剩) ?(\d+)", line)
        if left and int(left[1]) < stock:
            rows.append((number, "stock"))
        before = re.search(r"原价 ?([\d.]+)", line)
        if before and lowest_7d and float(before[1]) > lowest_7d:
            rows.append((number, "price"))
        if re.search("小朋友|同学|未成年", line) and "家长" not in line and "监护人" not in line:
            rows.append((number, "minor"))
    return pd.DataFrame(rows, columns=["line", "kind"])
# %% [markdown] response="memo_review" score="11"
# Ms Qiu, GMV fell by ¥93,700. The click rate fell from 24 to 17 %, that is most of it (¥83,000); entry is ¥12,400. The ads ended at the same time on both Thursdays.
#
# The new main picture went up at 20:50, when the clicks halved. Please use the old one again. It is not certain that it was the picture. We stay honest with viewers.
# %% [markdown] response="memo_script" score="12"
# Breaches: 全网最低价 and 顶级 (Advertising Law), 原价 399 although ¥139 was paid all week (price fraud), 只剩 20 件 with 860 in stock.
#
# "家人们，这条裤子今天 139 元，锦纶 78%、氨纶 22%，质检报告在详情页。不合适七天内可退，点一号链接。"
#
# Next time the script is checked before the session.
