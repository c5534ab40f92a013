"""Service fulfilment: orders on their way, conversations with buyers, stock and suppliers.

Every table is a pure function of its seed and can be drawn alone. Times are naive UTC; a Shanghai day
begins at 16:00 UTC of the day before. Smaller than the brief's 60,000 orders: 24,000 recover every truth.

Where the traps of the field are hidden
---------------------------------------
open orders          `orders_ts`: the export falls into a campaign; what is already dispatched was fast
own flag             `orders_ts`: `wms_late` measures every order against 48 h, and only what was dispatched
label first          `orders_ts`: one warehouse uploads labels long before the courier comes
mean, not tail       `orders_ts`: one lane fails for 12 % of its parcels while its mean stays
mix shift            `orders_ts`: another lane ships farther from the same day on; no region changed
always slow          `orders_ts`: a third lane has the worst P95 from the first day, because it ships far
robots               `im_sessions`: what the robot ends alone, and its greeting, are answered within seconds
unassigned           `im_sessions`: whoever gave up has no agent, and often an automatic reply
daily mean           `im_sessions`: agents enough for the mean, too few between 20:00 and 22:00
lost sales           `stock_daily`: days that sold out say less than buyers wanted, campaign days most of all
lead time varies     `purchases`: the last orders are open; those of this month that have come were quick
"""

from collections.abc import Callable

import pandas as pd

from sixfold_market.fulfilment.chats import CHAT_WEIGHTS, FLAT_ROSTER, PEAK_PER_HOUR, im_sessions
from sixfold_market.fulfilment.goods import STOCK_END, demand, level, purchases, stock_daily
from sixfold_market.fulfilment.parcels import CAMPAIGN_DAYS, DAYS, END, complete, orders_ts
from sixfold_market.fulfilment.truth import COURIERS, LEAD_CV, SKUS, WAREHOUSES, Truth, truth

# The tables that trainees get, each from the seed of the samples.
SAMPLES: dict[str, Callable[[int], pd.DataFrame]] = {
    "orders_ts": orders_ts,
    "im_sessions": im_sessions,
    "stock_daily": stock_daily,
    "purchases": purchases,
}

__all__ = [
    "CAMPAIGN_DAYS",
    "CHAT_WEIGHTS",
    "COURIERS",
    "DAYS",
    "END",
    "FLAT_ROSTER",
    "LEAD_CV",
    "PEAK_PER_HOUR",
    "SAMPLES",
    "SKUS",
    "STOCK_END",
    "WAREHOUSES",
    "Truth",
    "complete",
    "demand",
    "im_sessions",
    "level",
    "orders_ts",
    "purchases",
    "stock_daily",
    "truth",
]
