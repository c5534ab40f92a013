"""One candidate's sitting of a form, before it is on record."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sixfold_grader.decision import Reason
from sixfold_grader.scoring import CapabilityScore


@dataclass(frozen=True)
class Sitting:
    """One candidate's sitting of a form as the gradebook has it.

    Attributes
    ----------
    late : float
        Seconds after the due date (extensions counted in).
    flags : tuple of Reason
        What sends it to a person whatever the score.
    notes : tuple of str
        Keys of the intake report.
    submission : str
        SHA-256 of what was handed in.
    """

    student_id: str
    score: CapabilityScore
    taken_at: dt.datetime | None = None
    late: float = 0.0
    flags: tuple[Reason, ...] = ()
    notes: tuple[str, ...] = ()
    submission: str = ""
