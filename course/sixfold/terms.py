"""The glossary where people look: tooltips of widgets and charts."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sixfold.errors import TermUnknown
from sixfold.language import current, t

if TYPE_CHECKING:
    import altair as alt


def term(name: str) -> str:
    """What a term of the field means, its formula and its trap, in the current language.

    Parameters
    ----------
    name
        Its id or any spelling in the glossary, for example ``"ctr"``, ``"CTR"`` or ``"点击率"``.

    Raises
    ------
    TermUnknown
        The glossary has no such term.
    """
    return _explained(_entry(name))


def tooltip(field: str, term: str, form: str = ",.2f") -> alt.Tooltip:
    """A line of a chart's tooltip: the value of `field` under the term's name, formula and unit.

    Raises
    ------
    TermUnknown
        The glossary has no such term.
    """
    import altair as alt

    entry = _entry(term)
    formula = f" = {entry['formula']}" if entry["formula"] else ""
    unit = f" ({entry['unit']})" if entry["unit"] not in ("", "1") else ""
    return alt.Tooltip(field, title=f"{entry[current()]}{formula}{unit}", format=form)


def tip(label: str) -> str:
    """The meaning of the longest term that a label names; empty if it names none."""
    written = label.casefold()
    named = [spelling for spelling in _spellings() if spelling in written]
    return _explained(_spellings()[max(named, key=len)]) if named else ""


def _entry(name: str) -> dict[str, Any]:
    found = _terms().get(name) or _spellings().get(name.casefold())
    if found is None:
        raise TermUnknown(t("term.unknown", name=name))
    return found


def _explained(entry: dict[str, Any]) -> str:
    name, formula = entry[current()], entry["formula"]
    head = f"{name} = {formula}" if formula else name
    return t("term.explained", head=head, meaning=entry["meaning"][current()], trap=entry["trap"][current()])


@cache
def _terms() -> dict[str, dict[str, Any]]:
    here = Path(__file__).parent
    packed = here / "glossary.toml"  # beside this file in a wheel, one folder up in a checkout
    source = packed if packed.is_file() else here.parent / "glossary.toml"
    read = tomllib.loads(source.read_text(encoding="utf-8"))
    return {key: entry for key, entry in read.items() if isinstance(entry, dict)}


@cache
def _spellings() -> dict[str, dict[str, Any]]:
    return {
        spelling.casefold(): entry
        for entry in _terms().values()
        for spelling in (entry["en"], entry["zh"], *entry.get("also", ()))
    }
