"""Foundations: raw orders, two funnels, buyers by channel, items, and the four levers of FACT by week.

Every table is a pure function of its seed and can be drawn alone. Times are naive UTC; a Shanghai day
begins at 16:00 UTC of the day before.

Where the traps of the field are hidden
---------------------------------------
ratio of sums     `funnel_daily`: search is small at weekends, so a mean of daily rates misleads
people or times   `funnel_daily`: every step counts people, `plays` counts times
midnight          `raw_orders`: a sixth of the orders falls on another UTC day
money units       `raw_orders`: some rows are in fen, the all-domain export is in thousandths of a fen
dirty exports     `raw_orders`: copies with a later status; `buyers`: ids in two spellings
mix shift         `fact_weekly`: merchants that spend on top creators are larger
pull-forward      `fact_weekly`: a campaign steals from the fortnight after it
carry-over        `fact_weekly`: a top creator's effect halves in two weeks
"""

from collections.abc import Callable

import pandas as pd

from sixfold_market.foundations.levers import LEVERS, campaign_weeks, fact_weekly
from sixfold_market.foundations.shop import buyers, funnel_daily, item_spread, raw_orders
from sixfold_market.foundations.truth import Lever, Truth, truth

# The tables that trainees get, each from the seed of the samples.
SAMPLES: dict[str, Callable[[int], pd.DataFrame]] = {
    "raw_orders": raw_orders,
    "funnel_daily": funnel_daily,
    "buyers": buyers,
    "item_spread": item_spread,
    "fact_weekly": fact_weekly,
}

__all__ = [
    "LEVERS",
    "SAMPLES",
    "Lever",
    "Truth",
    "buyers",
    "campaign_weeks",
    "fact_weekly",
    "funnel_daily",
    "item_spread",
    "raw_orders",
    "truth",
]
