"""The same submissions of an ordinary assignment, graded by stock nbgrader and by us: the same rows.

Where we differ on purpose stands in `INTENDED`, with the reason; a difference that is not there fails,
and so does one that is there and has gone.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from sixfold_grader.course import Course

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parents[2]
Book = dict[str, Any]
Row = tuple[Any, ...]

DATA = """\
ads = pd.read_csv("ads.csv")
def close(a, b):
    return abs(a - b) < 1e-9
"""
SHARE = "pd.Series([float(best == 'b')]).mean()"
CHART = "### BEGIN SOLUTION\n1\n### END SOLUTION"
MEAN = """\
def mean_spend(ads):
    ### BEGIN SOLUTION
    if len(ads) == 0:
        raise ValueError("no ads")
    return float(ads["spend"].mean())
    ### END SOLUTION
"""
MEAN_TESTS = """\
assert mean_spend(ads) == 25.0
### BEGIN HIDDEN TESTS
assert close(mean_spend(ads[ads["spend"] > 15]), 30.0)
try:
    mean_spend(ads.iloc[:0])
except ValueError:
    pass
else:
    raise AssertionError("no ads, and no error")
### END HIDDEN TESTS
"""
BEST = """\
### BEGIN SOLUTION
best = "b"
order = sorted(ads["plan"], reverse=True)
### END SOLUTION
"""
PARTIAL = """\
### BEGIN HIDDEN TESTS
earned = 1.5 * (best == "b") + 1.5 * (order == ["d", "c", "b", "a"])
### END HIDDEN TESTS
earned
"""
SOURCE = [
    ("intro", "markdown", {}, "# Ads"),
    ("", "code", {}, "import pandas as pd"),
    ("data", "code", {"locked": True}, DATA),
    ("mean", "code", {"solution": True}, MEAN),
    ("", "code", {}, "mean_spend(ads)"),
    ("mean_tests", "code", {"grade": True, "locked": True, "points": 2}, MEAN_TESTS),
    ("best", "code", {"solution": True}, BEST),
    ("best_tests", "code", {"grade": True, "locked": True, "points": 3}, PARTIAL),
    ("share_tests", "code", {"grade": True, "locked": True, "points": 1}, SHARE),
    ("why", "markdown", {"grade": True, "solution": True, "points": 4}, "A model answer"),
    ("chart", "code", {"grade": True, "solution": True, "points": 1}, CHART),
    ("task", "markdown", {"task": True, "locked": True, "points": 2}, "Explore the data."),
]  # fmt: skip

GOOD = MEAN.replace("    ### BEGIN SOLUTION\n", "").replace("    ### END SOLUTION\n", "")
GOOD_BEST = "best = 'b'\norder = sorted(ads['plan'], reverse=True)"


def cell(name: str, kind: str, grading: dict[str, Any], source: str) -> dict[str, Any]:
    made: dict[str, Any] = {"cell_type": kind, "id": name or f"c{abs(hash(source)) % 10**8}", "metadata": {}}
    if grading:
        flags = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
        made["metadata"]["nbgrader"] = {"grade_id": name, **flags, **grading}
    if kind == "code":
        made |= {"outputs": [], "execution_count": None}
    return {**made, "source": source}


def notebook() -> Book:
    metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return {
        "cells": [cell(*each) for each in SOURCE],
        "metadata": metadata,
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def answers(**texts: str) -> Callable[[Book], None]:
    """Return a change that answers cells of the released notebook."""

    def change(book: Book) -> None:
        for each in book["cells"]:
            name = each["metadata"].get("nbgrader", {}).get("grade_id")
            each["source"] = texts.get(name, each["source"])

    return change


def full(**texts: str) -> Callable[[Book], None]:
    return answers(**{"mean": GOOD, "best": GOOD_BEST, **texts})


def also(first: Callable[[Book], None], *more: Callable[[Book], None]) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        for each in (first, *more):
            each(book)

    return change


def place(book: Book, name: str) -> int:
    return next(
        n
        for n, each in enumerate(book["cells"])
        if each["metadata"].get("nbgrader", {}).get("grade_id") == name
    )


def insert(before: str, source: str, **metadata: Any) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        added = cell("", "code", {}, source)
        added["metadata"] = metadata
        book["cells"].insert(place(book, before), added)

    return change


def drop(name: str) -> Callable[[Book], None]:
    return lambda book: book["cells"].pop(place(book, name))


def skip(book: Book) -> None:
    for each in book["cells"]:
        each["metadata"]["tags"] = ["skip-execution"]


def twice(book: Book) -> None:
    number = place(book, "best")
    book["cells"].insert(number, {**book["cells"][number], "id": "again"})


HELPER = "def helper(xs):\n    return float(xs.mean())"
HELPED = GOOD.replace('float(ads["spend"].mean())', 'helper(ads["spend"])')

SUBMISSIONS: dict[str, Callable[[Book], None]] = {
    "good": full(why="Because of the margin.", chart="print('a chart')"),
    "untouched": lambda _book: None,
    "no_error": full(mean="def mean_spend(ads):\n    return float(ads['spend'].mean())"),
    "hard_coded": full(mean="def mean_spend(ads):\n    return 25.0"),
    "half": full(best="best = 'b'\norder = []"),
    "wrong": full(mean="def mean_spend(ads):\n    return 0.0", best="best = 'a'\norder = None"),
    "broken": full(mean="def mean_spend(ads:"),
    "raises": full(best="best = 1 / 0"),
    "prints": full(mean=GOOD.replace("    return", "    print('looking', ads)\n    return")),
    "helped": also(full(mean=HELPED), insert("mean", HELPER)),
    "edited_tests": full(mean_tests="pass", data="ads = None"),
    "without_tests": also(full(), drop("mean_tests")),
    "written_only": answers(why="No code from me."),
    "moved_on": also(full(), insert("best_tests", "best = best.lower()")),
    "globals": full(mean="calls = 0\n" + GOOD.replace("):\n", "):\n    global calls\n    calls += 1\n", 1)),
    "sys_exit": full(best="best = 'b'\norder = sorted(ads['plan'], reverse=True)\nraise SystemExit"),
    # on purpose not alike
    "warns": full(mean=GOOD.replace("    return", "    import warnings; warnings.warn('mind')\n    return")),
    "ends": full(best=f"{GOOD_BEST}\nimport os\nos._exit(0)"),
    "skips": also(full(mean="def mean_spend(ads):\n    return 0.0"), skip),
    "forges": full(mean="import builtins\nbuiltins.AssertionError = None\nget_ipython().run_cell = print"),
    "liar": full(best="class Liar:\n    def __eq__(self, other): return True\nbest = order = Liar()"),
    "repeats": also(full(), twice),
}  # fmt: skip


NOT_GRADED = (None, None, None, True)


@dataclass(frozen=True)
class Intended:
    """Scores in which we differ, stock's and ours by cell, and why."""

    why: str
    scores: dict[str, tuple[float | None, float]]


INTENDED = {
    "warns": Intended("what an answer writes to stderr costs no points", {"mean_tests": (0.0, 2.0)}),
    "skips": Intended("the tag skip-execution earns no points", {"mean_tests": (2.0, 0.0)}),
    "liar": Intended(
        "an object's own equality is no verdict", {"best_tests": (3.0, 0.0), "share_tests": (1.0, 0.0)}
    ),
    "wrong": Intended(
        "a score from numpy counts; stock cannot read np.float64(0.0) and gives all points",
        {"share_tests": (1.0, 0.0)},
    ),
    "without_tests": Intended("a deleted test cell is put back and run", {"mean_tests": (None, 2.0)}),
    "ends": Intended(
        "an answer that ends its process costs its own item; stock gives up the whole submission",
        {"mean_tests": (None, 2.0), "best_tests": (None, 0.0), "share_tests": (None, 0.0)},
    ),
    "repeats": Intended(
        "of a repeated cell the first answered one is taken; stock stops the whole batch",
        {"mean_tests": (None, 2.0), "best_tests": (None, 3.0), "share_tests": (None, 1.0)},
    ),
}
UNDECIDED = {"ends", "repeats"}  # by stock: their other rows are empty there


def run(folder: Path, *command: str, **environment: str) -> str:
    own = str(Path(sys.executable).parent)
    path = os.pathsep.join([own, os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, "PATH": path, **environment},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout


def make_course(root: Path) -> Path:
    """Make a course of nbgrader's own with the submissions."""
    course = root / "course"
    source = course / "source" / "hw"
    source.mkdir(parents=True)
    (source / "ads.ipynb").write_text(json.dumps(notebook()), encoding="utf-8")
    (source / "ads.csv").write_text("plan,spend\na,10\nb,20\nc,30\nd,40\n", encoding="utf-8")
    run(course, "-m", "nbgrader", "generate_assignment", "hw")
    for name, change in SUBMISSIONS.items():
        folder = course / "submitted" / name / "hw"
        shutil.copytree(course / "release" / "hw", folder)
        book = json.loads((folder / "ads.ipynb").read_text(encoding="utf-8"))
        change(book)
        (folder / "ads.ipynb").write_text(json.dumps(book), encoding="utf-8")
        (folder / "timestamp.txt").write_text("2026-01-01 00:00:00 UTC", encoding="utf-8")
    return course


def rows(course: Path) -> dict[str, dict[str, Row]]:
    """Return grade rows as `g:cell` and comment rows as `c:cell`, by candidate."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        found = {}
        for submission in gradebook.assignment_submissions("hw"):
            (book,) = submission.notebooks
            grades = {
                f"g:{g.name}": (g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade)
                for g in book.grades
            }
            comments = {f"c:{c.name}": (c.auto_comment, c.manual_comment) for c in book.comments}
            found[submission.student.id] = {**grades, **comments}
        return found


@pytest.fixture(scope="module")
def courses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the course graded by stock nbgrader, by `nbgrader autograde` with our configuration, by us."""
    root = tmp_path_factory.mktemp("ordinary")
    root.chmod(0o711)
    stock = make_course(root / "stock")
    ours = {name: root / name / "course" for name in ("door", "sixfold")}
    for folder in ours.values():
        shutil.copytree(stock, folder)
        Course(folder, exchange_root=folder.parent / "exchange").write_config(REPOSITORY)
    grade = ("-m", "nbgrader", "autograde", "hw")
    with ThreadPoolExecutor() as side:  # stock mostly waits for its kernels: ours grade meanwhile
        waits = "--Execute.timeout=4"  # "forges" makes stock wait for its kernel six times
        theirs = side.submit(run, stock, *grade, waits, "--CourseDirectory.student_id_exclude=repeats")
        log = run(ours["door"], *grade)
        assert "your own solution does not pass" not in log, log
        command = ("-m", "sixfold_grader.cli", "grade", "hw", "--course", str(ours["sixfold"]))
        log = run(ours["sixfold"], *command, SIXFOLD_PROJECT=str(REPOSITORY))
        assert f"{len(SUBMISSIONS)} submissions of hw are graded" in log, log
        theirs.result()
    assert "nbgrader update" in run(stock, *grade, "--student", "repeats")  # stock's advice for a copied cell
    return {"stock": stock, **ours}


@pytest.fixture(scope="module")
def stock_rows(courses: dict[str, Path]) -> dict[str, dict[str, Row]]:
    return rows(courses["stock"])


@pytest.fixture(scope="module")
def our_rows(courses: dict[str, Path]) -> dict[str, dict[str, Row]]:
    return rows(courses["door"])


def test_both_our_doors_give_the_same_rows(
    courses: dict[str, Path], our_rows: dict[str, dict[str, Row]]
) -> None:
    assert our_rows.keys() == SUBMISSIONS.keys()
    assert rows(courses["sixfold"]) == our_rows
    for name in SUBMISSIONS:
        notebooks = [courses[door] / "autograded" / name / "hw" / "ads.ipynb" for door in ("door", "sixfold")]
        assert notebooks[0].read_text() == notebooks[1].read_text()


@pytest.mark.parametrize("name", sorted(SUBMISSIONS.keys() - INTENDED.keys()))
def test_stock_gives_the_same_rows(
    name: str, stock_rows: dict[str, dict[str, Row]], our_rows: dict[str, dict[str, Row]]
) -> None:
    assert stock_rows[name] == our_rows[name]


@pytest.mark.parametrize("name", INTENDED)
def test_where_we_differ_we_mean_it(
    name: str, stock_rows: dict[str, dict[str, Row]], our_rows: dict[str, dict[str, Row]]
) -> None:
    theirs, ours = stock_rows[name], our_rows[name]
    scores = INTENDED[name].scores
    for cell_name, (stock, mine) in scores.items():
        assert (theirs[f"g:{cell_name}"][0], ours[f"g:{cell_name}"][0]) == (stock, mine)
    different = {row for row in ours if ours[row] != theirs[row]}
    if name in UNDECIDED:
        assert all(theirs[row] == NOT_GRADED for row in theirs if row.startswith("g:"))
    else:
        assert different == {f"g:{cell_name}" for cell_name in scores}


def test_no_hidden_test_and_no_message_of_one_reaches_a_graded_notebook(courses: dict[str, Path]) -> None:
    for path in courses["door"].glob("autograded/*/hw/ads.ipynb"):
        text = path.read_text(encoding="utf-8")
        assert "HIDDEN TESTS" not in text
        assert "no ads, and no error" not in text
        assert "[Sixfold]" in text


def test_a_link_brings_no_file_of_the_instructors_in(courses: dict[str, Path], tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("canary-4711", encoding="utf-8")
    submitted = courses["door"] / "submitted"
    for name in ("linked_file", "linked_book"):
        shutil.copytree(submitted / "good", submitted / name)
    (submitted / "linked_file" / "hw" / "notes.csv").symlink_to(secret)
    book = submitted / "linked_book" / "hw" / "ads.ipynb"
    book.unlink()
    book.symlink_to(submitted / "good" / "hw" / "ads.ipynb")
    change = insert("mean", "print(open('notes.csv').read())")
    path = submitted / "linked_file" / "hw" / "ads.ipynb"
    changed = json.loads(path.read_text(encoding="utf-8"))
    change(changed)
    path.write_text(json.dumps(changed), encoding="utf-8")
    log = run(courses["door"], "-m", "nbgrader", "autograde", "hw")
    assert "is a link or cannot be opened" in log
    graded = courses["door"] / "autograded"
    assert not (graded / "linked_book").exists() or not list((graded / "linked_book").rglob("*.ipynb"))
    assert {file.name for file in (graded / "linked_file" / "hw").iterdir()} == {
        "ads.ipynb",
        "ads.csv",
        "timestamp.txt",
    }
    assert "canary-4711" not in (graded / "linked_file" / "hw" / "ads.ipynb").read_text(encoding="utf-8")
