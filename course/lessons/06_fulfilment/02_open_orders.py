# %% [markdown] lang="en"
# ## The decision
#
# Saturday, midnight, the last hour of the campaign. 1,300 orders are waiting. The operations lead wants to write into the live room's card for tomorrow's encore: *"dispatched within 24 hours, as always"*. She has looked it up: of the campaign's orders that were dispatched, most left within a day. **Which promise can she keep?**
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周六零点，大促收尾。还有 1,300 单在排队。运营负责人想在明天返场的直播间挂上：“照旧 24 小时内发货”。她查过：大促期间已经发出的订单，多数一天之内就发走了。**她能承诺多少小时？**
# %%
import altair as alt
import numpy as np
import pandas as pd

orders = sf.dataset("orders_ts")
HOUR = pd.Timedelta(hours=1)
END = pd.Timestamp("2026-05-30 16:00")  # when the export was drawn, UTC: midnight in Shanghai
campaign = orders[orders["pay_ts"] >= END - 4 * 24 * HOUR].copy()
campaign["hours"] = (campaign["dispatch_ts"] - campaign["pay_ts"]) / HOUR
waiting = campaign["dispatch_ts"].isna() & campaign["cancel_ts"].isna()
print(sf.text(en=f"{len(campaign):,} orders, {waiting.sum():,} still waiting", zh=f"{len(campaign):,} 单，{waiting.sum():,} 单还在等"))
# %%
sf.predict(
    sf.text(en="Warehouse W2: within how many hours will 90 % of the campaign's orders have left?", zh="W2 仓：90% 的大促订单会在多少小时内发出？"),
    [
        sf.text(en="about 24", zh="约 24 小时"),
        sf.text(en="about 36", zh="约 36 小时"),
        sf.text(en="about 50", zh="约 50 小时"),
        sf.text(en="more than 70", zh="超过 70 小时"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: an order that waits has told us something
#
# An open order has no waiting time yet, but it is not without information: it waits **at least** so long. Statisticians call it *censored* (删失). The estimate of Kaplan and Meier, which you met for followers in module 2, lesson 1, uses it as long as it was seen:
#
# $$F(t)=1-\prod_{u\le t}\left(1-\frac{\text{dispatched after exactly }u\text{ hours}}{\text{seen waiting for at least }u\text{ hours}}\right)$$
#
# $F(t)$ is the share dispatched within $t$ hours of payment. A cancelled order is seen until it was cancelled. The promise that a share of, say, 90 % will be kept is the first $t$ at which $F(t)\ge 0.9$: a **percentile** (分位数), not a mean.
#
# **Where the platform shows it.** Nowhere; it shows how many wait, and the mean of what has left. **The dangerous look-alike** is exactly that mean: in a queue the quick ones finish first, so at any moment those finished are the quick ones.
# %% [markdown] lang="zh"
# ## 概念：还在等的订单，也说了话
#
# 没发的订单还没有“用时”，但并非没有信息：它**至少**等了这么久，统计上叫*删失*。模块二第 1 课用在粉丝上的 Kaplan–Meier 估计，在看得到的范围内把它用上：
#
# $$F(t)=1-\prod_{u\le t}\left(1-\frac{\text{恰好第 }u\text{ 小时发出的}}{\text{至少被看到等了 }u\text{ 小时的}}\right)$$
#
# $F(t)$ 是支付后 $t$ 小时内发出的比例；取消的订单看到取消那一刻为止。想让 90% 的订单守约，就找第一个使 $F(t)\ge 0.9$ 的 $t$：这是**分位数**，不是平均数。
#
# **后台在哪里看。** 看不到；后台只有待发数量和已发订单的平均用时。**最容易混淆的**正是这个平均：排队时快的先完成，任何时刻“已完成的”都是快的那些。
# %% [markdown] lang="en"
# ## The data
#
# Five orders of the campaign in W2, as they stand in the export. **Missing:** the packing queue itself; we see only its two ends.
# %% [markdown] lang="zh"
# ## 数据
#
# 导出里 W2 的五个大促订单。**缺什么**：打包队列本身，我们只看得到头和尾。
# %%
w2 = campaign[campaign["warehouse"] == "W2"]
w2[["order_id", "pay_ts", "dispatch_ts", "cancel_ts", "hours"]].tail(400).head()
# %% [markdown] lang="en"
# ## Worked: W2, step by step
#
# **Step 1.** What the lead looked at: only those dispatched.
# %% [markdown] lang="zh"
# ## 示范：W2 仓
#
# **第 1 步。** 负责人看的数：只看已发的。
# %%
naive = w2["hours"].quantile([0.5, 0.9])
print(sf.text(en=f"of those dispatched: half within {naive[0.5]:.0f} h, 90 % within {naive[0.9]:.0f} h", zh=f"已发订单：一半在 {naive[0.5]:.0f} 小时内，90% 在 {naive[0.9]:.0f} 小时内"))
# %% [markdown] lang="en"
# **Step 2.** For every order: how long was it seen waiting, and did the wait end with a dispatch?
# %% [markdown] lang="zh"
# **第 2 步。** 每个订单：看到它等了多久？等待是否以发货结束？
# %%
def seen(rows):
    stop = rows["dispatch_ts"].fillna(rows["cancel_ts"]).fillna(END)
    return ((stop - rows["pay_ts"]) / HOUR).to_numpy(), rows["dispatch_ts"].notna().to_numpy()


waited, sent = seen(w2)
print(sf.text(en=f"{sent.sum():,} dispatched, {(~sent).sum():,} censored", zh=f"{sent.sum():,} 单已发，{(~sent).sum():,} 单删失"))
# %% [markdown] lang="en"
# **Step 3.** Kaplan–Meier in four lines: the times of dispatch, how many at each, how many were still seen waiting, the running product.
# %% [markdown] lang="zh"
# **第 3 步。** 四行写完 Kaplan–Meier：发货时刻、各时刻发了几单、当时还看得到多少在等、连乘。
# %%
def dispatched_within(waited, sent):
    times, count = np.unique(waited[sent], return_counts=True)
    at_risk = len(waited) - np.searchsorted(np.sort(waited), times)
    return pd.DataFrame({"hours": times, "share": 1 - np.cumprod(1 - count / at_risk)})


curve = dispatched_within(waited, sent)
km = {share: curve.query("share >= @share")["hours"].min() for share in (0.5, 0.9)}
print(sf.text(en=f"all orders: half within {km[0.5]:.0f} h, 90 % within {km[0.9]:.0f} h", zh=f"全部订单：一半在 {km[0.5]:.0f} 小时内，90% 在 {km[0.9]:.0f} 小时内"))
# %% [markdown] lang="en"
# **Step 4.** Both in one picture.
# %% [markdown] lang="zh"
# **第 4 步。** 两条线放在一起。
# %%
grid = np.arange(0, 81, 1.0)
only_sent = np.sort(waited[sent])
lines = pd.concat(
    [
        pd.DataFrame({"hours": grid, "share": np.searchsorted(only_sent, grid, side="right") / len(only_sent), "kind": sf.text(en="dispatched only", zh="只看已发")}),
        pd.DataFrame({"hours": grid, "share": np.concatenate([[0.0], curve["share"]])[np.searchsorted(curve["hours"], grid, side="right")], "kind": sf.text(en="with open orders", zh="计入未发")}),
    ]
)
at_24 = lines[lines["hours"] == 24].set_index("kind")["share"]
title = sf.text(
    en=f"W2 keeps 24 hours for {at_24.iloc[1]:.0%} of campaign orders, not for {at_24.iloc[0]:.0%}",
    zh=f"W2 的大促订单，24 小时守约的是 {at_24.iloc[1]:.0%}，不是 {at_24.iloc[0]:.0%}",
)
rule = alt.Chart(pd.DataFrame({"hours": [24]})).mark_rule(strokeDash=[4, 3], color="#555555").encode(x="hours:Q")
steps = alt.Chart(lines).mark_line(interpolate="step-after").encode(
    alt.X("hours:Q", title=sf.text(en="hours since payment", zh="支付后小时数")),
    alt.Y("share:Q", axis=alt.Axis(format="%"), title=sf.text(en="dispatched", zh="已发货"), scale=alt.Scale(domain=[0, 1])),
    alt.Color("kind:N", title=None, legend=alt.Legend(orient="bottom")),
    alt.StrokeDash("kind:N", title=None),
)
(steps + rule).properties(title=title, width=460, height=260)
# %% [markdown] lang="en"
# *What to see:* the lines begin together and part after half a day. The gap is made of orders that are still in the queue. Both use the same table; one of them throws the waiting orders away.
# %% [markdown] lang="zh"
# *看什么*：两条线起步时重合，半天后分开。差的那一块，就是还在排队的订单。用的是同一张表，只是其中一条线把还在等的丢掉了。
# %% [markdown] lang="en"
# ## Your turn: one step left out
#
# The same for **W1**: waiting times are ready. Within how many hours is **80 %** dispatched? Replace `None`.
# %% [markdown] lang="zh"
# ## 轮到你：只缺一步
#
# 换成 **W1**，等待时间已算好。**80%** 的订单多少小时内发出？替换 `None`。
# %%
w1 = campaign[campaign["warehouse"] == "W1"]
waited_1, sent_1 = seen(w1)
curve_1 = dispatched_within(waited_1, sent_1)

w1_80 = None  # hours
# %%
sf.check_value(
    sf.text(en="hours for 80 % of W1", zh="W1 发出 80% 所需小时数"),
    w1_80,
    expect=float(curve_1.query("share >= 0.8")["hours"].min()),
    tolerance=0.01,
    why_wrong={
        float(w1["hours"].quantile(0.8)): sf.text(en="That is the quantile of the dispatched; open orders are missing.", zh="这是已发订单的分位数，没算还没发的。"),
        float(np.quantile(waited_1, 0.8)): sf.text(en="That takes open orders as dispatched at the export.", zh="这等于假设没发的在导出时刻全发了。"),
    },
    hint='curve_1.query("share >= 0.8")["hours"].min()',
)
# %% [markdown] lang="en"
# ## The mistake people make, in yuan
#
# Suppose tomorrow's encore brings 1,000 orders to W2 and each late order costs the shop's ¥5 voucher. What does "24 hours, as always" cost against what the lead believes, and against a promise of 48?
# %% [markdown] lang="zh"
# ## 常见错误值多少钱
#
# 假设明天返场给 W2 带来 1,000 单，每个迟发订单赔 5 元券。“照旧 24 小时”要赔多少？负责人以为赔多少？承诺 48 小时呢？
# %%
def share_at(hours):
    return float(curve[curve["hours"] <= hours]["share"].max())


believed = float((waited[sent] <= 24).mean())
bill = pd.DataFrame(
    {
        sf.text(en="late of 1,000", zh="每 1,000 单迟发"): [1_000 * (1 - believed), 1_000 * (1 - share_at(24)), 1_000 * (1 - share_at(48))],
    },
    index=[sf.text(en="24 h, as believed", zh="24 小时（以为）"), sf.text(en="24 h, really", zh="24 小时（实际）"), sf.text(en="48 h, really", zh="48 小时（实际）")],
)
bill[sf.text(en="vouchers (¥)", zh="赔券（元）")] = 5 * bill.iloc[:, 0]
bill.round(0)
# %% [markdown] lang="en"
# W2 cannot keep 24 hours, and even 48 is broken for more than a quarter. So the encore sells what lies in W1 and W3, and W2's goods only with an honest later date, as pre-sale (预售). The vouchers are small change; the experience score and the buyers who do not come back are not in this table.
# %% [markdown] lang="zh"
# W2 守不住 24 小时，48 小时也有超过四分之一守不住。返场就卖 W1、W3 的货；W2 的货只能按预售、写清楚更晚的发货日期。赔券只是零头；掉的体验分、不再回来的买家，不在这张表里。
# %% [markdown] lang="en"
# ## On your own
#
# How long will an order **that has already waited 24 hours** in W2 wait in all, at the median? Among orders still waiting after 24 h, half are dispatched by the first $t$ with $1-F(t)\le\tfrac12(1-F(24))$.
# %% [markdown] lang="zh"
# ## 独立完成
#
# W2 里**已经等了 24 小时**的订单，一共要等多久（中位数）？24 小时后仍在等的订单中，一半会在第一个满足 $1-F(t)\le\tfrac12(1-F(24))$ 的 $t$ 之前发出。
# %%
median_after_24 = None  # hours since payment
# %%
left_24 = 1 - share_at(24)
sf.check_value(
    sf.text(en="hours since payment, at the median", zh="支付后总小时数（中位数）"),
    median_after_24,
    expect=float(curve[1 - curve["share"] <= 0.5 * left_24]["hours"].min()),
    tolerance=0.01,
    why_wrong={
        km[0.5]: sf.text(en="That is the median of all orders, quick ones included.", zh="这是全部订单的中位数，含快的。"),
        float(curve[1 - curve["share"] <= 0.5 * left_24]["hours"].min()) - 24: sf.text(en="Those are the further hours; the question is in all.", zh="这是还要等的时间，题目问总时间。"),
    },
    hint=sf.text(en="left = 1 − F(24); first hours with 1 − share ≤ left / 2", zh="left = 1 − F(24)；取第一个 1 − share ≤ left / 2 的时刻"),
)
# %% [markdown] lang="en"
# That is what customer service should say to a buyer who asks after a day: not "soon", but a number that half of them will see kept, and one that nearly all will (try 90 %).
# %% [markdown] lang="zh"
# 买家等了一天来问，客服该回的不是“快了”，而是一个一半人能等到的时间，外加一个几乎人人能等到的时间（试试 90%）。
# %% [markdown] lang="en"
# ## Self-checks
#
# **1.** Four orders, paid at different hours. Two left after 5 and 9 hours; one has been waiting for 6 hours, one for 12. $F(9)$?
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 四个订单，支付时间不同：两个分别在 5、9 小时后发出；一个已等 6 小时，一个已等 12 小时。$F(9)$ 是多少？
# %%
answer_1 = None
# %%
sf.check_value(
    "F(9)",
    answer_1,
    expect=1 - 3 / 4 * 1 / 2,
    tolerance=0.001,
    why_wrong={
        0.5: sf.text(en="The order seen for 6 hours cannot say anything about hour 9.", zh="只看到 6 小时的订单，对第 9 小时没有发言权。"),
        1.0: sf.text(en="Open orders are waiting; they are not gone.", zh="没发的还在等，不能扔掉。"),
        3 / 8: sf.text(en="That is the share still waiting.", zh="这是仍在等的比例。"),
    },
    hint="1 − (1 − 1/4) · (1 − 1/2)",
)
# %% [markdown] lang="en"
# **2.** The export is drawn at noon. Whose mean of dispatched orders is flattered most? `"a"` a warehouse on a quiet day, `"b"` a warehouse in the middle of a rush, `"c"` one that has been closed for a week with no order open.
# %% [markdown] lang="zh"
# **2.** 中午导出数据。哪个仓的“已发订单平均用时”最失真？`"a"` 平日的仓；`"b"` 正在爆单的仓；`"c"` 已停一周、没有待发订单的仓。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="the most flattered mean", zh="最失真的平均"),
    answer_2,
    right="b",
    because=sf.text(en="The more orders are open, the more the finished ones are only the quick ones.", zh="没发的越多，“已完成的”就越只是快的那些。"),
    wrong={
        "a": sf.text(en="Few are open; little is lost.", zh="待发很少，丢得不多。"),
        "c": sf.text(en="Nothing is censored there: the mean is what it says.", zh="没有删失，平均就是平均。"),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Beside "mean hours to dispatch" write: 90 % within … hours, open orders included. If it cannot be said yet, write "not yet".
# - Set the promise of a campaign from that number of the last campaign, not from a quiet week.
# - Give customer service the two hours (median and 90 %) for buyers who have already waited a day.
#
# ## Limits
#
# - **The same law for all.** Kaplan–Meier supposes that an order seen only briefly would go on like those seen longer. When the queue grows by the hour, the newest wait longer than it says: read it as a lower bound.
# - **Cancelling is not random.** Buyers who cancel are perhaps those who would have waited longest.
# - **Synthetic.** The slowdown in the campaign (2.2 times) was planted.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - “平均发货用时”旁边加一行：90% 在……小时内发出（计入未发订单）。还说不准，就写“暂无”。
# - 大促的承诺按上次大促的这个数定，别按平日定。
# - 给客服两个时间（中位数与 90%），答复已经等了一天的买家。
#
# ## 局限
#
# - **假设大家同一规律。** Kaplan–Meier 假设刚来的订单以后会和早来的一样。队伍越排越长时，最新的会等得更久：把结果当下限看。
# - **取消不是随机的。** 取消的，也许正是本来要等最久的。
# - **模拟数据。** 大促时变慢 2.2 倍是预设的。
