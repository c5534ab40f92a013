# %% [markdown] lang="en"
# ## The decision
#
# Thursday, 16:00. The autumn price list closes tonight. The shop's operator wants to sell T-shirt **G037** at 20 % off **for good**: *"On promo days it costs ¥66.30 instead of ¥82.90 and sells twice as much. Price is everything."* A price on the list binds for a month: raising it again soon after a promotion invites complaints about a false original price (虚假原价).
#
# What does a lower price really add, and which price should stand on the list?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周四 16:00，秋季价盘今晚要定。运营想让 T恤 **G037** **常态打八折**：“活动日卖 66.3 元，销量是卖 82.9 元时的两倍，价格就是一切。”价盘一定就是一个月：活动后很快改回高价，容易被投诉虚假原价。
#
# 便宜到底能多卖多少？价盘上该写多少？
# %%
import altair as alt
import numpy as np
import pandas as pd

daily = sf.dataset("sku_daily")
one = daily[daily["sku_id"] == "G037"]
one.groupby("promo")[["price", "visitors", "stock", "units", "returned"]].mean().round(1)
# %% [markdown] lang="en"
# **Predict before you go on.** Price elasticity (价格弹性) is the per cent that sales change when the price rises by one per cent.
# %% [markdown] lang="zh"
# **先猜再看。** 价格弹性，就是价格每涨 1%，销量变化百分之几。
# %%
sf.predict(
    sf.text(en="The operator's two rows give an elasticity of about −3. The true one of tees is …", zh="按运营这两行算，弹性约为 −3。T恤真正的弹性是……"),
    [
        sf.text(en="about −3", zh="约 −3"),
        sf.text(en="stronger, −4 or so", zh="更强，−4 左右"),
        sf.text(en="less than half of it", zh="连一半都不到"),
        sf.text(en="about zero, people buy what the video shows", zh="接近 0，视频推什么买什么"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: elasticity
#
# $$e=\frac{d\ln(\text{units})}{d\ln(\text{price})}\qquad\text{units}(p)=a\,p^{\,e}$$
#
# No unit. At $e=-2$ a price 10 % higher sells about 17 % fewer pieces ($1.1^{-2}=0.83$). Between −1 and 0 demand is *inelastic*: a higher price brings more money. **Where the platform shows it:** nowhere; Compass shows price and pieces of a product, not what one does to the other. **The dangerous look-alike** is the uplift of a promo (活动增幅): a promo is a lower price **and** extra traffic from the campaign page. And three more things move pieces and price together:
#
# | what | does to a plain comparison |
# |---|---|
# | campaign traffic on promo days | price seems to do more than it does |
# | days sold out (售罄): the shop sells what it has, not what is wanted | price seems to do less |
# | better SKUs are dearer and sell more | price seems to do the opposite |
# | weekends, campaigns of the whole shop | noise, or worse |
#
# The remedy is to compare **a SKU with itself**, on days of the same kind, where it had stock: SKU and day *fixed effects* (固定效应), the promo as a variable of its own, sold-out days left out.
# %% [markdown] lang="zh"
# ## 概念：弹性
#
# $$e=\frac{d\ln(\text{件数})}{d\ln(\text{售价})}\qquad\text{件数}(p)=a\,p^{\,e}$$
#
# 无单位。$e=-2$ 时，价格涨 10%，件数约少 17%（$1.1^{-2}=0.83$）。在 −1 和 0 之间叫*缺乏弹性*：提价反而多收钱。**后台在哪里看**：没有。罗盘能看到商品的价格和件数，看不到谁影响谁。**最容易混淆的**是活动增幅：活动是降价，**再加上**活动会场的流量。还有三件事会让件数和价格一起动：
#
# | 因素 | 直接比会怎样 |
# |---|---|
# | 活动日的会场流量 | 把价格的作用看大了 |
# | 售罄的日子：卖的是库存，不是需求 | 把价格的作用看小了 |
# | 好款又贵又好卖 | 看成“越贵越好卖” |
# | 周末、全店大促 | 噪声，甚至更糟 |
#
# 办法是让**一个 SKU 跟自己比**，只比同类的、有货的日子：控制 SKU 和日期（固定效应），活动单列一个变量，售罄日剔除。
# %% [markdown] lang="en"
# ## The data
#
# One row is a SKU on a day. **Missing:** rival shops' prices, coupons, and the demand on days that sold out.
# %% [markdown] lang="zh"
# ## 数据
#
# 一行 = 一个 SKU 的一天。**缺什么**：竞店价格、优惠券，以及售罄当天没被满足的需求。
# %%
one.head()
# %%
sf.fields("sku_daily")
# %% [markdown] lang="en"
# Prices changed by the week and not because a week was good. In your own shop, prices are often cut *because* sales are bad; then no formula helps, and you have to vary them on purpose.
#
# ## Worked: tees, one mistake less at a time
#
# **Step 1.** SKUs that sell daily; all days, all tees, one cloud.
# %% [markdown] lang="zh"
# 这里的价格按周变动，与那一周卖得好坏无关。你自己店里往往是*卖不动才降价*，那样任何公式都救不了，只能有意去试。
#
# ## 示范：T恤，一次去掉一个错
#
# **第 1 步。** 只看天天有销量的款；所有日子、所有 T恤，一团点。
# %%
mean = daily.groupby("sku_id")["units"].transform("mean")
core = daily[(mean > 10) & (daily["units"] > 0)]
tee = core[core["family"] == "tee"]
cloud = np.polyfit(np.log(tee["price"]), np.log(tee["units"]), 1)[0]
print(f"e = {cloud:+.2f}")
# %% [markdown] lang="en"
# "The dearer, the more it sells." Nobody believes that; it compares good tees with weak ones.
#
# **Step 2.** Each SKU with itself: take every SKU's mean off the logarithms, and every day's.
# %% [markdown] lang="zh"
# “越贵越好卖”，没人信：这是在拿好款和差款比。
#
# **第 2 步。** 每个 SKU 跟自己比：取对数后，减去各 SKU 的均值，再减去各日的均值。
# %%
def within(rows):
    """ln units and ln price without the levels of SKUs and days; promo likewise."""
    table = np.log(rows[["units", "price"]]).assign(promo=rows["promo"].astype(float))
    for _ in range(8):  # in turn, until both are gone
        table = table - table.groupby(rows["sku_id"]).transform("mean")
        table = table - table.groupby(rows["day"]).transform("mean")
    return table


def slope(rows, columns):
    table = within(rows)
    return np.linalg.lstsq(table[columns], table["units"], rcond=None)[0]


e_itself = slope(tee, ["price"])[0]
print(f"e = {e_itself:+.2f}")
# %% [markdown] lang="en"
# **Step 3.** Leave out the days that sold out: `units` equals `stock`. In half of the cheap weeks the factory delivered a third of what was wanted.
# %% [markdown] lang="zh"
# **第 3 步。** 剔除售罄日：`units` 等于 `stock`。降价的那几周，有一半工厂只供上了三分之一。
# %%
in_stock = tee[tee["units"] < tee["stock"]]
e_stock = slope(in_stock, ["price"])[0]
print(f"{1 - len(in_stock) / len(tee):.0%}", sf.text(en="of the days sold out", zh="的日子售罄"), f"   e = {e_stock:+.2f}")
# %% [markdown] lang="en"
# **Step 4.** Give the promo its own number.
# %% [markdown] lang="zh"
# **第 4 步。** 给活动单独一个系数。
# %%
e_tee, lift = slope(in_stock, ["price", "promo"])
print(f"e = {e_tee:+.2f}", sf.text(en=f"promo at the same price: × {np.exp(lift):.2f}", zh=f"同价下活动流量：× {np.exp(lift):.2f}"))
# %% [markdown] lang="en"
# So 20 % off sells $0.8^{e}$ times as much, and the campaign page another half on top. Only the first stays if the price is cut for good.
# %% [markdown] lang="zh"
# 也就是说，打八折能卖到 $0.8^{e}$ 倍，会场流量再多带来约一半。常态打折，留得住的只有前一半。
# %%
print(sf.text(en=f"price alone × {0.8**e_tee:.2f}, promo day × {0.8**e_tee * np.exp(lift):.2f}", zh=f"只降价 × {0.8**e_tee:.2f}，活动日 × {0.8**e_tee * np.exp(lift):.2f}"))
# %%
families = {"dress": sf.text(en="dress", zh="连衣裙"), "tee": sf.text(en="tee", zh="T恤"), "pants": sf.text(en="pants", zh="裤装"), "knit": sf.text(en="knit", zh="针织"), "homewear": sf.text(en="homewear", zh="家居服")}
ways = [sf.text(en="one cloud", zh="一团点"), sf.text(en="sold-out days kept", zh="没剔售罄"), sf.text(en="promo forgotten", zh="没控活动"), sf.text(en="all in place", zh="都处理了")]
estimates = []
for key, name in families.items():
    rows = core[core["family"] == key]
    stocked = rows[rows["units"] < rows["stock"]]
    found = [
        np.polyfit(np.log(rows["price"]), np.log(rows["units"]), 1)[0],
        slope(rows, ["price", "promo"])[0],
        slope(stocked, ["price"])[0],
        slope(stocked, ["price", "promo"])[0],
    ]
    estimates += [{"family": name, "way": way, "e": e} for way, e in zip(ways, found, strict=True)]
estimates = pd.DataFrame(estimates)
estimates.pivot(index="family", columns="way", values="e")[ways].round(2)
# %%
right = estimates[estimates["way"] == ways[3]].set_index("family")["e"]
order = right.sort_values().index.tolist()
title = sf.text(en=f"Each slip moves the elasticity by half a point or more: tees {cloud:+.1f}, {e_stock:+.1f} or {e_tee:+.1f}", zh=f"少做一步，弹性就差半个点以上：T恤 {cloud:+.1f}、{e_stock:+.1f} 还是 {e_tee:+.1f}")
alt.Chart(estimates).mark_point(size=110, opacity=1).encode(
    alt.X("e:Q", title=sf.text(en="price elasticity", zh="价格弹性")),
    alt.Y("family:N", title=None, sort=order),
    alt.Color("way:N", title=None, sort=ways, scale=alt.Scale(domain=ways, range=[sf.PALETTE[1], sf.PALETTE[3], sf.PALETTE[4], sf.PALETTE[2]])),
    alt.Shape("way:N", title=None, sort=ways, scale=alt.Scale(domain=ways, range=["triangle-up", "square", "diamond", "circle"])),
).properties(title=title, width=430, height=220)
# %% [markdown] lang="en"
# *What to see:* in every row the black dot lies between the others: the promo pulls to the left, sold-out days to the right, comparing SKUs with each other far to the right. Errors of opposite sign do not cancel because you have both.
# %% [markdown] lang="zh"
# *看什么*：每一行的黑点都夹在中间——不控活动往左偏，不剔售罄往右偏，拿不同款互比偏得更远。方向相反的错，不会因为都犯了就抵消。
# %% [markdown] lang="en"
# ## Your turn: pants, one step left out
#
# `stocked_pants` holds the pants on days in stock. Fill in the columns that belong into the comparison.
# %% [markdown] lang="zh"
# ## 轮到你：裤装，只缺一步
#
# `stocked_pants` 是裤装有货的日子。请填上该放进比较的列。
# %%
pants = core[core["family"] == "pants"]
stocked_pants = pants[pants["units"] < pants["stock"]]

columns = None  # a list of column names of within(...)
e_pants = slope(stocked_pants, columns)[0] if columns else None
# %%
sf.check_value(
    sf.text(en="elasticity of pants", zh="裤装的价格弹性"),
    e_pants,
    expect=slope(stocked_pants, ["price", "promo"])[0],
    tolerance=0.005,
    why_wrong={
        slope(stocked_pants, ["price"])[0]: sf.text(en="Without the promo its traffic is credited to the price.", zh="漏了 promo，会场流量算到了价格头上。"),
        slope(stocked_pants, ["promo", "price"])[0]: sf.text(en="The first number now belongs to the promo; put price first.", zh="现在第一个数是活动的系数，把 price 放在前面。"),
    },
    hint='["price", "promo"]',
)
# %% [markdown] lang="en"
# Pants react by less than one per cent for each per cent: a lower price *loses* GMV.
#
# ## From elasticity to a price
#
# The price list wants one number: the price with the largest contribution (lesson 1). Returns belong in it: dearer pieces come back more often. For G037, by pieces:
# %% [markdown] lang="zh"
# 裤装价格降 1%，销量涨不到 1%：降价连成交都会*变少*。
#
# ## 从弹性到价格
#
# 价盘只要一个数：贡献毛利最大的价格（第 1 课）。退货也得算进去：越贵的退得越多。G037 自己的退货率：
# %%
stocked = one[(one["units"] > 0) & (one["units"] < one["stock"])]
weight = np.sqrt(stocked["units"])
slope_r, level_r = np.polyfit(np.log(stocked["price"]), stocked["returned"] / stocked["units"], 1, w=weight)
for price in (66.3, 82.9):
    print(sf.yuan(price, 1), f"{level_r + slope_r * np.log(price):.0%}")
# %%
COST, COMMISSION, SHIP, BACK, LOSS = 30.1, 0.08, 4.0, 7.0, 0.2
base = (stocked[stocked["promo"] == 0]["units"] / (stocked[stocked["promo"] == 0]["price"] / 82.9) ** e_tee).mean()


def contribution(price, e):
    """Yuan a day at an everyday price, if demand has elasticity e and is `base` at ¥82.90."""
    r = np.clip(level_r + slope_r * np.log(price), 0, 0.95)
    kept = (1 - r) * (price * (1 - COMMISSION) - COST) - r * (LOSS * COST + BACK) - SHIP
    return base * (price / 82.9) ** e * kept


prices = np.arange(45.0, 110.1, 0.5)
best = prices[contribution(prices, e_tee).argmax()]
e_operator = np.log(one[one["promo"] == 1]["units"].mean() / one[one["promo"] == 0]["units"].mean()) / np.log(0.8)
believed = prices[contribution(prices, e_operator).argmax()]
print(sf.text(en=f"best price {sf.yuan(best, 1)}; the operator's elasticity of {e_operator:.1f} would choose {sf.yuan(believed, 1)}", zh=f"最优售价 {sf.yuan(best, 1)}；按运营的弹性 {e_operator:.1f}，会选 {sf.yuan(believed, 1)}"))
# %%
curve = pd.DataFrame({"price": prices, "left": contribution(prices, e_tee)})
marks = pd.DataFrame({"price": [believed, 66.3, best, 82.9]})
marks["left"] = contribution(marks["price"].to_numpy(), e_tee)
marks["label"] = [sf.text(en="operator", zh="运营"), sf.text(en="20 % off", zh="八折"), sf.text(en="best", zh="最优"), sf.text(en="list", zh="标价")]
x = alt.X("price:Q", title=sf.text(en="everyday price, ¥", zh="日常售价（元）"), scale=alt.Scale(domain=[45, 110]))
y = alt.Y("left:Q", title=sf.text(en="contribution, ¥ a day", zh="贡献毛利（元/天）"))
line = alt.Chart(curve).mark_line().encode(x, y)
points = alt.Chart(marks).mark_point(size=110, opacity=1, color=sf.PALETTE[1]).encode(x, y)
words = alt.Chart(marks).mark_text(align="left", dx=8, dy=14, fontSize=12).encode(x, y, text="label:N")
given = 1 - contribution(believed, e_tee) / contribution(best, e_tee)
title = sf.text(en=f"G037 earns most near {sf.yuan(best)}; {sf.yuan(believed)} would give away {given:.0%}", zh=f"G037 在 {sf.yuan(best)} 附近最赚钱，卖 {sf.yuan(believed)} 要丢掉 {given:.0%}")
(line + points + words).properties(title=title, width=520, height=280)
# %% [markdown] lang="en"
# *What to see:* the top is flat, to the left it falls steeply: a price a little too high costs little, one too low costs a lot.
#
# ## The mistake, in yuan
# %% [markdown] lang="zh"
# *看什么*：顶部很平，左边很陡。定高一点损失不大，定低了损失很大。
#
# ## 常见错误值多少钱
# %%
lost = 30 * (contribution(best, e_tee) - contribution(believed, e_tee))
third = 30 * (contribution(best, e_tee) - contribution(66.3, e_tee))
print(sf.text(en=f"a month at the operator's {sf.yuan(believed, 1)}: {sf.yuan(lost)} less than at {sf.yuan(best, 1)}; at 20 % off: {sf.yuan(third)} less", zh=f"按运营的 {sf.yuan(believed, 1)} 卖一个月，比 {sf.yuan(best, 1)} 少赚 {sf.yuan(lost)}；常态八折少赚 {sf.yuan(third)}"))
# %% [markdown] lang="en"
# One T-shirt of 150 SKUs. Nor does the list price need a cut: if anything, the answer at 16:00 is to try a few yuan **more**.
#
# ## On your own: the same cut, the other answer
#
# Dress **G059** costs ¥51.70 and lists at ¥165.90. Use `right` (elasticities by family) for its demand and take the return share as constant at 25 %, the other terms as above. Which of `prices_dress` leaves most? Two yuan more or less are fine.
# %% [markdown] lang="zh"
# 这只是 150 个 SKU 里的一件 T恤。标价不但不用降，16:00 的答复反而是：可以试着**加**几块钱。
#
# ## 独立完成：同样打八折，答案相反
#
# 连衣裙 **G059** 成本 51.7 元，标价 165.9 元。需求弹性用 `right` 里对应品类的，退货率固定取 25%，其余条件同上。在 `prices_dress` 这些价格里，哪个剩得最多？误差 2 元以内都算对。
# %%
prices_dress = np.arange(90.0, 190.1, 0.5)
e_dress = right[families["dress"]]

best_dress = None  # ¥
# %%
margin = 0.75 * (prices_dress * (1 - COMMISSION) - 51.7) - 0.25 * (LOSS * 51.7 + BACK) - SHIP
left_dress = prices_dress**e_dress * margin
sf.check_value(
    sf.text(en="best price of G059 (¥)", zh="G059 的最优售价（元）"),
    best_dress,
    expect=prices_dress[left_dress.argmax()],
    tolerance=2 / 130,
    why_wrong={
        prices_dress[0]: sf.text(en="That sells most pieces and most GMV. What is left of each?", zh="那样件数和成交最多，可每件剩多少？"),
        165.9: sf.text(en="That is the list price; did you try lower ones?", zh="这是标价。更低的试过吗？"),
        prices_dress[(0.75 * (prices_dress - 51.7) * prices_dress**e_dress).argmax()]: sf.text(en="Commission, freight and lost goods are missing.", zh="漏了佣金、运费和折损。"),
    },
    hint=sf.text(en="price ** e · [0.75 · (0.92 · price − 51.7) − 0.25 · (0.2 · 51.7 + 7) − 4], largest", zh="售价 ** e ×［0.75 ×（0.92 × 售价 − 51.7）− 0.25 ×（0.2 × 51.7 + 7）− 4］取最大"),
)
# %% [markdown] lang="en"
# Dresses react twice as strongly as tees, so here a cut of a fifth *does* pay. The uplift of the promo could not tell the two apart. And a best price near the edge of the prices you have tried is a direction, not a promise: go in steps.
#
# ## Play with it
# %% [markdown] lang="zh"
# 连衣裙对价格的反应比 T恤强近一倍，这里降两成*确实*划算。光看活动增幅，分不出这两种。另外，最优价若靠近你试过的价格边缘，只是方向，不是保证：一步一步来。
#
# ## 动手玩一玩
# %%
sf.widgets.price_volume_return()
# %% [markdown] lang="en"
# ## Check yourself
#
# **1.** A SKU with elasticity −1.5 sells 100 pieces a day at ¥100. How many at ¥90, without promo?
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 某 SKU 弹性 −1.5，100 元时日销 100 件。没有活动，卖 90 元时日销多少件？
# %%
answer_1 = None
# %%
sf.check_value(
    sf.text(en="pieces a day at ¥90", zh="90 元时的日销件数"),
    answer_1,
    expect=100 * 0.9**-1.5,
    tolerance=0.005,
    why_wrong={
        115.0: sf.text(en="Near: 10 % × 1.5 is the slope at the start; the formula is 0.9 to the power −1.5.", zh="接近了：10% × 1.5 只是起点的斜率，公式是 0.9 的 −1.5 次方。"),
        100 * 0.9**1.5: sf.text(en="Wrong sign: a lower price sells more.", zh="符号反了：降价会多卖。"),
    },
    hint="100 × 0.9 ** −1.5",
)
# %% [markdown] lang="en"
# **2.** Your fit says −0.7 for a family that sold out in most of its cheap weeks. Left in, these days make the estimate … `"a"` too strong (more negative), `"b"` too weak (nearer to zero), `"c"` right, only noisier.
# %% [markdown] lang="zh"
# **2.** 某品类降价的几周大多售罄，你没剔除，拟合出 −0.7。这些日子会让估计……`"a"` 偏强（更负）；`"b"` 偏弱（更接近 0）；`"c"` 没偏，只是噪声大。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="sold-out days", zh="售罄日"),
    answer_2,
    right="b",
    because=sf.text(en="At low prices you see the stock, not the demand: the price seems to do nothing.", zh="低价时看到的是库存而不是需求，看起来降价没用。"),
    wrong={
        "a": sf.text(en="Stock caps the sales of cheap days, not of dear ones.", zh="被封顶的是便宜的日子，不是贵的。"),
        "c": sf.text(en="They sit on one side, the cheap one: that is bias.", zh="它们都在便宜那一侧，这是偏差。"),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Mark sold-out days in the daily report and leave them out of every comparison of prices.
# - Choose ten SKUs, change their everyday prices by ±5–10 % by the week, in an order drawn by lot, outside campaigns. Eight weeks give you an elasticity that is yours.
# - Price by contribution after returns, not by pieces; go in steps of 5 %.
#
# ## Limits
#
# - **Left out.** Rivals, coupons, price thresholds (99 / 199), what buyers remember of your last price, and that a sale steals from next week (lesson 3).
# - **One number a family.** Within a family SKUs differ; a SKU alone has a wide interval.
# - **Compliance.** A crossed-out price must have been charged; a sale must not end with a false "original price". Module 3 has the wording.
# - **Synthetic.** Constant elasticities were planted and prices changed at random. A range of −0.8 to −2.5 is plausible for clothes, not a rule.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 日报里标出售罄日，凡是比价格都先剔掉。
# - 挑十个 SKU，避开大促，按周上下浮动 5–10%，顺序抽签决定。八周之后，弹性就是你自己的。
# - 按退货后的贡献毛利定价，不按件数；每次动 5%。
#
# ## 局限
#
# - **没有考虑。** 竞店、优惠券、价格门槛（99 / 199）、买家对上次价格的记忆，以及促销会透支下周（第 3 课）。
# - **一个品类一个数。** 同品类里各款也不同；单个 SKU 的区间很宽。
# - **合规。** 划线价必须真实成交过，活动后不能编“原价”。话术见模块三。
# - **模拟数据。** 弹性是预设的常数，价格随机变动。服装 −0.8 到 −2.5 说得通，但不是规则。
