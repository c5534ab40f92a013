"""Form statistics rest on first attempts: a second hand-in does not count, a regrade of the first does."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

from sixfold_grader.course import Course
from sixfold_grader.first_attempts import first_attempts
from sixfold_grader.form_statistics import FirstAttempts
from sixfold_grader.records import Records

from .simulated import BLUEPRINT, FORM, candidate, load, sitting


def found(records: Records, tmp_path: Path) -> FirstAttempts:
    return first_attempts(records, Course(tmp_path), BLUEPRINT, BLUEPRINT.form(FORM))


def sign(records: Records, run: int) -> None:
    for person in ("vera", "walt"):
        records.runs.sign(person, run, BLUEPRINT)


def test_waiting_attempts_are_counted_not_scored(records: Records, tmp_path: Path) -> None:
    load(records, sitting("T1", 0.5), sitting("T2", 0.9, memos=None))
    first = found(records, tmp_path)
    assert first.blocked == 1
    total = math.fsum(first.points[candidate(records, "T1")].values())
    assert list(first.points) == [candidate(records, "T1")] and total == 50


def test_a_regrade_counts_and_a_second_hand_in_does_not(records: Records, tmp_path: Path) -> None:
    load(records, sitting("T1", 0.5))
    sign(records, load(records, sitting("T1", 0.6)))
    assert math.fsum(found(records, tmp_path).points[candidate(records, "T1")].values()) == 60
    again = dataclasses.replace(sitting("T1", 1.0), submission="f" * 64)
    sign(records, load(records, again))
    assert records.runs.standing()[candidate(records, "T1")][FORM].raw == 100
    assert math.fsum(found(records, tmp_path).points[candidate(records, "T1")].values()) == 60


def test_a_run_that_nobody_signed_counts_for_nothing(records: Records, tmp_path: Path) -> None:
    load(records, sitting("T1", 0.5))
    load(records, sitting("T1", 0.9))
    assert math.fsum(found(records, tmp_path).points[candidate(records, "T1")].values()) == 50
