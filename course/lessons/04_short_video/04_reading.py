# %% [markdown] lang="en"
# ## The decision
#
# Monday, 09:30. Three tests have ended, each planned for 14 days and 20,000 viewers an arm, primary metric completion. The operator's slide: *"T1: B +7 %. T3: B +5 %. T4: B +3 %. All significant. Ship three new cuts."* Re-cutting the three series costs ¥18,000.
#
# Which of them do you ship?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周一 9:30。三场测试结束了，都计划测 14 天、每组 2 万人，主指标是完播率。运营的 PPT 写着：“T1：B +7%；T3：B +5%；T4：B +3%，全部显著，三个新版一起上。”三个系列重剪要 1.8 万元。
#
# 你上哪几个？
# %%
import altair as alt
import numpy as np
import pandas as pd
from scipy import stats

tests = sf.dataset("ab_daily")
tests.head()
# %%
sf.predict(
    sf.text(
        en="Of three significant tests T1, T3 and T4, how many are really better for good?",
        zh="T1、T3、T4 三场都显著。真正能长期变好的有几场？",
    ),
    [
        sf.text(en="three", zh="三场"),
        sf.text(en="two", zh="两场"),
        sf.text(en="one", zh="一场"),
        sf.text(en="none", zh="一场也没有"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: read in this order
#
# | | question | test used here |
# |---|---|---|
# | 1. split | did each arm get the viewers it should? | chi-square, 1 degree of freedom: $\chi^2=\sum(n-\text{expected})^2/\text{expected}$; broken if p < .001 |
# | 2. number | are the planned viewers in? | count them (lesson 3) |
# | 3. effect | how much better is B? | $z=\dfrac{p_B-p_A}{\sqrt{\bar p(1-\bar p)(1/n_A+1/n_B)}}$, and the interval $p_B-p_A\pm1.96\sqrt{\tfrac{p_A(1-p_A)}{n_A}+\tfrac{p_B(1-p_B)}{n_B}}$ |
# | 4. time | does it last? | first days against the last week |
# | 5. guardrail | does it hurt something dear? | interval of the guardrail metric (护栏指标) |
#
# A sample-ratio mismatch (SRM, 样本比例不匹配) means that viewers were lost in one arm and not in the other. Then the arms are no longer alike, and **no** number of the test can be read, however significant. **Where the platform shows it:** the split under 实验流量; the check itself, hardly anywhere. **Dangerous look-alike:** "51 to 49, close enough". With 50,000 viewers it is not: chance alone gives 50.0 ± 0.4.
# %% [markdown] lang="zh"
# ## 概念：按这个顺序读
#
# | | 问什么 | 这里用的检验 |
# |---|---|---|
# | 1. 分流 | 两组分到的人数对不对？ | 卡方检验，1 个自由度：$\chi^2=\sum(n-\text{期望})^2/\text{期望}$；p < 0.001 判为异常 |
# | 2. 样本 | 计划人数到齐了吗？ | 数一数（第 3 课） |
# | 3. 效果 | B 好多少？ | $z=\dfrac{p_B-p_A}{\sqrt{\bar p(1-\bar p)(1/n_A+1/n_B)}}$，区间 $p_B-p_A\pm1.96\sqrt{\tfrac{p_A(1-p_A)}{n_A}+\tfrac{p_B(1-p_B)}{n_B}}$ |
# | 4. 时间 | 能持续吗？ | 头几天对最后一周 |
# | 5. 护栏 | 有没有伤到要紧的东西？ | 护栏指标的区间 |
#
# 样本比例不匹配（SRM，分流异常）说明有一组丢了观众、另一组没丢。两组的人已经不一样了，这场测试里**任何**数字都不能读，再显著也没用。**后台在哪里看**：实验流量里有两组人数；检验本身一般没有，得自己算。**容易混淆的**：“51 比 49，差不多”。5 万人时差得多：纯靠运气只会在 50.0 ± 0.4 之间。
# %% [markdown] lang="en"
# ## The data
#
# One row is one test, day and arm. Each day a new video is cut in both versions; every viewer is drawn into A or B for it and counted once. **Missing:** the device, and who was drawn but never logged. That second gap will matter.
# %% [markdown] lang="zh"
# ## 数据
#
# 一行 = 一场测试、一天、一组。每天一条新视频剪成两版，观众随机进 A 或 B，只计一次。**缺什么**：机型，以及“分到了却没被记录”的人。后一个缺口很要命。
# %%
total = tests.groupby(["test_id", "arm"])[["users", "complete", "likes", "orders", "gmv"]].sum()
total["rate"] = total["complete"] / total["users"]
total.round(3)
# %% [markdown] lang="en"
# ## Worked: three questions for each test
#
# **Step 1. The split**, before anything else.
# %% [markdown] lang="zh"
# ## 示范：每场测试先问三件事
#
# **第 1 步，分流**，放在一切之前。
# %%
users = total["users"].unstack()
split = users.assign(b_pct=100 * users["B"] / users.sum(axis=1), srm_p=stats.chisquare(users.T).pvalue)
split.round({"b_pct": 2, "srm_p": 6})


# %% [markdown] lang="en"
# T3 is broken: by chance alone a split like this comes less than once in a million. Its lead may come entirely from who is missing. If viewers on slow phones are lost in B, because the new cut is a heavier file, the ones who are left finish more often.
#
# **Step 2. The effect**, with its interval.
# %% [markdown] lang="zh"
# T3 的分流坏了：纯靠运气，一百万次也碰不到一次。它的领先可能全来自“缺了谁”。比如新版文件更大，慢手机的人在 B 里没加载出来，剩下的自然更容易看完。
#
# **第 2 步，效果**，带上区间。
# %%
def read(counts):
    a, b = counts.loc["A"], counts.loc["B"]
    p_a, p_b = a["complete"] / a["users"], b["complete"] / b["users"]
    pooled = (a["complete"] + b["complete"]) / (a["users"] + b["users"])
    z = (p_b - p_a) / np.sqrt(pooled * (1 - pooled) * (1 / a["users"] + 1 / b["users"]))
    half = 1.96 * np.sqrt(p_a * (1 - p_a) / a["users"] + p_b * (1 - p_b) / b["users"])
    return pd.Series(
        {
            "lift": p_b / p_a - 1,
            "low": (p_b - p_a - half) / p_a,
            "high": (p_b - p_a + half) / p_a,
            "p": 2 * stats.norm.sf(abs(z)),
        }
    )


readings = pd.DataFrame({name: read(rows.droplevel(0)) for name, rows in total.groupby("test_id")}).T
readings.round(4)
# %% [markdown] lang="en"
# (The interval of the difference is divided by the rate of A, to be read as a relative lift.) T2 is the subject of the next lesson. T1, T3 and T4 are what the slide says.
#
# **Step 3. Time.** The same in two windows: first three days, last seven.
# %% [markdown] lang="zh"
# （把差值的区间除以 A 的比率，就能当相对提升来读。）T2 下一课再说。T1、T3、T4 确实和 PPT 一样。
#
# **第 3 步，时间。** 分两段再读一次：头三天、最后七天。
# %%
tests["number"] = tests.groupby("test_id")["day"].transform(lambda day: (day - day.min()).dt.days)
windows = {}
for name in ("T1", "T4"):
    for label, first, last in (("days 1–3", 0, 2), ("days 8–14", 7, 13)):
        rows = tests[(tests["test_id"] == name) & tests["number"].between(first, last)]
        windows[name, label] = read(rows.groupby("arm")[["users", "complete"]].sum())
pd.DataFrame(windows).T.round(3)
# %%
daily = tests[tests["test_id"].isin(["T1", "T4"])].pivot(
    index=["test_id", "number"], columns="arm", values=["users", "complete"]
)
rate = daily["complete"] / daily["users"]
points = (100 * (rate["B"] / rate["A"] - 1)).rename("lift").reset_index()
points["day"] = points["number"] + 1
points["smooth"] = points.groupby("test_id")["lift"].transform(
    lambda lift: lift.rolling(5, center=True, min_periods=3).mean()
)
names = {"T1": sf.text(en="T1: stays", zh="T1：一直在"), "T4": sf.text(en="T4: wears off", zh="T4：越来越弱")}
points["name"] = points["test_id"].map(names)
x = alt.X("day:Q", title=sf.text(en="day of the test", zh="测试第几天"), scale=alt.Scale(domain=[0.5, 14.5]))
colour = alt.Color(
    "name:N",
    scale=alt.Scale(domain=list(names.values()), range=[sf.PALETTE[0], sf.PALETTE[6]]),
    legend=alt.Legend(title=None),
)
dots = (
    alt.Chart(points)
    .mark_point(opacity=0.6)
    .encode(
        x,
        alt.Y("lift:Q", title=sf.text(en="lift of the day, %", zh="当天提升（%）")),
        colour,
        alt.Shape("name:N", scale=alt.Scale(domain=list(names.values())), legend=None),
    )
)
lines = alt.Chart(points).mark_line().encode(x, y="smooth:Q", color=colour)
zero = alt.Chart(pd.DataFrame({"lift": [0]})).mark_rule(color="#555555", strokeDash=[4, 3]).encode(y="lift:Q")
title = sf.text(
    en="T4 wins by novelty: the lift is gone in the second week", zh="T4 赢在新鲜感：第二周提升就没了"
)
(zero + dots + lines).properties(title=title, width=480, height=250)
# %% [markdown] lang="en"
# *What to see:* dots are single days and jump by several points either way; the lines are means of five days. T1 hovers around its mean, T4 starts high and falls to zero: a novelty effect (新奇效应). The mean over 14 days is significant and true, but it is not what the next 14 days will bring.
# %% [markdown] lang="zh"
# *看什么*：点是单天，上下跳好几个点；线是五天平均。T1 一直在均值附近，T4 起点很高、随后跌到零，这叫新奇效应。14 天的平均是显著的，也没算错，但它不是接下来 14 天会有的样子。
# %% [markdown] lang="en"
# ## Your turn: one step left out
#
# A fifth test: 10,400 viewers in A, 9,600 in B, planned half and half. Write its $\chi^2$ in place of `None`.
# %% [markdown] lang="zh"
# ## 轮到你：只缺一步
#
# 第五场测试：A 组 10,400 人，B 组 9,600 人，计划各半。请把 `None` 换成它的 $\chi^2$。
# %%
expected = (10_400 + 9_600) / 2

chi_square = None
# %%
sf.check_value(
    sf.text(en="chi-square of the split", zh="分流的卡方值"),
    chi_square,
    expect=32.0,
    tolerance=0.001,
    why_wrong={
        16.0: sf.text(en="Both arms count: add the second.", zh="两组都要算，再加上另一组。"),
        0.08: sf.text(en="Squared, then divided by the expected number.", zh="先平方，再除以期望人数。"),
        4.0: sf.text(en="That is in per cent of the expected number.", zh="这是相对期望偏了百分之几。"),
    },
    hint="(10_400 − 10_000)² / 10_000 + (9_600 − 10_000)² / 10_000",
    because=sf.text(
        en="The bound at p = .001 is 10.8: broken, do not read on.",
        zh="p = 0.001 的界限是 10.8：分流坏了，别往下读。",
    ),
)
# %% [markdown] lang="en"
# ## The guardrail of T1
#
# The owner: *"T1 completes better. And sales?"* Video GPM, here per 1,000 viewers, is the guardrail. Orders are rare and unequal, so the interval is wide. GMV per viewer, by the spread of the days:
# %% [markdown] lang="zh"
# ## T1 的护栏
#
# 老板问：“T1 看完的人多了，那卖货呢？”视频 GPM（千次观看成交金额，这里按千人计）是护栏指标。订单少、金额又参差，所以区间很宽。用 14 天的波动来算：
# %%
t1 = tests[tests["test_id"] == "T1"].assign(per_1000=lambda rows: 1_000 * rows["gmv"] / rows["users"])
pairs = t1.pivot(index="day", columns="arm", values="per_1000")
difference = pairs["B"] - pairs["A"]
se = difference.std() / np.sqrt(len(difference))
half = stats.t.ppf(0.975, len(difference) - 1) * se
print(
    sf.text(
        en=f"A {sf.yuan(pairs['A'].mean())} per 1,000 viewers; B − A {difference.mean():+.0f} ± {half:.0f}, that is {(difference.mean() - half) / pairs['A'].mean():+.0%} to {(difference.mean() + half) / pairs['A'].mean():+.0%}",
        zh=f"A 每千人 {sf.yuan(pairs['A'].mean())}；B − A {difference.mean():+.0f} ± {half:.0f}，即 {(difference.mean() - half) / pairs['A'].mean():+.0%} 到 {(difference.mean() + half) / pairs['A'].mean():+.0%}",
    )
)
# %% [markdown] lang="en"
# "No significant loss" would be the wrong comfort: this interval also contains losses that nobody would accept. A guardrail is passed when its **lower end** is above the loss agreed on before the test. Say: not shown to be safe yet, watch sales for another month.
#
# ## The mistake people make: three green arrows
#
# Re-cutting T3's and T4's series costs ¥12,000 of the ¥18,000, for a lift that was missing viewers and one that was gone in a fortnight.
# %% [markdown] lang="zh"
# “没有显著下降”是错误的安慰：这个区间里也包含谁都不能接受的损失。护栏要算通过，得**区间下限**高于开测前约定的底线。应当说：还没证明安全，再看一个月成交。
#
# ## 常见错误：三个绿色箭头
#
# 1.8 万里有 1.2 万花在 T3、T4 的重剪上：一个的提升是“丢了人”，另一个两周就没了。
# %%
verdict = readings.loc[["T1", "T3", "T4"], ["lift", "p"]].copy()
verdict["srm_p"] = split["srm_p"]
verdict["last_week"] = [
    read(
        tests[(tests["test_id"] == name) & (tests["number"] >= 7)].groupby("arm")[["users", "complete"]].sum()
    )["lift"]
    for name in verdict.index
]
verdict["ship"] = [
    sf.text(en="yes, and watch sales", zh="上，同时盯住成交"),
    sf.text(en="no: repeat with a sound split", zh="不上：修好分流重测"),
    sf.text(en="no: look at the last week again", zh="不上：再看最后一周"),
]
verdict.round(4)


# %% [markdown] lang="en"
# ## A real test, in four numbers
#
# In the Open Bandit Data (of the Japanese fashion shop Zozotown; Saito and others 2020) recommendations were chosen at random or by a learning rule. In the published extract of the men's campaign each was shown 10,000 times and clicked 46 and 69 times. In that of all items: 38 and 42.
# %% [markdown] lang="zh"
# ## 一场真实的测试，四个数
#
# Open Bandit 数据（日本时尚电商 Zozotown；Saito 等，2020）里，推荐位一部分随机给、一部分由学习算法给。公开的男装样例中两边各展示 10,000 次，点击 46 和 69 次；全品类样例中是 38 和 42 次。
# %%
def real(clicks_random, clicks_rule):
    arms = pd.DataFrame(
        {"users": [10_000, 10_000], "complete": [clicks_random, clicks_rule]}, index=["A", "B"]
    )
    return read(arms)


pd.DataFrame({"men": real(46, 69), "all": real(38, 42)}).T.round(3)
# %% [markdown] lang="en"
# Half as many clicks again, p = .03, and an interval from a little to nearly double: that is what 10,000 impressions of a rare event can say. For "all" they say nothing, though the rule may be as good there. We cite the counts only; the data are not part of this course.
#
# ## On your own: the smallest SRM
#
# With 40,000 viewers in all and half planned for each, from which share of B upward (in per cent, above 50) would you call the split broken (p < .001, |z| > 3.29)? Within 0.02 points.
# %% [markdown] lang="zh"
# 点击多了一半，p = 0.03，区间从“一点点”到“将近翻倍”：罕见事件、一万次展示，能说的就这么多。全品类那组什么也没说明，尽管算法在那里可能一样好。这里只引用计数，数据本身不随课程提供。
#
# ## 独立完成：多歪才算歪
#
# 两组合计 40,000 人、计划各半。B 的占比超过多少（百分数，大于 50）就该判分流异常（p < 0.001，|z| > 3.29）？误差 0.02 个百分点以内。
# %%
share_b = None  # per cent
# %%
sf.check_value(
    sf.text(en="share of B, per cent", zh="B 的占比（%）"),
    share_b,
    expect=100 * (0.5 + 3.29 * 0.5 / np.sqrt(40_000)),
    tolerance=0.0004,
    why_wrong={
        100 * (0.5 + 1.96 * 0.5 / np.sqrt(40_000)): sf.text(
            en="1.96 would call one sound split in twenty broken.",
            zh="用 1.96，每二十次正常分流就会冤枉一次。",
        ),
        100 * 3.29 * 0.5 / np.sqrt(40_000): sf.text(
            en="That is the distance from 50.", zh="这是离 50 的距离。"
        ),
    },
    hint=sf.text(en="standard error of a share of half: 0.5 / √n", zh="占比一半时的标准误：0.5 ÷ √n"),
)
# %% [markdown] lang="en"
# ## Self-checks
#
# **1.** SRM is found on the last day. The operator: "Then weight the arms so that they are equal." `"a"` fine; `"b"` no: who is missing is unknown, weights by number do not bring them back; find the cause and repeat.
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 最后一天才发现 SRM。运营说：“按人数加权拉平就行。”`"a"` 可以；`"b"` 不行：缺的是什么人并不知道，按人数加权补不回来；查清原因，重测。
# %%
answer_1 = None
# %%
sf.check_choice(
    sf.text(en="weight it away?", zh="加权拉平？"),
    answer_1,
    right="b",
    because=sf.text(
        en="Typical causes: one version loads slower, logging differs, a filter after the draw.",
        zh="常见原因：某版加载慢、埋点不同、分流之后又做了筛选。",
    ),
    wrong={
        "a": sf.text(
            en="A rate is divided by its own viewers already; the lost ones are what is wrong.",
            zh="比率本来就除以各自的人数；问题在丢掉的人。",
        )
    },
)
# %% [markdown] lang="en"
# **2.** Likes +25 % (significant), sales per 1,000 viewers −20 % (significant), primary metric agreed before: sales. `"a"` ship, likes bring traffic later; `"b"` do not ship; `"c"` test until both are positive.
# %% [markdown] lang="zh"
# **2.** 点赞率 +25%（显著），每千人成交 −20%（显著），开测前约定主指标是成交。`"a"` 上，点赞迟早带来流量；`"b"` 不上；`"c"` 一直测到两个都为正。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="likes up, sales down", zh="点赞涨、成交跌"),
    answer_2,
    right="b",
    because=sf.text(
        en="The primary metric (主指标) decides; that is why it is written down first.",
        zh="主指标说了算；所以才要先写下来。",
    ),
    wrong={
        "a": sf.text(
            en="Perhaps; then show it in sales over 30 days before you pay for it.",
            zh="也许吧；那就先用 30 天成交证明，再花钱。",
        ),
        "c": sf.text(en="Trying until it fits finds luck, not effects.", zh="测到满意为止，测出来的是运气。"),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - First line of every test report: viewers by arm and the p of the split. Below .001 the report ends there.
# - Second line: planned and reached viewers. Third: lift with interval. Fourth: last week alone.
# - Write primary metric and guardrail with its bound into the brief, signed by the client, before the first day.
#
# ## Limits
#
# - **Synthetic.** One lift of 6 % and its absence were planted, as were the lost viewers and the novelty; what T1 measured lies within its error of the truth.
# - **Left out.** Viewers who return on several days (their plays are not independent; take the viewer as the unit), friends who see each other's version, more than one test at once.
# - **Thresholds.** p < .001 for the split is a habit, strict because a false alarm stops everything.
# - **Dated.** What the platform's own experiments show, and whether you can download counts by arm, changes; read today's page.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 每份测试报告第一行：两组人数和分流的 p 值。低于 0.001，报告到此为止。
# - 第二行：计划与实到人数；第三行：提升和区间；第四行：单看最后一周。
# - 主指标、护栏及其底线写进需求单，客户先签字，再开测。
#
# ## 局限
#
# - **模拟数据。** 6% 的提升与“没有提升”、丢掉的观众、新奇效应都是预设的；T1 测到的与真值之差在误差之内。
# - **没有考虑。** 连着几天都来的观众（他们的播放不独立，应以人为单位）；互相看到对方版本的朋友；同时进行的其他测试。
# - **门槛。** 分流用 p < 0.001 是习惯，定得严，是因为一旦误报就全盘停下。
# - **时效。** 平台自带实验展示什么、能否下载分组数据，常有变化，以现行后台为准。
