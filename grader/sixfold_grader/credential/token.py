"""The QR code's text: a compact JWS with what a verifier needs (RFC 7515, RFC 8037). Pure."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sixfold_grader.credential.proofs import Document, ProofError, canonical, multikey
from sixfold_grader.credential.status import unpadded

_ENDING = 8  # characters of the Multikey that tell the issuer's keys apart


@dataclass(frozen=True)
class Token:
    """A QR code's text taken apart; nothing of it is believed yet."""

    signed: bytes
    signature: bytes
    key_ending: str
    claims: Mapping[str, Any]

    def is_genuine(self, key: Ed25519PublicKey) -> bool:
        """Whether this key has signed exactly these claims."""
        try:
            key.verify(self.signature, self.signed)
        except InvalidSignature:
            return False
        return True


def digest(document: Document) -> str:
    """Return the SHA-256 of a signed certificate's canonical form, base64url."""
    return _base64url(hashlib.sha256(canonical(document)).digest())


def issue_token(claims: Mapping[str, Any], key: Ed25519PrivateKey) -> str:
    """Return claims as a compact JWS with EdDSA."""
    header = {"alg": "EdDSA", "kid": multikey(key.public_key())[-_ENDING:]}
    body = ".".join(_base64url(canonical(dict(part))) for part in (header, claims))
    return f"{body}.{_base64url(key.sign(body.encode()))}"


def read_token(text: str) -> Token:
    """Take a compact JWS apart; raises `ProofError` unless it is one with EdDSA."""
    try:
        header, claims, signature = text.split(".")
        head, body = json.loads(unpadded(header)), json.loads(unpadded(claims))
        if head["alg"] != "EdDSA" or set(head) != {"alg", "kid"} or not isinstance(body, dict):
            raise ProofError("not a token of ours")
        return Token(f"{header}.{claims}".encode(), unpadded(signature), head["kid"], body)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ProofError(f"not a compact JWS: {error}") from None


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
