"""Is a certificate genuine and in force? Pure: files' contents and the time go in, one outcome comes out.

Order: a key of the pinned issuer, signature, validity, the status list's signature, age and bit, then
whether both come from the same issuer. The first thing that is wrong is the outcome. `verify.js` does the
same in the browser; texts of both are in `messages.toml`, and a test compares their outcomes. Whatever
cannot be checked is not accepted.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sixfold_grader.credential.documents import BASE_TYPES, CONTEXTS, TYPES, award_of, index_of
from sixfold_grader.credential.documents import about as notice
from sixfold_grader.credential.keylist import Key, KeyList
from sixfold_grader.credential.proofs import CREDENTIALS_CONTEXT, Document, ProofError, is_genuine, proofs_of
from sixfold_grader.credential.status import PURPOSES, is_set, list_id
from sixfold_grader.credential.times import in_words, moment, stamp
from sixfold_grader.credential.token import Token, read_token

LARGEST = 1_000_000  # characters of a file that somebody hands in
BIT_MEANS = dict(zip(PURPOSES, ("revoked", "suspended"), strict=True))
_WRONG_SHAPE = (KeyError, TypeError, ValueError, AttributeError, IndexError)


@dataclass(frozen=True)
class Outcome:
    """What came of it.

    Attributes
    ----------
    code : str
        "valid", or the key of what is wrong in section `verification` of `messages.toml`.
    facts : mapping
        What its text fills in.
    about : mapping
        What the certificate says; empty unless its signature is genuine.
    """

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)

    @property
    def valid(self) -> bool:
        """Whether the certificate can be relied on."""
        return self.code == "valid"


class _Rejected(Exception):
    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


@dataclass(frozen=True)
class _Signature:
    key: Key | None
    created: dt.datetime
    is_genuine: Callable[[Ed25519PublicKey], bool]


@dataclass(frozen=True)
class _Claim:
    """What was handed in; `index` and `about` may only be asked once the signature is genuine."""

    issuer: str
    signatures: Sequence[_Signature]
    about: Callable[[], dict[str, str]]
    index: Callable[[], int]


def verify(
    content: str, keys: KeyList, lists: Sequence[Mapping[str, Any]], now: dt.datetime, days: int
) -> Outcome:
    """Return whether a certificate, or the text of its QR code, is genuine and in force.

    Parameters
    ----------
    content : str
        JSON of the certificate, or the compact JWS.
    keys : KeyList
        Of the pinned issuer, already believed.
    lists : sequence of mappings
        The status lists at hand.
    now : datetime
        Aware.
    days : int
        Age at which a status list is no longer accepted.
    """
    about: dict[str, str] = {}
    try:
        claim = _read(content, keys)
        _require_signatures(claim, keys)
        about = claim.about()
        _require_in_force(about, now)
        facts = {"ends": in_words(about["ends"])}
        for purpose in PURPOSES:
            status = _status(lists, keys, purpose)
            facts |= _require_fresh(status, now, days)
            if is_set(status, claim.index()):
                raise _Rejected(BIT_MEANS[purpose])
            if _issuer_of(status) != claim.issuer:
                raise _Rejected("issuer_mismatch")
    except _Rejected as rejected:
        return Outcome(rejected.code, rejected.facts, about)
    return Outcome("valid", facts, about)


def parse_lists(texts: Sequence[str]) -> list[Document]:
    """Return every JSON object in status list files; what cannot be read is left out, and later missing."""
    found: list[Document] = []
    for each in texts:
        try:
            content = json.loads(each)
        except (ValueError, RecursionError):
            continue
        found += [
            one for one in (content if isinstance(content, list) else [content]) if isinstance(one, dict)
        ]
    return found


def _read(content: str, keys: KeyList) -> _Claim:
    if len(content) > LARGEST:
        raise _Rejected("unreadable")
    try:
        return _read_token(read_token(content.strip()), keys)
    except ProofError:
        pass
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise _Rejected("unreadable") from None
    try:
        return _read_certificate(document, keys)
    except _WRONG_SHAPE:
        raise _Rejected("not_ours") from None


def _read_certificate(document: Document, keys: KeyList) -> _Claim:
    types = document["type"]
    if document["@context"] != CONTEXTS or types not in [[*BASE_TYPES, name] for name in TYPES.values()]:
        raise _Rejected("not_ours")
    signatures = _signatures(document, keys)

    def about() -> dict[str, str]:
        award = award_of(document)
        return {
            "id": document["id"],
            "kind": award.kind,
            "of": award.of,
            "level": award.level,
            "holder": award.holder,
            "starts": document["validFrom"],
            "ends": document["validUntil"],
            "name": document["name"],
            "description": document["description"],
        }

    return _Claim(_issuer_of(document), signatures, about, lambda: index_of(document))


def _read_token(token: Token, keys: KeyList) -> _Claim:
    claims = token.claims

    def time(name: str) -> dt.datetime:
        return dt.datetime.fromtimestamp(claims[name], dt.UTC)

    def about() -> dict[str, str]:
        about = {name: str(claims[name]) for name in ("kind", "of", "level")}
        window = {"starts": stamp(time("iat")), "ends": stamp(time("exp"))}
        about |= {"description": notice(simulated="sim" in claims), "sha256": claims["sha"]}
        return {"id": f"urn:uuid:{claims['jti']}", **about, **window}

    try:
        signature = _Signature(keys.by_ending(token.key_ending), time("iat"), token.is_genuine)
    except (*_WRONG_SHAPE, OverflowError, OSError):
        raise _Rejected("not_ours") from None
    return _Claim(keys.issuer, [signature], about, lambda: int(claims["idx"]))


def _signatures(document: Document, keys: KeyList) -> list[_Signature]:
    """Return the proofs of a document, the cheap and strict kind first; that kind must be there."""

    def genuine(proof: Document) -> Callable[[Ed25519PublicKey], bool]:
        return lambda key: is_genuine(document, proof, key)

    proofs = sorted(proofs_of(document), key=lambda proof: proof["cryptosuite"] != "eddsa-jcs-2022")
    if proofs[0]["cryptosuite"] != "eddsa-jcs-2022":
        raise _Rejected("not_ours")
    return [
        _Signature(keys.by_id(each["verificationMethod"]), moment(each["created"]), genuine(each))
        for each in proofs
    ]


def _require_signatures(claim: _Claim, keys: KeyList) -> None:
    if claim.issuer != keys.issuer:
        raise _Rejected("wrong_issuer", issuer=claim.issuer, trusted=f"{keys.name} ({keys.issuer})")
    for signature in claim.signatures:
        if signature.key is None:
            raise _Rejected("unknown_key", updated=in_words(stamp(keys.updated)))
        if signature.key.revoked is not None:
            raise _Rejected("key_revoked", revoked=in_words(stamp(signature.key.revoked)))
        if not signature.is_genuine(signature.key.public):
            raise _Rejected("tampered")
        if not signature.key.signed_in_time(signature.created):
            raise _Rejected("key_time", created=in_words(stamp(signature.created)))


def _require_in_force(about: Mapping[str, str], now: dt.datetime) -> None:
    if now < moment(about["starts"]):
        raise _Rejected("not_yet", starts=in_words(about["starts"]))
    if now >= moment(about["ends"]):
        raise _Rejected("expired", ends=in_words(about["ends"]))


def _status(lists: Sequence[Mapping[str, Any]], keys: KeyList, purpose: str) -> Document:
    """Return the newest genuine list of a purpose."""
    wanted = list_id(keys.issuer, purpose)
    named = [dict(each) for each in lists if each.get("id") == wanted]
    if not named:
        raise _Rejected("status_missing")
    for each in named:
        _require_genuine_list(each, keys, purpose)
    return max(named, key=lambda each: moment(each["validFrom"]))


def _require_genuine_list(status: Document, keys: KeyList, purpose: str) -> None:
    try:
        subject, starts = status["credentialSubject"], moment(status["validFrom"])
        if status["@context"] != [CREDENTIALS_CONTEXT] or subject["statusPurpose"] != purpose:
            _forged()
        for signature in _signatures(status, keys):
            key = signature.key
            if key is None or key.revoked is not None or not key.signed_in_time(starts):
                _forged()
            if not signature.is_genuine(key.public):
                _forged()
        is_set(status, 0)
    except _WRONG_SHAPE:
        _forged()


def _forged() -> NoReturn:
    raise _Rejected("status_forged") from None


def _require_fresh(status: Document, now: dt.datetime, days: int) -> dict[str, str]:
    made = moment(status["validFrom"])
    facts = {"made": in_words(status["validFrom"]), "age": str((now - made).days), "days": str(days)}
    if made > now:
        raise _Rejected("status_future", **facts)
    if now - made > dt.timedelta(days=days):
        raise _Rejected("status_stale", **facts)
    return facts


def _issuer_of(document: Mapping[str, Any]) -> str:
    issuer = document["issuer"]
    return str(issuer["id"] if isinstance(issuer, dict) else issuer)


def texts(outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Yield language and text of an outcome."""
    from sixfold_grader.blueprint import LANGUAGES
    from sixfold_grader.messages import text

    for language in LANGUAGES:
        yield language, text("verification", outcome.code, language, outcome.facts)
