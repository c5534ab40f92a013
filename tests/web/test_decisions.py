"""From the queue to an approved decision by two people, and what is refused."""

from __future__ import annotations

import re

import pytest

from sixfold_grader.web.desk import Desk


def candidates(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"/candidate/(c-\w+)", page)))


@pytest.fixture
def borderline(desk: Desk) -> str:
    """The candidate of the review nearest to a coin toss."""
    from sixfold_grader.web.standing import in_order

    return in_order(row for row in desk.standings("brand") if row.decision.status == "review")[0].candidate


def propose(somebody, candidate: str, code: str = "reviewed", reason: str = "Read the memos again."):
    address = f"/candidate/{candidate}"
    return somebody.send(address, f"{address}/propose", track="brand", reason_code=code, reason=reason)


def proposed(records, candidate: str) -> int:
    return records.decisions.find(candidate=candidate, state="proposed")[0].id


def test_the_queue_begins_with_the_case_nearest_to_a_coin_toss(signed_in, borderline, desk):
    page = signed_in("rui").get("/queue?track=brand").text
    assert candidates(page)[0] == borderline
    rows = {row.candidate: row.decision.probability for row in desk.standings("brand")}
    tosses = [abs(rows[name] - 0.5) for name in candidates(page)]
    assert tosses == sorted(tosses)


def test_the_queue_counts_and_filters(signed_in, desk):
    rui = signed_in("rui")
    rows = desk.standings("brand")
    for status, title in (("review", "Review"), ("clear_pass", "Clear pass"), ("clear_fail", "Clear fail")):
        count = sum(row.decision.status == status for row in rows)
        assert f"{title} ({count})" in rui.get("/queue?track=brand").text
    one = rows[0].provider
    shown = {
        name
        for status in ("review", "blocked", "clear_pass", "clear_fail")
        for name in candidates(rui.get(f"/queue?track=brand&provider={one}&status={status}").text)
    }
    assert shown == {row.candidate for row in rows if row.provider == one}


def test_a_candidate_is_on_the_track_of_the_provider(desk):
    brand, regional = ({row.candidate for row in desk.standings(track)} for track in ("brand", "regional"))
    assert brand and regional and brand.isdisjoint(regional)


def test_two_people_decide_a_borderline_case(signed_in, borderline, records, desk):
    rui, an = signed_in("rui"), signed_in("an")
    propose(rui, borderline)
    made = records.decisions.get(proposed(records, borderline))
    rule = desk.candidate(borderline, "brand", "en").decision
    assert (made.outcome, made.level, made.proposer) == (rule.decision, rule.level, "rui")
    assert made.evidence["composite"] == rule.composite
    assert borderline in an.get("/approvals").text
    an.send(f"/candidate/{borderline}", f"/decision/{made.id}/approve")
    made = records.decisions.get(made.id)
    assert (made.state, made.approver) == ("approved", "an")
    assert "approved" in rui.get(f"/candidate/{borderline}?track=brand").text
    assert records.log.verify() is None


def test_nobody_approves_an_own_proposal(signed_in, borderline, records):
    ren = signed_in("ren")
    propose(ren, borderline)
    number = proposed(records, borderline)
    page = ren.get(f"/candidate/{borderline}?track=brand").text
    assert "another person has to approve it" in page and f"/decision/{number}/approve" not in page
    answer = ren.send("/queue", f"/decision/{number}/approve")
    assert "another person has to decide" in ren.get(answer.location).text
    assert records.decisions.get(number).state == "proposed"


def test_a_proposal_goes_back_with_a_reason_and_may_come_again(signed_in, borderline, records):
    rui, an = signed_in("rui"), signed_in("an")
    propose(rui, borderline)
    number = proposed(records, borderline)
    an.send("/queue", f"/decision/{number}/return", reason="")
    assert records.decisions.get(number).state == "proposed"
    an.send("/queue", f"/decision/{number}/return", reason="Look at memo 2.")
    assert records.decisions.get(number).state == "rejected"
    propose(rui, borderline, "remarked")
    assert proposed(records, borderline) != number


def test_who_marked_a_candidate_may_not_decide(signed_in, borderline, records):
    records.accounts.change("setup", "pan", roles=["rater", "reviewer"])
    from sixfold_grader.records.tables import Rating

    with records.ledger.writing("setup", "simulate.rating") as entry:
        facts = {"candidate": borderline, "form": "livestream", "item": "memo", "criterion": "clarity"}
        rest = {"score": 3, "comment": "", "at": entry.at, "door": "import", "senior": False}
        entry.session.add(Rating(**facts, **rest, rater="pan", submission="0" * 64))
    pan = signed_in("pan")
    answer = propose(pan, borderline)
    assert "was marked by pan" in pan.get(answer.location).text
    assert not records.decisions.find(candidate=borderline)


def test_clear_cases_go_in_a_batch_and_only_clear_ones(signed_in, desk, records, borderline):
    rui, an = signed_in("rui"), signed_in("an")
    clear = [row.candidate for row in desk.standings("brand") if row.decision.status == "clear_pass"][:3]
    assert len(clear) == 3
    fields = {"track": "brand", "status": "clear_pass"}
    answer = rui.send("/queue", "/propose", candidate=[*clear, borderline], **fields)
    assert "is no clear case" in rui.get(answer.location).text
    assert not records.decisions.find()
    rui.send("/queue", "/propose", candidate=clear, **fields)
    propose(rui, borderline)
    numbers = {made.candidate: made.id for made in records.decisions.find(state="proposed")}
    assert set(numbers) == {*clear, borderline}
    an.send("/approvals", "/approve", decision=list(numbers.values()))
    assert not records.decisions.find(state="approved")  # the borderline one is not for a batch
    an.send("/approvals", "/approve", decision=[numbers[name] for name in clear])
    assert {made.candidate for made in records.decisions.find(state="approved")} == set(clear)


def test_an_empty_batch_says_so(signed_in):
    rui = signed_in("rui")
    answer = rui.send("/queue", "/propose", track="brand", status="clear_pass")
    assert "no case was ticked" in rui.get(answer.location).text


def test_names_are_hidden_until_the_decision_and_asking_is_logged(signed_in, borderline, records):
    rui, an = signed_in("rui"), signed_in("an")
    name = records.people.student_id(borderline)
    pages = [
        "/queue",
        f"/candidate/{borderline}",
        "/heat-map",
        "/approvals",
        "/teams",
        "/exports/scores.csv?track=brand",
    ]
    for path in pages:
        assert name not in rui.get(path).text and "Person 0" not in rui.get(path).text, path
    answer = rui.send("/queue", f"/candidate/{borderline}/name", track="brand")
    assert answer.status_code == 409 and "names stay hidden until the decision" in answer.text
    propose(rui, borderline)
    an.send("/queue", f"/decision/{proposed(records, borderline)}/approve")
    answer = rui.send("/queue", f"/candidate/{borderline}/name", track="brand")
    assert name in rui.get(answer.location).text
    newest = records.log.entries(limit=1)[0]
    assert (newest.action, newest.actor, newest.subject) == ("person.reveal", "rui", borderline)


def test_a_blocked_candidate_cannot_be_proposed(signed_in, desk, records):
    blocked = next(row for row in desk.standings("brand") if row.decision.status == "blocked").candidate
    rui = signed_in("rui")
    assert "/propose" not in rui.get(f"/candidate/{blocked}?track=brand").text
    answer = rui.send("/queue", f"/candidate/{blocked}/propose", track="brand", reason_code="clear")
    assert "is blocked" in rui.get(answer.location).text
    assert not records.decisions.find()


def test_a_case_is_taken(signed_in, borderline):
    rui = signed_in("rui")
    rui.send(f"/candidate/{borderline}", f"/candidate/{borderline}/assign", track="brand")
    row = rui.get("/queue?track=brand").text.split("<tbody>")[1].split("</tr>")[0]
    assert "rui" in row


def test_the_lists_follow_what_another_program_wrote(signed_in, borderline, course, desk):
    from sixfold_grader.records import open_records

    rui = signed_in("rui")
    assert "open" in rui.get("/queue?track=brand").text.split("<tbody>")[1].split("</tr>")[0]
    with open_records(course.db_url) as elsewhere:
        elsewhere.decisions.propose("ren", [desk.deciding.proposal(borderline, "brand", "reviewed", "")])
    assert "proposed" in rui.get(f"/candidate/{borderline}?track=brand").text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_screen_opens_in_both_languages(signed_in, borderline, language):
    ren = signed_in("ren")
    ren.send("/queue", "/language", language=language, next="/")
    pages = [
        "/queue",
        "/queue?status=blocked",
        "/queue?status=clear_fail",
        f"/candidate/{borderline}",
        "/approvals",
    ]
    pages += ["/heat-map", "/distribution?capability=livestream", "/items", "/items/livestream", "/teams"]
    pages += ["/team/p000", "/log?verify=1", "/exports", "/exports/scores.xlsx?track=brand"]
    for path in pages:
        assert ren.get(path).status_code == 200, path
