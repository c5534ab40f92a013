"""What the pages read and do: the records, the rule and the course behind one set of calls.

It decides nothing: outcomes come from `decision`, refusals from `records`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from sixfold_grader.blueprint import Blueprint, Form, Language
from sixfold_grader.candidates import status_of
from sixfold_grader.course import Course
from sixfold_grader.decision import Decision, Reason
from sixfold_grader.explain import reason_text
from sixfold_grader.records import Records
from sixfold_grader.records import tables as kept
from sixfold_grader.records.ledger import now
from sixfold_grader.status import paragraph
from sixfold_grader.web.deciding import Deciding
from sixfold_grader.web.evidence import Evidence, evidence_of, notebook_of
from sixfold_grader.web.issuing import Issuing
from sixfold_grader.web.marking import Marking
from sixfold_grader.web.pictures import Bar, warm_up
from sixfold_grader.web.quality import Effect, Quality, changes_between, quality_of, without
from sixfold_grader.web.snapshot import Snapshots, Team
from sixfold_grader.web.standing import Standing


@dataclass(frozen=True)
class CandidateView:
    """One candidate's page."""

    standing: Standing
    attempts: Sequence[kept.Attempt]
    decisions: Sequence[kept.Decision]
    cases: Sequence[kept.Case]
    why: str
    reasons: Sequence[str]

    @property
    def candidate(self) -> str:
        """Pseudonym."""
        return self.standing.candidate

    @property
    def decision(self) -> Decision:
        """What the rule says."""
        return self.standing.decision

    @property
    def is_decided(self) -> bool:
        """Whether a decision has been approved: from then on the name may be asked for."""
        return any(made.state in ("approved", "superseded") for made in self.decisions)


class Desk:
    """The console's one way to records, rule and course; safe to share between threads."""

    def __init__(
        self,
        records: Records,
        blueprint: Blueprint,
        course: Course,
        clock: Callable[[], dt.datetime] = now,
        issuing: Issuing | None = None,
    ) -> None:
        self.records, self.blueprint, self.course = records, blueprint, course
        self.marking = Marking(records, blueprint, course)
        self.issuing = issuing or Issuing(records, blueprint, course)
        self._snapshots = Snapshots(records, blueprint, clock)
        self.deciding = Deciding(records, self._snapshots, self.issuing)

    # Accounts

    def sign_in(self, name: str, password: str) -> str | None:
        """Return the account's language if name and password belong together."""
        account = self.records.accounts.sign_in(name, password)
        return account.language if account else None

    def roles_of(self, name: str) -> frozenset[str] | None:
        """Return an account's roles now; None if there is none, or it is closed."""
        account = self.records.accounts.get(name)
        return frozenset(account.roles) if account and account.active else None

    # Lists

    def warm(self) -> None:
        """Read, decide and draw once, so that the first page need not."""
        for track in self.blueprint.tracks:
            self.standings(track)
        self.teams()
        warm_up(len(self.blueprint.capabilities))

    def standings(self, track: str) -> list[Standing]:
        """Return where everybody stands on a track."""
        return self._snapshots.newest().standings(track)

    def providers(self) -> list[tuple[str, str]]:
        """Return every provider's id and name."""
        return list(self._snapshots.newest().providers.items())

    def titles(self, language: Language) -> dict[str, str]:
        """Return each capability's title, in the order of everything."""
        return {key: capability.title[language] for key, capability in self.blueprint.capabilities.items()}

    def words(self, decision: Decision, language: Language) -> list[str]:
        """Return why a decision is what it is, in words."""
        return [reason_text(reason, self.blueprint, language) for reason in decision.reasons]

    def flags(self, attempt: kept.Attempt, language: Language) -> list[str]:
        """Return what an attempt is flagged or blocked for, in words."""
        found = [*attempt.flags.get("review", ()), *attempt.flags.get("blocks", ())]
        return [reason_text(Reason(key, facts), self.blueprint, language) for key, facts in found]

    def bars(self, decision: Decision, language: Language) -> list[Bar]:
        """Return what the picture of the six capabilities shows."""
        return [
            Bar(
                title=capability.title[language],
                scaled=decision.scaled[key],
                sem=decision.capability_sem[key] or 0.0,
                floor=capability.floor_in(decision.track),
            )
            for key, capability in self.blueprint.capabilities.items()
        ]

    # Items and teams

    def forms_with_scores(self) -> list[Form]:
        """Return the forms of which an attempt counts, in the blueprint's order."""
        seen = self._snapshots.newest().sizes
        return [form for form in self.blueprint.forms.values() if form.id in seen]

    def quality(self, form: Form, language: Language) -> Quality:
        """Return how well the items of a form measure."""
        snapshot = self._snapshots.newest()
        key = ("quality", form.id, language)
        return snapshot.once(key, lambda: quality_of(form, snapshot.attempts_of(form.id), language))

    def effect(self, form: Form, item: str, language: Language) -> Effect:
        """Return who would be decided otherwise without an item."""
        key = ("effect", form.id, item, language)
        return self._snapshots.newest().once(key, lambda: self._effect(form, item, language))

    def _effect(self, form: Form, item: str, language: Language) -> Effect:
        snapshot = self._snapshots.newest()
        pairs = list(snapshot.with_changed(form.id, lambda attempt: without(attempt, item)))
        maximum = form.points - form.items[item].points
        return Effect(
            form.items[item].title[language],
            maximum,
            form.cut * maximum / form.points,
            len(pairs),
            changes_between(pairs, language),
        )

    def teams(self) -> list[Team]:
        """Return what every provider's roster earns today."""
        snapshot = self._snapshots.newest()
        return [snapshot.team(provider) for provider in snapshot.providers]

    def team(self, provider: str) -> Team | None:
        """Return what one provider's roster earns today, or None if there is no such provider."""
        snapshot = self._snapshots.newest()
        return snapshot.team(provider) if provider in snapshot.providers else None

    # One candidate

    def tracks_of(self, candidate: str) -> list[str]:
        """Return the tracks on which a candidate is decided: the provider's, or all if there is none."""
        mine = self._snapshots.newest().tracks.get(candidate)
        return [mine] if mine else list(self.blueprint.tracks)

    def candidate(self, candidate: str, track: str, language: Language) -> CandidateView | None:
        """Return one candidate's page, or None if nobody has this pseudonym."""
        snapshot = self._snapshots.newest()
        if candidate not in snapshot.candidates:
            return None
        standing = snapshot.standing(candidate, track)
        counted = snapshot.assessment(candidate, track).attempts
        with self.records.ledger.reading() as session:
            cases = session.scalars(select(kept.Case).where(kept.Case.candidate == candidate)).all()
        made = self.records.decisions.find(candidate=candidate)
        return CandidateView(
            standing=standing,
            attempts=[counted[key] for key in self.blueprint.capabilities if key in counted],
            decisions=[each for each in made if each.track == track],
            cases=cases,
            why=paragraph(
                status_of(self.records, self.blueprint, candidate, track), self.blueprint, language
            ),
            reasons=self.words(standing.decision, language),
        )

    def evidence(self, candidate: str, number: int, language: Language, actor: str) -> Evidence | None:
        """Return what stands behind an attempt, with the marks that `actor` may see."""
        attempt = self._attempt(candidate, number)
        if attempt is None:
            return None
        student = self.records.people.student_id(candidate)
        marks = self.records.ratings.visible(actor, attempt.form, candidate)
        return evidence_of(self.course, student, attempt, marks, self.blueprint.forms[attempt.form], language)

    def _attempt(self, candidate: str, number: int) -> kept.Attempt | None:
        with self.records.ledger.reading() as session:
            attempt = session.get(kept.Attempt, number)
        known = (
            attempt is not None and attempt.candidate == candidate and attempt.form in self.blueprint.forms
        )
        return attempt if known else None

    def notebook(self, candidate: str, number: int) -> str | None:
        """Return the graded notebook behind an attempt as a page, or None if there is none."""
        attempt = self._attempt(candidate, number)
        if attempt is None:
            return None
        student = self.records.people.student_id(candidate)
        return notebook_of(self.course, student, attempt, self.blueprint.forms[attempt.form])

    def reveal(self, candidate: str, actor: str) -> str:
        """Return who a candidate is; the records refuse before a decision and log who asked."""
        person = self.records.people.reveal(actor, candidate)
        return f"{person.name or '–'} ({person.student_id})"

    def assign(self, candidate: str, actor: str) -> None:
        """Make an account look after a case."""
        self.records.people.assign(actor, candidate, actor)
