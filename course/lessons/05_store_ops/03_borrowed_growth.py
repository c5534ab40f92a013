# %% [markdown] lang="en"
# ## The decision
#
# Monday, 9:30, planning of July. Two wins are on the owner's slide: *"The new knit **K1** sells 185 a day, that is pure growth: order for double. And our mid-June campaign more than doubled sales: sign up for the next one."* Both cost money today: stock for K1, and a 20 % price cut for seven days.
#
# How much of these two numbers is the shop's, and how much is only moved, from one shelf or one week to another?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周一 9:30，七月规划会。老板的 PPT 上有两个喜报：“新款针织 **K1** 日销 185 件，纯增量，备货翻倍；六月中的大促销量翻了一倍多，下一场也报名。”两件事今天都要花钱：K1 的货款，和七天八折的让利。
#
# 这两个数里，有多少真是店里的，有多少只是从另一格货架、另一个星期挪过来的？
# %%
import altair as alt
import numpy as np
import pandas as pd

launch = sf.dataset("launch_daily")
wide = launch.pivot(index="day", columns="sku_id", values="units")
wide.tail(3)
# %% [markdown] lang="en"
# **Predict before you go on.**
# %% [markdown] lang="zh"
# **先猜再看。**
# %%
sf.predict(
    sf.text(en="Of 100 pieces of K1, how many has its sibling K2 lost?", zh="K1 每卖 100 件，同系列老款 K2 少卖了多少？"),
    [sf.text(en="none: K2 sells almost as before", zh="没少：K2 销量几乎没变"), sf.text(en="about 15", zh="约 15 件"), sf.text(en="about 40", zh="约 40 件"), sf.text(en="nearly all", zh="几乎全部")],
)
# %% [markdown] lang="en"
# ## The concept: what would have happened otherwise
#
# **Cannibalisation** (内部蚕食, 自家抢单): part of a new SKU's sales comes from SKUs the shop had already. **Pull-forward** (透支): part of a campaign's sales comes from the weeks after it. Both need the same thing: a **counterfactual** (反事实), what the sibling, or the fortnight, would have sold otherwise.
#
# $$\text{share taken}=\frac{\overbrace{\text{sibling before}\times\text{growth of the others}}^{\text{expected}}-\text{sibling after}}{\text{new SKU after}}\qquad
# \text{share borrowed}=\frac{\text{missing after the campaign}}{\text{extra during the campaign}}$$
#
# All per day, or all in pieces; no unit. **Where the platform shows it:** nowhere; Compass shows a product's growth week on week (环比). **The dangerous look-alike** is exactly that: the sibling before and after. It hides what a growing season gives.
# %% [markdown] lang="zh"
# ## 概念：要是没有它，会怎样
#
# **内部蚕食**（cannibalisation，自家抢单）：新款的一部分销量来自店里原有的款。**透支**（pull-forward）：大促的一部分销量来自后面几周。两者都需要**反事实**：要是没有它，老款（或后两周）本来会卖多少。
#
# $$\text{抢走的比例}=\frac{\overbrace{\text{老款之前}\times\text{其他款的增长}}^{\text{应有}}-\text{老款之后}}{\text{新款之后}}\qquad
# \text{透支的比例}=\frac{\text{活动后少卖的}}{\text{活动中多卖的}}$$
#
# 全部用日均，或者全部用件数；无单位。**后台在哪里看**：没有。罗盘只有商品的环比。**最容易混淆的**正是环比：老款前后一比，季节上涨的部分把损失盖住了。
# %% [markdown] lang="en"
# ## The data
#
# `launch_daily`: eight knits, prices unchanged, K1 new on 27 April. `sku_daily`: the whole shop by SKU and day. **Missing:** who bought; so we see how many pieces moved, not which person changed her mind.
# %% [markdown] lang="zh"
# ## 数据
#
# `launch_daily`：八个针织款，价格不变，K1 于 4 月 27 日上新。`sku_daily`：全店分商品、分日。**缺什么**：买的是谁。所以只看得到件数挪了多少，看不到是哪位顾客改了主意。
# %%
sf.fields("launch_daily")
# %% [markdown] lang="en"
# ## Worked: K1 and K2
#
# **Step 1.** Before and after.
# %% [markdown] lang="zh"
# ## 示范：K1 与 K2
#
# **第 1 步。** 前后对比。
# %%
START = launch.loc[launch["sku_id"] == "K1", "day"].min()
mean = wide.groupby(wide.index >= START).mean()
mean.index = [sf.text(en="before", zh="之前"), sf.text(en="after", zh="之后")]
mean.round(1)
# %%
before, after = mean.iloc[0], mean.iloc[1]
naive = (before["K2"] - after["K2"]) / after["K1"]
print(f"{before['K2']:.0f} → {after['K2']:.0f}", sf.text(en=f": K2 lost {naive:.0%} of what K1 sells, it seems", zh=f"：看起来 K2 只被抢走 K1 销量的 {naive:.0%}"))
# %% [markdown] lang="en"
# **Step 2.** What did the others do? They had no new sibling.
# %% [markdown] lang="zh"
# **第 2 步。** 其他款怎么样？它们没有新的“妹妹”。
# %%
others = [name for name in wide.columns if name not in ("K1", "K2")]
growth = after[others].sum() / before[others].sum()
expected = before["K2"] * growth
taken = (expected - after["K2"]) / after["K1"]
print(
    sf.text(
        en=f"others × {growth:.2f}; K2 should sell {expected:.0f} a day and sells {after['K2']:.0f}: {taken:.0%} of K1 is taken from K2",
        zh=f"其他款 × {growth:.2f}；K2 应卖 {expected:.0f} 件/天，实卖 {after['K2']:.0f} 件：K1 有 {taken:.0%} 是从 K2 抢来的",
    )
)
# %% [markdown] lang="en"
# **Step 3.** Draw it by week, K2 against what the others say it should sell.
# %% [markdown] lang="zh"
# **第 3 步。** 按周画出来：K2 的实际，对照“其他款说它该卖多少”。
# %%
weekly = wide.resample("W-SUN").mean()
lines = pd.DataFrame({
    "actual": weekly["K2"],
    "expected": before["K2"] * weekly[others].sum(axis=1) / before[others].sum(),
    "new": weekly["K1"],
})
words = {"actual": sf.text(en="K2", zh="K2 实际"), "expected": sf.text(en="K2 expected", zh="K2 应有"), "new": sf.text(en="K1, new", zh="新款 K1")}
long = lines.rename_axis("week").reset_index().melt("week", var_name="line", value_name="units").dropna()
long["line"] = long["line"].map(words)
ends = long[long["line"] != words["new"]].groupby("line").tail(1)
begin = long[long["line"] == words["new"]].head(1)
# %%
x = alt.X("week:T", title=sf.text(en="week ending", zh="周（截止日）"), axis=alt.Axis(format="%m-%d"))
y = alt.Y("units:Q", title=sf.text(en="pieces a day", zh="件/天"), scale=alt.Scale(zero=True))
colour = alt.Color("line:N", legend=None, scale=alt.Scale(domain=list(words.values()), range=sf.PALETTE[:3]))
dash = alt.StrokeDash("line:N", legend=None, scale=alt.Scale(domain=list(words.values()), range=[[1, 0], [6, 3], [2, 2]]))
title = sf.text(en=f"K2 falls {expected - after['K2']:.0f} a day behind the family: {taken:.0%} of K1's sales", zh=f"K2 每天比应有的少卖 {expected - after['K2']:.0f} 件，占 K1 销量的 {taken:.0%}")
chart = alt.Chart(long).mark_line().encode(x, y, colour, dash)
names = alt.Chart(ends).mark_text(align="left", dx=6, fontSize=12).encode(x, y, text="line:N")
newcomer = alt.Chart(begin).mark_text(align="left", dx=6, dy=10, fontSize=12).encode(x, y, text="line:N")
(chart + names + newcomer).properties(title=title, width=480, height=280)
# %% [markdown] lang="en"
# *What to see:* the blue and the dashed line run together until the launch, then part. That they ran together **before** is why the comparison may be believed after.
#
# ## Your turn: what the launch is worth, one step left out
#
# K1 and K2 leave the same contribution, ¥38 a piece. How much a day does the launch **add** for the shop?
# %% [markdown] lang="zh"
# *看什么*：上新之前蓝线和虚线走在一起，之后分开。正因为*之前*走得一致，之后的比较才可信。
#
# ## 轮到你：上新到底值多少，只缺一步
#
# K1、K2 每件贡献毛利都是 38 元。上新让全店每天**多赚**多少？
# %%
PIECE = 38.0
sold, lost = after["K1"], expected - after["K2"]

added = None  # ¥ a day, from PIECE, sold and lost
# %%
sf.check_value(
    sf.text(en="added by the launch (¥ a day)", zh="上新每天的增量（元）"),
    added,
    expect=PIECE * (sold - lost),
    tolerance=0.005,
    why_wrong={
        PIECE * sold: sf.text(en="That counts pieces which K2 would have sold.", zh="其中一部分 K2 本来就能卖掉。"),
        PIECE * lost: sf.text(en="That is what K2 lost.", zh="这是 K2 的损失。"),
        PIECE * (sold - (before["K2"] - after["K2"])): sf.text(en="Before and after forgets that the family grew.", zh="直接前后比，忘了整个品类在涨。"),
    },
    hint="PIECE * (sold - lost)",
)
# %% [markdown] lang="en"
# Still a success. But stock for double would be planned on sales that are 40 % borrowed, and K2's next order must shrink.
#
# ## The campaign: a week that borrows
#
# 12 to 18 June, the whole shop at 20 % off. Prices stood at list in the weeks around it (price protection 价保), so the four weeks before make a fair baseline, weekday by weekday.
# %% [markdown] lang="zh"
# 仍然是成功的上新。但按翻倍备货，等于把四成抢来的销量也算进去；K2 的下一单要减量。
#
# ## 大促：向后借的一周
#
# 6 月 12–18 日全店八折。前后几周执行价保、维持标价，所以用前四周按星期几取平均，做基线正合适。
# %%
daily = sf.dataset("sku_daily")
total = daily.groupby("day")["units"].sum()
BEGIN, STOP = pd.Timestamp("2026-06-12"), pd.Timestamp("2026-06-19")
calm = total[(total.index >= BEGIN - pd.Timedelta(days=28)) & (total.index < BEGIN)]
usual = calm.groupby(calm.index.day_of_week).mean()
table = pd.DataFrame({"units": total, "usual": usual.loc[total.index.day_of_week].to_numpy()})
table["gap"] = table["units"] - table["usual"]
table.loc[BEGIN - pd.Timedelta(days=2) : BEGIN + pd.Timedelta(days=2)].round(0)
# %%
extra = table.loc[BEGIN : STOP - pd.Timedelta(days=1), "gap"].sum()
week = table.loc[BEGIN : STOP - pd.Timedelta(days=1), "usual"].sum()
missing = -table.loc[STOP : STOP + pd.Timedelta(days=13), "gap"].sum()
print(sf.text(en=f"campaign +{extra:,.0f} pieces ({extra / week:+.0%}); fortnight after −{missing:,.0f}: {missing / extra:.0%} was borrowed", zh=f"活动期 +{extra:,.0f} 件（{extra / week:+.0%}）；之后两周 −{missing:,.0f} 件：透支 {missing / extra:.0%}"))
# %%
shown = table.loc[BEGIN - pd.Timedelta(days=21) : STOP + pd.Timedelta(days=27)].reset_index()
shown["kind"] = np.select(
    [(shown["day"] >= BEGIN) & (shown["day"] < STOP), (shown["day"] >= STOP) & (shown["day"] < STOP + pd.Timedelta(days=14))],
    [sf.text(en="campaign", zh="活动期"), sf.text(en="fortnight after", zh="之后两周")],
    sf.text(en="other days", zh="其他"),
)
kinds = [sf.text(en="campaign", zh="活动期"), sf.text(en="fortnight after", zh="之后两周"), sf.text(en="other days", zh="其他")]
title = sf.text(en=f"Of {extra:,.0f} extra pieces {missing:,.0f} were missing afterwards", zh=f"多卖的 {extra:,.0f} 件里，有 {missing:,.0f} 件是提前卖掉的")
bars = alt.Chart(shown).mark_bar(size=8).encode(
    alt.X("day:T", title=None, axis=alt.Axis(format="%m-%d")),
    alt.Y("gap:Q", title=sf.text(en="pieces against the usual weekday", zh="比平常同一星期几多/少卖（件）")),
    alt.Color("kind:N", title=None, sort=kinds, scale=alt.Scale(domain=kinds, range=[sf.PALETTE[0], sf.PALETTE[1], "#BBBBBB"])),
)
bars.properties(title=title, width=440, height=260)
# %% [markdown] lang="en"
# *What to see:* seven tall bars, then fourteen below zero. A report of June's campaign week shows the first, nobody's report shows the others. Later bars stray because prices move again.
#
# ## The mistake, in yuan
#
# At list price a piece leaves about ¥38, at 20 % off about ¥18: the campaign paid the cut on **every** piece of the week, on those too that would have been bought anyway.
# %% [markdown] lang="zh"
# *看什么*：先是七根高柱，然后十四根在零线以下。六月的战报只有前七根，后十四根没人报。更后面的起伏，是价格恢复调整造成的。
#
# ## 常见错误值多少钱
#
# 标价卖一件剩约 38 元，八折卖剩约 18 元：这周**每一件**都让了利，包括本来就会买的那些。
# %%
LIST_LEFT, SALE_LEFT = 38.0, 18.0
claimed = extra * SALE_LEFT
given = week * (LIST_LEFT - SALE_LEFT)
real = claimed - given - missing * LIST_LEFT
print(sf.text(en=f"slide: {sf.yuan(claimed)}; minus the cut on pieces sold anyway {sf.yuan(given)}; minus the borrowed ones {sf.yuan(missing * LIST_LEFT)}; leaves {sf.yuan(real)}", zh=f"PPT 上：{sf.yuan(claimed)}；减去本来就会买的让利 {sf.yuan(given)}；减去透支的 {sf.yuan(missing * LIST_LEFT)}；实得 {sf.yuan(real)}"))
# %% [markdown] lang="en"
# More than doubled sales, and **less** money than without: that is how growth is bought on credit. It may still be right, for new buyers who come again (lesson 5 looks whether they do) or for a rank on the page; but then that is the reason to write down, with its number.
#
# ## On your own: how deep may the cut be?
#
# Suppose 35 % of the extra pieces are borrowed whatever the cut, each piece leaves ¥38 at list price and `38 − c` at a cut of c yuan, and the week sells 130 % extra. At which cut c is the campaign's real result zero? Per piece of the usual week.
# %% [markdown] lang="zh"
# 销量翻了一倍多，钱却比不做还**少**：增长就是这样“赊”来的。它也可能值得：为了会再来的新客（第 5 课看他们来不来），或者为了坑位排名。那就把这个理由和数字写下来。
#
# ## 独立完成：最多能让多少？
#
# 假设不论让利多少，多卖的件数里都有 35% 是透支；标价每件剩 38 元，让利 c 元则剩 `38 − c`；活动周多卖 130%。c 等于多少时，活动的真实结果为零？（按平常一周的每一件来算。）
# %%
largest_cut = None  # ¥
# %%
sf.check_value(
    sf.text(en="largest cut (¥ a piece)", zh="最大让利（元/件）"),
    largest_cut,
    expect=38 * 1.3 * 0.65 / 2.3,
    tolerance=0.005,
    why_wrong={
        38 * 1.3 / 2.3: sf.text(en="The borrowed pieces are missing.", zh="漏了透支的部分。"),
        38 * 0.65: sf.text(en="The cut is paid on 2.3 pieces, not on 1.3.", zh="让利是 2.3 件都要让，不只 1.3 件。"),
        38.0: sf.text(en="Then every piece earns nothing, and the borrowed ones cost.", zh="那样每件都不赚钱，还要倒赔透支的。"),
    },
    hint=sf.text(en="1.3 · (38 − c) − 1 · c − 0.35 · 1.3 · 38 = 0", zh="1.3 ×（38 − c）− 1 × c − 0.35 × 1.3 × 38 = 0"),
)
# %% [markdown] lang="en"
# ## Check yourself
#
# **1.** A new colour sells 50 a day. Its sibling goes from 80 to 76, the other colours from 200 to 220 together. Which share of the new colour is taken from the sibling?
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 新色日销 50 件。老色从 80 降到 76，其他颜色合计从 200 升到 220。新色有多大比例是从老色抢来的？
# %%
answer_1 = None
# %%
sf.check_value(
    sf.text(en="share taken", zh="抢走的比例"),
    answer_1,
    expect=(80 * 1.1 - 76) / 50,
    tolerance=0.001,
    why_wrong={
        4 / 50: sf.text(en="Before and after; the others grew by a tenth.", zh="这是直接前后比；其他颜色涨了一成。"),
        12 / 88: sf.text(en="That is the share of the sibling's expected sales.", zh="这是占老色应有销量的比例。"),
    },
    hint="(80 × 220/200 − 76) / 50",
)
# %% [markdown] lang="en"
# **2.** Somebody takes as comparison the growth of the **whole** family, the new SKU included. The share taken comes out … `"a"` too small, `"b"` too large, `"c"` the same.
# %% [markdown] lang="zh"
# **2.** 有人拿**整个**品类的增长（含新款）做对照。算出来的抢走比例会……`"a"` 偏小；`"b"` 偏大；`"c"` 一样。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="the new SKU inside the comparison", zh="对照里混进了新款"),
    answer_2,
    right="b",
    because=sf.text(en="The new SKU inflates the growth, so too much is expected of the sibling.", zh="新款把增长撑大了，对老款的期望就过高。"),
    wrong={
        "a": sf.text(en="The expectation rises, so does the loss.", zh="期望变高，损失也跟着变大。"),
        "c": sf.text(en="Before the launch it sold nothing: the growth changes a lot.", zh="上新前它是零，增长会差很多。"),
    },
)
# %% [markdown] lang="en"
# **3. From module 1.** Geo tests compare treated cities with others in the same weeks. What plays the part of the other cities here? `"a"` the weeks before, `"b"` the other knits, `"c"` K1.
# %% [markdown] lang="zh"
# **3. 回顾模块一。** 分城市实验拿投放城市和同期的其他城市比。这里谁相当于“其他城市”？`"a"` 之前的几周；`"b"` 其他针织款；`"c"` K1。
# %%
answer_3 = None
# %%
sf.check_choice(
    sf.text(en="the comparison", zh="对照组"),
    answer_3,
    right="b",
    because=sf.text(en="Same weeks, same season, no launch beside them: difference-in-differences.", zh="同期、同季节、旁边没有新款：就是双重差分。"),
    wrong={
        "a": sf.text(en="They are the first difference; the season moves on.", zh="那只是第一重差分，季节会变。"),
        "c": sf.text(en="K1 is what happened.", zh="K1 就是那件“事”。"),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - With every launch, name the sibling and the comparison **before** it starts; report K1 and the share taken side by side.
# - Judge a campaign on campaign week plus fortnight, and on money, not pieces.
# - Enrol for the next campaign with a floor for the cut.
#
# ## Limits
#
# - **Left out.** Substitution with more than one sibling, people who came for K1 and bought more, stock-outs of K2.
# - **Spill-over on the comparison.** If K1 also takes from the others, they grow less and the share comes out too small.
# - **Not a test.** Without lots drawn, "the others show what K2 would have done" is an assumption; the weeks before make it plausible.
# - **Synthetic.** Both shares were planted; ¥38 and ¥18 are round numbers for this lesson.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 每次上新，**事先**写明老款和对照款；日报里新款销量和抢走比例并排报。
# - 大促按“活动周 + 之后两周”评，看钱，不看件数。
# - 报下一场活动之前，先定让利底线。
#
# ## 局限
#
# - **没有考虑。** 同时替代好几个款；冲着 K1 来又多买了的人；K2 断货。
# - **对照也会受影响。** 如果 K1 还抢了其他款，它们的增长会变小，算出的比例偏低。
# - **不是实验。** 没有抽签，“其他款代表 K2 本来的走势”就是假设；之前几周走得一致，只是让它可信。
# - **模拟数据。** 两个比例都是预设的；38 元和 18 元是本课取的整数。
