"""Scoring runs: what adds is current at once, what changes a score waits for two people."""

from __future__ import annotations

import datetime as dt

import pytest

from sixfold_grader.errors import RecordsError
from sixfold_grader.records import Records

from .conftest import Clock
from .simulated import BLUEPRINT, FORM, candidate, load, sitting


def scaled(records: Records, student: str) -> float | None:
    return records.runs.standing()[candidate(records, student)][FORM].scaled


def test_first_run_is_current_and_makes_pseudonyms(records: Records) -> None:
    run = records.runs.get(load(records, sitting("T1", 0.5), sitting("T2", 0.9)))
    assert (run.state, run.form, run.by) == ("current", FORM, "os:test")
    names = records.people.candidates()
    assert len(names) == 2
    assert all(name.startswith("c-") for name in names)
    assert records.people.student_id(candidate(records, "T2")) == "T2"
    assert records.log.verify() is None


def test_the_same_scores_again_write_nothing(records: Records) -> None:
    first = load(records, sitting("T1", 0.5))
    head = records.log.head()
    assert load(records, sitting("T1", 0.5)) == first
    assert records.log.head() == head


def test_new_candidates_and_marks_that_were_missing_are_current_at_once(records: Records) -> None:
    load(records, sitting("T1", 0.5), sitting("T2", 0.9, memos=None))
    assert records.runs.standing()[candidate(records, "T2")][FORM].state == "blocked"
    second = load(records, sitting("T1", 0.5), sitting("T2", 0.9, memos=0.5), sitting("T3", 0.7))
    assert [run.state for run in records.runs.all(FORM)] == ["current", "superseded"]
    assert records.runs.get(second).state == "current"
    assert scaled(records, "T3") is not None


def test_a_changed_score_waits_for_two_people_and_can_be_taken_back(records: Records) -> None:
    first = load(records, sitting("T1", 0.5), sitting("T2", 0.9))
    before = scaled(records, "T1")
    second = load(records, sitting("T1", 0.8), sitting("T2", 0.9))
    assert scaled(records, "T1") == before
    change, *others = records.runs.compare(second, BLUEPRINT)
    assert not others
    assert change.candidate == candidate(records, "T1")
    assert change.before == before
    assert change.after is not None
    assert change.after > 60
    records.runs.sign("vera", second, BLUEPRINT)
    with pytest.raises(RecordsError, match="vera has signed; another person has to"):
        records.runs.sign("vera", second, BLUEPRINT)
    assert scaled(records, "T1") == before
    run = records.runs.sign("walt", second, BLUEPRINT)
    assert (run.state, run.signer, run.approver) == ("current", "vera", "walt")
    assert scaled(records, "T1") == change.after
    records.runs.sign("walt", first, BLUEPRINT)
    records.runs.sign("vera", first, BLUEPRINT)
    assert scaled(records, "T1") == before
    assert records.log.verify() is None


@pytest.mark.parametrize("user", ["rob", "tina", "ada", "nobody"])
def test_who_may_not_sign(records: Records, user: str) -> None:
    load(records, sitting("T1", 0.5))
    second = load(records, sitting("T1", 0.6))
    with pytest.raises(RecordsError):
        records.runs.sign(user, second, BLUEPRINT)
    assert records.runs.get(second).signer is None


def test_a_rejected_run_stays_on_record_and_counts_for_nothing(records: Records) -> None:
    load(records, sitting("T1", 0.5))
    second = load(records, sitting("T1", 0.9))
    records.runs.reject("vera", second, "the fix was wrong")
    with pytest.raises(RecordsError, match="is rejected"):
        records.runs.sign("vera", second, BLUEPRINT)
    assert len(records.runs.attempts(candidate(records, "T1"))) == 2


def test_who_disappears_from_the_gradebook_does_not_lose_a_score_silently(records: Records) -> None:
    load(records, sitting("T1", 0.5), sitting("T2", 0.9))
    second = load(records, sitting("T2", 0.9))
    assert records.runs.get(second).state == "proposed"
    assert records.runs.compare(second, BLUEPRINT)[0].after is None


def test_late_hand_ins(records: Records) -> None:
    load(records, sitting("T1", 0.9, late=599), sitting("T2", 0.9, late=601))
    attempt = records.runs.standing()[candidate(records, "T1")][FORM]
    assert ["late", {"capability": FORM}] in attempt.flags["review"]
    assert candidate(records, "T2") not in records.runs.standing()
    assert [a.state for a in records.runs.attempts(candidate(records, "T2"))] == ["void"]


def test_a_score_counts_for_its_months(records: Records, clock: Clock) -> None:
    load(records, sitting("T1", 0.9))  # taken on 2026-11-20
    clock.now = dt.datetime(2027, 11, 19, 8, tzinfo=dt.UTC)
    assert candidate(records, "T1") in records.runs.assess(BLUEPRINT)
    clock.now = dt.datetime(2027, 11, 20, 8, tzinfo=dt.UTC)
    assert records.runs.assess(BLUEPRINT) == {}


def test_an_accommodation_lets_a_late_hand_in_count(records: Records) -> None:
    load(records, sitting("T1", 0.9, late=7200), sitting("T2", 0.5))
    who = candidate(records, "T1")
    case = records.cases.open("ada", "accommodation", "hospital, paper seen", candidate=who, form=FORM)
    records.cases.close("vera", case.id, "upheld", "two hours more")
    load(records, sitting("T1", 0.9, late=7200), sitting("T2", 0.5), sitting("T3", 0.5))
    assert "late" not in {key for key, _facts in records.runs.standing()[who][FORM].flags["review"]}


def test_assessment_carries_flags_blocks_and_challenges(records: Records) -> None:
    load(records, sitting("T1", 0.9, late=60), sitting("T2", 0.9, memos=None))
    records.cases.open("ada", "challenge", "two readings", form=FORM, item="fit_hill")
    found = records.runs.assess(BLUEPRINT)
    assert {r.key for r in found[candidate(records, "T2")].decision.reasons} >= {"waiting", "not_attempted"}
    assert found[candidate(records, "T1")].outcome == "blocked"
    one = records.runs.assess(BLUEPRINT, candidates=[candidate(records, "T1")])
    assert list(one) == [candidate(records, "T1")]


def test_foundations_have_to_be_passed_once_somebody_has_taken_them(records: Records) -> None:
    for form in BLUEPRINT.capabilities:
        load(records, *(sitting(who, 0.9, form=form) for who in ("T1", "T2", "T3")), form=form)
    assert {one.outcome for one in records.runs.assess(BLUEPRINT).values()} == {"distinction"}
    load(
        records,
        sitting("T1", 0.9, form="foundations"),
        sitting("T2", 0.3, form="foundations"),
        form="foundations",
    )
    found = records.runs.assess(BLUEPRINT)
    assert found[candidate(records, "T1")].outcome == "distinction"
    for student in ("T2", "T3"):
        blocked = found[candidate(records, student)].decision
        assert (blocked.status, [reason.key for reason in blocked.reasons]) == ("blocked", ["prerequisite"])
        assert len(blocked.badges) == 6
