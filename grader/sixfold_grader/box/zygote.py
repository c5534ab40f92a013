"""A warm process that forks boxes: libraries imported, no secrets in it.

Started by the checker's worker as `python -I -m sixfold_grader.box.zygote FD`. Over the socket FD
come JSON requests: `start` (with the box's sockets attached) and `stop`, which kills every
descendant. One box runs at a time, so all descendants are that box's.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from sixfold_grader.box.confine import Policy, close_other_fds, confine, interpreter_paths, interpreter_roots
from sixfold_grader.box.namespaces import become_init
from sixfold_grader.box.serve import run_box
from sixfold_grader.box.shell import Shell
from sixfold_grader.box.view import prepare_view
from sixfold_grader.box.warmup import CODE
from sixfold_grader.forking import settle
from sixfold_grader.wire import Channel

_PR_SET_CHILD_SUBREAPER = 36


def main() -> None:
    """Serve until the socket is closed."""
    sock = socket.socket(fileno=int(sys.argv[1]))
    setup: Any = json.loads(sock.recv(1 << 16))
    is_init = become_init()
    if not is_init:
        # Orphans of a box come to us instead of to init, so that none can escape the sweep.
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    shell = _warm_up(setup["output_chars"])
    if os.geteuid() == 0:
        readable = tuple(Path(path) for path in setup["readable"])
        prepare_view((*interpreter_roots(), *readable), [Path(setup["scratch"])])
    sock.send(json.dumps({"ok": "ready", "init": is_init}).encode())
    while True:
        message, fds, _flags, _address = socket.recv_fds(sock, 1 << 16, 64)
        if not message:
            sweep()
            return
        request: Any = json.loads(message)
        if request["op"] == "start":
            _fork_box(shell, setup, request, fds)
            for fd in fds:
                os.close(fd)
        else:
            sweep()
        sock.send(json.dumps({"ok": request["op"]}).encode())


def _warm_up(output_chars: int) -> Shell:
    shell = Shell(output_chars)
    succeeded, outputs = shell.run(CODE)
    if not succeeded:
        raise RuntimeError(f"the warm-up failed: {outputs[-1:]}")
    shell.ip.reset(new_session=False)
    interpreter_paths()  # its result is kept: every box asks for it
    settle()
    return shell


def _fork_box(shell: Shell, setup: dict[str, Any], request: dict[str, Any], fds: list[int]) -> None:
    if os.fork():
        return
    control, *channels = (Channel(socket.socket(fileno=fd)) for fd in fds)
    try:
        _confine(setup, Path(request["workdir"]), fds)
    except BaseException as error:  # no trainee code has run yet: this is our own fault
        control.send({"fault": f"{type(error).__name__}: {error}"})
        os._exit(1)
    try:
        control.send({"confined": True})
        run_box(shell, control, dict(zip(request["items"], channels, strict=True)))
    finally:
        os._exit(0)


def _confine(setup: dict[str, Any], workdir: Path, fds: list[int]) -> None:
    os.setsid()
    close_other_fds({0, 1, 2, *fds})
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    readable = tuple(Path(path) for path in setup["readable"])
    confine(Policy(workdir=workdir, readable=readable, uid=setup["uid"], **setup["limits"]))


def sweep() -> None:
    """Kill every descendant and reap it; return when none is left."""
    if os.getpid() == 1:  # of a namespace of our own: all others in it are descendants
        _kill_all()
        return
    while descendants := _descendants(os.getpid()):
        for pid in descendants:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass  # zombies count as descendants until they are reaped


def _kill_all() -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, 0)[0]:
            pass


def _descendants(root: int) -> list[int]:
    parents: dict[int, int] = {}
    for entry in os.listdir("/proc"):  # noqa: PTH208 (hot path)
        if entry.isdigit():
            with contextlib.suppress(OSError):
                stat = Path("/proc", entry, "stat").read_text(errors="replace")
                parents[int(entry)] = int(stat.rpartition(")")[2].split()[1])
    found: list[int] = []
    frontier = {root}
    while frontier := {pid for pid, parent in parents.items() if parent in frontier}:
        found.extend(frontier)
    return found


if __name__ == "__main__":
    main()
