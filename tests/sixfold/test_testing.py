"""The model of A/B tests against published tables, statsmodels and simulation."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import power_proportions_2indep, proportion_effectsize

from sixfold.models import testing


@pytest.mark.parametrize(("rate", "lift", "viewers"), [(0.35, 0.05, 11_791), (0.03, 0.10, 53_211)])
def test_the_sizes_of_the_brief(rate, lift, viewers):
    assert np.ceil(testing.sample_size(rate, lift)) == viewers


@pytest.mark.parametrize("rate", [0.02, 0.1, 0.35, 0.6])
@pytest.mark.parametrize("lift", [-0.1, 0.05, 0.2])
@pytest.mark.parametrize("power", [0.5, 0.8, 0.95])
def test_size_agrees_with_statsmodels(rate, lift, power):
    viewers = testing.sample_size(rate, lift, power)
    other = rate * (1 + lift)
    exact = power_proportions_2indep(other - rate, rate, viewers, ratio=1, alpha=0.05)
    assert exact.power == pytest.approx(power, abs=0.002)
    arcsine = NormalIndPower().solve_power(proportion_effectsize(other, rate), power=power, alpha=0.05)
    assert viewers == pytest.approx(arcsine, rel=0.02)
    assert testing.power(rate, lift, viewers) == pytest.approx(power)


def test_power_agrees_with_simulation():
    rate, lift, viewers = 0.35, 0.06, 8_000
    k = np.random.default_rng(1).binomial(viewers, [rate, rate * (1 + lift)], (40_000, 2))
    pooled = k.sum(axis=1) / (2 * viewers)
    z = (k[:, 1] - k[:, 0]) / viewers / np.sqrt(pooled * (1 - pooled) * 2 / viewers)
    assert np.mean(z > 1.96) == pytest.approx(float(testing.power(rate, lift, viewers)), abs=0.01)


@pytest.mark.parametrize(
    "wrong", [(0.0, 0.1), (0.6, 0.8), (0.4, 0.0), (0.4, -1.0), (0.4, 0.1, 1.0), (0.4, 0.1, 0.8, 0.0)]
)
def test_impossible_sizes_are_refused(wrong):
    with pytest.raises(ValueError, match="no size"):
        testing.sample_size(*wrong)


# Armitage, McPherson and Rowe (1969), table 2: looks at 5 %.
@pytest.mark.parametrize(
    ("looks", "alarms"),
    [(1, 0.050), (2, 0.083), (3, 0.107), (4, 0.126), (5, 0.142), (10, 0.193), (20, 0.248)],
)
def test_false_alarms_of_peeking(looks, alarms):
    assert testing.crossed([1.959964] * looks)[-1] == pytest.approx(alarms, abs=0.0006)


# Jennison and Turnbull (2000), table 2.3: the last bound at alpha = 0.05.
@pytest.mark.parametrize(
    ("looks", "last"), [(1, 1.960), (2, 1.977), (3, 2.004), (4, 2.024), (5, 2.040), (10, 2.087), (20, 2.126)]
)
def test_bounds_of_obrien_and_fleming(looks, last):
    bounds = testing.obrien_fleming(looks)
    assert bounds[-1] == pytest.approx(last, abs=0.0006)
    assert bounds[0] == pytest.approx(bounds[-1] * np.sqrt(looks))


def test_integration_agrees_with_simulated_walks():
    z = testing.walks(14, 2.8, 20_000, seed=3)
    for bounds in (np.full(14, 1.96), np.array(testing.obrien_fleming(14))):
        simulated = np.maximum.accumulate(np.abs(z) > bounds, axis=1).mean(axis=0)
        assert testing.crossed(bounds, 2.8) == pytest.approx(simulated, abs=0.012)


def test_one_look_has_the_power_of_the_plain_test():
    viewers = testing.sample_size(0.35, 0.06)
    end = testing.drift(0.35, 0.06, viewers)
    assert testing.crossed([1.959964], end)[0] == pytest.approx(0.8, abs=0.001)
    assert stats.norm.sf(1.959964 - end) == pytest.approx(0.8, abs=0.001)
