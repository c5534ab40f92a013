# %% [markdown] lang="en"
# ## The decision
#
# Friday, 11:00, planning of next month: ¥30,000 for 20 videos. The chart on the wall: *"Completion by topic: tips 43 %, factory tours 38 %. So: twenty tips."* And a second question is waiting. Yesterday's video had 4,000 views in its first 24 hours; purchasing asks until noon whether to order 600 pans, which pays if it gets **20,000 views in a week**.
#
# Twenty tips? 600 pans?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周五 11:00，排下个月的拍摄：3 万元，20 条。墙上的图写着：“各主题完播率：小妙招 43%，源头工厂 38%。结论：20 条全拍小妙招。”还有一件事等着：昨天那条视频首个 24 小时播放 4,000，采购中午前要答复，要不要备 600 口锅——**一周能到 2 万播放**才划算。
#
# 20 条小妙招？600 口锅？
# %%
import altair as alt
import numpy as np
import pandas as pd

videos = sf.dataset("videos")
daily = sf.dataset("video_daily")
total = daily.groupby("video_id")[["views", "complete", "gmv"]].sum().reset_index()
table = videos.merge(total, on="video_id").query("views >= 1000")
table["rate"] = table["complete"] / table["views"]
table.head()
# %%
sf.predict(
    sf.text(
        en="Among videos of equal length, which topic is watched to the end most?",
        zh="同样时长的视频里，哪个主题最能让人看完？",
    ),
    [
        sf.text(en="tips", zh="小妙招"),
        sf.text(en="factory tours", zh="源头工厂"),
        sf.text(en="recipes", zh="菜谱"),
        sf.text(en="stories", zh="剧情"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: like with like
#
# A longer video is harder to finish, whatever is in it. If a topic's videos are short, its completion is high for that reason alone: duration bias (时长偏差). It is the mix shift (结构变化) of module 1 in another dress. The cure is to compare within classes of similar length. A video's **place** in its class of $n$:
#
# $$\text{place}=\frac{\text{videos with a lower rate}+\tfrac12\,\text{videos with an equal rate}}{n}$$
#
# 0.5 is the middle of its class; the score of a topic is the mean place of its videos. Places are used because they are not carried away by single videos. **Where the platform shows it:** completion by work, with the length beside it, never together. **Dangerous look-alikes:** completion by topic; watch seconds (which favour long videos just as blindly).
# %% [markdown] lang="zh"
# ## 概念：和差不多长的比
#
# 视频越长越难看完，和内容好坏无关。某个主题的视频短，完播率自然高，这叫时长偏差；其实就是模块一的结构变化换了件衣服。办法是在时长相近的组内比。一条视频在 $n$ 条的组里的**名次**：
#
# $$\text{名次}=\frac{\text{比它低的条数}+\tfrac12\,\text{与它相等的条数}}{n}$$
#
# 0.5 是组内正中；主题得分取它各条视频名次的平均。用名次，是因为不会被个别视频带跑。**后台在哪里看**：单条作品有完播率，旁边有时长，但从不放在一起算。**容易混淆的**：各主题完播率；人均观看秒数（同样盲目，只是偏向长视频）。
# %% [markdown] lang="en"
# ## The data
#
# One row is one video of the last half year with at least 1,000 views. **Missing:** the people a video was shown to; the platform may send short videos to other viewers.
# %% [markdown] lang="zh"
# ## 数据
#
# 一行 = 近半年、播放不少于 1,000 的一条视频。**缺什么**：推给了谁看；平台可能把短视频推给了另一群人。
# %%
table.groupby("topic").agg(
    videos=("rate", "size"), seconds=("duration_s", "median"), completion=("rate", "mean")
).sort_values("completion", ascending=False).round(3)
# %% [markdown] lang="en"
# The order of completion is nearly the reverse order of length. The exceptions are the interesting ones.
#
# ## Worked: take the length out
#
# **Step 1.** Classes of length, and how many videos of each topic are in them.
# %% [markdown] lang="zh"
# 完播率的排序几乎就是时长的倒序；不合这个规律的，才有意思。
#
# ## 示范：把时长的影响去掉
#
# **第 1 步。** 按时长分组，看各主题在每组有多少条。
# %%
EDGES = [0, 8, 10, 12, 15, 60]
LABELS = ["<8", "8–10", "10–12", "12–15", "15+"]
table["cell"] = pd.cut(table["duration_s"], EDGES, right=False, labels=LABELS)
pd.crosstab(table["topic"], table["cell"])
# %% [markdown] lang="en"
# Few tips are longer than 10 s, few tours shorter than 12 s; they hardly meet. Recipes, reviews and stories are the bridge between them.
#
# **Step 2.** Each video's place in its class, then the mean by topic.
# %% [markdown] lang="zh"
# 小妙招很少超过 10 秒，工厂很少短于 12 秒，两者几乎不在同一组；菜谱、测评、剧情是它们之间的桥。
#
# **第 2 步。** 求每条视频的组内名次，再按主题平均。
# %%
cells = table.groupby("cell", observed=True)["rate"]
table["place"] = (cells.rank() - 0.5) / cells.transform("size")
score = table.groupby("topic")["place"].agg(["mean", "sem"]).sort_values("mean", ascending=False)
score.round(3)
# %%
names = {
    "recipe": sf.text(en="recipe", zh="菜谱"),
    "unboxing": sf.text(en="unboxing", zh="开箱"),
    "tip": sf.text(en="tip", zh="小妙招"),
    "factory": sf.text(en="factory", zh="源头工厂"),
    "review": sf.text(en="review", zh="测评"),
    "story": sf.text(en="story", zh="剧情"),
}
means = (
    table.groupby(["topic", "cell"], observed=True)
    .agg(rate=("rate", "mean"), n=("rate", "size"), seconds=("duration_s", "mean"))
    .query("n >= 8")
    .reset_index()
)
means["name"] = means["topic"].map(names)
top = ["factory", "tip", "story"]
strong = means[means["topic"].isin(top)]
x = alt.X(
    "seconds:Q",
    title=sf.text(en="mean length of the class (s)", zh="组内平均时长（秒）"),
    scale=alt.Scale(domain=[5, 20]),
)
y = alt.Y(
    "rate:Q",
    title=sf.text(en="completion", zh="完播率"),
    scale=alt.Scale(domain=[0.2, 0.5]),
    axis=alt.Axis(format=".0%"),
)
grey = (
    alt.Chart(means[~means["topic"].isin(top)])
    .mark_line(color="#B0B0B0", point=alt.OverlayMarkDef(color="#B0B0B0"))
    .encode(x, y, detail="topic:N")
)
colour = alt.Color(
    "name:N",
    scale=alt.Scale(
        domain=[names[topic] for topic in top], range=[sf.PALETTE[0], sf.PALETTE[6], sf.PALETTE[2]]
    ),
    legend=alt.Legend(title=None),
)
lines = alt.Chart(strong).mark_line(point=True).encode(x, y, colour)
best = score.index[0]
title = sf.text(
    en=f"At equal length the {names[best]} tour is watched to the end most, not the tip",
    zh=f"时长相近时，最能让人看完的是{names[best]}，不是小妙招",
)
(grey + lines).properties(title=title, width=480, height=260)
# %% [markdown] lang="en"
# *What to see:* every line falls with length. The tip's line is at the upper left only because tips are short; where it meets others it is in the middle of them. The factory's line runs above all others, far to the right. (Grey: recipes, reviews, unboxings.)
# %% [markdown] lang="zh"
# *看什么*：每条线都随时长下降。小妙招的线在左上角，只因为短；和别人重叠的地方，它只是中游。源头工厂的线在右边，却高过其他所有线。（灰线：菜谱、测评、开箱。）
# %% [markdown] lang="en"
# ## Your turn: one step left out
#
# Compare only the class of 12 to 15 seconds. Write the mean completion of factory tours minus that of stories, in percentage points, in place of `None`.
# %% [markdown] lang="zh"
# ## 轮到你：只缺一步
#
# 只看 12–15 秒这一组。请把 `None` 换成源头工厂与剧情的平均完播率之差（百分点）。
# %%
middle = table[table["cell"] == "12–15"].groupby("topic")["rate"].mean()
gap_points = None
# %%
whole = table.groupby("topic")["rate"].mean()
sf.check_value(
    sf.text(en="factory minus story, points", zh="工厂减剧情（百分点）"),
    gap_points,
    expect=100 * (middle["factory"] - middle["story"]),
    tolerance=0.005,
    why_wrong={
        100 * (whole["factory"] - whole["story"]): sf.text(
            en="That is over all lengths.", zh="这是不分时长的。"
        ),
        middle["factory"] - middle["story"]: sf.text(en="In points: times 100.", zh="换成百分点要乘 100。"),
    },
    hint='100 * (middle["factory"] - middle["story"])',
)
# %% [markdown] lang="en"
# ## The mistake, in yuan
#
# Twenty tips were "proved" by a number that rewards being short. What does a video bring? GMV in 14 days by topic, mean and median:
# %% [markdown] lang="zh"
# ## 常见错误值多少钱
#
# 20 条小妙招，靠的是一个“奖励短”的数字。那一条视频到底带来多少？各主题 14 天成交，平均与中位：
# %%
money = table.groupby("topic")["gmv"].agg(["mean", "median"])
without_top = table.sort_values("gmv").groupby("topic")["gmv"].apply(lambda gmv: gmv.iloc[:-1].mean())
money["mean_without_the_best"] = without_top
money.loc[score.index].round(0)
# %%
lead = 20 * (money.loc["factory", "median"] - money.loc["tip", "median"])
print(
    sf.text(
        en=f"twenty factory tours instead of twenty tips, by the median: {sf.yuan(lead)} in 14 days; by the mean {sf.yuan(20 * (money.loc['factory', 'mean'] - money.loc['tip', 'mean']))}",
        zh=f"20 条工厂代替 20 条小妙招：按中位数 14 天差 {sf.yuan(lead)}；按平均数差 {sf.yuan(20 * (money.loc['factory', 'mean'] - money.loc['tip', 'mean']))}",
    )
)
# %% [markdown] lang="en"
# Factory tours lead by both. But look at the last column: one single video carries nearly half of what tips earned. Views are **heavy-tailed** (长尾), so read medians beside means. And the plan is no "all factory" either: eight tours, and each other topic often enough to learn, each in at least two lengths, so that topic and length come apart.
#
# ## Heavy tails: a week from a day
#
# Purchasing wants views of seven days from those of the first. Rules in use: "seven times the first day" and "the average multiple". First, which videos may be used at all?
# %% [markdown] lang="zh"
# 平均和中位都是工厂领先。但看最后一列：小妙招的成交，将近一半靠一条视频。播放是**长尾**的，平均数旁边要放中位数。另外，也不是“全拍工厂”：工厂拍八条，其他主题都留够能看出好坏的条数，每个主题至少两种时长，才能把主题和时长分开。
#
# ## 长尾：由一天推一周
#
# 采购要的是由首日推七日。常用的土办法：“首日乘 7”“平均倍数”。先问：哪些视频能拿来用？
# %%
week = daily[daily["age_d"] <= 6].pivot(index="video_id", columns="age_d", values="views")
full = week.dropna()
first, seven = full[0], full.sum(axis=1)
multiple = seven / first
print(
    sf.text(
        en=f"{len(week) - len(full)} of {len(week)} videos are younger than seven days or lack a row: left out. Multiple: median {multiple.median():.2f}, mean {multiple.mean():.2f}, largest {multiple.max():.0f}",
        zh=f"{len(week)} 条里有 {len(week) - len(full)} 条不满七天或缺行，剔除。倍数：中位 {multiple.median():.2f}，平均 {multiple.mean():.2f}，最大 {multiple.max():.0f}",
    )
)
# %% [markdown] lang="en"
# Views work by factors, so fit on logarithms: $\ln V_7=a+b\ln V_1+\text{error}$. For the interval take the **quantiles of the errors** as they are; a second wave (二次爆发) in one video of twenty makes them anything but normal.
# %% [markdown] lang="zh"
# 播放是按倍数变化的，所以在对数上拟合：$\ln V_7=a+b\ln V_1+\text{误差}$。区间直接取**误差的分位数**；二十条里有一条会二次爆发，误差根本不是正态。
# %%
b, a = np.polyfit(np.log(first), np.log(seven), 1)
errors = np.log(seven) - a - b * np.log(first)
low, middle_week, high = np.exp(a + b * np.log(4_000) + np.quantile(errors, [0.1, 0.5, 0.9]))
reach = (errors > np.log(20_000) - a - b * np.log(4_000)).mean()
print(
    sf.text(
        en=f"4,000 on the first day: median {middle_week:,.0f} in a week, 80% between {low:,.0f} and {high:,.0f}; 20,000 or more with a chance of {reach:.0%}",
        zh=f"首日 4,000：一周中位数 {middle_week:,.0f}，80% 在 {low:,.0f} 到 {high:,.0f} 之间；达到 2 万的机会 {reach:.0%}",
    )
)
# %%
dots = pd.DataFrame({"first": first, "seven": seven})
grid = np.geomspace(first.min(), first.max(), 40)
band = pd.DataFrame({"first": grid})
for name, share in (("low", 0.1), ("mid", 0.5), ("high", 0.9)):
    band[name] = np.exp(a + b * np.log(grid) + np.quantile(errors, share))
band["times_7"] = 7 * grid
ticks = [100, 1_000, 10_000, 100_000, 1_000_000]
x = alt.X(
    "first:Q",
    scale=alt.Scale(type="log"),
    title=sf.text(en="views in the first 24 hours", zh="首个 24 小时播放"),
    axis=alt.Axis(values=ticks, format=",d"),
)
week_title = sf.text(en="views in seven days", zh="七日播放")
y = alt.Y(
    "seven:Q",
    scale=alt.Scale(type="log"),
    title=week_title,
    axis=alt.Axis(values=ticks, format=",d"),
)
points = alt.Chart(dots).mark_circle(opacity=0.35, size=25, color="#888888").encode(x, y)
area = (
    alt.Chart(band)
    .mark_area(opacity=0.25, color=sf.PALETTE[0])
    .encode(x, alt.Y("low:Q", title=week_title), alt.Y2("high:Q"))
)
centre = alt.Chart(band).mark_line(color=sf.PALETTE[0]).encode(x, alt.Y("mid:Q", title=week_title))
rule_of_seven = (
    alt.Chart(band)
    .mark_line(color=sf.PALETTE[6], strokeDash=[6, 4])
    .encode(x, alt.Y("times_7:Q", title=week_title))
)
over = (seven > 7 * first).mean()
title = sf.text(
    en=f"Only {over:.0%} of the videos reach seven times their first day (dashed)",
    zh=f"只有 {over:.0%} 的视频能到首日的 7 倍（虚线）",
)
(points + area + centre + rule_of_seven).properties(title=title, width=480, height=280)
# %% [markdown] lang="en"
# *What to see:* both axes are logarithmic. The band holds eight videos of ten; the few dots above the dashed line are the second waves. Nobody knows on day one which they will be.
#
# ## On your own: what do the pans bring?
#
# 600 pans earn ¥9,000 if the video reaches 20,000 views, otherwise ¥2,500 are lost. Write the expected result in yuan (`reach` is the chance from above).
# %% [markdown] lang="zh"
# *看什么*：两根轴都是对数。带子里装着十条中的八条；虚线上方零星几个点就是二次爆发。首日谁也不知道会是哪条。
#
# ## 独立完成：备货值不值？
#
# 到 2 万播放，600 口锅赚 9,000 元；不到，亏 2,500 元。写出期望收益（元），`reach` 是上面算出的机会。
# %%
expected_yuan = None
# %%
sf.check_value(
    sf.text(en="expected result, yuan", zh="期望收益（元）"),
    expected_yuan,
    expect=9_000 * reach - 2_500 * (1 - reach),
    tolerance=0.01,
    why_wrong={
        9_000 * reach: sf.text(en="The loss in the other cases is missing.", zh="漏了没到时的亏损。"),
        9_000.0: sf.text(en="Only if it were certain.", zh="那得是必然发生。"),
    },
    hint="9_000 * reach - 2_500 * (1 - reach)",
    because=sf.text(
        en="Below zero: order 100 now and agree on a three-day reorder; look again after day two.",
        zh="小于零：先备 100 口，谈好三天补货，第二天再看。",
    ),
)
# %% [markdown] lang="en"
# ## The answer for Friday
# %% [markdown] lang="zh"
# ## 周五的答复
# %%
sf.caption(
    sf.text(
        en=f"Eight factory tours and two of each other topic in two lengths, not twenty tips: at equal length the tour leads (mean place {score.loc['factory', 'mean']:.2f}, tips {score.loc['tip', 'mean']:.2f}). No 600 pans: half of such videos stay below {middle_week:,.0f} views and {1 - reach:.0%} below 20,000.",
        zh=f"工厂八条、其他主题各两条且有两种时长，不是 20 条小妙招：时长相近时工厂领先（平均名次 {score.loc['factory', 'mean']:.2f}，小妙招 {score.loc['tip', 'mean']:.2f}）。不备 600 口锅：这样的视频一半到不了 {middle_week:,.0f} 播放，{1 - reach:.0%} 到不了 2 万。",
    )
)
# %% [markdown] lang="en"
# ## Self-checks
#
# **1.** Topic X has videos of 6 s only, topic Y of 20 s only, and no other topic is in either class. What do places within classes say about X and Y? `"a"` the better one; `"b"` nothing: they never meet; `"c"` that they are equally good.
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 主题 X 只有 6 秒的视频，主题 Y 只有 20 秒的，两组里都没有别的主题。组内名次能说明 X、Y 谁好吗？`"a"` 能；`"b"` 不能，它们从未同组；`"c"` 说明一样好。
# %%
answer_1 = None
# %%
sf.check_choice(
    sf.text(en="topics that never meet", zh="从不同组的主题"),
    answer_1,
    right="b",
    because=sf.text(
        en="Both get 0.5 by construction. Shoot one topic in the other's length.",
        zh="两边必然都是 0.5。拍一条对方时长的再比。",
    ),
    wrong={
        "a": sf.text(en="Each is compared with itself only.", zh="各自只和自己比。"),
        "c": sf.text(en="0.5 is forced here, not found.", zh="0.5 是算法逼出来的，不是发现。"),
    },
)
# %% [markdown] lang="en"
# **2.** Multiples of five videos: 2.0, 2.2, 2.4, 2.6, 20. Forecast for the **typical** next video with 1,000 on the first day?
# %% [markdown] lang="zh"
# **2.** 五条视频的倍数：2.0、2.2、2.4、2.6、20。下一条首日 1,000 播放的**典型**视频，七日预计多少？
# %%
answer_2 = None
# %%
sf.check_value(
    sf.text(en="typical week", zh="典型的一周"),
    answer_2,
    expect=2_400.0,
    tolerance=0.001,
    why_wrong={
        5_840.0: sf.text(
            en="The mean; one burst video moves it beyond four of five.",
            zh="这是平均倍数，被一条爆款拉到五条里四条都够不着。",
        ),
        7_000.0: sf.text(en="Views fall after the first day.", zh="首日之后播放会衰减。"),
    },
    hint=sf.text(en="the median multiple", zh="倍数的中位数"),
)
# %% [markdown] lang="en"
# **3. From module 2, lesson 4.** Posts at 20:00 have most plays, and the best topic goes out at 20:00. What did the fit hold fixed to judge the slot? `"a"` the topic; `"b"` the plays; `"c"` the day.
# %% [markdown] lang="zh"
# **3. 回顾模块二第 4 课。** 20 点的作品播放最多，而最强的主题都在 20 点发。当时为了评时段，控制住了什么？`"a"` 主题；`"b"` 播放；`"c"` 日期。
# %%
answer_3 = None
# %%
sf.check_choice(
    sf.text(en="held fixed", zh="控制的是什么"),
    answer_3,
    right="a",
    because=sf.text(
        en="Here length is to topic what topic was to the slot.",
        zh="这里的时长之于主题，就像那里的主题之于时段。",
    ),
    wrong={
        "b": sf.text(en="Plays were the outcome.", zh="播放是结果。"),
        "c": sf.text(en="Not in that fit.", zh="那次没有。"),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Take the completion chart by topic off the wall; hang completion by length beside it, and mark each new video in it.
# - Shoot next month's topics in two lengths each.
# - Give forecasts as three numbers (low, median, high) and write down how often the interval held.
#
# ## Limits
#
# - **Observation.** Classes hold the length fixed, nothing else: hook, season and the people shown to may still differ. A split test decides.
# - **Classes.** Wide classes leave some duration bias inside, narrow ones leave few videos to compare.
# - **Synthetic.** The appeal of topics, the growth in a week and the second waves were planted; your own account's multiples are what counts.
# - **Folklore.** "The platform prefers seven seconds" and "seven times the first day" have no source.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 把墙上“各主题完播率”换下来，旁边挂一张“完播率对时长”，每条新视频都标上去。
# - 下个月每个主题拍两种时长。
# - 预测给三个数（低、中、高），并记录区间兑现的比例。
#
# ## 局限
#
# - **观察数据。** 分组只控制了时长；开头、季节、推给谁看都可能不同。要定论，靠分流测试。
# - **分组。** 分得太宽，组内还有时长偏差；太窄，没几条可比。
# - **模拟数据。** 主题吸引力、一周增长、二次爆发都是预设的；要用你自己账号的倍数。
# - **传言。** “平台偏爱 7 秒”“首日乘 7”，都没有出处。
