"""Traffic buying: paid plans, their orders, a geo experiment, creatives, daily response.

Every table is a pure function of its seed and can be drawn alone. Times are naive UTC; a Shanghai
day begins at 16:00 UTC of the day before. `ad_hourly` and `ad_orders` are one account, the orders
an extract of it; the three daily tables are other accounts.

Where the traps of the field are hidden
---------------------------------------
ratio of sums     `ad_hourly`: hours with little money and wild ratios
people or times   `ad_hourly`, `creative_daily`: clicks are times; nothing counts people
billing time      `ad_orders`: about 6 % are paid on the next Shanghai day
net after refunds `ad_orders`: refunds before and after dispatch are separate
censoring         `creative_daily`: weak creatives are switched off early, survivors flatter old age
mix shift         `ad_hourly`: weak plans get more budget at weekends, so the total falls while no plan does
midnight          `ad_hourly`, `ad_orders`: UTC days are not Shanghai days
zero denominators `ad_hourly`: hours without impressions, clicks or conversions
dirty exports     `ad_hourly`: repeated rows, missing rows, missing spend
selection         `geo_daily`: treated cities are larger, so after-only comparisons flatter the ads; common
                  shocks are in proportion to size: differences in growth recover the lift, in yuan they miss
average, margin   `plan_daily`: one plan is good on average and loses at the margin
"""

from collections.abc import Callable

import pandas as pd

from sixfold_market.traffic_buying.account import ad_hourly, ad_orders
from sixfold_market.traffic_buying.calendar import HOUR_WEIGHTS, SHANGHAI_HOURS, START, WEEKDAY_WEIGHTS
from sixfold_market.traffic_buying.daily import creative_daily, geo_daily, plan_daily
from sixfold_market.traffic_buying.truth import GEO_START_DAY, Hill, Truth, plan_name, truth

# The tables that trainees get, each from the seed of the samples.
SAMPLES: dict[str, Callable[[int], pd.DataFrame]] = {
    "ad_hourly": ad_hourly,
    "ad_orders": lambda seed: ad_orders(seed, n=20_000),
    "geo_daily": geo_daily,
    "creative_daily": creative_daily,
    "plan_daily": plan_daily,
}

__all__ = [
    "GEO_START_DAY",
    "HOUR_WEIGHTS",
    "SAMPLES",
    "SHANGHAI_HOURS",
    "START",
    "WEEKDAY_WEIGHTS",
    "Hill",
    "Truth",
    "ad_hourly",
    "ad_orders",
    "creative_daily",
    "geo_daily",
    "plan_daily",
    "plan_name",
    "truth",
]
