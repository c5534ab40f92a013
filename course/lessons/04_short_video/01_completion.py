# %% [markdown] lang="en"
# ## The decision
#
# Tuesday, 15:00. The weekly report of a kitchenware account leaves at 18:00, with one line on completion (完播率). The operator's sheet says 37.8 %, the back office 38.6 %, the intern's export 38.4 %. And the owner has read that a video "passes the first traffic pool" with 60 % completion and 10 % likes: *none of ours does. Is the whole account failing? Which videos do we take down?*
#
# Three numbers for one thing, and a rule from a blog. What goes into the report?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周二 15:00。一个厨具账号的周报 18:00 要发，里面有一行“完播率”：运营自己算的是 37.8%，后台写着 38.6%，实习生从播放日志导出的是 38.4%。老板又看到一条说法：“完播率 60%、点赞率 10% 才能过初始流量池”——*我们一条都没达到，是不是整个号都不行？哪些视频该下架？*
#
# 一个指标三个数，外加一条网上的说法。周报该怎么写？
# %%
import altair as alt
import numpy as np
import pandas as pd

videos = sf.dataset("videos")
plays = sf.dataset("plays")
daily = sf.dataset("video_daily")
plays.head()
# %%
sf.predict(
    sf.text(
        en="Of about 800 videos of this account, how many reach 60 % completion and 10 % likes?",
        zh="这个账号约 800 条视频里，有多少条同时达到完播率 60%、点赞率 10%？",
    ),
    [
        sf.text(en="none", zh="一条也没有"),
        sf.text(en="about 40, one in twenty", zh="40 条左右，二十分之一"),
        sf.text(en="about 160, one in five", zh="160 条左右，五分之一"),
        sf.text(en="about half", zh="一半左右"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: what counts as watched
#
# Everything is counted in **plays** (播放量, times), not in people. With $w$ seconds watched of a video of $d$ seconds:
#
# | | a play counts if | dangerous look-alike |
# |---|---|---|
# | completion rate (完播率) | $w\ge d$ | of people instead of plays; the mean over videos |
# | five-second completion (5秒完播率) | $w\ge 5$ | completion: it has "complete" in its name |
# | valid play (有效播放) | $w\ge 7$, or all of a shorter video | a play: the report calls both 播放 |
# | watch ratio (观看比) | $w/d$, a mean | completion: replays push it above 1 |
#
# All are ratios of sums: add the plays up, then divide. **Where the platform shows it:** creator centre, data of a work, 完播率 and 5s完播率; the play curve by second below them. Which second a "complete" play must reach, and how many seconds a "valid" one lasts, is the platform's to define and changes: read the footnote of your own page before you compare with last year.
# %% [markdown] lang="zh"
# ## 概念：怎样才算“看完”
#
# 以下都按**播放量**（次数）计，不按人数。设视频时长 $d$ 秒，看了 $w$ 秒：
#
# | | 一次播放怎样才计入 | 容易混淆的 |
# |---|---|---|
# | 完播率（completion rate） | $w\ge d$ | 按人数算；各视频完播率再求平均 |
# | 5秒完播率（5s completion） | $w\ge 5$ | 名字里也有“完播”，但不是看完 |
# | 有效播放（valid play） | $w\ge 7$，更短的视频看完即算 | 报表里两者都叫“播放” |
# | 观看比（watch ratio） | $w/d$ 的平均 | 完播率；重播会让它超过 1 |
#
# 都是“先求和再相除”。**后台在哪里看**：创作者中心的作品数据里有完播率、5s完播率，下面是按秒的播放曲线。多少秒算“完播”“有效”，由平台定义，也会调整；和去年比之前，先看自己后台页面的口径说明。
# %% [markdown] lang="en"
# ## The data
#
# `plays`: one row is one play of one of the 60 oldest videos. `video_daily`: counts of all videos by 24 hours. **Missing:** who saw the cover and swiped past before the first frame, and people (one viewer may play a video five times).
# %% [markdown] lang="zh"
# ## 数据
#
# `plays` 一行 = 最早 60 条视频之一的一次播放；`video_daily` 是全部视频每 24 小时的汇总。**缺什么**：划过封面、一帧没看的人；以及“人”本身（一个人可能播五次）。
# %%
sf.fields("plays")
# %%
pd.Series(
    {
        sf.text(en="rows", zh="行数"): len(plays),
        sf.text(en="play ids that stand there twice", zh="重复的播放编号"): plays["play_id"]
        .duplicated()
        .sum(),
        sf.text(en="watch time lost", zh="观看时长丢失"): plays["watch_s"].isna().sum(),
    }
)
# %% [markdown] lang="en"
# ## Worked: from a log to four numbers
#
# **Step 1.** Each play once; without a watch time nothing can be said about it. Then the length of its video.
# %% [markdown] lang="zh"
# ## 示范：从日志到四个数
#
# **第 1 步。** 每次播放只留一行；观看时长丢失的无法判断，剔除。再接上视频时长。
# %%
log = plays.drop_duplicates("play_id").dropna(subset="watch_s").merge(videos, on="video_id")
log["complete"] = log["watch_s"] >= log["duration_s"]
log["five_s"] = log["watch_s"] >= 5
log["valid"] = log["watch_s"] >= np.minimum(log["duration_s"], 7)
log["ratio"] = log["watch_s"] / log["duration_s"]
log[["complete", "five_s", "valid", "ratio"]].mean().round(3)
# %% [markdown] lang="en"
# `NaN >= 10` is `False` in Python: had we kept the rows without a watch time, each would have counted as "did not finish". Few here, but in an export with an outage it moves the whole week.
#
# **Step 2.** Look at the distribution before you trust a mean.
# %% [markdown] lang="zh"
# 在 Python 里 `NaN >= 10` 等于 `False`：如果不剔除，时长丢失的播放全会被当成“没看完”。这里只有少数几行；遇上日志故障的那一周，整张周报都会被带歪。
#
# **第 2 步。** 信平均数之前，先看分布。
# %%
bins = np.arange(0, 2.51, 0.1)
counts, _ = np.histogram(log["ratio"].clip(upper=2.49), bins=bins)
shape = pd.DataFrame({"ratio": bins[:-1], "end": bins[1:], "share": counts / counts.sum()})
shape["kind"] = np.where(shape["ratio"] >= 0.999, "complete", "left")
quartiles = log["ratio"].quantile([0.25, 0.5, 0.75]).round(2).tolist()
title = sf.text(
    en=f"{log['complete'].mean():.0%} watch to the end; a quarter leaves before {quartiles[0]:.0%} of the video",
    zh=f"看完的占 {log['complete'].mean():.0%}；四分之一的播放没看到 {quartiles[0]:.0%} 就走了",
)
bars = (
    alt.Chart(shape)
    .mark_bar(binSpacing=1)
    .encode(
        alt.X(
            "ratio:Q",
            bin="binned",
            title=sf.text(
                en="watch ratio (2.4 and more in the last bar)", zh="观看比（2.4 以上并入最后一根）"
            ),
        ),
        alt.X2("end:Q"),
        alt.Y("share:Q", title=sf.text(en="share of plays", zh="播放占比"), axis=alt.Axis(format=".0%")),
        alt.Color(
            "kind:N",
            scale=alt.Scale(domain=["left", "complete"], range=["#B0B0B0", sf.PALETTE[0]]),
            legend=None,
        ),
    )
)
words = pd.DataFrame(
    {
        "x": [0.5, 1.6],
        "y": [0.11, 0.11],
        "label": [sf.text(en="left early", zh="没看完"), sf.text(en="watched to the end", zh="看完")],
    }
)
names = alt.Chart(words).mark_text(fontSize=12).encode(x="x:Q", y="y:Q", text="label:N")
(bars + names).properties(title=title, width=500, height=230)
# %% [markdown] lang="en"
# *What to see:* two peaks. Many leave in the first tenth; of those who reach the end, some stop right there and some let it run again. A mean watch ratio of 0.87 describes nobody. (Published figures of 12 million plays on another short-video app look alike: quartiles 0.31, 0.72, 1.16, mean 0.85.)
#
# **Step 3.** One number for the account. Two ways, on the daily counts:
# %% [markdown] lang="zh"
# *看什么*：有两个高峰。很多人在前十分之一就走了；看到结尾的，一部分到点就停，一部分又重播。平均观看比 0.87，其实谁也不是这样看的。（另一款短视频应用公开的 1,200 万次播放也差不多：四分位 0.31、0.72、1.16，均值 0.85。）
#
# **第 3 步。** 给全账号一个数。用分日数据，两种算法：
# %%
total = daily.groupby("video_id")[["views", "complete", "likes", "gmv"]].sum()
total["rate"] = total["complete"] / total["views"]
of_sums = total["complete"].sum() / total["views"].sum()
print(
    sf.text(
        en=f"ratio of sums {of_sums:.1%}; mean of the videos' rates {total['rate'].mean():.1%}; play log of 60 videos, every row {(plays.merge(videos)['watch_s'] >= plays.merge(videos)['duration_s']).mean():.1%}",
        zh=f"先求和再相除 {of_sums:.1%}；各视频完播率的平均 {total['rate'].mean():.1%}；60 条视频的播放日志、不清洗 {(plays.merge(videos)['watch_s'] >= plays.merge(videos)['duration_s']).mean():.1%}",
    )
)
# %% [markdown] lang="en"
# There are the three numbers of the opening. The back office adds up; the operator averages, so that a video of 200 views weighs as much as one of 700,000; the intern has 60 videos and did not clean. For the line "of all plays, which share was complete" the first is right. The second answers another question: *how does a typical video do?* Say which one you print.
# %% [markdown] lang="zh"
# 开头的三个数就是这么来的：后台是求和再相除；运营是各视频求平均，200 播放的视频和 70 万播放的一样重；实习生只有 60 条视频，还没清洗。周报那一行问的是“全部播放里有多少看完”，第一个才对。第二个回答的是另一个问题：*一条典型的视频表现如何*。用哪个都行，但要写明白。
# %% [markdown] lang="en"
# ## Your turn: one step left out
#
# Video V001. Write the share of its counted plays that are **valid** in place of `None`; `log` and its column `valid` are ready.
# %% [markdown] lang="zh"
# ## 轮到你：只缺一步
#
# 视频 V001。`log` 和 `valid` 列都已备好，请把 `None` 换成它的**有效播放率**。
# %%
first = log[log["video_id"] == "V001"]
valid_share = None
# %%
sf.check_value(
    sf.text(en="valid plays of V001", zh="V001 的有效播放率"),
    valid_share,
    expect=first["valid"].mean(),
    tolerance=0.001,
    why_wrong={
        first["complete"].mean(): sf.text(en="That is completion.", zh="这是完播率。"),
        first["five_s"].mean(): sf.text(en="That is five-second completion.", zh="这是5秒完播率。"),
        first["valid"].sum(): sf.text(
            en="That is their number; divide by the plays.", zh="这是次数，还要除以播放数。"
        ),
    },
    hint='first["valid"].mean()',
)
# %% [markdown] lang="en"
# ## The folk rule against 798 videos
#
# "60 % completion and 10 % likes, or the first pool is not passed." What do our own videos say?
# %% [markdown] lang="zh"
# ## 拿 798 条视频检验一条传言
#
# “完播率 60%、点赞率 10% 才能过初始流量池。”看看自己的视频怎么说。
# %%
total["like_rate"] = total["likes"] / total["views"]
both = (total["rate"] >= 0.6) & (total["like_rate"] >= 0.1)
print(
    sf.text(
        en=f"both: {both.sum()} of {len(total)}; best completion {total['rate'].max():.0%}, best like rate {total['like_rate'].max():.1%}; most viewed video {total['views'].max():,} views at {total.loc[total['views'].idxmax(), 'rate']:.0%} and {total.loc[total['views'].idxmax(), 'like_rate']:.1%}",
        zh=f"两条都达到的：{len(total)} 条里有 {both.sum()} 条；最高完播率 {total['rate'].max():.0%}，最高点赞率 {total['like_rate'].max():.1%}；播放最多的那条 {total['views'].max():,} 次，完播率 {total.loc[total['views'].idxmax(), 'rate']:.0%}，点赞率 {total.loc[total['views'].idxmax(), 'like_rate']:.1%}",
    )
)
# %% [markdown] lang="en"
# Not one, and the account has videos with hundreds of thousands of views. A threshold without a date, a length of video and a source is folklore. Compare with your own last 90 days at equal length (lesson 5) instead.
#
# ## The mistake people make: verdicts after 100 plays
#
# "Below the average after the first hundred plays: take it down." For the 60 videos with a log, take the ten with the lowest completion of their first 100 plays, and the ten that are really lowest over all.
# %% [markdown] lang="zh"
# 一条都没有，而账号里不缺几十万播放的视频。没有日期、没有时长、没有出处的门槛就是传言。要比，就和自己近 90 天、时长相近的视频比（第 5 课）。
#
# ## 常见错误：播了 100 次就下结论
#
# “头一百次播放低于平均，下架。”对有日志的 60 条视频，取前 100 次播放完播率最低的十条，再看真正最低的十条是哪些。
# %%
early = log.sort_values("ts").groupby("video_id").head(100).groupby("video_id")["complete"].mean()
late = log.groupby("video_id")["complete"].mean()
condemned, weakest = set(early.nsmallest(10).index), set(late.nsmallest(10).index)
wrong = sorted(condemned - weakest)
lost = total.loc[wrong, "gmv"].sum()
print(
    sf.text(
        en=f"{len(condemned & weakest)} of 10 are right. The {len(wrong)} wrong ones went on to sell {sf.yuan(lost)} in 14 days",
        zh=f"10 条里只对了 {len(condemned & weakest)} 条；误下架的 {len(wrong)} 条，后来 14 天卖了 {sf.yuan(lost)}",
    )
)
# %% [markdown] lang="en"
# Why? A share $p$ of $n$ plays has the standard error $\sqrt{p(1-p)/n}$. At 38 % and 100 plays that is 4.9 points, and the videos themselves differ by about six. How much data is enough is the question of lesson 3.
# %% [markdown] lang="zh"
# 为什么？$n$ 次播放里的比例 $p$，标准误是 $\sqrt{p(1-p)/n}$。38%、100 次播放时是 4.9 个百分点，而视频之间真正的差别也就六个百分点左右。多少数据才够，第 3 课细说。
# %%
error = pd.DataFrame({"plays": [100, 500, 1_000, 5_000, 20_000]})
error["standard_error_points"] = 100 * np.sqrt(0.38 * 0.62 / error["plays"])
error.round(2)
# %% [markdown] lang="en"
# ## On your own
#
# Five-second completion of **all** counted plays of `pain` hooks, minus that of `plain` hooks, in percentage points.
# %% [markdown] lang="zh"
# ## 独立完成
#
# 全部有效计数的播放里，痛点开头（`pain`）的5秒完播率减去平铺直叙（`plain`）的，差多少个百分点？
# %%
points = None
# %%
five = log.groupby("hook")["five_s"].mean()
sf.check_value(
    sf.text(en="difference in points", zh="相差的百分点"),
    points,
    expect=100 * (five["pain"] - five["plain"]),
    tolerance=0.005,
    why_wrong={
        five["pain"] - five["plain"]: sf.text(
            en="As a share; points are a hundred times that.", zh="这是小数；换成百分点要乘 100。"
        ),
        100 * (five["pain"] / five["plain"] - 1): sf.text(
            en="That is the relative difference in per cent.", zh="这是相对差异（%），不是百分点。"
        ),
    },
    hint='100 * (five["pain"] - five["plain"])',
)
# %% [markdown] lang="en"
# ## Self-checks
#
# **1.** A video of 8 s: 1,000 plays, 300 people, watch ratio 1.05. What do you know about completion? `"a"` it is 105 %; `"b"` it is above 100 % divided by replays; `"c"` hardly anything: few who watch it five times give the same ratio as many who finish once.
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 一条 8 秒的视频：播放 1,000 次、300 人，观看比 1.05。完播率能知道多少？`"a"` 105%；`"b"` 100% 除以重播次数；`"c"` 几乎不知道：少数人看五遍，和多数人看完一遍，观看比可以一样。
# %%
answer_1 = None
# %%
sf.check_choice(
    sf.text(en="ratio and completion", zh="观看比与完播率"),
    answer_1,
    right="c",
    because=sf.text(
        en="A mean above 1 comes from replays; ask for the share of plays that reach the end.",
        zh="均值超过 1 是重播拉高的；要问的是有多少次播放到了结尾。",
    ),
    wrong={
        "a": sf.text(en="A share cannot exceed 100 %.", zh="比例不会超过 100%。"),
        "b": sf.text(en="Nothing says how the replays are spread.", zh="重播怎么分布，这里看不出来。"),
    },
)
# %% [markdown] lang="en"
# **2.** Video A: 900 views, 40 % complete. Video B: 100 views, 60 %. Completion of both together, in per cent?
# %% [markdown] lang="zh"
# **2.** 视频 A 播放 900 次、完播率 40%；视频 B 播放 100 次、60%。两条合计完播率是百分之几？
# %%
answer_2 = None
# %%
sf.check_value(
    sf.text(en="completion of both", zh="合计完播率"),
    answer_2,
    expect=42.0,
    tolerance=0.001,
    why_wrong={
        50.0: sf.text(
            en="Mean of ratios: 100 views weigh as much as 900.",
            zh="比值的平均：100 次播放和 900 次一样重了。",
        ),
        0.42: sf.text(en="In per cent, please.", zh="请用百分数。"),
    },
    hint="(360 + 60) / 1000",
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Write beside each rate of your report what one row is (plays or people) and whether it is a ratio of sums.
# - Delete every threshold without a source from your checklists; put your own quartiles of the last 90 days there.
# - Show the number of plays beside each completion rate, and judge none below 1,000.
#
# ## Limits
#
# - **Synthetic.** Watch times were drawn so that their quartiles resemble published ones; durations are 6 to 38 s here, most of them around 10. Longer videos behave differently.
# - **Left out.** Who swiped past, people instead of plays, paid plays (they may not be mixed with natural ones).
# - **Folklore.** 60 % and 10 %, "the first pool is 200–500 views", like rate 3 %: all from blogs.
# - **Dated.** The seconds behind "valid" and "5 s" are the platform's and change.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 周报每个比率旁边写清：按次数还是人数，是不是先求和再相除。
# - 检查清单里没出处的门槛统统删掉，换成自己近 90 天的四分位数。
# - 完播率旁边一定标播放数；不到 1,000 次的，不下结论。
#
# ## 局限
#
# - **模拟数据。** 观看时长按公开的四分位数生成；这里视频时长 6–38 秒、多在 10 秒上下，更长的视频规律不同。
# - **没有考虑。** 划过不看的人、按人数的口径、付费播放（不能和自然播放混算）。
# - **传言。** 60%、10%、“初始流量池 200–500 播放”、点赞率 3%，都出自博客。
# - **时效。** “有效播放”“5 秒”的口径由平台定，会变。
