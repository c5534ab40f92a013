"""An issuer with a key and certificates made without any records; and how to spoil them."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sixfold_grader.blueprint import Text
from sixfold_grader.credential.documents import Award, Issue, certificate, claims
from sixfold_grader.credential.issuer import Signer
from sixfold_grader.credential.keylist import KeyList, first_list, read_list
from sixfold_grader.credential.status import PURPOSES, status_list
from sixfold_grader.credential.token import digest, issue_token

NOW = dt.datetime(2026, 11, 28, 10, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
PLACE = 4711
TITLE = Text("Brand provider", "品牌服务商")
AWARD = Award("track", "brand", "merit")
ISSUE = Issue(
    {},
    f"urn:uuid:{'1' * 8}-1111-4111-8111-{'1' * 12}",
    f"urn:uuid:{'2' * 8}-2222-4222-8222-{'2' * 12}",
    PLACE,
    NOW,
    NOW + 365 * DAY,
)


@dataclass
class World:
    """An issuer's key list and what it has signed; tests spoil a copy of one thing."""

    private: Ed25519PrivateKey
    key_list: dict[str, Any]
    signer: Signer
    lists: list[dict[str, Any]] = field(default_factory=list)

    @property
    def keys(self) -> KeyList:
        return read_list(self.key_list)

    def certificate(self, award: Award = AWARD, now: dt.datetime = NOW, **changes: Any) -> dict[str, Any]:
        particulars = replace(ISSUE, issuer=self.signer.issuer, **changes)
        return self.signer.sign(certificate(award, TITLE, particulars), now)

    def status(self, now: dt.datetime = NOW, **places: list[int]) -> list[dict[str, Any]]:
        """Status lists made now; `revocation=[…]` and `suspension=[…]` are the places set."""
        made = (status_list(self.signer.issuer, p, places.get(p, []), "test", now, 30) for p in PURPOSES)
        return [self.signer.sign(each, now) for each in made]

    def token(self, document: dict[str, Any]) -> str:
        return issue_token(claims(document, digest(document), NOW), self.private)


def make_world() -> World:
    private = Ed25519PrivateKey.generate()
    key_list = first_list("Test issuer", private, NOW - DAY)
    world = World(private, key_list, Signer(read_list(key_list), private))
    world.lists = world.status()
    return world


def spoilt(document: Any, *path: str | int, to: Any = None, by: Callable[[Any], Any] | None = None) -> Any:
    """Return a copy with the value at a path replaced."""
    changed = copy.deepcopy(document)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = by(place[path[-1]]) if by else to
    return changed


def text_of(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False)
