# %% [markdown] lang="en"
# ## The decision
#
# Wednesday, 11:00. Product P04 was sold out on more than a fifth of the last 180 days. The buyer of goods defends himself: *"I hold 300 pieces of safety stock, by the textbook, for 95 %."* The owner offers to pay for more, but wants a number and a reason by tonight's order to the supplier. **How much safety stock does P04 need, and what is the mistake in the 300?**
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周三 11:00。过去 180 天里，P04 有两成多的日子是断货的。采购辩解：“安全库存我备了 300 件，照课本算的，95% 的保障。”老板愿意多压点货，但今晚给供应商下单前要一个数，还要一个理由。**P04 到底该备多少安全库存？300 错在哪里？**
# %%
from statistics import NormalDist

import altair as alt
import numpy as np
import pandas as pd

stock = sf.dataset("stock_daily")
purchases = sf.dataset("purchases")
END = pd.Timestamp("2026-08-28 16:00")  # when the exports were drawn, UTC
p04 = stock[stock["sku_id"] == "P04"]
print(sf.text(en=f"sold out on {(p04['on_hand'] == 0).mean():.0%} of the days", zh=f"{(p04['on_hand'] == 0).mean():.0%} 的日子售罄"))
p04.head()
# %%
sf.predict(
    sf.text(en="What makes P04 run out most of all?", zh="P04 断货，主要怪什么？"),
    [
        sf.text(en="buyers who come in bunches", zh="买家忽多忽少"),
        sf.text(en="a supplier who comes when he likes", zh="供应商到货忽早忽晚"),
        sf.text(en="campaigns", zh="大促"),
        sf.text(en="an order quantity that is too small", zh="每次订得太少"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: two things vary
#
# When stock and what is on order fall to the **reorder point** (再订货点), you order. Until the goods come, **lead time** (交期) $L$ days, you must live on what is there. Demand in that time has the mean $d\,L$ and varies for two reasons: days differ ($\sigma_d$), and the number of days differs ($\sigma_L$). Their variances add:
#
# $$s=\sqrt{L\,\sigma_d^2+d^2\,\sigma_L^2}\qquad\text{(pieces)}$$
#
# **Safety stock** (安全库存) is $z\,s$ with the normal quantile $z$ of the share of cycles that shall end without stock-out: 1.645 for 95 %. Reorder point $=d\,L+z\,s$.
#
# **Where the platform shows it.** The stock page has days of stock and a warning level that somebody typed in. **The dangerous look-alike** is the textbook's short form $z\,\sigma_d\sqrt{L}$: it is the same formula for a supplier who is never late.
# %% [markdown] lang="zh"
# ## 概念：有两样东西在波动
#
# 库存加在途降到**再订货点**就下单。货到之前的 $L$ 天（**交期**）只能靠手上的货撑。这段时间的需求均值是 $d\,L$，波动有两个来源：每天卖得不一样（$\sigma_d$），天数也不一样（$\sigma_L$）。方差相加：
#
# $$s=\sqrt{L\,\sigma_d^2+d^2\,\sigma_L^2}\qquad\text{（件）}$$
#
# **安全库存**等于 $z\,s$，$z$ 是“多少比例的补货周期不断货”对应的正态分位数，95% 为 1.645。再订货点 $=d\,L+z\,s$。
#
# **后台在哪里看。** 库存页有可售天数，和一个不知谁填的预警值。**最容易混淆的**是课本简写 $z\,\sigma_d\sqrt{L}$：那是供应商永远准时的特例。
# %% [markdown] lang="en"
# ## The data
#
# `stock_daily`: one row is one product and day; `purchases`: one row is one order to the supplier. **Missing:** what buyers wanted on days that sold out, and why an order came late.
# %% [markdown] lang="zh"
# ## 数据
#
# `stock_daily` 一行 = 一个货品的一天；`purchases` 一行 = 一张采购单。**缺什么**：售罄那天买家本来想买多少，以及某张单为什么晚到。
# %%
purchases[purchases["sku_id"] == "P04"].tail()
# %% [markdown] lang="en"
# ## Worked: P04, step by step
#
# **Step 1.** Demand on plain days. A day that sold out says "at least so many": leave it out, or demand looks too small. Campaign days belong to lesson 6.
# %% [markdown] lang="zh"
# ## 示范：P04，一步一步来
#
# **第 1 步。** 平日需求。售罄的日子只说明“至少这么多”，要剔除，否则需求偏低。大促日留给第 6 课。
# %%
plain = p04[(p04["campaign"] == 0) & (p04["on_hand"] > 0)]["units"]
d, sd = plain.mean(), plain.std()
every = p04[p04["campaign"] == 0]["units"].mean()
print(sf.text(en=f"d = {d:.0f} ± {sd:.0f} pieces a day (with sold-out days it would be {every:.0f})", zh=f"d = {d:.0f} ± {sd:.0f} 件/天（若算上售罄日，只有 {every:.0f}）"))
# %% [markdown] lang="en"
# **Step 2.** Lead times. The orders of the last weeks that have already come are the quick ones; the slow ones are still open. So take only orders at least 45 days old: all of them have come.
# %% [markdown] lang="zh"
# **第 2 步。** 交期。最近几周下的单，已到的都是快的，慢的还在路上。所以只取下单满 45 天的：它们全都到了。
# %%
purchases["lead"] = (purchases["received_ts"] - purchases["ordered_ts"]) / pd.Timedelta(days=1)
old = purchases[purchases["ordered_ts"] <= END - pd.Timedelta(days=45)]
young = purchases[purchases["ordered_ts"] > END - pd.Timedelta(days=15)]
L, sL = old.loc[old["sku_id"] == "P04", "lead"].agg(["mean", "std"])
print(
    sf.text(
        en=f"L = {L:.1f} ± {sL:.1f} days; of the last 15 days' orders those received took {young['lead'].mean():.1f}, {young['lead'].isna().sum()} are open",
        zh=f"L = {L:.1f} ± {sL:.1f} 天；近 15 天下的单，已到的平均 {young['lead'].mean():.1f} 天，还有 {young['lead'].isna().sum()} 张没到",
    )
)
# %% [markdown] lang="en"
# **Step 3.** Both formulas.
# %% [markdown] lang="zh"
# **第 3 步。** 两个公式各算一遍。
# %%
z = NormalDist().inv_cdf(0.95)
short = z * sd * np.sqrt(L)
full = z * np.sqrt(L * sd**2 + d**2 * sL**2)
print(sf.text(en=f"short form {short:.0f} pieces, full form {full:.0f}", zh=f"简写 {short:.0f} 件，完整 {full:.0f} 件"))
# %% [markdown] lang="en"
# **Step 4.** Where the variance comes from.
# %% [markdown] lang="zh"
# **第 4 步。** 波动从哪里来。
# %%
pieces = pd.DataFrame(
    {
        "source": [sf.text(en="buyers: L · σd²", zh="买家：L · σd²"), sf.text(en="supplier: d² · σL²", zh="供应商：d² · σL²")],
        "share": np.array([L * sd**2, d**2 * sL**2]) / (L * sd**2 + d**2 * sL**2),
    }
)
title = sf.text(en=f"{pieces['share'].iloc[1]:.0%} of P04's variance is the supplier's", zh=f"P04 的波动有 {pieces['share'].iloc[1]:.0%} 来自供应商")
bars = alt.Chart(pieces).encode(
    alt.X("share:Q", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1.1]), title=sf.text(en="share of the variance", zh="占方差比例")),
    alt.Y("source:N", sort=None, title=None, axis=alt.Axis(labelLimit=200)),
)
(bars.mark_bar() + bars.mark_text(align="left", dx=4).encode(text=alt.Text("share:Q", format=".0%"))).properties(title=title, width=380, height=100)
# %% [markdown] lang="en"
# *What to see:* buyers hardly matter. Four or five days of delay at 144 pieces a day are 600 or 700 pieces; a strong day is 50 more. The buyer of goods insured the small risk.
# %% [markdown] lang="zh"
# *看什么*：买家几乎不算什么。晚到四五天，每天 144 件，就是六七百件；一天卖得好，也就多五十件。采购给小风险上了保险。
# %% [markdown] lang="en"
# **Step 5.** Does it hold in the shop's own past? For every old order of *all* products, see how much more was wanted in its lead time than the mean: demand in the lead time is close to $d$ × lead days. How often do the two safety stocks suffice?
# %% [markdown] lang="zh"
# **第 5 步。** 拿店里的历史验证。对*所有*货品的旧采购单，看交期内的需求比均值多出多少：约等于 $d$ × 实际天数。两种安全库存各有多少次够用？
# %%
sold = stock[(stock["campaign"] == 0) & (stock["on_hand"] > 0)].groupby("sku_id")["units"].agg(["mean", "std"])
lead = old.groupby("sku_id")["lead"].agg(["mean", "std"])
rows = old.join(sold, on="sku_id").join(lead.rename(columns="{}_lead".format), on="sku_id")
excess = rows["mean"] * (rows["lead"] - rows["mean_lead"])
enough = pd.Series(
    {
        sf.text(en="short form", zh="简写"): (excess <= z * rows["std"] * np.sqrt(rows["mean_lead"])).mean(),
        sf.text(en="full form", zh="完整"): (excess <= z * np.sqrt(rows["mean_lead"] * rows["std"] ** 2 + rows["mean"] ** 2 * rows["std_lead"] ** 2)).mean(),
    }
)
enough.map("{:.0%}".format)
# %% [markdown] lang="en"
# "95 %" by the short form was hardly three cycles in four; the full form keeps its word. Now the 22 % make sense.
#
# ## Your turn: one step left out
#
# Replace `None` by P04's **reorder point** for 95 %, in pieces (full form).
# %% [markdown] lang="zh"
# 简写的“95%”，实际只有不到四分之三的周期不断货；完整公式说到做到。那 22% 就说得通了。
#
# ## 轮到你：只缺一步
#
# 把 `None` 换成 P04 在 95% 下的**再订货点**（件，用完整公式）。
# %%
reorder_point = None  # pieces
# %%
sf.check_value(
    sf.text(en="reorder point of P04", zh="P04 的再订货点"),
    reorder_point,
    expect=float(d * L + full),
    tolerance=0.005,
    why_wrong={
        float(full): sf.text(en="That is the safety stock; the mean demand of the lead time comes on top.", zh="这是安全库存，还要加上交期内的平均需求。"),
        float(d * L + short): sf.text(en="That is with the short form.", zh="这是用简写算的。"),
        float(d * L): sf.text(en="That would run out in half of the cycles.", zh="这样有一半周期会断货。"),
    },
    hint="d * L + full",
)
# %% [markdown] lang="en"
# ## The mistake people make, in yuan
#
# Each piece that could not be sold costs ¥12 of margin; a piece in stock costs ¥2 in 30 days. What did it cost P04 in 30 days to hold the short form's stock instead of the full one's? (The model of the widget below.)
# %% [markdown] lang="zh"
# ## 常见错误值多少钱
#
# 少卖一件损失毛利 12 元，多存一件 30 天 2 元。按简写备货而不按完整公式，P04 每 30 天多亏多少？（用下面组件的模型）
# %%
from sixfold.models.stocking import Product

batch = purchases.loc[purchases["sku_id"] == "P04", "units"].median()
product = Product(d, sd, L, sL, batch)
bill = pd.DataFrame(
    [product.cost(each, holding=2, margin=12) for each in (short, full)],
    columns=[sf.text(en="holding (¥)", zh="持有（元）"), sf.text(en="being short (¥)", zh="缺货（元）")],
    index=[sf.text(en="short form", zh="简写"), sf.text(en="full form", zh="完整")],
)
bill.assign(**{sf.text(en="both (¥)", zh="合计（元）"): bill.sum(axis=1)}).round(0)
# %% [markdown] lang="en"
# Not every product deserves 95 %. The cheapest stock is where the next piece costs as much to hold as it saves. Look for it in the widget (a product of 100 pieces a day):
#
# ## The widget: too many and too few
# %% [markdown] lang="zh"
# 并非每个货品都值得 95%。最省的库存，是多备一件的持有成本恰好等于它省下的缺货损失。到组件里找（日销 100 件的货品）：
#
# ## 交互：多备与少备
# %%
sf.widgets.stock_cost()
# %% [markdown] lang="en"
# ## On your own
#
# The supplier offers a fixed slot: always exactly the same $L$, for ¥0.50 more a piece. Holding is ¥2 a piece in 30 days. How much **holding** does P04 save in 30 days if safety stock can fall from the full to the short form? Compare it with ¥0.50 × 30 · d afterwards.
# %% [markdown] lang="zh"
# ## 独立完成
#
# 供应商愿意每次都在固定的 $L$ 天到货，每件贵 0.5 元。一件存 30 天 2 元。安全库存从完整公式降到简写，P04 每 30 天省多少**持有成本**？算完再和 0.5 × 30 · d 比一比。
# %%
saved = None  # ¥ in 30 days
# %%
sf.check_value(
    sf.text(en="holding saved (¥ in 30 days)", zh="省下的持有成本（元/30 天）"),
    saved,
    expect=float(2 * (full - short)),
    tolerance=0.01,
    because=sf.text(en=f"And the slot costs {sf.yuan(0.5 * 30 * d)}: at this price it is cheaper to hold the stock.", zh=f"固定到货要 {sf.yuan(0.5 * 30 * d)}：按这个价，还是多备货划算。"),
    why_wrong={
        float(2 * full): sf.text(en="Some safety stock remains: buyers still vary.", zh="买家还在波动，不会降到零。"),
        float(full - short): sf.text(en="Those are pieces; each costs ¥2.", zh="这是件数，每件 2 元。"),
    },
    hint="2 * (full - short)",
)
# %% [markdown] lang="en"
# ## Self-checks
#
# **1.** $d=50$ a day, $\sigma_d=10$, $L=9$ days, $\sigma_L=2$. The standard deviation $s$ of demand in the lead time?
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** $d=50$ 件/天，$\sigma_d=10$，$L=9$ 天，$\sigma_L=2$。交期内需求的标准差 $s$ 是多少？
# %%
answer_1 = None
# %%
sf.check_value(
    "s",
    answer_1,
    expect=float(np.sqrt(9 * 100 + 2500 * 4)),
    tolerance=0.005,
    why_wrong={
        30.0: sf.text(en="The supplier is missing: d² · σL².", zh="漏了供应商那一项：d² · σL²。"),
        130.0: sf.text(en="Standard deviations do not add; variances do.", zh="标准差不能相加，方差才能。"),
    },
    hint="√(9 · 10² + 50² · 2²)",
)
# %% [markdown] lang="en"
# **2.** Which lead times may you average today? `"a"` all received, `"b"` all, open ones until today, `"c"` those of orders so old that none is open.
# %% [markdown] lang="zh"
# **2.** 今天可以拿哪些交期来求平均？`"a"` 所有已到的；`"b"` 全部，没到的算到今天；`"c"` 下单够久、一张都不缺的那些。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="lead times without bias", zh="无偏的交期"),
    answer_2,
    right="c",
    because=sf.text(en="Chosen by the day of ordering, not by having arrived: lesson 2 in another dress.", zh="按下单日选，而不是按“到没到”选：第 2 课换了身衣服。"),
    wrong={
        "a": sf.text(en="Of this month's orders only the quick ones are in it.", zh="本月的单里，只有快的在里面。"),
        "b": sf.text(en="An open order has taken at least so long; it is not over.", zh="没到的单至少这么久，还没结束。"),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Write down two dates for every order to a supplier: ordered, received. Without them there is no $\sigma_L$.
# - Recompute the five best sellers with the full form; where the supplier's part is above a half, talk to the supplier before you buy stock.
# - Mark sold-out days in every sales report.
#
# ## Limits
#
# - **Normal.** Lead times have a longer tail to the right; for services above 98 % look at the quantiles of the past themselves.
# - **Ten orders a product** make $\sigma_L$ uncertain by a quarter. Pool products of one supplier.
# - **Left out.** Minimum orders, storage limits, goods that spoil, two suppliers at once.
# - **Synthetic.** A lead time with a standard deviation of 0.4 of its mean was planted.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 每张采购单记两个日期：下单、到货。没有它们就没有 $\sigma_L$。
# - 前五名畅销品按完整公式重算；供应商那一项超过一半的，先找供应商谈，再谈压货。
# - 所有销量报表都标出售罄日。
#
# ## 局限
#
# - **正态近似。** 交期右边的尾巴更长；服务水平要求 98% 以上时，直接看历史分位数。
# - **一个货品只有十来张单**，$\sigma_L$ 的误差有四分之一左右。同一供应商的货品可以合并估计。
# - **没有考虑。** 起订量、库容、保质期、双供应商。
# - **模拟数据。** 交期标准差为均值的 0.4，是预设的。
