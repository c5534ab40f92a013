# %% [markdown] lang="en"
# ## The decision
#
# Tuesday after the campaign, 09:30. The owner of a snack brand has a record week on the wall and wants four campaigns a quarter instead of one. Her own rooms had two quiet weeks since. Book the slots, or not?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 大促后的周二 9:30。零食品牌的老板把创纪录的周报贴在墙上，想把每季一场大促改成四场。可自播间已经冷清了两周。档期订不订？
# %%
import altair as alt
import pandas as pd

fact = sf.dataset("fact_weekly")
fact.head()
# %%
sf.predict(
    sf.text(en="Of the GMV that a campaign week adds, how much is missing in the fortnight after it?", zh="大促周多卖的部分，有多少是从之后两周透支来的？"),
    [
        sf.text(en="nothing", zh="几乎没有"),
        sf.text(en="about a tenth", zh="约一成"),
        sf.text(en="about a third", zh="约三成"),
        sf.text(en="nearly all", zh="几乎全部"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: four tracks, FACT
#
# Proposed in April 2021 as 四条赛道, "the four horses that pull one cart":
#
# | | track | what it is for | its trap |
# |---|---|---|---|
# | **F** | Field, merchant self-broadcast (商家自播) | daily ground, service, returning buyers | looks weak beside a record day |
# | **A** | Alliance, creator matrix (达人矩阵) | new buyers through many creators | two creators, one audience |
# | **C** | Campaign (营销活动) | branding, launches, big sales | buys forward, 透支 |
# | **T** | Top KOL (头部大V) | launch, anniversary | fee and commission; the effect fades |
#
# What a campaign is worth:
#
# $$\text{net}=\underbrace{\sum_{\text{campaign weeks}}(\text{GMV}-\text{base})}_{\text{lift}}-\underbrace{\sum_{\text{two weeks after}}(\text{base}-\text{GMV})}_{\text{stolen}}$$
#
# with `base` the *median* of the calm weeks, those neither in a campaign nor in the fortnight after. **Where the platform shows it:** lift, in the campaign report. The stolen part stands in no report.
# %% [markdown] lang="zh"
# ## 概念：四条赛道 FACT
#
# 2021 年 4 月提出，又叫“四驾马车”：
#
# | | 赛道 | 用来做什么 | 坑 |
# |---|---|---|---|
# | **F** | 商家自播 | 日常基本盘、服务、老客 | 和大促比显得弱 |
# | **A** | 达人矩阵 | 借众多达人拉新 | 两个达人，同一批粉丝 |
# | **C** | 营销活动 | 品牌声量、上新、大促 | 透支之后的销量 |
# | **T** | 头部大V | 首发、周年 | 坑位费加佣金，热度会退 |
#
# 一场大促值多少：
#
# $$\text{净增量}=\underbrace{\sum_{\text{大促周}}(\text{成交}-\text{基线})}_{\text{增量}}-\underbrace{\sum_{\text{之后两周}}(\text{基线}-\text{成交})}_{\text{透支}}$$
#
# 基线取“平静周”（不是大促周，也不在其后两周）的*中位数*。**后台在哪里看**：活动报表里有增量；透支哪张报表都没有。
# %% [markdown] lang="en"
# ## The data
#
# One row is one merchant's week on one lever. **Missing:** margin, and what would have happened without the campaign. The calm weeks have to stand for that.
# %% [markdown] lang="zh"
# ## 数据
#
# 一行 = 一个商家一周一条赛道。**缺什么**：毛利，以及没有大促会怎样。只能用平静周来代替。
# %%
weekly = fact.pivot_table(index="week", columns="lever", values="gmv", aggfunc="sum")
weekly["campaign"] = fact[fact["lever"] == "C"].groupby("week")["spend"].sum() > 0
weekly.head(3).round(0)
# %% [markdown] lang="en"
# ## Worked: lift and what it stole
#
# **Step 1.** Mark the weeks after a campaign. **Step 2.** The baseline is the median of what is left.
# %% [markdown] lang="zh"
# ## 示范：增量与透支
#
# **第 1 步**，标出大促后的两周。**第 2 步**，剩下的取中位数作基线。
# %%
total = weekly["F"] + weekly["A"] + weekly["C"]
on = weekly["campaign"]
after = (on.shift(1, fill_value=False) | on.shift(2, fill_value=False)) & ~on
base = total[~on & ~after].median()
lift, stolen = (total[on] - base).sum(), (base - total[after]).sum()
print(sf.text(en=f"lift {sf.yuan(lift)}, stolen {sf.yuan(stolen)} ({stolen / lift:.0%})", zh=f"增量 {sf.yuan(lift)}，透支 {sf.yuan(stolen)}（{stolen / lift:.0%}）"))
# %%
kind = pd.Series(sf.text(en="calm", zh="平静周"), index=total.index)
kind[on] = sf.text(en="campaign", zh="大促周")
kind[after] = sf.text(en="fortnight after", zh="其后两周")
shown = pd.DataFrame({"gmv": total / 1e6, "kind": kind}).reset_index()
title = sf.text(
    en=f"Each record is followed by two weeks below the line: {stolen / lift:.0%} of the lift",
    zh=f"每次冲高之后两周都低于基线，透支了 {stolen / lift:.0%} 的增量",
)
bars = alt.Chart(shown).mark_bar(size=8).encode(
    alt.X("week:T", title=sf.text(en="week", zh="周")),
    alt.Y("gmv:Q", title=sf.text(en="GMV of all merchants (million ¥)", zh="全部商家成交（百万元）")),
    alt.Color("kind:N", title=None),
)
line = alt.Chart(pd.DataFrame({"base": [base / 1e6]})).mark_rule(strokeDash=[5, 4]).encode(y="base:Q")
(bars + line).properties(title=title, width=520, height=240)
# %% [markdown] lang="en"
# *What to see:* the spikes draw the eye. The damage is in the pairs of bars behind them, each a little under the dashed line.
# %% [markdown] lang="zh"
# *看什么*：冲高的柱子最显眼，损失藏在它后面那两根略低于虚线的柱子里。
# %% [markdown] lang="en"
# ## Your turn: one step left out
#
# Campaigns also cost money. Net of the campaign's own spend and at a margin of 40 %, what did they earn in all?
# %% [markdown] lang="zh"
# ## 轮到你：只缺一步
#
# 大促本身也要花钱。按毛利率 40%、扣掉大促投入，一共赚了多少？
# %%
cost = fact.loc[fact["lever"] == "C", "spend"].sum()
net = lift - stolen

profit = None
# %%
sf.check_value(
    sf.text(en="profit of the campaigns (¥)", zh="大促利润（元）"),
    profit,
    expect=0.4 * net - cost,
    tolerance=0.001,
    why_wrong={
        0.4 * lift - cost: sf.text(en="That forgets what was stolen.", zh="忘了透支的部分。"),
        net - cost: sf.text(en="GMV is not margin: times 0.4.", zh="成交不是毛利，要乘 0.4。"),
        0.4 * (net - cost): sf.text(en="The spend is money already, no margin on it.", zh="投入已经是真金白银，不再乘毛利率。"),
    },
    hint="0.4 * net - cost",
)
# %% [markdown] lang="en"
# ## The mistake people make: the mean of all other weeks
#
# Take as baseline simply all weeks without a campaign, and the quiet fortnight pulls it down: the campaign looks better, and its theft vanishes.
# %% [markdown] lang="zh"
# ## 常见错误：拿其他所有周的平均当基线
#
# 如果直接用所有非大促周的平均值，冷清的那两周会把基线拉低：大促显得更好，透支也看不见了。
# %%
easy = (total[on] - total[~on].mean()).sum()
print(sf.text(en=f"easy way {sf.yuan(easy)}, net {sf.yuan(net)}: overstated by {sf.yuan(easy - net)}", zh=f"省事算法 {sf.yuan(easy)}，净增量 {sf.yuan(net)}：高估 {sf.yuan(easy - net)}"))
# %% [markdown] lang="en"
# The top creator has the opposite problem: its effect goes on after the week, halving about every second week, so the week alone is *too small*. Same rule: count until the line is calm again.
#
# ## The widget: four levers, one budget
# %% [markdown] lang="zh"
# 头部大V正相反：热度在之后几周慢慢退，大约两周减半，只看当周反而*低估*。规矩一样：数到曲线平静为止。
#
# ## 交互：四条赛道，一份预算
# %%
sf.widgets.fact_mixer()
# %% [markdown] lang="en"
# ## Self-checks
#
# **1.** A campaign lifts ¥900,000 and steals ¥270,000; it cost ¥260,000; margin 40 %. Do it again? `"a"` yes, `"b"` no.
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 某场大促增量 90 万，透支 27 万，花了 26 万，毛利率 40%。再办一场吗？`"a"` 办；`"b"` 不办。
# %%
answer_1 = None
# %%
sf.check_choice(
    sf.text(en="again?", zh="再办一场？"),
    answer_1,
    right="b",
    because=sf.text(en="0.4 × 630,000 = 252,000 < 260,000.", zh="0.4 × 63 万 = 25.2 万 < 26 万。"),
    wrong={"a": sf.text(en="Without the theft 0.4 × 900,000 looks fine; with it, not.", zh="不算透支才显得划算，算上就不够了。")},
)
# %% [markdown] lang="en"
# **2.** Four campaigns a quarter leave hardly a calm week. What happens to the *measured* net effect? `"a"` nothing, `"b"` it becomes too large, `"c"` it cannot be measured well any more.
# %% [markdown] lang="zh"
# **2.** 一季四场大促，几乎没有平静周。*测出来*的净增量会怎样？`"a"` 不变；`"b"` 偏大；`"c"` 已经测不准。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="no calm weeks", zh="没有平静周"),
    answer_2,
    right="c",
    because=sf.text(en="Without calm weeks there is no baseline; leave some, or hold out some shops.", zh="没有平静周就没有基线。留几周，或留几家店不做。"),
    wrong={
        "a": sf.text(en="The baseline is made of calm weeks.", zh="基线就是靠平静周来的。"),
        "b": sf.text(en="It may be: but you could not know.", zh="也许偏大，但你无从知道。"),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Draw the last two campaigns with four weeks after each, and the median of the calm weeks as a line.
# - Give the owner one figure: margin of the net effect minus cost. Not the record.
# - Plan A and F for the fortnight after a campaign on purpose: new content, no second discount.
#
# ## Limits
#
# - **Left out.** New buyers who come back (a campaign may pay through them), stock-outs, returns, other shops' campaigns in the same week.
# - **Dated.** FACT is of 2021; the platform has since added search and the mall as fields of their own. By 2024 top influencers were about 9 % of GMV (press).
# - **Synthetic.** That campaigns steal about 30 % was planted; yours may steal nothing or everything. The season was left in the baseline.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 把最近两场大促连同之后四周画出来，平静周中位数画成一条线。
# - 只给老板一个数：净增量毛利减成本，而不是纪录。
# - 大促后的两周提前排好自播和达人内容，上新内容，不再打折。
#
# ## 局限
#
# - **没有考虑。** 新客之后的复购（大促也许靠它赚回来）、断货、退货、同周别家的大促。
# - **年代。** FACT 是 2021 年的框架，后来平台又把搜索、商城单列。到 2024 年，头部达人约占 GMV 的 9%（媒体数）。
# - **模拟数据。** “透支约三成”是预设的，你的店可能是零，也可能是全部。基线里没有剔除季节。
