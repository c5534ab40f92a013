# %% [markdown] lang="en"
# Strong on one side, a classic slip on the other: careful with edges, or right in definition and wrong in the core.
# %% [markdown] lang="zh"
# 长短脚：有的题边界都顾到了、核心却踩坑，有的题正好相反。
# %% item="net_growth" score="0"
def net_growth(followers):
    # Mistake: the stock ends before the day's losses.
    eight = pd.Timedelta(hours=8)
    new = (followers["follow_ts"] + eight).dt.normalize().value_counts()
    lost = (followers["unfollow_ts"].dropna() + eight).dt.normalize().value_counts()
    index = new.index.union(lost.index)
    days = pd.date_range(index.min(), index.max()) if len(index) else index
    table = pd.DataFrame({"new": new.reindex(days, fill_value=0), "lost": lost.reindex(days, fill_value=0)})
    table["net"] = table["new"] - table["lost"]
    table["stock"] = table["new"].cumsum()
    return table.rename_axis("day").reset_index()
# %% item="km_curve" score="0"
def km_curve(followers, end, days):
    # Mistake: whoever is censored is dropped.
    rows = followers[(followers["follow_ts"] <= end) & (followers["unfollow_ts"] <= end)]
    life = (rows["unfollow_ts"] - rows["follow_ts"]) / pd.Timedelta(days=1)
    return [float((life > day).mean()) if len(followers) else float("nan") for day in days]
# %% item="median_life" score="0"
def median_life(followers, end):
    # Mistake: who still follows is taken to leave at the export.
    out = {}
    for source, rows in followers.groupby("source"):
        rows = rows[rows["follow_ts"] <= end]
        left = rows["unfollow_ts"] <= end
        life = (rows["unfollow_ts"].where(left, end) - rows["follow_ts"]) / pd.Timedelta(days=1)
        out[source] = float(life.median()) if len(rows) and left.mean() >= 0.5 else None
    return out
# %% item="transition_matrix" score="0"
def transition_matrix(states):
    # Mistake: shares of all pairs instead of each row's.
    names = ["O", "A1", "A2", "A3", "A4", "A5"]
    pairs = states.merge(states.assign(week=states["week"] - 1), on=["user_id", "week"], suffixes=("", "_to"))
    counts = pd.crosstab(pairs["state"], pairs["state_to"]).reindex(index=names, columns=names, fill_value=0)
    shares = counts / max(counts.to_numpy().sum(), 1)
    shares[counts.sum(axis=1) == 0] = np.nan
    shares.columns = names
    return shares.rename_axis("state").reset_index()
# %% item="forecast_5a" score="2"
def forecast_5a(stock, matrix, entrants, weeks):
    # Mistake: entrants move in the week in which they come.
    now, move, more = np.array(stock, float), np.array(matrix, float), np.array(entrants, float)
    if move.shape != (len(now), len(now)) or more.shape != now.shape or weeks < 0 or min(now.min(), move.min()) < 0:
        raise ValueError("input")
    if abs(move.sum(axis=1) - 1).max() > 1e-6:
        raise ValueError("rows")
    for _ in range(weeks):
        now = (now + more) @ move
    return now.tolist()
# %% item="ltv_cohort" score="0"
def ltv_cohort(followers, orders, end, days):
    # Mistake: young followers stay in the denominator.
    span = pd.Timedelta(days=days)
    joined = orders.drop_duplicates("order_id").merge(followers, on="follower_id")
    joined = joined[(joined["ts"] >= joined["follow_ts"]) & (joined["ts"] < joined["follow_ts"] + span)]
    net = (joined["gmv"] - joined["refund"]).groupby(joined["source"]).sum()
    out = followers.groupby("source").size().rename("followers").to_frame()
    out["value"] = net.reindex(out.index, fill_value=0.0) / out["followers"]
    return out.reset_index()
# %% item="pick_creators" score="0"
def pick_creators(creators, sizes, budget):
    # Mistake: reach is added up, people whom two creators reach count twice.
    from itertools import combinations

    reach = np.minimum(creators["plays_med"].to_numpy(), sum(sizes))
    fee, best, chosen = creators["fee"].to_numpy(), -1.0, []
    for count in range(len(creators) + 1):
        for rows in map(list, combinations(range(len(creators)), count)):
            if fee[rows].sum() <= budget and reach[rows].sum() > best:
                best, chosen = reach[rows].sum(), rows
    return creators["creator_id"].iloc[chosen].tolist()
# %% item="best_slots" score="0"
def best_slots(posts):
    # Mistake: the average of topic means, weighted by nothing, on plays and not on their logarithm.
    shown = posts[posts["plays"] > 0]
    table = shown.pivot_table(index="slot", columns="topic", values="plays", aggfunc="mean")
    relative = np.log(table / table.mean()).mean(axis=1)
    out = (relative - relative.mean()).rename("effect").rename_axis("slot").reset_index()
    return out.sort_values("effect", ascending=False)
# %% [markdown] response="memo_lucky_bag" score="15"
# Ms Gu, please do not repeat the bag week. Of 80,000 followers 16,800 are left (¥5.71 each; by video ¥4.84), margin in 30 days was ¥0.39 against ¥3.15 a follower: ¥31,000 back of ¥96,000.
#
# **Now**: ¥60,000 into video this month, bags at most ¥3,000 a week for viewers who stay; stop if fewer than 40 % follow after 30 days.
#
# **Unknown**: later orders; we look again after 60 days by source.
#
# Please confirm by Thursday.
# %% [markdown] response="memo_a3" score="15"
# Mr Bian, A3 doubled on paper; orders a week grow from 5,520 to 6,336, 15 %. 114,000 of the 120,000 new ones watched a giveaway and act at 0.4 %.
#
# **Do**: keep ¥200,000, leave giveaway viewers out from Monday, one stream with questions a week for ¥8,000; stop if the asked group is below 105,000 in four weeks.
#
# **Unknown**: the rates are of one week; we follow both groups for four.
#
# Please agree by Friday.
