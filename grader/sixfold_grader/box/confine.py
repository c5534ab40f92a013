"""The walls around trainee code: prepared once in the zygote, built around each box by a few system calls.

The zygote has given up its rights and left its namespaces behind before (`ground.py`). What follows is the
box's own, for ever: another order would not do. Limits and signals first, then Landlock, while the
rules can still be reached; seccomp last.
"""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Iterable, Set
from dataclasses import dataclass
from pathlib import Path

from sixfold_grader.box import landlock, seccomp
from sixfold_grader.box.limits import bound_process, mapped_bytes
from sixfold_grader.box.namespaces import die_with_parent
from sixfold_grader.box.paths import DEVICES, forget_own_sources, import_folders, interpreter_paths
from sixfold_grader.errors import ConfinementError

_PR_SET_DUMPABLE = 4
_MOST_FILES = 1 << 20  # far above any number of a descriptor
_KEPT_IGNORED = {signal.SIGPIPE, signal.SIGXFSZ}  # Python turns both into exceptions
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Policy:
    """What a box may do.

    Parameters
    ----------
    workdir : Path
        The one writable folder.
    readable : tuple of Path
        Read-only files and folders besides the interpreter's own.
    memory_bytes : int
        Address space of each process on top of what it maps already.
    cpu_seconds, file_bytes, open_files : int
        Per process.
    processes : int
        Processes and threads besides the first.
    """

    workdir: Path
    readable: tuple[Path, ...]
    memory_bytes: int
    cpu_seconds: int
    processes: int
    file_bytes: int
    open_files: int


class Bounds:
    """The limits that all boxes share; prepared when this process is warm, set in forked children.

    Parameters
    ----------
    policy : Policy
        What a box may do.
    companions : int or None
        See `ground.Ground`.
    """

    def __init__(self, policy: Policy, companions: int | None) -> None:
        require_one_thread()
        forget_own_sources()
        self._policy, self._companions = policy, companions
        self._address_bytes = mapped_bytes() + policy.memory_bytes

    def build(self) -> None:
        """Bound this process, a fresh fork of the one that prepared the limits, for ever."""
        die_with_parent()
        policy, companions = self._policy, self._companions
        others = tasks_of(os.geteuid()) if companions is None else companions + 1
        bound_process(
            self._address_bytes,
            policy.cpu_seconds + 1,  # the watch, which can say why, comes first
            others + policy.processes,
            policy.file_bytes,
            policy.open_files,
        )


class Walls(Bounds):
    """The limits, and the walls.

    Raises
    ------
    ConfinementError
        A wall cannot be prepared: nothing untrusted may run.
    """

    def __init__(self, policy: Policy, companions: int | None) -> None:
        super().__init__(policy, companions)
        readable = (*interpreter_paths(), *policy.readable)
        require_access(readable, policy.workdir)
        self._rules = landlock.prepare(readable, import_folders(), [policy.workdir], DEVICES)
        self._filter = seccomp.Filter()

    def build(self) -> None:
        """Build every wall around this process; irrevocable.

        Raises
        ------
        ConfinementError
            A wall cannot be built.
        """
        super().build()
        # The zygote's watch may look at its processes; they have no ptrace to look at each other.
        _libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)
        landlock.enforce(self._rules)
        os.close(self._rules)  # with it a box could add rules to those of the next one
        self._filter.install()


def close_other_fds(keep: Set[int]) -> None:
    """Close every file descriptor that is not in `keep`."""
    kept = sorted(keep)
    for low, high in zip((-1, *kept), (*kept, _MOST_FILES), strict=True):
        if high - low > 1:  # an empty range from 0 would close everything
            os.closerange(low + 1, high)


def restore_signals() -> None:
    """Leave no handler of the starter's behind, and nothing blocked."""
    for number in signal.valid_signals() - _KEPT_IGNORED - {signal.SIGKILL, signal.SIGSTOP}:
        if signal.getsignal(number) not in (signal.SIG_DFL, None):
            signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def tasks_of(uid: int) -> int:
    """Return how many processes and threads of an account can be seen."""
    count = 0
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and entry.stat().st_uid == uid:
                count += len(os.listdir(entry / "task"))  # noqa: PTH208 (names only)
        except OSError:
            continue  # it has ended
    return count


def require_one_thread() -> None:
    """Threads do not survive a fork, and their locks would stay locked in each box."""
    count = len(os.listdir("/proc/self/task"))  # noqa: PTH208 (names only)
    if count != 1:
        raise ConfinementError(f"{count} threads are running in the process that is to fork boxes")


def require_access(readable: Iterable[Path], workdir: Path) -> None:
    """Find out now, in plain words, what would fail later as a puzzling import."""
    account = f"account {os.geteuid()}, which runs trainee code,"
    for path in readable:
        if not os.access(path, os.R_OK) or (path.is_dir() and not os.access(path, os.X_OK)):
            raise ConfinementError(
                f"{account} cannot read {path}; does it exist? Allow it (chmod -R o+rX {path}) "
                "or move the project out of a private folder"
            )
    if not os.access(workdir, os.R_OK | os.W_OK | os.X_OK):
        raise ConfinementError(f"{account} cannot write to {workdir}")
