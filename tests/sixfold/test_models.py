import numpy as np
import pytest

from sixfold.models.auction import NATURAL_GMV, Pool, pool, run_day
from sixfold.models.response import Response

PLAN = Response(top=60_000, half=6_000, shape=1.0)


def test_the_hill_curve_by_hand():
    assert PLAN.gmv(6_000) == pytest.approx(30_000)
    assert PLAN.average_roi(6_000) == pytest.approx(5.0)
    assert PLAN.marginal_roi(6_000) == pytest.approx(2.5)  # top · half / (half + spend)²
    assert PLAN.profit(6_000, break_even=2.5) == pytest.approx(6_000)


def test_the_marginal_roi_is_the_slope():
    plan = Response(50_000, 7_000, 1.7)
    slope = (plan.gmv(5_000.5) - plan.gmv(4_999.5)) / 1.0
    assert plan.marginal_roi(5_000) == pytest.approx(float(slope), rel=1e-6)


def test_the_best_spend_by_hand():
    # (half + spend)² = top · half / break_even = 144e6
    assert PLAN.best_spend(2.5) == pytest.approx(6_000)
    assert PLAN.best_spend(10.1) == 0.0


@pytest.mark.parametrize("shape", [0.6, 1.0, 1.4, 2.5])
def test_no_other_spend_earns_more(shape: float):
    plan = Response(60_000, 6_000, shape)
    best = plan.best_spend(3.0)
    assert plan.profit(best, 3.0) >= plan.profit(np.linspace(1, 60_000, 4_000), 3.0).max() - 1e-6


def test_an_s_curve_that_never_pays_is_not_started():
    assert Response(60_000, 6_000, 2.5).best_spend(8.0) == 0.0


def small(values: list[float]) -> Pool:
    return Pool(np.arange(len(values)), np.full(len(values), 100.0), np.array(values))


def test_a_day_by_hand():
    # bids at goal 2: 150, 90, 200 against a rival of 100; a win costs 100 / 1000 · 80 = ¥8
    day = run_day(small([300, 180, 400] + [1] * 21), roi_goal=2, budget=100)
    assert day.spend == pytest.approx(16)
    assert day.gmv == pytest.approx((300 + 400) * 0.08)
    assert day.payment_roi == pytest.approx(3.5)
    assert day.win_rate == pytest.approx(2 / 24)
    assert day.exhausted_at is None
    assert day.overall_roi == pytest.approx((56 + NATURAL_GMV) / 16)


def test_the_budget_ends_the_day():
    day = run_day(small([300.0] * 24), roi_goal=2, budget=20)
    assert day.spend == pytest.approx(16)
    assert day.exhausted_at == 2
    assert day.win_rate_by_hour.tolist() == [1, 1] + [0] * 22


def test_nothing_won_has_no_roi():
    day = run_day(small([1.0] * 24), roi_goal=2, budget=20)
    assert day.spend == 0
    assert np.isnan(day.payment_roi) and np.isnan(day.overall_roi)


def test_the_pool_is_seeded_and_covers_every_hour():
    assert np.array_equal(pool(6).value, pool(6).value)
    assert not np.array_equal(pool(6).value, pool(7).value)
    assert set(pool().hour) == set(range(24))


def test_a_higher_goal_buys_less_and_better_and_competition_costs():
    days = [run_day(pool(), goal, budget=1e9) for goal in (2, 3, 4)]
    assert [d.spend for d in days] == sorted((d.spend for d in days), reverse=True)
    assert [d.payment_roi for d in days] == sorted(d.payment_roi for d in days)
    assert all(day.payment_roi > goal for day, goal in zip(days, (2, 3, 4), strict=True))
    assert run_day(pool(), 3, 1e9, competition=1.4).win_rate < days[1].win_rate


def test_a_senseless_goal_is_refused():
    with pytest.raises(ValueError, match="roi_goal=0"):
        run_day(pool(), 0, 100)
