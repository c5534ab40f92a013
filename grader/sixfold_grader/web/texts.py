"""Texts of the console: its own, and those that the whole grader shares."""

from __future__ import annotations

from sixfold_grader.messages import section, text

OWN = "web/texts.toml"
_SHARED = "messages.toml"


def say(key: str, language: str, /, **facts: object) -> str:
    """Return the text of `section.key` with its facts filled in."""
    part, name = key.split(".")
    file = OWN if section(part, OWN) else _SHARED
    return text(part, name, language, {k: str(v) for k, v in facts.items()}, file=file)
