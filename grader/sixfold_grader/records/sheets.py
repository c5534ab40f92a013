"""Sheets on disk: what the file is called says what it is."""

from __future__ import annotations

from pathlib import Path

from sixfold_grader.errors import RecordsError
from sixfold_grader.exports import Sheet, csv_text, xlsx_bytes


def write_sheet(path: Path, sheet: Sheet) -> None:
    """Write a sheet as CSV or as an Excel workbook.

    Raises
    ------
    RecordsError
        The name ends neither in .csv nor in .xlsx, or the file cannot be written.
    """
    kind = path.suffix.lower()
    if kind not in (".csv", ".xlsx"):
        raise RecordsError(f"{path}: a sheet ends in .csv or .xlsx")
    data = xlsx_bytes([sheet]) if kind == ".xlsx" else csv_text(sheet).encode()
    try:
        path.write_bytes(data)
    except OSError as error:
        raise RecordsError(f"{path} cannot be written: {error.strerror}") from None
