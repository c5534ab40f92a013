"""Livestream selling: rooms by minute, hosts, SKU slots, how long viewers stay, what hosts say.

Every table is a pure function of its seed and can be drawn alone. Times are naive UTC; a Shanghai day
begins at 16:00 UTC of the day before.

Where the traps of the field are hidden
---------------------------------------
people, not events   `viewer_steps`: one viewer clicks several times, some steps were logged out of order
two GPMs             `session_minute`: gmv per 1,000 exposures, or per 1,000 who entered
midnight             the late show of a Saturday ends on Sunday
late rows            `session_minute`: some minutes stand there twice, the early load incomplete
change of one rate   `session_minute`: in a tenth of the sessions one rate falls for good; the end of a paid
                     burst looks worse and is harmless
paid, then natural   `session_minute`: natural entries follow orders with a lag; a paid burst lifts both
daypart              `sessions`: the star host works prime time
refunds              `sessions`, `session_sku`: the host who sells most is returned most
censoring            `viewer_stay`: who is there at the end would have stayed longer
words that only look banned  `script_lines`: 最近, 最后, 第一次; a price claim is false only beside the record
"""

from collections.abc import Callable

import pandas as pd

from sixfold_market.livestream.room import SLOT_MINUTES, session_minute, session_sku, sessions
from sixfold_market.livestream.script import KINDS, script_lines, script_offers
from sixfold_market.livestream.truth import HOSTS, RATES, STEPS, Break, Truth, truth
from sixfold_market.livestream.viewers import viewer_stay, viewer_steps

# The tables that trainees get, each from the seed of the samples.
SAMPLES: dict[str, Callable[[int], pd.DataFrame]] = {
    "session_minute": session_minute,
    "sessions": sessions,
    "session_sku": session_sku,
    "viewer_steps": viewer_steps,
    "viewer_stay": viewer_stay,
    "script_lines": script_lines,
    "script_offers": script_offers,
}

__all__ = [
    "HOSTS",
    "KINDS",
    "RATES",
    "SAMPLES",
    "SLOT_MINUTES",
    "STEPS",
    "Break",
    "Truth",
    "script_lines",
    "script_offers",
    "session_minute",
    "session_sku",
    "sessions",
    "truth",
    "viewer_stay",
    "viewer_steps",
]
