"""Proofs of Ed25519 keys: the W3C's own example, and what a signature has to cover."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from issuing import NOW, spoilt

from sixfold_grader.credential import proofs
from sixfold_grader.credential.proofs import (
    ProofError,
    base58,
    bundled_context,
    from_base58,
    from_multikey,
    is_genuine,
    multikey,
    signed,
)

# Data Integrity EdDSA Cryptosuites v1.0, appendix B.2 (eddsa-jcs-2022).
PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
SECRET = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
VALUE = "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"
METHOD = f"did:key:{PUBLIC}#{PUBLIC}"
ALUMNI = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}


def test_the_w3c_example_of_a_jcs_proof():
    secret = from_base58(SECRET[1:])
    assert secret[:2] == b"\x80\x26"  # multicodec of an Ed25519 private key
    key = Ed25519PrivateKey.from_private_bytes(secret[2:])
    assert multikey(key.public_key()) == PUBLIC
    moment = dt.datetime(2023, 2, 24, 23, 36, 38, tzinfo=dt.UTC)
    document = signed(ALUMNI, key, METHOD, moment, ["eddsa-jcs-2022"])
    assert document["proof"][0]["proofValue"] == VALUE
    assert is_genuine(document, document["proof"][0], from_multikey(PUBLIC))


@given(st.binary(max_size=64))
def test_base58_there_and_back(data):
    assert from_base58(base58(data)) == data


@pytest.mark.parametrize(
    ("data", "text"), [(b"Hello World!", "2NEpo7TZRRrLZSi2U"), (b"\0\0\x28\x7f\xb4\xcd", "11233QC4")]
)
def test_base58_of_the_draft_standard(data, text):
    assert base58(data) == text


@pytest.mark.parametrize("text", ["", "z", "z6Mk", "z0OIl", PUBLIC[1:], SECRET, "m" + PUBLIC])
def test_what_is_no_public_key_is_refused(text):
    with pytest.raises(ProofError):
        from_multikey(text)


def test_each_proof_of_the_set_covers_the_document_alone(world):
    document = world.certificate()
    jcs, rdfc = document["proof"]
    assert (jcs["cryptosuite"], rdfc["cryptosuite"]) == ("eddsa-jcs-2022", "eddsa-rdfc-2022")
    public = world.private.public_key()
    for proof in (jcs, rdfc):
        assert is_genuine({**document, "proof": [proof]}, proof, public)
        for path in (("validUntil",), ("credentialSubject", "result", 0, "value"), ("issuer", "name")):
            assert not is_genuine(spoilt(document, *path, to="2030-11-28T10:00:00Z"), proof, public)
        for option in ("created", "verificationMethod"):
            assert not is_genuine(document, spoilt(proof, option, to="2026-11-28T10:00:01Z"), public)
        for value in ("", "z", "zz0", proof["proofValue"][:-1], proof["proofValue"][1:], None):
            assert not is_genuine(document, {**proof, "proofValue": value}, public)


def test_a_term_without_meaning_is_not_signed(world):
    key = world.private
    unsigned = {name: value for name, value in world.certificate().items() if name != "proof"}
    with pytest.raises(ProofError, match="'surprise' has no meaning"):
        signed({**unsigned, "surprise": "x"}, key, METHOD, NOW, ["eddsa-rdfc-2022"])


def test_nothing_is_fetched():
    with pytest.raises(ProofError, match="is not one of"):
        bundled_context("https://www.w3.org/2018/credentials/v1")
    with pytest.raises(ProofError, match="not valid JSON-LD"):
        signed({**ALUMNI}, Ed25519PrivateKey.generate(), METHOD, NOW, ["eddsa-rdfc-2022"])


def test_the_bundled_contexts_are_all_there_and_all_named():
    folder = Path(proofs.__file__).parent / "contexts"
    notice = (folder / "NOTICE.md").read_text(encoding="utf-8")
    names = {path.name for path in folder.glob("*.json")}
    assert names == set(proofs._BUNDLED.values())
    for address, name in proofs._BUNDLED.items():
        assert address in notice and name in notice
        assert "@context" in json.loads((folder / name).read_text(encoding="utf-8"))
