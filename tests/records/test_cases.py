"""Cases: opened with a reason, closed by the right person with an outcome, appeals within their days."""

from __future__ import annotations

from pathlib import Path

import pytest

from sixfold_grader.errors import RecordsError
from sixfold_grader.records import Records
from sixfold_grader.records.cases import ENDS

from .conftest import Clock
from .simulated import BLUEPRINT, FORM, candidate, load, sitting
from .test_decisions import proposal

VALIDITY = BLUEPRINT.policy.validity


@pytest.fixture
def decided(records: Records) -> int:
    """A decision proposed by vera, approved by walt; xena is a third reviewer."""
    records.accounts.add("setup", "xena", "correct horse battery", ["reviewer"])
    load(records, sitting("T1", 0.3))
    (proposed,) = records.decisions.propose("vera", [proposal(records, "T1")])
    records.decisions.approve("walt", [proposed.id])
    return proposed.id


def test_an_appeal_is_judged_by_somebody_who_did_not_decide(
    records: Records, decided: int, clock: Clock
) -> None:
    clock.pass_days(30)
    case = records.cases.appeal("ada", decided, "memo 1 was misread", VALIDITY)
    assert (case.kind, case.state, case.candidate) == ("appeal", "open", candidate(records, "T1"))
    for judge in ("vera", "walt"):
        with pytest.raises(RecordsError, match="another reviewer has to judge it"):
            records.cases.close(judge, case.id, "denied", "no")
    closed = records.cases.close("xena", case.id, "upheld", "marked again by two others")
    assert (closed.state, closed.by, closed.outcome) == ("upheld", "xena", "marked again by two others")
    with pytest.raises(RecordsError, match="is closed: upheld"):
        records.cases.close("xena", case.id, "denied", "no")
    assert records.log.verify() is None


def test_an_appeal_that_comes_too_late(records: Records, decided: int, clock: Clock) -> None:
    clock.pass_days(31)
    with pytest.raises(RecordsError, match=r"could be appealed against until 2026-12-28 \(30 days\)"):
        records.cases.appeal("ada", decided, "late", VALIDITY)


def test_nothing_to_appeal_against(records: Records) -> None:
    load(records, sitting("T1", 0.3))
    (proposed,) = records.decisions.propose("vera", [proposal(records, "T1")])
    for number in (proposed.id, 99):
        with pytest.raises(RecordsError, match=f"no approved decision {number}"):
            records.cases.appeal("ada", number, "early", VALIDITY)


@pytest.mark.parametrize("kind", [kind for kind in ENDS if kind != "appeal"])
def test_every_kind_opens_once_and_closes(records: Records, clock: Clock, kind: str) -> None:
    load(records, sitting("T1", 0.3))
    about: dict[str, str] = (
        {"form": FORM, "item": "fit_hill"}
        if kind == "challenge"
        else {"candidate": candidate(records, "T1"), "form": FORM}
    )
    case = records.cases.open("ada", kind, "because", due=clock(), **about)  # type: ignore[arg-type]
    assert (case.due, case.opened, case.opened_by) == (clock(), clock(), "ada")
    with pytest.raises(RecordsError, match=f"open already, as case {case.id}"):
        records.cases.open("ada", kind, "again", **about)  # type: ignore[arg-type]
    assert [c.id for c in records.cases.find(state="open", kind=kind)] == [case.id]
    records.cases.close("vera", case.id, ENDS[kind][0], "seen to")
    assert not records.cases.find(state="open")


@pytest.mark.parametrize(
    ("kind", "about", "message"),
    [
        ("party", {}, "case kind 'party'; there are: retake"),
        ("retake", {}, "is about a candidate: name one"),
        ("challenge", {"form": FORM}, "is about an item of a form"),
        ("retake", {"candidate": "c-nobody"}, "there is no candidate 'c-nobody'"),
    ],
)
def test_wrong_cases(records: Records, kind: str, about: dict[str, str], message: str) -> None:
    with pytest.raises(RecordsError, match=message):
        records.cases.open("ada", kind, "because", **about)  # type: ignore[arg-type]
    assert not records.cases.find()


def test_a_case_needs_words(records: Records) -> None:
    with pytest.raises(RecordsError, match="needs a reason in words"):
        records.cases.open("ada", "challenge", " ", form=FORM, item="fit_hill")
    case = records.cases.open("ada", "challenge", "two readings", form=FORM, item="fit_hill")
    with pytest.raises(RecordsError, match="say in words"):
        records.cases.close("vera", case.id, "denied", "")
    with pytest.raises(RecordsError, match="ends as upheld, denied, withdrawn, not as 'done'"):
        records.cases.close("vera", case.id, "done", "x")
    with pytest.raises(RecordsError, match="this needs the role reviewer"):
        records.cases.close("rob", case.id, "denied", "x")


def test_assigned_reviewers(records: Records, tmp_path: Path) -> None:
    load(records, sitting("T1", 0.3))
    who = candidate(records, "T1")
    records.people.assign("walt", who, "vera")
    records.people.assign("walt", who, "walt")
    assert records.people.assignees() == {who: "walt"}
