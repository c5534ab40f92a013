# %% [markdown] lang="en"
# The right idea nearly everywhere, the edges forgotten: somebody who did the module and is in a hurry.
# %% [markdown] lang="zh"
# 思路基本都对，边界情况没顾上：学过本模块、时间紧张的学员。
# %% item="net_growth" score="4"
def net_growth(followers):
    # Edge forgotten: days without an event are missing.
    new = (followers["follow_ts"] + pd.Timedelta(hours=8)).dt.normalize().value_counts()
    lost = (followers["unfollow_ts"] + pd.Timedelta(hours=8)).dt.normalize().value_counts()
    table = pd.DataFrame({"new": new, "lost": lost}).fillna(0).astype(int).sort_index()
    table["net"] = table["new"] - table["lost"]
    table["stock"] = table["net"].cumsum()
    return table.rename_axis("day").reset_index()
# %% item="km_curve" score="5"
def km_curve(followers, end, days):
    # Edge forgotten: what happened after `end` was not known.
    left = followers["unfollow_ts"].notna()
    life = (followers["unfollow_ts"].fillna(end) - followers["follow_ts"]) / pd.Timedelta(days=1)
    s, steps = 1.0, []
    for t in sorted(set(life[left])):
        s *= 1 - (life[left] == t).sum() / (life >= t).sum()
        steps.append((t, s))
    return [float(min([1.0, *(v for t, v in steps if t <= day)])) for day in days]
# %% item="median_life" score="5"
def median_life(followers, end):
    # Edge forgotten: a source that came only after the export is left out.
    out = {}
    for source, rows in followers[followers["follow_ts"] <= end].groupby("source"):
        left = rows["unfollow_ts"] <= end
        life = (rows["unfollow_ts"].where(left, end) - rows["follow_ts"]) / pd.Timedelta(days=1)
        s, out[source] = 1.0, None
        for t in sorted(set(life[left])):
            s *= 1 - (life[left] == t).sum() / (life >= t).sum()
            if s <= 0.5 + 1e-12:
                out[source] = float(t)
                break
    return out
# %% item="transition_matrix" score="6"
def transition_matrix(states):
    # Edge forgotten: a state in which nothing begins gets zeros.
    names = ["O", "A1", "A2", "A3", "A4", "A5"]
    pairs = states.merge(states.assign(week=states["week"] - 1), on=["user_id", "week"], suffixes=("", "_to"))
    shares = pd.crosstab(pairs["state"], pairs["state_to"], normalize="index").reindex(index=names, columns=names).fillna(0.0)
    shares.columns = names
    return shares.rename_axis("state").reset_index()
# %% item="forecast_5a" score="4"
def forecast_5a(stock, matrix, entrants, weeks):
    # Edge forgotten: nothing is checked.
    now = np.array(stock, dtype=float)
    for _ in range(weeks):
        now = now @ np.array(matrix) + np.array(entrants)
    return now.tolist()
# %% item="ltv_cohort" score="6"
def ltv_cohort(followers, orders, end, days):
    # Edge forgotten: the last moment of the horizon counts.
    old = followers[(end - followers["follow_ts"]).dt.days >= days]
    joined = orders.drop_duplicates("order_id").merge(old, on="follower_id")
    joined = joined[joined["ts"] <= joined["follow_ts"] + pd.Timedelta(days=days)]
    net = (joined["gmv"] - joined["refund"]).groupby(joined["source"]).sum()
    out = pd.DataFrame({"followers": old.groupby("source").size(), "value": net}).fillna(0.0)
    out["value"] /= out["followers"]
    return out.reset_index()
# %% item="pick_creators" score="6"
def pick_creators(creators, sizes, budget):
    # Edge forgotten: nobody reaches more than everybody.
    from itertools import combinations

    audience = creators[[f"aud_{k}" for k in range(8)]].to_numpy() / 100
    share = creators["plays_med"].to_numpy()[:, None] * audience / np.array(sizes)
    fee, best, chosen = creators["fee"].to_numpy(), 0.0, []
    for count in range(1, len(creators) + 1):
        for rows in combinations(range(len(creators)), count):
            rows = list(rows)
            reach = (np.array(sizes) * (1 - (1 - share[rows]).prod(axis=0))).sum()
            if fee[rows].sum() <= budget and reach > best:
                best, chosen = reach, rows
    return creators["creator_id"].iloc[chosen].tolist()
# %% item="best_slots" score="6"
def best_slots(posts):
    # Edge forgotten: posts that were taken down count as one play.
    design = pd.get_dummies(posts[["slot", "topic"]]).astype(float)
    slots = [name for name in design if name.startswith("slot_")]
    coefficient = np.linalg.lstsq(design.to_numpy(), np.log(posts["plays"].clip(lower=1)), rcond=None)[0][: len(slots)]
    table = pd.DataFrame({"slot": [name[5:] for name in slots], "effect": coefficient - coefficient.mean()})
    return table.sort_values("effect", ascending=False)
# %% [markdown] response="memo_lucky_bag" score="11"
# Ms Gu, of the 80,000 only 21 % are left, 16,800. A follower who stays costs ¥5.71, by video ¥4.84. They buy for ¥1.10 instead of ¥9.00. So it was no success.
#
# Please put the money into video next month and make bags smaller. We do not know how the followers will develop. We keep to the platform's rules.
# %% [markdown] response="memo_a3" score="11"
# Mr Bian, the doubling comes from giveaway viewers: 114,000 of 120,000. They act at 0.4 %, the others at 6.0 %. So A4 grows from 5,520 to 6,336 a week, 15 %.
#
# Please do not double the budget; aim at those who asked. It is uncertain what the new ones will do. We report honestly.
