"""What certificates say: their kind, never a name unasked, always what they are not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from issuing import AWARD, ISSUE, NOW, PLACE, TITLE, text_of

from sixfold_grader.credential.documents import TYPES, Award, award_of, certificate, claims, index_of
from sixfold_grader.credential.proofs import ProofError
from sixfold_grader.credential.token import digest, read_token
from sixfold_grader.messages import section

NAME, SCORE = "张三丰", "82.0"
AWARDS = {
    "track": AWARD,
    "badge": Award("capability", "livestream", "pass"),
    "provider": Award("provider", "regional", "distinction"),
    "name and scores": replace(AWARD, holder=NAME, scores={"Livestream / 直播带货": SCORE}),
    "simulated": replace(AWARD, simulated=True),
}


@pytest.mark.parametrize("award", AWARDS.values(), ids=AWARDS)
def test_the_award_can_be_read_back(world, award):
    document = world.certificate(award)
    assert award_of(document) == award
    assert index_of(document) == PLACE


@pytest.mark.parametrize("award", AWARDS.values(), ids=AWARDS)
def test_it_says_what_it_is_not_and_whether_it_is_simulated(world, award):
    document, said = world.certificate(award), section("certificate")
    places = (document["description"], document["credentialSubject"]["achievement"]["description"])
    for place in places:
        assert all(text in place for text in said["not_official"].values())
        assert all((text in place) == award.simulated for text in said["simulated"].values())


def test_three_kinds_have_three_types(world):
    documents = [world.certificate(AWARDS[name]) for name in ("track", "badge", "provider")]
    assert {document["type"][-1] for document in documents} == set(TYPES.values())
    kinds = {document["credentialSubject"]["achievement"]["achievementType"] for document in documents}
    assert kinds == {"Certification", "Badge", "ext:ProviderCertification"}


def test_name_and_scores_only_if_asked_for(world):
    plain, full = (text_of(world.certificate(AWARDS[name])) for name in ("track", "name and scores"))
    assert NAME in full and SCORE in full
    assert NAME not in plain and "ScaledScore" not in plain and "identifier" not in plain


def test_all_numbers_are_strings(world):
    def numbers(value):
        if isinstance(value, dict | list):
            for each in value.values() if isinstance(value, dict) else value:
                yield from numbers(each)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield value

    assert not list(numbers(world.certificate(AWARDS["name and scores"])))


def test_times_are_utc_to_the_second(world):
    document = world.certificate(starts=NOW.replace(microsecond=123456))
    assert document["validFrom"] == "2026-11-28T10:00:00Z"
    assert document["proof"][0]["created"] == "2026-11-28T10:00:00Z"


def test_the_qr_text_holds_what_a_verifier_needs_and_fits(world):
    document = world.certificate()
    token = world.token(document)
    read = read_token(token)
    assert read.is_genuine(world.private.public_key())
    assert read.claims == {
        "jti": ISSUE.id.removeprefix("urn:uuid:"),
        "kind": "track",
        "of": "brand",
        "level": "merit",
        "iat": int(NOW.timestamp()),
        "exp": int(ISSUE.ends.timestamp()),
        "idx": PLACE,
        "sha": digest(document),
    }
    assert len(token) < 420
    assert claims(world.certificate(AWARDS["simulated"]), "", NOW)["sim"] == 1


@pytest.mark.parametrize(
    "head",
    [
        '{"alg":"none","kid":"x"}',
        '{"alg":"HS256","kid":"x"}',
        '{"alg":"EdDSA"}',
        '{"alg":"EdDSA","kid":"x","crit":["b64"]}',
        "[]",
        "x",
    ],
)
def test_no_other_kind_of_token_is_read(world, head):
    import base64

    _head, body, signature = world.token(world.certificate()).split(".")
    other = base64.urlsafe_b64encode(head.encode()).decode().rstrip("=")
    with pytest.raises(ProofError):
        read_token(f"{other}.{body}.{signature}")


def test_the_document_is_a_function_of_its_arguments(world):
    issue = replace(ISSUE, issuer=world.signer.issuer)
    assert certificate(AWARD, TITLE, issue) == certificate(AWARD, TITLE, issue)
