# %% [markdown] lang="en"
# ## The decision
#
# Monday, 10:00, weekly review. Slide 3 says: since the account moved from standard plans to all-domain promotion
# (全域推广), ROI2 — overall payment ROI (整体支付ROI) — rose from 2.8 to 3.4. The shop's accountant says: profit after
# advertising fell in the same weeks. By Wednesday, 18:00, you must tell the owner whether next month's
# all-domain budget stays, shrinks or goes. Break-even ROI (保本ROI, lesson 2) is **1.6** in this shop.
#
# Both people at the table have read their numbers correctly. How is that possible?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周一上午 10:00，周会。第三页写着：账户从标准推广换成全域推广后，整体支付ROI（ROI2）从 2.8 涨到 3.4。
# 店里的财务说：同样这几周，扣掉广告费的利润降了。周三 18:00 之前，你要告诉老板：下个月的全域预算是照投、
# 缩减还是停掉。这家店的保本ROI（第 2 课）是 **1.6**。
#
# 两个人都没看错数。这怎么可能？
# %%
import altair as alt
import numpy as np
import pandas as pd
from scipy import stats

BREAK_EVEN = 1.6
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
# | payment ROI, standard plan (支付ROI) | GMV of orders that came through the ad / spend | Qianchuan plan report |
# | ROI2, overall payment ROI (整体支付ROI) | GMV of **paid and natural** orders of the promoted room or product / overall spend | Qianchuan all-domain report |
# | incrementality (增量占比) | lift / claimed GMV | nowhere; needs a test |
# | iROAS (增量ROI) | lift / spend = ROI2 × incrementality | nowhere; needs a test |
#
# *Lift* is GMV with the ads minus GMV without them, in the same place and days. **The dangerous look-alike**: both ROIs are
# called "payment ROI", but the second counts natural orders (自然成交) in its numerator. Moving from the one report to
# the other raises ROI without one more parcel leaving the warehouse.
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
# *增量成交* = 同一地方、同一段时间，投与不投的成交之差。**最容易混淆的**：两个都叫“支付ROI”，但后者的分子
# 里有自然成交。换一张报表，ROI 就涨了，仓库却没有多发一个包裹。
#
# 第三页与财务的账，用虚构的整数每天算一遍：
# %%
slide = pd.DataFrame(
    {"spend": [20_000, 30_000], "reported": [56_000, 102_000], "lift": [45_000, 56_000]},
    index=[sf.text(en="standard", zh="标准推广"), sf.text(en="all-domain", zh="全域推广")],
)
slide["reported_roi"] = slide["reported"] / slide["spend"]
slide["iroas"] = slide["lift"] / slide["spend"]
slide["profit"] = slide["lift"] / BREAK_EVEN - slide["spend"]
slide.round(2)
# %% [markdown] lang="en"
# ROI up, profit down. Only `lift` decides about profit, and `lift` is not in any report. It must be measured.
#
# ## Why not simply leave some users out?
#
# The usual test keeps a random group of users without ads. Here that is impossible: an account that runs an all-domain
# plan **may not run other live ads beside it**, the plan takes over the traffic of the whole room, and you cannot tell it whom to leave
# out. Two designs are left:
#
# - **Geo test** (分城市实验): some cities with ads, others without, where delivery regions (投放地域) can be set.
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
# One row is one city on one day. Which cities had ads, and from when? **Missing**: buyers who travel or order for
# another city (spill-over), the natural orders by source, and refunds.
# %% [markdown] lang="zh"
# 一行 = 一个城市的一天。哪些城市投了、从哪天开始？**缺什么**：跨城下单造成的外溢、自然成交的来源拆分、退款。
# %%
start = geo.loc[geo["spend"] > 0, "day"].min()
geo["after"] = geo["day"] >= start
geo["ads"] = geo["city"].isin(geo.loc[geo["spend"] > 0, "city"])
geo.groupby(["ads", "after"]).agg(cities=("city", "nunique"), days=("day", "nunique"), spend=("spend", "mean"))
# %%
before = geo[~geo["after"]].groupby(["city", "ads"])["gmv"].mean().rename("base").reset_index()
weekly = geo.merge(before[["city", "base"]], on="city")
weekly["week"] = (weekly["day"] - start).dt.days // 7
weekly = weekly.groupby(["ads", "week"])[["gmv", "base"]].sum().reset_index()
weekly["index"] = 100 * weekly["gmv"] / weekly["base"]
weekly["group"] = weekly["ads"].map(
    {True: sf.text(en="cities with ads", zh="投放城市"), False: sf.text(en="cities without", zh="对照城市")}
)
x_week = alt.X("week:Q", title=sf.text(en="weeks since the ads began", zh="开投后第几周"))
y_index = alt.Y(
    "index:Q", title=sf.text(en="GMV, mean before = 100", zh="成交指数（开投前均值 = 100）"), scale=alt.Scale(zero=False)
)
lines = (
    alt.Chart(weekly)
    .mark_line(point=True)
    .encode(x=x_week, y=y_index, color=alt.Color("group:N", title=None), strokeDash=alt.StrokeDash("group:N", title=None))
)
zero = alt.Chart(pd.DataFrame({"week": [0]})).mark_rule(strokeDash=[4, 4], color="#555555").encode(x="week:Q")
title = sf.text(en="Together before, apart after the ads begin", zh="开投前同涨同跌，开投后拉开差距")
(lines + zero).properties(title=title, width=520, height=260)
# %% [markdown] lang="en"
# *What to see:* the two groups move together until week 0 and part afterwards. Without the first half of the picture,
# the second would prove nothing.
# %% [markdown] lang="zh"
# *看什么：*第 0 周之前两组同步，之后分开。没有前半段的同步，后半段的差距什么也证明不了。
# %% [markdown] lang="en"
# ## Worked: difference-in-differences by hand
#
# **Step 1.** Four means, GMV per city and day.
# %% [markdown] lang="zh"
# ## 示范：手算双重差分
#
# **第 1 步。** 四个均值：每城每天的成交。
# %%
four = geo.groupby(["ads", "after"])["gmv"].mean().unstack()
four["change"] = four[True] - four[False]
four.round(0)
# %% [markdown] lang="en"
# **Step 2.** The cities without ads changed too: season, a promotion, the weather. Subtract their change from the change of the
# cities with ads; what is left is the lift.
# %% [markdown] lang="zh"
# **第 2 步。** 没投的城市也在变：季节、活动、天气。用投放城市的变化减去对照城市的变化，剩下的才是增量。
# %%
lift = four.loc[True, "change"] - four.loc[False, "change"]
before_after = four.loc[True, "change"]
print(
    sf.text(
        en=f"before-after says {sf.yuan(before_after)} per city and day; difference-in-differences {sf.yuan(lift)}",
        zh=f"只看前后对比：每城每天 {sf.yuan(before_after)}；双重差分：{sf.yuan(lift)}",
    )
)
# %% [markdown] lang="en"
# **Step 3.** How sure? What was drawn at random is the **city**, so the city is the unit. One number per city: its
# own change. Subtracting a city's own past removes everything fixed about it (城市固定效应, city fixed effect).
# %% [markdown] lang="zh"
# **第 3 步。** 有多大把握？随机分组的单位是**城市**，所以一个城市只算一个数：它自己的前后变化。减去自己的过去，
# 城市的固有差别（城市固定效应）就消掉了。
# %%
city = geo.groupby(["ads", "city", "after"])["gmv"].mean().unstack("after")
city["change"] = city[True] - city[False]
with_ads, without = city.loc[True, "change"], city.loc[False, "change"]
se = np.sqrt(with_ads.var() / len(with_ads) + without.var() / len(without))
margin = stats.t.ppf(0.975, len(city) - 2) * se
print(
    sf.text(
        en=f"lift {lift:,.0f} ± {margin:,.0f} ¥ per city and day (95%), from {len(city)} cities",
        zh=f"增量 {lift:,.0f} ± {margin:,.0f} 元/城·天（95% 置信区间），共 {len(city)} 个城市",
    )
)
# %% [markdown] lang="en"
# $\text{se}=\sqrt{s_1^2/n_1+s_0^2/n_0}$, with $s$ the standard deviation of the changes and $n$ the number of **cities** in each
# group; the interval is lift ± t × se, about ± 2 se.
#
# **Step 4.** Claimed against real. What did the report claim in the cities with ads, and what share of it is lift?
# %% [markdown] lang="zh"
# $\text{se}=\sqrt{s_1^2/n_1+s_0^2/n_0}$，$s$ 是各城变化的标准差，$n$ 是各组的**城市数**；区间 = 增量 ± t × se，约等于 ± 2 se。
#
# **第 4 步。** 报表与真实。投放城市的报表成交是多少，其中多少是增量？
# %%
on = geo[geo["ads"] & geo["after"]]
claimed, spend = on["claimed_gmv"].mean(), on["spend"].mean()
print(
    sf.text(
        en=f"per city and day: spend {sf.yuan(spend)}, claimed {sf.yuan(claimed)}, ROI2 {claimed / spend:.2f}",
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
    "iROAS",
    iroas,
    expect=lift / spend,
    tolerance=0.005,
    why_wrong={
        claimed / spend: sf.text(en="That is ROI2, which counts natural orders.", zh="这是整体支付ROI，含自然成交。"),
        spend / lift: sf.text(en="Upside down: lift goes on top.", zh="分子分母反了，增量在分子。"),
    },
    hint=sf.text(en="lift / spend, or ROI2 × incrementality", zh="增量成交 ÷ 消耗，或 ROI2 × 增量占比"),
)
# %% [markdown] lang="en"
# ## On your own: is it worth it?
#
# Put the **lower end** of the 95% interval of iROAS (¥ per ¥) in place of `None`. Compare it with break-even: would you promise the
# owner that the budget earns money?
# %% [markdown] lang="zh"
# ## 独立完成：到底划不划算？
#
# 把 `None` 换成增量ROI 95% 置信区间的**下限**（元/元），再和保本ROI比一比：你敢不敢向老板保证这笔预算赚钱？
# %%
iroas_low = None
# %%
sf.check_value(
    sf.text(en="lower end of iROAS", zh="增量ROI的下限"),
    iroas_low,
    expect=(lift - margin) / spend,
    tolerance=0.005,
    why_wrong={
        (lift - se) / spend: sf.text(
            en="One standard error is a 68% interval; use `margin`.", zh="只减一个标准误是 68% 区间，请用 `margin`。"
        ),
        (lift + margin) / spend: sf.text(en="That is the upper end.", zh="这是上限。"),
        lift / spend - margin: sf.text(
            en="The margin is in ¥ per city and day; divide it by spend too.", zh="margin 的单位是元/城·天，也要除以消耗。"
        ),
    },
    hint=sf.text(en="(lift − margin) / spend", zh="（增量 − margin）÷ 消耗"),
)
# %% [markdown] lang="en"
# ## The mistake, in yuan
#
# **Believing the report.** Profit after advertising = GMV / break-even − spend. Put in what the report claims, then the lift, for all
# cities with ads and 30 days.
# %% [markdown] lang="zh"
# ## 常见错误值多少钱
#
# **把报表当增量。** 扣广告后的利润 = 成交 ÷ 保本ROI − 消耗。分别代入报表成交和增量成交，算投放城市 30 天合计。
# %%
scale = 30 * len(with_ads)
believed = scale * (claimed / BREAK_EVEN - spend)
low, mid, high = (scale * (value / BREAK_EVEN - spend) for value in (lift - margin, lift, lift + margin))
print(
    sf.text(
        en=f"report: {sf.yuan(believed)} a month; test: {sf.yuan(mid)}, between {sf.yuan(low)} and {sf.yuan(high)}",
        zh=f"按报表：每月 {sf.yuan(believed)}；按实验：{sf.yuan(mid)}，区间 {sf.yuan(low)} 到 {sf.yuan(high)}",
    )
)
# %% [markdown] lang="en"
# **Counting city-days.** Someone will say: "we have thousands of rows, the interval must be tiny". But a good week in a city
# is good on all its days. Test both ways on a **placebo** (安慰剂检验): only weeks before the ads, a false start in the middle, cities
# split at random 500 times. Nothing happened there, so a 95% interval should miss zero in about 5% of draws.
# %% [markdown] lang="zh"
# **按“城市 × 天”数样本。** 有人会说：“几千行数据，区间肯定很窄。”可是一个城市景气，往往连着好几天都景气。做个
# **安慰剂检验**：只用开投前的数据，假装中间某天开投，城市随机分组 500 次。那里什么都没发生，95% 区间错过 0 的次数应该
# 在 5% 左右。
# %%
past = geo[~geo["after"]].pivot(index="city", columns="day", values="gmv").to_numpy()
half = past.shape[1] // 2
change = past[:, half:] - past[:, :half].mean(axis=1, keepdims=True)  # city × day


def misses_zero(first, second):
    error = np.sqrt(first.var(ddof=1) / first.size + second.var(ddof=1) / second.size)
    return abs(first.mean() - second.mean()) > 1.96 * error


rng = np.random.default_rng(5)
draws = [rng.permutation(len(change)) for _ in range(500)]
cut = len(change) // 2
by_row = np.mean([misses_zero(change[d[:cut]], change[d[cut:]]) for d in draws])
by_city = np.mean([misses_zero(change[d[:cut]].mean(axis=1), change[d[cut:]].mean(axis=1)) for d in draws])
print(
    sf.text(
        en=f"false alarms: counting city-days {by_row:.0%}, counting cities {by_city:.0%}",
        zh=f"误报率：按城市×天算 {by_row:.0%}，按城市算 {by_city:.0%}",
    )
)
# %% [markdown] lang="en"
# ## Play with it: where the credit comes from
#
# **Try this.** (1) Switch all-domain promotion on and leave everything else: what happens to reported ROI, what to lift?
# (2) Raise the ROI goal: which falls first, volume or the natural orders in the report?
# %% [markdown] lang="zh"
# ## 动手玩一玩：功劳是从哪儿来的
#
# **试试看。**（1）只打开全域推广，其他不动：报表ROI怎么变？增量怎么变？
# （2）调高ROI目标：先掉的是跑量，还是报表里的自然成交？
# %%
sf.widgets.roi_goal()
# %% [markdown] lang="en"
# ## Design: a switchback, where regions cannot be set
#
# Turn the whole account on and off in blocks. Three choices: the block **longer than the carry-over** (people who saw the
# ad today and buy tomorrow), **random order within pairs** of like days, and the first hours of every block thrown away
# (wash-out, 清洗期). Pairs of weeks, each weekday once on and once off:
# %% [markdown] lang="zh"
# ## 设计：不能分地域时的时段轮换
#
# 整个账户按时间块开和关。三个选择：时间块要**长于余效**（今天看到、明天才买的人）；**同类日成对、对内随机**；
# 每块开头几小时的数据扔掉（清洗期）。下面两周一对，每个星期几各开一次、关一次：
# %%
rng = np.random.default_rng(2026)
first_week = rng.permutation([True, True, True, False, False, False, rng.random() < 0.5])
weekdays = sf.text(en="Mon Tue Wed Thu Fri Sat Sun", zh="周一 周二 周三 周四 周五 周六 周日").split()
label = {True: sf.text(en="on", zh="投"), False: sf.text(en="off", zh="停")}
pd.DataFrame([first_week, ~first_week], columns=weekdays, index=[1, 2]).map(label.get)
# %% [markdown] lang="en"
# **How small an effect can a test see?** With 80% power at the 5% level, about 2.8 standard errors. For the geo test above:
# %% [markdown] lang="zh"
# **实验能看见多小的效果？** 5% 显著性、80% 功效时，大约是 2.8 个标准误。上面的分城市实验：
# %%
print(
    sf.text(
        en=f"smallest visible lift {sf.yuan(2.8 * se)} per city and day = iROAS {2.8 * se / spend:.2f}",
        zh=f"能看见的最小增量 {sf.yuan(2.8 * se)}/城·天，相当于增量ROI {2.8 * se / spend:.2f}",
    )
)
# %% [markdown] lang="en"
# Compute this **before** the test, from past weeks. If the smallest visible iROAS is above break-even, take more cities or more
# weeks, or do not start.
#
# ## Check yourself
#
# **1.** Standard plans run at ROI 2.8 with incrementality 0.85, all-domain at 3.4 with 0.55, at the same spend. Whose iROAS
# is higher, and how much is it?
# %% [markdown] lang="zh"
# 这一步要在实验**之前**用历史数据算。如果能看见的最小增量ROI比保本ROI还高，就加城市、加周数，否则别开始。
#
# ## 自测
#
# **1.** 标准推广 ROI 2.8、增量占比 0.85；全域推广 3.4、增量占比 0.55，消耗相同。两者中较高的增量ROI是多少？
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
# **2.** The owner proposes: "Run all-domain on even hours, standard plans on odd hours, compare ROI." Your objection:
# `"a"` hours are too few; `"b"` both reports count different orders, and an hour is shorter than the carry-over, so each
# hour harvests the other's work; `"c"` standard plans need a learning phase, otherwise fine; `"d"` none, that is a switchback.
# %% [markdown] lang="zh"
# **2.** 老板提议：“双数小时投全域，单数小时投标准推广，比ROI。”你反对的理由：`"a"` 小时数太少；`"b"` 两张报表计入的
# 订单不同，而且一小时短于余效，互相收割；`"c"` 标准推广要过学习期，除此之外没问题；`"d"` 不反对，这就是时段轮换。
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
        "a": sf.text(en="There would be hundreds; their number is not the problem.", zh="几百个小时不少，问题不在数量。"),
        "c": sf.text(
            en="True, constant switching disturbs learning, but the outcome itself is still not comparable.",
            zh="频繁切换确实影响学习期，但更要紧的是两个结果本来就不可比。",
        ),
        "d": sf.text(
            en="It alternates, but reported ROI is the wrong outcome, the blocks are too short and not random.",
            zh="形式像，但指标不对、时间块太短、也没有随机。",
        ),
    },
)
# %% [markdown] lang="en"
# **3. From lesson 4.** Suppose a test gives the *whole* all-domain budget an iROAS above break-even. May you double the budget?
# `"a"` yes; `"b"` yes, if the lower end of the interval is above break-even too; `"c"` yes, if ROI2 stays where it is; `"d"` this
# test cannot say.
# %% [markdown] lang="zh"
# **3. 回顾第 4 课。** 假设实验测得*整笔*全域预算的增量ROI高于保本ROI，预算可以翻倍吗？`"a"` 可以；`"b"` 置信区间下限也高于
# 保本就可以；`"c"` 整体支付ROI 不掉就可以；`"d"` 这个实验回答不了。
# %%
answer_3 = None
# %%
sf.check_choice(
    sf.text(en="double the budget?", zh="预算翻倍？"),
    answer_3,
    right="d",
    because=sf.text(
        en="An iROAS is the average of the budget tested. The next yuan needs two levels of budget, in two groups of cities.",
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
            en="ROI2 is an average too, and holds natural orders.", zh="整体支付ROI 也是平均值，还含自然成交。"
        ),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Put three lines in the weekly review: ROI2, the shop's whole GMV, profit after ads. If ROI2 rises alone, ask for a test.
# - Before any test, write down: unit, start, length, outcome, smallest visible effect, and what you will do for each result.
# - Report iROAS with its interval, never as one number.
#
# ## Limits
#
# - **Synthetic.** The share that is real lift was planted in this data; in your account it may be anything. Do not carry it
#   over, measure it. It differs by brand (a known one gets more natural orders) and by category.
# - **Left out.** Spill-over between cities, competitors who react, buyers gained who come back next month (lift is
#   under-counted), refunds.
# - **Dated.** What an all-domain plan may run beside, and whether delivery regions can be set, are platform rules
#   that change. The rule here is from field notes on the advertising API; read today's in your back office.
# - The 2.8 and 3.4 of the opening and the slide's round numbers are a story. The geo data are another invented shop.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 周会固定放三条线：整体支付ROI、全店成交、扣广告后利润。只有第一条在涨，就要求做实验。
# - 实验前写下：随机单位、起始日、时长、看哪个指标、能看见的最小效果，以及每种结果下怎么办。
# - 汇报增量ROI必须带区间，不报孤零零一个数。
#
# ## 局限
#
# - **模拟数据。** 真实增量的占比是埋在数据里的；你的账户可能是任何数，不要照搬，要自己测。知名品牌自然单多，占比会不同，
#   类目之间也不同。
# - **没有考虑。** 城市间外溢、竞品反应、新客下个月的复购（因此低估了增量）、退款。
# - **时效。** 全域推广能否与其他推广并行、能否设投放地域，是会变的平台规则。这里依据的是广告 API 的字段说明，
#   请以后台现行规则为准。
# - 开头的 2.8、3.4 和第三页的整数是故事，分城市数据是另一家虚构店铺。
