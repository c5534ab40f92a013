"""A provider's certificate: coverage, depth, level, whom it cannot lose, and rosters that are refused."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.errors import RosterError
from sixfold_grader.explain import loss_text
from sixfold_grader.project import find_project
from sixfold_grader.team import Member, TeamResult, certify_team, check_rosters

BLUEPRINT = load_blueprint(find_project(Path(__file__).parent).blueprint)
NAMES = tuple(BLUEPRINT.capabilities)


def team(*people: dict[int, float], track: str = "brand") -> TeamResult:
    """Certify m1, m2 …, each with scaled scores by the capability's number."""
    members = [
        Member(f"m{number}", {NAMES[index]: score for index, score in scores.items()})
        for number, scores in enumerate(people, 1)
    ]
    return certify_team(members, BLUEPRINT, track)


def test_three_people_may_cover_six_and_two_may_not() -> None:
    everything = dict.fromkeys(range(6), 80.0)
    assert team(everything, everything).gaps
    found = team(everything, everything, everything)
    assert found.gaps == ()
    assert found.composite == pytest.approx(80)
    assert sorted(found.assigned.values(), key=str) == ["m1", "m1", "m2", "m2", "m3", "m3"]


def test_two_qualified_people_everywhere_are_depth_although_everybody_is_needed() -> None:
    everything = dict.fromkeys(range(6), 80.0)
    found = team(everything, everything, everything)
    assert found.depth and set(found.losses) == {"m1", "m2", "m3"}
    assert found.level == "merit"


def test_one_person_of_a_kind_caps_the_level_and_is_named() -> None:
    most = dict.fromkeys(range(5), 95.0)
    found = team(most, most, most, most, {5: 95.0})
    assert (found.depth, found.level, found.single) == (False, "pass", ("fulfilment",))
    assert found.losses == {"m5": ("fulfilment",)}
    assert loss_text("m5", found.losses["m5"], BLUEPRINT, "en") == "losing m5 breaks Service fulfilment"
    assert loss_text("m5", found.losses["m5"], BLUEPRINT, "zh") == "失去 m5 后无人覆盖：服务履约"
    assert team(most, most, most, {5: 95.0}, {5: 90.0}).level == "distinction"


def test_a_spare_specialist_is_depth_without_two_people_everywhere() -> None:
    """Nobody is needed, although one pair of capabilities is doubled only by generalists."""
    pairs = [{0: 70.0, 1: 70.0}, {2: 70.0, 3: 70.0}, {4: 70.0, 5: 70.0}]
    found = team(*pairs, *pairs)
    assert found.depth and not found.losses and found.level == "pass"


@pytest.mark.parametrize(("score", "gaps"), [(59.99, ("fulfilment",)), (60.0, ())])
def test_qualified_is_at_the_cut(score: float, gaps: tuple[str, ...]) -> None:
    most = dict.fromkeys(range(5), 80.0)
    found = team(most, most, most, {5: score})
    assert found.gaps == gaps
    if gaps:
        assert (found.composite, found.level, found.scores["fulfilment"]) == (None, None, None)


def test_the_two_best_of_a_capability_make_its_score() -> None:
    most = dict.fromkeys(range(1, 6), 70.0)
    found = team({0: 90.0, **most}, {0: 70.0, **most}, {0: 61.0, **most}, {0: 40.0})
    assert found.scores["traffic_buying"] == 80.0
    assert found.qualified["traffic_buying"] == ("m1", "m2", "m3")
    assert found.composite == pytest.approx(0.25 * 80 + 0.75 * 70)


def test_the_matching_is_the_largest_there_is() -> None:
    """Against trying every choice, on random rosters."""
    rng = np.random.default_rng(3)
    for _ in range(60):
        size = int(rng.integers(1, 5))
        able = rng.random((size, 6)) < 0.4
        people = [{c: 75.0 for c in range(6) if able[m, c]} for m in range(size)]
        options = [[None, *(m for m in range(size) if able[m, c])] for c in range(6)]
        best = max(
            sum(m is not None for m in choice)
            for choice in itertools.product(*options)
            if all(choice.count(m) <= 2 for m in range(size))
        )
        assert 6 - len(team(*people).gaps) == best


def test_an_empty_roster_covers_nothing() -> None:
    found = team()
    assert (found.gaps, found.depth, found.level) == (NAMES, False, None)


@pytest.mark.parametrize(
    ("rosters", "message"),
    [
        ({"A": ["c1", "c9"]}, "roster of A: candidate 'c9' is unknown"),
        ({"A": ["c1", "c1"]}, "roster of A: candidate 'c1' is listed twice"),
        ({"A": ["c1"], "B": ["c2", "c1"]}, "candidate 'c1' is on the rosters of A and B; only one provider"),
    ],
)
def test_a_wrong_roster_is_refused(rosters: dict[str, list[str]], message: str) -> None:
    with pytest.raises(RosterError, match=message):
        check_rosters(rosters, {"c1", "c2"})
    check_rosters({"A": ["c1"], "B": ["c2"]}, {"c1", "c2"})
