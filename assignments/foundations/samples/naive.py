# %% [markdown] lang="en"
# The typical mistakes of somebody who has not done the module.
# %% [markdown] lang="zh"
# 没学过本模块的人最常犯的错。
# %% item="clean_orders" score="0"
def clean_orders(orders):
    # Mistake: every row is an order, UTC days, one unit.
    paid = orders[orders["status"] == "paid"]
    return pd.DataFrame({"order_id": paid["order_id"], "day": paid["ts"].dt.normalize(), "gmv": paid["amount"]})
# %% item="funnel_compare" score="0"
def funnel_compare(funnel):
    # Mistake: a mean of daily rates, per play.
    daily = funnel.assign(
        enter_rate=funnel["entered"] / funnel["plays"],
        click_rate=funnel["clicked"] / funnel["entered"],
        pay_rate=funnel["paid"] / funnel["clicked"],
        conversion=funnel["paid"] / funnel["plays"],
        value=funnel["gmv"] / funnel["plays"],
        buyer_share=funnel["paid"] / funnel["paid"].sum(),
    )
    names = ["enter_rate", "click_rate", "pay_rate", "conversion", "value", "buyer_share"]
    return daily.groupby("path")[names].mean().reset_index()
# %% item="monthly_growth" score="0"
def monthly_growth(start, end, months):
    # Mistake: the whole growth divided by the months.
    rate = (end / start - 1) / months
    return {"rate": rate, "double": 1 / rate if rate else float("inf")}
# %% item="channel_overlap" score="0"
def channel_overlap(buyers):
    # Mistake: ids as they are spelled, and no look at who came first.
    douyin = set(buyers.loc[buyers["channel"] == "douyin", "buyer_id"])
    there = set(buyers.loc[buyers["channel"] == "traditional", "buyer_id"])
    both = len(douyin & there) / len(douyin | there)
    return {"known": both, "later": 0.0, "new": 1 - both}
# %% item="hit_score" score="0"
def hit_score(items):
    # Mistake: sales alone.
    score = items["units"] / items["units"].max()
    return pd.DataFrame({"item_id": items["item_id"], "score": score}).sort_values("score", ascending=False)
# %% item="pull_forward" score="0"
def pull_forward(weekly):
    # Mistake: against the mean of all other weeks, nothing is lost afterwards.
    base = weekly.loc[~weekly["campaign"], "gmv"].mean()
    lift = (weekly.loc[weekly["campaign"], "gmv"] - base).sum()
    return {"lift": float(lift), "stolen": 0.0, "net": float(lift), "share": 0.0}
# %% item="fact_mix" score="0"
def fact_mix(levers, budget):
    # Mistake: an equal share for each.
    return {name: budget / len(levers) for name in levers["lever"]}
# %% [markdown] response="memo_empty_room" score="4"
# Dear Mr Pan, your room has few people because few enter. More traffic will bring more people, and with your famous name they will buy.
# I suggest to start with ¥100,000 and see. We are confident that it works.
