# %% [markdown] lang="en"
# ## The decision
#
# Thursday, 10:00. Cut B opens with the finished dish, cut A with the chef. The account can show each version to about 600 viewers a day. The owner: *"Let it run until each has 1,000 plays, then take the better one. The big promotion starts in 14 days."*
#
# Is 1,000 enough, are 14 days enough, and what do you promise the owner?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周四 10:00。B 版一上来就亮成品菜，A 版先拍厨师。账号每天大约能让每个版本各有 600 人看到。老板说：“每版跑到 1,000 播放，哪个好就用哪个。大促还有 14 天。”
#
# 1,000 够吗？14 天够吗？你敢答应老板什么？
# %%
import altair as alt
import numpy as np
import pandas as pd
from scipy.stats import norm

sf.predict(
    sf.text(
        en="Completion is 35 %, B is truly 5 % better (36.75 %). How often is a test with 1,000 viewers an arm significant?",
        zh="完播率 35%，B 真的好 5%（36.75%）。每组 1,000 人的测试，有多大机会显著？",
    ),
    [
        sf.text(en="nearly always", zh="几乎每次"),
        sf.text(en="four times in five", zh="五次有四次"),
        sf.text(en="half the time", zh="一半一半"),
        sf.text(en="one time in eight", zh="八次有一次"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: two ways to be wrong
#
# An A/B test (AB测试) shows two versions to viewers drawn by lot and compares a rate, $p_1$ in A and $p_2$ in B.
#
# | | B is not better | B is better |
# |---|---|---|
# | "B wins" | false alarm, chance $\alpha$ (显著性水平), usually 5 % | right, chance = power (功效) |
# | "no difference seen" | right | missed, chance 1 − power |
#
# Viewers **an arm** for a two-sided test of two proportions:
#
# $$n=\frac{\left(z_{1-\alpha/2}\sqrt{2\bar p(1-\bar p)}+z_{\text{power}}\sqrt{p_1(1-p_1)+p_2(1-p_2)}\right)^2}{(p_2-p_1)^2},\qquad \bar p=\frac{p_1+p_2}{2}$$
#
# For 5 % and 80 % power this is nearly $n\approx 16\,\bar p(1-\bar p)/(p_2-p_1)^2$: the one to do in your head. **Where the platform shows it:** nowhere before a test. **Dangerous look-alikes:** relative lift (+5 %) and points (+1.75); viewers and plays (who plays three times is one viewer); "not significant" and "no difference".
# %% [markdown] lang="zh"
# ## 概念：两种错法
#
# AB测试把两个版本随机分给观众，比较一个比率：A 为 $p_1$，B 为 $p_2$。
#
# | | B 其实不更好 | B 确实更好 |
# |---|---|---|
# | 判“B 赢” | 误报，概率 $\alpha$（显著性水平），通常 5% | 正确，概率 = 功效 |
# | 判“看不出差别” | 正确 | 漏报，概率 1 − 功效 |
#
# 双侧两比率检验，**每组**需要的样本量：
#
# $$n=\frac{\left(z_{1-\alpha/2}\sqrt{2\bar p(1-\bar p)}+z_{\text{功效}}\sqrt{p_1(1-p_1)+p_2(1-p_2)}\right)^2}{(p_2-p_1)^2},\qquad \bar p=\frac{p_1+p_2}{2}$$
#
# 取 5% 和 80% 时约等于 $n\approx 16\,\bar p(1-\bar p)/(p_2-p_1)^2$，可以口算。**后台在哪里看**：开测前没有，得自己算。**容易混淆的**：相对提升（+5%）和百分点（+1.75）；人数和播放数（一人播三次只算一人）；“不显著”和“没差别”。
# %% [markdown] lang="en"
# ## The data
#
# There is none yet: that is the point. What is known before a test is the usual rate and how it moves. `ab_daily` holds arm A of four past tests.
# %% [markdown] lang="zh"
# ## 数据
#
# 还没有数据，要的就是这个：开测前能知道的，只有平时的比率和它的波动。`ab_daily` 里有过去四场测试的 A 组。
# %%
past = sf.dataset("ab_daily").query("arm == 'A'")
past.head()
# %%
usual = past["complete"].sum() / past["users"].sum()
by_day = past["complete"] / past["users"]
print(
    sf.text(
        en=f"usual completion {usual:.1%}, days from {by_day.min():.1%} to {by_day.max():.1%}",
        zh=f"平时完播率 {usual:.1%}，各天在 {by_day.min():.1%} 到 {by_day.max():.1%} 之间",
    )
)


# %% [markdown] lang="en"
# Days differ by several points. That does not harm a split, since both arms meet the same days; it ruins "A last week against B this week".
#
# ## Worked: the size
#
# **Step 1.** What lift would change what we do? Below +5 % nobody re-cuts a series. So 35 % against 36.75 %, power 80 %.
# %% [markdown] lang="zh"
# 天与天之间差好几个点。分流测试不怕，两组过的是同样的日子；“上周 A 对这周 B”就毁在这里。
#
# ## 示范：算样本量
#
# **第 1 步。** 多大的提升才值得行动？不到 +5%，没人会为它重剪整个系列。所以是 35% 对 36.75%，功效 80%。
# %%
def viewers_needed(rate, lift, power=0.8, alpha=0.05):
    other = rate * (1 + lift)
    mean = (rate + other) / 2
    together = np.sqrt(2 * mean * (1 - mean))
    apart = np.sqrt(rate * (1 - rate) + other * (1 - other))
    return ((norm.isf(alpha / 2) * together + norm.ppf(power) * apart) / (other - rate)) ** 2


n = int(np.ceil(viewers_needed(0.35, 0.05)))
print(
    sf.text(
        en=f"{n:,} viewers an arm; in your head 16 × 0.36 × 0.64 / 0.0175² = {16 * 0.36 * 0.64 / 0.0175**2:,.0f}",
        zh=f"每组 {n:,} 人；口算 16 × 0.36 × 0.64 ÷ 0.0175² = {16 * 0.36 * 0.64 / 0.0175**2:,.0f}",
    )
)
# %% [markdown] lang="en"
# **Step 2.** At 600 a day and arm? And the table the owner needs: which lift costs how many days.
# %% [markdown] lang="zh"
# **第 2 步。** 每组每天 600 人要多少天？再给老板一张表：看清多大的提升要几天。
# %%
table = pd.DataFrame({"lift_pct": [2, 3, 5, 6, 8, 10, 15]})
table["viewers_an_arm"] = [np.ceil(viewers_needed(usual, lift / 100)) for lift in table["lift_pct"]]
table["days"] = np.ceil(table["viewers_an_arm"] / 600)
table.astype(int)
# %% [markdown] lang="en"
# **Step 3.** Why not 1,000? Run the test 2,000 times in the computer, with B truly 5 % better: once with 1,000, once with the planned number.
# %% [markdown] lang="zh"
# **第 3 步。** 为什么 1,000 不行？让电脑把这场测试跑 2,000 遍，B 真的好 5%：一次每组 1,000 人，一次按计划人数。
# %%
rng = np.random.default_rng(2026)


def simulated(viewers, rate=0.35, lift=0.05, tests=2_000):
    done = rng.binomial(viewers, [rate, rate * (1 + lift)], (tests, 2)) / viewers
    pooled = done.mean(axis=1)
    z = (done[:, 1] - done[:, 0]) / np.sqrt(pooled * (1 - pooled) * 2 / viewers)
    return pd.DataFrame(
        {"viewers": viewers, "lift": done[:, 1] / done[:, 0] - 1, "significant": np.abs(z) > 1.96}
    )


runs = pd.concat([simulated(1_000), simulated(n)])
summary = runs.groupby("viewers").agg(
    significant=("significant", "mean"), b_is_ahead=("lift", lambda lift: (lift > 0).mean())
)
summary["mean_lift_if_significant"] = runs[runs["significant"]].groupby("viewers")["lift"].mean()
summary.round(3)
# %%
drawn = runs.groupby("viewers").head(700).assign(label=lambda rows: rows["viewers"].map(lambda v: f"{v:,}"))
colour = alt.Color(
    "significant:N", scale=alt.Scale(domain=[False, True], range=["#B0B0B0", sf.PALETTE[6]]), legend=None
)
x = alt.X(
    "lift:Q",
    bin=alt.Bin(step=0.02),
    title=sf.text(en="measured lift", zh="测得的提升"),
    axis=alt.Axis(format="+.0%", values=[-0.1, 0, 0.1, 0.2]),
)
chance = summary["significant"]
title = sf.text(
    en=f"With 1,000 an arm {chance[1_000]:.0%} are significant, and those exaggerate",
    zh=f"每组 1,000 人只有 {chance[1_000]:.0%} 显著，而且显著的都夸大了",
)
alt.Chart(drawn).mark_bar().encode(
    x,
    alt.Y("count():Q", title=sf.text(en="tests", zh="测试场数")),
    colour,
    alt.Row("label:N", title=sf.text(en="viewers an arm", zh="每组人数"), sort=["1,000", f"{n:,}"]),
).properties(title=title, width=480, height=130)
# %% [markdown] lang="en"
# *What to see:* orange is significant. Above: the truth (+5 %) lies in the middle of a wide hill; only the far right is orange, so whoever announces a winner from 1,000 viewers announces +15 % (winner's curse, 赢家诅咒), and a few are orange on the wrong side. Below: a narrow hill around +5 %, four fifths of it orange.
# %% [markdown] lang="zh"
# *看什么*：橙色为显著。上图：真值（+5%）在一座很宽的山中间，只有最右边是橙色；所以 1,000 人就宣布赢家的人，宣布的都是 +15%（赢家诅咒），还有几场橙在反方向。下图：山很窄，就在 +5% 附近，五分之四是橙色。
# %% [markdown] lang="en"
# ## Your turn: clicks instead of completion
#
# The cart link is clicked by 3 % of viewers; a lift of 10 % would matter. All but the last line is done: write the viewers per arm in place of `None` (a power of 80 %, $\alpha$ = 5 %).
# %% [markdown] lang="zh"
# ## 轮到你：换成点击率
#
# 小黄车点击率 3%，提升 10% 才有意义。前面都写好了，只差最后一行：功效 80%、$\alpha$ = 5%，把 `None` 换成每组人数。
# %%
p_1, p_2 = 0.03, 0.033
mean = (p_1 + p_2) / 2
together = np.sqrt(2 * mean * (1 - mean))
apart = np.sqrt(p_1 * (1 - p_1) + p_2 * (1 - p_2))

viewers_click = None
# %%
right = ((norm.isf(0.025) * together + norm.ppf(0.8) * apart) / (p_2 - p_1)) ** 2
sf.check_value(
    sf.text(en="viewers an arm for clicks", zh="测点击率的每组人数"),
    viewers_click,
    expect=right,
    tolerance=0.001,
    why_wrong={
        2 * right: sf.text(en="That is both arms together.", zh="这是两组合计。"),
        ((norm.isf(0.05) * together + norm.ppf(0.8) * apart) / (p_2 - p_1)) ** 2: sf.text(
            en="One-sided: use norm.isf(0.025).", zh="这是单侧检验；双侧用 norm.isf(0.025)。"
        ),
        viewers_needed(0.03, 0.10 / 0.03): sf.text(
            en="10 points instead of 10 %.", zh="把 10% 当成 10 个百分点了。"
        ),
    },
    hint=sf.text(
        en="((norm.isf(0.025) · together + norm.ppf(0.8) · apart) / (p_2 − p_1))²",
        zh="（(norm.isf(0.025)·together + norm.ppf(0.8)·apart) ÷ (p_2 − p_1)）²",
    ),
    because=sf.text(
        en="53,211: rare events need many viewers. Choose a metric that happens often, or a larger change.",
        zh="53,211：越少见的事越费样本。要么选更常发生的指标，要么做更大的改动。",
    ),
)
# %% [markdown] lang="en"
# ## The mistake people make: "1,000 plays, take the better one"
#
# Suppose B is in truth 4 % **worse**. How often is it ahead after 1,000 viewers an arm, and what does a month with it cost? A million plays a month; GMV a complete play from the account's own counts.
# %% [markdown] lang="zh"
# ## 常见错误：“1,000 播放，哪个高用哪个”
#
# 假如 B 其实**差** 4%。每组 1,000 人时它有多大机会领先？用上一个月要亏多少？每月一百万播放，每次完播的成交取账号自己的数据。
# %%
worse = simulated(1_000, lift=-0.04)
ahead = (worse["lift"] > 0).mean()
counts = sf.dataset("video_daily")[["complete", "gmv"]].sum()
loss = 1_000_000 * 0.35 * 0.04 * counts["gmv"] / counts["complete"]
print(
    sf.text(
        en=f"ahead in {ahead:.0%} of the tests; then it costs {sf.yuan(loss)} GMV a month until somebody notices",
        zh=f"有 {ahead:.0%} 的机会领先；一旦用上，每月少 {sf.yuan(loss)} 成交，直到有人发现",
    )
)
# %% [markdown] lang="en"
# ## On your own: what can 14 days see?
#
# 600 viewers an arm and day for 14 days. Which relative lift of 35 % can be seen with 80 % power? In per cent, within 3 % of the exact value. Tip: try lifts with `viewers_needed` until 8,400 suffice.
# %% [markdown] lang="zh"
# ## 独立完成：14 天能看清多大的提升？
#
# 每组每天 600 人，14 天。35% 的完播率，以 80% 的功效能看清多大的相对提升？写百分数，与精确值相差 3% 以内算对。提示：用 `viewers_needed` 试不同的提升，直到 8,400 人够用。
# %%
visible_lift = None  # per cent
# %%
lifts = np.linspace(0.01, 0.2, 20_000)
smallest = 100 * lifts[np.argmax([viewers_needed(0.35, lift) <= 8_400 for lift in lifts])]
sf.check_value(
    sf.text(en="smallest visible lift, per cent", zh="能看清的最小提升（%）"),
    visible_lift,
    expect=smallest,
    tolerance=0.03,
    why_wrong={
        smallest / 100: sf.text(en="In per cent, please.", zh="请用百分数。"),
        0.35 * smallest: sf.text(en="Those are points; divide by 35 %.", zh="这是百分点，再除以 35%。"),
    },
    hint="viewers_needed(0.35, 0.06), viewers_needed(0.35, 0.059) …",
)
# %% [markdown] lang="en"
# ## The answer for the owner
# %% [markdown] lang="zh"
# ## 给老板的答复
# %%
sf.caption(
    sf.text(
        en=f"14 days show lifts of {smallest:.1f} % and more; for 5 % we need {np.ceil(n / 600):.0f} days. I propose: one bold change, 14 days, read once on the last evening. If it is not significant, keep A and say 'no lift of {smallest:.0f} % or more seen', not 'no difference'.",
        zh=f"14 天能看清 {smallest:.1f}% 以上的提升；要看清 5%，得 {np.ceil(n / 600):.0f} 天。建议：只测一个大胆的改动，测满 14 天，最后一晚只读一次。若不显著，就继续用 A，对外说“没看到 {smallest:.0f}% 以上的提升”，而不是“没差别”。",
    )
)
# %% [markdown] lang="en"
# ## Play with it
# %% [markdown] lang="zh"
# ## 动手玩一玩
# %%
sf.widgets.power_calculator()
# %% [markdown] lang="en"
# ## Self-checks
#
# **1.** The lift worth seeing is halved from 10 % to 5 %. The viewers needed are … `"a"` halved; `"b"` doubled; `"c"` about four times as many; `"d"` the same, only power falls.
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 想看清的提升从 10% 降到 5%，所需人数……`"a"` 减半；`"b"` 翻倍；`"c"` 约四倍；`"d"` 不变，只是功效降低。
# %%
answer_1 = None
# %%
sf.check_choice(
    sf.text(en="half the lift", zh="一半的提升"),
    answer_1,
    right="c",
    because=sf.text(en="The difference stands squared in the denominator.", zh="分母里是差值的平方。"),
    wrong={
        "a": sf.text(en="A smaller difference is harder to see.", zh="差得越小越难看清。"),
        "b": sf.text(en="The difference is squared.", zh="差值是平方的。"),
        "d": sf.text(
            en="At the same number, yes; at the same power, no.", zh="人数不变时才是这样；功效不变就不是。"
        ),
    },
)
# %% [markdown] lang="en"
# **2.** A test with 1,000 an arm ends with p = .40. What do you report? `"a"` A and B are equal; `"b"` B has lost; `"c"` a difference of a few per cent could not have been seen with this number.
# %% [markdown] lang="zh"
# **2.** 每组 1,000 人，测完 p = 0.40。怎么汇报？`"a"` A、B 一样；`"b"` B 输了；`"c"` 以这个人数，几个百分点的差别本来就看不出来。
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="p = .40 with 1,000", zh="1,000 人、p = 0.40"),
    answer_2,
    right="c",
    because=sf.text(
        en="Absence of evidence is not evidence of absence; give the interval.",
        zh="没看到证据，不等于证明没有；要报区间。",
    ),
    wrong={
        "a": sf.text(
            en="The interval of the lift reaches from about −7 % to +17 %.",
            zh="提升的区间大概从 −7% 到 +17%，谈不上一样。",
        ),
        "b": sf.text(en="p = .40 says that neither is shown.", zh="p = 0.40 说明谁都没被证明。"),
    },
)
# %% [markdown] lang="en"
# **3. From module 1, lesson 5.** A geo test can see about 2.8 standard errors. A test of completion with 8,400 viewers an arm has a standard error of the difference of about 0.74 points. Which difference in points can it see?
# %% [markdown] lang="zh"
# **3. 回顾模块一第 5 课。** 实验大约能看清 2.8 个标准误。每组 8,400 人的完播率测试，差值的标准误约 0.74 个百分点。能看清几个百分点的差？
# %%
answer_3 = None
# %%
sf.check_value(
    sf.text(en="visible difference in points", zh="能看清的差（百分点）"),
    answer_3,
    expect=2.8 * 0.74,
    tolerance=0.02,
    why_wrong={
        1.96 * 0.74: sf.text(
            en="That is half of the 95 % interval: power 50 % only.", zh="这是 95% 区间的一半，功效只有 50%。"
        )
    },
    hint="2.8 × 0.74",
)
# %% [markdown] lang="en"
# ## On Monday
#
# - No test without four lines written before it: metric, lift worth seeing, viewers an arm, last day.
# - Put "smallest visible lift" beside every "not significant".
# - Few viewers? Test bolder changes and more frequent events, or pool similar videos; do not test more often.
#
# ## Limits
#
# - **Left out.** Viewers who see both versions, three or more arms (more comparisons, more false alarms), means instead of rates (lesson 5).
# - **Approximation.** The normal formula is good from a few dozen events an arm; for five clicks use an exact test.
# - **80 % and 5 %** are habits. TikTok's split tests decide at 90 % confidence; say which you use.
# - **Synthetic** rates; the arithmetic is not.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 开测前写下四行：看哪个指标、多大提升才值、每组多少人、哪天结束。少一行不开测。
# - 每个“不显著”旁边，写上“能看清的最小提升”。
# - 人少？测更大胆的改动、更常发生的指标，或把相似视频合起来；不要靠多测几次。
#
# ## 局限
#
# - **没有考虑。** 两个版本都看到的人；三组以上（比较越多误报越多）；均值类指标（第 5 课）。
# - **近似。** 正态公式在每组几十个事件以上才好用；只有五次点击，请用精确检验。
# - **80% 和 5%** 只是习惯。TikTok 的分组测试按 90% 置信度判定；用哪个要写明。
# - **比率是模拟的**，算法不是。
