"""Marking in the console: which answers wait, and the sheet of one answer without anything that tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sixfold_grader.blueprint import Blueprint, Form, Item, Language, Text
from sixfold_grader.course import Course
from sixfold_grader.messages import section
from sixfold_grader.records import Records
from sixfold_grader.records.ratings import Mark
from sixfold_grader.verdicts import load_verdict
from sixfold_grader.web import evidence
from sixfold_grader.web.texts import OWN, say


@dataclass(frozen=True)
class Waiting:
    """An answer that waits for this rater: to be marked, or, by a senior, to be settled."""

    form: str
    candidate: str
    item: str
    title: Text
    criteria: Sequence[str]
    kind: str


@dataclass(frozen=True)
class Criterion:
    """What is marked from 0 to 4."""

    id: str
    title: str


@dataclass(frozen=True)
class Sheet:
    """One answer to mark; `left` is how many of the form wait, this one counted in."""

    form: Form
    item: Item
    prompt: Markup
    answer: Markup
    criteria: Sequence[Criterion]
    kind: str
    left: int


class Marking:
    """What raters read and write."""

    def __init__(self, records: Records, blueprint: Blueprint, course: Course) -> None:
        self._records, self._blueprint, self._course = records, blueprint, course

    @property
    def forms(self) -> list[Form]:
        """The forms with free responses."""
        return [form for form in self._blueprint.forms.values() if form.of_kind("response")]

    def waiting(self, rater: str, form: Form) -> list[Waiting]:
        """Return what of a form waits for a rater, item by item: like is compared with like.

        One form at a time: of thousands of candidates all forms together would take too long.
        """
        found = [
            Waiting(
                form.id,
                task.candidate,
                task.item,
                form.items[task.item].title,
                task.criteria,
                "settle" if task.senior else "mark",
            )
            for task in self._records.ratings.tasks(rater, self._blueprint, form.id)
        ]
        return sorted(found, key=lambda each: (each.item, each.candidate))

    def sheet(self, rater: str, form: str, candidate: str, item: str, language: Language) -> Sheet | None:
        """Return an answer that waits for this rater, or None."""
        if form not in self._blueprint.forms:
            return None
        rules = self._blueprint.forms[form]
        waiting = self.waiting(rater, rules)
        for each in waiting:
            if (each.candidate, each.item) == (candidate, item):
                prompt, answer = self._answer(candidate, rules, rules.items[item], language)
                criteria = [Criterion(key, criterion_title(key, language)) for key in each.criteria]
                return Sheet(rules, rules.items[item], prompt, answer, criteria, each.kind, len(waiting))
        return None

    def _answer(self, candidate: str, form: Form, item: Item, language: Language) -> tuple[Markup, Markup]:
        student = self._records.people.student_id(candidate)
        verdict = load_verdict(self._course, student, form.id)
        found = evidence.free_response(verdict, form, item) if verdict else None
        missing = Markup("<p>{}</p>").format(say("rating.no_answer", language))
        return found or (Markup(""), missing)

    def add(
        self, rater: str, form: str, candidate: str, item: str, scores: Mapping[str, int], comment: str
    ) -> None:
        """Put one rater's marks of one answer on record; the comment stands with the first criterion."""
        first = next(iter(scores), None)
        marks = [
            Mark(candidate, item, criterion, score, comment if criterion == first else "")
            for criterion, score in scores.items()
        ]
        self._records.ratings.add(rater, self._blueprint, form, marks)


def criterion_title(criterion: str, language: Language) -> str:
    """Return what a criterion asks for; one that has no text yet is called by its id."""
    known = criterion in section("criterion", OWN)
    return say(f"criterion.{criterion}", language) if known else criterion.replace("_", " ")
