"""Proposing and approving from the pages. Outcomes come from the rule, refusals from the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sixfold_grader.decision import Decision, Status
from sixfold_grader.errors import RecordsError
from sixfold_grader.records import Records
from sixfold_grader.records import tables as kept
from sixfold_grader.records.assess import Proposal
from sixfold_grader.records.decisions import REASONS
from sixfold_grader.web.issuing import Issuing
from sixfold_grader.web.snapshot import Snapshots


@dataclass(frozen=True)
class Waiting:
    """A proposal that waits, and what the rule says of the case."""

    made: kept.Decision
    status: Status
    in_batch: bool


class Deciding:
    """What reviewers and approvers do; safe to share between threads."""

    def __init__(self, records: Records, snapshots: Snapshots, issuing: Issuing) -> None:
        self._records, self._snapshots, self._issuing = records, snapshots, issuing
        self._blueprint = issuing.blueprint

    def proposals(self, for_user: str) -> list[Waiting]:
        """Return what waits for a second person, oldest first."""
        return [
            self._waiting(made, for_user) for made in reversed(self._records.decisions.find(state="proposed"))
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
        self._records.decisions.propose(actor, [self._issuing.team_proposal(provider, track, reason)])

    def propose(self, candidate: str, track: str, code: str, reason: str, actor: str) -> None:
        """Propose what the rule says of one candidate."""
        self._records.decisions.propose(actor, [self.proposal(candidate, track, code, reason)])

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
        self._records.decisions.propose(actor, proposals)

    def approve(self, ids: Sequence[int], actor: str, *, clear_only: bool = False) -> None:
        """Approve proposals, all or none; in a batch only clear ones."""
        if not ids:
            raise RecordsError("no proposal was ticked; nothing is approved")
        if clear_only:
            found = [self._records.decisions.get(number) for number in ids]
            self._require_clear({made.candidate or "": made.track for made in found})
        self._records.decisions.approve(actor, ids, self._blueprint.policy)

    def reason_codes(self, decision: Decision) -> list[str]:
        """Return the reason codes that fit: only what is clear can be called so."""
        unfit = {"team"} if decision.status.startswith("clear") else {"team", "clear"}
        return [code for code in REASONS if code not in unfit]

    def send_back(self, decision: int, reason: str, actor: str) -> None:
        """Give a proposal back."""
        if not reason:
            raise RecordsError("say why it goes back; nothing is changed")
        self._records.decisions.reject(actor, decision, reason)

    def _require_clear(self, tracks: Mapping[str, str]) -> None:
        snapshot = self._snapshots.newest()
        for candidate, track in tracks.items():
            status = snapshot.standing(candidate, track).decision.status
            if status not in ("clear_pass", "clear_fail"):
                raise RecordsError(f"{candidate} is no clear case; open it and decide it by itself")

    def proposal(self, candidate: str, track: str, code: str, reason: str) -> Proposal:
        """Return the proposal that follows from a candidate's scores."""
        if track not in self._blueprint.tracks:
            raise RecordsError(f"there is no track {track!r}")
        return self._snapshots.newest().assessment(candidate, track).proposal(code, reason)
