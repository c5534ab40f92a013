"""A page of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")
SIZE = 50


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of `total`; `number` counts from 1."""

    rows: Sequence[Row]
    number: int
    total: int
    size: int = SIZE

    @property
    def last(self) -> int:
        """Number of the last page."""
        return max(1, -(-self.total // self.size))


def page_number(text: str | None, total: int, size: int = SIZE) -> int:
    """Return the page that an address asks for; whatever is no page is the first or the last."""
    asked = int(text) if text and text.isascii() and text.isdigit() else 1
    return min(max(1, asked), max(1, -(-total // size)))


def cut(rows: Sequence[Row], asked: str | None, size: int = SIZE) -> Page[Row]:
    """Return the page of `rows` that an address asks for."""
    number = page_number(asked, len(rows), size)
    return Page(rows[(number - 1) * size : number * size], number, len(rows), size)
