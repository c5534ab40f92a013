"""Private keys: mode 600, never in a repository, never overwritten; a missing or wrong key is one message."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from issuing import DAY, NOW

from sixfold_grader.credential.issuer import Folder, load_signer, make_key, own_keys
from sixfold_grader.credential.keys import load_key, refuse_inside, usual_path, write_key
from sixfold_grader.credential.proofs import multikey
from sixfold_grader.errors import CredentialError


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "course" / "credentials")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout; keys usually go beside it."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "project" / "deep").mkdir(parents=True)
    return tmp_path / "project"


def new(folder: Folder, project: Path, **changes) -> tuple[Path, object]:
    asked = {"name": None, "file": None, "old": None, "now": NOW}
    return make_key(folder, project, **{**asked, **changes})


def test_a_key_is_its_owners_alone_and_signs(folder, project):
    path, keys = new(folder, project, name="Centre")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert path == usual_path(keys.current.multikey)
    assert "PRIVATE" not in folder.keys.read_text(encoding="utf-8")
    assert load_signer(folder, None).issuer == {"id": keys.issuer, "name": "Centre"}


def test_the_mode_does_not_depend_on_the_umask(tmp_path):
    path, before = tmp_path / "key.pem", os.umask(0)
    try:
        write_key(path, Ed25519PrivateKey.generate())
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_second_key_takes_over(folder, project):
    first, before = new(folder, project)
    second, after = new(folder, project, now=NOW + DAY)
    assert first != second and first.exists()
    assert after.keys[0].multikey == before.current.multikey
    assert after.keys[0].ends == NOW + DAY and own_keys(folder) == after
    assert multikey(load_signer(folder, None).private.public_key()) == after.current.multikey
    with pytest.raises(CredentialError, match="is the wrong key"):
        load_signer(folder, first)
    with pytest.raises(CredentialError, match="keeps its name"):
        new(folder, project, name="Another", now=NOW + 2 * DAY)


def test_without_the_present_key_no_new_one_takes_over(folder, project):
    path, _keys = new(folder, project)
    before = folder.keys.read_bytes()
    path.rename(path.with_suffix(".lost"))
    with pytest.raises(CredentialError, match=r"there is no key at .*the key list names z6Mk"):
        new(folder, project, now=NOW + DAY)
    assert folder.keys.read_bytes() == before
    assert len(list(path.parent.iterdir())) == 1


@pytest.mark.parametrize("gone", ["lost", "stolen"])
def test_a_key_that_is_gone_can_be_replaced(folder, project, gone):
    path, before = new(folder, project)
    path.unlink()
    _path, after = new(folder, project, old=gone, now=NOW + DAY)
    assert after.issuer == before.issuer and own_keys(folder) == after
    assert (after.keys[0].revoked is not None) == (gone == "stolen")
    assert load_signer(folder, None).keys == after


@pytest.mark.parametrize(
    "place", ["project/key.pem", "project/deep/key.pem", "other/key.pem", "link/key.pem"]
)
def test_no_key_goes_into_a_repository(folder, project, tmp_path, place):
    (tmp_path / "other" / ".git").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "other")
    with pytest.raises(CredentialError, match="which is a repository"):
        new(folder, project, file=tmp_path / place)
    assert not folder.keys.exists() and not list(tmp_path.rglob("*.pem"))


def test_a_work_tree_has_a_file_instead_of_a_folder(project, tmp_path):
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / ".git").write_text("gitdir: elsewhere")
    with pytest.raises(CredentialError, match="is a repository"):
        refuse_inside(tmp_path / "tree" / "key.pem", project)


def test_nothing_is_overwritten(folder, project, tmp_path):
    path = tmp_path / "key.pem"
    path.write_text("precious")
    with pytest.raises(CredentialError, match="never overwritten"):
        new(folder, project, file=path)
    assert path.read_text() == "precious" and not folder.keys.exists()


def pem(key, encryption=None) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption())


@pytest.mark.parametrize(
    ("content", "mode", "message"),
    [
        (b"hello", 0o600, "is not a private key in PEM form"),
        (pem(ec.generate_private_key(ec.SECP256R1())), 0o600, "holds no Ed25519 key"),
        (pem(Ed25519PrivateKey.generate()), 0o600, r"is the wrong key: its public part is z6Mk.*has z6MkX"),
        (pem(Ed25519PrivateKey.generate()), 0o640, "has mode 640; others may read it: run `chmod 600"),
        (pem(Ed25519PrivateKey.generate(), BestAvailableEncryption(b"x")), 0o600, "without passphrase"),
    ],
    ids=["rubbish", "another kind", "another key", "readable by others", "with a passphrase"],
)
def test_a_wrong_key_is_one_message(tmp_path, content, mode, message):
    path = tmp_path / "key.pem"
    path.write_bytes(content)
    path.chmod(mode)
    with pytest.raises(CredentialError, match=message):
        load_key(path, "z6MkX")


@pytest.mark.parametrize(
    ("content", "message"), [(None, "sixfold keys new"), ("{", "as JSON"), ("[]", "no JSON object")]
)
def test_a_missing_or_broken_key_list_is_one_message(folder, content, message):
    if content is not None:
        folder.keys.parent.mkdir(parents=True)
        folder.keys.write_text(content)
    with pytest.raises(CredentialError, match=message):
        own_keys(folder)


def test_a_changed_key_list_is_noticed(folder, project):
    new(folder, project)
    text = folder.keys.read_text(encoding="utf-8")
    folder.keys.write_text(text.replace('"name": "Sixfold"', '"name": "Douyin"'), encoding="utf-8")
    with pytest.raises(CredentialError, match=r"keys\.json was changed"):
        own_keys(folder)
