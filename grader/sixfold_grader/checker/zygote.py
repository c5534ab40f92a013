"""The checker's handle of the warm process that forks boxes."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, cast

from sixfold_grader.box import bubblewrap, landlock
from sixfold_grader.box.namespaces import pid_namespace
from sixfold_grader.checker.scratch import Scratch
from sixfold_grader.errors import ConfinementError, InfrastructureFault
from sixfold_grader.limits import Limits

# Started as root, the boxes of each worker run as an account of their own, counted from here: no login, no
# files, nothing else runs as it.
BOX_UID = 64_537
_MOST_SLOTS = 900
TIER = "SIXFOLD_TIER"  # environment variable: A or B, to try one of them

Tier = Literal["A", "B", "none"]
NO_ISOLATION = "NO ISOLATION: trainee code ran with all rights of the grader"

WAY_OUT = (
    "Grade on Linux 6.2 or newer, as an ordinary user or as a root that may change accounts (see `sixfold "
    "doctor`); or without walls by --no-isolation, which is stamped on every grade."
)


class Zygote:
    """Handle of the warm process that forks boxes.

    Parameters
    ----------
    datasets : Path
        Folder with `datapackage.json` and `data/`: all that a box may read besides Python.
    limits : Limits
        Limits of every box.
    isolation : bool
        False runs trainee code without walls, with all rights of the grader.
    tier : str, optional
        "A" or "B"; by default `$SIXFOLD_TIER`, else the first that works here.
    warm : bool
        Load the libraries that answers use.

    Raises
    ------
    ConfinementError
        Trainee code cannot be confined on this machine.
    InfrastructureFault
        The process has ended.
    """

    def __init__(
        self,
        datasets: Path,
        limits: Limits,
        *,
        isolation: bool = True,
        tier: Tier | None = None,
        warm: bool = True,
    ) -> None:
        self.limits, self.datasets = limits, datasets
        self.slot, self._slot_lock = _take_slot()
        self.uid = BOX_UID + self.slot if os.geteuid() == 0 else None
        accounts = range(BOX_UID, BOX_UID + _MOST_SLOTS) if self.uid is not None else ()
        self._scratch = Scratch({os.geteuid(), *accounts})
        self.folder = self._scratch.path
        if self.uid is not None:
            os.chown(self.folder, self.uid, self.uid)
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._start_first(_wanted(tier) if isolation else ("none",), warm)
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int:
        """The process that was started; boxes are among its descendants."""
        assert self._process is not None
        return self._process.pid

    @property
    def isolation(self) -> str:
        """The walls, as stamped on every verdict."""
        if self.tier == "none":
            return NO_ISOLATION
        parts = [f"bubblewrap {bubblewrap.version()}"] if self.tier == "A" else []
        parts += ["own pid and net namespaces"] if self._alone else []
        parts += [f"Landlock ABI {landlock.abi()}", "seccomp", "resource limits"]
        parts += [f"account {self.uid}"] if self.uid is not None else []
        return f"tier {self.tier}: {', '.join(parts)}"

    def fork_box(self, sockets: Mapping[str, socket.socket], control: socket.socket) -> None:
        """Fork a confined box, in an empty work folder, that holds `control` and one socket per item."""
        request = {"op": "start", "items": list(sockets)}
        self._request(request, [control.fileno(), *(s.fileno() for s in sockets.values())])

    def why(self) -> str | None:
        """Return what the box had too much of and was ended for: "memory", "cpu", "files" or nothing."""
        reason: str | None = self._request({"op": "why"}, [])["why"]
        return reason

    def stop(self) -> str | None:
        """Kill the box with all its descendants and empty its folder; return the same as `why`."""
        reason: str | None = self._request({"op": "stop"}, [])["why"]
        return reason

    def close(self) -> None:
        """End the zygote and remove its folder."""
        self._end_process()
        self._slot_lock.close()
        self._scratch.close()

    def _start_first(self, tiers: Sequence[Tier], warm: bool) -> None:
        """Start in the first tier that works here; which one that is is found out by trying."""
        for tier in tiers:
            self.tier = tier
            try:
                self._start()
                self._alone = bool(self._request(self._setup(warm), [], seconds=120)["alone"])
                return
            except ConfinementError:
                self._end_process()
                if tier == tiers[-1]:
                    raise

    def _start(self) -> None:
        launcher = bubblewrap.command(self._readable(), self.folder) if self.tier == "A" else []
        if launcher and (refusal := bubblewrap.refusal(launcher)):
            raise ConfinementError(f"bubblewrap does not work here: {refusal}")
        self._sock, child = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with child:
            self._process = subprocess.Popen(
                [*launcher, sys.executable, "-I", "-m", "sixfold_grader.box.zygote", str(child.fileno())],
                pass_fds=[child.fileno()],
                env=self._environment(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def _end_process(self) -> None:
        if self._process is None:
            return
        self._sock.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        self._process.kill()
        self._process.wait()
        self._process = None

    def _setup(self, warm: bool) -> dict[str, Any]:
        return {
            "tier": self.tier,
            "uid": self.uid,
            "slot": self.slot,
            "outside": pid_namespace(),
            "folder": str(self.folder),
            "readable": [str(path) for path in self._readable()],
            "limits": self.limits.of_process(),
            "allowance": self.limits.of_box(),
            "output_chars": self.limits.output_chars,
            "output_total_chars": self.limits.output_total_chars,
            "warm": warm,
        }

    def _readable(self) -> list[Path]:
        return [self.datasets / "datapackage.json", self.datasets / "data"]

    def _environment(self) -> dict[str, str]:
        """Nothing of ours: a fresh environment, one thread a library (threads do not survive a fork)."""
        return {
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "HOME": str(self.folder),
            "SIXFOLD_DATA": str(self.datasets),
            "SIXFOLD_IN_BOX": "1",
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }

    def _request(self, message: dict[str, Any], fds: list[int], seconds: float = 30) -> dict[str, Any]:
        self._sock.settimeout(seconds)
        try:
            socket.send_fds(self._sock, [json.dumps(message).encode()], fds)
            raw = self._sock.recv(1 << 16)
        except OSError as error:
            raise InfrastructureFault(f"the box zygote does not answer: {error}") from None
        if not raw:
            raise InfrastructureFault("the box zygote has ended; its message is above")
        answer: dict[str, Any] = json.loads(raw)
        if "refused" in answer:
            raise ConfinementError(f"{answer['refused']}. {WAY_OUT}")
        return answer


def _wanted(tier: Tier | None) -> tuple[Tier, ...]:
    """Return the tiers to try, the best first."""
    wanted = tier or os.environ.get(TIER) or None
    if wanted not in (None, "A", "B"):
        raise ConfinementError(f"{TIER} is {wanted!r}; it must be A or B")
    return ("A", "B") if wanted is None else (cast(Tier, wanted),)


def _take_slot() -> tuple[int, socket.socket]:
    """Return a number that no other zygote on this machine has, and what holds it until it is closed."""
    lock = socket.socket(socket.AF_UNIX)
    for slot in range(_MOST_SLOTS):
        try:
            lock.bind(f"\0sixfold-box-{os.geteuid()}-{slot}")
        except OSError:
            continue
        return slot, lock
    raise InfrastructureFault(f"{_MOST_SLOTS} workers are grading on this machine already")
