"""From approved decisions to signed files: only for those, once, and what becomes of a certificate later."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from decided import FIRST, SECOND, TWO, decide, make_decided
from issuing import DAY

from records.conftest import Clock
from records.simulated import candidate
from sixfold_grader.credential import office as office_module
from sixfold_grader.credential.documents import award_of
from sixfold_grader.credential.issuer import Folder, Signer, load_signer, own_keys
from sixfold_grader.credential.keylist import first_list
from sixfold_grader.credential.office import Office
from sixfold_grader.credential.plan import Step, Wish, months_later
from sixfold_grader.credential.verification import Outcome, parse_lists, verify
from sixfold_grader.errors import CredentialError, RecordsError
from sixfold_grader.records import open_records
from sixfold_grader.records.tables import Credential, Decision

NOTHING = Wish()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(decided: Path, tmp_path: Path, clock: Clock) -> Iterator[Office]:
    shutil.copy(decided / "gradebook.db", tmp_path / "gradebook.db")
    with open_records(f"sqlite:///{tmp_path / 'gradebook.db'}", clock=clock) as records:
        yield Office(records, TWO, Folder(tmp_path / "credentials"), "os:test")


@pytest.fixture
def signer(office: Office, clock: Clock) -> Signer:
    key = Ed25519PrivateKey.generate()
    office_module.write_json(office.folder.keys, first_list("Test centre", key, clock()))
    return Signer(own_keys(office.folder), key)


@pytest.fixture(autouse=True)
def no_printing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Print nothing where a test is not about it: it takes longer than all the rest."""
    if request.function is not test_the_pdf_is_printed:
        monkeypatch.setattr(office_module, "rendered", lambda *_arguments: b"%PDF-")


def steps(office: Office, student: str | None = None, *badges: str, wish: Wish = NOTHING) -> list[Step]:
    who = student and candidate(office.records, student)
    found = office.records.decisions.find(candidate=who, state="approved")
    return office.planner.steps([one for one in found if one.candidate], badges, wish)


def issue(office: Office, signer: Signer, student: str, *badges: str, wish: Wish = NOTHING) -> Credential:
    (step,) = steps(office, student, *badges, wish=wish)
    assert step.why_not == ""
    return office.issue(step, signer, wish)


def check(office: Office, signer: Signer, held: Credential, now: dt.datetime | None = None) -> Outcome:
    """Publish, then verify the certificate's file as anybody would."""
    office.publish(signer)
    newest = office.folder.newest_status
    assert newest is not None
    content = office.folder.issued(held.id, "json").read_text(encoding="utf-8")
    lists = parse_lists([newest.read_text(encoding="utf-8")])
    return verify(content, own_keys(office.folder), lists, now or office.now, 30)


def test_a_certificate_from_the_decision_to_the_verified_file(office, signer):
    held = issue(office, signer, "S1")
    outcome = check(office, signer, held)
    assert outcome.valid
    assert outcome.about["level"] == held.level == "distinction"
    assert outcome.about["holder"] == "" and "S1" not in json.dumps(held.document)
    assert held.expires == dt.datetime(2027, 11, 28, 8, 0, tzinfo=dt.UTC)
    assert office.records.log.verify() is None
    assert office.records.log.entries(limit=1)[0].action == "credential.issue"


def test_doing_it_twice_does_nothing_twice(office, signer):
    held = issue(office, signer, "S1")
    (step,) = steps(office, "S1")
    assert step.done and held.id in step.why_not
    office.folder.issued(held.id, "pdf").unlink()
    assert office.write_missing(held, signer) and not office.write_missing(held, signer)
    assert len(office.records.credentials.find()) == 1


def test_who_failed_gets_no_certificate_but_the_badge_that_was_earned(office, signer):
    (step,) = steps(office, "S3")
    assert step.why_not.endswith("is 'fail'") and not step.done
    badge, below = steps(office, "S3", FIRST, SECOND)
    assert badge.why_not == "" and below.why_not.startswith(f"{SECOND} is below 60")
    held = office.issue(badge, signer, NOTHING)
    assert check(office, signer, held).about["kind"] == "capability"
    assert (held.kind, held.capability, held.track) == ("capability", FIRST, None)


def only_proposed(office: Office, step: Step) -> Decision:
    who = step.holder
    found = office.records.runs.assess(TWO, candidates=[who])
    return office.records.decisions.propose("vera", [found[who].proposal("reviewed", "again")])[0]


def superseded(office: Office, step: Step) -> Decision:
    decide(office.records, "S2")
    return step.decision


@pytest.mark.parametrize("other", [only_proposed, superseded])
def test_the_records_refuse_what_is_not_approved(office, signer, other):
    (step,) = steps(office, "S2")
    step = dataclasses.replace(step, decision=other(office, step))
    head = office.records.log.head()
    with pytest.raises(RecordsError, match="is not approved; nothing may be issued"):
        office.issue(step, signer, NOTHING)
    assert office.records.log.head() == head
    assert not list(office.folder.root.glob("issued/*"))


def test_the_records_refuse_a_certificate_on_a_failure_or_for_another(office, signer):
    (failed,), (passed,) = steps(office, "S3"), steps(office, "S1")
    with pytest.raises(RecordsError, match="is 'fail'; no certificate can rest on it"):
        office.issue(failed, signer, NOTHING)
    held = office.issue(passed, signer, NOTHING)
    columns = {column.key: getattr(held, column.key) for column in Credential.__table__.columns}
    forged = Credential(**columns | {"id": "urn:uuid:x", "candidate": failed.holder, "status_index": 0})
    with pytest.raises(RecordsError, match=f"is not about {failed.holder}"):
        office.records.credentials.enter("os:test", forged)
    assert len(office.records.credentials.find()) == 1


def test_two_at_once_issue_one(office, signer):
    (step,) = steps(office, "S1")
    office.issue(step, signer, NOTHING)
    with pytest.raises(RecordsError, match="is in force already"):
        office.issue(step, signer, NOTHING)


def test_name_and_scores_are_printed_on_request_and_the_log_tells_who_asked(office, signer):
    wish = Wish(name=True, scores=True)
    held = issue(office, signer, "S1", wish=wish)
    award = award_of(held.document)
    assert award.holder == "学员S1"
    assert list(award.scores) == ["Traffic buying / 流量投放", "Account operations / 抖音号运营"]
    assert all(isinstance(score, str) and "." in score for score in award.scores.values())
    assert "person.reveal" in {entry.action for entry in office.records.log.entries()}
    assert steps(office, "S1", wish=wish)[0].done


def test_a_name_added_later_replaces_the_certificate_within_its_time(office, signer, clock):
    plain = issue(office, signer, "S1")
    clock.pass_days(40)
    (step,) = steps(office, "S1", wish=Wish(name=True))
    named = office.issue(step, signer, Wish(name=True))
    assert named.expires == plain.expires and not award_of(named.document).scores
    (step,) = steps(office, "S1", wish=Wish(scores=True))
    named = office.issue(step, signer, Wish(scores=True))
    assert award_of(named.document).holder and award_of(named.document).scores
    assert check(office, signer, named).valid
    assert check(office, signer, plain).code == "revoked"
    assert office.records.credentials.get(plain.id).state == "superseded"


def test_somebody_without_a_recorded_name_gets_a_message(office, signer):
    (step,) = steps(office, "S3", FIRST, wish=Wish(name=True))
    with pytest.raises(CredentialError, match="no name is recorded"):
        office.issue(step, signer, Wish(name=True))
    assert office.records.credentials.find() == []


def test_withdrawn_suspended_and_restored(office, signer):
    held, register = issue(office, signer, "S1"), office.records.credentials
    register.change("walt", held.id, "suspended", "under appeal")
    assert check(office, signer, held).code == "suspended"
    assert "restore or withdraw it first" in steps(office, "S1")[0].why_not
    register.change("walt", held.id.removeprefix("urn:uuid:"), "active", "appeal denied")
    assert check(office, signer, held).valid
    register.change("walt", held.id, "withdrawn", "fraud")
    assert check(office, signer, held).code == "revoked"
    assert "a new decision is needed" in steps(office, "S1")[0].why_not
    with pytest.raises(RecordsError, match="is withdrawn; it cannot become active"):
        register.change("walt", held.id, "active", "changed my mind")
    assert office.records.log.verify() is None


@pytest.mark.parametrize(
    ("user", "number", "reason", "message"),
    [
        ("rita", None, "fraud", "this needs the role approver"),
        ("walt", None, " ", "a reason is needed"),
        ("walt", "nobody", "fraud", "there is no certificate 'nobody'"),
    ],
)
def test_a_wrong_withdrawal_changes_nothing(office, signer, user, number, reason, message):
    held = issue(office, signer, "S1")
    head = office.records.log.head()
    with pytest.raises(RecordsError, match=message):
        office.records.credentials.change(user, number or held.id, "withdrawn", reason)
    assert office.records.log.head() == head


def test_it_expires(office, signer, clock):
    held = issue(office, signer, "S1")
    clock.now = held.expires
    assert check(office, signer, held).code == "expired"
    assert office.records.credentials.get(held.id).state == "expired"
    assert "too old" in steps(office, "S1")[0].why_not


def test_a_decision_too_old_gives_nothing(office, clock):
    clock.now = months_later(clock.now, 12)
    assert "too old; it was good until 2027-11-28" in steps(office, "S1")[0].why_not


def test_a_renewal_in_its_window_adds_to_what_is_left(office, signer, clock):
    old = issue(office, signer, "S1", wish=Wish(name=True))
    with pytest.raises(CredentialError, match="can be renewed from 2027-09-29, 60 days before"):
        office.planner.renewal(old.id)
    clock.now = old.expires - 30 * DAY
    with pytest.raises(CredentialError, match=r"no renewal of c-.* is approved"):
        office.planner.renewal(old.id)
    decide(office.records, "S1", reason="renewal")
    step, wish = office.planner.renewal(old.id)
    new = office.issue(step, signer, wish)
    assert new.expires == dt.datetime(2028, 11, 28, 8, 0, tzinfo=dt.UTC)
    assert award_of(new.document).holder == "学员S1"
    assert check(office, signer, new).valid and check(office, signer, old).code == "revoked"
    with pytest.raises(CredentialError, match="is superseded; only a certificate in force"):
        office.planner.renewal(old.id)


def test_a_new_decision_replaces_and_a_new_failure_is_pointed_out(office, signer, clock):
    old = issue(office, signer, "S2")
    clock.pass_days(10)
    decide(office.records, "S2")
    new = issue(office, signer, "S2")
    assert new.expires == old.expires + 10 * DAY
    assert {one.state for one in office.records.credentials.find()} == {"active", "superseded"}


def provider_decision(office: Office, level: str | None = None) -> None:
    """Propose what the roster earns (or claim a level), and approve it."""
    proposal = office.planner.team_proposal("hz-star", "roster complete")
    if level is not None:
        proposal = dataclasses.replace(proposal, outcome="pass", level=level)
    (made,) = office.records.decisions.propose("vera", [proposal])
    office.records.decisions.approve("walt", [made.id])


def provider_step(office: Office) -> Step:
    found = office.records.decisions.find(provider="hz-star", state="approved")
    (step,) = office.planner.steps(found, [], NOTHING)
    return step


def test_a_provider_is_certified_by_certificates_in_force(office, signer):
    provider_decision(office, "pass")
    assert "nobody on the roster is left to cover" in provider_step(office).why_not
    for student in ("S1", "S2"):
        issue(office, signer, student)
    provider_decision(office)
    held = office.issue(provider_step(office), signer, Wish(name=True))
    outcome = check(office, signer, held)
    assert outcome.valid
    assert (outcome.about["kind"], outcome.about["of"], outcome.about["holder"]) == (
        "provider",
        "regional",
        "星河",
    )
    assert (held.provider, held.candidate) == ("hz-star", None)


def test_a_provider_whose_people_have_gone_gets_nothing(office, signer):
    provider_decision(office, "pass")
    for student in ("S1", "S2"):
        issue(office, signer, student)
        office.records.people.leave("setup", candidate(office.records, student))
    assert "nobody on the roster is left" in provider_step(office).why_not


def test_a_provider_whose_level_has_sunk_needs_a_new_decision(office, signer):
    provider_decision(office, "distinction")
    issue(office, signer, "S2")  # alone: covered without depth
    assert "the roster earns 'pass' today" in provider_step(office).why_not


def test_the_simulated_say_so_everywhere(office, signer):
    simulated = dataclasses.replace(office, simulated=True)
    held = issue(simulated, signer, "S1")
    assert award_of(held.document).simulated
    simulated.publish(signer)
    newest = office.folder.newest_status
    assert newest is not None and "SIMULATED" in newest.read_text(encoding="utf-8")


def test_places_in_the_list_are_random_and_never_shared(office, signer, monkeypatch):
    drawn = iter([5, 5, 5, 7])
    monkeypatch.setattr(office_module.secrets, "randbelow", lambda _limit: next(drawn))
    places = [issue(office, signer, student).status_index for student in ("S1", "S2")]
    assert places == [5, 7]


def test_the_pdf_is_printed(office, signer):
    held = issue(office, signer, "S1")
    path = office.folder.issued(held.id, "pdf")
    assert "区域服务商" in pypdf.PdfReader(path).pages[0].extract_text()


def test_nothing_is_entered_where_the_key_is_wrong(office, signer, tmp_path):
    with pytest.raises(CredentialError, match="there is no key at"):
        load_signer(office.folder, tmp_path / "missing.pem")
    assert office.records.credentials.find() == []


def test_the_same_on_postgresql(server_url, tmp_path, clock):
    make_decided(tmp_path, server_url, clock)
    with open_records(server_url, clock=clock) as records:
        office = Office(records, TWO, Folder(tmp_path / "credentials"), "os:test")
        key = Ed25519PrivateKey.generate()
        office_module.write_json(office.folder.keys, first_list("Test centre", key, clock()))
        signer = Signer(own_keys(office.folder), key)
        held = issue(office, signer, "S1")
        assert check(office, signer, held).valid and steps(office, "S1")[0].done
        records.credentials.change("walt", held.id, "withdrawn", "fraud")
        assert check(office, signer, held).code == "revoked"
        assert records.log.verify() is None


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-11-28", 12, "2027-11-28"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-12-31", 0, "2026-12-31"),
    ],
)
def test_months_later(start, months, end):
    assert months_later(dt.datetime.fromisoformat(start), months) == dt.datetime.fromisoformat(end)
