"""What passes between steps: plain, versioned records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

SCHEMA = "sixfold.verdict/1"

ItemStatus = Literal[
    "passed", "partial", "failed", "unanswered", "crashed", "memory", "timeout", "manual", "fault"
]
Status = Literal["graded", "rejected", "fault"]


@dataclass(frozen=True)
class PartResult:
    """One part of an item: its points, why it failed (a message key with facts), what it asks for."""

    points: float
    maximum: float
    about: dict[str, str]
    key: str = "passed"
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ItemResult:
    """One item's verdict; a free response has status `manual` and no parts.

    `seconds` is wall time: its cells and the calls of its checks.
    """

    status: ItemStatus
    parts: dict[str, PartResult] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def points(self) -> float:
        """Points earned automatically."""
        return sum(part.points for part in self.parts.values())


@dataclass(frozen=True)
class Verdict:
    """Everything that grading one submission produced.

    Attributes
    ----------
    notes : list of dict
        Intake report: `{"key", "facts"}` each.
    cells : list of dict
        The rebuilt notebook's cells with their outputs.
    fingerprint : str
        Hash of everything that decides the verdict; the same fingerprint need not be graded again.
    message : str
        Why it was rejected, or what failed on our side.
    """

    candidate: str
    assignment: str
    status: Status
    isolation: str = ""
    language: str = "en"
    sha256: str = ""
    fingerprint: str = ""
    message: str = ""
    seconds: float = 0.0
    items: dict[str, ItemResult] = field(default_factory=dict)
    notes: list[dict[str, Any]] = field(default_factory=list)
    cells: list[dict[str, Any]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return the record as JSON-ready data with its schema."""
        items = {
            name: {"status": item.status, "parts": {key: vars(part) for key, part in item.parts.items()}}
            | {"seconds": item.seconds}
            for name, item in self.items.items()
        }
        return {"schema": SCHEMA, **vars(self), "items": items}

    @staticmethod
    def from_json(data: dict[str, Any]) -> Verdict:
        """Read a record back.

        Raises
        ------
        ValueError
            Another schema.
        """
        fields = dict(data)
        if fields.pop("schema", None) != SCHEMA:
            raise ValueError(f"verdict schema is {data.get('schema')!r}, not {SCHEMA!r}")
        items = {
            name: ItemResult(
                item["status"],
                {key: PartResult(**part) for key, part in item["parts"].items()},
                item.get("seconds", 0.0),
            )
            for name, item in fields.pop("items").items()
        }
        return Verdict(items=items, **fields)
