"""The issuer's folder: its key list, what it has issued, and what it publishes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sixfold_grader.credential.keylist import KeyList, believed, first_list, read_list, rotated
from sixfold_grader.credential.keys import load_key, refuse_inside, usual_path, write_key
from sixfold_grader.credential.proofs import SUITES, Document, ProofError, multikey, signed
from sixfold_grader.credential.times import in_words, stamp
from sixfold_grader.errors import CredentialError
from sixfold_grader.verdicts import write_atomically

Gone = Literal["lost", "stolen"]


@dataclass(frozen=True)
class Folder:
    """Where an issuer's files are: `public` is for everybody, `issued` for the holders."""

    root: Path

    @property
    def keys(self) -> Path:
        return self.root / "public" / "keys.json"

    @property
    def page(self) -> Path:
        return self.root / "public" / "verify.html"

    def status(self, now: dt.datetime) -> Path:
        """Return the file of the status lists made now, named by the day in Shanghai, as it is shown."""
        return self.root / "public" / f"status-{in_words(stamp(now))}.json"

    @property
    def newest_status(self) -> Path | None:
        """The newest file of status lists, or None."""
        return max((self.root / "public").glob("status-*.json"), default=None)

    def issued(self, number: str, kind: str) -> Path:
        """Return the file of a certificate; `kind` is json or pdf."""
        return self.root / "issued" / f"{number.removeprefix('urn:uuid:')}.{kind}"


@dataclass(frozen=True)
class Signer:
    """The issuer with its key at hand."""

    keys: KeyList
    private: Ed25519PrivateKey

    @property
    def issuer(self) -> dict[str, str]:
        """The issuer's id and name, as documents state them."""
        return {"id": self.keys.issuer, "name": self.keys.name}

    def sign(self, document: Document, now: dt.datetime) -> Document:
        """Return the document with a proof by each suite."""
        return signed(document, self.private, self.keys.current.id, now, tuple(SUITES))


def load_signer(folder: Folder, key: Path | None) -> Signer:
    """Return the issuer with its current key, read from its usual place or the file named.

    Raises
    ------
    CredentialError
        There is no key list, or no such key.
    """
    keys = own_keys(folder)
    public = keys.current.multikey
    return Signer(keys, load_key(key or usual_path(public), public))


def own_keys(folder: Folder) -> KeyList:
    """Return the issuer's own key list, which is believed because it is ours.

    Raises
    ------
    CredentialError
        There is none, or it was changed.
    """
    document = read_json(folder.keys, "make one with `sixfold keys new`")
    try:
        return believed(document, {key.multikey for key in read_list(document).keys})
    except ProofError as error:
        raise CredentialError(f"{folder.keys} was changed: {error}; put the last copy back") from None


def make_key(
    folder: Folder,
    project: Path,
    name: str | None,
    file: Path | None,
    old: Path | Gone | None,
    now: dt.datetime,
) -> tuple[Path, KeyList]:
    """Make a key: the first of a new issuer, or one that replaces the present key.

    Parameters
    ----------
    folder : Folder
    project : Path
        The checkout, where no key may be.
    name : str or None
        Of a new issuer; an issuer keeps its name.
    file : Path or None
        Where the private key goes; None for its usual place.
    old : Path, "lost", "stolen" or None
        File of the present key, which signs that the new one follows it; None for its usual place.
    now : datetime

    Returns
    -------
    tuple
        The private key's file and the new list.
    """
    new = Ed25519PrivateKey.generate()
    path = (file or usual_path(multikey(new.public_key()))).expanduser()
    refuse_inside(path, project)
    if folder.keys.exists():
        if name is not None:
            raise CredentialError(f"{folder.keys} exists: the issuer keeps its name; leave --name out")
        present = None if isinstance(old, str) else load_signer(folder, old).private
        document = rotated(read_json(folder.keys, ""), present, new, now, stolen=old == "stolen")
    else:
        document = first_list(name or "Sixfold", new, now)
    write_key(path, new)
    write_json(folder.keys, document)
    return path, read_list(document)


def read_json(path: Path, advice: str) -> Document:
    """Read a JSON object.

    Raises
    ------
    CredentialError
        It is missing (with the advice), or not a JSON object.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CredentialError(f"{path} does not exist; {advice}") from None
    except (OSError, ValueError, RecursionError) as error:
        raise CredentialError(f"{path} cannot be read as JSON: {error}") from None
    if not isinstance(document, dict):
        raise CredentialError(f"{path} holds no JSON object")
    return document


def write_json(path: Path, document: Document | Sequence[Document]) -> None:
    """Write a document so that people can read it too."""
    write_atomically(path, json.dumps(document, ensure_ascii=False, indent=1) + "\n")
