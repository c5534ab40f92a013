"""Kill any process of a grading run at any moment: a rerun goes on, and everything is graded exactly once."""

from __future__ import annotations

import ctypes
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.cohort import write_answers
from sixfold_grader.course import Course
from sixfold_grader.gradebook_check import problems
from sixfold_grader.project import Project
from sixfold_grader.verdicts import load_verdict

pytestmark = pytest.mark.slow

KILLS, SUBMISSIONS, SEED = 50, 12, 20_261_123
GOOD = {
    "roas": "def roas(gmv, spend):\n    return None if spend == 0 else gmv / spend",
    "daily": "import time\ntime.sleep(0.2)\n"
    "def daily(ads):\n    return ads.groupby('day', as_index=False)['spend'].sum()",
}
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Process:
    """A running process and what it does in a grading run."""

    pid: int
    role: str


@dataclass(frozen=True)
class Site:
    """A course with submissions, and a folder for temporary files."""

    project: Project
    course: Course
    temporary: Path
    log: Path

    def grade(self, *options: str) -> subprocess.Popen[bytes]:
        """Start `sixfold grade`."""
        command = [sys.executable, "-m", "sixfold_grader.cli", "grade", "toy", "--workers", "2", *options]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*command, "--course", str(self.course.root), "--exchange", str(self.course.exchange)],
                env={**os.environ, "SIXFOLD_PROJECT": str(self.project.root), "TMPDIR": str(self.temporary)},
                stdout=subprocess.DEVNULL,
                stderr=log,
            )


@pytest.fixture
def site(released: Path, tmp_path: Path) -> Site:
    tmp_path.chmod(0o711)
    shutil.copytree(released, tmp_path, dirs_exist_ok=True)
    made = Site(
        Project(tmp_path / "project"), Course(tmp_path / "course"), tmp_path / "tmp", tmp_path / "log"
    )
    made.temporary.mkdir(mode=0o711)
    form = load_blueprint(made.project.blueprint).form("toy")
    for number in range(SUBMISSIONS):
        folder = made.course.submitted(f"c{number:02}", "toy")
        folder.mkdir(parents=True)
        shutil.copy(made.course.released("toy", "en"), folder)
        write_answers(folder / "toy.ipynb", form, GOOD)
        (folder / "timestamp.txt").write_text("2026-11-01 08:00:00 UTC", encoding="utf-8")
    return made


@pytest.fixture
def adopting() -> Iterator[None]:
    """Become the parent of every process whose own parent ends, so that none can hide."""
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1)
    yield
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 0)


def test_fifty_kills_at_random_moments(site: Site, adopting: None) -> None:
    chance, killed = random.Random(SEED), Counter[str]()
    while killed.total() < KILLS:
        run = site.grade("--force")
        if chance.random() < 0.7:  # most of the rest is a start, the same every time
            await_first_checker(run)
        time.sleep(chance.uniform(0, 2.5))
        while run.poll() is None and killed.total() < KILLS:
            killed.update(kill_one(run.pid, chance))
            time.sleep(chance.uniform(0, 0.5))
        if run.poll() is None:
            run.kill()
        run.wait()
        await_end_of_orphans()
        assert site.grade().wait() == 0, site.log.read_text()[-2000:]
        require_all_graded_once(site)
    assert site.grade("--force", "--candidate", "c00").wait() == 0
    assert list(site.temporary.iterdir()) == [], "folders of killed processes are left"
    print(f"seed {SEED}, killed: {dict(killed)}")
    assert killed.keys() >= {"parent", "worker", "checker", "zygote", "box"}


def test_a_second_run_on_the_course_says_that_the_first_is_at_work(site: Site) -> None:
    first = site.grade()
    while not (site.course.root / ".grading.lock").exists() and first.poll() is None:
        time.sleep(0.01)
    time.sleep(0.1)
    assert site.grade().wait() == 1
    assert f"is being graded by process {first.pid}" in site.log.read_text()
    assert first.wait() == 0
    require_all_graded_once(site)


def await_first_checker(run: subprocess.Popen[bytes]) -> None:
    """Wait until submissions are being graded."""
    while run.poll() is None and not any(process.role == "checker" for process in processes_of(run.pid)):
        time.sleep(0.02)


def kill_one(root: int, chance: random.Random) -> list[str]:
    """Kill one process of a run, each role being as likely; return its role."""
    running = processes_of(root)
    if not running:
        return []
    role = chance.choice(sorted({process.role for process in running}))
    victim = chance.choice([process for process in running if process.role == role])
    with suppress(ProcessLookupError):
        os.kill(victim.pid, signal.SIGKILL)
        return [role]
    return []


def processes_of(root: int) -> list[Process]:
    """Return what runs of a grading run."""
    parents = parents_of_all()
    found, frontier = [Process(root, "parent")] if root in parents else [], {root: "parent"}
    while frontier:
        frontier = {pid: role_of(pid, frontier[up]) for pid, up in parents.items() if up in frontier}
        found += [Process(pid, role) for pid, role in frontier.items()]
    return found


def role_of(pid: int, parent: str) -> str:
    """Return what a process does, from its command line and its parent's role."""
    with suppress(OSError):
        line = Path("/proc", str(pid), "cmdline").read_bytes()
        if b"box.zygote" in line:  # several: one waits outside the namespace whose process 1 forks boxes
            numbers = Path("/proc", str(pid), "status").read_text().partition("NSpid:")[2].split("\n")[0]
            return "box" if parent in ("zygote", "box") and numbers.split()[-1] != "1" else "zygote"
        if b"checker.reader" in line:
            return "intake" if parent == "reader" else "reader"
        if b"checker.worker" in line:
            return "checker" if parent == "worker" else "worker"
    return "other"


def parents_of_all() -> dict[int, int]:
    """Return the parent of every process that runs."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                state, parent = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[:2]
                if state != "Z":
                    parents[int(entry.name)] = int(parent)
    return parents


def await_end_of_orphans() -> None:
    """Nothing of a killed run lives on, but for the moment that the kernel needs."""
    deadline = time.monotonic() + 10
    while True:
        try:
            pid, _status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        assert pid or time.monotonic() < deadline, processes_of(os.getpid())
        time.sleep(0 if pid else 0.05)


def require_all_graded_once(site: Site) -> None:
    form = load_blueprint(site.project.blueprint).form("toy")
    assert problems(site.course, form) == []
    assert len(site.course.candidates("toy")) == SUBMISSIONS
    for candidate in site.course.candidates("toy"):
        verdict = load_verdict(site.course, candidate, "toy")
        assert verdict is not None and verdict.status == "graded"
        points = {name: result.points for name, result in verdict.items.items() if name in GOOD}
        assert points == {name: form.items[name].points for name in GOOD}, verdict
