"""A dozen of the worst, one worker: the fast part of the hostile corpus."""

from __future__ import annotations

from hostile import requirements
from hostile.stage import Stage


def test_the_worst_dozen(smoke: Stage) -> None:
    assert len(smoke.names) == 12
    for check in requirements.EVERY:
        check(smoke)
