"""Giving up rights: root's account, every capability, and the way back to them."""

from __future__ import annotations

import ctypes
import os
import struct

from sixfold_grader.errors import ConfinementError

_PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 24, 38, 47, 4
_CAPABILITY_VERSION_3 = 0x20080522
_libc = ctypes.CDLL(None, use_errno=True)


def drop_root(uid: int | None) -> None:
    """Become the account `uid` with no other group; nothing to do for an ordinary user.

    Raises
    ------
    ConfinementError
        No unprivileged account is named, or this root may not change accounts.
    """
    if os.geteuid() != 0:
        return
    if not uid:
        raise ConfinementError("started as root: trainee code needs an unprivileged account to run as")
    _empty_bounding_set()
    try:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    except OSError as error:
        raise ConfinementError(f"this root may not become account {uid}: {error.strerror}") from None
    if (os.getresuid(), os.getresgid()) != ((uid,) * 3, (uid,) * 3):
        raise ConfinementError(f"the change to account {uid} did not last")


def drop_rights() -> None:
    """Give up every capability, new rights from programs, and see that root cannot be regained.

    Raises
    ------
    ConfinementError
        One of them stays.
    """
    _empty_bounding_set()
    _libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header, nothing = struct.pack("=Ii", _CAPABILITY_VERSION_3, 0), bytes(24)
    if _libc.capset(ctypes.c_char_p(header), ctypes.c_char_p(nothing)):
        raise ConfinementError(f"capabilities stay: {os.strerror(ctypes.get_errno())}")
    if _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise ConfinementError("the kernel refuses no_new_privs")
    try:
        os.setresuid(0, 0, 0)
    except OSError:
        return
    raise ConfinementError("root could be regained after it was dropped")


def _empty_bounding_set() -> None:
    for capability in range(64):
        _libc.prctl(
            _PR_CAPBSET_DROP, capability, 0, 0, 0
        )  # fails beyond the last one, and for a user: has none
