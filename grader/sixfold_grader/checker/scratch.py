"""The folder of a zygote, and the removal of those whose process was killed.

Who makes a folder locks it. The kernel takes the lock away with the process, however that ends, so an
unlocked folder is nobody's; a process id would not tell, for it may have been given out again.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Container
from contextlib import suppress
from pathlib import Path

from sixfold_grader.box.folder import remove

_PREFIX = "sixfold-box-"


class Scratch:
    """A new empty folder under the system's temporary one, ours until `close`.

    Parameters
    ----------
    accounts : container of int
        Whose abandoned folders are ours to remove; anybody may have put something of that name there.
    """

    def __init__(self, accounts: Container[int]) -> None:
        for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
            _remove_if_abandoned(folder, accounts)
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
            held = _lock(self.path)
            if held is not None:  # else another process tidied it away before it was locked
                self._held = held
                return

    def close(self) -> None:
        """Remove the folder with everything in it."""
        remove(self.path)
        os.close(self._held)


def _remove_if_abandoned(folder: Path, accounts: Container[int]) -> None:
    held = _lock(folder)
    if held is not None:
        if os.fstat(held).st_uid in accounts:
            remove(folder)
        os.close(held)


def _lock(folder: Path) -> int | None:
    """Return a descriptor that holds the folder's lock, None if another has it or the folder is gone."""
    with suppress(OSError):
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(held), os.lstat(folder)):
                return held
        except OSError:
            pass
        os.close(held)
    return None
