# %% [markdown] lang="en"
# ## The decision
#
# Monday, 10:00. A client who sells kitchen knives has one editor and one free day. Either she mends the product pages that people reach by **search** (搜索), or she cuts a new demonstration for the live room, where people meet the knife without having looked for it: **interest e-commerce** (兴趣电商). One day, one choice.
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周一 10:00。客户卖厨刀，只有一名剪辑、一个空档日。要么优化**搜索**能到的商品页，要么给直播间剪一条新的演示——看到的人本来没想买刀，这就是**兴趣电商**。一天，只能选一样。
# %%
import altair as alt
import pandas as pd

funnel = sf.dataset("funnel_daily")
funnel.head()
# %%
sf.predict(
    sf.text(en="Of a hundred buyers of this shop, how many came by search?", zh="这家店每 100 个买家里，有多少是搜索来的？"),
    [
        sf.text(en="about 15", zh="大约 15 个"),
        sf.text(en="about 40", zh="大约 40 个"),
        sf.text(en="about 60", zh="大约 60 个"),
        sf.text(en="about 85", zh="大约 85 个"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: three logics, as told in 2021
#
# In September 2021 a vice president of Douyin e-commerce described three changes of view (三大逻辑). They are *history*: a starting point to test, not a law.
#
# | logic | from | to |
# |---|---|---|
# | 1 | search (搜索): intent, search, purchase | stimulation (激发): discover, stimulate, purchase |
# | 2 | goods (商品思维): a good product at a good price | content (内容思维): content makes people decide |
# | 3 | supply side (B端): what we can make | consumer side (C端): what comments and data ask for |
#
# Shelf e-commerce (货架电商) sits *downstream*: few people, but they know what they want. Interest sits *upstream*: many people, most of whom do not. In numbers, over the same days:
#
# $$\text{conversion}=\frac{\sum\text{people who paid}}{\sum\text{people exposed}},\qquad \text{buyers}=\text{people exposed}\times\text{conversion}$$
#
# **Where the platform shows it:** the live dashboard and the product card report, both as people (人数) and as times (次数). **The look-alike:** paid ÷ *plays*. One person may be shown a thing three times.
# %% [markdown] lang="zh"
# ## 概念：三大逻辑（2021 年的说法）
#
# 2021 年 9 月，抖音电商的一位副总裁讲了三个转变。它们是*历史*，是拿来检验的起点，不是定律。
#
# | 逻辑 | 从 | 到 |
# |---|---|---|
# | 一 | 搜索：意图—搜索—购买 | 激发：发现—激发—购买 |
# | 二 | 商品思维：货好价低 | 内容思维：内容促成决策 |
# | 三 | B 端视角：我能生产什么 | C 端视角：评论和数据在要什么 |
#
# 货架电商在*下游*：人少，但都知道要什么。兴趣电商在*上游*：人多，大多没想好。同一段时间里：
#
# $$\text{转化率}=\frac{\sum\text{成交人数}}{\sum\text{曝光人数}},\qquad \text{买家数}=\text{曝光人数}\times\text{转化率}$$
#
# **后台在哪里看**：直播大屏、商品卡报表，人数和次数都有。**容易混淆的**：用成交人数除以*曝光次数*——一个人可能被展示三次。
# %% [markdown] lang="en"
# ## The data
#
# One row is one day of one path. Every step counts people; `plays` counts times. **Missing:** who saw both paths on one day is counted in both, and nothing tells what a visit cost.
# %% [markdown] lang="zh"
# ## 数据
#
# 一行 = 一天一条路径。各级都是人数，只有 `plays` 是次数。**缺什么**：同一天两条路径都看到的人会被各算一次；来一个人花了多少钱，表里没有。
# %%
sf.fields("funnel_daily")
# %% [markdown] lang="en"
# ## Worked: two funnels
#
# **Step 1.** Add up people over all days. **Step 2.** Divide once.
# %% [markdown] lang="zh"
# ## 示范：两条漏斗
#
# **第 1 步**，把各天人数加总。**第 2 步**，只除一次。
# %%
STEPS = ["exposed", "entered", "clicked", "paid"]
people = funnel.groupby("path")[[*STEPS, "plays", "gmv"]].sum()
people["conversion"] = people["paid"] / people["exposed"]
people["share_of_buyers"] = people["paid"] / people["paid"].sum()
people[["exposed", "paid", "conversion", "share_of_buyers"]].round(4)
# %%
long = people[STEPS].reset_index().melt("path", var_name="step", value_name="people")
names = {"search": sf.text(en="search", zh="搜索"), "interest": sf.text(en="interest", zh="兴趣")}
long["path"] = long["path"].map(names)
in_chinese = {"exposed": "曝光", "entered": "进入", "clicked": "点击", "paid": "成交"}
step_names = {step: sf.text(en=step, zh=zh) for step, zh in in_chinese.items()}
long["step"] = long["step"].map(step_names)
share = people.loc["search", "share_of_buyers"]
title = sf.text(
    en=f"Search converts better and brings only {share:.0%} of the buyers",
    zh=f"搜索转化更高，却只带来 {share:.0%} 的买家",
)
alt.Chart(long).mark_line(point=True).encode(
    alt.X("step:N", sort=list(step_names.values()), title=sf.text(en="step", zh="环节"), axis=alt.Axis(labelAngle=0)),
    alt.Y("people:Q", scale=alt.Scale(type="log"), title=sf.text(en="people (log scale)", zh="人数（对数刻度）")),
    alt.Color("path:N", title=None),
    alt.StrokeDash("path:N", title=None),
).properties(title=title, width=420, height=260)
# %% [markdown] lang="en"
# *What to see:* on a log scale a rate is a slope. The search line falls more gently; the interest line starts so much higher that it still ends above.
# %% [markdown] lang="zh"
# *看什么*：对数刻度下，斜率就是转化率。搜索那条线更平缓；兴趣那条起点高得多，到成交时仍在上面。
# %% [markdown] lang="en"
# ## Your turn: one step left out
#
# What is one more exposed person worth in each path, in yuan of GMV? Replace `None` by the column.
# %% [markdown] lang="zh"
# ## 轮到你：只缺一步
#
# 每多曝光一个人，各路径值多少成交？把 `None` 换成这一列。
# %%
people["value"] = None  # ¥ of GMV per exposed person
# %%
right = people["gmv"] / people["exposed"]
mine = None if people["value"].isna().all() else float(people["value"].loc["search"])
sf.check_value(
    sf.text(en="value of one search exposure (¥)", zh="搜索：每曝光一人的成交（元）"),
    mine,
    expect=right["search"],
    tolerance=0.001,
    because=sf.text(
        en=f"Interest: {sf.yuan(right['interest'], 2)}. One search visitor is worth more; there are fewer.",
        zh=f"兴趣：{sf.yuan(right['interest'], 2)}。搜索的人更值钱，只是更少。",
    ),
    why_wrong={
        (people["gmv"] / people["paid"])["search"]: sf.text(en="That is GMV per buyer.", zh="这是客单价（除以成交人数）。"),
        (people["gmv"] / people["plays"])["search"]: sf.text(en="Plays are times, not people.", zh="plays 是次数，不是人数。"),
    },
    hint="gmv / exposed",
)
# %% [markdown] lang="en"
# ## The mistake people make: one rate decides
#
# "Search converts four times better, so all hands to search." Suppose the free day raises the conversion of one path by 10 % for a month, all else equal.
# %% [markdown] lang="zh"
# ## 常见错误：只看一个转化率
#
# “搜索转化是兴趣的四倍多，全力做搜索。”假设这一天的活能让某条路径的转化率提高 10%，持续一个月，其他不变。
# %%
gain = 0.10 * people["gmv"] / 56 * 30
for path, money in gain.items():
    print(names[path], sf.yuan(money))
lost = gain["interest"] - gain["search"]
print(sf.text(en=f"choosing by the rate alone costs {sf.yuan(lost)} a month", zh=f"只看转化率选，一个月少赚 {sf.yuan(lost)} 成交"))
# %% [markdown] lang="en"
# The same per cent is worth most where the volume is. That holds only if a day of work moves both by the same per cent; on a page that is broken it would not.
#
# **And the mean of daily rates?** Search is smaller at weekends, when people browse. A mean lets a thin Sunday count like a full Tuesday.
# %% [markdown] lang="zh"
# 同样提高百分之十，体量大的那边更值钱。前提是一天的活对两边效果相同；如果商品页本来就是坏的，就另说了。
#
# **逐天求平均行不行？** 周末大家在刷，搜索少。逐天平均会让冷清的周日和热闹的周二一样重。
# %%
daily = funnel.assign(rate=funnel["paid"] / funnel["exposed"]).groupby("path")["rate"].mean()
pd.DataFrame({"ratio_of_sums": people["conversion"], "mean_of_days": daily}).round(5)
# %% [markdown] lang="en"
# Here the two agree: every day's rate is much the same, so the weights do not matter. Sum first all the same; [module 1](../01_traffic_buying/01_metrics.ipynb) has an account where the mean turns the ranking round.
#
# ## Self-checks
#
# **1.** A famous soup brand's room is shown to as many people as others; few enter, those who enter buy as usual. Which logic failed? `"1"`, `"2"` or `"3"`.
# %% [markdown] lang="zh"
# 这里两者一致：每天的转化率差不多，怎么加权都一样。但还是养成先求和再相除的习惯，[模块一](../01_traffic_buying/01_metrics.ipynb)里有一个账户，求平均会把排名整个颠倒。
#
# ## 自测
#
# **1.** 某知名汤品牌的直播间，曝光和同行一样多，进来的人少，进来后成交正常。是哪条逻辑没做到？填 `"1"`、`"2"` 或 `"3"`。
# %%
answer_1 = None
# %%
sf.check_choice(
    sf.text(en="the empty room", zh="没人进的直播间"),
    answer_1,
    right="2",
    because=sf.text(en="Goods are fine, content at the door is not.", zh="货没问题，门口的内容不行。"),
    wrong={
        "1": sf.text(en="They are shown the room: stimulation was tried.", zh="曝光并不少，激发这一步有人看到了。"),
        "3": sf.text(en="Those who enter buy as usual: the product answers a need.", zh="进来的人照常买，货是对路的。"),
    },
)
# %% [markdown] lang="en"
# **2.** A report gives conversion as paid people ÷ plays: 0.30 %. Each person was shown the room 2.4 times. What is the conversion of people, as a share?
# %% [markdown] lang="zh"
# **2.** 某报表的“转化率”是成交人数 ÷ 曝光次数 = 0.30%，平均每人被展示 2.4 次。按人数的转化率是多少（填比例）？
# %%
answer_2 = None
# %%
sf.check_value(
    sf.text(en="conversion of people", zh="按人数的转化率"),
    answer_2,
    expect=0.0072,
    tolerance=0.01,
    why_wrong={
        0.00125: sf.text(en="The other way round: fewer people than plays.", zh="反了：人数比次数少，除出来应该更大。"),
        0.72: sf.text(en="As a share, not in per cent.", zh="填比例，不是百分数。"),
    },
    hint="0.0030 × 2.4",
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Put both paths in one table: people exposed, conversion, GMV per exposed person, share of buyers.
# - Write under every rate what it divides by: people or times.
# - Work where volume × what you can change is largest; then look again after two weeks.
#
# ## Limits
#
# - **Dated.** The three logics are of 2021. By 2025 press reports put the platform's shelf at about half of sales in big promotions: search is no longer the small path everywhere.
# - **Left out.** Cost per visitor, refunds, repeat purchases, people who meet the product in a video and search for it later (their purchase is booked under search).
# - **Synthetic.** The shop and its rates are invented; that interest is larger and converts worse was planted.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 两条路径放一张表：曝光人数、转化率、每曝光一人的成交、买家占比。
# - 每个比率下面写清分母：人数还是次数。
# - 先做“体量 × 能改变多少”最大的那边，两周后再看一遍。
#
# ## 局限
#
# - **年代。** 三大逻辑是 2021 年的。到 2025 年，媒体称大促期间货架已占一半左右，搜索不再处处都是小头。
# - **没有考虑。** 获客成本、退款、复购，以及先刷到视频、之后再去搜索的人（成交会记在搜索上）。
# - **模拟数据。** 店铺和转化率都是虚构的；“兴趣体量大、转化低”是预设的。
