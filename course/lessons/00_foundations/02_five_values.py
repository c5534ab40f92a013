# %% [markdown] lang="en"
# ## The decision
#
# Wednesday, 15:00. A clothing brand wants to move a third of its marketing to Douyin. The slide of its director says: *"On Douyin only 10 % are customers we already have. Everything else is new."* She found it in an article. Do you let the slide go to the board?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周三 15:00。某服饰品牌想把三分之一的营销预算挪到抖音。总监的 PPT 上写着：“抖音客户里只有 10% 是我们的老客，其余全是新客。”数字来自一篇文章。这一页能给董事会看吗？
# %%
import altair as alt
import pandas as pd

buyers = sf.dataset("buyers")
buyers.head()
# %%
sf.predict(
    sf.text(en="Put the two lists of ids side by side as they are. The overlap you find is …", zh="把两边会员号原样比对，得到的重合度会……"),
    [
        sf.text(en="too low", zh="偏低"),
        sf.text(en="right", zh="正好"),
        sf.text(en="too high", zh="偏高"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: five values, as claimed in 2021
#
# | value | the claim of September 2021 | what to ask |
# |---|---|---|
# | huge traffic pool (庞大的流量池) | daily users 250 m (Jan 2019) to 600 m (Aug 2020); GMV of January 2021 grew 50 × in a year | from what base? |
# | new brand customers (品牌新客) | one brand's overlap with its old channels: 10 % | one brand, which definition? |
# | trend products (趋势品打造) | 76 % of users bought a hit on Douyin in the past year | who was asked? |
# | new categories (新品类孵化) | seeding (种草) for what nobody searches yet | seeding cost? |
# | short chain (短链经营) | fast reach, feedback, change | measured how? |
#
# Growth from $a$ to $b$ in $n$ months is $(b/a)^{1/n}-1$ a month. Overlap needs an order of time:
#
# $$\text{known}=\frac{\text{Douyin buyers who had bought in the old channel \textbf{before}}}{\text{Douyin buyers}}$$
#
# **The look-alike:** people in both lists ÷ people in either list. It answers no question that the board has.
# %% [markdown] lang="zh"
# ## 概念：五大价值（2021 年的说法）
#
# | 价值 | 2021 年 9 月的说法 | 该问什么 |
# |---|---|---|
# | 庞大的流量池 | 日活 2.5 亿（2019.1）到 6 亿（2020.8）；2021 年 1 月 GMV 同比增长 50 倍 | 基数是多少？ |
# | 品牌新客 | 某品牌与传统渠道客户重合 10% | 只有一个品牌，口径是什么？ |
# | 趋势品打造 | 76% 的用户过去一年在抖音买过爆款 | 问的是谁？ |
# | 新品类孵化 | 没人会搜的东西，靠种草 | 种草花了多少钱？ |
# | 短链经营 | 触达、反馈、迭代都快 | 怎么量的？ |
#
# $n$ 个月从 $a$ 到 $b$，每月增长 $(b/a)^{1/n}-1$。重合度必须看先后：
#
# $$\text{老客占比}=\frac{\text{抖音首购\textbf{之前}已在老渠道买过的抖音买家}}{\text{抖音买家}}$$
#
# **容易混淆的**：两边都有的人 ÷ 任一边有的人。董事会的问题里没有这个数。
# %% [markdown] lang="en"
# ## Worked 1: what does the growth say?
# %% [markdown] lang="zh"
# ## 示范一：增长到底说明什么？
# %%
monthly = (600 / 250) ** (1 / 19) - 1
print(f"{monthly:.2%}", sf.text(en="a month, for 19 months", zh="/月，连续 19 个月"))
print(sf.text(en=f"at that pace today (Nov 2026): {600 * (1 + monthly) ** 75 / 1000:.0f} billion users", zh=f"照这个速度到 2026 年 11 月：{600 * (1 + monthly) ** 75 / 10:.0f} 亿人"))
# %% [markdown] lang="en"
# More than there are people. A growth rate has an expiry date; so have all five claims. "50 ×" is a ratio to a small January: ask for both numbers, never for the ratio.
# %% [markdown] lang="zh"
# 比地球人口还多。增长率是有保质期的，五条说法也一样。“增长 50 倍”的分母是一个很小的 1 月：要两个数，不要一个倍数。
# %% [markdown] lang="en"
# ## The data
#
# One row is the first purchase of one buyer in one channel. Two systems, two spellings of the same id. **Missing:** returns, and buyers who paid in a shop without giving a number.
# %% [markdown] lang="zh"
# ## 数据
#
# 一行 = 一个买家在一个渠道的首次购买。两套系统，同一会员号两种写法。**缺什么**：退货，以及在门店没留会员号的买家。
# %%
buyers["buyer_id"].sample(5, random_state=3).tolist()
# %% [markdown] lang="en"
# ## Worked 2: the overlap
#
# **Step 1.** One spelling. **Step 2.** One row a buyer, one column a channel.
# %% [markdown] lang="zh"
# ## 示范二：重合度
#
# **第 1 步**，统一写法。**第 2 步**，一个买家一行，一个渠道一列。
# %%
buyers["id"] = buyers["buyer_id"].str.strip().str.lower()
first = buyers.pivot_table(index="id", columns="channel", values="first_ts", aggfunc="min")
douyin = first.dropna(subset=["douyin"])
known = (douyin["traditional"] < douyin["douyin"]).mean()
later = (douyin["traditional"] >= douyin["douyin"]).mean()
print(f"known {known:.1%}   later {later:.1%}   new {1 - known - later:.1%}")
# %% [markdown] lang="en"
# **Step 3.** Now the same question in four sloppy ways, beside the right one.
# %% [markdown] lang="zh"
# **第 3 步。** 同一个问题，四种草率的算法和正确的放在一起。
# %%
raw = buyers.groupby("channel")["buyer_id"].agg(set)
clean = buyers.groupby("channel")["id"].agg(set)
answers = pd.DataFrame(
    [
        (sf.text(en="known before (right)", zh="之前就是老客（正确）"), known),
        (sf.text(en="ids as spelled", zh="会员号不清洗"), len(raw["douyin"] & raw["traditional"]) / len(raw["douyin"])),
        (sf.text(en="in both, any order", zh="两边都有、不看先后"), known + later),
        (sf.text(en="both ÷ either", zh="交集 ÷ 并集"), len(clean["douyin"] & clean["traditional"]) / len(first)),
        (sf.text(en="both ÷ old channel", zh="交集 ÷ 老渠道"), len(clean["douyin"] & clean["traditional"]) / len(clean["traditional"])),
    ],
    columns=["method", "overlap"],
)
answers["label"] = answers["overlap"].map("{:.1%}".format)
title = sf.text(
    en=f"One brand, five overlaps, from {answers['overlap'].min():.1%} to {answers['overlap'].max():.1%}",
    zh=f"同一个品牌，五种重合度：{answers['overlap'].min():.1%} 到 {answers['overlap'].max():.1%}",
)
bars = alt.Chart(answers).mark_bar().encode(
    alt.X("overlap:Q", axis=alt.Axis(format="%"), title=sf.text(en="share", zh="占比")),
    alt.Y("method:N", sort=None, title=None, axis=alt.Axis(labelLimit=220)),
)
(bars + bars.mark_text(align="left", dx=4).encode(text="label:N")).properties(title=title, width=380, height=170)
# %% [markdown] lang="en"
# *What to see:* all five could stand on the slide as "overlap". Only the first answers the board's question.
# %% [markdown] lang="zh"
# *看什么*：五个数都可以叫“重合度”。只有第一个回答了董事会的问题。
# %% [markdown] lang="en"
# ## Your turn: one step left out
#
# How long do those who *later* go to the old channel wait, in days (median)? Those are customers that Douyin brought to the shops.
# %% [markdown] lang="zh"
# ## 轮到你：只缺一步
#
# *之后*才去老渠道的那些人，隔了多少天（中位数）？这是抖音给门店带去的客人。
# %%
went_on = douyin[douyin["traditional"] >= douyin["douyin"]]
wait = went_on["traditional"] - went_on["douyin"]

median_days = None
# %%
sf.check_value(
    sf.text(en="median wait (days)", zh="等待天数中位数"),
    median_days,
    expect=wait.median() / pd.Timedelta(days=1),
    tolerance=0.01,
    why_wrong={
        wait.mean() / pd.Timedelta(days=1): sf.text(en="That is the mean.", zh="这是平均数。"),
        float(wait.median().days): sf.text(en="Nearly: .days cuts the hours off.", zh="很接近：.days 会把小时截掉。"),
    },
    hint="wait.median() / pd.Timedelta(days=1)",
)
# %% [markdown] lang="en"
# ## The mistake people make: new means additional
#
# The slide values every new customer at ¥60 of margin and claims all of it for Douyin. But a buyer who is new *here* may have been about to buy *there*; and those who are recorded late can look new because the window is short. What does it cost to pay for the whole column?
# %% [markdown] lang="zh"
# ## 常见错误：把“新客”当成“增量”
#
# PPT 按每个新客 60 元毛利，全部算成抖音的功劳。可在*这里*是新客，也许本来就要去*那里*买；观察期一短，老客也会被当成新客。全额买单，多付多少？
# %%
count = len(douyin)
claimed, honest = 60 * count * (1 - len(raw["douyin"] & raw["traditional"]) / count), 60 * count * (1 - known)
print(sf.text(en=f"slide {sf.yuan(claimed)}, with clean ids {sf.yuan(honest)}: {sf.yuan(claimed - honest)} too much", zh=f"PPT {sf.yuan(claimed)}，清洗后 {sf.yuan(honest)}：多算 {sf.yuan(claimed - honest)}"))
# %% [markdown] lang="en"
# Even the honest figure counts *new*, not *additional*. What would not have happened without the channel needs a test with a holdout: module 1 has one.
#
# ## Self-checks
#
# **1.** Sales grew from ¥2.0 m to ¥5.4 m in 9 months. What is that a month, as a share?
# %% [markdown] lang="zh"
# 诚实的数也只是*新客*，不是*增量*。没有这个渠道就不会发生的部分，要靠留出对照的实验，第一模块会讲。
#
# ## 自测
#
# **1.** 9 个月从 200 万做到 540 万，折合每月增长多少（填比例）？
# %%
answer_1 = None
# %%
sf.check_value(
    sf.text(en="growth a month", zh="每月增长率"),
    answer_1,
    expect=2.7 ** (1 / 9) - 1,
    tolerance=0.01,
    why_wrong={
        1.7 / 9: sf.text(en="Growth compounds: take the ninth root.", zh="增长是复利的，要开九次方。"),
        2.7 ** (1 / 9): sf.text(en="That is the factor; subtract 1.", zh="这是倍数，还要减 1。"),
    },
    hint="(5.4 / 2.0) ** (1 / 9) - 1",
)
# %% [markdown] lang="en"
# **2.** Which sentence may go to the board? `"a"` "Only 10 % of Douyin customers are ours already." `"b"` "Of this quarter's Douyin buyers about a tenth had bought from us before; ids matched after cleaning; cash sales in shops are not in it." `"c"` "90 % of Douyin sales are additional."
# %% [markdown] lang="zh"
# **2.** 哪句话可以给董事会？`"a"`“抖音客户只有 10% 是老客。”`"b"`“本季度抖音买家里约一成此前买过，会员号已清洗比对，不含门店未留会员号的成交。”`"c"`“抖音 90% 的成交是增量。”
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="for the board", zh="给董事会的话"),
    answer_2,
    right="b",
    because=sf.text(en="Period, definition and gap are stated.", zh="时间、口径、缺口都说清了。"),
    wrong={
        "a": sf.text(en="Whose figure, when, and before what?", zh="谁的数？什么时候？和什么比？"),
        "c": sf.text(en="New is not additional.", zh="新客不等于增量。"),
    },
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Put a date and a source beside every platform figure in your decks; delete those you cannot date.
# - Ask both systems for ids, clean them, and write down how many could not be matched.
# - Say "new to the brand" or "additional"; never the one for the other.
#
# ## Limits
#
# - **Dated.** All claims are of 2021 and from an interview with the platform. Since then GMV has grown to about ¥3.5 trillion (2024, press), and shelf sales with it.
# - **Left out.** Families that share an account, buyers with two numbers, returns.
# - **Synthetic.** The brand is invented; its overlap was planted near the article's 10 %.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - PPT 里每个平台数字旁边写上年份和出处，写不出的删掉。
# - 向两套系统要会员号，清洗，并写明有多少匹配不上。
# - 说清是“品牌新客”还是“增量”，别混用。
#
# ## 局限
#
# - **年代。** 这些说法都是 2021 年平台访谈里的。此后 GMV 已到约 3.5 万亿（2024 年，媒体数），货架成交同步增长。
# - **没有考虑。** 一家人共用账号、一人两个号、退货。
# - **模拟数据。** 品牌是虚构的，重合度预设在文章所说的 10% 附近。
