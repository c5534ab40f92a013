"""Every submission comes to its expected outcome: points and status of each item, flags, rejection."""

from __future__ import annotations

from typing import Any

import pytest

from hostile.stage import Stage
from submissions import ALL, KINDS
from submissions.case import Submission

pytestmark = pytest.mark.slow


def cases(requirement: str, kinds: tuple[str, ...] = ()) -> list[Any]:
    """Return submissions as parameters; a known hole is a strict xfail with its reason."""
    chosen = [(n, s) for n, s in enumerate(ALL, start=1) if not kinds or s.kind in kinds]
    return [
        pytest.param(
            f"{n:03d}-{s.name}",
            s,
            id=s.name,
            marks=[pytest.mark.xfail(reason=s.holes[requirement])] if requirement in s.holes else [],
        )
        for n, s in chosen
    ]


def test_the_corpus_is_large_and_of_every_kind() -> None:
    assert len(ALL) >= 85 and len({s.name for s in ALL}) == len(ALL)
    assert all(len(kind.corpus.submissions) >= 5 for kind in KINDS)
    assert all(s.about for s in ALL)


@pytest.mark.parametrize(("candidate", "submission"), cases("outcome"))
def test_outcome(whole: Stage, candidate: str, submission: Submission) -> None:
    check_outcome(whole.verdicts[candidate], submission)


def check_outcome(verdict: dict[str, Any] | None, submission: Submission) -> None:
    """Compare one verdict with what was expected."""
    assert verdict is not None, "never graded"
    if submission.refused:
        assert verdict["status"] == "rejected" and submission.refused in verdict["message"]
        assert not verdict["items"] and not verdict["cells"]
        return
    assert verdict["status"] == "graded", verdict["message"]
    points = {item: points_of(result) for item, result in verdict["items"].items()}
    assert points == {item: expected.points for item, expected in submission.items.items()}
    for item, expected in submission.items.items():
        assert verdict["items"][item]["status"] in expected.statuses
    if submission.notes is not None:
        assert {note["key"] for note in verdict["notes"]} == submission.notes


def points_of(result: dict[str, Any]) -> int:
    """Return the points of one item of a verdict."""
    return sum(part["points"] for part in result["parts"].values())
