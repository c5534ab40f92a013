"""What is planted in the tables, and so what a good analysis finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sixfold_market.traffic_buying.calendar import stream

FAMILIES = ("dress", "tee", "pants", "knit", "homewear")
SIZES = ("S", "M", "L", "XL")
DIMENSIONS = ("product", "service", "logistics")


@dataclass(frozen=True)
class Truth:
    """What a good analysis recovers.

    Attributes
    ----------
    elasticity : mapping
        Family -> d ln(units) / d ln(price), from -0.8 to -2.5.
    promo_lift : float
        Logarithm of the extra demand on a promo day at the same price.
    return_slope : float
        Rise of the return share per unit of ln(price / list price).
    pull_forward : float
        Share of the campaign's extra pieces that is missing in the fortnight after it.
    cannibal : float
        Share of the new SKU's pieces that its sibling loses.
    misfit_size : str
        Size of the second-largest SKU that runs small.
    repeat : mapping
        Entry (regular, campaign) -> share of buyers who buy again within 90 days.
    fallen : mapping
        Dimension of the experience score -> fall of its share of good cases from the break on.
    """

    elasticity: Mapping[str, float]
    promo_lift: float
    return_slope: float
    pull_forward: float
    cannibal: float
    misfit_size: str
    repeat: Mapping[str, float]
    fallen: Mapping[str, float]


def truth(seed: int) -> Truth:
    """Return the planted truth of every table drawn with `seed`."""
    rng = stream(seed, "store_ops")
    steps = rng.permutation(np.linspace(-2.45, -0.85, len(FAMILIES))) + rng.uniform(
        -0.05, 0.05, len(FAMILIES)
    )
    return Truth(
        elasticity=dict(zip(FAMILIES, steps.tolist(), strict=True)),
        promo_lift=float(rng.uniform(0.42, 0.5)),
        return_slope=float(rng.uniform(0.3, 0.4)),
        pull_forward=float(rng.uniform(0.33, 0.4)),
        cannibal=float(rng.uniform(0.38, 0.42)),
        misfit_size=SIZES[int(rng.integers(1, 3))],
        repeat={"regular": 0.40, "campaign": 0.24},
        fallen={
            "product": float(rng.uniform(0.045, 0.055)),
            "service": float(rng.uniform(-0.012, -0.008)),
            "logistics": float(rng.uniform(0.062, 0.07)),
        },
    )
