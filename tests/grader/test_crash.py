"""Kill any process of a grading run at any moment: a rerun goes on, and everything is graded exactly once."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest

from sixfold_grader import cycle
from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.cohort import write_answers
from sixfold_grader.course import Course
from sixfold_grader.gradebook_check import problems
from sixfold_grader.project import Project
from sixfold_grader.record import load_verdict

KILLS, SUBMISSIONS, SEED = 50, 24, 20_261_123
GOOD = {
    "roas": "def roas(gmv, spend):\n    return None if spend == 0 else gmv / spend",
    "daily": "import time\ntime.sleep(0.1)\n"
    "def daily(ads):\n    return ads.groupby('day', as_index=False)['spend'].sum()",
}


def descendants(root: int) -> list[int]:
    """Return a process and all below it that still run."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                state, parent = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[:2]
                if state != "Z":
                    parents[int(entry.name)] = int(parent)
    found, frontier = [root], {root}
    while frontier := {pid for pid, parent in parents.items() if parent in frontier}:
        found += frontier
    return found


@pytest.fixture
def course(mini: Project, tmp_path: Path) -> Course:
    tmp_path.chmod(0o711)
    made = Course(tmp_path / "course", exchange_root=tmp_path / "exchange")
    cycle.release(mini, made, "toy")
    form = load_blueprint(mini.blueprint).form("toy")
    for number in range(SUBMISSIONS):
        folder = made.submitted(f"c{number:02}", "toy")
        folder.mkdir(parents=True)
        shutil.copy(made.released("toy", "en"), folder)
        write_answers(folder / "toy.ipynb", form, GOOD)
        (folder / "timestamp.txt").write_text("2026-11-01 08:00:00 UTC", encoding="utf-8")
    return made


def start(project: Project, course: Course, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "sixfold_grader.cli", "grade", "toy", "--workers", "2", *options]
    return subprocess.Popen(
        [*command, "--course", str(course.root), "--exchange", str(course.exchange)],
        env={**os.environ, "SIXFOLD_PROJECT": str(project.root)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.slow
def test_fifty_kills_at_random_moments(mini: Project, course: Course) -> None:
    chance, kills, runs = random.Random(SEED), 0, 0
    processes: set[int] = set()
    while kills < KILLS:
        run = start(mini, course, *(["--force"] if runs % 2 else []))
        runs += 1
        while run.poll() is None and kills < KILLS:
            time.sleep(chance.uniform(0.05, 0.6))
            tree = descendants(run.pid)
            processes.update(tree)
            victim = chance.choice(tree[1:] or tree) if chance.random() > 0.12 else run.pid
            with suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
                kills += 1
        if kills == KILLS:
            run.kill()
        run.wait()
    print(f"{kills} kills in {runs} runs, seed {SEED}")

    assert start(mini, course).wait() == 0
    form = load_blueprint(mini.blueprint).form("toy")
    assert problems(course, form) == []
    for candidate in course.candidates("toy"):
        verdict = load_verdict(course, candidate, "toy")
        assert verdict is not None and verdict.status == "graded"
        points = {name: result.points for name, result in verdict.items.items() if name in GOOD}
        assert points == {name: form.items[name].points for name in GOOD}
    assert len(course.candidates("toy")) == SUBMISSIONS
    _await_end_of(processes)
    own = {str(pid) for pid in processes}
    left = [
        path for path in Path(tempfile.gettempdir()).glob("sixfold-box-*") if path.name.split("-")[2] in own
    ]
    assert left == []


def _await_end_of(processes: set[int]) -> None:
    """Nothing of a killed run lives on, but for the moment that the kernel needs."""
    deadline = time.monotonic() + 10
    while alive := {pid for pid in processes if Path("/proc", str(pid)).exists()}:
        assert time.monotonic() < deadline, alive
        time.sleep(0.1)
