"""How one SKU's sales, returns and contribution answer to its price.

    units(p) = units at list · (p / list)^elasticity
    return share(p) = share at list + slope · ln(p / list), kept between 0 and 0.95
    contribution(p) = units · [(1 - r)(p (1 - commission) - cost) - r (loss · cost + back) - ship]

Constant elasticity is the usual first model of demand (log-log). It leaves out competitors, stock, thresholds
such as 99, and what a sale does to later ones.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Offer:
    """One SKU and what it costs; money in yuan, shares from 0 to 1.

    Attributes
    ----------
    list_price, units
        The list price, and pieces sold a day at it.
    elasticity
        d ln(units) / d ln(price), below zero.
    returns, slope
        Return share at list price, and its rise per unit of ln(price).
    cost, ship, back
        A piece, sending it, taking it back.
    commission, loss
        Share of net sales for commission; share of the cost lost on a piece that comes back.
    """

    list_price: float = 119.0
    units: float = 60.0
    elasticity: float = -1.8
    returns: float = 0.28
    slope: float = 0.35
    cost: float = 40.0
    ship: float = 4.0
    back: float = 7.0
    commission: float = 0.05
    loss: float = 0.2

    def sold(self, price: ArrayLike) -> Numbers:
        """Pieces paid a day."""
        return np.asarray(self.units * self._ratio(price) ** self.elasticity)

    def return_share(self, price: ArrayLike) -> Numbers:
        """Share of the pieces that comes back."""
        return np.clip(self.returns + self.slope * np.log(self._ratio(price)), 0.0, 0.95)

    def gmv(self, price: ArrayLike) -> Numbers:
        """Paid a day, before refunds."""
        return np.asarray(self.sold(price) * np.asarray(price, dtype=float))

    def net(self, price: ArrayLike) -> Numbers:
        """What stays of the GMV after refunds, a day."""
        return np.asarray(self.gmv(price) * (1 - self.return_share(price)))

    def contribution(self, price: ArrayLike) -> Numbers:
        """What is left a day after refunds, goods, commission and freight."""
        p, r = np.asarray(price, dtype=float), self.return_share(price)
        kept = (1 - r) * (p * (1 - self.commission) - self.cost)
        gone = r * (self.loss * self.cost + self.back)
        return np.asarray(self.sold(p) * (kept - gone - self.ship))

    def _ratio(self, price: ArrayLike) -> Numbers:
        return np.asarray(price, dtype=float) / self.list_price
