"""What decides a verdict, as named hashes: the same ones need no second grading, others tell what changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from sixfold_grader.blueprint import LANGUAGES
from sixfold_grader.pool import GradingJob
from sixfold_grader.record import timestamp_of


def exam_hashes(job: GradingJob) -> dict[str, str]:
    """Return the hashes that all submissions share: template, checks, blueprint, seed, limits, walls."""
    templates = [job.course.released(job.assignment, language) for language in LANGUAGES]
    return {
        "template": _of_files(templates),
        "checks": _of_files([job.project.assignments / job.assignment / "checks.py"]),
        "blueprint": _of_files([job.project.blueprint]),
        "seed": _short(job.course.exam_seed().encode()),
        "limits": _short(json.dumps(asdict(job.limits)).encode()),
        "isolation": str(job.isolation),
    }


def fingerprint(job: GradingJob, candidate: str, exam: Mapping[str, str]) -> str:
    """Return a submission's fingerprint: its own hash and those of the exam."""
    folder = job.course.submitted(candidate, job.assignment)
    notebooks = sorted(path for path in folder.glob("*") if path.suffix.lower() == ".ipynb")
    when = timestamp_of(job.course, candidate, job.assignment)
    own = _short(
        f"{when} {[path.name for path in notebooks]} {_of_files(notebooks)}".encode(errors="replace")
    )
    return " ".join(f"{name}={value}" for name, value in {"submission": own, **exam}.items())


def changed(before: str, after: str) -> list[str]:
    """Return the names of what differs between two fingerprints."""
    old, new = (dict(part.split("=", 1) for part in text.split() if "=" in part) for text in (before, after))
    return [name for name in new if old.get(name) != new[name]]


def _of_files(paths: list[Path]) -> str:
    return _short(b"".join(map(_hash_of, paths)))


def _hash_of(path: Path) -> bytes:
    if path.is_symlink() or not path.is_file():
        return b"absent"
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:20]
