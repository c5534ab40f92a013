"""From item scores to a scaled score: the worked example, truncation, what blocks a decision."""

from __future__ import annotations

import pytest

from sixfold_grader.blueprint import Form, Item, Text
from sixfold_grader.scoring import ItemScore, item_difficulty, scale, score_capability, shown

T = Text("x", "x")
FORM = Form("f", T, {"a": Item("a", "function", T, {"p": 6}), "b": Item("b", "response", T, {"q": 4})}, cut=5)


@pytest.mark.parametrize(
    ("raw", "maximum", "cut", "want"),
    [(41, 50, 30, 82), (26, 40, 22, 68.889), (33, 45, 27, 73.333),
     (22, 40, 24, 55), (30, 40, 24, 75), (25, 35, 21, 71.429)],
)  # fmt: skip
def test_worked_example_a(raw: float, maximum: float, cut: float, want: float) -> None:
    assert scale(raw, cut, maximum) == pytest.approx(want, abs=5e-4)


def test_the_scale_is_fixed_at_its_three_points() -> None:
    assert (scale(0, 58, 100), scale(58, 58, 100), scale(100, 58, 100)) == (0, 60, 100)


@pytest.mark.parametrize(
    ("raw", "cut", "maximum"), [(-1, 5, 10), (11, 5, 10), (5, 0, 10), (5, 10, 10), (float("nan"), 5, 10)]
)
def test_impossible_values_are_refused(raw: float, cut: float, maximum: float) -> None:
    with pytest.raises(ValueError, match="must lie between"):
        scale(raw, cut, maximum)


@pytest.mark.parametrize(
    ("score", "text"), [(59.99, "59.9"), (60.0, "60.0"), (68.3, "68.3"), (71.4286, "71.4"), (0, "0.0")]
)
def test_display_truncates_so_that_no_shown_60_ever_failed(score: float, text: str) -> None:
    assert shown(score) == text


def test_manual_marking_replaces_the_automatic_score_and_no_item_exceeds_its_maximum() -> None:
    assert ItemScore("a", 6, auto=2, manual=5).points == 5
    assert ItemScore("a", 6, auto=2).points == 2
    assert ItemScore("a", 6, auto=2, manual=0).points == 0
    assert ItemScore("a", 6, manual=9).points == 6


@pytest.mark.parametrize(
    ("items", "problem", "reasons"),
    [
        ([ItemScore("a", 6, 6), ItemScore("b", 4, waiting=True)], None, (("waiting", "b"),)),
        ([ItemScore("a", 6, 6)], None, (("waiting", "b"),)),
        ([], "rejected", (("rejected", ""), ("waiting", "a"), ("waiting", "b"))),
    ],
)
def test_what_is_undecided_blocks_and_is_never_zero(
    items: list[ItemScore], problem: str | None, reasons: tuple[object, ...]
) -> None:
    score = score_capability("c", items, FORM, problem=problem)
    assert (score.raw, score.scaled, score.outcome, score.reasons) == (None, None, "blocked", reasons)


@pytest.mark.parametrize(
    ("auto", "manual", "outcome", "scaled"),
    [(1, 4, "reached", 60), (1, 3.9, "below", 58.8), (6, 4, "reached", 100)],
)
def test_the_cut_decides_on_the_unrounded_score(
    auto: float, manual: float, outcome: str, scaled: float
) -> None:
    score = score_capability("c", [ItemScore("a", 6, auto), ItemScore("b", 4, None, manual)], FORM)
    assert score.outcome == outcome
    assert score.scaled == pytest.approx(scaled)


def test_the_reasons_name_where_most_points_were_lost() -> None:
    score = score_capability("c", [ItemScore("a", 6, 1), ItemScore("b", 4, None, 3)], FORM)
    assert score.reasons == (("lost", "a"), ("lost", "b"))


def test_item_difficulty_counts_only_who_has_a_score() -> None:
    scores = [
        score_capability("1", [ItemScore("a", 6, 6), ItemScore("b", 4, waiting=True)], FORM),
        score_capability("2", [ItemScore("a", 6, 0), ItemScore("b", 4, None, 2)], FORM),
    ]
    a, b = item_difficulty(scores, FORM)
    assert (a.n, a.p, a.full, a.zero) == (2, 0.5, 0.5, 0.5)
    assert (b.n, b.p) == (1, 0.5)
