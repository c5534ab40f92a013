import numpy as np
import pytest

from sixfold.models import audience, fact


def test_half_of_the_followers_are_left_after_the_half_life():
    assert audience.survival(18, 18) == pytest.approx(0.5)
    assert audience.survival(0, 18) == 1
    hazard = -np.diff(np.log(audience.survival([0, 1, 2, 30, 31], 18)))
    assert hazard[0] > hazard[1] > hazard[3]  # many at once, then ever fewer


def test_a_rate_takes_from_those_who_stay_and_nobody_is_lost():
    moved = audience.matrix(0.1, 0.2, 0.3)
    assert moved.sum(axis=1) == pytest.approx(np.ones(6))
    assert (moved >= 0).all()
    assert (moved[0, 1], moved[2, 3], moved[3, 4]) == (0.1, 0.2, 0.3)
    path = audience.stocks(moved, 12)
    assert path.shape == (13, 6)
    assert path.sum(axis=1) == pytest.approx(np.full(13, audience.START.sum()))


def test_a_campaign_keeps_what_it_did_not_steal():
    campaign = fact.NEW_BRAND["C"]
    assert campaign.gmv(campaign.half) == campaign.top / 2
    assert campaign.stays(10_000) == pytest.approx(0.7 * campaign.gmv(10_000))


def test_the_next_yuan_goes_where_it_adds_most():
    nothing = dict.fromkeys(fact.NEW_BRAND, 0.0)
    assert fact.best_next(fact.NEW_BRAND, nothing) == "A"
    assert fact.best_next(fact.NEW_BRAND, {**nothing, "A": 200_000.0}) == "F"
    assert fact.new_share(fact.NEW_BRAND, nothing) == 0
    assert fact.new_share(fact.NEW_BRAND, {**nothing, "T": 1_000.0}) == pytest.approx(0.8)
