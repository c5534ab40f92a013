"""What a piece too many and a piece too few cost: a reorder point under varying demand and lead time.

When stock falls to the reorder point, a batch is ordered. Demand until it comes has mean d · L and

    s = √(L · σd² + d² · σL²)

(the variance of a sum with a random number of terms). Safety stock is what the reorder point holds above the
mean; for a share of cycles without stock-out it is z · s with the normal quantile z. Pieces short in a cycle
are s · G(k), k = safety stock / s, G the unit normal loss. Left out: minimum orders, decay, substitutes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

NORMAL = NormalDist()


@dataclass(frozen=True)
class Product:
    """One product and its supplier.

    Attributes
    ----------
    daily, daily_sd
        Mean and standard deviation of pieces wanted in a day.
    lead, lead_sd
        Mean and standard deviation of days from ordering to receiving.
    batch
        Pieces in an order to the supplier.
    """

    daily: float
    daily_sd: float
    lead: float
    lead_sd: float
    batch: float

    @property
    def spread(self) -> float:
        """Standard deviation of what is wanted until an order comes, pieces."""
        return math.sqrt(self.lead * self.daily_sd**2 + self.daily**2 * self.lead_sd**2)

    def safety(self, service: float) -> float:
        """Safety stock for a share of cycles without stock-out, pieces."""
        return NORMAL.inv_cdf(service) * self.spread

    def service(self, safety: float) -> float:
        """Share of cycles without stock-out."""
        return NORMAL.cdf(safety / self.spread)

    def short(self, safety: float) -> float:
        """Pieces short in a cycle, on average."""
        k = safety / self.spread
        return self.spread * (NORMAL.pdf(k) - k * (1 - NORMAL.cdf(k)))

    def cost(self, safety: float, holding: float, margin: float) -> tuple[float, float]:
        """Yuan in 30 days for holding the safety stock, and for the pieces short.

        Parameters
        ----------
        safety
            Pieces.
        holding
            Yuan for a piece held 30 days.
        margin
            Yuan lost with a piece short.
        """
        cycles = 30 * self.daily / self.batch
        return holding * safety, margin * cycles * self.short(safety)

    def best(self, holding: float, margin: float) -> float:
        """The safety stock with the least sum of both costs: P(stock-out) = holding / (margin · cycles)."""
        risk = holding / (margin * 30 * self.daily / self.batch)
        return max(NORMAL.inv_cdf(1 - risk) * self.spread, 0.0) if 0 < risk < 1 else 0.0
