"""Decisions on paper: a sheet for a committee, and its way back, all of it or nothing.

Every row carries a `version`: a hash of the scores and of the decision as they were. A row whose candidate
has moved on meanwhile is a conflict: it is told, and nothing of the sheet is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from sixfold_grader.blueprint import Blueprint, Language
from sixfold_grader.errors import RecordsError
from sixfold_grader.explain import reason_text
from sixfold_grader.records.assess import Assessment, scores_sha256
from sixfold_grader.records.audit import digest
from sixfold_grader.records.counting import assessed, standing, valid_since
from sixfold_grader.records.decisions import approved, closed, proposed, told
from sixfold_grader.records.ledger import Entry, Ledger, row_digest
from sixfold_grader.records.tables import Decision
from sixfold_grader.scoring import shown
from sixfold_grader.tables import Row

if TYPE_CHECKING:
    from sixfold_grader.exports import Cell, Sheet

ACTIONS = ("", "propose", "approve", "reject")
FILLED = ("action", "reason_code", "reason")  # what the committee writes
NEEDED = ("candidate", "track", "decision", "version", *FILLED)


@dataclass(frozen=True)
class Reviewed:
    """How many rows of a sheet did what."""

    proposed: int = 0
    approved: int = 0
    rejected: int = 0


class Review:
    """Sheets for committees."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def sheet(
        self,
        blueprint: Blueprint,
        language: Language = "en",
        track: str | None = None,
        statuses: Sequence[str] = (),
    ) -> Sheet:
        """Return everybody with a score, by pseudonym; the last columns are for the committee to fill.

        Parameters
        ----------
        track : str or None
            For those on no roster; by default the blueprint's first.
        statuses : sequence of str
            Only these, e.g. `("review",)`; empty for all.
        """
        from sixfold_grader.exports import Sheet  # loads openpyxl

        with self._ledger.reading() as session:
            since = valid_since(blueprint.policy.validity, self._ledger.clock())
            found = assessed(session, standing(session, since=since), blueprint, track)
            made = _latest(session)
        columns = (
            *("candidate", "track", "status", "outcome", "composite", "sem", *blueprint.capabilities),
            *("reasons", "decision", "state", "proposer", "version", *FILLED),
        )
        rows = [
            _row(assessment, made.get((name, assessment.decision.track)), blueprint, language)
            for name, assessment in found.items()
            if not statuses or assessment.decision.status in statuses
        ]
        return Sheet("review", columns, rows)

    def load(
        self, actor: str, blueprint: Blueprint, rows: Sequence[Row], *, dry_run: bool = False
    ) -> Reviewed:
        """Do what a committee's sheet says, in one transaction; rows without an action are left alone.

        Raises
        ------
        RecordsError
            Every row that is wrong or in conflict, in one message; nothing was written.
        """
        acting = [row for row in rows if row["action"]]
        with self._ledger.writing(actor, "review.import", dry_run=dry_run) as entry:
            tracks = {row["candidate"]: row["track"] for row in acting}
            found = _assessments(entry, blueprint, tracks)
            _require_right(acting, found, _latest(entry.session))
            made = [_done(entry, row, blueprint, found) for row in acting]
            count = {action: sum(row["action"] == action for row in acting) for action in ACTIONS}
            entry.facts["decisions"] = [{**told(decision), "state": decision.state} for decision in made]
        return Reviewed(count["propose"], count["approve"], count["reject"])


def _assessments(
    entry: Entry, blueprint: Blueprint, tracks: Mapping[str, str]
) -> dict[tuple[str, str], Assessment]:
    since = valid_since(blueprint.policy.validity, entry.at)
    attempts = standing(entry.session, set(tracks), since=since)
    return {
        (name, track): one[name]
        for name, track in tracks.items()
        if name in attempts and track in blueprint.tracks
        for one in [assessed(entry.session, {name: attempts[name]}, blueprint, track)]
        if one[name].decision.track == track
    }


def _latest(session: Session) -> dict[tuple[str, str], Decision]:
    """Return the newest decision about each candidate and track, whatever its state."""
    query = select(Decision).where(Decision.candidate.is_not(None)).order_by(Decision.id)
    return {(d.candidate or "", d.track): d for d in session.scalars(query)}


def _row(
    assessment: Assessment, decision: Decision | None, blueprint: Blueprint, language: Language
) -> list[Cell]:
    rule = assessment.decision
    return [
        assessment.candidate,
        rule.track,
        rule.status,
        assessment.outcome,
        _shown(rule.composite),
        _shown(rule.sem),
        *(_shown(rule.scaled[key]) for key in blueprint.capabilities),
        "; ".join(reason_text(reason, blueprint, language) for reason in rule.reasons),
        str(decision.id) if decision else "",
        decision.state if decision else "",
        decision.proposer if decision else "",
        version(assessment, decision),
        "",
        "",
        "",
    ]


def _shown(score: float | None) -> float | None:
    return None if score is None else float(shown(score))


def version(assessment: Assessment, decision: Decision | None) -> str:
    """Return a hash of all that a committee decides upon, as it stands now."""
    rule = assessment.decision
    now = [scores_sha256(assessment.attempts), rule.track, rule.status, assessment.outcome]
    return digest([*now, decision and row_digest(decision)])[:16]


def _require_right(
    rows: Sequence[Row],
    found: Mapping[tuple[str, str], Assessment],
    made: Mapping[tuple[str, str], Decision],
) -> None:
    wrong: list[str] = []
    seen: dict[str, int] = {}
    for row in rows:
        key = (row["candidate"], row["track"])
        if row["action"] not in ACTIONS:
            wrong.append(str(row.fail(f"action {row['action']!r}; there are: {', '.join(ACTIONS[1:])}")))
        if key not in found:
            wrong.append(str(row.fail(f"there is no candidate {key[0]!r} with a score on track {key[1]!r}")))
        elif version(found[key], made.get(key)) != row["version"]:
            wrong.append(str(row.fail(_conflict(key[0], found[key], made.get(key)))))
        if (line := seen.setdefault(key[0], row.line)) != row.line:
            wrong.append(str(row.fail(f"candidate {key[0]!r} stands in line {line} already")))
    if wrong:
        raise RecordsError("\n".join([*wrong, "nothing was written"]))


def _conflict(candidate: str, assessment: Assessment, decision: Decision | None) -> str:
    state = f"decision {decision.id} is {decision.state}" if decision else "nothing is proposed"
    return (
        f"conflict: {candidate} has changed since this sheet was exported; now the rule says "
        f"{assessment.outcome}, and {state}. Export again and look once more"
    )


def _done(
    entry: Entry, row: Row, blueprint: Blueprint, found: Mapping[tuple[str, str], Assessment]
) -> Decision:
    try:
        if row["action"] == "propose":
            assessment = found[row["candidate"], row["track"]]
            return proposed(entry, [assessment.proposal(row["reason_code"], row["reason"])])[0]
        if not row["decision"].isdigit():
            raise RecordsError(f"{row['candidate']} has no proposal to {row['action']}")
        number = int(row["decision"])
        if row["action"] == "approve":
            return approved(entry, [number], blueprint.policy)[0]
        return closed(entry, number, "rejected")
    except RecordsError as error:
        raise RecordsError(f"{row.fail(str(error))}\nnothing was written") from None
