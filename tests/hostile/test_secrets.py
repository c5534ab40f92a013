"""What reaches a trainee: no hidden input, nothing of an earlier submission, no live markup."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hostile import requirements
from hostile.stage import Stage
from hostile.test_outcomes import cases
from hostile.traces import live_markup
from submissions import ALL
from submissions.case import Submission

pytestmark = pytest.mark.slow
SHOWN = ("display", "covert")


@pytest.fixture(scope="module")
def told(whole: Stage) -> Iterator[Stage]:
    """The whole batch, with feedback and the report written."""
    for command in ("feedback", "report"):
        done = whole.command(command, "toy")
        assert done.returncode == 0, done.stderr
    yield whole


@pytest.mark.parametrize(("candidate", "submission"), cases("leak", SHOWN))
def test_no_hidden_input_is_told(told: Stage, candidate: str, submission: Submission) -> None:
    text = told.told(candidate)
    assert not [value for value in told.hidden_inputs() if value in text]
    assert "covert@message" not in told.outputs(candidate)


@pytest.mark.parametrize(("candidate", "submission"), cases("page", SHOWN))
def test_a_page_runs_nothing_of_a_trainees(told: Stage, candidate: str, submission: Submission) -> None:
    harmless = live_markup(_page(told, told.goods[0]))
    assert harmless
    assert live_markup(_page(told, candidate)) - harmless == {}


def test_no_canary_is_seen(told: Stage) -> None:
    requirements.no_canary_is_seen(told)
    for path in (told.course.root / "report").iterdir():
        page = path.read_text(encoding="utf-8")
        secret = [place for place in told.canaries if place != "victim" and told.canaries[place] in page]
        assert not secret, (path, secret)


def test_the_report_runs_nothing_of_a_trainees(told: Stage) -> None:
    for name in ("report.html", "report.zh.html"):
        page = (told.course.root / "report" / name).read_text(encoding="utf-8")
        live = {mark for mark in live_markup(page) if mark not in ("<script>", "<style>", "<meta>")}
        assert not [mark for mark in live if not mark.startswith("href=../feedback/")]
        assert "<script>alert(" not in page and page.count("<script") == page.count("</script")


def test_formulas_are_rendered_safely(told: Stage) -> None:
    page = _page(told, told.goods[0])
    assert "mathjax" not in page.lower() or ",Safe" in page


def _page(stage: Stage, candidate: str) -> str:
    return "".join(p.read_text(encoding="utf-8") for p in stage.pages(candidate) if p.suffix == ".html")


def test_hidden_inputs_are_known(told: Stage) -> None:
    """The test above would see a leak: the evidence that a grader reads does hold them."""
    texts = [path.read_text(encoding="utf-8") for name in told.names for path in told.pages(name)]
    assert any(value in text for value in told.hidden_inputs() for text in texts)
    assert len(ALL) == len(told.names)
