"""A committee's sheet: out, filled in, back in; conflicts are told and nothing is overwritten."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from sixfold_grader.errors import RecordsError, SixfoldError
from sixfold_grader.exports import csv_text, xlsx_bytes
from sixfold_grader.records import Records
from sixfold_grader.records.review import NEEDED, Reviewed
from sixfold_grader.tables import read_table

from .simulated import candidate, load, sitting
from .test_decisions import ONE, proposal

Fill = Mapping[str, Mapping[str, str]]  # pseudonym -> columns that the committee writes


@pytest.fixture
def scored(records: Records) -> Records:
    load(records, sitting("T1", 0.9), sitting("T2", 0.3), sitting("T3", 0.9, memos=None))
    return records


def exported(records: Records, path: Path) -> Path:
    """Export the sheet as CSV."""
    file = path / "review.csv"
    file.write_text(csv_text(records.review.sheet(ONE)), encoding="utf-8")
    return file


def fill(file: Path, filled: Fill) -> None:
    """Write into the sheet as somebody with a spreadsheet would."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        row.update(filled.get(row["candidate"], {}))
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def load_back(records: Records, actor: str, file: Path, *, dry_run: bool = False) -> Reviewed:
    return records.review.load(actor, ONE, read_table(file, NEEDED, None), dry_run=dry_run)


def propose(reason: str = "read again") -> dict[str, str]:
    return {"action": "propose", "reason_code": "reviewed", "reason": reason}


def test_round_trip_by_two_people(scored: Records, tmp_path: Path) -> None:
    one, two = candidate(scored, "T1"), candidate(scored, "T2")
    file = exported(scored, tmp_path)
    fill(file, {one: propose(), two: propose("=1+1")})
    assert load_back(scored, "vera", file) == Reviewed(proposed=2)
    file = exported(scored, tmp_path)
    fill(file, {one: {"action": "approve"}, two: {"action": "reject", "reason": "memo first"}})
    assert load_back(scored, "walt", file) == Reviewed(approved=1, rejected=1)
    made = {decision.candidate: decision for decision in scored.decisions.find()}
    assert (made[one].state, made[one].proposer, made[one].approver) == ("approved", "vera", "walt")
    assert (made[two].state, made[two].reason) == ("rejected", "=1+1")
    assert [case.kind for case in scored.cases.find(candidate=one)] == ["expiry"]
    assert scored.log.verify() is None


def test_an_untouched_sheet_does_nothing(scored: Records, tmp_path: Path) -> None:
    assert load_back(scored, "vera", exported(scored, tmp_path)) == Reviewed()
    assert not scored.decisions.find()


def test_a_workbook_reads_as_the_csv_does(scored: Records, tmp_path: Path) -> None:
    scored.decisions.propose("vera", [proposal(scored, "T1")])
    sheet = scored.review.sheet(ONE)
    book = tmp_path / "review.xlsx"
    book.write_bytes(xlsx_bytes([sheet]))
    from_csv = read_table(exported(scored, tmp_path), NEEDED, None)
    from_book = read_table(book, NEEDED, None)
    assert len(from_book) == 3
    for a, b in zip(from_csv, from_book, strict=True):
        assert [a[name] for name in NEEDED] == [b[name] for name in NEEDED]


def test_names_are_not_in_the_sheet(scored: Records, tmp_path: Path) -> None:
    text = exported(scored, tmp_path).read_text(encoding="utf-8")
    assert not any(student in text for student in ('"T1"', '"T2"'))


def test_a_conflict_is_told_and_nothing_is_written(scored: Records, tmp_path: Path) -> None:
    one, two = candidate(scored, "T1"), candidate(scored, "T2")
    file = exported(scored, tmp_path)
    fill(file, {one: propose(), two: propose()})
    scored.decisions.propose("walt", [proposal(scored, "T2")])
    head = scored.log.head()
    with pytest.raises(
        RecordsError, match=f"conflict: {two} has changed since this sheet was exported"
    ) as caught:
        load_back(scored, "vera", file)
    assert "is proposed" in str(caught.value)
    assert str(caught.value).endswith("nothing was written")
    assert scored.log.head() == head
    assert len(scored.decisions.find()) == 1


def test_scores_that_moved_are_a_conflict(scored: Records, tmp_path: Path) -> None:
    three = candidate(scored, "T3")
    file = exported(scored, tmp_path)
    load(scored, sitting("T1", 0.9), sitting("T2", 0.3), sitting("T3", 0.9, memos=0.5))
    fill(file, {three: propose()})
    with pytest.raises(RecordsError, match="conflict"):
        load_back(scored, "vera", file)


def test_the_proposer_does_not_approve_on_paper_either(scored: Records, tmp_path: Path) -> None:
    one = candidate(scored, "T1")
    scored.decisions.propose("vera", [proposal(scored, "T1")])
    file = exported(scored, tmp_path)
    fill(file, {one: {"action": "approve"}})
    with pytest.raises(RecordsError, match=r"review\.csv:\d: decision 1: vera proposed it"):
        load_back(scored, "vera", file)


@pytest.mark.parametrize(
    ("filled", "message"),
    [
        ({"action": "pass"}, "action 'pass'; there are: propose, approve, reject"),
        ({"action": "approve"}, "has no proposal to approve"),
        ({"action": "propose", "reason_code": "luck"}, "reason code 'luck'"),
        ({"action": "propose", "candidate": "c-nobody"}, "there is no candidate 'c-nobody' with a score"),
        ({"action": "propose", "track": "gold"}, "with a score on track 'gold'"),
    ],
)
def test_wrong_rows(scored: Records, tmp_path: Path, filled: dict[str, str], message: str) -> None:
    file = exported(scored, tmp_path)
    fill(file, {candidate(scored, "T1"): filled, candidate(scored, "T2"): propose()})
    with pytest.raises(RecordsError, match=message):
        load_back(scored, "vera", file)
    assert not scored.decisions.find()


def test_a_blocked_candidate_cannot_be_proposed(scored: Records, tmp_path: Path) -> None:
    file = exported(scored, tmp_path)
    fill(file, {candidate(scored, "T3"): propose()})
    with pytest.raises(RecordsError, match="is blocked"):
        load_back(scored, "vera", file)


def test_a_dry_run_writes_nothing(scored: Records, tmp_path: Path) -> None:
    file = exported(scored, tmp_path)
    fill(file, {candidate(scored, "T1"): propose()})
    head = scored.log.head()
    assert load_back(scored, "vera", file, dry_run=True) == Reviewed(proposed=1)
    assert scored.log.head() == head


@pytest.mark.parametrize(
    "spoil", [lambda text: text.replace("version", "v"), lambda text: text + "a,b,c" + ",x" * 40]
)
def test_no_sheet_of_ours(scored: Records, tmp_path: Path, spoil: Callable[[str], str]) -> None:
    file = exported(scored, tmp_path)
    file.write_text(spoil(file.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(SixfoldError, match=r"review\.csv:\d"):
        load_back(scored, "vera", file)


def test_a_workbook_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_text("no", encoding="utf-8")
    with pytest.raises(SixfoldError, match="not an Excel workbook"):
        read_table(tmp_path / "x.xlsx", NEEDED)
    with pytest.raises(SixfoldError, match="there is no such file"):
        read_table(tmp_path / "y.xlsx", NEEDED)
