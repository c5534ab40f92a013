"""Sittings without notebooks: scores as the gradebook would have them."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

from nbgrader.api import Gradebook

from sixfold_grader.blueprint import Blueprint, load_blueprint
from sixfold_grader.course import COURSE_ID
from sixfold_grader.gradebook import AssignmentRows, Entry
from sixfold_grader.records import Records
from sixfold_grader.records.sitting import Sitting
from sixfold_grader.scoring import ItemScore, score_capability

BLUEPRINT = load_blueprint(Path(__file__).parents[2] / "assignments" / "blueprint.toml")
FORM = "traffic_buying"
ONE_STUDENT = "T1"
TAKEN = dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC)


def sitting(
    student: str, share: float, *, form: str = FORM, memos: float | None = -1, late: float = 0.0
) -> Sitting:
    """Return a sitting with this share of every item's points; `memos` None: they wait for a person."""
    form_ = BLUEPRINT.form(form)
    memo_share = share if memos == -1 else memos
    items = [
        ItemScore(item.id, item.points, auto=share * item.points)
        if item.kind == "function"
        else ItemScore(
            item.id,
            item.points,
            manual=None if memo_share is None else memo_share * item.points,
            waiting=memo_share is None,
        )
        for item in form_.items.values()
    ]
    return Sitting(
        student_id=student,
        score=score_capability(student, items, form_, BLUEPRINT.policy.scaled_cut),
        taken_at=TAKEN,
        late=late,
        submission=hashlib.sha256(f"{student}{form}".encode()).hexdigest(),
    )


def load(records: Records, *sittings: Sitting, form: str = FORM, blueprint: Blueprint = BLUEPRINT) -> int:
    """Load sittings as a run; return its number."""
    return records.runs.load("os:test", blueprint, form, sittings).id


def candidate(records: Records, student: str) -> str:
    """Return a student's pseudonym."""
    found = records.people.candidate(student)
    assert found is not None
    return found


def load_all(records: Records, **shares: float) -> None:
    """Load all capabilities that have a form: everybody with their share of the points."""
    for form in BLUEPRINT.capabilities:
        if form in BLUEPRINT.forms:
            load(
                records, *(sitting(student, share, form=form) for student, share in shares.items()), form=form
            )


def write_gradebook(db_url: str, *students: str, form: str = FORM) -> None:
    """Write nbgrader's own rows for people whose free responses wait for a mark."""
    form_ = BLUEPRINT.form(form)
    with Gradebook(db_url, COURSE_ID) as book:
        book.add_assignment(form)
        book.add_notebook(form, form)
        for item in form_.items.values():
            book.add_grade_cell(item.id, form, form, max_score=item.points, cell_type="code")
        scores = {i.id: None if i.kind == "response" else float(i.points) for i in form_.items.values()}
        AssignmentRows(book.db, form_).write([Entry(who, None, scores, {}) for who in students])


def manual_score(db_url: str, student: str, item: str, form: str = FORM) -> tuple[float | None, bool]:
    """Return what nbgrader has: the manual score, and whether it waits for one."""
    with Gradebook(db_url, COURSE_ID) as book:
        grade = book.find_grade(item, form, form, student)
        return grade.manual_score, grade.needs_manual_grade
