"""What the trainee has answered, kept in one small JSON file on their own machine."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sixfold.language import t

if TYPE_CHECKING:
    import pandas as pd

FORMAT = 1
_lesson = "-"


def open_lesson(lesson: str | None) -> None:
    """Record what follows under `lesson`."""
    global _lesson
    _lesson = lesson or "-"


def record_check(name: str, passed: bool) -> None:
    """Count one attempt at the self-check `name`; once passed, it stays passed."""
    book = _read()
    checks = book["checks"].setdefault(_lesson, {})
    before = checks.get(name, {"passed": False, "attempts": 0})
    checks[name] = {"passed": before["passed"] or passed, "attempts": before["attempts"] + 1}
    _write(book)


def record_guess(question: str, guess: str) -> None:
    """Keep the latest guess at a prediction."""
    book = _read()
    book["guesses"].setdefault(_lesson, {})[question] = guess
    _write(book)


def progress() -> pd.DataFrame:
    """The self-checks tried so far: lesson, check, passed, attempts."""
    import pandas as pd

    columns = [t(f"progress.{name}") for name in ("lesson", "check", "passed", "attempts")]
    rows = [
        (lesson, name, "✓" if seen["passed"] else "…", seen["attempts"])
        for lesson, checks in sorted(_read()["checks"].items())
        for name, seen in checks.items()
    ]
    return pd.DataFrame(rows, columns=columns)


def passed_checks() -> dict[str, int]:
    """How many self-checks are passed, by lesson."""
    return {
        lesson: sum(seen["passed"] for seen in checks.values())
        for lesson, checks in _read()["checks"].items()
    }


def _file() -> Path:
    home = os.environ.get("SIXFOLD_HOME")
    return (Path(home) if home else Path.home() / ".sixfold") / "progress.json"


def _read() -> dict[str, Any]:
    empty: dict[str, Any] = {"format": FORMAT, "checks": {}, "guesses": {}}
    try:
        book = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, RuntimeError, ValueError):
        return empty
    return book if isinstance(book, dict) and book.get("format") == FORMAT else empty


def _write(book: dict[str, Any]) -> None:
    """Replace the file in one step; a read-only or full disk must not disturb a lesson."""
    with contextlib.suppress(OSError, RuntimeError):
        target = _file()
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=target.parent, suffix=".json")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(book, file, ensure_ascii=False, indent=1)
        Path(draft).replace(target)
