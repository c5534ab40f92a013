"""What is planted in the tables, and so what a good analysis finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sixfold_market.traffic_buying.calendar import stream

STEPS = ("exposed", "entered", "product_exposed", "product_clicked", "paid")
RATES = ("enter", "product_exposure", "product_click", "pay")
HOSTS = ("H1", "H2", "H3", "H4")
DAYPARTS = ("morning", "afternoon", "prime")


@dataclass(frozen=True)
class Break:
    """One rate of a session falls for good: which, from which minute, to what share of itself."""

    rate: str
    minute: int
    factor: float


@dataclass(frozen=True)
class Truth:
    """What a good analysis recovers.

    Attributes
    ----------
    skill : mapping
        Host -> effect on the log of gross value per entrant, all else equal.
    refund : mapping
        Host -> share of the gmv that comes back.
    daypart : mapping
        Daypart -> factor on value per entrant.
    lag : int
        Minutes from an order to the natural entries that it brings.
    per_order : float
        Natural entries brought by an order.
    mean_stay : float
        Seconds a viewer stays on average.
    """

    skill: Mapping[str, float]
    refund: Mapping[str, float]
    daypart: Mapping[str, float]
    lag: int
    per_order: float
    mean_stay: float

    def net(self, host: str) -> float:
        """Return the host's value per entrant net of refunds; 1 is skill 0 without refunds."""
        return float(np.exp(self.skill[host]) * (1 - self.refund[host]))


def truth(seed: int) -> Truth:
    """Return the planted truth of every table drawn with `seed`."""
    rng = stream(seed, "livestream")
    skill = np.array([-0.05, 0.24, 0.17, -0.12]) + rng.uniform(-0.01, 0.01, 4)
    return Truth(
        skill=dict(zip(HOSTS, skill.tolist(), strict=True)),
        refund={"H1": 0.07, "H2": 0.18, "H3": 0.06, "H4": 0.06},
        daypart={"morning": 0.75, "afternoon": 0.9, "prime": 1.35},
        lag=int(rng.integers(3, 7)),
        per_order=float(rng.uniform(5.0, 7.0)),
        mean_stay=float(rng.uniform(48, 62)),
    )


def draw_break(rng: np.random.Generator, minutes: int) -> Break:
    """Draw one break, at least a quarter of the session away from either end."""
    return Break(
        rate=RATES[rng.integers(4)],
        minute=int(rng.integers(minutes // 4, minutes * 3 // 4)),
        factor=float(rng.uniform(0.35, 0.5)),
    )
