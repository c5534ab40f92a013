"""A Lab to look at, and a browser that can reach nothing else."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Page, Route, expect, sync_playwright

from sixfold_grader import cycle
from sixfold_grader.course import Course
from sixfold_grader.grading import grade_course
from sixfold_grader.limits import load_limits
from sixfold_grader.pool import GradingJob
from sixfold_grader.project import Project

REPOSITORY = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/bin"]))
LOOPBACK = "127.0.0.1"
PATIENCE = 60_000  # ms; a busy machine starts Lab and kernels slowly
expect.set_options(timeout=PATIENCE)


@dataclass
class Lab:
    """A running `sixfold lab`."""

    port: int
    token: str
    project: Project

    def url(self, path: str) -> str:
        return f"http://{LOOPBACK}:{self.port}/{path}"

    @property
    def login(self) -> str:
        """The address that the command prints."""
        return self.url(f"lab?token={self.token}")


@dataclass
class Watched:
    """A page, with what it asked of other hosts and what it complained about."""

    page: Page
    strangers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def guard(self, route: Route) -> None:
        if route.request.url.startswith((f"http://{LOOPBACK}:", "data:", "blob:", "file:")):
            route.continue_()
        else:
            self.strangers.append(route.request.url)
            route.abort()

    def listen(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)


@contextmanager
def running_lab(project: Project, *options: str) -> Iterator[Lab]:
    """Start `sixfold lab`, wait until it answers, stop it in the end."""
    lab = Lab(_free_port(), "for-the-tests", project)
    command = [sys.executable, "-m", "sixfold_grader.cli", "lab", "--no-browser", "--port", str(lab.port)]
    environment = {**os.environ, "JUPYTER_TOKEN": lab.token, "SIXFOLD_PROJECT": str(project.root)}
    environment["SIXFOLD_HOME"] = str(project.out / "home")
    log = project.out / "lab.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("wb") as stream:
        server = subprocess.Popen([*command, *options], env=environment, stdout=stream, stderr=stream)
    try:
        _wait_until_it_answers(lab, server, log)
        yield lab
    finally:
        server.terminate()
        server.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(lab: Lab, server: subprocess.Popen[bytes], log: Path) -> None:
    for _attempt in range(240):
        if server.poll() is not None:
            pytest.fail(f"sixfold lab stopped with {server.returncode}:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(lab.url(f"api/status?token={lab.token}"), timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"sixfold lab does not answer:\n{log.read_text()}")


@contextmanager
def watched_page(width: int = 1200, height: int = 900) -> Iterator[Watched]:
    """Open a page in headless Chromium for which no host but this one exists."""
    walls = f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {LOOPBACK}"
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", walls]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=flags)
        page = browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(PATIENCE)
        watched = Watched(page)
        page.route("**/*", watched.guard)
        page.on("console", watched.listen)
        page.on("pageerror", lambda error: watched.errors.append(str(error)))
        try:
            yield watched
        finally:
            browser.close()


def open_notebook(page: Page, lab: Lab, path: str) -> None:
    """Open a notebook and wait for its kernel: Lab says "idle" already before there is one."""
    # reset: without the notebooks that an earlier page left open
    page.goto(lab.url(f"lab/tree/{path}?token={lab.token}&reset"))
    page.wait_for_selector('.jp-Toolbar-kernelName:has-text("Python 3")')
    for _poll in range(4):
        page.wait_for_selector('.jp-Notebook-ExecutionIndicator[data-status="idle"]', state="attached")
        page.wait_for_timeout(300)


def run_all(page: Page) -> None:
    """Run every cell and wait for the last one."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator('[data-command="runmenu:run-all"]').click()
    page.wait_for_function(_ALL_NUMBERED)


# A cell that waits shows [*], one that was not run [ ]; "idle" alone flickers between two cells.
_ALL_NUMBERED = """() => {
    const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]
    const texts = prompts.map(each => each.textContent.trim()).filter(text => text)
    return texts.length > 2 && texts.every(text => /^\\[\\d+\\]/.test(text))
}"""


@pytest.fixture(scope="session", autouse=True)
def _chromium() -> None:
    if CHROMIUM is None:
        pytest.skip("no Chromium: install Debian's package chromium, or put one on PATH")


@pytest.fixture(scope="session", name="running_lab")
def _running_lab() -> Callable[..., AbstractContextManager[Lab]]:
    return running_lab


@pytest.fixture(scope="session", name="free_port")
def _a_free_port() -> Callable[[], int]:
    return _free_port


@pytest.fixture(name="open_notebook")
def _open_notebook() -> Callable[[Page, Lab, str], None]:
    return open_notebook


@pytest.fixture(name="run_all")
def _run_all() -> Callable[[Page], None]:
    return run_all


@pytest.fixture
def watched() -> Iterator[Watched]:
    with watched_page() as page:
        yield page


@pytest.fixture(scope="session")
def real_project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The repository's course, with what is built from it kept elsewhere."""
    return linked_project(tmp_path_factory.mktemp("project"))


def linked_project(root: Path) -> Project:
    for name in ("course", "assignments", "datasets"):
        (root / name).symlink_to(REPOSITORY / name)
    return Project(root)


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Course]:
    """A course with two graded submissions; one memo waits for marking."""
    folder = tmp_path_factory.mktemp("mini")
    folder.chmod(0o711)
    root = folder / "project"
    shutil.copytree(REPOSITORY / "tests" / "mini", root)
    project, course = Project(root), Course(root / "out" / "course")
    cycle.release(project, course, "toy")
    for candidate, answers in ANSWERS.items():
        home = root / "home" / candidate
        folder = cycle.fetch(course, "toy", candidate, home)
        _answer(folder / "toy.ipynb", answers)
        cycle.submit(course, "toy", candidate, home)
    cycle.collect(course, "toy")
    grade_course(GradingJob(project, course, "toy", load_limits(project.blueprint)), workers=1)
    return project, course


# Each piece leaves `owned` behind, or asks another host for something, if anything makes it live.
LIVE = (
    "<script>owned=1</script><img src=x onerror=owned=2><svg onload=owned=3></svg>"
    "<iframe srcdoc='<script>parent.owned=4</script>'></iframe><a href='javascript:owned=5'>link</a>"
    "<style>body{display:none}</style><img src=http://evil.example/><details open ontoggle=owned=6>"
)
ANSWERS = {
    "t001": {
        "roas-answer": "def roas(gmv, spend):\n    return None if spend == 0 else gmv / spend",
        "daily-answer": "def daily(ads):\n    return ads.groupby('day', as_index=False)['spend'].sum()",
        "memo": "Stop the plan: the last yuan loses money.",
    },
    "t002": {"roas-answer": "def roas(gmv, spend):\n    return gmv / spend"},
    "t003": {
        "roas-answer": f"from IPython.display import HTML, display\nowned = {LIVE!r}\n"
        "display(HTML(owned), owned)\nprint(owned)\nraise ValueError(owned)",
        "memo": f"{LIVE}\n\n[link](javascript:owned=7) ![picture](http://evil.example/p.png)",
    },
}


def _answer(path: Path, answers: dict[str, str]) -> None:
    book = json.loads(path.read_text(encoding="utf-8"))
    for cell in book["cells"]:
        identifier = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = answers.get(identifier, cell["source"])
    path.write_text(json.dumps(book), encoding="utf-8")
