"""Certificates as Open Badges 3.0 documents, before they are signed. Pure.

Three kinds, never to be taken for one another: a person's badge of one capability, a person's certificate
of a track, a provider's certificate. All values are strings: numbers have more than one way to be written.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sixfold_grader.blueprint import LANGUAGES, Text
from sixfold_grader.credential.proofs import BADGES_CONTEXT, CREDENTIALS_CONTEXT, Document
from sixfold_grader.credential.status import entries
from sixfold_grader.credential.times import moment, stamp
from sixfold_grader.messages import text

Kind = Literal["capability", "track", "provider"]
CONTEXTS = [CREDENTIALS_CONTEXT, BADGES_CONTEXT]
BASE_TYPES = ["VerifiableCredential", "OpenBadgeCredential"]
TYPES: Mapping[Kind, str] = {
    "capability": "tag:sixfold.example,2026:CapabilityBadge",
    "track": "tag:sixfold.example,2026:TrackCertificate",
    "provider": "tag:sixfold.example,2026:ProviderCertificate",
}
_ACHIEVEMENTS: Mapping[Kind, str] = {
    "capability": "Badge",
    "track": "Certification",
    "provider": "ext:ProviderCertification",
}
_LEVEL, _SCORE, _SIMULATED = "PerformanceLevel", "ScaledScore", "simulated"


@dataclass(frozen=True)
class Award:
    """What is certified.

    Attributes
    ----------
    kind : "capability", "track" or "provider"
    of : str
        Id of the capability (kind "capability") or of the track.
    level : str
        "pass", "merit" or "distinction"; a badge has "pass".
    holder : str
        Name to print, only if the holder wants it; else empty.
    scores : mapping of str to str
        Scores to print by title, only if the holder wants it.
    simulated : bool
        Whether the answers were made by a program.
    """

    kind: Kind
    of: str
    level: str
    holder: str = ""
    scores: Mapping[str, str] = field(default_factory=dict)
    simulated: bool = False


@dataclass(frozen=True)
class Issue:
    """The particulars of one issued certificate; `issuer` has `id` and `name`."""

    issuer: Mapping[str, str]
    id: str
    subject: str
    index: int
    starts: dt.datetime
    ends: dt.datetime


def certificate(award: Award, title: Text, issue: Issue) -> Document:
    """Return the unsigned document of an award; `title` is the name of its capability or track."""
    return {
        "@context": CONTEXTS,
        "id": issue.id,
        "type": [*BASE_TYPES, TYPES[award.kind]],
        "name": joined(words(f"name_{award.kind}", title)),
        "description": about(award.simulated),
        "issuer": {"id": issue.issuer["id"], "type": ["Profile"], "name": issue.issuer["name"]},
        "validFrom": stamp(issue.starts),
        "validUntil": stamp(issue.ends),
        "credentialSubject": _subject(award, title, issue),
        "credentialStatus": entries(issue.issuer["id"], issue.index),
    }


def notices(simulated: bool) -> list[Text]:
    """Return what has to be said on every document, PDF and page."""
    return [words(key) for key in (("not_official", "simulated") if simulated else ("not_official",))]


def about(simulated: bool) -> str:
    """Return the same as one text."""
    return " ".join(joined(notice) for notice in notices(simulated))


def joined(title: Text) -> str:
    """Return a text in both languages on one line."""
    return " / ".join(title[language] for language in LANGUAGES)


def words(key: str, title: Text | None = None) -> Text:
    """Return a text of the certificate in both languages."""
    return Text(
        *(text("certificate", key, lang, {"title": title[lang]} if title else {}) for lang in LANGUAGES)
    )


def _subject(award: Award, title: Text, issue: Issue) -> Document:
    level = _description(issue, joined(words("level")), _LEVEL)
    level["allowedValue"] = ["pass", "merit", "distinction"]
    described, results = [level], [_result(level, award.level)]
    for name, score in award.scores.items():
        described.append(_description(issue, name, _SCORE) | {"valueMin": "0", "valueMax": "100"})
        results.append(_result(described[-1], score))
    subject: Document = {
        "id": issue.subject,
        "type": ["AchievementSubject"],
        "achievement": {
            "id": _named(issue, f"{award.kind}/{award.of}"),
            "type": ["Achievement"],
            "achievementType": _ACHIEVEMENTS[award.kind],
            "humanCode": award.of,
            "name": joined(words(f"name_{award.kind}", title)),
            "description": about(award.simulated),
            "criteria": {"narrative": joined(words(f"criteria_{award.kind}"))},
            "resultDescription": described,
            **({"tag": [_SIMULATED]} if award.simulated else {}),
        },
        "result": results,
    }
    if award.holder:
        identity = {"type": "IdentityObject", "identityType": "name", "hashed": False}
        subject["identifier"] = [{**identity, "identityHash": award.holder}]
    return subject


def _description(issue: Issue, name: str, kind: str) -> Document:
    return {
        "id": _named(issue, f"result/{name}"),
        "type": ["ResultDescription"],
        "name": name,
        "resultType": kind,
    }


def _result(described: Mapping[str, Any], value: str) -> Document:
    return {"type": ["Result"], "resultDescription": described["id"], "value": value}


def _named(issue: Issue, path: str) -> str:
    """Return a name that is always the same for this issuer."""
    return f"urn:uuid:{uuid.uuid5(uuid.UUID(issue.issuer['id'].removeprefix('urn:uuid:')), path)}"


def claims(document: Mapping[str, Any], digest: str, now: dt.datetime) -> Document:
    """Return what the QR code says of a signed certificate; times in seconds of the epoch."""
    award = award_of(document)
    return {
        "jti": document["id"].removeprefix("urn:uuid:"),
        "kind": award.kind,
        "of": award.of,
        "level": award.level,
        "iat": int(now.timestamp()),
        "exp": int(moment(document["validUntil"]).timestamp()),
        "idx": index_of(document),
        "sha": digest,
        **({"sim": 1} if award.simulated else {}),
    }


def index_of(document: Mapping[str, Any]) -> int:
    """Return a certificate's place in the status lists."""
    return int(document["credentialStatus"][0]["statusListIndex"])


def award_of(document: Mapping[str, Any]) -> Award:
    """Return the award that a certificate states; raises `KeyError` and the like for anything else."""
    subject = document["credentialSubject"]
    achievement = subject["achievement"]
    described = {each["id"]: each for each in achievement["resultDescription"]}
    results = [(described[each["resultDescription"]], each["value"]) for each in subject["result"]]
    (level,) = (value for kind, value in results if kind["resultType"] == _LEVEL)
    return Award(
        kind=next(kind for kind, name in TYPES.items() if document["type"] == [*BASE_TYPES, name]),
        of=achievement["humanCode"],
        level=level,
        holder=subject.get("identifier", [{}])[0].get("identityHash", ""),
        scores={kind["name"]: value for kind, value in results if kind["resultType"] == _SCORE},
        simulated=_SIMULATED in achievement.get("tag", []),
    )
