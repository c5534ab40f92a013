# %% [markdown] lang="en"
# ## The decision
#
# Friday, 16:00. ¥60,000 for creators next month, and a posting plan for our own account. The intern's list has the two creators with most plays a yuan on top, and her plan says: *everything at eight in the evening*. Sign both?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周五 16:00。下个月有 6 万元找达人，还要排自己账号的发布时间。实习生的名单最上面是“每元播放”最高的两位，发布计划写着“全部晚上八点”。签吗？
# %%
import altair as alt
import numpy as np
import pandas as pd

creators = sf.dataset("creators")
posts = sf.dataset("posts")
creators.head()
# %%
sf.predict(
    sf.text(en="Two creators with one audience, each of whom reaches half of it. Together they reach …", zh="两个达人粉丝相同，各触达一半。合起来触达……"),
    [sf.text(en="all of it", zh="全部"), sf.text(en="three quarters", zh="四分之三"), sf.text(en="half", zh="一半")],
)
# %% [markdown] lang="en"
# ## The concept: what one more adds
#
# In a segment of $N$ people a creator reaches the share $r$. If creators reach people independently, several reach
#
# $$N\left(1-\prod_i(1-r_i)\right)$$
#
# What counts is the *addition* of the next creator, not its plays. The same thought for posting slots: a slot is good if the *same topic* does better in it:
#
# $$\ln(\text{plays})=\text{slot}+\text{topic}+\text{noise}$$
#
# **Where the platform shows it:** audience segments in a creator's profile; plays by hour in the creator centre. **Look-alikes:** plays a yuan; mean plays by hour.
# %% [markdown] lang="zh"
# ## 概念：再加一个，多了多少
#
# 一个 $N$ 人的人群，达人触达比例为 $r$。若各达人触达相互独立，合起来是
#
# $$N\left(1-\prod_i(1-r_i)\right)$$
#
# 要看下一个达人*新增*多少，而不是他的播放量。发布时段同理：*同一主题*在这个时段更好，才叫好时段：
#
# $$\ln(\text{播放})=\text{时段}+\text{主题}+\text{噪声}$$
#
# **后台在哪里看**：达人主页有粉丝画像，创作者中心有分时播放。**容易混淆的**：每元播放、各时段平均播放。
# %% [markdown] lang="en"
# ## The data
#
# One row is one creator; `aud_0` … `aud_7` are per cent of the audience by segment. **Missing:** how many people two creators really share, and returns of what they sell.
# %% [markdown] lang="zh"
# ## 数据
#
# 一行 = 一位达人；`aud_0`–`aud_7` 是各人群占比（%）。**缺什么**：两位达人实际共有多少粉丝，以及他们带货的退货。
# %%
sf.fields("creators")
# %% [markdown] lang="en"
# ## Worked: the two on top
# %% [markdown] lang="zh"
# ## 示范：名单最上面的两位
# %%
AUDIENCE = [f"aud_{k}" for k in range(8)]
creators["plays_a_yuan"] = creators["plays_med"] / creators["fee"]
two = creators.head(2)
print(f"{np.minimum(*two[AUDIENCE].to_numpy()).sum():.0f} %", sf.text(en="of their audiences coincide", zh="的粉丝画像重合"))
two[["creator_id", "fee", "plays_med", "plays_a_yuan"]].round(1)
# %%
SIZE = np.full(8, 200_000.0)


def reach(chosen):
    share = np.minimum(chosen["plays_med"].to_numpy()[:, None] * chosen[AUDIENCE].to_numpy() / 100 / SIZE, 1)
    return (SIZE * (1 - np.prod(1 - share, axis=0))).sum()


first = two.head(1)
others = creators.iloc[2:]
added = pd.Series({row.creator_id: reach(pd.concat([first, others.loc[[row.Index]]])) - reach(first) for row in others.itertuples()})
table = others.set_index("creator_id").assign(added=added)
table["added_a_yuan"] = table["added"] / table["fee"]
second = (reach(two) - reach(first)) / two["fee"].iloc[1]
better = int((table["added_a_yuan"] > second).sum())
print(sf.text(en=f"{better} of {len(table)} creators add more people a yuan than the second bargain", zh=f"{len(table)} 位里有 {better} 位，每元新增触达都超过第二位“划算”达人"))
# %%
shown = table.reset_index()[["creator_id", "plays_a_yuan", "added_a_yuan"]]
mark = pd.DataFrame({"creator_id": [two["creator_id"].iloc[1]], "plays_a_yuan": [two["plays_a_yuan"].iloc[1]], "added_a_yuan": [second]})
title = sf.text(en="The second bargain buys plays, hardly any new people", zh="第二位“划算”达人买到的是播放，不是新的人")
axes = (
    alt.X("plays_a_yuan:Q", title=sf.text(en="plays a yuan", zh="每元播放")),
    alt.Y("added_a_yuan:Q", title=sf.text(en="people added a yuan", zh="每元新增触达")),
)
points = alt.Chart(shown).mark_point(opacity=0.6).encode(*axes, tooltip=["creator_id:N"])
big = alt.Chart(mark).mark_point(size=180, color=sf.PALETTE[6], shape="diamond").encode(*axes)
(points + big + big.mark_text(dx=-10, align="right").encode(text="creator_id:N")).properties(title=title, width=420, height=250)
# %% [markdown] lang="en"
# *What to see:* by plays the diamond is far to the right, the best offer but one. By people added a yuan it is far below the middle: its viewers are the first one's viewers.
# %% [markdown] lang="zh"
# *看什么*：按播放，菱形在最右边，几乎是最划算的；按每元新增的人，它远低于中间水平——看它的人早就看过第一位了。
# %% [markdown] lang="en"
# ## Your turn: one step left out
#
# A segment has 200,000 people. Creator X reaches 100,000 of them, Y 80,000, independently. How many together?
# %% [markdown] lang="zh"
# ## 轮到你：只缺一步
#
# 某人群 20 万人，达人甲触达 10 万，乙触达 8 万，相互独立。合计多少人？
# %%
together = None
# %%
sf.check_value(
    sf.text(en="people reached", zh="合计触达人数"),
    together,
    expect=200_000 * (1 - 0.5 * 0.6),
    tolerance=0.001,
    why_wrong={
        180_000: sf.text(en="Those whom both reach are counted twice.", zh="两人都触达的算了两遍。"),
        100_000: sf.text(en="Only if Y's people were all among X's.", zh="除非乙的人全在甲里面。"),
    },
    hint="200_000 * (1 - 0.5 * 0.6)",
)
# %% [markdown] lang="en"
# ## The mistake people make: eight o'clock
#
# Mean plays by slot put 20:00 on top. But what goes out at 20:00?
# %% [markdown] lang="zh"
# ## 常见错误：晚上八点
#
# 按时段求平均，20 点最高。可 20 点发的都是什么？
# %%
posts["log_plays"] = np.log(posts["plays"])
raw = posts.groupby("slot")["log_plays"].mean()
recipes = (posts["topic"] == "recipe").groupby(posts["slot"]).mean()
dummies = pd.get_dummies(posts[["slot", "topic"]]).astype(float)
fit = np.linalg.lstsq(dummies.to_numpy(), posts["log_plays"].to_numpy(), rcond=None)[0][:8]
slots = pd.DataFrame({"raw": raw - raw.mean(), "same_topic": fit - fit.mean(), "share_of_recipes": recipes})
slots.round(2)
# %%
long = slots.reset_index(names="slot").melt("slot", ["raw", "same_topic"], var_name="view", value_name="effect")
long["view"] = long["view"].map({"raw": sf.text(en="all posts", zh="不分主题"), "same_topic": sf.text(en="same topic", zh="同主题")})
best = slots["same_topic"].idxmax()
title = sf.text(en=f"With the topic held fixed {best[1:]}:00 is best, and 20:00 is ordinary", zh=f"控制主题后 {best[1:]} 点最好，20 点平平")
alt.Chart(long).mark_bar().encode(
    alt.X("slot:N", sort=list(slots.index), title=sf.text(en="slot", zh="时段"), axis=alt.Axis(labelAngle=0)),
    alt.Y("effect:Q", title=sf.text(en="effect on ln(plays)", zh="对 ln(播放) 的影响")),
    alt.XOffset("view:N"),
    alt.Color("view:N", title=None),
).properties(title=title, width=460, height=230)
# %%
per_post = 9_000 * (np.exp(slots["same_topic"].max()) - np.exp(slots.loc["h20", "same_topic"]))
print(sf.text(en=f"30 posts a month at eight instead: {30 * per_post:,.0f} plays lost, at ¥30 a thousand {sf.yuan(30 * per_post * 0.03)}", zh=f"每月 30 条都发在八点：少 {30 * per_post:,.0f} 次播放，按千次 30 元合 {sf.yuan(30 * per_post * 0.03)}"))
# %% [markdown] lang="en"
# ## Self-checks
#
# **1.** All recipes go out at eight and nothing else does. What can the data say about eight o'clock? `"a"` it is best, `"b"` it is average, `"c"` nothing: post other topics at eight first.
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 如果菜谱全在八点发，八点也只发菜谱，数据能说明八点怎么样？`"a"` 最好；`"b"` 一般；`"c"` 什么都说明不了，先在八点发点别的主题。
# %%
answer_1 = None
# %%
sf.check_choice(
    sf.text(en="eight o'clock", zh="晚上八点"),
    answer_1,
    right="c",
    because=sf.text(en="Slot and topic can then not be told apart.", zh="时段和主题完全绑在一起，分不开。"),
    wrong={
        "a": sf.text(en="Or recipes are best.", zh="也可能是菜谱最好。"),
        "b": sf.text(en="You could not know that either.", zh="这也无从知道。"),
    },
)
# %% [markdown] lang="en"
# **2.** From module 1: which plan of equal average deserves the next yuan? The same rule picks creators: `"a"` the best average, `"b"` the largest addition a yuan.
# %% [markdown] lang="zh"
# **2.** 回顾模块一：平均一样时，下一块钱给哪条计划？选达人也是这个道理：`"a"` 平均最好的；`"b"` 每元新增最多的。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="the next yuan", zh="下一块钱"),
    answer_2,
    right="b",
    because=sf.text(en="Marginal, not average.", zh="看边际，不看平均。"),
    wrong={"a": sf.text(en="The second bargain had a splendid average.", zh="第二位的平均可漂亮了。")},
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Sort the list by people added a yuan, given those already signed; sort again after each signature.
# - Post one topic in three slots for two weeks, drawn by lot, before you write any plan.
# - Ask creators for the audience report of the last 90 days, not for their best video.
#
# ## Limits
#
# - **Left out.** Fit of tone, returns, exclusivity, and that reach is not sale. Segments are coarse: two audiences can look alike and share nobody.
# - **Observation.** Holding the topic fixed leaves other differences (length, hook, season). Only drawing slots by lot removes them.
# - **Synthetic.** Creators, fees and the confounded slot were planted.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 名单按“每元新增触达”排，每签一位重排一次。
# - 排计划之前，先拿一个主题在三个时段抽签发两周。
# - 向达人要近 90 天的粉丝画像，而不是爆款数据。
#
# ## 局限
#
# - **没有考虑。** 调性、退货、排他，以及触达不等于成交。人群划分很粗：画像相似，也可能没有一个共同粉丝。
# - **观察数据。** 控制了主题，时长、开头、季节仍可能不同。只有随机排时段才能消除。
# - **模拟数据。** 达人、报价、被混淆的时段都是预设的。
