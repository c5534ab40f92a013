"""A reference method recovers each planted truth on twenty seeds, and the usual mistake misses it."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import curve_fit

from sixfold_market import traffic_buying as tb

SEEDS = range(20)
SHANGHAI = pd.Timedelta(hours=8)


def error(rows):
    """Mean and largest absolute error of (estimate, truth) pairs."""
    gap = np.array([estimate - truth for estimate, truth in rows])
    return abs(gap.mean()), abs(gap).max()


# ad_hourly: ratio of sums, mix shift


def roi_by(frame, *keys):
    sums = frame.groupby(list(keys))[["gmv", "spend"]].sum()
    return sums["gmv"] / sums["spend"]


@pytest.mark.parametrize("seed", SEEDS)
def test_mean_of_ratios_reorders_the_plans(seed):
    ads = tb.ad_hourly(seed, days=14, dirty=False)
    hourly = (ads["gmv"] / ads["spend"].where(ads["spend"] > 0)).groupby(ads["plan_id"]).mean()
    assert (roi_by(ads, "plan_id").rank() != hourly.rank()).sum() >= 4


@pytest.mark.parametrize("seed", SEEDS)
def test_weekend_fall_is_mix(seed):
    ads = tb.ad_hourly(seed, dirty=False)
    ads["weekend"] = (ads["ts"] + SHANGHAI).dt.day_of_week >= 5
    total = roi_by(ads, "weekend")
    weight = ads[~ads["weekend"]].groupby("plan_id")["spend"].sum()
    same_mix = roi_by(ads, "plan_id", "weekend").unstack("weekend").mul(weight / weight.sum(), axis=0).sum()
    fall, real = total[False] - total[True], same_mix[False] - same_mix[True]
    assert fall > 0.25
    assert abs(real) < 0.6 * fall


# ad_orders: billing day and payment day


def next_day_share(orders, shift):
    billed, paid = ((orders[column] + shift).dt.normalize() for column in ("bill_ts", "pay_ts"))
    return (paid > billed).mean()


def test_next_day_share_needs_shanghai_days():
    drawn = [(tb.ad_orders(seed, n=20_000), tb.truth(seed).next_day_share) for seed in SEEDS]
    bias, worst = error([(next_day_share(orders, SHANGHAI), share) for orders, share in drawn])
    assert bias < 0.001
    assert worst < 0.006
    assert all(abs(next_day_share(orders, pd.Timedelta(0)) - share) > 0.01 for orders, share in drawn)


# geo_daily: incrementality


def group_means(geo, values):
    after = geo["day"] >= geo["day"].min() + pd.Timedelta(days=tb.GEO_START_DAY)
    city = values.groupby([geo["treated"], geo["city"], after.rename("after")]).mean()
    return city.groupby(["treated", "after"]).mean()


def did(means):
    return (means[True, True] - means[True, False]) - (means[False, True] - means[False, False])


def geo_estimates(seed):
    """Lift per yuan claimed: by growth of cities, by yuan, by treated against control after the start."""
    geo = tb.geo_daily(seed)
    treated = geo[geo["claimed_gmv"] > 0]
    growth = 1 - np.exp(-did(group_means(geo, np.log(geo["gmv"]))))
    yuan = group_means(geo, geo["gmv"])
    claimed = treated["claimed_gmv"].mean()
    naive = (yuan[True, True] - yuan[False, True]) / claimed
    return {
        "growth": growth * treated["gmv"].mean() / claimed,
        "yuan": did(yuan) / claimed,
        "naive": naive,
        "roi": claimed / treated["spend"].mean(),
        "truth": tb.truth(seed),
    }


def test_incrementality_by_difference_in_differences():
    rows = [geo_estimates(seed) for seed in SEEDS]
    bias, worst = error([(row["growth"], row["truth"].incrementality) for row in rows])
    assert bias < 0.03
    assert worst < 0.12
    assert min(row["naive"] for row in rows) > 1
    _, worst_in_yuan = error([(row["yuan"], row["truth"].incrementality) for row in rows])
    assert worst_in_yuan > 2 * worst


def test_geo_lift_is_claimed_roi_times_incrementality():
    rows = [geo_estimates(seed) for seed in SEEDS]
    _, worst = error([(row["roi"] * row["truth"].incrementality, row["truth"].geo_lift) for row in rows])
    assert worst < 0.03


# creative_daily: fatigue


def ctr_at(age, first, floor, half_life):
    return first * (floor + (1 - floor) * 0.5 ** (age / half_life))


def fit_fatigue(ctr):
    """Floor (share of the first day's CTR) and half-life (days)."""
    start, bounds = [0.05, 0.2, 4.0], ([0, 0, 0.2], [1, 1, 30])
    return curve_fit(ctr_at, np.arange(len(ctr), dtype=float), ctr, p0=start, bounds=bounds)[0][1:]


def fatigue_estimates(seed):
    """CTR by age: within creatives (chained), over survivors, and by a log-linear fit without a floor."""
    wide = tb.creative_daily(seed).pivot(
        index="creative_id", columns="age_d", values=["impressions", "clicks"]
    )
    seen, clicks = wide["impressions"].to_numpy(), wide["clicks"].to_numpy()
    pooled = np.nansum(clicks, axis=0) / np.nansum(seen, axis=0)
    both = ~np.isnan(clicks[:, 1:])
    today = np.where(both, clicks[:, 1:], 0).sum(axis=0) / np.where(both, seen[:, 1:], 0).sum(axis=0)
    before = np.where(both, clicks[:, :-1], 0).sum(axis=0) / np.where(both, seen[:, :-1], 0).sum(axis=0)
    chained = pooled[0] * np.concatenate([[1.0], np.cumprod(today / before)])
    slope = np.polyfit(np.arange(len(chained)), np.log(chained), 1)[0]
    return {
        "chained": fit_fatigue(chained),
        "pooled": fit_fatigue(pooled),
        "no_floor": np.log(0.5) / slope,
        "truth": tb.truth(seed),
    }


def test_fatigue_within_creatives():
    rows = [fatigue_estimates(seed) for seed in SEEDS]
    bias, worst = error([(row["chained"][1], row["truth"].half_life) for row in rows])
    assert bias < 0.05
    assert worst < 0.25
    assert error([(row["chained"][0], row["truth"].floor) for row in rows])[1] < 0.02
    assert min(row["no_floor"] / row["truth"].half_life for row in rows) > 2.5
    assert min(row["pooled"][0] - row["truth"].floor for row in rows) > 0.02  # survivors lift the floor


# plan_daily: response curves


def fit_hill(plan):
    """Fit in logarithms, as the noise is multiplicative."""

    def log_gmv(spend, log_top, log_half, shape):
        powered = shape * np.log(spend)
        return log_top + powered - np.logaddexp(shape * log_half, powered)

    start = [np.log(1.5 * plan["gmv"].max()), np.log(plan["spend"].median()), 1.2]
    fitted = curve_fit(
        log_gmv, plan["spend"], np.log(plan["gmv"]), p0=start, bounds=([0, 0, 0.5], [15, 12, 3])
    )[0]
    return tb.Hill(top=np.exp(fitted[0]), half=np.exp(fitted[1]), shape=fitted[2])


@pytest.mark.parametrize("seed", SEEDS)
def test_trap_plan_is_good_on_average_and_losing_at_the_margin(seed):
    planted, days = tb.truth(seed), tb.plan_daily(seed)
    sums = days.groupby("plan_id")[["spend", "gmv"]].sum()
    assert (sums["gmv"] / sums["spend"]).min() > 1.2 * planted.break_even  # by the average no plan looks bad
    typical = days.groupby("plan_id")["spend"].median()
    losing = [
        plan for plan, hill in planted.hills.items() if hill.marginal(typical[plan]) < planted.break_even
    ]
    assert losing == [planted.trap_plan]
    trap = fit_hill(days[days["plan_id"] == planted.trap_plan])
    assert trap.marginal(typical[planted.trap_plan]) < planted.break_even


@pytest.mark.slow
def test_hill_fit_recovers_marginal_roi():
    errors = []
    for seed in SEEDS:
        planted = tb.truth(seed)
        for plan, rows in tb.plan_daily(seed).groupby("plan_id"):
            typical = rows["spend"].median()
            errors.append(fit_hill(rows).marginal(typical) / planted.hills[plan].marginal(typical) - 1)
    assert np.median(np.abs(errors)) < 0.06
    assert np.max(np.abs(errors)) < 0.5


def test_hill_slope_is_the_derivative():
    hill = tb.Hill(top=40_000, half=3_000, shape=1.3)
    spend = np.array([500.0, 3_000.0, 9_000.0])
    assert hill.marginal(spend) == pytest.approx((hill.gmv(spend + 0.5) - hill.gmv(spend - 0.5)), rel=1e-6)
    assert hill.gmv(3_000) == pytest.approx(20_000)
    assert hill.gmv(0) == 0


def test_truth_varies_with_the_seed():
    truths = [tb.truth(seed) for seed in SEEDS]
    assert len({each.trap_plan for each in truths}) > 5
    for name in ("incrementality", "next_day_share", "half_life", "floor"):
        assert len({getattr(each, name) for each in truths}) == len(truths)
    assert all(0.52 <= each.incrementality <= 0.58 for each in truths)
