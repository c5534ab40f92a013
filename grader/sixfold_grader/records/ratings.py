"""Ratings on record: who may rate what, what stays hidden, and the way of settled scores into nbgrader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from sixfold_grader.blueprint import Blueprint, Form, Item
from sixfold_grader.errors import RecordsError
from sixfold_grader.policy import RaterPolicy
from sixfold_grader.records.accounts import require_role
from sixfold_grader.records.ledger import Entry, Ledger
from sixfold_grader.records.marking import (
    BEST,
    Agreement,
    Marking,
    agreement,
    by_candidate,
    markings,
    points,
)
from sixfold_grader.records.tables import Account, Attempt, Decision, Rating, Run, Training
from sixfold_grader.roles import FORMGRADER, REOPENED

# Points that differ by less are the same mark: nbgrader keeps floats.
_SAME = 1e-6


@dataclass(frozen=True)
class Mark:
    """One criterion of one answer as a rater sees it."""

    candidate: str
    item: str
    criterion: str
    score: float
    comment: str = ""


@dataclass(frozen=True)
class Task:
    """An answer that waits for a rater: all its criteria, or those that two raters see differently."""

    candidate: str
    item: str
    criteria: tuple[str, ...]
    senior: bool


@dataclass(frozen=True)
class Released:
    """What a release wrote: how many item scores, and how many wait for a rater still."""

    written: int
    waiting: int


class Ratings:
    """Blind marking of free responses."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def tasks(self, actor: str, blueprint: Blueprint, form: str) -> list[Task]:
        """Return what this rater may rate now, by candidate and item.

        Left out: own trainees, candidates about whom the rater has decided, and what is settled.
        """
        with self._ledger.reading() as session:
            account = require_role(session, actor, "rater", "senior_rater")
            barred = _barred(session, actor)
            form_ = blueprint.form(form)
            gap = blueprint.policy.raters.largest_gap
            return [
                task
                for candidate, marked in _marked(session, form).items()
                if candidate not in barred
                for item in form_.of_kind("response")
                if item.id in marked
                if (task := _task(account, candidate, item, marked[item.id], gap))
            ]

    def add(
        self,
        actor: str,
        blueprint: Blueprint,
        form: str,
        marks: Sequence[Mark],
        door: str = "console",
        *,
        dry_run: bool = False,
    ) -> int:
        """Put ratings on record; all of them or none. Return how many.

        A rater gives every criterion of an answer, and may change them until the second rater is in.

        Raises
        ------
        RecordsError
            An unknown candidate, item or criterion, a score other than 0 to 4, an answer that is settled
            or not this rater's to mark.
        """
        with self._ledger.writing(actor, "rating.add", form, dry_run=dry_run) as entry:
            account = require_role(entry.session, actor, "rater", "senior_rater")
            added = _checked(entry, account, blueprint, form, marks, door)
            entry.session.add_all(added)
            entry.facts |= {
                "door": door,
                "answers": sorted({f"{mark.candidate}/{mark.item}" for mark in marks}),
            }
        return len(added)

    def visible(self, actor: str, form: str, candidate: str) -> list[Rating]:
        """Return the ratings of a candidate that somebody may see: own ones, others' once both are in."""
        with self._ledger.reading() as session:
            rows = session.scalars(_of(form).where(Rating.candidate == candidate)).all()
            attempt = _attempts(session, form).get(candidate)
            marked = markings(rows, attempt.submission if attempt else "")
        complete = {item for item, marking in marked.items() if len(marking.blind) == 2}
        return [row for row in rows if row.rater == actor or row.item in complete]

    def agreement(self, form: str) -> list[Agreement]:
        """Return how well the two raters of every answer agree, by item and criterion."""
        with self._ledger.reading() as session:
            return agreement(_marked(session, form).values())

    def reopen(self, actor: str, form: str, item: str, reason: str) -> int:
        """Have every answer to an item rated anew, by the same or other raters. Return how many.

        The ratings so far stay on record, count no more, and are hidden from other raters again.

        Raises
        ------
        RecordsError
            The actor is no approver, no answer to the item has been rated, or there is no reason.
        """
        with self._ledger.writing(actor, "rating.reopen", form) as entry:
            session = entry.session
            require_role(session, actor, "approver")
            if not reason.strip():
                raise RecordsError("say in words why the item is rated anew")
            rated = {
                candidate
                for candidate, marked in _marked(session, form).items()
                if marked.get(item, Marking()).raters
            }
            if not rated:
                raise RecordsError(f"{form}: no answer to {item!r} has been rated")
            attempts = session.scalars(_current_attempts(form).where(Attempt.candidate.in_(rated)))
            session.add_all([_note(entry, attempt, item, REOPENED, 0.0, reason) for attempt in attempts])
            entry.facts |= {"item": item, "answers": len(rated), "reason": reason}
        return len(rated)

    def release(self, actor: str, blueprint: Blueprint, form: str, despite_gates: str = "") -> Released:
        """Write the settled scores into nbgrader's gradebook.

        Parameters
        ----------
        despite_gates : str
            Why the scores are released although a gate is missed or cannot be told; it stays in the log.

        Raises
        ------
        RecordsError
            The actor is no approver, has rated here, or the raters do not agree well enough.
        """
        from sixfold_grader.records.manual_scores import write_marks  # loads nbgrader

        form_, gates = blueprint.form(form), blueprint.policy.raters
        with self._ledger.writing(actor, "rating.release", form) as entry:
            session = entry.session
            require_role(session, actor, "approver")
            if session.scalars(_of(form).where(Rating.rater == actor)).first():
                raise RecordsError(f"{actor} has marked {form}; another approver has to release it")
            marked = _marked(session, form)
            missed = [a for a in agreement(marked.values()) if not a.passes(gates)]
            if missed and not despite_gates:
                raise RecordsError(_missed(form, missed, gates))
            answers = {
                (candidate, item.id): items[item.id].settled(gates.largest_gap)
                for candidate, items in marked.items()
                for item in form_.of_kind("response")
                if item.id in items
            }
            settled = {
                (candidate, item): points(form_.items[item], scores)
                for (candidate, item), scores in answers.items()
                if scores is not None
            }
            write_marks(session, form, settled)
            waiting = len(answers) - len(settled)
            entry.facts |= {"written": len(settled), "waiting": waiting, "despite_gates": despite_gates}
        return Released(len(settled), waiting)


def pick_up(entry: Entry, form: Form, attempts: Iterable[Attempt], gap: float) -> int:
    """Put on record what was marked in nbgrader by hand, past our raters. Return how many marks.

    nbgrader does not tell who: the rater is `formgrader`.
    """
    rated = by_candidate(entry.session.scalars(_of(form.id)))
    count = 0
    for attempt in attempts:
        mine = rated.get(attempt.candidate, [])
        for item in form.of_kind("response"):
            manual = attempt.items.get(item.id, {}).get("manual")
            if manual is not None and not _is_known(manual, item, mine, attempt.submission, gap):
                entry.session.add(_note(entry, attempt, item.id, FORMGRADER, manual))
                count += 1
    entry.session.flush()
    return count


def _is_known(manual: float, item: Item, ratings: Sequence[Rating], submission: str, gap: float) -> bool:
    scores = markings(ratings, submission).get(item.id, Marking()).settled(gap)
    if scores is not None and abs(points(item, scores) - manual) < _SAME:
        return True
    lone = [
        rating.score
        for rating in ratings
        if (rating.item, rating.rater, rating.submission) == (item.id, FORMGRADER, submission)
    ]
    return bool(lone) and abs(lone[-1] - manual) < _SAME


def _note(entry: Entry, attempt: Attempt, item: str, rater: str, score: float, comment: str = "") -> Rating:
    """Return a row that is no person's rating of a criterion."""
    return Rating(
        candidate=attempt.candidate,
        form=attempt.form,
        item=item,
        criterion="",
        rater=rater,
        score=score,
        comment=comment,
        at=entry.at,
        door="formgrader" if rater == FORMGRADER else "console",
        senior=False,
        submission=attempt.submission,
    )


def _of(form: str) -> Select[Rating]:
    return select(Rating).where(Rating.form == form).order_by(Rating.id)


def _attempts(session: Session, form: str) -> dict[str, Attempt]:
    """Return what the current run has scored, by candidate."""
    attempts = session.scalars(_current_attempts(form).order_by(Attempt.candidate))
    return {attempt.candidate: attempt for attempt in attempts}


def _current_attempts(form: str) -> Select[Attempt]:
    current = (Run.form == form) & (Run.state == "current")
    return select(Attempt).join(Run, Run.id == Attempt.run).where(current)


def _marked(session: Session, form: str) -> dict[str, dict[str, Marking]]:
    """Return the marking of every answer that a person marks, by candidate and item.

    Left out is what could not be read, and what was left empty: that has its 0 already.
    """
    rated = by_candidate(session.scalars(_of(form)))
    found = {}
    for candidate, attempt in _attempts(session, form).items():
        there = markings(rated.get(candidate, ()), attempt.submission)
        found[candidate] = {
            item: there.get(item, Marking()) for item in attempt.items if _by_hand(attempt, item)
        }
    return found


def _by_hand(attempt: Attempt, item: str) -> bool:
    return item in attempt.items and attempt.items[item]["auto"] is None


def _barred(session: Session, actor: str) -> set[str]:
    """Return the candidates that somebody may not mark: own trainees, and who was decided upon."""
    trained = session.scalars(select(Training.candidate).where(Training.trainer == actor))
    decided = session.scalars(
        select(Decision.candidate).where((Decision.proposer == actor) | (Decision.approver == actor))
    )
    return {*trained, *(candidate for candidate in decided if candidate is not None)}


def _task(account: Account, candidate: str, item: Item, marking: Marking, gap: float) -> Task | None:
    """Return what of an answer waits for this account, or None."""
    if len(marking.blind) < 2:
        mine = account.user in marking.raters
        fits = "rater" in account.roles and not mine
        return Task(candidate, item.id, tuple(item.parts), senior=False) if fits else None
    disputed = marking.disputed(gap)
    fits = "senior_rater" in account.roles and account.user not in marking.raters and marking.senior is None
    return Task(candidate, item.id, tuple(disputed), senior=True) if disputed and fits else None


def _checked(
    entry: Entry, account: Account, blueprint: Blueprint, form: str, marks: Sequence[Mark], door: str
) -> list[Rating]:
    form_, gap = blueprint.form(form), blueprint.policy.raters.largest_gap
    marked, barred = _marked(entry.session, form), _barred(entry.session, account.user)
    attempts = _attempts(entry.session, form)
    answers: dict[tuple[str, str], list[Mark]] = {}
    for mark in marks:
        _require_mark(form_, mark, attempts)
        answers.setdefault((mark.candidate, mark.item), []).append(mark)
    ratings: list[Rating] = []
    for (candidate, item), given in answers.items():
        if candidate in barred:
            raise RecordsError(
                f"{candidate} was trained or decided upon by {account.user}; others mark there"
            )
        marking = marked[candidate][item]
        senior = _required(account, candidate, form_.items[item], marking, gap, given)
        ratings += [
            Rating(
                candidate=candidate,
                form=form,
                item=item,
                criterion=mark.criterion,
                rater=account.user,
                score=mark.score,
                comment=mark.comment,
                at=entry.at,
                door=door,
                senior=senior,
                submission=attempts[candidate].submission,
            )
            for mark in given
        ]
    return ratings


def _require_mark(form: Form, mark: Mark, attempts: Mapping[str, Attempt]) -> None:
    item = form.items.get(mark.item)
    if mark.candidate not in attempts:
        raise RecordsError(
            f"{mark.candidate!r} has no attempt of {form.id} on record; run `sixfold run scores {form.id}`"
        )
    if item is None or item.kind != "response":
        known = ", ".join(response.id for response in form.of_kind("response"))
        raise RecordsError(f"{mark.item!r} is not a free response of {form.id}; there are: {known}")
    if not _by_hand(attempts[mark.candidate], mark.item):
        raise RecordsError(f"{mark.candidate} has no answer to {mark.item} that could be marked")
    if mark.criterion not in item.parts:
        raise RecordsError(
            f"{mark.criterion!r} is no criterion of {mark.item}; there are: {', '.join(item.parts)}"
        )
    if mark.score not in range(BEST + 1):
        raise RecordsError(
            f"{mark.candidate}, {mark.item}, {mark.criterion}: score {mark.score:g} is not one of 0 to {BEST}"
        )


def _required(
    account: Account, candidate: str, item: Item, marking: Marking, gap: float, given: Sequence[Mark]
) -> bool:
    """Check that an answer waits for this account and is rated whole; return whether as the senior."""
    place = f"{candidate}, {item.id}"
    mine = account.user in marking.raters and len(marking.blind) < 2
    task = _task(account, candidate, item, marking, gap)
    if task is None and not mine:
        if len(marking.blind) < 2:
            raise RecordsError(f"{place}: {account.user} is no rater")
        why = (
            "needs a senior rater who has not rated it"
            if marking.settled(gap) is None
            else "has both its ratings; they stand"
        )
        raise RecordsError(f"{place} {why}")
    wanted = task.criteria if task else tuple(item.parts)
    criteria = [mark.criterion for mark in given]
    if sorted(criteria) != sorted(wanted):
        raise RecordsError(f"{place}: rate each of {', '.join(wanted)} once, not {', '.join(criteria)}")
    return task is not None and task.senior


def _missed(form: str, missed: Sequence[Agreement], gates: RaterPolicy) -> str:
    listed = "; ".join(f"{a.item} {a.criterion}: κ {a.kappa:.2f}, ICC {a.icc:.2f}, n {a.n}" for a in missed)
    return (
        f"{form}: raters agree too little (gates κ {gates.kappa:g}, ICC {gates.icc:g}): {listed}. "
        "Talk the criteria over and open the item for rating anew, "
        "or release with a reason that stays in the log"
    )
