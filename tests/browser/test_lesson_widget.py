"""A trainee in JupyterLab, opened by `sixfold lab`, on a machine that reaches no other."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

LESSON = "01_traffic_buying/04_marginal_roi.ipynb"


@pytest.fixture(scope="module")
def trainees_lab(real_project, running_lab):
    with running_lab(real_project) as lab:
        yield lab


def widget(page: Page):
    """The saturation widget: the output that has sliders."""
    return page.locator(".jp-OutputArea").filter(has=page.locator(".widget-slider"))


@pytest.mark.parametrize(("language", "words"), [("en", "marginal ROI"), ("zh", "边际ROI")])
def test_a_lesson_runs_offline_and_its_widget_follows_the_keyboard(
    trainees_lab, open_notebook, run_all, watched, language, words
):
    page = watched.page
    open_notebook(page, trainees_lab, f"{language}/{LESSON}")
    run_all(page)
    shown = widget(page)
    picture, sentence = shown.locator("div[role=img]"), shown.locator("div[role=status]")
    expect(picture.locator("svg")).to_contain_text(words)
    before, said = picture.inner_html(), sentence.inner_text()
    handle = shown.locator(".noUi-handle").first
    handle.focus()
    for _step in range(4):
        handle.press("ArrowRight")
    expect(sentence).not_to_have_text(said)
    expect(sentence).to_contain_text("9,000")
    assert picture.inner_html() != before
    assert not watched.strangers
    assert not watched.errors


def test_charts_are_drawn_by_lab_itself(trainees_lab, open_notebook, run_all, watched):
    page = watched.page
    open_notebook(page, trainees_lab, f"en/{LESSON}")
    run_all(page)
    page.get_by_role("paragraph").filter(
        has_text="The dashed line is break-even"
    ).scroll_into_view_if_needed()
    expect(page.locator(".vega-embed canvas, .vega-embed svg").first).to_be_visible()
    assert page.locator(".jp-RenderedImage").count() == 0
    assert not watched.strangers


def test_a_trainee_sees_the_assignment_list_but_no_formgrader_and_no_news(trainees_lab, watched):
    page = watched.page
    page.goto(trainees_lab.login)
    page.get_by_role("menuitem", name="Nbgrader").click()
    expect(page.get_by_role("menuitem", name="Assignment List")).to_be_visible()
    assert page.get_by_role("menuitem", name="Formgrader").count() == 0
    page.wait_for_timeout(3000)  # the question about news comes late
    assert page.locator(".Toastify__toast").count() == 0
    assert not watched.strangers
