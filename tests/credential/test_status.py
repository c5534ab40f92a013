"""Status lists: 131,072 bits from the left, and nothing larger or smaller is read."""

from __future__ import annotations

import base64
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sixfold_grader.credential.proofs import ProofError
from sixfold_grader.credential.status import PLACES, decoded, encoded, is_set


def status(indices):
    return {"credentialSubject": {"encodedList": encoded(indices)}}


@given(st.sets(st.integers(0, PLACES - 1), max_size=20))
def test_exactly_the_given_places_are_set(indices):
    bits = decoded(encoded(indices))
    found = {8 * at + bit for at, byte in enumerate(bits) if byte for bit in range(8) if byte & 0x80 >> bit}
    assert found == indices


def test_the_first_place_is_the_leftmost_bit():
    assert decoded(encoded({0}))[0] == 0b1000_0000
    assert decoded(encoded({PLACES - 1}))[-1] == 0b0000_0001
    assert is_set(status({0, 9}), 9) and not is_set(status({0, 9}), 8)


def test_the_same_list_is_the_same_text():
    assert encoded({5, 1}) == encoded([1, 5])


@pytest.mark.parametrize("index", [-1, PLACES])
def test_there_is_no_place_outside(index):
    with pytest.raises(ValueError, match="outside the list"):
        encoded({index})
    with pytest.raises(ProofError, match="outside the list"):
        is_set(status(()), index)


def packed(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(data).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "u",
        encoded(())[1:],
        "u***",
        packed(b"not gzip"),
        packed(gzip.compress(bytes(10))),
        packed(gzip.compress(bytes(PLACES // 8 + 1))),
        packed(gzip.compress(bytes(50_000_000))),
        packed(gzip.compress(bytes(PLACES // 8))[:-4]),
    ],
    ids=["empty", "nothing", "no prefix", "no base64", "no gzip", "short", "long", "bomb", "cut off"],
)
def test_a_broken_list_is_refused(text):
    with pytest.raises(ProofError):
        decoded(text)
