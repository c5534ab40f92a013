"""Scores as tables for other programs: spreadsheets, Moodle, Canvas (`certification.md` §10).

Names never leave: a candidate is the id of the gradebook. Blank means no score yet, which is not 0.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Font

from sixfold_grader.blueprint import Form
from sixfold_grader.scoring import CapabilityScore, shown
from sixfold_grader.tables import FORMULA_SIGNS

Cell = str | float | None


@dataclass(frozen=True)
class Sheet:
    """A table: its heading and its rows."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def inert(cell: Cell) -> str | float:
    """Return a cell that no spreadsheet runs as a formula; None becomes blank."""
    if isinstance(cell, str):
        return f"'{cell}" if cell[:1] in FORMULA_SIGNS and cell else cell
    return "" if cell is None else float(cell)


def csv_text(sheet: Sheet, *, bom: bool = True) -> str:
    """Return a sheet as CSV: text quoted, nothing that would run; Excel needs the BOM to see UTF-8."""
    buffer = io.StringIO()
    buffer.write("\ufeff" if bom else "")
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([inert(column) for column in sheet.columns])
    writer.writerows([inert(cell) for cell in row] for row in sheet.rows)
    return buffer.getvalue()


def xlsx_bytes(sheets: Sequence[Sheet]) -> bytes:
    """Return sheets as an Excel workbook, headings fixed and bold, nothing that would run."""
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(sheet.title[:31])
        page.append([inert(column) for column in sheet.columns])
        for row in sheet.rows:
            page.append([None if cell is None else inert(cell) for cell in row])
        for cell in page[1]:
            cell.font = Font(bold=True)
        page.freeze_panes = "B2"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


Scores = Mapping[str, Sequence[CapabilityScore]]  # form id -> scores


def score_sheet(forms: Sequence[Form], scores: Scores) -> Sheet:
    """Return everybody's items, raw and scaled scores and outcomes, a row a candidate."""
    columns = [f"{form.id}: {name}" for form in forms for name in (*form.items, "raw", "scaled", "outcome")]
    by_name = _by_candidate(forms, scores)
    rows = [[name, *_own_cells(forms, found)] for name, found in by_name.items()]
    return Sheet("scores", ["candidate", *columns], rows)


def column_sheet(forms: Sequence[Form]) -> Sheet:
    """Return what the columns of the items mean, in both languages."""
    rows: list[list[Cell]] = [
        [f"{form.id}: {item.id}", item.title.en, item.title.zh, float(item.points)]
        for form in forms
        for item in form.items.values()
    ]
    return Sheet("columns", ["column", "title", "题目", "points"], rows)


def moodle_sheet(forms: Sequence[Form], scores: Scores, emails: Mapping[str, str]) -> Sheet:
    """Return item scores as Moodle imports grades: `idnumber,email,<item>…`."""
    rows: list[list[Cell]] = [
        [name, emails.get(name), *_item_cells(forms, found)]
        for name, found in _by_candidate(forms, scores).items()
    ]
    return Sheet("moodle", ["idnumber", "email", *_item_columns(forms)], rows)


def canvas_sheet(forms: Sequence[Form], scores: Scores) -> Sheet:
    """Return item scores as Canvas's gradebook imports them, with its row of possible points."""
    points: list[Cell] = [float(item.points) for form in forms for item in form.items.values()]
    possible: list[Cell] = ["    Points Possible", None, None, None, None, *points]
    rows: list[list[Cell]] = [
        [name, None, name, name, None, *_item_cells(forms, found)]
        for name, found in _by_candidate(forms, scores).items()
    ]
    own = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    return Sheet("canvas", [*own, *_item_columns(forms)], [possible, *rows])


def _item_columns(forms: Sequence[Form]) -> list[str]:
    return [f"{form.id}: {item}" for form in forms for item in form.items]


def _by_candidate(forms: Sequence[Form], scores: Scores) -> dict[str, dict[str, CapabilityScore]]:
    """Return each candidate's scores by form, in order of candidate."""
    names = sorted({score.candidate for form in forms for score in scores[form.id]})
    found: dict[str, dict[str, CapabilityScore]] = {name: {} for name in names}
    for form in forms:
        for score in scores[form.id]:
            found[score.candidate][form.id] = score
    return found


def _item_cells(forms: Sequence[Form], found: Mapping[str, CapabilityScore]) -> list[Cell]:
    return [cell for form in forms for cell in _items(form, found.get(form.id))]


def _own_cells(forms: Sequence[Form], found: Mapping[str, CapabilityScore]) -> list[Cell]:
    return [
        cell for form in forms for cell in (*_items(form, found.get(form.id)), *_sums(found.get(form.id)))
    ]


def _items(form: Form, score: CapabilityScore | None) -> list[Cell]:
    entries = score.items if score else {}
    return [entries[item].points if item in entries else None for item in form.items]


def _sums(score: CapabilityScore | None) -> list[Cell]:
    if score is None:
        return [None, None, None]
    return [score.raw, None if score.scaled is None else float(shown(score.scaled)), score.outcome]
