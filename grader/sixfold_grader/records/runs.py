"""Scoring runs: each reads a form's scores whole; what changes recorded scores waits for two people."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sixfold_grader.blueprint import Blueprint
from sixfold_grader.errors import RecordsError
from sixfold_grader.policy import RetakePolicy
from sixfold_grader.records.accounts import require_role
from sixfold_grader.records.assess import Assessment
from sixfold_grader.records.audit import digest
from sixfold_grader.records.counting import Standing, assessed, standing, valid_since
from sixfold_grader.records.ledger import Ledger
from sixfold_grader.records.marking import by_candidate, flags_of
from sixfold_grader.records.people import enrolled
from sixfold_grader.records.ratings import pick_up
from sixfold_grader.records.sitting import Sitting
from sixfold_grader.records.tables import Attempt, Case, Decision, Rating, Run
from sixfold_grader.standing import lateness


@dataclass(frozen=True)
class Change:
    """One candidate whose score differs between the current run and another; None where there is none."""

    candidate: str
    before: float | None
    after: float | None
    decision_before: str
    decision_after: str

    @property
    def decides(self) -> bool:
        """Whether the decision or its level changes, not the score alone."""
        return self.decision_before != self.decision_after


class Runs:
    """Put scores on record, compare runs, make one current."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def load(
        self, actor: str, blueprint: Blueprint, form: str, sittings: Sequence[Sitting], reason: str = ""
    ) -> Run:
        """Put a form's scores on record as a new run.

        A run that only adds to what is recorded (new candidates, marks that were missing) is current at
        once. One that changes a recorded score stays `proposed` until two people have signed it. Where
        nothing differs, the current run is returned and nothing is written.
        """
        form_ = blueprint.form(form)
        same = self._unchanged(blueprint, form, sittings)
        if same is not None:
            return same
        with self._ledger.writing(actor, "run.load", form) as entry:
            session = entry.session
            people = enrolled(session, [sitting.student_id for sitting in sittings])
            excused = set(session.scalars(select(Case.candidate).where(_accommodation(form))))
            before = _current(session, form)
            run = Run(
                form=form,
                state="proposed",
                created=entry.at,
                by=actor,
                reason=reason,
                blueprint_sha256=_blueprint_sha256(blueprint),
                scores_sha256=_scores_sha256(sittings),
            )
            session.add(run)
            session.flush()
            retake = blueprint.policy.retake
            attempts = [
                _attempt(
                    run.id, form, people[s.student_id].candidate, s, form_.points, form_.cut, retake, excused
                )
                for s in sittings
            ]
            gap = blueprint.policy.raters.largest_gap
            entry.facts["lone_marks"] = pick_up(entry, form_, attempts, gap)
            _flag_ratings(session, form, attempts, gap)
            session.add_all(attempts)
            for waiting in session.scalars(
                select(Run).where(Run.form == form, Run.state == "proposed", Run.id != run.id)
            ):
                waiting.state = "rejected"
            changed = _changed(_attempts(session, before.id) if before else {}, attempts)
            if not changed:
                _make_current(session, run, before)
            entry.facts |= {
                "run": run.id,
                "attempts": len(attempts),
                "changed": len(changed),
                "state": run.state,
                "reason": reason,
            }
        return run

    def _unchanged(self, blueprint: Blueprint, form: str, sittings: Sequence[Sitting]) -> Run | None:
        with self._ledger.reading() as session:
            current = _current(session, form)
            if (
                current is not None
                and current.scores_sha256 == _scores_sha256(sittings)
                and current.blueprint_sha256 == _blueprint_sha256(blueprint)
            ):
                return current
        return None

    def sign(self, actor: str, number: int, blueprint: Blueprint) -> Run:
        """Sign a run; with the second person's signature it becomes current.

        A run that was current once may be signed again by two people: that is how a regrade is taken
        back. Whoever had a decision that the new scores change gets a regrade case.

        Raises
        ------
        RecordsError
            The run is current or rejected, or the actor may not sign, or has signed.
        """
        with self._ledger.writing(actor, "run.sign", f"run/{number}") as entry:
            session, run = entry.session, _run(entry.session, number)
            if run.state not in ("proposed", "superseded"):
                raise RecordsError(
                    f"run {number} is {run.state}; only a proposed or an earlier one is signed"
                )
            if run.signer is None or run.approver is not None:
                require_role(session, actor, "reviewer", "approver")
                run.signer, run.signed_at, run.approver, run.approved_at = actor, entry.at, None, None
                run.state = "proposed"
            else:
                require_role(session, actor, "approver")
                if actor == run.signer:
                    raise RecordsError(f"run {number}: {actor} has signed; another person has to")
                run.approver, run.approved_at = actor, entry.at
                regraded = [change for change in _compare(session, run, blueprint) if change.decides]
                _make_current(session, run, _current(session, run.form))
                cases = _open_regrades(session, run, [change.candidate for change in regraded], entry)
                entry.facts["cases"] = [case.id for case in cases]
            entry.facts |= {"state": run.state, "signer": run.signer, "approver": run.approver}
        return run

    def reject(self, actor: str, number: int, reason: str) -> Run:
        """Set a proposed run aside; it stays on record."""
        with self._ledger.writing(actor, "run.reject", f"run/{number}") as entry:
            require_role(entry.session, actor, "reviewer", "approver")
            run = _run(entry.session, number)
            if run.state != "proposed":
                raise RecordsError(f"run {number} is {run.state}; only a proposed one can be rejected")
            run.state = "rejected"
            entry.facts["reason"] = reason
        return run

    def compare(self, number: int, blueprint: Blueprint) -> list[Change]:
        """Return whose score a run would change against the current one, and what that does to decisions."""
        with self._ledger.reading() as session:
            return _compare(session, _run(session, number), blueprint)

    def get(self, number: int) -> Run:
        """Return one run."""
        with self._ledger.reading() as session:
            return _run(session, number)

    def all(self, form: str | None = None) -> Sequence[Run]:
        """Return the runs, the newest first."""
        query = select(Run).order_by(Run.id.desc())
        if form is not None:
            query = query.where(Run.form == form)
        with self._ledger.reading() as session:
            return session.scalars(query).all()

    def attempts(self, candidate: str) -> Sequence[Attempt]:
        """Return every attempt on record of a candidate, in every run, the newest last."""
        with self._ledger.reading() as session:
            return session.scalars(
                select(Attempt).where(Attempt.candidate == candidate).order_by(Attempt.id)
            ).all()

    def standing(self, candidates: Iterable[str] | None = None) -> Standing:
        """Return candidate -> capability -> the attempt that counts: the newest valid of current runs."""
        with self._ledger.reading() as session:
            return standing(session, None if candidates is None else set(candidates))

    def assess(
        self, blueprint: Blueprint, track: str | None = None, candidates: Iterable[str] | None = None
    ) -> dict[str, Assessment]:
        """Return what the rule says about everybody with a score, by candidate.

        Parameters
        ----------
        track : str or None
            For those who are on no provider's roster, by default the blueprint's first; the others are
            assessed on their provider's track.

        Notes
        -----
        2,000 candidates take about a second: keep the result as long as `log.head()` stays the same.
        """
        with self._ledger.reading() as session:
            wanted = None if candidates is None else set(candidates)
            since = valid_since(blueprint.policy.validity, self._ledger.clock())
            return assessed(session, standing(session, wanted, since=since), blueprint, track)


def _compare(session: Session, run: Run, blueprint: Blueprint) -> list[Change]:
    before, after = standing(session), standing(session, instead=run)
    moved = {
        candidate
        for candidate in before.keys() | after.keys()
        if _scaled(before, candidate, run.form) != _scaled(after, candidate, run.form)
    }
    old = assessed(session, {c: before[c] for c in moved & before.keys()}, blueprint)
    new = assessed(session, {c: after[c] for c in moved & after.keys()}, blueprint)
    return [
        Change(
            candidate,
            _scaled(before, candidate, run.form),
            _scaled(after, candidate, run.form),
            old[candidate].outcome if candidate in old else "none",
            new[candidate].outcome if candidate in new else "none",
        )
        for candidate in sorted(moved)
    ]


def _scaled(attempts: Standing, candidate: str, form: str) -> float | None:
    held = [a for a in attempts.get(candidate, {}).values() if a.form == form]
    return held[0].scaled if held else None


def _open_regrades(session: Session, run: Run, candidates: Sequence[str], entry: Any) -> list[Case]:
    decisions = session.scalars(
        select(Decision).where(Decision.candidate.in_(candidates), Decision.state == "approved")
    )
    cases = [
        Case(
            candidate=decision.candidate,
            kind="regrade",
            state="open",
            form=run.form,
            decision=decision.id,
            opened=entry.at,
            opened_by=entry.actor,
            reason=f"run {run.id}: {run.reason}",
        )
        for decision in decisions
    ]
    session.add_all(cases)
    session.flush()
    return cases


def _make_current(session: Session, run: Run, before: Run | None) -> None:
    if before is not None and before.id != run.id:
        before.state = "superseded"
        session.flush()  # one current run at a time: the old one goes first
    run.state = "current"


def _current(session: Session, form: str) -> Run | None:
    return session.scalar(select(Run).where(Run.form == form, Run.state == "current"))


def _run(session: Session, number: int) -> Run:
    run = session.get(Run, number)
    if run is None:
        raise RecordsError(f"there is no scoring run {number}")
    return run


def _attempts(session: Session, run: int) -> dict[str, Attempt]:
    return {a.candidate: a for a in session.scalars(select(Attempt).where(Attempt.run == run))}


def _changed(before: Mapping[str, Attempt], after: Iterable[Attempt]) -> list[str]:
    """Return whose recorded score is another now, or gone. A score where there was none changes nothing."""
    now = {attempt.candidate: attempt for attempt in after}
    return [
        candidate
        for candidate, old in before.items()
        if old.state == "scored" and not _as_before(old, now.get(candidate))
    ]


def _as_before(old: Attempt, new: Attempt | None) -> bool:
    return new is not None and (new.state, new.raw, new.scaled) == (old.state, old.raw, old.scaled)


def _accommodation(form: str) -> Any:
    return (Case.kind == "accommodation") & (Case.state == "upheld") & (Case.form == form)


def _attempt(
    run: int,
    form: str,
    candidate: str,
    sitting: Sitting,
    maximum: float,
    cut: float,
    policy: RetakePolicy,
    excused: set[str | None],
) -> Attempt:
    score, flags = sitting.score, [list(flag) for flag in sitting.flags]
    late = lateness(sitting.late / 60, policy, accommodated=candidate in excused)
    if late != "on_time":
        flags.append(["late", {"capability": form}])
    blocked = score.raw is None
    return Attempt(
        run=run,
        candidate=candidate,
        capability=form,
        form=form,
        taken_at=sitting.taken_at,
        raw=score.raw,
        maximum=maximum,
        cut=cut,
        scaled=score.scaled,
        items={
            name: {"auto": i.auto, "manual": i.manual, "maximum": i.maximum, "waiting": i.waiting}
            for name, i in score.items.items()
        },
        flags={
            "review": flags,
            "blocks": [[key, {"capability": form, "item": item}] for key, item in score.reasons]
            if blocked
            else [],
            "notes": list(sitting.notes),
            "late_seconds": sitting.late,
        },
        state="void" if late == "void" else "blocked" if blocked else "scored",
        submission=sitting.submission,
    )


def _flag_ratings(session: Session, form: str, attempts: Sequence[Attempt], largest_gap: float) -> None:
    """Flag who was marked far apart, or through the formgrader by one person."""
    rated = by_candidate(session.scalars(select(Rating).where(Rating.form == form)))
    for attempt in attempts:
        found = flags_of(rated.get(attempt.candidate, ()), attempt.submission, form, largest_gap)
        attempt.flags["review"] += [list(flag) for flag in found]


def _blueprint_sha256(blueprint: Blueprint) -> str:
    return hashlib.sha256(blueprint.path.read_bytes()).hexdigest()


def _scores_sha256(sittings: Sequence[Sitting]) -> str:
    return digest(
        [
            [
                s.student_id,
                s.submission,
                s.late,
                s.score.raw,
                [list(reason) for reason in s.score.reasons],
                [[flag.key, dict(flag.facts)] for flag in s.flags],
                {name: [i.auto, i.manual, i.maximum, i.waiting] for name, i in s.score.items.items()},
            ]
            for s in sittings
        ]
    )
