"""An instructor in nbgrader's formgrader, opened by `sixfold lab --instructor`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from sixfold_grader.course import Course
from sixfold_grader.project import Project

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def instructors_lab(graded, running_lab) -> Iterator:
    project, course = graded
    with running_lab(project, "--instructor", "--course", str(course.root)) as lab:
        yield lab


@pytest.fixture
def page(instructors_lab, watched) -> Page:
    """Lab, signed in: where an instructor begins."""
    watched.page.goto(instructors_lab.login)
    watched.page.get_by_role("menuitem", name="Nbgrader").wait_for()
    return watched.page


def reported(project: Project, course: Course, candidate: str) -> dict:
    """What `sixfold report` says about a candidate."""
    command = [sys.executable, "-m", "sixfold_grader.cli", "report", "toy", "--course", str(course.root)]
    environment = {**os.environ, "SIXFOLD_PROJECT": str(project.root)}
    subprocess.run(command, env=environment, check=True, capture_output=True)
    scores = json.loads((course.root / "report" / "scores.json").read_text(encoding="utf-8"))
    return next(each for each in scores["candidates"] if each["candidate"] == candidate)


def points(one: dict) -> float:
    return sum(item["points"] or 0 for item in one["items"].values())


def row(page: Page, text: str):
    return page.locator("tbody tr").filter(has_text=text)


def test_the_formgrader_opens_in_lab_and_lists_the_assignment(page, watched):
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Formgrader").click()
    frame = page.frame_locator("iframe")
    frame.get_by_role("link", name="toy", exact=True).wait_for()
    assert frame.locator("tbody tr").filter(has_text="released").count() == 1
    assert not watched.strangers


def test_submissions_have_the_scores_of_our_report(page, instructors_lab, graded):
    page.goto(instructors_lab.url("formgrader/manage_submissions/toy"))
    for candidate, status in {"t001": "needs manual grading", "t002": "graded"}.items():
        line = row(page, candidate)
        line.wait_for()
        ours = points(reported(*graded, candidate))
        assert f"{ours:g} / 12" in line.inner_text()
        assert status in line.inner_text()


def test_autograde_in_the_formgrader_is_our_grading_in_the_box(page, instructors_lab, graded):
    _project, course = graded
    before = course.verdict("t002", "toy").stat().st_mtime_ns
    page.goto(instructors_lab.url("formgrader/manage_submissions/toy"))
    row(page, "t002").locator(".glyphicon-flash").click()
    answer = page.locator(".modal-body")
    answer.wait_for()
    assert "Successfully autograded" in answer.inner_text()
    assert course.verdict("t002", "toy").stat().st_mtime_ns > before
    assert points(reported(*graded, "t002")) == 3


def test_generate_in_the_formgrader_keeps_both_languages(page, instructors_lab, graded):
    _project, course = graded
    page.goto(instructors_lab.url("formgrader/manage_assignments"))
    row(page, "toy").locator(".glyphicon-education").click()
    answer = page.locator(".modal-body")
    answer.wait_for()
    assert "Successfully created" in answer.inner_text()
    assert {path.name for path in (course.root / "release" / "toy").iterdir()} == {
        "toy.ipynb",
        "toy.zh.ipynb",
    }


def test_a_mark_given_by_hand_reaches_the_report(page, instructors_lab, graded, watched):
    assert reported(*graded, "t001")["outcome"] == "blocked"
    page.goto(instructors_lab.url("formgrader/gradebook/toy/toy"))
    row(page, "8 / 12").get_by_role("link").first.click()
    page.get_by_text("the last yuan loses money").wait_for()
    page.wait_for_load_state("networkidle")  # until then nbgrader's scripts do not listen
    score = page.locator("input.score#memo")
    with page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT"):
        score.fill("3")
        score.press("Tab")
    now = reported(*graded, "t001")
    assert now["items"]["memo"]["points"] == 3
    assert now["raw"] == points(now) == 11
    assert not watched.strangers
    assert not watched.errors
