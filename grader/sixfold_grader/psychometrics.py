"""How good a form is: reliability, items, agreement of raters, bias, accuracy of decisions. Pure numpy.

Every function computes for any n that allows it; `shown` prints a figure only where n is large enough to
mean something (`MINIMUM`). Arrays are (candidates, items) unless a docstring says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from sixfold_grader.blueprint import Language
from sixfold_grader.messages import text

Floats = NDArray[np.float64]
Flag = Literal["", "amber", "red"]

# Smallest n at which a figure is printed; item statistics stay provisional up to 100.
MINIMUM: Mapping[str, int] = MappingProxyType(
    {"items": 30, "alpha": 50, "prmse": 100, "dif": 200, "dif_group": 50}
)
PROVISIONAL = 100


def enough(n: int, statistic: str) -> bool:
    """Tell whether n candidates are enough for a figure; `statistic` is a key of `MINIMUM`."""
    return n >= MINIMUM[statistic]


def shown(value: float, n: int, statistic: str, language: Language = "en") -> str:
    """Return the value with two decimals, or that n is too small for it.

    Parameters
    ----------
    statistic : str
        A key of `MINIMUM`.
    """
    if not enough(n, statistic):
        return text("report", "insufficient", language, {"n": str(n)})
    if np.isnan(value):
        return "–"
    note = {"en": " (provisional)", "zh": "（暂定）"}[language]
    return f"{value:.2f}{note if statistic == 'items' and n < PROVISIONAL else ''}"


def cronbach_alpha(scores: ArrayLike) -> float:
    """Return Cronbach's α, which is KR-20 on 0/1 items.

    `k/(k−1) · (1 − Σ var(item) / var(total))`, the same divisor in both variances (Cronbach 1951,
    Psychometrika 16, 297-334).

    Parameters
    ----------
    scores : array, shape (candidates, items)
        Points; at least two of each, nothing missing.

    Returns
    -------
    float
        NaN if all totals are equal.

    Raises
    ------
    ValueError
        Another shape, or a missing score.
    """
    table = _table(scores)
    items, total = table.var(axis=0, ddof=1).sum(), table.sum(axis=1).var(ddof=1)
    k = table.shape[1]
    return float(k / (k - 1) * (1 - items / total)) if total > 0 else float("nan")


@dataclass(frozen=True)
class ItemStatistics:
    """Columns of figures, shape (items,): difficulty, correlation with the rest, share of omits, flag."""

    n: int
    p: Floats
    item_rest: Floats
    omitted: Floats
    flag: tuple[Flag, ...]


def item_statistics(scores: ArrayLike, maxima: ArrayLike = 1.0) -> ItemStatistics:
    """Return what each item tells.

    Parameters
    ----------
    scores : array, shape (candidates, items)
        Points; NaN is an omit and counts as 0 points.
    maxima : array, shape (items,) or one number
        Points possible.

    Returns
    -------
    ItemStatistics
        `p`: mean share of the points; `item_rest`: Pearson's r with the sum of the other items ("corrected";
        Henrysson 1963, Psychometrika 28, 211-218), NaN where nothing varies; `omitted`: share of NaN.
        Red: r < .10 or p outside .20-.95; amber: r < .20 or omits > 10 %.
    """
    raw = _table(scores, may_miss=True)
    missing = np.isnan(raw)
    table = np.where(missing, 0.0, raw) if missing.any() else raw
    means = table.mean(axis=0)
    centred = table - means
    total = centred.sum(axis=1)
    item, with_total = np.einsum("ij,ij->j", centred, centred), total @ centred
    rest = total @ total - 2 * with_total + item
    apart = np.sqrt(item * rest.clip(0))
    varies = apart > 1e-9 * (total @ total)  # else what is left is rounding
    r = np.divide(with_total - item, apart, out=np.full(len(apart), np.nan), where=varies)
    p, omitted = means / np.asarray(maxima, dtype=float), missing.mean(axis=0)
    flags = tuple(_flag(*row) for row in zip(p, r, omitted, strict=True))
    return ItemStatistics(len(table), p, r, omitted, flags)


def _flag(p: float, r: float, omitted: float) -> Flag:
    if not 0.20 <= p <= 0.95 or not r >= 0.10:
        return "red"
    return "amber" if r < 0.20 or omitted > 0.10 else ""


def csem(n: ArrayLike, x: ArrayLike) -> Floats:
    """Return Lord's conditional standard error `√(x(n−x)/(n−1))` in points (Lord 1955, EPM 15, 325-336).

    Parameters
    ----------
    n, x : array
        Points possible (above 1), and the score, 0 to n.

    Raises
    ------
    ValueError
        n is at most 1, or x outside 0 to n.
    """
    most, score = np.asarray(n, dtype=float), np.asarray(x, dtype=float)
    if (most <= 1).any() or (score < 0).any() or (score > most).any():
        raise ValueError(f"csem needs n above 1 and x between 0 and n, not n = {n!r}, x = {x!r}")
    error: Floats = np.sqrt(score * (most - score) / (most - 1))
    return error


@dataclass(frozen=True)
class Classification:
    """Share decided as the true score would (accuracy), alike twice (consistency), and the latter's κ."""

    accuracy: float
    consistency: float
    kappa: float


def livingston_lewis(
    n: float, cut: float, alpha: float, beta: float, low: float = 0.0, high: float = 1.0
) -> Classification:
    """Accuracy and consistency of pass/fail for true scores that follow a four-parameter beta.

    Livingston & Lewis (1995, Journal of Educational Measurement 32, 179-197): a candidate with true share τ
    scores binomially on `n` items; `n` is rounded to whole items.

    Parameters
    ----------
    n : float
        Effective test length, see `effective_length`.
    cut : float
        Share of the points that passes, between 0 and 1.
    alpha, beta, low, high : float
        Shape and bounds of the distribution of true shares.

    Raises
    ------
    ValueError
        A parameter lies outside its bounds.
    """
    items = round(n)
    if items < 1 or not 0 < cut < 1 or alpha <= 0 or beta <= 0 or not 0 <= low < high <= 1:
        raise ValueError(
            f"needs n ≥ 1, 0 < cut < 1, shapes > 0, 0 ≤ low < high ≤ 1; "
            f"got n = {n}, cut = {cut}, {alpha}, {beta}, {low}, {high}"
        )
    at = (cut - low) / (high - low)
    edges = np.unique(np.clip([0.0, at, 1.0], 0, 1))  # the integrand jumps at the cut
    nodes, weights = np.polynomial.legendre.leggauss(200)
    share = np.concatenate([(b - a) / 2 * nodes + (a + b) / 2 for a, b in pairwise(edges)])
    mass = np.concatenate([(b - a) / 2 * weights for a, b in pairwise(edges)])
    mass = mass * stats.beta.pdf(share, alpha, beta)
    mass /= mass.sum()
    needed = np.ceil(items * cut - 1e-9)
    passes = stats.binom.sf(needed - 1, items, low + (high - low) * share)
    accuracy = float(mass @ np.where(share >= at, passes, 1 - passes))
    consistency, rate = float(mass @ (passes**2 + (1 - passes) ** 2)), float(mass @ passes)
    chance = rate**2 + (1 - rate) ** 2
    return Classification(accuracy, consistency, (consistency - chance) / (1 - chance) if chance < 1 else 1.0)


@dataclass(frozen=True)
class TrueShares:
    """Distribution of true shares: a beta of these shapes between `low` and `high`."""

    alpha: float
    beta: float
    low: float
    high: float


def true_shares(scores: ArrayLike, maximum: float, reliability: float) -> tuple[float, TrueShares]:
    """Return effective length and the distribution of true shares behind observed scores.

    Livingston & Lewis (1995): scores are stretched to the effective length; the moments of the true shares
    follow from the factorial moments of the stretched scores (Lord 1965, Psychometrika 30, 239-270). Four
    parameters where the moments allow them, else two with the bounds 0 and 1 (Hanson 1991, ACT RR 91-5).

    Parameters
    ----------
    scores : array, shape (candidates,)
        Points of the whole form.
    maximum : float
        Points possible.
    reliability : float
        Of these scores, between 0 and 1.

    Raises
    ------
    ValueError
        All scores are equal, or the reliability is not between 0 and 1.
    """
    points = np.asarray(scores, dtype=float)
    length = effective_length(float(points.mean()), float(points.var()), reliability, maximum)
    items = max(round(length), 4)
    stretched = points / maximum * items
    falling = np.ones_like(stretched)
    moments = []
    for k in range(4):
        falling = falling * (stretched - k) / (items - k)
        moments.append(float(falling.mean()))
    return length, _beta_of_moments(*moments)


def _beta_of_moments(m1: float, m2: float, m3: float, m4: float) -> TrueShares:
    variance = m2 - m1**2
    skew = (m3 - 3 * m1 * m2 + 2 * m1**3) / variance**1.5
    kurtosis = (m4 - 4 * m1 * m3 + 6 * m1**2 * m2 - 3 * m1**4) / variance**2
    four = _four_parameters(m1, variance, skew, kurtosis)
    if four is not None:
        return four
    size = m1 * (1 - m1) / variance - 1
    return TrueShares(m1 * size, (1 - m1) * size, 0.0, 1.0)


def _four_parameters(mean: float, variance: float, skew: float, kurtosis: float) -> TrueShares | None:
    """Return the four-parameter beta with these moments (Johnson, Kotz & Balakrishnan 1995, ch. 25)."""
    room = 6 + 3 * skew**2 - 2 * kurtosis
    size = 6 * (kurtosis - skew**2 - 1) / room if room else 0.0
    if size <= 0:
        return None
    tilt = skew**2 * (size + 2) ** 2 / (skew**2 * (size + 2) ** 2 + 16 * (size + 1))
    less, more = size / 2 * (1 - np.sqrt(tilt)), size / 2 * (1 + np.sqrt(tilt))
    alpha, beta = (less, more) if skew >= 0 else (more, less)
    width = np.sqrt(variance * (size + 1) / (alpha * beta)) * size
    low = mean - width * alpha / size
    if alpha <= 0 or beta <= 0 or low < 0 or low + width > 1:
        return None
    return TrueShares(float(alpha), float(beta), float(low), float(low + width))


def effective_length(mean: float, variance: float, reliability: float, maximum: float) -> float:
    """Return how many 0/1 items would be as precise as this form (Livingston & Lewis 1995, eq. 1).

    `((mean − 0)(maximum − mean) − ρ·variance) / (variance·(1 − ρ))`, scores from 0 to `maximum`.
    """
    if not 0 < reliability < 1 or variance <= 0:
        raise ValueError(f"needs 0 < reliability < 1 and variance > 0, not {reliability}, {variance}")
    return (mean * (maximum - mean) - reliability * variance) / (variance * (1 - reliability))


@dataclass(frozen=True)
class MantelHaenszel:
    """Differential item functioning; `delta` below 0 is against the focal group."""

    alpha: float
    chi2: float
    p: float
    delta: float
    se: float
    ets_class: Literal["A", "B", "C"]


def mantel_haenszel(tables: ArrayLike) -> MantelHaenszel:
    """Compare two groups of equal ability on one item.

    Mantel & Haenszel (1959) with continuity correction; variance of ln α by Robins, Breslow & Greenland
    (1986, Biometrics 42, 311-323); ETS classes by Zwick (2012, ETS RR-12-08).

    Parameters
    ----------
    tables : array, shape (K, 2, 2)
        For each score level [[reference right, wrong], [focal right, wrong]].

    Returns
    -------
    MantelHaenszel
        `alpha` common odds ratio, `delta = −2.35 ln alpha`, `se` of delta; class A if p ≥ .05 or |Δ| < 1,
        C if |Δ| ≥ 1.5 and (|Δ| − 1)/SE > 1.645, else B.

    Raises
    ------
    ValueError
        Another shape, a negative count, or no level that can tell the groups apart.
    """
    counts = np.asarray(tables, dtype=float)
    if counts.ndim != 3 or counts.shape[1:] != (2, 2) or (counts < 0).any():
        raise ValueError(f"needs counts of shape (K, 2, 2), not {counts.shape}")
    counts = counts[counts.sum(axis=(1, 2)) > 1]
    a, b, c, d = counts[:, 0, 0], counts[:, 0, 1], counts[:, 1, 0], counts[:, 1, 1]
    n = a + b + c + d
    r, s = a * d / n, b * c / n
    spread = ((a + b) * (c + d) * (a + c) * (b + d) / (n**2 * (n - 1))).sum()
    if r.sum() == 0 or s.sum() == 0 or spread == 0:
        raise ValueError("the odds ratio is 0, infinite or undefined: too few answers in one of the cells")
    alpha = r.sum() / s.sum()
    gap = abs(a.sum() - ((a + b) * (a + c) / n).sum())
    chi2 = max(gap - 0.5, 0.0) ** 2 / spread
    p = float(stats.chi2.sf(chi2, 1))
    like, unlike = (a + d) / n, (b + c) / n
    log_variance = (
        (like * r).sum() / (2 * r.sum() ** 2)
        + (like * s + unlike * r).sum() / (2 * r.sum() * s.sum())
        + (unlike * s).sum() / (2 * s.sum() ** 2)
    )
    delta, se = -2.35 * np.log(alpha), 2.35 * np.sqrt(log_variance)
    return MantelHaenszel(float(alpha), float(chi2), p, float(delta), float(se), _ets(p, abs(delta), se))


def _ets(p: float, size: float, se: float) -> Literal["A", "B", "C"]:
    if p >= 0.05 or size < 1:
        return "A"
    return "C" if size >= 1.5 and (size - 1) / se > 1.645 else "B"


def weighted_kappa(r1: ArrayLike, r2: ArrayLike) -> float:
    """Return the quadratic weighted κ of two raters (Cohen 1968, Psychological Bulletin 70, 213-220).

    Parameters
    ----------
    r1, r2 : array, shape (subjects,)
        Whole-number ratings.

    Returns
    -------
    float
        NaN if both raters give one and the same rating throughout.

    Raises
    ------
    ValueError
        Different lengths or nothing to compare.
    """
    first, second = np.asarray(r1, dtype=float), np.asarray(r2, dtype=float)
    if first.shape != second.shape or first.ndim != 1 or not len(first):
        raise ValueError(f"needs two equally long rows of ratings, not {first.shape} and {second.shape}")
    seen = ((first - second) ** 2).mean()
    by_chance = first.var() + second.var() + (first.mean() - second.mean()) ** 2  # over all pairs
    return float(1 - seen / by_chance) if by_chance > 0 else float("nan")


def icc_a1(ratings: ArrayLike) -> float:
    """Return ICC(A,1): absolute agreement of single ratings, two-way random effects.

    McGraw & Wong (1996, Psychological Methods 1, 30-46).

    Parameters
    ----------
    ratings : array, shape (subjects, raters)
        At least two of each, nothing missing.
    """
    table = _table(ratings)
    n, k = table.shape
    mean = table.mean()
    rows = k * ((table.mean(axis=1) - mean) ** 2).sum() / (n - 1)
    columns = n * ((table.mean(axis=0) - mean) ** 2).sum() / (k - 1)
    rest = ((table - mean) ** 2).sum() - (n - 1) * rows - (k - 1) * columns
    error = rest / ((n - 1) * (k - 1))
    whole = rows + (k - 1) * error + k / n * (columns - error)
    return float((rows - error) / whole) if whole > 0 else float("nan")


@dataclass(frozen=True)
class Agreement:
    """How two raters agree: shares of equal and of neighbouring ratings, weighted κ, ICC(A,1)."""

    n: int
    exact: float
    adjacent: float
    kappa: float
    icc: float


def agreement(r1: ArrayLike, r2: ArrayLike) -> Agreement:
    """Return the agreement of two raters on one criterion; adjacent is at most 1 point apart.

    Parameters
    ----------
    r1, r2 : array, shape (subjects,)
        Whole-number ratings, at least two of each.

    Raises
    ------
    ValueError
        Different lengths, or too few.
    """
    kappa = weighted_kappa(r1, r2)
    both = np.column_stack([r1, r2]).astype(float)
    gap = np.abs(both[:, 0] - both[:, 1])
    return Agreement(len(both), float((gap == 0).mean()), float((gap <= 1).mean()), kappa, icc_a1(both))


@dataclass(frozen=True)
class Prmse:
    """How well the true subscore is predicted by the subscore and by the total."""

    sub: float
    total: float

    @property
    def worth_reporting(self) -> bool:
        """A subscore is a number in a report only if it beats the total."""
        return self.sub > self.total


def prmse(var_sub: float, var_total: float, covariance: float, alpha_sub: float) -> Prmse:
    """Return the proportional reduction of mean squared error (Haberman 2008, JEBS 33, 204-229).

    Parameters
    ----------
    var_sub, var_total, covariance : float
        Of the observed subscore and the total that contains it, in points².
    alpha_sub : float
        Reliability of the subscore.
    """
    true_variance = alpha_sub * var_sub
    if true_variance <= 0 or var_total <= 0:
        raise ValueError(f"needs variances and reliability above 0, not {var_sub}, {var_total}, {alpha_sub}")
    true_covariance = covariance - (1 - alpha_sub) * var_sub
    return Prmse(sub=alpha_sub, total=true_covariance**2 / (true_variance * var_total))


def mosier(weights: ArrayLike, sd: ArrayLike, reliability: ArrayLike, variance: float) -> float:
    """Return the reliability of a composite: `1 − Σ w²·sd²·(1 − ρ) / variance`.

    Mosier (1943, Psychometrika 8, 161-168).

    Parameters
    ----------
    weights, sd, reliability : array, shape (capabilities,)
    variance : float
        Of the observed composite, in scaled points².

    Raises
    ------
    ValueError
        The variance is not above 0.
    """
    share, spread, rho = (np.asarray(values, dtype=float) for values in (weights, sd, reliability))
    if not variance > 0:
        raise ValueError(f"needs a variance above 0, not {variance}")
    return float(1 - (share**2 * spread**2 * (1 - rho)).sum() / variance)


@dataclass(frozen=True)
class Angoff:
    """A panel's cut in points, and its standard error over judges."""

    cut: float
    se: float


def angoff(ratings: ArrayLike) -> Angoff:
    """Return the modified Angoff cut: what the judges expect of a borderline candidate (Angoff 1971).

    Parameters
    ----------
    ratings : array, shape (judges, items)
        Expected points of a just qualified candidate.
    """
    sums = _table(ratings).sum(axis=1)
    return Angoff(float(sums.mean()), float(sums.std(ddof=1) / np.sqrt(len(sums))))


def simulate_decision_accuracy(
    scaled: ArrayLike,
    sd: ArrayLike,
    reliability: ArrayLike,
    weights: ArrayLike,
    floors: ArrayLike,
    cut: float = 60.0,
    replications: int = 10_000,
    seed: int = 0,
) -> Classification:
    """Accuracy and consistency of a decision with several hurdles, by simulation.

    True scores are the observed ones shrunk to their mean by the reliability (Kelley 1947); each replication
    draws a candidate and two independent measurements.

    Parameters
    ----------
    scaled : array, shape (candidates, capabilities)
        Observed scaled scores.
    sd, reliability, weights, floors : array, shape (capabilities,)
    cut : float
        Of the composite.
    """
    observed = _table(scaled)
    spread, rho = np.asarray(sd, dtype=float), np.asarray(reliability, dtype=float)
    share, least = np.asarray(weights, dtype=float), np.asarray(floors, dtype=float)
    rng = np.random.default_rng(seed)
    true = observed.mean(axis=0) + rho * (observed - observed.mean(axis=0))
    drawn = true[rng.integers(0, len(true), replications)]
    error = spread * np.sqrt(1 - rho)

    def passes(scores: Floats) -> NDArray[np.bool_]:
        enough: NDArray[np.bool_] = (scores @ share >= cut) & (scores >= least).all(axis=1)
        return enough

    ideal = passes(drawn)
    first, second = (passes(drawn + error * rng.standard_normal(drawn.shape)) for _ in range(2))
    consistency, rate = float((first == second).mean()), float((first.mean() + second.mean()) / 2)
    chance = rate**2 + (1 - rate) ** 2
    kappa = (consistency - chance) / (1 - chance) if chance < 1 else 1.0
    return Classification(float((first == ideal).mean()), consistency, kappa)


def _table(values: ArrayLike, may_miss: bool = False) -> Floats:
    table = np.asarray(values, dtype=float)
    if table.ndim != 2 or min(table.shape) < 2:
        raise ValueError(f"needs a table of at least 2 × 2, not shape {table.shape}")
    if not may_miss and np.isnan(table).any():
        row, column = np.argwhere(np.isnan(table))[0]
        raise ValueError(f"a value is missing in row {row}, column {column}")
    return table
