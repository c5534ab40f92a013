"""Traffic buying: shapes that could earn by luck, and the references against the exemplar."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from desk import Responder, desk

from sixfold_grader.checking import derive_seeds

FORM = desk("traffic_buying")
CHECKS = FORM.checks
EXAM = "spring"

RESPONDERS: dict[str, Callable[[Sequence[Any]], Any]] = {
    "shape of allocate": lambda args: dict.fromkeys(args[0]["plan_id"], 0.0) if _has_plans(args) else {},
    "all NaN dict": lambda _: dict.fromkeys(["share", "low", "high"], math.nan),
    "true dict": lambda _: dict.fromkeys(["top", "half", "shape"], True),
    "wide interval": lambda _: {"share": 0.55, "low": -9.0, "high": 9.0},
    "empty plan": lambda _: {"plan": [], "ahead": 0.0},
}


def _has_plans(args: Sequence[Any]) -> bool:
    return isinstance(args[0], pd.DataFrame) and "plan_id" in args[0] and "cap" in args[0]


@pytest.mark.parametrize("name", RESPONDERS)
def test_the_right_shape_alone_gets_nothing(name: str) -> None:
    got = {item: FORM.score(item, Responder(RESPONDERS[name]), EXAM)[0] for item in FORM.functions}
    assert {item: points for item, points in got.items() if points} == {}


def test_a_plan_of_nan_gets_nothing() -> None:
    no_plan = Responder(lambda args: {"plan": [math.nan] * (24 - args[-1]), "ahead": math.nan})
    assert FORM.score("pace_plan", no_plan, EXAM)[0] == 0


def test_the_allocation_exemplar_and_the_reference_search_agree() -> None:
    exemplar = FORM.caller("perfect", "allocate")
    for fresh in (CHECKS.fresh_concave, CHECKS.fresh_s_curves):
        plans, budget = fresh(11)
        got = exemplar.call("allocate", [plans, budget], {})
        spend = np.array([got[plan] for plan in plans["plan_id"]])
        assert CHECKS.total_gmv(plans, spend) == pytest.approx(CHECKS.optimum(fresh, 11), rel=0.01)


def test_a_sound_interval_is_as_wide_as_the_jackknife_s() -> None:
    exemplar, ratios = FORM.caller("perfect", "geo_lift"), []
    for seed in (11, 12, 13):
        geo, _share, width = CHECKS.fresh_replicate(seed, seed % 2 == 0)
        got = exemplar.call("geo_lift", [geo], {})
        ratios.append((got["high"] - got["low"]) / width)
    assert 0.7 < np.median(ratios) < 1.4


def test_fresh_data_is_not_changed_by_grading() -> None:
    seed = derive_seeds(EXAM, "traffic_buying/ad_metrics")[0]
    before = CHECKS.fresh_ads(seed).copy()
    FORM.score("ad_metrics", FORM.caller("perfect", "ad_metrics"), EXAM)
    pd.testing.assert_frame_equal(CHECKS.fresh_ads(seed), before)
