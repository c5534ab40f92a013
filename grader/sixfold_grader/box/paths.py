"""What Python and its libraries need to read, without anything of the grader's."""

from __future__ import annotations

import importlib.util
import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

DEVICES = tuple(Path("/dev", name) for name in ("null", "full", "random", "urandom"))
# (not /dev/zero: mapped, it is memory that counts as nobody's)
SYSTEM = tuple(
    Path(name)
    for name in (
        *("/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64"),
        *("/usr/share/zoneinfo", "/usr/share/fonts", "/etc/fonts", "/etc/localtime", "/etc/ld.so.cache"),
    )
)


@cache
def interpreter_paths() -> tuple[Path, ...]:
    """Return the files and folders that imports may read.

    A folder that holds the grader or the market is replaced by its other entries: installed beside
    the libraries they must not be readable. Kept once found: a process that forks boxes asks before.
    """
    wanted = {path.resolve() for path in (*SYSTEM, *_python_paths()) if path.exists()}
    outermost = {path for path in wanted if wanted.isdisjoint(path.parents)}
    return tuple(sorted({part for path in outermost for part in _without(path, HIDDEN)}))


def interpreter_roots() -> tuple[Path, ...]:
    """Return the few folders that hold all of `interpreter_paths`, for the mount view."""
    return tuple({path.resolve() for path in (Path(sys.prefix), Path(sys.base_prefix), *_package("sixfold"))})


def own_package() -> Path:
    """Return the grader's package: the zygote loads it, boxes may not read it."""
    return _package("sixfold_grader")[0]


@cache
def import_folders() -> tuple[Path, ...]:
    """Return the folders whose names an import must list even where not all of them may be read."""
    return tuple({Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "purelib", "platlib")})


def forget_own_sources() -> None:
    """Take the grader's and the market's source folders off `sys.path`: in the box they are closed."""
    ours = {str(folder.parent) for folder in HIDDEN} - {str(folder) for folder in import_folders()}
    sys.path[:] = [entry for entry in sys.path if os.path.realpath(entry) not in ours]


def _python_paths() -> Iterator[Path]:
    base = Path(sys.base_prefix)
    yield from (Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    yield from base.glob("lib/lib*.so*")
    yield from (Path(sys.prefix, "pyvenv.cfg"), Path(sys.prefix, "share", "jupyter"))
    yield from _package("sixfold")


def _package(name: str) -> list[Path]:
    spec = importlib.util.find_spec(name)
    return [Path(spec.origin).parent.resolve()] if spec is not None and spec.origin is not None else []


def _without(path: Path, hidden: Iterable[Path]) -> Iterator[Path]:
    """Yield `path`, or its parts where something hidden lies in it."""
    inside = [secret for secret in hidden if secret.is_relative_to(path)]
    if not inside:
        yield path
    elif path not in inside:
        for entry in path.iterdir():
            yield from _without(entry, inside)


# Where the grader and the market lie; found at import, before a mount view hides them.
HIDDEN = tuple(folder for name in ("sixfold_grader", "sixfold_market") for folder in _package(name))
