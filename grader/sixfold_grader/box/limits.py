"""Resource limits of a box."""

from __future__ import annotations

import resource
from contextlib import suppress
from pathlib import Path

_STACK_BYTES = 8 << 20
_RESERVED_FILES = 32


def mapped_bytes() -> int:
    """Return the address space that this process has mapped."""
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[0])
    return pages * resource.getpagesize()


def bound_process(address_bytes: int, cpu_seconds: int, processes: int, file_bytes: int, files: int) -> None:
    """Set the limits of this process and its children; none can be raised again, but for the reserve.

    Parameters
    ----------
    address_bytes : int
        Address space.
    cpu_seconds, file_bytes, files : int
        Processor time, size of a file and open files, per process.
    processes : int
        Processes and threads of the account in this user namespace, whoever started them.
    """
    bounds = {
        resource.RLIMIT_AS: address_bytes,
        resource.RLIMIT_NPROC: processes,
        resource.RLIMIT_FSIZE: file_bytes,
        resource.RLIMIT_STACK: _STACK_BYTES,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    for kind, bound in bounds.items():
        _bound(kind, bound, bound)
    _bound(resource.RLIMIT_NOFILE, files, files + _RESERVED_FILES)
    _bound(resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 1)  # a signal first, the end a second later


def release_reserve() -> None:
    """Allow a few more open files than the cells had: one that took all does not cost later items theirs."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def become_first_oom_victim() -> None:
    """Where memory runs out in spite of the limits, a box goes before anything of ours."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="utf-8")


def _bound(kind: int, soft: int, hard: int) -> None:
    present = resource.getrlimit(kind)[1]
    if present != resource.RLIM_INFINITY:
        soft, hard = min(soft, present), min(hard, present)
    resource.setrlimit(kind, (soft, hard))
