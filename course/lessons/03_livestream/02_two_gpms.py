# %% [markdown] lang="en"
# ## The decision
#
# Sunday, 11:00. Two messages about Saturday's late show. The buyer: *"GPM 295, the room is weak, I cut its budget by half."* The room lead: *"GPM 2,560, a good night, give us more."* Budgets for tonight close at noon. Both read it off a screen. Who is right, and whose number goes into the report?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周日 11:00，周六深夜场的两条消息。投手：“GPM 295，这间不行，预算砍一半。”直播负责人：“GPM 2560，这场很能打，加预算。”今晚的预算 12 点截止，两个人都是照着屏幕念的。谁对？报告里写哪个数？
# %%
import altair as alt
import pandas as pd

loads = sf.dataset("session_minute")
loads[["session_id", "ts", "loaded_at", "impressions", "entries", "gmv"]].head()
# %%
sf.predict(
    sf.text(en="The buyer's 295 and the room's 2,560: how can that be?", zh="投手的 295 和运营的 2560，怎么回事？"),
    [
        sf.text(en="one of them uses net GMV", zh="有一个扣了退款"),
        sf.text(en="they divide by different things", zh="分母不是同一个东西"),
        sf.text(en="one is of the hour, one of the session", zh="一个按小时，一个按场"),
        sf.text(en="one of them mistyped", zh="有人抄错了"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: one name, two denominators
#
# GPM is GMV for a thousand of something. Of *what* differs:
#
# | name | formula (¥ per 1,000) | who uses it |
# |---|---|---|
# | GPM per exposure (千次曝光成交) | GMV / times the room was shown × 1000 | the platform when it ranks rooms; buyers, to compare with CPM |
# | watch GPM (千次观看成交金额) | GMV / entries × 1000 | dashboards of the room, hosts |
#
# They are one number seen from two doors:
#
# $$\text{GPM per exposure}=\text{watch GPM}\times\frac{\text{entries}}{\text{exposures}}$$
#
# which is the platform's own formula, GMV/PV × 1000 = entry rate × click rate × conversion × order value × 1000, cut after its first factor. **UV value** (UV价值) is watch GPM / 1000.
#
# **Where the platform shows it:** "千次观看成交金额" on the room's dashboard; per exposure in the buyer's tools. **The look-alike** is the other one, under the same three letters.
# %% [markdown] lang="zh"
# ## 概念：一个名字，两个分母
#
# GPM 是“每一千个什么”的成交，差别就在“什么”：
#
# | 名称 | 公式（元/千次） | 谁在用 |
# |---|---|---|
# | 千次曝光成交（GPM per exposure） | 成交金额 / 曝光次数 × 1000 | 平台给直播间排序时；投手拿来和千次展现费用比 |
# | 千次观看成交金额（watch GPM） | 成交金额 / 进入次数 × 1000 | 直播大屏、主播 |
#
# 它们是同一件事从两扇门看：
#
# $$\text{千次曝光成交}=\text{千次观看成交}\times\frac{\text{进入}}{\text{曝光}}$$
#
# 平台公开的公式 GMV/PV×1000 = 进房率 × 点击率 × 转化率 × 客单价 × 1000，从第一个因子后面切开就是它。**UV价值** = 千次观看成交 / 1000。
#
# **后台在哪里看**：直播大屏写“千次观看成交金额”；按曝光的在投放工具里。**最容易混淆的**就是另一个，同样三个字母。
# %% [markdown] lang="en"
# ## The data
#
# One row is one minute of one session as it was exported. **Missing:** views by people who came in twice (here entries are people), and refunds. Some minutes stand there **twice**: the first export ran before the payments of that minute had arrived.
# %% [markdown] lang="zh"
# ## 数据
#
# 一行 = 一场直播的一分钟（导出记录）。**缺什么**：同一人多次进入的次数（这里按人数），以及退款。有些分钟**出现两次**：第一次导出时，那一分钟的支付还没到齐。
# %%
loads[loads.duplicated(["session_id", "minute"], keep=False)][["session_id", "ts", "loaded_at", "orders", "gmv"]].head(4)
# %% [markdown] lang="en"
# ## Worked: both GPMs of a night
#
# **Step 1.** Keep the later load of each minute.
# %% [markdown] lang="zh"
# ## 示范：一晚的两个 GPM
#
# **第 1 步。** 每分钟只留后载入的一行。
# %%
minutes = loads.sort_values("loaded_at").drop_duplicates(["session_id", "minute"], keep="last")
too_much = loads["gmv"].sum() - minutes["gmv"].sum()
print(
    sf.text(
        en=f"{len(loads) - len(minutes)} rows go, and with them {sf.yuan(too_much)} that would be counted twice",
        zh=f"去掉 {len(loads) - len(minutes)} 行，少算重复的 {sf.yuan(too_much)}",
    )
)
# %% [markdown] lang="en"
# **Step 2.** The late show S012 began at 22:30 in Shanghai on Saturday, 7 March, and ended on Sunday. In UTC, as stored, it looks like one day; by the calendar it is two. A **session belongs to the day on which it began**.
# %% [markdown] lang="zh"
# **第 2 步。** 深夜场 S012 北京时间 3 月 7 日（周六）22:30 开播，周日才下播。按存储的 UTC 看像一天，按自然日看是两天。规矩：**整场归属开播那一天**。
# %%
night = minutes[minutes["session_id"] == "S012"]
local = sf.to_shanghai(night["ts"])
print(local.min(), "→", local.max())
print((night.groupby(local.dt.date)["gmv"].sum()).round(0).to_dict())
# %% [markdown] lang="en"
# **Step 3.** Sums first, then divide, by both doors.
# %% [markdown] lang="zh"
# **第 3 步。** 先求和，再除，两扇门各除一次。
# %%
total = night[["gmv", "impressions", "entries"]].sum()
gpm_exposure = 1000 * total["gmv"] / total["impressions"]
gpm_watch = 1000 * total["gmv"] / total["entries"]
through = total["entries"] / total["impressions"]
print(f"{gpm_exposure:.0f} = {gpm_watch:.0f} × {through:.4f}")
# %% [markdown] lang="en"
# Both were right. They are the same evening, and the factor between them is how many of a thousand exposures became entries.
#
# **Step 4.** All sessions. Which GPM for which question?
# %% [markdown] lang="zh"
# 两个人都没错，说的是同一晚；中间差的那个倍数，就是一千次曝光里有多少变成了进入。
#
# **第 4 步。** 全部场次一起看。什么问题用哪个 GPM？
# %%
table = minutes.groupby("session_id")[["gmv", "impressions", "entries"]].sum()
table["exposure"] = 1000 * table["gmv"] / table["impressions"]
table["watch"] = 1000 * table["gmv"] / table["entries"]
begun = sf.to_shanghai(minutes.groupby("session_id")["ts"].min())
table["day"] = begun.dt.strftime("%m-%d")
table["hour"] = begun.dt.hour
table.head(4).round(1)
# %%
table["part"] = table["hour"].map(lambda hour: sf.text(en="evening", zh="晚场") if hour >= 20 else sf.text(en="daytime", zh="日场"))
title = sf.text(
    en="The two GPMs rank the rooms alike; a point off the line has a better or worse door",
    zh="两个 GPM 排名大体一致，偏离直线的点，门口好坏不同",
)
points = alt.Chart(table.reset_index()).mark_circle(size=70, opacity=0.75)
points.encode(
    alt.X("watch:Q", title=sf.text(en="watch GPM, ¥ per 1,000 entries", zh="千次观看成交（元）"), scale=alt.Scale(zero=False)),
    alt.Y("exposure:Q", title=sf.text(en="GPM per exposure, ¥", zh="千次曝光成交（元）"), scale=alt.Scale(zero=False)),
    alt.Color("part:N", title=None),
    alt.Shape("part:N", title=None),
).properties(title=title, width=460, height=280)
# %% [markdown] lang="en"
# *What to see:* a cloud along a line through the origin; its width is the entry rate, nearly the same for all sessions, with one point far below: S040 (lesson 4 finds out what happened there). A session above the line has a better door (cover, picture, audience), a session to the right sells better inside.
#
# The buyer asks: is this impression worth its CPM (千次展现费用)? Then per exposure. The host asks: do I sell to those who came? Then per entry. A host judged by the first is blamed for the cover.
# %% [markdown] lang="zh"
# *看什么*：点沿一条过原点的线散开，散开的宽度就是进入率，各场差不多，只有 S040 一个点掉在下面（第 4 课查原因）。线上方的场次门口更好（封面、画面、人群），右边的场次房内更会卖。
#
# 投手问：这次曝光值不值千次展现费用？看按曝光的。主播问：进来的人我卖得好不好？看按观看的。用前者考核主播，等于让主播替封面背锅。
# %% [markdown] lang="en"
# ## Your turn: one step left out
#
# Session S006: watch GPM from `table`, and suppose the door had been that of S001. Which GPM **per exposure** would S006 have had?
# %% [markdown] lang="zh"
# ## 轮到你：只缺一步
#
# S006 的千次观看成交在 `table` 里。假如它的门口和 S001 一样，S006 的千次**曝光**成交会是多少？
# %%
same_door = table.loc["S001", "entries"] / table.loc["S001", "impressions"]

with_that_door = None  # ¥ per 1,000 exposures
# %%
sf.check_value(
    sf.text(en="GPM per exposure of S006 with the door of S001", zh="换门口后 S006 的千次曝光成交"),
    with_that_door,
    expect=table.loc["S006", "watch"] * same_door,
    tolerance=0.002,
    why_wrong={
        table.loc["S006", "exposure"]: sf.text(en="That is with its own door.", zh="这是它自己的门口。"),
        table.loc["S006", "watch"] / same_door: sf.text(en="Multiply: fewer enter than are shown.", zh="要乘：进来的人比曝光少。"),
        table.loc["S001", "exposure"]: sf.text(en="That is S001, door and room.", zh="这是 S001 的门口加房内。"),
    },
    hint=sf.text(en="watch GPM × entries per exposure", zh="千次观看成交 × 每次曝光的进入"),
)
# %% [markdown] lang="en"
# ## On your own: GPM of a day
#
# What is the **watch GPM of Saturday, 7 March** (`day` `"03-07"`: two sessions)? Ratio of sums.
# %% [markdown] lang="zh"
# ## 独立完成：一天的 GPM
#
# **3 月 7 日（周六）** 的千次观看成交是多少（`day` 为 `"03-07"`，两场）？先求和再除。
# %%
saturday = None  # ¥ per 1,000 entries
# %%
day = table[table["day"] == "03-07"]
sf.check_value(
    sf.text(en="watch GPM of Saturday", zh="周六的千次观看成交"),
    saturday,
    expect=1000 * day["gmv"].sum() / day["entries"].sum(),
    tolerance=0.002,
    why_wrong={
        day["watch"].mean(): sf.text(en="Mean of two GPMs: the smaller session weighs as much as the larger.", zh="两个 GPM 直接平均，小场和大场一样重。"),
        1000 * day["gmv"].sum() / day["impressions"].sum(): sf.text(en="That is per exposure.", zh="这是按曝光。"),
    },
    hint="1000 * day['gmv'].sum() / day['entries'].sum()",
)
# %% [markdown] lang="en"
# ## The mistake people make: the mean of minutes
# %% [markdown] lang="zh"
# ## 常见错误：把每分钟的 GPM 平均
# %%
each = 1000 * minutes["gmv"] / minutes["impressions"]
mean_of_minutes = each.groupby(minutes["session_id"]).mean()
calendar = sf.to_shanghai(minutes["ts"]).dt.strftime("%m-%d")
by_calendar = minutes.groupby(calendar)["gmv"].sum()
by_start = table.groupby("day")["gmv"].sum()
moved = (by_calendar - by_start.reindex(by_calendar.index).fillna(0)).abs().max()
print(
    sf.text(
        en=f"S012: mean of minutes {mean_of_minutes['S012']:.0f}, ratio of sums {table.loc['S012', 'exposure']:.0f}. By calendar day up to {sf.yuan(moved)} of one night lands in the next day's report.",
        zh=f"S012：分钟平均 {mean_of_minutes['S012']:.0f}，先求和再除 {table.loc['S012', 'exposure']:.0f}。按自然日切，一晚最多有 {sf.yuan(moved)} 跑到第二天的报表里。",
    )
)
# %% [markdown] lang="en"
# The mean of minutes is a few per cent off here, because this room's minutes are alike; in a room with quiet minutes and one hot offer it is far off. The calendar costs more: a host's best hour is booked to a day on which she had no session.
#
# ## Check yourself
#
# **1.** 200,000 exposures, 30,000 entries, GMV ¥60,000. Watch GPM?
# %% [markdown] lang="zh"
# 这里分钟平均只差几个百分点，因为每分钟都差不多；遇上冷场几分钟、爆单一分钟的直播间，就差远了。切错天代价更大：主播最好的一小时，记到她没播的那天去了。
#
# ## 自测
#
# **1.** 曝光 200,000 次，进入 30,000，成交 60,000 元。千次观看成交是多少？
# %%
answer_1 = None
# %%
sf.check_value(
    sf.text(en="watch GPM (¥)", zh="千次观看成交（元）"),
    answer_1,
    expect=2_000.0,
    tolerance=0.001,
    why_wrong={
        300.0: sf.text(en="That is per exposure.", zh="这是按曝光。"),
        2.0: sf.text(en="That is the UV value; GPM is for a thousand.", zh="这是 UV价值，GPM 要乘一千。"),
    },
    hint="60_000 / 30_000 * 1000",
)
# %% [markdown] lang="en"
# **2.** A new cover doubles the entry rate and brings people who buy as before. What moves? `"a"` both GPMs, `"b"` only watch GPM, `"c"` only GPM per exposure, `"d"` neither.
# %% [markdown] lang="zh"
# **2.** 换了封面，进入率翻倍，进来的人购买习惯不变。哪个 GPM 会动？`"a"` 两个都动；`"b"` 只有千次观看成交；`"c"` 只有千次曝光成交；`"d"` 都不动。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="which GPM moves", zh="哪个 GPM 会动"),
    answer_2,
    right="c",
    because=sf.text(en="The door is only in the first. In practice a wider door lets in colder people, and watch GPM falls.", zh="门口只在按曝光的那个里。现实中门开大了，人会泛一些，千次观看成交往往还会掉。"),
    wrong={
        "a": sf.text(en="Inside, nothing changed.", zh="房内没有变化。"),
        "b": sf.text(en="It starts after the door.", zh="它从进门以后才开始算。"),
        "d": sf.text(en="Twice as many enter of a thousand exposures.", zh="一千次曝光里进来的人多了一倍。"),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Write "per exposure" or "per entry" behind every GPM in your reports, and never compare across.
# - Book a session to the day of its start; in a month's report check that no late show was cut in two.
# - Pull the export again an hour after the end before you send numbers.
#
# ## Limits
#
# - **Left out.** Refunds; both GPMs are before them (lesson 5). People who enter twice.
# - **Folklore.** "GPM above 1,000 and the platform pushes you": it is compared within category and price, and nobody outside knows how.
# - **Dated.** Which GPM a screen shows has changed and will change; read the tooltip.
# - **Synthetic.** Doubled minutes and the late show were planted.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 报告里每个 GPM 后面写明“按曝光”或“按观看”，不跨口径比较。
# - 整场归开播日；做月报时查一遍深夜场有没有被切成两半。
# - 下播一小时后重新导出，再发数。
#
# ## 局限
#
# - **没有考虑。** 退款，两个 GPM 都没扣（第 5 课）；同一人多次进入。
# - **传言。** “GPM 过千就给推流”：平台在同类目、同价位里比，外人不知道怎么比。
# - **时效。** 哪个屏上显示哪个 GPM，改过也还会改，以悬浮说明为准。
# - **模拟数据。** 重复的分钟和深夜场都是预设的。
