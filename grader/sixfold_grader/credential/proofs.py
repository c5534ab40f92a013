"""Data Integrity proofs of Ed25519 keys: `eddsa-jcs-2022` and `eddsa-rdfc-2022`.

Source: W3C Data Integrity EdDSA Cryptosuites v1.0, sections 3.2 and 3.3. Pure: bytes and documents in and
out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pyld import jsonld

from sixfold_grader.credential.times import stamp

Document = dict[str, Any]

CREDENTIALS_CONTEXT = "https://www.w3.org/ns/credentials/v2"
BADGES_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_BUNDLED = {CREDENTIALS_CONTEXT: "credentials-v2.json", BADGES_CONTEXT: "open-badges-3.0.3.json"}

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ED25519_PUBLIC = b"\xed\x01"  # multicodec


class ProofError(ValueError):
    """A document that cannot be canonicalised, or a key or proof that cannot be read."""


def base58(data: bytes) -> str:
    """Return bytes in base58 (Bitcoin's alphabet), each leading zero byte as a `1`."""
    number, digits = int.from_bytes(data), ""
    while number:
        number, digit = divmod(number, 58)
        digits = _ALPHABET[digit] + digits
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + digits


def from_base58(text: str) -> bytes:
    """Read base58; raises `ProofError` for a character that is not of its alphabet."""
    number = 0
    for character in text:
        digit = _ALPHABET.find(character)
        if digit < 0:
            raise ProofError(f"{character!r} is not a base58 character")
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def multikey(key: Ed25519PublicKey) -> str:
    """Return a public key as Multikey text (`z6Mk…`, 48 characters)."""
    return "z" + base58(_ED25519_PUBLIC + key.public_bytes_raw())


def from_multikey(text: str) -> Ed25519PublicKey:
    """Read a Multikey text; raises `ProofError` for anything but an Ed25519 public key."""
    raw = from_base58(text[1:]) if text.startswith("z") else b""
    if len(raw) != 34 or not raw.startswith(_ED25519_PUBLIC):
        raise ProofError(f"{text!r} is not an Ed25519 public key (z6Mk…)")
    return Ed25519PublicKey.from_public_bytes(raw[2:])


def canonical(document: Any) -> bytes:
    """Return the RFC 8785 form of a JSON value."""
    try:
        return rfc8785.dumps(document)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise ProofError(f"cannot be canonicalised: {error}") from None


def _jcs(document: Document) -> bytes:
    return hashlib.sha256(canonical(document)).digest()


def _rdfc(document: Document) -> bytes:
    def refuse(term: str | None) -> None:
        raise ProofError(
            f"{term!r} has no meaning in the document's contexts; the signature would not cover it"
        )

    try:
        expanded = jsonld.expand(document, {"documentLoader": bundled_context}, on_property_dropped=refuse)
        quads = jsonld.normalize(expanded, {"algorithm": "URDNA2015", "format": "application/n-quads"})
    except jsonld.JsonLdError as error:
        raise ProofError(f"not valid JSON-LD: {error.type}") from None
    return hashlib.sha256(quads.encode()).digest()


SUITES: Mapping[str, Callable[[Document], bytes]] = {"eddsa-jcs-2022": _jcs, "eddsa-rdfc-2022": _rdfc}


def bundled_context(address: str, options: object = None) -> Document:
    """Return a context of ours; raises `ProofError` for every other address: nothing is ever fetched."""
    if address not in _BUNDLED:
        raise ProofError(f"the context {address!r} is not one of: {', '.join(_BUNDLED)}")
    document = _context(_BUNDLED[address])
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": document,
    }


@cache
def _context(name: str) -> Document:
    text = files("sixfold_grader.credential").joinpath("contexts", name).read_text(encoding="utf-8")
    return dict(json.loads(text))


def proofs_of(document: Mapping[str, Any]) -> list[Document]:
    """Return the proofs of a document; raises `ProofError` unless each is a proof by a suite we know."""
    found = document.get("proof")
    proofs: list[Any] = found if isinstance(found, list) else [found]
    for proof in proofs:
        if not isinstance(proof, dict) or proof.get("type") != "DataIntegrityProof":
            raise ProofError("there is no Data Integrity proof")
        if str(proof.get("cryptosuite")) not in SUITES or proof.get("proofPurpose") != "assertionMethod":
            raise ProofError(f"unknown kind of proof: {proof.get('cryptosuite')!r}")
    if not proofs:
        raise ProofError("there is no Data Integrity proof")
    return proofs


def signed(
    document: Document, key: Ed25519PrivateKey, method: str, now: dt.datetime, suites: Sequence[str]
) -> Document:
    """Return a document with one more proof for each suite (a proof set: each covers the document alone).

    Parameters
    ----------
    document : dict
        With or without proofs.
    key : Ed25519PrivateKey
    method : str
        Id of the verification method, e.g. `urn:uuid:…#z6Mk…`.
    now : datetime
        Aware; kept as `created`, to the second.
    suites : sequence of str
        Names in `SUITES`.
    """
    bare = {name: value for name, value in document.items() if name != "proof"}
    earlier = proofs_of(document) if "proof" in document else []
    added = []
    for suite in suites:
        proof = {
            "type": "DataIntegrityProof",
            "cryptosuite": suite,
            "created": stamp(now),
            "verificationMethod": method,
            "proofPurpose": "assertionMethod",
        }
        if suite == "eddsa-jcs-2022" and "@context" in bare:
            proof["@context"] = bare["@context"]
        value = "z" + base58(key.sign(_signed_bytes(bare, proof)))
        added.append({**proof, "proofValue": value})
    return {**bare, "proof": [*earlier, *added]}


def is_genuine(document: Mapping[str, Any], proof: Mapping[str, Any], key: Ed25519PublicKey) -> bool:
    """Whether a proof of the document was made with this key over exactly this content."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    value = proof.get("proofValue")
    if not isinstance(value, str) or not value.startswith("z"):
        return False
    if options.get("@context", bare.get("@context")) != bare.get("@context"):
        return False
    try:
        key.verify(from_base58(value[1:]), _signed_bytes(bare, options))
    except (InvalidSignature, ProofError):
        return False
    return True


def _signed_bytes(bare: Document, options: Document) -> bytes:
    """Return what the key signs: the digest of the proof's options, then that of the document."""
    digest = SUITES[options["cryptosuite"]]
    if options["cryptosuite"] == "eddsa-rdfc-2022":
        options = {**options, "@context": bare["@context"]}
    return digest(options) + digest(bare)
