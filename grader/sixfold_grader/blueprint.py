"""`assignments/blueprint.toml`: capabilities, forms, items, points, weights, cuts, policy. The one place."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, get_type_hints

from sixfold_grader.errors import SourceError
from sixfold_grader.policy import CERTIFICATE_LEVELS, CertificateLevel, Policy

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
    """The assignment of one capability; `feedback` is how much its trainees are told.

    A `prerequisite` has no weight: without it passed nobody is decided about.
    """

    id: str
    title: Text
    items: Mapping[str, Item]
    cut: float
    feedback: Level = "practice"
    prerequisite: bool = False

    @property
    def points(self) -> int:
        """Maximum raw points of the form."""
        return sum(item.points for item in self.items.values())

    def of_kind(self, kind: Kind) -> list[Item]:
        """Return the form's items of one kind, in order."""
        return [item for item in self.items.values() if item.kind == kind]


@dataclass(frozen=True)
class Capability:
    """A capability's place in the certificate.

    Attributes
    ----------
    weights : mapping
        Share of the composite, by track.
    floor : float
        Lowest scaled score of a pass; `floors` holds what single tracks put in its place.
    sd, reliability : float
        Of scaled scores, borrowed until enough candidates have taken the form.
    maximum, cut : float
        Points of its form.
    """

    id: str
    title: Text
    weights: Mapping[str, float]
    floor: float
    floors: Mapping[str, float]
    sd: float
    reliability: float
    maximum: float
    cut: float

    @property
    def sem(self) -> float:
        """Standard error of measurement in scaled points: `sd·√(1 − reliability)`."""
        return self.sd * math.sqrt(1 - self.reliability)

    def floor_in(self, track: str) -> float:
        """Return the floor that holds in a track."""
        return self.floors.get(track, self.floor)


@dataclass(frozen=True)
class Blueprint:
    """The whole certificate."""

    policy: Policy
    tracks: Mapping[str, Text]
    capabilities: Mapping[str, Capability]
    forms: Mapping[str, Form]
    path: Path

    @property
    def prerequisites(self) -> list[Form]:
        """Return the forms that have to be passed before anything is decided."""
        return [form for form in self.forms.values() if form.prerequisite]

    def weights(self, track: str) -> dict[str, float]:
        """Return each capability's share of a track's composite, or say which tracks there are."""
        if track not in self.tracks:
            known = ", ".join(self.tracks)
            raise SourceError(self.path, 0, f"unknown track {track!r}; there are: {known}")
        return {capability.id: capability.weights[track] for capability in self.capabilities.values()}

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


def load_blueprint(path: Path, base: Path | None = None) -> Blueprint:
    """Read and validate the blueprint.

    Parameters
    ----------
    base : Path or None
        A whole blueprint that fills what `path` leaves out, for what-if questions. Tables are merged key by
        key; the items of a form replace those of the base.

    Raises
    ------
    SourceError
        With the file and the key that is wrong.
    """
    raw = {"forms": {}, **_merged(read_toml(base) if base else {}, read_toml(path))}
    reader = _Reader(path)
    policy_table = reader.table(raw, "policy")
    level = reader.level(policy_table, "policy.", "practice")
    policy = reader.settings(Policy, {k: v for k, v in policy_table.items() if k != "feedback"}, "policy.")
    forms = {key: reader.form(key, value, level) for key, value in reader.table(raw, "forms").items()}
    capabilities = reader.table(raw, "capabilities")
    blueprint = Blueprint(
        policy=policy,
        tracks={key: reader.text(raw, f"tracks.{key}") for key in reader.table(raw, "tracks")},
        capabilities={
            key: reader.capability(key, value, policy, forms.get(key)) for key, value in capabilities.items()
        },
        forms=forms,
        path=path,
    )
    check_blueprint(blueprint)
    return blueprint


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    both = {
        key: _merged(base[key], value)
        for key, value in over.items()
        if key != "items" and isinstance(value, Mapping) and isinstance(base.get(key), Mapping)
    }
    return {**base, **over, **both}


Settings = TypeVar("Settings")


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

    def text(self, table: Mapping[str, Any], dotted: str, place: str = "") -> Text:
        return Text(en=self.need(table, f"{dotted}.en", place), zh=self.need(table, f"{dotted}.zh", place))

    def numbers(self, table: Mapping[str, Any], dotted: str, place: str) -> dict[str, float]:
        return {key: self.number(table, f"{dotted}.{key}", place) for key in self.table(table, dotted, place)}

    def settings(self, kind: type[Settings], table: Mapping[str, Any], place: str) -> Settings:
        """Return a dataclass of numbers; each of its fields must be there and nothing else."""
        hints = get_type_hints(kind)
        for key in table:
            if key not in hints:
                raise self.fail(f"{place}{key} is not known; there are: {', '.join(hints)}")
        return kind(**{name: self.setting(hint, table, name, place) for name, hint in hints.items()})

    def setting(self, hint: Any, table: Mapping[str, Any], key: str, place: str) -> Any:
        if isinstance(hint, type) and is_dataclass(hint):
            return self.settings(hint, self.table(table, key, place), f"{place}{key}.")
        if hint == Mapping[CertificateLevel, float]:
            return self.levels(table, key, place)
        value = self.need(table, key, place)
        if hint == tuple[int, ...]:
            if not isinstance(value, list) or not value or any(not _is_whole(days) for days in value):
                raise self.fail(f"{place}{key} is {value!r}; it must be a list of whole numbers above 0")
            return tuple(value)
        if hint is int and not _is_whole(value):
            raise self.fail(f"{place}{key} is {value!r}; it must be a whole number above 0")
        number = self.number(table, key, place)
        if not 0 < number < math.inf:
            raise self.fail(f"{place}{key} is {number:g}; it must be above 0")
        return value if hint is int else number

    def levels(self, table: Mapping[str, Any], key: str, place: str) -> dict[str, float]:
        found = self.numbers(table, key, place)
        values = [found[level] for level in CERTIFICATE_LEVELS if level in found]
        if set(found) != set(CERTIFICATE_LEVELS) or not 0 < values[0] < values[1] < values[2] <= 100:
            raise self.fail(
                f"{place}{key} is {found}; it must give {', '.join(CERTIFICATE_LEVELS)} rising to at most 100"
            )
        return found

    def capability(self, key: str, table: Mapping[str, Any], policy: Policy, form: Form | None) -> Capability:
        place = f"capabilities.{key}."
        maximum, cut = (form.points, form.cut) if form else (policy.assumed_maximum, policy.assumed_cut)
        capability = Capability(
            id=key,
            title=self.text(table, "title", place),
            weights=self.numbers(table, "weights", place),
            floor=self.number(table, "floor", place),
            floors=self.numbers(table, "floors", place) if "floors" in table else {},
            sd=self.number(table, "sd", place),
            reliability=self.number(table, "reliability", place),
            maximum=self.number({"maximum": maximum, **table}, "maximum", place),
            cut=self.number({"cut": cut, **table}, "cut", place),
        )
        if not 0 < capability.cut < capability.maximum < math.inf:
            most = f"{capability.maximum:g}"
            raise self.fail(f"{place}cut is {capability.cut:g}; it must lie between 0 and its {most} points")
        if not 0 < capability.sd < math.inf:
            raise self.fail(f"{place}sd is {capability.sd:g}; it must be above 0")
        if not 0 < capability.reliability < 1:
            raise self.fail(f"{place}reliability is {capability.reliability:g}; it must lie between 0 and 1")
        return capability

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
            title=self.text(table, "title", place),
            items={name: self.item(name, value, f"{place}items.{name}.") for name, value in items.items()},
            cut=self.number(table, "cut", place),
            feedback=self.level(table, place, level),
            prerequisite=bool(table.get("prerequisite", False)),
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
            title=self.text(table, "title", place),
            parts=parts,
            difficulty=table.get("difficulty", "middle"),
            critical=bool(table.get("critical", False)),
        )


def _is_whole(value: Any) -> bool:
    return type(value) is int and value > 0


def check_blueprint(blueprint: Blueprint) -> None:
    """Raise `SourceError` unless weights and floors make sense together.

    The weights of each track lie between 0 and 1 and sum to 1; no floor is above the cut, and only a few of a
    track may stand at it.
    """
    for place, track in _tracks_named(blueprint):
        if track not in blueprint.tracks:
            raise SourceError(blueprint.path, 0, f"{place}: there is no tracks.{track} with its title")
    for track in blueprint.tracks:
        _check_weights(blueprint, track)
        _check_floors(blueprint, track)


def _tracks_named(blueprint: Blueprint) -> list[tuple[str, str]]:
    return [
        (f"capabilities.{capability.id}.{table}", track)
        for capability in blueprint.capabilities.values()
        for table, tracks in (("weights", capability.weights), ("floors", capability.floors))
        for track in tracks
    ]


def _check_weights(blueprint: Blueprint, track: str) -> None:
    for capability in blueprint.capabilities.values():
        weight = capability.weights.get(track)
        if weight is None or not 0 <= weight <= 1:
            said = "is missing" if weight is None else f"is {weight:g}; it must lie between 0 and 1"
            raise SourceError(blueprint.path, 0, f"capabilities.{capability.id}.weights.{track} {said}")
    total = math.fsum(c.weights[track] for c in blueprint.capabilities.values())
    if abs(total - 1) > 1e-9:
        raise SourceError(
            blueprint.path, 0, f"weights of track {track!r} sum to {total:g}, not 1 (capabilities.*.weights)"
        )


def _check_floors(blueprint: Blueprint, track: str) -> None:
    policy = blueprint.policy
    floors = {key: capability.floor_in(track) for key, capability in blueprint.capabilities.items()}
    raised = {key: floor for key, floor in floors.items() if floor >= policy.scaled_cut}
    if len(raised) > policy.raised_floors:
        named = ", ".join(f"capabilities.{key} {floor:g}" for key, floor in raised.items())
        raise SourceError(
            blueprint.path,
            0,
            f"track {track!r} has {len(raised)} floors at or above the cut {policy.scaled_cut:g} ({named}); "
            f"at most {policy.raised_floors} may be raised to it (policy.raised_floors)",
        )
    for key, floor in floors.items():
        if not 0 <= floor <= policy.scaled_cut:
            raise SourceError(
                blueprint.path,
                0,
                f"capabilities.{key}.floor is {floor:g} in track {track!r}; "
                f"it must lie between 0 and the cut {policy.scaled_cut:g}",
            )
