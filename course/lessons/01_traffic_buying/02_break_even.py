# %% [markdown] lang="en"
# ## The decision
#
# Thursday, 16:00. A skincare shop, margin 50%. Plan P033 has shown a payment ROI (支付ROI) of **2.2** for four weeks, and the owner wants to double its budget; new day budgets must be in before midnight. She is calm: *"I looked it up. A website has a break-even formula (保本ROI), and for 50% margin and 10% returns it prints 2.2. So we cannot lose."* Double, hold or cut?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周四 16:00。一家护肤店，毛利率 50%。计划 P033 连续四周支付ROI **2.2**，老板想把预算翻倍，日预算要在零点前改好。她很笃定：“我查过，有个网站上有保本ROI公式，毛利 50%、退货 10%，算出来就是 2.2，亏不了。”翻倍、不动，还是减？
# %%
import altair as alt
import pandas as pd

ads = sf.dataset("ad_hourly").drop_duplicates(["plan_id", "ts"]).dropna(subset=["spend"])
p033 = ads.loc[ads["plan_id"] == "P033", ["spend", "gmv"]].sum()
spend_a_day = p033["spend"] / 28
payment_roi = p033["gmv"] / p033["spend"]
print(f"P033: {sf.yuan(spend_a_day)} / day, ROI {payment_roi:.2f}")
# %%
sf.predict(
    sf.text(
        en="At ROI 2.2, what does each yuan of ad spend leave this shop after all costs?",
        zh="ROI 2.2 时，这家店每花 1 元广告费，扣完所有成本还剩多少？",
    ),
    [
        sf.text(en="a profit of about ¥0.10", zh="大约赚 0.1 元"),
        sf.text(en="about zero", zh="大约不赚不亏"),
        sf.text(en="a loss of about ¥0.10", zh="大约亏 0.1 元"),
        sf.text(en="a loss of about ¥0.30", zh="大约亏 0.3 元"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: follow one yuan
#
# Take ¥1 of **paid GMV** (支付成交金额), what payment ROI counts. Write down where it goes.
#
# | symbol | meaning | unit |
# |---|---|---|
# | $m$ | margin (毛利率): price less goods, packing and outbound freight, ÷ price | share |
# | $r_0$ | refunded **before** dispatch (发货前退款) ÷ paid GMV | share |
# | $r_1$ | refunded **after** dispatch (发货后退款) ÷ paid GMV | share |
# | $f$ | platform fee and creator commission (技术服务费、达人佣金) ÷ GMV that is kept | share |
# | $h$ | handling of a return (退货处理): freight both ways, freight insurance (运费险), repacking, write-off ÷ returned GMV | share |
#
# Before dispatch: the money goes back and nothing else happened. After dispatch: the money goes back **and** the return costs $h$. The rest, $1-r_0-r_1$, is kept and earns $m-f$. What is left to pay for advertising is
#
# $$c=(1-r_0-r_1)\,(m-f)-r_1h\qquad\text{(¥ per ¥ of paid GMV)}$$
#
# Spend of ¥1 brings ROI yuan of GMV, so profit per yuan of spend is $\text{ROI}\times c-1$. It is zero at
#
# $$\boxed{\text{break-even ROI}=\frac1c}\qquad\text{and if } c\le 0\text{, no ROI is high enough.}$$
#
# With no fee and no handling this is $1/(\text{margin}\times(1-\text{returns}))$.
#
# **Where the platform shows it:** nowhere. The back office does not know your margin. Payment ROI is in the plan report (计划报表); refunds before and after dispatch are separate columns of the order or after-sales report.
#
# **The dangerous look-alike:** net-settled ROI (结算ROI) = (paid GMV − refunds) ÷ spend. It has already paid for the refunds. Compare it with $1/c$ and the refunds are counted twice.
# %% [markdown] lang="zh"
# ## 概念：跟着 1 元钱走
#
# 拿 1 元**支付成交金额**（支付ROI 的分子），看它最后去了哪里。
#
# | 符号 | 含义 | 单位 |
# |---|---|---|
# | $m$ | 毛利率：（售价 − 货款 − 包材 − 发货运费）÷ 售价 | 比例 |
# | $r_0$ | **发货前**退款金额 ÷ 支付成交金额 | 比例 |
# | $r_1$ | **发货后**退款金额 ÷ 支付成交金额 | 比例 |
# | $f$ | 平台技术服务费、达人佣金 ÷ 留存成交金额 | 比例 |
# | $h$ | 退货处理成本：来回运费、运费险、重新包装、折损 ÷ 退货金额 | 比例 |
#
# 发货前退款：钱退回去，别的没发生。发货后退款：钱退回去，**还要**倒贴处理成本 $h$。剩下的 $1-r_0-r_1$ 才真正留住，每元赚 $m-f$。所以能拿来付广告费的是
#
# $$c=(1-r_0-r_1)\,(m-f)-r_1h\qquad\text{（每 1 元支付成交里的元数）}$$
#
# 花 1 元广告费，带来 ROI 元成交，利润就是 $\text{ROI}\times c-1$。令它等于 0：
#
# $$\boxed{\text{保本ROI}=\frac1c}\qquad\text{若 }c\le 0\text{，再高的 ROI 也不保本。}$$
#
# 没有佣金和退货处理成本时，就是 $1/(\text{毛利率}\times(1-\text{退货率}))$。
#
# **后台在哪里看**：看不到，平台不知道你的毛利。支付ROI 在计划报表里；发货前、发货后退款在订单或售后报表里是分开的两列。
#
# **最容易混淆的**：结算ROI =（支付成交 − 退款）÷ 消耗。它已经扣过退款了，再拿去和 $1/c$ 比，退款就扣了两遍。
# %% [markdown] lang="en"
# ## The data
#
# One row of `ad_orders` is one order credited to an ad. Times are UTC. It is an *extract*: fewer orders than the hourly report counts, so use it for shares, and never divide its totals by spend.
# %% [markdown] lang="zh"
# ## 数据
#
# `ad_orders` 一行 = 一个归因到广告的订单，时间为 UTC。它只是*抽取的一部分*，订单数比分小时报表少，所以只能用来算占比，不能拿总额去除消耗。
# %%
orders = sf.dataset("ad_orders")
orders.head()
# %%
sf.fields("ad_orders")
# %% [markdown] lang="en"
# What is **missing**: every cost. And time: refunds of last week's parcels are still on their way. In a live account, take refund rates from orders old enough to be settled (say 15–30 days), or they look too low (right-censored data, 右删失).
# %% [markdown] lang="zh"
# **缺什么**：所有成本。还缺时间：上周发出的包裹，退款还在路上。真实账户里要用足够“老”的订单（比如 15–30 天前）来算退款率，否则一定偏低（右删失）。
# %% [markdown] lang="en"
# ## Worked: from orders to break-even
#
# **Step 1.** Refund rates. Count orders or count money? Look at both.
# %% [markdown] lang="zh"
# ## 示范：从订单到保本ROI
#
# **第 1 步。** 退款率。按单数算，还是按金额算？两个都看。
# %%
by_stage = orders.groupby("refund_stage").agg(orders=("order_id", "size"), refund=("refund", "sum"))
by_stage["share_of_orders"] = by_stage["orders"] / len(orders)
by_stage["share_of_money"] = by_stage["refund"] / orders["gmv"].sum()
by_stage.round(3)
# %% [markdown] lang="en"
# Some refunds are partial, so the share of money is smaller. The formula is in money: take that column.
#
# **Step 2.** The shop's own numbers, and $c$.
# %% [markdown] lang="zh"
# 有一部分是部分退款，所以按金额算的占比更小。公式里全是金额，用右边这一列。
#
# **第 2 步。** 代入这家店自己的数，算 $c$。
# %%
r_pre, r_post = by_stage["share_of_money"]["pre"], by_stage["share_of_money"]["post"]
margin, fee, handling = 0.50, 0.05, 0.12
kept = 1 - r_pre - r_post
left_for_ads = kept * (margin - fee) - r_post * handling
print(f"c = {left_for_ads:.3f}   1/c = {1 / left_for_ads:.2f}")
# %% [markdown] lang="en"
# **Step 3.** The same as a picture: where ¥100 of paid GMV goes.
# %% [markdown] lang="zh"
# **第 3 步。** 画成图：100 元支付成交去了哪里。
# %%
parts = pd.DataFrame(
    [
        (sf.text(en="refunded before dispatch", zh="发货前退款"), r_pre),
        (sf.text(en="refunded after dispatch", zh="发货后退款"), r_post),
        (sf.text(en="goods, packing, freight", zh="货款、包材、运费"), kept * (1 - margin)),
        (sf.text(en="fee and commission", zh="服务费与佣金"), kept * fee),
        (sf.text(en="handling of returns", zh="退货处理"), r_post * handling),
        (sf.text(en="left for ads and profit", zh="可付广告费的部分"), left_for_ads),
    ],
    columns=["part", "share"],
)
# The six parts add up to ¥100.
parts["yuan"] = 100 * parts["share"]
parts["label"] = parts["yuan"].map("{:.1f}".format)
bars = (
    alt.Chart(parts)
    .mark_bar()
    .encode(
        alt.X("yuan:Q", title=sf.text(en="¥ of each ¥100 paid", zh="每 100 元支付成交中的元数")),
        alt.Y("part:N", sort=None, title=None, axis=alt.Axis(labelLimit=220)),
    )
)
title = sf.text(
    en=f"Of ¥100 paid, ¥{100 * left_for_ads:.0f} are left to pay for ads",
    zh=f"100 元支付成交，只剩 {100 * left_for_ads:.0f} 元可以付广告费",
)
(bars + bars.mark_text(align="left", dx=4).encode(text="label:N")).properties(
    title=title, width=460, height=190
)
# %% [markdown] lang="en"
# *What to see:* the last bar is all there is. If ads cost more than that for every ¥100 of GMV, the shop pays to sell.
# %% [markdown] lang="zh"
# *看什么*：最后一根柱子就是全部家底。每 100 元成交花的广告费超过它，就是倒贴钱卖货。
# %% [markdown] lang="en"
# **Step 4.** Back to P033.
# %% [markdown] lang="zh"
# **第 4 步。** 回到 P033。
# %%
break_even = 1 / left_for_ads
profit_per_yuan = payment_roi * left_for_ads - 1
print(
    sf.text(
        en=f"break-even ROI {break_even:.2f}; P033 has {payment_roi:.2f}: "
        f"{sf.yuan(profit_per_yuan, 2)} per yuan of spend; "
        f"doubled, {sf.yuan(2 * 30 * spend_a_day * profit_per_yuan)} in 30 days",
        zh=f"保本ROI {break_even:.2f}，P033 只有 {payment_roi:.2f}：每花 1 元 {sf.yuan(profit_per_yuan, 2)}；"
        f"翻倍后 30 天 {sf.yuan(2 * 30 * spend_a_day * profit_per_yuan)}",
    )
)
# %% [markdown] lang="en"
# ## Your turn: one step left out
#
# The shop's second line, face masks: margin 62%, refunds before dispatch 5%, after dispatch 20%, sold by a creator with a commission of 20% plus a 2% fee, handling 0.15 per returned yuan. $c$ needs one more step.
# %% [markdown] lang="zh"
# ## 轮到你：只缺一步
#
# 这家店的第二条线，面膜：毛利率 62%，发货前退款 5%，发货后退款 20%，由达人带货，佣金 20% 加服务费 2%，每退 1 元倒贴 0.15 元处理成本。$c$ 还差一步。
# %%
mask_kept = 1 - 0.05 - 0.20
mask_earned = mask_kept * (0.62 - 0.22)

mask_left = None  # what is left for ads, ¥ per ¥ of paid GMV
# %%
mask_c = 0.75 * 0.40 - 0.20 * 0.15
sf.check_value(
    sf.text(en="left for ads, face masks", zh="面膜：可付广告费的部分"),
    mask_left,
    expect=mask_c,
    tolerance=0.002,
    because=sf.text(
        en=f"So masks break even at {1 / mask_c:.2f}.", zh=f"所以面膜的保本ROI是 {1 / mask_c:.2f}。"
    ),
    why_wrong={
        0.75 * 0.40: sf.text(en="Handling of returns is missing.", zh="漏了退货处理成本。"),
        0.75 * 0.40 - 0.15: sf.text(
            en="Handling is paid on the returned 20% only.", zh="处理成本只发生在退货的那 20% 上。"
        ),
        0.75 * 0.40 - 0.25 * 0.15: sf.text(
            en="Refunds before dispatch cost no handling: nothing was sent.",
            zh="发货前退款没有发货，不产生处理成本。",
        ),
        1 / mask_c: sf.text(en="That is already the break-even ROI.", zh="这已经是保本ROI了，题目要的是 c。"),
    },
    hint=sf.text(
        en="mask_earned minus returned share × handling", zh="mask_earned 减去 发货后退款占比 × 处理成本"
    ),
)
# %% [markdown] lang="en"
# ## On your own
#
# The owner's accountant works with net-settled ROI (结算ROI). Which **settled** ROI must the skincare line reach to break even? Use `kept` and `left_for_ads` from above.
# %% [markdown] lang="zh"
# ## 独立完成
#
# 老板的会计看的是结算ROI。护肤这条线，**结算**ROI 要到多少才保本？用上面的 `kept` 和 `left_for_ads`。
# %%
settled_break_even = None
# %%
sf.check_value(
    sf.text(en="break-even in settled ROI", zh="按结算ROI的保本线"),
    settled_break_even,
    expect=kept / left_for_ads,
    tolerance=0.002,
    because=sf.text(
        en="Settled ROI is payment ROI × kept: its threshold is lower by the same factor. Two thresholds.",
        zh="结算ROI = 支付ROI × 留存占比，门槛也按同一比例降低。一家店，两条线，别混着比。",
    ),
    why_wrong={
        1 / left_for_ads: sf.text(
            en="That is the threshold for payment ROI; refunds would count twice.",
            zh="这是支付ROI的门槛，拿它比结算ROI，退款就扣了两遍。",
        ),
        1 / (margin - fee): sf.text(
            en="Nearly: the handling of returns is missing.", zh="很接近，但漏了退货处理成本。"
        ),
    },
    hint=sf.text(
        en="settled ROI = payment ROI × kept, at payment ROI = 1/c",
        zh="结算ROI = 支付ROI × kept，此时支付ROI = 1/c",
    ),
)
# %% [markdown] lang="en"
# ## The mistake people make: the formula in circulation
#
# The owner's website states **break-even ROI = 1 − margin + (1 − return rate)** and prints three worked results. Recompute them, and put the right ones beside them (no fee, no handling, to be fair to it).
# %% [markdown] lang="zh"
# ## 常见错误：网上流传的公式
#
# 老板看的那个网站写的是：**保本ROI = 1 − 毛利率 +（1 − 退货率）**，还给了三个算例。自己按它的公式算一遍，再把正确的放在旁边（公平起见，不计佣金和退货处理）。
# %%
folk = pd.DataFrame(
    {"margin": [0.30, 0.40, 0.50], "returns": [0.05, 0.15, 0.10], "printed": [1.65, 2.14, 2.20]}
)
folk["by_its_formula"] = 1 - folk["margin"] + (1 - folk["returns"])
folk["right"] = 1 / (folk["margin"] * (1 - folk["returns"]))
folk.round(2)
# %% [markdown] lang="en"
# Two of the three printed results do not follow from its own formula. The third, the owner's, lands near the right 2.22 by accident, and that is how such a formula survives. Now what following it costs: ¥10,000 of spend at exactly the printed ROI.
# %% [markdown] lang="zh"
# 三个算例里有两个连它自己的公式都对不上；第三个（老板引用的那个）碰巧接近正确的 2.22——这种公式就是这样流传下来的。照着印出来的 ROI 投，1 万元广告费会怎样？
# %%
folk["profit"] = 10_000 * (folk["printed"] * folk["margin"] * (1 - folk["returns"]) - 1)
folk[["margin", "returns", "printed", "profit"]].round(2)
# %% [markdown] lang="en"
# **Refute it with one counter-example.** A good formula must do two things at the edges: with *no* margin nothing can break even, and more returns must make break-even *harder*. Try both.
# %% [markdown] lang="zh"
# **用反例推翻它。** 靠谱的公式在极端情况下要过两关：毛利为 0 时怎么投都不可能保本；退货越多，保本应该越*难*。都试一下。
# %%
edge = pd.DataFrame({"margin": [0.01, 0.50, 0.50], "returns": [0.05, 0.05, 0.60]})
edge["folk"] = 1 - edge["margin"] + (1 - edge["returns"])
edge["right"] = 1 / (edge["margin"] * (1 - edge["returns"]))
edge.round(2)
# %% [markdown] lang="en"
# With a margin of 1% it asks for an ROI below 2; and when returns rise from 5% to 60% it says break-even became *easier*. Adding shares that should be multiplied does that.
# %% [markdown] lang="zh"
# 毛利只有 1%，它说 ROI 不到 2 就保本；退货从 5% 涨到 60%，它说保本反而更*容易*了。该乘的去加，就是这个下场。
# %% [markdown] lang="en"
# ## Which day does an order belong to?
#
# A break-even ROI needs a payment ROI to compare with, and a day's ROI depends on the clock. Someone clicks at 23:40 on Monday and pays at 00:20 on Tuesday. The click was **billed** (计费) on Monday; the **event** (转化, here the payment) is Tuesday's. Ocean Engine keeps both: columns marked 计费时间 put the conversion on the day of the ad, the plain ones on the day it happened; the field notes advise judging cost by 计费时间.
# %% [markdown] lang="zh"
# ## 这一单算哪一天的？
#
# 保本ROI要和支付ROI比，而“当天的ROI”取决于按哪个时间归天。用户周一 23:40 点击、周二 0:20 付款：**计费**在周一，**转化**（这里是支付）发生在周二。巨量引擎两种口径都有：带“（计费时间）”的列把转化记在广告计费那天，不带的记在转化发生那天；接口字段说明建议考核成本时看“计费时间”。
# %%
orders["bill_day"] = sf.to_shanghai(orders["bill_ts"]).dt.normalize()
orders["pay_day"] = sf.to_shanghai(orders["pay_ts"]).dt.normalize()
late = orders["pay_day"] > orders["bill_day"]
print(f"{late.mean():.1%}", sf.text(en="of orders are paid on a later day", zh="的订单在计费次日才支付"))
# %% [markdown] lang="en"
# The spend of a day is the same in both views, so it cancels: **event ROI ÷ billing ROI = GMV by pay day ÷ GMV by bill day**.
# %% [markdown] lang="zh"
# 两种口径下当天的消耗是同一个数，一除就约掉了：**转化口径ROI ÷ 计费口径ROI = 按支付日的成交 ÷ 按计费日的成交**。
# %%
daily = pd.DataFrame(
    {"billed": orders.groupby("bill_day")["gmv"].sum(), "paid": orders.groupby("pay_day")["gmv"].sum()}
)
daily["event_over_billing"] = daily["paid"] / daily["billed"]
pd.concat([daily.head(3), daily.tail(3)]).round(2)
# %%
line = alt.Chart(daily.reset_index(names="day").dropna())
x_day = alt.X(
    "day:T", title=sf.text(en="day, Shanghai", zh="自然日（北京时间）"), axis=alt.Axis(format="%m-%d")
)
y_ratio = alt.Y(
    "event_over_billing:Q",
    title=sf.text(en="event ROI ÷ billing ROI", zh="转化口径ROI ÷ 计费口径ROI"),
    scale=alt.Scale(zero=False),
)
one = alt.Chart(pd.DataFrame({"one": [1.0]})).mark_rule(color="#555555", strokeDash=[6, 4]).encode(y="one:Q")
title = sf.text(
    en=f"On the first day the event view shows only {daily['event_over_billing'].iloc[0]:.0%} of the ROI",
    zh=f"开投第一天，转化口径只看得到 {daily['event_over_billing'].iloc[0]:.0%} 的ROI",
)
(
    one
    + line.mark_line(point=alt.OverlayMarkDef(color=sf.PALETTE[0]), color=sf.PALETTE[0]).encode(
        x_day, y_ratio
    )
).properties(title=title, width=540, height=230)
# %% [markdown] lang="en"
# *What to see:* in a steady account yesterday's late orders replace today's, so the line stays near 1. It leaves 1 whenever volume changes: on the first day nothing flows in, and on the day **after** the last one (in the table, not in the chart) there is GMV without any spend, an infinite ROI. (The axis does not start at zero: a ratio near 1 is compared with 1.)
# %% [markdown] lang="zh"
# *看什么*：账户平稳时，昨天晚付的补上今天晚付的，线就贴着 1 走。量一变就偏：第一天没有前一天的订单流进来；停投**之后**那一天（在表里，图里没画）有成交、没消耗，ROI 无穷大。（纵轴没有从 0 开始：这里要和 1 比。）
# %% [markdown] lang="en"
# The billing view has its own price: **today's number is not finished**. At midnight the late orders of the day are still out.
# %% [markdown] lang="zh"
# 计费口径也有代价：**今天的数还没长全**。到了零点，当天晚付的订单还没回来。
# %%
late_money = orders.loc[late, "gmv"].sum() / orders["gmv"].sum()
print(
    sf.text(
        en=f"at midnight {late_money:.1%} of the day's GMV is still to come: "
        f"compare tonight's ROI with {break_even * (1 - late_money):.2f}, not {break_even:.2f}",
        zh=f"零点时当天还有 {late_money:.1%} 的成交没回来："
        f"今晚的 ROI 应该和 {break_even * (1 - late_money):.2f} 比，"
        f"而不是 {break_even:.2f}",
    )
)
# %% [markdown] lang="en"
# ## Check yourself
#
# **1.** The budget is doubled on Wednesday, and nothing else changes. In the **event** view, Wednesday's ROI will look `"a"` too good, `"b"` too bad, `"c"` right.
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 周三预算翻倍，其他都没变。按**转化时间**口径，周三的ROI看起来会：`"a"` 偏高；`"b"` 偏低；`"c"` 正好。
# %%
answer_1 = None
# %%
sf.check_choice(
    sf.text(en="event view on a day of growth", zh="放量当天的转化口径"),
    answer_1,
    right="b",
    because=sf.text(
        en="Twice the spend, but the late orders flowing in come from a Tuesday half as big.",
        zh="消耗翻倍了，流进来的晚付订单却还是周二那一半的量。",
    ),
    wrong={
        "a": sf.text(en="That happens on the day you cut the budget.", zh="那是减预算当天的情形。"),
        "c": sf.text(en="Only if yesterday had been as big as today.", zh="除非昨天和今天一样大。"),
    },
)
# %% [markdown] lang="en"
# **2.** A third product: margin 40%, refunds before dispatch 10%, after dispatch 40%, fee 5%, handling 0.45 of the returned amount. Its break-even ROI is: `"a"` 2.86, `"b"` 5.71, `"c"` 200, `"d"` there is none worth hoping for.
# %% [markdown] lang="zh"
# **2.** 第三个品：毛利率 40%，发货前退款 10%，发货后退款 40%，费率 5%，退货处理成本是退货金额的 45%。它的保本ROI是：`"a"` 2.86；`"b"` 5.71；`"c"` 200；`"d"` 根本没有。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="a product with heavy returns", zh="高退货的品"),
    answer_2,
    right="d",
    because=sf.text(
        en="c = 0.5 × 0.35 − 0.40 × 0.45 = −0.005: it loses money before any ad. Fix returns or price.",
        zh="c = 0.5 × 0.35 − 0.40 × 0.45 = −0.005：不投广告都在亏。先解决退货或提价，再谈投放。",
    ),
    wrong={
        "a": sf.text(en="That ignores refunds: 1 ÷ 0.35.", zh="没算退款：1 ÷ 0.35。"),
        "b": sf.text(
            en="That ignores the handling of returns: 1 ÷ (0.5 × 0.35).",
            zh="漏了退货处理：1 ÷（0.5 × 0.35）。",
        ),
        "c": sf.text(en="Mind the sign: c is −0.005, not 0.005.", zh="注意正负号：c 是 −0.005，不是 0.005。"),
    },
)
# %% [markdown] lang="en"
# **3.** A promotion raises refunds before dispatch from 15% to 25%, all else equal. Does that hurt as much as the same rise *after* dispatch? `"a"` the same, `"b"` less, `"c"` more.
# %% [markdown] lang="zh"
# **3.** 大促后发货前退款从 15% 涨到 25%，其他不变。和发货后退款涨同样多相比，伤害：`"a"` 一样；`"b"` 更小；`"c"` 更大。
# %%
answer_3 = None
# %%
sf.check_choice(
    sf.text(en="refund stage", zh="退款阶段"),
    answer_3,
    right="b",
    because=sf.text(
        en="Both lose the margin; only the refund after dispatch also pays handling h.",
        zh="两者都丢掉毛利，只有发货后退款还要倒贴处理成本 h。",
    ),
    wrong={
        "a": sf.text(en="Only if handling a return were free.", zh="除非退货处理不花钱。"),
        "c": sf.text(en="Before dispatch nothing has been sent.", zh="发货前，货还没出门。"),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Ask the owner for margin, fees and the cost of one return; take both refund rates, by money, from orders at least 15 days old. One line per product, not per shop.
# - Write the threshold beside the ROI it belongs to: payment ROI with $1/c$, settled ROI with kept$/c$.
# - Fix one clock (计费时间 for judging cost) in all reports, and mark today's row as unfinished.
#
# ## Limits
#
# - **Left out.** Fixed cost (staff, samples, the host), coupons paid by the platform, repeat purchases (a first order at a loss can be worth it), returned goods that sell again only at a discount (put it into $h$). A fee that is *not* given back on refunds would be taken from $1-r_0$, not from what is kept. If your back office states returns as a share of **dispatched** orders, multiply by $1-r_0$ first.
# - **Average, not marginal.** Break-even for the plan as a whole; the next yuan may be worse (lesson 4). Payment ROI also takes credit for sales that would have come anyway (lesson 5).
# - **Folklore.** The formula in circulation is quoted from a marketing blog. Fees and 45% handling are invented; general e-commerce returns of 10–15%, live 30–50% and women's wear 50–60% are press figures, not norms.
# - **Synthetic.** Costs are invented, refunds are complete on the last day (in life they are not), and the share paid the next day was planted; yours depends on price and category.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 找老板要毛利率、各项费率和退一单的成本；两个退款率都按金额、用至少 15 天前的订单来算。一个品一条线，不要全店一个数。
# - 门槛写在它对应的ROI旁边：支付ROI对 $1/c$，结算ROI对 留存占比$/c$。
# - 所有报表统一一个时间口径（考核成本用计费时间），当天那一行标上“未完结”。
#
# ## 局限
#
# - **没有考虑。** 固定成本（人员、样品、主播），平台承担的优惠券，复购（首单亏一点也可能值），退回来只能打折再卖的货（可并入 $h$）。如果退款时佣金*不退*，费率就要按 $1-r_0$ 扣，而不是按留存扣。如果你的后台把退货率定义为占**已发货**订单的比例，先乘以 $1-r_0$。
# - **是平均，不是边际。** 这是整条计划的保本线，下一元可能更差（第 4 课）；支付ROI还会把本来就会成交的单子算到广告头上（第 5 课）。
# - **传言。** 流传的公式引自一个营销博客。费率、45% 的处理成本是虚构的；“普通电商退货 10–15%、直播 30–50%、女装 50–60%”是媒体数字，不是标准。
# - **模拟数据。** 成本是编的；最后一天的退款已经齐全（现实中不会）；次日支付占比是预设的，真实占比随客单价和类目而变。
