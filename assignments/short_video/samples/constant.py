# %% [markdown] lang="en"
# Answers that look like answers: the right type, always the same.
# %% [markdown] lang="zh"
# 看上去像答案：类型都对，永远一个样。
# %% item="completion_table" score="0"
def completion_table(plays, videos):
    table = videos[["video_id"]].assign(plays=100, completion=0.35, five_s=0.6, valid=0.5, watch_ratio=0.85)
    return table.reset_index(drop=True)
# %% item="survival_curve" score="0"
def survival_curve(plays, videos, seconds):
    return pd.DataFrame([(hook, s, 0.5) for hook in videos["hook"].unique() for s in seconds], columns=["hook", "second", "share"])
# %% item="sample_size" score="0"
def sample_size(rate, lift, power=0.8, alpha=0.05):
    return 10_000
# %% item="ab_read" score="0"
def ab_read(counts, planned):
    return {"lift": 0.05, "low": 0.01, "high": 0.03, "p": 0.01, "srm_p": 0.5, "verdict": "ship"}
# %% item="cuped" score="0"
def cuped(users):
    return {"effect": 1.5, "se": 0.6, "reduction": 0.4}
# %% item="hook_drop" score="0"
def hook_drop(plays, videos, video_id):
    return {"second": 3, "extra": 20.0}
# %% item="duration_adjusted_rank" score="0"
def duration_adjusted_rank(videos, daily, edges, min_views):
    return pd.DataFrame({"topic": ["factory", "review", "recipe", "unboxing", "tip", "story"], "score": [0.6, 0.55, 0.5, 0.5, 0.45, 0.4]})
# %% item="views_d7" score="0"
def views_d7(history, first_day):
    return pd.DataFrame({"low": 5_000.0, "median": 10_000.0, "high": 20_000.0}, index=range(len(first_day)))
# %% [markdown] response="memo_ship" score="0"
# Great job, keep going.
# %% [markdown] response="memo_peek" score="0"
# Testing is important for every brand.
