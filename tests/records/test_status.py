"""`sixfold status` from the records: from the first mark to a decision and what follows."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from sixfold_grader.candidates import status_of
from sixfold_grader.cli import main
from sixfold_grader.errors import RecordsError, SourceError
from sixfold_grader.records import Records
from sixfold_grader.status import paragraph

from .conftest import Clock
from .simulated import BLUEPRINT, FORM, candidate, load, sitting

# One capability is the whole certificate here: the other forms need not exist.
ONE = dataclasses.replace(
    BLUEPRINT,
    capabilities={
        FORM: dataclasses.replace(BLUEPRINT.capabilities[FORM], weights=dict.fromkeys(BLUEPRINT.tracks, 1.0))
    },
)


def said(records: Records, student: str) -> str:
    return paragraph(status_of(records, ONE, student), ONE, "en")


def decide(records: Records, student: str) -> int:
    who = candidate(records, student)
    proposal = records.runs.assess(ONE, candidates=[who])[who].proposal("reviewed", "read again")
    return records.decisions.propose("vera", [proposal])[0].id


def test_from_the_first_marks_to_what_comes_after_a_fail(records: Records, clock: Clock) -> None:
    load(records, sitting("T1", 0.3, memos=None))
    assert "nothing is decided yet. Still missing: Traffic buying waits for marking" in said(records, "T1")
    load(records, sitting("T1", 0.3))
    assert "The scores say: fail, review. Why: composite 31.0 below the cut 60;" in said(records, "T1")
    number = decide(records, "T1")
    assert "a second person approves it or sends it back" in said(records, "T1")
    records.decisions.approve("walt", [number], ONE.policy)
    text = said(records, "T1")
    assert text.startswith(f"Candidate {candidate(records, 'T1')} did not pass as Brand provider; this was")
    # Handed in on 20 November; the wait after the first attempt is 14 days.
    assert "Traffic buying may be attempted again from 2026-12-04 on (wait after attempt 1)" in text
    assert "An appeal is possible until 2026-12-28." in text
    records.cases.appeal("vera", number, "the data was another", ONE.policy.validity)
    assert said(records, "T1").endswith("An appeal is open.")
    clock.pass_days(60)
    assert "may be attempted again now" in said(records, "T1")


def test_a_pass_and_scores_that_changed_since(records: Records) -> None:
    load(records, sitting("T2", 0.95))
    records.decisions.approve("walt", [decide(records, "T2")], ONE.policy)
    assert "with the level Distinction" in said(records, "T2")
    assert "Next: the certificate can be issued." in said(records, "T2")
    run = load(records, sitting("T2", 0.7))
    for person in ("vera", "walt"):
        records.runs.sign(person, run, ONE)
    assert "The scores on record say otherwise now: Pass; a regrade case decides." in said(records, "T2")


def test_who_is_not_there_and_which_track_is_not(records: Records) -> None:
    load(records, sitting("T1", 0.3))
    with pytest.raises(RecordsError, match="no candidate 'T9' is on record"):
        status_of(records, ONE, "T9")
    with pytest.raises(SourceError, match="unknown track 'north'"):
        status_of(records, ONE, "T1", "north")


def test_the_command_tells_it_in_both_languages(
    records: Records, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load(records, sitting("T1", 0.9))
    who = candidate(records, "T1")
    assert main(["status", who, "--course", str(tmp_path)]) == 0
    assert f"Candidate {who} (Brand provider): nothing is decided yet." in capsys.readouterr().out
    assert main(["status", "T1", "--language", "zh", "--course", str(tmp_path)]) == 0
    assert f"考生 {who}（品牌服务商）尚未作出认证决定。" in capsys.readouterr().out
    assert main(["status", "T9", "--course", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("sixfold: no candidate 'T9' is on record")
