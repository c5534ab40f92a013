"""Pictures drawn on the server: what is in them, and what must not be."""

from __future__ import annotations

import re

from sixfold_grader.web.pictures import Bar, capability_bars, composite_line, distribution


def bars_of(picture: str) -> int:
    """Count the filled bars by their colours."""
    return len(re.findall(r'fill="#(?:0072B2|E69F00)"', picture))


def test_what_was_not_attempted_has_no_bar_and_says_so():
    bars = [Bar("Traffic buying", 82.05, 4.6, 50.0), Bar("短视频运营", None, 0.0, 50.0)]
    picture = capability_bars(bars, 60.0, "en")
    assert bars_of(picture) == 1
    assert "not attempted" in picture and "82.0" in picture and "短视频运营" in picture


def test_a_score_is_cut_off_not_rounded_up_to_the_cut():
    picture = capability_bars([Bar("Traffic buying", 59.99, 4.6, 50.0)], 60.0, "en")
    assert "59.9" in picture and ">60.0<" not in picture


def test_colour_tells_the_cut():
    reached, below = (capability_bars([Bar("x", score, 5, 50)], 60.0, "en") for score in (60.0, 59.9))
    assert 'fill="#0072B2"' in reached and 'fill="#E69F00"' not in reached
    assert 'fill="#E69F00"' in below and 'fill="#0072B2"' not in below


def test_a_picture_is_one_sentence_for_a_screen_reader():
    picture = composite_line(72.143, 4.19, {"Pass": 60, "Merit": 75}, "en")
    assert picture.startswith(
        '<figure role="img" aria-label="Composite 72.1, review band from 67.9 to 76.3.">'
    )
    assert "Merit 75" in picture


def test_a_distribution_counts_everybody_and_the_edges():
    picture = distribution([0.0, 59.9, 60.0, 100.0], 60.0, 4.0, "zh")
    assert "共 4 个分数" in picture and "其中 2 个" in picture


def test_nothing_in_a_picture_runs_or_loads():
    for picture in (
        capability_bars([Bar("<script>x</script>", 50.0, 5, 50)], 60.0, "en"),
        distribution([50.0], 60.0, 4.0, "en"),
    ):
        assert "<script" not in picture and "style=" not in picture
        assert not re.search(r'(?:href|src)="(?!#)', picture)
