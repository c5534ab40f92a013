"""The released notebook: what a submission is rebuilt into."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sixfold_grader.blueprint import Form, Language
from sixfold_grader.build.assemble import ANSWER_SUFFIX
from sixfold_grader.errors import CourseError

if TYPE_CHECKING:
    from sixfold_grader.intake import Answers

Cell = dict[str, Any]


@dataclass(frozen=True)
class Template:
    """A released notebook in one language."""

    language: Language
    notebook: Mapping[str, Any]

    @cached_property
    def sources(self) -> dict[str, str]:
        """Released text of every cell with a grade id."""
        return {grade_id(cell): source(cell) for cell in self.notebook["cells"] if grade_id(cell)}

    @cached_property
    def cell_ids(self) -> dict[str, str]:
        """Grade id -> cell id."""
        return {grade_id(cell): cell["id"] for cell in self.notebook["cells"] if grade_id(cell)}

    @cached_property
    def editable(self) -> frozenset[str]:
        """Ids of the cells that a trainee answers in."""
        return frozenset(grade_id(cell) for cell in self.notebook["cells"] if _grading(cell).get("solution"))


def load_template(path: Path, language: Language) -> Template:
    """Read a released notebook.

    Raises
    ------
    CourseError
        It has not been released.
    """
    try:
        return Template(language, json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise CourseError(
            f"{path} is missing: the assignment has not been released; run `sixfold release`"
        ) from None


def grade_id(cell: Cell) -> str:
    """Return a cell's grade id, or an empty text."""
    found: str = _grading(cell).get("grade_id", "")
    return found


def source(cell: Cell) -> str:
    """Return a cell's source as one text."""
    text = cell["source"]
    return text if isinstance(text, str) else "".join(text)


def answer_cell(form: Form, item: str) -> str:
    """Return the id of the cell in which an item is answered."""
    return item + ANSWER_SUFFIX if form.items[item].kind == "function" else item


def rebuild(template: Template, answers: Answers) -> list[Cell]:
    """Return the template's cells with the answers' text, and the trainee's added code in its place.

    Forged metadata, tags, outputs, order and duplicates do not survive, because only text is taken.
    """
    cells = [_added(code, "", n) for n, code in enumerate(answers.added.get("", []))]
    for original in template.notebook["cells"]:
        identifier = grade_id(original)
        gone = identifier in answers.deleted and identifier in template.editable
        released = "" if gone else source(original)  # no stub over an answer that stands elsewhere
        text = answers.cells.get(identifier, released)
        cells.append({**original, "source": text})
        added = answers.added.get(identifier, []) if identifier else []
        cells += [_added(code, identifier, n) for n, code in enumerate(added)]
    return cells


def place_of(cell: Cell) -> str:
    """Return the id of a rebuilt cell, or, of an added one, of the cell that it stands after."""
    after = cell["metadata"].get("sixfold", {}).get("added")
    return grade_id(cell) if after is None else f"after {after}"


def _added(code: str, after: str, number: int) -> Cell:
    cell_id = f"added-{after or 'top'}-{number}"[:64]
    return {
        "cell_type": "code",
        "id": cell_id,
        "metadata": {"sixfold": {"added": after}},
        "source": code,
        "outputs": [],
        "execution_count": None,
    }


def _grading(cell: Cell) -> dict[str, Any]:
    grading: dict[str, Any] = cell["metadata"].get("nbgrader", {})
    return grading
