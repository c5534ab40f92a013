"""Read bilingual percent text into cells, with the line of every cell.

A header is `# %%` or `# %% [markdown]`, then options `name="value"`:

=============  ==========================================================
`lang`         en or zh: prose in one language; `en` is followed by its `zh`
`item`         code: the answer cell of a function item, holds the solution
`tests`        code: the item's visible example tests; carries its points
`response`     markdown: the answer cell of a free response, holds a model answer
=============  ==========================================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from sixfold_grader.blueprint import LANGUAGES
from sixfold_grader.errors import SourceError

_HEADER = re.compile(r"^# %%(?P<markdown> \[markdown\])?(?P<options>.*)$")
_OPTION = re.compile(r'\s+(\w+)="([^"]*)"')
Options = dict[bool, tuple[str, ...]]  # allowed names by whether the cell is markdown
SOURCE_OPTIONS: Options = {True: ("lang", "response"), False: ("item", "tests")}
SAMPLE_OPTIONS: Options = {True: ("lang", "response", "score"), False: ("item", "score")}


@dataclass(frozen=True)
class SourceCell:
    """One cell as written by the author."""

    path: Path
    line: int
    markdown: bool
    source: str
    options: dict[str, str] = field(default_factory=dict)

    def error(self, message: str) -> SourceError:
        """Return an error that names this cell's file and line."""
        return SourceError(self.path, self.line, message)


def read_cells(path: Path, allowed: Options = SOURCE_OPTIONS) -> list[SourceCell]:
    """Read a percent file whose cell headers may have the `allowed` options.

    Raises
    ------
    SourceError
        Unknown option, text before the first cell, or an `en` cell without its `zh`.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise SourceError(path, 0, f"not UTF-8 at byte {error.start}") from None
    starts = [number for number, line in enumerate(lines) if _HEADER.match(line)]
    preamble = "\n".join(lines[: starts[0] if starts else len(lines)]).strip()
    if preamble:
        raise SourceError(path, 1, "text before the first `# %%` cell header")
    ends = [*starts[1:], len(lines)]
    cells = [_cell(path, lines, start, end, allowed) for start, end in zip(starts, ends, strict=True)]
    _check_pairs(cells)
    return cells


def _cell(path: Path, lines: list[str], start: int, end: int, allowed: Options) -> SourceCell:
    header = _HEADER.match(lines[start])
    assert header is not None
    markdown = header["markdown"] is not None
    options = _options(path, start + 1, header["options"], markdown, allowed[markdown])
    body = [_uncomment(line) for line in lines[start + 1 : end]] if markdown else lines[start + 1 : end]
    return SourceCell(path, start + 1, markdown, "\n".join(body).strip("\n"), options)


def _uncomment(line: str) -> str:
    return line.removeprefix("#").removeprefix(" ")


def _options(path: Path, line: int, text: str, markdown: bool, allowed: tuple[str, ...]) -> dict[str, str]:
    options = dict(_OPTION.findall(text))
    rest = _OPTION.sub("", text).strip()
    if rest:
        raise SourceError(
            path, line, f'cannot read {rest!r} in the cell header; write options as name="value"'
        )
    for name in options:
        if name not in allowed:
            kind = "markdown" if markdown else "code"
            known = ", ".join(allowed)
            raise SourceError(path, line, f"unknown option {name!r} in a {kind} cell; there are: {known}")
    if options.get("lang", "en") not in LANGUAGES:
        raise SourceError(path, line, f"lang is {options['lang']!r}; use en or zh")
    return options


def _check_pairs(cells: list[SourceCell]) -> None:
    """Every `en` cell is directly followed by its `zh`, and no `zh` stands alone."""
    expected = None
    for cell in cells:
        language = cell.options.get("lang")
        if expected is not None and language != "zh":
            raise expected.error("this `en` cell has no `zh` cell after it")
        if language == "zh" and expected is None:
            raise cell.error("this `zh` cell has no `en` cell before it")
        if cell.markdown and not cell.options:
            raise cell.error('a markdown cell needs lang="en", lang="zh" or response="…"')
        expected = cell if language == "en" else None
    if expected is not None:
        raise expected.error("this `en` cell has no `zh` cell after it")
