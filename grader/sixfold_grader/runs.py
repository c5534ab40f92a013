"""A regrading run on disk: new verdicts beside those on record, compared, and applied whole.

A run lies in `runs/<id>/` of the course: `run.json` with reason, changes and state, and in `verdicts/`
what is not on record yet. The verdicts that it replaced are kept in its `before/`.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sixfold_grader.blueprint import Form
from sixfold_grader.course import Course
from sixfold_grader.fingerprint import changed
from sixfold_grader.models import ItemResult, Verdict
from sixfold_grader.verdicts import load_verdict, read_verdict, write_atomically


@dataclass(frozen=True)
class Change:
    """One item of one candidate that would be scored otherwise; `None` where there is no such verdict."""

    candidate: str
    item: str
    before: float | None
    after: float | None
    status: str
    why: list[str]


def finish_interrupted(course: Course, form: Form) -> None:
    """Finish the form's run that was being applied when its process ended; forget what was not ready.

    Whoever calls this holds the course's lock, so that nobody is at work on a run.
    """
    for folder in sorted((course.root / "runs").glob("*")):
        discard_unless_applied(folder)
        run = _facts(folder)
        if run.get("state") == "applying" and run["assignment"] == form.id:
            apply_run(course, form, folder)


def apply_run(course: Course, form: Form, folder: Path) -> None:
    """Put a run's verdicts on record, the gradebook in one transaction; safe to repeat."""
    from sixfold_grader.record import recording  # loads nbgrader

    note(folder, state="applying")
    candidates = differing(course, folder)
    for candidate in candidates:
        _keep_old(course.verdict(candidate, form.id), folder / "before" / f"{candidate}.json")
    with recording(course, form) as recorder:
        recorder.write_scores(verdicts_of(folder, candidates))
        for verdict in verdicts_of(folder, candidates):
            recorder.write_files(verdict)
    note(folder, state="applied", applied=_now())
    shutil.rmtree(folder / "verdicts")


def differing(course: Course, folder: Path) -> list[str]:
    """Return whose verdict on record a run's is to replace."""
    return [new.candidate for new in verdicts_of(folder) if _differs(course, new)]


def _differs(course: Course, new: Verdict) -> bool:
    if new.status == "fault":
        return False
    old = load_verdict(course, new.candidate, new.assignment)
    return old is None or old.fingerprint != new.fingerprint or any(changes_of(course, new))


def _keep_old(verdict: Path, kept: Path) -> None:
    if verdict.exists() and not kept.exists():
        write_atomically(kept, verdict.read_text(encoding="utf-8"))


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


def new_run(course: Course, assignment: str, reason: str) -> Path:
    """Make a run's folder."""
    folder = course.root / "runs" / dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    folder.mkdir(parents=True)
    note(folder, assignment=assignment, state="graded", reason=reason, started=_now())
    return folder


def discard_unless_applied(folder: Path) -> None:
    """Remove a run that has changed nothing, and `runs/` with the last of them."""
    if _facts(folder).get("state", "graded") == "graded":
        shutil.rmtree(folder)
        with suppress(OSError):  # there are others
            folder.parent.rmdir()


def note(folder: Path, **facts: Any) -> None:
    """Add facts to `run.json`."""
    known = _facts(folder) or {"schema": "sixfold.run/1"}
    write_atomically(folder / "run.json", json.dumps({**known, **facts}, ensure_ascii=False, indent=1))


def _facts(folder: Path) -> dict[str, Any]:
    with suppress(FileNotFoundError):  # its process was killed before it wrote any
        facts: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        return facts
    return {}


def keep(folder: Path, verdict: Verdict) -> None:
    """Put a new verdict into the run."""
    write_atomically(
        folder / "verdicts" / f"{verdict.candidate}.json", json.dumps(verdict.to_json(), ensure_ascii=False)
    )


def verdicts_of(folder: Path, candidates: list[str] | None = None) -> Iterator[Verdict]:
    """Read the run's verdicts one by one; those of some candidates, or all."""
    if candidates is None:
        candidates = sorted(path.stem for path in folder.glob("verdicts/*.json"))
    return (read_verdict(folder / "verdicts" / f"{candidate}.json") for candidate in candidates)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
