"""Where a candidate stands: what the rule says, what people have made of it, and for how long it waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sixfold_grader.decision import Decision, Status

STATUSES: tuple[Status, ...] = ("review", "blocked", "clear_pass", "clear_fail")
_OPEN = ("open", "rejected", "withdrawn")


@dataclass(frozen=True)
class Standing:
    """One candidate on one track.

    Attributes
    ----------
    provider, provider_name : str
        Where the candidate is on the roster now; "" if nowhere.
    state : str
        `open`, or the state of the newest decision on record.
    since : datetime or None
        Hand-in of the newest attempt: since then it waits.
    """

    candidate: str
    provider: str
    provider_name: str
    decision: Decision
    state: str
    since: dt.datetime | None
    assignee: str

    @property
    def is_open(self) -> bool:
        """Whether something can be proposed."""
        return self.state in _OPEN and self.decision.decision is not None

    def age(self, now: dt.datetime) -> str:
        """Return for how many days it waits."""
        return "–" if self.since is None else str((now - self.since).days)


def in_order(rows: Iterable[Standing]) -> list[Standing]:
    """Return what is open first, then nearest to a coin toss; undecided cases by candidate."""
    return sorted(rows, key=lambda row: (not row.is_open, _from_toss(row.decision), row.candidate))


def _from_toss(decision: Decision) -> float:
    return 1.0 if decision.probability is None else abs(decision.probability - 0.5)
