# %% [markdown] lang="en"
# ## The decision
#
# Monday, 12:05. The merchant experience score (商家体验分) was updated at noon: **4.61**, it was 4.74 in June; below 4.6 the shop may not enrol for the autumn campaign. The operator has three quotes on the table: another courier (¥18,000 a month), a second inspector in the warehouse (¥9,000), two more people in customer service (¥14,000). One can be paid.
#
# Which one, and when would the score be back?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周一 12:05，商家体验分刚在中午更新：**4.61**，六月还是 4.74；低于 4.6 就报不了秋季大促。运营桌上有三张报价：换快递（每月 18,000 元）、仓库加一名质检（9,000 元）、客服加两个人（14,000 元）。钱只够选一个。
#
# 选哪个？分数什么时候能回来？
# %%
import altair as alt
import numpy as np
import pandas as pd

daily = sf.dataset("score_daily")
BEFORE, NOW = pd.Timestamp("2026-06-19"), pd.Timestamp("2026-08-16")
weeks = daily[daily["day"] <= NOW].groupby([pd.Grouper(key="day", freq="14D"), "dimension"])[["good", "total"]].sum()
fortnights = (weeks["good"] / weeks["total"]).unstack()
fortnights.round(3)
# %% [markdown] lang="en"
# **Predict before you go on.**
# %% [markdown] lang="zh"
# **先猜再看。**
# %%
sf.predict(
    sf.text(en="Which repair brings back most of the score?", zh="修哪一块，分数回来得最多？"),
    [sf.text(en="logistics: it fell most", zh="物流：跌得最多"), sf.text(en="product", zh="商品"), sf.text(en="service: its level is low", zh="服务：水平偏低"), sf.text(en="all about the same", zh="都差不多")],
)
# %% [markdown] lang="en"
# ## The concept: a weighted score with a memory
#
# Each dimension has a share of good cases. The score is their weighted mean, on a scale of 5, and over a window in which **recent days weigh more**:
#
# $$r_k=\frac{\sum_d h_d\,\text{good}_{kd}}{\sum_d h_d\,\text{total}_{kd}},\quad h_d=2^{-\text{age}/\text{half-life}},\ \text{age}<90\text{ days}\qquad
# S=5\cdot\frac{\sum_k w_k\,r_k}{\sum_k w_k}$$
#
# **What moved it?** With fixed weights a change splits without a rest: the **contribution** (贡献) of dimension $k$ is $5\,w_k\,\Delta r_k/\sum w$.
#
# | dimension | what counts as bad | weight here |
# |---|---|---|
# | product (商品体验) | quality return (品退), bad review | 42.5 % |
# | service (服务体验) | not answered in time, disputes | 37.5 % |
# | logistics (物流体验) | collected or delivered late | 20 % |
#
# **Where the platform shows it:** back office, experience score, updated around noon, floor 3, ranked within the industry. **The dangerous look-alikes:** the largest fall is not the largest contribution; and a dimension's rate *today* is not its share in the window. **The weights change**: one text has service at 35 %, others 37.5 %. So they are a parameter here; look them up on the day you compute.
# %% [markdown] lang="zh"
# ## 概念：有权重、有记忆的分数
#
# 每个维度有一个达标率，体验分是它们的加权平均，满分 5 分，统计窗口里**越近的日子权重越高**：
#
# $$r_k=\frac{\sum_d h_d\,\text{达标}_{kd}}{\sum_d h_d\,\text{考核}_{kd}},\quad h_d=2^{-\text{天龄}/\text{半衰期}},\ \text{天龄}<90\qquad
# S=5\cdot\frac{\sum_k w_k\,r_k}{\sum_k w_k}$$
#
# **是谁拉动的？** 权重不变时，变化可以完整拆开，不留余数：维度 $k$ 的**贡献**是 $5\,w_k\,\Delta r_k/\sum w$。
#
# | 维度 | 什么算不达标 | 这里的权重 |
# |---|---|---|
# | 商品体验 | 品退、差评 | 42.5% |
# | 服务体验 | 回复不及时、纠纷 | 37.5% |
# | 物流体验 | 揽收或送达超时 | 20% |
#
# **后台在哪里看**：商家后台“体验分”，每天中午前后更新，下限 3 分，在同行业内排名。**最容易混淆的**：跌得最多的，不等于贡献最大的；*今天*的达标率，不等于窗口里的达标率。**权重会变**：有的资料服务写 35%，有的 37.5%。所以这里把权重当参数，算的那天去后台查。
# %% [markdown] lang="en"
# ## The data
#
# One row is a day and a dimension. **Missing:** the ranking within the industry, which the platform adds, and some days.
# %% [markdown] lang="zh"
# ## 数据
#
# 一行 = 一天的一个维度。**缺什么**：平台会做的行业内排名，以及少数日期。
# %%
sf.fields("score_daily")
# %%
daily.head(3)
# %% [markdown] lang="en"
# ## Worked: the score and its fall
#
# **Step 1.** The share of a dimension on a day: weights by age, sums, then one division.
# %% [markdown] lang="zh"
# ## 示范：算分与归因
#
# **第 1 步。** 某天某维度的达标率：按天龄加权，先求和，再相除。
# %%
WEIGHTS = pd.Series({"product": 42.5, "service": 37.5, "logistics": 20.0})
HALF_LIFE = 30


def shares(day):
    age = (day - daily["day"]).dt.days
    say = np.where((age >= 0) & (age < 90), 2.0 ** (-age / HALF_LIFE), 0.0)
    sums = daily[["good", "total"]].mul(say, axis=0).groupby(daily["dimension"]).sum()
    return (sums["good"] / sums["total"])[WEIGHTS.index]


def score(day, weights=WEIGHTS):
    return 5 * (weights * shares(day)).sum() / weights.sum()


print(f"{score(BEFORE):.3f} → {score(NOW):.3f}")
# %% [markdown] lang="en"
# **Step 2.** Who did it?
# %% [markdown] lang="zh"
# **第 2 步。** 谁干的？
# %%
table = pd.DataFrame({"before": shares(BEFORE), "now": shares(NOW)})
table["change"] = table["now"] - table["before"]
table["contribution"] = 5 * WEIGHTS * table["change"] / WEIGHTS.sum()
table.round(4)
# %%
print(f"{table['contribution'].sum():+.4f}  =  {score(NOW) - score(BEFORE):+.4f}")
# %% [markdown] lang="en"
# The parts add up to the whole. Logistics fell more, product took more.
# %% [markdown] lang="zh"
# 各部分之和正好等于总变化。物流跌得多，商品拉得多。
# %%
names = {"product": sf.text(en="product", zh="商品"), "service": sf.text(en="service", zh="服务"), "logistics": sf.text(en="logistics", zh="物流")}
both = table.rename(index=names).reset_index(names="dimension")
panels = []
for column, axis, form in (("change", sf.text(en="change of the share", zh="达标率变化"), "+.1%"), ("contribution", sf.text(en="contribution to the score", zh="对体验分的贡献"), "+.3f")):
    base = alt.Chart(both).encode(alt.Y("dimension:N", title=None, sort=list(names.values())))
    bar = base.mark_bar(color=sf.PALETTE[0]).encode(alt.X(f"{column}:Q", title=axis, axis=alt.Axis(format=form, tickCount=4)))
    panels.append(bar.properties(width=230, height=130))
title = sf.text(en="Logistics fell most, product cost most", zh="物流跌得最多，商品拉分最多")
alt.hconcat(*panels).properties(title=title)
# %% [markdown] lang="en"
# *What to see:* the longest bar on the left is not the longest on the right.
#
# ## Your turn: other weights, one step left out
#
# An older text gives product 45, service 35, logistics 20. How much of the fall is due to product then?
# %% [markdown] lang="zh"
# *看什么*：左边最长的，不是右边最长的。
#
# ## 轮到你：换一组权重，只缺一步
#
# 一份旧资料写的是商品 45、服务 35、物流 20。按这组权重，商品的贡献是多少？
# %%
old_weights = pd.Series({"product": 45.0, "service": 35.0, "logistics": 20.0})

from_product = None  # points of the score, with its sign
# %%
sf.check_value(
    sf.text(en="contribution of product", zh="商品的贡献"),
    from_product,
    expect=5 * 45 * table.loc["product", "change"] / 100,
    tolerance=0.001,
    why_wrong={
        table.loc["product", "contribution"]: sf.text(en="Those are the weights of today.", zh="这是今天的权重。"),
        45 * table.loc["product", "change"] / 100: sf.text(en="The scale of 5 is missing.", zh="漏乘了 5 分制。"),
        -5 * 45 * table.loc["product", "change"] / 100: sf.text(en="It fell: the sign is minus.", zh="是下跌，应为负号。"),
    },
    hint='5 * 45 * table.loc["product", "change"] / 100',
)
# %% [markdown] lang="en"
# ## Points a yuan, and days
#
# If a repair brings a dimension's *daily* rate back to what it was, it gives back at most its whole fall, once the bad days have left the window. The window still holds good June days, so the fall of the daily rate is larger than that of the share:
# %% [markdown] lang="zh"
# ## 每元提几分，要等几天
#
# 修好之后，*每日*达标率回到从前，最多拿回全部跌幅，而且要等坏日子出了窗口。窗口里还留着六月的好日子，所以每日达标率的跌幅比窗口里的更大：
# %%
good_days = daily[daily["day"] <= BEFORE].groupby("dimension")[["good", "total"]].sum()
bad_days = daily[(daily["day"] > BEFORE) & (daily["day"] <= NOW)].groupby("dimension")[["good", "total"]].sum()
rates = pd.DataFrame({"usual": good_days["good"] / good_days["total"], "lately": bad_days["good"] / bad_days["total"]}).loc[WEIGHTS.index]
rates["back"] = 5 * WEIGHTS / 100 * (rates["usual"] - rates["lately"])
rates["yuan"] = pd.Series({"product": 9_000, "service": 14_000, "logistics": 18_000})
rates["per_10k"] = 10_000 * rates["back"] / rates["yuan"]
rates.round(3)
# %% [markdown] lang="en"
# The inspector brings back most and costs least. When? Let the days go on, with product mended from tomorrow:
# %% [markdown] lang="zh"
# 质检拿回的分最多、花的钱最少。多久见效？让日子往后走，假设明天起商品修好：
# %%
def ahead(mended, days):
    """Score after `days` more days if the dimensions of `mended` are as usual from tomorrow."""
    found = {}
    for name in WEIGHTS.index:
        own = daily[(daily["dimension"] == name) & (daily["day"] <= NOW)]
        age = (NOW - own["day"]).dt.days + days
        say = np.where(age < 90, 2.0 ** (-age / HALF_LIFE), 0.0)
        per_day = own["total"].mean()
        coming = 2.0 ** (-np.arange(min(days, 90)) / HALF_LIFE)
        rate = rates.loc[name, "usual" if name in mended else "lately"]
        good, total = (own["good"] * say).sum(), (own["total"] * say).sum()
        found[name] = (good + rate * per_day * coming.sum()) / (total + per_day * coming.sum())
    return 5 * sum(WEIGHTS[name] * found[name] for name in found) / 100


plans = {sf.text(en="nothing", zh="都不修"): [], sf.text(en="courier", zh="换快递"): ["logistics"], sf.text(en="inspector", zh="加质检"): ["product"]}
paths = pd.DataFrame([{"days": day, "score": ahead(mended, day), "plan": plan} for plan, mended in plans.items() for day in range(0, 61, 3)])
paths.pivot(index="days", columns="plan", values="score")[list(plans)].iloc[::5].round(3)
# %%
x, y = alt.X("days:Q", title=sf.text(en="days from now", zh="从今天起第几天")), alt.Y("score:Q", title=sf.text(en="experience score", zh="体验分"), scale=alt.Scale(domain=[4.5, 4.75]))
colour = alt.Color("plan:N", legend=None, scale=alt.Scale(domain=list(plans), range=[sf.PALETTE[2], sf.PALETTE[1], sf.PALETTE[0]]))
line = alt.Chart(paths).mark_line().encode(x, y, colour)
ends = alt.Chart(paths[paths["days"] == 60]).mark_text(align="left", dx=6, fontSize=12).encode(x, y, text="plan:N")
door = alt.Chart(pd.DataFrame({"score": [4.6]})).mark_rule(color="#555555", strokeDash=[6, 4]).encode(y)
nothing, courier, inspector = (ahead(mended, 60) for mended in plans.values())
title = sf.text(en=f"After 60 days: nothing {nothing:.2f}, courier {courier:.2f}, inspector {inspector:.2f}", zh=f"60 天后：都不修 {nothing:.2f}，换快递 {courier:.2f}，加质检 {inspector:.2f}")
(door + line + ends).properties(title=title, width=460, height=260)
# %% [markdown] lang="en"
# *What to see:* without a repair the score sinks through the dashed line and stays there, since every bad day replaces a good one. A repair works from the first day, and slowly.
#
# ## The mistake, in yuan
#
# "Logistics fell most, change the courier": ¥18,000 a month instead of ¥9,000, for fewer points. Over the two months until the window has turned:
# %% [markdown] lang="zh"
# *看什么*：“都不修”会跌穿虚线、一直待在下面，因为每一个坏日子都在顶掉一个好日子。修了就从第一天起见效，只是慢。
#
# ## 常见错误值多少钱
#
# “物流跌得最多，换快递”：每月 18,000 元而不是 9,000 元，分还拿回得少。窗口翻过来要两个月左右：
# %%
print(sf.text(en=f"{sf.yuan(2 * (18_000 - 9_000))} more for {rates.loc['product', 'back'] - rates.loc['logistics', 'back']:.2f} points less", zh=f"多花 {sf.yuan(2 * (18_000 - 9_000))}，少拿回 {rates.loc['product', 'back'] - rates.loc['logistics', 'back']:.2f} 分"))
# %% [markdown] lang="en"
# There is a cheaper idea in every shop: pay for five-star reviews (好评返现). By law that is misleading publicity, and it breaks the platform's rules; it can cost the score it was meant to raise, and it hides the fault that the inspector would find. Invite *all* buyers to review, and answer the bad ones.
#
# ## On your own: which weights would turn the answer?
#
# Keep service at 37.5. From which weight of logistics on (product = 62.5 − logistics) would the courier bring back more points than the inspector? One decimal is enough.
# %% [markdown] lang="zh"
# 每家店都有人想更省钱的招：好评返现。那是法律上的虚假宣传，也违反平台规则；被查会扣分，还把质检本来能发现的问题盖住。要请就请*所有*买家评价，差评一条条回。
#
# ## 独立完成：权重变成多少，答案会反过来？
#
# 服务保持 37.5。物流权重从多少起（商品 = 62.5 − 物流），换快递拿回的分就超过加质检？保留一位小数即可。
# %%
turning_weight = None
# %%
fall = rates["usual"] - rates["lately"]
turn = 62.5 * fall["product"] / (fall["product"] + fall["logistics"])
sf.check_value(
    sf.text(en="weight of logistics at which the answer turns", zh="答案反转时的物流权重"),
    turning_weight,
    expect=turn,
    tolerance=0.01,
    why_wrong={
        62.5 - turn: sf.text(en="That is the weight of product there.", zh="这是那时的商品权重。"),
        31.25: sf.text(en="Equal weights; but logistics fell more, so less weight is enough.", zh="这是两边权重相等；物流跌得更多，用不着那么高。"),
    },
    hint=sf.text(en="w · fall of logistics = (62.5 − w) · fall of product", zh="w × 物流跌幅 =（62.5 − w）× 商品跌幅"),
)
# %% [markdown] lang="en"
# ## Play with it
#
# Another shop: its fault began thirty days ago.
# %% [markdown] lang="zh"
# ## 动手玩一玩
#
# 换一家店：问题从三十天前开始。
# %%
sf.widgets.experience_score()
# %% [markdown] lang="en"
# ## Check yourself
#
# **1.** Weights 42.5, 37.5, 20. Product falls by 2 points (0.02), logistics by 4 (0.04), service rises by 1 (0.01). By how much does the score change?
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 权重 42.5、37.5、20。商品跌 2 个点（0.02），物流跌 4 个点（0.04），服务升 1 个点（0.01）。体验分变化多少？
# %%
answer_1 = None
# %%
sf.check_value(
    sf.text(en="change of the score", zh="体验分变化"),
    answer_1,
    expect=5 * (-0.02 * 0.425 + 0.01 * 0.375 - 0.04 * 0.2),
    tolerance=0.001,
    why_wrong={
        5 * (-0.02 - 0.04 + 0.01) / 3: sf.text(en="Equal weights.", zh="你用了相同的权重。"),
        5 * (-0.02 * 0.425 - 0.04 * 0.2): sf.text(en="Service rose.", zh="漏了服务的上升。"),
        -0.02 * 0.425 + 0.01 * 0.375 - 0.04 * 0.2: sf.text(en="The scale of 5 is missing.", zh="漏乘了 5 分制。"),
    },
    hint="5 · (−0.02 · 0.425 + 0.01 · 0.375 − 0.04 · 0.2)",
)
# %% [markdown] lang="en"
# **2.** The platform announces new weights for next month. Your score of last month and of next month differ by 0.05 with every share unchanged. That is … `"a"` a real improvement, `"b"` the weights; compare both months under the same ones, `"c"` an error of the platform.
# %% [markdown] lang="zh"
# **2.** 平台宣布下月换权重。各维度达标率都没变，两个月的分数却差了 0.05。这是……`"a"` 真进步了；`"b"` 权重变了，要用同一组权重比；`"c"` 平台算错了。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="new weights", zh="换权重"),
    answer_2,
    right="b",
    because=sf.text(en="Recompute the old month with the new weights before you praise or blame anybody.", zh="先用新权重把上个月重算一遍，再表扬或追责。"),
    wrong={
        "a": sf.text(en="No share moved.", zh="没有一个达标率变过。"),
        "c": sf.text(en="It follows from the formula.", zh="按公式就该这样。"),
    },
)
# %% [markdown] lang="en"
# **3. From module 2.** Young followers were left out of a value over 30 days, since they had not had the time. What plays the same part in the score? `"a"` quality returns of the last days, which have not come back *yet*; `"b"` the weights; `"c"` the floor of 3.
# %% [markdown] lang="zh"
# **3. 回顾模块二。** 算 30 天价值时要剔除还没满期的新粉丝。体验分里谁是同样的情况？`"a"` 最近几天的品退——还*没来得及*退；`"b"` 权重；`"c"` 3 分下限。
# %%
answer_3 = None
# %%
sf.check_choice(
    sf.text(en="not yet known", zh="还不知道"),
    answer_3,
    right="a",
    because=sf.text(en="What was delivered yesterday looks good until it is returned: recent product shares are flattering.", zh="昨天才送到的，没退之前都算好：最近的商品达标率偏好看。"),
    wrong={
        "b": sf.text(en="They are known, if you look them up.", zh="权重查一下就知道。"),
        "c": sf.text(en="It only limits what is shown.", zh="它只限制显示。"),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Compute the score yourself, weekly, with today's weights; put contributions beside it, not only levels.
# - Name for each dimension the three SKUs, carriers or shifts that make most bad cases, then the cost of a repair.
# - Write down the day by which the window must have turned, and look then.
#
# ## Limits
#
# - **Left out.** Ranking within the industry (others move too), details of each indicator, minimum numbers of cases.
# - **Half-life.** The platform says that recent days weigh more, not how; 30 days is our assumption. Try 20 and 60.
# - **Dated.** Weights, floor and update time are from 2024–25 texts; look them up.
# - **Synthetic.** The falls were planted; costs of repairs are invented.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 每周自己按当前权重算一遍体验分，旁边写贡献，不只写水平。
# - 每个维度找出不达标最多的三个 SKU、线路或班次，再报修复成本。
# - 写明窗口翻完的日期，到时复查。
#
# ## 局限
#
# - **没有考虑。** 行业内排名（别人也在动）、各指标细则、最低考核单量。
# - **半衰期。** 平台只说近期权重更高，没说怎么算；30 天是我们的假设，可以试 20 和 60。
# - **时效。** 权重、下限、更新时间来自 2024–25 年的资料，请以后台为准。
# - **模拟数据。** 跌幅是预设的，修复成本是编的。
