"""Limits of a box; the blueprint's `[limits]` may change each."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from pathlib import Path

from sixfold_grader.blueprint import read_toml
from sixfold_grader.errors import SourceError


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Seconds are wall time unless the name says CPU; a cell or call above its limit costs its item.
    """

    cell_seconds: float = 10.0
    call_seconds: float = 5.0
    submission_seconds: float = 120.0
    cpu_seconds: int = 60
    memory_bytes: int = 512 << 20
    processes: int = 24
    file_bytes: int = 16 << 20
    open_files: int = 128
    output_chars: int = 100_000

    def of_process(self) -> dict[str, int]:
        """Return the limits that the kernel enforces on each process of the box."""
        names = ("memory_bytes", "cpu_seconds", "processes", "file_bytes", "open_files")
        return {name: value for name, value in asdict(self).items() if name in names}


def load_limits(blueprint: Path) -> Limits:
    """Read the blueprint's `[limits]`; what it does not name keeps its default.

    Raises
    ------
    SourceError
        An unknown limit, or one that is not a positive number, whole where it counts things.
    """
    table = read_toml(blueprint).get("limits", {})
    known = {field.name: field.type for field in fields(Limits)}
    for name, value in table.items():
        if name not in known:
            raise SourceError(blueprint, 0, f"limits.{name} is not a limit; there are: {', '.join(known)}")
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            raise SourceError(blueprint, 0, f"limits.{name} is {value!r}; it must be a positive number")
        if known[name] == "int" and not isinstance(value, int):
            raise SourceError(blueprint, 0, f"limits.{name} is {value!r}; it must be a whole number")
    return Limits(**table)
