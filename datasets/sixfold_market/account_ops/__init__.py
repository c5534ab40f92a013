"""Account operations: followers and how long they stay, 5A states, creators and their audiences, posts.

Every table is a pure function of its seed and can be drawn alone. Times are naive UTC; a Shanghai day
begins at 16:00 UTC of the day before.

Where the traps of the field are hidden
---------------------------------------
censoring         `followers`: who still follows on the last day has not left; recent cohorts look loyal
survivors         `followers`: the mean life of those who left is far too short
mix shift         `followers`: a lucky-bag week (福袋) brings followers who leave three times as fast
net of refunds    `fan_orders`: followers bought by lucky bags order little and return more
right-censored value `fan_orders`: young followers have had no time to buy
gaps              `state_weekly`: users without a row in a week; the next row is no transition of one week
overlap           `creators`: two creators share most of their audience
confounding       `posts`: the strongest topic is posted at 20:00, so 20:00 looks best
midnight          `followers`, `posts`: UTC days are not Shanghai days
"""

from collections.abc import Callable

import pandas as pd

from sixfold_market.account_ops.content import SEGMENTS, SLOTS, TOPICS, creators, posts
from sixfold_market.account_ops.fans import END, SOURCES, fan_orders, followers, state_weekly
from sixfold_market.account_ops.truth import STATES, Truth, truth

# The tables that trainees get, each from the seed of the samples.
SAMPLES: dict[str, Callable[[int], pd.DataFrame]] = {
    "followers": followers,
    "fan_orders": fan_orders,
    "state_weekly": state_weekly,
    "creators": creators,
    "posts": posts,
}

__all__ = [
    "END",
    "SAMPLES",
    "SEGMENTS",
    "SLOTS",
    "SOURCES",
    "STATES",
    "TOPICS",
    "Truth",
    "creators",
    "fan_orders",
    "followers",
    "posts",
    "state_weekly",
    "truth",
]
