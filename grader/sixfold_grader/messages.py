"""Texts of `messages.toml`, and the message that a trainee reads about an item."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from sixfold_grader.blueprint import Item, Level
from sixfold_grader.models import ItemResult, PartResult

_FILE = "messages.toml"


@cache
def _texts(file: str) -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(files("sixfold_grader").joinpath(file).read_text(encoding="utf-8"))


def section(name: str, file: str = _FILE) -> Mapping[str, Mapping[str, str]]:
    """Return every text of a section: key to language to text, facts not filled in.

    `file` is a TOML file of this package; a section that it does not have is empty.
    """
    return _texts(file).get(name, {})


def text(
    section: str, key: str, language: str, facts: Mapping[str, str] | None = None, *, file: str = _FILE
) -> str:
    """Return one text, with its facts filled in."""
    return _texts(file)[section][key][language].format_map(facts or {})


def item_message(item: Item, result: ItemResult, language: str, level: Level = "practice") -> str:
    """Return what a trainee reads about one item: points, status and each part, no check and no input.

    At level "exam" points and status only.
    """
    status = text("status", shown_status(item, result, level), language)
    if not result.parts:
        return status
    lines = [f"{result.points}/{item.points} · {status}"]
    if level == "practice":
        lines += [
            f"{'✓' if part.points else '✗'} {part_message(part, language)}" for part in result.parts.values()
        ]
    return "\n".join(lines)


def part_message(part: PartResult, language: str) -> str:
    """Return what a part asks for, its points, and why it failed, if it did."""
    reason = "" if part.points == part.maximum else " — " + text("part", part.key, language, part.facts)
    return f"{part.about[language]} ({part.points}/{part.maximum}){reason}"


def shown_status(item: Item, result: ItemResult, level: Level) -> str:
    """Return the key of an item's status; at level "exam" it tells no more than the points do."""
    if level == "practice" or result.status not in (
        "passed",
        "partial",
        "failed",
        "crashed",
        "memory",
        "timeout",
    ):
        return result.status
    return "failed" if not result.points else "passed" if result.points == item.points else "partial"
