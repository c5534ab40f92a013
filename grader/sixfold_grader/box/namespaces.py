"""Where the kernel allows it: a count of processes and a small disk that are the box's own.

Not walls: without them a box still cannot leave, but it can get in the way of its neighbours.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from contextlib import suppress
from pathlib import Path

_CLONE_NEWNS, _CLONE_NEWIPC, _CLONE_NEWUSER = 0x00020000, 0x08000000, 0x10000000
_CLONE_NEWPID, _CLONE_NEWNET = 0x20000000, 0x40000000
_MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 2, 4, 8
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_FOLDER_FILES, _FOLDER_INODES = 4, 1000
_libc = ctypes.CDLL(None, use_errno=True)


def become_init() -> bool:
    """Continue as process 1 of a PID namespace with an empty network, if allowed; return whether it is so.

    When process 1 ends, the kernel ends every process of its namespace: nothing of a box can stay
    behind, whoever was killed. The process that called waits outside and ends with it.
    """
    kinds = _CLONE_NEWPID | _CLONE_NEWNET
    uid, gid = os.geteuid(), os.getegid()
    if uid == 0:
        refused = _libc.unshare(kinds)
    else:
        refused = _libc.unshare(_CLONE_NEWUSER | kinds)
        if not refused:
            _map_account(uid, gid)
    if refused:
        return False
    child = os.fork()
    if child:
        os.closerange(3, resource.getrlimit(resource.RLIMIT_NOFILE)[0])  # the sockets are the child's
        os.waitpid(child, 0)
        os._exit(0)
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    return os.getpid() == 1


def separate(workdir: Path, file_bytes: int) -> int:
    """Enter a user namespace if allowed; return how many processes count against RLIMIT_NPROC.

    RLIMIT_NPROC bounds all tasks of an account, so one box could use up what another was given; in
    a user namespace of its own a box is counted alone. RLIMIT_FSIZE bounds each file and not their
    sum; in a mount namespace the work folder is an empty one in memory that holds four such files.
    """
    uid, gid = os.geteuid(), os.getegid()
    if _libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNS | _CLONE_NEWIPC):
        return _tasks_of(uid)
    _map_account(uid, gid)
    options = f"mode=700,size={_FOLDER_FILES * file_bytes},nr_inodes={_FOLDER_INODES}"
    flags = ctypes.c_ulong(_MS_NOSUID | _MS_NODEV | _MS_NOEXEC)
    _libc.mount(
        b"tmpfs", os.fsencode(workdir), b"tmpfs", flags, options.encode()
    )  # refused: the folder stays
    return 1


def _map_account(uid: int, gid: int) -> None:
    _libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)  # else /proc/self is root's after a change of account
    with suppress(OSError):  # the account has no name in there then; its rights are the same
        for name, text in (
            ("setgroups", "deny"),
            ("uid_map", f"{uid} {uid} 1"),
            ("gid_map", f"{gid} {gid} 1"),
        ):
            Path("/proc/self", name).write_text(text, encoding="utf-8")


def _tasks_of(uid: int) -> int:
    count = 0
    for entry in Path("/proc").iterdir():
        with suppress(OSError):  # it has ended
            if entry.name.isdigit() and entry.stat().st_uid == uid:
                count += len(os.listdir(entry / "task"))  # noqa: PTH208 (names only)
    return count
