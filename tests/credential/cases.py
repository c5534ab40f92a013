"""One case for each outcome of a check: what is handed in, when, and what has to come of it."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from issuing import DAY, NOW, PLACE, World, spoilt, text_of

from sixfold_grader.credential.issuer import Signer
from sixfold_grader.credential.keylist import read_list, rotated


@dataclass
class Case:
    """Files and a time; `world` is the issuer who is trusted."""

    code: str
    world: World
    content: str
    status: list[str]
    now: dt.datetime = NOW

    key_list: str = ""

    def __post_init__(self) -> None:
        self.key_list = self.key_list or text_of(self.world.key_list)


Make = Callable[[World, World], Case]
CASES: dict[str, Make] = {}


def case(name: str) -> Callable[[Make], Make]:
    def add(make: Make) -> Make:
        CASES[name] = make
        return make

    return add


def good(world: World, code: str = "valid", **changes) -> Case:
    made = Case(code, world, text_of(world.certificate()), [text_of(world.lists)])
    return replace(made, **changes)


@case("genuine")
def _(world, _stranger):
    return good(world)


@case("genuine QR code")
def _(world, _stranger):
    return good(world, content=f" {world.token(world.certificate())}\n")


@case("genuine, on the last second")
def _(world, _stranger):
    now = NOW + 365 * DAY - dt.timedelta(seconds=1)
    return good(world, status=[text_of(world.status(now))], now=now)


@case("genuine, list exactly as old as allowed, each in its own file")
def _(world, _stranger):
    return good(world, status=[text_of(each) for each in world.lists], now=NOW + 30 * DAY)


@case("genuine, another place is revoked")
def _(world, _stranger):
    return good(world, status=[text_of(world.status(revocation=[PLACE - 1, PLACE + 1]))])


@case("genuine after the key was replaced")
def _(world, _stranger):
    new, later = Ed25519PrivateKey.generate(), NOW + 30 * DAY
    key_list = rotated(world.key_list, world.private, new, later)
    lists = replace(world, signer=Signer(read_list(key_list), new)).status(later)
    return good(world, status=[text_of(lists)], now=later, key_list=text_of(key_list))


@case("no certificate at all")
def _(world, _stranger):
    return good(world, "unreadable", content="hello")


@case("some other JSON")
def _(world, _stranger):
    return good(world, "not_ours", content='{"type": ["VerifiableCredential"], "@context": []}')


@case("a status list for a certificate")
def _(world, _stranger):
    return good(world, "not_ours", content=text_of(world.lists[0]))


@case("a proof of the slow kind only")
def _(world, _stranger):
    document = world.certificate()
    return good(world, "not_ours", content=text_of({**document, "proof": document["proof"][1:]}))


@case("a key list of a stranger")
def _(world, stranger):
    return good(world, "keylist_forged", key_list=text_of(stranger.key_list))


@case("a key list that was changed")
def _(world, _stranger):
    return good(world, "keylist_forged", key_list=text_of({**world.key_list, "name": "Another"}))


@case("another issuer, everything else right")
def _(world, stranger):
    return good(
        world, "wrong_issuer", content=text_of(stranger.certificate()), status=[text_of(stranger.lists)]
    )


@case("another issuer under our name")
def _(world, stranger):
    document = spoilt(stranger.certificate(), "issuer", "id", to=world.keys.issuer)
    return good(world, "unknown_key", content=text_of(document))


@case("a QR code of another issuer")
def _(world, stranger):
    return good(world, "unknown_key", content=stranger.token(stranger.certificate()))


@case("signed after its key had ended")
def _(world, _stranger):
    key_list = rotated(world.key_list, world.private, Ed25519PrivateKey.generate(), NOW - DAY / 2)
    return good(world, "key_time", key_list=text_of(key_list))


@case("signed with a key that was stolen")
def _(world, _stranger):
    new = Ed25519PrivateKey.generate()
    key_list = rotated(world.key_list, None, new, NOW + DAY, stolen=True)
    renewed = replace(world, key_list=key_list, private=new, signer=Signer(read_list(key_list), new))
    lists = [text_of(renewed.status(NOW + DAY))]
    return good(renewed, "key_revoked", content=text_of(world.certificate()), status=lists, now=NOW + DAY)


@case("a status list of a stolen key")
def _(world, _stranger):
    new = Ed25519PrivateKey.generate()
    key_list = rotated(world.key_list, None, new, NOW + DAY, stolen=True)
    renewed = replace(world, key_list=key_list, private=new, signer=Signer(read_list(key_list), new))
    document = renewed.certificate(now=NOW + DAY, starts=NOW + DAY)
    return good(
        renewed, "status_forged", content=text_of(document), status=[text_of(world.lists)], now=NOW + DAY
    )


@case("a longer validity")
def _(world, _stranger):
    return good(
        world, "tampered", content=text_of({**world.certificate(), "validUntil": "2036-11-28T10:00:00Z"})
    )


@case("a better level")
def _(world, _stranger):
    path = ("credentialSubject", "result", 0, "value")
    return good(world, "tampered", content=text_of(spoilt(world.certificate(), *path, to="distinction")))


@case("another place in the list")
def _(world, _stranger):
    path = ("credentialStatus", 0, "statusListIndex")
    return good(world, "tampered", content=text_of(spoilt(world.certificate(), *path, to="1")))


@case("a QR code with another level")
def _(world, _stranger):
    head, body, signature = world.token(world.certificate()).split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    changed = (
        base64.urlsafe_b64encode(json.dumps({**claims, "level": "distinction"}).encode()).decode().rstrip("=")
    )
    return good(world, "tampered", content=f"{head}.{changed}.{signature}")


@case("before it begins")
def _(world, _stranger):
    document = world.certificate(starts=NOW + DAY)
    return good(world, "not_yet", content=text_of(document))


@case("expired")
def _(world, _stranger):
    now = NOW + 365 * DAY
    return good(world, "expired", status=[text_of(world.status(now))], now=now)


@case("an expired QR code")
def _(world, _stranger):
    now = NOW + 366 * DAY
    token = world.token(world.certificate())
    return good(world, "expired", content=token, status=[text_of(world.status(now))], now=now)


@case("no status list")
def _(world, _stranger):
    return good(world, "status_missing", status=[])


@case("a status list of a stranger")
def _(world, stranger):
    return good(world, "status_missing", status=[text_of(stranger.lists)])


@case("only one of the two status lists")
def _(world, _stranger):
    return good(world, "status_missing", status=[text_of(world.lists[:1])])


@case("a status list that was changed")
def _(world, _stranger):
    revoked, empty = world.status(revocation=[PLACE]), world.status()
    lists = [{**revoked[0], "credentialSubject": empty[0]["credentialSubject"]}, revoked[1]]
    return good(world, "status_forged", status=[text_of(lists)])


@case("a status list under our name, signed by a stranger")
def _(world, stranger):
    lists = [stranger.signer.sign(each, NOW) for each in map(_unsigned, world.lists)]
    return good(world, "status_forged", status=[text_of(lists)])


@case("the list of suspensions for that of revocations")
def _(world, _stranger):
    revocation, suspension = world.lists
    renamed = world.signer.sign({**_unsigned(suspension), "id": revocation["id"]}, NOW)
    return good(world, "status_forged", status=[text_of([renamed, suspension])])


@case("a forged list beside the true one")
def _(world, _stranger):
    forged = {**world.lists[0], "validFrom": "2026-11-29T10:00:00Z"}
    return good(world, "status_forged", status=[text_of([*world.lists, forged])], now=NOW + DAY)


@case("a status list that is too old")
def _(world, _stranger):
    return good(world, "status_stale", now=NOW + 30 * DAY + dt.timedelta(seconds=1))


@case("a status list of tomorrow")
def _(world, _stranger):
    return good(world, "status_future", status=[text_of(world.status(NOW + DAY))])


@case("revoked")
def _(world, _stranger):
    return good(world, "revoked", status=[text_of(world.status(revocation=[PLACE]))])


@case("revoked, and an older list that does not know it yet")
def _(world, _stranger):
    newer = world.status(NOW + DAY, revocation=[PLACE])
    return good(world, "revoked", status=[text_of(newer), text_of(world.lists)], now=NOW + 2 * DAY)


@case("a revoked QR code")
def _(world, _stranger):
    token = world.token(world.certificate())
    return good(world, "revoked", content=token, status=[text_of(world.status(revocation=[PLACE]))])


@case("suspended")
def _(world, _stranger):
    return good(world, "suspended", status=[text_of(world.status(suspension=[PLACE]))])


@case("a status list in another's name, signed with our key")
def _(world, stranger):
    lists = [
        world.signer.sign({**_unsigned(each), "issuer": stranger.signer.issuer}, NOW) for each in world.lists
    ]
    return good(world, "issuer_mismatch", status=[text_of(lists)])


def _unsigned(document):
    return {name: value for name, value in document.items() if name != "proof"}
