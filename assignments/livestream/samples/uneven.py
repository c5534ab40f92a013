# %% [markdown] lang="en"
# Strong in places: sometimes the core without the edges, sometimes the edges without the core.
# %% [markdown] lang="zh"
# 参差不齐：有的题主干对、边界错，有的题反过来。
# %% item="five_dim_four_rate" score="6"
def five_dim_four_rate(steps):
    names = ["exposed", "entered", "product_exposed", "product_clicked", "paid"]
    rows = []
    for session, part in steps.groupby("session_id"):
        people = [part.loc[part["step"] == name, "viewer_id"].nunique() for name in names]
        rates = [y / x if x else float("nan") for x, y in zip(people, people[1:])]
        rows.append([session, *people, *rates])
    return pd.DataFrame(rows, columns=["session_id", *names, "enter", "product_exposure", "product_click", "pay"])
# %% item="gpm_pair" score="0"
def gpm_pair(minutes):
    # Mistake: minutes after midnight go to the next day.
    right = minutes.sort_values("loaded_at").drop_duplicates(["session_id", "ts"], keep="last")
    day = (right["ts"] + pd.Timedelta(hours=8)).dt.normalize().rename("day")
    table = right.groupby(day)[["gmv", "impressions", "entries"]].sum()
    table["gpm_exposure"] = 1000 * table["gmv"] / table["impressions"].replace(0, np.nan)
    table["gpm_watch"] = 1000 * table["gmv"] / table["entries"].replace(0, np.nan)
    return table[["gmv", "gpm_exposure", "gpm_watch"]].reset_index()
# %% item="decompose_change" score="8"
def decompose_change(a, b):
    steps = ["exposed", "entered", "product_exposed", "product_clicked", "paid", "gmv"]
    if any(x[name] <= 0 for x in (a, b) for name in steps):
        raise ValueError("numbers above zero, please")
    ratio = [np.log(b["exposed"] / a["exposed"])]
    ratio += [np.log((b[y] / b[x]) / (a[y] / a[x])) for x, y in zip(steps, steps[1:])]
    mean = a["gmv"] if abs(b["gmv"] / a["gmv"] - 1) < 1e-12 else (b["gmv"] - a["gmv"]) / np.log(b["gmv"] / a["gmv"])
    return dict(zip(["exposed", "enter", "product_exposure", "product_click", "pay", "value_per_buyer"], (mean * np.array(ratio)).tolist()))
# %% item="find_break" score="0"
def find_break(session):
    # Mistake: the worst five minutes of the worst rate, whether or not anything stays low.
    rows = session.sort_values("minute")
    steps = ["exposed_uv", "entries", "product_exposed_uv", "product_click_uv", "payers"]
    worst = {}
    for name, below, above in zip(["enter", "product_exposure", "product_click", "pay"], steps, steps[1:]):
        rate = rows[above].rolling(5).sum() / rows[below].rolling(5).sum().replace(0, np.nan)
        worst[name] = (float(rate.min() / rate.median()), int(rows["minute"].loc[rate.idxmin()]))
    name = min(worst, key=lambda rate: worst[rate])
    return {"rate": name, "minute": worst[name][1]}
# %% item="host_effect" score="3"
def host_effect(sessions):
    # Mistake: the daypart is not held fixed; the rest is right.
    rows = sessions.assign(refund=sessions["refund_pre"] + sessions["refund_post"])
    rows["net"] = rows["gmv"] - rows["refund"]
    sums = rows.groupby("host_id")[["net", "refund", "gmv", "entrants"]].sum()
    out = pd.DataFrame({"net_value": sums["net"] / sums["entrants"].replace(0, np.nan)})
    out["refund_share"] = sums["refund"] / sums["gmv"].replace(0, np.nan)
    out["effect"] = np.log(out["net_value"]) - np.log(out["net_value"]).mean()
    return out.sort_values("effect", ascending=False).reset_index()
# %% item="paid_spill" score="2"
def paid_spill(minutes):
    # Mistake: differences from the minute before, and natural entries counted with the paid ones; nobody paid is right.
    if not minutes["payers"].sum():
        return {"lag": None, "per_payer": None}
    wide = minutes.pivot(index="minute", columns="session_id", values=["entries", "payers"]).reindex(range(120)).astype(float)
    quick = wide - wide.mean()
    fit = {lag: quick["payers"].shift(lag).stack().corr(quick["entries"].stack()) for lag in range(1, 11)}
    lag = max(fit, key=lambda k: fit[k])
    x, y = quick["payers"].shift(lag).stack().align(quick["entries"].stack(), join="inner")
    return {"lag": lag, "per_payer": float((x * y).sum() / (x * x).sum())}
# %% item="slot_plan" score="2"
def slot_plan(skus, slots, audience):
    # Mistake: one item at a time, whatever earns most at once; the small cases come out right.
    if len(skus) <= 4 or slots == 1 or skus["value"].max() <= 0 or (skus["pull"] == 0).any():
        from itertools import permutations

        facts = {row.sku_id: (row.value, row.pull) for row in skus.itertuples()}

        def profit(order):
            total, online = 0.0, audience
            for name in order:
                total += online * facts[name][0]
                online *= facts[name][1]
            return total

        plans = [order for count in range(min(slots, len(facts)) + 1) for order in permutations(facts, count)]
        return list(max(plans, key=profit))
    return skus[skus["value"] > 0].sort_values("value", ascending=False)["sku_id"].head(slots).tolist()
# %% item="compliance_flags" score="5"
def compliance_flags(lines, stock, lowest_7d, host_age):
    # Mistake: 最近 and 第一次 are accused too; the record is looked up.
    import re

    rows = [(0, "minor")] if host_age < 16 else []
    for number, line in enumerate(lines, start=1):
        if re.search("最|第一|顶级|国家级", line):
            rows.append((number, "absolute"))
        if any(int(n) < stock for n in re.findall(r"[只还仅]剩\s?(\d+)", line)):
            rows.append((number, "stock"))
        if any(lowest_7d is None or float(n) > lowest_7d for n in re.findall(r"原价\s?(\d+\.?\d*)", line)):
            rows.append((number, "price"))
        if re.search("小朋友|同学|未成年", line) and not re.search("家长|监护人", line):
            rows.append((number, "minor"))
    return pd.DataFrame(rows, columns=["line", "kind"])
# %% [markdown] response="memo_review" score="15"
# Ms Qiu, the new main picture broke the evening. GMV fell by ¥93,700: ¥83,000 in the click rate (24 to 17 %), ¥12,400 in entry, exposure was higher. The burst ended at 20:48 on both Thursdays; clicks halved at 20:50, when the new picture went up (old one last week: 23 %).
#
# **One change**: design restores the old picture before Tuesday 20:00, an hour's work; if the slot stays below 20 % clicks, we look at the wording.
#
# **Unknown**: two evenings only; on Thursday both pictures, ten minutes each.
#
# Please confirm by Monday.
# %% [markdown] response="memo_script" score="15"
# Breaches: 全网最低价 and 顶级 (Advertising Law art. 9), 原价 399 against ¥139 in seven days (price fraud), 只剩 20 件 and 再加 20 单 with 860 in stock (false scarcity), 三天瘦一圈 (false effect), 同学们先用爸妈手机拍 (minors).
#
# "家人们，这条瑜伽裤今天 139 元，这一周都是这个价。锦纶 78%、氨纶 22%，质检报告在详情页。做个深蹲给大家看，不透。库存够，不用抢，七天无理由。未成年请家长来买。"
#
# The compliance officer signs the script before the session.
