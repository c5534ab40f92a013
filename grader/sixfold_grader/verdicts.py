"""Our own records on disk: verdicts, written whole or not at all. Knows nothing of nbgrader."""

from __future__ import annotations

import json
import os
from pathlib import Path

from sixfold_grader.course import Course
from sixfold_grader.models import Verdict


def write_verdict(course: Course, verdict: Verdict) -> None:
    """Put a verdict on record, whole or not at all."""
    path = course.verdict(verdict.candidate, verdict.assignment)
    write_atomically(path, json.dumps(verdict.to_json(), ensure_ascii=False))


def load_verdict(course: Course, candidate: str, assignment: str) -> Verdict | None:
    """Return the verdict on record, or None."""
    try:
        return read_verdict(course.verdict(candidate, assignment))
    except (FileNotFoundError, ValueError):
        return None


def read_verdict(path: Path) -> Verdict:
    """Read a verdict's file; raises `FileNotFoundError`, or `ValueError` for another schema."""
    return Verdict.from_json(json.loads(path.read_text(encoding="utf-8")))


def timestamp_of(course: Course, candidate: str, assignment: str) -> str:
    """Return the submission's timestamp text as nbgrader wrote it, or an empty text."""
    path = course.submitted(candidate, assignment) / "timestamp.txt"
    if path.is_symlink() or not path.is_file():
        return ""
    return path.read_text(encoding="utf-8", errors="replace").strip()[:64]


def write_atomically(path: Path, content: str | bytes) -> None:
    """Replace a file whole; a reader sees the old content or the new one, after a power failure too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(path.suffix + ".part")
    with temporary.open("wb") as stream:
        stream.write(content.encode() if isinstance(content, str) else content)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)
