"""Make the pictures of README and guides from the running program, by hand.

Without arguments all of them, after `make demo`; `screenshots.py console` only the reviewer's console.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from console_scene import PASSWORD, Console, case_with_evidence, running_console, stage, waiting_for_marks
from playwright.sync_api import Page

from conftest import (
    REPOSITORY,
    Lab,
    _free_port,
    linked_project,
    open_notebook,
    run_all,
    running_lab,
    watched_page,
)
from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.cli import main as main_of_sixfold
from sixfold_grader.course import Course
from sixfold_grader.project import Project

IMAGES = REPOSITORY / "docs" / "img"
DEMO = REPOSITORY / "out" / "demo" / "course"
LESSON = "en/01_traffic_buying/04_marginal_roi.ipynb"
FORM = "traffic_buying"
HEIGHT = 800
BLUEPRINT = load_blueprint(REPOSITORY / "assignments" / "blueprint.toml")


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    if sys.argv[1:] != ["console"]:
        _lab()
    _console()


def _lab() -> None:
    if not (DEMO / "report" / "traffic_buying" / "report.html").is_file():
        sys.exit(f"{DEMO} has no report; run `make demo` first")
    with (
        tempfile.TemporaryDirectory() as folder,
        running_lab(linked_project(Path(folder))) as lab,
        watched_page(height=HEIGHT) as watched,
    ):
        _trainee(watched.page, lab)
    with (
        running_lab(Project(REPOSITORY), "--instructor", "--course", str(DEMO)) as lab,
        watched_page(height=HEIGHT) as watched,
    ):
        _instructor(watched.page, lab)
    with watched_page(height=HEIGHT) as watched:
        watched.page.goto((DEMO / "report" / "traffic_buying" / "report.html").as_uri())
        _save(watched.page, "reviewer")


def _trainee(page: Page, lab: Lab) -> None:
    open_notebook(page, lab, LESSON)
    run_all(page)
    page.keyboard.press("Control+b")  # the file browser off
    widget = page.locator(".jp-Cell").filter(has=page.locator(".widget-slider"))
    widget.scroll_into_view_if_needed()
    handles = widget.locator(".noUi-handle")
    for handle, steps in (
        (handles.nth(1), -8),
        (handles.nth(2), 8),
        (handles.nth(3), -7),
        (handles.nth(0), -2),
    ):
        for _step in range(abs(steps)):
            handle.press("ArrowRight" if steps > 0 else "ArrowLeft")
    page.wait_for_timeout(2000)
    _save(page, "trainee")


def _instructor(page: Page, lab: Lab) -> None:
    page.goto(lab.login)
    page.get_by_role("menuitem", name="Nbgrader").wait_for()
    page.goto(lab.url(f"formgrader/manage_submissions/{FORM}"))
    page.locator("tbody tr").nth(5).wait_for()
    _save(page, "instructor")
    page.goto(lab.url(f"formgrader/gradebook/{FORM}/{FORM}"))
    page.locator("tbody tr a[href*=submissions]").first.click()
    memo = page.locator("input.score#memo_roi2")
    memo.wait_for()
    page.wait_for_timeout(1500)  # the page jumps to its top once it is ready
    memo.evaluate("box => box.scrollIntoView({block: 'start'})")
    page.evaluate("window.scrollBy(0, -120)")
    _save(page, "marking")


def _console() -> None:
    """The reviewer's console, from the queue to a certificate, in both languages."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o711)
        project, course, key = Project(REPOSITORY), Course(root / "course"), root / "issuer.key"
        stage(project, course)
        make_key = ["keys", "new", "--name", "Simulated Centre", "--course", str(course.root)]
        if main_of_sixfold([*make_key, "--file", str(key)]):
            sys.exit("no key was made")
        for language in ("en", "zh"):
            with (
                running_console(course, _free_port(), "--issue", "--key", str(key)) as console,
                watched_page(height=HEIGHT) as watched,
            ):
                _review(watched.page, console, language)


def _review(page: Page, console: Console, language: str) -> None:
    """Walk through one case; the two languages take different ones."""

    def shot(name: str, height: int = HEIGHT) -> None:
        _save(page, f"console-{name}.{language}", height)

    _enter(page, console, "pan", language)
    page.goto(console.url(f"/rating/{FORM}/{waiting_for_marks(console.course)}/memo_breakeven"))
    page.locator("input[type=radio][value='3']").first.check()
    shot("marking")
    _enter(page, console, "rui", language)
    shot("queue", 620)  # a long list says no more than its beginning
    case = console.url(f"/candidate/{case_with_evidence(console.course, BLUEPRINT)}")
    page.goto(case)
    shot("candidate")
    page.locator("a[href*='/evidence/']").first.click()
    page.locator("section.card").nth(2).scroll_into_view_if_needed()
    shot("evidence")
    page.goto(case)
    page.locator("#reason_code").select_option("reviewed")
    page.locator("#reason").fill(_REASONS[language])
    page.locator("form[action$='/propose'] button").click()
    for name, address in (("items", "/items"), ("heat-map", "/heat-map"), ("teams", "/team/p001")):
        page.goto(console.url(address))
        shot(name)
    _enter(page, console, "an", language)
    page.goto(case)
    page.locator("form[action$='/approve'] button").scroll_into_view_if_needed()
    shot("approve")
    page.locator("form[action$='/approve'] button").click()
    page.locator("form[action$='/issue'] button").click()
    page.locator("#h-certificates").scroll_into_view_if_needed()
    shot("certificate")
    _enter(page, console, "shen", language)
    page.goto(console.url("/log?verify=1"))
    shot("log")


_REASONS = {
    "en": "Evidence of all items read again; both memos marked by two raters, no gap. The scores stand.",
    "zh": "已重新查看全部题目的证据；两份备忘均由两位评分人评分，无分歧。分数维持不变。",
}


def _enter(page: Page, console: Console, name: str, language: str) -> None:
    page.context.clear_cookies()
    page.goto(console.url("/sign-in"))
    if language == "zh":
        page.get_by_role("button", name="中文").click()
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.locator("form:has(#password) button").click()


def _save(page: Page, name: str, height: int = HEIGHT) -> None:
    page.wait_for_timeout(1500)
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path, clip={"x": 0, "y": 0, "width": 1200, "height": height})
    print(f"{path.relative_to(REPOSITORY)}: {path.stat().st_size / 1000:.0f} KB")


if __name__ == "__main__":
    main()
