# %% [markdown] lang="en"
# ## The decision
#
# Thursday, 17:00, day 4 of test T2. The operator, delighted: *"B is ahead, p = .04. Stop, announce it, re-cut the series (¥6,000) and take the success fee of ¥20,000."* Planned are 14 days.
#
# Do you stop today?
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周四 17:00，T2 测试第 4 天。运营很高兴：“B 领先，p = 0.04！停测、发喜报、重剪这个系列（6,000 元），成功费 2 万也到手了。”计划是测 14 天。
#
# 今天停不停？
# %%
import altair as alt
import numpy as np
import pandas as pd
from scipy.stats import norm

t2 = sf.dataset("ab_daily").query("test_id == 'T2'")
users = t2.pivot(index="day", columns="arm", values="users")
complete = t2.pivot(index="day", columns="arm", values="complete")
users.head()
# %%
sf.predict(
    sf.text(
        en="A and B are the same. Somebody looks every day for 14 days and stops at the first p < .05. How often is a winner announced?",
        zh="A、B 完全一样。有人连看 14 天，一见 p < 0.05 就停。有多大机会宣布“赢家”？",
    ),
    [
        sf.text(en="5 %: that is what .05 means", zh="5%：0.05 就是这个意思"),
        sf.text(en="about 10 %", zh="10% 左右"),
        sf.text(en="more than 20 %", zh="20% 以上"),
        sf.text(en="70 %: fourteen times 5 %", zh="70%：14 乘 5%"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: one look, or bounds for many
#
# p < .05 promises: *if A and B are equal and I look **once**, at a moment fixed before, I am wrong in 5 % of tests.* Every further look is another chance to be wrong. Peeking (提前看结果) is looking with the right to stop.
#
# Two honest ways:
#
# | | rule | price |
# |---|---|---|
# | fixed end (固定终点) | look when you like, **decide** once at the planned number | no early stop |
# | group-sequential bounds (组序贯界限) | stop at look $k$ of $K$ only if $\lvert z_k\rvert>c\sqrt{K/k}$ (O'Brien and Fleming 1979), $c$ so that all looks together are wrong in 5 % | very high early, nearly nothing at the end |
#
# With $z_k$ the z value on all viewers up to look $k$. For $K=14$, $c$ is 2.11: on day 4 |z| must exceed 3.9, on day 14 2.11. **Where the platform shows it:** a p or "confidence" that is refreshed daily, without saying how many times it has been read. **Dangerous look-alike:** watching for damage. A stop rule for harm written down before is not peeking; it protects and announces no winner.
# %% [markdown] lang="zh"
# ## 概念：只看一次，或给多次看定界限
#
# p < 0.05 的承诺是：*如果 A、B 一样，而我在事先定好的时刻**只看一次**，那么 5% 的测试会判错。* 每多看一次，就多一次判错的机会。“偷看”（提前看结果，peeking）指的是：看了就可能停。
#
# 两种老实的办法：
#
# | | 规则 | 代价 |
# |---|---|---|
# | 固定终点 | 随便看，但只在计划人数到齐时**判一次** | 不能提前停 |
# | 组序贯界限 | 第 $k$ 次（共 $K$ 次）只有 $\lvert z_k\rvert>c\sqrt{K/k}$ 才停（O'Brien–Fleming，1979），$c$ 使所有各次合计误报 5% | 前期界限很高，最后几乎没有损失 |
#
# $z_k$ 是截至第 $k$ 次全部观众的 z 值。$K=14$ 时 $c$ 为 2.11：第 4 天要 |z| > 3.9，第 14 天只要 2.11。**后台在哪里看**：每天刷新的 p 值或“置信度”，但不会告诉你已经看了几次。**容易混淆的**：盯着有没有出事。事先写好的“止损线”不算偷看，它只保护，不宣布赢家。
# %% [markdown] lang="en"
# ## The data
#
# T2 by day and arm (lesson 4), and for the second half of this lesson `ab_users`: one viewer a row. **Missing** in both: what the operator would have done on a bad day. Nobody stops while A is ahead.
# %% [markdown] lang="zh"
# ## 数据
#
# T2 的分天分组数据（见第 4 课）；后半课用 `ab_users`，一行一位观众。两张表都**缺**一样东西：数据不好看的那天，运营会怎么做。A 领先的时候，可没人喊停。
# %% [markdown] lang="en"
# ## Worked: T2 as the operator saw it
#
# **Step 1.** z and p on all viewers up to each evening.
# %% [markdown] lang="zh"
# ## 示范：运营每天看到的 T2
#
# **第 1 步。** 每晚用截至当天的全部观众算 z 和 p。
# %%
n, k = users.cumsum(), complete.cumsum()
rate = k / n
pooled = k.sum(axis=1) / n.sum(axis=1)
path = pd.DataFrame(
    {"z": (rate["B"] - rate["A"]) / np.sqrt(pooled * (1 - pooled) * (1 / n["A"] + 1 / n["B"]))}
)
path["p"] = 2 * norm.sf(path["z"].abs())
path["lift"] = rate["B"] / rate["A"] - 1
path.insert(0, "day_number", range(1, 15))
path.round(3)
# %% [markdown] lang="en"
# On the fourth evening p is below .05; one day later it is not, and at the end nothing is left. Whoever stopped in between has a "proven winner" and will never learn better.
#
# **Step 2.** Is that rare? Draw 40,000 tests without any effect, as long as T2, and look every evening.
# %% [markdown] lang="zh"
# 第四天晚上 p 低于 0.05，隔天就不是了，到最后什么也不剩。中途停的人手握一个“证实的赢家”，而且永远不会知道真相。
#
# **第 2 步。** 这很少见吗？按 T2 的长度，模拟 40,000 场毫无效果的测试，每晚都看。
# %%
rng = np.random.default_rng(11)
steps = rng.normal(size=(40_000, 14))  # what each day adds to z, in its own standard error
nothing = steps.cumsum(axis=1) / np.sqrt(np.arange(1, 15))
called = np.maximum.accumulate(np.abs(nothing) > 1.96, axis=1).mean(axis=0)
pd.Series(called, index=range(1, 15)).loc[[1, 2, 4, 7, 14]].round(3)
# %% [markdown] lang="en"
# One look: 5 %. Fourteen: more than a fifth, half of them for B. Looking daily for a month would be worse still.
#
# **Step 3.** Bounds that hold. All looks together shall be wrong in 5 %: the largest of $|z_k|\sqrt{k/K}$ in a test without effect must stay below $c$ in 95 % of them.
# %% [markdown] lang="zh"
# 看一次 5%；看十四次，超过五分之一，其中一半判给 B。天天看一个月会更糟。
#
# **第 3 步，定出守得住的界限。** 要让所有各次合计误报 5%：没有效果时，$|z_k|\sqrt{k/K}$ 的最大值要在 95% 的测试里低于 $c$。
# %%
day_number = np.arange(1, 15)
c = np.quantile((np.abs(nothing) * np.sqrt(day_number / 14)).max(axis=1), 0.95)
bounds = c * np.sqrt(14 / day_number)
print(
    f"c = {c:.2f}",
    sf.text(en="bounds on days 1, 4, 7, 14:", zh="第 1、4、7、14 天的界限："),
    bounds[[0, 3, 6, 13]].round(2),
)
# %%
table = path.reset_index(drop=True).assign(bound=np.minimum(bounds, 5))
lines = pd.concat(
    [
        table[["day_number", "z"]].assign(kind=sf.text(en="T2", zh="T2")),
        pd.DataFrame(
            {"day_number": day_number, "z": 1.96, "kind": sf.text(en="1.96, one look", zh="1.96（只看一次）")}
        ),
        table[["day_number", "bound"]]
        .rename(columns={"bound": "z"})
        .assign(kind=sf.text(en="bound for 14 looks", zh="看 14 次的界限")),
    ]
)
order = list(lines["kind"].unique())
x = alt.X("day_number:Q", title=sf.text(en="day", zh="第几天"), scale=alt.Scale(domain=[1, 14]))
y = alt.Y(
    "z:Q",
    title=sf.text(en="z of B against A (bounds above 5 drawn at 5)", zh="B 对 A 的 z（高于 5 的界限画在 5）"),
)
first = int(table.loc[table["p"] < 0.05, "day_number"].min())
title = sf.text(
    en=f"T2 crosses 1.96 on day {first} and never the bound for daily looks",
    zh=f"T2 第 {first} 天越过 1.96，却从没碰到天天看的界限",
)
chart = (
    alt.Chart(lines)
    .mark_line()
    .encode(
        x,
        y,
        alt.Color(
            "kind:N",
            scale=alt.Scale(domain=order, range=[sf.PALETTE[0], sf.PALETTE[6], sf.PALETTE[2]]),
            legend=alt.Legend(title=None, labelLimit=260),
        ),
        alt.StrokeDash("kind:N", scale=alt.Scale(domain=order, range=[[1, 0], [4, 3], [8, 3]]), legend=None),
    )
)
chart.properties(title=title, width=440, height=250)
# %% [markdown] lang="en"
# *What to see:* the blue line pokes through the lower dashed line once and comes back. The upper line starts out of reach and comes down to almost 1.96: looking daily is allowed if you follow it.
#
# ## Your turn: one step left out
#
# Four looks instead of fourteen, evenly spaced. The first three columns of the computation are done: write $c$ in place of `None` (the 95 % quantile of `largest`).
# %% [markdown] lang="zh"
# *看什么*：蓝线只探出下面的虚线一次就回来了。上面那条界限开头高不可及，最后降到接近 1.96：照着它，天天看也没关系。
#
# ## 轮到你：只缺一步
#
# 不看 14 次，只等间隔看 4 次。前面都算好了，请把 `None` 换成 $c$（`largest` 的 95% 分位数）。
# %%
four = rng.normal(size=(200_000, 4)).cumsum(axis=1) / np.sqrt(np.arange(1, 5))
largest = (np.abs(four) * np.sqrt(np.arange(1, 5) / 4)).max(axis=1)

c_4 = None
# %%
sf.check_value(
    sf.text(en="c for four looks", zh="看 4 次的 c"),
    c_4,
    expect=float(np.quantile(largest, 0.95)),
    tolerance=0.005,
    why_wrong={
        1.96: sf.text(en="That holds for one look only.", zh="这只适用于看一次。"),
        float(largest.mean()): sf.text(
            en="That is the mean; 5 % of tests may exceed the bound.",
            zh="这是均值；允许 5% 的测试越界，取 95% 分位。",
        ),
    },
    hint="np.quantile(largest, 0.95)",
    because=sf.text(
        en="Published tables say 2.024. Four looks cost next to nothing at the end.",
        zh="文献中的表给出 2.024。看四次，最后几乎没有代价。",
    ),
)
# %% [markdown] lang="en"
# ## Play with it
# %% [markdown] lang="zh"
# ## 动手玩一玩
# %%
sf.widgets.peeking_simulator()
# %% [markdown] lang="en"
# ## Sooner without peeking: CUPED
#
# Who watched much last week watches much this week, in either arm. That part of the noise was there before the test and can be taken out (Deng and others 2013). With $x$ from **before** the test and $y$ in it:
#
# $$y^*=y-\theta(x-\bar x),\qquad\theta=\frac{\operatorname{cov}(x,y)}{\operatorname{var}(x)}$$
#
# The effect stays the same on average, since the arms were drawn by lot and $x$ cannot know the arm; the variance falls by the square of the correlation.
# %% [markdown] lang="zh"
# ## 不偷看也能更快：CUPED
#
# 上周看得多的人，这周也看得多，不管在哪一组。这部分噪声在开测前就有，可以减掉（Deng 等，2013）。$x$ 取测试**前**，$y$ 取测试中：
#
# $$y^*=y-\theta(x-\bar x),\qquad\theta=\frac{\operatorname{cov}(x,y)}{\operatorname{var}(x)}$$
#
# 分组是随机的，$x$ 不可能知道谁在哪组，所以效果平均不变；方差按相关系数的平方下降。
# %%
viewers = sf.dataset("ab_users")
viewers.head()
# %%
x = viewers["pre_watch_s"].fillna(viewers["pre_watch_s"].mean())  # new viewers have no past
y = viewers["watch_s"]
theta = np.cov(x, y)[0, 1] / x.var()
viewers["adjusted"] = y - theta * (x - x.mean())


def compare(column):
    a, b = (viewers.loc[viewers["arm"] == arm, column] for arm in "AB")
    return pd.Series({"effect_s": b.mean() - a.mean(), "se": np.sqrt(a.var() / len(a) + b.var() / len(b))})


both = pd.DataFrame({"plain": compare("watch_s"), "cuped": compare("adjusted")}).T
both["z"] = both["effect_s"] / both["se"]
both.round(2)
# %%
saved = 1 - (both.loc["cuped", "se"] / both.loc["plain", "se"]) ** 2
print(
    sf.text(
        en=f"variance down by {saved:.0%}: as if the test had {1 / (1 - saved):.1f} times the viewers",
        zh=f"方差降了 {saved:.0%}：相当于观众多了 {1 / (1 - saved) - 1:.0%}",
    )
)
# %% [markdown] lang="en"
# ### The trap: a covariate that the test moves
#
# `plays_in_test` correlates with watch time even better. But it is counted **in** the test: whoever watches more because of B also plays more. Adjusting by it takes the effect itself away.
# %% [markdown] lang="zh"
# ### 陷阱：被测试影响的协变量
#
# `plays_in_test` 和观看时长相关更高，但它是测试**期间**的：因为 B 而多看的人，播放数也会多。用它调整，连效果一起减掉了。
# %%
inside = viewers["plays_in_test"]
viewers["spoiled"] = y - np.cov(inside, y)[0, 1] / inside.var() * (inside - inside.mean())
pd.DataFrame({"pre_watch_s": compare("adjusted"), "plays_in_test": compare("spoiled")}).T.round(2)
# %% [markdown] lang="en"
# ## The mistake people make, in yuan
#
# An agency with ten useless ideas a year that stops at the first p < .05 in fourteen looks, against one that decides once. Each announced winner for B costs the client the fee and the re-cut.
# %% [markdown] lang="zh"
# ## 常见错误值多少钱
#
# 一家服务商一年测十个没用的点子，看 14 次、一见 p < 0.05 就停；另一家只判一次。每宣布一次“B 赢”，客户就付一次成功费和重剪费。
# %%
wins = {
    "daily": (nothing > 1.96).any(axis=1).mean(),
    "once": (nothing[:, -1] > 1.96).mean(),
    "bounds": (nothing > bounds).any(axis=1).mean(),
}
costs = pd.Series({name: 10 * share * 26_000 for name, share in wins.items()})
print(
    sf.text(
        en=f"paid for nothing in a year: daily looks {sf.yuan(costs['daily'])}, one decision {sf.yuan(costs['once'])}, bounds {sf.yuan(costs['bounds'])}",
        zh=f"一年白付：天天看 {sf.yuan(costs['daily'])}；只判一次 {sf.yuan(costs['once'])}；按界限 {sf.yuan(costs['bounds'])}",
    )
)
# %% [markdown] lang="en"
# ## On your own
#
# `pre_watch_s` of the known viewers only (drop the new ones): what is the **effect** in seconds with CUPED? Compare it with the one above, and think about whom it speaks of.
# %% [markdown] lang="zh"
# ## 独立完成
#
# 只用有历史的观众（剔除新观众），CUPED 的**效果**是多少秒？和上面的比一比，想想它说的是哪些人。
# %%
effect_known = None
# %%
known = viewers.dropna(subset="pre_watch_s")
slope = np.cov(known["pre_watch_s"], known["watch_s"])[0, 1] / known["pre_watch_s"].var()
moved = (
    (known["watch_s"] - slope * (known["pre_watch_s"] - known["pre_watch_s"].mean()))
    .groupby(known["arm"])
    .mean()
)
sf.check_value(
    sf.text(en="effect among known viewers", zh="老观众里的效果"),
    effect_known,
    expect=moved["B"] - moved["A"],
    tolerance=0.005,
    why_wrong={
        both.loc["cuped", "effect_s"]: sf.text(en="That includes the new viewers.", zh="这里还含新观众。"),
        moved["A"] - moved["B"]: sf.text(en="B minus A.", zh="应为 B 减 A。"),
    },
    hint=sf.text(
        en="dropna, then θ, then the difference of the means", zh="先 dropna，再求 θ，再求两组均值之差"
    ),
)
# %% [markdown] lang="en"
# ## Self-checks
#
# **1.** The answer for Thursday: `"a"` stop, p is below .05; `"b"` go on to day 14, whatever the evenings say, unless the damage rule fires; `"c"` go on until p is below .05 again.
# %% [markdown] lang="zh"
# ## 自测
#
# **1.** 周四的答复：`"a"` 停，p 已低于 0.05；`"b"` 测满 14 天，中途不看脸色，除非触发止损线；`"c"` 一直测到 p 再次低于 0.05。
# %%
answer_1 = None
# %%
sf.check_choice(
    sf.text(en="stop on day 4?", zh="第 4 天停不停"),
    answer_1,
    right="b",
    because=sf.text(
        en="z = 2.1 on day 4 of 14 daily looks is far below its bound of 3.9.",
        zh="14 次里的第 4 次，z = 2.1 离界限 3.9 还远。",
    ),
    wrong={
        "a": sf.text(
            en="More than a fifth of useless tests cross .05 on some evening.",
            zh="没用的测试里，超过五分之一总有一晚会低于 0.05。",
        ),
        "c": sf.text(
            en="With enough patience every test gets there.", zh="只要够耐心，什么测试都能等到那一天。"
        ),
    },
)
# %% [markdown] lang="en"
# **2.** A covariate correlates 0.6 with the outcome. By which share does CUPED lower the variance, in per cent?
# %% [markdown] lang="zh"
# **2.** 协变量与指标相关系数 0.6。CUPED 能把方差降低百分之几？
# %%
answer_2 = None
# %%
sf.check_value(
    sf.text(en="variance saved, per cent", zh="方差降低（%）"),
    answer_2,
    expect=36.0,
    tolerance=0.001,
    why_wrong={
        60.0: sf.text(en="The square of the correlation.", zh="要取相关系数的平方。"),
        64.0: sf.text(en="That is what remains.", zh="这是剩下的。"),
        20.0: sf.text(en="That is the standard error.", zh="这是标准误的降幅。"),
    },
    hint="0.6² = 0.36",
)
# %% [markdown] lang="en"
# ## On Monday
#
# - Write the last day into the test's name ("hook_B_until_0316"), and read it that evening.
# - If the client wants to look: agree on four looks and their bounds (4.05, 2.86, 2.34, 2.02) before the first day.
# - Ask for last week's watch time of the drawn viewers; it costs nothing and is worth weeks.
#
# ## Limits
#
# - **Chosen.** T2 was drawn until it crossed 1.96 on the way and ended near zero; about one useless test in forty looks like it.
# - **Left out.** Always-valid p values and Bayesian rules (they have their price too), looks at uneven distances (alpha spending, Lan and DeMets 1983), several metrics.
# - **Sequential estimates.** A test stopped at a bound overstates the lift a little; report that it was stopped early.
# - **Folklore.** "95 % confidence" in a dashboard is not a chance of 95 % that B is better.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 把结束日写进测试名（“hook_B_测到0316”），只在那晚读。
# - 客户想中途看：开测前约好看四次，界限依次为 4.05、2.86、2.34、2.02。
# - 把分到组的观众上周的观看时长也要来；不花钱，能省好几周。
#
# ## 局限
#
# - **挑过的。** T2 是特意抽到“中途越过 1.96、最后回到零附近”为止的；没用的测试里，大约四十场有一场长这样。
# - **没有考虑。** 随时有效的 p 值、贝叶斯规则（各有代价）；不等间隔的查看（α 消耗，Lan–DeMets，1983）；多个指标。
# - **提前停的估计**会略微夸大提升；报告里要写明是提前停的。
# - **传言。** 后台写“95% 置信度”，不等于“B 更好的概率是 95%”。
