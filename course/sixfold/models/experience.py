"""An experience score over a window in which recent days weigh more.

    share of a dimension = Σ h · good share / Σ h over the last 90 days, h = 2^(-age / half-life)
    score = 5 · Σ weight · share / Σ weight

The platform changes its weights and rules now and then, so weights are parameters. Days have equal numbers of
cases here; the ranking within an industry is left out.
"""

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Shares = Mapping[str, float]

WINDOW = 90
HALF_LIFE = 30.0
FAULT_DAYS = 30  # the fault began so many days ago


def score(shares: Shares, weights: Shares) -> float:
    """The score of shares (0–1) under weights in any unit."""
    return 5 * sum(weights[name] * shares[name] for name in weights) / sum(weights.values())


def recent_share(daily: Numbers, half_life: float = HALF_LIFE) -> float:
    """The weighted share of daily shares, oldest first; only the last 90 count."""
    seen = daily[-WINDOW:]
    say = 2.0 ** (-np.arange(len(seen))[::-1] / half_life)
    return float((say * seen).sum() / say.sum())


def path(usual: Shares, faulty: Shares, weights: Shares, mended: Collection[str], days: int) -> Numbers:
    """The score of the next `days` days if the dimensions of `mended` are as usual from now on.

    Returns
    -------
    array, shape (days + 1,)
        Today first.
    """
    daily = {
        name: np.concatenate(
            [
                np.full(WINDOW, usual[name]),
                np.full(FAULT_DAYS, faulty[name]),
                np.full(days, (usual if name in mended else faulty)[name]),
            ]
        )
        for name in weights
    }
    today = WINDOW + FAULT_DAYS
    return np.array(
        [
            score({name: recent_share(rates[: today + day]) for name, rates in daily.items()}, weights)
            for day in range(days + 1)
        ]
    )
