import numpy as np
import pytest

from sixfold.models import replay, room

USUAL = {"entry": 0.14, "stay": 55.0, "click": 0.24, "pay": 0.11}


def test_people_online_settle_at_entries_times_stay():
    evening = room.run(**USUAL)
    assert evening.online[-1] == pytest.approx(evening.entries[-1] * 55 / 60, rel=1e-4)
    assert evening.acu == pytest.approx(evening.entries.mean() * 55 / 60, rel=0.02)
    longer = room.run(**{**USUAL, "stay": 110.0})
    assert 1.9 < longer.acu / evening.acu < 2.2  # twice the stay, and a little spill
    assert longer.gmv < 1.5 * evening.gmv  # people who watch are not yet people who buy


def test_a_better_door_lifts_one_gpm_only():
    usual, better = room.run(**USUAL), room.run(**{**USUAL, "entry": 0.28})
    assert better.gpm_watch == pytest.approx(usual.gpm_watch)
    assert better.gpm_exposure == pytest.approx(2 * usual.gpm_exposure)


def test_a_burst_brings_its_buyers_friends():
    without, with_ads = room.run(**USUAL), room.run(**USUAL, burst=1.0)
    bought = USUAL["entry"] * room.EXPOSED * len(room.BURST)
    added = (with_ads.entries - without.entries).sum()
    each = np.exp(-room.WAIT / 55) * 0.24 * 0.11 * room.PER_PAYER  # entries that one entry brings
    assert added == pytest.approx(bought / (1 - each), rel=0.01)
    assert with_ads.spend == pytest.approx(bought * room.PAID_ENTRY)
    assert without.spend == 0
    assert (with_ads.entries[: room.BURST.start] == without.entries[: room.BURST.start]).all()


@pytest.mark.parametrize("number", range(6))
def test_each_evening_breaks_as_planted_or_not_at_all(number: int):
    found, planted = replay.find_break(replay.evening(number)), replay.BREAKS[number]
    if planted is None:
        assert found is None
    else:
        rate, minute, left = planted
        assert found is not None and found.rate == rate and abs(found.minute - minute) <= 2
        assert found.left == pytest.approx(left, abs=0.08)


@pytest.mark.parametrize("number", range(6))
def test_no_alarm_before_anything_broke(number: int):
    planted = replay.BREAKS[number]
    last = planted[1] if planted else replay.MINUTES
    assert all(replay.find_break(replay.evening(number)[:minute]) is None for minute in range(16, last, 5))


def test_rates_of_a_window_are_ratios_of_sums():
    counts = replay.evening(0)
    rolled = replay.rolling(counts, 8)
    assert rolled.shape == (replay.MINUTES, 4)
    assert rolled[3] == pytest.approx(replay.rates(counts[:4]))
    assert rolled[50] == pytest.approx(replay.rates(counts[43:51]))
    assert replay.rates(np.zeros((3, 5), dtype=np.int64)) == pytest.approx(np.zeros(4))
