import numpy as np
import pytest

import sixfold as sf
from sixfold.models import experience
from sixfold.models.pricing import Offer

PLAIN = Offer(
    list_price=100, units=50, elasticity=-3, returns=0, slope=0, cost=40, ship=0, back=0, commission=0
)


def test_the_price_of_most_contribution_by_hand():
    # Without returns and freight: best price = cost · e / (1 + e) = 40 · 3 / 2.
    prices = np.arange(45, 120, 0.5)
    assert prices[PLAIN.contribution(prices).argmax()] == 60
    assert PLAIN.contribution(60) == pytest.approx(50 * 0.6**-3 * 20)
    assert prices[PLAIN.gmv(prices).argmax()] == 45  # GMV alone goes as low as it may


def test_every_returned_piece_costs_goods_and_freight():
    offer = Offer(
        list_price=100, units=10, returns=0.5, slope=0, cost=40, ship=4, back=7, commission=0.1, loss=0.2
    )
    assert offer.net(100) == pytest.approx(500)
    assert offer.contribution(100) == pytest.approx(5 * (90 - 40) - 5 * (8 + 7) - 10 * 4)


def test_dearer_pieces_come_back_more_often_within_limits():
    offer = Offer(returns=0.3, slope=0.35)
    shares = offer.return_share([1, 119, 160, 1e6])
    assert shares[0] == 0 and shares[1] == pytest.approx(0.3) and shares[2] > 0.3 and shares[3] == 0.95


def test_weights_in_any_unit():
    shares = {"product": 0.9, "service": 1.0, "logistics": 0.8}
    assert experience.score(shares, {"product": 2, "service": 1, "logistics": 1}) == pytest.approx(4.5)
    assert experience.score(shares, {"product": 50, "service": 25, "logistics": 25}) == pytest.approx(4.5)


def test_a_case_loses_half_its_say_in_a_half_life_and_all_after_the_window():
    daily = np.zeros(100)
    daily[-1] = 1.0
    say = 2.0 ** (-np.arange(90) / 30)
    assert experience.recent_share(daily) == pytest.approx(1 / say.sum())
    daily[-31] = 1.0
    assert experience.recent_share(daily) == pytest.approx(1.5 / say.sum())
    daily[:10] = 1.0
    assert experience.recent_share(daily) == pytest.approx(1.5 / say.sum())


def test_what_is_mended_comes_back_slowly_and_adds_up():
    usual = {"product": 0.96, "service": 0.95, "logistics": 0.975}
    faulty = {"product": 0.89, "service": 0.95, "logistics": 0.87}
    weights = {"product": 42.5, "service": 37.5, "logistics": 20.0}
    plans = {
        name: experience.path(usual, faulty, weights, mended, 130)
        for name, mended in {
            "none": (),
            "product": ("product",),
            "logistics": ("logistics",),
            "both": tuple(usual),
        }.items()
    }
    assert len({path[0] for path in plans.values()}) == 1  # today nothing differs
    assert plans["both"][-1] == pytest.approx(experience.score(usual, weights))
    assert plans["none"][-1] == pytest.approx(experience.score(faulty, weights))
    assert (np.diff(plans["both"]) > -1e-12).all() and (np.diff(plans["none"]) < 1e-12).all()
    gains = {name: path - plans["none"] for name, path in plans.items()}
    assert gains["product"] + gains["logistics"] == pytest.approx(gains["both"])
    assert gains["product"][60] > gains["logistics"][60]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "The best price is"),
        ({"returns": 75, "cost": 80}, "no price between"),
        ({"price": 95, "elasticity": -1.8}, ""),
    ],
)
def test_price_volume_return_says_what_to_do(settings: dict[str, float], words: str):
    widget = sf.widgets.price_volume_return()
    for name, value in settings.items():
        widget.controls[name].value = value
    assert words in widget.view.sentence


def test_experience_score_follows_the_weights():
    widget = sf.widgets.experience_score()
    assert "logistics mended, not within 60 days" in widget.view.sentence
    widget.controls["product"].value = widget.controls["logistics"].max
    widget.controls["logistics"].value = widget.controls["logistics"].max
    assert "above" in widget.view.sentence
