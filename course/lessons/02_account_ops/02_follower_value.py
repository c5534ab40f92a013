# %% [markdown] lang="en"
# ## The decision
#
# Wednesday, 14:00. ¥30,000 for next month's growth: more videos, longer streams, or search content? You have the followers of 120 days and what they bought. Which source deserves it?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周三 14:00。下个月有 3 万元涨粉预算：多拍视频、拉长直播，还是做搜索内容？手上有 120 天的粉丝和他们的订单。给谁？
# %%
import altair as alt
import pandas as pd

fans = sf.dataset("followers")
orders = sf.dataset("fan_orders")
orders.head()
# %%
sf.predict(
    sf.text(en="Divide all net orders by all followers. Compared with the value in a full 30 days, video's figure is …", zh="用全部净成交除以全部粉丝，和“观察满 30 天”的价值相比，短视频的数会……"),
    [sf.text(en="too low", zh="偏低"), sf.text(en="right", zh="正好"), sf.text(en="too high", zh="偏高")],
)
# %% [markdown] lang="en"
# ## The concept: value over a fixed horizon
#
# Value needs a window that is the same for all. For a horizon of $h$ days take only followers observed for all of it (a *mature* cohort), and all of those, buyers or not:
#
# $$V_h=\frac{\sum_{\text{old enough}}\ \sum_{\text{orders in first }h\text{ days}}(\text{GMV}-\text{refund})}{\text{followers old enough}}$$
#
# **Where the platform shows it:** fan share of buyers (成交粉丝占比), without refunds and without age. **Look-alike:** GMV per *buyer*; it is high for a source whose followers hardly buy.
# %% [markdown] lang="zh"
# ## 概念：固定观察期的价值
#
# 价值要用同一把尺子。观察期 $h$ 天，就只取观察满 $h$ 天的粉丝（成熟队列），而且买没买的都算：
#
# $$V_h=\frac{\sum_{\text{够老的粉丝}}\ \sum_{\text{前 }h\text{ 天的订单}}(\text{成交}-\text{退款})}{\text{够老的粉丝数}}$$
#
# **后台在哪里看**：有成交粉丝占比，但没扣退款，也不分“粉龄”。**容易混淆的**：每个*买家*的成交——粉丝几乎不买的来源，这个数也可以很高。
# %% [markdown] lang="en"
# ## The data
#
# One row is one order of a follower. **Missing:** orders before following, and what the goods cost.
# %% [markdown] lang="zh"
# ## 数据
#
# 一行 = 粉丝的一个订单。**缺什么**：关注之前的订单，以及货品成本。
# %%
sf.fields("fan_orders")
# %% [markdown] lang="en"
# ## Worked: net value in 30 days
#
# **Step 1.** Who is old enough? **Step 2.** Which orders are inside?
# %% [markdown] lang="zh"
# ## 示范：30 天净价值
#
# **第 1 步**，谁够老？**第 2 步**，哪些订单在观察期内？
# %%
END, DAYS = pd.Timestamp("2026-06-29 16:00"), pd.Timedelta(days=30)
old = fans[fans["follow_ts"] + DAYS <= END]
joined = orders.merge(old, on="follower_id")
inside = joined[joined["ts"] < joined["follow_ts"] + DAYS]
print(len(fans), "→", len(old), sf.text(en="followers old enough", zh="个粉丝够老"))
# %%
value = old.groupby("source").size().rename("followers").to_frame()
value["gmv"] = inside.groupby("source")["gmv"].sum()
value["refund"] = inside.groupby("source")["refund"].sum()
value["net_each"] = (value["gmv"] - value["refund"]) / value["followers"]
value.round(2)
# %%
names = {
    "video": sf.text(en="short video", zh="短视频"),
    "live": sf.text(en="live", zh="直播"),
    "search": sf.text(en="search", zh="搜索"),
    "lucky_bag": sf.text(en="lucky bag", zh="福袋"),
}
cost = pd.Series({"video": 3.0, "live": 4.5, "search": 7.0, "lucky_bag": 1.2})
bars = pd.DataFrame({"margin": 0.35 * value["net_each"], "cost": cost}).rename(index=names)
long = bars.reset_index(names="source").melt("source", var_name="kind", value_name="yuan")
long["kind"] = long["kind"].map({"margin": sf.text(en="margin in 30 days", zh="30 天毛利"), "cost": sf.text(en="cost", zh="成本")})
paid_back = names[(0.35 * value["net_each"] - cost).idxmax()]
title = sf.text(en=f"In 30 days {paid_back} comes nearest to paying back, or beyond", zh=f"30 天内，{paid_back}最接近回本（或已回本）")
alt.Chart(long).mark_bar().encode(
    alt.X("yuan:Q", title=sf.text(en="¥ a follower gained", zh="元 / 新增粉丝")),
    alt.Y("source:N", title=None),
    alt.YOffset("kind:N"),
    alt.Color("kind:N", title=None),
).properties(title=title, width=420, height=220)
# %% [markdown] lang="en"
# *What to see:* compare each pair of bars, not the blue ones with each other. A source is good when its margin bar reaches its cost bar soon.
# %% [markdown] lang="zh"
# *看什么*：每个来源自己的两根柱子相比，而不是蓝色的互相比。毛利柱多久能追上成本柱，才是关键。
# %% [markdown] lang="en"
# ## Your turn: one step left out
#
# How many days of margin at this pace does **live** need to pay back its ¥4.50? Margin is 35 %.
# %% [markdown] lang="zh"
# ## 轮到你：只缺一步
#
# 按这个速度，**直播**要多少天的毛利才能收回 4.50 元？毛利率 35%。
# %%
margin_a_day = 0.35 * value.loc["live", "net_each"] / 30

days_to_pay = None
# %%
sf.check_value(
    sf.text(en="days to pay back, live", zh="直播回本天数"),
    days_to_pay,
    expect=4.5 / margin_a_day,
    tolerance=0.01,
    why_wrong={
        30 * 4.5 / value.loc["live", "net_each"]: sf.text(en="That is net GMV; only 35 % of it is margin.", zh="这是按净成交算的，只有 35% 是毛利。"),
        margin_a_day / 4.5: sf.text(en="Upside down.", zh="除反了。"),
    },
    hint="4.5 / margin_a_day",
)
# %% [markdown] lang="en"
# ## The mistake people make: everybody in the denominator
# %% [markdown] lang="zh"
# ## 常见错误：所有粉丝都进分母
# %%
all_net = orders.merge(fans, on="follower_id")
early = all_net[all_net["ts"] < all_net["follow_ts"] + DAYS]
naive = (early["gmv"] - early["refund"]).groupby(early["source"]).sum() / fans.groupby("source").size()
compare = pd.DataFrame({"mature": value["net_each"], "everybody": naive})
compare["error"] = compare["everybody"] / compare["mature"] - 1
compare.rename(index=names).round(3)
# %%
short = (compare["mature"] - compare["everybody"])["video"] * (fans["source"] == "video").sum()
print(sf.text(en=f"video loses {sf.yuan(short)} of value in the report", zh=f"报告里短视频平白少了 {sf.yuan(short)} 的价值"))
# %% [markdown] lang="en"
# The young have had less than 30 days to buy. Steady sources, which always have young followers, are punished; a single old week, like the lucky bag's, is not.
#
# ## Self-checks
#
# **1.** A source has 400 followers, 300 of them old enough; their net orders in 30 days sum to ¥4,200, those of the young to ¥300. Value?
# %% [markdown] lang="zh"
# 年轻粉丝还没有 30 天来买。一直有新粉的来源吃亏，只有一个老周的来源（福袋）不受影响。
#
# ## 自测
#
# **1.** 某来源 400 个粉丝，300 个观察期满，他们 30 天净成交 4,200 元；年轻粉丝 300 元。价值是多少？
# %%
answer_1 = None
# %%
sf.check_value(
    sf.text(en="value (¥)", zh="价值（元）"),
    answer_1,
    expect=14.0,
    tolerance=0.001,
    why_wrong={
        11.25: sf.text(en="The young belong into neither sum.", zh="年轻粉丝分子分母都不算。"),
        10.5: sf.text(en="Their orders are out; so are their heads.", zh="订单剔了，人也要剔。"),
        15.0: sf.text(en="Their heads are out; so are their orders.", zh="人剔了，订单也要剔。"),
    },
    hint="4200 / 300",
)
# %% [markdown] lang="en"
# **2.** Lucky-bag followers who buy spend as much an order as others. Why is their value so low? `"a"` few buy and more is returned, `"b"` a low price, `"c"` the horizon.
# %% [markdown] lang="zh"
# **2.** 福袋粉丝里买的人，客单价和别人一样。价值为什么这么低？`"a"` 买的人少、退得多；`"b"` 单价低；`"c"` 观察期。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="why so low", zh="为什么低"),
    answer_2,
    right="a",
    because=sf.text(en="Value divides by all followers.", zh="价值的分母是全部粉丝。"),
    wrong={
        "b": sf.text(en="The order is worth the same.", zh="客单价一样。"),
        "c": sf.text(en="It is the same for all.", zh="大家用的是同一个观察期。"),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Fix one horizon (30 days) for all sources and write the number of followers old enough beside each value.
# - Take refunds off before you rank.
# - Shift money in steps, and look again after a horizon: the next follower may be worth less than the average one.
#
# ## Limits
#
# - **Left out.** Goods that followers would have bought anyway; value beyond 30 days; what their watching does for recommendation.
# - **Average, not marginal**, as in module 1.
# - **Synthetic.** Values by source were planted, and orders come evenly over time; real ones come in waves. Retail panels such as CDNOW would make a good exercise, but their terms of use are unclear, so none is shipped.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 所有来源统一一个观察期（30 天），价值旁边写上有多少人够老。
# - 先扣退款再排名。
# - 预算分步挪，过一个观察期再看：下一个粉丝可能不如平均值。
#
# ## 局限
#
# - **没有考虑。** 本来就会买的部分；30 天以后的价值；他们的观看对推荐的影响。
# - **是平均，不是边际**，和模块一一样。
# - **模拟数据。** 各来源的价值是预设的，订单均匀分布，现实里一阵一阵。CDNOW 等真实零售数据很适合做练习，但使用条款不清，所以没有附上。
