"""The signed status list: one bit a certificate for "revoked", one for "suspended". Pure.

Source: W3C Bitstring Status List v1.0. Both lists have 131,072 places, so that a place tells nothing about
its holder, and stand in one dated file.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import gzip
import uuid
import zlib
from collections.abc import Collection, Iterable
from typing import Any

from sixfold_grader.credential.proofs import CREDENTIALS_CONTEXT, Document, ProofError
from sixfold_grader.credential.times import stamp

PLACES = 131_072
PURPOSES = ("revocation", "suspension")


def list_id(issuer: str, purpose: str) -> str:
    """Return the name of an issuer's list, always the same."""
    return f"urn:uuid:{uuid.uuid5(uuid.UUID(issuer.removeprefix('urn:uuid:')), f'status/{purpose}')}"


def entries(issuer: str, index: int) -> list[Document]:
    """Return what a certificate says of its place in both lists."""
    return [
        {
            "id": f"{list_id(issuer, purpose)}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": purpose,
            "statusListIndex": str(index),
            "statusListCredential": list_id(issuer, purpose),
        }
        for purpose in PURPOSES
    ]


def status_list(
    issuer: Document, purpose: str, indices: Iterable[int], about: str, now: dt.datetime, days: int
) -> Document:
    """Return an unsigned status list credential.

    Parameters
    ----------
    issuer : dict
        With `id` and `name`.
    purpose : str
        One of `PURPOSES`.
    indices : iterable of int
        Places that are set, each in [0, `PLACES`).
    about : str
        Description for people.
    now : datetime
    days : int
        How long the list may be relied on.
    """
    name = list_id(issuer["id"], purpose)
    return {
        "@context": [CREDENTIALS_CONTEXT],
        "id": name,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "description": about,
        "validFrom": stamp(now),
        "validUntil": stamp(now + dt.timedelta(days=days)),
        "credentialSubject": {
            "id": f"{name}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encoded(frozenset(indices)),
        },
    }


def encoded(indices: Collection[int]) -> str:
    """Return a list with these places set: bits from the left, gzip, base64url, `u` before it."""
    bits = bytearray(PLACES // 8)
    for index in indices:
        if not 0 <= index < PLACES:
            raise ValueError(f"place {index} is outside the list of {PLACES}")
        bits[index // 8] |= 0x80 >> index % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """Return the bits of an encoded list; raises `ProofError` unless they are exactly `PLACES`."""
    try:
        packed = unpadded(text[1:] if text.startswith("u") else "!")
        unpacker = zlib.decompressobj(wbits=31)
        bits = unpacker.decompress(packed, PLACES // 8 + 1)  # never more: it may be a bomb
    except (binascii.Error, ValueError, zlib.error) as error:
        raise ProofError(f"the list of bits cannot be read: {error}") from None
    if len(bits) != PLACES // 8 or not unpacker.eof:
        raise ProofError(f"the list of bits does not have {PLACES} places")
    return bits


def unpadded(text: str) -> bytes:
    """Read base64url without padding; raises `ValueError` for any other character."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def is_set(status: Any, index: int) -> bool:
    """Whether a place is set in a status list; raises `ProofError` if the list has no such place."""
    if not 0 <= index < PLACES:
        raise ProofError(f"place {index} is outside the list of {PLACES}")
    return bool(decoded(status["credentialSubject"]["encodedList"])[index // 8] & 0x80 >> index % 8)
