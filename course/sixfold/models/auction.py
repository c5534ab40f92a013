"""A day of ad auctions for one plan under a ROI goal (ROI目标) and a daily budget.

    bid eCPM = order value · pCTR · pCVR · 1000 / ROI goal

The plan wins an auction when its bid is above the highest rival's, pays the rival's price (second price), and
stops when the budget is spent. Each simulated auction stands for `IMPRESSIONS` alike ones, and orders are
expected values, so results are smooth. The model leaves out learning, pacing and refunds; rivals do not
react. The bidding on a platform is more involved, and the numbers are synthetic.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

AUCTIONS = 4_000
IMPRESSIONS = 80
HOURS = 24
NATURAL_GMV = 15_000.0
"""Yuan a day of orders that come without ads and that all-domain promotion (全域推广) counts as well."""

# Share of the day's traffic by hour: low at night, a bump at noon, the peak at 20-22.
_TRAFFIC = np.array([3, 2, 1, 1, 1, 1, 2, 3, 4, 5, 5, 6, 7, 6, 5, 5, 5, 5, 6, 8, 10, 11, 9, 5], dtype=float)


@dataclass(frozen=True)
class Pool:
    """The day's auctions in time order; arrays of shape (AUCTIONS,).

    Attributes
    ----------
    hour
        0 to 23, Asia/Shanghai.
    rival
        The highest rival's eCPM at competition 1, yuan for 1,000 impressions.
    value
        Expected GMV of 1,000 impressions, yuan: order value · pCTR · pCVR · 1000.
    """

    hour: NDArray[np.int64]
    rival: Numbers
    value: Numbers


@dataclass(frozen=True)
class Day:
    """What the plan did in one day.

    Attributes
    ----------
    spend, gmv
        Yuan; `gmv` comes from paid impressions only.
    win_rate
        Won auctions as a share of all auctions.
    win_rate_by_hour
        The same for each hour, shape (24,).
    exhausted_at
        The hour in which the budget ran out, None if it lasted.
    """

    spend: float
    gmv: float
    win_rate: float
    win_rate_by_hour: Numbers
    exhausted_at: int | None

    @property
    def payment_roi(self) -> float:
        """Paid GMV / spend; NaN without spend."""
        return self.gmv / self.spend if self.spend else float("nan")

    @property
    def overall_roi(self) -> float:
        """(Paid + natural GMV) / spend, as all-domain promotion reports it; NaN without spend."""
        return (self.gmv + NATURAL_GMV) / self.spend if self.spend else float("nan")


def pool(seed: int = 6) -> Pool:
    """The same auctions for the same seed."""
    rng = np.random.default_rng(seed)
    hour = np.sort(rng.choice(HOURS, size=AUCTIONS, p=_TRAFFIC / _TRAFFIC.sum()))
    evening = np.where((hour >= 19) & (hour <= 22), 1.15, 1.0)
    rival = rng.lognormal(np.log(85), 0.3, AUCTIONS) * evening
    click = rng.lognormal(np.log(0.035), 0.2, AUCTIONS)
    order = rng.lognormal(np.log(0.03), 0.2, AUCTIONS)
    price = rng.lognormal(np.log(230), 0.15, AUCTIONS)
    return Pool(hour, rival, price * click * order * 1000)


def run_day(auctions: Pool, roi_goal: float, budget: float, competition: float = 1.0) -> Day:
    """Run the day; `competition` multiplies the rivals' eCPM.

    Raises
    ------
    ValueError
        Unless `roi_goal` and `competition` are positive and `budget` is not negative.
    """
    if roi_goal <= 0 or competition <= 0 or budget < 0:
        raise ValueError(
            f"roi_goal={roi_goal} and competition={competition} must be > 0, budget={budget} must be >= 0"
        )
    rival = auctions.rival * competition
    wanted = auctions.value / roi_goal > rival
    spent = np.cumsum(np.where(wanted, rival * IMPRESSIONS / 1000, 0.0))
    won = wanted & (spent <= budget)
    missed = np.flatnonzero(wanted & ~won)
    by_hour = np.bincount(auctions.hour, weights=won, minlength=HOURS) / np.bincount(
        auctions.hour, minlength=HOURS
    )
    return Day(
        spend=float(spent[won].max(initial=0.0)),
        gmv=float(auctions.value[won].sum() * IMPRESSIONS / 1000),
        win_rate=float(won.mean()),
        win_rate_by_hour=by_hour,
        exhausted_at=int(auctions.hour[missed[0]]) if len(missed) else None,
    )
