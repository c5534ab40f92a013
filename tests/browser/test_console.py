"""The reviewer's console in a real browser: from the queue to a certificate by two people, and refusals."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

sys.path.insert(0, str(Path(__file__).parent))

from console_scene import PASSWORD, Console, add_cohort, add_staff, running_console

from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.cli import main
from sixfold_grader.course import Course
from sixfold_grader.records import open_records

pytestmark = pytest.mark.browser

REPOSITORY = Path(__file__).parents[2]
COHORT = 60


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory, free_port: Callable[[], int]) -> Iterator[Console]:
    root = tmp_path_factory.mktemp("console")
    course, key = Course(root / "course"), root / "issuer.key"
    course.root.mkdir()
    course.mark_simulated()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader's own imports warn about their future
        with open_records(course.db_url) as records:
            add_staff(records)
            add_cohort(records, load_blueprint(REPOSITORY / "assignments" / "blueprint.toml"), COHORT)
    assert main(["keys", "new", "--course", str(course.root), "--file", str(key)]) == 0
    with running_console(course, free_port(), "--issue", "--key", str(key)) as running:
        yield running


@pytest.fixture
def enter(console: Console, watched) -> Callable[..., Page]:
    """Return a function that signs somebody in, whoever was in before."""

    def sign_in(name: str, language: str = "English") -> Page:
        page = watched.page
        page.context.clear_cookies()
        page.goto(console.url())
        page.get_by_label("Account").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_text(name, exact=False).first).to_be_visible()
        return page

    return sign_in


def first_of_review(page: Page) -> str:
    """Go to the borderline case that the queue shows first and that passes; return its pseudonym."""
    page.get_by_role("link", name="Queue").click()
    rows = page.locator("tbody tr").filter(has_text="✓").filter(has_text="open")
    name = rows.first.get_by_role("link").inner_text()
    rows.first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    return name


def test_a_borderline_case_from_queue_to_certificate_by_two_people(enter, console, watched):
    page = enter("rui")
    name = first_of_review(page)
    expect(page.get_by_text("name hidden until the decision")).to_be_visible()
    expect(page.get_by_role("img", name="Scaled scores of the six capabilities")).to_be_visible()
    page.get_by_role("button", name="Take this case").click()
    page.get_by_label("Reason code").select_option("reviewed")
    page.get_by_label("Reason in words").fill("Evidence of every item read again; the scores stand.")
    page.get_by_role("button", name="Propose:").click()
    expect(page.get_by_role("status")).to_have_text("Proposed. Another person has to approve it.")
    expect(page.get_by_text("You proposed this: another person has to approve it.")).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)

    page = enter("an")
    page.get_by_role("link", name="Approvals").click()
    page.get_by_role("link", name=name).click()
    expect(page.get_by_text("Evidence of every item read again")).to_be_visible()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("status")).to_have_text("Approved.")
    page.get_by_role("button", name="Issue the certificate").click()
    expect(page.get_by_role("status")).to_contain_text("Issued")
    expect(page.get_by_text("active", exact=True)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="JSON").click()
    assert main(["verify", str(download.value.path()), "--course", str(console.course.root)]) == 0
    page.get_by_role("button", name="Show the name").click()
    expect(page.get_by_role("status")).to_contain_text("Person 0")

    page = enter("shen")
    page.get_by_role("link", name="Log").click()
    rows = page.locator("tbody")
    for action in ("decision.propose", "decision.approve", "person.reveal"):
        expect(rows).to_contain_text(action)
    page.get_by_role("link", name="Verify the chain now").click()
    expect(page.get_by_role("status")).to_contain_text("The chain is whole")
    assert not watched.strangers and not watched.errors


def test_nobody_approves_an_own_proposal(enter, console):
    page = enter("ren")  # reviewer and approver
    name = first_of_review(page)
    page.get_by_label("Reason code").select_option("reviewed")
    page.get_by_role("button", name="Propose:").click()
    expect(page.get_by_text("another person has to approve it").first).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    # Whoever forges the form meets the records, which refuse too.
    token = page.locator("input[name=csrf_token]").first.input_value()
    page.goto(console.url("/approvals"))
    own = page.locator("tbody tr").filter(has_text=name)
    expect(own).to_contain_text("yours")
    answer = page.request.post(
        page.url.replace("/approvals", "/decision/2/approve"), form={"csrf_token": token}
    )
    assert "another person has to decide" in answer.text()


def test_roles_refuse_in_words(enter, console):
    page = enter("pan")  # rater
    expect(page).to_have_url(console.url("/rating"))
    expect(page.get_by_role("link", name="Queue")).to_have_count(0)
    page.goto(console.url("/queue"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your role does not allow this")
    page = enter("pei")  # trainer
    page.goto(console.url("/approvals"))
    expect(page.get_by_text("Nothing was changed.")).to_be_visible()


def test_a_form_of_another_page_is_refused(enter, console):
    page = enter("rui")
    answer = page.request.post(console.url("/propose"), form={"track": "brand", "candidate": "c-1"})
    assert answer.status == 400 and "The form was not sent from this session" in answer.text()


def test_everything_is_reached_by_keyboard(enter, console):
    page = enter("rui")
    page.goto(console.url("/queue?track=brand"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    for _step in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.getAttribute('href') || ''")
        if "/candidate/" in focused:
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/candidate/**")


def test_chinese_throughout(enter, console, watched):
    page = enter("ren")
    page.get_by_role("button", name="中文").click()
    for path in (
        "/queue",
        "/approvals",
        "/heat-map",
        "/distribution",
        "/items",
        "/teams",
        "/log",
        "/exports",
    ):
        page.goto(console.url(path))
        said = page.locator("main").inner_text()
        assert any("\u4e00" <= letter <= "\u9fff" for letter in said), path
    page.goto(console.url("/queue"))
    page.locator("tbody a").first.click()
    expect(page.get_by_text("判定理由")).to_be_visible()
    assert not watched.errors
