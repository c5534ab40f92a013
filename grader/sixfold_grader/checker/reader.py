"""The one place that parses hostile files: a small process without secrets, a bounded child per submission.

Started by the checker's worker as `python -I -m sixfold_grader.checker.reader FD`. It knows the
released notebooks only. Small on purpose: forking it costs a fraction of forking the checker.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from sixfold_grader.blueprint import Language
from sixfold_grader.box.namespaces import die_with_parent
from sixfold_grader.errors import InfrastructureFault, IntakeRejected
from sixfold_grader.intake import Answers, read_submission
from sixfold_grader.template import Template, load_template

_SECONDS = 10
_BYTES = 1 << 30


class Reader:
    """Handle of the reading process.

    Parameters
    ----------
    assignment : str
        Assignment id.
    release : mapping
        The released notebook of each language.
    """

    def __init__(self, assignment: str, release: Mapping[Language, Path]) -> None:
        self._sock, child = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-m", "sixfold_grader.checker.reader", str(child.fileno())],
            pass_fds=[child.fileno()],
            cwd="/",
            stdin=subprocess.DEVNULL,
        )
        child.close()
        paths = {language: str(path) for language, path in release.items()}
        self._sock.send(json.dumps({"assignment": assignment, "release": paths}).encode())

    @property
    def pid(self) -> int:
        """The process; readings are its children."""
        return self._process.pid

    def read(self, folder: Path) -> Answers:
        """Return the text of a submission, read in a child with 1 GiB and 10 s.

        Raises
        ------
        IntakeRejected
            There is no notebook that can be read, or reading it exceeded the bounds.
        InfrastructureFault
            The reading process has died.
        """
        raw = self._try(folder) or self._try(folder)  # the first child may have been killed by others
        if not raw:
            raise IntakeRejected(f"the notebook could not be read within {_SECONDS} s and 1 GiB")
        result, rejected = json.loads(raw)
        if rejected is not None:
            raise IntakeRejected(rejected)
        return Answers.from_json(result)

    def _try(self, folder: Path) -> bytes:
        read_end, write_end = os.pipe()
        try:
            self._ask(folder, write_end)
            return _read_all(read_end, time.monotonic() + _SECONDS)
        finally:
            os.close(read_end)

    def close(self) -> None:
        """End the process."""
        self._sock.close()
        self._process.kill()
        self._process.wait()

    def _ask(self, folder: Path, write_end: int) -> None:
        try:
            socket.send_fds(self._sock, [os.fsencode(folder)], [write_end])
            self._sock.settimeout(30)
            answer = self._sock.recv(16)
        except OSError as error:
            raise InfrastructureFault(f"the reading process does not answer: {error}") from None
        finally:
            os.close(write_end)
        if not answer:
            raise InfrastructureFault("the reading process has ended; its message is above")


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


def main() -> None:
    """Fork a child per folder that arrives, until the socket is closed."""
    sock = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    setup: Any = json.loads(sock.recv(1 << 16))
    templates = {language: load_template(Path(path), language) for language, path in setup["release"].items()}
    while True:
        folder, fds, _flags, _address = socket.recv_fds(sock, 1 << 14, 1)
        if not folder:
            return
        (write_end,) = fds
        if os.fork() == 0:
            sock.close()
            _child(Path(os.fsdecode(folder)), setup["assignment"], templates, write_end)
        os.close(write_end)
        sock.send(b"reading")
        _reap()


def _reap() -> None:
    """Bury the children that have ended; the last ones go with this process."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _child(folder: Path, assignment: str, templates: Mapping[Language, Template], write_end: int) -> NoReturn:
    die_with_parent()
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[0])
        memory = pages * resource.getpagesize() + _BYTES
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        signal.alarm(_SECONDS + 1)
        try:
            answer: tuple[object, str | None] = (asdict(read_submission(folder, assignment, templates)), None)
        except IntakeRejected as reason:
            answer = (None, str(reason))
        with os.fdopen(write_end, "wb") as stream:
            stream.write(json.dumps(answer).encode())
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
