"""`assignments/blueprint.toml`: capabilities, forms, items, points, weights, cuts. The one place."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sixfold_grader.errors import SourceError

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
Kind = Literal["function", "response"]
Level = Literal["practice", "exam"]
LEVELS: tuple[Level, ...] = ("practice", "exam")


@dataclass(frozen=True)
class Text:
    """One visible text in both languages."""

    en: str
    zh: str

    def __getitem__(self, language: Language) -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True)
class Item:
    """A graded item: a function (scored by parts) or a free response (scored by rubric criteria)."""

    id: str
    kind: Kind
    title: Text
    parts: Mapping[str, int]
    difficulty: str = "middle"
    critical: bool = False

    @property
    def points(self) -> int:
        """Maximum points of the item."""
        return sum(self.parts.values())


@dataclass(frozen=True)
class Form:
    """The assignment of one capability; `feedback` is how much its trainees are told."""

    id: str
    title: Text
    items: Mapping[str, Item]
    cut: float
    feedback: Level = "practice"

    @property
    def points(self) -> int:
        """Maximum raw points of the form."""
        return sum(item.points for item in self.items.values())

    def of_kind(self, kind: Kind) -> list[Item]:
        """Return the form's items of one kind, in order."""
        return [item for item in self.items.values() if item.kind == kind]


@dataclass(frozen=True)
class Capability:
    """A capability's place in the certificate."""

    id: str
    title: Text
    weights: Mapping[str, float]
    floor: float


@dataclass(frozen=True)
class Blueprint:
    """The whole certificate."""

    scaled_cut: float
    capabilities: Mapping[str, Capability]
    forms: Mapping[str, Form]
    path: Path

    def form(self, assignment: str) -> Form:
        """Return a form by assignment id, or say which there are."""
        try:
            return self.forms[assignment]
        except KeyError:
            known = ", ".join(self.forms) or "none"
            raise SourceError(
                self.path, 0, f"unknown assignment {assignment!r}; there are: {known}"
            ) from None


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file of the project.

    Raises
    ------
    SourceError
        It is missing, or not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SourceError(path, 0, "there is no such file; run from the project's folder") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(path, 0, f"not valid TOML: {error}") from None


def load_blueprint(path: Path) -> Blueprint:
    """Read and validate the blueprint.

    Raises
    ------
    SourceError
        With the file and the key that is wrong.
    """
    raw, reader = {"forms": {}, **read_toml(path)}, _Reader(path)
    level = reader.level(reader.table(raw, "policy"), "policy.", "practice")
    blueprint = Blueprint(
        scaled_cut=reader.number(raw, "policy.scaled_cut"),
        capabilities={k: reader.capability(k, v) for k, v in reader.table(raw, "capabilities").items()},
        forms={key: reader.form(key, value, level) for key, value in reader.table(raw, "forms").items()},
        path=path,
    )
    _check_weights(blueprint)
    return blueprint


class _Reader:
    """Reads tables of the blueprint; every complaint names the key."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fail(self, message: str) -> SourceError:
        return SourceError(self.path, 0, message)

    def need(self, table: Mapping[str, Any], dotted: str, place: str = "") -> Any:
        value: Any = table
        for key in dotted.split("."):
            if not isinstance(value, Mapping) or key not in value:
                raise self.fail(f"{place}{dotted} is missing")
            value = value[key]
        return value

    def number(self, table: Mapping[str, Any], dotted: str, place: str = "") -> float:
        value = self.need(table, dotted, place)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fail(f"{place}{dotted} is {value!r}; it must be a number")
        return float(value)

    def table(self, table: Mapping[str, Any], dotted: str, place: str = "") -> Mapping[str, Any]:
        value = self.need(table, dotted, place)
        if not isinstance(value, Mapping):
            raise self.fail(f"{place}{dotted} is {value!r}; it must be a table")
        return value

    def text(self, table: Mapping[str, Any], place: str) -> Text:
        return Text(en=self.need(table, "title.en", place), zh=self.need(table, "title.zh", place))

    def capability(self, key: str, table: Mapping[str, Any]) -> Capability:
        place = f"capabilities.{key}."
        weights = self.table(table, "weights", place)
        return Capability(
            id=key,
            title=self.text(table, place),
            weights={track: self.number(table, f"weights.{track}", place) for track in weights},
            floor=self.number(table, "floor", place),
        )

    def level(self, table: Mapping[str, Any], place: str, default: Level) -> Level:
        named = table.get("feedback", default)
        for level in LEVELS:
            if named == level:
                return level
        raise self.fail(f"{place}feedback is {named!r}; use 'practice' or 'exam'")

    def form(self, key: str, table: Mapping[str, Any], level: Level) -> Form:
        place = f"forms.{key}."
        items = self.table(table, "items", place)
        form = Form(
            id=key,
            title=self.text(table, place),
            items={name: self.item(name, value, f"{place}items.{name}.") for name, value in items.items()},
            cut=self.number(table, "cut", place),
            feedback=self.level(table, place, level),
        )
        if not 0 < form.cut < form.points:
            raise self.fail(
                f"{place}cut is {form.cut:g}; it must lie between 0 and the form's {form.points} points"
            )
        return form

    def item(self, key: str, table: Mapping[str, Any], place: str) -> Item:
        kind = self.need(table, "kind", place)
        if kind not in ("function", "response"):
            raise self.fail(f"{place}kind is {kind!r}; use 'function' or 'response'")
        parts = self.table(table, "parts", place)
        wrong = {name: points for name, points in parts.items() if type(points) is not int or points < 1}
        if wrong or not parts:
            raise self.fail(f"{place}parts must give each part at least 1 whole point, not {wrong or parts}")
        return Item(
            id=key,
            kind=kind,
            title=self.text(table, place),
            parts=parts,
            difficulty=table.get("difficulty", "middle"),
            critical=bool(table.get("critical", False)),
        )


def _check_weights(blueprint: Blueprint) -> None:
    """Weights of each track over all capabilities must sum to 1."""
    tracks = {track for capability in blueprint.capabilities.values() for track in capability.weights}
    for track in sorted(tracks):
        total = sum(c.weights.get(track, 0.0) for c in blueprint.capabilities.values())
        if abs(total - 1) > 1e-9:
            raise SourceError(blueprint.path, 0, f"weights of track {track!r} sum to {total:g}, not 1")
