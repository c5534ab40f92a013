"""The walls around trainee code (tier B: nothing to install), built once and for ever in a forked child.

Order matters: an unprivileged account first, then no_new_privs, limits, Landlock, seccomp last.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import resource
import signal
import sys
import sysconfig
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

from sixfold_grader.box import landlock, seccomp
from sixfold_grader.errors import ConfinementError

_PR_SET_PDEATHSIG, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT = 1, 24, 38, 47
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_SYSTEM = (
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/lib",
    "/lib64",
    "/usr/share/zoneinfo",
    "/usr/share/fonts",
)
_SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/localtime", "/etc/fonts")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random", "/dev/full")
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
    uid : int or None
        Account (and group) to drop to; needed when started as root.
    memory_bytes : int
        Address space on top of what the process maps already.
    cpu_seconds, processes, file_bytes, open_files : int
        Per process; `processes` counts those of the account, on top of what it runs already.
    """

    workdir: Path
    readable: tuple[Path, ...]
    uid: int | None
    memory_bytes: int
    cpu_seconds: int
    processes: int
    file_bytes: int
    open_files: int


def interpreter_paths() -> tuple[Path, ...]:
    """Return what Python needs to import the libraries that a notebook may use, and nothing of the grader's.

    Site-packages are listed one by one, without `sixfold_grader` and `sixfold_market`: installed beside the
    libraries, they must not be readable.
    """
    paths = {Path(name) for name in (*_SYSTEM, *_SYSTEM_FILES)}
    paths |= {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")}
    base = Path(sys.base_prefix)
    paths |= set(base.glob("lib/lib*.so*")) if base != Path("/usr") else set()
    paths |= {Path(sys.prefix) / "pyvenv.cfg", Path(sys.prefix) / "share" / "jupyter"}
    for key in ("purelib", "platlib"):
        paths |= {entry for entry in Path(sysconfig.get_path(key)).iterdir() if not _is_ours(entry.name)}
    course = importlib.util.find_spec("sixfold")
    if course is not None and course.origin is not None:
        paths.add(Path(course.origin).parent)
    return tuple(sorted({path.resolve() for path in paths if path.exists()}))


def interpreter_roots() -> tuple[Path, ...]:
    """Return the few folders that hold all of `interpreter_paths`, for the mount view."""
    course = importlib.util.find_spec("sixfold")
    own = [Path(course.origin).parent] if course is not None and course.origin is not None else []
    return tuple({path.resolve() for path in (Path(sys.prefix), Path(sys.base_prefix), *own)})


def _is_ours(name: str) -> bool:
    return name.lower().replace("-", "_").startswith(("sixfold_grader", "sixfold_market", "_sixfold_grader"))


def confine(policy: Policy) -> None:
    """Build every wall around this process; irrevocable.

    Raises
    ------
    ConfinementError
        A wall cannot be built. Nothing untrusted may run then.
    """
    readable = (*interpreter_paths(), *policy.readable)
    _drop_account(policy.uid)
    _die_with_parent()
    if _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise ConfinementError("the kernel refuses no_new_privs")
    _limit(policy)
    os.umask(0o077)
    listable = {Path(sysconfig.get_path(key)) for key in ("purelib", "platlib")}
    landlock.restrict(readable, listable, [policy.workdir], [Path(device) for device in _DEVICES])
    seccomp.install()


def close_other_fds(keep: Set[int]) -> None:
    """Close every file descriptor that is not in `keep`."""
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 (names only)
        if int(name) not in keep:
            try:
                os.close(int(name))
            except OSError:
                continue  # the descriptor of the listing itself


def _drop_account(uid: int | None) -> None:
    if os.geteuid() != 0:
        return
    if uid is None or uid == 0:
        raise ConfinementError("started as root: trainee code needs an unprivileged account to run as")
    _libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    for capability in range(64):
        _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)  # beyond the last one: refused, nothing to drop
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    if (os.getresuid(), os.getresgid()) != ((uid,) * 3, (uid,) * 3):
        raise ConfinementError("the account could not be dropped")


def _die_with_parent() -> None:
    parent = os.getppid()
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _limit(policy: Policy) -> None:
    status = Path("/proc/self/statm").read_text(encoding="ascii")
    mapped = int(status.split()[0]) * resource.getpagesize()
    bounds = {
        resource.RLIMIT_AS: mapped + policy.memory_bytes,
        resource.RLIMIT_NPROC: _tasks_of_account() + policy.processes,
        resource.RLIMIT_FSIZE: policy.file_bytes,
        resource.RLIMIT_NOFILE: policy.open_files,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    for kind, bound in bounds.items():
        hard = resource.getrlimit(kind)[1]
        value = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(kind, (value, value))
    resource.setrlimit(resource.RLIMIT_CPU, (policy.cpu_seconds, policy.cpu_seconds + 1))


def _tasks_of_account() -> int:
    """Count the tasks (threads) that this account runs: RLIMIT_NPROC bounds them all together."""
    uid, count = os.geteuid(), 0
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and entry.stat().st_uid == uid:
                count += len(os.listdir(entry / "task"))  # noqa: PTH208 (names only)
        except OSError:
            continue  # it has ended
    return count
