"""The walls around trainee code (tier B: nothing to install), built once and for ever in a forked child.

Order matters: another account first, while this is still root; then rights and limits, while /proc can
still be read; then Landlock, while files can still be opened by path; seccomp last.
"""

from __future__ import annotations

import ctypes
import os
import signal
import tempfile
from collections.abc import Iterable, Set
from dataclasses import dataclass
from pathlib import Path

from sixfold_grader.box import landlock, seccomp
from sixfold_grader.box.account import drop_rights, drop_root
from sixfold_grader.box.limits import become_first_oom_victim, bound_process
from sixfold_grader.box.namespaces import separate
from sixfold_grader.box.paths import (
    DEVICES,
    forget_own_sources,
    import_folders,
    interpreter_paths,
    interpreter_roots,
)
from sixfold_grader.errors import ConfinementError

__all__ = ["Policy", "close_other_fds", "confine", "interpreter_paths", "interpreter_roots"]

_PR_SET_PDEATHSIG = 1
_KEPT_IGNORED = {signal.SIGPIPE, signal.SIGXFSZ}  # Python turns both into exceptions
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Policy:
    """What a box may do.

    Parameters
    ----------
    workdir : Path
        The one writable folder. Files in it may be hidden from the box, which then starts with an empty one.
    readable : tuple of Path
        Read-only files and folders besides the interpreter's own.
    uid : int or None
        Account (and group) to drop to; needed when started as root.
    memory_bytes : int
        Address space of each process on top of what it maps already.
    cpu_seconds, file_bytes, open_files : int
        Per process.
    processes : int
        Processes and threads besides the first; of the box, or of the account where no user
        namespace is allowed.
    """

    workdir: Path
    readable: tuple[Path, ...]
    uid: int | None
    memory_bytes: int
    cpu_seconds: int
    processes: int
    file_bytes: int
    open_files: int


def confine(policy: Policy) -> None:
    """Build every wall around this process and make the work folder its current one; irrevocable.

    Raises
    ------
    ConfinementError
        A wall cannot be built. Nothing untrusted may run then.
    """
    _require_one_thread()
    readable = (*interpreter_paths(), *policy.readable)
    forget_own_sources()
    become_first_oom_victim()
    drop_root(policy.uid)
    running = separate(policy.workdir, policy.file_bytes)
    drop_rights()
    _die_with_parent()
    _restore_signals()
    bound_process(
        policy.memory_bytes,
        policy.cpu_seconds,
        policy.processes,
        policy.file_bytes,
        policy.open_files,
        running,
    )
    _settle(policy.workdir)
    _require_access(readable, policy.workdir)
    landlock.restrict(readable, import_folders(), [policy.workdir], DEVICES)
    seccomp.install()


def close_other_fds(keep: Set[int]) -> None:
    """Close every file descriptor that is not in `keep`."""
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 (names only)
        if int(name) not in keep:
            try:
                os.close(int(name))
            except OSError:
                continue  # the descriptor of the listing itself


def _require_one_thread() -> None:
    count = len(os.listdir("/proc/self/task"))  # noqa: PTH208 (names only)
    if count != 1:
        raise ConfinementError(
            f"{count} threads are running, and walls bind only one; confine before threads start"
        )


def _die_with_parent() -> None:
    parent = os.getppid()
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _restore_signals() -> None:
    """Leave no handler of the parent's behind, and nothing blocked."""
    for number in signal.valid_signals() - _KEPT_IGNORED - {signal.SIGKILL, signal.SIGSTOP}:
        if signal.getsignal(number) not in (signal.SIG_DFL, None):
            signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def _settle(workdir: Path) -> None:
    """Let everything that is written by default go into the work folder."""
    os.umask(0o077)
    os.chdir(workdir)
    tempfile.tempdir = os.environ["TMPDIR"] = os.environ["HOME"] = str(workdir)


def _require_access(readable: Iterable[Path], workdir: Path) -> None:
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
