"""`sixfold status` in words: what was decided, why, what comes next; in both languages."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.decision import CapabilityInput, Decision, decide
from sixfold_grader.project import find_project
from sixfold_grader.status import CandidateStatus, Certificate, Decided, paragraph

BLUEPRINT = load_blueprint(find_project(Path(__file__).parent).blueprint)
NAMES = tuple(BLUEPRINT.capabilities)
DAY = dt.date(2026, 3, 2)


def rule(*scaled: float | None) -> Decision:
    return decide(
        {k: CapabilityInput(s, 100, 60) for k, s in zip(NAMES, scaled, strict=True)}, BLUEPRINT, "brand"
    )


def status(found: Decision | None, state: str | None = "approved", **more: object) -> CandidateStatus:
    decided = None
    if found is not None and state is not None and found.decision is not None:
        decided = Decided(
            state,
            found.decision,
            found.level,
            DAY,
            found.composite,
            found.scaled,
            found.reasons,  # type: ignore[arg-type]
        )
    facts = {"today": dt.date(2026, 3, 10), "decided": decided, **more}
    return CandidateStatus("c-1", "brand", rule=found, **facts)  # type: ignore[arg-type]


def test_a_pass_with_its_certificate() -> None:
    found = status(rule(*[80.0] * 6), certificate=Certificate("active", dt.date(2027, 3, 2)))
    assert paragraph(found, BLUEPRINT, "en") == (
        "Candidate c-1 passed as Brand provider on 2026-03-02, with the level Merit. The composite is 80.0, "
        "at or above the cut of 60, and every capability reaches its floor. The certificate is valid until "
        "2027-03-02; it can be renewed from 2027-01-01 on. An appeal is possible until 2026-04-01."
    )
    assert paragraph(found, BLUEPRINT, "zh") == (
        "考生 c-1 于 2026-03-02 通过品牌服务商认证，等级为“良好”。"
        "综合分 80.0，达到合格线 60，各单项均达到底线。"
        "证书有效期至 2027-03-02，自 2027-01-01 起可办理续期。2026-04-01 前可以申诉。"
    )


def test_a_fail_says_why_which_badges_remain_and_when_to_try_again() -> None:
    taken = {"short_video": [DAY - dt.timedelta(days=3)]}
    found = status(rule(90, 90, 90, 20, 90, 90), taken=taken)
    assert paragraph(found, BLUEPRINT, "en") == (
        "Candidate c-1 did not pass as Brand provider; this was decided on 2026-03-02. Why: Short video 20.0 "
        "below its floor 50. The badges of these capabilities are earned all the same: Traffic buying, "
        "Account operations, Livestream selling, Store operations, Service fulfilment. Short video may be "
        "attempted again from 2026-03-13 on (wait after attempt 1), on another form. Single capabilities may "
        "be resat until 2026-08-29; the newest score of each counts. An appeal is possible until 2026-04-01."
    )
    assert "“短视频运营”自 2026-03-13 起可重考（第 1 次作答后的等待期），须换卷。" in paragraph(
        found, BLUEPRINT, "zh"
    )


@pytest.mark.parametrize(
    ("days", "words"),
    [((60,), "may be attempted again now"), ((100, 50, 3), "(at most 3 attempts in 12 months)")],
)
def test_the_next_attempt(days: tuple[int, ...], words: str) -> None:
    taken = {"short_video": [DAY - dt.timedelta(days=before) for before in days]}
    assert words in paragraph(status(rule(90, 90, 90, 20, 90, 90), taken=taken), BLUEPRINT, "en")


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (status(None), "has no attempt on record yet."),
        (status(rule(80, None, 80, 80, 80, 80)), "Still to be attempted: Account operations."),
        (status(rule(*[80.0] * 6), None), "The scores say: Merit, clear. The composite is 80.0"),
        (status(rule(*[62.0] * 6), None), "because: Pass within "),
        (
            status(rule(*[80.0] * 6), None),
            "Next: one reviewer proposes a decision, another person approves it.",
        ),
        (status(rule(*[80.0] * 6), "proposed"), "a decision was proposed on 2026-03-02, Merit."),
        (status(rule(*[80.0] * 6), "proposed"), "Next: a second person approves it or sends it back."),
        (status(rule(*[80.0] * 6)), "Next: the certificate can be issued."),
        (status(rule(*[80.0] * 6), appealed=True), "An appeal is open."),
        (replace(status(rule(*[80.0] * 6)), rule=rule(*[70.0] * 6)), "say otherwise now: Pass; a regrade"),
        (
            status(rule(*[80.0] * 6), certificate=Certificate("withdrawn", dt.date(2027, 3, 2))),
            "The certificate was withdrawn.",
        ),
    ],
)
def test_each_state_says_what_comes_next(found: CandidateStatus, words: str) -> None:
    assert words in paragraph(found, BLUEPRINT, "en")
    assert "{" not in paragraph(found, BLUEPRINT, "zh")


def test_after_its_days_no_appeal_is_offered() -> None:
    late = replace(status(rule(*[80.0] * 6)), today=dt.date(2026, 4, 2))
    assert "appeal" not in paragraph(late, BLUEPRINT, "en")
