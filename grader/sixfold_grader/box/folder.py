"""The work folder: emptied between two boxes, and what is in it counted, whatever has been built there."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

_LONGEST_PATH = 3500  # of the 4096 that a system call takes, with room for one more name


def clear(folder: Path) -> None:
    """Remove everything in a folder, however deep: no recursion, no path that gets too long."""
    while entries := list(os.scandir(folder)):
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                _flatten(entry, folder)
            else:
                os.unlink(entry.path)  # noqa: PTH108


def remove(folder: Path) -> None:
    """Remove a folder with everything in it, as far as that is allowed."""
    with suppress(OSError):
        clear(folder)
        folder.rmdir()


def _flatten(outer: os.DirEntry[str], folder: Path) -> None:
    """Move what a folder holds one level up, under names that nobody can have taken, and remove it."""
    os.chmod(outer.path, 0o700)  # noqa: PTH101
    for entry in list(os.scandir(outer.path)):
        if entry.is_dir(follow_symlinks=False):
            os.chmod(entry.path, 0o700)  # noqa: PTH101 (a closed folder cannot be moved)
        os.rename(entry.path, folder / secrets.token_hex(16))  # noqa: PTH104
    os.rmdir(outer.path)  # noqa: PTH106


def usage(folder: Path, most_files: int) -> tuple[int, int]:
    """Return bytes and number of files below a folder; counting ends at `most_files`."""
    size = count = 0
    waiting = [str(folder)]
    while waiting and count < most_files:
        for entry in _entries(waiting.pop()):
            count += 1
            with suppress(OSError):  # it may vanish meanwhile
                size += entry.stat(follow_symlinks=False).st_blocks * 512
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                if len(entry.path) > _LONGEST_PATH:
                    return size, most_files  # what lies deeper cannot be looked at
    return size, count


def _entries(path: str) -> list[os.DirEntry[str]]:
    """List a folder of the account's own, even if it has been closed."""
    with suppress(OSError):
        if not os.access(path, os.R_OK | os.X_OK):
            os.chmod(path, 0o700)  # noqa: PTH101
        return list(os.scandir(path))
    return []
