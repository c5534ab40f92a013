"""A regrading run on disk: new verdicts beside those on record, compared, and applied whole.

A run lies in `runs/<id>/` of the course: `verdicts/`, and `run.json` with reason, changes and state. The
verdicts that it replaces are kept in its `before/`.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sixfold_grader.course import Course
from sixfold_grader.fingerprint import changed
from sixfold_grader.models import ItemResult, Verdict
from sixfold_grader.record import Recorder, load_verdict, read_verdict, write_atomically


@dataclass(frozen=True)
class Change:
    """One item of one candidate that would be scored otherwise; `None` where there is no such verdict."""

    candidate: str
    item: str
    before: float | None
    after: float | None
    status: str
    why: list[str]


def finish_interrupted(course: Course, recorder: Recorder) -> None:
    """Finish the run that was being applied when its process ended; forget those that were not ready."""
    for folder in sorted((course.root / "runs").glob("*/run.json")):
        state = json.loads(folder.read_text(encoding="utf-8"))["state"]
        if state == "applying":
            apply_run(course, recorder, folder.parent)
        elif state == "graded":
            shutil.rmtree(folder.parent)


def apply_run(course: Course, recorder: Recorder, folder: Path) -> None:
    """Put a run's verdicts on record; safe to repeat."""
    note(folder, state="applying")
    new = [verdict for verdict in verdicts_of(folder) if any(changes_of(course, verdict))]
    for verdict in new:
        old = course.verdict(verdict.candidate, verdict.assignment)
        kept = folder / "before" / f"{verdict.candidate}.json"
        if old.exists() and not kept.exists():
            kept.parent.mkdir(exist_ok=True)
            shutil.copyfile(old, kept)
    recorder.write(new)
    note(folder, state="applied", applied=_now())


def changes_of(course: Course, new: Verdict) -> Iterator[Change]:
    """Yield where a new verdict differs from the one on record, and what made it differ."""
    old = load_verdict(course, new.candidate, new.assignment)
    why = changed(old.fingerprint, new.fingerprint) if old else ["no verdict before"]
    if old is not None and old.status != new.status:
        yield Change(new.candidate, "", None, None, f"{old.status} → {new.status}", why)
    for item in sorted({*(old.items if old else ()), *new.items}):
        before, after = (verdict.items.get(item) if verdict else None for verdict in (old, new))
        if _outcome(before) != _outcome(after):
            status = f"{before.status if before else '–'} → {after.status if after else '–'}"
            yield Change(new.candidate, item, _points(before), _points(after), status, why)


def _outcome(result: ItemResult | None) -> object:
    """Return all of a result but its time."""
    return result and (result.status, result.parts)


def _points(result: ItemResult | None) -> float | None:
    return result.points if result else None


def new_run(course: Course, reason: str) -> Path:
    """Make a run's folder."""
    folder = course.root / "runs" / dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    folder.mkdir(parents=True)
    note(folder, state="graded", reason=reason, started=_now())
    return folder


def note(folder: Path, **facts: Any) -> None:
    """Add facts to `run.json`."""
    path = folder / "run.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"schema": "sixfold.run/1"}
    write_atomically(path, json.dumps({**known, **facts}, ensure_ascii=False, indent=1))


def keep(folder: Path, verdict: Verdict) -> None:
    """Put a new verdict into the run."""
    write_atomically(folder / "verdicts" / f"{verdict.candidate}.json", json.dumps(verdict.to_json()))


def verdicts_of(folder: Path) -> Iterator[Verdict]:
    """Yield the run's verdicts."""
    return (read_verdict(path) for path in sorted(folder.glob("verdicts/*.json")))


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
