# %% [markdown] lang="en"
# ## The decision
#
# Wednesday, 19:30. The editor has one evening before the big weekend and can re-cut **one** place in each of twelve videos. For V026, a factory tour of 21 seconds with 104,000 views, the operator says: *"Look at the curve: most leave in the first second. Make a new opening, ¥600."* The editor thinks it is somewhere in the middle.
#
# Which second do you send to the editor?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周三 19:30。大促周末前，剪辑只有一个晚上，十二条视频每条只能改**一处**。V026 是条 21 秒的源头工厂视频，播放 10.4 万。运营说：“看曲线，第一秒掉得最狠，重拍开头，600 元。”剪辑却觉得问题在中段。
#
# 你让剪辑改第几秒？
# %%
import altair as alt
import numpy as np
import pandas as pd

videos = sf.dataset("videos")
log = sf.dataset("plays").drop_duplicates("play_id").dropna(subset="watch_s").merge(videos, on="video_id")
tour = log[log["video_id"] == "V026"]
tour[["play_id", "watch_s", "duration_s", "hook", "topic"]].head()
# %%
sf.predict(
    sf.text(
        en="In which second does V026 lose most viewers compared with other videos?",
        zh="和别的视频比，V026 在哪一段多掉了最多的人？",
    ),
    [
        sf.text(en="second 1", zh="第 1 秒"),
        sf.text(en="seconds 2 to 3", zh="第 2–3 秒"),
        sf.text(en="somewhere from 4 to 15", zh="第 4–15 秒之间"),
        sf.text(en="the last seconds", zh="最后几秒"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: who is still there, and who leaves now
#
# For a video, or for all videos that last at least $t$ seconds:
#
# $$S(t)=\frac{\text{plays with }w\ge t}{\text{plays}}\qquad h(t)=\frac{\text{plays that end between }t-1\text{ and }t}{\text{plays still running at }t-1}$$
#
# $S$ is the survival curve (生存曲线), on the platform 观众留存; $h$ is the drop-off (流失率) of second $t$. The start is special everywhere: the hook (黄金前三秒) decides who stays at all. So a second is bad if its drop-off is above what is **usual at that second**:
#
# $$\text{extra}(t)=\text{left}(t)-\text{running}(t)\times h_{\text{others}}(t)$$
#
# in plays. **Where the platform shows it:** the play curve in the data of a work, one point a second. **Dangerous look-alikes:** the steepest place of $S$ (always the first second: there everybody is still present), and a curve over videos of unequal length, in which short videos count as "left".
# %% [markdown] lang="zh"
# ## 概念：谁还在，谁此刻离开
#
# 对一条视频，或所有时长不短于 $t$ 秒的视频：
#
# $$S(t)=\frac{w\ge t\text{ 的播放}}{\text{播放}}\qquad h(t)=\frac{\text{在第 }t\text{ 秒内结束的播放}}{\text{到 }t-1\text{ 秒仍在的播放}}$$
#
# $S$ 就是留存曲线（生存曲线），$h$ 是第 $t$ 秒的流失率。开头在哪都特殊：黄金前三秒决定谁会留下。所以一秒好不好，要看它比**同一秒的通常水平**多掉了多少：
#
# $$\text{extra}(t)=\text{本秒流失}-\text{仍在播放}\times h_{\text{其他视频}}(t)$$
#
# 单位是次播放。**后台在哪里看**：作品数据里的播放曲线，一秒一个点。**容易混淆的**：曲线最陡的地方（永远是第 1 秒，因为那时所有人都在）；以及把长短不一的视频混在一条曲线里，短视频播完也被当成“离开”。
# %% [markdown] lang="en"
# ## The data
#
# The play log of 60 videos, each play once, those without watch time left out (lesson 1). **Missing:** what happens on the screen at each second; the editor knows, the table does not.
# %% [markdown] lang="zh"
# ## 数据
#
# 60 条视频的播放日志，已去重、剔除时长丢失的播放（第 1 课）。**缺什么**：每一秒画面上在放什么。剪辑知道，表里没有。
# %%
log.groupby("hook").agg(videos=("video_id", "nunique"), plays=("play_id", "size"))
# %% [markdown] lang="en"
# ## Worked: do hooks hold?
#
# **Step 1.** The share still there at each of the first eight seconds, by hook; only videos that last so long.
# %% [markdown] lang="zh"
# ## 示范：开头留不留人
#
# **第 1 步。** 按开头类型，看前八秒每秒还剩多少；只算够长的视频。
# %%
rows = []
for second in range(9):
    long = log[log["duration_s"] >= second]
    rows.append((long["watch_s"] >= second).groupby(long["hook"]).mean().rename(second))
curve = pd.concat(rows, axis=1).T.rename_axis("second")
curve.loc[[1, 3, 8]].round(3)
# %%
names = {
    "result": sf.text(en="result first", zh="结果前置"),
    "pain": sf.text(en="name a pain", zh="痛点"),
    "question": sf.text(en="question", zh="提问"),
    "plain": sf.text(en="plain", zh="平铺直叙"),
}
tidy = curve.rename(columns=names).reset_index().melt("second", var_name="hook", value_name="share")
scale = alt.Scale(
    domain=list(names.values()), range=[sf.PALETTE[0], sf.PALETTE[4], sf.PALETTE[1], sf.PALETTE[6]]
)
x = alt.X(
    "second:Q",
    title=sf.text(en="second", zh="第几秒"),
    scale=alt.Scale(domain=[0, 8]),
    axis=alt.Axis(values=list(range(9)), format="d"),
)
y = alt.Y(
    "share:Q",
    title=sf.text(en="still watching", zh="仍在观看"),
    scale=alt.Scale(domain=[0, 1]),
    axis=alt.Axis(format=".0%"),
)
lines = (
    alt.Chart(tidy)
    .mark_line()
    .encode(
        x,
        y,
        alt.Color("hook:N", scale=scale, legend=alt.Legend(title=None)),
        alt.StrokeDash("hook:N", scale=alt.Scale(domain=list(names.values())), legend=None),
    )
)
mark = (
    alt.Chart(pd.DataFrame({"second": [3]}))
    .mark_rule(color="#555555", strokeDash=[4, 3])
    .encode(x="second:Q")
)
gap = 100 * (curve.loc[3, "result"] - curve.loc[3, "plain"])
title = sf.text(
    en=f"After three seconds {gap:.0f} points lie between the best and the plain hook",
    zh=f"到第 3 秒，最好的开头与平铺直叙已差 {gap:.0f} 个百分点",
)
(lines + mark).properties(title=title, width=460, height=250)


# %% [markdown] lang="en"
# *What to see:* the curves part in the first three seconds (dashed line) and then run side by side. What a hook wins, it wins at once. These are different videos, not a test: topics and lengths differ too. A test is what lessons 3 to 5 are about.
#
# **Step 2.** Now one video. How many plays are running at the start of each second, and how many end within it?
# %% [markdown] lang="zh"
# *看什么*：几条线在前三秒（虚线）就拉开，之后几乎平行。开头赢的，当场就赢了。不过这是不同的视频，不是实验，主题和时长也不一样；要说“因为开头”，得靠第 3–5 课的测试。
#
# **第 2 步。** 再看单条视频：每一秒开始时还有多少播放在进行，这一秒里结束了多少？
# %%
def by_second(plays, seconds):
    table = pd.DataFrame({"second": range(1, seconds + 1)})
    table["running"] = [(plays["watch_s"][plays["duration_s"] >= t] >= t - 1).sum() for t in table["second"]]
    table["left"] = [
        plays["watch_s"][plays["duration_s"] >= t].between(t - 1, t, inclusive="left").sum()
        for t in table["second"]
    ]
    return table.set_index("second")


seconds = int(tour["duration_s"].iloc[0])
mine = by_second(tour, seconds)
mine.T
# %% [markdown] lang="en"
# **Step 3.** The same for all other videos that last so long: that is the usual drop-off. The product is how many *should* have left; the rest is extra.
# %% [markdown] lang="zh"
# **第 3 步。** 对其他够长的视频做同样的统计，就是“通常”的流失率。两者相乘是*该走*的人数，多出来的就是 extra。
# %%
others = by_second(log[log["video_id"] != "V026"], seconds)
mine["usual"] = others["left"] / others["running"]
mine["extra"] = mine["left"] - mine["running"] * mine["usual"]
worst = int(mine["extra"].idxmax())
mine.loc[[1, 2, 3, worst - 1, worst, worst + 1]].round(3)
# %%
shown = mine.reset_index().assign(expected=mine["running"].to_numpy() * mine["usual"].to_numpy())
shown["kind"] = np.where(shown["second"] == worst, "worst", "other")
x = alt.X("second:O", title=sf.text(en="second of V026", zh="V026 的第几秒"), axis=alt.Axis(labelAngle=0))
bars = (
    alt.Chart(shown)
    .mark_bar()
    .encode(
        x,
        alt.Y("left:Q", title=sf.text(en="plays that end in this second", zh="这一秒结束的播放")),
        alt.Color(
            "kind:N",
            scale=alt.Scale(domain=["other", "worst"], range=["#B0B0B0", sf.PALETTE[6]]),
            legend=None,
        ),
    )
)
ticks = alt.Chart(shown).mark_tick(color="black", thickness=2, width=16).encode(x, y="expected:Q")
title = sf.text(
    en=f"V026 loses most in second 1, and more than usual in second {worst}",
    zh=f"V026 第 1 秒掉得最多，但比通常多掉的是第 {worst} 秒",
)
(bars + ticks).properties(title=title, width=540, height=230)
# %% [markdown] lang="en"
# *What to see:* the black ticks are what other videos lose at the same second. In second 1 the bar ends **below** its tick: this opening holds better than most. Only one bar rises far above its tick. Ask the editor what is on the screen there.
# %% [markdown] lang="zh"
# *看什么*：黑色短横是其他视频同一秒通常的流失。第 1 秒的柱子在短横**下面**：这个开头其实比多数视频更留人。只有一根柱子远高于短横，问剪辑那一秒放的是什么。
# %% [markdown] lang="en"
# ## Your turn: V052, one step left out
#
# `running`, `left` and `usual` are done. Write the second with the largest extra in place of `None`.
# %% [markdown] lang="zh"
# ## 轮到你：V052，只缺一步
#
# `running`、`left`、`usual` 都已备好，请把 `None` 换成 extra 最大的那一秒。
# %%
recipe = log[log["video_id"] == "V052"]
seconds_2 = int(recipe["duration_s"].iloc[0])
mine_2 = by_second(recipe, seconds_2)
others_2 = by_second(log[log["video_id"] != "V052"], seconds_2)
mine_2["usual"] = others_2["left"] / others_2["running"]

second_2 = None
# %%
extra_2 = mine_2["left"] - mine_2["running"] * mine_2["usual"]
sf.check_value(
    sf.text(en="worst second of V052", zh="V052 最该改的一秒"),
    second_2,
    expect=int(extra_2.idxmax()),
    why_wrong={
        int(mine_2["left"].idxmax()): sf.text(
            en="Most plays end there, as in nearly every video. Subtract what is usual.",
            zh="那一秒结束的播放最多，但几乎条条如此。要减去通常水平。",
        ),
        int(extra_2.idxmax()) - 1: sf.text(
            en="The second counts from its start: t − 1 to t is second t.",
            zh="从 t−1 到 t 是第 t 秒，差了一秒。",
        ),
    },
    hint=sf.text(en="(left − running × usual).idxmax()", zh="（left − running × usual）取最大值的秒"),
)
# %% [markdown] lang="en"
# ## What the second is worth
#
# If the worst second of V026 lost no more than usual, how many more plays would reach the end? All who stay there face the same later seconds as the others did.
# %% [markdown] lang="zh"
# ## 这一秒值多少钱
#
# 如果 V026 最差的那一秒只掉通常的人数，会多多少人看到结尾？留下来的人，后面每一秒和别人一样掉。
# %%
week = sf.dataset("video_daily").groupby("video_id")[["views", "complete", "gmv"]].sum().loc["V026"]
h = mine["left"] / mine["running"]
better = (1 - mine.loc[worst, "usual"]) / (1 - h[worst])
a_complete_play = week["gmv"] / week["complete"]
gain = week["complete"] * (better - 1) * a_complete_play
print(
    sf.text(
        en=f"completion {week['complete'] / week['views']:.1%} → {week['complete'] / week['views'] * better:.1%}; at {sf.yuan(a_complete_play, 3)} GMV a complete play that is {sf.yuan(gain)} in 14 days",
        zh=f"完播率 {week['complete'] / week['views']:.1%} → {week['complete'] / week['views'] * better:.1%}；按每次完播带来 {sf.yuan(a_complete_play, 3)} 成交，14 天多 {sf.yuan(gain)}",
    )
)
# %% [markdown] lang="en"
# ## The mistake people make: "everybody needs a new opening"
#
# Take the second with most ends for every one of the 60 videos, and the second with the largest extra. At ¥600 for a new opening:
# %% [markdown] lang="zh"
# ## 常见错误：“统统重拍开头”
#
# 对 60 条视频，分别取“结束最多的一秒”和“extra 最大的一秒”。重拍一个开头 600 元：
# %%
found = {}
all_seconds = by_second(log, 40)
for name, plays in log.groupby("video_id"):
    table = by_second(plays, int(plays["duration_s"].iloc[0]))
    rest = all_seconds.loc[table.index] - table
    excess = table["left"] - table["running"] * rest["left"] / rest["running"].clip(lower=1)
    found[name] = {"most_ends": table["left"].idxmax(), "largest_extra": excess.idxmax()}
seconds_found = pd.DataFrame(found).T
opening = (seconds_found <= 3).sum()
print(
    sf.text(
        en=f"'most ends' blames the opening in {opening['most_ends']} of 60 videos, 'largest extra' in {opening['largest_extra']}: {sf.yuan(600 * (opening['most_ends'] - opening['largest_extra']))} of openings that were not the problem",
        zh=f"按“结束最多”，60 条里有 {opening['most_ends']} 条怪开头；按 extra 只有 {opening['largest_extra']} 条：白花 {sf.yuan(600 * (opening['most_ends'] - opening['largest_extra']))} 重拍没问题的开头",
    )
)
# %% [markdown] lang="en"
# ## On your own
#
# What share of the plays of `question` hooks that last at least ten seconds is still running at second 10?
# %% [markdown] lang="zh"
# ## 独立完成
#
# 提问开头（`question`）、时长不短于 10 秒的视频，第 10 秒还有多少比例的播放在进行？
# %%
share_10 = None
# %%
asked = log[log["hook"] == "question"]
sf.check_value(
    sf.text(en="still there at second 10", zh="第 10 秒仍在的比例"),
    share_10,
    expect=(asked.loc[asked["duration_s"] >= 10, "watch_s"] >= 10).mean(),
    tolerance=0.002,
    why_wrong={
        (asked["watch_s"] >= 10).mean(): sf.text(
            en="Shorter videos are in your denominator; they cannot reach second 10 except by a replay.",
            zh="分母里混进了更短的视频，它们除非重播，到不了第 10 秒。",
        ),
        (log.loc[log["duration_s"] >= 10, "watch_s"] >= 10).mean(): sf.text(
            en="Those are all hooks.", zh="这是所有开头类型的。"
        ),
    },
    hint=sf.text(
        en="filter hook and duration_s, then (watch_s >= 10).mean()",
        zh="先筛 hook 和 duration_s，再 (watch_s >= 10).mean()",
    ),
)
# %% [markdown] lang="en"
# ## Self-checks
#
# **1.** 1,000 plays start, 850 are running after one second, 800 after two. Drop-off of second 2, in per cent?
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 1,000 次播放，1 秒后还剩 850，2 秒后还剩 800。第 2 秒的流失率是百分之几？
# %%
answer_1 = None
# %%
sf.check_value(
    sf.text(en="drop-off of second 2", zh="第 2 秒流失率"),
    answer_1,
    expect=100 * 50 / 850,
    tolerance=0.01,
    why_wrong={
        5.0: sf.text(
            en="Of those at the start; only 850 were still there to leave.",
            zh="除的是一开始的人；那一秒只有 850 人还能离开。",
        ),
        20.0: sf.text(
            en="That is who is gone by then, not who leaves in this second.",
            zh="这是累计流失，不是这一秒的。",
        ),
    },
    hint="100 * (850 - 800) / 850",
)
# %% [markdown] lang="en"
# **2.** From module 2: some followers had not left when the export was drawn. What is the counterpart here? A play that reaches the end of its video is … `"a"` an ordinary end at second $d$; `"b"` observed only until the video was over: we do not know how long the viewer would have stayed; `"c"` to be left out.
# %% [markdown] lang="zh"
# **2.** 回顾模块二：导出时还没取关的粉丝是删失的。这里与之对应的是：看到结尾的播放，应当看作……`"a"` 在第 $d$ 秒正常离开；`"b"` 只观察到视频结束，观众本来还会看多久不知道；`"c"` 应当剔除。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="a play that reaches the end", zh="看到结尾的播放"),
    answer_2,
    right="b",
    because=sf.text(
        en="The video censors it. That is why a second is compared among videos that last so long.",
        zh="是视频结束造成的删失；所以每一秒只在够长的视频之间比。",
    ),
    wrong={
        "a": sf.text(en="The viewer did not leave; the video was over.", zh="不是观众走了，是视频放完了。"),
        "c": sf.text(
            en="Then only the impatient are left, as with followers.",
            zh="那就只剩没耐心的人了，和只看取关粉丝一个错。",
        ),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Keep one table of your account's usual drop-off by second, from the last 60 videos; lay every new video beside it.
# - Send the editor one second with the screenshot of it, not "the beginning is weak".
# - Fix one place a video, and look whether exactly that bar shrinks.
#
# ## Limits
#
# - **Synthetic.** One weak second was planted in each video. Real ones may have none, or a slow middle.
# - **Left out.** Swipes before the first frame, replays by second, people who skip back.
# - **Not a test.** A re-cut goes to other viewers on another day. Whether it helped is seen in a split (lesson 4).
# - **Folklore.** "The golden three seconds" is a good name for a steep place, not a law: here six of ten who leave, leave later.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 用近 60 条视频做一张自己账号“每秒通常流失率”的表，新视频都和它比。
# - 给剪辑的不是“开头弱”，而是一个具体的秒数加截图。
# - 一条只改一处，再看那一根柱子有没有变短。
#
# ## 局限
#
# - **模拟数据。** 每条视频都预设了一个薄弱的秒；真实视频可能没有，也可能是整段拖沓。
# - **没有考虑。** 一帧没看就划走的人、重播和回拖。
# - **这不是测试。** 重剪之后，看的人和日子都变了。有没有用，要靠分流测试（第 4 课）。
# - **传言。** “黄金前三秒”是个好名字，不是定律：这里离开的人，十个有六个是三秒以后走的。
