"""Landlock by system call: files readable by allow-list, nothing else; network and signals closed."""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

from sixfold_grader.errors import ConfinementError

MINIMUM_ABI = 3  # 2 closes moving files between folders, 3 closes truncation
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH = 1

_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REG = 1 << 4, 1 << 5, 1 << 7, 1 << 8
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_FS_ABI_1 = (1 << 13) - 1
_NET_TCP = (1 << 0) | (1 << 1)  # bind, connect
_SCOPES = (1 << 0) | (1 << 1)  # abstract unix sockets, signals

# No rule grants EXECUTE: libraries are mapped, which Landlock does not count as executing.
_READ = _READ_FILE | _READ_DIR
# Links, pipes, sockets and devices cannot be made: whoever reads the folder later meets plain files only.
_WRITE = _READ | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _REFER | _TRUNCATE
_FILE_ONLY = _READ_FILE | _WRITE_FILE | _TRUNCATE

_libc = ctypes.CDLL(None, use_errno=True)


def abi() -> int:
    """Return the kernel's Landlock ABI, 0 where there is none."""
    return max(0, int(_libc.syscall(_CREATE_RULESET, None, 0, _CREATE_RULESET_VERSION)))


def prepare(
    readable: Iterable[Path], listable: Iterable[Path], writable: Iterable[Path], devices: Iterable[Path]
) -> int:
    """Make a set of rules: `readable` may be read and files below `writable` changed, nothing else.

    Below `listable` only names can be read. No path may be executed. Open descriptors keep working.

    Returns
    -------
    int
        Descriptor for `enforce`, here or in any forked child. Whoever holds it can add rules.

    Raises
    ------
    ConfinementError
        The kernel's Landlock is missing or too old, or a rule is refused.
    """
    version = abi()
    if version == 0:
        raise ConfinementError(
            "this kernel has no Landlock, or it is switched off (see /sys/kernel/security/lsm)"
        )
    if version < MINIMUM_ABI:
        raise ConfinementError(
            f"this kernel's Landlock ABI is {version}; {MINIMUM_ABI} (Linux 6.2) is needed"
        )
    handled = _FS_ABI_1 | _REFER | _TRUNCATE | (_IOCTL_DEV if version >= 5 else 0)
    ruleset = _create_ruleset(handled, _NET_TCP if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    rights = (
        (readable, _READ),
        (listable, _READ_DIR),
        (writable, _WRITE),
        (devices, _READ_FILE | _WRITE_FILE),
    )
    for paths, allowed in rights:
        for path in paths:
            _allow(ruleset, path, allowed)
    return ruleset


def enforce(ruleset: int) -> None:
    """Restrict this thread and its children to the rules for ever. Needs no_new_privs."""
    _call(_RESTRICT_SELF, ruleset, 0)


def _create_ruleset(files: int, network: int, scopes: int) -> int:
    attributes = struct.pack("=QQQ", files, network, scopes)
    # An older kernel accepts a longer structure as long as what it does not know is zero.
    return _call(_CREATE_RULESET, ctypes.c_char_p(attributes), len(attributes), 0)


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return  # nothing there, nothing to allow
    except OSError as error:
        raise ConfinementError(f"{path} cannot be opened for a Landlock rule: {error.strerror}") from None
    try:
        kept = rights if path.is_dir() else rights & _FILE_ONLY
        attributes = struct.pack("=Qi", kept, fd)
        _call(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, ctypes.c_char_p(attributes), 0)
    finally:
        os.close(fd)


def _call(number: int, *arguments: object) -> int:
    result = int(_libc.syscall(number, *arguments))
    if result < 0:
        raise ConfinementError(f"Landlock refuses call {number}: {os.strerror(ctypes.get_errno())}")
    return result
