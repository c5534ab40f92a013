"""Texts of `messages.toml`, and the message that a trainee reads about an item."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from sixfold_grader.blueprint import Item
from sixfold_grader.models import ItemResult


@cache
def _texts() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(files("sixfold_grader").joinpath("messages.toml").read_text(encoding="utf-8"))


def text(section: str, key: str, language: str, facts: Mapping[str, str] | None = None) -> str:
    """Return one text, with its facts filled in."""
    return _texts()[section][key][language].format_map(facts or {})


def item_message(item: Item, result: ItemResult, language: str) -> str:
    """Return what a trainee reads about one item: points, status and each part, no check and no input."""
    status = text("status", result.status, language)
    if not result.parts:
        return status
    lines = [f"{result.points}/{item.points} · {status}"]
    for part in result.parts.values():
        mark = "✓" if part.points else "✗"
        reason = "" if part.points else " — " + text("part", part.key, language, part.facts)
        lines.append(f"{mark} {part.about[language]} ({part.points}/{part.maximum}){reason}")
    return "\n".join(lines)
