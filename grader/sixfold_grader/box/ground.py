"""Where boxes stand: what the zygote leaves behind for good before it loads anything.

Afterwards it is process 1 of its own namespaces where that is allowed, an account without rights, and
stands in an empty work folder.
"""

from __future__ import annotations

import ctypes
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sixfold_grader.box.account import drop_rights, drop_root
from sixfold_grader.box.limits import become_first_oom_victim
from sixfold_grader.box.namespaces import die_with_parent, enter, is_first_of_own, lay_folder
from sixfold_grader.box.paths import interpreter_roots, own_package
from sixfold_grader.box.view import prepare_view

_PR_SET_DUMPABLE, _PR_SET_CHILD_SUBREAPER = 4, 36
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Ground:
    """Where a zygote stands.

    Parameters
    ----------
    alone : bool
        It is process 1 of its own namespace: whatever else lives there is its box's.
    companions : int or None
        Processes besides a box that count against the box's number of them, itself included; None if
        they are the account's and have to be counted each time.
    """

    alone: bool
    companions: int | None


def descend(setup: Mapping[str, Any]) -> Ground:
    """Give up what a zygote does not need; return where it stands afterwards.

    Parameters
    ----------
    setup : mapping
        See `checker.zygote`: `tier`, `folder`, `allowance`, `readable`, `uid`, `outside`.

    Raises
    ------
    ConfinementError
        Root's rights cannot be given up, or the account would not be able to read what it needs.
    """
    as_root, waits_outside = os.geteuid() == 0, False
    folder, room = Path(setup["folder"]), _room(setup)
    if setup["tier"] == "A":  # bubblewrap has made the namespaces
        become_first_oom_victim()
        lay_folder(folder, *room)
    elif setup["tier"] == "B":
        waits_outside = _leave_namespaces(setup, folder, room)
    if setup["tier"] != "none":
        drop_root(setup["uid"])
        drop_rights()
        _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)  # boxes have the same account: nothing to see here
    alone = is_first_of_own(setup["outside"])
    if alone:
        die_with_parent()  # again: a change of account has cancelled it
    else:  # orphans of a box come to us instead of to init, so that none escapes the sweep
        _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1)
    _settle(work_folder(folder))
    if not (alone or as_root):
        return Ground(alone, None)
    return Ground(alone, 2 if waits_outside else 1)


def work_folder(folder: Path) -> Path:
    """Return the folder that boxes may write to."""
    return folder / "work"


def _room(setup: Mapping[str, Any]) -> tuple[int, int]:
    allowance = setup["allowance"]
    return allowance["folder_bytes"], allowance["folder_files"]


def _leave_namespaces(setup: Mapping[str, Any], folder: Path, room: tuple[int, int]) -> bool:
    """Enter new ones; return whether a process of the same account waits for this one."""
    become_first_oom_victim()
    if os.geteuid() == 0:
        prepare_view((*interpreter_roots(), own_package(), *map(Path, setup["readable"])), [folder])
        if enter(folder, *room):
            return False
        drop_root(setup["uid"])  # where root may not, an ordinary account sometimes may
    return enter(folder, *room)


def _settle(workdir: Path) -> None:
    """Let everything that is written by default go into the work folder."""
    workdir.mkdir(mode=0o700)
    os.umask(0o077)
    os.chdir(workdir)
    tempfile.tempdir = os.environ["TMPDIR"] = os.environ["HOME"] = str(workdir)
