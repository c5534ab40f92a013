"""Trying the walls on this machine: are they available, and does any probe get out?

Everything happens in forked children, because walls cannot be taken down again; the caller must not
run threads.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import secrets
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from sixfold_grader.box import landlock
from sixfold_grader.box.confine import Policy, close_other_fds, confine, interpreter_roots
from sixfold_grader.box.probes import PROBES, Target, attempt
from sixfold_grader.box.view import prepare_view
from sixfold_grader.errors import ConfinementError

_PR_SET_DUMPABLE = 4
_MODEST = {
    "memory_bytes": 64 << 20,
    "cpu_seconds": 5,
    "processes": 4,
    "file_bytes": 1 << 20,
    "open_files": 64,
}


@dataclass(frozen=True)
class Support:
    """Whether this machine can build the walls, found out by building them.

    Parameters
    ----------
    landlock_abi : int
        0 where the kernel has no Landlock.
    account : int or None
        Unprivileged account that boxes run as; None for an ordinary user's own.
    reason : str or None
        Why not, for a person; None if all walls stand.
    """

    landlock_abi: int
    account: int | None
    reason: str | None

    @property
    def usable(self) -> bool:
        """True if trainee code may run here."""
        return self.reason is None


@dataclass(frozen=True)
class ProbeResult:
    """How one probe ended; `detail` is the system's refusal, or what the probe achieved."""

    name: str
    stopped: bool
    detail: str


def available(uid: int | None) -> Support:
    """Confine a child for trial; `uid` is the account to drop to when started as root."""
    workdir = Path(tempfile.mkdtemp(prefix="sixfold-trial-"))
    account = uid if os.geteuid() == 0 else None
    try:
        if account is not None:
            os.chown(workdir, account, account)
        policy = Policy(workdir=workdir, readable=(), uid=account, **_MODEST)
        _in_child(lambda: _stand(policy))
    except ConfinementError as error:
        return Support(landlock.abi(), account, str(error))
    finally:
        shutil.rmtree(workdir, ignore_errors=True)
    return Support(landlock.abi(), account, None)


def run_probes(policy: Policy, closed: Sequence[Path] = (), walls: bool = True) -> list[ProbeResult]:
    """Run every escape probe, each in a box of its own.

    Parameters
    ----------
    policy : Policy
        The box; its `workdir` must exist and belong to the box's account.
    closed : sequence of Path
        Files that no box may read: the gradebook, hidden checks.
    walls : bool
        False runs the probes without walls, as the box's account: to see that they would get out.

    Raises
    ------
    ConfinementError
        A wall cannot be built here.
    """
    rows = _in_child(lambda: _probe_all(policy, closed, walls))
    return [ProbeResult(*row) for row in rows]


def _stand(policy: Policy) -> None:
    if os.geteuid() == 0:
        prepare_view(interpreter_roots(), [policy.workdir])
    confine(policy)


def _probe_all(policy: Policy, closed: Sequence[Path], walls: bool) -> list[tuple[str, bool, str]]:
    if os.geteuid() == 0 and walls:
        prepare_view((*interpreter_roots(), *policy.readable), [policy.workdir])
    with _surroundings(policy, closed) as target:
        enter = (lambda: confine(policy)) if walls else (lambda: _change_account(policy.uid))
        return [(name, *_in_child(partial(attempt, probe, target), enter)) for name, probe in PROBES.items()]


def _change_account(uid: int | None) -> None:
    if os.geteuid() == 0 and uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)


@contextlib.contextmanager
def _surroundings(policy: Policy, closed: Sequence[Path]) -> Iterator[Target]:
    """Make what the probes aim at: all of it would be reachable without walls."""
    folder = Path(tempfile.mkdtemp(prefix="sixfold-probe-"))
    folder.chmod(0o777)
    for name in ("secret", "mine"):
        (folder / name).write_text("secret", encoding="utf-8")
        (folder / name).chmod(0o644)
    if os.geteuid() == 0 and policy.uid is not None:
        os.chown(folder / "mine", policy.uid, policy.uid)
    abstract = f"sixfold-{secrets.token_hex(8)}"
    inet, unix = socket.AF_INET, socket.AF_UNIX
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        tcp = stack.enter_context(_listener(inet, socket.SOCK_STREAM, ("127.0.0.1", 0)))
        udp = stack.enter_context(_listener(inet, socket.SOCK_DGRAM, ("127.0.0.1", 0)))
        stack.enter_context(_listener(unix, socket.SOCK_STREAM, str(folder / "stream")))
        stack.enter_context(_listener(unix, socket.SOCK_DGRAM, str(folder / "datagram")))
        stack.enter_context(_listener(unix, socket.SOCK_STREAM, "\0" + abstract))
        for name in ("stream", "datagram"):
            (folder / name).chmod(0o777)
        bystander = stack.enter_context(_bystander(policy.uid))
        yield Target(
            folder=folder,
            workdir=policy.workdir,
            home=Path.home(),
            tcp=tcp.getsockname()[1],
            udp=udp.getsockname()[1],
            abstract=abstract,
            bystander=bystander,
            secrets=(folder / "secret", *closed),
            memory_bytes=policy.memory_bytes,
            processes=policy.processes,
            file_bytes=policy.file_bytes,
        )


def _listener(family: int, kind: int, address: tuple[str, int] | str) -> socket.socket:
    sock = socket.socket(family, kind)
    sock.bind(address)
    if kind == socket.SOCK_STREAM:
        sock.listen(4)
    return sock


@contextlib.contextmanager
def _bystander(uid: int | None) -> Iterator[int]:
    """Keep a process of the box's account outside the box."""
    ready, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        _change_account(uid)
        os.write(tell, b"x")
        while True:
            signal.pause()
    os.read(ready, 1)
    os.close(ready)
    os.close(tell)
    try:
        yield pid
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _in_child(task: Callable[[], Any], enter: Callable[[], None] = lambda: None) -> Any:
    """Fork, enter the box, run the task; return its result, which is JSON data."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        _answer(task, enter, write_end)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as stream:
        raw = stream.read()
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if not raw:
        raise ConfinementError(f"a trial of the walls ended without an answer (exit status {status})")
    answer: dict[str, Any] = json.loads(raw)
    if "error" in answer:
        raise ConfinementError(answer["error"])
    return answer["result"]


def _answer(task: Callable[[], Any], enter: Callable[[], None], write_end: int) -> NoReturn:
    try:
        close_other_fds({0, 1, 2, write_end})
        try:
            enter()
            answer = {"result": task()}
        except ConfinementError as error:
            answer = {"error": str(error)}
        except Exception as error:  # a wall or a probe that broke is not one that holds
            answer = {"error": f"{type(error).__name__}: {error}"}
        os.write(write_end, json.dumps(answer).encode())
    finally:
        os._exit(0)
