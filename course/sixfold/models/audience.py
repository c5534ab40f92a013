"""Followers and 5A people over time.

Followers leave by a Weibull law, S(t) = exp(-(t / scale)^shape) with shape below 1: many at once, then ever
fewer (W. Weibull, 1951). People move between O and A1 … A5 by a weekly Markov matrix; the names are those of
the platform's O-5A audience assets. All numbers are synthetic.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
SHAPE = 0.7

# Weekly moves from O, A1 … A5 (rows) to the same (columns) at the rates of the start.
BASE = np.array(
    [
        [0.940, 0.060, 0.000, 0.000, 0.000, 0.000],
        [0.280, 0.620, 0.100, 0.000, 0.000, 0.000],
        [0.200, 0.120, 0.590, 0.090, 0.000, 0.000],
        [0.110, 0.060, 0.120, 0.590, 0.120, 0.000],
        [0.080, 0.050, 0.040, 0.080, 0.690, 0.060],
        [0.040, 0.030, 0.020, 0.020, 0.070, 0.820],
    ]
)
START = np.array([900_000.0, 120_000.0, 40_000.0, 12_000.0, 6_000.0, 3_000.0])


def survival(days: ArrayLike, half_life: float) -> Numbers:
    """Share that still follows after `days`; half of them do after `half_life` days."""
    t = np.asarray(days, dtype=float)
    return np.asarray(0.5 ** ((t / half_life) ** SHAPE))


def matrix(seed: float, ask: float, act: float) -> Numbers:
    """The weekly matrix for three rates; what they take comes from those who stay where they are.

    Parameters
    ----------
    seed, ask, act
        Shares of O that become A1, of A2 that ask (A3), of A3 that act (A4), in a week.
    """
    moved = BASE.copy()
    for row, column, share in ((0, 1, seed), (2, 3, ask), (3, 4, act)):
        moved[row, row] += moved[row, column] - share
        moved[row, column] = share
    return moved


def stocks(move: Numbers, weeks: int) -> Numbers:
    """People in O, A1 … A5 after 0 … `weeks` weeks, shape (weeks + 1, 6)."""
    path = [START]
    for _ in range(weeks):
        path.append(path[-1] @ move)
    return np.array(path)
