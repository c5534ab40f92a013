"""A small project and a course graded on it, shared by the tests of the grader."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # nbgrader's own imports warn about their future
    from sixfold_grader import cycle

from sixfold_grader.course import Course
from sixfold_grader.grading import Summary, grade_course
from sixfold_grader.limits import load_limits
from sixfold_grader.pool import GradingJob
from sixfold_grader.project import Project
from sixfold_grader.verdicts import load_verdict

MINI = Path(__file__).parent / "mini"

ROAS = "def roas(gmv, spend):\n    return None if spend == 0 else gmv / spend"
DAILY = "def daily(ads):\n    return ads.groupby('day', as_index=False)['spend'].sum()"
GOOD = {"roas-answer": ROAS, "daily-answer": DAILY, "memo": "A memo. <script>alert('memo')</script>"}

Book = dict[str, Any]


@pytest.fixture(scope="session", autouse=True)
def open_base(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let the boxes' account pass through pytest's folders, which are closed to others.

    Where root may mount, the grader needs no such help; in a container or a chroot it does.
    """
    base = tmp_path_factory.getbasetemp()
    for folder in (base, base.parent):
        folder.chmod(0o711)


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    """A temporary folder below which boxes may read what is theirs to read."""
    tmp_path.chmod(0o711)
    return tmp_path


@pytest.fixture
def mini(tmp_path: Path) -> Project:
    """A writable copy of the small project."""
    shutil.copytree(MINI, tmp_path / "project")
    return Project(tmp_path / "project")


@pytest.fixture(scope="session")
def namespaces_allowed() -> bool:
    """Whether a user namespace can be made here; not in a chroot, nor in most containers."""
    trial = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x10000000) != 0)"
    return subprocess.run([sys.executable, "-I", "-c", trial], check=False).returncode == 0


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small project and a course where it is released; for copying, not for use."""
    root = tmp_path_factory.mktemp("released")
    shutil.copytree(MINI, root / "project")
    cycle.release(Project(root / "project"), Course(root / "course", exchange_root=root / "exchange"), "toy")
    return root


@dataclass(frozen=True)
class Graded:
    """The small course after grading every kind of submission."""

    project: Project
    course: Course
    job: GradingJob
    summary: Summary
    root: Path

    def verdict(self, candidate: str) -> Any:
        """Return the verdict of one candidate."""
        return load_verdict(self.course, candidate, "toy")


def write_book(path: Path, change: Callable[[Book], None]) -> None:
    """Change a notebook file as a trainee might."""
    book = json.loads(path.read_text(encoding="utf-8"))
    change(book)
    path.write_text(json.dumps(book), encoding="utf-8")


def answer(answers: Mapping[str, str]) -> Callable[[Book], None]:
    """Return a change that types answers into their cells."""

    def change(book: Book) -> None:
        for cell in book["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if name in answers:
                cell["source"] = answers[name]

    return change


def _rearranged(book: Book) -> None:
    """Delete one cell, duplicate another, reverse the rest, change a locked one, add a helper."""
    answer({**GOOD, "roas-answer": "def roas(gmv, spend):\n    return helper(gmv, spend)"})(book)
    cells = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in book["cells"]}
    cells["roas"]["source"] = "print('replaced tests')"
    source = "def helper(gmv, spend):\n    return None if spend == 0 else gmv / spend"
    helper = {"cell_type": "code", "id": "zz", "metadata": {}, "outputs": [], "execution_count": None}
    helper["source"] = source
    kept = [cell for cell in book["cells"] if cell is not cells["daily"]]
    book["cells"] = [helper, *reversed(kept), {**cells["roas-answer"]}]


def _forged(book: Book) -> None:
    answer({"roas-answer": "def roas(gmv, spend):\n    return 1.0"})(book)
    for cell in book["cells"]:
        grading = cell["metadata"].get("nbgrader", {})
        grading["points"] = 1000
        cell["metadata"]["tags"] = ["skip-execution"]
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "4.0"}]


ATTACK = """\
import builtins, sys
class Liar(float):
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    def __gt__(self, other): return True
    def __hash__(self): return 0
def roas(gmv, spend):
    sys.displayhook(4.0)
    return Liar(1.0)
"""

NOTEBOOKS: dict[str, Callable[[Book], None]] = {
    "good": answer(GOOD),
    "mistake": answer({**GOOD, "roas-answer": "def roas(gmv, spend):\n    return gmv / spend"}),
    "stub": lambda book: None,
    "exits": answer({**GOOD, "roas-answer": "import os\nos._exit(0)"}),
    "loops": answer({**GOOD, "roas-answer": "while True:\n    pass"}),
    "hangs": answer({**GOOD, "daily-answer": "def daily(ads):\n    while len(ads) > 2:\n        pass"}),
    "syntax": answer({**GOOD, "roas-answer": "def roas(:"}),
    "nul": answer({**GOOD, "roas-answer": ROAS + "\0\ud800"}),
    "rearranged": _rearranged,
    "forged": _forged,
    "liar": answer({"roas-answer": ATTACK}),
    "printer": answer({**GOOD, "roas-answer": "print('x' * 5_000_000)\n" + ROAS}),
}

RAW: dict[str, bytes] = {
    "empty": b"",
    "not_json": b"\x89PNG not a notebook",
    "no_notebook": b'{"hello": [1, 2]}',
    "deep": b"[" * 200_000,
}


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """Release, submit every kind of notebook, plant broken ones, collect, grade."""
    root = tmp_path_factory.mktemp("graded")
    root.chmod(0o711)
    shutil.copytree(MINI, root / "project")
    project, course = Project(root / "project"), Course(root / "course", exchange_root=root / "exchange")
    cycle.release(project, course, "toy")
    for name, change in NOTEBOOKS.items():
        _hand_in(course, name, root / "home" / name, "toy.ipynb", change)
    _hand_in(course, "chinese", root / "home" / "chinese", "toy.zh.ipynb", answer(GOOD))
    for name, raw in RAW.items():
        home = root / "home" / name
        cycle.fetch(course, "toy", name, home)
        (home / "toy" / "toy.ipynb").write_bytes(raw)
        (home / "toy" / "toy.zh.ipynb").unlink()
        cycle.submit(course, "toy", name, home)
    _plant_link(course)
    cycle.collect(course, "toy")
    job = GradingJob(project, course, "toy", load_limits(project.blueprint))
    return Graded(project, course, job, grade_course(job, workers=2), root)


def _hand_in(course: Course, name: str, home: Path, file: str, change: Callable[[Book], None]) -> None:
    folder = cycle.fetch(course, "toy", name, home)
    write_book(folder / file, change)
    cycle.submit(course, "toy", name, home)


def _plant_link(course: Course) -> None:
    """A submission whose notebook is a link to another's, laid straight into the exchange."""
    inbound = course.exchange / "sixfold" / "inbound"
    good = next(inbound.glob("good+toy+*"))
    folder = inbound / good.name.replace("good+", "linker+", 1)
    folder.mkdir()
    (folder / "toy.ipynb").symlink_to(good / "toy.ipynb")
    shutil.copy(good / "timestamp.txt", folder)
