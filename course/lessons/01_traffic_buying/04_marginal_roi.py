# %% [markdown] lang="en"
# ## The decision
#
# Sunday, 21:30. The owner of a women's-wear shop adds **¥10,000** to next week's Qianchuan (巨量千川)
# budget, about ¥1,430 a day. New day budgets are set before midnight, so you have two and a half hours.
# The owner has the plan report open, sorted by payment ROI (支付ROI), and writes: *"Give it to the best
# one."* Lesson 2's arithmetic puts this shop's break-even ROI (保本ROI) at **2.2**: a yuan of spend must
# bring at least ¥2.20 of GMV.
#
# Who gets the next ¥10,000, and should anybody give money back?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周日晚上 21:30。一家女装店的老板给巨量千川下周**加 1 万元预算**，合每天约 1,430 元；
# 日预算要在零点前改好，你只剩两个半小时。老板打开计划报表，按支付ROI从高到低一排，发来一句话：
# “投给最好的那条。”按第 2 课的算法，这家店的保本ROI是 **2.2**：每花 1 元，至少要带回 2.2 元成交。
#
# 这 1 万元加给谁？有没有哪条计划反而该减？
# %%
import altair as alt
import numpy as np
import pandas as pd
from scipy.optimize import curve_fit

BREAK_EVEN = 2.2
days = sf.dataset("plan_daily")
report = days.groupby("plan_id")[["spend", "gmv"]].sum()
report["payment_roi"] = report["gmv"] / report["spend"]
report.sort_values("payment_roi", ascending=False).round(2)
# %% [markdown] lang="en"
# **Predict before you go on.** Choose; you will see at the end of the lesson whether you would choose it
# again.
# %% [markdown] lang="zh"
# **先猜再看。** 选一个答案，学完本课再看你会不会改主意。
# %%
sf.predict(
    sf.text(en="Who should get the next ¥10,000?", zh="多出来的这 1 万元，该加给谁？"),
    [
        sf.text(en="the plan with the highest payment ROI", zh="支付ROI最高的那条计划"),
        sf.text(en="the plan that spends most: it has proved itself", zh="消耗最大的那条：已经跑出来了"),
        sf.text(en="every plan above break-even, in equal parts", zh="所有高于保本ROI的计划平分"),
        sf.text(en="the report cannot say", zh="光看这张报表，答不了"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: average and marginal ROI
#
# Let $s$ be a plan's spend (¥ a day) and $G(s)$ the GMV it brings (¥ a day).
#
# | | formula | answers |
# |---|---|---|
# | average ROI (平均ROI) | $G(s)/s$ | did the money **already spent** pay? |
# | marginal ROI (边际ROI) | $G'(s)=\dfrac{dG}{ds}$ | will the **next** yuan pay? |
#
# Both have the unit yuan per yuan. GMV saturates: the first yuan buy the most willing people, the later
# ones the same people again or less willing ones. A common description is the **Hill curve**
#
# $$G(s)=V\,\frac{s^{a}}{k^{a}+s^{a}}$$
#
# $V$: ceiling (¥ a day). $k$: the spend at which half the ceiling is reached (¥ a day). $a$: shape, no
# unit; above 1 the curve starts slowly. Its slope has a form you can do in your head:
#
# $$\text{marginal ROI}=\text{average ROI}\times a\times\left(1-\frac{G(s)}{V}\right)$$
#
# **Where the platform shows it.** The Qianchuan plan report shows payment ROI = paid GMV / spend: an
# *average*. No column shows the marginal. **The dangerous look-alike** is the ROI goal (支付ROI目标) you
# type when you set up a plan: that, too, steers the average of the plan, not its last yuan. An ROI of 2.6
# with a goal of 2.5 can hide a last thousand yuan that brings back less than it cost.
# %% [markdown] lang="zh"
# ## 概念：平均ROI与边际ROI
#
# 记 $s$ 为一条计划的日消耗（元/天），$G(s)$ 为它带来的日成交金额（元/天）。
#
# | | 公式 | 回答的问题 |
# |---|---|---|
# | 平均ROI（average） | $G(s)/s$ | **已经花掉的**钱值不值？ |
# | 边际ROI（marginal） | $G'(s)=\dfrac{dG}{ds}$ | **再加**一元值不值？ |
#
# 两者单位都是“元/元”。成交会饱和：最先花的钱买到的是最想买的人，越往后，不是重复触达老面孔，
# 就是触达意向更弱的人。常用 **Hill 曲线**来描述：
#
# $$G(s)=V\,\frac{s^{a}}{k^{a}+s^{a}}$$
#
# $V$：天花板（元/天）；$k$：跑到天花板一半时的消耗（元/天）；$a$：形状，无单位，大于 1 表示起量慢。
# 它的斜率可以口算：
#
# $$\text{边际ROI}=\text{平均ROI}\times a\times\left(1-\frac{G(s)}{V}\right)$$
#
# **后台在哪里看。** 千川计划报表里的支付ROI = 支付成交金额 ÷ 消耗，是*平均*值；
# 没有任何一列是边际ROI。**最容易混淆的**是建计划时填的“支付ROI目标”：它约束的也是整条计划的平均，
# 不是最后那一块钱。目标 2.5、实际 2.6 的计划，最后一千元完全可能连本都没带回来。
# %% [markdown] lang="en"
# ## The data
#
# One row of `plan_daily` is one plan on one day.
# %% [markdown] lang="zh"
# ## 数据
#
# `plan_daily` 一行 = 一条计划的一天。
# %%
days.head()
# %%
sf.fields("plan_daily")
# %%
per_plan = days.groupby("plan_id")["spend"].describe()[["count", "min", "50%", "max"]]
per_plan.round(0)
# %% [markdown] lang="en"
# The last table matters most: a response curve can only be read between a plan's smallest and largest
# day. What is **missing**: refunds, natural orders that the ads may have pushed along (lesson 5), and the
# reason why a day's spend was high. Here spend was varied independently of demand. In your own account it
# usually is not.
# %% [markdown] lang="zh"
# 最后这张表最要紧：响应曲线只在该计划最小与最大日消耗之间可信。**缺什么**：退款、
# 被广告带动的自然成交（第 5 课），以及某天消耗为什么高。这份数据里消耗的高低与当天需求无关；
# 你自己的账户里往往不是这样。
# %% [markdown] lang="en"
# ## Worked: one plan, step by step
#
# **Step 1.** Look at plan P04, one dot per day.
# %% [markdown] lang="zh"
# ## 示范：一条计划，一步一步来
#
# **第 1 步。** 先看计划 P04，一个点就是一天。
# %%
suspect = days[days["plan_id"] == "P04"]
suspect[["spend", "gmv"]].describe().loc[["count", "min", "mean", "max"]].round(0)


# %% [markdown] lang="en"
# **Step 2.** Write the curve down as a function and let `curve_fit` find $V$, $k$ and $a$. The three
# start values are rough guesses from the table: ceiling twice the best day, half-way point at a usual
# day, shape 1.
# %% [markdown] lang="zh"
# **第 2 步。** 把曲线写成函数，交给 `curve_fit` 求 $V$、$k$、$a$。三个初值从上表粗估：
# 天花板取最好一天的两倍，半程点取平常一天的消耗，形状取 1。
# %%
def hill(spend, ceiling, half, shape):
    return ceiling * spend**shape / (half**shape + spend**shape)


def fit(plan):
    start = [2 * plan["gmv"].max(), plan["spend"].median(), 1.0]
    bounds = ([0, 0, 0.3], [10 * plan["gmv"].max(), 10 * plan["spend"].max(), 4])
    return curve_fit(hill, plan["spend"], plan["gmv"], p0=start, bounds=bounds, x_scale=start)[0]


ceiling, half, shape = fit(suspect)
print(f"V = {ceiling:,.0f}   k = {half:,.0f}   a = {shape:.2f}")
# %% [markdown] lang="en"
# **Step 3.** What does P04 spend now? Take the mean of its last seven days. Then both ROIs at that spend.
# %% [markdown] lang="zh"
# **第 3 步。** P04 现在一天花多少？取最近七天的平均，再算这一点上的两种ROI。
# %%
spend_now = suspect.sort_values("day")["spend"].tail(7).mean()
gmv_now = hill(spend_now, ceiling, half, shape)
average = gmv_now / spend_now
marginal = average * shape * (1 - gmv_now / ceiling)
print(
    sf.text(
        en=f"P04 at {sf.yuan(spend_now)} a day: average ROI {average:.2f}, marginal ROI {marginal:.2f}",
        zh=f"P04 日消耗 {sf.yuan(spend_now)}：平均ROI {average:.2f}，边际ROI {marginal:.2f}",
    )
)


# %% [markdown] lang="en"
# How sure is that? Draw the 60 days again with replacement, refit, 100 times (bootstrap, 自助法), and
# look at the middle 90% of the marginal ROIs.
# %% [markdown] lang="zh"
# 这个数有多稳？把 60 天有放回地重抽 100 次，每次重新拟合（自助法），看边际ROI中间 90% 落在哪里。
# %%
def marginal_of(plan):
    ceiling, half, shape = fit(plan)
    share = hill(spend_now, ceiling, half, shape) / ceiling
    return ceiling * share / spend_now * shape * (1 - share)


again = [marginal_of(suspect.sample(frac=1, replace=True, random_state=i)) for i in range(100)]
low, high = np.quantile(again, [0.05, 0.95])
print(sf.text(en=f"90% between {low:.2f} and {high:.2f}", zh=f"90% 落在 {low:.2f} 到 {high:.2f} 之间"))
# %% [markdown] lang="en"
# **Step 4.** Draw it. The dashed line is break-even: it climbs ¥2.20 for every yuan.
# %% [markdown] lang="zh"
# **第 4 步。** 画出来。虚线是保本线：每花 1 元上升 2.2 元。
# %%
grid = pd.DataFrame({"spend": np.linspace(0.01, suspect["spend"].max(), 120)})
grid["gmv"] = hill(grid["spend"], ceiling, half, shape)
grid["even"] = BREAK_EVEN * grid["spend"]
today = pd.DataFrame({"spend": [spend_now], "gmv": [gmv_now]})
line_end = grid.tail(1).assign(label=sf.text(en="break-even", zh="保本线"))
# %%
blue, orange = sf.PALETTE[:2]
x = alt.X("spend:Q", title=sf.text(en="spend, ¥ a day", zh="日消耗（元）"))
y = alt.Y("gmv:Q", title=sf.text(en="GMV, ¥ a day", zh="日成交金额（元）"))
dots = alt.Chart(suspect[["spend", "gmv"]]).mark_circle(color=blue, opacity=0.45).encode(x, y)
curve = alt.Chart(grid).mark_line(color=blue).encode(x, y)
even = alt.Chart(grid).mark_line(color="#555555", strokeDash=[6, 4]).encode(x, y="even:Q")
name = alt.Chart(line_end).mark_text(align="right", dx=-6, dy=28).encode(x, y="even:Q", text="label:N")
now = alt.Chart(today).mark_point(size=260, shape="diamond", color=orange, opacity=1).encode(x, y)
title = sf.text(
    en=f"P04 earns on average ({average:.2f}) and loses on the last yuan ({marginal:.2f})",
    zh=f"P04 平均赚钱（{average:.2f}），最后一元亏钱（{marginal:.2f}）",
)
(dots + curve + even + name + now).properties(title=title, width=520, height=300)
# %% [markdown] lang="en"
# *What to see:* at the diamond (today) the curve is still above the dashed line, so the average is fine,
# but it climbs less steeply than the dashed line, so each further yuan brings back less than it costs.
# %% [markdown] lang="zh"
# *看什么*：菱形是今天的位置。曲线还在虚线上方，所以平均值好看；但曲线已经比虚线平，
# 再多花的每一元都带不回本。
# %% [markdown] lang="en"
# **Step 5.** The profit version. With break-even 2.2, one yuan of GMV leaves 1/2.2 = ¥0.45 to pay for
# advertising, so profit after ads is $G(s)/2.2-s$. Where along the curve is it largest?
# %% [markdown] lang="zh"
# **第 5 步。** 换成利润看。保本ROI 2.2 意味着每 1 元成交有 1/2.2 ≈ 0.45 元可用来付广告费，
# 扣掉广告后的利润是 $G(s)/2.2-s$。曲线上哪一点利润最高？
# %%
grid["profit"] = grid["gmv"] / BREAK_EVEN - grid["spend"]
best = grid.loc[grid["profit"].idxmax()]
profit_now = gmv_now / BREAK_EVEN - spend_now
print(
    sf.text(
        en=f"best spend about {sf.yuan(best['spend'])} a day, profit {sf.yuan(best['profit'])}; "
        f"now {sf.yuan(spend_now)}, profit {sf.yuan(profit_now)}",
        zh=f"利润最高的日消耗约 {sf.yuan(best['spend'])}，利润 {sf.yuan(best['profit'])}；"
        f"现在 {sf.yuan(spend_now)}，利润 {sf.yuan(profit_now)}",
    )
)
# %% [markdown] lang="en"
# Profit is largest where the **marginal** ROI equals break-even. Past that point the average still looks
# healthy and every extra yuan takes profit away.
# %% [markdown] lang="zh"
# 利润在**边际**ROI 等于保本ROI 处最高。过了这一点，平均值还很体面，多花的每一元却都在吃利润。
# %% [markdown] lang="en"
# ## Your turn: the same for P12, one step left out
#
# The fit and today's spend are done. Write the marginal ROI (yuan per yuan) in place of `None`.
# %% [markdown] lang="zh"
# ## 轮到你：同样分析 P12，只缺一步
#
# 曲线和当前消耗都已算好，请把 `None` 换成边际ROI（元/元）。
# %%
other = days[days["plan_id"] == "P12"]
ceiling_2, half_2, shape_2 = fit(other)
spend_2 = other.sort_values("day")["spend"].tail(7).mean()
gmv_2 = hill(spend_2, ceiling_2, half_2, shape_2)
average_2 = gmv_2 / spend_2

marginal_2 = None  # your formula here
# %%
sf.check_value(
    sf.text(en="marginal ROI of P12", zh="P12 的边际ROI"),
    marginal_2,
    expect=average_2 * shape_2 * (1 - gmv_2 / ceiling_2),
    tolerance=0.005,
    why_wrong={
        average_2: sf.text(
            en="That is the average ROI, which looks back. Multiply by the shape and the room left.",
            zh="这是平均ROI，是往回看的。还要乘以形状 a 和离天花板的余量。",
        ),
        average_2 * (1 - gmv_2 / ceiling_2): sf.text(en="The shape a is missing.", zh="漏乘了形状 a。"),
        average_2 * shape_2 * gmv_2 / ceiling_2: sf.text(
            en="That uses the share of the ceiling already reached; the room left is one minus it.",
            zh="你用的是“已经跑到天花板的比例”，应该用 1 减去它（余量）。",
        ),
    },
    hint=sf.text(en="average × a × (1 − G/V)", zh="平均ROI × a ×（1 − G/V）"),
)
# %% [markdown] lang="en"
# ## All plans side by side
#
# The same three lines for every plan, then one chart: average ROI against marginal ROI.
# %% [markdown] lang="zh"
# ## 所有计划放在一起
#
# 对每条计划重复同样三行，再画一张图：平均ROI 对 边际ROI。
# %%
STEP = 10_000 / 7  # ¥ a day


def summary(plan):
    ceiling, half, shape = fit(plan)
    spend = plan.sort_values("day")["spend"].tail(7).mean()
    average = hill(spend, ceiling, half, shape) / spend
    marginal = average * shape * (1 - average * spend / ceiling)
    extra = hill(spend + STEP, ceiling, half, shape) - average * spend
    return pd.Series({"spend": spend, "average": average, "marginal": marginal, "extra": extra})


plans = pd.DataFrame({name: summary(plan) for name, plan in days.groupby("plan_id")}).T
plans["extra_profit"] = plans["extra"] / BREAK_EVEN - STEP
plans.sort_values("average", ascending=False).round(2)
# %% [markdown] lang="en"
# `average` and `marginal` are at today's spend (last seven days). `extra` is the GMV that `STEP` more a
# day would bring, `extra_profit` what is left of it after the goods, the refunds and the `STEP` itself.
# Both in ¥ a day.
# %% [markdown] lang="zh"
# `average`、`marginal` 都按当前消耗（近七天平均）计算。
# `extra` 是每天多投 `STEP` 元多出来的成交，`extra_profit` 是再扣掉货款、退款和这笔 `STEP` 之后的利润，
# 单位都是元/天。
# %%
points = plans.reset_index(names="plan")
rule = pd.DataFrame({"roi": [BREAK_EVEN]})
trapped = ", ".join(plans.query("average > @BREAK_EVEN and marginal < @BREAK_EVEN").index)
# %%
x_axis = alt.X("average:Q", title=sf.text(en="average ROI (¥ per ¥)", zh="平均ROI（元/元）"))
y_axis = alt.Y("marginal:Q", title=sf.text(en="marginal ROI (¥ per ¥)", zh="边际ROI（元/元）"))
marks = alt.Chart(points).mark_circle(size=90, color=sf.PALETTE[0], opacity=0.9).encode(x_axis, y_axis)
names = alt.Chart(points).mark_text(dx=8, align="left").encode(x_axis, y_axis, text="plan:N")
level = alt.Chart(rule).mark_rule(color="#555555", strokeDash=[6, 4]).encode(y="roi:Q")
wall = alt.Chart(rule).mark_rule(color="#555555", strokeDash=[6, 4]).encode(x="roi:Q")
title = sf.text(
    en=f"Above break-even on average, below it at the margin: {trapped}",
    zh=f"平均过了保本线、边际没过的计划：{trapped}",
)
(level + wall + marks + names).properties(title=title, width=520, height=320)
# %% [markdown] lang="en"
# *What to see:* dots in the lower right corner look good in the report and lose money on the next yuan.
# %% [markdown] lang="zh"
# *看什么*：右下角的点在报表里好看，但再加一元就亏。
# %% [markdown] lang="en"
# ## On your own: split a budget between two plans
#
# P04 and P12 together keep the money they spend today (`total`). How much of it should **P12** get per
# day so that the GMV of the two is largest? Within 3% is fine: the curve is flat at the top. Tip: try
# 1,000 splits with `np.linspace`, or look for the split where both marginal ROIs are equal. It is the
# same place.
# %% [markdown] lang="zh"
# ## 独立完成：两条计划分一笔预算
#
# P04 和 P12 合计消耗保持今天的水平（`total`）。每天给 **P12** 多少，两条计划的成交之和最大？
# 误差 3% 以内都算对，因为顶部很平。提示：用 `np.linspace` 试 1,000 种分法，或者找两边边际ROI相等的那一点，
# 结果是同一个地方。
# %%
total = spend_now + spend_2
to_p12 = None  # ¥ a day
# %%
splits = np.linspace(0, total, 20_001)[1:-1]
both = hill(total - splits, ceiling, half, shape) + hill(splits, ceiling_2, half_2, shape_2)
best_split = splits[both.argmax()]
sf.check_value(
    sf.text(en="¥ a day for P12", zh="给 P12 的日预算（元）"),
    to_p12,
    expect=best_split,
    tolerance=0.03,
    why_wrong={
        total / 2: sf.text(
            en="Equal budgets are not equal marginal returns.", zh="预算平分，不等于边际回报相等。"
        ),
        total - best_split: sf.text(en="That is the share of P04.", zh="这是 P04 的份额，反了。"),
        spend_2: sf.text(
            en="That is today's split; the two marginal ROIs differ there.",
            zh="这就是现在的分法，此时两边的边际ROI并不相等。",
        ),
    },
    hint=sf.text(
        en="hill(total − x, P04's V, k, a) + hill(x, P12's V, k, a): take the x with the largest sum",
        zh="两条之和 = hill(total − x, P04 的 V、k、a) + hill(x, P12 的 V、k、a)，取使它最大的 x。",
    ),
)
# %% [markdown] lang="en"
# ## The mistake, in yuan
#
# "Give it to the best one": sort the report by payment ROI and put the ¥10,000 on the top line. Compare
# with the plan where the ¥10,000 brings most.
# %% [markdown] lang="zh"
# ## 常见错误值多少钱
#
# “投给最好的那条”：报表按支付ROI排序，把 1 万元压在第一行。对比一下：投给这 1 万元能带来最多成交的那条。
# %%
by_average = report["payment_roi"].idxmax()
by_extra = plans["extra"].idxmax()
lost = 7 * (plans.loc[by_extra, "extra_profit"] - plans.loc[by_average, "extra_profit"])
print(
    sf.text(
        en=f"top of the report {by_average}: {sf.yuan(plans.loc[by_average, 'extra_profit'])} a day; "
        f"best use {by_extra}: {sf.yuan(plans.loc[by_extra, 'extra_profit'])} a day; "
        f"difference in one week {sf.yuan(lost)}",
        zh=f"报表第一名 {by_average}：每天利润 {sf.yuan(plans.loc[by_average, 'extra_profit'])}；"
        f"最该加的 {by_extra}：每天 {sf.yuan(plans.loc[by_extra, 'extra_profit'])}；"
        f"一周差 {sf.yuan(lost)}",
    )
)
# %% [markdown] lang="en"
# ## The answer for Sunday night
#
# First take back what loses money, then hand out what is left, the best use first, in steps.
# %% [markdown] lang="zh"
# ## 周日晚上的答复
#
# 先把亏钱的那段收回来，再把手里的钱按“哪里最值”从高到低、一步一步加出去。
# %%
freed = spend_now - best["spend"]
ranking = " → ".join(plans["extra_profit"].sort_values(ascending=False).head(3).index)
sf.caption(
    sf.text(
        en=f"Cut P04 from {sf.yuan(spend_now)} to about {sf.yuan(best['spend'])} a day: "
        f"frees {sf.yuan(freed)} a day. "
        f"Give that and the {sf.yuan(STEP)} a day to {ranking}, in that order, one step a day.",
        zh=f"P04 从每天 {sf.yuan(spend_now)} 减到约 {sf.yuan(best['spend'])}，每天腾出 {sf.yuan(freed)}；"
        f"连同新加的每天 {sf.yuan(STEP)}，依次加给 {ranking}，一天只加一步。",
    )
)
# %% [markdown] lang="en"
# ## Play with it
#
# The widget starts with P04's ceiling. **Try this first**: half-way spend ¥2,000, shape 2.0, break-even
# 2.2, spend ¥7,500: you have rebuilt P04. Now lower the spend until the advice changes. How good does the
# average look at each stop?
# %% [markdown] lang="zh"
# ## 动手玩一玩
#
# 组件已用 P04 的天花板。**先试这个**：半程消耗 2,000 元、形状 2.0、保本ROI 2.2、日消耗 7,500 元，
# 就复原了 P04。再把消耗往下拉，直到建议变化为止；每一步平均ROI看起来有多好？
# %%
sf.widgets.saturation(top=round(ceiling, -3))
# %% [markdown] lang="en"
# ## Check yourself
# %% [markdown] lang="zh"
# ## 自测
# %% [markdown] lang="en"
# **1.** P04's account manager at the platform says: "ROI is above break-even, so scale it." Your answer:
# `"a"` scale, `"b"` hold and watch, `"c"` cut it back to the point where the marginal ROI is 2.2, `"d"`
# stop it.
# %% [markdown] lang="zh"
# **1.** 平台对接人说：“P04 的 ROI 高于保本，可以放量。”你的回答：`"a"` 放量；`"b"` 不动，先观察；
# `"c"` 减到边际ROI等于 2.2 的位置；`"d"` 关停。
# %%
answer_1 = None
# %%
sf.check_choice(
    sf.text(en="what to do with P04", zh="P04 怎么办"),
    answer_1,
    right="c",
    because=sf.text(
        en="P04's first yuan earn, its last ones lose: profit peaks where marginal ROI = break-even.",
        zh="P04 前面花的钱很赚，后面花的在亏；边际ROI = 保本ROI 时利润最高。",
    ),
    wrong={
        "a": sf.text(
            en="The average looks back. Each further yuan brings back less than ¥2.20.",
            zh="平均值是往回看的；现在每多花 1 元，带回不到 2.2 元成交。",
        ),
        "b": sf.text(
            en="Waiting costs the loss on the last yuan every day; you saw it in step 5.",
            zh="不动就是每天都在亏最后那一段，第 5 步已经算过。",
        ),
        "d": sf.text(
            en="Stopping throws away the profitable first part of the curve.",
            zh="关停会把曲线前段的利润一起丢掉。",
        ),
    },
)
# %% [markdown] lang="en"
# **2.** A plan in another account: average ROI 3.0, shape 1.2, GMV at 70% of its ceiling. Its marginal
# ROI?
# %% [markdown] lang="zh"
# **2.** 另一个账户里有条计划：平均ROI 3.0，形状 1.2，成交已到天花板的 70%。边际ROI是多少？
# %%
answer_2 = None
# %%
sf.check_value(
    sf.text(en="marginal ROI", zh="边际ROI"),
    answer_2,
    expect=3.0 * 1.2 * 0.3,
    tolerance=0.005,
    why_wrong={
        3.0 * 1.2 * 0.7: sf.text(
            en="70% is used up; the room left is 30%.", zh="70% 是已经用掉的，余量是 30%。"
        ),
        3.0 * 0.3: sf.text(en="The shape 1.2 is missing.", zh="漏乘了形状 1.2。"),
        3.0: sf.text(en="That is the average.", zh="这是平均ROI。"),
    },
    hint=sf.text(en="average × a × (1 − G/V)", zh="平均ROI × a ×（1 − G/V）"),
)
# %% [markdown] lang="en"
# **3. From lesson 1.** Two plans: A spent ¥1,000 at ROI 4.0, B spent ¥9,000 at ROI 2.0. What is the
# payment ROI of the two together?
# %% [markdown] lang="zh"
# **3. 回顾第 1 课。** A 计划消耗 1,000 元、ROI 4.0；B 计划消耗 9,000 元、ROI 2.0。
# 两条合起来的支付ROI是多少？
# %%
answer_3 = None
# %%
sf.check_value(
    sf.text(en="payment ROI of both", zh="合计支付ROI"),
    answer_3,
    expect=2.2,
    tolerance=0.001,
    why_wrong={
        3.0: sf.text(
            en="Mean of ratios. Add the GMV, add the spend, then divide.",
            zh="这是“比值的平均”。先把成交相加、消耗相加，再相除。",
        ),
    },
    hint=sf.text(en="(1,000 × 4 + 9,000 × 2) / 10,000", zh="（1,000 × 4 + 9,000 × 2）÷ 10,000"),
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Vary the budget of your two largest plans on purpose, say ±30% on alternate days for two weeks, after
#   the learning phase (学习期) is over. Without variation there is no curve.
# - Add two columns to the daily report: marginal ROI, and the spend at which it meets break-even.
# - Move money in small steps from the lowest marginal to the highest, and read again before the next
#   step.
#
# ## Limits
#
# - **Synthetic.** The data was generated from Hill curves, so the Hill curve fits. A real plan may have a
#   kink (audience exhausted) or none in the range you tried.
# - **Left out.** Delayed effects (adstock, 广告余效), plans that bid against each other in the same
#   auction, days of a big promotion, stock. If spend was raised *because* the day was good, the curve
#   flatters the plan.
# - **Greedy steps** toward the highest marginal work where curves flatten. With a shape above 1 a small
#   plan may need a minimum before it pays.
# - **Dated or folklore.** "ROI 2–5 is normal" is a figure from blogs, not a rule. Under all-domain
#   promotion (全域推广) the reported GMV also holds natural orders; that is the next lesson.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 选消耗最大的两条计划，过了学习期之后，有意让预算隔天上下浮动 30%，做两周。消耗不变，就没有曲线。
# - 日报加两列：边际ROI，以及边际ROI等于保本ROI时的消耗。
# - 小步挪钱：从边际最低的挪到边际最高的，看完数据再挪下一步。
#
# ## 局限
#
# - **模拟数据。** 数据就是按 Hill 曲线生成的，拟合当然好。真实计划可能人群跑干后突然折断，
#   也可能在你试过的范围里根本看不到拐弯。
# - **没有考虑。** 广告余效（adstock）、自家计划互相抢量、大促、库存。如果是“今天卖得好才加的预算”，
#   曲线会把这条计划美化。
# - “**谁边际高就加谁**”在曲线走平的区间有效；形状大于 1 的小计划，可能要先过一个起量门槛。
# - **传言与时效。** “ROI 2–5 算正常”出自博客，不是规则。全域推广下报表成交还含自然成交，见下一课。
