# %% [markdown] lang="en"
# The right idea nearly everywhere, the edges forgotten: somebody who did the module and is in a hurry.
# %% [markdown] lang="zh"
# 思路基本都对，边界情况没顾上：学过本模块、时间紧张的学员。
# %% item="completion_table" score="4"
def completion_table(plays, videos):
    # Edge forgotten: short videos, and videos without plays.
    rows = plays.drop_duplicates("play_id").dropna(subset="watch_s").merge(videos, on="video_id")
    rows["completion"] = rows["watch_s"] >= rows["duration_s"]
    rows["five_s"] = rows["watch_s"] >= 5
    rows["valid"] = (rows["watch_s"] >= 7) | rows["completion"]
    rows["watch_ratio"] = rows["watch_s"] / rows["duration_s"]
    table = rows.groupby("video_id")[["completion", "five_s", "valid", "watch_ratio"]].mean()
    table["plays"] = rows.groupby("video_id").size()
    return table.reset_index()
# %% item="survival_curve" score="5"
def survival_curve(plays, videos, seconds):
    # Edge forgotten: a hook without such plays gets no row.
    rows = plays.drop_duplicates("play_id").dropna(subset="watch_s").merge(videos, on="video_id")
    out = []
    for hook, group in rows.groupby("hook"):
        for second in seconds:
            long = group[group["duration_s"] >= second]
            if len(long):
                out.append((hook, second, (long["watch_s"] >= second).mean()))
    return pd.DataFrame(out, columns=["hook", "second", "share"])
# %% item="sample_size" score="4"
def sample_size(rate, lift, power=0.8, alpha=0.05):
    # Edge forgotten: nothing is checked.
    from scipy.stats import norm

    other = rate * (1 + lift)
    mean = (rate + other) / 2
    root = norm.isf(alpha / 2) * np.sqrt(2 * mean * (1 - mean)) + norm.ppf(power) * np.sqrt(rate * (1 - rate) + other * (1 - other))
    return int(np.ceil((root / (other - rate)) ** 2))
# %% item="ab_read" score="7"
def ab_read(counts, planned):
    # Edge forgotten: a day that arrived in one arm only counts in the other.
    from scipy.stats import norm

    sums = counts.dropna().groupby("arm")[["users", "complete"]].sum()
    (n_a, k_a), (n_b, k_b) = sums.loc["A"], sums.loc["B"]
    a, b, pooled = k_a / n_a, k_b / n_b, (k_a + k_b) / (n_a + n_b)
    half = 1.959964 * np.sqrt(a * (1 - a) / n_a + b * (1 - b) / n_b)
    p = 2 * norm.sf(abs(b - a) / np.sqrt(pooled * (1 - pooled) * (1 / n_a + 1 / n_b)))
    srm_p = 2 * norm.sf(abs(n_b - n_a) / np.sqrt(n_a + n_b))
    verdict = "open" if p >= 0.05 else "ship" if b > a else "stop"
    if min(n_a, n_b) < planned:
        verdict = "wait"
    if srm_p < 0.001:
        verdict = "srm"
    return {"lift": b / a - 1, "low": b - a - half, "high": b - a + half, "p": p, "srm_p": srm_p, "verdict": verdict}
# %% item="cuped" score="6"
def cuped(users):
    # Edge forgotten: nothing is known from before, or nothing differs.
    x, y = users["pre_watch_s"].fillna(users["pre_watch_s"].mean()), users["watch_s"]
    adjusted = y - np.cov(x, y)[0, 1] / x.var() * (x - x.mean())

    def compare(values):
        a, b = values[users["arm"] == "A"], values[users["arm"] == "B"]
        return b.mean() - a.mean(), a.var() / len(a) + b.var() / len(b)

    effect, variance = compare(adjusted)
    return {"effect": effect, "se": np.sqrt(variance), "reduction": 1 - variance / compare(y)[1]}
# %% item="hook_drop" score="6"
def hook_drop(plays, videos, video_id):
    # Edge forgotten: a second without other videos is judged as if nobody usually left.
    rows = plays.drop_duplicates("play_id").dropna(subset="watch_s").merge(videos, on="video_id")
    mine, others = rows[rows["video_id"] == video_id], rows[rows["video_id"] != video_id]
    extras = []
    for second in range(1, int(mine["duration_s"].max()) + 1 if len(mine) else 1):
        long = others[others["duration_s"] >= second]
        running = (long["watch_s"] >= second - 1).sum()
        usual = ((long["watch_s"] >= second - 1) & (long["watch_s"] < second)).sum() / max(running, 1)
        here = (mine["watch_s"] >= second - 1).sum()
        extras.append(((mine["watch_s"] >= second - 1) & (mine["watch_s"] < second)).sum() - here * usual)
    if not extras:
        return {"second": 0, "extra": 0.0}
    return {"second": int(np.argmax(extras)) + 1, "extra": float(np.max(extras))}
# %% item="duration_adjusted_rank" score="6"
def duration_adjusted_rank(videos, daily, edges, min_views):
    # Edge forgotten: classes closed on the right, equal rates in order of appearance.
    sums = daily.groupby("video_id")[["views", "complete"]].sum().query("views >= @min_views")
    table = videos.merge(sums, on="video_id")
    table["rate"] = table["complete"] / table["views"]
    table["cell"] = np.searchsorted(edges, table["duration_s"], side="right")
    cells = table.groupby("cell")["rate"]
    table["place"] = (cells.rank() - 0.5) / cells.transform("size")
    return table.groupby("topic")["place"].mean().rename("score").reset_index().sort_values("score", ascending=False)
# %% item="views_d7" score="6"
def views_d7(history, first_day):
    # Edge forgotten: the youngest videos count as if their week were over.
    early = history[history["age_d"] < 7]
    week = early.groupby("video_id")["views"].sum()
    first = early[early["age_d"] == 0].set_index("video_id")["views"]
    ratio = (week / first).dropna()
    low, median, high = ratio.quantile([0.1, 0.5, 0.9])
    day = np.array(first_day)
    return pd.DataFrame({"low": low * day, "median": median * day, "high": high * day})
# %% [markdown] response="memo_ship" score="11"
# Mr Tan, please do not ship B. We agreed on GPM, and it fell from ¥540 to ¥430, 20 % less, and the interval does not contain zero. Likes rose but were not the metric. At a million viewers that is ¥110,000 of GMV a month.
#
# We keep A and make another version. It is uncertain why B sells less. We should look at the subtitle. We keep to the platform's rules.
# %% [markdown] response="memo_peek" score="11"
# Ms Luo, B is not proven: they looked six times, so about one useless cut in six passes, and only 3,330 of 12,000 viewers were in. z was 2.0 and would have needed 3.2.
#
# Please do not pay yet and repeat the test to the end. The true lift is uncertain. We report honestly.
