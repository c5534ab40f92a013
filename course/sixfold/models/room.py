"""A livestream room of two hours, minute by minute, as expected values.

    online now = online before · exp(-60 / stay) + entries · (stay / 60) · (1 - exp(-60 / stay))
    payers     = entries · exp(-wait / stay) · click rate · pay rate

Viewers leave at a steady rate, so that people online settle at entries a minute · stay / 60 (Little's law,
J. D. C. Little, 1961). Who leaves within `WAIT` seconds has seen no product card. Each payer brings
`PER_PAYER` natural entries `LAG` minutes later, because the platform shows a room that sells to more people.
The model leaves out taste, prices, hosts and other rooms; all numbers are synthetic.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

MINUTES = 120
BURST = range(40, 60)
"""Minutes with bought traffic."""
EXPOSED = 4_000.0
"""People a minute to whom the room is shown for nothing, once it has warmed up."""
IMPRESSIONS_EACH = 1.2
"""Times the room is shown to one of them."""
WAIT = 15.0
"""Seconds until a product card comes up."""
PER_PAYER, LAG = 6.0, 4
VALUE_PER_BUYER = 80.0
"""Yuan."""
PAID_ENTRY = 1.3
"""Yuan for one bought entry."""


@dataclass(frozen=True)
class Evening:
    """What the room did; arrays of shape (MINUTES,).

    Attributes
    ----------
    exposed, entries, online, payers
        People in each minute; `online` at its end.
    spend
        Yuan for bought entries, of the whole session.
    """

    exposed: Numbers
    entries: Numbers
    online: Numbers
    payers: Numbers
    spend: float

    @property
    def acu(self) -> float:
        """Average people online (平均在线人数)."""
        return float(self.online.mean())

    @property
    def gmv(self) -> float:
        """Yuan paid in the session."""
        return float(self.payers.sum() * VALUE_PER_BUYER)

    @property
    def gpm_exposure(self) -> float:
        """Yuan for 1,000 times that the room was shown."""
        return 1000 * self.gmv / (IMPRESSIONS_EACH * float(self.exposed.sum()))

    @property
    def gpm_watch(self) -> float:
        """Yuan for 1,000 entries (千次观看成交金额)."""
        return 1000 * self.gmv / float(self.entries.sum())


def run(entry: float, stay: float, click: float, pay: float, burst: float = 0.0) -> Evening:
    """Run the room.

    Parameters
    ----------
    entry
        Share of the people shown who enter, above 0 and at most 1.
    stay
        Seconds a viewer stays on average, above 0.
    click, pay
        Share of those with a product card who click, of those who click who pay.
    burst
        People reached by ads in a minute of the burst, as a multiple of those reached for nothing.
    """
    natural = EXPOSED * (1 - 0.5 * np.exp(-np.arange(MINUTES) / 12))
    bought = np.zeros(MINUTES)
    bought[BURST.start : BURST.stop] = burst * EXPOSED
    buys = np.exp(-WAIT / stay) * click * pay
    stays = np.exp(-60 / stay)
    entries, online, payers = np.zeros(MINUTES), np.zeros(MINUTES), np.zeros(MINUTES)
    here = 0.0
    for t in range(MINUTES):
        spilled = PER_PAYER * payers[t - LAG] if t >= LAG else 0.0
        entries[t] = entry * (natural[t] + bought[t]) + spilled
        payers[t] = entries[t] * buys
        here = here * stays + entries[t] * (stay / 60) * (1 - stays)
        online[t] = here
    return Evening(entries / entry, entries, online, payers, PAID_ENTRY * entry * float(bought.sum()))
