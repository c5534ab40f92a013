"""The issuer's key list: believed only through a key that is trusted already, followed over a rotation."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from issuing import DAY, NOW, spoilt

from sixfold_grader.credential.keylist import believed, first_list, read_list, rotated
from sixfold_grader.credential.proofs import ProofError, multikey


def test_a_stolen_key_vouches_for_nothing(old, new):
    before = first_list("Centre", old, NOW)
    after = rotated(before, None, new, NOW + DAY, stolen=True)
    keys = believed(after, pin(new))
    assert keys.keys[0].revoked == NOW + DAY and keys.current.revoked is None
    assert after["assertionMethod"] == [keys.current.id]
    with pytest.raises(ProofError):  # who knows only the old key needs the new page
        believed(after, pin(old))
    thief = rotated(after, old, Ed25519PrivateKey.generate(), NOW + 2 * DAY)
    with pytest.raises(ProofError):
        believed(thief, pin(new))


@pytest.fixture
def old() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@pytest.fixture
def new() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def pin(*keys: Ed25519PrivateKey) -> list[str]:
    return [multikey(key.public_key()) for key in keys]


def test_a_first_list_is_believed_through_its_own_key_only(old, new):
    document = first_list("Centre", old, NOW)
    keys = believed(document, pin(old))
    assert (keys.name, len(keys.keys), keys.current.ends) == ("Centre", 1, None)
    with pytest.raises(ProofError, match="no key that is trusted"):
        believed(document, pin(new))


def test_after_a_rotation_who_pinned_either_key_follows(old, new):
    before = first_list("Centre", old, NOW)
    after = rotated(before, old, new, NOW + 30 * DAY)
    for pinned in (pin(old), pin(new)):
        keys = believed(after, pinned)
        assert keys.issuer == before["id"]
        first, second = keys.keys
        assert (first.ends, second.starts, second.ends) == (NOW + 30 * DAY, NOW + 30 * DAY, None)
        assert first.signed_in_time(NOW) and not first.signed_in_time(NOW + 31 * DAY)
        assert second.signed_in_time(NOW + 31 * DAY) and not second.signed_in_time(NOW)
        assert keys.by_ending(first.multikey[-8:]) == first
        assert keys.by_ending("") is None and keys.by_ending(None) is None


def test_the_list_of_a_stranger_is_not_believed_even_if_it_names_our_key(old, new):
    ours, theirs = first_list("Centre", old, NOW), first_list("Centre", new, NOW)
    mixed = spoilt(theirs, "verificationMethod", by=lambda keys: keys + ours["verificationMethod"])
    with pytest.raises(ProofError):
        believed(mixed, pin(old))
    with pytest.raises(ProofError):
        believed({**theirs, "proof": ours["proof"]}, pin(old))


@pytest.mark.parametrize(
    "path",
    [("updated",), ("name",), ("verificationMethod", 0, "validFrom"), ("id",), ("proof", 0, "created")],
)
def test_a_changed_list_is_not_believed(old, path):
    document = first_list("Centre", old, NOW)
    with pytest.raises(ProofError):
        believed(spoilt(document, *path, to="2020-01-01T00:00:00Z"), pin(old))


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"type": "SixfoldKeyList"},
        {
            "type": "SixfoldKeyList",
            "id": "x",
            "name": "x",
            "updated": "2026-11-28T10:00:00Z",
            "verificationMethod": [],
        },
    ],
)
def test_what_is_no_list_is_said_so(document):
    with pytest.raises(ProofError, match="not a list of keys"):
        read_list(document)


def test_ending_an_old_key_cannot_be_undone(old, new):
    after = rotated(first_list("Centre", old, NOW), old, new, NOW + DAY)
    with pytest.raises(ProofError):
        believed(spoilt(after, "verificationMethod", 0, "validUntil", to="2030-01-01T00:00:00Z"), pin(old))
