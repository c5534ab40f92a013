# %% [markdown] lang="en"
# The right idea nearly everywhere, the edges forgotten: somebody who did the module and is in a hurry.
# %% [markdown] lang="zh"
# 思路基本都对，边界情况没顾上：学过本模块、时间紧张的学员。
# %% item="clean_orders" score="10"
def clean_orders(orders):
    # Edge forgotten: an unknown unit passes for yuan, the order of updates is not looked at.
    paid = orders.sort_values("updated").drop_duplicates("order_id", keep="last").query("status == 'paid'")
    money = paid["amount"] / paid["unit"].map({"fen": 100, "milli_fen": 100_000}).fillna(1)
    day = (paid["ts"] + pd.Timedelta(hours=8)).dt.normalize()
    return pd.DataFrame({"order_id": paid["order_id"], "day": day, "gmv": money})
# %% item="funnel_compare" score="9"
def funnel_compare(funnel):
    # Edge forgotten: zero denominators become infinite.
    total = funnel.groupby("path")[["exposed", "entered", "clicked", "paid", "gmv"]].sum()
    return pd.DataFrame({
        "enter_rate": total["entered"] / total["exposed"],
        "click_rate": total["clicked"] / total["entered"],
        "pay_rate": (total["paid"] / total["clicked"]).fillna(0),
        "conversion": total["paid"] / total["exposed"],
        "value": total["gmv"] / total["exposed"],
        "buyer_share": total["paid"] / max(total["paid"].sum(), 1),
    }).reset_index()
# %% item="monthly_growth" score="6"
def monthly_growth(start, end, months):
    # Edge forgotten: values that cannot be.
    rate = (end / start) ** (1 / months) - 1
    return {"rate": rate, "double": float(np.log(2) / np.log(1 + rate)) if rate else float("inf")}
# %% item="channel_overlap" score="8"
def channel_overlap(buyers):
    # Edge forgotten: a channel may be missing.
    ids = buyers["buyer_id"].str.strip().str.lower()
    first = buyers.assign(buyer_id=ids).pivot_table(index="buyer_id", columns="channel", values="first_ts", aggfunc="min")
    douyin = first[first["douyin"].notna()]
    known, new = (douyin["traditional"] < douyin["douyin"]).mean(), douyin["traditional"].isna().mean()
    return {"known": float(known), "later": float(1 - known - new), "new": float(new)}
# %% item="hit_score" score="7"
def hit_score(items):
    # Edge forgotten: items without viewers keep a missing spread.
    spread = items["shares"] / items["viewers"]
    a, b = items["units"].rank(pct=True, method="max"), spread.rank(pct=True, method="max")
    out = pd.DataFrame({"item_id": items["item_id"], "score": np.sqrt(a * b)})
    return out.sort_values(["score", "item_id"], ascending=[False, True])
# %% item="pull_forward" score="9"
def pull_forward(weekly):
    # Edge forgotten: campaigns in a row are counted as weeks after.
    table = weekly.sort_values("week").reset_index(drop=True)
    on = table.index[table["campaign"]]
    after = [week for start in on for week in (start + 1, start + 2) if week in table.index]
    base = table.drop(index=[*on, *after], errors="ignore")["gmv"].median()
    lift, stolen = (table.loc[on, "gmv"] - base).sum(), (base - table.loc[after, "gmv"]).sum()
    return {"lift": float(lift), "stolen": float(stolen), "net": float(lift - stolen), "share": float(stolen / lift)}
# %% item="fact_mix" score="6"
def fact_mix(levers, budget):
    # Edge forgotten: a lever that must be bought in full.
    from scipy.optimize import minimize

    keep = ((1 - levers["stolen"]) * levers["top"]).to_numpy()
    half, n = levers["half"].to_numpy(), len(levers)
    loss = lambda share: -(keep * share * budget / (half + share * budget)).sum() / keep.sum()
    found = minimize(loss, np.full(n, 1 / n), bounds=[(0, 1)] * n, constraints={"type": "ineq", "fun": lambda x: 1 - x.sum()})
    return dict(zip(levers["lever"], (np.clip(found.x, 0, 1) * budget / max(1, found.x.sum())).tolist()))
# %% [markdown] response="memo_empty_room" score="12"
# Mr Pan, please keep the ¥300,000 for now. You are shown to 48,000 people a day, as many as others, but only 6 % of them enter, 18 % in the category.
# Those who enter click and pay like anywhere else. So the content at the door is the problem: the second logic, content before goods.
#
# Let us try a livelier opening with a demonstration for some days and look whether more people enter. It costs little. We cannot be sure that it helps.
# We stay honest in the room.
