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
# **后台在哪里看：**看不到，平台不知道你的毛利。支付ROI 在计划报表里；发货前、发货后退款在订单或售后报表里是分开的两列。
# **最容易混淆的：**结算ROI =（支付成交 − 退款）÷ 消耗。它已经扣过退款了，再拿去和 $1/c$ 比，退款就扣了两遍。
# %% [markdown] lang="en"
# ## The data
#
# One row of `ad_orders` is one order credited to an ad. Times are UTC. It is an *extract*: fewer orders than the hourly report counts, so use it for shares, never for totals.
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
parts["yuan"] = 100 * parts["share"]
# Handling is paid out of what the kept orders earn: `left` is what remains after it, so the six add up to 100.
parts["label"] = parts["yuan"].map("{:.1f}".format)
bars = alt.Chart(parts).mark_bar().encode(
    alt.X("yuan:Q", title=sf.text(en="¥ of each ¥100 paid", zh="每 100 元支付成交中的元数")),
    alt.Y("part:N", sort=None, title=None, axis=alt.Axis(labelLimit=220)),
)
title = sf.text(
    en=f"Of ¥100 paid, ¥{100 * left_for_ads:.0f} are left to pay for ads",
    zh=f"100 元支付成交，只剩 {100 * left_for_ads:.0f} 元可以付广告费",
)
(bars + bars.mark_text(align="left", dx=4).encode(text="label:N")).properties(title=title, width=460, height=190)
# %% [markdown] lang="en"
# *What to see:* the last bar is all there is. If ads cost more than that for every ¥100 of GMV, the shop pays to sell.
# %% [markdown] lang="zh"
# *看什么：*最后一根柱子就是全部家底。每 100 元成交花的广告费超过它，就是倒贴钱卖货。
# %% [markdown] lang="en"
# **Step 4.** Back to P033.
# %% [markdown] lang="zh"
# **第 4 步。** 回到 P033。
# %%
break_even = 1 / left_for_ads
profit_per_yuan = payment_roi * left_for_ads - 1
print(
    sf.text(
        en=f"break-even ROI {break_even:.2f}; P033 has {payment_roi:.2f}: {sf.yuan(profit_per_yuan, 2)} per yuan of spend; "
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
    tolerance=0.0005,
    because=sf.text(
        en=f"So masks break even at {1 / mask_c:.2f}.", zh=f"所以面膜的保本ROI是 {1 / mask_c:.2f}。"
    ),
    why_wrong={
        0.75 * 0.40: sf.text(en="Handling of returns is missing.", zh="漏了退货处理成本。"),
        0.75 * 0.40 - 0.15: sf.text(
            en="Handling is paid on the returned 20% only.", zh="处理成本只发生在退货的那 20% 上。"
        ),
        0.75 * 0.40 - 0.25 * 0.15: sf.text(
            en="Refunds before dispatch cost no handling: nothing was sent.", zh="发货前退款没有发货，不产生处理成本。"
        ),
        1 / mask_c: sf.text(en="That is already the break-even ROI.", zh="这已经是保本ROI了，题目要的是 c。"),
    },
    hint=sf.text(en="mask_earned minus returned share × handling", zh="mask_earned 减去 发货后退款占比 × 处理成本"),
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
    tolerance=0.005,
    because=sf.text(
        en="Settled ROI is payment ROI × kept, so its threshold is lower by the same factor. One shop, two thresholds.",
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
    hint=sf.text(en="settled ROI = payment ROI × kept, at payment ROI = 1/c", zh="结算ROI = 支付ROI × kept，此时支付ROI = 1/c"),
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
folk = pd.DataFrame({"margin": [0.30, 0.40, 0.50], "returns": [0.05, 0.15, 0.10], "printed": [1.65, 2.14, 2.20]})
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
