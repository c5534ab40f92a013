"""Private keys: files of mode 600 outside every repository."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from sixfold_grader.credential.proofs import multikey
from sixfold_grader.errors import CredentialError


def usual_path(public: str) -> Path:
    """Return where a key is kept unless told otherwise: in the user's settings, named after itself."""
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "sixfold" / f"{public}.pem"


def refuse_inside(path: Path, project: Path) -> None:
    """Raise `CredentialError` for a path inside the project or any git work tree: keys leak that way."""
    place = path.resolve().parent
    for folder in (place, *place.parents):
        if folder == project.resolve() or (folder / ".git").exists():
            raise CredentialError(
                f"{path} is inside {folder}, which is a repository; a private key must stay out of it: "
                "give another place with --file, e.g. --file ~/sixfold-key.pem"
            )


def write_key(path: Path, key: Ed25519PrivateKey) -> None:
    """Write a private key into a new file that only its owner may read.

    Raises
    ------
    CredentialError
        The file exists, or cannot be written.
    """
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise CredentialError(f"{path} exists; a key is never overwritten: give another --file") from None
    except OSError as error:
        raise CredentialError(f"{path} cannot be written: {error.strerror}") from None
    with os.fdopen(descriptor, "wb") as stream:
        os.fchmod(stream.fileno(), 0o600)  # whatever the umask says
        stream.write(text)
        os.fsync(stream.fileno())


def load_key(path: Path, public: str) -> Ed25519PrivateKey:
    """Read a private key and make sure that it is the one whose public part is named.

    Raises
    ------
    CredentialError
        It is missing, readable by others, no Ed25519 key, or another key.
    """
    try:
        if (mode := path.stat().st_mode & 0o777) & 0o077:
            raise CredentialError(f"{path} has mode {mode:o}; others may read it: run `chmod 600 {path}`")
        key = load_pem_private_key(path.read_bytes(), None)
    except FileNotFoundError:
        raise CredentialError(
            f"there is no key at {path}; the key list names {public}: "
            "give its file with --key, or make a first key with `sixfold keys new`"
        ) from None
    except (ValueError, TypeError, UnsupportedAlgorithm, OSError) as error:
        raise CredentialError(
            f"{path} is not a private key in PEM form without passphrase: {error}"
        ) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise CredentialError(f"{path} holds no Ed25519 key; make one with `sixfold keys new`")
    if (found := multikey(key.public_key())) != public:
        raise CredentialError(
            f"{path} is the wrong key: its public part is {found}, the key list has {public}"
        )
    return key
