"""Every outcome of a check, from Python's verifier; the page's verifier gets the same files in a browser."""

from __future__ import annotations

import json

import pytest
from cases import CASES, Case
from hypothesis import given, settings
from hypothesis import strategies as st
from issuing import DAY, NOW, make_world

from sixfold_grader.blueprint import LANGUAGES
from sixfold_grader.credential.keylist import believed
from sixfold_grader.credential.proofs import ProofError
from sixfold_grader.credential.verification import Outcome, parse_lists, texts, verify
from sixfold_grader.messages import section

WORLD = make_world()
GENUINE = WORLD.certificate()


def judged(case: Case) -> Outcome:
    """Do what `sixfold verify` does with a case's files."""
    try:
        keys = believed(json.loads(case.key_list), [key.multikey for key in case.world.keys.keys])
    except ProofError:
        return Outcome("keylist_forged")
    return verify(case.content, keys, parse_lists(case.status), case.now, 30)


@pytest.mark.parametrize("make", CASES.values(), ids=CASES)
def test_each_failure_has_its_own_outcome(make, world, stranger):
    case = make(world, stranger)
    outcome = judged(case)
    assert outcome.code == case.code
    assert outcome.valid == (case.code == "valid")
    for _language, text in texts(outcome):
        assert text and "{" not in text


def test_every_outcome_has_a_case_and_a_text():
    world, stranger = make_world(), make_world()
    assert {make(world, stranger).code for make in CASES.values()} == set(section("verification"))
    said = [words[language] for words in section("verification").values() for language in LANGUAGES]
    assert len(set(said)) == len(said)


def test_what_a_genuine_certificate_says_is_told(world):
    outcome = verify(json.dumps(world.certificate()), world.keys, world.lists, NOW + 3 * DAY, 30)
    assert outcome.facts["age"] == "3"
    assert (outcome.about["kind"], outcome.about["of"], outcome.about["level"]) == ("track", "brand", "merit")
    assert "not an official Douyin" in outcome.about["description"]


def test_nothing_is_told_of_a_forged_one(world):
    document = {**world.certificate(), "validUntil": "2036-11-28T10:00:00Z"}
    assert verify(json.dumps(document), world.keys, world.lists, NOW, 30).about == {}


def leaves(value, path=()):
    if isinstance(value, dict | list) and value:
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from leaves(value[key], (*path, key))
    else:
        yield path


PATHS = list(leaves(GENUINE))
OTHER = st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.just([]) | st.just({})


@settings(deadline=None, max_examples=60)
@given(path=st.sampled_from(PATHS), value=OTHER, drop=st.booleans())
def test_no_change_of_any_value_is_accepted(path, value, drop):
    document = json.loads(json.dumps(GENUINE))
    place = document
    for step in path[:-1]:
        place = place[step]
    if place[path[-1]] == value and type(place[path[-1]]) is type(value):
        return
    if drop:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    assert not verify(json.dumps(document), WORLD.keys, WORLD.lists, NOW, 30).valid


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
HANDED_IN = {
    "certificate": GENUINE,
    "key list": WORLD.key_list,
    "status list": WORLD.lists[0],
}


@settings(deadline=None, max_examples=150)
@given(name=st.sampled_from(sorted(HANDED_IN)), data=st.data(), value=JSON)
def test_whatever_is_handed_in_there_is_an_outcome(name, data, value):
    """Any value of any file is replaced by anything: never accepted, never an error of ours."""
    document = json.loads(json.dumps(HANDED_IN[name]))
    path = data.draw(st.sampled_from(list(branches(document))))
    place = document
    for step in path[:-1]:
        place = place[step]
    if place[path[-1]] == value:
        return
    place[path[-1]] = value
    files = {**HANDED_IN, name: document}
    case = Case(
        "", WORLD, json.dumps(files["certificate"]), [json.dumps([files["status list"], WORLD.lists[1]])]
    )
    case.now, case.key_list = NOW, json.dumps(files["key list"])
    assert not judged(case).valid


def branches(value, path=()):
    """Yield the path of everything in a document."""
    if path:
        yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from branches(value[key], (*path, key))


@pytest.mark.parametrize("depth", [200, 800, 5000])
def test_deep_nesting_is_an_outcome_not_an_error(depth):
    deep = "[" * depth + "]" * depth
    certificate = json.dumps({**GENUINE, "name": 0}).replace('"name": 0', f'"name": {deep}')
    assert not verify(certificate, WORLD.keys, WORLD.lists, NOW, 30).valid


@settings(deadline=None, max_examples=60)
@given(at=st.integers(0, 380), character=st.characters(codec="utf-8"))
def test_no_other_character_in_a_qr_text_is_accepted(at, character):
    token = WORLD.token(GENUINE)
    changed = token[:at] + character + token[at + 1 :]
    if changed != token:
        outcome = verify(changed, WORLD.keys, WORLD.lists, NOW, 30)
        assert not outcome.valid or outcome.about["id"] == GENUINE["id"]


@pytest.mark.parametrize(
    "content", ["", "{", "null", "[]", "1", '"x"', "a.b.c", "[" * 100_000, "{}" * 600_000, "é\ud800"]
)
def test_rubbish_is_an_outcome_not_an_error(content, world):
    assert verify(content, world.keys, world.lists, NOW, 30).code in ("unreadable", "not_ours")
