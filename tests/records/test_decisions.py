"""Two people decide, from scores that nobody changes by hand; the database refuses what the code would."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import text

from sixfold_grader.blueprint import Blueprint
from sixfold_grader.errors import RecordsError
from sixfold_grader.records import Records
from sixfold_grader.records.decisions import Decision, Proposal, version
from sixfold_grader.records.tables import Training

from .simulated import BLUEPRINT, FORM, candidate, load, sitting

# One capability is the whole certificate here: the other forms need not exist.
ONE = dataclasses.replace(
    BLUEPRINT,
    capabilities={
        FORM: dataclasses.replace(BLUEPRINT.capabilities[FORM], weights=dict.fromkeys(BLUEPRINT.tracks, 1.0))
    },
)


def proposal(records: Records, student: str, blueprint: Blueprint = ONE) -> Proposal:
    who = candidate(records, student)
    return records.runs.assess(blueprint, candidates=[who])[who].proposal("reviewed", "read again")


@pytest.fixture
def scored(records: Records) -> Records:
    load(records, sitting("T1", 0.9), sitting("T2", 0.3), sitting("T3", 0.9))
    return records


def test_propose_and_approve(scored: Records) -> None:
    (proposed,) = scored.decisions.propose("vera", [proposal(scored, "T1")])
    assert (proposed.state, proposed.outcome, proposed.approver) == ("proposed", "pass", None)
    (approved,) = scored.decisions.approve("walt", [proposed.id])
    assert (approved.state, approved.proposer, approved.approver) == ("approved", "vera", "walt")
    assert approved.evidence["scaled"][FORM] > 60
    assert approved.run is not None
    assert scored.log.verify() is None


def test_the_proposer_never_approves(scored: Records) -> None:
    ids = [d.id for d in scored.decisions.propose("vera", [proposal(scored, "T1"), proposal(scored, "T2")])]
    scored.decisions.propose("walt", [proposal(scored, "T3")])
    head = scored.log.head()
    with pytest.raises(RecordsError, match="vera proposed it; another person has to decide"):
        scored.decisions.approve("vera", [ids[0] + 2, ids[0]])  # a batch with one of her own
    assert {d.state for d in scored.decisions.find()} == {"proposed"}
    assert scored.log.head() == head


# What direct SQL tries on a proposal of vera's about somebody whom tina has trained.
REFUSED = [
    (
        "UPDATE sixfold_decision SET approver = 'vera', state = 'approved'",
        "who proposed may not approve",
    ),
    ("UPDATE sixfold_decision SET proposer = 'walt'", "a proposal does not change"),
    ("UPDATE sixfold_decision SET outcome = 'fail'", "a proposal does not change"),
    ("UPDATE sixfold_decision SET state = 'approved'", "approved_by_somebody"),
    ("UPDATE sixfold_decision SET approver = 'Vera', state = 'approved'", "FOREIGN KEY|foreign key"),
    (
        "UPDATE sixfold_decision SET approver = 'tina', state = 'approved'",
        "who marked or trained a candidate may not approve",
    ),
    ("DELETE FROM sixfold_decision", "never deleted"),
    (
        "INSERT INTO sixfold_decision SELECT 99, candidate, provider, 'regional', run, outcome, level, "
        "reason_code, reason, evidence, proposer, proposed_at, 'walt', proposed_at, 'approved' "
        "FROM sixfold_decision",
        "proposed first and approved in a second step",
    ),
    (
        "INSERT INTO sixfold_decision SELECT 99, candidate, provider, 'regional', run, outcome, level, "
        "reason_code, reason, evidence, 'tina', proposed_at, NULL, NULL, 'proposed' "
        "FROM sixfold_decision",
        "who marked or trained a candidate may not propose",
    ),
]


@pytest.mark.parametrize(("statement", "message"), REFUSED)
def test_the_database_refuses_too(scored: Records, statement: str, message: str) -> None:
    scored.decisions.propose("vera", [proposal(scored, "T1")])
    train(scored, candidate(scored, "T1"), "tina")
    with pytest.raises(RecordsError, match=message), scored.ledger.writing("x", "y") as entry:
        entry.session.execute(text(statement))


def train(records: Records, who: str, trainer: str) -> None:
    """Note who taught a candidate."""
    with records.ledger.writing("os:test", "test") as entry:
        entry.session.add(Training(candidate=who, trainer=trainer))


def test_trainers_and_raters_do_not_decide(scored: Records) -> None:
    scored.accounts.change("setup", "tina", roles=["trainer", "reviewer", "approver"])
    train(scored, candidate(scored, "T1"), "tina")
    with pytest.raises(RecordsError, match="was trained by tina"):
        scored.decisions.propose("tina", [proposal(scored, "T1")])
    (proposed,) = scored.decisions.propose("vera", [proposal(scored, "T1")])
    with pytest.raises(RecordsError, match="was trained by tina"):
        scored.decisions.approve("tina", [proposed.id])


@pytest.mark.parametrize("user", ["rob", "tina", "ada", "nobody"])
def test_roles_are_needed(scored: Records, user: str) -> None:
    with pytest.raises(RecordsError):
        scored.decisions.propose(user, [proposal(scored, "T1")])
    (proposed,) = scored.decisions.propose("vera", [proposal(scored, "T1")])
    with pytest.raises(RecordsError):
        scored.decisions.approve(user, [proposed.id])
    assert scored.decisions.get(proposed.id).state == "proposed"


def test_nobody_bumps_a_score(scored: Records) -> None:
    raised = dataclasses.replace(proposal(scored, "T2"), outcome="pass", level="pass")
    with pytest.raises(RecordsError, match="the scores say fail, not pass; have the evidence marked again"):
        scored.decisions.propose("vera", [raised])
    forged = dataclasses.replace(
        raised, evidence={**raised.evidence, "outcome": "pass", "level": "pass", "scores_sha256": "0"}
    )
    with pytest.raises(RecordsError, match="the scores have changed"):
        scored.decisions.propose("vera", [forged])


def test_scores_that_moved_since_stop_the_approval(scored: Records) -> None:
    (proposed,) = scored.decisions.propose("vera", [proposal(scored, "T1")])
    run = load(scored, sitting("T1", 0.4), sitting("T2", 0.3), sitting("T3", 0.9))
    scored.runs.sign("vera", run, ONE)
    scored.runs.sign("walt", run, ONE)
    with pytest.raises(RecordsError, match="the scores have changed since this was proposed"):
        scored.decisions.approve("walt", [proposed.id])


def test_a_regrade_that_changes_a_decision_opens_a_case(scored: Records) -> None:
    ids = [d.id for d in scored.decisions.propose("vera", [proposal(scored, t) for t in ("T1", "T2", "T3")])]
    scored.decisions.approve("walt", ids)
    run = load(scored, sitting("T1", 0.4), sitting("T2", 0.31), sitting("T3", 0.9))
    changes = {change.candidate: change for change in scored.runs.compare(run, ONE)}
    assert len(changes) == 2
    change = changes[candidate(scored, "T1")]
    assert (change.decision_after, change.decides) == ("fail", True)
    assert not changes[candidate(scored, "T2")].decides
    scored.runs.sign("vera", run, ONE)
    scored.runs.sign("walt", run, ONE)
    (case,) = scored.cases.find(kind="regrade")
    assert (case.candidate, case.decision) == (candidate(scored, "T1"), ids[0])
    (again,) = scored.decisions.propose("vera", [proposal(scored, "T1")])
    scored.decisions.approve("walt", [again.id])
    assert [d.state for d in scored.decisions.find(candidate=case.candidate)] == ["approved", "superseded"]


def test_a_form_that_is_no_capability_is_in_nobodys_way(scored: Records) -> None:
    load(scored, sitting("T1", 0.9, form="foundations"), form="foundations")
    (proposed,) = scored.decisions.propose("vera", [proposal(scored, "T1")])
    assert scored.decisions.approve("walt", [proposed.id])[0].state == "approved"


def test_a_second_proposal_waits_for_the_first(scored: Records) -> None:
    scored.decisions.propose("vera", [proposal(scored, "T1")])
    with pytest.raises(RecordsError, match="is proposed by vera already"):
        scored.decisions.propose("walt", [proposal(scored, "T1")])


def test_reject_and_withdraw(scored: Records) -> None:
    first, second = scored.decisions.propose("vera", [proposal(scored, "T1"), proposal(scored, "T2")])
    with pytest.raises(RecordsError, match="another person has to decide"):
        scored.decisions.reject("vera", first.id, "no")
    assert scored.decisions.reject("walt", first.id, "memo 2 first").state == "rejected"
    with pytest.raises(RecordsError, match="vera's to withdraw"):
        scored.decisions.withdraw("walt", second.id, "no")
    assert scored.decisions.withdraw("vera", second.id, "too early").state == "withdrawn"
    with pytest.raises(RecordsError, match="is withdrawn; only a proposal"):
        scored.decisions.approve("walt", [second.id])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"outcome": "maybe"}, "neither 'pass' nor 'fail'"),
        ({"level": None}, "a pass has a level"),
        ({"reason_code": "because"}, "reason code 'because'"),
        ({"evidence": {}}, "needs its evidence"),
        ({"candidate": "c-nobody"}, "there is no candidate"),
        ({"provider": "p"}, "one candidate or one provider"),
    ],
)
def test_unsound_proposals(scored: Records, change: dict[str, object], message: str) -> None:
    wrong = dataclasses.replace(proposal(scored, "T1"), **change)  # type: ignore[arg-type]
    with pytest.raises(RecordsError, match=message):
        scored.decisions.propose("vera", [proposal(scored, "T3"), wrong])
    assert not scored.decisions.find()


def test_a_blocked_candidate_has_no_proposal(records: Records) -> None:
    load(records, sitting("T1", 0.9, memos=None))
    with pytest.raises(RecordsError, match=r"is blocked \(waiting\)"):
        proposal(records, "T1")


def test_names_stay_hidden_until_the_decision(scored: Records) -> None:
    who = candidate(scored, "T1")
    with pytest.raises(RecordsError, match="names stay hidden until the decision"):
        scored.people.reveal("walt", who)
    (proposed,) = scored.decisions.propose("vera", [proposal(scored, "T1")])
    with pytest.raises(RecordsError, match="names stay hidden"):
        scored.people.reveal("walt", who)
    scored.decisions.approve("walt", [proposed.id])
    assert scored.people.reveal("walt", who).student_id == "T1"
    newest = scored.log.entries(limit=1)[0]
    assert (newest.action, newest.actor, newest.subject) == ("person.reveal", "walt", who)


def test_the_version_follows_the_state(scored: Records) -> None:
    (proposed,) = scored.decisions.propose("vera", [proposal(scored, "T1")])
    before = version(proposed)
    (approved,) = scored.decisions.approve("walt", [proposed.id])
    assert version(approved) != before
    assert version(scored.decisions.get(proposed.id)) == version(approved)
    assert isinstance(approved, Decision)
