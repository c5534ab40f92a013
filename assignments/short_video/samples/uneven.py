# %% [markdown] lang="en"
# Strong on one side, a classic slip on the other: careful with edges, or right in definition and wrong in the core.
# %% [markdown] lang="zh"
# 长短脚：有的题边界都顾到了、核心却踩坑，有的题正好相反。
# %% item="completion_table" score="0"
def completion_table(plays, videos):
    # Mistake: complete means 95 % of the duration.
    rows = plays.drop_duplicates("play_id").dropna(subset="watch_s").merge(videos, on="video_id")
    rows["completion"] = rows["watch_s"] >= 0.95 * rows["duration_s"]
    rows["five_s"] = rows["watch_s"] >= rows["duration_s"].clip(upper=5)
    rows["valid"] = rows["watch_s"] >= rows["duration_s"].clip(upper=7)
    rows["watch_ratio"] = rows["watch_s"].clip(upper=rows["duration_s"]) / rows["duration_s"]
    table = rows.groupby("video_id")[["completion", "five_s", "valid", "watch_ratio"]].mean()
    table["plays"] = rows.groupby("video_id").size()
    return table.reindex(videos["video_id"]).fillna({"plays": 0}).reset_index()
# %% item="survival_curve" score="2"
def survival_curve(plays, videos, seconds):
    # Mistake: each video counts the same, however few plays it has.
    rows = plays.drop_duplicates("play_id").dropna(subset="watch_s").merge(videos, on="video_id")
    out = []
    for second in seconds:
        long = rows[rows["duration_s"] >= second]
        by_video = (long["watch_s"] >= second).groupby([long["hook"], long["video_id"]]).mean()
        mean = by_video.groupby("hook").mean() if len(long) else pd.Series(dtype=float)
        out += [(hook, second, mean.get(hook, np.nan)) for hook in videos["hook"].unique()]
    return pd.DataFrame(out, columns=["hook", "second", "share"])
# %% item="sample_size" score="0"
def sample_size(rate, lift, power=0.8, alpha=0.05):
    # Mistake: one-sided, in all instead of an arm.
    from scipy.stats import norm

    other = rate * (1 + lift)
    if not (0 < rate < 1 and 0 < other < 1 and 0 < power < 1 and 0 < alpha < 1) or lift == 0:
        raise ValueError("out of range")
    z = norm.isf(alpha) + norm.ppf(power)
    return int(np.ceil(2 * z**2 * (rate * (1 - rate) + other * (1 - other)) / (other - rate) ** 2))
# %% item="ab_read" score="4"
def ab_read(counts, planned):
    # Mistake: significance first; the split and the planned number are reported and ignored.
    from scipy.stats import norm

    sums = counts.dropna().groupby("arm")[["users", "complete"]].sum()
    (n_a, k_a), (n_b, k_b) = sums.loc["A"], sums.loc["B"]
    a, b, pooled = k_a / n_a, k_b / n_b, (k_a + k_b) / (n_a + n_b)
    half = 1.959964 * np.sqrt(a * (1 - a) / n_a + b * (1 - b) / n_b)
    p = 2 * norm.sf(abs(b - a) / np.sqrt(pooled * (1 - pooled) * (1 / n_a + 1 / n_b)))
    verdict = ("ship" if b > a else "stop") if p < 0.05 else "open"
    srm_p = 2 * norm.sf(abs(n_b - n_a) / np.sqrt(n_a + n_b))
    return {"lift": b / a - 1, "low": b - a - half, "high": b - a + half, "p": p, "srm_p": srm_p, "verdict": verdict}
# %% item="cuped" score="2"
def cuped(users):
    # Mistake: new viewers, who have no past, are left out.
    known = users.dropna(subset="pre_watch_s")
    known = known if len(known) else users.assign(pre_watch_s=0.0)
    x, y = known["pre_watch_s"], known["watch_s"]
    spread = x.var()
    adjusted = y - (np.cov(x, y)[0, 1] / spread if spread > 1e-9 else 0.0) * (x - x.mean())

    def compare(values):
        a, b = values[known["arm"] == "A"], values[known["arm"] == "B"]
        return b.mean() - a.mean(), a.var() / len(a) + b.var() / len(b)

    effect, variance = compare(adjusted)
    return {"effect": effect, "se": np.sqrt(variance), "reduction": 1 - variance / compare(y)[1]}
# %% item="hook_drop" score="0"
def hook_drop(plays, videos, video_id):
    # Mistake: the highest share of those still watching who leave; in the last seconds few are left.
    rows = plays.drop_duplicates("play_id").dropna(subset="watch_s").merge(videos, on="video_id")
    mine = rows[rows["video_id"] == video_id]
    if not len(mine):
        return None
    best = None
    for second in range(1, int(mine["duration_s"].iloc[0]) + 1):
        running = mine[mine["watch_s"] >= second - 1]
        share = (running["watch_s"] < second).mean() if len(running) else 0.0
        if best is None or share > best["extra"]:
            best = {"second": second, "extra": float(share)}
    return best
# %% item="duration_adjusted_rank" score="0"
def duration_adjusted_rank(videos, daily, edges, min_views):
    # Mistake: the mean of daily rates.
    rates = daily[daily["views"] > 0].assign(rate=lambda rows: rows["complete"] / rows["views"])
    table = videos.merge(rates.groupby("video_id").agg(rate=("rate", "mean"), views=("views", "sum")), on="video_id")
    table = table[table["views"] >= min_views]
    table["cell"] = pd.cut(table["duration_s"], edges, right=False, labels=False)
    table = table.dropna(subset="cell")
    table["place"] = table.groupby("cell")["rate"].rank(pct=True)
    return table.groupby("topic")["place"].mean().rename("score").reset_index().sort_values("score", ascending=False)
# %% item="views_d7" score="5"
def views_d7(history, first_day):
    # Mistake: a normal error; the second waves make the interval far too wide.
    week = history[history["age_d"] < 7].pivot(index="video_id", columns="age_d", values="views").dropna()
    if len(week) < 20:
        raise ValueError("too few")
    error = np.log(week.sum(axis=1) / week[0])
    middle, half = error.median(), 1.2816 * error.std()
    day = np.array(first_day)
    return pd.DataFrame({name: day * np.exp(middle + at * half) for name, at in (("low", -1), ("median", 0), ("high", 1))})
# %% [markdown] response="memo_ship" score="15"
# Mr Tan, keep A: B wins likes and loses sales.
#
# **Why.** GPM, our primary metric, is ¥430 against ¥540 (−20 %, interval −¥190 to −¥30); orders 7.4 against 9.0 per 1,000. The split is sound. At a million viewers a month B costs ¥110,000 of GMV, ¥33,000 of margin.
#
# **Do.** A version C with B's opening and A's product part, ¥3,000, 14 days, 40,000 an arm, GPM decides; if it is not better, we stay with A.
#
# **Unknown.** Why B sells less; we look at clicks by second.
#
# Please confirm by Thursday.
# %% [markdown] response="memo_peek" score="15"
# Ms Luo, not proven yet: do not pay and do not re-cut.
#
# **Why.** Six looks with p < .05 call one useless cut in six a winner. z is 2.0, a daily look needs 3.2. 3,330 of 12,000 viewers were in; stopping at the best moment overstates +7 %.
#
# **Do.** Repeat with 12,000 an arm, 22 days, read once; if p < .05 re-cut ten videos for ¥10,000 first, if not drop B.
#
# **Unknown.** Whether it lasts and sells; we report GPM and the second week.
#
# Please confirm by Monday.
