"""Started as root: let an unprivileged account reach Python below a folder that is closed to it.

Root's home is mode 0700, and a checkout or an interpreter may lie in it. In a mount namespace of
our own such a folder is replaced by an empty, open one that holds only what the box needs,
read-only apart from its scratch folder.
"""

from __future__ import annotations

import ctypes
import os
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path

from sixfold_grader.errors import ConfinementError

_CLONE_NEWNS = 0x00020000
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_REMOUNT = 1, 2, 4, 32
_MS_BIND, _MS_MOVE, _MS_REC, _MS_PRIVATE = 1 << 12, 1 << 13, 1 << 14, 1 << 18
_MNT_DETACH = 2
_libc = ctypes.CDLL(None, use_errno=True)


def prepare_view(readable: Iterable[Path], writable: Iterable[Path]) -> None:
    """Make every path reachable for an account without rights; nothing to do where all are.

    Raises
    ------
    ConfinementError
        A path is closed and this root may not mount (a container without CAP_SYS_ADMIN, a chroot).
    """
    open_to = set(writable)
    hidden = {path: closed for path in (*readable, *open_to) if (closed := closed_ancestor(path)) is not None}
    if not hidden:
        return
    # "/" is no mount in a chroot; unless ours can be made private, mounts would show outside.
    private = _MS_REC | _MS_PRIVATE
    if _libc.unshare(_CLONE_NEWNS) or _libc.mount(b"none", b"/", b"none", ctypes.c_ulong(private), b""):
        path, closed = next(iter(hidden.items()))
        raise ConfinementError(
            f"{path} lies below {closed}, which an unprivileged account cannot enter, and this root "
            "may not mount; move the project and its Python out of that folder, or run as an ordinary user"
        )
    mask = os.umask(0o022)
    try:
        _rebuild(hidden, open_to)
    finally:
        os.umask(mask)


def closed_ancestor(path: Path) -> Path | None:
    """Return the topmost folder above `path` that others may not enter, if there is one."""
    for folder in reversed(path.parents):
        if folder.exists() and not folder.stat().st_mode & stat.S_IXOTH:
            return folder
    return None


def _rebuild(hidden: dict[Path, Path], writable: set[Path]) -> None:
    """Hold the paths aside, lay an empty folder over each closed one, and put them back in."""
    stash = Path(tempfile.mkdtemp(prefix="sixfold-view-", dir="/tmp"))
    _mount("tmpfs", stash, _MS_NOSUID | _MS_NODEV, "tmpfs")
    kept = {path: stash / str(number) for number, path in enumerate(sorted(p for p in hidden if p.exists()))}
    for path, holder in kept.items():
        _make_like(path, holder)
        _mount(path, holder, _MS_BIND | _MS_REC)
    for closed in set(hidden.values()):
        _mount("tmpfs", closed, _MS_NOSUID | _MS_NODEV, "tmpfs", "mode=755")
    for path, holder in kept.items():
        if not path.exists():  # else a folder above it was put back before
            path.parent.mkdir(parents=True, exist_ok=True)
            _make_like(holder, path)
            _mount(holder, path, _MS_MOVE)
            if path not in writable:
                _mount("none", path, _MS_BIND | _MS_REMOUNT | _MS_RDONLY)
    os.chdir("/")
    _libc.umount2(str(stash).encode(), _MNT_DETACH)
    stash.rmdir()


def _make_like(model: Path, path: Path) -> None:
    if model.is_dir():
        path.mkdir()
    else:
        path.touch()


def _mount(source: Path | str, target: Path | str, flags: int, kind: str = "none", data: str = "") -> None:
    source, target = str(source), str(target)
    if _libc.mount(source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), data.encode()):
        reason = os.strerror(ctypes.get_errno())
        raise ConfinementError(f"cannot mount {source} on {target}: {reason}")
