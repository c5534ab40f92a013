"""Limits of a box; the blueprint's `[limits]` may change each."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from sixfold_grader.blueprint import read_toml
from sixfold_grader.errors import SourceError


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Seconds are wall time unless the name says CPU. A cell or call above its limit costs its item; a
    box that runs long keeps to one processor, so no item takes more CPU than wall time.

    Parameters
    ----------
    cell_seconds, call_seconds, submission_seconds : float
        Of a cell, of a call of a function, of all of them.
    cpu_seconds : int
        CPU time of all processes of a box together.
    memory_bytes, memory_total_bytes : int
        Memory of each process on top of the libraries', and of all together.
    processes : int
        Processes and threads at the same time, besides the first.
    file_bytes, folder_bytes, folder_files : int
        Size of a file, of all files, number of files.
    open_files : int
        Of each process.
    output_chars, output_total_chars : int
        Characters printed by a cell, and by all.
    """

    cell_seconds: float = 10.0
    call_seconds: float = 5.0
    submission_seconds: float = 120.0
    cpu_seconds: int = 60
    memory_bytes: int = 512 << 20
    memory_total_bytes: int = 1 << 30
    processes: int = 24
    file_bytes: int = 16 << 20
    folder_bytes: int = 64 << 20
    folder_files: int = 1000
    open_files: int = 128
    output_chars: int = 100_000
    output_total_chars: int = 1_000_000

    def of_process(self) -> dict[str, int]:
        """Return the limits that the kernel enforces on each process of the box."""
        return {
            "memory_bytes": self.memory_bytes,
            "cpu_seconds": self.cpu_seconds,
            "processes": self.processes,
            "file_bytes": self.file_bytes,
            "open_files": self.open_files,
        }

    def of_box(self) -> dict[str, int]:
        """Return the limits of all processes of the box together."""
        return {
            "memory_bytes": self.memory_total_bytes,
            "cpu_seconds": self.cpu_seconds,
            "folder_bytes": self.folder_bytes,
            "folder_files": self.folder_files,
        }


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
