# %% [markdown] lang="en"
# ## The decision
#
# Monday, 10:00, weekly review. Slide 3 says: since the account moved from standard plans to all-domain
# promotion (全域推广), ROI2 — overall payment ROI (整体支付ROI) — rose from 2.8 to 3.4. The shop's
# accountant says: profit after advertising fell in the same weeks. By Wednesday, 18:00, you must tell the
# owner whether next month's all-domain budget stays, shrinks or goes. Break-even ROI (保本ROI, lesson 2)
# is **2.2** in this shop.
#
# Both people at the table have read their numbers correctly. How is that possible?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周一上午 10:00，周会。第三页写着：账户从标准推广换成全域推广后，整体支付ROI（ROI2）从 2.8 涨到 3.4。
# 店里的财务说：同样这几周，扣掉广告费的利润降了。周三 18:00 之前，你要告诉老板：下个月的全域预算是照投、
# 缩减还是停掉。这家店的保本ROI（第 2 课）是 **2.2**。
#
# 两个人都没看错数。这怎么可能？
# %%
import altair as alt
import numpy as np
import pandas as pd
from scipy import stats

BREAK_EVEN = 2.2
sf.predict(
    sf.text(
        en="Of every ¥100 of GMV that all-domain promotion reports, how much would not exist without it?",
        zh="全域推广报表里每 100 元成交，有多少是不投就不会有的？",
    ),
    [
        sf.text(en="all ¥100", zh="全部 100 元"),
        sf.text(en="about ¥80", zh="80 元左右"),
        sf.text(en="about ¥55", zh="55 元左右"),
        sf.text(en="about ¥20", zh="20 元左右"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: claimed and incremental
#
# | | formula (¥ per ¥) | where it stands |
# |---|---|---|
# | payment ROI, standard plan (支付ROI) | GMV of orders that came through the ad / spend | plan report |
# | ROI2 (整体支付ROI) | GMV of **paid and natural** orders / overall spend | all-domain report |
# | incrementality (增量占比) | lift / claimed GMV | nowhere; needs a test |
# | iROAS (增量ROI) | lift / spend = ROI2 × incrementality | nowhere; needs a test |
#
# *Lift* is GMV with the ads minus GMV without them, in the same place and days.
# **The dangerous look-alike**: both ROIs are called "payment ROI", but the second counts natural orders
# (自然成交) in its numerator. Moving from the one report to the other raises ROI without one more parcel
# leaving the warehouse.
#
# Slide 3 and the accountant, in invented round numbers per day:
# %% [markdown] lang="zh"
# ## 概念：报表成交与增量成交
#
# | | 公式（元/元） | 在哪里看 |
# |---|---|---|
# | 标准推广的支付ROI | 广告带来的订单成交 ÷ 消耗 | 千川计划报表 |
# | 全域推广的整体支付ROI（ROI2） | 被推广直播间或商品的**付费 + 自然**成交 ÷ 整体消耗 | 千川全域推广报表 |
# | 增量占比（incrementality） | 增量成交 ÷ 报表成交 | 后台没有，要做实验 |
# | 增量ROI（iROAS） | 增量成交 ÷ 消耗 = ROI2 × 增量占比 | 后台没有，要做实验 |
#
# *增量成交* = 同一地方、同一段时间，投与不投的成交之差。**最容易混淆的**：两个都叫“支付ROI”，
# 但后者的分子里有自然成交。换一张报表，ROI 就涨了，仓库却没有多发一个包裹。
#
# 第三页与财务的账，用虚构的整数每天算一遍：
# %%
slide = pd.DataFrame(
    {"spend": [20_000, 30_000], "reported": [56_000, 102_000], "lift": [48_000, 56_000]},
    index=[sf.text(en="standard", zh="标准推广"), sf.text(en="all-domain", zh="全域推广")],
)
slide["reported_roi"] = slide["reported"] / slide["spend"]
slide["iroas"] = slide["lift"] / slide["spend"]
slide["profit"] = slide["lift"] / BREAK_EVEN - slide["spend"]
slide.round(2)
# %% [markdown] lang="en"
# ROI up, profit down. Only `lift` decides about profit, and `lift` is not in any report. It must be
# measured.
#
# ## Why not simply leave some users out?
#
# The usual test keeps a random group of users without ads. Here that is impossible: an account that runs
# an all-domain plan **may not run other live ads beside it**, the plan takes over the traffic of the
# whole room, and you cannot tell it whom to leave out. Two designs are left:
#
# - **Geo test** (分城市实验): some cities with ads, others without, where delivery regions (投放地域) can
#   be set.
# - **Switchback** (时段轮换): the whole account on and off in random blocks of time.
#
# This lesson reads a geo test, and designs a switchback at the end.
#
# ## The data
# %% [markdown] lang="zh"
# ROI 涨了，利润降了。决定利润的只有 `lift`（增量成交），而它不在任何报表里，只能测。
#
# ## 为什么不能直接留一组人不投？
#
# 常规做法是随机留一组用户不投放。这里做不到：账户在投全域推广时，**同一账户不能再投其他直播推广**；
# 全域接管整个直播间的流量，你也没法告诉它避开哪些人。剩下两种设计：
#
# - **分城市实验**（geo test）：能设置投放地域时，一部分城市投，一部分城市不投；
# - **时段轮换**（switchback）：整个账户按随机时间块开和关。
#
# 本课读一次分城市实验，最后再设计一次时段轮换。
#
# ## 数据
# %%
geo = sf.dataset("geo_daily")
geo.head()
# %%
sf.fields("geo_daily")
# %% [markdown] lang="en"
# One row is one city on one day; `gmv` is **all** sales of the city, `claimed_gmv` what the all-domain
# report credits to the ads. **Missing**: buyers who order for another city (spill-over), natural orders
# by source, refunds. Who had ads, from when, and how big are the cities?
# %% [markdown] lang="zh"
# 一行 = 一个城市的一天；`gmv` 是该城市的**全部**成交，
# `claimed_gmv` 是全域推广报表记到广告头上的成交。**缺什么**：跨城下单的外溢、自然成交的来源拆分、退款。
# 先看谁投了、从哪天投、城市多大。
# %%
start = geo.loc[geo["spend"] > 0, "day"].min()
geo["period"] = np.where(geo["day"] < start, "before", "after")
geo["group"] = np.where(geo["treated"], "ads", "no ads")
four = geo.groupby(["group", "period"])["gmv"].mean().unstack()[["before", "after"]]
four.assign(cities=geo.groupby("group")["city"].nunique()).round(0)
# %% [markdown] lang="en"
# GMV in ¥ per city and day. The cities with ads were already larger **before** the ads: somebody chose
# the good ones. So comparing the groups afterwards proves nothing. Compare each group with its own past,
# as an index.
# %% [markdown] lang="zh"
# 数字是每城每天成交（元）。投放城市在开投**之前**就更大：有人挑了好城市来投。所以开投后直接比两组，
# 什么也证明不了。要让每一组和自己的过去比，换成指数。
# %%
week = ((geo["day"] - start).dt.days // 7).rename("week")
weekly = geo.groupby(["group", week])["gmv"].mean().reset_index()
weekly["index"] = 100 * weekly["gmv"] / weekly["group"].map(four["before"])
names = {
    "ads": sf.text(en="cities with ads", zh="投放城市"),
    "no ads": sf.text(en="cities without", zh="对照城市"),
}
weekly["name"] = weekly["group"].map(names)
# %%
x_week = alt.X("week:Q", title=sf.text(en="weeks since the ads began", zh="开投后第几周"))
y_title = sf.text(en="GMV, mean before = 100", zh="成交指数（开投前均值 = 100）")
y_index = alt.Y("index:Q", title=y_title, scale=alt.Scale(zero=False))
color = alt.Color("name:N", legend=None)
lines = (
    alt.Chart(weekly)
    .mark_line()
    .encode(x_week, y_index, color, strokeDash=alt.StrokeDash("name:N", legend=None))
)
ends = alt.Chart(weekly[weekly["week"] == weekly["week"].max()])
labels = ends.mark_text(align="left", dx=6).encode(x_week, y_index, color, text="name:N")
begin = (
    alt.Chart(pd.DataFrame({"week": [0]})).mark_rule(strokeDash=[4, 4], color="#555555").encode(x="week:Q")
)
title = sf.text(en="Together before, apart after the ads begin", zh="开投前同涨同跌，开投后拉开差距")
(lines + labels + begin).properties(title=title, width=480, height=260)
# %% [markdown] lang="en"
# *What to see:* left of the dashed line (ads begin) the two groups move together, right of it they part.
# Without the left half the right half would prove nothing.
# %% [markdown] lang="zh"
# *看什么*：虚线是开投日。左边两组同步，右边拉开。没有左半边的同步，右半边的差距什么也证明不了。
# %% [markdown] lang="en"
# ## Worked: difference-in-differences by hand
#
# **Step 1.** Growth of each group: mean after / mean before.
# %% [markdown] lang="zh"
# ## 示范：手算双重差分
#
# **第 1 步。** 每组的增长：开投后均值 ÷ 开投前均值。
# %%
growth = four["after"] / four["before"]
growth.round(4)
# %% [markdown] lang="en"
# **Step 2.** Without ads the treated cities would have grown like the others: season, promotions, weather
# hit both. The *difference of the two growths* is the lift, as a share of the GMV before. (In percent,
# because the groups differ in size: a season of +3% is more yuan in a large city.)
# %% [markdown] lang="zh"
# **第 2 步。** 如果不投，投放城市本该和对照城市涨得一样：季节、活动、天气两边都有。*
# 两个增长之差*就是增量，以开投前成交的比例表示。（用比例而不用元，因为两组大小不同：同样涨 3%，
# 大城市多出来的钱更多。）
# %%
lift = (growth["ads"] - growth["no ads"]) * four.loc["ads", "before"]
before_after = four.loc["ads", "after"] - four.loc["ads", "before"]
print(
    sf.text(
        en=f"per city-day: before-after {sf.yuan(before_after)}, difference-in-differences {sf.yuan(lift)}",
        zh=f"每城每天：只看前后 {sf.yuan(before_after)}，双重差分 {sf.yuan(lift)}",
    )
)
# %% [markdown] lang="en"
# **Step 3.** How sure? What was given ads is the **city**, so the city is the unit: one number per city,
# its own growth. Dividing by a city's own past removes everything fixed about it (city fixed
# effect,城市固定效应).
#
# $$\text{se}=\sqrt{\frac{s_1^2}{n_1}+\frac{s_0^2}{n_0}}$$
#
# $s$: standard deviation of the growths, $n$: number of **cities** in each group. The 95% interval is
# lift ± $t$ × se, with $t$ about 2.
# %% [markdown] lang="zh"
# **第 3 步。** 有多大把握？投与不投是按**城市**分的，所以一个城市只算一个数：它自己的增长。
# 除以自己的过去，城市的固有差别（城市固定效应）就消掉了。
#
# $$\text{se}=\sqrt{\frac{s_1^2}{n_1}+\frac{s_0^2}{n_0}}$$
#
# $s$：组内各城增长的标准差；$n$：各组的**城市数**。95% 置信区间 = 增量 ± $t$ × se，$t$ 约等于 2。
# %%
city = geo.groupby(["group", "city", "period"])["gmv"].mean().unstack()
city_growth = city["after"] / city["before"]
ads, no_ads = city_growth["ads"], city_growth["no ads"]
se = np.sqrt(ads.var() / len(ads) + no_ads.var() / len(no_ads))
difference = ads.mean() - no_ads.mean()
print(f"{difference:.2%}   se {se:.2%}")
# %%
lift = difference * four.loc["ads", "before"]  # ¥ per city and day, every city counted once
margin = stats.t.ppf(0.975, len(city) - 2) * se * four.loc["ads", "before"]
print(
    sf.text(
        en=f"lift {lift:,.0f} ± {margin:,.0f} ¥ per city and day (95%), from {len(city)} cities",
        zh=f"增量 {lift:,.0f} ± {margin:,.0f} 元/城·天（95% 置信区间），共 {len(city)} 个城市",
    )
)
# %% [markdown] lang="en"
# **Step 4.** Is the interval honest? A **placebo** (安慰剂检验): only days before the ads, a false start
# in the middle, cities split at random, 1,000 times. Nothing happened there, so a 95% interval should
# miss zero in about 5% of the draws.
# %% [markdown] lang="zh"
# **第 4 步。** 这个区间可信吗？做**安慰剂检验**：只用开投前的数据，假装中间某天开投，城市随机分两组，
# 做 1,000 次。那里什么都没发生，95% 区间错过 0 的比例应该在 5% 左右。
# %%
past = geo[geo["period"] == "before"].pivot(index="city", columns="day", values="gmv").to_numpy()
middle = past.shape[1] // 2
false_growth = past[:, middle:].mean(axis=1) / past[:, :middle].mean(axis=1)
rng = np.random.default_rng(5)
shuffled = rng.permuted(np.tile(false_growth, (1_000, 1)), axis=1)
one, two = shuffled[:, ::2], shuffled[:, 1::2]
false_se = np.sqrt(one.var(axis=1, ddof=1) / one.shape[1] + two.var(axis=1, ddof=1) / two.shape[1])
alarms = np.mean(abs(one.mean(axis=1) - two.mean(axis=1)) > stats.t.ppf(0.975, len(city) - 2) * false_se)
print(sf.text(en=f"false alarms: {alarms:.1%}", zh=f"误报率：{alarms:.1%}"))
# %% [markdown] lang="en"
# **Step 5.** What the report claims in the cities with ads.
# %% [markdown] lang="zh"
# **第 5 步。** 再看报表在投放城市声称了多少。
# %%
on = geo[geo["spend"] > 0]
claimed, spend = on["claimed_gmv"].mean(), on["spend"].mean()
print(
    sf.text(
        en=f"per city-day: spend {sf.yuan(spend)}, claimed {sf.yuan(claimed)}, ROI2 {claimed / spend:.2f}",
        zh=f"每城每天：消耗 {sf.yuan(spend)}，报表成交 {sf.yuan(claimed)}，整体支付ROI {claimed / spend:.2f}",
    )
)
# %% [markdown] lang="en"
# ## Your turn: incrementality and iROAS
#
# You have `lift`, `claimed` and `spend`, all in ¥ per city and day.
# %% [markdown] lang="zh"
# ## 轮到你：增量占比与增量ROI
#
# `lift`、`claimed`、`spend` 都已算好，单位都是元/城·天。
# %%
incrementality = None  # share of the claimed GMV that is lift
iroas = None  # ¥ of lift per ¥ of spend
# %%
sf.check_value(
    sf.text(en="incrementality", zh="增量占比"),
    incrementality,
    expect=lift / claimed,
    tolerance=0.005,
    why_wrong={
        claimed / lift: sf.text(en="Upside down: lift goes on top.", zh="分子分母反了，增量在分子。"),
        before_after / claimed: sf.text(
            en="That uses before-after; the season is still in it.", zh="用的是前后对比，里面还混着季节。"
        ),
    },
    hint=sf.text(en="lift / claimed", zh="增量成交 ÷ 报表成交"),
)
# %%
sf.check_value(
    sf.text(en="iROAS", zh="增量ROI"),
    iroas,
    expect=lift / spend,
    tolerance=0.005,
    why_wrong={
        claimed / spend: sf.text(
            en="That is ROI2, which counts natural orders.", zh="这是整体支付ROI，含自然成交。"
        ),
        spend / lift: sf.text(en="Upside down: lift goes on top.", zh="分子分母反了，增量在分子。"),
    },
    hint=sf.text(en="lift / spend, or ROI2 × incrementality", zh="增量成交 ÷ 消耗，或 ROI2 × 增量占比"),
)
# %% [markdown] lang="en"
# ## On your own: the best case
#
# The owner hopes for luck: "and if the truth is at the good end?" Put the **upper end** of the 95%
# interval of iROAS (¥ per ¥) in place of `None` and compare it with break-even. What do you tell the
# owner?
# %% [markdown] lang="zh"
# ## 独立完成：最好的情况
#
# 老板抱着希望问：“万一真实值在好的那头呢？”把 `None` 换成增量ROI 95% 置信区间的**上限**（元/元），
# 和保本ROI比一比，你怎么回他？
# %%
iroas_high = None
# %%
sf.check_value(
    sf.text(en="upper end of iROAS", zh="增量ROI的上限"),
    iroas_high,
    expect=(lift + margin) / spend,
    tolerance=0.005,
    because=sf.text(
        en=f"Hold it against break-even, {BREAK_EVEN}: does even the best case pay?",
        zh=f"和保本ROI {BREAK_EVEN} 比一比：最好的情况，保得住本吗？",
    ),
    why_wrong={
        (lift - margin) / spend: sf.text(en="That is the lower end.", zh="这是下限。"),
        (lift + se * four.loc["ads", "before"]) / spend: sf.text(
            en="One standard error gives a 68% interval; use `margin`.",
            zh="只加一个标准误是 68% 区间，请用 `margin`。",
        ),
        lift / spend + margin: sf.text(
            en="The margin is in ¥ per city and day; divide it by spend too.",
            zh="margin 的单位是元/城·天，也要除以消耗。",
        ),
    },
    hint=sf.text(en="(lift + margin) / spend", zh="（增量 + margin）÷ 消耗"),
)
# %% [markdown] lang="en"
# ## The mistake, in yuan
#
# Profit after advertising = GMV / break-even − spend. Four ways to answer "what did the ads bring?", for
# all cities with ads, per 30 days.
# %% [markdown] lang="zh"
# ## 常见错误值多少钱
#
# 扣广告后的利润 = 成交 ÷ 保本ROI − 消耗。“广告带来了多少成交”的四种算法，投放城市合计，按 30 天算：
# %%
after_only = four.loc["ads", "after"] - four.loc["no ads", "after"]
brought = {
    sf.text(en="the report", zh="看报表"): claimed,
    sf.text(en="ads cities against others, after", zh="开投后两组直接比"): after_only,
    sf.text(en="before against after", zh="只看前后"): before_after,
    sf.text(en="difference-in-differences", zh="双重差分"): lift,
}
methods = pd.DataFrame({"gmv_per_city_day": brought})
methods["roi"] = methods["gmv_per_city_day"] / spend
methods["profit_30_days"] = 30 * len(ads) * (methods["gmv_per_city_day"] / BREAK_EVEN - spend)
methods.round(2)
# %%
low, high = (30 * len(ads) * (value / BREAK_EVEN - spend) for value in (lift - margin, lift + margin))
print(
    sf.text(
        en=f"profit of the ads in 30 days, 95% interval: {sf.yuan(low)} to {sf.yuan(high)}",
        zh=f"广告 30 天的利润，95% 置信区间：{sf.yuan(low)} 到 {sf.yuan(high)}",
    )
)
# %% [markdown] lang="en"
# Only the last line of the table answers the question. Its whole interval decides, not its middle.
#
# A second mistake hides in the error: counting 3,360 city-days as 3,360 independent trials. Days of one
# city share its luck (a strike, a local rival, a fair). Here the noise is drawn anew each day, so the
# harm would be small; in real data it makes the interval far too narrow.
# %% [markdown] lang="zh"
# 只有表的最后一行回答了问题；拍板要看整个区间，不是只看中间值。
#
# 误差里还藏着第二个坑：把 3,360 个“城市 × 天”当成 3,360 次独立试验。同一城市的日子同甘共苦（停运、
# 本地对手、展会）。这份模拟数据的噪声是逐日独立的，看不出多大害处；真实数据里，
# 这样算出来的区间会窄得离谱。
# %% [markdown] lang="en"
# ## The answer for Wednesday
#
# Look back at your guess, then read the sentence for the owner.
# %% [markdown] lang="zh"
# ## 周三的答复
#
# 先回头看看你一开始的猜测，再看给老板的这句话。
# %%
worst, best = (lift - margin) / spend, (lift + margin) / spend
sf.caption(
    sf.text(
        en=f"The report's ROI2 of {claimed / spend:.2f} is correct, but the ads added only "
        f"{lift / claimed:.0%} of it: iROAS {lift / spend:.2f} (95%: {worst:.2f} to {best:.2f}) against a "
        f"break-even of {BREAK_EVEN}. At this budget the ads lose money: test a smaller one next month.",
        zh=f"报表上的整体支付ROI {claimed / spend:.2f} 没错，但其中只有 {lift / claimed:.0%} 是广告带来的："
        f"增量ROI {lift / spend:.2f}（95% 区间 {worst:.2f} 到 {best:.2f}），保本要 {BREAK_EVEN}。"
        "照现在的预算投是亏的；下个月先缩量，再测一档，不要原样照投。",
    )
)
# %% [markdown] lang="en"
# ## Play with it: where the credit comes from
#
# In this model natural orders need no ad at all. **Try this first**: note payment ROI and GMV, then tick
# all-domain promotion. Which number moved, and did one more order arrive?
# %% [markdown] lang="zh"
# ## 动手玩一玩：功劳是从哪儿来的
#
# 这个模型里自然单不投也会有。**先试这个**：记下支付ROI和成交，再勾选全域推广。哪个数变了？
# 多来了哪怕一单吗？
# %%
sf.widgets.roi_goal()
# %% [markdown] lang="en"
# ## Design: a switchback, where regions cannot be set
#
# Turn the whole account on and off in blocks. Three choices: the block **longer than the carry-over**
# (people who saw the ad today and buy tomorrow), **random order within pairs** of like days, and the
# first hours of every block thrown away (wash-out, 清洗期). Pairs of weeks, each weekday once on and once
# off:
# %% [markdown] lang="zh"
# ## 设计：不能分地域时的时段轮换
#
# 整个账户按时间块开和关。三个选择：时间块要**长于余效**（今天看到、
# 明天才买的人）；**同类日成对、对内随机**；每块开头几小时的数据扔掉（清洗期）。下面两周一对，
# 每个星期几各开一次、关一次：
# %%
rng = np.random.default_rng(2026)
first_week = rng.permutation([True, True, True, False, False, False, rng.random() < 0.5])
weekdays = sf.text(en="Mon Tue Wed Thu Fri Sat Sun", zh="周一 周二 周三 周四 周五 周六 周日").split()
label = {True: sf.text(en="on", zh="投"), False: sf.text(en="off", zh="停")}
pd.DataFrame([first_week, ~first_week], columns=weekdays, index=[1, 2]).map(label.get)
# %% [markdown] lang="en"
# **How small an effect can a test see?** With 80% power at the 5% level, about 2.8 standard errors. For
# the geo test above:
# %% [markdown] lang="zh"
# **实验能看见多小的效果？** 5% 显著性、80% 功效时，大约是 2.8 个标准误。上面的分城市实验：
# %%
se_yuan = se * four.loc["ads", "before"]
print(
    sf.text(
        en=f"smallest visible lift {sf.yuan(2.8 * se_yuan)} per city-day, iROAS {2.8 * se_yuan / spend:.2f}",
        zh=f"能看见的最小增量 {sf.yuan(2.8 * se_yuan)}/城·天，相当于增量ROI {2.8 * se_yuan / spend:.2f}",
    )
)
# %% [markdown] lang="en"
# Compute this **before** the test, from past weeks. If the smallest visible iROAS is above break-even,
# take more cities or more weeks, or do not start.
#
# ## Check yourself
#
# **1.** Standard plans run at ROI 2.8 with incrementality 0.85, all-domain at 3.4 with 0.55, at the same
# spend. Whose iROAS is higher, and how much is it?
# %% [markdown] lang="zh"
# 这一步要在实验**之前**用历史数据算。如果能看见的最小增量ROI比保本ROI还高，就加城市、加周数，否则别开始。
#
# ## 自测
#
# **1.** 标准推广 ROI 2.8、增量占比 0.85；全域推广 3.4、增量占比 0.55，消耗相同。
# 两者中较高的增量ROI是多少？
# %%
answer_1 = None
# %%
sf.check_value(
    sf.text(en="the higher iROAS", zh="较高的增量ROI"),
    answer_1,
    expect=2.8 * 0.85,
    tolerance=0.005,
    why_wrong={
        3.4 * 0.55: sf.text(
            en="That is all-domain's; standard plans have more.", zh="这是全域的，标准推广的更高。"
        ),
        3.4: sf.text(en="That is the reported ROI.", zh="这是报表ROI。"),
    },
    hint=sf.text(en="ROI × incrementality, for both", zh="两边都算：ROI × 增量占比"),
)
# %% [markdown] lang="en"
# **2.** The owner proposes: "Run all-domain on even hours, standard plans on odd hours, compare ROI."
# Your objection: `"a"` hours are too few; `"b"` both reports count different orders, and an hour is
# shorter than the carry-over, so each hour harvests the other's work; `"c"` standard plans need a
# learning phase, otherwise fine; `"d"` none, that is a switchback.
# %% [markdown] lang="zh"
# **2.** 老板提议：“双数小时投全域，单数小时投标准推广，比ROI。”你反对的理由：`"a"` 小时数太少；
# `"b"` 两张报表计入的订单不同，而且一小时短于余效，互相收割；`"c"` 标准推广要过学习期，
# 除此之外没问题；`"d"` 不反对，这就是时段轮换。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="even and odd hours", zh="单双小时轮换"),
    answer_2,
    right="b",
    because=sf.text(
        en="Compare the shop's whole GMV, in blocks longer than the carry-over, in random order.",
        zh="要比全店成交，时间块长于余效，顺序随机。",
    ),
    wrong={
        "a": sf.text(
            en="There would be hundreds; their number is not the problem.",
            zh="几百个小时不少，问题不在数量。",
        ),
        "c": sf.text(
            en="True, constant switching disturbs learning, but the outcome itself is still not comparable.",
            zh="频繁切换确实影响学习期，但更要紧的是两个结果本来就不可比。",
        ),
        "d": sf.text(
            en="It alternates, but the outcome is wrong, the blocks are short and not random.",
            zh="形式像，但指标不对、时间块太短、也没有随机。",
        ),
    },
)
# %% [markdown] lang="en"
# **3. From lesson 4.** Suppose a test gives the *whole* all-domain budget an iROAS above break-even. May
# you double the budget? `"a"` yes; `"b"` yes, if the lower end of the interval is above break-even too;
# `"c"` yes, if ROI2 stays where it is; `"d"` this test cannot say.
# %% [markdown] lang="zh"
# **3. 回顾第 4 课。** 假设实验测得*整笔*全域预算的增量ROI高于保本ROI，预算可以翻倍吗？`"a"` 可以；
# `"b"` 置信区间下限也高于保本就可以；`"c"` 整体支付ROI 不掉就可以；`"d"` 这个实验回答不了。
# %%
answer_3 = None
# %%
sf.check_choice(
    sf.text(en="double the budget?", zh="预算翻倍？"),
    answer_3,
    right="d",
    because=sf.text(
        en="An iROAS is the average of the budget tested. The next yuan needs a test of two budgets.",
        zh="增量ROI 是所测这笔预算的平均值。要知道再加的钱值不值，得用两组城市测两档预算。",
    ),
    wrong={
        "a": sf.text(
            en="Think of the Hill curve: the average says nothing about the next yuan.",
            zh="想想 Hill 曲线：平均值说明不了下一元。",
        ),
        "b": sf.text(
            en="Then you are sure about the average, and still know nothing about the margin.",
            zh="那只说明平均值很有把握，边际仍然不知道。",
        ),
        "c": sf.text(
            en="ROI2 is an average too, and holds natural orders.",
            zh="整体支付ROI 也是平均值，还含自然成交。",
        ),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Put three lines in the weekly review: ROI2, the shop's whole GMV, profit after ads. If ROI2 rises
#   alone, ask for a test.
# - Before any test, write down: unit, start, length, outcome, smallest visible effect, and what you will
#   do for each result.
# - Report iROAS with its interval, never as one number.
#
# ## Limits
#
# - **Synthetic.** The share that is real lift was planted in this data; in your account it may be
#   anything. Do not carry it over, measure it. It differs by brand (a known one gets more natural orders)
#   and by category.
# - **Left out.** Spill-over between cities, competitors who react, buyers gained who come back next month
#   (lift is under-counted), refunds.
# - **Dated.** What an all-domain plan may run beside, and whether delivery regions can be set, are
#   platform rules that change. The rule here is from field notes on the advertising API; read today's in
#   your back office.
# - The 2.8 and 3.4 of the opening and the slide's round numbers are a story. The geo data are another
#   invented shop.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 周会固定放三条线：整体支付ROI、全店成交、扣广告后利润。只有第一条在涨，就要求做实验。
# - 实验前写下：随机单位、起始日、时长、看哪个指标、能看见的最小效果，以及每种结果下怎么办。
# - 汇报增量ROI必须带区间，不报孤零零一个数。
#
# ## 局限
#
# - **模拟数据。** 真实增量的占比是埋在数据里的；你的账户可能是任何数，不要照搬，要自己测。
#   知名品牌自然单多，占比会不同，类目之间也不同。
# - **没有考虑。** 城市间外溢、竞品反应、新客下个月的复购（因此低估了增量）、退款。
# - **时效。** 全域推广能否与其他推广并行、能否设投放地域，是会变的平台规则。
#   这里依据的是广告 API 的字段说明，请以后台现行规则为准。
# - 开头的 2.8、3.4 和第三页的整数是故事，分城市数据是另一家虚构店铺。
