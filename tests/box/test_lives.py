"""Boxes come and go: nothing stays, nothing gets in the way of the next one."""

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def lives(run, stage):
    return run("lives.py", *stage)


def test_the_next_box_finds_an_empty_folder(lives):
    assert lives["build"] == "built"  # 150 folders deep, with one that is closed
    assert lives["next"] == lives["after"] == [[], "work"]
    assert not lives["folder is left"]


def test_processor_time_is_summed_over_the_box(lives):
    assert lives["processes"] == ["crashed", "cpu"]
    assert lives["churn"] == ["crashed", "cpu"]


def test_boxes_of_two_workers_share_no_count_of_processes(lives, stage):
    first, second, *accounts = lives["side by side"]
    assert first == second == 6
    if stage[0] == "root":
        assert accounts[0] != accounts[1]


def test_no_process_outlives_a_killed_worker_or_zygote(lives):
    for victim in ("worker killed", "zygote killed"):
        if victim in lives:  # without namespaces a killed zygote cannot sweep
            started, left = lives[victim]
            assert started >= 3 and left == []
