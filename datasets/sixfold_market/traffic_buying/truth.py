"""What is planted in the tables, and so what a good analysis finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sixfold_market.traffic_buying.calendar import Floats, stream

GEO_START_DAY = 56  # the geo experiment switches treatment on at this day, counted from 0
PLANS = 12
BREAK_EVEN = 2.2

# Of `geo_daily`: spend as a share of a city's size, claimed GMV per yuan of it, their daily noise (log sd).
GEO_SPEND_SHARE, GEO_SPEND_NOISE = 0.055, 0.10
CLAIMED_ROI, CLAIMED_NOISE = 3.4, 0.12


@dataclass(frozen=True)
class Hill:
    """Saturating response `gmv = top · s^shape / (half^shape + s^shape)`; all but `shape` in yuan a day."""

    top: float
    half: float
    shape: float

    def gmv(self, spend: float | Floats) -> Floats:
        """Return GMV (¥) at a daily spend (¥)."""
        powered = np.power(np.maximum(np.asarray(spend, dtype=float), 0.0), self.shape)
        return np.asarray(self.top * powered / (self.half**self.shape + powered))

    def marginal(self, spend: float | Floats) -> Floats:
        """Return dGMV/dspend at a positive daily spend."""
        s = np.asarray(spend, dtype=float)
        base = self.half**self.shape
        return np.asarray(self.top * self.shape * base * s ** (self.shape - 1) / (base + s**self.shape) ** 2)


@dataclass(frozen=True)
class Truth:
    """What a good analysis recovers.

    Attributes
    ----------
    hills : mapping
        Plan id -> response of `plan_daily`.
    trap_plan : str
        Good on average, losing at the margin.
    break_even : float
        ROI at which a yuan of spend pays for itself.
    incrementality : float
        True incremental GMV as a share of claimed GMV in `geo_daily`.
    geo_lift : float
        GMV added per yuan of ad spend in `geo_daily` (iROAS): claimed ROI times incrementality.
    next_day_share : float
        Share of orders paid on the Shanghai day after billing.
    half_life, floor : float
        Creative CTR decays as `ctr0 · (floor + (1 − floor) · 0.5^(age / half_life))`; days.
    """

    hills: Mapping[str, Hill]
    trap_plan: str
    break_even: float
    incrementality: float
    geo_lift: float
    next_day_share: float
    half_life: float
    floor: float


def truth(seed: int) -> Truth:
    """Return the planted truth of every table drawn with `seed`."""
    rng = stream(seed, "truth")
    hills = {plan_name(number): _hill(rng) for number in range(PLANS)}
    trap = plan_name(int(rng.integers(PLANS)))
    # Strong at the start, early saturation: a high average ROI hides a marginal ROI below break-even.
    hills[trap] = Hill(rng.uniform(34_000, 40_000), rng.uniform(1_500, 2_000), rng.uniform(1.25, 1.45))
    incrementality = float(rng.uniform(0.52, 0.58))
    return Truth(
        hills=hills,
        trap_plan=trap,
        break_even=BREAK_EVEN,
        incrementality=incrementality,
        geo_lift=incrementality * CLAIMED_ROI * float(np.exp(CLAIMED_NOISE**2 / 2)),
        next_day_share=float(rng.uniform(0.055, 0.065)),
        half_life=float(rng.uniform(2.7, 3.3)),
        floor=float(rng.uniform(0.22, 0.32)),
    )


def plan_name(number: int) -> str:
    """Return the id of a plan of `plan_daily`, counted from 0."""
    return f"P{number + 1:02}"


def _hill(rng: np.random.Generator) -> Hill:
    half = rng.uniform(3_000, 9_000)
    return Hill(top=half * rng.uniform(6.5, 8.5), half=half, shape=rng.uniform(0.9, 1.5))
