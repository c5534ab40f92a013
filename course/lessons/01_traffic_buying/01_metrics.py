# %% [markdown] lang="en"
# ## The decision
#
# Monday, 09:20. At 10:00 you must tell a shop owner which of two Qianchuan (巨量千川) plans gets tomorrow's extra **¥5,000**. Her assistant averaged the hourly ROI column in a spreadsheet and says one plan; your own quick look at the totals says the other. Both used the same four weeks of the same report. One of you is wrong, and so may be the daily report you have been sending.
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周一 9:20。10 点前你要答复老板：明天多出来的 **5,000 元**预算，加给两条千川计划里的哪一条。她的助理在表格里把每小时的 ROI 求了个平均，说加给甲；你扫了一眼总数，觉得该加给乙。两个人用的是同一份报表、同样四周的数据，必有一个算错了——而你每天发出去的日报，可能也一直这么错着。
# %%
import altair as alt
import numpy as np
import pandas as pd

raw = sf.dataset("ad_hourly")
PAIR = ["P026", "P040"]
# %%
sf.predict(
    sf.text(
        en="A plan has 672 hours. Which number tells what its money brought?",
        zh="一条计划有 672 个小时的数据。哪个数能说明“钱花得值不值”？",
    ),
    [
        sf.text(en="the mean of the hourly ROI column", zh="每小时ROI求平均"),
        sf.text(en="all GMV divided by all spend", zh="总成交 ÷ 总消耗"),
        sf.text(en="the median hour", zh="取中位数那个小时"),
        sf.text(en="any of them: over 672 hours they agree", zh="都行，672 个小时平均下来差不多"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: six ratios, one rule
#
# | metric | formula | unit | its dangerous look-alike |
# |---|---|---|---|
# | CPM 千次展现费用 | spend ÷ impressions × 1000 | ¥ per 1,000 | cost per 1,000 *people* reached: impressions count showings |
# | CTR 点击率 | clicks ÷ impressions | share | clicking *people* ÷ reached *people* |
# | CPC 点击单价 | spend ÷ clicks | ¥ | the bid: a ceiling, not a price |
# | conversion rate 转化率 | conversions ÷ clicks | share | conversions ÷ impressions |
# | CPA 转化成本 | spend ÷ conversions | ¥ | cost per *order*: one person may place two |
# | payment ROI 支付ROI | paid GMV ÷ spend | ¥ per ¥ | 整体支付ROI of all-domain promotion, which adds natural sales |
#
# **The rule:** at any grain (hour, day, plan, account) **add up first, divide last**. With $i$ running over the rows,
#
# $$\text{ROI}=\frac{\sum_i \text{GMV}_i}{\sum_i \text{spend}_i}\qquad\text{and not}\qquad
# \frac1n\sum_i\frac{\text{GMV}_i}{\text{spend}_i}$$
#
# The right-hand side gives a 4 a.m. hour with ¥9 of spend the same vote as the 8 p.m. hour with ¥900.
#
# **Where the platform shows it.** The plan report (计划报表) of Qianchuan shows all six; its own total row is a ratio of sums. The error is born in the spreadsheet, when the rows are exported and someone averages a ratio column.
# %% [markdown] lang="zh"
# ## 概念：六个比率，一条规矩
#
# | 指标 | 公式 | 单位 | 最容易混淆的“孪生兄弟” |
# |---|---|---|---|
# | 千次展现费用 CPM | 消耗 ÷ 展示数 × 1000 | 元/千次 | 触达千人成本：展示数是“次数”，不是“人数” |
# | 点击率 CTR | 点击数 ÷ 展示数 | 比例 | 点击人数 ÷ 触达人数 |
# | 点击单价 CPC | 消耗 ÷ 点击数 | 元 | 出价：出价是愿付的价，不是成交的价 |
# | 转化率 | 转化数 ÷ 点击数 | 比例 | 转化数 ÷ 展示数 |
# | 转化成本 CPA | 消耗 ÷ 转化数 | 元 | 订单成本：一个人可以下两单 |
# | 支付ROI | 支付成交金额 ÷ 消耗 | 元/元 | 全域推广的“整体支付ROI”，里面含自然成交 |
#
# **规矩**：不论按小时、按天、按计划还是看整个账户，都要**先求和，再相除**。
#
# $$\text{ROI}=\frac{\sum_i \text{成交}_i}{\sum_i \text{消耗}_i}\qquad\text{而不是}\qquad
# \frac1n\sum_i\frac{\text{成交}_i}{\text{消耗}_i}$$
#
# 右边这种算法，让凌晨 4 点花 9 元的一个小时，和晚上 8 点花 900 元的一个小时有同样的“投票权”。
#
# **后台在哪里看。** 千川的计划报表六个指标都有，它自己的合计行是“先求和再相除”。错误都出在导出之后：有人在表格里对比率列直接拉了一个 AVERAGE。
# %% [markdown] lang="en"
# ## The data
#
# One row of `ad_hourly` is one plan in one hour; `ts` is the start of the hour in **UTC**.
# %% [markdown] lang="zh"
# ## 数据
#
# `ad_hourly` 一行 = 一条计划的一个小时；`ts` 是该小时的开始，按 **UTC** 存储（北京时间减 8 小时）。
# %%
raw.head()
# %%
sf.fields("ad_hourly")
# %% [markdown] lang="en"
# What is **missing**: natural orders, refunds, and who bought. What is **too much or broken** you have to find yourself. Four looks, before any ratio.
# %% [markdown] lang="zh"
# **缺什么**：自然成交、退款，以及是谁买的。**多了什么、坏了什么**，要自己找。算任何比率之前，先看四眼。
# %% [markdown] lang="en"
# **Look 1: duplicates.** A plan and an hour should occur once. An export that was interrupted and resumed delivers rows twice.
# %% [markdown] lang="zh"
# **第一眼：重复。** 同一计划同一小时只该出现一次。导出中断后续传，常常把一段数据送来两遍。
# %%
twice = raw.duplicated(["plan_id", "ts"])
ads = raw[~twice].copy()
counted_twice = sf.yuan(raw.loc[twice, "spend"].sum())
print(
    twice.sum(),
    sf.text(
        en=f"rows too many; spend counted twice: {counted_twice}", zh=f"行重复，消耗多算 {counted_twice}"
    ),
)
# %% [markdown] lang="en"
# **Look 2: rows that are not there.** Every plan should have every hour. What never arrived cannot be repaired here, but it must be said: sums over days are too small by that much.
# %% [markdown] lang="zh"
# **第二眼：少行。** 每条计划每个小时都该有一行。没送到的数据这里补不回来，但要写明：按天的合计会少这么多。
# %%
expected = ads["plan_id"].nunique() * ads["ts"].nunique()
print(expected - len(ads), "/", f"{expected:,}", sf.text(en="rows never arrived", zh="行没有送到"))
# %% [markdown] lang="en"
# **Look 3: missing numbers.** A missing number is not a zero. Where the spend of an hour is unknown and its GMV is known, filling in 0 makes the sales look free and the ROI too good.
# %% [markdown] lang="zh"
# **第三眼：缺失。** 缺失不等于 0。某小时消耗没回传、成交却有，把消耗填成 0，等于白捡一笔成交，ROI 虚高。
# %%
missing = ads.isna().sum()
missing[missing > 0]
# %%
no_spend = ads["spend"].isna()
print(sf.text(en="GMV in those hours:", zh="这些小时的成交："), sf.yuan(ads.loc[no_spend, "gmv"].sum()))
# %% [markdown] lang="en"
# So a ratio may only use the rows where **both** its sides are known. For CTR these rows are fine; for ROI they must go, with their GMV. Here we leave them out throughout and say how many.
# %% [markdown] lang="zh"
# 所以一个比率只能用**分子分母都有**的行：算点击率，这些行可以留；算 ROI，必须连成交一起剔除。本课图省事，一律剔除，并说明剔了多少。
# %%
print(no_spend.sum(), "/", f"{len(ads):,}", sf.text(en="rows left out", zh="行因缺失未使用"))
ads = ads[~no_spend].copy()
# %% [markdown] lang="en"
# **Look 4: midnight.** The owner's day begins at 00:00 in Shanghai, which is 16:00 UTC *the day before*. Group by the UTC date and the first eight hours of every day land on the day before.
# %% [markdown] lang="zh"
# **第四眼：零点。** 老板的一天从北京时间 0:00 开始，也就是 UTC *前一天* 16:00。按 UTC 日期汇总，每天 0–8 点的数据都会掉到前一天去。
# %%
ads["local"] = sf.to_shanghai(ads["ts"])
ads["day"] = ads["local"].dt.normalize()
ads["hour"] = ads["local"].dt.hour
by_shop_day = ads.groupby("day")["spend"].sum()
by_utc_day = ads.groupby(ads["ts"].dt.normalize())["spend"].sum()
pd.DataFrame({"shanghai_day": by_shop_day, "utc_day": by_utc_day}).head(3).round(0)
# %% [markdown] lang="en"
# Same money, different days: the first UTC "day" is a stump, and every later row mixes two business days. From here on, `day` and `hour` are Shanghai's.
#
# **And the unit.** Here spend is in yuan. The all-domain (全域推广) report of the open API delivers money in **千分之一分**, a thousandth of a fen: ¥1 = 100,000 units. Other endpoints of the same API use yuan. Put two exports side by side only after asking each for its unit.
# %% [markdown] lang="zh"
# 钱是同一笔，天却不是同一天：UTC 的第一“天”只是一小截，之后每一行都混着两个经营日。下面的 `day`、`hour` 一律按北京时间。
#
# **还有单位。** 这里的消耗单位是元。而全域推广报表的开放接口返回的金额是**千分之一分**：1 元 = 100,000；同一套接口里别的报表又是元。两份导出放在一起之前，先各问一句“单位是什么”。
# %%
from_api = 45_678_900  # stat_cost of an all-domain report, in 1/1000 fen
sf.yuan(from_api / 100_000, 2)
# %% [markdown] lang="en"
# ## Worked: from rows to ratios
#
# **Step 1.** Add up. No ratio is touched yet.
# %% [markdown] lang="zh"
# ## 示范：从明细到比率
#
# **第 1 步。** 只求和，先不碰任何比率。
# %%
COUNTS = ["impressions", "clicks", "spend", "conversions", "gmv"]
plans = ads.groupby("plan_id")[COUNTS].sum()
plans.loc[PAIR].round(0)
# %% [markdown] lang="en"
# **Step 2.** Divide, once, at the end.
# %% [markdown] lang="zh"
# **第 2 步。** 最后只除一次。
# %%
plans["cpm"] = plans["spend"] / plans["impressions"] * 1000
plans["ctr"] = plans["clicks"] / plans["impressions"]
plans["roi"] = plans["gmv"] / plans["spend"]
plans.loc[PAIR, ["cpm", "ctr", "roi"]].round(4)
# %% [markdown] lang="en"
# **Step 3.** The assistant's way: a ratio per hour, then the mean. Hours without spend have no ROI at all, neither 0 nor infinite, so they must become *missing*; pandas then leaves them out.
# %% [markdown] lang="zh"
# **第 3 步。** 助理的算法：每小时先算 ROI，再求平均。没有消耗的小时根本没有 ROI，既不是 0 也不是无穷大，只能记为*缺失*，pandas 求平均时会自动跳过。
# %%
ads["hourly_roi"] = ads["gmv"] / ads["spend"].where(ads["spend"] > 0)
plans["mean_of_hours"] = ads.groupby("plan_id")["hourly_roi"].mean()
plans.loc[PAIR, ["roi", "mean_of_hours"]].round(3)
# %% [markdown] lang="en"
# The order of the two plans flips. Where does it come from? One circle per hour: how much was spent, and which ROI came out.
# %% [markdown] lang="zh"
# 两条计划的名次反过来了。为什么？一个圈是一个小时：花了多少钱，算出来的 ROI 是多少。
# %%
pair = ads[ads["plan_id"].isin(PAIR)]
title = sf.text(
    en="The wild hourly ROIs come from hours with almost no money",
    zh="离谱的小时ROI，都出在没花几块钱的小时",
)
alt.Chart(pair[["plan_id", "spend", "hourly_roi"]].dropna()).mark_circle(size=22, opacity=0.5).encode(
    alt.X("spend:Q", title=sf.text(en="spend in the hour (¥)", zh="该小时消耗（元）")),
    alt.Y("hourly_roi:Q", title=sf.text(en="payment ROI of the hour (¥ per ¥)", zh="该小时支付ROI（元/元）")),
    alt.Color("plan_id:N", legend=None),
    alt.Column("plan_id:N", title=None),
    tooltip=[sf.tooltip("hourly_roi:Q", "payment_roi")],
).properties(title=title, width=270, height=240)
# %%
small = ads["spend"] < ads["spend"].median()
share = ads.loc[small, "spend"].sum() / ads["spend"].sum()
print(
    sf.text(
        en=f"the smaller half of all hours: {share:.0%} of the money, half of the votes in a mean of hours",
        zh=f"消耗较小的那一半小时，只占 {share:.0%} 的钱，在“小时平均”里却有一半的票",
    )
)
# %% [markdown] lang="en"
# *What to see:* toward the left edge, one order more or less swings the ROI from 0 to the top of the chart. The mean of hours listens to these dots as much as to the hours on the right, where the money is.
# %% [markdown] lang="zh"
# *看什么*：越靠左，多一单就冲上天，少一单就是 0。“小时平均”听这些点的，和听右边真正花钱的小时一样多。
# %% [markdown] lang="en"
# ## Your turn: one step left out
#
# The sums by hour of day for the whole account are there. Replace `None` by the **CPA** (转化成本) column, ¥ per conversion; an hour without conversions must come out as missing.
# %% [markdown] lang="zh"
# ## 轮到你：只缺一步
#
# 整个账户按 24 小时的合计已经算好。请把 `None` 换成**转化成本 CPA**（元/个）这一列；没有转化的小时要得到缺失值。
# %%
clock = ads.groupby("hour")[COUNTS].sum()

clock["cpa"] = None  # your formula here
clock["cpa"].head()
# %%
cpa_by_hour = clock["spend"] / clock["conversions"].where(clock["conversions"] > 0)
cpa_at_20 = None if clock["cpa"].isna().all() else float(clock["cpa"].loc[20])
sf.check_value(
    sf.text(en="CPA at 20:00 (¥)", zh="20 点的转化成本（元）"),
    cpa_at_20,
    expect=cpa_by_hour.loc[20],
    tolerance=0.001,
    why_wrong={
        1 / cpa_by_hour.loc[20]: sf.text(
            en="Upside down: ¥ per conversion.", zh="除反了：要的是“元/个转化”。"
        ),
        (clock["spend"] / clock["clicks"]).loc[20]: sf.text(
            en="That is CPC, the cost of a click.", zh="这是点击单价 CPC。"
        ),
    },
    hint=sf.text(en="spend ÷ conversions, both already summed", zh="消耗 ÷ 转化数，两边都是求和之后的"),
)
# %% [markdown] lang="en"
# ## On your own
#
# What was the **CPM** (¥ per 1,000 impressions) of the whole account on the second Shanghai day in the data? `ads["day"].min() + pd.Timedelta(days=1)` is that day.
# %% [markdown] lang="zh"
# ## 独立完成
#
# 数据里第二个北京时间自然日，整个账户的**千次展现费用 CPM** 是多少（元）？这一天是 `ads["day"].min() + pd.Timedelta(days=1)`。
# %%
cpm_day_2 = None
# %%
day_2 = ads["day"].min() + pd.Timedelta(days=1)
rows_2 = ads[ads["day"] == day_2]
utc_2 = ads[ads["ts"].dt.normalize() == day_2]
per_row = rows_2["spend"] / rows_2["impressions"].where(rows_2["impressions"] > 0) * 1000
sf.check_value(
    sf.text(en="CPM of day 2 (¥)", zh="第 2 天的 CPM（元）"),
    cpm_day_2,
    expect=rows_2["spend"].sum() / rows_2["impressions"].sum() * 1000,
    tolerance=1e-4,
    why_wrong={
        per_row.mean(): sf.text(
            en="Mean of the rows' CPM. Add up first.", zh="这是各行 CPM 的平均，要先求和再相除。"
        ),
        rows_2["spend"].sum() / rows_2["impressions"].sum(): sf.text(
            en="Times 1,000: CPM is per thousand.", zh="还要乘 1000：CPM 是“每千次”。"
        ),
        utc_2["spend"].sum() / utc_2["impressions"].sum() * 1000: sf.text(
            en="That is the UTC day; use the column `day`.", zh="这是 UTC 的一天，请用 `day` 列。"
        ),
    },
    hint=sf.text(
        en="filter ads on day, sum spend and impressions, divide", zh="先按 day 筛选，再求和，最后相除"
    ),
)
# %% [markdown] lang="en"
# ## The second trap: the mix
#
# Ratio of sums is right, and can still answer the wrong question. The owner again: *"ROI falls every weekend. Cut the weekend."*
# %% [markdown] lang="zh"
# ## 第二个坑：结构
#
# “先求和再相除”算得没错，却可能答非所问。老板又来了：“一到周末 ROI 就掉，周末别投了。”
# %%
weekend, weekday = sf.text(en="weekend", zh="周末"), sf.text(en="weekday", zh="工作日")
ads["part"] = np.where(ads["local"].dt.day_of_week >= 5, weekend, weekday)
parts = ads.groupby("part")[["spend", "gmv"]].sum()
parts["roi"] = parts["gmv"] / parts["spend"]
parts.round(2)
# %% [markdown] lang="en"
# Before cutting, split. The ROI goal (支付ROI目标) of a plan was set before any result, so it makes fair groups: low below 2.6, middle, high above 3.0.
# %% [markdown] lang="zh"
# 先拆开，再动刀。计划的支付ROI目标是开投前就设好的，用来分组不会“看着结果挑”：2.6 以下为低档，3.0 以上为高档。
# %%
low, middle, high = sf.text(en="low", zh="低"), sf.text(en="middle", zh="中"), sf.text(en="high", zh="高")
ads["goal"] = pd.cut(ads["roi_goal"], [0, 2.6, 3.0, 100], labels=[low, middle, high]).astype(str)
groups = ads.groupby(["goal", "part"])[["spend", "gmv"]].sum()
groups["roi"] = groups["gmv"] / groups["spend"]
groups["share_of_spend"] = groups["spend"] / groups.groupby("part")["spend"].transform("sum")
groups[["roi", "share_of_spend"]].unstack("part").loc[[low, middle, high]].round(2)
# %%
total = parts.reset_index().assign(goal=sf.text(en="account", zh="全账户"))
bars = pd.concat([groups.reset_index(), total])[["goal", "part", "roi"]]
title = sf.text(
    en="The account falls at weekends far more than any group in it",
    zh="周末全账户跌得多，各档自己却没怎么跌",
)
alt.Chart(bars).mark_bar().encode(
    alt.X(
        "goal:N",
        title=sf.text(en="ROI goal of the plan", zh="计划的支付ROI目标"),
        sort=[low, middle, high],
        axis=alt.Axis(labelAngle=0),
    ),
    alt.Y("roi:Q", title=sf.text(en="payment ROI (¥ per ¥)", zh="支付ROI（元/元）")),
    alt.Color("part:N", title=None, sort=[weekday, weekend]),
    alt.XOffset("part:N", sort=[weekday, weekend]),
).properties(title=title, width=480, height=260)
# %% [markdown] lang="en"
# *What to see:* within each group the two bars are close; in the account they are not. At weekends more of the money goes into the low group. That is a **mix shift** (结构变化); where it turns a comparison round completely, **Simpson's paradox** (辛普森悖论). A fair comparison gives both parts of the week the same mix: each plan's ROI, weighted by its *weekday* share of spend.
# %% [markdown] lang="zh"
# *看什么*：每一档里两根柱子差不多高，全账户却差一大截：周末的钱更多流向了低档计划。这叫**结构变化**；严重到把结论整个翻过来，就是**辛普森悖论**。要公平比较，就给两段时间同样的结构：用每条计划在*工作日*的消耗占比，去加权它各自的 ROI。
# %%
sums = ads.groupby(["plan_id", "part"])[["spend", "gmv"]].sum().unstack("part")
roi_of_plan = sums["gmv"] / sums["spend"]
weekday_mix = sums["spend"][weekday] / sums["spend"][weekday].sum()
same_mix = roi_of_plan.mul(weekday_mix, axis=0).sum()
pd.DataFrame({"as_reported": parts["roi"], "same_mix": same_mix}).round(2)
# %%
fall = parts.loc[weekday, "roi"] - parts.loc[weekend, "roi"]
real = same_mix[weekday] - same_mix[weekend]
print(
    sf.text(
        en=f"reported fall {fall:.2f}; with the same mix {real:.2f}: {1 - real / fall:.0%} is mix",
        zh=f"报表跌 {fall:.2f}；同结构下只差 {real:.2f}：其中 {1 - real / fall:.0%} 是结构造成的",
    )
)
# %% [markdown] lang="en"
# Which number is "true"? Both. *As reported* answers "what did the money bring?". *Same mix* answers "is the weekend itself worse?". It is not: on Saturdays more money goes into weak plans. Find out who raises those budgets, and change that, not the weekend.
# %% [markdown] lang="zh"
# 哪个才是“真的”？都是。*报表值*回答“钱带回了多少”；*同结构值*回答“周末本身是不是更差”。并不是：是一到周六，更多的钱进了弱计划。去查是谁给它们加的预算，该改的是这件事，不是停投周末。
# %% [markdown] lang="en"
# ## The mistake, in yuan
#
# The owner's ¥5,000 a day for 30 days, given by the mean of hours or by the ratio of sums. (This assumes that the extra money works like the average money so far; lesson 4 drops that assumption.)
# %% [markdown] lang="zh"
# ## 常见错误值多少钱
#
# 老板的 5,000 元/天投 30 天：按“小时平均”选，还是按“先求和再相除”选？（这里假设多投的钱和之前的钱效率一样，第 4 课会去掉这个假设。）
# %%
chosen = plans.loc[PAIR, "mean_of_hours"].idxmax()
better = plans.loc[PAIR, "roi"].idxmax()
gap = plans.loc[better, "roi"] - plans.loc[chosen, "roi"]
print(
    sf.text(
        en=f"mean of hours picks {chosen}, ratio of sums picks {better}: "
        f"{sf.yuan(5_000 * 30 * gap)} of GMV lost in 30 days",
        zh=f"小时平均选 {chosen}，先求和再相除选 {better}：30 天少 {sf.yuan(5_000 * 30 * gap)} 成交",
    )
)
# %% [markdown] lang="en"
# The same mistake over the whole account:
# %% [markdown] lang="zh"
# 同样的错误放到整个账户：
# %%
account = plans["gmv"].sum() / plans["spend"].sum()
mean_of_plans = plans["roi"].mean()
mean_of_rows = ads["hourly_roi"].mean()
flips = (plans["roi"].rank() - plans["mean_of_hours"].rank()).abs().max()
print(
    sf.text(
        en=f"account ROI {account:.2f}; mean of the plans' ROI {mean_of_plans:.2f}; "
        f"mean of all hourly rows {mean_of_rows:.2f}; one plan moves {flips:.0f} places in the ranking",
        zh=f"账户ROI {account:.2f}；各计划ROI求平均 {mean_of_plans:.2f}；"
        f"所有小时行求平均 {mean_of_rows:.2f}；有计划的名次变动了 {flips:.0f} 位",
    )
)
# %% [markdown] lang="en"
# ## Check yourself
#
# **1.** An hour with ¥86 of spend and no click. What goes into its CPC cell? `"a"` 0, `"b"` ∞, `"c"` missing (–), `"d"` 86.
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 某小时消耗 86 元、0 次点击。它的点击单价 CPC 该填什么？`"a"` 0；`"b"` 无穷大；`"c"` 缺失（–）；`"d"` 86。
# %%
answer_1 = None
# %%
sf.check_choice(
    sf.text(en="zero clicks", zh="零点击"),
    answer_1,
    right="c",
    because=sf.text(
        en="There is no click to have a price. The ¥86 stay in the sums of the day.",
        zh="没有点击，就谈不上单价。但 86 元仍在合计里，当天的 CPC 会如实承担它。",
    ),
    wrong={
        "a": sf.text(en="0 says clicks were free.", zh="填 0 等于说点击不要钱。"),
        "b": sf.text(
            en="One ∞ makes every mean and chart above it useless.", zh="一个无穷大会毁掉所有平均和图表。"
        ),
        "d": sf.text(
            en="That is the spend, as if there had been one click.", zh="这是消耗，等于假装有 1 次点击。"
        ),
    },
)
# %% [markdown] lang="en"
# **2.** In the morning a plan spent ¥300 and brought ¥1,500; in the evening it spent ¥2,700 and brought ¥5,400. Its payment ROI for the day?
# %% [markdown] lang="zh"
# **2.** 一条计划上午消耗 300 元、成交 1,500 元；晚上消耗 2,700 元、成交 5,400 元。全天支付ROI是多少？
# %%
answer_2 = None
# %%
sf.check_value(
    sf.text(en="payment ROI of the day", zh="全天支付ROI"),
    answer_2,
    expect=6_900 / 3_000,
    tolerance=0.002,
    why_wrong={
        3.5: sf.text(en="(5 + 2) ÷ 2 is a mean of ratios.", zh="（5 + 2）÷ 2 是比率求平均。"),
        3_000 / 6_900: sf.text(en="Upside down: GMV ÷ spend.", zh="除反了：成交 ÷ 消耗。"),
    },
    hint=sf.text(en="6,900 ÷ 3,000", zh="6,900 ÷ 3,000"),
)
# %% [markdown] lang="en"
# **3.** This week's account ROI fell from 2.6 to 2.4, yet the ROI of **every** plan rose. What do you look at first? `"a"` creatives, `"b"` the share of spend of each plan, `"c"` a tracking fault, `"d"` the platform's traffic.
# %% [markdown] lang="zh"
# **3.** 这周账户ROI从 2.6 降到 2.4，可**每一条**计划的ROI都涨了。你先看什么？`"a"` 素材；`"b"` 各计划的消耗占比；`"c"` 回传出错；`"d"` 大盘流量。
# %%
answer_3 = None
# %%
sf.check_choice(
    sf.text(en="ROI fell, every plan rose", zh="总的降、个个涨"),
    answer_3,
    right="b",
    because=sf.text(
        en="Only a shift of spend toward the low-ROI plans can do that. Ask who moved the budget, and why.",
        zh="只有消耗向低ROI计划倾斜才会这样。去问：谁挪了预算，为什么。",
    ),
    wrong={
        "a": sf.text(en="Tired creatives would pull the plans down too.", zh="素材衰退会把各计划也拉下来。"),
        "c": sf.text(
            en="A fault would have to raise every part and lower the sum: check the mix first.",
            zh="回传出错很难做到分项全涨、合计下降：先看结构。",
        ),
        "d": sf.text(en="Weak traffic would show in the plans.", zh="大盘差会先反映在各计划上。"),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - In the daily report, delete every AVERAGE over a ratio column. Keep the sums; divide in the last row.
# - Write into its header: rows received, duplicates dropped, rows with missing numbers, time zone, unit of money.
# - When two numbers disagree, show the split by hour, plan or creative *with its share of spend* before anybody argues.
#
# ## Limits
#
# - **Synthetic.** Duplicates, gaps and time stamps were planted. Real exports also change afterwards: the API's field notes say that the current day may still move and settles the next morning.
# - **Left out.** What counts as a conversion (转化数) depends on the plan's goal, and an older Q&A for advertisers says it is counted by person, so it need not equal orders. Read the tooltip of your column before comparing CPA.
# - **Source.** The formulas and the unit 千分之一分 follow the field notes of Ocean Engine's open API as carried by a public third-party SDK. "CPM ¥80–120, CTR above 5%" and the like are blog folklore; we use no such threshold here.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 把日报里所有对比率列的 AVERAGE 删掉，只留求和，最后一行再相除。
# - 表头写清：收到多少行、去重多少行、缺失多少行、时区、金额单位。
# - 两个数对不上时，先按小时、计划或素材拆开，*连同消耗占比*一起摆出来，再讨论谁对。
#
# ## 局限
#
# - **模拟数据。** 重复、缺失和时间都是人为埋下的。真实导出还会“回头变”：接口的字段说明写着，当天数据可能波动，次日早上才稳定。
# - **没有展开。** “转化数”算什么，取决于计划的优化目标；早年一份面向广告主的问答说它按人去重，因此不一定等于订单数。比 CPA 之前，先把鼠标放到列名上看口径。
# - **出处。** 公式和“千分之一分”这个单位，依据一个公开的第三方 SDK 所附的巨量引擎开放接口字段说明。“CPM 80–120 元、CTR 5% 以上算好”之类是博客经验，本课一个门槛都没用。
