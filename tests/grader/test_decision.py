"""The decision: worked example A, floors, levels, critical items, the band in which a person must look."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sixfold_grader.blueprint import Blueprint, load_blueprint
from sixfold_grader.decision import CapabilityInput, Decision, Reason, decide
from sixfold_grader.errors import SourceError
from sixfold_grader.explain import outcome_text, reason_text
from sixfold_grader.project import find_project

REAL = load_blueprint(find_project(Path(__file__).parent).blueprint)
NAMES = ("traffic_buying", "account_ops", "livestream", "short_video", "store_ops", "fulfilment")
EXAMPLE_A = {
    name: CapabilityInput(raw, maximum, cut)
    for name, raw, maximum, cut in zip(
        NAMES, (41, 26, 33, 22, 30, 25), (50, 40, 45, 40, 40, 35), (30, 22, 27, 24, 24, 21), strict=True
    )
}


def at(*scaled: float, track: str = "brand", blueprint: Blueprint = REAL, **more: object) -> Decision:
    """Decide scaled scores: with 100 points and the cut at 60 a raw score is its own scaled score."""
    scores = scaled * 6 if len(scaled) == 1 else scaled
    entries = (CapabilityInput(score, 100, 60, **more) for score in scores)  # type: ignore[arg-type]
    return decide(dict(zip(NAMES, entries, strict=True)), blueprint, track)


def keys(decision: Decision) -> list[str]:
    return [reason.key for reason in decision.reasons]


def test_the_order_of_capabilities_is_the_specification_s() -> None:
    assert tuple(REAL.capabilities) == NAMES
    assert tuple(REAL.tracks) == ("brand", "regional")


def test_worked_example_a() -> None:
    found = decide(EXAMPLE_A, REAL, "brand")
    assert list(found.scaled.values()) == pytest.approx([82, 68.889, 73.333, 55, 75, 71.429], abs=5e-4)
    assert list(found.capability_sem.values()) == pytest.approx(
        [4.648, 5.367, 4.800, 5.628, 5.091, 6.000], abs=5e-4
    )
    assert (found.composite, found.sem) == pytest.approx((72.143, 2.139), abs=5e-4)
    assert (found.decision, found.level, found.status) == ("pass", "pass", "review")
    assert [(r.key, r.facts.get("level"), r.facts.get("capability")) for r in found.reasons] == [
        ("level_band", "merit", None),
        ("floor_band", None, "short_video"),
    ]
    assert found.badges == tuple(name for name in NAMES if name != "short_video")


@pytest.mark.parametrize(
    ("scaled", "outcome", "level"),
    [(60.0, "pass", "pass"), (59.999, "fail", None), (75.0, "pass", "merit"), (74.999, "pass", "pass"),
     (88.0, "pass", "distinction"), (100.0, "pass", "distinction"), (0.0, "fail", None)],
)  # fmt: skip
def test_levels_are_reached_at_their_line(scaled: float, outcome: str, level: str | None) -> None:
    for track in REAL.tracks:
        found = at(scaled, track=track)
        assert (found.decision, found.level) == (outcome, level)


def test_one_floor_missed_fails_a_high_composite_and_keeps_the_other_badges() -> None:
    found = at(95, 95, 95, 95, 95, 30)
    assert (found.decision, found.level, found.status) == ("fail", None, "clear_fail")
    assert found.reasons == (Reason("below_floor", {"capability": "fulfilment", "scaled": 30, "line": 50}),)
    assert found.badges == NAMES[:5]


def test_a_track_may_raise_a_floor() -> None:
    raised = replace(REAL.capabilities["livestream"], floors={"regional": 60.0})
    blueprint = replace(REAL, capabilities={**REAL.capabilities, "livestream": raised})
    scores = (90, 90, 55, 90, 90, 90)
    assert at(*scores, blueprint=blueprint).decision == "pass"
    assert at(*scores, track="regional", blueprint=blueprint).decision == "fail"


@pytest.mark.parametrize(
    ("scaled", "status"),
    [(67.0, "clear_pass"), (64.0, "review"), (57.0, "review"), (55.0, "clear_fail"), (72.0, "review"),
     (92.5, "clear_pass")],
)  # fmt: skip
def test_a_person_looks_where_the_composite_band_holds_a_line(scaled: float, status: str) -> None:
    assert at(scaled).status == status


def test_no_review_where_nothing_within_the_bands_could_change_the_outcome() -> None:
    """The composite is near Merit, but a floor is missed far and for good."""
    found = at(90, 90, 90, 90, 90, 10)
    assert (found.decision, found.status, keys(found)) == ("fail", "clear_fail", ["below_floor"])


def test_the_band_is_the_definition_of_the_specification() -> None:
    """Against the rule written out plainly, on random candidates."""

    def plain(composite: float, scaled: np.ndarray) -> str | None:
        if composite < 60 or (scaled < 50).any():
            return None
        return "distinction" if composite >= 88 else "merit" if composite >= 75 else "pass"

    weights = np.array(list(REAL.weights("brand").values()))
    sems = np.array([capability.sem for capability in REAL.capabilities.values()])
    sem = math.sqrt(((weights * sems) ** 2).sum())
    found = {"review": 0, "clear": 0}
    for scaled in np.random.default_rng(6).normal(68, 12, (2000, 6)).clip(0, 100):
        composite = float(weights @ scaled)
        flips = plain(composite + 1.96 * sem, scaled + sems) != plain(composite - 1.96 * sem, scaled - sems)
        decision = at(*scaled)
        assert decision.level == plain(composite, scaled)
        assert (decision.status == "review") == flips
        bands = [key for key in keys(decision) if key.endswith("_band")]
        assert bool(bands) == flips
        found["review" if flips else "clear"] += 1
    assert min(found.values()) > 200


def test_the_queue_s_probability_is_a_half_at_the_cut() -> None:
    assert at(60).probability == pytest.approx(0.5)
    composite, sem, probability = at(62).composite, at(62).sem, at(62).probability
    assert composite and sem and probability
    assert probability == pytest.approx(0.5 * (1 + math.erf((composite - 60) / sem / math.sqrt(2))))


@pytest.mark.parametrize(("points", "decision"), [(8, "pass"), (7.9, "fail")])
def test_critical_items_need_their_share(points: float, decision: str) -> None:
    found = at(70, critical_points=points, critical_maximum=10)
    assert (found.decision, found.status) == (decision, f"clear_{decision}")
    assert keys(found) == ([] if decision == "pass" else ["critical"])


def test_flags_and_a_small_cohort_send_a_clear_case_to_a_person() -> None:
    assert at(69, n=30).status == "clear_pass"
    assert set(keys(at(69, n=29))) == {"few"}
    late = Reason("late", {"capability": "livestream"})
    found = at(69, flags=(late,))
    assert (found.status, found.decision, found.reasons) == ("review", "pass", (late,) * 6)


def test_a_capability_without_a_score_blocks_and_is_never_zero() -> None:
    scores = {key: value for key, value in EXAMPLE_A.items() if key != "livestream"}
    waiting = Reason("waiting", {"capability": "fulfilment", "item": "memo"})
    scores["fulfilment"] = CapabilityInput(None, blocks=(waiting,))
    found = decide(scores, REAL, "brand")
    assert (found.status, found.decision, found.level, found.composite) == ("blocked", None, None, None)
    assert found.scaled["livestream"] is None
    assert found.reasons == (Reason("not_attempted", {"capability": "livestream"}), waiting)
    assert found.badges == ("traffic_buying", "account_ops", "store_ops")


def test_rounding_noise_of_the_weights_never_fails_a_composite_at_the_cut() -> None:
    assert at(60).decision == at(60, track="regional").decision == "pass"


@pytest.mark.parametrize(
    ("scores", "track", "error", "message"),
    [
        ({"dancing": CapabilityInput(1)}, "brand", ValueError, "unknown capabilities: dancing"),
        ({"livestream": CapabilityInput(101, 100, 60)}, "brand", ValueError, "raw score is 101"),
        ({"livestream": CapabilityInput(1, 100, 60, sem=0)}, "brand", ValueError, "must be above 0"),
        ({}, "global", SourceError, "unknown track 'global'; there are: brand, regional"),
    ],
)
def test_impossible_input_is_refused(
    scores: dict[str, CapabilityInput], track: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        decide(scores, REAL, track)


def test_an_unmet_prerequisite_blocks_the_whole_and_leaves_badges() -> None:
    unmet = (Reason("prerequisite", {"capability": "foundations"}),)
    found = decide(EXAMPLE_A, REAL, "brand", unmet)
    assert (found.status, found.decision, found.reasons) == ("blocked", None, unmet)
    assert found.badges == decide(EXAMPLE_A, REAL, "brand").badges
    assert reason_text(unmet[0], REAL, "en") == "not passed yet: Foundations: entry assignment"
    assert reason_text(unmet[0], REAL, "zh") == "先修要求未通过：基础模块：入门作业"


def test_reasons_are_said_in_both_languages_with_titles_and_truncated_scores() -> None:
    missed = Reason("below_floor", {"capability": "short_video", "scaled": 49.99, "line": 50.0})
    assert reason_text(missed, REAL, "en") == "Short video 49.9 below its floor 50"
    assert reason_text(missed, REAL, "zh") == "短视频运营 49.9 分，低于单项底线 50"
    waiting = Reason("waiting", {"capability": "traffic_buying", "item": "memo_roi2"})
    assert reason_text(waiting, REAL, "en").endswith("Memo: ROI rose and profit fell")
    found = decide(EXAMPLE_A, REAL, "brand")
    assert reason_text(found.reasons[0], REAL, "en") == "Merit within 1.3 SEM"
    assert (outcome_text(found, "en"), outcome_text(found, "zh")) == ("Pass, review", "合格，需复核")


points = st.floats(0, 100, allow_nan=False)


@given(st.lists(points, min_size=6, max_size=6), st.integers(0, 5), points)
def test_more_points_never_make_it_worse(scaled: list[float], which: int, more: float) -> None:
    better = [*scaled[:which], max(scaled[which], more), *scaled[which + 1 :]]
    before, after = at(*scaled), at(*better)
    rank = {None: 0, "pass": 1, "merit": 2, "distinction": 3}
    assert rank[after.level] >= rank[before.level]
    assert set(after.badges) >= set(before.badges)
    assert (before.decision == "fail") == (before.level is None)
    assert (before.decision == "fail") == any(key.startswith(("below", "critical")) for key in keys(before))


def test_review_catches_the_wrong_decisions() -> None:
    """The simulation behind the rule: mean 68, SD 12, true correlation .75, floors 50."""
    rng, size = np.random.default_rng(1), 4000
    rho = np.array([capability.reliability for capability in REAL.capabilities.values()])
    true = 68 + 12 * np.sqrt(rho) * rng.multivariate_normal(
        np.zeros(6), np.full((6, 6), 0.75) + 0.25 * np.eye(6), size
    )
    observed = (true + 12 * np.sqrt(1 - rho) * rng.normal(size=(size, 6))).clip(0, 100)
    weights = np.array(list(REAL.weights("brand").values()))
    deserved = (true @ weights >= 60) & (true >= 50).all(axis=1)
    decisions = [at(*row) for row in observed]
    right = deserved == np.array([decision.decision == "pass" for decision in decisions])
    doubtful = np.array(
        [
            any(r.key == "floor_band" or r.facts.get("level") == "pass" for r in decision.reasons)
            for decision in decisions
        ]
    )
    assert doubtful.mean() == pytest.approx(0.30, abs=0.03)
    assert right[~doubtful].mean() > 0.985 > 0.94 > right.mean()
