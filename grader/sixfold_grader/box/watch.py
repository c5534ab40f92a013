"""What the kernel bounds for each process only is summed over the box by looking at it now and then.

The first look comes when a box has run for longer than nearly all do, so that they pay nothing.
"""

from __future__ import annotations

import os
import resource
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sixfold_grader.box.folder import usage
from sixfold_grader.box.sweep import descendants, own_number

Reason = Literal["memory", "cpu", "files"]
_TICKS = os.sysconf("SC_CLK_TCK")
_STATE, _CPU, _SIZE = 0, slice(11, 15), 20  # fields of /proc/*/stat after the name


@dataclass(frozen=True)
class Allowance:
    """What all processes of a box may use together.

    Parameters
    ----------
    memory_bytes : int
        Memory, shared pages counted in parts (PSS).
    cpu_seconds : int
        Processor time, of ended processes too.
    folder_bytes, folder_files : int
        Content of the work folder.
    """

    memory_bytes: int
    cpu_seconds: int
    folder_bytes: int
    folder_files: int


@dataclass
class _Looked:
    pinned: set[int] = field(default_factory=set)
    cpu_before: float = 0.0
    busy_seconds: float = 0.0
    last: float = 0.0


class Watch:
    """Looks at the box of a zygote.

    Parameters
    ----------
    allowance : Allowance
        Bounds of the sums.
    workdir : Path
        The box's work folder.
    alone : bool
        All other processes that can be seen in /proc are the box's.
    slot : int
        Number of this zygote among those on the machine.
    """

    def __init__(self, allowance: Allowance, workdir: Path, alone: bool, slot: int) -> None:
        self._allowance, self._workdir = allowance, workdir
        self._me = own_number()
        self._alone = alone and self._me == os.getpid()
        self._bounded = workdir.parent.is_mount()  # a small file system of its own
        processors = sorted(os.sched_getaffinity(0))
        self._processor = processors[slot % len(processors)]
        self._seen = _Looked()

    def begin(self) -> None:
        """A box is about to start."""
        self._seen = _Looked(cpu_before=_reaped_seconds(), last=time.monotonic())

    def look(self) -> Reason | None:
        """Return what the box has too much of, if anything.

        A box that runs long keeps to one processor: its summed time cannot exceed the wall time then,
        and its neighbours keep theirs.
        """
        stats = dict(self._stats())
        self._pin(stats)
        if self._cpu_seconds(stats) > self._allowance.cpu_seconds:
            return "cpu"
        if self._memory_bytes(stats) > self._allowance.memory_bytes:
            return "memory"
        size, count = usage(self._workdir, self._allowance.folder_files)
        if not self._bounded:
            size += sum(_deleted_bytes(pid) for pid in stats)
        if size > self._allowance.folder_bytes or count >= self._allowance.folder_files:
            return "files"
        return None

    def _stats(self) -> Iterator[tuple[int, list[str]]]:
        for pid in _all_processes() if self._alone else descendants():
            if pid != self._me:
                with suppress(OSError):  # it has ended
                    yield pid, _stat(pid)

    def _pin(self, stats: dict[int, list[str]]) -> None:
        for pid in stats.keys() - self._seen.pinned:
            with suppress(OSError):
                for task in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208
                    os.sched_setaffinity(int(task), {self._processor})
        self._seen.pinned |= stats.keys()

    def _cpu_seconds(self, stats: dict[int, list[str]]) -> float:
        """Return the processor time used; what ended processes took that nobody waited for is estimated."""
        now = time.monotonic()
        if any(fields[_STATE] == "R" for fields in stats.values()):
            self._seen.busy_seconds += now - self._seen.last
        self._seen.last = now
        live = sum(int(ticks) for fields in stats.values() for ticks in fields[_CPU])
        return max(self._seen.busy_seconds, _reaped_seconds() - self._seen.cpu_before + live / _TICKS)

    def _memory_bytes(self, stats: dict[int, list[str]]) -> int:
        """Return the box's memory, or a bound of it where that is within the allowance already."""
        own_size = int(_stat(self._me)[_SIZE])
        added = {pid: max(0, int(fields[_SIZE]) - own_size) for pid, fields in stats.items()}
        if sum(added.values()) <= self._allowance.memory_bytes:
            return sum(added.values())
        return sum(_resident_share(pid, bound) for pid, bound in added.items())


def _all_processes() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]  # noqa: PTH208 (names only)


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()


def _reaped_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _deleted_bytes(pid: int) -> int:
    """Return the size of files that have no name any more and are kept open by a process."""
    size = 0
    with suppress(OSError):
        for entry in os.scandir(f"/proc/{pid}/fd"):
            with suppress(OSError):
                found = entry.stat()
                size += found.st_blocks * 512 if stat.S_ISREG(found.st_mode) and not found.st_nlink else 0
    return size


def _resident_share(pid: int, bound: int) -> int:
    """Return the proportional share of what a process has in memory; `bound` if it hides that."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except PermissionError:
        return bound
    except OSError:
        return 0  # it has ended
    shares = (line.split() for line in text.splitlines() if line.startswith(("Pss:", "SwapPss:")))
    return sum(int(kilobytes) << 10 for _name, kilobytes, _unit in shares)
