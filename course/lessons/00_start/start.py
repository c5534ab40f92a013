# %% [markdown] lang="en"
# # Start here: six capabilities of a Douyin e-commerce service provider
#
# An agency that runs Douyin shops for merchants needs six capabilities. Module 0 gives the common ground; each of the others takes one capability, from a decision somebody must make by tonight to what to do on Monday.
#
# | | capability | the question behind it | starts from |
# |---|---|---|---|
# | 1 | traffic buying 流量投放 | which yuan of advertising really adds a sale? | money |
# | 2 | account operations 抖音号运营 | who follows, stays, and comes back to buy? | people |
# | 3 | livestream selling 直播带货 | which minute of the room lost the order? | the room |
# | 4 | short video 短视频运营 | is this version better, or luckier? | content |
# | 5 | store operations 店铺运营 | what is left of a sale after returns? | goods |
# | 6 | service fulfilment 服务履约 | which promise do we keep, for how many? | the promise |
#
# They are one chain: ads and videos bring people, the room and the shop sell, fulfilment decides whether they come back, and what they do feeds the next recommendation. A fault shows up one link later than where it was made, which is why nobody is certified in one capability by luck in another.
# %% [markdown] lang="zh"
# # 从这里开始：抖音电商服务商的六项能力
#
# 替商家代运营抖音店铺，要会六样本事。基础模块打底；后面每个模块讲一项能力，从“今晚就得拍板的一件事”讲到“周一就能做的三件事”。
#
# | | 能力 | 背后的问题 | 从哪儿下手 |
# |---|---|---|---|
# | 1 | 流量投放 | 哪一块钱广告费真的多带来一单？ | 钱 |
# | 2 | 抖音号运营 | 谁会关注、留下、回来买？ | 人 |
# | 3 | 直播带货 | 直播间是哪一分钟把单丢了？ | 场 |
# | 4 | 短视频运营 | 这条素材是真的好，还是运气好？ | 内容 |
# | 5 | 店铺运营 | 扣完退货，一单还剩多少？ | 货 |
# | 6 | 服务履约 | 答应的事，做到了几成？ | 承诺 |
#
# 六项是一条链：投放和短视频把人带来，直播间和店铺成交，履约决定他还回不回来，用户的行为又喂给下一轮推荐。问题往往在下一环才暴露，所以哪一项也不能靠别的项蒙混过关。
# %% [markdown] lang="en"
# ## The map, and where you are
#
# Run the cell below (Shift + Enter). It reads the self-checks you have passed on this machine; run it again whenever you come back. Lessons can be taken in the order of the table; what a module needs stands beside it.
# %% [markdown] lang="zh"
# ## 课程地图与你的进度
#
# 运行下面的单元格（Shift + Enter）：它会读取你在本机通过的自测题，回来时再运行一次即可刷新。按表中的顺序学最顺；每个模块的先修要求写在旁边。
# %%
sf.course_map()
# %% [markdown] lang="en"
# ## How a lesson works
#
# 1. **A decision** somebody has to take. Guess first: a wrong guess is the best reason to read on.
# 2. **A concept** with its formula, where the platform shows it, and the figure it is easily taken for.
# 3. **Data** to work on. Two lines of code, look, two more lines. Then one step is left out for you.
# 4. **The mistake people make**, with what it costs.
# 5. **Self-checks** that answer at once. Nobody but you sees them; they do not count for the certificate.
# 6. **On Monday**: three things that can be done in a real shop.
#
# Terms are explained in the [glossary](../glossary.ipynb); the slider of a widget can be moved with the arrow keys.
#
# ## What is certified
#
# Each module ends with an assignment: functions that a program checks on data you have not seen, and memos that two people mark. Module 0 is a condition for the rest. The six others make the certificate: each is scaled so that 60 is the cut, a weak capability cannot be made up for by a strong one below its floor, and items on law, minors, privacy and refunds count as critical.
#
# > Everything here is **synthetic**: shops, people and numbers are invented. The certificate is Sixfold's own and **not an official Douyin credential**. Platform rules change; what is dated or folklore is marked so in each lesson.
# %% [markdown] lang="zh"
# ## 一节课怎么上
#
# 1. **一个要拍板的决定。** 先猜：猜错了，才知道为什么要往下看。
# 2. **一个概念**：公式、后台在哪里看，以及最容易和它搞混的那个数。
# 3. **一份数据。** 写两行，看一眼，再写两行；随后留一步给你来补。
# 4. **常见错误**，以及它要花多少钱。
# 5. **自测题**，当场判对错。只有你自己看得到，不计入认证成绩。
# 6. **周一就能做**：三件能在真店铺里落地的事。
#
# 术语见[术语表](../glossary.ipynb)；交互组件的滑块可以用方向键移动。
#
# ## 认证考什么
#
# 每个模块最后有一份作业：几道函数题由程序用你没见过的数据判分，备忘题由两位评分人批改。基础模块是先决条件；其余六个模块合成证书成绩：每项都折算成“60 分为合格线”，某项低于底线时，别的项再强也补不回来；涉及法规、未成年人、隐私和退款的题目属于关键题。
#
# > 本课程的店铺、人物、数字均为**模拟**。证书由 Sixfold 自行颁发，**并非抖音官方认证**。平台规则会变，过时或属于传言的内容在各课中都有标注。
