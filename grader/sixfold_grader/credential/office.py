"""Issue, renew, publish: records in, signed files out. The records are the truth; files can be made again."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sixfold_grader.blueprint import Blueprint, Text
from sixfold_grader.credential import documents
from sixfold_grader.credential.documents import Award, Issue, certificate, claims, joined
from sixfold_grader.credential.issuer import Folder, Signer, own_keys, read_json, write_json
from sixfold_grader.credential.page import build_page
from sixfold_grader.credential.pdf import chinese_font, rendered
from sixfold_grader.credential.plan import Planner, Step, Wish
from sixfold_grader.credential.proofs import Document, canonical
from sixfold_grader.credential.status import PLACES, PURPOSES, status_list
from sixfold_grader.credential.token import digest, issue_token
from sixfold_grader.errors import CredentialError
from sixfold_grader.records import Records
from sixfold_grader.records.tables import Credential
from sixfold_grader.scoring import shown
from sixfold_grader.verdicts import write_atomically

_SET = {"revocation": {"withdrawn", "superseded"}, "suspension": {"suspended"}}


@dataclass(frozen=True)
class Office:
    """Everything that issuing needs; `actor` is named in the log."""

    records: Records
    blueprint: Blueprint
    folder: Folder
    actor: str
    simulated: bool = False

    @property
    def planner(self) -> Planner:
        """What there is to issue."""
        keys = own_keys(self.folder).keys if self.folder.keys.exists() else ()
        return Planner(self.records, self.blueprint, {key.id for key in keys if key.revoked is not None})

    @property
    def now(self) -> dt.datetime:
        """The present moment, to the second."""
        return self.records.ledger.clock()

    @property
    def titles(self) -> dict[str, Text]:
        """Names of capabilities and tracks by id."""
        return titles_of(self.blueprint)

    def issue(self, step: Step, signer: Signer, wish: Wish) -> Credential:
        """Issue one certificate, enter it, write its files."""
        font = chinese_font()
        award = self._award(step, _kept(step, wish))
        particulars = Issue(
            issuer=signer.issuer,
            id=f"urn:uuid:{uuid.uuid4()}",
            subject=f"urn:uuid:{uuid.uuid4()}",
            index=self._free_place(),
            starts=self.now,
            ends=self.planner.ends(step),
        )
        document = signer.sign(certificate(award, self.titles[award.of], particulars), particulars.starts)
        made = _row(step, award, particulars, document)
        self.records.credentials.enter(self.actor, made, step.replaces)
        self._write_files(made, signer, font)
        return made

    def _award(self, step: Step, wish: Wish) -> Award:
        level = step.decision.level or "pass"
        return Award(
            kind=step.kind,
            of=step.of,
            level="pass" if step.kind == "capability" else level,
            holder=self._name(step) if wish.name else "",
            scores=self._printed_scores(step) if wish.scores else {},
            simulated=self.simulated,
        )

    def _name(self, step: Step) -> str:
        if step.decision.provider is not None:
            names = {provider.id: provider.name for provider in self.records.people.providers()}
            return names[step.decision.provider]
        name = self.records.people.reveal(self.actor, step.holder).name
        if not name:
            raise CredentialError(f"{step.holder}: no name is recorded; import the roster with names first")
        return name

    def _printed_scores(self, step: Step) -> dict[str, str]:
        if step.decision.provider is not None:
            team = self.planner.team(step.decision.provider, step.decision.track)
            scores = {key: score for key, score in team.scores.items() if score is not None}
        else:
            scores = self.records.credentials.scores_behind(step.decision)
        wanted = [step.of] if step.kind == "capability" else list(self.blueprint.capabilities)
        return {joined(self.titles[key]): shown(scores[key]) for key in wanted if key in scores}

    def _free_place(self) -> int:
        """Return a random free place of the status lists, so that it tells nothing."""
        taken = self.records.credentials.places()
        if len(taken) > PLACES // 2:
            raise CredentialError(
                f"{len(taken)} of {PLACES} places of the status list are taken; start a new issuer"
            )
        while (place := secrets.randbelow(PLACES)) in taken:
            pass
        return place

    def write_missing(self, held: Credential, signer: Signer) -> bool:
        """Make the files of an issued certificate again if they are not there."""
        there = all(self.folder.issued(held.id, kind).exists() for kind in ("json", "pdf"))
        if not there:
            self._write_files(held, signer, chinese_font())
        return not there

    def _write_files(self, held: Credential, signer: Signer, font: str) -> None:
        token = issue_token(claims(held.document, digest(held.document), self.now), signer.private)
        write_json(self.folder.issued(held.id, "json"), held.document)
        page = rendered(held.document, token, self.titles, font)
        write_atomically(self.folder.issued(held.id, "pdf"), page)

    def publish(self, signer: Signer) -> list[Path]:
        """Write a fresh status list and the verification page; return their paths."""
        self.records.credentials.expire(self.actor)
        validity, places = self.blueprint.policy.validity, self.records.credentials.places()
        lists = [
            signer.sign(
                status_list(
                    signer.issuer,
                    purpose,
                    [place for place, state in places.items() if state in _SET[purpose]],
                    f"{joined(documents.words('status_list'))}. {documents.about(self.simulated)}",
                    self.now,
                    validity.status_list_days,
                ),
                self.now,
            )
            for purpose in PURPOSES
        ]
        path = self.folder.status(self.now)
        write_json(path, lists)
        write_page(self.folder, self.titles, validity.status_list_days)
        return [path, self.folder.page]


def _kept(step: Step, wish: Wish) -> Wish:
    """Return a wish with all that the same decision's certificate prints already."""
    held = step.replaces
    if held is None or held.decision != step.decision.id:
        return wish
    award = documents.award_of(held.document)
    return Wish(wish.name or bool(award.holder), wish.scores or bool(award.scores))


def titles_of(blueprint: Blueprint) -> dict[str, Text]:
    """Return the names of capabilities and tracks by id."""
    return {**{key: entry.title for key, entry in blueprint.capabilities.items()}, **blueprint.tracks}


def write_page(folder: Folder, titles: Mapping[str, Text], days: int) -> None:
    """Write `verify.html` with the keys of the present list pinned."""
    write_atomically(folder.page, build_page(read_json(folder.keys, ""), titles, days))


def _row(step: Step, award: Award, particulars: Issue, document: Document) -> Credential:
    return Credential(
        id=particulars.id,
        kind=award.kind,
        subject_urn=particulars.subject,
        candidate=step.decision.candidate,
        provider=step.decision.provider,
        track=None if award.kind == "capability" else award.of,
        capability=award.of if award.kind == "capability" else None,
        level=award.level,
        issued=particulars.starts,
        expires=particulars.ends,
        status_index=particulars.index,
        state="active",
        document=document,
        sha256=hashlib.sha256(canonical(document)).hexdigest(),
        decision=step.decision.id,
        reason="",
    )
