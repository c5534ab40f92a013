"""How many viewers an A/B test needs, and what looking at it early does.

Two arms of equal size, a rate in each, two-sided z tests. The size is that of the pooled test (J. L.
Fleiss, *Statistical Methods for Rates and Proportions*, without continuity correction). Looks at equal
distances are a random walk with steps of variance 1; the chance to cross a bound is found by integrating it
from look to look (Armitage, McPherson and Rowe, 1969), and the bound that holds the false alarms at `alpha`
has the shape of O'Brien and Fleming (1979). Left out: viewers who come back, several metrics, looks at
uneven distances.
"""

from __future__ import annotations

from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.polynomial.legendre import leggauss
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import ndtr

Numbers = NDArray[np.float64]
NODES, WEIGHTS = leggauss(80)


def sample_size(rate: float, lift: float, power: float = 0.8, alpha: float = 0.05) -> float:
    """Viewers an arm to see a relative `lift` of `rate` with `power`; not rounded.

    Raises
    ------
    ValueError
        A rate, `power` or `alpha` is not strictly between 0 and 1, or `lift` is 0.
    """
    raised = (1 + lift) * rate
    if lift == 0 or not all(0 < share < 1 for share in (rate, raised, power, alpha)):
        raise ValueError(f"no size for a rate of {rate} with a lift of {lift}, power {power}, alpha {alpha}")
    together, apart = _spreads(rate, raised)
    root = _quantile(1 - alpha / 2) * together + _quantile(power) * apart
    return float((root / (raised - rate)) ** 2)


def power(rate: float, lift: float, viewers: ArrayLike, alpha: float = 0.05) -> Numbers:
    """Chance that a test with so many `viewers` an arm is significant in the right direction."""
    raised = (1 + lift) * rate
    together, apart = _spreads(rate, raised)
    distance = abs(raised - rate) * np.sqrt(np.asarray(viewers, dtype=float))
    return np.asarray(ndtr((distance - _quantile(1 - alpha / 2) * together) / apart))


def drift(rate: float, lift: float, viewers: float) -> float:
    """Mean of z at the end of a test with `viewers` an arm."""
    raised = (1 + lift) * rate
    return float((raised - rate) * np.sqrt(viewers) / _spreads(rate, raised)[1])


def crossed(bounds: ArrayLike, end: float = 0.0) -> Numbers:
    """Chance that |z| has crossed its bound by each look.

    Parameters
    ----------
    bounds
        Of |z|, one for each of the equally spaced looks.
    end
        Mean of z at the last look; 0 without an effect.
    """
    z = np.asarray(bounds, dtype=float)
    looks = len(z)
    step = end / np.sqrt(looks)
    edge = z * np.sqrt(np.arange(1, looks + 1))
    at = edge[0] * NODES
    weight = edge[0] * WEIGHTS * _density(at - step)
    inside = [weight.sum()]
    for wide in edge[1:]:
        following = wide * NODES
        weight = wide * WEIGHTS * (_density(following[:, None] - at - step) @ weight)
        at = following
        inside.append(weight.sum())
    return np.asarray(1 - np.array(inside))


@lru_cache(maxsize=64)
def obrien_fleming(looks: int, alpha: float = 0.05) -> tuple[float, ...]:
    """Bounds of |z| at equally spaced looks: high early, nearly the usual one at the end."""
    shape = np.sqrt(looks / np.arange(1, looks + 1))

    def excess(constant: float) -> float:
        return float(crossed(constant * shape)[-1]) - alpha

    return tuple((float(brentq(excess, 1.0, 5.0)) * shape).tolist())


def walks(looks: int, end: float, count: int, seed: int) -> Numbers:
    """z at each look of `count` simulated tests, shape (count, looks)."""
    steps = np.random.default_rng(seed).normal(end / np.sqrt(looks), 1, (count, looks))
    return np.asarray(steps.cumsum(axis=1) / np.sqrt(np.arange(1, looks + 1)))


def _spreads(rate: float, raised: float) -> tuple[float, float]:
    """Standard deviation of the difference for one viewer an arm: with the pooled rate, and with both."""
    mean = (rate + raised) / 2
    together = 2 * mean * (1 - mean)
    return float(np.sqrt(together)), float(np.sqrt(rate * (1 - rate) + raised * (1 - raised)))


def _quantile(share: float) -> float:
    return NormalDist().inv_cdf(share)


def _density(x: Numbers) -> Numbers:
    return np.asarray(np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi))
