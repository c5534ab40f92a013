"""What hosts said, line by line, and what the back end knew at that moment."""

from __future__ import annotations

import pandas as pd

from sixfold_market.traffic_buying.calendar import stream

KINDS = ("absolute", "minor", "price", "stock")

PLAIN = (
    "欢迎刚进来的家人，右下角一号链接可以看尺码表",
    "面料是棉加氨纶，洗前看一下水洗标",
    "现在拍，三天内发货，支持七天无理由",
    "最近有姐妹问能不能机洗，放洗衣袋就可以",
    "最后再讲一遍尺码，一米六、一百斤穿 M",
    "第一次来直播间的朋友，先领左上角的券",
    "第一步点小黄车，第二步选颜色",
    "拿不准尺码的在公屏打身高体重，我来报",
    "这款上周退货里一半是买小了，请往大拍一码",
    "未成年的朋友不要自己下单，请家长来买",
    "大家最关心的褪色问题，质检报告在详情页",
    "一人最多拍两件，留点给后面的朋友",
)
ABSOLUTE = (
    "这是全网最低价，没有之一",
    "我们家是抖音销量第一的瑜伽裤",
    "顶级面料，国家级工艺，闭眼入",
    "最近刚到的货，品质绝对是最好的",
    "第一次做这个价，行业第一品牌",
    "同价位里最佳，没有对手",
)
MINOR = (
    "小朋友们拿爸爸妈妈的手机下单就行",
    "同学们自己拍下，零花钱就够",
    "未成年也能买，直接付款",
)
FOR_PARENTS = (
    "小朋友喜欢的话，请家长下单",
    "同学们想买，让监护人来拍下",
)


def script_lines(seed: int, n: int = 60) -> pd.DataFrame:
    """Draw `n` transcripts of about a dozen lines each.

    Returns
    -------
    DataFrame
        `script_id`, `line` (from 1), `text` (what the host said), `kinds` (reviewers' labels of `KINDS`,
        separated by commas; `fine` without a breach).
    """
    rows = []
    for number in range(n):
        script = f"T{number + 1:02}"
        for line, (text, kinds) in enumerate(transcript(seed, number), start=1):
            rows.append((script, line, text, ",".join(kinds) or "fine"))
    return pd.DataFrame(rows, columns=["script_id", "line", "text", "kinds"])


def script_offers(seed: int, n: int = 60) -> pd.DataFrame:
    """Return what the back end knew about the offer of each transcript.

    Returns
    -------
    DataFrame
        `script_id`, `stock` (pieces left), `lowest_7d` (¥, lowest price paid in the seven days before).
    """
    facts = [offer(seed, number) for number in range(n)]
    return pd.DataFrame(
        {
            "script_id": [f"T{number + 1:02}" for number in range(n)],
            "stock": [stock for stock, _ in facts],
            "lowest_7d": [lowest for _, lowest in facts],
        }
    )


def offer(seed: int, number: int) -> tuple[int, float]:
    """Return pieces in stock and the lowest price (¥) of the last seven days."""
    rng = stream(seed, f"offer {number}")
    return int(rng.integers(40, 900)), float(rng.integers(30, 200)) + float(rng.choice([0.0, 0.9]))


def transcript(seed: int, number: int) -> list[tuple[str, tuple[str, ...]]]:
    """Draw the lines of one transcript, each with its labels in the order of `KINDS`."""
    rng, (stock, lowest) = stream(seed, f"script {number}"), offer(seed, number)
    few, many = int(rng.integers(3, 35)), stock + int(rng.integers(0, 40))
    above, below = lowest + int(rng.integers(5, 120)), max(1.0, lowest - int(rng.integers(0, 20)))
    lines: list[tuple[str, tuple[str, ...]]] = [
        (text, ()) for text in rng.choice(PLAIN, int(rng.integers(5, 8)), replace=False)
    ]
    lines += [(text, ("absolute",)) for text in rng.choice(ABSOLUTE, int(rng.integers(0, 3)), replace=False)]
    lines += [(text, ("minor",)) for text in rng.choice(MINOR, int(rng.integers(0, 2)), replace=False)]
    lines += [(text, ()) for text in rng.choice(FOR_PARENTS, int(rng.integers(0, 2)), replace=False)]
    stocks = ((f"只剩 {few} 件了，手慢就没有", ("stock",)), (f"后台还剩 {many} 件，不用抢", ()))
    prices = (
        (f"原价 {above:g} 元，今天只要 {lowest - 5:g} 元", ("price",)),
        (f"原价 {below:g} 元，今天立减 5 元", ()),
    )
    both = (f"全场最低，原价 {above:g} 元，仅剩 {few} 单", ("absolute", "price", "stock"))
    lines += [stocks[int(rng.integers(2))], prices[int(rng.integers(2))]]
    if rng.random() < 0.3:
        lines.append(both)
    return [lines[place] for place in rng.permutation(len(lines))]
