"""The tables of the reviewer's side. They stand beside nbgrader's in one database, all named `sixfold_…`.

Times are UTC to the second. A candidate is a pseudonym everywhere; only `sixfold_person` knows more.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Dialect,
    Double,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Utc(TypeDecorator[dt.datetime]):
    """A moment as the text `2026-11-28T08:30:00Z`: the same on every database, sorted as it reads."""

    impl = String(20)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else written(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else dt.datetime.fromisoformat(value)


def written(moment: dt.datetime) -> str:
    """Return an aware moment as text in UTC."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


Name = Annotated[str, mapped_column(String(64))]
Word = Annotated[str, mapped_column(String(32))]
Long = Annotated[str, mapped_column(Text)]
Moment = Annotated[dt.datetime, mapped_column(Utc)]
Number = Annotated[float, mapped_column(Double)]
Data = Annotated[dict[str, Any], mapped_column(JSON)]
Names = Annotated[list[str], mapped_column(JSON)]
Sha256 = Annotated[str, mapped_column(String(64))]

Candidate = Annotated[str, mapped_column(String(64), ForeignKey("sixfold_person.candidate"))]
User = Annotated[str, mapped_column(String(64), ForeignKey("sixfold_account.user"))]
ProviderId = Annotated[str, mapped_column(String(64), ForeignKey("sixfold_provider.id"))]


class Base(DeclarativeBase):
    """Base of our tables; nbgrader has its own."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def _one_of(column: str, *values: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=column)


_EXACTLY_ONE = "(candidate IS NULL) <> (provider IS NULL)"


class Person(Base):
    """Who a candidate is: the only place that tells. What is personal stays out of the log's digests."""

    __tablename__ = "sixfold_person"
    PERSONAL: ClassVar = ("name", "email")

    candidate: Mapped[Name] = mapped_column(primary_key=True)
    student_id: Mapped[Name] = mapped_column(unique=True)
    name: Mapped[Long | None]
    email: Mapped[Long | None]


class Account(Base):
    """Somebody who marks, proposes, approves or reads; `roles` are of `sixfold_grader.roles`."""

    __tablename__ = "sixfold_account"
    # One spelling a person, so that "Li" cannot approve what "li" proposed.
    __table_args__ = (CheckConstraint('"user" = lower("user")', name="lower"),)

    user: Mapped[Name] = mapped_column(primary_key=True)
    name: Mapped[Long]
    password_hash: Mapped[Long]
    roles: Mapped[Names]
    language: Mapped[Word]
    active: Mapped[bool]
    created: Mapped[Moment]


class Provider(Base):
    """A service provider (an agency); its people are certified on its track."""

    __tablename__ = "sixfold_provider"

    id: Mapped[Name] = mapped_column(primary_key=True)
    name: Mapped[Long]
    track: Mapped[Word]


class Membership(Base):
    """A candidate on a provider's roster, from `since` until `until`; on one roster at a time."""

    __tablename__ = "sixfold_membership"
    __table_args__ = (
        Index(
            "uq_sixfold_membership_candidate",
            "candidate",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    provider: Mapped[ProviderId]
    candidate: Mapped[Candidate]
    role: Mapped[Word]
    since: Mapped[Moment]
    until: Mapped[Moment | None]


class Training(Base):
    """Who taught a candidate: may neither mark nor decide there."""

    __tablename__ = "sixfold_training"

    candidate: Mapped[Candidate] = mapped_column(primary_key=True)
    trainer: Mapped[User] = mapped_column(primary_key=True)


class Assignee(Base):
    """Which reviewer looks after a candidate's case."""

    __tablename__ = "sixfold_assignee"

    candidate: Mapped[Candidate] = mapped_column(primary_key=True)
    reviewer: Mapped[User]
    since: Mapped[Moment]


class Run(Base):
    """One reading of a form's scores out of the gradebook; one run a form is current.

    `by` is who read it. A run that changes recorded scores waits for two people (`signer`, `approver`).
    """

    __tablename__ = "sixfold_run"
    __table_args__ = (
        _one_of("state", "proposed", "current", "superseded", "rejected"),
        CheckConstraint("approver IS NULL OR approver <> signer", name="two_people"),
        Index(
            "uq_sixfold_run_current",
            "form",
            unique=True,
            sqlite_where=text("state = 'current'"),
            postgresql_where=text("state = 'current'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[Name]
    state: Mapped[Word]
    created: Mapped[Moment]
    by: Mapped[Name]
    reason: Mapped[Long]
    blueprint_sha256: Mapped[Sha256]
    scores_sha256: Mapped[Sha256]
    signer: Mapped[User | None]
    signed_at: Mapped[Moment | None]
    approver: Mapped[User | None]
    approved_at: Mapped[Moment | None]


class Attempt(Base):
    """One candidate's sitting of a form as one run scored it.

    `raw` and `scaled` are None while it is blocked (state `blocked`; `flags` say why) and count for
    nothing when void. `items` are item -> {auto, manual, maximum, waiting}.
    """

    __tablename__ = "sixfold_attempt"
    __table_args__ = (
        UniqueConstraint("run", "candidate"),
        _one_of("state", "scored", "blocked", "void"),
        Index("ix_sixfold_attempt_candidate", "candidate"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate: Mapped[Candidate]
    capability: Mapped[Name]
    form: Mapped[Name]
    run: Mapped[int] = mapped_column(ForeignKey("sixfold_run.id"))
    taken_at: Mapped[Moment | None]
    raw: Mapped[Number | None]
    maximum: Mapped[Number]
    cut: Mapped[Number]
    scaled: Mapped[Number | None]
    items: Mapped[Data]
    flags: Mapped[Data]
    state: Mapped[Word]
    submission: Mapped[Sha256]


class Rating(Base):
    """One score of one criterion by one rater; rows are only ever added, the newest of a rater counts.

    `submission` is the SHA-256 of what was read: marks of an older hand-in do not count for a newer.
    Two raters are no people (`sixfold_grader.roles`) and have no criterion: a mark made in nbgrader's
    formgrader (its score is in points), and what opens an answer for rating anew.
    """

    __tablename__ = "sixfold_rating"
    __table_args__ = (
        _one_of("door", "console", "import", "formgrader"),
        Index("ix_sixfold_rating_form_candidate", "form", "candidate"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate: Mapped[Candidate]
    form: Mapped[Name]
    item: Mapped[Name]
    criterion: Mapped[Name]
    rater: Mapped[Name]
    score: Mapped[Number]
    comment: Mapped[Long]
    at: Mapped[Moment]
    door: Mapped[Word]
    senior: Mapped[bool]
    submission: Mapped[Sha256]


class Decision(Base):
    """What was decided about a candidate (or a provider): proposed by one person, approved by another."""

    __tablename__ = "sixfold_decision"
    __table_args__ = (
        _one_of("state", "proposed", "approved", "rejected", "withdrawn", "superseded"),
        _one_of("outcome", "pass", "fail"),
        CheckConstraint("approver IS NULL OR approver <> proposer", name="two_people"),
        CheckConstraint("state <> 'approved' OR approver IS NOT NULL", name="approved_by_somebody"),
        CheckConstraint(_EXACTLY_ONE, name="about_one"),
        Index("ix_sixfold_decision_candidate", "candidate"),
        Index(
            "uq_sixfold_decision_approved",
            "candidate",
            "track",
            unique=True,
            sqlite_where=text("state = 'approved'"),
            postgresql_where=text("state = 'approved'"),
        ),
        Index(
            "uq_sixfold_decision_proposed",
            "candidate",
            "track",
            unique=True,
            sqlite_where=text("state = 'proposed'"),
            postgresql_where=text("state = 'proposed'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate: Mapped[Candidate | None]
    provider: Mapped[ProviderId | None]
    track: Mapped[Word]
    run: Mapped[int | None] = mapped_column(ForeignKey("sixfold_run.id"))
    outcome: Mapped[Word]
    level: Mapped[Word | None]
    reason_code: Mapped[Name]
    reason: Mapped[Long]
    evidence: Mapped[Data]
    proposer: Mapped[User]
    proposed_at: Mapped[Moment]
    approver: Mapped[User | None]
    approved_at: Mapped[Moment | None]
    state: Mapped[Word]


class Credential(Base):
    """A credential that was issued; `id` is the document's own id."""

    __tablename__ = "sixfold_credential"
    __table_args__ = (
        _one_of("kind", "capability", "track", "provider"),
        _one_of("state", "active", "suspended", "expired", "withdrawn", "superseded"),
        CheckConstraint(_EXACTLY_ONE, name="about_one"),
    )

    id: Mapped[str] = mapped_column(String(128), primary_key=True)
    kind: Mapped[Word]
    subject_urn: Mapped[Name]
    candidate: Mapped[Candidate | None]
    provider: Mapped[ProviderId | None]
    track: Mapped[Word | None]
    capability: Mapped[Name | None]
    level: Mapped[Word | None]
    issued: Mapped[Moment]
    expires: Mapped[Moment]
    status_index: Mapped[int] = mapped_column(unique=True)
    state: Mapped[Word]
    document: Mapped[Data]
    sha256: Mapped[Sha256]
    superseded_by: Mapped[str | None] = mapped_column(String(128), ForeignKey("sixfold_credential.id"))
    decision: Mapped[int | None] = mapped_column(ForeignKey("sixfold_decision.id"))
    reason: Mapped[Long]


class Case(Base):
    """Something with a date that somebody has to see to.

    `retake` and `expiry` come due; `appeal` and `regrade` are about a decision; `challenge` is about an
    item of a form; `accommodation` lets a late hand-in count.
    """

    __tablename__ = "sixfold_case"
    __table_args__ = (
        _one_of("kind", "retake", "appeal", "regrade", "expiry", "challenge", "accommodation"),
        _one_of("state", "open", "upheld", "denied", "done", "withdrawn"),
        Index("ix_sixfold_case_candidate", "candidate"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate: Mapped[Candidate | None]
    provider: Mapped[ProviderId | None]
    kind: Mapped[Word]
    state: Mapped[Word]
    form: Mapped[Name | None]
    item: Mapped[Name | None]
    decision: Mapped[int | None] = mapped_column(ForeignKey("sixfold_decision.id"))
    opened: Mapped[Moment]
    opened_by: Mapped[Name]
    reason: Mapped[Long]
    due: Mapped[Moment | None]
    closed: Mapped[Moment | None]
    by: Mapped[Name | None]
    outcome: Mapped[Long | None]


class Audit(Base):
    """The log: entry after entry, each hash over the one before. Triggers refuse every change."""

    __tablename__ = "sixfold_audit"
    __table_args__ = (Index("ix_sixfold_audit_subject", "subject"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[Moment]
    actor: Mapped[Name]
    action: Mapped[Name]
    subject: Mapped[str] = mapped_column(String(128))
    entry: Mapped[Long]
    hash: Mapped[Sha256]
