# %% [markdown] lang="en"
# ## The decision
#
# Thursday, 16:00. Twelve prime-time evenings of next month are still free. The owner has the list by GMV per session: *"H1 first, of course, 760,000 an evening. H3 is at 530,000, she may keep the mornings."* Contracts are signed at six. Who gets the evenings?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周四 16:00，下个月还有十二个黄金档没排人。老板按场均成交排了名：“H1 第一，一场 76 万，当然给她。H3 才 53 万，继续播早场。”六点签约。这些晚上给谁？
# %%
import altair as alt
import numpy as np
import pandas as pd

sessions = sf.dataset("sessions")
report = sessions.groupby("host_id")["gmv"].agg(["count", "mean", "sum"])
report.sort_values("mean", ascending=False).round(0)
# %%
sf.predict(
    sf.text(en="Who sells best to a viewer who is the same for all, after refunds?", zh="面对同样的观众、扣掉退款之后，谁最会卖？"),
    [sf.text(en="H1, the star", zh="H1，头牌"), "H2", "H3", "H4"],
)
# %% [markdown] lang="en"
# ## The concept: net, per entrant, at the same hour
#
# Three things stand between a host's GMV and her skill:
#
# 1. **How many came in**: so divide by entrants (UV value, UV价值).
# 2. **What came back**: so take refunds off, before *and* after dispatch (发货前退款率, 发货后退款率). Net value per entrant = (GMV − refunds) / entrants, sums first.
# 3. **Who came in**: in prime time (黄金档) people buy more from anybody. So compare within the daypart (时段):
#
# $$\ln\frac{\text{net}}{\text{entrants}}=\text{host}+\text{daypart}+\text{chance}$$
#
# fitted by least squares to all sessions at once. A host's effect minus the mean of all effects says how far above or below the four she is: 0.10 is about 10 %.
#
# **Where the platform shows it:** GMV and refunds by session; the fair comparison nowhere. **The look-alike:** the host ranking (主播榜), gross and by session.
# %% [markdown] lang="zh"
# ## 概念：净额、人均、同一时段
#
# 一个主播的成交和她的本事之间，隔着三件事：
#
# 1. **进来多少人**：所以除以进入人数（UV价值）。
# 2. **退回来多少**：发货前、发货后的退款都要扣。人均净成交 =（成交 − 退款）/ 进入人数，先求和再除。
# 3. **进来的是谁**：黄金档谁播都好卖。所以要在同一时段内比：
#
# $$\ln\frac{\text{净成交}}{\text{进入人数}}=\text{主播}+\text{时段}+\text{波动}$$
#
# 把所有场次放在一起做最小二乘。主播的系数减去平均，就是她比四人平均高多少：0.10 约等于高一成。
#
# **后台在哪里看**：各场成交和退款都有，公平的比较没有。**最容易混淆的**：主播榜，按毛成交、按场。
# %% [markdown] lang="en"
# ## The data
#
# One row of `sessions` is one session; refunds are as they stood 30 days later. **Missing:** what the host is paid, and who else was in the room (controls, second host). For last week's sessions the refunds would not be in yet.
# %% [markdown] lang="zh"
# ## 数据
#
# `sessions` 一行 = 一场，退款是 30 天后的结果。**缺什么**：主播薪酬，以及同场的场控、副播。上周的场次退款还没退完，不能直接用。
# %%
sf.fields("sessions")
# %% [markdown] lang="en"
# ## Worked: three steps from the ranking to the host
#
# **Step 1.** Who works when?
# %% [markdown] lang="zh"
# ## 示范：从榜单到主播，三步
#
# **第 1 步。** 谁在什么时段播？
# %%
pd.crosstab(sessions["host_id"], sessions["daypart"])[["morning", "afternoon", "prime"]]
# %% [markdown] lang="en"
# H1 has nearly all her sessions in prime time. The ranking compares evenings with mornings.
#
# **Step 2.** Per entrant, gross and net.
# %% [markdown] lang="zh"
# H1 几乎场场黄金档。榜单是在拿晚上和早上比。
#
# **第 2 步。** 人均，毛的和净的。
# %%
sessions["refund"] = sessions["refund_pre"] + sessions["refund_post"]
sessions["net"] = sessions["gmv"] - sessions["refund"]
sums = sessions.groupby("host_id")[["gmv", "net", "refund", "entrants"]].sum()
value = pd.DataFrame({"gross": sums["gmv"] / sums["entrants"], "net": sums["net"] / sums["entrants"], "refund_share": sums["refund"] / sums["gmv"]})
value.round(3)
# %% [markdown] lang="en"
# H2 falls from first to second place: 18 % of what she sells comes back, three times as much as from H3.
#
# **Step 3.** At the same hour. One column per host, one per daypart (the first daypart is in the host columns).
# %% [markdown] lang="zh"
# H2 从第一掉到第二：她卖出去的有 18% 退回来，是 H3 的三倍。
#
# **第 3 步。** 同一时段内比。每位主播一列，每个时段一列（第一个时段并入主播列）。
# %%
def effects(rows, money):
    design = pd.concat([pd.get_dummies(rows["host_id"]), pd.get_dummies(rows["daypart"]).iloc[:, 1:]], axis=1).astype(float)
    level = np.linalg.lstsq(design.to_numpy(), np.log(rows[money] / rows["entrants"]), rcond=None)[0]
    host = pd.Series(level[:4], index=design.columns[:4])
    return host - host.mean()


fair = pd.DataFrame({"gross": effects(sessions, "gmv"), "net": effects(sessions, "net")})
fair.round(3)
# %% [markdown] lang="en"
# How sure? Draw the sessions of each host again with replacement, 200 times, and take the middle 90 %.
# %% [markdown] lang="zh"
# 有多稳？把每位主播的场次有放回地重抽 200 次，取中间 90%。
# %%
def redraw(turn):
    return sessions.groupby("host_id").sample(frac=1, replace=True, random_state=turn)


again = pd.DataFrame([effects(redraw(turn), "net") for turn in range(200)])
band = again.quantile([0.05, 0.95]).T.set_axis(["low", "high"], axis=1)
# %%
naive = np.log(report["mean"]) - np.log(report["mean"]).mean()
ranking, adjusted = sf.text(en="ranking: GMV a session", zh="榜单：场均成交"), sf.text(en="fair: net, per entrant, same hour", zh="公平：净额、人均、同时段")
bars = pd.DataFrame({ranking: naive, adjusted: fair["net"]}).rename_axis("host").reset_index().melt("host", var_name="how", value_name="effect")
best = fair["net"].idxmax()
title = sf.text(en=f"The ranking says {naive.idxmax()}; at the same hour and after refunds it is {best}", zh=f"榜单第一是 {naive.idxmax()}；同时段、扣退款，第一是 {best}")
against = sf.text(en="against the mean of the four (0.1 is about 10 %)", zh="与四人平均相比（0.1 约为一成）")
x = alt.X("effect:Q", title=against)
y = alt.Y("host:N", title=None)
offset = alt.YOffset("how:N", sort=[ranking, adjusted])
chart = alt.Chart(bars).mark_bar().encode(x, y, offset, alt.Color("how:N", sort=[ranking, adjusted], scale=alt.Scale(range=["#BBBBBB", sf.PALETTE[0]]), legend=alt.Legend(orient="bottom", title=None, labelLimit=300)))
range_ = alt.Chart(band.rename_axis("host").reset_index().assign(how=adjusted)).mark_rule(strokeWidth=2).encode(alt.X("low:Q", title=against), y, offset, alt.X2("high:Q"))
(chart + range_).properties(title=title, width=440, height=230)
# %% [markdown] lang="en"
# *What to see:* grey bars follow the schedule, blue bars the host. The black lines are what chance allows: H3 and H1 are far apart, H3 and H2 only just.
# %% [markdown] lang="zh"
# *看什么*：灰柱跟着排班走，蓝柱才是主播本人。黑线是随机波动的范围：H3 和 H1 拉得很开，H3 和 H2 刚刚分开。
# %%
behind = pd.Series({other: float((again["H3"] > again[other]).mean()) for other in ("H1", "H2", "H4")})
print(sf.text(en="share of redraws in which H3 is ahead:", zh="重抽中 H3 领先的比例："), behind.round(2).to_dict())
# %% [markdown] lang="en"
# ## Your turn: one step left out
#
# How much net would H3 bring in **one** prime-time session? Take the mean entrants of a prime session, and H1's net per entrant there, and multiply by the ratio of the two effects: `np.exp(…)` of the difference. Replace `None`.
# %% [markdown] lang="zh"
# ## 轮到你：只缺一步
#
# H3 播**一场**黄金档能带来多少净成交？用黄金档场均进入人数，乘 H1 在黄金档的人均净成交，再乘两人效应之比：效应之差取 `np.exp(…)`。把 `None` 换掉。
# %%
prime = sessions[sessions["daypart"] == "prime"]
entrants = prime["entrants"].mean()
star = prime[prime["host_id"] == "H1"]
star_value = star["net"].sum() / star["entrants"].sum()
difference = fair.loc["H3", "net"] - fair.loc["H1", "net"]

h3_net = None  # ¥ in one prime session
# %%
sf.check_value(
    sf.text(en="net of H3 in a prime session (¥)", zh="H3 一场黄金档的净成交（元）"),
    h3_net,
    expect=entrants * star_value * np.exp(difference),
    tolerance=0.01,
    why_wrong={
        entrants * star_value: sf.text(en="That is H1.", zh="这是 H1。"),
        entrants * star_value * difference: sf.text(en="The effects are logarithms: multiply by exp of the difference.", zh="效应是对数：要乘差的指数。"),
        entrants * value.loc["H3", "net"]: sf.text(en="Her mean over all sessions, most of them mornings.", zh="这是她全部场次的平均，多数是早场。"),
    },
    hint="entrants * star_value * np.exp(difference)",
)
# %% [markdown] lang="en"
# ## The mistake people make, in yuan
# %% [markdown] lang="zh"
# ## 常见错误值多少钱
# %%
gained = 12 * entrants * star_value * (np.exp(difference) - 1)
low, high = (12 * entrants * star_value * (np.exp(q) - 1) for q in (again["H3"] - again["H1"]).quantile([0.05, 0.95]))
print(
    sf.text(
        en=f"Twelve evenings to the top of the ranking instead of H3: {sf.yuan(gained)} of net GMV less (90 %: {sf.yuan(low)} to {sf.yuan(high)})",
        zh=f"十二个晚上给榜首而不给 H3：净成交少 {sf.yuan(gained)}（90% 区间 {sf.yuan(low)} 到 {sf.yuan(high)}）",
    )
)
# %% [markdown] lang="en"
# ## On your own: is it the host or the evening that broke?
#
# Lesson 4 found twelve sessions in which a rate broke: S010, S020, …, S120. They belong to H2 and H4 only. Leave them out: by how much does the lead of H3 over **H2** (net effect of H3 minus that of H2) change? Answer with the new lead.
# %% [markdown] lang="zh"
# ## 独立完成：是人不行，还是那晚断了？
#
# 第 4 课找出十二场断过的：S010、S020 …… S120，全是 H2 和 H4 的场。把它们剔掉：H3 领先 **H2** 多少（净效应之差）？填新的差值。
# %%
new_lead = None
# %%
broken = [f"S{number:03}" for number in range(10, 121, 10)]
whole = effects(sessions[~sessions["session_id"].isin(broken)], "net")
old_lead = fair.loc["H3", "net"] - fair.loc["H2", "net"]
sf.check_value(
    sf.text(en="lead of H3 over H2 without broken sessions", zh="剔除断场后 H3 领先 H2"),
    new_lead,
    expect=whole["H3"] - whole["H2"],
    tolerance=0.02,
    because=sf.text(
        en=f"It was {old_lead:.2f}. Broken sessions are a matter of controls as much as of the host: name them before you rank people.",
        zh=f"原来是 {old_lead:.2f}。断场往往是场控的事，排名之前先把它们说清楚。",
    ),
    why_wrong={
        old_lead: sf.text(en="That is with the broken sessions.", zh="这是没剔除的。"),
        whole["H2"] - whole["H3"]: sf.text(en="The other way round.", zh="方向反了。"),
    },
    hint="effects(sessions[~sessions['session_id'].isin(broken)], 'net')",
)
# %% [markdown] lang="en"
# ## Check yourself
#
# **1.** A host sells ¥500,000 to 200,000 entrants; 8 % comes back before dispatch and 10 % after, both of GMV. Net value per entrant?
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 某主播 200,000 人进入，成交 500,000 元；发货前退 8%，发货后退 10%（均占成交）。人均净成交是多少？
# %%
answer_1 = None
# %%
sf.check_value(
    sf.text(en="net value per entrant (¥)", zh="人均净成交（元）"),
    answer_1,
    expect=2.05,
    tolerance=0.001,
    why_wrong={
        2.5: sf.text(en="Gross.", zh="这是毛的。"),
        2.25: sf.text(en="Refunds before dispatch count too.", zh="发货前退款也要扣。"),
        2.3: sf.text(en="Refunds after dispatch count too.", zh="发货后退款也要扣。"),
    },
    hint="500_000 * (1 - 0.18) / 200_000",
)
# %% [markdown] lang="en"
# **2.** Host A: 3.0 in prime time, never worked mornings. Host B: 1.6 in mornings, never worked evenings. Who is better? `"a"` A, `"b"` B, `"c"` cannot be said from this, let them swap, `"d"` both alike.
# %% [markdown] lang="zh"
# **2.** 主播 A：只播黄金档，人均 3.0；主播 B：只播早场，人均 1.6。谁更强？`"a"` A；`"b"` B；`"c"` 看不出来，换着播一播；`"d"` 一样。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="A or B", zh="A 还是 B"),
    answer_2,
    right="c",
    because=sf.text(en="Without any common daypart host and daypart cannot be told apart by any formula.", zh="没有共同时段，任何公式都分不开人和时段。"),
    wrong={
        "a": sf.text(en="Perhaps the evening is.", zh="也许强的是晚上。"),
        "b": sf.text(en="Nothing says so.", zh="没有依据。"),
        "d": sf.text(en="Nothing says so.", zh="没有依据。"),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Give every host at least four sessions in each daypart over a quarter; without overlap there is no comparison.
# - Pay commission on net GMV, settled after the return window.
# - H2: find out what is promised and not kept. Her refunds are high for every kind of item: read what customers write as reason (module 6).
#
# ## Limits
#
# - **Observed, not drawn by lot.** Who got prime time may have been chosen for other reasons; a swap is better evidence.
# - **Left out.** Products on show, traffic share, second hosts, pay. H3 in twelve evenings would be another H3: tired, or better known.
# - **Folklore.** "A star makes the room": here she works when the room is full.
# - **Synthetic.** Skills, refunds and schedules were planted.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 每个季度让每位主播在每个时段至少播四场；没有重叠就没法比。
# - 佣金按净成交算，过了退货期再结。
# - 查 H2：承诺了什么没兑现？她每类货退款都高，去看退货原因（模块六）。
#
# ## 局限
#
# - **是观察，不是随机安排。** 谁排黄金档可能另有原因；换着播才是更硬的证据。
# - **没有考虑。** 讲的是什么货、付费占比、副播、薪酬。播满十二晚的 H3 会是另一个 H3：更累，或者更红。
# - **传言。** “头牌撑起直播间”：这里是直播间满的时候轮到头牌。
# - **模拟数据。** 主播水平、退款和排班都是预设的。
