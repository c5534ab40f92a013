"""What a submission of the corpus is: how it is made, and what has to come of it.

A generator gets the released notebook as JSON (`notebook`), as bytes (`raw`) or the folder that is
handed in (`folder`) and changes it. Texts in `@…@` are filled in by the runner: see `Scene`.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROAS = "def roas(gmv, spend):\n    return None if spend == 0 else gmv / spend\n"
DAILY = "def daily(ads):\n    return ads.groupby('day', as_index=False)['spend'].sum()\n"
MEMO = "A memo of two lines.\n\nWe bid less."
WRONG = "def roas(gmv, spend):\n    return 0.0\n"  # earns nothing: not None for zero spend either
NO_DAILY = "def daily(ads):\n    return 0\n"

REQUIREMENTS = ("outcome", "leak", "page")

Book = dict[str, Any]
Make = Callable[[Path, "Scene"], None]


@dataclass(frozen=True)
class Result:
    """Points of one item, and the statuses that are right for it."""

    points: int
    statuses: tuple[str, ...]


FULL = Result(4, ("passed",))
FAILED, CRASHED, TIMEOUT = (Result(0, (status,)) for status in ("failed", "crashed", "timeout"))
UNANSWERED = Result(0, ("unanswered",))
LOST = Result(0, ("failed", "crashed", "timeout", "memory"))  # nothing is earned; how it ends is a race
ENDED = Result(0, ("crashed", "timeout"))
BY_HAND = Result(0, ("manual",))


@dataclass(frozen=True)
class Scene:
    """What submissions aim at: addresses (what stands between two `@` in a text), another's notebook.

    `released` is the folder as it was fetched.
    """

    addresses: Mapping[str, str]
    victim: Path
    released: Path

    def fill(self, text: str) -> str:
        """Return the text with its addresses."""
        for name, address in self.addresses.items():
            text = text.replace(f"@{name}@", address)
        return text


@dataclass(frozen=True)
class Submission:
    """One submission and its expected outcome.

    Attributes
    ----------
    notes : frozenset of str or None
        Keys of the intake report: empty is accepted, others are flagged; None is not compared.
    late : bool
        Laid straight into `submitted/`: what nbgrader's collect does not copy.
    refused : str
        Part of the message of a rejected submission; empty if it is to be graded.
    holes : mapping of str to str
        Requirement ("outcome", "leak", "page") -> why it is not met yet; makes its test a strict xfail.
    """

    name: str
    kind: str
    about: str
    make: Make
    roas: Result
    daily: Result
    memo: Result
    notes: frozenset[str] | None
    refused: str
    late: bool
    holes: Mapping[str, str]
    smoke: bool

    @property
    def items(self) -> dict[str, Result]:
        """Expected result of every item; nothing for a rejected submission."""
        return {} if self.refused else {"roas": self.roas, "daily": self.daily, "memo": self.memo}


@dataclass
class Corpus:
    """The submissions of one kind, in the order of their definition."""

    kind: str
    submissions: list[Submission] = field(default_factory=list)

    def notebook(
        self, *, file: str = "toy.ipynb", **outcome: Any
    ) -> Callable[[Callable[[Book], None]], None]:
        """Declare a generator that changes the released notebook."""

        def declare(change: Callable[[Book], None]) -> None:
            def make(own: Path, scene: Scene) -> None:
                book = json.loads((own / file).read_text(encoding="utf-8"))
                change(book)
                (own / file).write_text(scene.fill(json.dumps(book)), encoding="utf-8")

            self._add(change, make, outcome)

        return declare

    def raw(self, **outcome: Any) -> Callable[[Callable[[bytes], bytes]], None]:
        """Declare a generator that turns the bytes of a well answered notebook into others."""

        def declare(change: Callable[[bytes], bytes]) -> None:
            def make(own: Path, _scene: Scene) -> None:
                book = json.loads((own / "toy.ipynb").read_text(encoding="utf-8"))
                type_in(book)
                (own / "toy.zh.ipynb").unlink()
                (own / "toy.ipynb").write_bytes(change(json.dumps(book, ensure_ascii=False).encode()))

            self._add(change, make, outcome)

        return declare

    def folder(self, **outcome: Any) -> Callable[[Make], None]:
        """Declare a generator that changes the folder which holds both well answered notebooks."""

        def declare(change: Make) -> None:
            def make(own: Path, scene: Scene) -> None:
                for name in ("toy.ipynb", "toy.zh.ipynb"):
                    book = json.loads((own / name).read_text(encoding="utf-8"))
                    type_in(book)
                    (own / name).write_text(json.dumps(book), encoding="utf-8")
                change(own, scene)

            self._add(change, make, outcome)

        return declare

    def _add(self, change: Callable[..., Any], make: Make, outcome: dict[str, Any]) -> None:
        expected = {
            "roas": FULL,
            "daily": FULL,
            "memo": BY_HAND,
            "notes": frozenset(),
            "refused": "",
            "late": False,
            "smoke": False,
        }
        about = " ".join((change.__doc__ or "").split())
        holes = {name: outcome.pop(name) for name in REQUIREMENTS if name in outcome}
        values = {**expected, **outcome, "holes": holes}
        if values["notes"] is not None:
            values["notes"] = frozenset(values["notes"])
        name = f"{self.kind}.{change.__name__.replace('_', '-')}"
        self.submissions.append(Submission(name, self.kind, about, make, **values))


def type_in(book: Book, *, roas: str = ROAS, daily: str = DAILY, memo: str = MEMO) -> None:
    """Type answers into their cells."""
    for name, text in (("roas-answer", roas), ("daily-answer", daily), ("memo", memo)):
        cell_of(book, name)["source"] = text


def code(*pieces: str) -> str:
    """Join pieces of code, each indented as it likes."""
    return "\n".join(textwrap.dedent(piece).strip("\n") for piece in pieces) + "\n"


def cell_of(book: Book, grade_id: str) -> dict[str, Any]:
    """Return the cell with a grade id."""
    found: dict[str, Any] = next(
        c for c in book["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
    )
    return found


def code_cell(source: str) -> dict[str, Any]:
    """Return a code cell as a trainee adds it."""
    return {
        "cell_type": "code",
        "id": "own",
        "metadata": {},
        "outputs": [],
        "execution_count": 1,
        "source": source,
    }
