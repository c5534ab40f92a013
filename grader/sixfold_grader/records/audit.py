"""The audit log's arithmetic: canonical entries, the chain of hashes, where it breaks. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import rfc8785

GENESIS = "0" * 64


@dataclass(frozen=True)
class Link:
    """A row of the log: the columns beside the entry repeat it for queries."""

    seq: int
    at: str
    actor: str
    action: str
    subject: str
    entry: str
    hash: str


@dataclass(frozen=True)
class Broken:
    """Where the records do not agree with their log: an entry's number, and what is wrong."""

    seq: int
    why: str


def canonical(entry: Any) -> str:
    """Return JSON in the canonical form of RFC 8785."""
    return rfc8785.dumps(entry).decode()


def digest(value: Any) -> str:
    """Return the SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def chained(previous: str, entry: str) -> str:
    """Return an entry's hash: SHA-256 over the hash before it as hex, then its canonical text."""
    return hashlib.sha256((previous + entry).encode()).hexdigest()


def first_break(links: Iterable[Link], after: tuple[int, str] = (0, GENESIS)) -> Broken | None:
    """Return the first entry that is not what the chain says, or None.

    Parameters
    ----------
    links : iterable of Link
        The log in order of `seq`, which runs 1, 2, 3, …
    after : tuple of int and str
        Number and hash of the entry before the first of `links`; by default these are the whole log.
    """
    return next(_breaks(links, *after), None)


def _breaks(links: Iterable[Link], last: int, previous: str) -> Iterator[Broken]:
    for number, link in enumerate(links, start=last + 1):
        if link.seq != number:
            yield Broken(number, f"is missing; the next one there is {link.seq}")
        if link.hash != chained(previous, link.entry):
            yield Broken(link.seq, "its hash does not follow from its text and the entry before it")
        told = json.loads(link.entry)
        for column in ("seq", "at", "actor", "action", "subject"):
            if getattr(link, column) != told[column]:
                yield Broken(
                    link.seq, f"its column {column} says {getattr(link, column)!r}, its text {told[column]!r}"
                )
        previous = link.hash
