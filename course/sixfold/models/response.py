"""How GMV answers to spend on one plan: a Hill curve that saturates.

    gmv(spend) = top · spend^shape / (half^shape + spend^shape)

The Hill function (A. V. Hill, 1910) is the usual saturation curve of marketing-mix models. The model leaves
out carry-over between days, competition and the learning phase.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Response:
    """A plan's curve.

    Attributes
    ----------
    top
        GMV a day that no spend exceeds, yuan.
    half
        Spend a day that earns half of `top`, yuan.
    shape
        1 for falling returns from the first yuan; above 1 the curve starts slowly (an S).
    """

    top: float
    half: float
    shape: float

    def gmv(self, spend: ArrayLike) -> Numbers:
        """GMV in yuan a day at `spend` yuan a day."""
        return self.top * self._share(spend)

    def average_roi(self, spend: ArrayLike) -> Numbers:
        """GMV / spend, for spend above zero."""
        return self.gmv(spend) / _floats(spend)

    def marginal_roi(self, spend: ArrayLike) -> Numbers:
        """What the last yuan earned, d gmv / d spend = average ROI · shape · (1 - gmv / top)."""
        return self.average_roi(spend) * self.shape * (1 - self._share(spend))

    def profit(self, spend: ArrayLike, break_even: float) -> Numbers:
        """Yuan a day after all costs: gmv / break_even - spend."""
        return self.gmv(spend) / break_even - _floats(spend)

    def best_spend(self, break_even: float) -> float:
        """The spend with the highest profit: where the marginal ROI falls to `break_even`; 0 if none pays."""
        steepest = self.half * (max(self.shape - 1, 0.0) / (self.shape + 1)) ** (1 / self.shape)
        low, high = max(steepest, self.half * 1e-9), self.half * 1e6
        if self.marginal_roi(low) <= break_even:
            return 0.0
        stop = float(brentq(lambda spend: float(self.marginal_roi(spend)) - break_even, low, high))
        return stop if self.profit(stop, break_even) > 0 else 0.0

    def _share(self, spend: ArrayLike) -> Numbers:
        """GMV as a share of `top`."""
        powered = _floats(spend) ** self.shape
        return _floats(powered / (self.half**self.shape + powered))


def _floats(values: ArrayLike) -> Numbers:
    return np.asarray(values, dtype=np.float64)
