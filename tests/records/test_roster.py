"""Rosters: every wrong row in one message, nothing written; who leaves, who moves, who trains."""

from __future__ import annotations

from pathlib import Path

import pytest

from sixfold_grader.errors import RecordsError, SixfoldError
from sixfold_grader.records import Records
from sixfold_grader.records.ratings import Mark

from .simulated import BLUEPRINT, FORM, candidate, sitting
from .simulated import load as load_scores

MEMO = BLUEPRINT.form(FORM).items["memo_roi2"]
STUDENTS = ("T1", "T2", "T3", "T4")
HEAD = "provider,track,candidate,role,name,trainer\n"
GOOD = HEAD + "acme,brand,T1,lead,王一,tina\nacme,brand,T2,member,,\nblue,regional,T3,member,,\n"


def load(records: Records, path: Path, text: str, *, dry_run: bool = False) -> tuple[int, int, int]:
    (path / "roster.csv").write_text(text, encoding="utf-8")
    done = records.rosters.load(
        "os:test", path / "roster.csv", STUDENTS, tuple(BLUEPRINT.tracks), dry_run=dry_run
    )
    return done.rows, done.joined, done.left


def listed(records: Records) -> dict[str, str]:
    return {
        records.people.student_id(member.candidate): member.provider
        for member in records.people.memberships()
    }


def test_a_roster(records: Records, tmp_path: Path) -> None:
    assert load(records, tmp_path, GOOD) == (3, 3, 0)
    assert listed(records) == {"T1": "acme", "T2": "acme", "T3": "blue"}
    assert [(p.id, p.track) for p in records.people.providers()] == [("acme", "brand"), ("blue", "regional")]
    assert records.people.trainers(candidate(records, "T1")) == {"tina"}
    assert records.log.verify() is None
    assert "王一" not in "".join(link.entry for link in records.log.entries())


def test_again_changes_nothing_and_who_is_gone_leaves(records: Records, tmp_path: Path) -> None:
    load(records, tmp_path, GOOD)
    assert load(records, tmp_path, GOOD) == (3, 0, 0)
    assert load(records, tmp_path, HEAD + "acme,brand,T2,lead,,\n") == (1, 0, 1)
    assert listed(records) == {"T2": "acme", "T3": "blue"}
    pseudonym = candidate(records, "T1")
    assert load(
        records, tmp_path, HEAD + f"blue,regional,{pseudonym},member,,\nblue,regional,T3,lead,,\n"
    ) == (2, 1, 0)
    assert listed(records) == {"T1": "blue", "T2": "acme", "T3": "blue"}


def test_somebody_moves_when_both_rosters_say_so(records: Records, tmp_path: Path) -> None:
    load(records, tmp_path, GOOD)
    moved = HEAD + "acme,brand,T2,lead,,\nblue,regional,T3,member,,\nblue,regional,T1,member,,\n"
    assert load(records, tmp_path, moved) == (3, 1, 0)
    assert listed(records) == {"T1": "blue", "T2": "acme", "T3": "blue"}


def test_a_dry_run_checks_and_writes_nothing(records: Records, tmp_path: Path) -> None:
    head = records.log.head()
    assert load(records, tmp_path, GOOD, dry_run=True) == (3, 3, 0)
    assert records.log.head() == head
    assert not records.people.providers()


@pytest.mark.parametrize(
    ("rows", "messages"),
    [
        (
            "acme,brand,T9,member,,",
            ["roster.csv:2: candidate 'T9' is neither on record nor in the gradebook"],
        ),
        (
            "acme,brand,T1,member,,\nacme,brand,T1,lead,,",
            ["roster.csv:3: candidate 'T1' stands in line 2 already"],
        ),
        (
            "acme,brand,T1,member,,\nblue,brand,T1,lead,,",
            ["roster.csv:3: candidate 'T1' is listed by 'acme' in line 2; one provider only"],
        ),
        ("acme,national,T1,member,,", ["roster.csv:2: track 'national'; there are: brand, regional"]),
        (
            "acme,brand,T1,member,,\nacme,regional,T2,lead,,",
            ["roster.csv:3: provider 'acme' is on track 'brand' already"],
        ),
        ("acme,brand,T1,member,,rob", ["roster.csv:2: trainer 'rob' is no account with the role trainer"]),
        (",brand,T1,member,,", ["roster.csv:2: provider is empty"]),
        (
            "acme,brand,T9,member,,\nacme,brand,T8,member,,\nacme,gold,T2,member,,",
            ["roster.csv:2: candidate 'T9'", "roster.csv:3: candidate 'T8'", "roster.csv:4: track 'gold'"],
        ),
    ],
)
def test_wrong_rosters(records: Records, tmp_path: Path, rows: str, messages: list[str]) -> None:
    head = records.log.head()
    with pytest.raises(RecordsError) as caught:
        load(records, tmp_path, HEAD + rows + "\n")
    assert all(message in str(caught.value) for message in messages), str(caught.value)
    assert str(caught.value).endswith("nothing was written")
    assert records.log.head() == head
    assert not listed(records)


def test_listed_by_a_provider_outside_the_table(records: Records, tmp_path: Path) -> None:
    load(records, tmp_path, GOOD)
    with pytest.raises(
        RecordsError, match="candidate 'T1' is on the roster of 'acme'; they have to leave it first"
    ):
        load(records, tmp_path, HEAD + "blue,regional,T1,member,,\n")
    records.people.leave("os:test", candidate(records, "T1"))
    assert load(records, tmp_path, HEAD + "blue,regional,T1,member,,\n") == (1, 1, 1)


def test_who_has_marked_does_not_become_the_trainer(records: Records, tmp_path: Path) -> None:
    load_scores(records, sitting("T1", 0.9, memos=None))
    records.accounts.change("setup", "tina", roles=["trainer", "rater"])
    records.ratings.add(
        "tina", BLUEPRINT, FORM, [Mark(candidate(records, "T1"), MEMO.id, name, 3) for name in MEMO.parts]
    )
    with pytest.raises(RecordsError, match="trainer 'tina' has marked or decided about this candidate"):
        load(records, tmp_path, GOOD)


def test_no_table(records: Records, tmp_path: Path) -> None:
    with pytest.raises(SixfoldError, match="the columns track, role are missing"):
        load(records, tmp_path, "provider,candidate\nacme,T1\n")
