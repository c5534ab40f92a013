"""What follows with time: lateness, retakes, validity, renewal, appeals (`certification.md` §5).

Pure functions of calendar days; the caller says which day it is. Days are those of Asia/Shanghai (`day_of`).
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from sixfold_grader.policy import RetakePolicy, ValidityPolicy

Lateness = Literal["on_time", "late", "void"]
CertificateState = Literal["active", "suspended", "expired", "withdrawn", "superseded"]
CLOCK = ZoneInfo("Asia/Shanghai")


def day_of(moment: dt.datetime) -> dt.date:
    """Return the day of an aware moment in China."""
    return moment.astimezone(CLOCK).date()


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later, or the last of its month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def lateness(minutes: float, policy: RetakePolicy, *, accommodated: bool = False) -> Lateness:
    """Tell what a submission so many minutes after the deadline is worth; never a lower score.

    Within the grace it counts and is flagged; beyond it is void unless an accommodation is on record.
    """
    if minutes <= 0 or accommodated:
        return "on_time"
    return "late" if minutes <= policy.late_grace_minutes else "void"


class NextAttempt(NamedTuple):
    """The first day of another attempt and what sets it: nothing (`first`), the `wait`, or the `limit`."""

    day: dt.date | None
    why: Literal["first", "wait", "limit"]


def next_attempt(taken: Sequence[dt.date], policy: RetakePolicy) -> NextAttempt:
    """Return when one capability may be attempted again; `day` is None where nothing stands against it.

    The wait grows with each attempt, its last value holds on; no more than `attempts` lie within `months`.

    Parameters
    ----------
    taken : sequence of dates
        Attempts that counted, in any order; void ones left out.
    """
    if not taken:
        return NextAttempt(None, "first")
    days = sorted(taken)
    wait = policy.wait_days[min(len(days), len(policy.wait_days)) - 1]
    waited = days[-1] + dt.timedelta(days=wait)
    if len(days) < policy.attempts:
        return NextAttempt(waited, "wait")
    free = add_months(days[-policy.attempts], policy.months)
    return NextAttempt(max(waited, free), "limit" if free > waited else "wait")


@dataclass(frozen=True)
class ScoredAttempt:
    """One attempt that counted: capability, day, unrounded scaled score."""

    capability: str
    day: dt.date
    scaled: float


def newest_scores(
    attempts: Sequence[ScoredAttempt], today: dt.date, policy: ValidityPolicy
) -> Mapping[str, ScoredAttempt]:
    """Return the newest attempt of each capability that is still valid: the newest, not the best."""
    newest: dict[str, ScoredAttempt] = {}
    for attempt in sorted(attempts, key=lambda entry: entry.day):
        if attempt.day <= today < add_months(attempt.day, policy.months):
            newest[attempt.capability] = attempt
    return newest


def resit_until(decided: dt.date, policy: RetakePolicy) -> dt.date:
    """Return the last day of a single-capability resit after a decision."""
    return decided + dt.timedelta(days=policy.resit_days)


def expires(issued: dt.date, policy: ValidityPolicy) -> dt.date:
    """Return the day from which a certificate has expired."""
    return add_months(issued, policy.months)


def renewable_from(issued: dt.date, policy: ValidityPolicy) -> dt.date:
    """Return the first day of the renewal window; it ends when the certificate expires."""
    return expires(issued, policy) - dt.timedelta(days=policy.renewal_days)


def appeal_until(decided: dt.date, policy: ValidityPolicy) -> dt.date:
    """Return the last day of an appeal against a decision."""
    return decided + dt.timedelta(days=policy.appeal_days)


def certificate_state(
    expiry: dt.date,
    today: dt.date,
    *,
    withdrawn: bool = False,
    superseded: bool = False,
    suspended: bool = False,
) -> CertificateState:
    """Return a certificate's state: what is for good goes before expiry, expiry before a suspension."""
    if withdrawn:
        return "withdrawn"
    if superseded:
        return "superseded"
    if today >= expiry:
        return "expired"
    return "suspended" if suspended else "active"
