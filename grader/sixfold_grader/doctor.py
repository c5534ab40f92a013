"""`sixfold doctor`: boxes as for grading on this machine, and every escape probe tried from inside one."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import sixfold_grader
from sixfold_grader.box.probes import PROBES, Target
from sixfold_grader.box.sweep import descendants
from sixfold_grader.checker.session import Box, BoxCell
from sixfold_grader.checker.zygote import WAY_OUT, Tier, Zygote
from sixfold_grader.errors import ConfinementError, CourseError
from sixfold_grader.limits import Limits
from sixfold_grader.project import find_project
from sixfold_grader.wire import Frames

TIERS: tuple[Tier, ...] = ("A", "B")
# As for grading, in smaller numbers: a probe that gets out must not hurt.
LIMITS = Limits(
    cell_seconds=25,
    cpu_seconds=20,
    memory_bytes=128 << 20,
    memory_total_bytes=256 << 20,
    processes=8,
    file_bytes=1 << 20,
    folder_bytes=4 << 20,
    folder_files=200,
)
_LEFT_BEHIND = "leave a process behind"  # may begin, but must have ended when the box has


@dataclass(frozen=True)
class ProbeResult:
    """How one probe ended; `detail` is the system's refusal, or what the probe achieved."""

    name: str
    stopped: bool
    detail: str


@dataclass(frozen=True)
class Checkup:
    """One tier on this machine.

    Parameters
    ----------
    tier : str
        "A", "B" or "none".
    isolation : str
        What it consists of here, as stamped on verdicts; empty if it cannot be had.
    refusal : str
        Why it cannot be had.
    results : list of ProbeResult
        The probes.
    """

    tier: Tier
    isolation: str = ""
    refusal: str = ""
    results: list[ProbeResult] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """True if boxes can be had and no probe gets out."""
        return not self.refusal and all(result.stopped for result in self.results)


def check_up(tiers: Sequence[Tier] = TIERS) -> list[Checkup]:
    """Try every tier; grading uses the first that can be had."""
    return [_check_up(tier, _secrets()) for tier in tiers]


def advice(checkups: Sequence[Checkup]) -> list[str]:
    """Return lines that say what each tier is here, which one grades, and what to do if none can."""
    lines = [f"tier {c.tier}: not here: {c.refusal}" if c.refusal else c.isolation for c in checkups]
    usable = [checkup for checkup in checkups if not checkup.refusal]
    if usable and usable[0].holds:
        return [*lines, f"Grading uses tier {usable[0].tier}; every probe is stopped."]
    if usable:
        return [*lines, f"Probes get out of tier {usable[0].tier}: do not grade on this machine."]
    return [*lines, f"Nothing can be graded here. {WAY_OUT}"]


def _check_up(tier: Tier, closed: Sequence[Path]) -> Checkup:
    datasets = Path(tempfile.mkdtemp(prefix="sixfold-doctor-"))
    try:
        datasets.chmod(0o755)
        (datasets / "data").mkdir()
        (datasets / "datapackage.json").touch()
        try:
            zygote = _Noting(datasets, LIMITS, isolation=tier != "none", tier=tier, warm=False)
        except ConfinementError as error:
            return Checkup(tier, refusal=str(error).removesuffix(f". {WAY_OUT}"))
        with contextlib.closing(zygote), _surroundings(zygote.uid, closed) as target:
            results = [_probe(zygote, name, target) for name in PROBES]
            return Checkup(tier, isolation=zygote.isolation, results=results)
    finally:
        shutil.rmtree(datasets, ignore_errors=True)


class _Noting(Zygote):
    """Keeps why the last box was ended."""

    reason: str | None = None

    def stop(self) -> str | None:
        self.reason = super().stop() or self.reason
        return self.reason


def _probe(zygote: _Noting, name: str, target: Target) -> ProbeResult:
    """Let a box run a probe as it would run an answer."""
    code = Path(sixfold_grader.__file__).with_name("box") / "probes.py"
    arguments = json.dumps(json.dumps(asdict(target)))  # a text in a text: JSON is Python's syntax here
    call = f"import json\nprint(json.dumps(attempt({name!r}, Target(**json.loads({arguments})))))"
    before, zygote.reason = set(descendants(zygote.pid)), None
    with Box(zygote, [BoxCell("probe", f"{code.read_text(encoding='utf-8')}\n{call}")], Frames()) as box:
        run = box.run()["probe"]
    left = set(descendants(zygote.pid)) - before
    if left:
        return ProbeResult(name, False, f"{len(left)} processes are left")
    if zygote.reason:
        return ProbeResult(name, True, f"the box was ended: too much {zygote.reason}")
    try:
        stopped, detail = json.loads(run.outputs[-1]["text"].splitlines()[-1])
    except (LookupError, ValueError):
        return ProbeResult(name, False, f"the probe broke: {run.status} {run.outputs}")
    return ProbeResult(name, stopped or name == _LEFT_BEHIND, detail)


@contextlib.contextmanager
def _surroundings(uid: int | None, closed: Sequence[Path]) -> Iterator[Target]:
    """Make what the probes aim at: all of it would be reachable without walls."""
    folder = Path(tempfile.mkdtemp(prefix="sixfold-probe-"))
    folder.chmod(0o777)
    for name in ("secret", "mine"):
        (folder / name).write_text("secret", encoding="utf-8")
        (folder / name).chmod(0o644)
    if uid is not None:
        os.chown(folder / "mine", uid, uid)
    abstract = f"sixfold-{secrets.token_hex(8)}"
    inet, unix, stream, datagram = socket.AF_INET, socket.AF_UNIX, socket.SOCK_STREAM, socket.SOCK_DGRAM
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        tcp, tcp6 = (stack.enter_context(_tcp(family, host)) for family, host in _LOOPBACK)
        udp = stack.enter_context(_listener(inet, datagram, ("127.0.0.1", 0)))
        stack.enter_context(_listener(unix, stream, str(folder / "stream")))
        stack.enter_context(_listener(unix, datagram, str(folder / "datagram")))
        stack.enter_context(_listener(unix, stream, "\0" + abstract))
        for name in ("stream", "datagram"):
            (folder / name).chmod(0o777)
        yield Target(
            folder=str(folder),
            home=str(Path.home()),
            source=sixfold_grader.__file__,
            library=os.__file__,
            tcp=tcp,
            tcp6=tcp6,
            udp=udp.getsockname()[1],
            abstract=abstract,
            bystander=stack.enter_context(_bystander(uid)),
            address=id(None),  # a fork keeps it at the same place
            secrets=[str(path) for path in (folder / "secret", *closed)],
            memory_bytes=LIMITS.memory_bytes,
            memory_total_bytes=LIMITS.memory_total_bytes,
            processes=LIMITS.processes,
            file_bytes=LIMITS.file_bytes,
            folder_bytes=LIMITS.folder_bytes,
            folder_files=LIMITS.folder_files,
        )


_LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


@contextlib.contextmanager
def _tcp(family: int, host: str) -> Iterator[int]:
    """Listen; yield the port, 0 where this machine has no such network."""
    try:
        with _listener(family, socket.SOCK_STREAM, (host, 0)) as sock:
            yield sock.getsockname()[1]
    except OSError:
        yield 0


def _listener(family: int, kind: int, address: tuple[str, int] | str) -> socket.socket:
    sock = socket.socket(family, kind)
    sock.bind(address)
    if kind == socket.SOCK_STREAM:
        sock.listen(4)
    return sock


@contextlib.contextmanager
def _bystander(uid: int | None) -> Iterator[int]:
    """Keep a process of the boxes' account outside the box."""
    ready, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        if uid is not None:
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
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


def _secrets() -> list[Path]:
    """Return what a box must never read: hidden checks, blueprint, gradebook, the exam's seed."""
    with suppress(CourseError):  # outside a project the walls can be tried all the same
        project = find_project()
        course = project.out / "course"
        files = [
            *project.assignments.glob("*/checks.py"),
            project.blueprint,
            course / "gradebook.db",
            course / ".secrets" / "exam_seed",
        ]
        return [path for path in files if path.exists()]
    return []
