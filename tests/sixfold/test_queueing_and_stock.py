import heapq

import numpy as np
import pytest

from sixfold.models import queueing
from sixfold.models.stocking import Product


@pytest.mark.parametrize(("agents", "share"), [(10, 0.091), (11, 0.026), (12, 0.007)])
def test_erlang_c_of_120_conversations_of_four_minutes(agents: int, share: float):
    assert queueing.waits_longer(agents, 120, 4, 3) == pytest.approx(share, abs=0.0005)


def long_run(agents: int, n: int = 150_000) -> float:
    """Share that waits over 3 minutes in one long evening, without its first hours."""
    rng = np.random.default_rng(agents)
    arrive, work = np.cumsum(rng.exponential(0.5, n)), rng.exponential(4, n)
    free, late = [0.0] * agents, 0
    for k in range(n):
        begin = max(free[0], arrive[k])
        heapq.heapreplace(free, begin + work[k])
        late += k >= 2_000 and begin - arrive[k] > 3
    return late / (n - 2_000)


@pytest.mark.parametrize(("agents", "tolerance"), [(10, 0.015), (11, 0.006), (12, 0.003)])
def test_a_simulation_agrees_with_the_formula(agents: int, tolerance: float):
    assert long_run(agents) == pytest.approx(queueing.waits_longer(agents, 120, 4, 3), abs=tolerance)


def test_evenings_that_begin_empty_wait_a_little_less_than_for_ever():
    teams = [7, 10, 11, 12]
    share = (queueing.simulate(teams, 120, 4) > 3).mean(axis=1)
    expected = np.array([queueing.waits_longer(team, 120, 4, 3) for team in teams])
    assert (share[1:] > 0.4 * expected[1:]).all() and (share[1:] < 1.2 * expected[1:]).all()
    assert 0.2 < share[0] < 0.95  # Erlang C only says 1
    assert queueing.simulate([10], 120, 4)[0] == pytest.approx(queueing.simulate(teams, 120, 4)[1])


def test_one_agent_by_hand():
    # M/M/1: P(wait > t) = a · exp(−(1 − a) · t / service)
    assert queueing.waits_longer(1, 6, 5, 3) == pytest.approx(0.5 * np.exp(-0.5 * 3 / 5))
    assert queueing.waits_longer(1, 12, 5, 3) == 1.0


def test_the_smallest_team():
    assert [queueing.agents_for(120, 4, 3, target) for target in (0.9, 0.95, 0.99)] == [10, 11, 12]
    assert queueing.agents_for(0, 4, 3, 0.9) == 0
    team = queueing.agents_for(18_000, 4, 3, 0.95)
    assert queueing.waits_longer(team, 18_000, 4, 3) <= 0.05 < queueing.waits_longer(team - 1, 18_000, 4, 3)
    with pytest.raises(ValueError, match="target=1"):
        queueing.agents_for(120, 4, 3, 1)


PRODUCT = Product(daily=100, daily_sd=30, lead=10, lead_sd=4, batch=1_000)


def test_the_spread_of_demand_until_goods_come():
    assert PRODUCT.spread == pytest.approx(np.sqrt(10 * 30**2 + 100**2 * 4**2))
    rng = np.random.default_rng(6)
    lead = rng.gamma(6.25, 1.6, 40_000)  # mean 10, sd 4
    wanted = 100 * lead + 30 * np.sqrt(lead) * rng.normal(size=40_000)
    assert wanted.std() == pytest.approx(PRODUCT.spread, rel=0.02)


def test_service_and_its_safety_stock_are_inverse():
    assert PRODUCT.service(PRODUCT.safety(0.95)) == pytest.approx(0.95)
    assert PRODUCT.safety(0.5) == pytest.approx(0)


def test_pieces_short_by_simulation():
    draws = np.random.default_rng(1).normal(0, PRODUCT.spread, 400_000)
    assert PRODUCT.short(300) == pytest.approx(np.maximum(draws - 300, 0).mean(), rel=0.02)


def test_no_other_safety_stock_costs_less():
    best = PRODUCT.best(holding=2, margin=12)
    costs = [sum(PRODUCT.cost(float(stock), 2, 12)) for stock in np.linspace(0, 2_000, 2_001)]
    assert sum(PRODUCT.cost(best, 2, 12)) <= min(costs) + 1e-6
    assert PRODUCT.best(holding=40, margin=2) == 0  # holding costs more than a piece short can
