"""Run a parser of hostile bytes in a child with bounded memory and time."""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import time
from collections.abc import Callable
from typing import Any

from sixfold_grader.errors import IntakeRejected

_SECONDS = 10.0
_BYTES = 1 << 30


def in_bounded_child(work: Callable[[], object]) -> Any:
    """Return what `work` returns (JSON data), computed in a forked child with 1 GiB and 10 s.

    Raises
    ------
    IntakeRejected
        Raised by `work`, or the child exceeded its bounds.
    """
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        _child(work, write_end)
    os.close(write_end)
    try:
        raw = _read_all(read_end, time.monotonic() + _SECONDS)
    finally:
        os.close(read_end)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    if not raw:
        raise IntakeRejected(f"the notebook could not be read within {_SECONDS:g} s and 1 GiB")
    result, rejected = json.loads(raw)
    if rejected is not None:
        raise IntakeRejected(rejected)
    return result


def _child(work: Callable[[], object], write_end: int) -> None:
    try:
        used = int(open("/proc/self/statm").read().split()[0]) * os.sysconf("SC_PAGESIZE")  # noqa: SIM115, PTH123
        resource.setrlimit(resource.RLIMIT_AS, (used + _BYTES, used + _BYTES))
        try:
            answer: tuple[object, str | None] = (work(), None)
        except IntakeRejected as reason:
            answer = (None, str(reason))
        with os.fdopen(write_end, "wb") as stream:
            stream.write(json.dumps(answer).encode())
    finally:
        os._exit(0)


def _read_all(fd: int, deadline: float) -> bytes:
    chunks: list[bytes] = []
    while True:
        ready, _, _ = select.select([fd], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return b""
        chunk = os.read(fd, 1 << 20)
        if not chunk:
            return b"".join(chunks)
        chunks.append(chunk)
