"""Two blind raters, a senior where they differ, gates before a release, and marks made past all of them."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

from sixfold_grader.errors import RecordsError
from sixfold_grader.records import Records
from sixfold_grader.records.marking import Marking, agreement, points
from sixfold_grader.records.ratings import Mark
from sixfold_grader.records.tables import Training

from .simulated import BLUEPRINT, FORM, candidate, load, manual_score, sitting, write_gradebook

MEMO, OTHER = "memo_roi2", "memo_breakeven"
CRITERIA = tuple(BLUEPRINT.form(FORM).items[MEMO].parts)
STUDENTS = tuple(f"T{number}" for number in range(1, 7))


def marks(who: str, item: str, *scores: float) -> list[Mark]:
    """Return an item's marks; one score is for every criterion."""
    row = scores * len(CRITERIA) if len(scores) == 1 else scores
    return [Mark(who, item, criterion, score) for criterion, score in zip(CRITERIA, row, strict=True)]


@pytest.fixture
def waiting(records: Records, db_url: str) -> Iterator[Records]:
    """Six people with both memos unmarked."""
    write_gradebook(db_url, *STUDENTS)
    load(records, *(sitting(student, 1.0, memos=None) for student in STUDENTS))
    yield records


def rate(records: Records, user: str, student: str, item: str, *scores: float) -> None:
    records.ratings.add(user, BLUEPRINT, FORM, marks(candidate(records, student), item, *scores))


def rate_all(records: Records, user: str, shift: int = 0) -> None:
    """Rate everybody from 0 to 4 along the students, `shift` off for the last one."""
    for number, student in enumerate(STUDENTS):
        score = min(number, 4) - (shift if number == 5 else 0)
        for item in (MEMO, OTHER):
            rate(records, user, student, item, score)


def test_worked_example_of_agreement() -> None:
    first = [4, 3, 2, 4, 1, 3, 2, 0, 4, 3, 2, 3]
    second = [4, 3, 3, 4, 1, 2, 2, 1, 4, 3, 1, 3]
    pairs = [
        {MEMO: Marking(("a", "b"), ({"clarity": a}, {"clarity": b}))}
        for a, b in zip(first, second, strict=True)
    ]
    (found,) = agreement(pairs)
    assert (found.n, round(found.kappa, 4), round(found.icc, 4)) == (12, 0.8743, 0.8836)
    assert (round(found.exact, 3), found.adjacent) == (0.667, 1.0)
    assert found.passes(BLUEPRINT.policy.raters)


def test_two_raters_mean_and_points() -> None:
    marking = Marking(("a", "b"), ({"x": 4.0, "y": 1.0}, {"x": 3.0, "y": 3.0}))
    assert marking.disputed(1) == ["y"]
    assert marking.settled(1) is None
    assert Marking(marking.raters, marking.blind, {"y": 2.0}, "s").settled(1) == {"x": 3.5, "y": 2.0}
    item = BLUEPRINT.form(FORM).items[MEMO]
    assert points(item, dict.fromkeys(item.parts, 3.5)) == pytest.approx(3.5 / 4 * item.points)


def test_the_whole_way_into_nbgrader(waiting: Records, db_url: str) -> None:
    rate_all(waiting, "rob")
    rate_all(waiting, "rita", shift=1)
    done = waiting.ratings.release("vera", BLUEPRINT, FORM)
    assert (done.written, done.waiting) == (12, 0)
    assert manual_score(db_url, "T4", MEMO) == (15.0, False)
    assert manual_score(db_url, "T6", OTHER) == (3.5 / 4 * 20, False)
    assert waiting.log.verify() is None


def test_a_rater_sees_nothing_of_the_other_before_both_are_in(waiting: Records) -> None:
    who = candidate(waiting, "T1")
    rate(waiting, "rob", "T1", MEMO, 3)
    assert waiting.ratings.visible("rita", FORM, who) == []
    assert waiting.ratings.visible("ada", FORM, who) == []
    assert len(waiting.ratings.visible("rob", FORM, who)) == 5
    rate(waiting, "rita", "T1", MEMO, 4)
    assert len(waiting.ratings.visible("rita", FORM, who)) == 10


def test_a_rater_may_change_a_mark_until_the_other_is_in(waiting: Records) -> None:
    rate(waiting, "rob", "T1", MEMO, 1)
    rate(waiting, "rob", "T1", MEMO, 3)
    rate(waiting, "rita", "T1", MEMO, 3)
    with pytest.raises(RecordsError, match="has both its ratings; they stand"):
        rate(waiting, "rob", "T1", MEMO, 4)
    assert [r.score for r in waiting.ratings.visible("rob", FORM, candidate(waiting, "T1"))] == [1] * 5 + [
        3
    ] * 10


def test_a_senior_settles_what_two_see_differently(waiting: Records, db_url: str) -> None:
    rate(waiting, "rob", "T1", MEMO, 4, 4, 4, 4, 4)
    rate(waiting, "rita", "T1", MEMO, 4, 3, 1, 4, 4)
    who = candidate(waiting, "T1")
    (task,) = [t for t in waiting.ratings.tasks("sam", BLUEPRINT, FORM) if t.senior]
    assert (task.candidate, task.item, task.criteria) == (who, MEMO, (CRITERIA[2],))
    with pytest.raises(RecordsError, match=f"rate each of {CRITERIA[2]} once"):
        rate(waiting, "sam", "T1", MEMO, 2)
    waiting.ratings.add("sam", BLUEPRINT, FORM, [Mark(who, MEMO, CRITERIA[2], 2, "half of it")])
    waiting.ratings.release("vera", BLUEPRINT, FORM, despite_gates="one answer only")
    assert manual_score(db_url, "T1", MEMO) == (4 + 3.5 + 2 + 4 + 4, False)
    load(waiting, *(sitting(s, 1.0, memos=0.875 if s == "T1" else None) for s in STUDENTS))
    flags = waiting.runs.standing()[who][FORM].flags["review"]
    assert ["rater_gap", {"capability": FORM, "item": MEMO, "gap": 3}] in flags


def test_tasks_shrink(waiting: Records) -> None:
    assert len(waiting.ratings.tasks("rob", BLUEPRINT, FORM)) == 12
    assert waiting.ratings.tasks("sam", BLUEPRINT, FORM) == []
    rate(waiting, "rob", "T1", MEMO, 3)
    assert len(waiting.ratings.tasks("rob", BLUEPRINT, FORM)) == 11
    assert len(waiting.ratings.tasks("rita", BLUEPRINT, FORM)) == 12


def test_trainers_do_not_mark_their_trainees(waiting: Records) -> None:
    waiting.accounts.change("setup", "tina", roles=["trainer", "rater"])
    with waiting.ledger.writing("os:test", "test") as entry:
        entry.session.add(Training(candidate=candidate(waiting, "T1"), trainer="tina"))
    assert len(waiting.ratings.tasks("tina", BLUEPRINT, FORM)) == 10
    with pytest.raises(RecordsError, match="was trained or decided upon by tina"):
        rate(waiting, "tina", "T1", MEMO, 4)


@pytest.mark.parametrize("user", ["vera", "tina", "ada"])
def test_only_raters_mark(waiting: Records, user: str) -> None:
    with pytest.raises(RecordsError, match="this needs the role rater or senior_rater"):
        rate(waiting, user, "T1", MEMO, 4)


@pytest.mark.parametrize(
    ("mark", "message"),
    [
        (Mark("c-nobody", MEMO, "clarity", 3), "'c-nobody' has no attempt of traffic_buying on record"),
        (
            Mark("", "roas", "clarity", 3),
            "'roas' is not a free response of traffic_buying; there are: memo_roi2",
        ),
        (Mark("", MEMO, "beauty", 3), "'beauty' is no criterion of memo_roi2; there are: diagnosis"),
        (Mark("", MEMO, "clarity", 5), "score 5 is not one of 0 to 4"),
        (Mark("", MEMO, "clarity", 2.5), "score 2.5 is not one of 0 to 4"),
        (Mark("", MEMO, "clarity", math.nan), "score nan is not one of 0 to 4"),
        (Mark("", MEMO, "clarity", 3), "rate each of diagnosis, decision"),
    ],
)
def test_wrong_marks_write_nothing(waiting: Records, mark: Mark, message: str) -> None:
    who = mark.candidate or candidate(waiting, "T1")
    wrong = Mark(who, mark.item, mark.criterion, mark.score)
    head = waiting.log.head()
    with pytest.raises(RecordsError, match=message):
        waiting.ratings.add("rob", BLUEPRINT, FORM, [*marks(candidate(waiting, "T2"), MEMO, 3), wrong])
    assert waiting.log.head() == head
    assert waiting.ratings.visible("rob", FORM, candidate(waiting, "T2")) == []


def test_too_little_agreement_holds_scores_back(waiting: Records, db_url: str) -> None:
    for number, student in enumerate(STUDENTS):
        rate(waiting, "rob", student, MEMO, number % 2)
        rate(waiting, "rita", student, MEMO, (number + 1) % 2)
    with pytest.raises(RecordsError, match=r"raters agree too little \(gates κ 0.7, ICC 0.75\): memo_roi2"):
        waiting.ratings.release("vera", BLUEPRINT, FORM)
    assert manual_score(db_url, "T1", MEMO) == (None, True)
    done = waiting.ratings.release("vera", BLUEPRINT, FORM, despite_gates="the panel met on 2026-11-27")
    assert (done.written, done.waiting) == (6, 6)
    assert '"despite_gates":"the panel met on 2026-11-27"' in waiting.log.entries(limit=1)[0].entry


def test_an_item_can_be_rated_anew(waiting: Records, db_url: str) -> None:
    for number, student in enumerate(STUDENTS):
        rate(waiting, "rob", student, MEMO, number % 2)
        rate(waiting, "rita", student, MEMO, (number + 1) % 2)
    with pytest.raises(RecordsError, match="this needs the role approver"):
        waiting.ratings.reopen("rob", FORM, MEMO, "again")
    with pytest.raises(RecordsError, match="no answer to 'memo_breakeven' has been rated"):
        waiting.ratings.reopen("walt", FORM, OTHER, "again")
    with pytest.raises(RecordsError, match="say in words why"):
        waiting.ratings.reopen("walt", FORM, MEMO, " ")
    assert waiting.ratings.reopen("walt", FORM, MEMO, "criteria talked over") == 6
    assert waiting.ratings.agreement(FORM) == []
    assert all(r.rater == "rob" for r in waiting.ratings.visible("rob", FORM, candidate(waiting, "T1")))
    for number, student in enumerate(STUDENTS):
        rate(waiting, "rob", student, MEMO, min(number, 4))
        rate(waiting, "rita", student, MEMO, min(number, 4))
    assert waiting.ratings.release("vera", BLUEPRINT, FORM).written == 6
    assert manual_score(db_url, "T3", MEMO) == (10.0, False)
    assert waiting.log.verify() is None


def test_what_cannot_be_told_does_not_pass(waiting: Records) -> None:
    rate(waiting, "rob", "T1", MEMO, 4)
    rate(waiting, "rita", "T1", MEMO, 4)
    with pytest.raises(RecordsError, match="κ nan, ICC nan, n 1"):
        waiting.ratings.release("vera", BLUEPRINT, FORM)


def test_who_marked_does_not_release(waiting: Records) -> None:
    waiting.accounts.change("setup", "rob", roles=["rater", "approver"])
    rate(waiting, "rob", "T1", MEMO, 4)
    with pytest.raises(RecordsError, match="rob has marked traffic_buying"):
        waiting.ratings.release("rob", BLUEPRINT, FORM, despite_gates="mine")
    with pytest.raises(RecordsError, match="this needs the role approver"):
        waiting.ratings.release("rita", BLUEPRINT, FORM)


def test_a_mark_made_in_the_formgrader_is_kept_and_flagged(waiting: Records) -> None:
    who = candidate(waiting, "T1")
    load(waiting, *(sitting(s, 1.0, memos=0.9 if s == "T1" else None) for s in STUDENTS))
    alone = [r for r in waiting.ratings.visible("formgrader", FORM, who) if r.door == "formgrader"]
    assert [(r.item, r.score, r.criterion) for r in alone] == [(MEMO, 18.0, ""), (OTHER, 18.0, "")]
    flags = waiting.runs.standing()[who][FORM].flags["review"]
    assert [key for key, _facts in flags] == ["lone_mark", "lone_mark"]
    load(waiting, *(sitting(s, 1.0, memos=0.9 if s == "T1" else None) for s in (*STUDENTS, "T9")))
    assert len(waiting.ratings.visible("formgrader", FORM, who)) == 2  # the same mark is not kept twice
    load(waiting, *(sitting(s, 1.0, memos=0.5 if s == "T1" else None) for s in STUDENTS))
    assert len(waiting.ratings.visible("formgrader", FORM, who)) == 4  # a changed one is


def test_settled_marks_are_not_taken_for_the_formgraders(waiting: Records) -> None:
    rate(waiting, "rob", "T1", MEMO, 4)
    rate(waiting, "rita", "T1", MEMO, 4)
    waiting.ratings.release("vera", BLUEPRINT, FORM, despite_gates="one answer only")
    load(waiting, *(sitting(s, 1.0, memos=1.0 if s == "T1" else None) for s in STUDENTS))
    alone = [
        r for r in waiting.ratings.visible("formgrader", FORM, candidate(waiting, "T1")) if not r.criterion
    ]
    assert [r.item for r in alone] == [OTHER]


def test_marks_of_an_older_hand_in_do_not_count(waiting: Records) -> None:
    rate(waiting, "rob", "T1", MEMO, 4)
    newer = sitting("T1", 1.0, memos=None)
    object.__setattr__(newer, "submission", "0" * 64)
    load(waiting, newer, *(sitting(s, 1.0, memos=None) for s in STUDENTS[1:]))
    tasks = waiting.ratings.tasks("rob", BLUEPRINT, FORM)
    assert (candidate(waiting, "T1"), MEMO) in {(task.candidate, task.item) for task in tasks}
