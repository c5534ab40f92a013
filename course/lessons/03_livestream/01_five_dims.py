# %% [markdown] lang="en"
# ## The decision
#
# Saturday, 10:00, the weekly call. **Pine & Ferry**, an invented maker of yoga wear, sold ¥671,000 on Wednesday evening and ¥926,000 on Friday evening: same host, same hours, same run-down. The owner asks: *"What did we do right on Friday, so that we do it again on Monday?"* The buyer says traffic, the host says herself. You have ten minutes before it is your turn.
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周六 10:00，周会。**松渡**（虚构的瑜伽服商家）周三晚场成交 67.1 万，周五晚场 92.6 万：同一主播、同一时段、同一排品。老板问：“周五哪里做对了？周一照着来。”投手说是流量，主播说是自己。十分钟后轮到你发言。
# %%
from itertools import pairwise

import altair as alt
import numpy as np
import pandas as pd

steps = sf.dataset("viewer_steps")
steps.head()
# %%
sf.predict(
    sf.text(en="Of the ¥255,000 more on Friday, how much came from more people being shown the room?", zh="周五多出来的 25.5 万里，有多少来自曝光人数变多？"),
    [
        sf.text(en="nearly all: Friday is Friday", zh="几乎全部：周五嘛"),
        sf.text(en="about half", zh="大约一半"),
        sf.text(en="next to nothing", zh="几乎没有"),
        sf.text(en="nobody can say, everything changed at once", zh="说不清，所有指标都变了"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: five dimensions, four rates (五维四率)
#
# Five counts of **people** (人数) and the four rates between neighbours:
#
# | from → to | rate | who can change it |
# |---|---|---|
# | exposed 曝光 → entered 进入 | exposure-entry rate (曝光进入率) | picture, sound, cover, ads |
# | entered → saw a product card 商品曝光 | product exposure rate (商品曝光率) | controls: pinning, pace |
# | saw → clicked 商品点击 | product click rate (商品点击率) | host's prompt, main picture |
# | clicked → paid 成交 | click-to-pay rate (点击成交转化率) | price, trust, size, stock |
#
# With the spend per buyer (客单价) they multiply to the money:
#
# $$\text{GMV}=\text{exposed}\times r_1\times r_2\times r_3\times r_4\times\text{spend per buyer}$$
#
# **Where the platform shows it:** the funnel (成交漏斗) of the live dashboard, by people. **The dangerous look-alike:** the same words as *times* (次数). A person who taps four products is one person and four clicks.
# %% [markdown] lang="zh"
# ## 概念：五维四率
#
# 五个**人数**，相邻两个之间一个率，共四个：
#
# | 从 → 到 | 率 | 谁能改变它 |
# |---|---|---|
# | 曝光 → 进入 | 曝光进入率 | 画面、声音、封面、投放 |
# | 进入 → 商品曝光 | 商品曝光率 | 场控：弹卡、节奏 |
# | 商品曝光 → 商品点击 | 商品点击率 | 主播引导、商品主图 |
# | 商品点击 → 成交 | 点击成交转化率 | 价格、信任、尺码、库存 |
#
# 再乘客单价（每个成交人数的成交金额），就是成交金额：
#
# $$\text{GMV}=\text{曝光人数}\times r_1\times r_2\times r_3\times r_4\times\text{客单价}$$
#
# **后台在哪里看**：直播大屏的成交漏斗，按人数。**最容易混淆的**：同名的*次数*。一个人点了四个商品，是 1 个人、4 次点击。
# %% [markdown] lang="en"
# ## The data
#
# One row of `viewer_steps` is one event of a viewer, drawn from 10,000 people to whom the room was shown. **Missing:** what they looked at, and people to whom the room was never shown.
# %% [markdown] lang="zh"
# ## 数据
#
# `viewer_steps` 一行 = 一名观众的一次行为，从被曝光的人里抽 1 万人。**缺什么**：看的是哪个货品，以及从未被曝光到的人。
# %%
sf.fields("viewer_steps")
# %% [markdown] lang="en"
# ## Worked: people out of events
#
# **Step 1.** Count each person once per step. `nunique` does it; `size` would count taps.
# %% [markdown] lang="zh"
# ## 示范：从日志到人数
#
# **第 1 步。** 每个步骤里每人只算一次。用 `nunique`；`size` 数的是次数。
# %%
NAMES = ["exposed", "entered", "product_exposed", "product_clicked", "paid"]
by_session = steps.groupby(["session_id", "step"])["viewer_id"]
people = by_session.nunique().unstack()[NAMES]
people
# %% [markdown] lang="en"
# **Step 2.** Each rate over the step before it, here for Wednesday evening, S005.
# %% [markdown] lang="zh"
# **第 2 步。** 每个率除以前一步。先看周三晚场 S005。
# %%
wednesday = people.loc["S005"]
pd.Series({after: wednesday[after] / wednesday[before] for before, after in pairwise(NAMES)}).round(3)
# %% [markdown] lang="en"
# Of 10,000 people a few dozen paid: a sample is enough for the upper steps and too thin for the last. So for yuan we take the whole room, from `session_minute`. Some minutes stand there twice; the later load is right (lesson 2 says why).
#
# **Step 3.** Both evenings, whole.
# %% [markdown] lang="zh"
# 一万人里只有几十人成交：抽样看前几步够用，看最后一步太薄。所以算钱要用整场数据 `session_minute`。有的分钟出现两次，以后载入的为准（第 2 课讲原因）。
#
# **第 3 步。** 两晚的全量数据。
# %%
minutes = sf.dataset("session_minute").sort_values("loaded_at")
minutes = minutes.drop_duplicates(["session_id", "minute"], keep="last")
FUNNEL = ["exposed_uv", "entries", "product_exposed_uv", "product_click_uv", "payers", "gmv"]
rooms = minutes.groupby("session_id")[FUNNEL].sum()
rooms.loc[["S005", "S009"]]
# %%
FACTORS = {
    "exposed": sf.text(en="people exposed", zh="曝光人数"),
    "enter": sf.text(en="exposure-entry rate", zh="曝光进入率"),
    "product_exposure": sf.text(en="product exposure rate", zh="商品曝光率"),
    "product_click": sf.text(en="product click rate", zh="商品点击率"),
    "pay": sf.text(en="click-to-pay rate", zh="点击成交转化率"),
    "value_per_buyer": sf.text(en="spend per buyer", zh="客单价"),
}


def factors(room):
    rates = [room[after] / room[before] for before, after in pairwise(FUNNEL)]
    return pd.Series([room["exposed_uv"], *rates], index=list(FACTORS))


both = pd.DataFrame({day: factors(rooms.loc[name]) for day, name in (("Wed", "S005"), ("Fri", "S009"))})
both["ratio"] = both["Fri"] / both["Wed"]
both.rename(index=FACTORS).round(3)
# %% [markdown] lang="en"
# The six ratios multiply to that of GMV. To split *yuan*, we need something that adds: logarithms. With the logarithmic mean of the two GMVs
#
# $$L=\frac{\text{GMV}_b-\text{GMV}_a}{\ln(\text{GMV}_b/\text{GMV}_a)},\qquad \text{yuan of factor }x=L\cdot\ln\frac{x_b}{x_a}$$
#
# the terms sum **exactly** to the change, in whatever order you name them.
#
# **Step 4.** Do it.
# %% [markdown] lang="zh"
# 六个比值相乘等于成交的比值。要把*钱*拆开，得用能相加的东西：对数。用两场成交的对数平均
#
# $$L=\frac{\text{GMV}_b-\text{GMV}_a}{\ln(\text{GMV}_b/\text{GMV}_a)},\qquad \text{因子 }x\text{ 的贡献}=L\cdot\ln\frac{x_b}{x_a}$$
#
# 各项之和**恰好**等于变化额，且与先后顺序无关。
#
# **第 4 步。** 动手拆。
# %%
def split(a, b):
    change = b["gmv"] - a["gmv"]
    mean = change / np.log(b["gmv"] / a["gmv"])
    return mean * np.log(factors(b) / factors(a))


yuan = split(rooms.loc["S005"], rooms.loc["S009"])
print(yuan.round(0).to_dict(), "=", round(yuan.sum()))
# %%
bars = yuan.rename(index=FACTORS).rename_axis("factor").reset_index(name="yuan")
bars["word"] = bars["yuan"].map(lambda value: f"{value:+,.0f}")
share = yuan["exposed"] / yuan.sum()
title = sf.text(
    en=f"Traffic explains {share:.0%} of Friday's gain, the rest is what the room did",
    zh=f"周五多卖的钱，流量占 {share:.0%}，其余是直播间自己挣的",
)
x = alt.X("yuan:Q", title=sf.text(en="¥ of the change, Wednesday to Friday", zh="对成交变化的贡献（元）"), scale=alt.Scale(domain=[-60_000, 160_000]))
y = alt.Y("factor:N", sort=list(FACTORS.values()), title=None)
colour = alt.condition("datum.yuan > 0", alt.value(sf.PALETTE[0]), alt.value(sf.PALETTE[1]))
chart = alt.Chart(bars).mark_bar().encode(x, y, color=colour)
up = alt.Chart(bars[bars["yuan"] >= 0]).mark_text(align="left", dx=4).encode(x, y, text="word:N")
down = alt.Chart(bars[bars["yuan"] < 0]).mark_text(align="right", dx=-4).encode(x, y, text="word:N")
(chart + up + down).properties(title=title, width=440, height=220)
# %% [markdown] lang="en"
# *What to see:* two long bars, the exposure and the click-to-pay rate; the spend per buyer went the other way, because more buyers took the cheap item. The buyer and the host are both right, each with about half.
# %% [markdown] lang="zh"
# *看什么*：最长的两根是曝光人数和点击成交转化率；客单价反而往下走，因为更多人买了便宜款。投手和主播都对，各对一半。
# %% [markdown] lang="en"
# ## Your turn: one step left out
#
# `house` is what the room itself contributed: all terms but `exposed`. Write it as yuan in place of `None`.
# %% [markdown] lang="zh"
# ## 轮到你：只缺一步
#
# `house` 是直播间自己的贡献，即除曝光以外各项之和。请把 `None` 换成金额（元）。
# %%
house = None  # from `yuan`
# %%
sf.check_value(
    sf.text(en="what the room contributed (¥)", zh="直播间自己的贡献（元）"),
    house,
    expect=yuan.sum() - yuan["exposed"],
    tolerance=0.001,
    why_wrong={
        yuan["exposed"]: sf.text(en="That is the traffic.", zh="这是流量的部分。"),
        yuan.sum(): sf.text(en="That is the whole change.", zh="这是全部变化。"),
        yuan.drop("exposed").clip(lower=0).sum(): sf.text(en="The terms below zero belong to it too.", zh="负的项也要算进去。"),
    },
    hint="yuan.sum() - yuan['exposed']",
)
# %% [markdown] lang="en"
# ## On your own: Monday against Wednesday
#
# Monday, S001, same host and hours, sold ¥770,000; Wednesday, S005, ¥671,000. Which factor lost most on the way from Monday to Wednesday? Answer with its key: `"exposed"`, `"enter"`, `"product_exposure"`, `"product_click"`, `"pay"` or `"value_per_buyer"`.
# %% [markdown] lang="zh"
# ## 独立完成：周一对周三
#
# 周一 S001，同一主播、同一时段，成交 77.0 万；周三 S005 是 67.1 万。从周一到周三，哪个因子丢的钱最多？用键名回答：`"exposed"`、`"enter"`、`"product_exposure"`、`"product_click"`、`"pay"` 或 `"value_per_buyer"`。
# %%
lost_most = None
# %%
sf.check_choice(
    sf.text(en="what lost most", zh="丢得最多的因子"),
    lost_most,
    right=split(rooms.loc["S001"], rooms.loc["S005"]).idxmin(),
    because=sf.text(en="Three rates fell together; the last step cost most.", zh="三个率一起往下掉，最后一步代价最大。"),
    wrong={
        "exposed": sf.text(en="Exposure was higher on Wednesday.", zh="周三的曝光反而更高。"),
        "enter": sf.text(en="Entry rose.", zh="进入率是涨的。"),
        "product_click": sf.text(en="It fell too, but cost less.", zh="也掉了，但代价小一些。"),
        "product_exposure": sf.text(en="It fell too, by a little less than the last step.", zh="也掉了，比最后一步少一点。"),
        "value_per_buyer": sf.text(en="Each buyer spent more.", zh="客单价是涨的。"),
    },
)
# %% [markdown] lang="en"
# ## The mistake people make: taps for people
# %% [markdown] lang="zh"
# ## 常见错误：把次数当人数
# %%
events = by_session.size().unstack()[NAMES]
compare = pd.DataFrame(
    {
        "by_people": people["product_clicked"] / people["product_exposed"],
        "by_events": events["product_clicked"] / events["product_exposed"],
        "pay_by_people": people["paid"] / people["product_clicked"],
        "pay_by_events": events["paid"] / events["product_clicked"],
    }
)
compare.round(3)
# %%
gap = 1 - compare["pay_by_events"].mean() / compare["pay_by_people"].mean()
needless = gap * rooms.loc["S005", "gmv"]
print(
    sf.text(
        en=f"By events the last step looks {gap:.0%} worse. Whoever gives a coupon for that 'loss' pays for {sf.yuan(needless)} of GMV a session that was never lost.",
        zh=f"按次数算，最后一步看起来差 {gap:.0%}。为这点“流失”发券，等于每场给 {sf.yuan(needless)} 根本没丢的成交付钱。",
    )
)
# %% [markdown] lang="en"
# By events the click rate and the last rate both come out wrong, in ways that change from step to step: people see a card again and again, click it once or twice, pay once. The funnel then blames the step where people are merely thorough.
#
# ## Check yourself
#
# **1.** 40 people saw a card, 10 of them clicked, with 16 clicks in all. Product click rate by people?
# %% [markdown] lang="zh"
# 按次数算，点击率和最后一步都失真，而且每一步失真的程度不同：商品卡会看很多遍，点一两次，付一次款。漏斗于是怪罪“看得最仔细”的那一步。
#
# ## 自测
#
# **1.** 40 人看到商品卡，其中 10 人点击，共点 16 次。按人数的商品点击率是多少？
# %%
answer_1 = None
# %%
sf.check_value(
    sf.text(en="product click rate", zh="商品点击率"),
    answer_1,
    expect=0.25,
    tolerance=0.001,
    why_wrong={
        0.4: sf.text(en="That divides clicks by people: times over heads.", zh="次数除以人数，口径混了。"),
        25: sf.text(en="As a share, not per cent.", zh="请用小数，不用百分数。"),
    },
    hint="10 / 40",
)
# %% [markdown] lang="en"
# **2.** In a session the exposure-entry rate falls from 14 to 10 %, everything after it holds. Who looks first? `"a"` the host's closing, `"b"` picture, sound and what the ads reach, `"c"` the price, `"d"` stock.
# %% [markdown] lang="zh"
# **2.** 一场直播的曝光进入率从 14% 掉到 10%，后面各步不变。先查什么？`"a"` 主播促单；`"b"` 画面、声音和投放人群；`"c"` 价格；`"d"` 库存。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="where to look", zh="先查哪里"),
    answer_2,
    right="b",
    because=sf.text(en="Who decides at the door has not heard the offer yet.", zh="在门口就划走的人，还没听到价格。"),
    wrong={
        "a": sf.text(en="They left before the closing.", zh="还没听到促单就走了。"),
        "c": sf.text(en="They did not see the price.", zh="他们没看到价格。"),
        "d": sf.text(en="They did not see the product.", zh="他们没看到商品。"),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Write the five counts *in people* into the session report, and the four rates under them.
# - Add one line: the change against the last session of the same host and daypart, split into yuan by factor.
# - Before anybody explains, ask which factor he means, and how many yuan it is.
#
# ## Limits
#
# - **An account, not a cause.** The split says where the money is, not why. Traffic can lift conversion (a full room sells) and lower it (cold viewers).
# - **Two evenings.** A rate moves by a few per cent from evening to evening without a reason; lesson 4 tells chance from a break.
# - **Folklore.** "Entry 30 %, click 12 %": target values in circulation come from other rooms and other prices.
# - **Dated.** The names of the steps are those of the dashboards of 2023–25; the platform renames them now and then.
# - **Synthetic.** Rates and events were drawn from seeds; real logs also lose events.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 场次报告里写五个*人数*，下面写四个率。
# - 加一行：和同一主播、同一时段的上一场比，把变化拆成每个因子多少元。
# - 谁要解释原因，先请他说是哪个因子、多少钱。
#
# ## 局限
#
# - **是账，不是因。** 拆分只说钱在哪，不说为什么。人多能带动转化（热闹），也能拉低转化（泛流量）。
# - **只有两晚。** 率每晚都会上下浮动几个百分点；第 4 课讲怎么区分波动和断点。
# - **传言。** “进入率 30%、点击率 12%”这类标准值来自别人的直播间、别人的客单价。
# - **时效。** 步骤名称是 2023–25 年大屏的叫法，平台会改名。
# - **模拟数据。** 率和日志都是按种子生成的；真实日志还会丢数据。
