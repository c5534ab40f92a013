"""Store operations: one invented clothing shop's catalogue, daily sales, order lines, members and score.

Every table is a pure function of its seed and can be drawn alone. Sizes are scaled down from what a shop of
this turnover has: `order_lines` is a sample of eight weeks of orders, so its pieces do not add up to
`sku_daily`; reviews are counted in `score_daily` and have no table of their own.

Where the traps of the field are hidden
---------------------------------------
gross and net     `order_lines`: the SKU with the highest GMV loses money once returns are counted
promo traffic     `sku_daily`: promo days are cheaper and get extra traffic; price alone takes the credit
stock-outs        `sku_daily`: half of the cheap weeks sell out, so low prices seem to sell little
dear and popular  `sku_daily`: dear SKUs sell more pieces; SKUs may not be compared with each other by price
pull-forward      `sku_daily`: the campaign week borrows more than a third of its lift from the next fortnight
season            `launch_daily`: sales rise anyway, which hides what a new SKU takes from its sibling
mix               `order_lines`: one size of one SKU runs small; over all SKUs no size stands out
small numbers     `order_lines`: the highest return rates are those of cells with a handful of pieces
censoring         `member_orders`: young cohorts have had no time to buy again, so repurchase seems to fall
split orders      `member_orders`: one purchase sent from two warehouses is two rows; refunded orders are none
weights           `score_daily`: logistics falls more, but product counts more
"""

from collections.abc import Callable

import pandas as pd

from sixfold_market.store_ops.customers import END, member_orders, score_daily
from sixfold_market.store_ops.sales import CAMPAIGN, catalogue, launch_daily, order_lines, sku, sku_daily
from sixfold_market.store_ops.truth import DIMENSIONS, FAMILIES, SIZES, Truth, truth

# The tables that trainees get, each from the seed of the samples.
SAMPLES: dict[str, Callable[[int], pd.DataFrame]] = {
    "sku": sku,
    "sku_daily": sku_daily,
    "order_lines": order_lines,
    "launch_daily": launch_daily,
    "member_orders": member_orders,
    "score_daily": score_daily,
}

__all__ = [
    "CAMPAIGN",
    "DIMENSIONS",
    "END",
    "FAMILIES",
    "SAMPLES",
    "SIZES",
    "Truth",
    "catalogue",
    "launch_daily",
    "member_orders",
    "order_lines",
    "score_daily",
    "sku",
    "sku_daily",
    "truth",
]
