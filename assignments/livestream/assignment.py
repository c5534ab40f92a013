# %% [markdown] lang="en"
# **Paper Kite Agency**, an invented service provider, runs two rooms for **Pine & Ferry**, an invented maker of yoga wear. Some evenings
# sell well, some do not, everybody has an explanation, and last week a script cost the account a warning. You will write eight
# functions, {{form.points}} points in all with the two pieces of writing at the end.
#
# - Two hours are meant: 10–15 minutes an item. The items are independent; start where you like.
# - Each function is judged on data you have not seen, by what its docstring says and nothing else. Points are given by part.
# - Do not change the inputs, use no global variables, and do not round unless asked.
# - Money is in yuan. Times are UTC without a zone; a *day* is a day in Shanghai (UTC + 8 h). All data is synthetic.
# %% [markdown] lang="zh"
# **纸鸢代运营**（虚构的服务商）为**松渡**（虚构的瑜伽服商家）运营两个直播间。有的场子卖得好，有的不行，人人都有一套说法；上周一段话术还让账号吃了警告。
# 请编写八个函数，加上最后两道写作题，共 {{form.points}} 分。
#
# - 预计用时两小时，每题 10–15 分钟。各题互不影响，先做哪题都行。
# - 每个函数会用你没见过的数据来判分，只按文档字符串里写明的要求评，按部分给分。
# - 不要改动传入的数据，不要依赖全局变量，题目没要求就不要四舍五入。
# - 金额单位为元；时间为不带时区的 UTC，“天”一律指北京时间自然日（UTC + 8 小时）。数据全部为模拟。
# %%
import numpy as np
import pandas as pd
# %% [markdown] lang="en"
# ## 1. {{five_dim_four_rate.title}} ({{five_dim_four_rate.points}} points)
#
# The event log counts taps. The room is judged by people.
# %% [markdown] lang="zh"
# ## 1. {{five_dim_four_rate.title}}（{{five_dim_four_rate.points}} 分）
#
# 日志记的是点击次数，评直播间要看人数。
# %% item="five_dim_four_rate"
def five_dim_four_rate(steps: pd.DataFrame) -> pd.DataFrame:
    """Return the funnel of each session in people: five counts and the four rates between them.

    各场次按人数计算的五维四率。

    Parameters
    ----------
    steps : DataFrame
        One row per event, in any order: `session_id` (str), `viewer_id` (str), `step` (exposed, entered, product_exposed,
        product_clicked or paid). A viewer can have many events of one step; in another session the same `viewer_id` is counted
        again. 同一人同一步骤可能有多行；同一人出现在另一场，另一场照算。

    Returns
    -------
    DataFrame
        One row per session of the table, any row order, exactly the columns `session_id`, `exposed`, `entered`,
        `product_exposed`, `product_clicked`, `paid` (people with at least one event of that step), `enter` (= entered /
        exposed), `product_exposure` (= product_exposed / entered), `product_click` (= product_clicked / product_exposed),
        `pay` (= paid / product_clicked).

    Edge cases 边界情况
    - A step nobody reached: 0 people. 没人到达的步骤计 0 人。
    - A rate over 0 people is NaN. 分母为 0 的率为 NaN。
    """
    ### BEGIN SOLUTION
    names = ["exposed", "entered", "product_exposed", "product_clicked", "paid"]
    people = steps.groupby(["session_id", "step"])["viewer_id"].nunique().unstack(fill_value=0)
    people = people.reindex(columns=names, fill_value=0)
    rates = ["enter", "product_exposure", "product_click", "pay"]
    for rate, below, above in zip(rates, names, names[1:]):
        people[rate] = people[above] / people[below].replace(0, np.nan)
    people.columns.name = None
    return people.reset_index()
    ### END SOLUTION
# %% tests="five_dim_four_rate"
log = pd.DataFrame(
    {
        "session_id": "S1",
        "viewer_id": ["a", "b", "c", "d", "a", "b", "a", "a", "a"],
        "step": ["exposed", "exposed", "exposed", "exposed", "entered", "entered", "product_exposed", "product_clicked", "product_clicked"],
    }
)
funnel = five_dim_four_rate(log).iloc[0]
assert (funnel["exposed"], funnel["product_clicked"], funnel["paid"]) == (4, 1, 0)
assert (funnel["enter"], funnel["product_click"], funnel["pay"]) == (0.5, 1.0, 0.0)
# %% [markdown] lang="en"
# ## 2. {{gpm_pair.title}} ({{gpm_pair.points}} points)
#
# The ad team says GPM 330, the room team says GPM 2,800. They mean the same evening.
# %% [markdown] lang="zh"
# ## 2. {{gpm_pair.title}}（{{gpm_pair.points}} 分）
#
# 投手说 GPM 三百三，运营说 GPM 两千八，说的是同一晚。
# %% item="gpm_pair"
def gpm_pair(minutes: pd.DataFrame) -> pd.DataFrame:
    """Return both GPMs of each day: GMV per 1,000 exposures and per 1,000 entries.

    每天的两个 GPM：千次曝光成交与千次观看成交。

    Parameters
    ----------
    minutes : DataFrame
        In any row order: `session_id` (str), `ts` (UTC, start of the minute), `loaded_at` (UTC), `impressions` (times the room
        was shown), `entries` (entries into the room), `gmv` (¥). A minute of a session can stand there twice: only the row with
        the latest `loaded_at` counts. 同一场的同一分钟可能有两行，以 `loaded_at` 最晚的为准。

    Returns
    -------
    DataFrame
        One row per day on which a session **began**, any row order, exactly the columns `day` (normalised Shanghai day of the
        session's first minute; all its minutes belong to it), `gmv` (¥), `gpm_exposure` (= gmv / impressions × 1000),
        `gpm_watch` (= gmv / entries × 1000): ratios of the day's sums.
        整场归属开播那一天（北京时间）；先求和再相除。

    Edge cases 边界情况
    - No impressions or no entries on a day: that GPM is NaN. 当天曝光或进入为 0：对应 GPM 为 NaN。
    """
    ### BEGIN SOLUTION
    right = minutes.sort_values("loaded_at").drop_duplicates(["session_id", "ts"], keep="last")
    begun = right.groupby("session_id")["ts"].transform("min") + pd.Timedelta(hours=8)
    table = right.groupby(begun.dt.normalize().rename("day"))[["gmv", "impressions", "entries"]].sum()
    table["gpm_exposure"] = 1000 * table["gmv"] / table["impressions"].replace(0, np.nan)
    table["gpm_watch"] = 1000 * table["gmv"] / table["entries"].replace(0, np.nan)
    return table.drop(columns=["impressions", "entries"]).reset_index()
    ### END SOLUTION
# %% tests="gpm_pair"
night = pd.DataFrame(
    {
        "session_id": "S1",
        "ts": pd.to_datetime(["2026-03-07 15:59", "2026-03-07 16:00", "2026-03-07 16:00"]),
        "loaded_at": pd.to_datetime(["2026-03-07 16:59", "2026-03-07 16:01", "2026-03-07 17:00"]),
        "impressions": [6_000, 4_000, 4_000],
        "entries": [700, 300, 300],
        "gmv": [2_000.0, 500.0, 1_000.0],
    }
)
pair = gpm_pair(night)
assert list(pair["day"]) == [pd.Timestamp("2026-03-07")]
assert abs(pair["gpm_exposure"].iloc[0] - 300) < 1e-9
assert abs(pair["gpm_watch"].iloc[0] - 3_000) < 1e-9
# %% [markdown] lang="en"
# ## 3. {{decompose_change.title}} ({{decompose_change.points}} points)
#
# GMV fell by a third. How many yuan of it belong to which step?
# %% [markdown] lang="zh"
# ## 3. {{decompose_change.title}}（{{decompose_change.points}} 分）
#
# 成交掉了三分之一，每一步各占多少元？
# %% item="decompose_change"
def decompose_change(a: dict[str, float], b: dict[str, float]) -> dict[str, float]:
    """Split the change of GMV from session a to session b over the six factors of the funnel.

    把 a 场到 b 场的成交变化拆到漏斗的六个因子上，各项之和恰好等于变化额。

    Parameters
    ----------
    a, b : dict
        `exposed`, `entered`, `product_exposed`, `product_clicked`, `paid` (people) and `gmv` (¥). 各步人数与成交金额。

    Returns
    -------
    dict
        ¥ for each factor x of GMV = exposed × enter × product_exposure × product_click × pay × value_per_buyer, with
        enter = entered / exposed, …, pay = paid / product_clicked, value_per_buyer = gmv / paid. The term of x is
        L · ln(x_b / x_a), where L = (gmv_b − gmv_a) / ln(gmv_b / gmv_a) is the logarithmic mean of the two GMVs; for equal GMVs
        L is that GMV. The six terms sum to gmv_b − gmv_a. 每项 = L · ln(x_b / x_a)，L 为两场成交的对数平均；两场成交相等时 L 即该成交。

    Raises
    ------
    ValueError
        A number of a or b is zero or negative. 任一数为 0 或负数时抛出 ValueError。
    """
    ### BEGIN SOLUTION
    steps = ["exposed", "entered", "product_exposed", "product_clicked", "paid", "gmv"]
    if min(*(a[name] for name in steps), *(b[name] for name in steps)) <= 0:
        raise ValueError("every number must be above zero")
    names = ["enter", "product_exposure", "product_click", "pay", "value_per_buyer"]
    change = {"exposed": np.log(b["exposed"] / a["exposed"])}
    for name, below, above in zip(names, steps, steps[1:]):
        change[name] = np.log(b[above] / b[below]) - np.log(a[above] / a[below])
    total = np.log(b["gmv"] / a["gmv"])
    mean = (b["gmv"] - a["gmv"]) / total if abs(total) > 1e-9 else a["gmv"]
    return {name: float(mean * log) for name, log in change.items()}
    ### END SOLUTION
# %% tests="decompose_change"
first = {"exposed": 1_000, "entered": 200, "product_exposed": 160, "product_clicked": 40, "paid": 4, "gmv": 400.0}
second = {"exposed": 2_000, "entered": 400, "product_exposed": 320, "product_clicked": 80, "paid": 4, "gmv": 400.0}
terms = decompose_change(first, second)
assert abs(terms["exposed"] - 400 * np.log(2)) < 1e-6
assert abs(terms["pay"] + 400 * np.log(2)) < 1e-6
assert abs(sum(terms.values())) < 1e-6
# %% [markdown] lang="en"
# ## 4. {{find_break.title}} ({{find_break.points}} points)
#
# "It was the ads, they ran out at nine." Was it? One rate broke, and at one minute.
# %% [markdown] lang="zh"
# ## 4. {{find_break.title}}（{{find_break.points}} 分）
#
# “九点投放停了，所以掉了。”真是这样吗？断的是某一步的率，断在某一分钟。
# %% item="find_break"
def find_break(session: pd.DataFrame) -> dict[str, object]:
    """Return which rate of a session broke, and from which minute; or that none did.

    找出一场直播里断掉的率和断点分钟；没有断就如实说没有。

    Parameters
    ----------
    session : DataFrame
        One session, at most one row per minute, in any order; some minutes may be missing: `minute` (int, from 0),
        `exposed_uv`, `entries`, `product_exposed_uv`, `product_click_uv`, `payers` (people in that minute; can be 0). Traffic
        goes up and down, with ad bursts (投流); that alone is no break. 流量有起伏、有投流，只是量变不算断。

    Returns
    -------
    dict
        `rate` (`"enter"` = entries / exposed_uv, `"product_exposure"` = product_exposed_uv / entries, `"product_click"` =
        product_click_uv / product_exposed_uv, `"pay"` = payers / product_click_uv) and `minute` (int, first minute of the lower
        rate). Both None if nothing broke. 没有断：两者都为 None。

    What a break is 什么算断
    - At one minute, 30 to 90 of 120, **one** rate falls to between 35 and 50 % of itself and stays there to the end. The other
      rates move by a few per cent from minute to minute. 某一个率在第 30–90 分钟间跌到原来的 35%–50% 并保持到下播。

    Tolerance 容差: right rate, minute within ±2; eight of nine hidden sessions with a break, and every one without.
    率要对，分钟 ±2；九场有断的至少对八场，没断的要全对。
    """
    ### BEGIN SOLUTION
    rows = session.sort_values("minute")
    pairs = {
        "enter": ("exposed_uv", "entries"),
        "product_exposure": ("entries", "product_exposed_uv"),
        "product_click": ("product_exposed_uv", "product_click_uv"),
        "pay": ("product_click_uv", "payers"),
    }

    def fit(n: np.ndarray, k: np.ndarray) -> np.ndarray:
        share = np.clip(k / np.maximum(n, 1), 1e-12, 1 - 1e-12)
        return k * np.log(share) + (n - k) * np.log(1 - share)

    inside = rows["minute"].iloc[1:].between(28, 92).to_numpy()
    best, answer = 0.0, {"rate": None, "minute": None}
    for rate, (base, hits) in pairs.items():
        n, k = rows[base].cumsum().to_numpy(float), rows[hits].cumsum().to_numpy(float)
        gain = fit(n[:-1], k[:-1]) + fit(n[-1] - n[:-1], k[-1] - k[:-1]) - fit(n[-1], k[-1])
        at = int(np.where(inside, gain, -1.0).argmax())
        ratio = (k[-1] - k[at]) / max(n[-1] - n[at], 1) * n[at] / max(k[at], 1)
        if gain[at] > best and ratio < 0.65:
            best, answer = gain[at], {"rate": rate, "minute": int(rows["minute"].iloc[at + 1])}
    return answer
    ### END SOLUTION
# %% tests="find_break"
flat = pd.DataFrame({"minute": range(120), "exposed_uv": 5_000, "entries": 1_000, "product_exposed_uv": 800, "product_click_uv": 200, "payers": 20})
fallen = flat.assign(product_click_uv=flat["product_click_uv"].where(flat["minute"] < 50, 90), payers=flat["payers"].where(flat["minute"] < 50, 9))
assert find_break(fallen) == {"rate": "product_click", "minute": 50}
assert find_break(flat) == {"rate": None, "minute": None}
# %% [markdown] lang="en"
# ## 5. {{host_effect.title}} ({{host_effect.points}} points)
#
# One host has the evenings, one has the refunds. Who should get more hours?
# %% [markdown] lang="zh"
# ## 5. {{host_effect.title}}（{{host_effect.points}} 分）
#
# 有人占着黄金档，有人退货多。谁该多排班？
# %% item="host_effect"
def host_effect(sessions: pd.DataFrame) -> pd.DataFrame:
    """Return what each host is worth, net of refunds and with the daypart held fixed.

    扣除退款、控制时段之后，每位主播的真实水平。

    Parameters
    ----------
    sessions : DataFrame
        One row per session, any order: `host_id` (str), `daypart` (str), `entrants` (people), `gmv`, `refund_pre`, `refund_post`
        (¥, refunds before and after dispatch). Net is gmv − refund_pre − refund_post. Some hosts have no session in some
        dayparts. 净成交 = gmv − refund_pre − refund_post；不是每位主播每个时段都播过。

    Returns
    -------
    DataFrame
        One row per host, sorted by falling `effect`, exactly the columns

        - `host_id`
        - `net_value`: ¥, sum of net / sum of entrants. 每进入一人的净成交，先求和再相除。
        - `refund_share`: sum of both refunds / sum of gmv; NaN if the host sold nothing. 退款率；没有成交为 NaN。
        - `effect`: least squares of ln(net / entrants) on host and daypart, both as categories, without interaction, each session
          with the same weight; the host's coefficient minus the plain mean of all hosts' coefficients.
          以 ln(净成交 / 进入人数) 对主播、时段做无交互最小二乘（每场等权），主播系数减去各主播系数的简单平均。

    Edge cases 边界情况
    - A session with no entrants, or with a net of zero or less, is left out of the least squares only. A host without any other
      session has effect NaN, is left out of the mean, and comes last. 无人进入或净成交 ≤ 0 的场次只从回归中剔除；
      没有其他场次的主播 effect 为 NaN，不参与平均，排在最后。

    Tolerance 容差: 1e-6.
    """
    ### BEGIN SOLUTION
    net = sessions["gmv"] - sessions["refund_pre"] - sessions["refund_post"]
    table = sessions.assign(net=net, refund=sessions["refund_pre"] + sessions["refund_post"])
    total = table.groupby("host_id")[["net", "refund", "gmv", "entrants"]].sum()
    out = pd.DataFrame({"net_value": total["net"] / total["entrants"].replace(0, np.nan)})
    out["refund_share"] = total["refund"] / total["gmv"].replace(0, np.nan)
    used = table[(table["entrants"] > 0) & (table["net"] > 0)]
    hosts, parts = sorted(used["host_id"].unique()), sorted(used["daypart"].unique())
    design = [used["host_id"] == host for host in hosts] + [used["daypart"] == part for part in parts[1:]]
    y = np.log(used["net"] / used["entrants"]).to_numpy()
    level = np.linalg.lstsq(np.column_stack(design).astype(float), y, rcond=None)[0][: len(hosts)]
    out["effect"] = pd.Series(level - level.mean(), index=hosts)
    return out.sort_values("effect", ascending=False, na_position="last").reset_index()
    ### END SOLUTION
# %% tests="host_effect"
four = pd.DataFrame(
    {
        "host_id": ["A", "A", "A", "B", "B"],
        "daypart": ["prime", "prime", "noon", "prime", "noon"],
        "entrants": [1_000] * 5,
        "gmv": [4_000.0, 4_000.0, 2_000.0, 5_000.0, 2_500.0],
        "refund_pre": [0.0, 0.0, 0.0, 1_000.0, 500.0],
        "refund_post": [0.0, 0.0, 0.0, 2_000.0, 1_000.0],
    }
)
fair = host_effect(four)
assert list(fair["host_id"]) == ["A", "B"]
assert abs(fair["effect"].iloc[0] - np.log(2) / 2) < 1e-9
assert abs(fair["refund_share"].iloc[1] - 0.6) < 1e-9
# %% [markdown] lang="en"
# ## 6. {{paid_spill.title}} ({{paid_spill.points}} points)
#
# Orders make the platform show the room to more people: how long does it take, and how many come for nothing?
# %% [markdown] lang="zh"
# ## 6. {{paid_spill.title}}（{{paid_spill.points}} 分）
#
# 成交会撬动自然流量：要等几分钟，能来多少人？
# %% item="paid_spill"
def paid_spill(minutes: pd.DataFrame) -> dict[str, float | None]:
    """Return after how many minutes payers bring natural entries, and how many each brings.

    成交后过几分钟带来自然进入，平均一个成交人数带来多少。

    Parameters
    ----------
    minutes : DataFrame
        Several sessions of 120 minutes, at most one row per session and minute, in any order; some minutes are missing:
        `session_id` (str), `minute` (int), `entries`, `paid_entries`, `payers` (people in that minute). Natural entries are
        entries − paid_entries. 自然进入 = entries − paid_entries；有些分钟缺失。

    Returns
    -------
    dict
        `lag` (int, minutes, between 1 and 10) and `per_payer` (float, natural entries that one payer brings `lag` minutes
        later). Both None if nobody paid. 没有人成交：两者都为 None。

    What to know 要知道的
    - Natural entries of minute t are a level of the room that changes slowly over a session (it rises in the first minutes and
      differs between sessions), plus `per_payer` × payers of minute t − lag, plus chance. All sessions share one lag and one
      `per_payer`. An ad burst lifts entries and payers at once for about a quarter of an hour.
      自然进入 = 缓慢变化的基础水平 + per_payer ×（lag 分钟前的成交人数）+ 随机波动；投流会让进入和成交同时抬升一刻钟左右。

    Tolerance 容差: `lag` exactly; `per_payer` within 25 %. lag 要准，per_payer ±25%。
    """
    ### BEGIN SOLUTION
    table = minutes.assign(natural=minutes["entries"] - minutes["paid_entries"])
    grid = table.pivot(index="minute", columns="session_id", values=["natural", "payers"])
    grid = grid.reindex(range(int(grid.index.max()) + 1)).astype(float)
    if not grid["payers"].sum().sum():
        return {"lag": None, "per_payer": None}
    # What changes slowly is taken off both: what is left are the ups and downs within a quarter of an hour.
    quick = grid - grid.rolling(15, center=True, min_periods=10).mean()
    slope, fit = {}, {}
    for lag in range(1, 11):
        x = quick["payers"].shift(lag).to_numpy().ravel()
        y = quick["natural"].to_numpy().ravel()
        both = ~(np.isnan(x) | np.isnan(y))
        slope[lag] = float(x[both] @ y[both] / (x[both] @ x[both]))
        fit[lag] = float(np.corrcoef(x[both], y[both])[0, 1])
    best = max(fit, key=lambda lag: fit[lag])
    return {"lag": best, "per_payer": slope[best]}
    ### END SOLUTION
# %% tests="paid_spill"
rng = np.random.default_rng(1)
paid = rng.poisson(20, (6, 120))
came = 300 + np.pad(5 * paid, ((0, 0), (4, 0)))[:, :120] + rng.poisson(9, (6, 120))
toy = pd.DataFrame({"session_id": np.repeat(list("abcdef"), 120), "minute": np.tile(range(120), 6), "entries": came.ravel() + 40})
toy = toy.assign(paid_entries=40, payers=paid.ravel())
spill = paid_spill(toy)
assert spill["lag"] == 4
assert abs(spill["per_payer"] / 5 - 1) < 0.25
# %% [markdown] lang="en"
# ## 7. {{slot_plan.title}} ({{slot_plan.points}} points)
#
# A traffic item loses money and fills the room. A profit item earns and empties it. In which order?
# %% [markdown] lang="zh"
# ## 7. {{slot_plan.title}}（{{slot_plan.points}} 分）
#
# 引流款亏钱、拉人；利润款赚钱、掉人。怎么排？
# %% item="slot_plan"
def slot_plan(skus: pd.DataFrame, slots: int, audience: float) -> list[str]:
    """Choose which items to show, and in which order, so that the profit of the run-down is largest.

    选品并排序，使整场排品的利润最大。

    Parameters
    ----------
    skus : DataFrame
        At most seven rows: `sku_id` (str), `value` (¥ of profit per person online during its slot; negative for a deal sold below
        cost), `pull` (zero or more: factor on the audience after its slot). 最多 7 行；`value` 为该时段每位在线观众带来的利润，
        `pull` 为讲完之后在线人数的倍数。
    slots : int
        At most so many items are shown, each at most once; fewer are allowed. 最多讲这么多个，每个最多一次，可以少讲。
    audience : float
        People online in the first slot, above zero. 第一个时段的在线人数。

    Returns
    -------
    list of str
        Ids in order of showing; an empty list shows nothing. 按讲解顺序的编号；空列表表示都不讲。

    Model 模型
    - Profit = Σ audience_k × value of the k-th item; audience_1 = `audience`, audience_(k+1) = audience_k × pull of the k-th item.
      利润 = Σ 第 k 段在线 × 第 k 个货品的 value；下一段在线 = 本段在线 × 本段货品的 pull。

    Tolerance 容差: at least 99 % of the best profit. 不低于最优利润的 99%。
    """
    ### BEGIN SOLUTION
    from itertools import permutations

    value, pull = skus["value"].tolist(), skus["pull"].tolist()
    ids = skus["sku_id"].tolist()
    best, chosen = 0.0, ()
    for count in range(1, min(slots, len(ids)) + 1):
        for order in permutations(range(len(ids)), count):
            online, profit = audience, 0.0
            for row in order:
                profit += online * value[row]
                online *= pull[row]
            if profit > best:
                best, chosen = profit, order
    return [ids[row] for row in chosen]
    ### END SOLUTION
# %% tests="slot_plan"
three = pd.DataFrame({"sku_id": ["deal", "hero", "extra"], "value": [-0.2, 1.0, -0.5], "pull": [1.5, 0.8, 1.0]})
assert slot_plan(three, 3, 1_000.0) == ["deal", "hero"]
assert slot_plan(three, 1, 1_000.0) == ["hero"]
# %% [markdown] lang="en"
# ## 8. {{compliance_flags.title}} ({{compliance_flags.points}} points)
#
# **Critical item.** Absolute claims, invented stock, invented original prices, minors. Find every breach and accuse nobody
# wrongly. The texts are in Chinese, as hosts speak; the rules below are simple on purpose, a lawyer knows more of them.
# %% [markdown] lang="zh"
# ## 8. {{compliance_flags.title}}（{{compliance_flags.points}} 分）
#
# **关键题**：极限词、虚假库存、虚假原价、未成年人。一个不漏，也不冤枉人。下面的规则特意写得简单，真实审核要细得多。
# %% item="compliance_flags"
def compliance_flags(lines: list[str], stock: int, lowest_7d: float | None, host_age: int) -> pd.DataFrame:
    """Return every breach in what a host said about one offer.

    找出一段话术里的所有违规。

    Parameters
    ----------
    lines : list of str
        What the host said, in Chinese, line by line. 逐句话术。
    stock : int
        Pieces in stock at that moment. 当时库存（件）。
    lowest_7d : float or None
        ¥: lowest price paid in the seven days before; None if never sold. 前七日最低成交价；从未成交为 None。
    host_age : int
        Years. 主播年龄（周岁）。

    Returns
    -------
    DataFrame
        One row per breach, any row order, exactly the columns `line` (int, from 1) and `kind` (str). A line can have several
        kinds, each at most once. No breach: an empty table with these columns. 没有违规：返回含这两列的空表。

    Rules 规则
    - `"absolute"` 极限词: the line holds 顶级 or 国家级; or 最 where no 近, 后, 多, 少 or 关心 follows; or 第一 where no 次, 步 or 批 follows.
      One such place is enough, whatever else the line says. 含“顶级”“国家级”；或“最”后面不是“近、后、多、少、关心”；
      或“第一”后面不是“次、步、批”。一句里有一处就算。
    - `"stock"` 虚假库存: 只剩, 还剩 or 仅剩, then perhaps a space, then a whole number smaller than `stock`.
      “只剩/还剩/仅剩”后（可有空格）的整数小于真实库存。
    - `"price"` 虚假原价: 原价, then perhaps a space, then a number (decimals possible) above `lowest_7d`; any such number if that is
      None. “原价”后（可有空格）的数（可带小数）高于前七日最低成交价；从未成交则任何“原价”都算。
    - `"minor"` 未成年人: the line holds 小朋友, 同学 or 未成年 and neither 家长 nor 监护人.
      含“小朋友”“同学”“未成年”，且没有“家长”“监护人”。
    - A host younger than 16: one more row, `line` 0, kind `"minor"`. 主播不满 16 周岁：另加一行，`line` 为 0，类型 `minor`。
    """
    ### BEGIN SOLUTION
    import re

    claims = re.compile(r"顶级|国家级|最(?!近|后|多|少|关心)|第一(?![次步批])")
    found = [(0, "minor")] if host_age < 16 else []
    for number, line in enumerate(lines, start=1):
        left = [int(text) for text in re.findall(r"[只还仅]剩 ?(\d+)", line)]
        before = [float(text) for text in re.findall(r"原价 ?(\d+(?:\.\d+)?)", line)]
        child = re.search("小朋友|同学|未成年", line) and not re.search("家长|监护人", line)
        kinds = {
            "absolute": claims.search(line),
            "stock": any(pieces < stock for pieces in left),
            "price": any(lowest_7d is None or price > lowest_7d for price in before),
            "minor": child,
        }
        found += [(number, kind) for kind, breach in kinds.items() if breach]
    return pd.DataFrame(found, columns=["line", "kind"])
    ### END SOLUTION
# %% tests="compliance_flags"
said = ["最近有姐妹问尺码", "全网最低，只剩 5 件", "原价 99 元，今天 89 元", "同学们请家长来拍"]
flags = compliance_flags(said, stock=300, lowest_7d=99.0, host_age=22)
assert sorted(zip(flags["line"], flags["kind"])) == [(2, "absolute"), (2, "stock")]
# %% [markdown] lang="en"
# ## 9. {{memo_review.title}} ({{memo_review.points}} points)
#
# **Ms Qiu**, room lead of Pine & Ferry, must tell the owner tomorrow why Thursday evening fell by a third. The buyer says "the ads
# ended at 20:48", the host says "bad traffic". Same host, same hours, same run-down on both Thursdays:
#
# | people | last Thursday | this Thursday |
# |---|---|---|
# | exposed | 1,200,000 | 1,210,000 |
# | entered | 168,000 | 160,900 |
# | saw a product card | 137,800 | 131,900 |
# | clicked a product | 33,070 | 22,420 |
# | paid | 3,638 | 2,466 |
# | GMV | ¥291,000 | ¥197,300 |
#
# By minute, this Thursday: click rate 24 % until 20:49, 12 % from 20:50 to the end. At 20:48 the ad burst ended as planned (last
# Thursday too). At 20:50 the profit item was pinned with a **new main picture** that shows neither sizes nor price; last Thursday
# the same item, old picture, was clicked by 23 %.
#
# Write **at most 250 words** to her: a session review (复盘). A rater gives 0–4 points for each: **diagnosis** (computed, one
# cause), **decision** (one change, who, what it costs, when to go back), **uncertainty** (what is not known, how to find out),
# **compliance** (honest to viewers, client, platform), **clarity** (she can act on it).
# %% [markdown] lang="zh"
# ## 9. {{memo_review.title}}（{{memo_review.points}} 分）
#
# 松渡的直播负责人**邱女士**明天要向老板说明：周四晚场为什么掉了三分之一。投手说“20:48 投放停了”，主播说“流量不行”。
# 两个周四同一主播、同一时段、同一排品：
#
# | 人数 | 上周四 | 本周四 |
# |---|---|---|
# | 曝光 | 1,200,000 | 1,210,000 |
# | 进入 | 168,000 | 160,900 |
# | 商品曝光 | 137,800 | 131,900 |
# | 商品点击 | 33,070 | 22,420 |
# | 成交 | 3,638 | 2,466 |
# | 成交金额 | 291,000 元 | 197,300 元 |
#
# 按分钟看本周四：商品点击率 20:49 之前 24%，20:50 起到下播 12%。20:48 投流按计划结束（上周四也是）。20:50 弹出利润款，用了**新主图**，
# 图上没有尺码也没有价格；上周四同一款用旧图，点击率 23%。
#
# 请给她写一则复盘，**不超过 400 字**（对应英文 250 词）。评分人按以下五项各给 0–4 分：**诊断**（算出来，只认一个主因）、
# **决策**（只改一处：谁改、代价、何时改回）、**不确定性**（什么还不知道、怎么弄清）、**合规**（对观众、客户、平台诚实）、**清晰**（看完就能做）。
# %% [markdown] response="memo_review"
# Ms Qiu, the new main picture of the profit item broke the evening: from 20:50 half as many clicked. Please put the old one back.
#
# **What happened.** GMV fell by ¥93,700. By logarithms, ¥83,000 of it lie in the product click rate (24 → 17 %), ¥12,400 in entry
# (14.0 → 13.3 %); exposure gave ¥2,000 back, product exposure, payment and value per buyer hardly moved. So it was neither the
# traffic (exposure was higher) nor the ads: the burst ended at 20:48 last Thursday too, and the click rate fell at 20:50, when the
# card with the new picture went up. Last week the same item, old picture: 23 %.
#
# **One change.** Design puts the old picture back before Tuesday 20:00; nothing else changes. It costs an hour. Measure: click rate
# of that slot, 20:50–21:00. If it is not above 20 %, the picture was not it, and we look at the host's wording of that slot.
#
# **What we do not know.** These are two evenings. The slot may have been explained differently; I watch both recordings on Monday.
# On Thursday we show both pictures, ten minutes each, in turn. The fall of entry (¥12,400) may be chance; we keep an eye on it.
#
# **What we will not do.** No countdown or "last pieces" to win the clicks back; the picture shows the sizes and the price that is
# paid. And the owner hears that we changed the picture ourselves.
#
# Please confirm by Monday noon.
# %% [markdown] lang="en"
# ## 10. {{memo_script.title}} ({{memo_script.points}} points)
#
# **Critical item.** A host's closing script. Back end at that moment: 860 pieces in stock, lowest price of the last seven days ¥139,
# fabric 78 % nylon and 22 % spandex with a test report of March 2026, returns free within seven days.
#
# > 家人们，全网最低价！原价 399，今天只要 139！只剩最后 20 件，拍完就没有！顶级面料，穿三天瘦一圈。同学们先用爸妈手机拍，回头再说。运营，再给我加 20 单！
#
# (*Family, the lowest price on the whole net! Original price 399, today only 139! Only the last 20 pieces left, then it is gone!
# Top-class fabric, wear it three days and you are a size slimmer. Students, order on your parents' phone first, talk later.
# Team, give me 20 more!*)
#
# Write **at most 250 words**: **breaches** (6 points: each one, with the rule it breaks), **rewrite** (6: a script the host can read
# aloud, in Chinese or English, with nothing untrue), **selling** (4: it still gives true reasons to buy now), **process** (4: who
# checks what before the next session, and what happens at a slip).
# %% [markdown] lang="zh"
# ## 10. {{memo_script.title}}（{{memo_script.points}} 分）
#
# **关键题**：下面是一段主播的促单话术。当时后台：库存 860 件，前七日最低成交价 139 元，面料锦纶 78%、氨纶 22%，有 2026 年 3 月的质检报告，七天无理由退货。
#
# > 家人们，全网最低价！原价 399，今天只要 139！只剩最后 20 件，拍完就没有！顶级面料，穿三天瘦一圈。同学们先用爸妈手机拍，回头再说。运营，再给我加 20 单！
#
# 请写一篇**不超过 400 字**的稿子：**违规点**（6 分：逐条指出，并写明违反什么规定）、**改写**（6 分：主播能直接念，没有一句不实）、
# **卖力**（4 分：仍然给出真实的、现在就买的理由）、**流程**（4 分：下一场之前谁核对什么，说错了怎么办）。
# %% [markdown] response="memo_script"
# **Breaches**
#
# 1. 全网最低价, 顶级: absolute claims (Advertising Law, art. 9).
# 2. 原价 399: the reference is the lowest price of seven days, ¥139; an invented original price (Provisions on Clear Marking of Prices and
#    Prohibition of Price Fraud). "Only 139 today" is no reduction either.
# 3. 只剩 20 件 and 再加 20 单: 860 are in stock; false scarcity, staged (Anti-Unfair Competition Law; Consumer Protection Law, art. 55).
# 4. 穿三天瘦一圈: an effect nobody can prove; false advertising (Advertising Law, art. 28).
# 5. 同学们先用爸妈手机拍: talks minors into buying (Law on the Protection of Minors; Live-stream Marketing Measures).
#
# **Rewrite**
#
# "家人们，这条瑜伽裤今天 139 元，这一周都是这个价。面料锦纶 78%、氨纶 22%，三月份的质检报告在详情页。看我做一个深蹲：不透、不勒。一米六、
# 一百斤拍 M，拿不准的公屏打身高体重，我来报码。库存够，不用抢；七天无理由，不合适就退，买小了是上周退货的主要原因，犹豫就拍大一码。
# 未成年的朋友请让家长来买。想现在就穿的，点一号链接，今天拍今天发。"
#
# **Why still buy now**: squat shown live, size told person by person, free return, today's dispatch (only if the warehouse confirms).
#
# **Process.** Script owner: the run-down editor; the compliance officer signs against stock, seven-day prices and test report an hour before;
# controls read live numbers. At a slip the host corrects at once, aloud; we note it, stop at the second one, and tell the client
# the same evening. Marketing may not add lines.
