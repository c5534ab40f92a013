# %% [markdown] lang="en"
# ## The decision
#
# Sunday, 5 April, 22:20: the session S070 is over, the review (复盘) begins in ten minutes. After half past nine sales collapsed. The buyer: *"The burst ended, what do you expect."* The host: *"Sunday, people are going to bed."* The room lead wants to buy more traffic at 21:30 next time. One of the four rates can speak for itself.
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 4 月 5 日周日 22:20，S070 刚下播，十分钟后复盘。九点半以后成交断崖。投手：“投流停了，还能怎样。”主播：“周日，大家睡觉去了。”负责人想下次 21:30 加投。四个率里有一个会自己开口。
# %%
import altair as alt
import numpy as np
import pandas as pd

minutes = sf.dataset("session_minute").sort_values("loaded_at")
minutes = minutes.drop_duplicates(["session_id", "minute"], keep="last").sort_values(["session_id", "minute"])
night = minutes[minutes["session_id"] == "S070"].reset_index(drop=True)
night.loc[[60, 80, 100], ["minute", "exposed_uv", "entries", "product_click_uv", "payers", "gmv", "paid_entries"]]
# %%
sf.predict(
    sf.text(en="What will the four rates show after 21:30?", zh="21:30 之后，四个率会怎样？"),
    [
        sf.text(en="all a little lower: people are tired", zh="都低一点：大家累了"),
        sf.text(en="entry lower: the ads ended", zh="进入率低：投流停了"),
        sf.text(en="one broke, the others hold", zh="有一个断了，其余没动"),
        sf.text(en="none: it was the traffic", zh="都没动：就是流量少了"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: a volume falls, a rate breaks
#
# GMV of a minute is a product (lesson 1). Traffic comes and goes; that moves the **counts** of every step together and leaves the **rates** alone. A break (断点) is a minute from which *one rate* is lower for good.
#
# To find it, ask for each rate and each minute $m$: how much better do two shares, one before $m$ and one from $m$ on, explain the counts than one share for all? With $k$ successes of $n$ and $\ell(n,k)=k\ln\frac kn+(n-k)\ln\left(1-\frac kn\right)$:
#
# $$\text{gain}(m)=\ell(\text{before})+\ell(\text{after})-\ell(\text{all})$$
#
# The minute and the rate with the largest gain are the break, if the rate fell by much (say to less than 65 % of itself) and the gain is far above chance (here: above 20).
#
# **Where the platform shows it:** nowhere; the minute curve shows GMV and people online. **The look-alike:** the steepest fall of that curve. It finds the end of the burst.
# %% [markdown] lang="zh"
# ## 概念：量会掉，率会断
#
# 一分钟的成交是连乘（第 1 课）。流量来来去去，各步的**人数**一起动，**率**不动。断点是指：从某一分钟起，*某一个率*一直偏低。
#
# 怎么找？对每个率、每一分钟 $m$ 都问一句：用 $m$ 前后两个比例来解释数据，比只用一个比例好多少？设 $n$ 人里有 $k$ 人走到下一步，$\ell(n,k)=k\ln\frac kn+(n-k)\ln\left(1-\frac kn\right)$：
#
# $$\text{增益}(m)=\ell(\text{之前})+\ell(\text{之后})-\ell(\text{合计})$$
#
# 增益最大的那个率、那一分钟就是断点——前提是掉得够多（比如不到原来的 65%），增益远超随机波动（这里取 20 以上）。
#
# **后台在哪里看**：没有，分钟曲线只有成交和在线。**最容易混淆的**：曲线掉得最陡的地方，找到的往往是投流结束。
# %% [markdown] lang="en"
# ## The data
#
# One row of `session_minute` is one minute. **Missing:** what the host said and showed at that minute: keep a minute log, or nobody can tell *why*.
# %% [markdown] lang="zh"
# ## 数据
#
# `session_minute` 一行 = 一分钟。**缺什么**：那一分钟主播说了什么、弹了什么卡。不记分钟日志，就没人说得清*为什么*。
# %% [markdown] lang="en"
# ## Worked: four rates, ten minutes at a time
#
# **Step 1.** Single minutes jump. Add up ten, then divide.
# %% [markdown] lang="zh"
# ## 示范：四个率，十分钟一段
#
# **第 1 步。** 单分钟跳得厉害。十分钟加总，再除。
# %%
PAIRS = {
    "enter": ("exposed_uv", "entries"),
    "product_exposure": ("entries", "product_exposed_uv"),
    "product_click": ("product_exposed_uv", "product_click_uv"),
    "pay": ("product_click_uv", "payers"),
}
NAMES = {
    "enter": sf.text(en="entry", zh="曝光进入率"),
    "product_exposure": sf.text(en="product exposure", zh="商品曝光率"),
    "product_click": sf.text(en="product click", zh="商品点击率"),
    "pay": sf.text(en="click to pay", zh="点击成交转化率"),
}
tens = night.groupby(night["minute"] // 10 * 10)[["exposed_uv", "entries", "product_exposed_uv", "product_click_uv", "payers", "paid_entries", "gmv"]].sum()
rates = pd.DataFrame({name: tens[hits] / tens[base] for name, (base, hits) in PAIRS.items()})
rates.rename(columns=NAMES).round(3)
# %%
long = (rates / rates.iloc[:4].mean()).rename(columns=NAMES).reset_index().melt("minute", var_name="rate", value_name="index")
ends = long[long["minute"] == 110].copy()
ends["place"] = ends["index"] + ends["rate"].map({NAMES["enter"]: 0.08, NAMES["product_exposure"]: 0.0, NAMES["product_click"]: -0.08, NAMES["pay"]: 0.0})
ads = tens["paid_entries"].gt(1.5 * tens["paid_entries"].median())
burst = pd.DataFrame({"start": [ads.index[ads].min()], "end": [ads.index[ads].max() + 10]})
title = sf.text(en="Three rates hold to the end, click-to-pay does not", zh="三个率撑到下播，点击成交转化率没有")
order = list(NAMES.values())
x = alt.X("minute:Q", title=sf.text(en="minute of the session (blocks of ten)", zh="开播后第几分钟（十分钟一段）"), scale=alt.Scale(domain=[0, 120]))
y = alt.Y("index:Q", title=sf.text(en="share of the first 40 minutes", zh="与前 40 分钟相比"), axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1.4]))
colour = alt.Color("rate:N", sort=order, legend=None, scale=alt.Scale(domain=order, range=sf.PALETTE[:4]))
lines = alt.Chart(long).mark_line(point=True).encode(x, y, colour, alt.StrokeDash("rate:N", sort=order, legend=None))
shade = alt.Chart(burst).mark_rect(color=sf.PALETTE[1], opacity=0.18).encode(alt.X("start:Q", scale=alt.Scale(domain=[0, 120])), alt.X2("end:Q"))
words = alt.Chart(ends).mark_text(align="left", dx=8).encode(x, alt.Y("place:Q"), text="rate:N")
(shade + lines + words).properties(title=title, width=440, height=260, padding={"right": 120, "left": 5, "top": 5, "bottom": 5})
# %% [markdown] lang="en"
# *What to see:* the shaded burst does nothing to the rates. The last one falls while it still runs. So neither the ads nor bedtime: people came, saw and clicked as before, and did not pay.
#
# **Step 2.** The minute. The gain for the last rate.
# %% [markdown] lang="zh"
# *看什么*：阴影是投流，四个率纹丝不动；最后一个率在投流还没停时就掉了。所以既不是投流，也不是困了：人照来、照看、照点，就是不付款。
#
# **第 2 步。** 定到分钟。先看最后一个率的增益。
# %%
def likelihood(n, k):
    share = np.clip(k / np.maximum(n, 1), 1e-12, 1 - 1e-12)
    return k * np.log(share) + (n - k) * np.log(1 - share)


def gain(session, base, hits):
    n, k = session[base].cumsum().to_numpy(float), session[hits].cumsum().to_numpy(float)
    two = likelihood(n[:-1], k[:-1]) + likelihood(n[-1] - n[:-1], k[-1] - k[:-1])
    return two - likelihood(n[-1], k[-1])  # place m-1: the second share begins at minute m


last = gain(night, *PAIRS["pay"])
print(sf.text(en=f"largest gain {last.max():.0f} at minute {last.argmax() + 1}", zh=f"增益最大 {last.max():.0f}，在第 {last.argmax() + 1} 分钟"))
# %% [markdown] lang="en"
# **Step 3.** The same for all four rates; keep 30 to 90, where both sides have enough minutes, and only falls that matter.
# %% [markdown] lang="zh"
# **第 3 步。** 四个率都做；只看第 30–90 分钟（两边都有足够分钟），只认掉得多的。
# %%
def find_break(session):
    found = []
    for rate, (base, hits) in PAIRS.items():
        gains = gain(session, base, hits)[29:91]
        minute = 30 + int(gains.argmax())
        before, after = session[session["minute"] < minute], session[session["minute"] >= minute]
        left = after[hits].sum() / after[base].sum() / (before[hits].sum() / before[base].sum())
        if gains.max() > 20 and left < 0.65:
            found.append((gains.max(), rate, minute, left))
    return max(found)[1:] if found else (None, None, None)


broken, minute, left = find_break(night)
clock = sf.to_shanghai(night["ts"]).iloc[minute].strftime("%H:%M")
print(sf.text(en=f"{NAMES[broken]}, minute {minute} ({clock}), {left:.0%} left", zh=f"{NAMES[broken]}，第 {minute} 分钟（{clock}），只剩 {left:.0%}"))
# %% [markdown] lang="en"
# Minute by minute now in the log: at that time the coupon of the profit item had run out, and the card still showed the price with coupon. (The log is invented, as the data is.) What did it cost? Had the rate held, GMV after the break would have been 1/`left` times as high.
# %% [markdown] lang="zh"
# 翻分钟日志：那时利润款的券领完了，商品卡上还写着券后价。（日志和数据一样是虚构的。）代价多少？率要是没断，断点之后的成交应是现在的 1/`left` 倍。
# %%
after = night[night["minute"] >= minute]["gmv"].sum()
cost = after / left - after
print(sf.text(en=f"lost in {120 - minute} minutes: {sf.yuan(cost)}", zh=f"{120 - minute} 分钟里损失 {sf.yuan(cost)}"))
# %% [markdown] lang="en"
# ## Your turn: one step left out
#
# Session S040 has the strange door of lesson 2. Its rate broke at minute 78. Which share of the entry rate was left? Replace `None`.
# %% [markdown] lang="zh"
# ## 轮到你：只缺一步
#
# S040 就是第 2 课里门口奇怪的那场，第 78 分钟断了。进入率还剩原来的多少？把 `None` 换掉。
# %%
morning = minutes[minutes["session_id"] == "S040"]
early, late = morning[morning["minute"] < 78].sum(numeric_only=True), morning[morning["minute"] >= 78].sum(numeric_only=True)

entry_left = None  # share of itself, from early and late
# %%
before_78, after_78 = early["entries"] / early["exposed_uv"], late["entries"] / late["exposed_uv"]
sf.check_value(
    sf.text(en="share of the entry rate that is left", zh="进入率还剩几成"),
    entry_left,
    expect=after_78 / before_78,
    tolerance=0.005,
    because=sf.text(en="The door, at a fixed minute: look at picture, sound, cover. No host talk explains it.", zh="门口出的事，而且定在一分钟上：查画面、声音、封面，和主播讲什么无关。"),
    why_wrong={
        after_78: sf.text(en="That is the rate itself; divide by the rate before.", zh="这是率本身，还要除以之前的率。"),
        late["entries"] / early["entries"]: sf.text(en="Counts: the late part is shorter and has other traffic.", zh="这是人数之比，后段更短、流量也不同。"),
        1 - after_78 / before_78: sf.text(en="That is what was lost.", zh="这是掉了多少。"),
    },
    hint="(late entries / late exposed_uv) / (early entries / early exposed_uv)",
)
# %% [markdown] lang="en"
# ## On your own: Tuesday's session
#
# S060, Tuesday 31 March. Which rate broke (`"enter"`, `"product_exposure"`, `"product_click"`, `"pay"`), and at which minute?
# %% [markdown] lang="zh"
# ## 独立完成：周二那场
#
# S060，3 月 31 日周二。哪个率断了（`"enter"`、`"product_exposure"`、`"product_click"`、`"pay"`）？在第几分钟？
# %%
tuesday_rate = None
tuesday_minute = None
# %%
right_rate, right_minute, _ = find_break(minutes[minutes["session_id"] == "S060"].reset_index(drop=True))
sf.check_choice(
    sf.text(en="the rate of S060", zh="S060 断掉的率"),
    tuesday_rate,
    right=right_rate,
    because=sf.text(en="Nobody saw a card: pinning or a pop-up in front of it.", zh="商品卡没人看见：没弹卡，或被弹窗挡住。"),
    wrong={name: sf.text(en="This rate held; compare it before and after.", zh="这个率没断，前后对比一下。") for name in PAIRS if name != right_rate},
)
# %%
sf.check_value(
    sf.text(en="the minute of S060", zh="S060 的断点分钟"),
    tuesday_minute,
    expect=right_minute,
    tolerance=0.05,
    why_wrong={
        51: sf.text(en="That is where the ad burst ends.", zh="那是投流结束的时候。"),
        right_minute + 20 * 60: sf.text(en="Minutes of the session, please.", zh="请用开播后的分钟。"),
    },
    hint="find_break(minutes[minutes['session_id'] == 'S060'].reset_index(drop=True))",
)
# %% [markdown] lang="en"
# ## The mistake people make: the steepest fall of GMV
# %% [markdown] lang="zh"
# ## 常见错误：找成交掉得最陡的地方
# %%
hits, seen = 0, 0
for _, session in minutes.groupby("session_id"):
    session = session.reset_index(drop=True)
    rate, at, _ = find_break(session)
    if rate:
        smooth = session["gmv"].rolling(5).mean()
        steepest = int((smooth - smooth.shift(5)).idxmin()) - 4
        seen, hits = seen + 1, hits + (abs(steepest - at) <= 2)
print(sf.text(en=f"{seen} sessions broke; the steepest fall of GMV is within 2 minutes of the break in {hits} of them", zh=f"共 {seen} 场断过；成交最陡处与断点相差 2 分钟以内的只有 {hits} 场"))
# %%
bought_uv = night["gmv"].sum() / night["entries"].sum()
uv_after = night[night["minute"] >= minute]["gmv"].sum() / night[night["minute"] >= minute]["entries"].sum()
print(sf.text(en=f"¥10,000 more of traffic at ¥1.30 an entry into the broken room would have brought {sf.yuan(10_000 / 1.3 * uv_after)} of GMV instead of {sf.yuan(10_000 / 1.3 * uv_after / left)}", zh=f"往断了的直播间再投 1 万元（每个进入 1.3 元），只能带来 {sf.yuan(10_000 / 1.3 * uv_after)} 成交，没断时是 {sf.yuan(10_000 / 1.3 * uv_after / left)}"))
# %% [markdown] lang="en"
# ## The review: one cause, one owner, one change
#
# | line | for S070 |
# |---|---|
# | what | click-to-pay fell to a third at 21:28; exposure, entry, product exposure, click held |
# | yuan | the figure of step 3 |
# | why (from the log) | coupon used up, card still showed the price with coupon |
# | one change | controls pin the true price within a minute after a coupon ends |
# | who, until when | head of controls, Tuesday 20:00 |
# | measure | click-to-pay of the ten minutes after, against the ten before; back if it does not hold 80 % |
#
# ## Play with it
# %% [markdown] lang="zh"
# ## 复盘：一个原因、一个负责人、一处改动
#
# | 项目 | S070 |
# |---|---|
# | 发生了什么 | 21:28 点击成交转化率掉到三分之一；曝光、进入、商品曝光、点击都没动 |
# | 多少钱 | 第 3 步的数 |
# | 为什么（看日志） | 券领完了，商品卡还写着券后价 |
# | 只改一处 | 券一领完，场控一分钟内改成真实价格 |
# | 谁、何时 | 场控负责人，周二 20:00 前 |
# | 怎么衡量 | 券后十分钟的点击成交转化率对比前十分钟；不到八成就换办法 |
#
# ## 动手玩一玩
# %%
sf.widgets.minute_replay()
# %% [markdown] lang="en"
# ## Check yourself
#
# **1.** At 20:40 the burst ends. Entries fall from 3,000 to 1,500 a minute, payers from 60 to 30. What broke? `"a"` entry, `"b"` nothing, `"c"` click-to-pay, `"d"` the host.
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 20:40 投流结束。进入从每分钟 3,000 掉到 1,500，成交从 60 掉到 30。什么断了？`"a"` 进入率；`"b"` 什么都没断；`"c"` 点击成交转化率；`"d"` 主播。
# %%
answer_1 = None
# %%
sf.check_choice(
    sf.text(en="what broke", zh="什么断了"),
    answer_1,
    right="b",
    because=sf.text(en="Both halved: the rate from entry to payment is 2 % before and after.", zh="两头都减半：从进入到成交前后都是 2%。"),
    wrong={
        "a": sf.text(en="Fewer were shown the room; the rate is not known from this.", zh="是曝光少了，进入率从这里看不出来。"),
        "c": sf.text(en="60 of 3,000 and 30 of 1,500 are the same.", zh="3,000 里 60 和 1,500 里 30 一样。"),
        "d": sf.text(en="Then a rate would have moved.", zh="那样率会动。"),
    },
)
# %% [markdown] lang="en"
# **2.** Before minute 50: 20,000 clicks, 2,200 paid. After: 10,000 clicks, 440 paid, GMV ¥35,200. How many yuan did the break cost?
# %% [markdown] lang="zh"
# **2.** 第 50 分钟之前：点击 20,000 人，成交 2,200；之后：点击 10,000 人，成交 440，成交金额 35,200 元。断点的代价是多少元？
# %%
answer_2 = None
# %%
sf.check_value(
    sf.text(en="cost of the break (¥)", zh="断点的代价（元）"),
    answer_2,
    expect=52_800.0,
    tolerance=0.001,
    why_wrong={
        88_000.0: sf.text(en="That is what the second part should have sold.", zh="这是后段本该卖的数。"),
        140_800.0: sf.text(en="Compare with the rate before, not with the counts before.", zh="要和之前的率比，不是和之前的人数比。"),
    },
    hint="35_200 / (0.044 / 0.11) - 35_200",
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Keep a minute log: card pinned, coupon, price, picture, host, ads. Without it a minute is only a number.
# - In the review, name the rate and the minute before anybody names a person.
# - Change one thing, and say today which figure of the next session will tell.
#
# ## Limits
#
# - **One break a session** is assumed; rates can also slide slowly, or recover.
# - **Chance.** In a small room a break is found later or not at all: with few payers a minute the last rate needs many minutes.
# - **Left out.** The mix of products: when a dearer item comes on, click-to-pay falls without anything being broken. Compare with the same slot of another session.
# - **Synthetic.** Ten per cent of the sessions were given one sharp break.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 记分钟日志：弹卡、发券、改价、换图、换人、投流。没有日志，分钟只是个数字。
# - 复盘时先说率和分钟，再说人。
# - 只改一处，并且当天说好：下一场看哪个数。
#
# ## 局限
#
# - **假设一场只断一次**；现实里率也会慢慢滑，也会恢复。
# - **随机波动。** 小直播间发现得晚，甚至发现不了：每分钟没几单，最后一个率要很多分钟才看得清。
# - **没有考虑。** 货品结构：换上贵的货，转化自然低，不算断。要和别的场次同一时段比。
# - **模拟数据。** 一成的场次被预设了一个陡断点。
