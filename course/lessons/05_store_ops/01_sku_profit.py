# %% [markdown] lang="en"
# ## The decision
#
# Tuesday, 10:00. The owner of a clothing shop, an invented one, wants to order **6,000 more pieces of dress G083** before the factory's slot closes at noon. Her list is sorted by paid GMV (成交金额), and G083 leads it by far: more than twice the second. The order costs ¥507,000. You have the order lines of eight weeks, with their refunds as they stood 30 days later.
#
# Keep, fix or drop?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周二上午 10:00。一家服装店（虚构）的老板要赶在中午工厂排期截止前，**再订 6,000 件连衣裙 G083**。她手里的商品榜按支付金额排，G083 一骑绝尘，是第二名的两倍多。这一单要付 50.7 万元。你手上有八周的订单明细，退款已是 30 天后的结果。
#
# 留、改，还是停？
# %%
import altair as alt
import numpy as np
import pandas as pd

lines = sf.dataset("order_lines")
catalogue = sf.dataset("sku")
gmv = lines.groupby("sku_id")["paid"].sum().sort_values(ascending=False)
gmv.head(5).round(0)
# %% [markdown] lang="en"
# **Predict before you go on.**
# %% [markdown] lang="zh"
# **先猜再看。**
# %%
sf.predict(
    sf.text(en="Of ¥100 that buyers pay for G083, how much is left for the shop in the end?", zh="买家为 G083 每付 100 元，店里最后能剩下多少？"),
    [
        sf.text(en="about ¥50: it costs ¥84.50 and lists at ¥168.90", zh="约 50 元：成本 84.5 元，标价 168.9 元"),
        sf.text(en="about ¥25, after returns", zh="扣掉退货，约 25 元"),
        sf.text(en="about nothing", zh="差不多是零"),
        sf.text(en="less than nothing", zh="倒贴"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: contribution of a SKU
#
# **Contribution** (贡献毛利) is what a SKU leaves to pay rent, salaries and profit, after everything that its sales cause:
#
# $$\text{contribution}=\underbrace{(\text{paid}-\text{refunds})}_{\text{net sales 净成交}}\times(1-\text{commission})-\text{goods}-\text{freight}$$
#
# Yuan. Three kinds of lines cost differently:
#
# | line | money | goods | freight |
# |---|---|---|---|
# | kept by the buyer | paid | whole cost | out |
# | refunded **before** dispatch (发货前退款) | 0 | 0 | 0 |
# | came back **after** dispatch (发货后退款) | 0 | the part of the cost that is lost | out and back |
#
# **Where the platform shows it.** Compass (电商罗盘) ranks products by paid amount and shows a refund rate beside it; cost is not known to it, so contribution is nowhere. **The dangerous look-alike** is gross margin (毛利率) on what was paid, (price − cost) / price: it is computed as if every piece stayed with its buyer.
# %% [markdown] lang="zh"
# ## 概念：单品贡献毛利
#
# **贡献毛利**（contribution）是一个 SKU 扣掉所有因它的销售而发生的钱之后，留给房租、工资和利润的部分：
#
# $$\text{贡献毛利}=\underbrace{(\text{实付}-\text{退款})}_{\text{净成交}}\times(1-\text{佣金率})-\text{货品}-\text{运费}$$
#
# 单位元。三种子订单，花的钱不一样：
#
# | 子订单 | 收入 | 货品 | 运费 |
# |---|---|---|---|
# | 买家留下 | 实付 | 全部成本 | 去程 |
# | **发货前**退款 | 0 | 0 | 0 |
# | **发货后**退回 | 0 | 折损的那部分成本 | 去程 + 回程 |
#
# **后台在哪里看。** 电商罗盘的商品榜按支付金额排，旁边有退款率；平台不知道你的成本，所以没有任何地方能看到贡献毛利。**最容易混淆的**是按支付金额算的毛利率（售价 − 成本）÷ 售价：它默认每一件都留在了买家手里。
# %% [markdown] lang="en"
# ## The data
#
# One row of `order_lines` is one line of an order. **Missing:** advertising spend, and what a returned dress looks like when it is opened.
# %% [markdown] lang="zh"
# ## 数据
#
# `order_lines` 一行 = 一个子订单。**缺什么**：投放消耗，以及退回来的衣服拆开后的样子。
# %%
lines.head()
# %%
sf.fields("order_lines")
# %% [markdown] lang="en"
# What a line costs is in nobody's export. These are the shop's contracts:
# %% [markdown] lang="zh"
# 每一单要花多少钱，任何导出表里都没有。这是店里的合同：
# %%
COMMISSION = {"card": 0.05, "live": 0.06, "alliance": 0.22}  # of net sales
SHIP, BACK, LOSS = 4.0, 7.0, 0.20  # ¥ out, ¥ back, share of the cost lost on a returned piece
# %% [markdown] lang="en"
# ## Worked: G083, step by step
#
# **Step 1.** What stays of the money?
# %% [markdown] lang="zh"
# ## 示范：G083，一步一步来
#
# **第 1 步。** 钱留下多少？
# %%
rows = lines.merge(catalogue[["sku_id", "cost"]], on="sku_id")
rows["net"] = rows["paid"] - rows["refund"]
hero = rows[rows["sku_id"] == gmv.index[0]]
hero.groupby("refund_stage")[["paid", "net"]].sum().round(0)
# %%
sent = hero[hero["refund_stage"] != "pre"]
share_back = (sent["refund_stage"] == "post").mean()
print(sf.text(en=f"of {len(sent):,} lines sent, {share_back:.0%} came back", zh=f"发出 {len(sent):,} 单，退回 {share_back:.0%}"))
# %% [markdown] lang="en"
# Women's wear returns half and more of what it sends; two thirds is high even there.
#
# **Step 2.** What do goods, commission and freight take?
# %% [markdown] lang="zh"
# 女装退货过半是常态，三分之二在女装里也算高。
#
# **第 2 步。** 货品、佣金、运费各拿走多少？
# %%
def cost_lines(rows):
    was_sent, came_back = rows["refund_stage"] != "pre", rows["refund_stage"] == "post"
    return rows.assign(
        commission=rows["net"] * rows["channel"].map(COMMISSION),
        goods=rows["qty"] * rows["cost"] * np.where(came_back, LOSS, 1.0) * was_sent,
        freight=SHIP * was_sent + BACK * came_back,
    )


parts = cost_lines(hero)[["paid", "refund", "goods", "commission", "freight"]].sum()
left = parts["paid"] - parts[["refund", "goods", "commission", "freight"]].sum()
parts.round(0)
# %% [markdown] lang="en"
# **Step 3.** Draw it as a waterfall (瀑布图): from what was paid down to what is left.
# %% [markdown] lang="zh"
# **第 3 步。** 画成瀑布图：从实付一路减到剩下的钱。
# %%
names = {
    "paid": sf.text(en="paid (GMV)", zh="实付（成交）"),
    "refund": sf.text(en="refunds", zh="退款"),
    "goods": sf.text(en="goods", zh="货品"),
    "commission": sf.text(en="commission", zh="佣金"),
    "freight": sf.text(en="freight", zh="运费"),
    "left": sf.text(en="left", zh="剩下"),
}
steps = [parts["paid"], *(-parts[list(names)[1:-1]])]
fall = pd.DataFrame({"step": list(names.values())[:-1], "change": steps})
fall["end"] = fall["change"].cumsum() / 1000
fall["start"] = fall["end"] - fall["change"] / 1000
fall.loc[len(fall)] = [names["left"], left, left / 1000, 0.0]
fall["label"] = (fall["change"] / 1000).map("{:,.0f}".format)
fall["top"] = fall[["start", "end"]].max(axis=1)
fall
# %%
x = alt.X("step:N", sort=None, title=None, axis=alt.Axis(labelAngle=0))
bars = alt.Chart(fall).mark_bar(size=46).encode(
    x,
    alt.Y("start:Q", title=sf.text(en="thousand ¥, eight weeks", zh="千元（八周）")),
    alt.Y2("end:Q"),
    color=alt.condition("datum.change < 0", alt.value(sf.PALETTE[1]), alt.value(sf.PALETTE[0])),
)
words = alt.Chart(fall).mark_text(dy=-8).encode(x, alt.Y("top:Q"), text="label:N")
title = sf.text(
    en=f"G083 takes in {sf.yuan(parts['paid'])} and leaves {sf.yuan(left)}",
    zh=f"G083 成交 {sf.yuan(parts['paid'])}，剩下 {sf.yuan(left)}",
)
(bars + words).properties(title=title, width=520, height=280)
# %% [markdown] lang="en"
# *What to see:* the second bar takes most of the first away; what remains does not pay for goods, commission and the freight of pieces that travelled twice.
# %% [markdown] lang="zh"
# *看什么*：第二根柱子吃掉了第一根的大半；剩下的钱，付不起货品、佣金，以及来回跑两趟的运费。
# %% [markdown] lang="en"
# ## Your turn: the runner-up, one step left out
#
# The second of the list. Everything is computed but the contribution: write it in place of `None`.
# %% [markdown] lang="zh"
# ## 轮到你：第二名，只缺一步
#
# 榜上第二名。其余都算好了，请把 `None` 换成贡献毛利。
# %%
second = cost_lines(rows[rows["sku_id"] == gmv.index[1]])
sums = second[["paid", "net", "goods", "commission", "freight"]].sum()

left_2 = None  # your formula here, from `sums`
# %%
after = sums["net"] - sums["commission"] - sums["goods"] - sums["freight"]
sf.check_value(
    sf.text(en="contribution of the second SKU (¥)", zh="第二名的贡献毛利（元）"),
    left_2,
    expect=after,
    tolerance=0.001,
    why_wrong={
        sums["paid"] - sums["commission"] - sums["goods"] - sums["freight"]: sf.text(en="You began with what was paid; refunds have gone back.", zh="你从实付开始减，退款已经还给买家了。"),
        sums["net"] - sums["goods"] - sums["freight"]: sf.text(en="Commission is missing.", zh="漏了佣金。"),
        sums["net"] - sums["goods"]: sf.text(en="Commission and freight are missing.", zh="漏了佣金和运费。"),
    },
    hint=sf.text(en="net − commission − goods − freight", zh="净成交 − 佣金 − 货品 − 运费"),
)
# %% [markdown] lang="en"
# ## All SKUs: two lists, two orders
# %% [markdown] lang="zh"
# ## 全部 SKU：两张榜，两个顺序
# %%
costed = cost_lines(rows)
costed["left"] = costed["net"] - costed["commission"] - costed["goods"] - costed["freight"]
table = costed.groupby("sku_id")[["paid", "left"]].sum().sort_values("paid", ascending=False)
table["per_100"] = 100 * table["left"] / table["paid"]
table.head(6).round(1)
# %%
top = table.head(30).reset_index()
top["thousand"], top["left_thousand"] = top["paid"] / 1000, top["left"] / 1000
marks = alt.Chart(top).mark_circle(size=80).encode(
    alt.X("thousand:Q", title=sf.text(en="GMV, thousand ¥", zh="成交金额（千元）")),
    alt.Y("left_thousand:Q", title=sf.text(en="contribution, thousand ¥", zh="贡献毛利（千元）")),
)
named = marks.transform_filter(f"datum.sku_id == '{gmv.index[0]}'").mark_text(dy=-12, align="right", fontSize=13).encode(text="sku_id:N")
zero = alt.Chart(pd.DataFrame({"y": [0]})).mark_rule(color="#555555").encode(y="y:Q")
title = sf.text(en="Of the 30 largest SKUs, the largest alone loses money", zh="成交前 30 名里，亏钱的恰恰是第一名")
(zero + marks + named).properties(title=title, width=520, height=280)
# %% [markdown] lang="en"
# *What to see:* contribution grows with GMV, for all but one point, far right and below zero.
# %% [markdown] lang="zh"
# *看什么*：除了一个点，贡献毛利都随成交上升；那个点在最右边，在零线以下。
# %% [markdown] lang="en"
# ## The mistake, in yuan
#
# "It sells most, so order most." What would 6,000 pieces do? A piece is sold again when it comes back, so 6,000 pieces cover many more lines; count the lines that 6,000 *kept* pieces need.
# %% [markdown] lang="zh"
# ## 常见错误值多少钱
#
# “卖得最多，就订得最多。”6,000 件会怎样？退回来的还能再卖，所以 6,000 件能撑起的订单远不止 6,000；按“最终留下 6,000 件”来数。
# %%
kept = hero.loc[hero["refund_stage"] == "none", "qty"].sum()
per_kept = left / kept
gross = (hero["paid"] - hero["qty"] * hero["cost"]).sum() / hero["qty"].sum()
print(
    sf.text(
        en=f"gross profit as if all stayed: {sf.yuan(gross, 2)} a piece; contribution: {sf.yuan(per_kept, 2)} a piece kept; 6,000 pieces: {sf.yuan(6000 * per_kept)}",
        zh=f"假设都不退的毛利：每件 {sf.yuan(gross, 2)}；贡献毛利：每留下一件 {sf.yuan(per_kept, 2)}；6,000 件合计 {sf.yuan(6000 * per_kept)}",
    )
)
# %% [markdown] lang="en"
# And that before advertising.
#
# ## Fix before you drop: what would break even?
#
# Every returned line that stays instead brings its price less commission, costs the whole piece instead of a fifth of it, and saves the way back. **On your own:** at which return share (of the lines sent) does G083 neither earn nor lose? Within 1 point is fine; take the averages from `hero`.
# %% [markdown] lang="zh"
# 而且这还没算投放。
#
# ## 先想怎么改，再想停不停：退货率降到多少能持平？
#
# 一单从“退回”变成“留下”，多收售价减佣金，货品从折损两成变成整件成本，省下回程运费。**独立完成**：退货率（占已发货）降到多少，G083 不赚不亏？误差 1 个百分点以内都算对；平均值从 `hero` 里取。
# %%
each = cost_lines(hero)
returned = each[each["refund_stage"] == "post"]
commission_rate = each["channel"].map(COMMISSION).mean()
piece = {"price": returned["paid"].mean(), "cost": (returned["qty"] * returned["cost"]).mean()}

break_even_share = None  # between 0 and 1
# %%
gain = piece["price"] * (1 - commission_rate) - (1 - LOSS) * piece["cost"] + BACK
needed = share_back + left / (gain * len(sent))
sf.check_value(
    sf.text(en="return share at which G083 breaks even", zh="G083 持平的退货率"),
    break_even_share,
    expect=needed,
    tolerance=0.01,
    why_wrong={
        share_back: sf.text(en="That is today's share.", zh="这是现在的退货率。"),
        100 * needed: sf.text(en="As a share, not in per cent.", zh="请写成比例，不要写百分数。"),
        share_back - left / (gain * len(sent)): sf.text(en="Wrong way: fewer returns are needed, not more.", zh="方向反了：退货要减少，不是增加。"),
    },
    hint=sf.text(
        en="each line that stays brings price · (1 − commission) − 0.8 · cost + 7; divide the loss by that and by the lines sent",
        zh="每少退一单多得：售价 ×（1 − 佣金）− 0.8 × 成本 + 7；用亏损除以它，再除以已发货单数",
    ),
)
# %%
print(
    sf.text(
        en=f"commission on average {commission_rate:.0%}; each line that stays instead of coming back is worth {sf.yuan(gain, 2)}",
        zh=f"平均佣金 {commission_rate:.0%}；每少退一单，值 {sf.yuan(gain, 2)}",
    )
)
# %% [markdown] lang="en"
# That is near: a better size chart or a smaller share of sales by creators (达人矩阵), whose commission is the highest, may be enough. So the answer at noon is **fix**: sell what is there, change page and channel, order nothing until the return share of two weeks says so. Lesson 4 looks for the returns.
#
# ## How wide does the shop sell?
#
# One large loser is easy to see. The long tail is not: **sell-through breadth** (动销率) = SKUs with sales / SKUs live, in a window. A SKU is live if it could be bought: on the shelf with stock.
# %% [markdown] lang="zh"
# 离得不远：尺码表改准，或者少走佣金最高的达人带货，也许就够了。所以中午的答复是**改**：先卖库存，改详情页和渠道，一件不订，等两周的退货率说话。退货从哪来，第 4 课再查。
#
# ## 店里的货，动得有多宽？
#
# 一个大窟窿容易看见，长尾不容易。**动销率**（sell-through breadth）= 有销量的 SKU ÷ 在售 SKU，要说清窗口。在售指买得到：在架且有库存。
# %%
daily = sf.dataset("sku_daily")
july = daily[(daily["day"] >= "2026-07-01") & (daily["day"] <= "2026-07-31") & (daily["stock"] > 0)]
moved = july.groupby("sku_id")["units"].sum() > 0
by_day = (july["units"] > 0).groupby(july["day"]).mean().mean()
print(f"{moved.sum()} / {len(moved)} = {moved.mean():.0%}", sf.text(en=f"in July; mean of the daily rates {by_day:.0%}", zh=f"（七月）；逐日动销率的平均 {by_day:.0%}"))
# %% [markdown] lang="en"
# Both are called breadth in reports. A window of a month and a window of a day are different questions: say which. What never moved is money on a shelf:
# %% [markdown] lang="zh"
# 报告里两个数都叫动销率。按月和按天是两个问题，务必写明窗口。一件没动的，就是压在货架上的钱：
# %%
idle = july.groupby("sku_id").agg(units=("units", "sum"), stock=("stock", "last")).query("units == 0")
idle = idle.join(catalogue.set_index("sku_id"))
print(sf.text(en=f"{len(idle)} SKUs, {sf.yuan((idle['stock'] * idle['cost']).sum())} at cost", zh=f"{len(idle)} 个 SKU，按成本 {sf.yuan((idle['stock'] * idle['cost']).sum())}"))
# %% [markdown] lang="en"
# ## Check yourself
#
# **1.** G083's creators ask for twice the samples: *"It is your bestseller."* What do you do? `"a"` agree, volume pays in the end; `"b"` stop the SKU today; `"c"` sell the stock with fewer creators, correct the size page, order nothing until the return share falls; `"d"` raise the price by 10 %.
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 带 G083 的达人要双倍样品：“这可是你们的爆款。”你怎么办？`"a"` 同意，走量总会赚；`"b"` 今天就停；`"c"` 先卖库存、少走达人、改尺码页，退货率不降就不补货；`"d"` 提价一成。
# %%
answer_1 = None
# %%
sf.check_choice(
    sf.text(en="what to do with G083", zh="G083 怎么办"),
    answer_1,
    right="c",
    because=sf.text(en="A few points of return share separate loss from gain: try the cheap repair, with a limit.", zh="亏与赚只差几个点的退货率：先做便宜的修复，并设好止损线。"),
    wrong={
        "a": sf.text(en="More of a loss is a larger loss.", zh="亏的东西卖得越多，亏得越多。"),
        "b": sf.text(en="The stock is paid; and the break-even is near.", zh="库存的钱已经付了，而且离持平不远。"),
        "d": sf.text(en="A higher price tends to raise returns; lesson 2 measures it.", zh="提价往往会推高退货，第 2 课会算。"),
    },
)
# %% [markdown] lang="en"
# **2.** A SKU: 100 lines at ¥200; 10 refunded before dispatch; of the 90 sent, 45 came back. Cost ¥60, commission 5 %, ¥4 out, ¥7 back, a fifth of the cost lost. Contribution?
# %% [markdown] lang="zh"
# **2.** 某 SKU 100 单，每单 200 元；发货前退 10 单；发出的 90 单退回 45 单。成本 60 元，佣金 5%，发货 4 元，退回 7 元，折损两成。贡献毛利是多少？
# %%
answer_2 = None
# %%
sf.check_value(
    sf.text(en="contribution (¥)", zh="贡献毛利（元）"),
    answer_2,
    expect=45 * 200 * 0.95 - 45 * 60 - 45 * 12 - 90 * 4 - 45 * 7,
    tolerance=0.001,
    why_wrong={
        45 * 200 * 0.95 - 45 * 60 - 90 * 4 - 45 * 7: sf.text(en="Returned pieces lose a fifth of their cost: 45 × ¥12.", zh="退回的货有两成折损：45 × 12 元。"),
        45 * 200 * 0.95 - 45 * 60 - 45 * 12 - 100 * 4 - 45 * 7: sf.text(en="Ten lines were never sent.", zh="有 10 单没发过货。"),
        45 * 200 * 0.95 - 90 * 60 - 90 * 4 - 45 * 7: sf.text(en="A returned piece is not lost whole.", zh="退回的货不是全损。"),
        45 * 200 * 0.95 - 45 * 60 - 45 * 12 - 45 * 4 - 45 * 7: sf.text(en="All 90 were sent.", zh="发货运费是 90 单都要付的。"),
    },
    hint=sf.text(en="8,550 − 2,700 − 540 − 360 − 315", zh="8,550 − 2,700 − 540 − 360 − 315"),
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Add a column to the product list: contribution, with the shop's own costs, over orders at least 30 days old (younger ones have not been returned *yet*).
# - Sort by it, and by contribution per ¥100 of GMV. Ask of every SKU in the lowest ten: what would have to change?
# - Report breadth with its window, and the idle stock in yuan.
#
# ## Limits
#
# - **Left out.** Advertising, storage, the halo (people who came for G083 and bought something else: measure it by a test), price of the next season.
# - **Average, not marginal**, as in module 1: fewer creators change more than the commission, probably the buyers and their returns too.
# - **Synthetic.** The loss was planted. Return shares of 50–60 % in women's wear, up to 80 % in live rooms, are press figures, not a rule.
# - **Sample.** `order_lines` is a sample of orders; its sums are not the shop's turnover.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 商品榜加一列贡献毛利，用自家成本，只算满 30 天的订单（更新的单子只是*还没*退）。
# - 按它排，再按每百元成交的贡献排。倒数十名逐个问：要改什么才留得住？
# - 报动销率必写窗口，同时报滞销库存的金额。
#
# ## 局限
#
# - **没有考虑。** 投放、仓储、带货效应（冲着 G083 来、买了别的：要做实验才知道）、换季价格。
# - **是平均，不是边际**，同模块一：少走达人，变的不只是佣金，买家和退货多半也会变。
# - **模拟数据。** 亏损是预设的。“女装退货 50–60%、直播可到 80%”是媒体数字，不是规则。
# - **抽样。** `order_lines` 是抽样订单，合计不等于店铺营业额。
