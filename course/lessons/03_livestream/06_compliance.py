# %% [markdown] lang="en"
# ## The decision
#
# Wednesday, 18:40, one session in eighty minutes. Last week a script cost the account a warning. You have the lines of 60 offers, what two reviewers marked, and what the back end knew at that moment: stock and the lowest price of seven days. Which lines may the host **not** say tonight? A word list is on your desk: 最, 第一, 顶级, 原价, 只剩.
#
# This lesson is about law. In the certification, its items are **critical**: they count by themselves, whatever the rest is.
# %% [markdown] lang="zh"
# ## 要做的决定
#
# 周三 18:40，还有八十分钟开播。上周一段话术让账号吃了警告。你手上有 60 段话术、两位审核员的标注，以及当时后台的库存和七日最低成交价。今晚哪些话主播**不能**说？桌上有一张词表：最、第一、顶级、原价、只剩。
#
# 这一课讲的是法律。在认证里，相关题目是**关键题**：单独过关，别的题再好也抵不了。
# %%
import altair as alt
import pandas as pd

lines = sf.dataset("script_lines")
offers = sf.dataset("script_offers").set_index("script_id")
lines.head()
# %%
sf.predict(
    sf.text(en="The word list marks a line as soon as one of its words is in it. Of the lines it marks, which share is really a breach?", zh="词表见词就标。被它标中的话里，真正违规的占多少？"),
    [
        sf.text(en="nearly all", zh="几乎全部"),
        sf.text(en="about three quarters", zh="四分之三左右"),
        sf.text(en="about half", zh="一半左右"),
        sf.text(en="a quarter", zh="四分之一"),
    ],
)
# %% [markdown] lang="en"
# ## The concept: four things that are against the law
#
# | breach | the law | what decides |
# |---|---|---|
# | **absolute terms** (极限词): best, first, top-class, national-level | 《中华人民共和国广告法》 Advertising Law, art. 9; fine from ¥200,000 (art. 57) | is it a claim about the goods? 最近 (recently), 最后 (finally), 第一次 (first time) are not |
# | **invented original price** (虚假原价) | 《明码标价和禁止价格欺诈规定》 Provisions on Clear Marking of Prices and Prohibition of Price Fraud (in force since July 2022): the price compared with must not exceed the lowest paid in the seven days before, unless stated otherwise in detail | the order record |
# | **false scarcity** (虚假库存) | 《反不正当竞争法》 Anti-Unfair Competition Law (misleading promotion), 《消费者权益保护法》 Consumer Protection Law: fraud means triple damages, at least ¥500 (art. 55) | the stock record |
# | **minors** (未成年人) talked into buying, or as hosts | 《未成年人保护法》 Law on the Protection of Minors, art. 76 (no live account under 16; from 16 to 18 with the guardians' consent); 《网络直播营销管理办法》 Live-stream Marketing Measures (2021, on trial): hosts at least 16 | the host's age; to whom the sentence speaks |
#
# Who answers for it: the merchant as advertiser, the host who says it, **and the agency**: host agencies must train their hosts, check goods and scripts, keep information secure, protect consumers and see to taxes. "The host improvised" is no defence.
#
# **The dangerous look-alike** is a word list: it judges words, the law judges *claims against facts*.
# %% [markdown] lang="zh"
# ## 概念：四条法律红线
#
# | 违规 | 法律依据 | 凭什么判断 |
# |---|---|---|
# | **极限词**（绝对化用语）：最好、第一、顶级、国家级 | 《中华人民共和国广告法》第九条；罚款 20 万元起（第五十七条） | 是不是在夸商品？“最近”“最后”“第一次”不算 |
# | **虚假原价** | 《明码标价和禁止价格欺诈规定》（2022 年 7 月起施行）：未标明被比较价格详细信息的，不得高于前七日内最低成交价 | 成交记录 |
# | **虚假库存** | 《反不正当竞争法》（引人误解的商业宣传）、《消费者权益保护法》第五十五条：欺诈退一赔三，最低 500 元 | 库存记录 |
# | **未成年人**：诱导下单，或出镜做主播 | 《未成年人保护法》第七十六条（不满十六周岁不得开直播账号；十六到十八周岁须监护人同意）；《网络直播营销管理办法（试行）》（2021）：直播营销人员须满十六周岁 | 主播年龄；这句话是对谁说的 |
#
# 谁担责：商家（广告主）、说话的主播，**还有服务机构**——主播机构要培训主播，审核商品和话术，做好信息安全、消费者保护和税务。“主播临场发挥”不是理由。
#
# **最容易混淆的**是词表：它判断的是字，法律判断的是*说法与事实是否相符*。
# %% [markdown] lang="en"
# ## The data
#
# One row of `script_lines` is one sentence, in Chinese as spoken. **Missing:** tone, gestures, what the cards on screen said. Some lines, translated:
#
# | line | in English | marked |
# |---|---|---|
# | 这是全网最低价，没有之一 | the lowest price on the net, bar none | absolute |
# | 最近有姐妹问能不能机洗，放洗衣袋就可以 | a sister asked lately whether it can go in the machine | fine |
# | 只剩 31 件了，手慢就没有 | only 31 left, be quick | stock, if more are there |
# | 原价 283 元，今天只要 174 元 | was 283, today only 174 | price, if nobody paid 283 |
# | 同学们自己拍下，零花钱就够 | students, order yourselves, pocket money will do | minor |
# %% [markdown] lang="zh"
# ## 数据
#
# `script_lines` 一行 = 一句话术。**缺什么**：语气、手势、屏幕上贴片的文字。举几句：
#
# | 话术 | 标注 |
# |---|---|
# | 这是全网最低价，没有之一 | 极限词 |
# | 最近有姐妹问能不能机洗，放洗衣袋就可以 | 合规 |
# | 只剩 31 件了，手慢就没有 | 库存更多时：虚假库存 |
# | 原价 283 元，今天只要 174 元 | 七日内没人付过 283：虚假原价 |
# | 同学们自己拍下，零花钱就够 | 诱导未成年人 |
# %%
sf.fields("script_offers")
# %% [markdown] lang="en"
# ## Worked: from a word list to a check
#
# **Step 1.** The word list, as it lies on the desk.
# %% [markdown] lang="zh"
# ## 示范：从词表到核对
#
# **第 1 步。** 先用桌上的词表。
# %%
lines["breach"] = lines["kinds"] != "fine"
lines["list"] = lines["text"].str.contains("最|第一|顶级|原价|只剩")
pd.crosstab(lines["list"], lines["breach"])
# %%
marked = lines[lines["list"]]
print(
    sf.text(
        en=f"of {len(marked)} marked lines {marked['breach'].mean():.0%} are breaches; {(lines['breach'] & ~lines['list']).sum()} breaches go unseen",
        zh=f"标中 {len(marked)} 句，其中 {marked['breach'].mean():.0%} 真违规；另有 {(lines['breach'] & ~lines['list']).sum()} 句违规没发现",
    )
)
# %% [markdown] lang="en"
# **Step 2.** Absolute terms: look at what follows the word. `(?!…)` means "not followed by".
# %% [markdown] lang="zh"
# **第 2 步。** 极限词：看后面跟着什么。`(?!…)` 意思是“后面不是”。
# %%
ABSOLUTE = "顶级|国家级|最(?!近|后|多|少|关心)|第一(?![次步批])"
lines["absolute"] = lines["text"].str.contains(ABSOLUTE)
pd.crosstab(lines["absolute"], lines["kinds"].str.contains("absolute"))
# %% [markdown] lang="en"
# **Step 3.** Price: take the number out of the sentence and hold it against the record.
# %% [markdown] lang="zh"
# **第 3 步。** 原价：把数字取出来，和成交记录对。
# %%
said_price = lines["text"].str.extract(r"原价 ?(\d+(?:\.\d+)?)")[0].astype(float)
lines["price"] = said_price > lines["script_id"].map(offers["lowest_7d"])
pd.crosstab(lines["price"], lines["kinds"].str.contains("price"))
# %% [markdown] lang="en"
# The same words, "原价 … 元", are fine in one offer and fraud in the next. No list can know.
# %% [markdown] lang="zh"
# 同样一句“原价……元”，这段合规，那段就是欺诈。词表不可能知道。
# %% [markdown] lang="en"
# ## Your turn: one step left out
#
# **Stock.** `said_stock` is the number that the host said. Write the Series of True and False: is the claim smaller than the true stock?
# %% [markdown] lang="zh"
# ## 轮到你：只缺一步
#
# **库存。** `said_stock` 是主播说的件数。请写出真假序列：说的数是否小于真实库存？
# %%
said_stock = lines["text"].str.extract(r"[只还仅]剩 ?(\d+)")[0].astype(float)

false_stock = None  # a Series of True and False, as `lines["price"]` above
# %%
stock_right = said_stock < lines["script_id"].map(offers["stock"])
sf.check_value(
    sf.text(en="lines with false scarcity", zh="虚假库存的句数"),
    None if false_stock is None else int(pd.Series(false_stock).sum()),
    expect=int(stock_right.sum()),
    tolerance=0,
    why_wrong={
        int(said_stock.notna().sum()): sf.text(en="That is every line with a number of pieces, the true ones too.", zh="这是所有报了件数的句子，真话也算进去了。"),
        int(said_stock.notna().sum() - stock_right.sum()): sf.text(en="Those are the honest ones.", zh="这些是说真话的。"),
    },
    hint='said_stock < lines["script_id"].map(offers["stock"])',
)
# %% [markdown] lang="en"
# **Step 4.** Minors: whom does the sentence speak to, and does it send them to a parent? Then all four together.
# %% [markdown] lang="zh"
# **第 4 步。** 未成年人：这句话对谁说？有没有让家长来？然后四类合起来。
# %%
lines["minor"] = lines["text"].str.contains("小朋友|同学|未成年") & ~lines["text"].str.contains("家长|监护人")
lines["checked"] = lines["absolute"] | lines["price"] | stock_right | lines["minor"]
# %%
kinds = {
    sf.text(en="breaches found", zh="抓到的违规"): lambda how: (lines[how] & lines["breach"]).sum(),
    sf.text(en="breaches missed", zh="漏掉的违规"): lambda how: (~lines[how] & lines["breach"]).sum(),
    sf.text(en="wrongly accused", zh="冤枉的句子"): lambda how: (lines[how] & ~lines["breach"]).sum(),
}
hows = {"list": sf.text(en="word list", zh="词表"), "checked": sf.text(en="claim against the record", zh="说法对照记录")}
bars = pd.DataFrame([(hows[how], kind, int(count(how))) for how in hows for kind, count in kinds.items()], columns=["how", "kind", "lines"])
wrong_by_list = int((lines["list"] & ~lines["breach"]).sum())
title = sf.text(en=f"The word list accuses {wrong_by_list} honest lines and still misses some breaches", zh=f"词表冤枉了 {wrong_by_list} 句真话，还漏了违规")
x = alt.X("lines:Q", title=sf.text(en="lines", zh="句数"))
y = alt.Y("kind:N", sort=list(kinds), title=None)
offset = alt.YOffset("how:N", sort=list(hows.values()))
chart = alt.Chart(bars).mark_bar().encode(x, y, offset, alt.Color("how:N", sort=list(hows.values()), title=None, scale=alt.Scale(range=["#BBBBBB", sf.PALETTE[0]])))
words = alt.Chart(bars).mark_text(align="left", dx=4).encode(x, y, offset, text="lines:Q")
(chart + words).properties(title=title, width=420, height=200)
# %% [markdown] lang="en"
# *What to see:* the grey bars at the bottom. A list that cries at every 最近 (recently) is switched off after a week; then nobody checks.
#
# These rules fit *these* transcripts, whose breaches were written with them in mind. In real scripts they find much and not all: 王炸价, "cheaper than anywhere", a picture of a crossed-out price. A person reads what remains.
# %% [markdown] lang="zh"
# *看什么*：最下面的灰柱。见“最近”就报警的词表，一周后就被关掉，然后就没人查了。
#
# 这套规则正好合*这批*话术，因为违规句就是照着规则写的。真实话术里，它能抓到很多，抓不到全部：“王炸价”“比哪儿都便宜”、贴片上的划线价……剩下的要人来看。
# %% [markdown] lang="en"
# ## The mistake people make: change the words, keep the lie
#
# "原价 399" becomes "专柜价 399" (price at the counter), "只剩 20 件" becomes "库存不多了" (few left), 最 becomes 超. None of this heals it: a claim that misleads is still one. What it costs, at the least that the law provides:
# %% [markdown] lang="zh"
# ## 常见错误：换个词，谎照说
#
# “原价 399”改成“专柜价 399”，“只剩 20 件”改成“库存不多了”，“最”改成“超”。都没用：误导还是误导。按法律规定的下限算算代价：
# %%
orders, price = 300, 139.0
damages = orders * max(3 * price, 500)
print(
    sf.text(
        en=f"{orders} buyers at {sf.yuan(price)} who claim fraud: {sf.yuan(orders * price)} back and {sf.yuan(damages)} of damages; one absolute term: a fine from {sf.yuan(200_000)}",
        zh=f"{orders} 位买家、单价 {sf.yuan(price)}，以欺诈索赔：退 {sf.yuan(orders * price)}，另赔 {sf.yuan(damages)}；一个极限词：罚款 {sf.yuan(200_000)} 起",
    )
)
# %% [markdown] lang="en"
# ## A closing that is true and still sells
#
# | said | say instead | why it sells |
# |---|---|---|
# | lowest price on the net | 今天 139 元，这一周都是这个价 (139 today and all this week) | no doubt, no waiting for a better price |
# | was 399 | nothing, or a price that was paid within seven days, with its date | trust |
# | only 20 left | 库存够，不用抢；今天拍今天发 (there is enough; ordered today, sent today), if the warehouse confirms | a true reason for today |
# | top-class fabric | 锦纶 78%、氨纶 22%，质检报告在详情页 (the fabric, and where the report is) | can be checked |
# | students, order on your parents' phone | 未成年请让家长来买 (minors: let your parents buy) | fewer refunds |
#
# ## Check yourself
#
# **1.** Stock 400, lowest price of seven days ¥89. Which line may stay? `"a"` 原价 129 元，今天 89 元 · `"b"` 第一次来的朋友先看尺码表 · `"c"` 仅剩 50 件 · `"d"` 同类最佳
# %% [markdown] lang="zh"
# ## 说真话也能促单
#
# | 原话 | 改成 | 为什么仍然好卖 |
# |---|---|---|
# | 全网最低价 | 今天 139 元，这一周都是这个价 | 不用犹豫、不用等 |
# | 原价 399 | 不说；或说七日内真实成交过的价，并注明日期 | 信任 |
# | 只剩 20 件 | 库存够，不用抢；今天拍今天发（仓库确认过） | 今天买的真实理由 |
# | 顶级面料 | 锦纶 78%、氨纶 22%，质检报告在详情页 | 能核实 |
# | 同学们用爸妈手机拍 | 未成年请让家长来买 | 退款少 |
#
# ## 自测
#
# **1.** 库存 400 件，七日最低成交价 89 元。哪句可以留？`"a"` 原价 129 元，今天 89 元；`"b"` 第一次来的朋友先看尺码表；`"c"` 仅剩 50 件；`"d"` 同类最佳
# %%
answer_1 = None
# %%
sf.check_choice(
    sf.text(en="the line that may stay", zh="可以留的那句"),
    answer_1,
    right="b",
    because=sf.text(en="第一次 (first time) counts visits, it praises nothing.", zh="“第一次”说的是来的次数，不是夸商品。"),
    wrong={
        "a": sf.text(en="Nobody paid 129 within seven days.", zh="七日内没人付过 129。"),
        "c": sf.text(en="There are 400.", zh="实际有 400 件。"),
        "d": sf.text(en="最佳 is named in the Advertising Law itself.", zh="“最佳”是《广告法》点名的词。"),
    },
)
# %% [markdown] lang="en"
# **2.** A talented host is 17. May she present? `"a"` no · `"b"` yes · `"c"` yes, with the guardians' consent, and you keep it on file · `"d"` only off camera
# %% [markdown] lang="zh"
# **2.** 有位很有天赋的主播 17 岁，能上播吗？`"a"` 不能；`"b"` 能；`"c"` 能，但须监护人同意并留档；`"d"` 只能不露脸
# %%
answer_2 = None
# %%
sf.check_choice(
    sf.text(en="a host of 17", zh="17 岁的主播"),
    answer_2,
    right="c",
    because=sf.text(en="16 is the floor, consent is needed until 18. Platforms may ask for more.", zh="十六周岁是底线，十八周岁前须监护人同意；平台可能要求更严。"),
    wrong={
        "a": sf.text(en="The law's floor is 16.", zh="法定底线是 16 周岁。"),
        "b": sf.text(en="Not without consent.", zh="没有监护人同意不行。"),
        "d": sf.text(en="The rule is about who hosts, not about the picture.", zh="规定看谁在直播，不看露不露脸。"),
    },
)
# %% [markdown] lang="en"
# **3. From module 2.** A lucky bag (福袋) brings 5,000 followers for ¥6,000; after 30 days 20 % are left. What does one who stayed cost?
# %% [markdown] lang="zh"
# **3. 回顾模块二。** 福袋花 6,000 元涨粉 5,000，30 天后剩 20%。留下来的一个合多少钱？
# %%
answer_3 = None
# %%
sf.check_value(
    sf.text(en="cost of one who stayed (¥)", zh="留下一个的成本（元）"),
    answer_3,
    expect=6.0,
    tolerance=0.001,
    why_wrong={1.2: sf.text(en="Of one gained.", zh="这是新增一个的成本。"), 1.5: sf.text(en="That divides by those who left.", zh="除成了走掉的人。")},
    hint="6_000 / (5_000 * 0.2)",
)
# %% [markdown] lang="en"
# ## On Monday
#
# - An hour before each session: the script against stock, seven-day prices and reports, signed by somebody who does not sell.
# - Controls show the host live stock; a number is said only if it is on the screen.
# - At a slip: correct it aloud at once, note it, stop at the second, tell the client the same evening. Keep scripts and recordings three years.
# - Keep proof of age of every host in the file; guardians' consent from 16 to 18.
#
# ## Limits
#
# - **Not legal advice**, and simpler than the law. Goods for children are stricter: an ad aimed at those under 14 must not urge them to ask their parents (Advertising Law, art. 40), so "ask your parents" is no cure there. Food, cosmetics, health goods have rules of their own.
# - **Dated.** Stated as of early 2026: the authority's guide on absolute terms of 2023 lists exceptions (comparison within one's own goods, order in time); the Anti-Unfair Competition Law was revised in 2025; new measures for live commerce (《直播电商监督管理办法》) have come since. Read the text in force before you rely on an article number.
# - **Folklore.** Lists of "500 forbidden words": most of them are nowhere in the law. And ¥200,000 is the floor of the article; authorities can go below it for a slight first case.
# - **Platform rules** are stricter than the law and change monthly; a deduction of points is no court, but it comes sooner.
# - **Synthetic.** Lines, labels and records are invented; the two reviewers never disagree, real ones do.
# %% [markdown] lang="zh"
# ## 周一就能做
#
# - 每场开播前一小时：话术逐条对库存、七日成交价、质检报告，由不背销售指标的人签字。
# - 场控给主播看实时库存；屏上没有的数，不许报。
# - 说错了：当场口头更正、记录，第二次就停，当晚告知客户。话术和录像留存三年。
# - 每位主播的证件（含出生日期）留档；十六到十八周岁的，还要有监护人同意书。
#
# ## 局限
#
# - **不是法律意见**，也比法律简单。儿童商品更严：针对不满十四周岁未成年人的广告，不得劝诱其要求家长购买（《广告法》第四十条），“请家长来买”在那里不管用。食品、化妆品、保健品另有规定。
# - **时效。** 以 2026 年初为准：市场监管总局 2023 年发布的绝对化用语执法指南列了例外（同品牌自比、表示时间先后等）；《反不正当竞争法》2025 年修订；《直播电商监督管理办法》已出台。引用条款号之前先看现行文本。
# - **传言。** “违禁词 500 个”之类的清单，多数在法律里找不到。另外 20 万是条文下限，情节轻微的初犯可以减轻。
# - **平台规则**比法律更严、月月在变；扣分不是判决，但来得更快。
# - **模拟数据。** 话术、标注和记录都是编的；这里两位审核员从不分歧，现实中会。
