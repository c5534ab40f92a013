"""What is planted in the tables, and so what a good analysis finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sixfold_market.traffic_buying.calendar import stream

WAREHOUSES = ("W1", "W2", "W3")
COURIERS = ("C1", "C2", "C3", "C4")
SKUS = tuple(f"P{number:02}" for number in range(1, 25))
MULTIPLIER = 6.0  # demand on a campaign day over the same weekday without one
LEAD_CV = 0.4  # sd over mean of the supplier's lead time
STUCK = 0.12  # parcels of the failing lane that go astray
PATIENCE_MIN = 12.0  # mean minutes after which a buyer gives up, exponential

Lane = tuple[str, str]  # warehouse, courier


@dataclass(frozen=True)
class Truth:
    """What a good analysis recovers.

    Attributes
    ----------
    lane : tuple of str
        Warehouse and courier of the lane that fails: from `since` on, 12 % of its parcels are stuck for
        60 to 108 hours, all others are faster, the mean stays where it was.
    since : int
        Day (0 is the first) from which that lane fails.
    far_lane, shifted_lane : tuple of str
        Two lanes that only look guilty: one always ships far, one ships far from `since` on.
    dispatch_h : mapping
        Warehouse -> median hours from payment to dispatch, outside campaigns, for daytime orders.
    label_first : str
        The warehouse that reports dispatch when the label is printed, long before the courier comes.
    handle_min : float
        Mean minutes that an agent needs for a conversation.
    lead_days : float
        Mean days from ordering to receiving goods.
    multiplier : float
        Demand on a campaign day over a plain day of the same weekday.
    """

    lane: Lane
    since: int
    far_lane: Lane
    shifted_lane: Lane
    dispatch_h: Mapping[str, float]
    label_first: str
    handle_min: float
    lead_days: float
    multiplier: float


def truth(seed: int) -> Truth:
    """Return the planted truth of every table drawn with `seed`."""
    rng = stream(seed, "fulfilment")
    # Three lanes that share neither warehouse nor courier.
    houses, couriers = rng.permutation(3), rng.permutation(4)[:3]
    lanes = [(WAREHOUSES[h], COURIERS[c]) for h, c in zip(houses, couriers, strict=True)]
    return Truth(
        lane=lanes[0],
        since=int(rng.integers(56, 65)),
        far_lane=lanes[1],
        shifted_lane=lanes[2],
        dispatch_h={"W1": float(rng.uniform(10, 12)), "W2": float(rng.uniform(14, 17)), "W3": 3.0},
        label_first="W3",
        handle_min=float(rng.uniform(3.7, 4.3)),
        lead_days=float(rng.uniform(9, 13)),
        multiplier=MULTIPLIER,
    )
