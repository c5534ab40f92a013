"""Resource limits of a box."""

from __future__ import annotations

import resource
from contextlib import suppress
from pathlib import Path

_STACK_BYTES = 8 << 20


def bound_process(
    memory_bytes: int, cpu_seconds: int, processes: int, file_bytes: int, open_files: int, running: int
) -> None:
    """Set the limits of this process and its children; none can be raised again.

    Parameters
    ----------
    memory_bytes : int
        Address space on top of what is mapped already.
    cpu_seconds, file_bytes, open_files : int
        Per process.
    processes, running : int
        Processes (and threads) that may be added to those which count already.
    """
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[0])
    bounds = {
        resource.RLIMIT_AS: pages * resource.getpagesize() + memory_bytes,
        resource.RLIMIT_NPROC: running + processes,
        resource.RLIMIT_FSIZE: file_bytes,
        resource.RLIMIT_NOFILE: open_files,
        resource.RLIMIT_STACK: _STACK_BYTES,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    for kind, bound in bounds.items():
        _bound(kind, bound, bound)
    _bound(resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 1)  # a signal first, the end a second later


def become_first_oom_victim() -> None:
    """Where memory runs out in spite of the limits, a box goes before anything of ours."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="utf-8")


def _bound(kind: int, soft: int, hard: int) -> None:
    present = resource.getrlimit(kind)[1]
    if present != resource.RLIM_INFINITY:
        soft, hard = min(soft, present), min(hard, present)
    resource.setrlimit(kind, (soft, hard))
