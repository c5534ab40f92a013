"""Namespaces of the zygote's own, made once and not per box.

In them it is process 1: whatever it forks sees no other process and no network, and the kernel
kills all of it at the moment when the zygote ends, however it ends.
"""

from __future__ import annotations

import ctypes
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

_NEWNS, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET = (
    0x00020000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000,
)  # fmt: skip
_OURS = _NEWNS | _NEWUTS | _NEWIPC | _NEWPID | _NEWNET
_MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_REC, _MS_PRIVATE = 2, 4, 8, 1 << 14, 1 << 18
_PLAIN = _MS_NOSUID | _MS_NODEV | _MS_NOEXEC
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_OWN_PID_NAMESPACE = Path("/proc/self/ns/pid")
_libc = ctypes.CDLL(None, use_errno=True)


def pid_namespace() -> int:
    """Return which process namespace this process is in; 0 if it cannot be seen."""
    try:
        return _OWN_PID_NAMESPACE.stat().st_ino
    except OSError:
        return 0


def is_first_of_own(outside: int) -> bool:
    """Return whether this is process 1 of another namespace than `outside`: all others are then its own."""
    here = pid_namespace()
    return os.getpid() == 1 and 0 not in (here, outside) and here != outside


def enter(folder: Path, size: int, inodes: int) -> bool:
    """Go on as process 1 of new namespaces, with an empty folder in memory in place of `folder`.

    The calling process waits for it, and ends with it. An ordinary user needs a user namespace for
    this, which not every system allows.

    Parameters
    ----------
    folder : Path
        Existing folder.
    size, inodes : int
        Bytes and files that fit into it.

    Returns
    -------
    bool
        False if they are refused: nothing has changed then.
    """
    if not _unshare():
        return False
    pid = os.fork()
    if pid:
        _wait_for(pid)
    die_with_parent()
    # "/" is no mount in a chroot; unless ours can be made private, mounts would show outside.
    if not _mount("none", Path("/"), _MS_REC | _MS_PRIVATE):
        _mount("proc", Path("/proc"), _PLAIN, "proc")
        lay_folder(folder, size, inodes)
    return True


def lay_folder(folder: Path, size: int, inodes: int) -> None:
    """Put an empty file system in memory in place of `folder`, where that is allowed."""
    _mount("tmpfs", folder, _PLAIN, "tmpfs", f"mode=777,size={size},nr_inodes={inodes}")


def die_with_parent() -> None:
    """Let the kernel kill this process when its parent ends."""
    parent = os.getppid()
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _unshare() -> bool:
    if os.geteuid() == 0:
        return not _libc.unshare(_OURS)
    uid, gid = os.geteuid(), os.getegid()
    if _libc.unshare(_OURS | _NEWUSER):
        return False
    _libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)  # else /proc/self is root's after a change of account
    maps = (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1"))
    with suppress(OSError):  # the account has no name in there then; its rights are the same
        for name, text in maps:
            Path("/proc/self", name).write_text(text, encoding="utf-8")
    return True


def _wait_for(pid: int) -> NoReturn:
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))  # what the child holds must close with the child
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os._exit(status if status >= 0 else 128 - status)


def _mount(source: str, target: Path, flags: int, kind: str = "none", data: str = "") -> int:
    """Mount; return 0, or not 0 where it is refused: what was there stays then."""
    return int(
        _libc.mount(source.encode(), os.fsencode(target), kind.encode(), ctypes.c_ulong(flags), data.encode())
    )
