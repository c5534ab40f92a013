"""The language of the notebook, and every visible string of this library in it."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from sixfold.errors import LabelMissing, LanguageUnknown

Language = Literal["en", "zh"]

_language: Language = "en"


def use(language: str) -> None:
    """Speak `language` from now on.

    Raises
    ------
    LanguageUnknown
        Unless `language` is ``"en"`` or ``"zh"``.
    """
    global _language
    if language == "en":
        _language = "en"
    elif language == "zh":
        _language = "zh"
    else:
        raise LanguageUnknown(
            f'sf.start({language!r}): write "en" (English) or "zh" (Chinese). 请填 "en"(英文)或 "zh"(中文)。'
        )


def current() -> Language:
    """The language in use, ``"en"`` before `use` was called."""
    return _language


def text(*, en: str, zh: str) -> str:
    """The one of two wordings that is in the current language."""
    return zh if _language == "zh" else en


def t(key: str, /, **values: object) -> str:
    """The text of `key` in the current language, its placeholders filled; see labels.toml and widgets/.

    Parameters
    ----------
    key
        Dotted name, for example ``"check.passed"``.
    **values
        One value for each ``{placeholder}`` of the text.

    Raises
    ------
    LabelMissing
        No such key, or no value for a placeholder.
    """
    label = labels().get(key)
    if label is None:
        raise LabelMissing(f"labels.toml has no key {key!r}; add [{key}] with en and zh.")
    try:
        return label[_language].format(**values)
    except KeyError as error:
        raise LabelMissing(
            f"label {key!r} needs a value for {error}: t({key!r}, {error.args[0]}=…)."
        ) from None


@cache
def labels() -> dict[str, dict[str, str]]:
    """Every label by its dotted key: ``{"check.passed": {"en": …, "zh": …}}``."""
    package = files("sixfold")
    sources = [
        package / "labels.toml",
        *(f for f in (package / "widgets").iterdir() if f.name.endswith(".toml")),
    ]
    read = (tomllib.loads(source.read_text(encoding="utf-8")) for source in sources)
    return {key: label for tree in read for key, label in _flat(tree, "")}


def _flat(tree: dict[str, Any], prefix: str) -> list[tuple[str, dict[str, str]]]:
    if "en" in tree or "zh" in tree:
        return [(prefix, tree)]
    return [
        pair
        for name, branch in tree.items()
        for pair in _flat(branch, f"{prefix}.{name}" if prefix else name)
    ]
