"""`course/glossary.toml`: the field's terms as a page, as links under a lesson, as a check on the prose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sixfold_grader.blueprint import Language, Text, read_toml
from sixfold_grader.build import notebook as nb
from sixfold_grader.build.percent import SourceCell
from sixfold_grader.errors import SourceError

PAGE = "glossary.ipynb"
_NOT_PROSE = re.compile(r"```.*?```|`[^`]*`|\$[^$]*\$|\]\([^)]*\)|<[^>]+>", re.DOTALL)
_ACRONYM = re.compile(r"(?<!\w)(?:[a-zA-Z]*[A-Z]{2,}[A-Za-z0-9]*|\d[A-Z])(?!\w)")
_GLOSS = re.compile(r"[(（]([\u4e00-\u9fff]{2,6})[)）]")  # the Chinese term after its English one
_ASCII = re.compile(r"[A-Za-z0-9]")


@dataclass(frozen=True)
class Term:
    """One term of the field; `trap` is the look-alike or the usual mistake, `also` other spellings."""

    id: str
    name: Text
    formula: str
    unit: str
    meaning: Text
    trap: Text
    also: tuple[str, ...]
    see: tuple[str, ...]

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every way to write it, in both languages."""
        return (self.name.en, self.name.zh, *self.also)


@dataclass(frozen=True)
class Glossary:
    """All terms by id, and the capital letters that need no explanation (UTC, API)."""

    path: Path
    terms: Mapping[str, Term]
    plain: frozenset[str]

    def named_in(self, text: str, language: Language) -> list[Term]:
        """Return the terms that prose in `language` names, in order of the glossary."""
        prose = _prose(text)
        return [term for term in self.terms.values() if any(_stands_in(s, prose) for s in term.spellings)]

    def unknown_in(self, cells: Iterable[SourceCell]) -> Iterator[SourceError]:
        """Yield an error for each term that English prose uses and this glossary lacks.

        A term is an acronym, or the Chinese word in parentheses that lessons put after an English one.
        """
        known = self.plain | {spelling for term in self.terms.values() for spelling in term.spellings}
        for cell in cells:
            if cell.markdown and cell.options.get("lang") == "en":
                prose = _prose(cell.source)
                used = {*_ACRONYM.findall(prose), *_GLOSS.findall(prose)}
                for word in sorted(used - known - {f"{name}s" for name in known}):
                    yield cell.error(f"the term {word!r} is not in {self.path.name}; add it, or to `also`")


def load_glossary(path: Path) -> Glossary:
    """Read the glossary.

    Raises
    ------
    SourceError
        A term lacks a key or a language, two terms share a spelling, or `see` names no term.
    """
    raw = read_toml(path)
    plain = frozenset(raw.pop("plain", ()))
    terms = {key: _term(path, key, entry) for key, entry in raw.items()}
    owner: dict[str, str] = {}
    for term in terms.values():
        for spelling in term.spellings:
            if owner.setdefault(spelling, term.id) != term.id:
                raise SourceError(path, 0, f"[{term.id}]: {spelling!r} already names [{owner[spelling]}]")
        if strange := set(term.see) - terms.keys():
            raise SourceError(path, 0, f"[{term.id}]: see = {sorted(strange)} are no terms")
    return Glossary(path, terms, plain)


def page(glossary: Glossary, language: Language) -> nb.Notebook:
    """Return the glossary as a notebook of one table, in the alphabet of the language."""
    words = {
        "en": ("Glossary", "Term", "Meaning", "Formula", "Unit", "Trap"),
        "zh": ("术语表", "术语", "含义", "公式", "单位", "常见误区"),
    }[language]
    title, *columns = words
    rows = [_row(term, glossary, language) for term in sorted(glossary.terms.values(), key=_order(language))]
    table = "\n".join([f"| {' | '.join(columns)} |", "|" + "---|" * len(columns), *rows])
    return nb.notebook([nb.markdown(f"# {title}\n\n{table}")], language)


def links(glossary: Glossary, text: str, language: Language) -> str:
    """Return one line that links the terms of a lesson to the glossary; empty when it names none."""
    label = {"en": "Terms of this lesson", "zh": "本课术语"}[language]
    found = sorted(glossary.named_in(text, language), key=_order(language))
    linked = " · ".join(f"[{term.name[language]}](../{PAGE}#{term.id})" for term in found)
    return f"**{label}**: {linked}" if found else ""


def _term(path: Path, key: str, entry: Any) -> Term:
    try:
        return Term(
            id=key,
            name=Text(entry["en"], entry["zh"]),
            formula=entry["formula"],
            unit=entry["unit"],
            meaning=Text(entry["meaning"]["en"], entry["meaning"]["zh"]),
            trap=Text(entry["trap"]["en"], entry["trap"]["zh"]),
            also=tuple(entry.get("also", ())),
            see=tuple(entry.get("see", ())),
        )
    except (KeyError, TypeError) as error:
        raise SourceError(
            path, 0, f"[{key}] needs en, zh, formula, unit, meaning, trap in both languages ({error})"
        ) from None


def _prose(text: str) -> str:
    return _NOT_PROSE.sub(" ", text)


def _stands_in(spelling: str, prose: str) -> bool:
    if not _ASCII.match(spelling):
        return spelling in prose
    return (
        re.search(rf"(?<![A-Za-z0-9]){re.escape(spelling)}(?![A-Za-z0-9])", prose, re.IGNORECASE) is not None
    )


def _order(language: Language) -> Any:
    """Return a sort key: the alphabet, or pinyin, which the order of GBK's common characters is."""
    if language == "en":
        return lambda term: term.name.en.lower()
    return lambda term: term.name.zh.encode("gbk", errors="replace")


def _row(term: Term, glossary: Glossary, language: Language) -> str:
    other: Language = "zh" if language == "en" else "en"
    name = f'<a id="{term.id}"></a>**{term.name[language]}** {term.name[other]}'
    if term.see:
        related = ", ".join(f"[{glossary.terms[i].name[language]}](#{i})" for i in term.see)
        name += f" → {related}"
    formula = f"`{term.formula}`" if term.formula else ""
    cells = (name, term.meaning[language], formula, term.unit, term.trap[language])
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
