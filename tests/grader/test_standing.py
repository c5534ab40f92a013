"""Lateness, retakes, validity, renewal and appeals, as days."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sixfold_grader import standing
from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.project import find_project

POLICY = load_blueprint(find_project(Path(__file__).parent).blueprint).policy
RETAKE, VALIDITY = POLICY.retake, POLICY.validity


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("minutes", "accommodated", "worth"),
    [(-5, False, "on_time"), (0, False, "on_time"), (0.5, False, "late"), (10, False, "late"),
     (10.1, False, "void"), (600, True, "on_time")],
)  # fmt: skip
def test_lateness_never_costs_points(minutes: float, accommodated: bool, worth: str) -> None:
    assert standing.lateness(minutes, RETAKE, accommodated=accommodated) == worth


@pytest.mark.parametrize(
    ("taken", "allowed", "why"),
    [
        ([], None, "first"),
        (["2026-03-02"], "2026-03-16", "wait"),
        (["2026-03-16", "2026-03-02"], "2026-04-15", "wait"),
        (["2026-03-02", "2026-03-16", "2026-04-15"], "2027-03-02", "limit"),
        (["2026-01-05", "2026-06-01", "2026-12-20"], "2027-03-20", "wait"),
        (["2024-02-29", "2024-03-20", "2024-05-01"], "2025-02-28", "limit"),
        (["2025-01-01", "2026-01-01", "2026-02-01", "2026-03-10"], "2027-01-01", "limit"),
    ],
)
def test_the_next_attempt_and_why(taken: list[str], allowed: str | None, why: str) -> None:
    found = standing.next_attempt([day(text) for text in taken], RETAKE)
    assert (found.day and found.day.isoformat(), found.why) == (allowed, why)


def test_never_more_than_three_attempts_in_any_twelve_months() -> None:
    """Somebody who always comes on the first day allowed."""
    taken = [day("2026-01-31")]
    for _ in range(12):
        following = standing.next_attempt(taken, RETAKE).day
        assert following
        taken.append(following)
    for start in taken:
        assert sum(start <= other < standing.add_months(start, 12) for other in taken) <= 3


def test_the_newest_valid_score_counts_not_the_best() -> None:
    attempts = [
        standing.ScoredAttempt("livestream", day("2026-05-01"), 58.0),
        standing.ScoredAttempt("livestream", day("2026-02-01"), 80.0),
        standing.ScoredAttempt("store_ops", day("2025-06-01"), 70.0),
        standing.ScoredAttempt("fulfilment", day("2026-09-01"), 70.0),
    ]
    found = standing.newest_scores(attempts, day("2026-06-01"), VALIDITY)
    assert {key: attempt.scaled for key, attempt in found.items()} == {"livestream": 58.0}
    before = standing.newest_scores(attempts, day("2026-05-31"), VALIDITY)
    assert before["store_ops"].scaled == 70.0


def test_deadlines_follow_the_blueprint() -> None:
    assert standing.expires(day("2026-03-02"), VALIDITY) == day("2027-03-02")
    assert standing.renewable_from(day("2026-03-02"), VALIDITY) == day("2027-01-01")
    assert standing.appeal_until(day("2026-03-02"), VALIDITY) == day("2026-04-01")
    assert standing.resit_until(day("2026-03-02"), RETAKE) == day("2026-08-29")


@pytest.mark.parametrize(
    ("today", "facts", "state"),
    [
        ("2027-03-01", {}, "active"),
        ("2027-03-02", {}, "expired"),
        ("2027-03-01", {"suspended": True}, "suspended"),
        ("2027-03-02", {"suspended": True}, "expired"),
        ("2027-03-02", {"superseded": True}, "superseded"),
        ("2026-04-01", {"withdrawn": True, "superseded": True}, "withdrawn"),
    ],
)
def test_states_of_a_certificate(today: str, facts: dict[str, bool], state: str) -> None:
    assert standing.certificate_state(day("2027-03-02"), day(today), **facts) == state


def test_a_day_is_a_day_in_china() -> None:
    assert standing.day_of(dt.datetime(2026, 3, 1, 16, 30, tzinfo=dt.UTC)) == day("2026-03-02")
