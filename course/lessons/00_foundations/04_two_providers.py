# %% [markdown] lang="en"
# ## The decision
#
# Friday, 11:00. Two clients want you, and the team can take one. **A** is a brand with a team of its own and three systems that disagree about last week's sales. **B** is a factory in an industrial belt, strong in product, that has never filmed anything. Whose problem can you solve by Monday, and how would you show it?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周五 11:00。两家客户都想签，团队只接得下一家。**甲**是品牌方，有自己的团队，三套系统对上周的销售额各说各话。**乙**是产业带里的工厂，货好，从没拍过视频。谁的问题你周一前能解决？怎么证明？
# %%
import altair as alt
import pandas as pd

export = sf.dataset("raw_orders")
export.head()
# %%
sf.predict(
    sf.text(en="Add up the amount column as it stands. Compared with the true GMV the result is …", zh="把 amount 一列直接加总，和真实成交额相比……"),
    [
        sf.text(en="about 5 % too high", zh="高出约 5%"),
        sf.text(en="about twice", zh="大约两倍"),
        sf.text(en="more than a thousand times", zh="一千倍以上"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: two kinds of provider, six capabilities
#
# | | brand provider (品牌服务商) | regional provider (区域服务商) |
# |---|---|---|
# | serves | brand merchants, from onboarding (入驻) to steady operation | industrial belts (产业带) and original factories (原创工厂) |
# | client is strong in | brand, budget | product, price |
# | client lacks | interactive content, feedback handling | e-commerce, content, platform knowledge |
# | duty | raise long-run efficiency | relay platform information (信息透传), accompany (陪伴) |
#
# Both are judged by six capabilities (六大能力): traffic buying, account operations, livestream selling, short video, store operations, service fulfilment. In this course each is a module. Weights differ by kind of provider and are placeholders until practitioners have been asked.
#
# Before any of the six comes a shared ground: **one row an order**, in yuan, on a Shanghai day.
#
# $$\text{GMV}_{\text{day}}=\sum_{\text{orders, latest row paid}}\frac{\text{amount}}{\text{units per yuan}}$$
# %% [markdown] lang="zh"
# ## 概念：两类服务商，六大能力
#
# | | 品牌服务商 | 区域服务商 |
# |---|---|---|
# | 服务对象 | 品牌商家，从入驻到长期健康经营 | 产业带、原创工厂 |
# | 客户强在 | 品牌、预算 | 产品、价格 |
# | 客户缺的 | 互动内容、反馈处理 | 电商、内容、对平台的了解 |
# | 职责 | 提升长期经营效率 | 信息透传、陪伴成长 |
#
# 两类都看六大能力：流量投放、抖音号运营、直播带货、短视频运营、店铺运营、服务履约，本课程各占一个模块。两类服务商的权重不同，目前只是占位，要等从业者调研之后再定。
#
# 六样之前有一个共同的地基：**一单一行**，以元计，按北京时间归天。
#
# $$\text{当日成交}=\sum_{\text{最新一行为已支付的订单}}\frac{\text{金额}}{\text{每元合多少单位}}$$
# %% [markdown] lang="en"
# ## The data
#
# The export of A's three systems. An order that was updated stands there again. **Missing:** refunds after dispatch; they come weeks later and in another report.
# %% [markdown] lang="zh"
# ## 数据
#
# 甲的三套系统导出。订单有更新就会多一行。**缺什么**：发货后退款，几周后才来，而且在另一张报表里。
# %%
sf.fields("raw_orders")
# %%
export.groupby("unit")["amount"].agg(["size", "median"]).round(0)
# %% [markdown] lang="en"
# Three medians, a factor of 100 and of 100,000 apart: fen, and the thousandths of a fen in which the all-domain interface reports.
#
# ## Worked: one row an order
#
# **Step 1.** Keep the latest row of each order. **Step 2.** Drop what was cancelled.
# %% [markdown] lang="zh"
# 三个中位数，差 100 倍和 10 万倍：一个是分，一个是全域推广接口用的千分之一分。
#
# ## 示范：一单一行
#
# **第 1 步**，每单留最新一行。**第 2 步**，去掉已取消的。
# %%
latest = export.sort_values("updated").drop_duplicates("order_id", keep="last")
valid = latest[latest["status"] == "paid"].copy()
print(len(export), "→", len(latest), "→", len(valid))
# %% [markdown] lang="en"
# **Step 3.** Yuan. **Step 4.** Shanghai days.
# %% [markdown] lang="zh"
# **第 3 步**，换成元。**第 4 步**，按北京时间归天。
# %%
valid["gmv"] = valid["amount"] / valid["unit"].map({"yuan": 1, "fen": 100, "milli_fen": 100_000})
valid["day"] = sf.to_shanghai(valid["ts"]).dt.normalize()
valid["utc_day"] = valid["ts"].dt.normalize()
both = pd.DataFrame({"shanghai": valid.groupby("day")["gmv"].sum(), "utc": valid.groupby("utc_day")["gmv"].sum()})
both.head(3).round(0)
# %%
days = both.reset_index(names="day").melt("day", var_name="clock", value_name="gmv").dropna()
moved = (valid["day"] != valid["utc_day"]).mean()
title = sf.text(
    en=f"{moved:.0%} of the orders change their day with the clock",
    zh=f"换一个时区，{moved:.0%} 的订单换了一天",
)
alt.Chart(days).mark_line(point=True).encode(
    alt.X("day:T", title=sf.text(en="day", zh="日期"), axis=alt.Axis(format="%m-%d")),
    alt.Y("gmv:Q", title=sf.text(en="GMV a day (¥)", zh="当日成交（元）")),
    alt.Color("clock:N", title=None),
    alt.StrokeDash("clock:N", title=None),
).properties(title=title, width=500, height=230)
# %% [markdown] lang="en"
# *What to see:* the UTC line has a stump at its start and lags behind at every weekend. Both add up to the same month.
# %% [markdown] lang="zh"
# *看什么*：UTC 那条线开头只有半截，每到周末总是慢半拍。全月合计两者相同。
# %% [markdown] lang="en"
# ## Your turn: one step left out
#
# The head of finance adds up rows that say "paid", without looking for the latest. How many yuan too much does he get, in the same units?
# %% [markdown] lang="zh"
# ## 轮到你：只缺一步
#
# 财务把所有 status 为 paid 的行都加起来，没有只取最新一行。换成元之后，多算了多少？
# %%
paid_rows = export[export["status"] == "paid"]
rows_yuan = paid_rows["amount"] / paid_rows["unit"].map({"yuan": 1, "fen": 100, "milli_fen": 100_000})

too_much = None
# %%
sf.check_value(
    sf.text(en="too much (¥)", zh="多算的金额（元）"),
    too_much,
    expect=rows_yuan.sum() - valid["gmv"].sum(),
    tolerance=0.001,
    because=sf.text(en="Copies and orders that were cancelled later.", zh="重复行，加上之后取消的订单。"),
    why_wrong={
        rows_yuan.sum(): sf.text(en="That is his total; take the right one off.", zh="这是他的总数，还要减去正确的数。"),
        paid_rows["amount"].sum() - valid["gmv"].sum(): sf.text(en="Mind the units.", zh="注意单位。"),
    },
    hint="rows_yuan.sum() - valid['gmv'].sum()",
)
# %% [markdown] lang="en"
# ## The mistake people make: sum first, ask later
# %% [markdown] lang="zh"
# ## 常见错误：先加总，后问单位
# %%
wrong = export["amount"].sum()
print(sf.text(en=f"as it stands {wrong:,.0f}; in yuan {sf.yuan(valid['gmv'].sum())}; factor {wrong / valid['gmv'].sum():,.0f}", zh=f"直接加总 {wrong:,.0f}；换成元 {sf.yuan(valid['gmv'].sum())}；相差 {wrong / valid['gmv'].sum():,.0f} 倍"))
# %% [markdown] lang="en"
# A factor of thousands gets noticed. The dangerous case is the shop whose rows are nearly all in yuan: a few rows in fen add a few per cent, and a fee of 8 % of GMV is paid on them for years.
# %% [markdown] lang="zh"
# 差几千倍，谁都看得出来。危险的是绝大多数行都是元的店：混进几行“分”，只差百分之几，按 GMV 8% 收的服务费就这样多付好几年。
# %%
few = valid["gmv"].copy()
few.iloc[:: 2_000] *= 100
fee = 0.08 * (few.sum() - valid["gmv"].sum())
print(sf.text(en=f"one row in 2,000 in fen: {sf.yuan(fee * 12)} of fees too much a year", zh=f"每 2,000 行混进 1 行“分”：一年多付 {sf.yuan(fee * 12)} 服务费"))
# %% [markdown] lang="en"
# ## Self-checks
#
# **1.** A factory owner asks: "What has the platform changed this month, and what does it mean for me?" Whose duty is that? `"a"` the brand provider's, `"b"` the regional provider's, `"c"` nobody's.
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 工厂老板问：“平台这个月改了什么，跟我有什么关系？”这是谁的职责？`"a"` 品牌服务商；`"b"` 区域服务商；`"c"` 谁都不是。
# %%
answer_1 = None
# %%
sf.check_choice(
    sf.text(en="whose duty", zh="谁的职责"),
    answer_1,
    right="b",
    because=sf.text(en="Relaying platform information is the regional provider's first duty.", zh="信息透传是区域服务商的首要职责。"),
    wrong={
        "a": sf.text(en="Its clients are brands with teams of their own.", zh="它服务的是有团队的品牌商家。"),
        "c": sf.text(en="The article names it.", zh="文章里明确写了。"),
    },
)
# %% [markdown] lang="en"
# **2.** An order: row 1 paid at 10:00, row 2 cancelled at 12:00, row 3 paid at 11:00 (`updated`). Does it count? `"yes"` or `"no"`.
# %% [markdown] lang="zh"
# **2.** 一个订单：第 1 行 10:00 已支付，第 2 行 12:00 已取消，第 3 行 11:00 已支付（按 `updated`）。算不算？填 `"yes"` 或 `"no"`。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="does it count", zh="算不算"),
    answer_2,
    right="no",
    because=sf.text(en="The latest row decides, wherever it stands.", zh="以时间最晚的一行为准，和排在第几行无关。"),
    wrong={"yes": sf.text(en="The last line of the file is not the latest row.", zh="文件里排最后的不是时间最晚的。")},
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Ask each system for its unit, its clock and its rule for updates; write the three answers on one page.
# - Deliver one table, one row an order, and let every later figure come from it.
# - Tell client B honestly what the first eight weeks are: product talk on camera, not dashboards.
#
# ## Limits
#
# - **Dated.** The two kinds of provider are those of the 2021 article; contracts today mix both.
# - **Left out.** Refunds after dispatch, split orders, gifts, orders of other currencies.
# - **Synthetic.** The export is invented; its three units are real ones.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 问清每套系统的单位、时区、更新规则，写在一页纸上。
# - 交付一张一单一行的表，之后所有数都从它出。
# - 坦白告诉客户乙：头八周是对着镜头讲产品，不是看大屏。
#
# ## 局限
#
# - **年代。** 两类服务商是 2021 年文章里的划分，如今的合同往往两者兼有。
# - **没有考虑。** 发货后退款、拆单、赠品、外币订单。
# - **模拟数据。** 导出是虚构的，三种单位是真实存在的。
