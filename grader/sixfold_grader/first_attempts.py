"""First attempts of a form: from the records where a scoring run is on record, else from the gradebook."""

from __future__ import annotations

import math

from sqlalchemy import select

from sixfold_grader.blueprint import Blueprint, Form
from sixfold_grader.course import Course
from sixfold_grader.form_statistics import FirstAttempts
from sixfold_grader.records import Records
from sixfold_grader.records.tables import Attempt, Person, Run
from sixfold_grader.scores import capability_scores
from sixfold_grader.scoring import ItemScore
from sixfold_grader.verdicts import load_verdict


def first_attempts(records: Records, course: Course, blueprint: Blueprint, form: Form) -> FirstAttempts:
    """Return everybody's first attempt of a form, as it was scored last."""
    recorded = _recorded(records, form)
    if recorded:
        found = {
            (attempt.candidate, student): {n: ItemScore(n, **i).points for n, i in attempt.items.items()}
            for student, attempt in recorded
        }
        handed_in = {attempt.candidate: attempt.submission for _, attempt in recorded}
    else:
        scores = capability_scores(course, blueprint, form.id)
        found = {
            (score.candidate, score.candidate): {n: i.points for n, i in score.items.items()}
            for score in scores
        }
        handed_in = {}
    points = {}
    for (candidate, student), items in found.items():
        if all(items.get(item) is not None for item in form.items):
            blank = _blank(course, student, form, handed_in.get(candidate))
            points[candidate] = {
                item: math.nan if item in blank else float(items[item] or 0.0) for item in form.items
            }
    return FirstAttempts(points, len(found) - len(points))


def _recorded(records: Records, form: Form) -> list[tuple[str, Attempt]]:
    """Return student and attempt: each candidate's earliest hand-in, as the current or newest run has it."""
    query = (
        select(Attempt, Person.student_id, Run.state)
        .join(Person, Person.candidate == Attempt.candidate)
        .join(Run, Run.id == Attempt.run)
        .where(Attempt.form == form.id, Attempt.state != "void", Run.state.in_(("current", "superseded")))
        .order_by(Attempt.run)
    )
    with records.ledger.reading() as session:
        rows = [(attempt, student, state) for attempt, student, state in session.execute(query)]
    earliest: dict[str, str] = {}
    for attempt, _, _ in rows:
        earliest.setdefault(attempt.candidate, attempt.submission)
    first = {}
    for attempt, student, _ in sorted(rows, key=lambda row: row[2] == "current"):
        if attempt.submission == earliest[attempt.candidate]:
            first[attempt.candidate] = (student, attempt)
    return list(first.values())


def _blank(course: Course, student: str, form: Form, submission: str | None) -> set[str]:
    """Return the items left blank, if the verdict on file is about this hand-in."""
    verdict = load_verdict(course, student, form.id)
    if verdict is None or submission not in (None, verdict.sha256):
        return set()
    return {item for item, result in verdict.items.items() if result.status == "unanswered"}
