# %% [markdown] lang="en"
# ## The decision
#
# Tuesday, 15:30, before the evening session. The owner has seen a rival's room with 5,000 people online; ours showed 1,900 on Wednesday. *"Hold the deal back (憋单) for ten minutes, and buy traffic until we have 5,000 too."* You have the minutes of 120 sessions and the stays of 60,000 viewers. What would 5,000 online take, and would it sell?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周二 15:30，晚场之前。老板看到同行直播间 5,000 人在线，我们周三那场只有 1,900：“憋单十分钟，再投流，也给我冲到 5,000。”你手上有 120 场的分钟数据和 6 万名观众的停留。要做到 5,000 在线得怎样？做到了，会多卖吗？
# %%
import altair as alt
import numpy as np
import pandas as pd

stays = sf.dataset("viewer_stay")
minutes = sf.dataset("session_minute").sort_values("loaded_at")
minutes = minutes.drop_duplicates(["session_id", "minute"], keep="last").sort_values(["session_id", "minute"])
stays.head()
# %%
sf.predict(
    sf.text(en="A viewer stays 50 seconds on average. How long does the typical (median) viewer stay?", zh="观众平均停留 50 秒。那么“中间那个人”（中位数）停留多久？"),
    [
        sf.text(en="about 50 s too", zh="也差不多 50 秒"),
        sf.text(en="about 35 s", zh="约 35 秒"),
        sf.text(en="about 15 s", zh="约 15 秒"),
        sf.text(en="more than a minute", zh="一分钟以上"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: people online are a flow times a stay
#
# ACU (平均在线人数) is the mean of people online over the session, PCU (最高在线) its peak. In a room that is neither filling nor emptying, Little's law (利特尔法则) holds:
#
# $$\text{ACU}=\text{entries per minute}\times\frac{\text{mean stay (停留时长) in seconds}}{60}$$
#
# So there are exactly two ways to more people online: more come in, or they stay longer. Neither is a sale.
#
# **Where the platform shows it:** average and highest online, mean stay per viewer (人均停留时长). **The look-alike:** PCU, the number people boast with: one moment, usually a lucky bag (福袋).
# %% [markdown] lang="zh"
# ## 概念：在线 = 流入 × 停留
#
# 平均在线（ACU）是整场每分钟在线人数的平均，最高在线（PCU）是峰值。直播间不涨不落时，利特尔法则成立：
#
# $$\text{平均在线}=\text{每分钟进入人数}\times\frac{\text{平均停留时长（秒）}}{60}$$
#
# 所以在线要高，只有两条路：进得多，或者留得久。哪一条都还不是成交。
#
# **后台在哪里看**：平均在线、最高在线、人均停留时长。**最容易混淆的**：最高在线，拿来吹的就是它，往往只是发福袋那一下。
# %% [markdown] lang="en"
# ## The data
#
# One row of `viewer_stay` is one viewer. `censored` is 1 if the session ended before they left: they would have stayed longer (as with followers in module 2). **Missing:** whether they bought.
# %% [markdown] lang="zh"
# ## 数据
#
# `viewer_stay` 一行 = 一名观众。`censored` 为 1 表示下播时还没走，真实停留更长（和模块二的粉丝一样是删失）。**缺什么**：买没买。
# %%
sf.fields("viewer_stay")
# %% [markdown] lang="en"
# ## Worked: 1,900 online, from two sides
#
# **Step 1.** How long do people stay?
# %% [markdown] lang="zh"
# ## 示范：1,900 在线，从两边算
#
# **第 1 步。** 人能留多久？
# %%
mean_stay, median_stay = stays["stay_s"].mean(), stays["stay_s"].median()
gone_early = (stays["stay_s"] < 15).mean()
print(
    sf.text(
        en=f"mean {mean_stay:.0f} s, median {median_stay:.0f} s; {gone_early:.0%} are gone within 15 s; censored {stays['censored'].mean():.1%}",
        zh=f"平均 {mean_stay:.0f} 秒，中位数 {median_stay:.0f} 秒；{gone_early:.0%} 的人 15 秒内就走；删失 {stays['censored'].mean():.1%}",
    )
)
# %% [markdown] lang="en"
# Half leave almost at once, a few stay for an hour: the mean belongs to nobody. It is still the right number for Little's law.
#
# **Step 2.** Session S005, both sides.
# %% [markdown] lang="zh"
# 一半人秒走，少数人待上一小时：平均值谁也代表不了。但用在利特尔法则里，该用的正是它。
#
# **第 2 步。** S005 这一场，两边各算一遍。
# %%
wednesday = minutes[minutes["session_id"] == "S005"]
entries_a_minute = wednesday["entries"].mean()
acu, pcu = wednesday["online"].mean(), wednesday["online"].max()
print(f"{entries_a_minute:,.0f} × {mean_stay:.1f} / 60 = {entries_a_minute * mean_stay / 60:,.0f}")
print(sf.text(en=f"shown: ACU {acu:,.0f}, PCU {pcu:,.0f}", zh=f"后台：平均在线 {acu:,.0f}，最高在线 {pcu:,.0f}"))
# %% [markdown] lang="en"
# **Step 3.** All sessions: does it hold?
# %% [markdown] lang="zh"
# **第 3 步。** 每一场都成立吗？
# %%
rooms = minutes.groupby("session_id").agg(entries=("entries", "mean"), online=("online", "mean"), gmv=("gmv", "sum"), people=("entries", "sum"))
rooms["little"] = rooms["entries"] * mean_stay / 60
off = (rooms["little"] / rooms["online"] - 1).abs().max()
title = sf.text(
    en=f"Entries times mean stay gives the people online of every session within {off:.0%}",
    zh=f"进入 × 平均停留，每一场都能算出平均在线（误差 {off:.0%} 以内）",
)
low, high = rooms["online"].min() * 0.95, rooms["online"].max() * 1.05
line = pd.DataFrame({"little": [low, high], "online": [low, high]})
x = alt.X("little:Q", title=sf.text(en="entries a minute × mean stay / 60", zh="每分钟进入 × 平均停留 / 60"), scale=alt.Scale(domain=[low, high]))
y = alt.Y("online:Q", title=sf.text(en="ACU on the dashboard", zh="后台平均在线"), scale=alt.Scale(domain=[low, high]))
dots = alt.Chart(rooms.reset_index()).mark_circle(size=60, opacity=0.7).encode(x, y)
same = alt.Chart(line).mark_line(color="#555555", strokeDash=[6, 4]).encode(x, y)
(same + dots).properties(title=title, width=420, height=280)
# %% [markdown] lang="en"
# *What to see:* the dots lie on the dashed line (both sides equal). If your room's dots do not, one of the two numbers is defined differently.
# %% [markdown] lang="zh"
# *看什么*：点都落在虚线（两边相等）上。你家的点要是不在，说明有一个数的口径不一样。
# %% [markdown] lang="en"
# **Step 4.** Does a room with more people online sell more *per person*? Correlate the ACU with the GMV per entrant.
# %% [markdown] lang="zh"
# **第 4 步。** 在线越高，*每个进来的人*买得越多吗？看平均在线与每进入一人的成交。
# %%
rooms["uv_value"] = rooms["gmv"] / rooms["people"]
rooms["evening"] = sf.to_shanghai(minutes.groupby("session_id")["ts"].min()).dt.hour >= 20
print(rooms[["online", "uv_value"]].corr().iloc[0, 1].round(2), sf.text(en="in all sessions", zh="全部场次"))
print(rooms.groupby("evening")[["online", "uv_value"]].corr().iloc[[0, 2], 1].round(2).tolist(), sf.text(en="within daytime, within evenings", zh="只看日场、只看晚场"))
# %% [markdown] lang="en"
# Evenings have both more people and better buyers, so the two move together over all. Within evenings next to nothing is left; within daytime some, for mornings and afternoons are still mixed there. More people online were not the reason.
#
# ## Worked: what orders do to the next minutes
#
# There is one thing that does fill a room for nothing: selling. The platform shows a room that sells to more people, some minutes later. To measure it, take the slow part off both series (the room's level, the evening, the ad burst), and see which lag fits the quick ups and downs best.
# %% [markdown] lang="zh"
# 晚场人又多、又会买，所以放在一起看两者同涨；单看晚场，几乎没有关系；日场还剩一些，因为上午和下午混在一起。在线人数多不是原因。
#
# ## 示范：成交如何影响后面几分钟
#
# 真能免费拉人的是成交：卖得动的直播间，几分钟后平台会推给更多人。怎么量？把两条线里慢的部分（场子大小、时段、投流）都减掉，看剩下的快速起伏在哪个滞后上最合拍。
# %%
minutes["natural"] = minutes["entries"] - minutes["paid_entries"]
grid = minutes.pivot(index="minute", columns="session_id", values=["natural", "payers"]).astype(float)
quick = grid - grid.rolling(15, center=True).mean()


def fit(table, lag):
    x, y = table["payers"].shift(lag).to_numpy().ravel(), table["natural"].to_numpy().ravel()
    both = ~(np.isnan(x) | np.isnan(y))
    x, y = x[both] - x[both].mean(), y[both] - y[both].mean()
    return np.corrcoef(x, y)[0, 1], x @ y / (x @ x)


lags = pd.DataFrame([(lag, fit(quick, lag)[0]) for lag in range(1, 11)], columns=["lag", "r"])
best = int(lags.loc[lags["r"].idxmax(), "lag"])
per_payer = fit(quick, best)[1]
# %%
title = sf.text(
    en=f"{best} minutes after an order about {per_payer:.1f} more people come in by themselves",
    zh=f"成交 {best} 分钟后，平均多来 {per_payer:.1f} 个自然进入",
)
lags["best"] = lags["lag"] == best
alt.Chart(lags).mark_bar(size=26).encode(
    alt.X("lag:O", title=sf.text(en="minutes after the order", zh="成交后第几分钟"), axis=alt.Axis(labelAngle=0)),
    alt.Y("r:Q", title=sf.text(en="correlation of the quick ups and downs", zh="快速起伏的相关系数")),
    color=alt.condition("datum.best", alt.value(sf.PALETTE[0]), alt.value("#BBBBBB")),
).properties(title=title, width=440, height=220)
# %% [markdown] lang="en"
# *What to see:* one bar stands out. Small bars around it, and below zero, are echoes of taking the slow part off.
# %% [markdown] lang="zh"
# *看什么*：只有一根柱子突出。旁边的小柱子和负值，是减掉慢变部分留下的回声。
# %% [markdown] lang="en"
# ## Your turn: one step left out
#
# Of 100 people who enter, `payers_per_entry` × 100 pay. How many **more** people does one entry bring by its own orders, at first hand? Write it in place of `None`.
# %% [markdown] lang="zh"
# ## 轮到你：只缺一步
#
# 每进来一个人，平均有 `payers_per_entry` 个成交。那么一次进入，靠自己的成交又能（直接）多带来几个人？把 `None` 换掉。
# %%
payers_per_entry = minutes["payers"].sum() / minutes["entries"].sum()

brought = None  # natural entries for one entry
# %%
sf.check_value(
    sf.text(en="entries that one entry brings", zh="一次进入带来的进入"),
    brought,
    expect=payers_per_entry * per_payer,
    tolerance=0.005,
    because=sf.text(en="So a bought entry is worth about a sixth more than it buys itself; no more.", zh="所以买来的一个进入，比它自己的成交大约多值六分之一，也就这么多。"),
    why_wrong={
        per_payer: sf.text(en="That is for one payer; few who enter pay.", zh="这是一个成交带来的，进来的人里只有少数成交。"),
        payers_per_entry: sf.text(en="That is how many pay. Each of them brings some.", zh="这是成交人数，每个成交还会带来人。"),
        per_payer / payers_per_entry: sf.text(en="Multiply.", zh="要乘。"),
    },
    hint="payers_per_entry * per_payer",
)
# %% [markdown] lang="en"
# ## The mistake people make: levels instead of ups and downs
# %% [markdown] lang="zh"
# ## 常见错误：直接拿两条线算相关
# %%
levels = [fit(grid, lag) for lag in range(1, 11)]
wrong_lag = 1 + int(np.argmax([r for r, _ in levels]))
wrong = levels[wrong_lag - 1][1]
burst_entries = minutes.groupby("session_id")["paid_entries"].sum().mean()
uv_value = minutes["gmv"].sum() / minutes["entries"].sum()
overrated = burst_entries * payers_per_entry * (wrong - per_payer) * uv_value
print(
    sf.text(
        en=f"levels say: lag {wrong_lag}, {wrong:.1f} people an order. A session's bought entries then look {sf.yuan(overrated)} better than they are.",
        zh=f"直接算：滞后 {wrong_lag} 分钟，每单带来 {wrong:.1f} 人。一场买来的流量因此被高估 {sf.yuan(overrated)}。",
    )
)
# %% [markdown] lang="en"
# Big rooms have many orders and many visitors in every minute, and in the first minutes both rise. That is size, not cause.
#
# ## The run-down: people online are a stock
#
# Whoever is shown now decides who is there later. A traffic item (引流款) below cost fills the room, a profit item (利润款) earns and empties it. With `value` in yuan a person online and `pull` the factor on the audience after its slot:
# %% [markdown] lang="zh"
# 大场子每分钟成交多、进来的人也多，开场几分钟两条线又一起涨。那是“大”，不是“因”。
#
# ## 排品：在线是存量
#
# 现在讲什么，决定一会儿还剩谁。引流款低于成本、拉人；利润款赚钱、掉人。`value` 为每位在线观众带来的利润（元），`pull` 为讲完后在线的倍数：
# %%
items = pd.DataFrame({"value": [-0.15, 0.35, 1.4, 1.1], "pull": [1.6, 1.1, 0.6, 0.8]}, index=["traffic", "benefit", "profit_1", "profit_2"])


def profit(order, online=1_900):
    total = 0.0
    for name in order:
        total += online * items.at[name, "value"]
        online *= items.at[name, "pull"]
    return total


plans = {
    sf.text(en="highest profit first", zh="利润高的先讲"): ["profit_1", "profit_2", "benefit", "traffic"],
    sf.text(en="without the traffic item", zh="不讲引流款"): ["benefit", "profit_2", "profit_1"],
    sf.text(en="traffic, benefit, profit", zh="引流 → 福利 → 利润"): ["traffic", "benefit", "profit_2", "profit_1"],
}
pd.Series({name: profit(order) for name, order in plans.items()}).round(0)
# %% [markdown] lang="en"
# The item that loses money earns the evening, if it stands at the beginning, is really in stock and really costs what is said (lesson 6).
#
# ## Play with it
# %% [markdown] lang="zh"
# 亏钱的那款，放在开头才赚回了整晚——前提是真有货、真是那个价（第 6 课）。
#
# ## 动手玩一玩
# %%
sf.widgets.room_simulator()
# %% [markdown] lang="en"
# ## Check yourself
#
# **1.** The owner's 5,000: entries stay at the 2,000 a minute of a good evening. Which mean stay (seconds) would it take?
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 老板要的 5,000 在线：进入保持好场子的每分钟 2,000 人，平均停留要做到多少秒？
# %%
answer_1 = None
# %%
sf.check_value(
    sf.text(en="mean stay (s)", zh="平均停留（秒）"),
    answer_1,
    expect=150.0,
    tolerance=0.001,
    because=sf.text(en="Three times of today's: no closing trick does that, only another content.", zh="是现在的三倍：靠话术做不到，得换内容。"),
    why_wrong={2.5: sf.text(en="That is minutes.", zh="这是分钟。"), 24.0: sf.text(en="Upside down.", zh="除反了。")},
    hint="60 * 5_000 / 2_000",
)
# %% [markdown] lang="en"
# **2.** During a hold-back (憋单) of ten minutes people online rise by half, the click-to-pay rate falls by half, and a fifth of the viewers leave unserved. In the next session you … `"a"` hold longer, `"b"` release the deal in two rounds of known size and hour, `"c"` buy traffic on top, `"d"` show PCU to the owner.
# %% [markdown] lang="zh"
# **2.** 憋单十分钟：在线涨一半，点击成交转化率掉一半，五分之一的观众没等到就走了。下一场你会……`"a"` 憋更久；`"b"` 分两轮、说好数量和时间放；`"c"` 再投一波流；`"d"` 给老板看最高在线。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="after the hold-back", zh="憋单之后"),
    answer_2,
    right="b",
    because=sf.text(en="Who knows when and how much can decide to stay; the others are not kept in by a trick.", zh="知道什么时候放、放多少，观众自己决定留不留，不靠骗。"),
    wrong={
        "a": sf.text(en="The fifth that left were the buyers of other items.", zh="走掉的五分之一，本来会买别的。"),
        "c": sf.text(en="More people into a room that does not sell.", zh="往卖不动的直播间里灌人。"),
        "d": sf.text(en="It rose, and GMV fell.", zh="它涨了，成交掉了。"),
    },
)
# %% [markdown] lang="en"
# **3. From module 1.** The ad report credits the burst with GMV ¥36,000 at ¥15,000 spend. 35 % of GMV is margin, the same people would have brought ¥6,000 anyway. Margin minus spend, of what the burst *added*?
# %% [markdown] lang="zh"
# **3. 回顾模块一。** 投放报表给这波流记了 36,000 元成交，消耗 15,000 元。毛利 35%，其中 6,000 元本来就会成交。按*增量*算，毛利减消耗是多少？
# %%
answer_3 = None
# %%
sf.check_value(
    sf.text(en="margin minus spend (¥)", zh="毛利减消耗（元）"),
    answer_3,
    expect=-4_500.0,
    tolerance=0.001,
    why_wrong={
        -2_400.0: sf.text(en="The ¥6,000 would have come anyway.", zh="6,000 元本来就有。"),
        15_000.0: sf.text(en="GMV is not margin.", zh="成交不是毛利。"),
        4_500.0: sf.text(en="Margin 10,500, spend 15,000.", zh="毛利 10,500，消耗 15,000。"),
    },
    hint="0.35 * (36_000 - 6_000) - 15_000",
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Put entries a minute and mean stay beside every ACU; strike PCU from the report.
# - Note the minute of each burst and each deal, so that you can see what followed, and when.
# - Order the run-down by what it does to the next slot, not by margin.
#
# ## Limits
#
# - **Little's law** is for averages over a session that begins and ends nearly empty. For a single minute it is wrong.
# - **Left out.** Who returns; comments and likes as signals to the platform; that viewers of a traffic item may be others than those of a profit item.
# - **Folklore.** "Stay of a minute or the room is dead" is from diagnosis tools; no such threshold is published.
# - **Dated.** How quickly the platform answers sales was never published, and changes.
# - **Synthetic.** The lag and its size were planted, the same for all sessions; `pull` and `value` are invented.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 每个平均在线旁边写上每分钟进入和平均停留；报告里划掉最高在线。
# - 记下每波投流、每次放福利的分钟，才看得出后面跟着什么、隔多久。
# - 排品按“对下一段的影响”排，不按毛利排。
#
# ## 局限
#
# - **利特尔法则**讲的是整场平均，而且开头结尾都接近没人；单看一分钟不成立。
# - **没有考虑。** 回访的人；评论、点赞这些信号；看引流款的和看利润款的可能不是同一批人。
# - **传言。** “停留不到一分钟就是死场”出自诊断工具，平台没公布过这种门槛。
# - **时效。** 平台多快响应成交从未公布，而且会变。
# - **模拟数据。** 滞后和力度是预设的，每场都一样；`pull`、`value` 是编的。
