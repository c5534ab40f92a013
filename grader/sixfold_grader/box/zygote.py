"""A warm process that forks boxes: libraries imported, no secrets and no rights in it.

Started by the checker's worker as `python -I -m sixfold_grader.box.zygote FD`. Over the socket FD
come JSON requests: `start` (with the box's sockets attached) and `stop`, which kills every
descendant and says why the box had been ended before, if it had. One box runs at a time, so all
descendants are that box's.
"""

from __future__ import annotations

import json
import os
import select
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from sixfold_grader.box.confine import Bounds, Policy, Walls, close_other_fds, restore_signals
from sixfold_grader.box.folder import clear
from sixfold_grader.box.ground import Ground, descend, work_folder
from sixfold_grader.box.sweep import sweep
from sixfold_grader.box.watch import Allowance, Reason, Watch
from sixfold_grader.errors import ConfinementError

if TYPE_CHECKING:
    from sixfold_grader.box.shell import Shell

_LOOK_SECONDS = 0.1  # more than most boxes live


def main() -> None:
    """Serve until the socket is closed."""
    sock = socket.socket(fileno=int(sys.argv[1]))
    setup: Any = json.loads(sock.recv(1 << 16))
    try:
        ground = descend(setup)
        server = _prepare(setup, ground)
    except ConfinementError as error:
        sock.send(json.dumps({"refused": str(error)}).encode())
        return
    sock.send(json.dumps({"ok": "ready", "alone": ground.alone}).encode())
    server.serve(sock)


def _prepare(setup: Mapping[str, Any], ground: Ground) -> _Server:
    restore_signals()
    shell = _warm_up(setup["output_chars"], setup["warm"])
    workdir = work_folder(Path(setup["folder"]))
    clear(workdir)
    readable = tuple(Path(path) for path in setup["readable"])
    policy = Policy(workdir=workdir, readable=readable, **setup["limits"])
    kind = Bounds if setup["tier"] == "none" else Walls
    walls = kind(policy, ground.companions)
    _try(walls)
    watch = Watch(Allowance(**setup["allowance"]), workdir, ground.alone, setup["slot"])
    return _Server(shell, walls, watch, ground.alone, workdir)


def _warm_up(output_chars: int, libraries: bool) -> Shell:
    # Imported late: who waits outside the namespaces stays small, and no library is loaded with rights.
    from sixfold_grader.box import serve  # noqa: F401
    from sixfold_grader.box.shell import Shell
    from sixfold_grader.box.warmup import CODE
    from sixfold_grader.forking import settle

    shell = Shell(output_chars)
    if libraries:
        succeeded, outputs = shell.run(CODE)
        if not succeeded:
            raise RuntimeError(f"the warm-up failed: {outputs[-1:]}")
        shell.ip.reset(new_session=False)
    settle()
    return shell


class _Server:
    def __init__(self, shell: Shell, walls: Bounds, watch: Watch, alone: bool, workdir: Path) -> None:
        self._shell, self._walls, self._watch = shell, walls, watch
        self._alone, self._workdir = alone, workdir
        self._running = False
        self._why: Reason | None = None

    def serve(self, sock: socket.socket) -> None:
        """Answer requests until the socket is closed."""
        while True:
            self._watch_until_asked(sock)
            message, fds, _flags, _address = socket.recv_fds(sock, 1 << 16, 64)
            if not message:
                sweep(self._alone)
                return
            answer = self._answer(json.loads(message), fds)
            for fd in fds:
                os.close(fd)
            sock.send(json.dumps(answer).encode())

    def _watch_until_asked(self, sock: socket.socket) -> None:
        while self._running and not select.select([sock], [], [], _LOOK_SECONDS)[0]:
            self._why = self._watch.look()
            if self._why:
                self._kill_box()

    def _answer(self, request: dict[str, Any], fds: Sequence[int]) -> dict[str, Any]:
        why = self._why
        if request["op"] != "why":
            self._kill_box()
            self._why = None
        if request["op"] == "start":
            self._fork_box(request["items"], fds)
        return {"ok": request["op"], "why": why}

    def _kill_box(self) -> None:
        """Leave nothing of a box behind: no process, no file."""
        if self._running:
            sweep(self._alone)
            clear(self._workdir)
            self._running = False

    def _fork_box(self, items: Sequence[str], fds: Sequence[int]) -> None:
        self._watch.begin()
        self._running = True
        if os.fork() == 0:
            _run(self._shell, self._walls, items, fds)


def _run(shell: Shell, walls: Bounds, items: Sequence[str], fds: Sequence[int]) -> NoReturn:
    from sixfold_grader.box.serve import run_box
    from sixfold_grader.wire import Channel

    try:
        control, *channels = (Channel(socket.socket(fileno=fd)) for fd in fds)
        try:
            _enter(walls, fds)
        except BaseException as error:  # no trainee code has run yet: this is our own fault
            control.send({"fault": f"{type(error).__name__}: {error}"})
            os._exit(1)
        control.send({"confined": True})
        run_box(shell, control, dict(zip(items, channels, strict=True)))
    finally:
        os._exit(0)


def _enter(walls: Bounds, fds: Sequence[int]) -> None:
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    walls.build()
    close_other_fds({0, 1, 2, *fds})


def _try(walls: Bounds) -> None:
    """Build the walls around a child that does nothing.

    Raises
    ------
    ConfinementError
        A wall cannot be built here.
    """
    read_end, write_end = os.pipe()
    if os.fork() == 0:
        try:
            _enter(walls, [write_end])
            os.write(write_end, b"ok")
        except ConfinementError as error:
            os.write(write_end, str(error).encode())
        except Exception as error:
            os.write(write_end, f"{type(error).__name__}: {error}".encode())
        finally:
            os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as stream:
        answer = stream.read()
    status = os.waitstatus_to_exitcode(os.wait()[1])
    if answer != b"ok":
        raise ConfinementError(answer.decode() or f"a trial of the walls ended with exit status {status}")


if __name__ == "__main__":
    main()
