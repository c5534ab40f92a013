"""Tables that people hand in, as CSV or Excel workbook: every complaint names file and line."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from sixfold_grader.errors import TableError

# What makes a spreadsheet run a cell; East Asian ones take the full-width signs too.
FORMULA_SIGNS = "=+-@\t\r\n＝＋－＠"


@dataclass(frozen=True)
class Row:
    """One row: its cells by column, stripped, and where it stands."""

    path: Path
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def fail(self, message: str) -> TableError:
        """Return an error that names this row."""
        return TableError(self.path, self.line, message)

    def number(self, column: str, least: float, most: float) -> float:
        """Return a cell as a number between two bounds, or raise `TableError`."""
        text = self.cells[column]
        try:
            number = float(text)
        except ValueError:
            raise self.fail(f"{column} {text!r} is not a number") from None
        if not math.isfinite(number) or "_" in text:
            raise self.fail(f"{column} {text!r} is not a number")
        if not least <= number <= most:
            raise self.fail(f"{column} {number:g} is outside {least:g} to {most:g}")
        return number


def read_table(path: Path, required: Sequence[str], optional: Iterable[str] | None = ()) -> list[Row]:
    """Read a CSV, or the first sheet of a workbook (.xlsx), with a heading; columns come in any order.

    An apostrophe that keeps a spreadsheet from running a cell is taken off again.

    Parameters
    ----------
    optional : iterable of str or None
        Further columns that may be there; None for any.

    Raises
    ------
    TableError
        No such file, not UTF-8, a column that is missing, unknown or there twice, or a row with more cells
        than columns.
    """
    if path.suffix.lower() == ".xlsx":
        return _read_workbook(path, required, optional)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, restkey="")
            _check_columns(path, [name.strip() for name in reader.fieldnames or ()], required, optional)
            return [_row(path, reader.line_num, row) for row in reader]
    except FileNotFoundError:
        raise TableError(path, 0, "there is no such file") from None
    except (IsADirectoryError, PermissionError) as error:
        raise TableError(path, 0, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise TableError(path, 0, f"not UTF-8 at byte {error.start}; save the sheet as CSV UTF-8") from None
    except csv.Error as error:
        raise TableError(path, 0, f"not a CSV table: {error}") from None


def _check_columns(
    path: Path, found: list[str], required: Sequence[str], optional: Iterable[str] | None
) -> None:
    known = [*required, *(found if optional is None else optional)]
    if missing := [name for name in required if name not in found]:
        raise TableError(path, 1, f"the columns {', '.join(missing)} are missing")
    if unknown := [name for name in found if name not in known]:
        named = ", ".join(repr(name) for name in unknown)
        raise TableError(path, 1, f"unknown columns {named}; there are: {', '.join(known)}")
    if twice := sorted({name for name in found if found.count(name) > 1}):
        raise TableError(path, 1, f"the columns {', '.join(twice)} stand there twice")


def _row(path: Path, line: int, row: dict[str, str]) -> Row:
    if "" in row:
        raise TableError(path, line, "the row has more cells than the heading has columns")
    return Row(path, line, {name.strip(): _bare(cell or "") for name, cell in row.items()})


def _bare(cell: str) -> str:
    text = cell.strip()
    return text[1:] if text[:1] == "'" and text[1:2] and text[1] in FORMULA_SIGNS else text


def _read_workbook(path: Path, required: Sequence[str], optional: Iterable[str] | None) -> list[Row]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except FileNotFoundError:
        raise TableError(path, 0, "there is no such file") from None
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise TableError(path, 0, f"not an Excel workbook: {error}") from None
    heading, *rows = [[_text(cell) for cell in row] for row in book.worksheets[0].values] or [[]]
    book.close()
    _check_columns(path, [name for name in heading if name], required, optional)
    return [
        _row(path, line, {name: cell for name, cell in zip(heading, row, strict=False) if name})
        for line, row in enumerate(rows, start=2)
        if any(row)
    ]


def _text(cell: Any) -> str:
    """Return a cell as a CSV would hold it: 3 for 3.0."""
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def unique(rows: Sequence[Row], column: str) -> list[Row]:
    """Return the rows, or raise `TableError` where the column is empty or repeats an earlier row."""
    seen: dict[str, int] = {}
    for row in rows:
        value = row[column]
        if not value:
            raise row.fail(f"{column} is empty")
        if value in seen:
            raise row.fail(f"{column} {value!r} stands in line {seen[value]} already")
        seen[value] = row.line
    return list(rows)
