# %% [markdown] lang="en"
# The typical mistakes of somebody who has not done the module.
# %% [markdown] lang="zh"
# 没学过本模块的人最常犯的错。
# %% item="completion_table" score="0"
def completion_table(plays, videos):
    # Mistake: rows instead of plays, lost watch times count as not complete.
    rows = plays.merge(videos, on="video_id")
    rows["completion"] = rows["watch_s"] >= rows["duration_s"]
    rows["five_s"] = rows["watch_s"] >= 5
    rows["valid"] = rows["watch_s"] >= 7
    rows["watch_ratio"] = rows["watch_s"] / rows["duration_s"]
    table = rows.groupby("video_id")[["completion", "five_s", "valid", "watch_ratio"]].mean()
    table["plays"] = rows.groupby("video_id").size()
    return table.reset_index()
# %% item="survival_curve" score="0"
def survival_curve(plays, videos, seconds):
    # Mistake: short videos stay in the denominator of seconds that they do not last.
    rows = plays.merge(videos, on="video_id")
    out = [(hook, s, (group["watch_s"] >= s).mean()) for hook, group in rows.groupby("hook") for s in seconds]
    return pd.DataFrame(out, columns=["hook", "second", "share"])
# %% item="sample_size" score="0"
def sample_size(rate, lift, power=0.8, alpha=0.05):
    # Mistake: the lift taken as points, not relative.
    return int(16 * rate * (1 - rate) / lift**2)
# %% item="ab_read" score="0"
def ab_read(counts, planned):
    # Mistake: mean of daily rates, whoever is ahead wins.
    rate = (counts["complete"] / counts["users"]).groupby(counts["arm"]).mean()
    lift = rate["B"] / rate["A"] - 1
    return {"lift": lift, "low": lift, "high": lift, "p": 0.01, "srm_p": 1.0, "verdict": "ship" if lift > 0 else "stop"}
# %% item="cuped" score="0"
def cuped(users):
    # Mistake: a covariate that the test itself moves.
    x, y = users["plays_in_test"], users["watch_s"]
    adjusted = y - np.cov(x, y)[0, 1] / x.var() * (x - x.mean())
    a, b = adjusted[users["arm"] == "A"], adjusted[users["arm"] == "B"]
    se = np.sqrt(a.var() / len(a) + b.var() / len(b))
    return {"effect": b.mean() - a.mean(), "se": se, "reduction": 1 - adjusted.var() / y.var()}
# %% item="hook_drop" score="0"
def hook_drop(plays, videos, video_id):
    # Mistake: the second that loses most viewers, which is the first nearly everywhere.
    seen = plays.loc[plays["video_id"] == video_id, "watch_s"].dropna()
    if not len(seen):
        return {"second": 0, "extra": 0.0}
    ended = seen.astype(int).value_counts()
    return {"second": int(ended.idxmax()) + 1, "extra": float(ended.max())}
# %% item="duration_adjusted_rank" score="0"
def duration_adjusted_rank(videos, daily, edges, min_views):
    # Mistake: completion of each topic, whatever the length.
    table = videos.merge(daily, on="video_id").groupby("topic")[["views", "complete"]].sum()
    score = (table["complete"] / table["views"]).rename("score").reset_index()
    return score.sort_values("score", ascending=False)
# %% item="views_d7" score="0"
def views_d7(history, first_day):
    # Mistake: seven times the first day.
    week = 7 * np.array(first_day)
    return pd.DataFrame({"low": 0.8 * week, "median": week, "high": 1.2 * week})
# %% [markdown] response="memo_ship" score="3"
# Dear Mr Tan, B wins: likes are up 26 % and completion is up too, both clearly significant. More likes bring more traffic and sales will follow. Ship it tonight.
# %% [markdown] response="memo_peek" score="3"
# Dear Ms Luo, p is below .05, so B is proven with 95 % certainty. Pay the fee and re-cut all 60 videos now.
