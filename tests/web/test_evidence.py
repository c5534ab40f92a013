"""Evidence and marking on submissions that were really handed in and graded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.records import Records, open_records
from sixfold_grader.records.reading import sittings
from sixfold_grader.web.app import create_app
from sixfold_grader.web.desk import Desk

from .cohort_on_record import PASSWORD
from .conftest import Visitor

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def loaded(graded) -> Iterator[tuple[Records, Desk]]:
    """The graded course's scores on record, with people who mark and decide."""
    blueprint = load_blueprint(graded.project.blueprint)
    with open_records(graded.course.db_url) as records:
        for name, roles in {
            "pan": ["rater"],
            "ping": ["rater"],
            "lao": ["senior_rater"],
            "rui": ["reviewer"],
        }.items():
            records.accounts.add("setup", name, PASSWORD, roles, language="en")
        records.runs.load("setup", blueprint, "toy", sittings(graded.course, blueprint, "toy"))
        yield records, Desk(records, blueprint, graded.course)


@pytest.fixture
def enter(loaded) -> Callable[[str], Visitor]:
    def sign_in(name: str) -> Visitor:
        app = create_app(loaded[1], "a key for tests")
        app.testing = True
        visitor = Visitor(app.test_client())
        assert visitor.sign_in(name).status_code == 302
        return visitor

    return sign_in


def evidence(visitor: Visitor, records: Records, student: str) -> tuple[str, str]:
    """Return the address and the text of a student's evidence."""
    candidate = records.people.candidate(student)
    page = visitor.get(f"/candidate/{candidate}").text
    address = re.search(rf"/candidate/{candidate}/evidence/\d+", page)
    assert address
    return address[0], visitor.get(address[0]).text


def test_the_evidence_shows_answer_checks_and_checksums(enter, loaded, graded):
    _address, page = evidence(enter("rui"), loaded[0], "mistake")
    verdict = graded.verdict("mistake")
    assert verdict.sha256 in page and verdict.isolation in page
    assert '<span class="nf">roas</span>' in page  # the submitted code, coloured
    assert "✗" in page and "✓" in page
    assert "partly right" in page or "not right yet" in page


def test_what_a_trainee_wrote_does_nothing_on_the_page(enter, loaded):
    _address, page = evidence(enter("rui"), loaded[0], "good")
    assert "<script" not in page
    assert "&lt;script&gt;alert" in page


def test_the_graded_notebook_is_shown_under_the_pseudonym(enter, loaded):
    rui, records = enter("rui"), loaded[0]
    address, page = evidence(rui, records, "rearranged")
    link = address.replace("/evidence/", "/notebook/")
    assert link in page
    answer = rui.get(link)
    candidate = records.people.candidate("rearranged")
    assert answer.status_code == 200 and candidate in answer.text
    assert not re.search(
        r"\bgood\b", re.sub(r"<style.*?</style>|class=\"[^\"]*\"", "", answer.text, flags=re.S)
    )
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-") and "unsafe" not in policy


def test_evidence_of_somebody_else_is_not_shown_under_a_name(enter, loaded):
    rui, records = enter("rui"), loaded[0]
    address, _page = evidence(rui, records, "good")
    other = records.people.candidate("mistake")
    wrong = re.sub(r"c-\w+", other, address)
    assert rui.get(wrong).status_code == 404


def test_a_submission_that_could_not_be_read_is_blocked_and_has_its_page(enter, loaded):
    rui, records = enter("rui"), loaded[0]
    candidate = records.people.candidate("not_json")
    page = rui.get(f"/candidate/{candidate}").text
    assert "could not be read" in page and "/propose" not in page
    assert evidence(rui, records, "not_json")[1]


def test_a_file_that_has_changed_since_is_told(enter, loaded, graded):
    from dataclasses import replace

    from sixfold_grader.verdicts import write_verdict

    verdict = graded.verdict("exits")
    write_verdict(graded.course, replace(verdict, sha256="f" * 64))
    try:
        assert "no longer what this score was made from" in evidence(enter("rui"), loaded[0], "exits")[1]
    finally:
        write_verdict(graded.course, verdict)


def waiting(desk: Desk, rater: str) -> list:
    return desk.marking.waiting(rater, desk.blueprint.forms["toy"])


def marks(sheet: str, score: int) -> dict[str, str]:
    return {name: str(score) for name in dict.fromkeys(re.findall(r'name="(score-\w+)"', sheet))}


def test_two_raters_mark_blind_and_a_senior_settles(enter, loaded):
    records, desk = loaded
    pan, ping, lao = enter("pan"), enter("ping"), enter("lao")
    candidate = records.people.candidate("good")
    address = f"/rating/toy/{candidate}/memo"
    first = pan.get(address)
    assert "A memo." in first.text
    left = len(waiting(desk, "pan"))
    answer = pan.send(address, **marks(first.text, 4), comment="Clear, but no number.")
    assert answer.status_code == 302 and answer.location.startswith("/rating/toy/")  # on to the next one
    assert len(waiting(desk, "pan")) == left - 1

    second = ping.get(address).text
    assert "checked" not in second and "Clear, but no number." not in second
    assert not records.ratings.visible("ping", "toy", candidate)
    incomplete = dict(list(marks(second, 1).items())[1:])
    refused = ping.send(address, **incomplete, comment="kept")
    assert refused.status_code == 409 and "Nothing was saved" in refused.text and "kept" in refused.text
    ping.send(address, **marks(second, 1))

    assert enter("pan").get(address).status_code == 404  # both are in
    settle = lao.get(address)
    assert "settle: two raters differ" in settle.text
    lao.send(address, **marks(settle.text, 3))
    assert not waiting(desk, "lao")
    page = evidence(enter("rui"), records, "good")[1]
    for rater in ("pan", "ping", "lao"):
        assert rater in page


def test_a_rater_sees_no_candidate_and_no_queue(enter, loaded):
    pan = enter("pan")
    candidate = loaded[0].people.candidate("good")
    assert pan.get(f"/candidate/{candidate}").status_code == 403
    assert pan.get("/queue").status_code == 403
    assert enter("rui").get(f"/rating/toy/{candidate}/memo").status_code == 403
