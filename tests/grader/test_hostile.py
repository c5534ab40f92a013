"""Answers and submissions made to break the batch: each costs its own item, and nobody else anything."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook, MissingEntry

from sixfold_grader import cycle
from sixfold_grader.course import Course
from sixfold_grader.errors import CourseError, SourceError
from sixfold_grader.grading import Summary, grade_course
from sixfold_grader.models import Verdict
from sixfold_grader.pool import GradingJob

pytestmark = pytest.mark.slow

DAILY = "def daily(ads):\n    return ads.groupby('day', as_index=False)['spend'].sum()"
ROAS = "def roas(gmv, spend):\n    return None if spend == 0 else gmv / spend\n"

# Answers to `roas`; the other item is answered well, and must earn its points.
UNHARMED = {
    "a lone surrogate printed": f"print('\\ud800 text')\n{ROAS}",
    "control characters": f"print('\\0\\x1b[31mred\\x07')\n{ROAS}",
    "five thousand outputs": f"from IPython.display import display\nfor i in range(5000): display(i)\n{ROAS}",
    "a process left behind": f"import os, time\nif os.fork() == 0: time.sleep(60), os._exit(0)\n{ROAS}",
    "a thread left behind": f"import threading, time\nthreading.Timer(30, print).start()\n{ROAS}",
}
COSTS_THE_ITEM = {
    "kills its parent": (f"import os\nos.kill(os.getppid(), 9)\n{ROAS}", "failed"),
    "kills everybody": (f"import os\nos.kill(-1, 9)\n{ROAS}", "failed"),
    "takes ten gigabytes": (f"x = bytearray(10**10)\n{ROAS}", "failed"),
    "takes them when called": ("def roas(g, s):\n    return bytearray(10**10)", "failed"),
    "returns a giant": ("def roas(g, s):\n    return list(range(10**7))", "timeout"),
    "never returns": ("def roas(g, s):\n    return roas(g, s)", "failed"),
    "returns a lone surrogate": ("def roas(g, s):\n    return '\\ud800'", "failed"),
    "raises a lone surrogate": ("def roas(g, s):\n    raise ValueError('\\ud800')", "failed"),
    "ends the interpreter": ("import ctypes\nctypes.string_at(0)", "crashed"),
    "leaves": ("import sys\nsys.exit(3)", "failed"),
    "raises what cannot be told": (
        "class E(Exception):\n    def __str__(self): raise SystemExit\ndef roas(g, s):\n    raise E",
        "crashed",
    ),
    "closes every descriptor": (f"import os\nos.closerange(3, 200)\n{ROAS}", "crashed"),
    "writes rubbish into every descriptor": (
        "import os\nfor fd in range(3, 200):\n    try: os.write(fd, b'\\xff' * 64)\n"
        f"    except OSError: pass\n{ROAS}",
        "crashed",
    ),
    "replaces the encoder": (
        f"import sixfold_grader.wire as w\nw.encode = lambda v: bytes(8)\n{ROAS}",
        "crashed",
    ),
}
# Their own submission is theirs to ruin: what counts is that no point is won and the batch goes on.
COSTS_THE_SUBMISSION = {
    "forks without end": f"import os\nwhile True:\n    try: os.fork()\n    except OSError: break\n{ROAS}",
    "answers in the harness's place": (
        "import sixfold_grader.box.serve as s\ns._answer = lambda *a: {'ok': {'t': 'frame'}}\n"
    ),
    "forges the report of a cell": (
        "import gc\nfor o in gc.get_objects():\n    if type(o).__name__ == 'Channel':\n"
        "        try: o.send({'cell': 'c005', 'ok': True, 'outputs': [{'output_type': 'display_data',"
        " 'data': {'text/html': '<script>alert(1)</script>'}}]})\n        except Exception: pass\n"
    ),
}


def _huge(folder: Path) -> None:
    with (folder / "toy.ipynb").open("wb") as stream:
        stream.truncate(21 << 20)


# Laid straight into `submitted/`, past nbgrader's collect.
PLANTED: dict[str, tuple[Callable[[Path, Path], object], str]] = {
    "a link to another's notebook": (
        lambda own, other: (own / "toy.ipynb").symlink_to(other / "toy.ipynb"),
        "toy.ipynb: is a link or cannot be opened",
    ),
    "a link to a secret": (
        lambda own, _other: (own / "toy.ipynb").symlink_to("/etc/passwd"),
        "toy.ipynb: is a link or cannot be opened",
    ),
    "a link in place of the folder": (
        lambda own, other: (own.rmdir(), own.symlink_to(other)),
        "the submission is not a folder",
    ),
    "a pipe": (lambda own, _other: os.mkfifo(own / "toy.ipynb"), "toy.ipynb: is not a regular file"),
    "a folder": (lambda own, _other: (own / "toy.ipynb").mkdir(), "toy.ipynb: is not a regular file"),
    "a giant": (lambda own, _other: _huge(own), "above the limit of 20971520"),
    "nothing": (lambda _own, _other: None, "toy.ipynb: there is no such file in the submission"),
}


@dataclasses.dataclass(frozen=True)
class Batch:
    """One grading run of all of them."""

    course: Course
    summary: Summary

    def verdict(self, candidate: str) -> Verdict:
        return next(v for v in self.summary.verdicts if v.candidate == candidate)


@pytest.fixture(scope="module")
def job(graded: Any, tmp_path_factory: pytest.TempPathFactory) -> GradingJob:
    """A second course on the same project."""
    root = tmp_path_factory.mktemp("hostile")
    root.chmod(0o711)
    course = Course(root / "course", exchange_root=root / "exchange")
    cycle.release(graded.project, course, "toy")
    return dataclasses.replace(graded.job, course=course)


@pytest.fixture(scope="module")
def batch(job: GradingJob) -> Batch:
    """Every submission, laid into place and graded in one run."""
    attacks = {name: code for name, (code, _status) in COSTS_THE_ITEM.items()}
    for name, code in {**UNHARMED, **attacks, **COSTS_THE_SUBMISSION, "honest": ROAS}.items():
        _submit(job.course, name, code)
    for name, (plant, _message) in PLANTED.items():
        own = job.course.submitted(name, "toy")
        own.mkdir(parents=True)
        plant(own, job.course.submitted("honest", "toy"))
    return Batch(job.course, grade_course(job, workers=2))


def children(parent: int) -> list[int]:
    """Return the processes that a process has started and that have not ended."""
    tasks = Path(f"/proc/{parent}/task").glob("*/children")
    return [int(pid) for path in tasks for pid in path.read_text(encoding="utf-8").split()]


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:  # it has ended
        return ""


def _submit(course: Course, name: str, code: str) -> None:
    """Lay a notebook with this answer to `roas`, and a good one to `daily`, into place."""
    answers = {"roas-answer": code, "daily-answer": DAILY}
    book = json.loads(course.released("toy", "en").read_text(encoding="utf-8"))
    for cell in book["cells"]:
        grading = cell["metadata"].get("nbgrader", {})
        cell["source"] = answers.get(grading.get("grade_id"), cell["source"])
    folder = course.submitted(name, "toy")
    folder.mkdir(parents=True)
    (folder / "toy.ipynb").write_text(json.dumps(book), encoding="utf-8")


def outcome(verdict: Verdict) -> dict[str, tuple[str, int]]:
    return {item: (result.status, result.points) for item, result in verdict.items.items()}


def test_nobody_is_left_out_and_nothing_is_our_fault(batch: Batch) -> None:
    names = {*UNHARMED, *COSTS_THE_ITEM, *COSTS_THE_SUBMISSION, *PLANTED, "honest"}
    statuses = {v.candidate: v.status for v in batch.summary.verdicts}
    assert statuses == {name: "rejected" if name in PLANTED else "graded" for name in names}


@pytest.mark.parametrize("name", [*UNHARMED, "honest"])
def test_what_does_no_harm_earns_its_points(batch: Batch, name: str) -> None:
    earned = outcome(batch.verdict(name))
    assert (earned["roas"], earned["daily"]) == (("passed", 4), ("passed", 4))


@pytest.mark.parametrize("name", COSTS_THE_ITEM)
def test_an_attack_costs_its_own_item_only(batch: Batch, name: str) -> None:
    earned = outcome(batch.verdict(name))
    assert earned["roas"] == (COSTS_THE_ITEM[name][1], 0)
    assert earned["daily"] == ("passed", 4)


@pytest.mark.parametrize("name", COSTS_THE_SUBMISSION)
def test_an_attack_on_the_harness_wins_nothing(batch: Batch, name: str) -> None:
    assert outcome(batch.verdict(name))["roas"][1] == 0
    outputs = [output for cell in batch.verdict(name).cells for output in cell.get("outputs", [])]
    assert not [output for output in outputs if "text/html" in output.get("data", {})]


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_planted_is_rejected_by_name_and_earns_nothing(batch: Batch, name: str) -> None:
    verdict = batch.verdict(name)
    assert PLANTED[name][1] in verdict.message
    assert not verdict.items and not verdict.cells
    assert not batch.course.autograded(name, "toy").exists()
    with Gradebook(batch.course.db_url, "sixfold") as gradebook, pytest.raises(MissingEntry):
        gradebook.find_submission("toy", name)


def test_every_graded_notebook_is_valid(batch: Batch) -> None:
    for name in (*UNHARMED, *COSTS_THE_ITEM, *COSTS_THE_SUBMISSION):
        path = batch.course.autograded(name, "toy") / "toy.ipynb"
        nbformat.validate(nbformat.read(path, as_version=4))


def test_no_descendant_is_left(batch: Batch) -> None:
    left = [command(pid) for pid in children(os.getpid())]
    assert not [line for line in left if "sixfold_grader" in line]


def test_the_trainee_reads_feedback_in_the_language_of_the_answers(graded: Any) -> None:
    with Gradebook(graded.course.db_url, "sixfold") as gradebook:
        (notebook,) = gradebook.find_submission("toy", "chinese").notebooks
        comments = {comment.name: comment.auto_comment for comment in notebook.comments}
    assert "✓ 成交除以消耗 (3/3)" in comments["roas-answer"]
    assert comments["memo"] == "等待人工评分"


def test_an_unknown_assignment_and_an_empty_course_are_clear_errors(
    graded: Any, job: GradingJob, tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match="unknown assignment 'nonsense'; there are: toy"):
        grade_course(dataclasses.replace(job, assignment="nonsense"))
    empty = Course(tmp_path / "course", exchange_root=tmp_path / "exchange")
    shutil.copytree(job.course.root / "release", empty.root / "release")
    with pytest.raises(CourseError, match="run `sixfold collect` first"):
        grade_course(dataclasses.replace(job, course=empty))
