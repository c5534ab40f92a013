"""What is planted in the tables, and so what a good analysis finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sixfold_market.traffic_buying.calendar import Floats, stream


@dataclass(frozen=True)
class Lever:
    """Weekly response `gmv = top · s / (half + s)` of a lever for a merchant of size 1; ¥ a week."""

    top: float
    half: float

    def gmv(self, spend: float | Floats) -> Floats:
        """Return GMV (¥) of the week at a weekly spend (¥)."""
        s = np.asarray(spend, dtype=float)
        return np.asarray(self.top * s / (self.half + s))


@dataclass(frozen=True)
class Truth:
    """What a good analysis recovers.

    Attributes
    ----------
    levers : mapping
        F, A, C, T -> response.
    half_life : float
        Weeks in which a top creator's effect halves.
    stolen : float
        Share of a campaign's lift that is taken from the two weeks after it.
    overlap : float
        Share of Douyin buyers who had bought in the traditional channel before.
    conversion : mapping
        Path (search, interest) -> share of exposed people who pay.
    """

    levers: Mapping[str, Lever]
    half_life: float
    stolen: float
    overlap: float
    conversion: Mapping[str, float]


def truth(seed: int) -> Truth:
    """Return the planted truth of every table drawn with `seed`."""
    rng = stream(seed, "foundations")

    def lever(top: tuple[float, float], half: tuple[float, float]) -> Lever:
        return Lever(float(rng.uniform(*top)), float(rng.uniform(*half)))

    return Truth(
        levers={
            "F": lever((90_000, 120_000), (12_000, 18_000)),
            "A": lever((70_000, 95_000), (14_000, 22_000)),
            "C": lever((150_000, 200_000), (30_000, 45_000)),
            "T": lever((80_000, 120_000), (40_000, 60_000)),
        },
        half_life=float(rng.uniform(1.8, 2.2)),
        stolen=float(rng.uniform(0.27, 0.33)),
        overlap=float(rng.uniform(0.09, 0.11)),
        conversion={
            "search": float(rng.uniform(0.028, 0.034)),
            "interest": float(rng.uniform(0.0062, 0.0078)),
        },
    )
