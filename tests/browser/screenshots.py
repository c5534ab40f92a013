"""Make the README's pictures from the running program, by hand, after `make demo`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from conftest import REPOSITORY, Lab, linked_project, open_notebook, run_all, running_lab, watched_page
from sixfold_grader.project import Project

IMAGES = REPOSITORY / "docs" / "img"
DEMO = REPOSITORY / "out" / "demo" / "course"
LESSON = "en/01_traffic_buying/04_marginal_roi.ipynb"
FORM = "traffic_buying"
HEIGHT = 800


def main() -> None:
    if not (DEMO / "report" / "traffic_buying" / "report.html").is_file():
        sys.exit(f"{DEMO} has no report; run `make demo` first")
    IMAGES.mkdir(parents=True, exist_ok=True)
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


def _save(page: Page, name: str) -> None:
    page.wait_for_timeout(1500)
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path)
    print(f"{path.relative_to(REPOSITORY)}: {path.stat().st_size / 1000:.0f} KB")


if __name__ == "__main__":
    main()
