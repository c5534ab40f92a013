# %% [markdown] lang="en"
# ## The decision
#
# Friday, 15:00. The owner's member report says: *"Repurchase (复购率) fell from 71 % of the March buyers to 51 % of July's and 37 % of August's. Something is broken. Give me ¥60,000 for coupons, today."* You have the members' orders from March to the export of 17 August.
#
# Is anything broken? And does the June campaign, which brought nearly half of June's new buyers in one week, bring people who come again?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周五 15:00。老板的会员报表写着：“复购率从三月客的 71% 掉到七月的 51%、八月的 37%，肯定出问题了。今天批 6 万发券。”你手上有三月到 8 月 17 日导出时的会员订单。
#
# 到底出没出问题？六月大促一周就带来当月近一半的新客，他们还会再来吗？
# %%
import altair as alt
import numpy as np
import pandas as pd

orders = sf.dataset("member_orders")
EIGHT, END = pd.Timedelta(hours=8), pd.Timestamp("2026-08-17")  # midnight in Shanghai
count = orders.groupby("customer_id")["ts"].agg(["min", "size"])
month = (count["min"] + EIGHT).dt.strftime("%Y-%m")
report = (count["size"] > 1).groupby(month).mean()
report.round(3)
# %% [markdown] lang="en"
# **Predict before you go on.**
# %% [markdown] lang="zh"
# **先猜再看。**
# %%
sf.predict(
    sf.text(en="What share of the May buyers came again within 90 days, rightly counted?", zh="五月首购的顾客，口径对了，90 天复购率是多少？"),
    ["65 %", "55 %", "40 %", "25 %"],
)
# %% [markdown] lang="en"
# ## The concept: repurchase within a horizon
#
# $$\text{repurchase}_h=\frac{\text{buyers with another purchase 1 to }h\text{ days after the first}}{\text{buyers whose first purchase is more than }h\text{ days old}}$$
#
# No unit. Three definitions are hidden in it:
#
# | word | counts | does not count |
# |---|---|---|
# | purchase | a customer on a day | second parcel of one order (拆单); an order refunded in full |
# | again | within $h$ days, the same $h$ for all | "ever", which gives March five months and July one |
# | buyer | observed for the whole horizon: a **mature cohort** (成熟人群) | the young; they are **right-censored** (右删失): not "no", but "not yet known" |
#
# **Where the platform shows it:** Compass has repurchase of a chosen period (30, 90, 180 days back). **The dangerous look-alike** is exactly the report above: buyers with two or more order rows, over all buyers.
#
# The young leave *both* sums. Module 2 used another way for followers, the product-limit estimate, which also uses what the young have shown so far; for a fixed horizon the mature cohort is simpler and the two agree closely.
# %% [markdown] lang="zh"
# ## 概念：固定观察期的复购率
#
# $$\text{复购率}_h=\frac{\text{首购后 1 至 }h\text{ 天内再次购买的人}}{\text{首购已满 }h\text{ 天的人}}$$
#
# 无单位。里面藏着三个口径：
#
# | 词 | 算 | 不算 |
# |---|---|---|
# | 购买 | 一个顾客的一天 | 同一单拆出的第二个包裹；全额退款的订单 |
# | 再次 | $h$ 天之内，所有人同一个 $h$ | “至今”——三月有五个月，七月只有一个月 |
# | 顾客 | 观察期满的**成熟人群** | 新客：他们是**右删失**，不是“没复购”，而是“还不知道” |
#
# **后台在哪里看**：罗盘可看近 30 / 90 / 180 天的复购率。**最容易混淆的**正是上面那张报表：有两条以上订单的人 ÷ 全部人。
#
# 新客分子分母*都*不计。模块二对粉丝用过另一种办法（乘积限估计），能把新客已知的部分也用上；观察期固定时，用成熟人群更简单，两者结果很接近。
# %% [markdown] lang="en"
# ## The data
#
# One row is an order of a member. **Missing:** purchases in other shops of the brand, and who took part in which coupon.
# %% [markdown] lang="zh"
# ## 数据
#
# 一行 = 会员的一个订单。**缺什么**：在品牌其他店的购买，以及谁领过哪张券。
# %%
sf.fields("member_orders")
# %%
orders.sort_values(["customer_id", "ts"]).head(6)
# %% [markdown] lang="en"
# ## Worked: three corrections
#
# **Step 1.** Purchases, not rows.
# %% [markdown] lang="zh"
# ## 示范：三步改正
#
# **第 1 步。** 数购买，不数行。
# %%
kept = orders[orders["refund"] < orders["paid"]]
visits = kept.assign(day=(kept["ts"] + EIGHT).dt.normalize())[["customer_id", "day"]].drop_duplicates()
print(f"{len(orders):,} → {len(kept):,} → {len(visits):,}", sf.text(en="rows, not refunded, purchases", zh="行 → 未全额退款 → 购买"))
# %% [markdown] lang="en"
# **Step 2.** The same horizon for all: was there another purchase within 90 days?
# %% [markdown] lang="zh"
# **第 2 步。** 人人同一观察期：90 天内有没有再买？
# %%
first = visits.groupby("customer_id")["day"].min().rename("first")
wait = (visits["day"] - visits["customer_id"].map(first)).dt.days
members = first.to_frame()


def again_within(days):
    return members.index.isin(visits.loc[wait.between(1, days), "customer_id"])


def mature(days):
    return members["first"] + pd.Timedelta(days=days + 1) <= END


members["month"] = members["first"].dt.strftime("%Y-%m")
members["again_90"], members["old_90"] = again_within(90), mature(90)
members.groupby("month")["again_90"].mean().round(3)
# %% [markdown] lang="en"
# Still falling: the young are in it. **Step 3.** Leave them out of both sums.
# %% [markdown] lang="zh"
# 还在掉：新客还在里面。**第 3 步。** 分子分母都剔除他们。
# %%
old = members[members["old_90"]]
right = old.groupby("month")["again_90"].agg(["size", "mean"])
right.round(3)
# %%
steps = {
    sf.text(en="report: rows, ever, all", zh="报表：数行、至今、全部人"): report,
    sf.text(en="purchases, 90 days, all", zh="购买、90 天、全部人"): members.groupby("month")["again_90"].mean(),
    sf.text(en="purchases, 90 days, mature", zh="购买、90 天、成熟人群"): right["mean"],
}
long = pd.concat([series.rename("share").rename_axis("month").reset_index().assign(way=way) for way, series in steps.items()])
ways = list(steps)
title = sf.text(en=f"Nothing fell: {right['mean'].iloc[0]:.0%}, {right['mean'].iloc[1]:.0%}, {right['mean'].iloc[2]:.0%} of mature buyers come again", zh=f"没有下滑：成熟人群 90 天复购率 {right['mean'].iloc[0]:.0%}、{right['mean'].iloc[1]:.0%}、{right['mean'].iloc[2]:.0%}")
alt.Chart(long).mark_line(point=True).encode(
    alt.X("month:N", title=sf.text(en="month of first purchase", zh="首购月份"), axis=alt.Axis(labelAngle=0)),
    alt.Y("share:Q", title=sf.text(en="share that bought again", zh="复购率"), axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 0.8])),
    alt.Color("way:N", title=None, sort=ways, scale=alt.Scale(domain=ways, range=[sf.PALETTE[1], sf.PALETTE[5], sf.PALETTE[2]]), legend=alt.Legend(orient="bottom", columns=1)),
    alt.StrokeDash("way:N", title=None, sort=ways, scale=alt.Scale(domain=ways, range=[[2, 2], [6, 3], [1, 0]])),
).properties(title=title, width=500, height=280)
# %% [markdown] lang="en"
# *What to see:* the black line is flat and stops in May, because for June nobody can know yet. The two falling lines measure how old the buyers are.
#
# ## Your turn: 30 days, one step left out
#
# June and July can be judged at a shorter horizon. Compute the 30-day repurchase of mature buyers, by month.
# %% [markdown] lang="zh"
# *看什么*：黑线是平的，到五月为止，因为六月谁也还不知道。往下掉的两条线，量的其实是顾客的“年龄”。
#
# ## 轮到你：换成 30 天，只缺一步
#
# 换短一点的观察期，六、七月也能看。请算各月成熟人群的 30 天复购率。
# %%
members["again_30"] = again_within(30)

by_month_30 = None  # a Series: month -> share, mature buyers only; again_30 and mature(30) are there
# %%
sf.check_value(
    sf.text(en="30-day repurchase by month", zh="各月 30 天复购率"),
    by_month_30,
    expect=members[mature(30)].groupby("month")["again_30"].mean(),
    tolerance=1e-6,
    hint='members[mature(30)].groupby("month")["again_30"].mean()',
)
# %% [markdown] lang="en"
# ## The campaign's buyers
#
# June is lower at 30 days, and this time it is real: the campaign week (12 to 18 June) brought other people. Compare within the same weeks.
# %% [markdown] lang="zh"
# ## 大促带来的人
#
# 30 天口径下六月偏低，这次是真的：大促那周（6 月 12–18 日）来的是另一批人。拿同期的其他日子比。
# %%
members["campaign"] = members["first"].between("2026-06-12", "2026-06-18")
near = members[members["first"].between("2026-05-18", "2026-07-05") & mature(30)]
near.groupby("campaign")["again_30"].agg(["size", "mean"]).round(3)
# %%
rate = near.groupby("campaign")["again_30"].mean()
size = near.groupby("campaign").size()
error = np.sqrt((rate * (1 - rate) / size).sum())
difference = rate[True] - rate[False]
print(sf.text(en=f"difference {difference:+.1%}, 95% from {difference - 1.96 * error:+.1%} to {difference + 1.96 * error:+.1%}", zh=f"相差 {difference:+.1%}，95% 区间 {difference - 1.96 * error:+.1%} 到 {difference + 1.96 * error:+.1%}"))
# %% [markdown] lang="en"
# ## The mistake, in yuan
#
# ¥60,000 of coupons for something that is not broken. And the report will "prove" that they worked: by October the July buyers will have had time.
# %% [markdown] lang="zh"
# ## 常见错误值多少钱
#
# 花 6 万元发券，治一个没有的病。而且报表还会“证明”它有效：到了十月，七月的顾客自然就来复购了。
# %%
july = members[members["month"] == "2026-07"]
expected = right["mean"].mean()
print(sf.text(en=f"July so far {july['again_90'].mean():.0%}; with nothing done, expect about {expected:.0%} at 90 days", zh=f"七月客到目前 {july['again_90'].mean():.0%}；什么都不做，满 90 天时也会到 {expected:.0%} 左右"))
# %% [markdown] lang="en"
# The answer at 15:00: no alarm, no coupons for all. If money is to be spent, then as a test among the **campaign's** buyers, half of them by lot, judged at 60 days.
#
# ## On your own: what may a campaign buyer cost?
#
# Suppose that a purchase leaves ¥30, and that ordinary buyers make on average 0.58 more purchases in 90 days, campaign buyers 0.32. How much less may a campaign buyer cost than an ordinary one, counting the first purchase (¥30 each, but ¥12 in the campaign) and the next 90 days?
# %% [markdown] lang="zh"
# 15:00 的答复：不用拉警报，也不普发券。真要花钱，就在**大促新客**里做实验：抽签一半发券，60 天后看。
#
# ## 独立完成：大促新客最多值多少成本？
#
# 假设每次购买剩 30 元，日常新客 90 天内平均再买 0.58 次，大促新客 0.32 次。算上首购（日常剩 30 元，大促只剩 12 元）和之后 90 天，大促新客的获客成本要比日常新客低多少才划算？
# %%
cheaper_by = None  # ¥
# %%
sf.check_value(
    sf.text(en="how much cheaper (¥)", zh="要低多少（元）"),
    cheaper_by,
    expect=(30 + 0.58 * 30) - (12 + 0.32 * 30),
    tolerance=0.001,
    why_wrong={
        (0.58 - 0.32) * 30: sf.text(en="The first purchase leaves less, too.", zh="首购剩的钱也更少。"),
        18.0: sf.text(en="That is the first purchase only.", zh="这只是首购的差距。"),
        12 + 0.32 * 30: sf.text(en="That is what a campaign buyer brings.", zh="这是大促新客带来的钱。"),
    },
    hint="(30 + 0.58 · 30) − (12 + 0.32 · 30)",
)
# %% [markdown] lang="en"
# ## Check yourself
#
# **1.** 1,000 buyers; 600 are older than 60 days, 210 of these bought again within 60; of the 400 young, 40 did so already. 60-day repurchase?
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 1,000 个顾客，600 个满 60 天，其中 210 个 60 天内复购；400 个没满的，已有 40 个复购。60 天复购率是多少？
# %%
answer_1 = None
# %%
sf.check_value(
    sf.text(en="60-day repurchase", zh="60 天复购率"),
    answer_1,
    expect=0.35,
    tolerance=0.001,
    why_wrong={
        0.25: sf.text(en="The young are in both sums.", zh="新客混进了分子和分母。"),
        0.21: sf.text(en="The young are in the denominator.", zh="新客还在分母里。"),
        250 / 600: sf.text(en="Their purchases are in, their heads are out.", zh="算了他们的复购，却没算人。"),
        35.0: sf.text(en="As a share, not in per cent.", zh="请写成比例，不要写百分数。"),
    },
    hint="210 / 600",
)
# %% [markdown] lang="en"
# **2.** The shop begins to split orders over two warehouses in July. The report's repurchase … `"a"` rises without a single purchase more; `"b"` falls; `"c"` does not change.
# %% [markdown] lang="zh"
# **2.** 七月起店里改成两仓发货、一单拆两单。报表里的复购率会……`"a"` 没多一次购买也上涨；`"b"` 下降；`"c"` 不变。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="split parcels", zh="拆单"),
    answer_2,
    right="a",
    because=sf.text(en="Two rows on one day look like two purchases. Count days.", zh="同一天两行看起来像买了两次，所以要按天数。"),
    wrong={
        "b": sf.text(en="There are more rows, not fewer.", zh="行数变多，不是变少。"),
        "c": sf.text(en="The report counts rows.", zh="报表数的是行。"),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Fix purchase, horizon and maturity in one sentence under the table; print the number of mature buyers beside each rate.
# - Show no cohort before it is mature; show a shorter horizon instead.
# - Keep campaign buyers apart in every member report.
#
# ## Limits
#
# - **Left out.** Value of a purchase, season (May buyers' 90 days are summer), people with two accounts.
# - **Selection.** Campaign buyers differ in more than the campaign; the gap is not what the campaign *did* to anybody.
# - **Synthetic.** 40 % and 24 % within 90 days were planted; real repurchase of clothes is often lower. No rule says what is good.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 表下用一句话写清：什么算购买、观察期几天、怎样算期满；每个比率旁边写成熟人数。
# - 没满观察期的人群先不报，改报更短的观察期。
# - 会员报表里，大促新客一律单列。
#
# ## 局限
#
# - **没有考虑。** 每次购买的金额、季节（五月客的 90 天是夏天）、一人多号。
# - **选择偏差。** 大促新客和别人的差别不止大促，差距不等于大促*造成*的。
# - **模拟数据。** 90 天 40% 和 24% 是预设的；真实服装店往往更低，也没有“及格线”这种规则。
