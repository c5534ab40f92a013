"""nbgrader's exchange, with the changes that hostile submissions need: inbound is anybody's to write to."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import ignore_patterns, parse_utc

_NOBODY = ""  # collects what is left out; no account has this name


class CollectWithoutLinks(ExchangeCollect):  # type: ignore[misc]
    """Collect that follows no link and goes on for the others where an entry cannot be used.

    Stock nbgrader follows a link, in a submission or in its place, with the instructor's rights, and so
    collects whatever it points to; and one entry that it does not understand ends it for everybody.
    """

    def init_src(self) -> None:
        """Find each candidate's newest submission among the entries that can be used."""
        super().init_src()
        self.src_records: list[dict[str, Any]] = [
            record for record in self.src_records if record["username"] != _NOBODY
        ]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        entry = Path(path)
        reason = _unusable(entry)
        if reason is None:
            record: dict[str, Any] = super()._path_to_record(path)
            return record
        self.log.error(f"left out {str(entry)!r}: {reason}")
        return {"username": _NOBODY, "filename": entry.name, "timestamp": parse_utc("1970-01-01")}

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy a submission folder; what cannot be copied is left out, and intake decides on the rest."""
        ignore = ignore_patterns(
            exclude=self.coursedir.ignore,
            include=self.coursedir.include,
            max_file_size=self.coursedir.max_file_size,
            log=self.log,
        )
        try:
            shutil.copytree(src, dest, symlinks=True, ignore=ignore)
        except (OSError, RecursionError) as error:
            self.log.error(f"{src!r} could not be copied whole: {str(error)[:500]}")


def _unusable(entry: Path) -> str | None:
    """Return why an entry of inbound cannot be collected, or None."""
    try:
        name, _assignment, when = entry.name.encode("utf-8").decode().rsplit("+", 3)[:3]
        parse_utc(when)
    except UnicodeEncodeError:
        return "its name is not UTF-8"
    except ValueError:
        return "its name is not candidate+assignment+time+secret"
    info = entry.lstat()
    if not stat.S_ISDIR(info.st_mode):
        return "it is a link or a file, not a folder"
    with suppress(KeyError):  # most candidates have no account on this machine
        if info.st_uid not in (0, os.geteuid(), pwd.getpwnam(name).pw_uid):
            return f"it belongs to account {info.st_uid}, not to {name}"
    return None
