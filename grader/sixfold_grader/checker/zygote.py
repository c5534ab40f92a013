"""The checker's handle of the warm process that forks boxes."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sixfold_grader.box import landlock
from sixfold_grader.errors import InfrastructureFault
from sixfold_grader.limits import Limits

# Started as root, boxes run as this account; no login, no files, nothing else runs as it.
BOX_UID = 64_537


class Zygote:
    """Handle of the warm process that forks boxes.

    Parameters
    ----------
    datasets : Path
        Folder with `datapackage.json` and `data/`: all that a box may read besides Python.
    limits : Limits
        Limits of every box.
    """

    def __init__(self, datasets: Path, limits: Limits) -> None:
        self.limits = limits
        self.datasets = datasets
        self.scratch = Path(tempfile.mkdtemp(prefix="sixfold-box-"))
        self.scratch.chmod(0o711)
        self._home = Path(tempfile.mkdtemp(prefix="sixfold-home-"))
        self._sock, child = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-m", "sixfold_grader.box.zygote", str(child.fileno())],
            pass_fds=[child.fileno()],
            env=self._environment(),
            cwd="/",
            stdin=subprocess.DEVNULL,
        )
        child.close()
        ready = self._request(
            {
                "uid": BOX_UID if os.geteuid() == 0 else None,
                "readable": [str(datasets / "datapackage.json"), str(datasets / "data")],
                "scratch": str(self.scratch),
                "limits": limits.of_process(),
                "output_chars": limits.output_chars,
            },
            [],
            seconds=120,
        )
        self._namespaces = ready["init"]

    def _environment(self) -> dict[str, str]:
        """Nothing of ours: a fresh environment, one thread a library (threads do not survive a fork)."""
        return {
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "HOME": str(self._home),
            "SIXFOLD_DATA": str(self.datasets),
            "SIXFOLD_IN_BOX": "1",
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }

    @property
    def isolation(self) -> str:
        """The walls, as stamped on every verdict."""
        account = f", account {BOX_UID}" if os.geteuid() == 0 else ""
        spaces = ", own process and network namespaces" if self._namespaces else ""
        return f"tier B: Landlock ABI {landlock.abi()}, seccomp, resource limits{spaces}{account}"

    def start(self, workdir: Path, sockets: Mapping[str, socket.socket], control: socket.socket) -> None:
        """Fork a confined box that holds `control` and one socket per item."""
        request = {"op": "start", "workdir": str(workdir), "items": list(sockets)}
        self._request(request, [control.fileno(), *(s.fileno() for s in sockets.values())])

    def stop(self) -> None:
        """Kill the box with all its descendants."""
        self._request({"op": "stop"}, [])

    def close(self) -> None:
        """End the zygote and remove its scratch folder."""
        self._sock.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        self._process.kill()
        self._process.wait()
        for folder in (self.scratch, self._home):
            shutil.rmtree(folder, ignore_errors=True)

    def _request(self, message: dict[str, Any], fds: list[int], seconds: float = 30) -> dict[str, Any]:
        self._sock.settimeout(seconds)
        try:
            socket.send_fds(self._sock, [json.dumps(message).encode()], fds)
            answer = self._sock.recv(1 << 16)
        except OSError as error:
            raise InfrastructureFault(f"the box zygote does not answer: {error}") from None
        if not answer:
            raise InfrastructureFault("the box zygote has ended; its message is above")
        reply: dict[str, Any] = json.loads(answer)
        return reply
