"""What lies in the exchange is anybody's: collecting, grading and feedback go on for the others."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sixfold_grader import cycle
from sixfold_grader.course import Course
from sixfold_grader.project import Project
from submissions.case import type_in

pytestmark = pytest.mark.slow

MINI = Path(__file__).parents[1] / "mini"
WHEN = "2026-01-02 03:04:05.000000 UTC"
Plant = Callable[[Course], None]


def hand_in(course: Course, name: str | bytes, ending: str = f"+toy+{WHEN}+secret") -> Path:
    """Lay a good submission into the exchange, under any name."""
    folder = course.exchange / "sixfold" / "inbound" / os.fsdecode(os.fsencode(name) + ending.encode())
    folder.mkdir()
    book = json.loads(course.released("toy", "en").read_text(encoding="utf-8"))
    type_in(book)
    (folder / "toy.ipynb").write_text(json.dumps(book), encoding="utf-8")
    (folder / "timestamp.txt").write_text(WHEN, encoding="utf-8")
    (folder / "submission_secret.txt").write_text("secret", encoding="utf-8")
    return folder


def link_to_the_solution(course: Course) -> None:
    """The folder is a link to the source with its solutions: full marks for nothing."""
    folder = hand_in(course, "evil")
    shutil.rmtree(folder)
    folder.symlink_to(course.root / "source" / "toy")


def link_to_anothers(course: Course) -> None:
    """The folder is a link to somebody else's, collected before."""
    cycle.collect(course, "toy")
    folder = hand_in(course, "evil")
    shutil.rmtree(folder)
    folder.symlink_to(course.submitted("good", "toy"))


def a_file(course: Course) -> None:
    """A file where a folder should be."""
    shutil.rmtree(folder := hand_in(course, "evil"))
    folder.write_text("x", encoding="utf-8")


def a_pipe(course: Course) -> None:
    """A pipe beside the notebook: it cannot be copied."""
    os.mkfifo(hand_in(course, "evil") / "pipe")


def an_endless_path(course: Course) -> None:
    """Folders in folders, deeper than a path may be long."""
    here = os.open(hand_in(course, "evil"), os.O_RDONLY)
    for _ in range(30):
        os.mkdir("d" * 200, dir_fd=here)
        inner = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)


def no_time(course: Course) -> None:
    """A name whose last part is no time."""
    hand_in(course, "evil", "+toy+yesterday+secret")


def no_permission(course: Course) -> None:
    """A folder that its owner has closed."""
    folder = hand_in(course, "evil")
    (folder / "toy.ipynb").chmod(0)
    folder.chmod(0)


def links_inside(course: Course) -> None:
    """A loop, and a link to the whole disk."""
    folder = hand_in(course, "evil")
    (folder / "loop").symlink_to(".")
    (folder / "all").symlink_to("/")


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Course]:
    root = tmp_path_factory.mktemp("released")
    root.chmod(0o711)
    shutil.copytree(MINI, root / "project")
    project, course = Project(root / "project"), Course(root / "course", exchange_root=root / "exchange")
    cycle.release(project, course, "toy")
    return project, course


@pytest.fixture
def course(released: tuple[Project, Course], tmp_path: Path) -> Course:
    """A copy of the released course, with one good submission in its exchange."""
    model = released[1]
    tmp_path.chmod(0o711)
    shutil.copytree(model.root, tmp_path / "course")
    shutil.copytree(model.exchange, tmp_path / "exchange")
    (tmp_path / "course" / "nbgrader_config.py").unlink()  # it names the other exchange
    copy = Course(tmp_path / "course", exchange_root=tmp_path / "exchange")
    hand_in(copy, "good")
    return copy


@pytest.mark.parametrize(
    "plant",
    [
        links_inside,
        link_to_the_solution,
        link_to_anothers,
        no_permission,
        a_file,
        a_pipe,
        an_endless_path,
        no_time,
    ],
)
def test_collect_goes_on(course: Course, plant: Plant) -> None:
    plant(course)
    cycle.collect(course, "toy")
    assert (course.submitted("good", "toy") / "toy.ipynb").is_file()


@pytest.mark.parametrize("plant", [link_to_the_solution, link_to_anothers])
def test_a_link_in_place_of_the_folder_brings_nothing_in(course: Course, plant: Plant) -> None:
    plant(course)
    cycle.collect(course, "toy")
    assert not (course.submitted("evil", "toy") / "toy.ipynb").exists()


def command(project: Project, course: Course, *arguments: str) -> subprocess.CompletedProcess[str]:
    options = ("--course", str(course.root), "--exchange", str(course.exchange))
    return subprocess.run(
        [sys.executable, "-m", "sixfold_grader.cli", *arguments, "toy", *options],
        env={**os.environ, "SIXFOLD_PROJECT": str(project.root)},
        capture_output=True,
        text=True,
        check=False,
    )


NAMES = (
    "<img src=x onerror=alert(1)>",
    "[bold]b[red",
    "a\nb",
    "=1+1",
    "e" * 200,
    "evil..%2f",
    "a b'\"&`$(x)",
)


def test_names_that_are_no_names(released: tuple[Project, Course], course: Course) -> None:
    """Markup, controls, formulas and shell in a candidate's name reach no page, sheet or terminal alive."""
    for name in NAMES:
        hand_in(course, name)
    cycle.collect(course, "toy")
    for verb in ("grade", "report"):
        done = command(released[0], course, verb)
        assert done.returncode == 0, done.stderr
    statuses = {json.loads(path.read_text())["status"] for path in course.root.glob("verdicts/*/toy.json")}
    assert statuses == {"graded"} and len(list(course.root.glob("verdicts/*"))) == len(NAMES) + 1
    page = (course.root / "report" / "report.html").read_text(encoding="utf-8")
    assert "<img src=x" not in page
    assert '"=1+1"' not in (course.root / "report" / "scores.csv").read_text(encoding="utf-8-sig")


def test_a_name_that_is_not_text(released: tuple[Project, Course], course: Course) -> None:
    hand_in(course, b"ev\xffil")
    cycle.collect(course, "toy")
    done = command(released[0], course, "grade")
    assert "Traceback" not in done.stderr and course.verdict("good", "toy").is_file()


@pytest.mark.parametrize("name", ["[ab]", "submission_secret.txt"])
def test_feedback_goes_on(released: tuple[Project, Course], course: Course, name: str) -> None:
    """A name that is a pattern, or a side file of nbgrader's that is missing, costs nobody else's."""
    folder = hand_in(course, name)
    if name.endswith(".txt"):
        (folder / name).unlink()
    cycle.collect(course, "toy")
    assert command(released[0], course, "grade").returncode == 0
    done = command(released[0], course, "feedback")
    assert "Traceback" not in done.stderr
    assert list(course.feedback("good", "toy").glob("*.html"))
