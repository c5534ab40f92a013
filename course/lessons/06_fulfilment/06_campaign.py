# %% [markdown] lang="en"
# ## The decision
#
# Friday, 28 August, 17:00. The autumn campaign begins on Friday, 18 September, and runs for three days. The supplier takes about two weeks, so whatever is ordered tonight decides. For product P04 the assistant proposes: *"As last time: take the campaign of 1–3 August and add nothing."* **How many pieces for the three days, if running out costs nine times as much as a piece too many?**
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 8 月 28 日周五 17:00。秋季大促 9 月 18 日（周五）开始，连做三天；供应商要两周左右，今晚下的单就定了。助理给 P04 的方案：“照上次，8 月 1–3 日卖了多少就备多少。”如果缺一件的损失是多备一件的九倍，**三天该备多少件？**
# %%
import altair as alt
import numpy as np
import pandas as pd

stock = sf.dataset("stock_daily")
last = stock[(stock["sku_id"] == "P04") & stock["day"].between("2026-08-01", "2026-08-03")]
last[["day", "units", "on_hand", "inbound"]]
# %%
sf.predict(
    sf.text(en="Over a plain day of the same weekday, a campaign day brings …", zh="与同一星期的平日相比，大促日的需求是……"),
    [
        sf.text(en="about 3 times", zh="约 3 倍"),
        sf.text(en="about 5 times, as the sales table says", zh="约 5 倍，销量表就是这么写的"),
        sf.text(en="about 6 times", zh="约 6 倍"),
        sf.text(en="about 10 times", zh="约 10 倍"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: a quantile of demand, not a mean of sales
#
# Two ideas meet.
#
# **Sales are not demand.** On a day that sold out, buyers wanted at least what was sold (lost sales, 缺货). Campaign days sell out most, so the campaign factor (大促倍数) computed from all of them is too small.
#
# **How much is enough depends on both prices.** If a piece short costs $c_u$ and a piece over $c_o$, the cheapest stock is the quantile of demand
#
# $$q=\frac{c_u}{c_u+c_o}$$
#
# (the newsvendor's rule, 报童模型). With nine to one $q=0.9$: stock what suffices on nine campaigns of ten. A forecast $f$ of that quantile is judged by the **pinball loss** (分位损失): $q\,(y-f)$ if demand $y$ is above, $(1-q)(f-y)$ if below.
#
# **Where the platform shows it.** The review after a campaign shows units sold. **Look-alike:** a forecast of the mean, that runs out every second time.
# %% [markdown] lang="zh"
# ## 概念：要的是需求的分位数，不是销量的平均
#
# 两件事凑在一起。
#
# **销量不等于需求。** 售罄那天，买家想要的至少是卖出的数（缺货损失）。大促日最容易卖断，拿全部大促日算出来的大促倍数就偏小。
#
# **备多少，取决于两个价。** 缺一件损失 $c_u$，多一件损失 $c_o$，最省的备货量是需求的分位数
#
# $$q=\frac{c_u}{c_u+c_o}$$
#
# （报童模型）。九比一时 $q=0.9$：十次大促有九次够卖。这个分位数的预测 $f$ 用**分位损失**打分：需求 $y$ 高于预测记 $q\,(y-f)$，低于记 $(1-q)(f-y)$。
#
# **后台在哪里看。** 大促复盘里有销量。**容易混淆的**：预测平均值——那样每两次就断货一次。
# %% [markdown] lang="en"
# ## The data
#
# Four campaigns of three days, 24 products. How many of these product-days sold out?
# %% [markdown] lang="zh"
# ## 数据
#
# 四次大促、每次三天，24 个货品。其中多少“货品·日”卖断了？
# %%
stock["sold_out"] = stock["on_hand"] == 0
stock.groupby("campaign")["sold_out"].mean().round(3)
# %% [markdown] lang="en"
# **Missing:** what was wanted after the last piece; advertising and prices, which differ between campaigns.
#
# ## Worked: three numbers and their product
#
# **Step 1.** The base of each product: its mean on plain days that did not sell out.
# %% [markdown] lang="zh"
# **缺什么**：最后一件卖完之后还有多少人想买；各次大促的投放和价格。
#
# ## 示范：三个数相乘
#
# **第 1 步。** 每个货品的基数：平日且未售罄的平均销量。
# %%
there = stock[~stock["sold_out"]].copy()
plain = there[there["campaign"] == 0]
base = plain.groupby("sku_id")["units"].mean()
base.loc[["P01", "P04", "P24"]].round(1)
# %% [markdown] lang="en"
# **Step 2.** The weekday factor, over all products: what a Friday sells over the base.
# %% [markdown] lang="zh"
# **第 2 步。** 星期系数，所有货品合起来算：周五是基数的几倍。
# %%
weekday = (plain["units"] / plain["sku_id"].map(base)).groupby(plain["day"].dt.day_of_week).mean()
weekday.set_axis(sf.text(en="Mon Tue Wed Thu Fri Sat Sun", zh="周一 周二 周三 周四 周五 周六 周日").split()).round(2)
# %% [markdown] lang="en"
# **Step 3.** The multiplier: campaign days over base × weekday; first of all rows, then without those that sold out.
# %% [markdown] lang="zh"
# **第 3 步。** 大促倍数：大促日 ÷（基数 × 星期系数）。先用全部大促日，再剔除售罄的。
# %%
def ratio(rows):
    return rows["units"] / rows["sku_id"].map(base) / rows["day"].dt.day_of_week.map(weekday)


every_day = ratio(stock[stock["campaign"] == 1])
not_sold_out = ratio(there[there["campaign"] == 1])
multiplier = not_sold_out.mean()
print(sf.text(en=f"all campaign days {every_day.mean():.2f}; without sold-out days {multiplier:.2f}", zh=f"全部大促日 {every_day.mean():.2f} 倍；剔除售罄日 {multiplier:.2f} 倍"))
# %%
kinds = [sf.text(en="not sold out", zh="未售罄"), sf.text(en="sold out", zh="售罄")]
parts = stock[stock["campaign"] == 1].assign(ratio=every_day, kind=lambda rows: np.where(rows["sold_out"], kinds[1], kinds[0]))
title = sf.text(en=f"Days that sold out pull the factor from {multiplier:.1f} down to {every_day.mean():.1f}", zh=f"售罄日把倍数从 {multiplier:.1f} 拉低到 {every_day.mean():.1f}")
alt.Chart(parts[["ratio", "kind"]]).mark_bar().encode(
    alt.X("ratio:Q", bin=alt.Bin(step=1), title=sf.text(en="units sold / plain day of that weekday", zh="销量 ÷ 同星期平日")),
    alt.Y("count():Q", title=sf.text(en="product-days", zh="货品·日"), stack=None),
    alt.Color("kind:N", legend=None, sort=kinds),
).properties(width=210, height=180).facet(column=alt.Column("kind:N", title=None, sort=kinds)).properties(title=title)
# %% [markdown] lang="en"
# *What to see:* on the right the days whose stock ran out, heaped at small factors: that is what was *there*, not what was wanted. (Leaving them out is right if goods ran out for want of stock, not because demand was unusually high; here both happen, and the factor errs a little on the low side.)
# %% [markdown] lang="zh"
# *看什么*：右边是售罄的日子，堆在小倍数上，那是*有多少货*，不是*想要多少*。（如果断货是因为货少，剔除是对的；如果是因为那天需求特别高，就会略微偏低。这里两种都有。）
# %% [markdown] lang="en"
# **Step 4.** The noise: by how much does a day miss base × weekday × factor? The 0.9 quantile for one day; for three days together the misses partly cancel.
# %% [markdown] lang="zh"
# **第 4 步。** 噪声：一天偏离“基数 × 星期系数 × 倍数”多少？先看单日的 0.9 分位；三天合计时，偏差会互相抵消一部分。
# %%
noise = np.concatenate([ratio(plain), not_sold_out / multiplier])
rng = np.random.default_rng(6)
friday_to_sunday = weekday.loc[[4, 5, 6]].to_numpy()
three_days = (rng.choice(noise, (20_000, 3)) * friday_to_sunday).sum(axis=1) * multiplier * base["P04"]
order_90 = np.quantile(three_days, 0.9)
print(sf.text(en=f"one day: {np.quantile(noise, 0.9):.2f} times its mean; three days of P04: mean {three_days.mean():,.0f}, 0.9 quantile {order_90:,.0f}", zh=f"单日：均值的 {np.quantile(noise, 0.9):.2f} 倍；P04 三天：平均 {three_days.mean():,.0f} 件，0.9 分位 {order_90:,.0f} 件"))
# %% [markdown] lang="en"
# ## Your turn: one step left out
#
# What is the **mean** demand for P24 on the campaign's **Saturday** (day of week 5)? Replace `None`; use `base`, `weekday` and `multiplier`.
# %% [markdown] lang="zh"
# ## 轮到你：只缺一步
#
# P24 在大促**周六**（星期编号 5）的**平均**需求是多少件？用 `base`、`weekday`、`multiplier` 替换 `None`。
# %%
p24_saturday = None  # pieces
# %%
sf.check_value(
    sf.text(en="P24 on the campaign's Saturday", zh="P24 大促周六的需求"),
    p24_saturday,
    expect=float(base["P24"] * weekday[5] * multiplier),
    tolerance=0.01,
    why_wrong={
        float(base["P24"] * multiplier): sf.text(en="Saturdays sell more: the weekday is missing.", zh="周六本来就卖得多，漏了星期系数。"),
        float(base["P24"] * weekday[5] * every_day.mean()): sf.text(en="That factor holds sold-out days.", zh="这个倍数里混着售罄日。"),
    },
    hint='base["P24"] * weekday[5] * multiplier',
)
# %% [markdown] lang="en"
# ## The mistake people make, in yuan
#
# "As last time" against the quantile: run both through the 20,000 campaigns drawn above. A piece short costs ¥18, a piece over ¥2.
# %% [markdown] lang="zh"
# ## 常见错误值多少钱
#
# “照上次”与分位数，放到上面抽的 2 万次大促里各跑一遍。缺一件 18 元，多一件 2 元。
# %%
def cost(stocked):
    return (18 * np.maximum(three_days - stocked, 0) + 2 * np.maximum(stocked - three_days, 0)).mean()


plans = {
    sf.text(en="as last time", zh="照上次"): last["units"].sum(),
    sf.text(en="the mean", zh="按平均"): three_days.mean(),
    sf.text(en="0.9 quantile", zh="按 0.9 分位"): order_90,
}
table = pd.DataFrame([(name, each, cost(each), (three_days > each).mean()) for name, each in plans.items()], columns=["plan", "pieces", "cost", "runs_out"])
table.round({"pieces": 0, "cost": 0, "runs_out": 2})
# %% [markdown] lang="en"
# The column `cost` is the expected loss in yuan for one product, `runs_out` the share of campaigns in which it is gone before the end. Last time's sales were last time's stock.
#
# ## What the order does not settle
#
# Goods ordered tonight arrive in two weeks, more or less: with the supplier's spread of lesson 5 about one order in thirteen comes too late for 18 September. So the plan has three parts: **order** the quantile tonight, in two lots; **cap** what the shop offers at what is really there, so that nobody buys what cannot be sent; **promise** what lesson 2 says the warehouse can keep at six times the orders, and staff the evenings by lesson 4. A promise that can be kept sells less on the first day and more on the tenth.
# %% [markdown] lang="zh"
# 表中 `cost` 是单个货品的期望损失（元），`runs_out` 是提前卖断的大促占比。“上次的销量”，其实是“上次的库存”。
#
# ## 订单解决不了的事
#
# 今晚下的单大约两周到，按第 5 课的交期波动，约十三张里有一张赶不上 9 月 18 日。所以方案有三条：**订货**，今晚按分位数下单，分两批；**锁库存**，可售量不超过真正到仓的货，别让买家买到发不出的东西；**承诺**，按第 2 课算出的、六倍单量下仓库守得住的时效来写，晚上按第 4 课排客服。守得住的承诺，第一天少卖一点，第十天多卖一点。
# %% [markdown] lang="en"
# ## On your own
#
# The finance lead says a piece over costs ¥6, not ¥2 (storage until spring). A piece short still costs ¥18. Which quantile $q$ should be stocked now?
# %% [markdown] lang="zh"
# ## 独立完成
#
# 财务说多一件要 6 元，不是 2 元（得存到春天）；缺一件还是 18 元。现在该按哪个分位数 $q$ 备货？
# %%
new_q = None
# %%
sf.check_value(
    "q",
    new_q,
    expect=0.75,
    tolerance=0.002,
    because=sf.text(en=f"That is {np.quantile(three_days, 0.75):,.0f} pieces instead of {order_90:,.0f}.", zh=f"即 {np.quantile(three_days, 0.75):,.0f} 件，而不是 {order_90:,.0f} 件。"),
    why_wrong={
        0.9: sf.text(en="That was for ¥2.", zh="那是按 2 元算的。"),
        0.25: sf.text(en="That is the share of campaigns that may run out.", zh="这是允许断货的比例。"),
        3.0: sf.text(en="That is the ratio; a quantile is c_u / (c_u + c_o).", zh="这是两者之比；分位数是 c_u /（c_u + c_o）。"),
    },
    hint="18 / (18 + 6)",
)
# %% [markdown] lang="en"
# ## Self-checks
#
# **1.** $q=0.9$, forecast 100, demand 130. The pinball loss?
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** $q=0.9$，预测 100，实际需求 130。分位损失是多少？
# %%
answer_1 = None
# %%
sf.check_value(
    sf.text(en="pinball loss", zh="分位损失"),
    answer_1,
    expect=27.0,
    tolerance=0.001,
    why_wrong={
        3.0: sf.text(en="That is the price of a forecast too high.", zh="这是预测偏高时的代价。"),
        30.0: sf.text(en="That is the miss; weigh it with q.", zh="这是偏差，还要乘以 q。"),
    },
    hint="0.9 * 30",
)
# %% [markdown] lang="en"
# **2.** Why does the sales table show less than six? `"a"` buyers save up before a campaign, `"b"` on many campaign days there was nothing left to sell, `"c"` refunds.
# %% [markdown] lang="zh"
# **2.** 为什么销量表显示的不到六倍？`"a"` 买家大促前攒着不买；`"b"` 很多大促日货卖完了；`"c"` 退款。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="less than six", zh="不到六倍"),
    answer_2,
    right="b",
    because=sf.text(en="Sales are the smaller of demand and stock.", zh="销量 = 需求与库存中较小的那个。"),
    wrong={
        "a": sf.text(en="That would make the factor look larger, not smaller.", zh="那会让倍数显得更大，而不是更小。"),
        "c": sf.text(en="Units sold are before refunds here.", zh="这里的销量没有扣退款。"),
    },
)
# %% [markdown] lang="en"
# **3. From module 2.** Followers won in last week's campaign seem more loyal than those of March. Because … `"a"` they have had no time to leave, `"b"` campaigns win better people, `"c"` of the weekday.
# %% [markdown] lang="zh"
# **3. 回顾模块二。** 上周大促涨的粉，看起来比三月的更忠诚，因为……`"a"` 还没来得及取关；`"b"` 大促吸引的人更好；`"c"` 星期不同。
# %%
answer_3 = None
# %%
sf.check_choice(
    sf.text(en="loyal for a week", zh="忠诚了一周"),
    answer_3,
    right="a",
    because=sf.text(en="Censored, like an open order and an open purchase: the third time in this module.", zh="删失，和未发订单、未到采购单一样：这个想法在本模块第三次出现。"),
    wrong={
        "b": sf.text(en="Compare both after the same number of days first.", zh="先比较相同天数后的留存。"),
        "c": sf.text(en="A weekday explains a few per cent.", zh="星期只能解释几个百分点。"),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Add a column *sold out at* to the campaign review; without it the next forecast repeats the last shortage.
# - Ask for the two prices, short and over, before you talk about quantities.
# - Write order, cap and promise on one page, with the name of who pulls the cap.
#
# ## Limits
#
# - **One factor for all.** Real products differ: new ones, discounted ones, those shown by a host. Pool by kind, not all.
# - **Pull-forward.** Part of a campaign's demand is taken from the weeks after (module 0, lesson 3); the order must not repeat it there.
# - **Synthetic.** The factor six, the same for all, was planted. A factor from blogs is folklore; yours stands in your own days that did not sell out.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 大促复盘加一列“几点卖断”；没有它，下次预测只会重复上次的缺货。
# - 谈数量之前先问两个价：缺一件多少，多一件多少。
# - 订货、锁库存、承诺写在一页纸上，并写明谁来按“停售”。
#
# ## 局限
#
# - **所有货品同一倍数。** 现实中新品、折扣品、主播讲过的品各不相同，应分类合并。
# - **透支。** 大促的一部分需求是从后面几周提前来的（模块零第 3 课），之后的补货别再算一遍。
# - **模拟数据。** “六倍”且各货品相同，是预设的。博客上的倍数是传言；你的倍数，在你自己没卖断的日子里。
