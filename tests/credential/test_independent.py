"""Digital Bazaar's libraries (npm) verify what we issue, and reject what was changed.

They take their contexts from their own packages. Their `verified` stays true for a revoked certificate: what
counts is the status result beside it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from issuing import AWARD, DAY, NOW, PLACE, World, spoilt

from sixfold_grader.credential.issuer import Signer
from sixfold_grader.credential.keylist import read_list, rotated
from sixfold_grader.credential.times import stamp

PROJECT = Path(__file__).parent / "node"
SUITES = ("eddsa-jcs-2022", "eddsa-rdfc-2022")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def libraries() -> Path:
    """The libraries, installed as the lock file pins them."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("node and npm are not installed")
    if not (PROJECT / "node_modules" / "@digitalbazaar" / "vc").is_dir():
        command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=300)
        if done.returncode:
            pytest.skip(f"npm cannot install the libraries here: {done.stderr[-300:]}")
    return PROJECT


def judged(libraries: Path, world: World, statuses: list, documents: dict, now=NOW) -> dict:
    """Return what the libraries say: name of a document -> suite -> verified, status, error."""
    given = {"keys": world.key_list, "statuses": statuses, "now": stamp(now), "documents": documents}
    command = ["node", "verify.mjs"]
    done = subprocess.run(
        command,
        cwd=libraries,
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_kind_is_verified_and_not_revoked(libraries, world):
    full = replace(AWARD, holder="张三", scores={"Livestream / 直播带货": "82.0"}, simulated=True)
    awards = {
        "plain": AWARD,
        "full": full,
        "badge": replace(AWARD, kind="capability", of="livestream", level="pass"),
        "provider": replace(AWARD, kind="provider"),
    }
    documents = {name: world.certificate(award) for name, award in awards.items()}
    for answer in judged(libraries, world, world.lists, documents).values():
        for suite in SUITES:
            good = {"verified": True, "status": {"revocation": False, "suspension": False}, "error": ""}
            assert answer[suite] == good


def test_the_status_lists_are_credentials_themselves(libraries, world):
    documents = dict(enumerate(world.lists))
    for answer in judged(libraries, world, world.lists, documents).values():
        assert all(answer[suite]["verified"] for suite in SUITES)


def test_what_was_changed_is_rejected(libraries, world):
    genuine = world.certificate()
    changed = {
        "validity": spoilt(genuine, "validUntil", to="2036-11-28T10:00:00Z"),
        "level": spoilt(genuine, "credentialSubject", "result", 0, "value", to="distinction"),
        "issuer's name": spoilt(genuine, "issuer", "name", to="Douyin"),
        "place": spoilt(genuine, "credentialStatus", 0, "statusListIndex", to="1"),
        "date of signing": spoilt(
            spoilt(genuine, "proof", 0, "created", to="2026-11-28T10:00:01Z"),
            "proof",
            1,
            "created",
            to="2026-11-28T10:00:01Z",
        ),
    }
    for name, answer in judged(libraries, world, world.lists, changed).items():
        for suite in SUITES:
            assert not answer[suite]["verified"], name
            assert "Invalid signature" in answer[suite]["error"], name


@pytest.mark.parametrize("purpose", ["revocation", "suspension"])
def test_the_status_result_tells_what_was_revoked(libraries, world, purpose):
    lists = world.status(**{purpose: [PLACE]})
    answer = judged(libraries, world, lists, {"one": world.certificate()})["one"]
    for suite in SUITES:
        other = ({"revocation", "suspension"} - {purpose}).pop()
        assert answer[suite]["status"] == {purpose: True, other: False}


def test_a_replaced_key_still_vouches_a_stolen_one_does_not(libraries, world):
    documents, later = {"one": world.certificate()}, NOW + DAY
    for stolen in (False, True):
        new = Ed25519PrivateKey.generate()
        key_list = rotated(world.key_list, None, new, later, stolen=stolen)
        renewed = replace(world, key_list=key_list, signer=Signer(read_list(key_list), new))
        answer = judged(libraries, renewed, renewed.status(later), documents, later)["one"]
        assert {answer[suite]["verified"] for suite in SUITES} == {not stolen}


def test_expired_strange_and_forged_are_rejected(libraries, world, stranger):
    documents = {"one": world.certificate()}
    late = judged(libraries, world, world.lists, documents, NOW + 366 * DAY)["one"]
    foreign = judged(libraries, world, world.lists, {"one": stranger.certificate()})["one"]
    forged = [spoilt(each, "validFrom", to="2026-11-29T10:00:00Z") for each in world.lists]
    unsure = judged(libraries, world, forged, documents)["one"]
    for suite in SUITES:
        assert not late[suite]["verified"]
        assert not foreign[suite]["verified"] and "refused to load" in foreign[suite]["error"]
        assert not unsure[suite]["verified"]
