"""What can be taken away as a file: pseudonyms and scores, never names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sixfold_grader.blueprint import Blueprint
from sixfold_grader.exports import Sheet, csv_text, xlsx_bytes
from sixfold_grader.records import tables as kept
from sixfold_grader.records.tables import written
from sixfold_grader.scoring import shown
from sixfold_grader.web.standing import Standing

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WRITERS: Mapping[str, tuple[str, Callable[[Sheet], str | bytes]]] = {
    "csv": ("text/csv; charset=utf-8", csv_text),
    "xlsx": (_XLSX, lambda sheet: xlsx_bytes([sheet])),
}
FORMATS = tuple(_WRITERS)


@dataclass(frozen=True)
class File:
    """A file to hand out."""

    name: str
    mimetype: str
    content: str | bytes


def as_file(sheet: Sheet, form: str) -> File:
    """Return a sheet as a file in one of `FORMATS`."""
    mimetype, write = _WRITERS[form]
    return File(f"sixfold-{sheet.title}.{form}", mimetype, write(sheet))


def standings_sheet(track: str, rows: Sequence[Standing], blueprint: Blueprint) -> Sheet:
    """Return where everybody stands on a track; blank is "not attempted"."""
    columns = ["candidate", "provider", *blueprint.capabilities, "composite", "sem", "status", "outcome"]
    return Sheet(f"scores-{track}", [*columns, "level", "state"], [_standing_row(row) for row in rows])


def _standing_row(row: Standing) -> list[str | float | None]:
    found = row.decision
    scores = [_number(score) for score in (*found.scaled.values(), found.composite, found.sem)]
    said = [found.status, found.decision or "", found.level or "", row.state]
    return [row.candidate, row.provider, *scores, *said]


def _number(score: float | None) -> float | None:
    return None if score is None else float(shown(score))


def decisions_sheet(decisions: Sequence[kept.Decision]) -> Sheet:
    """Return every decision with its two people and its reason."""
    columns = ["id", "candidate", "provider", "track", "outcome", "level", "reason_code", "reason", "state"]
    rows = [
        [
            made.id,
            made.candidate,
            made.provider,
            made.track,
            made.outcome,
            made.level,
            made.reason_code,
            made.reason,
            made.state,
            made.proposer,
            written(made.proposed_at),
            made.approver,
            written(made.approved_at) if made.approved_at else None,
        ]
        for made in decisions
    ]
    return Sheet("decisions", [*columns, "proposer", "proposed_at", "approver", "approved_at"], rows)
