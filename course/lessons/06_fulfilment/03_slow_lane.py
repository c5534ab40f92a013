# %% [markdown] lang="en"
# ## The decision
#
# Monday, 10:00. Since the end of April complaints about delivery have tripled. The weekly report has one column: mean hours from the courier's scan to the buyer's signature, by **lane** (线路: one courier from one warehouse). W3 × C3 stands on top with 53 hours, everybody else has 38 to 42. The logistics manager wants to end C3's contract today. **Which lane is broken, and since when?**
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周一 10:00。四月底以来，物流投诉涨到原来的三倍。周报只有一列：各**线路**（一个仓 × 一家快递）从揽收到签收的平均小时数。W3 × C3 以 53 小时垫底，其他都在 38–42 小时。物流经理想今天就和 C3 解约。**到底哪条线坏了？从哪天开始的？**
# %%
import altair as alt
import numpy as np
import pandas as pd

orders = sf.dataset("orders_ts")
HOUR = pd.Timedelta(hours=1)
END = pd.Timestamp("2026-05-30 16:00")  # when the export was drawn, UTC
parcels = orders[orders["collect_ts"] <= END - 7 * 24 * HOUR].copy()
parcels["lane"] = parcels["warehouse"] + " × " + parcels["courier"]
parcels["hours"] = (parcels["sign_ts"] - parcels["collect_ts"]) / HOUR
parcels["day"] = sf.to_shanghai(parcels["collect_ts"]).dt.normalize()
parcels.groupby("lane")["hours"].mean().sort_values(ascending=False).round(0).head(4)
# %% [markdown] lang="en"
# **Predict before you go on.**
# %% [markdown] lang="zh"
# **先猜再看。**
# %%
sf.predict(
    sf.text(en="Which lane do the complaints come from?", zh="投诉来自哪条线？"),
    [
        sf.text(en="the one with the longest mean", zh="平均最慢的那条"),
        sf.text(en="the one whose mean rose most", zh="平均涨得最多的那条"),
        sf.text(en="one whose mean has not moved", zh="平均没变的某一条"),
        sf.text(en="all of them a little", zh="每条都有一点"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: a percentile, and only parcels old enough
#
# Nobody complains about the mean. **P95** is the time within which 95 % of a lane's parcels have arrived: with $n$ parcels sorted by their hours, the one at place $\lceil 0.95\,n\rceil$. One buyer in twenty waits longer. The mean can stand still while P95 doubles, if most parcels get a little faster and a few get lost.
#
# **Open parcels again.** A parcel collected yesterday cannot have taken 70 hours. So only parcels collected at least seven days ago are taken, and one not signed for by then counts as longer than all that are.
#
# **Where the platform shows it.** The logistics page shows mean hours by courier and a list of stuck parcels, P95 nowhere. **The dangerous look-alike** is a lane that ships farther: near and far parcels have different normal times, so compare *within a region* or a change of the mix looks like a failure (mix shift, 结构变化, module 1).
# %% [markdown] lang="zh"
# ## 概念：分位数，并且只看够久的包裹
#
# 没有人投诉平均数。**P95 时效**是 95% 的包裹在多久内到达：把 $n$ 个包裹按用时排序，取第 $\lceil 0.95\,n\rceil$ 个，每二十个买家就有一个等得更久。多数包裹快一点、少数丢了几天，平均可以纹丝不动，P95 却翻倍。
#
# **又是没走完的包裹。** 昨天才揽收的，不可能已经走了 70 小时。所以只取揽收满七天的包裹；到时还没签收的，排在所有已签收之后。
#
# **后台在哪里看。** 物流页有各快递的平均时效和物流异常列表，没有 P95。**最容易混淆的**是发得更远的线路：近程、远程的正常时间本来就不同，要*在同一区域内*比较，否则结构变化（模块一）看起来就像出了故障。
# %% [markdown] lang="en"
# ## The data
#
# One row is one order; `region` says whether the buyer is near or far. **Missing:** the stations in between, weather, and what the courier knows.
# %% [markdown] lang="zh"
# ## 数据
#
# 一行一单；`region` 表示收货地远近。**缺什么**：中转记录、天气，以及快递自己知道的事。
# %%
parcels[["order_id", "lane", "region", "collect_ts", "sign_ts", "hours"]].head()
# %% [markdown] lang="en"
# ## Worked: three suspects
#
# **Step 1.** Complaints rose at the end of April, so compare before and after 27 April: mean and P95 of every lane.
# %% [markdown] lang="zh"
# ## 示范：三个嫌疑
#
# **第 1 步。** 投诉从四月底开始涨，就以 4 月 27 日为界，比较每条线前后的平均和 P95。
# %%
def p95(hours):
    return np.sort(hours.fillna(np.inf))[int(np.ceil(0.95 * len(hours))) - 1]


after = parcels["day"] >= "2026-04-27"
change = pd.DataFrame(
    {
        name: parcels[after].groupby("lane")["hours"].agg(how) - parcels[~after].groupby("lane")["hours"].agg(how)
        for name, how in (("mean", "mean"), ("p95", p95))
    }
)
change.sort_values("p95", ascending=False).round(1).head(4)
# %%
worst = change["p95"].idxmax()
moved = change["mean"].idxmax()
slowest = parcels.groupby("lane")["hours"].mean().idxmax()
shown = change.reset_index()
shown["name"] = shown["lane"].where(shown["lane"].isin([worst, moved, slowest]), "")
title = sf.text(en=f"{worst}: P95 {change.loc[worst, 'p95']:+.0f} h, mean {change.loc[worst, 'mean']:+.0f} h", zh=f"{worst}：P95 {change.loc[worst, 'p95']:+.0f} 小时，平均 {change.loc[worst, 'mean']:+.0f} 小时")
base = alt.Chart(shown).encode(
    alt.X("mean:Q", title=sf.text(en="change of the mean (h)", zh="平均的变化（小时）"), scale=alt.Scale(domain=[-2, 16])),
    alt.Y("p95:Q", title=sf.text(en="change of P95 (h)", zh="P95 的变化（小时）"), scale=alt.Scale(domain=[-8, 52])),
)
(base.mark_point(size=80, filled=True, opacity=0.8) + base.mark_text(align="left", dx=6, dy=16).encode(text="name:N")).properties(title=title, width=430, height=250)
# %% [markdown] lang="en"
# *What to see:* twelve lanes. The manager's suspect W3 × C3 sits in the heap at the origin: it was always slow and did not change. W2 × C2 moved to the right: its mean rose, its tail did not. Only one dot moved up.
# %% [markdown] lang="zh"
# *看什么*：十二条线。经理怀疑的 W3 × C3 就在原点那一堆里：一直慢，但没变。W2 × C2 往右走了：平均涨了，尾巴没变。只有一个点往上走。
# %% [markdown] lang="en"
# **Step 2.** Why did W2 × C2's mean rise? Look at where it ships, and at its mean within a region.
# %% [markdown] lang="zh"
# **第 2 步。** W2 × C2 的平均为什么涨？看它发往哪里，再看同一区域内的平均。
# %%
suspect = parcels[parcels["lane"] == moved].assign(period=np.where(after[parcels["lane"] == moved], "after", "before"))
table = suspect.pivot_table(index="period", columns="region", values="hours", aggfunc="mean").round(1)
table["share_far"] = suspect.groupby("period")["region"].apply(lambda region: (region == "far").mean()).round(2)
table.sort_index(ascending=False)
# %% [markdown] lang="en"
# Within each region nothing happened. It now ships far three times out of four instead of one: a mix shift, perhaps a new assignment of provinces. Nobody's fault, but a reason to show such buyers a later date.
# %% [markdown] lang="zh"
# 同一区域内什么都没发生。只是以前四单里一单远程，现在四单里三单：结构变化，也许是重新划了省份。不是谁的错，但给这些买家看的预计送达该往后写。
# %% [markdown] lang="en"
# **Step 3.** So call a parcel **slow** if it took more than twice the usual (median) time *to its region*. That ruler is fair to far lanes. Week by week:
# %% [markdown] lang="zh"
# **第 3 步。** 定一把公平的尺子：用时超过*同区域*中位数两倍的叫**慢件**。按周看：
# %%
usual = parcels["region"].map(parcels.groupby("region")["hours"].median())
parcels["slow"] = ~(parcels["hours"] <= 2 * usual)
parcels["week"] = parcels["day"].dt.to_period("W").dt.start_time
names = {True: worst, False: sf.text(en="all other lanes", zh="其他线路合计")}
weekly = parcels.groupby(["week", (parcels["lane"] == worst).map(names).rename("who")])["slow"].mean().reset_index()
peak = parcels[after & (parcels["lane"] == worst)]["slow"].mean()
rest = parcels[after & (parcels["lane"] != worst)]["slow"].mean()
title = sf.text(en=f"Since 27 April {peak:.0%} of {worst} is slow, elsewhere {rest:.1%}", zh=f"4 月 27 日起，{worst} 慢件 {peak:.0%}，其他线路 {rest:.1%}")
alt.Chart(weekly).mark_line(point=True).encode(
    alt.X("week:T", title=sf.text(en="week of collection", zh="揽收周")),
    alt.Y("slow:Q", axis=alt.Axis(format="%"), title=sf.text(en="slow parcels", zh="慢件占比")),
    alt.Color("who:N", title=None, legend=alt.Legend(orient="bottom")),
    alt.StrokeDash("who:N", title=None),
).properties(title=title, width=460, height=220)
# %% [markdown] lang="en"
# *What to see:* a flat line and a step. Something broke within a week and stayed broken; a slow decay would look like a slope.
# %% [markdown] lang="zh"
# *看什么*：一条平线，一个台阶。一周之内坏掉，之后一直没好；慢慢变差会是一个坡。
# %% [markdown] lang="en"
# ## Your turn: one step left out
#
# What is the P95 of the broken lane **since** 27 April, in hours? `broken` holds its parcels. Replace `None`.
# %% [markdown] lang="zh"
# ## 轮到你：只缺一步
#
# 坏掉的线路 4 月 27 日**之后**的 P95 是多少小时？`broken` 就是它的包裹。替换 `None`。
# %%
broken = parcels[(parcels["lane"] == worst) & after]

p95_now = None  # hours
# %%
sf.check_value(
    sf.text(en="P95 of the broken lane (h)", zh="坏线路的 P95（小时）"),
    p95_now,
    expect=float(p95(broken["hours"])),
    tolerance=0.01,
    why_wrong={
        float(broken["hours"].mean()): sf.text(en="That is the mean, the figure that hid it.", zh="这是平均值，正是它把问题盖住了。"),
        float(p95(parcels.loc[parcels["lane"] == worst, "hours"])): sf.text(en="That mixes in eight good weeks.", zh="把之前八个正常的星期也混进来了。"),
        float(broken["hours"].quantile(0.05)): sf.text(en="That is the quickest twentieth.", zh="这是最快的 5%。"),
    },
    hint='p95(broken["hours"])',
)
# %% [markdown] lang="en"
# ## The mistake people make, in yuan
#
# C3's contract ends, W3's parcels go to a dearer courier for ¥0.80 more each: money spent on the wrong lane. Meanwhile the broken one goes on. Suppose one stuck parcel in five ends as a refund of ¥86 (both figures are this shop's).
# %% [markdown] lang="zh"
# ## 常见错误值多少钱
#
# 和 C3 解约，W3 的包裹换贵 0.80 元的快递：钱花错了线路，真正坏的还在坏。假设每五个卡住的包裹有一个最终退款 86 元（都是这家店的数）。
# %%
weeks = (parcels.loc[after, "day"].max() - pd.Timestamp("2026-04-27")).days / 7
volume = parcels[after].groupby("lane").size() / weeks
wasted = 0.80 * volume[slowest]
refunds = peak * volume[worst] / 5 * 86
print(
    sf.text(
        en=f"a week: {sf.yuan(wasted)} spent on {slowest} for nothing, {sf.yuan(refunds)} of refunds on {worst} go on",
        zh=f"每周：白花在 {slowest} 上 {sf.yuan(wasted)}；{worst} 继续退款 {sf.yuan(refunds)}",
    )
)
# %% [markdown] lang="en"
# In a campaign week, with six times the parcels, multiply both by six.
#
# ## On your own: the day
#
# On which day did it begin? For every day compute the slow share of the broken lane before and from that day on; the first day is the one that parts them best. A simple way: the running sum of (slow − overall share) reaches its lowest point on the eve. Give the day as text, `"2026-05-01"`; three days off is fine.
# %% [markdown] lang="zh"
# 大促周包裹是六倍，两个数都乘六。
#
# ## 独立完成：哪一天
#
# 它是从哪天开始的？对每一天，算坏线路在这天之前、之后的慢件占比，把前后分得最开的就是起始日。简便做法：对（慢件 − 总占比）逐单累加，累计和的最低点就是前一天。日期写成文本，例如 `"2026-05-01"`；误差三天以内算对。
# %%
began = None  # a day as text
# %%
lane = parcels[parcels["lane"] == worst].sort_values("collect_ts")
lowest = int((lane["slow"] - lane["slow"].mean()).cumsum().to_numpy().argmin())
first_day = lane["day"].iloc[lowest + 1]
sf.check_value(
    sf.text(en="first day, counted from 1 March", zh="起始日（从 3 月 1 日数起的天数）"),
    None if began is None else float((pd.Timestamp(began) - pd.Timestamp("2026-03-01")).days),
    expect=float((first_day - pd.Timestamp("2026-03-01")).days),
    tolerance=0.055,
    hint=sf.text(en="(lane['slow'] − mean).cumsum(): where is it lowest?", zh="(lane['slow'] − 均值).cumsum()：哪里最低？"),
)
# %% [markdown] lang="en"
# With the day in hand you can ask the courier one good question: *what changed on that day?* Send waybill numbers, never buyers' names, phone numbers or addresses; and refund whoever asks now, not after the search.
# %% [markdown] lang="zh"
# 有了日期，就能问快递一个好问题：*那天你们改了什么？* 给运单号就够了，买家姓名、电话、地址一律不给；要退款的现在就退，不等查件结果。
# %% [markdown] lang="en"
# ## Self-checks
#
# **1.** A lane: 90 parcels take 30 hours, 10 take 110. Last month all 100 took 38. What happened to mean and P95? `"a"` both rose, `"b"` mean the same, P95 tripled, `"c"` mean fell, P95 the same.
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 某线路 90 个包裹用 30 小时，10 个用 110 小时；上月 100 个全是 38 小时。平均和 P95 怎么变？`"a"` 都涨了；`"b"` 平均没变，P95 接近三倍；`"c"` 平均降了，P95 没变。
# %%
answer_1 = None
# %%
sf.check_choice(
    sf.text(en="mean and P95", zh="平均与 P95"),
    answer_1,
    right="b",
    because=sf.text(en="0.9 · 30 + 0.1 · 110 = 38; the 95th of 100 took 110.", zh="0.9 × 30 + 0.1 × 110 = 38；第 95 个用了 110 小时。"),
    wrong={
        "a": sf.text(en="Compute the mean: it is 38 again.", zh="算一下平均，还是 38。"),
        "c": sf.text(en="Sort the 100 parcels and look at the 95th.", zh="把 100 个排好序，看第 95 个。"),
    },
)
# %% [markdown] lang="en"
# **2.** Of 40 parcels collected at least seven days ago 37 are signed for, the slowest of them after 90 hours; 3 are not. The P95? `"a"` 90 hours, `"b"` the 35th of the 37, `"c"` it cannot be said yet.
# %% [markdown] lang="zh"
# **2.** 揽收满七天的 40 个包裹中 37 个已签收，最慢 90 小时；3 个还没签收。P95 是多少？`"a"` 90 小时；`"b"` 37 个里的第 35 个；`"c"` 还说不出来。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="P95 with open parcels", zh="有未签收时的 P95"),
    answer_2,
    right="c",
    because=sf.text(en="The 38th of 40 is one that has not arrived: P95 is longer than seven days.", zh="40 个里的第 38 个还没到：P95 超过七天。"),
    wrong={
        "a": sf.text(en="That would be the 37th of 40, P92.", zh="那是 40 个里的第 37 个，P92。"),
        "b": sf.text(en="That throws the three worst away.", zh="这样就把最糟的三个扔掉了。"),
    },
)
# %% [markdown] lang="en"
# **3. From module 1.** In May the shop's overall conversion fell although it rose in the live room and on product cards alike. Which idea explains it? `"a"` censoring, `"b"` mix shift, `"c"` saturation.
# %% [markdown] lang="zh"
# **3. 回顾模块一。** 五月全店转化率下降，可直播间和商品卡各自都在涨。用哪个概念解释？`"a"` 删失；`"b"` 结构变化；`"c"` 饱和。
# %%
answer_3 = None
# %%
sf.check_choice(
    sf.text(en="fell in all, rose in each", zh="总体降、各部分升"),
    answer_3,
    right="b",
    because=sf.text(en="More of the traffic came where conversion is low, as W2 × C2 sent more parcels far.", zh="流量更多来自转化低的地方，就像 W2 × C2 发了更多远程件。"),
    wrong={
        "a": sf.text(en="Nothing is unfinished here.", zh="这里没有未完成的观察。"),
        "c": sf.text(en="Saturation lowers each part.", zh="饱和会让各部分自己下降。"),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Replace the mean by P95 and the share of slow parcels, by lane, within a region, of parcels at least seven days old.
# - Look at the change against the last eight weeks, not at the level: a far lane is slow for ever.
# - When a lane breaks: move it, ask the courier about the day, write to the buyers before they write to you.
#
# ## Limits
#
# - **Twelve lanes, one test each.** With hundreds of lanes some will look broken by chance: ask for two weeks in a row, or a larger change.
# - **Twice the median** is a convention of this lesson, not the platform's.
# - **Synthetic.** One lane, one day, 12 % stuck were planted, and the others' speeding up, so that the mean would stand still.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 用 P95 和慢件占比代替平均：按线路、分区域、只看揽收满七天的。
# - 和前八周比变化，别比高低：发得远的线路永远慢。
# - 线路一坏：先切走，再拿日期问快递，赶在买家来问之前先告诉买家。
#
# ## 局限
#
# - **十二条线，各测一次。** 线路有几百条时，总有几条碰巧像坏了：要求连续两周，或更大的变化。
# - **“中位数两倍”**是本课的约定，不是平台标准。
# - **模拟数据。** 一条线、一个日子、12% 卡件，以及其余变快使平均不动，都是预设的。
