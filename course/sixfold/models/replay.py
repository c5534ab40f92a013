"""Minutes of six seeded evenings in one room, and which rate of the funnel broke, if any.

A break is found by likelihood: for each rate and each minute, how much better do two shares, before and
after, explain the counts than one? (E. S. Page, 1955, asked so for a change of a mean.) Counts are compared
with their own denominators, so traffic that comes and goes is no break. All numbers are synthetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

Counts = NDArray[np.int64]
Numbers = NDArray[np.float64]

MINUTES = 120
RATES = ("enter", "product_exposure", "product_click", "pay")
LEVEL = (0.14, 0.82, 0.24, 0.11)
PRICE = 80.0
"""Yuan an order."""
BURSTS = (range(30, 44), range(60, 74), range(20, 34), range(50, 64), range(75, 89), range(40, 54))
"""Minutes with bought traffic, by evening."""
BREAKS = (
    ("product_click", 66, 0.45),
    ("pay", 82, 0.4),
    ("enter", 48, 0.5),
    None,
    ("product_exposure", 70, 0.5),
    None,
)
"""What breaks in each evening: rate, first minute, share of itself that is left."""
SMALLEST_FALL = 0.75
"""A rate that keeps more than this share of itself counts as whole."""


@dataclass(frozen=True)
class Found:
    """A rate that fell, from which minute, to what share of itself."""

    rate: str
    minute: int
    left: float


@lru_cache(maxsize=8)
def evening(number: int) -> Counts:
    """People by minute and step, shape (MINUTES, 5): exposed, entered, saw a product, clicked, paid.

    Parameters
    ----------
    number
        Which evening, from 0 to 5.
    """
    rng = np.random.default_rng([20_260_302, number])
    ramp = 1 - 0.5 * np.exp(-np.arange(MINUTES) / 12)
    burst = np.isin(np.arange(MINUTES), list(BURSTS[number]))
    steps = [rng.poisson(6_000 * ramp * (1 + 1.2 * burst))]
    for rate, level in zip(RATES, LEVEL, strict=True):
        share = level * np.exp(rng.normal(0, 0.02, MINUTES))
        broken = BREAKS[number]
        if broken and broken[0] == rate:
            share[broken[1] :] *= broken[2]
        steps.append(rng.binomial(steps[-1], share))
    return np.stack(steps, axis=1)


def rates(counts: Counts) -> Numbers:
    """The four rates of some minutes together, shape (4,): ratios of sums."""
    total = counts.sum(axis=0)
    return np.asarray(total[1:] / np.maximum(total[:-1], 1))


def rolling(counts: Counts, window: int) -> Numbers:
    """The four rates of the last `window` minutes at each minute, shape (minutes, 4)."""
    sums = np.cumsum(counts, axis=0)
    sums[window:] = sums[window:] - sums[:-window].copy()
    return np.asarray(sums[:, 1:] / np.maximum(sums[:, :-1], 1))


def find_break(counts: Counts, edge: int = 5) -> Found | None:
    """The rate that fell furthest beyond chance, `edge` minutes from either end at least; or None."""
    best, found = 0.0, None
    for column, rate in enumerate(RATES):
        n, k = counts[:, column].cumsum(), counts[:, column + 1].cumsum()
        gain = _fit(n[:-1], k[:-1]) + _fit(n[-1] - n[:-1], k[-1] - k[:-1]) - _fit(n[-1], k[-1])
        inside = gain[edge:-edge]
        if not len(inside):
            continue
        at = edge + int(inside.argmax())
        left = float((k[-1] - k[at]) / max(n[-1] - n[at], 1) / max(k[at] / n[at], 1e-9))
        if gain[at] > max(best, 10.0) and left < SMALLEST_FALL:
            best, found = float(gain[at]), Found(rate, at + 1, left)
    return found


def _fit(n: Counts, k: Counts) -> Numbers:
    """The best log-likelihood of one share: k·ln k + (n − k)·ln(n − k) − n·ln n."""
    misses = np.maximum(n - k, 0)
    return np.asarray(xlogy(k, k) + xlogy(misses, misses) - xlogy(n, n))
