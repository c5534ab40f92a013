"""What a trainee wrote, in the pages of marker and trainee: it is read and does nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.feedback_pages import write_pages

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def instructors_lab(graded, running_lab) -> Iterator:
    project, course = graded
    with running_lab(project, "--instructor", "--course", str(course.root)) as lab:
        yield lab


@pytest.fixture
def page(instructors_lab, watched) -> Page:
    watched.page.goto(instructors_lab.login)
    watched.page.get_by_role("menuitem", name="Nbgrader").wait_for()
    return watched.page


def open_for_marking(page: Page, lab) -> None:
    """Go through all submissions until the hostile one is shown."""
    page.goto(lab.url("formgrader/gradebook/toy/toy"))
    row = page.locator("tbody tr").filter(has_text="0 / 12").get_by_role("link").first
    row.click()
    page.get_by_text("owned=1").first.wait_for()


def is_owned(page: Page) -> bool:
    page.wait_for_timeout(1000)
    owned: bool = page.evaluate("'owned' in window || getComputedStyle(document.body).display === 'none'")
    return owned


def test_the_markers_page_shows_it_and_runs_nothing(page, instructors_lab, watched):
    open_for_marking(page, instructors_lab)
    assert not is_owned(page)
    assert not watched.strangers
    assert not watched.errors
    page.locator(".glyphicon-eye-open").click()  # nbgrader's own scripts run
    page.get_by_text("t003").wait_for()
    policy = page.request.get(page.url).headers["content-security-policy"]
    assert "script-src" in policy and "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]


def test_the_policy_holds_where_something_slips_through(page, instructors_lab, watched, graded):
    path = graded[1].autograded("t003", "toy") / "toy.ipynb"
    whole = path.read_text(encoding="utf-8")
    book = json.loads(whole)
    live = "<script>owned=1</script><img src=x onerror=owned=2><img src=http://evil.example/>"
    (path.parent / "own.js").write_text("owned = 3", encoding="utf-8")
    next(cell for cell in book["cells"] if "owned" in cell["source"] and cell["cell_type"] == "markdown")[
        "source"
    ] = f"{live}<script src=own.js></script> owned=1"
    path.write_text(json.dumps(book), encoding="utf-8")
    try:
        open_for_marking(page, instructors_lab)
        page.wait_for_timeout(1000)
        assert not page.evaluate("'owned' in window")
        assert not watched.strangers
        assert any("Content Security Policy" in error for error in watched.errors)
    finally:
        path.write_text(whole, encoding="utf-8")
        (path.parent / "own.js").unlink()


def test_generate_feedback_in_the_formgrader_is_our_page(page, instructors_lab, graded):
    _project, course = graded
    page.goto(instructors_lab.url("formgrader/manage_submissions/toy"))
    page.locator("tbody tr").filter(has_text="t003").locator(".glyphicon-comment").click()
    answer = page.locator(".modal-body")
    answer.wait_for()
    assert "Successfully generated feedback" in answer.inner_text()
    assert "default-src 'none'" in (course.feedback("t003", "toy") / "toy.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("level", ["practice", "exam"])
def test_the_feedback_page_shows_it_and_runs_nothing(watched, graded, level):
    project, course = graded
    write_pages(course, load_blueprint(project.blueprint).form("toy"), ["t003"], level)
    page = watched.page
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto((course.feedback("t003", "toy") / "toy.html").as_uri())
    assert "owned=1" in page.locator("main").inner_text()
    assert not is_owned(page)
    assert not watched.strangers
    assert not watched.errors
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="A memo").first.click()
    assert page.url.endswith("#item-memo")


def test_anchors_work_in_labs_viewer(page, instructors_lab, watched, graded):
    project, course = graded
    write_pages(course, load_blueprint(project.blueprint).form("toy"), ["t003"], "practice")
    page.goto(instructors_lab.url("lab/workspaces/reading/tree/feedback/t003/toy/toy.html"))
    frame = page.frame_locator(".jp-HTMLViewer iframe")
    frame.get_by_role("link", name="A memo").first.click()
    page.wait_for_timeout(1000)
    assert frame.locator("#item-memo").is_visible()
    assert frame.locator(".panel").first.evaluate("e => getComputedStyle(e).borderLeftStyle") == "solid"
    assert not watched.strangers
