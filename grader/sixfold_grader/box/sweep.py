"""Killing whatever a box has left: by one system call in a namespace of our own, else by looking for it."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path


def sweep(alone: bool) -> None:
    """Kill every descendant and reap it; return when none is left.

    Parameters
    ----------
    alone : bool
        This is process 1 of a namespace of its own (`namespaces.is_first_of_own`). Anywhere else
        `kill(-1)` would hit what belongs to others.
    """
    if alone:
        assert os.getpid() == 1
        with suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
        _reap(0)
        return
    while found := descendants():
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        _reap(os.WNOHANG)  # zombies count as descendants until they are reaped


def descendants(root: int | None = None) -> list[int]:
    """Return all descendants of a process (this one by default), numbered as /proc numbers them."""
    parents: dict[int, int] = {}
    for entry in os.listdir("/proc"):  # noqa: PTH208 (names only)
        if entry.isdigit():
            with suppress(OSError):
                stat = Path("/proc", entry, "stat").read_text(errors="replace")
                parents[int(entry)] = int(stat.rpartition(")")[2].split()[1])
    found: list[int] = []
    frontier = {own_number() if root is None else root}
    while frontier := {pid for pid, parent in parents.items() if parent in frontier}:
        found.extend(frontier)
    return found


def own_number() -> int:
    """Return this process's number in /proc, which may be that of a namespace outside."""
    return int(Path("/proc/self").readlink().name)


def _reap(options: int) -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, options)[0]:
            pass
