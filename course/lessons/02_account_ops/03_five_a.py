# %% [markdown] lang="en"
# ## The decision
#
# Thursday, 11:00. The dashboard says that A3, people who *ask*, grew again, and the brand director wants to double the budget "to harvest". The money comes from seeding. Harvest, seed, or look closer first?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周四 11:00。大盘显示 A3（问询）又涨了，品牌总监要把预算翻倍“赶紧收割”，钱从种草里出。收割、种草，还是先看清楚？
# %%
import altair as alt
import pandas as pd

states = sf.dataset("state_weekly")
states.head()
# %%
sf.predict(
    sf.text(en="Of those in A3 this week, how many are in A4 (act) next week?", zh="本周在 A3 的人，下周有多少在 A4（行动）？"),
    [
        sf.text(en="about one in eight", zh="约八分之一"),
        sf.text(en="about one in three", zh="约三分之一"),
        sf.text(en="about one in two", zh="约一半"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: a stock and its flow
#
# The platform sorts people by their last behaviour: **O** opportunity, **A1** aware, **A2** appeal, **A3** ask, **A4** act, **A5** advocate (together O-5A). A stock counts who stands there; the flow rate (流转率) says who moves in a week:
#
# $$P_{ij}=\frac{\text{pairs of consecutive weeks from state }i\text{ to }j}{\text{pairs that begin in }i},\qquad \text{stock}_{t+1}=\text{stock}_t\,P$$
#
# **Where the platform shows it:** stocks and flow rates in the brand's audience assets (人群资产). **Look-alikes:** a larger stock for a better flow; and the *next row* of a person for the next *week*, when weeks are missing.
# %% [markdown] lang="zh"
# ## 概念：存量与流转
#
# 平台按最近的行为给人分层：**O** 机会、**A1** 了解、**A2** 吸引、**A3** 问询、**A4** 行动、**A5** 拥护（合称 O-5A）。存量数的是站在那里的人，流转率说的是一周里谁动了：
#
# $$P_{ij}=\frac{\text{相邻两周从 }i\text{ 到 }j\text{ 的对数}}{\text{从 }i\text{ 出发的对数}},\qquad \text{存量}_{t+1}=\text{存量}_t\,P$$
#
# **后台在哪里看**：品牌人群资产里有存量和流转率。**容易混淆的**：存量变大当成流转变好；有些周缺失时，把一个人的*下一行*当成*下一周*。
# %% [markdown] lang="en"
# ## The data
#
# One row is a person's state in one week. **Missing:** a fifth of the weeks and more, most often for people in O, and what each person did.
# %% [markdown] lang="zh"
# ## 数据
#
# 一行 = 一个人一周的状态。**缺什么**：两成以上的周没有记录（O 最多），也没有具体行为。
# %%
sf.fields("state_weekly")
# %% [markdown] lang="en"
# ## Worked: the weekly matrix
#
# **Step 1.** Join each week with the *next* one of the same person. **Step 2.** Shares by row.
# %% [markdown] lang="zh"
# ## 示范：周流转矩阵
#
# **第 1 步**，每个人的本周和*下一周*拼起来。**第 2 步**，按行求占比。
# %%
ORDER = ["O", "A1", "A2", "A3", "A4", "A5"]
following = states.assign(week=states["week"] - 1)
pairs = states.merge(following, on=["user_id", "week"], suffixes=("", "_next"))
matrix = pd.crosstab(pairs["state"], pairs["state_next"], normalize="index").reindex(index=ORDER, columns=ORDER).fillna(0)
matrix.round(3)
# %%
cells = matrix.rename_axis("start").reset_index().melt("start", var_name="end", value_name="share")
cells["label"] = cells["share"].map(lambda share: f"{share:.0%}" if share >= 0.005 else "")
act = matrix.loc["A3", "A4"]
title = sf.text(en=f"From A3, {act:.0%} act within a week; most of the rest stay or fall back", zh=f"A3 一周内有 {act:.0%} 行动，其余多半原地或回落")
base = alt.Chart(cells).encode(
    alt.X("end:N", sort=ORDER, title=sf.text(en="next week", zh="下周"), axis=alt.Axis(labelAngle=0)),
    alt.Y("start:N", sort=ORDER, title=sf.text(en="this week", zh="本周")),
)
heat = base.mark_rect().encode(alt.Color("share:Q", scale=alt.Scale(scheme="blues"), legend=None))
words = base.mark_text().encode(text="label:N", color=alt.condition("datum.share > 0.5", alt.value("white"), alt.value("black")))
(heat + words).properties(title=title, width=360, height=240)
# %% [markdown] lang="en"
# *What to see:* the dark diagonal is inertia. Read along a row: where do the people of A3 go? To the left is falling back.
# %% [markdown] lang="zh"
# *看什么*：对角线越深，惯性越大。横着读一行：A3 的人都去了哪？往左就是回落。
# %% [markdown] lang="en"
# ## Your turn: one step left out
#
# Today's stocks are below. How many are in A4 next week, if nobody enters?
# %% [markdown] lang="zh"
# ## 轮到你：只缺一步
#
# 下面是目前的存量。没有新人进来的话，下周 A4 有多少人？
# %%
stock = pd.Series({"O": 500_000, "A1": 90_000, "A2": 40_000, "A3": 24_000, "A4": 9_000, "A5": 4_000})

a4_next_week = None
# %%
sf.check_value(
    sf.text(en="A4 next week", zh="下周 A4"),
    a4_next_week,
    expect=float(stock @ matrix["A4"]),
    tolerance=0.001,
    why_wrong={
        float(stock["A3"] * act + stock["A4"]): sf.text(en="Some leave A4, and some come from elsewhere.", zh="A4 也有人离开，别处也有人进来。"),
        float(matrix.loc["A4"] @ stock): sf.text(en="That is a row; people arrive by column.", zh="用成了行，进入 A4 的人要看列。"),
    },
    hint="stock @ matrix['A4']",
)
# %% [markdown] lang="en"
# ## The mistake people make: a stock without its source
#
# Suppose a giveaway video puts 12,000 more people into A3 who act at 0.4 % a week instead of the usual rate. The dashboard shows "A3 plus 50 %".
# %% [markdown] lang="zh"
# ## 常见错误：只看存量，不问来源
#
# 假设一条抽奖视频把 1.2 万人送进 A3，他们一周只有 0.4% 行动。大盘显示“A3 涨了 50%”。
# %%
before = stock["A3"] * act
after = before + 12_000 * 0.004
wasted = 40_000 * (1 - (after / before - 1) / 0.5)
print(sf.text(en=f"A3 +50 %, A4 entrants +{after / before - 1:.1%}", zh=f"A3 +50%，进入 A4 的人 +{after / before - 1:.1%}"))
print(sf.text(en=f"of ¥40,000 spent in step with A3, about {sf.yuan(wasted)} follows people who will not act", zh=f"按 A3 同比例多投 4 万，约 {sf.yuan(wasted)} 花在不会行动的人身上"))
# %% [markdown] lang="en"
# And the gaps: taking the next *row* for the next week makes everyone look more restless.
# %% [markdown] lang="zh"
# 还有缺失的周：把下一*行*当下一周，会显得每个人都更爱动。
# %%
ordered = states.sort_values(["user_id", "week"])
next_row = ordered.groupby("user_id")["state"].shift(-1)
sloppy = pd.crosstab(ordered["state"], next_row, normalize="index").reindex(index=ORDER, columns=ORDER).fillna(0)
stays = {name: [m.loc[s, s] for s in ORDER] for name, m in (("right", matrix), ("next_row", sloppy))}
pd.DataFrame(stays, index=ORDER).round(3)
# %% [markdown] lang="en"
# ## The widget: where do people get stuck?
# %% [markdown] lang="zh"
# ## 交互：人卡在哪一步？
# %%
sf.widgets.five_a_flow()
# %% [markdown] lang="en"
# ## Self-checks
#
# **1.** A person: week 1 A1, week 2 missing, week 3 A3. How many pairs does that give?
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 某人：第 1 周 A1，第 2 周缺失，第 3 周 A3。能构成几对？
# %%
answer_1 = None
# %%
sf.check_value(
    sf.text(en="pairs", zh="对数"),
    answer_1,
    expect=0,
    tolerance=0,
    why_wrong={1: sf.text(en="Weeks 1 and 3 are not consecutive.", zh="第 1 周和第 3 周不相邻。")},
)
# %% [markdown] lang="en"
# **2.** A2 to A3 is doubled for one week only. When does A4 grow most? `"a"` in the same week, `"b"` in the weeks after, `"c"` never.
# %% [markdown] lang="zh"
# **2.** A2→A3 只在一周里翻倍，A4 什么时候涨得最多？`"a"` 当周；`"b"` 之后几周；`"c"` 不会涨。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="when does A4 grow", zh="A4 何时涨"),
    answer_2,
    right="b",
    because=sf.text(en="They must first be in A3, then act, week by week.", zh="先进 A3，再一周一周地行动。"),
    wrong={
        "a": sf.text(en="A move takes a week for each step.", zh="每一步都要一周。"),
        "c": sf.text(en="More people in A3 bring more to A4.", zh="A3 的人多了，进 A4 的自然多。"),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Show every stock split by what brought people there, with the weekly flow of each part.
# - Spend where the *flow* is, and write the stock beside it.
# - Ask for the rule that puts people into A3; it changes, and the stock jumps with it.
#
# ## Limits
#
# - **Left out.** Memory (who fell back once falls again), ads' own effect on the flow, people under two brands.
# - **Folklore.** "A3 converts 36 times A2" is a figure of one handbook; yours depends on the category and the rule.
# - **Synthetic.** The matrix was planted and does not change over time; real ones change with each campaign.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 每个存量按来源拆开，标上各自的周流转率。
# - 钱花在*流转*好的地方，存量写在旁边。
# - 问清楚进入 A3 的规则：规则一改，存量就跳。
#
# ## 局限
#
# - **没有考虑。** 记忆效应（回落过的人更易回落）、广告对流转的影响、同时被两个品牌覆盖的人。
# - **传言。** “A3 转化是 A2 的 36 倍”出自某手册，实际随类目和规则变。
# - **模拟数据。** 矩阵是预设的且不随时间变化，现实中每场活动都会改变它。
