# %% [markdown] lang="en"
# ## The decision
#
# Thursday, 17:00. The studio plans next month's shooting tomorrow at noon and asks the media buyer one
# question: *how many new creatives (素材) a week?* One finished creative costs **¥3,000**. The team has
# two opinions: "Three days and it is dead, everybody knows that", and "look at the daily click-through
# rate (点击率, CTR): it has not moved for weeks, so nothing is tired". Both look at the same account.
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周四 17:00。明天中午拍摄组要排下个月的档期，只问投手一句话：*一周要上几条新素材？*一条成片**3,000 元**。
# 团队里两种说法：“素材三天就废，大家都知道”；“你看每天的点击率（CTR），几周了纹丝不动，哪来的衰减”。
# 两边看的是同一个账户。
# %%
import altair as alt
import numpy as np
import pandas as pd
from scipy.optimize import curve_fit

daily = sf.dataset("creative_daily")
daily.head()
# %%
sf.predict(
    sf.text(
        en="After how many days has a typical creative here lost half of the CTR it is going to lose?",
        zh="在这个账户里，一条素材“会掉的那部分点击率”，几天掉一半？",
    ),
    [
        sf.text(en="1 day", zh="1 天"),
        sf.text(en="about 3 days", zh="3 天左右"),
        sf.text(en="about a week", zh="一周左右"),
        sf.text(en="more than two weeks, or it never falls", zh="两周以上，或者根本不掉"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: fatigue by age
#
# Age (天龄) is the number of days since the creative's first impression; the first day is age 0. CTR by
# age $t$ is
#
# $$\text{CTR}(t)=c+(p-c)\cdot 0.5^{\,t/h}$$
#
# $p$: CTR on the first day (clicks per impression). $c$: the **floor** (底部水平) it sinks to. $h$: the
# **half-life** (半衰期) in days: after $h$ days half of $p-c$ is gone, after $2h$ three quarters. CTR
# counts *times* (次数), clicks / impressions, not people, and over several creatives it is a ratio of
# sums.
#
# **Where the platform shows it.** Qianchuan's creative report (素材报表) lists CTR by *date*. Age is not
# a column: take the first day with impressions from the same report. **The dangerous look-alike**: "CTR
# has halved" is not the half-life. If the floor is above half of the first day's CTR, it never halves at
# all.
# %% [markdown] lang="zh"
# ## 概念：按天龄看衰减
#
# 天龄 = 距离素材第一次有展现过了几天，首日为 0。天龄 $t$ 时的点击率：
#
# $$\text{CTR}(t)=c+(p-c)\cdot 0.5^{\,t/h}$$
#
# $p$：首日点击率（点击次数/展现次数）；$c$：最后落到的**底部水平**；$h$：**半衰期**（天），
# 过 $h$天，$p-c$ 掉一半，过 $2h$ 天掉四分之三。点击率按*次数*算（点击次数 ÷ 展现次数），不是人数；
# 多条素材合并时先求和再相除。
#
# **后台在哪里看。** 千川素材报表按*日期*列点击率，没有“天龄”这一列，
# 要自己用首次有展现的日期来算。**最容易混淆的**：“点击率腰斩”不等于半衰期。底部水平若高于首日的一半，
# 点击率永远不会腰斩。
# %% [markdown] lang="en"
# ## The data
#
# One row is one creative on one day. How many creatives are still running at each age?
# %% [markdown] lang="zh"
# ## 数据
#
# 一行 = 一条素材的一天。先看每个天龄还有多少条素材在跑。
# %%
sf.fields("creative_daily")
# %%
by_age = daily.groupby("age_d").agg(
    creatives=("creative_id", "nunique"), impressions=("impressions", "sum"), clicks=("clicks", "sum")
)
by_age["ctr"] = by_age["clicks"] / by_age["impressions"]
by_age.round(4)
# %% [markdown] lang="en"
# **Missing**: spend and bids, who saw the creative before, and above all the reason why a creative
# stopped. Remember the second column: it will matter.
# %% [markdown] lang="zh"
# **缺什么**：消耗与出价、谁以前看过这条素材，最要紧的是素材*为什么*停投。记住第二列（还在跑的条数），
# 后面要用。
# %% [markdown] lang="en"
# ## Worked: date against age
#
# **Step 1.** CTR by calendar date, the way the report shows it. The export has no date; the studio's
# launch list says three new creatives a day in the order of their numbers, from 2 March on. Keep the four
# weeks in which old and new ran together.
# %% [markdown] lang="zh"
# ## 示范：按日期看，按天龄看
#
# **第 1 步。** 像后台报表那样按日期看点击率。这份导出没有日期；按上新表，
# 3 月 2 日起每天按编号上 3 条新素材。只看新老素材同时在跑的四周。
# %%
launched = pd.Timestamp("2026-03-02") + pd.to_timedelta(
    (daily["creative_id"].str[1:].astype(int) - 1) // 3, unit="D"
)
daily["date"] = launched + pd.to_timedelta(daily["age_d"], unit="D")
month = daily[daily["date"].between("2026-03-22", "2026-04-18")]
by_date = month.groupby("date")[["impressions", "clicks"]].sum()
by_date["ctr"] = 100 * by_date["clicks"] / by_date["impressions"]
by_date["mean_age"] = month.groupby("date")["age_d"].mean()
by_date.iloc[::7].round(2)
# %%
y_ctr = alt.Y("ctr:Q", title=sf.text(en="CTR, %", zh="点击率（%）"), scale=alt.Scale(domain=[0, 5]))
x_date = alt.X("date:T", title=sf.text(en="date", zh="日期"), axis=alt.Axis(format="%m-%d"))
date_line = alt.Chart(by_date.reset_index()).mark_line(color=sf.PALETTE[0]).encode(x_date, y_ctr)
title = sf.text(en="By date nothing seems to get tired", zh="按日期看，好像什么都没衰减")
date_line.properties(title=title, width=520, height=220)
# %% [markdown] lang="en"
# *What to see:* the line wobbles and goes nowhere, because every day mixes new creatives with old ones;
# the mean age stays about the same.
#
# **Step 2.** The same rows by age, on the same axis.
# %% [markdown] lang="zh"
# *看什么*：线上下晃，没有往下走，因为每天都是新老素材混在一起，平均天龄差不多。
#
# **第 2 步。** 同样的数据按天龄看，纵轴不变。
# %%
age_points = by_age.reset_index().assign(ctr=lambda t: 100 * t["ctr"])
x_age = alt.X("age_d:Q", title=sf.text(en="age, days since first impression", zh="天龄（距首次展现的天数）"))
dots = alt.Chart(age_points).mark_point(filled=True, size=60, color=sf.PALETTE[0]).encode(x=x_age, y=y_ctr)
first, last = age_points["ctr"].iloc[[0, -1]]
title = sf.text(
    en=f"By age CTR falls from {first:.2f}% to {last:.2f}%",
    zh=f"按天龄看，点击率从 {first:.2f}% 掉到 {last:.2f}%",
)
dots.properties(title=title, width=520, height=260)


# %% [markdown] lang="en"
# *What to see:* a steep fall in the first week, then a floor.
#
# **Step 3.** Fit the formula: $p$, $c$, $h$. Ages with many impressions count more (`sigma`).
# %% [markdown] lang="zh"
# *看什么*：头一周掉得快，之后落到一个底部。
#
# **第 3 步。** 拟合公式里的 $p$、$c$、$h$，展现多的天龄权重更大（`sigma`）。
# %%
def ctr_at(age, first, floor, half_life):
    return floor + (first - floor) * 0.5 ** (age / half_life)


noise = np.sqrt(by_age["ctr"] / by_age["impressions"])
(first, floor, half_life), _ = curve_fit(
    ctr_at, by_age.index.to_numpy(float), by_age["ctr"], p0=[0.03, 0.01, 4], sigma=noise
)
print(
    sf.text(
        en=f"first day {first:.2%}, floor {floor:.2%}, half-life {half_life:.1f} days",
        zh=f"首日 {first:.2%}，底部 {floor:.2%}，半衰期 {half_life:.1f} 天",
    )
)
# %% [markdown] lang="en"
# ## Who is still there? Survivors
#
# Weak creatives are switched off early; at high ages only strong ones are left. Compare the **first-day**
# CTR of all creatives with that of those that reached age 14.
# %% [markdown] lang="zh"
# ## 还剩下谁？幸存者偏差
#
# 差素材早早被关，天龄大的都是强素材。比一比：全部素材的**首日**点击率，
# 和跑到第 14 天的那些素材的首日点击率。
# %%
first_day = daily[daily["age_d"] == 0].set_index("creative_id")[["impressions", "clicks"]]
survivors = daily.loc[daily["age_d"] == 14, "creative_id"]
for label, group in [
    (sf.text(en="all", zh="全部"), first_day),
    (sf.text(en="age 14", zh="跑到第 14 天"), first_day.loc[first_day.index.isin(survivors)]),
]:
    print(f"{label:8} n = {len(group):3}   CTR = {group['clicks'].sum() / group['impressions'].sum():.2%}")
# %% [markdown] lang="en"
# So the plain curve flatters old age. **The cure**: compare each creative with itself. From age $t$ to
# $t+1$ use only creatives that have both days, take the ratio of their CTR, and multiply the ratios along
# (链式指数).
# %% [markdown] lang="zh"
# 所以直接按天龄汇总，会把“老素材”看得太好。**解法**：让每条素材和自己比。从天龄 $t$ 到 $t+1$，
# 只用两天都在的素材算点击率之比，再把这些比值一路连乘（链式指数）。
# %%
wide = daily.pivot(index="creative_id", columns="age_d", values=["impressions", "clicks"])
chain = [1.0]
for age in range(by_age.index.max()):
    both = wide.loc[wide["clicks"][age].notna() & wide["clicks"][age + 1].notna()]
    ctr = [both["clicks"][a].sum() / both["impressions"][a].sum() for a in (age, age + 1)]
    chain.append(chain[-1] * ctr[1] / ctr[0])
by_age["chained"] = by_age["ctr"].iloc[0] * np.array(chain)
by_age.loc[[0, 3, 7, 14, 19], ["ctr", "chained"]].round(4)
# %% [markdown] lang="en"
# ## Your turn: the corrected half-life
#
# Fit the same formula to `by_age["chained"]`. Everything is there except the half-life: put it in place
# of `None`.
# %% [markdown] lang="zh"
# ## 轮到你：修正后的半衰期
#
# 对 `by_age["chained"]` 拟合同一个公式，其他都写好了，把 `None` 换成半衰期。
# %%
fitted, _ = curve_fit(
    ctr_at, by_age.index.to_numpy(float), by_age["chained"], p0=[0.03, 0.01, 4], sigma=noise
)
my_half_life = None  # days: which of the three numbers in `fitted`?
# %%
sf.check_value(
    sf.text(en="corrected half-life, days", zh="修正后的半衰期（天）"),
    my_half_life,
    expect=fitted[2],
    tolerance=0.005,
    why_wrong={
        fitted[0]: sf.text(en="That is the first-day CTR.", zh="这是首日点击率。"),
        fitted[1]: sf.text(en="That is the floor.", zh="这是底部水平。"),
        half_life: sf.text(
            en="That is the uncorrected half-life, with the survivors in it.",
            zh="这是没修正的半衰期，混着幸存者偏差。",
        ),
    },
    hint=sf.text(
        en="ctr_at(age, first, floor, half_life): the order of the result is the order of the arguments.",
        zh="ctr_at(age, first, floor, half_life)：结果的顺序就是参数的顺序。",
    ),
)
# %% [markdown] lang="en"
# ## When to replace: what does a new creative cost?
#
# A day at age $t$ is worth impressions × CTR(t) × conversion rate (转化率) × what one order leaves before
# advertising. Take the account's own impressions and conversion rate; an order is ¥345 of GMV, and at a
# break-even ROI of 2.2 (lesson 2) it leaves 345 / 2.2 ≈ ¥157. A cycle of $T$ days earns, per day,
#
# $$\bar v(T)=\frac{\sum_{t=0}^{T-1} v(t)-\text{cost}}{T}$$
#
# Short cycles pay for shooting too often, long ones show a tired creative. Media spend per day is taken
# as the same at every age, so it is left out: it lowers every cycle alike and does not move the best $T$.
# %% [markdown] lang="zh"
# ## 什么时候换：一条新素材多少钱？
#
# 天龄 $t$ 的那一天值多少：展现 × CTR(t) × 转化率 × 每单扣除广告前的利润。展现和转化率用账户自己的数；
# 客单价 345 元、保本ROI 2.2（第 2 课），每单留下 345 ÷ 2.2 ≈ 157 元。以 $T$ 天为一个更换周期，
# 平均每天赚：
#
# $$\bar v(T)=\frac{\sum_{t=0}^{T-1} v(t)-\text{成本}}{T}$$
#
# 周期太短，拍摄费摊不开；太长，老用疲软的素材。这里假设各天龄的日消耗相同，对每种周期都是同一笔扣减，
# 不影响最优的 $T$，所以不列。
# %%
COST, PER_ORDER = 3_000, 345 / 2.2
views = daily["impressions"].mean()
cvr = daily["conversions"].sum() / daily["clicks"].sum()
value = views * ctr_at(np.arange(60), *fitted) * cvr * PER_ORDER  # ¥ on each day of age
cycle = pd.DataFrame({"days": np.arange(1, 61), "total": value.cumsum()})
cycle["per_day"] = (cycle["total"] - COST) / cycle["days"]
cycle.iloc[[0, 2, 6, 13, 29, 59]].round(0)
# %%
best_days = int(cycle.loc[cycle["per_day"].idxmax(), "days"])
x_days = alt.X("days:Q", title=sf.text(en="replace after … days", zh="每几天换一条"))
y_day = alt.Y(
    "per_day:Q",
    title=sf.text(en="¥ a day after the creative, before media", zh="扣素材成本、未扣消耗（元/天）"),
)
curve = alt.Chart(cycle[cycle["days"] <= 30]).mark_line(color=sf.PALETTE[0]).encode(x_days, y_day)
top = (
    alt.Chart(cycle[cycle["days"] == best_days])
    .mark_point(size=160, color=sf.PALETTE[1])
    .encode(x_days, y_day)
)
title = sf.text(
    en=f"At {sf.yuan(COST)} a creative, replacing after {best_days} days earns most",
    zh=f"一条素材 {sf.yuan(COST)} 时，每 {best_days} 天换一条最划算",
)
(curve + top).properties(title=title, width=520, height=260)
# %% [markdown] lang="en"
# *What to see:* steep on the left, gentle on the right. Two days late cost less than two days early. The
# rule behind the top is lesson 4's:
# **replace on the day when today's value falls below the cycle's average.**
# %% [markdown] lang="zh"
# *看什么*：左边陡、右边缓。晚换两天，比早换两天亏得少。
# 最高点背后就是第 4 课的道理：**当天的价值跌到整个周期平均值以下，就该换。**
# %% [markdown] lang="en"
# ## On your own: a cheaper creative
#
# Re-cut clips (混剪) cost **¥300** instead of ¥3,000, and suppose they perform the same. After how many
# days should one be replaced?
# %% [markdown] lang="zh"
# ## 独立完成：素材便宜了
#
# 混剪素材每条只要 **300 元**，假设效果相同，几天换一条最划算？
# %%
days_cheap = None
# %%
cheap = (cycle["total"] - 300) / cycle["days"]
sf.check_value(
    sf.text(en="days with a ¥300 creative", zh="300 元素材的更换周期（天）"),
    days_cheap,
    expect=int(cheap.idxmax()) + 1,
    why_wrong={
        best_days: sf.text(
            en="That is the answer for ¥3,000; cheaper creatives are replaced sooner.",
            zh="这是 3,000 元时的答案；素材越便宜，换得越勤。",
        ),
        int(cheap.idxmax()): sf.text(
            en="That is the row number: idxmax counts from 0, days count from 1.",
            zh="这是行号：idxmax 从 0 数，天数从 1 数。",
        ),
    },
    hint=sf.text(
        en='(cycle["total"] - 300) / cycle["days"] is largest at which number of days?',
        zh='(cycle["total"] - 300) / cycle["days"] 在第几天最大？',
    ),
)


# %% [markdown] lang="en"
# ## The mistake, in yuan
#
# Two shortcuts: (1) a curve **without a floor**, CTR = p · 0.5^(t/h), because it is a straight line on a
# log scale; (2) the saying "three days and it is dead". What does each cost a month with one slot?
# %% [markdown] lang="zh"
# ## 常见错误值多少钱
#
# 两种偷懒：（1）拟合**不带底部**的曲线 CTR = p · 0.5^(t/h)，因为取对数就是直线；（2）照“素材三天就废”办。
# 一个素材位，一个月各亏多少？
# %%
def ctr_without_floor(age, first, half_life):
    return first * 0.5 ** (age / half_life)


ages = by_age.index.to_numpy(float)
without, _ = curve_fit(ctr_without_floor, ages, by_age["chained"], p0=[0.03, 5], sigma=noise)
value_without = views * ctr_without_floor(np.arange(60), *without) * cvr * PER_ORDER
days_without = int(((value_without.cumsum() - COST) / cycle["days"]).idxmax()) + 1
print(
    sf.text(
        en=f"half-life without floor {without[1]:.1f} days, with floor {fitted[2]:.1f} days",
        zh=f"半衰期：不带底部 {without[1]:.1f} 天，带底部 {fitted[2]:.1f} 天",
    )
)
# %%
per_day = cycle.set_index("days")["per_day"]
shortcuts = pd.Series(
    {sf.text(en="no floor", zh="不带底部"): days_without, sf.text(en="three days", zh="三天就换"): 3}
)
lost = 30 * (per_day[best_days] - shortcuts.map(per_day))  # ¥ a month against the best cycle
pd.DataFrame({"days": shortcuts, "lost_per_month": lost.round(0)})
# %% [markdown] lang="en"
# ## The answer for the studio
#
# Look back at your guess, then read the sentence you can send tonight.
# %% [markdown] lang="zh"
# ## 给拍摄组的答复
#
# 先回头看看你一开始的猜测，再看今晚可以发出去的这句话。
# %%
sf.caption(
    sf.text(
        en=f"Per slot one new creative every {best_days} days ({7 / best_days:.1f} a week) "
        f"at {sf.yuan(COST)} each; "
        f"what fades here fades by half in {fitted[2]:.1f} days, down to a floor of {fitted[1]:.1%}.",
        zh=f"每个素材位每 {best_days} 天上一条新素材（一周 {7 / best_days:.1f} 条），"
        f"按每条 {sf.yuan(COST)} 算；"
        f"会掉的点击率 {fitted[2]:.1f} 天掉一半，底部约 {fitted[1]:.1%}。",
    )
)
# %% [markdown] lang="en"
# ## Check yourself
#
# **1.** A creative has first-day CTR 4%, floor 2%, half-life 3 days. Its CTR at age 6, in percent?
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 一条素材首日点击率 4%，底部 2%，半衰期 3 天。天龄 6 时的点击率是百分之几？
# %%
answer_1 = None
# %%
sf.check_value(
    sf.text(en="CTR at age 6, %", zh="天龄 6 的点击率（%）"),
    answer_1,
    expect=2.5,
    tolerance=0.001,
    why_wrong={
        1.0: sf.text(
            en="That ignores the floor: only the 2 points above it halve.",
            zh="忽略了底部：只有高出底部的 2 个点会减半。",
        ),
        3.0: sf.text(en="That is one half-life; six days are two.", zh="这只过了一个半衰期，6 天是两个。"),
        0.025: sf.text(en="Right size, wrong unit: give percent.", zh="数对了，单位不对：请填百分数。"),
    },
    hint=sf.text(en="2 + (4 − 2) × 0.5^(6/3)", zh="2 + (4 − 2) × 0.5^(6/3)"),
)
# %% [markdown] lang="en"
# **2.** The team's second opinion was: "daily CTR has not moved for weeks, so nothing is tired." What is
# wrong with it? `"a"` daily CTR counts people; `"b"` each day mixes ages, and new creatives refill what
# the old ones lose; `"c"` nothing, the account is healthy; `"d"` CTR should be averaged over creatives
# first.
# %% [markdown] lang="zh"
# **2.** 团队的第二种说法：“每天点击率几周没动，所以没有衰减。”错在哪里？`"a"` 日点击率按人数算；
# `"b"` 每天新老素材混在一起，新素材补上了老素材掉的；`"c"` 没错，账户很健康；
# `"d"` 应该先逐条算点击率再取平均。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="why the daily line is level", zh="日线为什么是平的"),
    answer_2,
    right="b",
    because=sf.text(
        en="The mix of ages is steady, so the mean is too. Stop adding new ones and the line sinks.",
        zh="天龄结构稳定，均值就稳定。一旦断更，这条线就会往下走。",
    ),
    wrong={
        "a": sf.text(
            en="CTR is clicks per impression: times, not people.", zh="点击率是次数比次数，不是人数。"
        ),
        "c": sf.text(en="Look at the chart by age again.", zh="再看一眼按天龄的图。"),
        "d": sf.text(
            en="That gives tiny creatives the same weight as big ones and still mixes ages.",
            zh="那会让小素材和大素材同权，而且照样混着天龄。",
        ),
    },
)
# %% [markdown] lang="en"
# **3. From lesson 1.** Creative X: 200 clicks of 4,000 impressions. Creative Y: 300 of 16,000. The CTR of
# both together, in percent?
# %% [markdown] lang="zh"
# **3. 回顾第 1 课。** 素材 X：4,000 次展现、200 次点击；素材 Y：16,000 次展现、300 次点击。
# 合计点击率是百分之几？
# %%
answer_3 = None
# %%
sf.check_value(
    sf.text(en="CTR of both, %", zh="合计点击率（%）"),
    answer_3,
    expect=2.5,
    tolerance=0.001,
    why_wrong={
        3.4375: sf.text(
            en="Mean of two ratios. Add first, divide afterwards.", zh="这是两个比值的平均。先相加，再相除。"
        ),
        0.025: sf.text(en="Right size, wrong unit: give percent.", zh="数对了，单位不对：请填百分数。"),
    },
    hint=sf.text(en="500 / 20,000", zh="500 ÷ 20,000"),
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Add a column "age" to the creative report: date minus first date with impressions. Chart CTR by age
#   once a month.
# - Write down, for each creative that stops, *why* (weak, stock gone, rule violation). That is how
#   survivors' bias is found.
# - Give the studio a number per slot: 30 / best days, with your cost and your margin.
#
# ## Limits
#
# - **Synthetic.** One half-life is planted for the whole account here; real ones differ by audience size
#   and format, and the same clip ages more slowly in front of a larger crowd.
# - **Left out.** Qianchuan bids on predicted CTR and conversion: a tired creative loses impressions and
#   pays a higher CPM, so it hurts sooner than this curve says. Conversion rate is taken as the same at
#   every age.
# - **Folklore, dated.** "About 3 days" comes from a public rule file for Qianchuan and "7–14 days" from
#   TikTok blogs; neither says half-life of *what*. Use your own account's curve.
# - The best cycle assumes the next creative is as good as this one. If only one in five is, the cost is
#   that of five.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 素材报表加一列“天龄”= 日期 − 首次有展现日期，每月画一次点击率随天龄的曲线。
# - 每条停投的素材记下*为什么停*（效果差、断货、违规）。不记原因，就发现不了幸存者偏差。
# - 给拍摄组一个数：每个素材位每月 30 ÷ 最优天数，用你自己的成本和利润算。
#
# ## 局限
#
# - **模拟数据。** 这里全账户共用一个半衰期；真实情况随人群规模和素材形式而变，人群包越大，
#   同一条素材老得越慢。
# - **没有考虑。** 千川按预估点击率和转化率竞价：疲软素材会掉量、千次展现费用会升，
#   实际受伤比这条曲线更早。转化率也假设不随天龄变。
# - **传言与时效。** “素材 3 天”来自一份公开的千川规则配置，“7–14 天”来自 TikTok 博客，
#   都没说清是*什么*的半衰期。以自己账户的曲线为准。
# - 最优周期假设下一条和这一条一样好。如果五条里只出一条，成本就该按五条算。
