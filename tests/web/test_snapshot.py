"""What the lists show is read again when, and only when, something can have changed."""

from __future__ import annotations

import pytest

from sixfold_grader.records.tables import Attempt, Case
from sixfold_grader.web.snapshot import Snapshots

from .conftest import BLUEPRINT


@pytest.fixture
def snapshots(records, clock) -> Snapshots:
    return Snapshots(records, BLUEPRINT, clock)


def test_nothing_is_read_again_while_the_log_has_no_new_entry(snapshots):
    assert snapshots.newest() is snapshots.newest()


def test_a_decision_leaves_scores_and_what_follows_from_them(snapshots, desk, records):
    before = snapshots.newest()
    candidate = next(row.candidate for row in before.standings("brand") if row.is_open)
    records.decisions.propose("rui", [desk.deciding.proposal(candidate, "brand", "reviewed", "")])
    after = snapshots.newest()
    assert after is not before and after.attempts is before.attempts and after.assessed is before.assessed
    assert after.standing(candidate, "brand").state == "proposed"


def test_a_new_score_is_seen(snapshots, records):
    before = snapshots.newest()
    standing = next(row for row in before.standings("brand") if row.is_open)
    with records.ledger.writing("setup", "simulate.score") as entry:
        number = before.attempts[standing.candidate]["livestream"].id
        held = entry.session.get(Attempt, number)
        held.raw = 0.0
    after = snapshots.newest().standing(standing.candidate, "brand")
    assert after.decision.scaled["livestream"] == 0.0
    assert after.decision.decision == "fail"


def test_a_challenged_item_sends_clear_cases_to_review(snapshots, records):
    clear = next(row for row in snapshots.newest().standings("brand") if row.decision.status == "clear_pass")
    form = BLUEPRINT.forms["livestream"]
    with records.ledger.writing("setup", "case.open") as entry:
        entry.session.add(
            Case(
                kind="challenge",
                state="open",
                form=form.id,
                item=next(iter(form.items)),
                opened=entry.at,
                opened_by="setup",
                reason="unclear",
            )
        )
    assert snapshots.newest().standing(clear.candidate, "brand").decision.status == "review"


def test_scores_grow_old_by_the_day(snapshots, clock):
    team = snapshots.newest().team("p000")
    assert any(member.scores for member in team.members)
    clock.pass_by(days=400)
    assert not any(member.scores for member in snapshots.newest().team("p000").members)
