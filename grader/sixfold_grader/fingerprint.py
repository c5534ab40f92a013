"""What decides a verdict, as named hashes: the same ones need no second grading, others tell what changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from sixfold_grader.blueprint import LANGUAGES, Form
from sixfold_grader.pool import GradingJob
from sixfold_grader.verdicts import timestamp_of


def fingerprints(job: GradingJob, form: Form, candidates: Iterable[str]) -> dict[str, str]:
    """Return each candidate's fingerprint: the hash of the submission and those that all share."""
    shared = _shared(job, form)
    return {candidate: _text({"submission": _own(job, candidate)} | shared) for candidate in candidates}


def changed(before: str, after: str) -> list[str]:
    """Return the names of what differs between two fingerprints."""
    old, new = (dict(part.split("=", 1) for part in text.split() if "=" in part) for text in (before, after))
    return [name for name in new if old.get(name) != new[name]]


def _text(hashes: Mapping[str, str]) -> str:
    return " ".join(f"{name}={value}" for name, value in hashes.items())


def _own(job: GradingJob, candidate: str) -> str:
    folder = job.course.submitted(candidate, job.assignment)
    notebooks = sorted(path for path in folder.glob("*") if path.suffix.lower() == ".ipynb")
    when = timestamp_of(job.course, candidate, job.assignment)
    names = [path.name for path in notebooks]
    return _short(f"{when} {names} {_of_files(notebooks)}".encode(errors="replace"))


def _shared(job: GradingJob, form: Form) -> dict[str, str]:
    """Return the hashes of what is the same for everybody, read once a run."""
    items = {item.id: (item.kind, dict(item.parts)) for item in form.items.values()}
    return {
        "template": _of_files([job.course.released(job.assignment, language) for language in LANGUAGES]),
        "checks": _of_files([job.project.assignments / job.assignment / "checks.py"]),
        "points": _short(json.dumps([items, form.feedback]).encode()),
        "data": _of_files([job.project.datasets / "datapackage.json"]),  # has the hashes of the tables
        "seed": _short(job.course.exam_seed().encode()),
        "limits": _short(json.dumps(asdict(job.limits)).encode()),
        "isolation": str(job.isolation),
        "grader": version("sixfold-grader"),
    }


def _of_files(paths: Iterable[Path]) -> str:
    return _short(b"".join(map(_hash_of, paths)))


def _hash_of(path: Path) -> bytes:
    if path.is_symlink() or not path.is_file():
        return b"absent"
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:20]
