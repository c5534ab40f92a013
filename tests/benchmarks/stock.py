"""The yardstick: stock nbgrader on the same assignment, its hidden checks inside the notebook."""

from __future__ import annotations

import compileall
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sixfold_grader.blueprint import Form
from sixfold_grader.checking import derive_seeds
from sixfold_grader.cohort import write_answers
from sixfold_grader.project import Project

# Runs an item's checks in the trainee's own kernel; the value of a test cell is its partial score.
_RUNNER = """\
class _Here:
    def call(self, function, args, kwargs):
        try:
            return globals()[function](*args, **kwargs)
        except Exception as error:
            raise Failed("raised", error=type(error).__name__) from None

def _score(item, seeds, points):
    from sixfold_grader.checking import Part
    earned = 0
    for check in [p for p in list(globals().values()) if isinstance(p, Part) and p.item == item]:
        try:
            check.check(Trial(_Here(), seeds))
            earned += points[check.name]
        except Failed:
            pass
    return earned
"""


def prepare(project: Project, form: Form, root: Path, answers: Mapping[str, Mapping[str, str]]) -> Path:
    """Make a stock course in `root` with a submission of each candidate; return its folder."""
    course = root / "stock"
    source = course / "source" / form.id
    source.mkdir(parents=True)
    book = json.loads(project.built_source(form.id, "en").read_text(encoding="utf-8"))
    checks = (project.assignments / form.id / "checks.py").read_text(encoding="utf-8")
    _insert_hidden_tests(book, form, checks)
    (source / f"{form.id}.ipynb").write_text(json.dumps(book), encoding="utf-8")
    _nbgrader(course, "generate_assignment", form.id)
    for candidate, texts in answers.items():
        folder = course / "submitted" / candidate / form.id
        shutil.copytree(course / "release" / form.id, folder)
        write_answers(folder / f"{form.id}.ipynb", form, texts)
    return course


def seconds_each(course: Path, form: Form, candidates: Sequence[str]) -> float:
    """Seconds per submission without nbgrader's own start-up: many minus one, over the rest."""
    first, *rest = candidates
    compileall.compile_dir(sys.prefix, quiet=2)  # bytecode compiled
    _autograde(course, form, [first])
    one = _autograde(course, form, [first])
    return (_autograde(course, form, candidates) - one) / len(rest)


def _autograde(course: Path, form: Form, candidates: Sequence[str]) -> float:
    """Grade just these, as if for the first time; return wall seconds."""
    aside = course / "aside"
    shutil.rmtree(course / "autograded", ignore_errors=True)
    (course / "submitted").rename(aside)
    (course / "submitted").mkdir()
    for candidate in candidates:
        (aside / candidate).rename(course / "submitted" / candidate)
    begin = time.perf_counter()
    _nbgrader(course, "autograde", form.id, "--force")
    spent = time.perf_counter() - begin
    for candidate in candidates:
        (course / "submitted" / candidate).rename(aside / candidate)
    (course / "submitted").rmdir()
    aside.rename(course / "submitted")
    done = len(list((course / "autograded").glob(f"*/{form.id}/*.ipynb")))
    if done != len(candidates):
        raise RuntimeError(f"stock nbgrader graded {done} of {len(candidates)}")
    return spent


def _insert_hidden_tests(book: dict[str, Any], form: Form, checks: str) -> None:
    """Append each item's checks to its test cell, the whole file before the first of them."""
    preamble = f"{checks}\n{_RUNNER}"
    for cell in book["cells"]:
        item = form.items.get(cell["metadata"].get("nbgrader", {}).get("grade_id"))
        if item is None or item.kind != "function":
            continue
        call = f"_score({item.id!r}, {derive_seeds('bench', item.id)}, {dict(item.parts)})"
        lines = ["", "### BEGIN HIDDEN TESTS", preamble, call, "### END HIDDEN TESTS"]
        cell["source"] = "".join(cell["source"]) + "\n".join(lines)
        preamble = ""


def _nbgrader(course: Path, *arguments: str) -> None:
    environment = {**os.environ, "SIXFOLD_HOME": str(course / "progress")}
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment["PATH"]])
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"nbgrader {arguments[0]} failed:\n{done.stderr[-2000:]}")
