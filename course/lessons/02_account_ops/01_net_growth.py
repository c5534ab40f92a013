# %% [markdown] lang="en"
# ## The decision
#
# Monday, 09:00. Last quarter's report says: *"9,000 new followers, a record."* Twenty per cent of them came in one week of lucky bags (福袋). The owner asks whether to run that week every month. Before you answer: how many of them are still there, and what did one who stayed cost?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周一 9:00。上季度报告写着：“新增粉丝 9,000，创新高。”其中两成来自一周的福袋。老板问：要不要每个月来一次？回答之前先弄清：还剩多少人？留住一个花了多少钱？
# %%
import altair as alt
import numpy as np
import pandas as pd

fans = sf.dataset("followers")
fans.head()
# %%
sf.predict(
    sf.text(en="Thirty days after following, which share of lucky-bag followers still follows?", zh="关注 30 天后，福袋粉丝还有多少在关注？"),
    [
        sf.text(en="about 80 %", zh="约八成"),
        sf.text(en="about 60 %", zh="约六成"),
        sf.text(en="about 40 %", zh="约四成"),
        sf.text(en="about 10 %", zh="约一成"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: net growth, and a life that is not over
#
# Net growth (净增) is new minus unfollowed (取关); the stock is its sum. How long a follower stays is harder: most are still there. Their life is **censored** (删失): at least so long, not exactly so long. The estimate of Kaplan and Meier (生存曲线) uses them as long as they were seen:
#
# $$S(t)=\prod_{u\le t}\left(1-\frac{\text{left after exactly }u\text{ days}}{\text{observed for at least }u\text{ days}}\right)$$
#
# **Where the platform shows it:** new and unfollowed per day in the creator centre; a life nowhere. **Look-alikes:** the mean life of those who left (only the impatient are in it), and the share of *all* who have not left (the newest have had no time to leave).
# %% [markdown] lang="zh"
# ## 概念：净增，以及还没结束的“寿命”
#
# 净增 = 新增 − 取关，逐日累加就是存量。粉丝能留多久更难回答：多数人还没走。他们的时长是**删失**的，只知道“至少这么久”。Kaplan–Meier 生存曲线在观察得到的范围内用上他们：
#
# $$S(t)=\prod_{u\le t}\left(1-\frac{\text{恰好第 }u\text{ 天离开的人}}{\text{至少被观察了 }u\text{ 天的人}}\right)$$
#
# **后台在哪里看**：创作者中心有每日新增和取关，没有“寿命”。**容易混淆的**：已取关者的平均时长（里面只有没耐心的人），以及“全部人里没取关的占比”（最新的人还没来得及走）。
# %% [markdown] lang="en"
# ## The data
#
# One row is one follower. **Missing:** why they left, and followers from before these 120 days. An empty `unfollow_ts` means: still there at the export.
# %% [markdown] lang="zh"
# ## 数据
#
# 一行 = 一个粉丝。**缺什么**：为什么走，以及这 120 天之前的老粉。`unfollow_ts` 为空表示导出时还在。
# %%
sf.fields("followers")
# %% [markdown] lang="en"
# ## Worked: from rows to a life
#
# **Step 1.** New, lost, net, by Shanghai day.
# %% [markdown] lang="zh"
# ## 示范：从明细到时长
#
# **第 1 步。** 按北京时间的新增、取关、净增。
# %%
new = sf.to_shanghai(fans["follow_ts"]).dt.normalize().value_counts().sort_index()
lost = sf.to_shanghai(fans["unfollow_ts"]).dt.normalize().value_counts().sort_index()
daily = pd.DataFrame({"new": new, "lost": lost}).fillna(0)
daily["stock"] = (daily["new"] - daily["lost"]).cumsum()
print(sf.text(en=f"gained {daily['new'].sum():,.0f}, kept {daily['stock'].iloc[-1]:,.0f}", zh=f"新增 {daily['new'].sum():,.0f}，留住 {daily['stock'].iloc[-1]:,.0f}"))
# %% [markdown] lang="en"
# **Step 2.** How long was each one seen, and did it end?
# %% [markdown] lang="zh"
# **第 2 步。** 每个人被观察了多久，结束了没有？
# %%
END = pd.Timestamp("2026-06-29 16:00")  # when the export was drawn, UTC
fans["left"] = fans["unfollow_ts"].notna()
fans["days"] = (fans["unfollow_ts"].fillna(END) - fans["follow_ts"]) / pd.Timedelta(days=1)


def survival(rows):
    times, gone = np.unique(rows.loc[rows["left"], "days"], return_counts=True)
    at_risk = len(rows) - np.searchsorted(np.sort(rows["days"]), times)
    return pd.DataFrame({"day": times, "share": np.cumprod(1 - gone / at_risk)})


# %%
names = {
    "video": sf.text(en="short video", zh="短视频"),
    "live": sf.text(en="live", zh="直播"),
    "search": sf.text(en="search", zh="搜索"),
    "lucky_bag": sf.text(en="lucky bag", zh="福袋"),
}
grid = np.arange(0, 61, 1.0)
curves = []
for source, rows in fans.groupby("source"):
    curve = survival(rows)
    share = np.concatenate([[1.0], curve["share"]])[np.searchsorted(curve["day"], grid, side="right")]
    curves.append(pd.DataFrame({"day": grid, "share": share, "source": names[source]}))
curves = pd.concat(curves)
at_30 = curves[curves["day"] == 30].set_index("source")["share"]
title = sf.text(
    en=f"After 30 days {at_30[names['lucky_bag']]:.0%} of the lucky bag and {at_30[names['video']]:.0%} of video are left",
    zh=f"30 天后，福袋粉丝剩 {at_30[names['lucky_bag']]:.0%}，短视频粉丝剩 {at_30[names['video']]:.0%}",
)
alt.Chart(curves).mark_line(interpolate="step-after").encode(
    alt.X("day:Q", title=sf.text(en="days since following", zh="关注后天数")),
    alt.Y("share:Q", axis=alt.Axis(format="%"), title=sf.text(en="still follow", zh="仍在关注"), scale=alt.Scale(domain=[0, 1])),
    alt.Color("source:N", title=None),
    alt.StrokeDash("source:N", title=None),
).properties(title=title, width=460, height=260)
# %% [markdown] lang="en"
# *What to see:* all curves fall fast at first and then flatten; whoever survives the first week stays long. The lucky bag falls about three times as fast at every age.
# %% [markdown] lang="zh"
# *看什么*：每条线都先陡后平，熬过第一周的人会留很久。福袋在每个天龄上都掉得快，大约是短视频的三倍。
# %% [markdown] lang="en"
# ## Your turn: one step left out
#
# The bag week cost ¥1.20 a follower, short video ¥3.00. What does a **lucky-bag** follower cost who is still there after 30 days? `at_30` is a Series by source.
# %% [markdown] lang="zh"
# ## 轮到你：只缺一步
#
# 福袋每个粉丝 1.20 元，短视频 3.00 元。30 天后还在的**福袋**粉丝，一个合多少钱？`at_30` 是各来源的留存。
# %%
cost_of_kept = None
# %%
bag, video = at_30[names["lucky_bag"]], at_30[names["video"]]
sf.check_value(
    sf.text(en="cost of a kept lucky-bag follower (¥)", zh="留住一个福袋粉丝的成本（元）"),
    cost_of_kept,
    expect=1.20 / bag,
    tolerance=0.005,
    because=sf.text(en=f"By video it is {sf.yuan(3.0 / video, 2)}: the gap is far smaller than 1.20 to 3.00.", zh=f"短视频是 {sf.yuan(3.0 / video, 2)}：差距远没有 1.20 对 3.00 那么大。"),
    why_wrong={
        1.20 * bag: sf.text(en="Divide: fewer stay, so each costs more.", zh="要除：留下的少，每个就更贵。"),
        1.20 / (1 - bag): sf.text(en="That divides by those who left.", zh="除成了离开的人。"),
    },
    hint="1.20 / at_30[…]",
)
# %% [markdown] lang="en"
# ## The mistake people make: the mean life of those who left
# %% [markdown] lang="zh"
# ## 常见错误：只算已取关者的平均时长
# %%
gone = fans[fans["left"]].groupby("source")["days"].mean()
median = {source: survival(rows).query("share <= 0.5")["day"].min() for source, rows in fans.groupby("source")}
table = pd.DataFrame({"mean_of_those_who_left": gone, "km_median": pd.Series(median)})
table.rename(index=names).round(1)
# %% [markdown] lang="en"
# An empty median is an honest answer: half of the search followers had not left when the export was drawn. The mean of those who left makes search look like four weeks, as if it were no better than video. In money: at ¥7 a search follower reads as "¥7 for four weeks" beside "¥3 for four weeks", and the best source loses its budget.
#
# ## The widget: cheap on the first day
# %% [markdown] lang="zh"
# 中位数为空才是诚实的答案：导出时搜索来的粉丝还没走掉一半。只看已取关者，搜索粉丝好像只待四周，和短视频差不多。折成钱：搜索粉丝 7 元一个，就成了“7 元买四周”，旁边是短视频的“3 元买四周”，最好的来源反而被砍预算。
#
# ## 交互：第一天的便宜
# %%
sf.widgets.follower_cohort()
# %% [markdown] lang="en"
# ## Self-checks
#
# **1.** Ten followers. Four left after 2 days, six are still there; three of the six followed only yesterday. S(2)? Everyone else has been observed for more than 2 days.
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 10 个粉丝：4 人第 2 天离开，6 人还在，其中 3 人昨天才关注，其余都观察了 2 天以上。S(2) 是多少？
# %%
answer_1 = None
# %%
sf.check_value(
    "S(2)",
    answer_1,
    expect=3 / 7,
    tolerance=0.005,
    why_wrong={
        0.6: sf.text(en="The three newest were not yet at risk of leaving after 2 days.", zh="昨天才来的 3 人还没到第 2 天，不在风险集里。"),
        4 / 7: sf.text(en="That is the share that left.", zh="这是离开的比例。"),
    },
    hint="1 − 4 / 7",
)
# %% [markdown] lang="en"
# **2.** From module 1: why may the retention of *last week's* followers not be compared with those of March? `"a"` they are better, `"b"` they have not had the time to leave, `"c"` UTC.
# %% [markdown] lang="zh"
# **2.** 回顾模块一：为什么*上周*粉丝的留存不能直接和三月的比？`"a"` 质量更好；`"b"` 还没来得及走；`"c"` 时区。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="last week's followers", zh="上周的粉丝"),
    answer_2,
    right="b",
    because=sf.text(en="As with refunds of last week's parcels: censored.", zh="和上周包裹的退款一样，是右删失。"),
    wrong={
        "a": sf.text(en="That is what it looks like, and why it is wrong.", zh="看起来如此，这正是误区。"),
        "c": sf.text(en="Eight hours do not matter here.", zh="这里差 8 小时无关紧要。"),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Replace "new followers" in the weekly report by new, lost, net, and kept after 30 days by source.
# - Write the cost of a *kept* follower beside each source; where the median is not reached, write "not yet".
# - End bags for passers-by; if bags at all, inside a stream, for viewers who stayed.
#
# ## Limits
#
# - **Left out.** Followers who stay and never look again; a follow is not attention. The effect of a weak first audience on recommendation.
# - **Folklore.** "Below 2 % follow rate is low, 3 % is good" comes from a diagnosis tool, not from the platform.
# - **Synthetic.** That the bag's hazard is three times video's, and the steep first week, were planted.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 周报里的“新增粉丝”换成：新增、取关、净增、各来源 30 天留存。
# - 每个来源旁边写“留住一个”的成本；中位数还没到的，写“尚未”。
# - 停掉面向路人的福袋；要发就在直播间里发给停留够久的观众。
#
# ## 局限
#
# - **没有考虑。** 关注了却再也不看的人：关注不等于注意力。首批观众太弱对推荐的影响也没算。
# - **传言。** “转粉率低于 2% 偏低、3% 以上算好”出自某诊断工具，并非平台标准。
# - **模拟数据。** 福袋三倍的流失风险、陡峭的第一周，都是预设的。
