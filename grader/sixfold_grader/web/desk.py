"""What the pages read and do: the records, the rule and the course behind one set of calls.

It decides nothing: outcomes come from `decision`, refusals from `records`.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from sixfold_grader.blueprint import Blueprint, Form, Language
from sixfold_grader.candidates import status_of
from sixfold_grader.course import Course
from sixfold_grader.decision import Decision, Reason, Status
from sixfold_grader.errors import RecordsError
from sixfold_grader.explain import reason_text
from sixfold_grader.records import Records
from sixfold_grader.records import tables as kept
from sixfold_grader.records.assess import Proposal
from sixfold_grader.records.audit import Broken
from sixfold_grader.records.decisions import REASONS
from sixfold_grader.records.ledger import now
from sixfold_grader.status import paragraph
from sixfold_grader.web.evidence import Evidence, evidence_of, notebook_of
from sixfold_grader.web.issuing import Issuing
from sixfold_grader.web.marking import Marking
from sixfold_grader.web.paging import SIZE, Page, page_number
from sixfold_grader.web.pictures import Bar, warm_up
from sixfold_grader.web.quality import Effect, Quality, changes_between, quality_of, without
from sixfold_grader.web.snapshot import Snapshots, Team
from sixfold_grader.web.standing import Standing

_MOST_FACTS = 300  # characters of an entry in the list


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


@dataclass(frozen=True)
class Waiting:
    """A proposal that waits, and what the rule says of the case."""

    made: kept.Decision
    status: Status
    in_batch: bool


@dataclass(frozen=True)
class LogEntry:
    """One line of the log."""

    seq: int
    at: dt.datetime
    actor: str
    action: str
    subject: str
    facts: str
    hash: str

    @classmethod
    def of(cls, row: kept.Audit) -> LogEntry:
        """Read a row of the log."""
        facts = json.loads(row.entry).get("facts") or {}
        told = json.dumps(facts, ensure_ascii=False)[:_MOST_FACTS] if facts else ""
        return cls(row.seq, row.at, row.actor, row.action, row.subject, told, row.hash)


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
        with self.records.ledger.reading() as session:
            cases = session.scalars(select(kept.Case).where(kept.Case.candidate == candidate)).all()
        made = self.records.decisions.find(candidate=candidate)
        return CandidateView(
            standing=standing,
            attempts=list(snapshot.assessment(candidate, track).attempts.values()),
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

    # Decisions

    def proposals(self, for_user: str) -> list[Waiting]:
        """Return what waits for a second person, oldest first."""
        return [
            self._waiting(made, for_user) for made in reversed(self.records.decisions.find(state="proposed"))
        ]

    def _waiting(self, made: kept.Decision, for_user: str) -> Waiting:
        if made.candidate is None:
            return Waiting(made, "review", False)
        status = self._snapshots.newest().standing(made.candidate, made.track).decision.status
        clear = status in ("clear_pass", "clear_fail")
        return Waiting(made, status, clear and made.proposer != for_user)

    def propose_team(self, provider: str, reason: str, actor: str) -> None:
        """Propose what a roster earns by the certificates in force."""
        track = self._snapshots.newest().provider_tracks.get(provider)
        if track is None:
            raise RecordsError(f"there is no provider {provider!r}")
        self.records.decisions.propose(actor, [self.issuing.team_proposal(provider, track, reason)])

    def propose(self, candidate: str, track: str, code: str, reason: str, actor: str) -> None:
        """Propose what the rule says of one candidate."""
        self.records.decisions.propose(actor, [self.proposal(candidate, track, code, reason)])

    def propose_batch(self, candidates: Sequence[str], track: str, actor: str) -> None:
        """Propose clear cases, all or none.

        Raises
        ------
        RecordsError
            One of them is not clear (any more).
        """
        if not candidates:
            raise RecordsError("no case was ticked; nothing is proposed")
        proposals = [self.proposal(candidate, track, "clear", "") for candidate in candidates]
        self._require_clear(dict.fromkeys(candidates, track))
        self.records.decisions.propose(actor, proposals)

    def approve(self, ids: Sequence[int], actor: str, *, clear_only: bool = False) -> None:
        """Approve proposals, all or none; in a batch only clear ones."""
        if not ids:
            raise RecordsError("no proposal was ticked; nothing is approved")
        if clear_only:
            found = [self.records.decisions.get(number) for number in ids]
            self._require_clear({made.candidate or "": made.track for made in found})
        self.records.decisions.approve(actor, ids, self.blueprint.policy)

    def reason_codes(self, decision: Decision) -> list[str]:
        """Return the reason codes that fit: only what is clear can be called so."""
        unfit = {"team"} if decision.status.startswith("clear") else {"team", "clear"}
        return [code for code in REASONS if code not in unfit]

    def send_back(self, decision: int, reason: str, actor: str) -> None:
        """Give a proposal back."""
        if not reason:
            raise RecordsError("say why it goes back; nothing is changed")
        self.records.decisions.reject(actor, decision, reason)

    def _require_clear(self, tracks: Mapping[str, str]) -> None:
        snapshot = self._snapshots.newest()
        for candidate, track in tracks.items():
            status = snapshot.standing(candidate, track).decision.status
            if status not in ("clear_pass", "clear_fail"):
                raise RecordsError(f"{candidate} is no clear case; open it and decide it by itself")

    def proposal(self, candidate: str, track: str, code: str, reason: str) -> Proposal:
        if track not in self.blueprint.tracks:
            raise RecordsError(f"there is no track {track!r}")
        return self._snapshots.newest().assessment(candidate, track).proposal(code, reason)

    # Log

    def head(self) -> tuple[int, str]:
        """Return number and hash of the log's last entry."""
        return self.records.log.head()

    def verify(self) -> Broken | None:
        """Return the first broken entry of the log, or None."""
        return self.records.log.verify()

    def log(self, asked: str | None, subject: str, actor: str) -> Page[LogEntry]:
        """Return a page of the log, newest first."""
        wanted = [kept.Audit.subject == subject] if subject else []
        wanted += [kept.Audit.actor == actor] if actor else []
        with self.records.ledger.reading() as session:
            total = session.scalar(select(func.count()).select_from(kept.Audit).where(*wanted)) or 0
            number = page_number(asked, total)
            query = select(kept.Audit).where(*wanted).order_by(kept.Audit.seq.desc())
            rows = session.scalars(query.limit(SIZE).offset((number - 1) * SIZE)).all()
        return Page([LogEntry.of(row) for row in rows], number, total)
