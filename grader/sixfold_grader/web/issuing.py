"""Issuing from the console, where whoever started it has said that it may use the issuer's key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sixfold_grader.blueprint import Blueprint
from sixfold_grader.course import Course
from sixfold_grader.credential.issuer import Folder, load_signer
from sixfold_grader.credential.office import Office
from sixfold_grader.credential.plan import Planner, Wish, proposal_of
from sixfold_grader.errors import CredentialError, RecordsError
from sixfold_grader.records import Records
from sixfold_grader.records.assess import Proposal
from sixfold_grader.records.tables import Credential
from sixfold_grader.team import TeamResult

Kind = Literal["json", "pdf"]
MIMETYPES: dict[str, str] = {"json": "application/ld+json", "pdf": "application/pdf"}


@dataclass(frozen=True)
class Issuing:
    """What the pages know and do about certificates.

    Attributes
    ----------
    allowed : bool
        Whether approvers may issue here.
    key : Path or None
        The issuer's private key; None for its usual place.
    """

    records: Records
    blueprint: Blueprint
    course: Course
    allowed: bool = False
    key: Path | None = None

    @property
    def _folder(self) -> Folder:
        return Folder(self.course.root / "credentials")

    def held(self, *, candidate: str | None = None, provider: str | None = None) -> Sequence[Credential]:
        """Return what has been issued to somebody, the newest first."""
        return self.records.credentials.find(candidate=candidate, provider=provider)

    def issue(self, decision: int, actor: str) -> None:
        """Issue the certificate of an approved decision, without name and scores, and a fresh status list.

        Raises
        ------
        CredentialError
            It is issued already, or cannot be; or there is no key, or none may be used here.
        """
        if not self.allowed:
            raise CredentialError("start the console with --issue to issue here, or run `sixfold issue`")
        office = Office(self.records, self.blueprint, self._folder, actor, self.course.simulated)
        made = self.records.decisions.get(decision)
        if made.state != "approved":
            raise CredentialError(f"decision {decision} is {made.state}; only an approved one is issued on")
        (step,) = office.planner.steps([made], [], Wish())
        if step.why_not:
            raise CredentialError(step.why_not)
        signer = load_signer(self._folder, self.key)
        office.issue(step, signer, Wish())
        office.publish(signer)

    def file(self, number: str, kind: str) -> Path | None:
        """Return the file of a certificate on record, or None."""
        if kind not in MIMETYPES:
            return None
        try:
            held = self.records.credentials.get(number)
        except RecordsError:
            return None
        path = self._folder.issued(held.id, kind)
        return path if path.is_file() else None

    def team(self, provider: str, track: str) -> TeamResult:
        """Return what a roster earns by the certificates and badges in force."""
        return Planner(self.records, self.blueprint).team(provider, track)

    def team_proposal(self, provider: str, track: str, reason: str) -> Proposal:
        """Return the proposal that follows from the certificates in force."""
        return proposal_of(self.team(provider, track), provider, reason)
