"""The work folder: emptied between two boxes, and what is in it counted, whatever has been built there."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path


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
        with suppress(OSError), os.scandir(waiting.pop()) as entries:  # it may vanish meanwhile
            for entry in entries:
                count += 1
                size += entry.stat(follow_symlinks=False).st_blocks * 512
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
    return size, count
