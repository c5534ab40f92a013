"""Fitted curves follow the planted ones where money was spent; weekends change the mix, not the plans."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import curve_fit

from sixfold_market import traffic_buying as tb

SEEDS = range(20)
SHANGHAI = pd.Timedelta(hours=8)


def fit(days):
    """Least squares in logarithms, over the logarithms of top and half."""
    start = [np.log(1.5 * days["gmv"].max()), np.log(days["spend"].median()), 1.2]
    fitted = curve_fit(
        lambda spend, top, half, shape: np.log(tb.Hill(np.exp(top), np.exp(half), shape).gmv(spend)),
        days["spend"].to_numpy(),
        np.log(days["gmv"].to_numpy()),
        p0=start,
        bounds=([0, 0, 0.5], [15, 12, 3]),
    )[0]
    return tb.Hill(np.exp(fitted[0]), np.exp(fitted[1]), fitted[2])


def test_fitted_curve_is_close_within_the_observed_spend():
    """Within the middle 90 % of daily spend; outside of it nothing is promised."""
    mean_errors, worst_errors = [], []
    for seed in SEEDS:
        hills = tb.truth(seed).hills
        for plan, days in tb.plan_daily(seed).groupby("plan_id"):
            spend = np.linspace(*days["spend"].quantile([0.05, 0.95]), 50)
            gap = np.abs(fit(days).gmv(spend) / hills[plan].gmv(spend) - 1)
            mean_errors.append(gap.mean())
            worst_errors.append(gap.max())
    assert np.mean(mean_errors) < 0.025
    assert max(worst_errors) < 0.15


@pytest.mark.parametrize("seed", SEEDS)
def test_average_roi_misprices_the_next_yuan_of_the_trap_plan(seed):
    planted, days = tb.truth(seed), tb.plan_daily(seed)
    trap = days[days["plan_id"] == planted.trap_plan]
    marginal = planted.hills[planted.trap_plan].marginal(trap["spend"].median())
    assert trap["gmv"].sum() / trap["spend"].sum() > 2.5 * marginal


@pytest.mark.parametrize("seed", SEEDS)
def test_the_account_falls_at_weekends_and_the_typical_plan_does_not(seed):
    ads = tb.ad_hourly(seed, dirty=False)
    weekend = ((ads["ts"] + SHANGHAI).dt.day_of_week >= 5).rename("weekend")
    total = ads.groupby(weekend)[["gmv", "spend"]].sum()
    plans = ads.groupby(["plan_id", weekend])[["gmv", "spend"]].sum()
    account = total["gmv"] / total["spend"]
    plan = (plans["gmv"] / plans["spend"]).unstack("weekend")
    assert account[True] / account[False] < 0.92
    assert (plan[True] / plan[False]).median() == pytest.approx(1, abs=0.06)
