"""Every table is a pure function of its seed, has its shape, and looks like an export of a real account."""

import time

import pandas as pd
import pytest

from sixfold_market import traffic_buying as tb

SHANGHAI = pd.Timedelta(hours=8)
SMALL = {
    "ad_hourly": {"days": 7, "plans": 8},
    "ad_orders": {"n": 2_000},
    "geo_daily": {"cities": 10},
    "creative_daily": {"creatives": 20},
    "plan_daily": {"plans": 3, "days": 20},
}
ROWS = {
    "ad_hourly": 26_880,
    "ad_orders": 60_000,
    "geo_daily": 3_360,
    "creative_daily": 2_550,
    "plan_daily": 720,
}


@pytest.fixture(scope="module")
def ads():
    return tb.ad_hourly(7, dirty=False)


@pytest.fixture(scope="module")
def orders():
    return tb.ad_orders(7, n=20_000)


@pytest.mark.parametrize("name", SMALL)
def test_same_seed_same_table(name):
    first, again, other = (getattr(tb, name)(seed, **SMALL[name]) for seed in (3, 3, 4))
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(other)


@pytest.mark.parametrize("name", SMALL)
def test_default_size_is_drawn_in_half_a_second(name):
    start = time.process_time()
    table = getattr(tb, name)(5)
    assert time.process_time() - start < 0.5
    assert len(table) == pytest.approx(ROWS[name], rel=0.06)


def test_plan_daily_refuses_more_plans_than_the_truth_has():
    with pytest.raises(ValueError, match="plans=13"):
        tb.plan_daily(1, plans=13)


def test_fewer_plans_are_the_same_plans():
    plans = list(tb.truth(1).hills)
    assert list(tb.plan_daily(1, plans=3)["plan_id"].unique()) == plans[:3]


def test_hourly_grid_is_complete_when_clean(ads):
    assert len(ads) == 26_880
    assert not ads.duplicated(["plan_id", "ts"]).any()
    assert (ads["ts"].min() + SHANGHAI).hour == 0


def test_dirty_export_repeats_and_loses(ads):
    dirty = tb.ad_hourly(7)
    twice = dirty.duplicated(["plan_id", "ts"]).sum()
    assert 60 < twice < 250
    assert 30 < len(ads) - (len(dirty) - twice) < 150
    assert 50 < dirty["spend"].isna().sum() < 200


@pytest.mark.parametrize("seed", range(5))
def test_orders_of_magnitude(seed):
    total = tb.ad_hourly(seed, dirty=False).sum(numeric_only=True)
    assert 80 < 1000 * total["spend"] / total["impressions"] < 120
    assert 0.02 < total["clicks"] / total["impressions"] < 0.06
    assert 0.02 < total["conversions"] / total["clicks"] < 0.05
    assert 2 < total["gmv"] / total["spend"] < 5


def test_funnel_narrows_and_money_follows(ads):
    assert (ads["clicks"] <= ads["impressions"]).all()
    assert (ads["conversions"] <= ads["clicks"]).all()
    assert ((ads["gmv"] > 0) == (ads["conversions"] > 0)).all()
    assert ads["impressions"].corr(ads["spend"]) > 0.9
    for column in ("impressions", "clicks", "spend", "conversions"):
        assert (ads[column] == 0).any()


def test_traffic_follows_shanghai_hours_and_heavy_tails(ads):
    by_hour = ads.groupby((ads["ts"] + SHANGHAI).dt.hour)["impressions"].sum()
    assert by_hour.idxmax() in (19, 20, 21)
    assert by_hour.idxmin() in (2, 3, 4)
    by_plan = ads.groupby("plan_id")["spend"].sum().sort_values(ascending=False)
    assert by_plan.head(8).sum() > 0.4 * by_plan.sum()


def test_learning_ends_at_twenty_conversions(ads):
    reached = ads.groupby("plan_id")["conversions"].cumsum() >= 20
    assert (ads.loc[reached, "status"] == "LEARNED").all()
    late = ads["ts"] >= tb.START + pd.Timedelta(days=4)
    assert set(ads.loc[~reached & late, "status"]) <= {"LEARN_FAILED"}
    assert set(ads.loc[~reached & ~late, "status"]) == {"LEARNING"}


def test_orders_are_unsorted_unique_and_paid_once(orders):
    assert orders["order_id"].is_unique
    assert not orders["bill_ts"].is_monotonic_increasing
    assert (orders["pay_ts"] >= orders["bill_ts"]).all()
    assert (orders["gmv"] > 0).all()
    assert (orders["refund"] <= orders["gmv"]).all()
    assert ((orders["refund"] > 0) == (orders["refund_stage"] != "none")).all()


def test_no_payment_time_piles_up(orders):
    paid = orders["pay_ts"] + SHANGHAI
    assert (paid - paid.dt.normalize()).value_counts().max() <= 8
    days = (paid.dt.normalize() - (orders["bill_ts"] + SHANGHAI).dt.normalize()).dt.days
    assert set(days) == {0, 1}
    next_day = paid[days == 1].dt.hour
    assert 0.1 < (next_day == 0).mean() < 0.4  # around midnight
    assert next_day.between(8, 22).mean() > 2 * next_day.between(1, 7).mean()  # the others in waking hours


def test_orders_and_hourly_report_are_one_account(ads, orders):
    reported, extracted = ads.groupby("plan_id")["conversions"].sum(), orders["plan_id"].value_counts()
    assert reported.corr(extracted) > 0.9
    assert orders["gmv"].mean() == pytest.approx(ads["gmv"].sum() / ads["conversions"].sum(), rel=0.15)


def test_geo_spends_only_in_treated_cities_after_the_start():
    geo = tb.geo_daily(2)
    started = geo["day"] >= geo["day"].min() + pd.Timedelta(days=tb.GEO_START_DAY)
    assert ((geo["spend"] > 0) == (geo["treated"] & started)).all()
    assert geo.groupby("city")["treated"].nunique().max() == 1
    assert geo[geo["treated"]]["city"].nunique() == 20
    assert (geo["claimed_gmv"] < geo["gmv"]).all()


def test_creatives_start_at_age_zero_and_weak_ones_stop():
    daily = tb.creative_daily(2)
    ages = daily.groupby("creative_id")["age_d"]
    assert (ages.min() == 0).all()
    assert (ages.max() - ages.size() == -1).all()
    assert 75 < (ages.size() == 20).sum() < 120
    spread = daily.groupby("creative_id")["impressions"].agg(lambda each: each.std() / each.mean())
    assert spread.median() > 0.1  # delivery is never level
