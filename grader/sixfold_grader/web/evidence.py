"""The evidence behind a score: what was handed in, what came out, what checks and people said."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from sixfold_grader import sanitize
from sixfold_grader.blueprint import Form, Item, Language
from sixfold_grader.course import Course
from sixfold_grader.feedback import Mark, output_view, page
from sixfold_grader.messages import part_message, text
from sixfold_grader.models import Verdict
from sixfold_grader.records.tables import Attempt, Rating
from sixfold_grader.scoring import ItemScore
from sixfold_grader.template import answer_cell, grade_id
from sixfold_grader.verdicts import load_verdict


@dataclass(frozen=True)
class ItemEvidence:
    """One item: the task, the answer, its output, checks and marks. All HTML in it is inert."""

    id: str
    title: str
    maximum: int
    critical: bool
    points: float | None
    status: str
    prompt: Markup
    answer: Markup
    outputs: Sequence[Mapping[str, Any]]
    checks: Sequence[tuple[bool, str]]
    ratings: Sequence[Rating]


@dataclass(frozen=True)
class Evidence:
    """What stands behind one attempt.

    Attributes
    ----------
    verdict : Verdict or None
        None where the score came from the gradebook alone.
    verdict_hash : str
        SHA-256 of the verdict's file.
    is_same : bool
        Whether the file on record is the one that was scored.
    """

    attempt: Attempt
    form: Form
    items: Sequence[ItemEvidence]
    notes: Sequence[str]
    verdict: Verdict | None = None
    verdict_hash: str = ""
    is_same: bool = True


def evidence_of(
    course: Course,
    student: str,
    attempt: Attempt,
    ratings: Sequence[Rating],
    form: Form,
    language: Language,
) -> Evidence:
    """Return what stands behind an attempt; files are found by the gradebook's id, which is not shown."""
    verdict = load_verdict(course, student, form.id)
    if verdict is None:
        return Evidence(attempt, form, (), ())
    items = [
        made
        for item in form.items.values()
        if (made := _item(verdict, form, item, attempt, ratings, language)) is not None
    ]
    notes = [text("note", note["key"], language, note["facts"]) for note in verdict.notes]
    content = course.verdict(student, form.id).read_bytes()
    same = verdict.sha256 == attempt.submission
    return Evidence(attempt, form, items, notes, verdict, hashlib.sha256(content).hexdigest(), same)


def _item(
    verdict: Verdict,
    form: Form,
    item: Item,
    attempt: Attempt,
    ratings: Sequence[Rating],
    language: Language,
) -> ItemEvidence | None:
    cells = {name: cell for cell in verdict.cells if (name := grade_id(cell))}
    result, answer = verdict.items.get(item.id), cells.get(answer_cell(form, item.id))
    if result is None or answer is None:
        return None
    return ItemEvidence(
        id=item.id,
        title=item.title[language],
        maximum=item.points,
        critical=item.critical,
        points=_mark(attempt, item.id).points,
        status=text("status", result.status, language),
        prompt=_prompts(verdict, form).get(item.id, Markup("")),
        answer=_answer(answer),
        outputs=list(_outputs(answer, cells.get(item.id))),
        checks=[(bool(part.points), part_message(part, language)) for part in result.parts.values()],
        ratings=[rating for rating in ratings if rating.item == item.id],
    )


def _mark(attempt: Attempt, item: str) -> Mark:
    """Return an item's score as the attempt holds it."""
    held = attempt.items.get(item)
    if held is None:
        return Mark(None)
    score = ItemScore(item, held["maximum"], held["auto"], held["manual"], held["waiting"])
    return Mark(score.points, by_hand=score.manual is not None)


def _prompts(verdict: Verdict, form: Form) -> dict[str, Markup]:
    """Return the author's prose before each answer, since the answer before."""
    items = {answer_cell(form, item): item for item in form.items}
    prompts, since = dict[str, Markup](), Markup("")
    for cell in verdict.cells:
        name = grade_id(cell)
        if name in items:
            prompts[items[name]], since = since, Markup("")
        elif cell["cell_type"] != "code" and not name:
            since += sanitize.prose(cell["source"])
    return prompts


def _answer(cell: Mapping[str, Any]) -> Markup:
    if cell["cell_type"] == "code":
        return Markup("<pre>{}</pre>").format(sanitize.code(cell["source"]))
    return sanitize.written(cell["source"])


def _outputs(*cells: Mapping[str, Any] | None) -> Iterator[Mapping[str, Any]]:
    for cell in cells:
        if cell is not None:
            yield from (output_view(output) for output in cell.get("outputs", []))


def notebook_of(course: Course, student: str, attempt: Attempt, form: Form) -> str | None:
    """Return the graded notebook as a page under the candidate's pseudonym, or None if there is none."""
    verdict = load_verdict(course, student, form.id)
    if verdict is None or verdict.status == "fault":
        return None
    marks = {item: _mark(attempt, item) for item in form.items}
    return page(replace(verdict, candidate=attempt.candidate), form, marks, "practice")


def free_response(verdict: Verdict, form: Form, item: Item) -> tuple[Markup, Markup] | None:
    """Return the task and the written answer of a free response, or None if it is not there."""
    wanted = answer_cell(form, item.id)
    cell = next((cell for cell in verdict.cells if grade_id(cell) == wanted), None)
    if cell is None:
        return None
    return _prompts(verdict, form).get(item.id, Markup("")), _answer(cell)
