# %% [markdown] lang="en"
# ## The decision
#
# Wednesday, 11:00. Two messages from the warehouse. *"Half of what comes back of T-shirt G017 says 'too small'. Which size? 800 pieces leave for packing at one."* And: *"The returns desk wants to refuse what is 'just changed my mind'. May we?"*
#
# Which size is it, what does it cost, and which returns must be taken back?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周三上午 11:00，仓库来了两条消息。“T恤 G017 的退货有一半写着‘偏小’，到底是哪个码？下午一点要打包 800 件。”还有：“售后组想把‘不想要了’的退货都驳回，行不行？”
#
# 是哪个码，值多少钱，哪些退货必须收？
# %%
import altair as alt
import numpy as np
import pandas as pd

lines = sf.dataset("order_lines")
sent = lines[lines["refund_stage"] != "pre"].copy()
sent["small"] = sent["reason"] == "size_small"
sent.groupby("size")["small"].agg(["size", "mean"]).round(3)
# %% [markdown] lang="en"
# Over the whole shop no size stands out.
#
# **Predict before you go on.**
# %% [markdown] lang="zh"
# 全店合计，没有哪个码突出。
#
# **先猜再看。**
# %%
sf.predict(
    sf.text(en="You sort all cells of SKU × size by the share that came back as too small. The first one is …", zh="把全部“SKU × 尺码”格子按偏小退货率从高到低排，排第一的会是……"),
    [
        sf.text(en="the size that runs small", zh="那个偏小的尺码"),
        sf.text(en="a size of the SKU that sells most", zh="卖得最多的 SKU 的某个码"),
        sf.text(en="a size of which hardly anything was sold", zh="几乎没卖出几件的某个码"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: a contrast within the SKU
#
# **Return rate** (退货率) of a cell = lines that came back / lines **sent**. Refunds before dispatch (发货前退款) never met a body, so they belong in neither. Three ways to look at "too small":
#
# | compare the cell with | misled by |
# |---|---|
# | all cells, by rate | small numbers: 1 of 1 is 100 % |
# | all cells, by count | sales: the best seller leads |
# | **the same SKU's other sizes** | little: same cloth, same photos, same buyers |
#
# The difference is measured in its own uncertainty, $z=\dfrac{\text{rate}-\text{rest}}{\sqrt{p(1-p)(1/n+1/m)}}$ with $n$ and $m$ lines sent and $p$ the rate of both together; and its weight in **returns to be spared**, $n\,(\text{rate}-\text{rest})$.
#
# **Where the platform shows it:** after-sales reasons (售后原因) by product, seldom by size. **The dangerous look-alike** is the quality-return rate (品退率): it counts returns for quality reasons only and enters the experience score (lesson 6); a wrong size is usually not in it, and costs all the same.
# %% [markdown] lang="zh"
# ## 概念：同款之内比
#
# 一个格子的**退货率** = 退回的子订单 ÷ **已发货**的子订单。发货前退款没上过身，分子分母都不算。看“偏小”有三种比法：
#
# | 拿格子跟谁比 | 会被什么骗 |
# |---|---|
# | 全部格子，按比率 | 样本小：1 单退 1 单就是 100% |
# | 全部格子，按数量 | 销量：爆款永远领先 |
# | **同款的其他尺码** | 很少：同样的料、同样的图、同样的买家 |
#
# 差距要用它自己的不确定性来量：$z=\dfrac{\text{rate}-\text{rest}}{\sqrt{p(1-p)(1/n+1/m)}}$，$n$、$m$ 为已发货单数，$p$ 为合并比率；分量则看**能省下的退货** $n\,(\text{rate}-\text{rest})$。
#
# **后台在哪里看**：售后原因按商品有，按尺码很少有。**最容易混淆的**是品退率：只算质量类原因，会进体验分（第 6 课）；尺码不合一般不算品退，但钱照样亏。
# %% [markdown] lang="en"
# ## The data
#
# One row is an order line. **Missing:** reasons that nobody gave, measurements of the garment, and what buyers of size M usually wear.
# %% [markdown] lang="zh"
# ## 数据
#
# 一行 = 一个子订单。**缺什么**：没填的原因、衣服的实测尺寸，以及买 M 码的人平时穿什么码。
# %%
back = sent[sent["refund_stage"] == "post"]
back["reason"].value_counts(normalize=True).round(3)
# %% [markdown] lang="en"
# ## Worked: from cells to one size
#
# **Step 1.** Count the cells. By rate, then by count.
# %% [markdown] lang="zh"
# ## 示范：从几百个格子到一个尺码
#
# **第 1 步。** 数格子。先按比率排，再按数量排。
# %%
cell = sent.groupby(["sku_id", "size"])["small"].agg(n="size", small="sum")
cell["rate"] = cell["small"] / cell["n"]
cell.sort_values("rate", ascending=False).head(3)
# %%
cell.sort_values("small", ascending=False).head(3).round(3)
# %% [markdown] lang="en"
# One of one; then the best seller G083, whose sizes all come back alike (lesson 1).
#
# **Step 2.** The rest of the same SKU.
# %% [markdown] lang="zh"
# 先是“1 单退 1 单”，再是爆款 G083——它哪个码退得都差不多（第 1 课）。
#
# **第 2 步。** 同款的其他尺码合计。
# %%
whole = cell.groupby("sku_id")[["n", "small"]].transform("sum")
rest = whole - cell[["n", "small"]]
cell["rest_rate"] = rest["small"] / rest["n"].replace(0, np.nan)
p = whole["small"] / whole["n"]
cell["z"] = (cell["rate"] - cell["rest_rate"]) / np.sqrt(p * (1 - p) * (1 / cell["n"] + 1 / rest["n"].replace(0, np.nan)))
cell["extra"] = cell["n"] * (cell["rate"] - cell["rest_rate"])
large = cell[(cell["n"] >= 30) & (rest["n"] >= 30)]
large.sort_values("z", ascending=False).head(4).round(3)
# %% [markdown] lang="en"
# **Step 3.** Look at all of them before you believe the first. Among so many cells some reach z = 3 by chance.
# %% [markdown] lang="zh"
# **第 3 步。** 先看全貌，再信第一名。格子这么多，碰巧到 z = 3 的也会有。
# %%
first = large["z"].idxmax()
shown = large.reset_index()
shown["cell"] = shown["sku_id"] + " " + shown["size"]
shown["label"] = np.where(shown["z"] >= 3, shown["cell"], "")
x = alt.X("n:Q", title=sf.text(en="lines sent", zh="已发货单数"))
y = alt.Y("z:Q", title=sf.text(en="z against the SKU's other sizes", zh="相对同款其他尺码的 z"))
dots = alt.Chart(shown).mark_circle(size=60, opacity=0.6).encode(x, y, tooltip=["cell", "n", "small"])
names = alt.Chart(shown).mark_text(dx=8, dy=-5, align="left", fontSize=12).encode(x, y, text="label:N")
limit = alt.Chart(pd.DataFrame({"z": [3]})).mark_rule(color="#555555", strokeDash=[6, 4]).encode(y="z:Q")
title = sf.text(en=f"Of {len(shown)} cells one is far outside: {first[0]}, size {first[1]}", zh=f"{len(shown)} 个格子里只有一个远远出界：{first[0]} 的 {first[1]} 码")
(limit + dots + names).properties(title=title, width=520, height=300)
# %% [markdown] lang="en"
# *What to see:* a cloud around zero that reaches a little over 3, and one point at 10. (The points below −3 are mostly the other sizes of the same SKU: beside M they look too good.) The one at 3 deserves a tape measure, the one at 10 a stop of packing.
#
# The answer at 11:00: **stop size M of G017**, measure ten pieces, correct the size chart before 13:00; the other sizes may leave.
# %% [markdown] lang="zh"
# *看什么*：一团点围着零，最高略过 3；只有一个点到了 10。（−3 以下的点，多半是同款的其他码：跟 M 码一比显得太好。）3 的那个值得拿尺子量一下，10 的那个要立刻停止打包。
#
# 11:00 的答复：**G017 的 M 码先停**，抽十件量尺寸，13:00 前改好尺码表；其他码可以发。
# %% [markdown] lang="en"
# ## Your turn: what it costs, one step left out
#
# Every return that a right size would have spared costs ¥7 of freight back, a fifth of the cost of ¥22.10, and the contribution of a sale, ¥24. What did the cell's extra returns cost in the sample?
# %% [markdown] lang="zh"
# ## 轮到你：值多少钱，只缺一步
#
# 尺码要是对的，每省一次退货能省 7 元回程运费、22.1 元成本的两成，还能保住一笔 24 元的贡献毛利。抽样里，这个格子多出来的退货一共损失多少？
# %%
extra, spared = cell.loc[first, "extra"], 7 + 0.2 * 22.1 + 24

cost = None  # ¥
# %%
sf.check_value(
    sf.text(en="cost of the extra returns (¥)", zh="多出来的退货损失（元）"),
    cost,
    expect=extra * spared,
    tolerance=0.005,
    why_wrong={
        cell.loc[first, "small"] * spared: sf.text(en="Some would come back as too small in any size: only the extra ones.", zh="别的码也会有人嫌小，只算多出来的那部分。"),
        extra * (7 + 0.2 * 22.1): sf.text(en="The lost sale belongs to it.", zh="丢掉的那笔生意也要算。"),
        cell.loc[first, "n"] * spared: sf.text(en="Not all of them came back.", zh="并不是每一单都退了。"),
    },
    hint="extra * spared",
)
# %% [markdown] lang="en"
# ## The mistake, in yuan
#
# The report sorted by count blames the best seller: its size M has most "too small" of all. Re-cutting M of G083 would cost a pattern and a month, for this difference to its other sizes:
# %% [markdown] lang="zh"
# ## 常见错误值多少钱
#
# 按数量排的报告会怪到爆款头上：它的 M 码“偏小”件数最多。给 G083 的 M 码重新打版，要花一套版费和一个月；而它和其他码的差距只有：
# %%
blamed = cell["small"].idxmax()
print(
    sf.text(
        en=f"{blamed[0]} {blamed[1]}: {cell.loc[blamed, 'rate']:.1%} against {cell.loc[blamed, 'rest_rate']:.1%}, z = {cell.loc[blamed, 'z']:.1f}; {first[0]} {first[1]}: {cell.loc[first, 'rate']:.1%} against {cell.loc[first, 'rest_rate']:.1%}",
        zh=f"{blamed[0]} {blamed[1]}：{cell.loc[blamed, 'rate']:.1%} 对 {cell.loc[blamed, 'rest_rate']:.1%}，z = {cell.loc[blamed, 'z']:.1f}；{first[0]} {first[1]}：{cell.loc[first, 'rate']:.1%} 对 {cell.loc[first, 'rest_rate']:.1%}",
    )
)
print(sf.text(en=f"one order of 800 pieces of {first[0]} {first[1]}: about {800 * (cell.loc[first, 'rate'] - cell.loc[first, 'rest_rate']):.0f} returns and {sf.yuan(800 * (cell.loc[first, 'rate'] - cell.loc[first, 'rest_rate']) * spared)}", zh=f"{first[0]} {first[1]} 码再发 800 件：多退约 {800 * (cell.loc[first, 'rate'] - cell.loc[first, 'rest_rate']):.0f} 件，损失 {sf.yuan(800 * (cell.loc[first, 'rate'] - cell.loc[first, 'rest_rate']) * spared)}"))
# %% [markdown] lang="en"
# ## May we refuse?
#
# For goods bought online the Consumer Protection Law (消费者权益保护法, art. 25) gives seven days without a reason (七天无理由退货). In short, and simplified:
#
# | question | rule |
# |---|---|
# | how long? | 7 days, **day 1 is the day after signing for it**; more if the shop promised more |
# | which goods not? | made to order; fresh; unsealed recordings and software; newspapers. Others only if their nature forbids it **and** the buyer confirmed at purchase |
# | in which state? | intact; trying on is no damage |
# | by when is it paid back? | within 7 days of the piece's arrival |
# | who pays the way back? | the buyer, unless agreed otherwise (freight insurance 运费险 usually pays) |
# | a proven fault? | another law: no limit by these seven days |
#
# "Changed my mind" is exactly the case the law means. Days are calendar days in Shanghai; with times in UTC a piece signed for at 17:00 on the 1st was signed for on the 2nd.
# %% [markdown] lang="zh"
# ## 能不能不收？
#
# 网购商品，消费者权益保护法第二十五条给了七天无理由退货。简化如下：
#
# | 问题 | 规则 |
# |---|---|
# | 多长时间？ | 7 天，**签收次日为第 1 天**；店铺承诺更长的，从其承诺 |
# | 哪些不适用？ | 定作；鲜活易腐；拆封的音像与软件；报刊。其他商品须性质不宜退货**并且**购买时经消费者确认 |
# | 什么状态？ | 完好；为试穿而打开不算破坏 |
# | 何时退款？ | 收到退货之日起 7 日内 |
# | 运费谁出？ | 买家，另有约定的除外（通常运费险赔付） |
# | 质量问题？ | 另有规定，不受这七天限制 |
#
# “不想要了”正是法律说的那种情况。天数按北京时间自然日算：UTC 1 日 17:00 签收的，其实是 2 日签收。
# %%
def last_day(signed, promised=0):
    """The last Shanghai day on which a return without a reason may be asked for; `signed` in UTC."""
    day = (signed + pd.Timedelta(hours=8)).normalize()
    return day + pd.Timedelta(days=max(7, promised))


print(last_day(pd.Timestamp("2026-07-01 17:00")).date(), last_day(pd.Timestamp("2026-07-01 17:00"), promised=15).date())
# %% [markdown] lang="en"
# ## On your own
#
# A plain T-shirt is signed for on 3 July 2026 at 15:30 UTC, tried on, intact. The buyer asks on 10 July at 23:00 Shanghai time, the piece arrives on 14 July at 18:00 UTC. Must the shop accept it, and what is the last day to pay back? Write the day of July as a number, 0 if it may refuse.
# %% [markdown] lang="zh"
# ## 独立完成
#
# 一件普通 T恤，2026 年 7 月 3 日 15:30（UTC）签收，试穿过、完好。买家北京时间 7 月 10 日 23:00 申请退货，7 月 14 日 18:00（UTC）到仓。必须受理吗？最迟几号退款？填七月的日期数字；可以拒绝就填 0。
# %%
pay_back_by = None
# %%
sf.check_value(
    sf.text(en="last day to pay back (July)", zh="最迟退款日（七月几号）"),
    pay_back_by,
    expect=22,
    why_wrong={
        21: sf.text(en="18:00 UTC on the 14th is the 15th in Shanghai.", zh="UTC 14 日 18:00 在北京已是 15 日。"),
        0: sf.text(en="Signed for on the 3rd, day 7 is the 10th: in time.", zh="3 日签收，第 7 天是 10 日，没有超期。"),
        17: sf.text(en="It counts from the arrival, not from asking.", zh="从到仓起算，不是从申请起算。"),
    },
    hint=sf.text(en="arrival in Shanghai + 7 days", zh="北京时间到仓日 + 7 天"),
)
# %% [markdown] lang="en"
# ## Check yourself
#
# **1.** Size S of a SKU: 2 of 6 came back as too small (33 %), the other sizes 9 of 180 (5 %). What now? `"a"` stop S; `"b"` measure one and wait for more; `"c"` take the SKU off the shelf.
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 某款 S 码 6 单里 2 单嫌小（33%），其他码 180 单里 9 单（5%）。怎么办？`"a"` 停 S 码；`"b"` 先量一件，等样本多了再看；`"c"` 整款下架。
# %%
answer_1 = None
# %%
sf.check_choice(
    sf.text(en="two of six", zh="六单退两单"),
    answer_1,
    right="b",
    because=sf.text(en="Six lines hardly say anything; a tape measure costs nothing.", zh="六单说明不了什么，拿尺子量一下不花钱。"),
    wrong={
        "a": sf.text(en="Two buyers; by chance alone that happens often among hundreds of cells.", zh="只有两个买家；几百个格子里碰巧出现很常见。"),
        "c": sf.text(en="The other sizes are fine.", zh="其他码没问题。"),
    },
)
# %% [markdown] lang="en"
# **2.** The returns desk proposes: "no tags, no refund", printed on the parcel. For a dress tried on once with the hang-tag removed … `"a"` allowed, the rule stands on the parcel; `"b"` a tag removed for trying on does not by itself end the right; ask whether the piece is still intact; `"c"` allowed after three days.
# %% [markdown] lang="zh"
# **2.** 售后组提议在包裹上印“吊牌剪掉概不退款”。一条试穿过一次、吊牌取下的连衣裙……`"a"` 可以，包裹上写明了；`"b"` 为试穿取下吊牌本身不当然丧失退货权，要看商品是否仍然完好；`"c"` 三天后可以。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="a printed condition", zh="印在包裹上的条件"),
    answer_2,
    right="b",
    because=sf.text(en="A shop cannot print the law away. Whether missing tags mean 'not intact' is judged by the case and the platform's rules: ask there before refusing.", zh="店铺单方面印的条款改变不了法定权利。吊牌缺失是否算“不完好”，要看具体情况和平台规则，拒绝之前先问清楚。"),
    wrong={
        "a": sf.text(en="A printed term cannot take a legal right away.", zh="单方条款不能剥夺法定权利。"),
        "c": sf.text(en="Seven days are seven days.", zh="七天就是七天。"),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Report returns by SKU × size, lines sent beside them, sorted by returns to be spared.
# - Stop, measure, correct the chart; write the measured width in centimetres on the page, and look again after two weeks of orders plus fifteen days.
# - Put the day by which each return is paid back into the desk's list, in Shanghai days.
#
# ## Limits
#
# - **Reasons are clicks.** Buyers pick the reason that is accepted fastest; 6 % pick none. Measure garments.
# - **Many looks.** With some 200 cells a false alarm above z = 3 comes now and then; the weight (`extra`) and a tape measure decide.
# - **Simplified law**, as of writing, no legal advice; the platform asks for more than the law in places.
# - **Synthetic.** One size of one SKU was planted to run small.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 退货按 SKU × 尺码报，旁边写已发货单数，按“能省下的退货”排序。
# - 先停发、再量、改尺码表；详情页写上实测胸围厘米数，等两周订单再加十五天后复查。
# - 售后清单加一列“最迟退款日”，按北京时间自然日算。
#
# ## 局限
#
# - **原因是点出来的。** 买家会选最容易通过的那个，6% 不选。衣服要亲手量。
# - **看的次数多。** 约两百个格子，碰巧超过 z = 3 的时不时会有；看分量（`extra`），再拿尺子量。
# - **法规作了简化**，以写作时为准，不构成法律意见；平台有些要求比法律更严。
# - **模拟数据。** 只有一款的一个码被预设为偏小。
