"""A backup holds everything but keys; restoring gives the same log and the same decisions."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest

from sixfold_grader.course import Course
from sixfold_grader.errors import RecordsError
from sixfold_grader.records import Records, open_records
from sixfold_grader.records.backup import back_up, restore

from .conftest import PEOPLE
from .simulated import ONE_STUDENT, load, manual_score, sitting, write_gradebook
from .test_decisions import proposal


@pytest.fixture
def course(db_url: str, tmp_path: Path) -> Course:
    """A course with a gradebook, verdicts, a secret, and a decision."""
    course = Course(tmp_path / "course")
    course.root.mkdir()
    shutil.move(db_url.removeprefix("sqlite:///"), course.root / "gradebook.db")
    write_gradebook(course.db_url, ONE_STUDENT)
    course.exam_seed()
    (course.root / "verdicts" / ONE_STUDENT).mkdir(parents=True)
    (course.root / "verdicts" / ONE_STUDENT / "traffic_buying.json").write_text("{}", encoding="utf-8")
    with open_records(course.db_url) as records:
        decide(records)
    return course


def decide(records: Records) -> None:
    load(records, sitting(ONE_STUDENT, 0.9))
    (proposed,) = records.decisions.propose("vera", [proposal(records, ONE_STUDENT)])
    records.decisions.approve("walt", [proposed.id])


def state(url: str) -> object:
    """Return what must survive: the head, the decisions, the accounts, the scores."""
    with open_records(url) as records:
        assert records.log.verify() is None
        return (
            records.log.head(),
            [
                (d.id, d.candidate, d.outcome, d.evidence, d.proposer, d.approver)
                for d in records.decisions.find()
            ],
            [(a.user, a.password_hash) for a in records.accounts.all()],
            {c: {k: a.scaled for k, a in v.items()} for c, v in records.runs.standing().items()},
        )


def test_restore_gives_the_same_head_and_decisions(course: Course, tmp_path: Path) -> None:
    before = state(course.db_url)
    made = back_up(course, tmp_path / "b.zip")
    assert made.verdicts == 1
    shutil.rmtree(course.root)
    again = restore(course, tmp_path / "b.zip")
    assert (again.head, again.entries) == (made.head, made.entries)
    assert state(course.db_url) == before
    assert manual_score(course.db_url, ONE_STUDENT, "memo_roi2") == (None, True)  # nbgrader's are there too
    assert course.verdict(ONE_STUDENT, "traffic_buying").read_text(encoding="utf-8") == "{}"


def test_what_came_after_the_backup_is_gone_and_the_triggers_are_back(course: Course, tmp_path: Path) -> None:
    before = state(course.db_url)
    back_up(course, tmp_path / "b.zip")
    with open_records(course.db_url) as records:
        records.accounts.add("setup", "later", "correct horse battery", ["auditor"])
    with pytest.raises(RecordsError, match="is there already; back it up, then restore with --force"):
        restore(course, tmp_path / "b.zip")
    restore(course, tmp_path / "b.zip", force=True)
    assert state(course.db_url) == before
    with open_records(course.db_url) as records, pytest.raises(RecordsError, match="never deleted"):
        from sqlalchemy import text

        with records.ledger.writing("x", "y") as entry:
            entry.session.execute(text("DELETE FROM sixfold_decision"))


def test_no_key_and_no_secret_is_in_it(course: Course, tmp_path: Path) -> None:
    back_up(course, tmp_path / "b.zip")
    seed = course.exam_seed().encode()
    with ZipFile(tmp_path / "b.zip") as archive:
        assert set(archive.namelist()) == {
            "gradebook.db",
            f"verdicts/{ONE_STUDENT}/traffic_buying.json",
            "manifest.json",
        }
        assert not any(seed in archive.read(name) for name in archive.namelist())
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600


def test_without_verdicts(course: Course, tmp_path: Path) -> None:
    assert back_up(course, tmp_path / "b.zip", verdicts=False).verdicts == 0


def test_a_backup_replaces_none(course: Course, tmp_path: Path) -> None:
    back_up(course, tmp_path / "b.zip")
    with pytest.raises(RecordsError, match="is there already; name a new file"):
        back_up(course, tmp_path / "b.zip")


def test_a_broken_log_is_not_backed_up(course: Course, tmp_path: Path) -> None:
    from .test_audit import raw

    raw(course.db_url, "UPDATE sixfold_audit SET actor = 'x' WHERE seq = 3")
    with pytest.raises(RecordsError, match="the audit log is broken at entry 3"):
        back_up(course, tmp_path / "b.zip")
    assert not list(tmp_path.glob("b.zip*"))


def test_damaged_and_foreign_files(course: Course, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_text("no", encoding="utf-8")
    with ZipFile(tmp_path / "y.zip", "w") as archive:
        archive.writestr("a", "b")
    back_up(course, tmp_path / "b.zip", verdicts=False)
    with ZipFile(tmp_path / "b.zip") as good, ZipFile(tmp_path / "z.zip", "w") as bad:
        manifest = json.loads(good.read("manifest.json"))
        manifest["sha256"]["gradebook.db"] = "0" * 64
        bad.writestr("gradebook.db", good.read("gradebook.db"))
        bad.writestr("manifest.json", json.dumps(manifest))
    for name, message in (
        ("x", "no backup"),
        ("y", "no backup"),
        ("z", "damaged: gradebook.db"),
        ("q", "no such"),
    ):
        before = state(course.db_url)
        with pytest.raises(RecordsError, match=message):
            restore(course, tmp_path / f"{name}.zip", force=True)
        assert state(course.db_url) == before


@pytest.mark.slow
def test_on_postgresql(server_url: str, tmp_path: Path) -> None:
    """Tables, triggers, two writers, decisions, backup and restore on the other database."""
    course = Course(tmp_path / "course", db=server_url)
    course.root.mkdir()
    with open_records(server_url) as records:
        for user, roles in PEOPLE.items():
            records.accounts.add("setup", user, "correct horse battery", roles)
        decide(records)
    before = state(server_url)
    back_up(course, tmp_path / "b.zip")
    with open_records(server_url) as records:
        records.accounts.add("setup", "later", "correct horse battery", ["auditor"])
    with pytest.raises(RecordsError, match="holds records already; restore with --force"):
        restore(course, tmp_path / "b.zip")
    restore(course, tmp_path / "b.zip", force=True)
    assert state(server_url) == before
    with open_records(server_url) as records:
        load(records, sitting(ONE_STUDENT, 0.8))  # numbers go on where they were
        assert records.log.verify() is None
