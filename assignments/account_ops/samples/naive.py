# %% [markdown] lang="en"
# The typical mistakes of somebody who has not done the module.
# %% [markdown] lang="zh"
# 没学过本模块的人最常犯的错。
# %% item="net_growth" score="0"
def net_growth(followers):
    # Mistake: UTC days, only days with new followers.
    new = followers["follow_ts"].dt.normalize().value_counts().sort_index()
    table = pd.DataFrame({"day": new.index, "new": new.to_numpy(), "lost": 0})
    table["net"] = table["new"] - table["lost"]
    table["stock"] = table["net"].cumsum()
    return table
# %% item="km_curve" score="0"
def km_curve(followers, end, days):
    # Mistake: the share of all who have not left by day t, however young they are.
    life = (followers["unfollow_ts"] - followers["follow_ts"]) / pd.Timedelta(days=1)
    return [float(1 - (life <= day).mean()) for day in days]
# %% item="median_life" score="0"
def median_life(followers, end):
    # Mistake: only those who have left.
    life = (followers["unfollow_ts"] - followers["follow_ts"]) / pd.Timedelta(days=1)
    return life.groupby(followers["source"]).median().to_dict()
# %% item="transition_matrix" score="0"
def transition_matrix(states):
    # Mistake: the next row of a user, in whatever week.
    rows = states.sort_values(["user_id", "week"])
    names = ["O", "A1", "A2", "A3", "A4", "A5"]
    after = rows.groupby("user_id")["state"].shift(-1)
    shares = pd.crosstab(rows["state"], after, normalize="index").reindex(index=names, columns=names).fillna(0.0)
    shares.columns = names
    return shares.rename_axis("state").reset_index()
# %% item="forecast_5a" score="0"
def forecast_5a(stock, matrix, entrants, weeks):
    # Mistake: columns for rows.
    now = np.array(stock)
    for _ in range(weeks):
        now = np.array(matrix) @ now + np.array(entrants)
    return now.tolist()
# %% item="ltv_cohort" score="0"
def ltv_cohort(followers, orders, end, days):
    # Mistake: all followers, all orders, paid instead of net, divided by buyers.
    joined = orders.merge(followers, on="follower_id")
    out = joined.groupby("source").agg(followers=("follower_id", "nunique"), value=("gmv", "sum"))
    out["value"] /= out["followers"]
    return out.reset_index()
# %% item="pick_creators" score="0"
def pick_creators(creators, sizes, budget):
    # Mistake: most plays a yuan first.
    chosen, left = [], budget
    for row in creators.assign(rate=creators["plays_med"] / creators["fee"]).sort_values("rate", ascending=False).itertuples():
        if row.fee <= left:
            chosen.append(row.creator_id)
            left -= row.fee
    return chosen
# %% item="best_slots" score="0"
def best_slots(posts):
    # Mistake: mean plays by slot.
    mean = np.log(posts["plays"].clip(lower=1)).groupby(posts["slot"]).mean()
    table = (mean - mean.mean()).rename("effect").reset_index()
    return table.sort_values("effect", ascending=False)
# %% [markdown] response="memo_lucky_bag" score="3"
# Dear Ms Gu, 80,000 followers for ¥96,000 is ¥1.20 each, video costs ¥3.00 each. Lucky bags are cheaper, so do them every month. We are sure it pays later.
# %% [markdown] response="memo_a3" score="3"
# Dear Mr Bian, A3 has doubled, so interest has doubled. Now is the time to harvest with ¥400,000. Please approve.
