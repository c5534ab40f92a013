# %% [markdown] lang="en"
# ## The decision
#
# Thursday, 15:00. Next week's roster of the service desk has to be out by 18:00. So far seven agents sit there from 08:00 to midnight, every hour the same, "because 80 chats an hour at four minutes keep five or six people busy, and we add one". The dashboard says 91 % are answered within three minutes. Buyers say otherwise, in the evening above all. The owner grants no more hours than now. **How should the same hours be spread?**
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周四 15:00，下周客服排班 18:00 前要发。现在是 8 点到 24 点每小时都 7 个人：“每小时 80 个会话、每个四分钟，平均五六个人在忙，再加一个。”看板写着三分钟回复率 91%，买家可不这么说，晚上尤其。老板不加工时。**同样的工时，怎么排？**
# %%
import altair as alt
import numpy as np
import pandas as pd

sessions = sf.dataset("im_sessions")
print(sf.text(en=f"the dashboard: {(sessions['first_reply_s'] <= 180).mean():.0%} replied within three minutes", zh=f"看板：{(sessions['first_reply_s'] <= 180).mean():.0%} 在三分钟内回复"))
sessions.head()
# %%
sf.predict(
    sf.text(en="Between 20:00 and 22:00, 8.5 agents are busy on average. How many are needed so that 95 % wait at most three minutes?", zh="20–22 点平均有 8.5 个客服在忙。要让 95% 的人等待不超过三分钟，需要几个人？"),
    ["9", "10", "12", "17"],
)
# %% [markdown] lang="en"
# ## The concept: a rate with a narrow denominator, and a queue
#
# **Three-minute reply rate** (三分钟回复率), in per cent of conversations:
#
# $$\frac{\text{conversations that an agent answered within 3 min}}{\text{conversations routed to people, begun between 08:00:00 and 22:59:59}}$$
#
# What the robot ended alone is not in it; a conversation that nobody took counts as **not** answered, whatever an automatic greeting said.
#
# **Load** (话务负荷) is the number of agents busy on average: $a=\text{conversations an hour}\times\text{minutes each}/60$. With exactly that many agents the queue never ends, since chance brings bunches and an idle minute cannot be saved up. A. K. Erlang worked out in 1917 how much more is needed: with $c$ agents the share that waits longer than $t$ minutes is
#
# $$P(\text{wait}>t)=C(c,a)\,e^{-(c-a)\,t/h},\qquad C(c,a)=\frac{\frac{a^c}{c!}\frac{c}{c-a}}{\sum_{k<c}\frac{a^k}{k!}+\frac{a^c}{c!}\frac{c}{c-a}}$$
#
# with $h$ minutes for each conversation. This is **Erlang C**.
#
# **Where the platform shows it.** The chat tool shows the reply rate by day and by agent. **Look-alikes:** the mean reply time (short, thanks to robots), and the rate of a whole day (good mornings pay for bad evenings).
# %% [markdown] lang="zh"
# ## 概念：分母很窄的比率，和一条队伍
#
# **三分钟回复率**（按会话计）：
#
# $$\frac{\text{三分钟内由客服回复的会话}}{\text{08:00:00–22:59:59 发起且转人工的会话}}$$
#
# 机器人独立接待的不算；没分配到客服的记为**未回复**，自动回复发了什么都没用。
#
# **话务负荷**是平均同时在忙的客服数：$a=\text{每小时会话}\times\text{每个分钟数}/60$。只排这么多人，队伍永远排不完：会话会扎堆来，空闲的一分钟也存不下来。1917 年 Erlang 算出了要多排多少：$c$ 个客服时，等待超过 $t$ 分钟的占比为
#
# $$P(\text{等待}>t)=C(c,a)\,e^{-(c-a)\,t/h},\qquad C(c,a)=\frac{\frac{a^c}{c!}\frac{c}{c-a}}{\sum_{k<c}\frac{a^k}{k!}+\frac{a^c}{c!}\frac{c}{c-a}}$$
#
# $h$ 是每个会话的分钟数。这就是 **Erlang C**。
#
# **后台在哪里看。** 客服工作台有按天、按客服的回复率。**容易混淆的**：平均回复时长（被机器人拉短），以及全天的比率（上午的好成绩替晚上买单）。
# %% [markdown] lang="en"
# ## The data
#
# One row is one conversation of two weeks. **Missing:** how many chats an agent has open at once, and what the buyer wanted.
# %% [markdown] lang="zh"
# ## 数据
#
# 两周的会话，一行一个。**缺什么**：客服同时开着几个窗口，以及买家到底想问什么。
# %%
sf.fields("im_sessions")
# %% [markdown] lang="en"
# ## Worked: from 91 % to a roster
#
# **Step 1.** The platform's denominator.
# %% [markdown] lang="zh"
# ## 示范：从 91% 到排班表
#
# **第 1 步。** 用平台的分母。
# %%
sessions["hour"] = sf.to_shanghai(sessions["arrive_ts"]).dt.hour
counted = sessions[(sessions["human_routed"] == 1) & sessions["hour"].between(8, 22)].copy()
counted["good"] = counted["agent"].notna() & (counted["first_reply_s"] <= 180)
print(sf.text(en=f"three-minute reply rate {counted['good'].mean():.1%}; {counted['agent'].isna().mean():.0%} were taken by nobody", zh=f"三分钟回复率 {counted['good'].mean():.1%}；{counted['agent'].isna().mean():.0%} 没有分配到客服"))
# %% [markdown] lang="en"
# **Step 2.** By hour of the day.
# %% [markdown] lang="zh"
# **第 2 步。** 按小时看。
# %%
hours = counted.groupby("hour").agg(per_hour=("good", lambda good: len(good) / 14), rate=("good", "mean")).reset_index()
low = hours.loc[hours["rate"].idxmin()]
title = sf.text(en=f"Good all day, {low['rate']:.0%} at {low['hour']:.0f}:00", zh=f"白天都好，{low['hour']:.0f} 点只有 {low['rate']:.0%}")
base = alt.Chart(hours).encode(
    alt.X("hour:O", title=sf.text(en="hour of the day (Shanghai)", zh="北京时间（点）"), axis=alt.Axis(labelAngle=0)),
    alt.Y("rate:Q", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]), title=sf.text(en="replied within 3 minutes", zh="三分钟内回复")),
)
peak = alt.condition("datum.rate < 0.8", alt.value(sf.PALETTE[1]), alt.value(sf.PALETTE[0]))
base.mark_bar().encode(color=peak).properties(title=title, width=460, height=220)
# %% [markdown] lang="en"
# *What to see:* until 18:00 seven agents do well. From 19:00 they do not, and at 20:00 and 21:00 half of the buyers wait too long, in the two hours when most of them come.
# %% [markdown] lang="zh"
# *看什么*：18 点前 7 个人够用；19 点起就不够了；20、21 点有一半买家等太久，偏偏这两个小时来的人最多。
# %% [markdown] lang="en"
# **Step 3.** The load, hour by hour. How long does an agent need?
# %% [markdown] lang="zh"
# **第 3 步。** 逐小时的负荷。客服处理一个要多久？
# %%
handle = counted["handle_s"].mean() / 60
hours["load"] = hours["per_hour"] * handle / 60
print(
    sf.text(
        en=f"{handle:.1f} minutes each; load {hours['load'].mean():.1f} on average, {hours['load'].max():.1f} at the peak",
        zh=f"每个 {handle:.1f} 分钟；平均负荷 {hours['load'].mean():.1f}，高峰 {hours['load'].max():.1f}",
    )
)
# %% [markdown] lang="en"
# Seven agents cover the mean and drown at the peak: a load above the number of agents means a queue that grows until the hour is over.
#
# **Step 4.** Erlang C. The library function of this course avoids huge factorials; the formula is the one above.
# %% [markdown] lang="zh"
# 7 个人盖得住平均，盖不住高峰：负荷超过人数，队伍就一直变长，直到这个小时过去。
#
# **第 4 步。** Erlang C。课程里的函数避开了巨大的阶乘，公式就是上面那个。
# %%
from sixfold.models import queueing

late = {agents: queueing.waits_longer(agents, 120, 4, 3) for agents in (9, 10, 11, 12)}
pd.Series(late, name=sf.text(en="wait > 3 min, 120 chats an hour of 4 min", zh="等待 > 3 分钟（每小时 120 个，每个 4 分钟）")).map("{:.1%}".format)
# %% [markdown] lang="en"
# A load of 8, and the ninth agent leaves 31 % waiting, the tenth 9 %, the eleventh 2.6 %, the twelfth 0.7 %. **Step 5.** The smallest team for 95 %, for every hour.
# %% [markdown] lang="zh"
# 负荷是 8：第九个人在，还有 31% 等太久；第十个 9%，第十一个 2.6%，第十二个 0.7%。**第 5 步。** 每个小时达到 95% 的最少人数。
# %%
hours["needed"] = [queueing.agents_for(each, handle, 3, 0.95) for each in hours["per_hour"]]
flat = 7 * len(hours)
title = sf.text(en=f"95 % all day takes {hours['needed'].sum()} agent hours; there are {flat}", zh=f"全天都到 95% 要 {hours['needed'].sum()} 工时，现有 {flat}")
base = alt.Chart(hours).encode(alt.X("hour:O", title=sf.text(en="hour of the day (Shanghai)", zh="北京时间（点）"), axis=alt.Axis(labelAngle=0)))
bars = base.mark_bar().encode(alt.Y("needed:Q", title=sf.text(en="agents needed for 95 %", zh="达到 95% 需要的客服")))
numbers = base.mark_text(dy=-7).encode(alt.Y("needed:Q"), text="needed:Q")
line = alt.Chart(pd.DataFrame({"now": [7]})).mark_rule(color=sf.PALETTE[1], strokeDash=[6, 3], size=2).encode(y="now:Q")
(bars + line + numbers).properties(title=title, width=460, height=220)
# %% [markdown] lang="en"
# *What to see:* the dashed line is today's seven. Around noon they are about right; from 18:00 on two to five are missing. For 95 % in every hour the day's hours do not suffice, and the owner should know what the rest costs.
#
# **Step 6.** With the hours there are: begin with the smallest team that keeps up with its load, then give each further hour to the hour of the day where it saves **most buyers** from waiting. It is the thought of module 1, lesson 4: not the average, the next one.
# %% [markdown] lang="zh"
# *看什么*：虚线是现在的 7 人。中午前后差不多，18 点以后缺两到五个人。每小时都到 95%，现有工时不够；差的部分要多少钱，得让老板知道。
#
# **第 6 步。** 就用现有工时：先给每个小时刚好跟得上负荷的最小人数，剩下的一个一个加到**能让最多买家少等**的那个小时。这正是模块一第 4 课的想法：不看平均，看“再加一个”。
# %%
def late_buyers(team):
    return np.array([n * queueing.waits_longer(agents, n, handle, 3) for agents, n in zip(team, hours["per_hour"], strict=True)])


def spread_hours(total):
    team = np.floor(hours["load"]).astype(int).to_numpy() + 1
    while team.sum() < total:
        team[np.argmax(late_buyers(team) - late_buyers(team + 1))] += 1
    return team


hours["same_hours"] = spread_hours(flat)
buyers = hours["per_hour"].sum()
flat_late, spread_late = late_buyers([7] * len(hours)).sum() / buyers, late_buyers(hours["same_hours"]).sum() / buyers
print(
    sf.text(
        en=f"by Erlang C, {flat_late:.0%} wait too long with seven all day, {spread_late:.0%} with the same {flat} hours spread by need",
        zh=f"按 Erlang C：全天 7 人时 {flat_late:.0%} 等太久；同样 {flat} 工时按需排，{spread_late:.0%}",
    )
)
print(hours.set_index("hour")["same_hours"].to_dict())
# %% [markdown] lang="en"
# The same money, less than half of the waiting. (Both figures are the long run; in real evenings fewer wait, since some give up and the rush ends.) What 95 % in every hour would cost on top:
# %% [markdown] lang="zh"
# 同样的钱，等太久的人不到一半。（两个数都是长期值；实际晚上要低一些，因为有人放弃，高峰也会过去。）每小时都到 95%，还要再花多少：
# %%
extra = int(hours["needed"].sum()) - flat
print(sf.text(en=f"{extra} more agent hours a day, {sf.yuan(30 * extra)} at ¥30 an hour", zh=f"每天再加 {extra} 工时，按每时 30 元计 {sf.yuan(30 * extra)}"))
# %% [markdown] lang="en"
# ## Your turn: one step left out
#
# 8 a.m. is quiet. Which share of buyers would wait longer than three minutes at 08:00 with **five** agents? Use `queueing.waits_longer`. Replace `None` (a number between 0 and 1).
# %% [markdown] lang="zh"
# ## 轮到你：只缺一步
#
# 早上 8 点很闲。8 点若只排 **5** 人，等待超过三分钟的买家占多少？用 `queueing.waits_longer`，替换 `None`（0 到 1）。
# %%
eight = float(hours.loc[hours["hour"] == 8, "per_hour"].iloc[0])

late_at_eight = None  # share
# %%
sf.check_value(
    sf.text(en="share waiting at 08:00 with 5 agents", zh="8 点排 5 人时等太久的占比"),
    late_at_eight,
    expect=queueing.waits_longer(5, eight, handle, 3),
    tolerance=0.02,
    why_wrong={
        queueing.erlang_c(5, eight * handle / 60): sf.text(en="That is the share that waits at all.", zh="这是“需要等”的占比，不是等超过三分钟。"),
        1 - queueing.waits_longer(5, eight, handle, 3): sf.text(en="That is the share answered in time.", zh="这是按时回复的占比。"),
        queueing.waits_longer(7, eight, handle, 3): sf.text(en="That is with seven agents.", zh="这是 7 人的结果。"),
    },
    hint="queueing.waits_longer(5, eight, handle, 3)",
)
# %% [markdown] lang="en"
# ## The mistake people make, in yuan
#
# Buyers who waited too long are unhappy more often. If every unhappy buyer more costs ¥12 of margin later (this shop's estimate), what do two evening hours cost in a week?
# %% [markdown] lang="zh"
# ## 常见错误值多少钱
#
# 等太久的买家更容易不满意。若每多一个不满意的买家，之后少赚 12 元毛利（店铺自己的估计），晚上两个小时一周要亏多少？
# %%
unhappy = counted.groupby("good")["dissatisfied"].mean()
evening = counted[counted["hour"].isin([20, 21])]
more = (~evening["good"]).sum() / 2 * (unhappy[False] - unhappy[True])
agent_hours = int((hours.loc[hours["hour"].isin([20, 21]), "needed"] - 7).sum()) * 7
print(
    sf.text(
        en=f"unhappy: {unhappy[True]:.0%} of those answered in time, {unhappy[False]:.0%} of the others; "
        f"about {more:.0f} buyers a week, {sf.yuan(12 * more)}; {agent_hours} agent hours at ¥30 cost {sf.yuan(30 * agent_hours)}",
        zh=f"不满意：按时回复的 {unhappy[True]:.0%}，其余 {unhappy[False]:.0%}；"
        f"每周约多 {more:.0f} 人，{sf.yuan(12 * more)}；补 {agent_hours} 个工时、每时 30 元，{sf.yuan(30 * agent_hours)}",
    )
)
# %% [markdown] lang="en"
# In buyers' margin alone the added hours barely pay for themselves. So first move hours from noon to the evening, which costs nothing; then ask whether the reply rate, which counts for the experience score, is worth the rest.
# %% [markdown] lang="zh"
# 单看毛利，加人未必划算多少。所以先把中午的工时挪到晚上，不花钱；剩下的值不值，再看回复率对体验分的影响。
# %% [markdown] lang="en"
# ## The widget: the last two agents
# %% [markdown] lang="zh"
# ## 交互：最后那两个人
# %%
sf.widgets.chat_queue()
# %% [markdown] lang="en"
# ## On your own
#
# The owner asks for 99 % instead of 95 % between 20:00 and 22:00. How many agents at 20:00? Use the hour's own `per_hour`.
# %% [markdown] lang="zh"
# ## 独立完成
#
# 老板要求 20–22 点达到 99%，而不是 95%。20 点需要几个人？用这个小时自己的 `per_hour`。
# %%
agents_99 = None
# %%
twenty = float(hours.loc[hours["hour"] == 20, "per_hour"].iloc[0])
sf.check_value(
    sf.text(en="agents at 20:00 for 99 %", zh="20 点达到 99% 的人数"),
    agents_99,
    expect=float(queueing.agents_for(twenty, handle, 3, 0.99)),
    tolerance=0.001,
    why_wrong={
        float(queueing.agents_for(twenty, handle, 3, 0.95)): sf.text(en="That is for 95 %.", zh="这是 95% 的人数。"),
        float(np.ceil(twenty * handle / 60)): sf.text(en="That only covers the load: the queue hardly ends.", zh="这只够覆盖负荷，队伍几乎排不完。"),
    },
    hint="queueing.agents_for(twenty, handle, 3, 0.99)",
)
# %% [markdown] lang="en"
# ## Self-checks
#
# **1.** 90 conversations an hour, 5 minutes each. The load?
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 每小时 90 个会话，每个 5 分钟。负荷是多少？
# %%
answer_1 = None
# %%
sf.check_value(
    sf.text(en="load", zh="负荷"),
    answer_1,
    expect=7.5,
    tolerance=0.001,
    why_wrong={
        450.0: sf.text(en="Those are minutes of work an hour; an agent has 60.", zh="这是每小时的工作分钟数，一个人只有 60。"),
        18.0: sf.text(en="That is 90 / 5.", zh="这是 90 ÷ 5。"),
    },
    hint="90 * 5 / 60",
)
# %% [markdown] lang="en"
# **2.** Two shops with a load of 4 and five agents each merge their desks: load 8, ten agents. The share that waits over three minutes … `"a"` stays, `"b"` falls, `"c"` doubles.
# %% [markdown] lang="zh"
# **2.** 两家店各有负荷 4、客服 5 人，合并成一个组：负荷 8、10 人。等待超过三分钟的占比……`"a"` 不变；`"b"` 下降；`"c"` 翻倍。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="one desk instead of two", zh="合并客服组"),
    answer_2,
    right="b",
    because=sf.text(
        en=f"At 4 minutes each: {queueing.waits_longer(5, 60, 4, 3):.0%} with two desks, {queueing.waits_longer(10, 120, 4, 3):.0%} with one; one's idle agent helps the other's buyer.",
        zh=f"每个 4 分钟时：分开 {queueing.waits_longer(5, 60, 4, 3):.0%}，合并 {queueing.waits_longer(10, 120, 4, 3):.0%}；这边闲着的人能接那边的买家。",
    ),
    wrong={
        "a": sf.text(en="Same work for each, but idle agents can now help out. Try it in the widget.", zh="人均工作量没变，但空闲的人能互相顶上。到组件里试试。"),
        "c": sf.text(en="A larger desk evens out chance; it does not add it up.", zh="组越大，随机性越能互相抵消。"),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Compute the rate with the platform's denominator, by hour, and hang the worst hour beside the daily figure.
# - Roster by load of the hour: move agents from the morning and noon to 19:00–22:00 before you hire.
# - Put unassigned conversations on a list of their own: each is a buyer who gave up.
#
# ## Limits
#
# - **One at a time.** Agents handle several chats at once; then `minutes each` is attention, not elapsed time. Measure it, do not guess.
# - **Nobody gives up** in Erlang C. In the data some do, which shortens the queue and loses the buyer; so the formula errs on the safe side, and an hour does not quite reach its long run (compare line and circles in the widget).
# - **Dated.** What counts, and the hours 08:00 to 22:59:59, are as merchants' guides gave them; look up the current text.
# - **Synthetic.** The evening peak and patience of twelve minutes were planted.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 用平台的分母按小时算回复率，把最差的那个小时贴在日报旁边。
# - 按小时负荷排班：先把上午和中午的人挪到 19–22 点，再谈招人。
# - 未分配的会话单独列一张表：每一行都是一个等不及走掉的买家。
#
# ## 局限
#
# - **一次一个。** 实际客服同时接好几个窗口，这时“每个分钟数”是占用注意力的时间，不是经过的时间。要实测，别拍脑袋。
# - Erlang C 里**没有人放弃**。数据里有人放弃，队伍短了、买家也丢了；所以公式偏保守。一个小时也到不了长期状态（看组件里线与圆点的差别）。
# - **时效。** 计入规则与 08:00–22:59:59 来自商家攻略，以现行规则为准。
# - **模拟数据。** 晚高峰、平均十二分钟的耐心，都是预设的。
