"""The signed, dated list of an issuer's keys: who signs, since when, until when. Pure.

`did:key` cannot rotate, so the issuer has a random name of its own (`urn:uuid:…`) and publishes this list.
The shape is that of a W3C Controlled Identifier Document; `validFrom` and `validUntil` say when a key signs.
(Not `expires`: after that nothing that the key has signed would count. `revoked` is for that.) A list is
believed if a key that is pinned already has signed it: at a rotation the old key and the new one both sign,
so that who pinned the old one can follow.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sixfold_grader.credential.proofs import (
    Document,
    ProofError,
    from_multikey,
    is_genuine,
    multikey,
    proofs_of,
    signed,
)
from sixfold_grader.credential.times import moment, stamp

KIND = "SixfoldKeyList"
_SUITES = ("eddsa-jcs-2022",)


@dataclass(frozen=True)
class Key:
    """One key of the issuer; `ends` is None while it is in use, `revoked` unless it was stolen."""

    id: str
    multikey: str
    starts: dt.datetime
    ends: dt.datetime | None
    revoked: dt.datetime | None = None

    @property
    def public(self) -> Ed25519PublicKey:
        """The key itself."""
        return from_multikey(self.multikey)

    def signed_in_time(self, created: dt.datetime) -> bool:
        """Whether the key was in use then."""
        return self.starts <= created and (self.ends is None or created <= self.ends)


@dataclass(frozen=True)
class KeyList:
    """What the list says, oldest key first."""

    issuer: str
    name: str
    updated: dt.datetime
    keys: tuple[Key, ...]

    @property
    def current(self) -> Key:
        """The key in use."""
        return self.keys[-1]

    def by_id(self, method: object) -> Key | None:
        """Return the key with this verification method's id, or None."""
        return next((key for key in self.keys if key.id == method), None)

    def by_ending(self, ending: object) -> Key | None:
        """Return the key whose Multikey ends so, as a QR code names it, or None."""
        found = [
            key for key in self.keys if isinstance(ending, str) and ending and key.multikey.endswith(ending)
        ]
        return found[0] if len(found) == 1 else None


def first_list(name: str, key: Ed25519PrivateKey, now: dt.datetime) -> Document:
    """Return the list of a new issuer with one key, signed by it."""
    issuer = f"urn:uuid:{uuid.uuid4()}"
    entry = _entry(issuer, key.public_key(), now)
    document = {
        "id": issuer,
        "type": KIND,
        "name": name,
        "updated": stamp(now),
        "verificationMethod": [entry],
    }
    document["assertionMethod"] = [entry["id"]]
    return signed(document, key, entry["id"], now, _SUITES)


def rotated(
    document: Document,
    old: Ed25519PrivateKey | None,
    new: Ed25519PrivateKey,
    now: dt.datetime,
    *,
    stolen: bool = False,
) -> Document:
    """Return the list with a new key in use; the old one gets its end date, and both sign.

    Parameters
    ----------
    document : dict
        The present list.
    old : Ed25519PrivateKey or None
        None if it is lost or stolen: then the new key signs alone, and who pinned the old one needs the new
        verification page.
    new : Ed25519PrivateKey
    now : datetime
    stolen : bool
        Whether nothing that the old key has signed may be trusted any more.
    """
    issuer, methods = document["id"], document["verificationMethod"]
    entry = _entry(issuer, new.public_key(), now)
    ended = {**methods[-1], "validUntil": stamp(now), **({"revoked": stamp(now)} if stolen else {})}
    methods = [*methods[:-1], ended, entry]
    bare = {**{key: value for key, value in document.items() if key != "proof"}, "updated": stamp(now)}
    trusted = [method["id"] for method in methods if "revoked" not in method]
    bare |= {"verificationMethod": methods, "assertionMethod": trusted}
    vouched = bare if old is None else signed(bare, old, ended["id"], now, _SUITES)
    return signed(vouched, new, entry["id"], now, _SUITES)


def _entry(issuer: str, key: Ed25519PublicKey, now: dt.datetime) -> Document:
    text = multikey(key)
    return {
        "id": f"{issuer}#{text}",
        "type": "Multikey",
        "controller": issuer,
        "publicKeyMultibase": text,
        "validFrom": stamp(now),
    }


def read_list(document: Mapping[str, Any]) -> KeyList:
    """Read a list without believing it; raises `ProofError` for another shape."""
    try:
        if document["type"] != KIND:
            raise ProofError(f"its type is {document['type']!r}, not {KIND!r}")
        issuer = str(document["id"])
        keys = tuple(_read_key(issuer, method) for method in document["verificationMethod"])
        updated = moment(document["updated"])
        name = str(document["name"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ProofError(f"not a list of keys: {error}") from None
    if not keys:
        raise ProofError("not a list of keys: it is empty")
    return KeyList(issuer, name, updated, keys)


def _read_key(issuer: str, method: Mapping[str, Any]) -> Key:
    text = method["publicKeyMultibase"]
    from_multikey(text)
    ends, revoked = (moment(method[name]) if name in method else None for name in ("validUntil", "revoked"))
    if method["controller"] != issuer or method["id"] != f"{issuer}#{text}":
        raise ProofError(f"the key {text} belongs to another issuer")
    return Key(method["id"], text, moment(method["validFrom"]), ends, revoked)


def believed(document: Mapping[str, Any], pinned: Collection[str]) -> KeyList:
    """Return the list if a pinned key has signed it, else raise `ProofError`.

    Parameters
    ----------
    document : mapping
    pinned : collection of str
        Public keys as Multikey texts that are trusted already.
    """
    found = read_list(document)
    by_pinned = False
    for proof in proofs_of(document):
        key = found.by_id(proof.get("verificationMethod"))
        if key is None or not is_genuine(document, proof, key.public):
            raise ProofError("a signature of the list is wrong")
        by_pinned = by_pinned or (key.multikey in pinned and key.revoked is None)
    if not by_pinned:
        raise ProofError("no key that is trusted already has signed the list")
    return found
