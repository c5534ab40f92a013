"""Against the worked examples of the sources, and against statsmodels where it has the statistic."""

from __future__ import annotations

import time

import numpy as np
import pytest

from sixfold_grader import psychometrics as psy

PATTERNS = {
    "00000": 3, "00001": 6, "00010": 2, "00011": 11, "00100": 1, "00101": 1, "00110": 3, "00111": 4,
    "01000": 1, "01001": 8, "01011": 16, "01101": 3, "01110": 2, "01111": 15, "10000": 10, "10001": 29,
    "10010": 14, "10011": 81, "10100": 3, "10101": 28, "10110": 15, "10111": 80, "11000": 16, "11001": 56,
    "11010": 21, "11011": 173, "11100": 11, "11101": 61, "11110": 28, "11111": 298,
}  # fmt: skip
LSAT6 = np.array([[int(x) for x in pattern] for pattern, count in PATTERNS.items() for _ in range(count)])
R1, R2 = [4, 3, 2, 4, 1, 3, 2, 0, 4, 3, 2, 3], [4, 3, 3, 4, 1, 2, 2, 1, 4, 3, 1, 3]


def test_lsat6() -> None:
    found = psy.item_statistics(LSAT6)
    assert found.n == 1000
    assert found.p == pytest.approx([0.924, 0.709, 0.553, 0.763, 0.870], abs=5e-4)
    assert found.item_rest == pytest.approx([0.1128, 0.1532, 0.1728, 0.1444, 0.1216], abs=5e-5)
    assert found.flag == ("amber",) * 5
    assert psy.cronbach_alpha(LSAT6) == pytest.approx(0.2949972, abs=1e-7)


def test_an_omit_is_no_points_and_is_counted() -> None:
    scores = [[1, np.nan, 2], [0, 0, 1], [1, 1, 2], [1, 1, 1]]
    found = psy.item_statistics(scores, maxima=[1, 1, 2])
    assert found.p == pytest.approx([0.75, 0.5, 0.75])
    assert found.omitted == pytest.approx([0, 0.25, 0])


def test_an_item_without_variance_has_no_correlation_and_is_flagged() -> None:
    found = psy.item_statistics([[1, 0], [1, 1], [1, 0]])
    assert np.isnan(found.item_rest[0])
    assert found.flag[0] == "red"


def test_csem_at_the_cut() -> None:
    assert psy.csem(50, 30) == pytest.approx(np.sqrt(30 * 20 / 49))
    with pytest.raises(ValueError, match="between 0 and n"):
        psy.csem(50, 51)


def test_livingston_lewis() -> None:
    found = psy.livingston_lewis(50, 0.5, 5, 3, 0.25, 0.75)
    assert (found.accuracy, found.consistency, found.kappa) == pytest.approx(
        (0.836981, 0.774991, 0.397886), abs=2e-6
    )


def test_effective_length_of_a_binomial_test_is_its_length() -> None:
    items, share = 40, np.random.default_rng(1).beta(6, 3, 200_000)
    scores = np.random.default_rng(2).binomial(items, share)
    reliability = (items**2 * share.var()) / scores.var()
    assert psy.effective_length(scores.mean(), scores.var(), reliability, items) == pytest.approx(
        items, rel=0.02
    )


@pytest.mark.parametrize(
    ("shape", "low", "high"), [((5, 3), 0.25, 0.75), ((4, 6), 0.1, 0.9), ((6, 2), 0.3, 1.0)]
)
def test_true_shares_are_recovered_and_classify_as_the_truth_does(
    shape: tuple[int, int], low: float, high: float
) -> None:
    rng = np.random.default_rng(7)
    truth = low + (high - low) * rng.beta(*shape, 400_000)
    scores, again = rng.binomial(50, truth), rng.binomial(50, truth)
    reliability = float(np.corrcoef(scores, again)[0, 1])
    length, found = psy.true_shares(scores, 50, reliability)
    assert length == pytest.approx(50, rel=0.03)
    mean = found.low + (found.high - found.low) * found.alpha / (found.alpha + found.beta)
    assert mean == pytest.approx(truth.mean(), abs=2e-3)
    passed = scores >= 30
    ours = psy.livingston_lewis(length, 0.6, found.alpha, found.beta, found.low, found.high)
    assert ours.accuracy == pytest.approx((passed == (truth >= 0.6)).mean(), abs=0.01)
    assert ours.consistency == pytest.approx((passed == (again >= 30)).mean(), abs=0.01)


def test_moments_that_fit_no_four_parameters_fall_back_to_two() -> None:
    rng = np.random.default_rng(8)
    scores = rng.binomial(20, rng.choice([0.02, 0.98], 4000))
    _length, found = psy.true_shares(scores, 20, 0.97)
    assert (found.low, found.high) == (0.0, 1.0)
    assert found.alpha / (found.alpha + found.beta) == pytest.approx(scores.mean() / 20)


def test_mosier_is_the_share_of_true_variance_of_the_composite() -> None:
    rng = np.random.default_rng(9)
    weights, sd = np.array([0.5, 0.3, 0.2]), np.array([12.0, 10.0, 8.0])
    rho = np.array([0.8, 0.7, 0.9])
    together = rng.normal(size=(200_000, 1)) * 0.8 + rng.normal(size=(200_000, 3)) * 0.6
    true = together * sd * np.sqrt(rho)
    observed = true + rng.normal(size=true.shape) * sd * np.sqrt(1 - rho)
    share = (true @ weights).var() / (observed @ weights).var()
    assert psy.mosier(weights, sd, rho, (observed @ weights).var()) == pytest.approx(share, abs=5e-3)
    with pytest.raises(ValueError, match="variance above 0"):
        psy.mosier([1], [12], [0.8], 0)


def test_mantel_haenszel_agrees_with_statsmodels() -> None:
    tables = np.random.default_rng(3).integers(5, 60, (6, 2, 2))
    contingency = pytest.importorskip("statsmodels.stats.contingency_tables")
    theirs = contingency.StratifiedTable(list(tables.astype(float)))
    ours = psy.mantel_haenszel(tables)
    assert ours.alpha == pytest.approx(theirs.oddsratio_pooled)
    assert ours.se == pytest.approx(2.35 * theirs.logodds_pooled_se)
    null = theirs.test_null_odds(correction=True)
    assert (ours.chi2, ours.p) == pytest.approx((null.statistic, null.pvalue))
    assert ours.delta == pytest.approx(-2.35 * theirs.logodds_pooled)


@pytest.mark.parametrize(("focal", "ets"), [((150, 100), "A"), ((120, 130), "B"), ((60, 190), "C")])
def test_ets_classes(focal: tuple[int, int], ets: str) -> None:
    assert psy.mantel_haenszel([[[150, 100], focal]] * 2).ets_class == ets


def test_weighted_kappa_and_icc() -> None:
    assert psy.weighted_kappa(R1, R2) == pytest.approx(0.8743, abs=5e-5)
    assert psy.icc_a1(np.column_stack([R1, R2])) == pytest.approx(0.8836, abs=5e-5)
    assert np.isnan(psy.weighted_kappa([2, 2], [2, 2]))


def test_agreement_of_two_raters() -> None:
    found = psy.agreement(R1, R2)
    assert (found.n, found.exact, found.adjacent) == (12, pytest.approx(2 / 3), 1.0)
    assert (found.kappa, found.icc) == pytest.approx((0.8743, 0.8836), abs=5e-5)
    with pytest.raises(ValueError, match="equally long"):
        psy.agreement([1, 2], [1])


def test_weighted_kappa_agrees_with_statsmodels() -> None:
    inter_rater = pytest.importorskip("statsmodels.stats.inter_rater")
    counts = np.zeros((5, 5))
    np.add.at(counts, (R1, R2), 1)
    theirs = inter_rater.cohens_kappa(counts, weights=np.arange(5), wt="quadratic").kappa
    assert psy.weighted_kappa(R1, R2) == pytest.approx(theirs)


def test_prmse() -> None:
    found = psy.prmse(1.107024, 5.667851, 1.698991, 0.640395)
    assert (found.sub, found.total) == pytest.approx((0.640, 0.421), abs=5e-4)
    assert found.worth_reporting


def test_angoff() -> None:
    judges = [
        [0.70, 0.55, 0.80, 0.60],
        [0.65, 0.50, 0.75, 0.70],
        [0.75, 0.60, 0.85, 0.65],
        [0.70, 0.45, 0.80, 0.60],
        [0.60, 0.55, 0.70, 0.55],
    ]
    found = psy.angoff(judges)
    assert (found.cut, found.se) == pytest.approx((2.61, 0.0731), abs=5e-5)


def test_decisions_without_error_are_always_right_and_with_it_less_so() -> None:
    rng = np.random.default_rng(5)
    scaled = rng.normal(68, 12, (400, 6))
    six = np.ones(6)
    perfect = psy.simulate_decision_accuracy(scaled, 12 * six, six, six / 6, 50 * six)
    assert (perfect.accuracy, perfect.consistency) == (1.0, 1.0)
    usual = psy.simulate_decision_accuracy(scaled, 12 * six, 0.8 * six, six / 6, 50 * six)
    assert 0.6 < usual.consistency < usual.accuracy < 0.98
    assert usual == psy.simulate_decision_accuracy(scaled, 12 * six, 0.8 * six, six / 6, 50 * six)


def test_a_hundred_thousand_candidates_take_less_than_two_seconds() -> None:
    rng = np.random.default_rng(1)
    scores = (rng.normal(size=(100_000, 1)) + rng.normal(size=(100_000, 60)) > 0).astype(float)
    begin = time.process_time()
    alpha, items = psy.cronbach_alpha(scores), psy.item_statistics(scores)
    assert time.process_time() - begin < 2
    assert alpha > 0.9 and items.n == 100_000


@pytest.mark.parametrize(
    ("n", "statistic", "text"),
    [(29, "items", "insufficient data (n = 29)"), (99, "items", "0.42 (provisional)"), (100, "items", "0.42"),
     (49, "alpha", "insufficient data (n = 49)"), (50, "alpha", "0.42"),
     (199, "dif", "insufficient data (n = 199)")],
)  # fmt: skip
def test_a_figure_of_too_few_is_not_printed(n: int, statistic: str, text: str) -> None:
    assert psy.shown(0.4242, n, statistic) == text


def test_too_few_is_said_in_chinese_as_in_the_report() -> None:
    assert psy.shown(0.4242, 12, "alpha", "zh") == "数据不足（n = 12）"


def test_wrong_shapes_say_so() -> None:
    with pytest.raises(ValueError, match="at least 2 × 2"):
        psy.cronbach_alpha([1, 2, 3])
    with pytest.raises(ValueError, match="missing in row 1, column 0"):
        psy.icc_a1([[1, 2], [np.nan, 2]])
    with pytest.raises(ValueError, match=r"\(K, 2, 2\)"):
        psy.mantel_haenszel([[1, 2], [3, 4]])
