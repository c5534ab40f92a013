"""The commands as a person types them: what is said, the exit codes, what is written and what is not."""

from __future__ import annotations

import io
import json
import re
import shlex
import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from decided import make_decided
from issuing import spoilt, text_of

from records.conftest import PASSWORD
from records.simulated import candidate
from sixfold_grader.cli import main, parser
from sixfold_grader.course import Course
from sixfold_grader.credential import office
from sixfold_grader.credential.documents import award_of
from sixfold_grader.credential.issuer import Folder, own_keys
from sixfold_grader.messages import section
from sixfold_grader.records import open_records
from sixfold_grader.records.ledger import now

REPOSITORY = Path(__file__).parents[2]


@dataclass
class Desk:
    """A course with decisions, and the command line."""

    root: Path
    capsys: pytest.CaptureFixture[str]
    type_in: Callable[[str], None]

    @property
    def folder(self) -> Folder:
        return Folder(self.root / "credentials")

    @property
    def issued(self) -> list[Path]:
        return sorted(self.folder.root.glob("issued/*.json"))

    def who(self, student: str) -> str:
        with open_records(Course(self.root).db_url) as records:
            return candidate(records, student)

    def head(self) -> tuple[int, str]:
        with open_records(Course(self.root).db_url) as records:
            return records.log.head()

    def run(self, *words: str) -> tuple[int, str]:
        """Run one command; return its exit code and everything that it printed."""
        code = main([*words, "--course", str(self.root)])
        said = self.capsys.readouterr()
        return code, said.out + said.err

    def done(self, *words: str) -> str:
        code, said = self.run(*words)
        assert code == 0, said
        return said

    def refused(self, *words: str) -> str:
        """Run a command that must fail with one message and change no record."""
        before = self.head()
        code, said = self.run(*words)
        assert code == 1
        assert "Traceback" not in said
        assert self.head() == before
        return said

    def verify(self, path: Path, *words: str) -> tuple[int, str]:
        code, said = self.run("verify", str(path), "--json", *words)
        return code, json.loads(said)["code"]


@pytest.fixture(scope="module")
def decided_today(tmp_path_factory) -> Path:
    """Records with decisions of today: the commands look at the clock themselves."""
    path = tmp_path_factory.mktemp("today")
    make_decided(path, f"sqlite:///{path / 'gradebook.db'}", now)
    return path


@pytest.fixture
def desk(decided_today, tmp_path, monkeypatch, capsys) -> Desk:
    monkeypatch.setenv("SIXFOLD_PROJECT", str(REPOSITORY))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(office, "rendered", lambda *_arguments: b"%PDF-")
    (tmp_path / "course").mkdir()
    shutil.copy(decided_today / "gradebook.db", tmp_path / "course" / "gradebook.db")

    def type_in(line: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{line}\n"))

    return Desk(tmp_path / "course", capsys, type_in)


def test_from_a_key_to_a_verified_and_withdrawn_certificate(desk, tmp_path):
    said = desk.done("keys", "new", "--name", "Test centre")
    (key,) = (tmp_path / "config").rglob("*.pem")
    assert str(key) in said and stat.S_IMODE(key.stat().st_mode) == 0o600
    assert "Test centre, urn:uuid:" in desk.done("keys", "show")

    dry = desk.done("issue", desk.who("S1"), "--dry-run")
    assert "would be issued" in dry and not desk.issued
    assert "track regional: issued urn:uuid:" in desk.done("issue", desk.who("S1"))
    (certificate,) = desk.issued
    assert "issued already" in desk.done("issue", desk.who("S1"))
    assert desk.issued == [certificate]

    said = desk.done("verify", str(certificate))
    assert said.startswith("VALID\n") and "有效期至" in said
    desk.type_in(PASSWORD)
    number = certificate.stem
    said = desk.done("revoke", number, "--suspend", "--reason", "under appeal", "--as", "walt")
    assert f"urn:uuid:{number} is suspended" in said
    assert desk.verify(certificate) == (1, "suspended")
    desk.type_in(PASSWORD)
    desk.done("revoke", number, "--reason", "fraud", "--as", "walt")
    assert desk.verify(certificate) == (1, "revoked")
    code, said = desk.run("verify", str(certificate))
    assert code == 1 and said.startswith("NOT ACCEPTED (revoked)") and "已被撤销" in said


def test_all_approved_and_every_badge(desk):
    desk.done("keys", "new")
    said = desk.done("issue", "--all-approved")
    assert said.count("issued urn:uuid:") == 2  # the third failed
    code, said = desk.run("issue", "--all-approved", "--badge", "traffic_buying", "--badge", "account_ops")
    assert code == 1 and said.count("issued urn:uuid:") == 5 and "account_ops is below 60" in said
    kinds = [award_of(json.loads(path.read_text(encoding="utf-8"))).kind for path in desk.issued]
    assert sorted(kinds) == ["capability"] * 5 + ["track"] * 2
    assert all(desk.verify(path) == (0, "valid") for path in desk.issued)


def test_who_has_only_the_issuers_files_verifies_with_a_pinned_key(desk, tmp_path):
    desk.done("keys", "new")
    desk.done("issue", desk.who("S1"))
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(desk.folder.root / "public", elsewhere)
    (certificate,), pin = desk.issued, own_keys(desk.folder).current.multikey
    status = next(elsewhere.glob("status-*.json"))
    stranger = Desk(tmp_path / "no course", desk.capsys, desk.type_in)
    files = ("--keys", str(elsewhere / "keys.json"), "--status", str(status))
    assert stranger.verify(certificate, *files, "--pin", pin) == (0, "valid")
    assert stranger.verify(certificate, *files, "--pin", "z6MkX") == (1, "keylist_forged")
    code, said = stranger.run("verify", str(certificate), *files)
    assert code == 1 and "give --pin with the issuer's key" in said
    assert stranger.verify(certificate, *files[:2], "--pin", pin) == (1, "status_missing")
    document = spoilt(
        json.loads(certificate.read_text(encoding="utf-8")), "validUntil", to="2040-01-01T00:00:00Z"
    )
    (tmp_path / "tampered.json").write_text(text_of(document), encoding="utf-8")
    assert stranger.verify(tmp_path / "tampered.json", *files, "--pin", pin) == (1, "tampered")


def test_a_replaced_key_still_vouches_for_what_it_signed(desk, tmp_path):
    desk.done("keys", "new")
    desk.done("issue", desk.who("S1"))
    first = own_keys(desk.folder).current.multikey
    assert f"{first}  from" in desk.done("keys", "new")
    desk.done("issue", desk.who("S2"))
    assert all(desk.verify(path) == (0, "valid") for path in desk.issued)
    assert all(desk.verify(path, "--pin", first) == (0, "valid") for path in desk.issued)
    desk.done("publish")
    page = desk.folder.page.read_text(encoding="utf-8")
    assert first in page and own_keys(desk.folder).current.multikey in page


def test_after_a_theft_everything_is_issued_again(desk):
    desk.done("keys", "new")
    desk.done("issue", "--all-approved")
    stolen = desk.issued
    assert "STOLEN" in desk.done("keys", "new", "--stolen")
    assert all(desk.verify(path) == (1, "key_revoked") for path in stolen)
    assert desk.done("issue", "--all-approved").count("issued urn:uuid:") == 2
    assert desk.done("issue", "--all-approved").count("issued already") == 2
    codes = [desk.verify(path)[1] for path in desk.issued]
    assert sorted(codes) == ["key_revoked"] * 2 + ["valid"] * 2


def test_one_without_a_name_does_not_stop_the_others(desk):
    desk.done("keys", "new")
    code, said = desk.run("issue", "--all-approved", "--badge", "traffic_buying", "--with-name")
    assert code == 1 and "no name is recorded" in said and said.count("issued urn:uuid:") == 2
    assert "published" in said


def test_a_simulated_course_says_so_by_itself(desk):
    Course(desk.root).mark_simulated()
    desk.done("keys", "new")
    desk.done("issue", desk.who("S1"))
    (certificate,) = desk.issued
    assert award_of(json.loads(certificate.read_text(encoding="utf-8"))).simulated


@pytest.mark.parametrize("name", ["certificates.md", "certificates.zh.md"])
def test_the_guide_names_commands_that_exist_and_every_outcome(name):
    guide = (REPOSITORY / "docs" / name).read_text(encoding="utf-8")
    commands = re.findall(r"^(?:.*`)?(sixfold [^`#\n]+)", guide, re.MULTILINE)
    assert len(commands) > 10
    for command in commands:
        words = shlex.split(command)[1:]
        if len(words) > 1:  # a bare name in prose is no command
            assert parser().parse_args(words).run
    told = set(re.findall(r"`([a-z]+_[a-z]+|tampered|expired|revoked|suspended)`", guide))
    assert told == set(section("verification")) - {"valid", "unreadable", "not_ours"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("issue", "c-nobody"), "nothing is approved for 'c-nobody'"),
        (("issue", "--provider", "hz-star"), "nothing is approved for 'hz-star'"),
        (("issue",), "give one of: a CANDIDATE, --provider ID, --all-approved"),
        (("issue", "c-1", "--all-approved"), "give one of"),
        (("issue", "--provider", "hz-star", "--badge", "all"), "a badge is a person's"),
        (
            ("issue", "--all-approved", "--badge", "singing"),
            "unknown capability 'singing'; there are: traffic_",
        ),
        (("issue", "--all-approved", "--key", "missing.pem"), "there is no key at missing.pem"),
        (("renew", "nothing"), "there is no certificate 'nothing'"),
        (("publish", "--key", "missing.pem"), "there is no key at missing.pem"),
        (("keys", "new", "--file", str(REPOSITORY / "key.pem")), "which is a repository"),
        (("verify", "missing.json"), "there is no file missing.json"),
    ],
)
def test_each_mistake_is_one_message(desk, words, message):
    desk.done("keys", "new")
    assert message in desk.refused(*words)
    assert not desk.issued


def test_a_provider_from_its_roster_to_its_certificate(desk):
    desk.done("keys", "new")
    said = desk.done("team", "hz-star")
    assert "NOBODY" in said and "hz-star, regional: not certified, without depth" in said
    desk.done("issue", "--all-approved")
    found = json.loads(desk.done("team", "hz-star", "--json"))
    # two people hold two of the capabilities each; nobody took the others
    assert [key for key, who in found["assigned"].items() if who] == ["traffic_buying", "account_ops"]
    assert "unknown provider 'nobody'; there are: hz-star" in desk.refused("team", "nobody")
    assert "--as" in desk.refused("team", "hz-star", "--propose")
    desk.type_in(PASSWORD)
    said = desk.done("team", "hz-star", "--propose", "--reason", "gaps", "--as", "vera")
    assert "another person has to approve it" in said
    with open_records(Course(desk.root).db_url) as records:
        (proposed,) = records.decisions.find(provider="hz-star")
        assert (proposed.state, proposed.outcome, proposed.reason_code) == ("proposed", "fail", "team")


@pytest.mark.parametrize("words", [("issue", "--all-approved"), ("publish",), ("keys", "show")])
def test_without_an_issuer_it_says_how_to_begin(desk, words):
    assert "make one with `sixfold keys new`" in desk.refused(*words)


@pytest.mark.parametrize(
    ("user", "typed", "message"),
    [("walt", "wrong", "wrong password"), ("rita", PASSWORD, "needs the role approver")],
)
def test_not_everybody_may_withdraw(desk, user, typed, message):
    desk.done("keys", "new")
    desk.done("issue", desk.who("S1"))
    (certificate,) = desk.issued
    desk.type_in(typed)
    assert message in desk.refused("revoke", certificate.stem, "--reason", "fraud", "--as", user)
    assert desk.verify(certificate) == (0, "valid")


def test_badges_in_force_are_exported_as_they_were_signed(desk, tmp_path):
    target = tmp_path / "badges.json"
    code, said = desk.run("export", "badges", "--output", str(target))
    assert code == 1 and "no credential is in force" in said and not target.exists()
    desk.done("keys", "new")
    desk.done("issue", "--all-approved")
    assert "badges in force: 2" in desk.done("export", "badges", "--output", str(target))
    exported = json.loads(target.read_text(encoding="utf-8"))
    assert {document["id"].removeprefix("urn:uuid:") for document in exported} == {
        p.stem for p in desk.issued
    }
    for document in exported:
        assert "OpenBadgeCredential" in document["type"]
        (tmp_path / "one.json").write_text(json.dumps(document), encoding="utf-8")
        assert desk.verify(tmp_path / "one.json") == (0, "valid")
    desk.type_in(PASSWORD)
    desk.done("revoke", desk.issued[0].stem, "--reason", "fraud", "--as", "walt")
    assert "badges in force: 1" in desk.done("export", "badges", "--output", str(target))
    (left,) = json.loads(target.read_text(encoding="utf-8"))
    assert left["id"].removeprefix("urn:uuid:") == desk.issued[1].stem
