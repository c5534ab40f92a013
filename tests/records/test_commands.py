"""The commands as their users type them: passwords from the input, refusals as one message, exit codes."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sixfold_grader.cli import main
from sixfold_grader.course import Course
from sixfold_grader.records import open_records

from .conftest import PASSWORD
from .simulated import FORM, candidate, load, sitting, write_gradebook

ROOT = Path(__file__).parents[2]
Sixfold = Callable[..., tuple[int, str, str]]


@pytest.fixture
def course(db_url: str, tmp_path: Path) -> Course:
    """A course whose six people have scores on record, memos unmarked."""
    course = Course(tmp_path / "course")
    course.root.mkdir()
    shutil.move(db_url.removeprefix("sqlite:///"), course.root / "gradebook.db")
    write_gradebook(course.db_url, "T1", "T2")
    with open_records(course.db_url) as records:
        load(records, sitting("T1", 1.0, memos=None), sitting("T2", 0.4, memos=None))
    return course


@pytest.fixture
def sixfold(course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Sixfold:
    """Run a command on the course; `typed` is what the input holds."""
    monkeypatch.setenv("SIXFOLD_PROJECT", str(ROOT))

    def run(*arguments: object, typed: str = PASSWORD) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed + "\n"))
        code = main([*map(str, arguments), "--course", str(course.root)])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_audit(sixfold: Sixfold) -> None:
    code, out, _ = sixfold("audit", "verify")
    assert (code, out.startswith("audit log: 8 entries, unbroken; head ")) == (0, True)
    head = out.split()[-1]
    assert sixfold("audit", "verify", "--head", head)[0] == 0
    code, _, err = sixfold("audit", "verify", "--head", "0" * 64)
    assert (code, "no entry has the hash 000" in err) == (1, True)
    told = json.loads(sixfold("audit", "verify", "--json")[1])
    assert told == {"whole": True, "entries": 8, "head": head}
    assert "run.load" in sixfold("audit", "list", "--limit", 1)[1]


def test_a_broken_log_names_its_entry(sixfold: Sixfold, course: Course) -> None:
    from .test_audit import raw

    raw(course.db_url, "UPDATE sixfold_audit SET entry = replace(entry, 'rita', 'rota') WHERE seq = 3")
    code, _, err = sixfold("audit", "verify")
    assert (code, "BROKEN, entry 3: its hash does not follow" in err) == (1, True)
    assert json.loads(sixfold("audit", "verify", "--json")[1])["broken"] == 3


def test_without_a_gradebook(sixfold: Sixfold, course: Course, tmp_path: Path) -> None:
    (course.root / "gradebook.db").unlink()
    for arguments in (("audit", "verify"), ("review", "list"), ("backup", tmp_path / "b.zip")):
        code, _, err = sixfold(*arguments)
        assert (code, "there is no gradebook" in err) == (1, True)
        assert not (course.root / "gradebook.db").exists()


def test_accounts(sixfold: Sixfold) -> None:
    code, out, _ = sixfold("account", "add", "li.wei", "--role", "reviewer", "--role", "approver")
    assert (code, out) == (0, "account li.wei: approver, reviewer\n")
    for typed, arguments, message in (
        ("short", ("new", "--role", "rater"), "shorter than 10 characters"),
        (PASSWORD, ("li.wei", "--role", "rater"), "there is an account 'li.wei' already"),
        (PASSWORD, ("Li", "--role", "rater"), "use lower-case letters"),
    ):
        code, out, err = sixfold("account", "add", *arguments, typed=typed)
        assert (code, out, message in err) == (1, "", True)
    assert (
        sixfold("account", "change", "li.wei", "--close")[1]
        == "account li.wei: approver, reviewer (closed)\n"
    )
    code, _, err = sixfold("review", "propose", "--clear", "--as", "li.wei")
    assert (code, "the account is closed" in err) == (1, True)
    assert "scrypt" not in sixfold("audit", "list", "--json")[1]


def test_a_wrong_password_does_nothing(sixfold: Sixfold) -> None:
    before = sixfold("audit", "verify")[1]
    code, out, err = sixfold("review", "propose", "--clear", "--as", "vera", typed="guess guess guess")
    assert (code, out, "'vera': no such account, wrong password" in err) == (1, "", True)
    assert sixfold("audit", "verify")[1] == before


def test_marking_on_sheets(sixfold: Sixfold, course: Course, tmp_path: Path) -> None:
    for user, scores in (("rob", "4"), ("rita", "3")):
        sheet = tmp_path / f"{user}.csv"
        assert "4 answers wait" in sixfold("rate", "export", FORM, sheet, "--as", user)[1]
        fill(sheet, "score", scores)
        assert (
            sixfold("rate", "import", FORM, sheet, "--as", user, "--dry-run")[1]
            == "20 scores would be written\n"
        )
        assert sixfold("rate", "import", FORM, sheet, "--as", user)[1] == "20 scores were written\n"
    code, _, err = sixfold("rate", "import", FORM, tmp_path / "rob.csv", "--as", "rob")
    assert (code, "has both its ratings; they stand" in err) == (1, True)
    report = sixfold("rate", "report", FORM)[1]
    assert "memo_roi2" in report
    assert "MISSED" in report
    assert json.loads(sixfold("rate", "report", FORM, "--json")[1])[0]["kappa"] == 0
    code, _, err = sixfold("rate", "import", FORM, bad_sheet(tmp_path), "--as", "rob")
    assert (code, "bad.csv:2: score 'four' is not a number" in err) == (2, True)


def fill(sheet: Path, column: str, value: str) -> None:
    with sheet.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with sheet.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, column: value} for row in rows)


def bad_sheet(folder: Path) -> Path:
    (folder / "bad.csv").write_text(
        f"candidate,item,criterion,score\nx,{FORM},clarity,four\n", encoding="utf-8"
    )
    return folder / "bad.csv"


def test_runs(sixfold: Sixfold, course: Course) -> None:
    with open_records(course.db_url) as records:
        load(records, sitting("T1", 0.9), sitting("T2", 0.4))
        load(records, sitting("T1", 0.5), sitting("T2", 0.4))
        who = candidate(records, "T1")
    assert who in sixfold("run", "compare", 3)[1]
    assert "1 scores change, 0 decisions" in sixfold("run", "compare", 3)[1]
    assert "one more person has to sign" in sixfold("run", "sign", 3, "--as", "vera")[1]
    code, _, err = sixfold("run", "sign", 3, "--as", "vera")
    assert (code, "run 3: vera has signed; another person has to" in err) == (1, True)
    assert "run 3: traffic_buying, current" in sixfold("run", "sign", 3, "--as", "walt")[1]
    assert [run["state"] for run in json.loads(sixfold("run", "list", "--json")[1])] == [
        "current",
        "superseded",
        "superseded",
    ]
    assert sixfold("run", "compare", 9)[0] == 1


def test_review_says_who_is_blocked_and_proposes_nothing(sixfold: Sixfold, course: Course) -> None:
    told = json.loads(sixfold("review", "list", "--json")[1])
    assert {entry["status"] for entry in told} == {"blocked"}
    assert sixfold("review", "propose", "--clear", "--as", "vera")[1] == "nothing to decide\n"
    code, _, err = sixfold("review", "propose", told[0]["candidate"], "--as", "vera")
    assert (code, "is blocked" in err) == (1, True)
    code, _, err = sixfold("review", "propose", "c-nobody", "--as", "vera")
    assert (code, "there is no candidate 'c-nobody' with a score" in err) == (1, True)
    assert sixfold("review", "propose", "--as", "vera")[0] == 1
    code, _, err = sixfold("review", "approve", 7, "--as", "walt")
    assert (code, "there is no decision 7" in err) == (1, True)


def test_review_sheets(sixfold: Sixfold, tmp_path: Path) -> None:
    for name in ("r.csv", "r.xlsx"):
        assert "2 candidates" in sixfold("review", "export", tmp_path / name)[1]
        assert sixfold("review", "import", tmp_path / name, "--as", "vera")[0] == 0
    code, _, err = sixfold("review", "export", tmp_path / "r.pdf")
    assert (code, "a sheet ends in .csv or .xlsx" in err) == (1, True)


def test_cases(sixfold: Sixfold) -> None:
    arguments = ("--form", FORM, "--item", "fit_hill", "--reason", "two readings", "--as", "ada")
    assert (
        "case 1: challenge, open, traffic_buying fit_hill"
        in sixfold("case", "open", "challenge", *arguments)[1]
    )
    assert "case 1:" in sixfold("case", "list", "--state", "open")[1]
    code, _, err = sixfold("case", "close", 1, "denied", "--outcome", "one reading", "--as", "rob")
    assert (code, "this needs the role reviewer" in err) == (1, True)
    assert "denied" in sixfold("case", "close", 1, "denied", "--outcome", "one reading", "--as", "vera")[1]
    assert json.loads(sixfold("case", "list", "--json")[1])[0]["by"] == "vera"


def test_rosters(sixfold: Sixfold, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("provider,track,candidate,role\nacme,brand,T1,lead\nacme,brand,T2,\n", encoding="utf-8")
    code, _, err = sixfold("roster", "import", roster)
    assert (code, "roster.csv:3: role is empty" in err) == (1, True)
    roster.write_text("provider,track,candidate,role\nacme,brand,T1,lead\n", encoding="utf-8")
    assert "1 would join" in sixfold("roster", "import", roster, "--dry-run")[1]
    assert "1 join" in sixfold("roster", "import", roster)[1]
    listed = sixfold("roster", "list")[1]
    assert "acme" in listed
    assert "T1" not in listed


def test_backup_and_restore(sixfold: Sixfold, tmp_path: Path) -> None:
    head = sixfold("audit", "verify")[1]
    assert sixfold("backup", tmp_path / "b.zip")[0] == 0
    assert sixfold("backup", tmp_path / "b.zip")[0] == 1
    assert sixfold("restore", tmp_path / "b.zip")[0] == 1
    assert sixfold("restore", tmp_path / "b.zip", "--force")[0] == 0
    assert sixfold("audit", "verify")[1] == head
