"""Which attempts count, and what the rule says about them."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sixfold_grader.blueprint import Blueprint
from sixfold_grader.policy import ValidityPolicy
from sixfold_grader.records.assess import Assessment, assess
from sixfold_grader.records.tables import Attempt, Case, Membership, Provider, Run
from sixfold_grader.standing import CLOCK, add_months, day_of

Standing = Mapping[str, Mapping[str, Attempt]]


def valid_since(policy: ValidityPolicy, now: dt.datetime) -> dt.datetime:
    """Return the moment before which an attempt is too old to count."""
    day = add_months(day_of(now), -policy.months)
    return dt.datetime.combine(day, dt.time(), CLOCK) + dt.timedelta(days=1)


def standing(
    session: Session,
    candidates: set[str] | None = None,
    *,
    instead: Run | None = None,
    since: dt.datetime | None = None,
) -> Standing:
    """Return the attempts that count: of current runs the newest, no older than `since`.

    Parameters
    ----------
    instead : Run or None
        As if this were the current run of its form.
    """
    runs = {run.form: run.id for run in session.scalars(select(Run).where(Run.state == "current"))}
    if instead is not None:
        runs[instead.form] = instead.id
    query = select(Attempt).where(Attempt.run.in_(runs.values()), Attempt.state != "void")
    if candidates is not None:
        query = query.where(Attempt.candidate.in_(candidates))
    found: dict[str, dict[str, Attempt]] = defaultdict(dict)
    for attempt in session.scalars(query):
        if since is not None and attempt.taken_at is not None and attempt.taken_at < since:
            continue
        held = found[attempt.candidate].get(attempt.capability)
        if held is None or _rank(attempt) > _rank(held):
            found[attempt.candidate][attempt.capability] = attempt
    return dict(found)


def _rank(attempt: Attempt) -> tuple[bool, float, int]:
    """A score counts before a blocked attempt, then the newest."""
    taken = attempt.taken_at.timestamp() if attempt.taken_at else -math.inf
    return attempt.state == "scored", taken, attempt.id


def assessed(
    session: Session, attempts: Standing, blueprint: Blueprint, track: str | None = None
) -> dict[str, Assessment]:
    """Return what the rule says about these attempts; `track` is for those on no roster."""
    track = track or next(iter(blueprint.tracks))
    tracks = tracks_of(session)
    sizes = dict(
        session.execute(
            select(Attempt.capability, func.count())
            .join(Run, Run.id == Attempt.run)
            .where(Run.state == "current", Attempt.state == "scored")
            .group_by(Attempt.capability)
        ).all()
    )
    challenged = {
        (case.form or "", case.item or "")
        for case in session.scalars(select(Case).where(Case.kind == "challenge", Case.state == "open"))
    }
    return {
        candidate: assess(candidate, mine, blueprint, tracks.get(candidate, track), sizes, challenged)
        for candidate, mine in sorted(attempts.items())
    }


def tracks_of(session: Session) -> dict[str, str]:
    """Return candidate -> the track of the provider whose roster they are on."""
    query = (
        select(Membership.candidate, Provider.track)
        .join(Provider, Provider.id == Membership.provider)
        .where(Membership.until.is_(None))
    )
    return dict(session.execute(query).all())
