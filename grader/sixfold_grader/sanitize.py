"""Text of trainees and authors as HTML that runs nothing, loads nothing and leads nowhere."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Any

from latex2mathml.converter import convert as mathml
from markupsafe import Markup
from mistune import HTMLRenderer, create_markdown
from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers import PythonLexer  # type: ignore[import-untyped]

_MOST_MARKDOWN = 20_000  # characters; longer texts are shown as they are, because parsers can be made slow
_MOST_CODE = 20_000
_MOST_OUTPUT = 20_000
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_PNG = re.compile(r"iVBORw0KGgo[A-Za-z0-9+/]+={0,2}")


def inert_markdown(answer: str) -> str:
    """Return a written answer that no page can take for HTML, a link or a picture.

    The formgrader renders it in its own origin. The verdict keeps the original.
    """
    plain = html.escape(answer, quote=False)
    return plain.replace("](", "]\\(").replace("]:", "]\\:").replace("][", "]\\[")


@lru_cache(maxsize=1024)
def prose(text: str) -> Markup:
    """Return an author's Markdown as HTML; formulas become MathML."""
    return Markup(_PROSE(text))


@lru_cache(maxsize=256)
def written(text: str) -> Markup:
    """Return a trainee's Markdown as HTML: layout only, `$` is a dollar sign."""
    if len(text) > _MOST_MARKDOWN:
        return Markup("<pre>{}</pre>").format(terminal(text))
    return Markup(_WRITTEN(text))


@lru_cache(maxsize=1024)
def code(source: str) -> Markup:
    """Return Python as HTML, coloured by classes only."""
    if len(source) > _MOST_CODE:
        return Markup.escape(source)
    return Markup(highlight(source, _LEXER, _FORMATTER).rstrip("\n"))


def terminal(text: str) -> str:
    """Return printed text without colour codes and control characters."""
    return _CONTROLS.sub("", _ANSI.sub("", text[: 2 * _MOST_OUTPUT]))[:_MOST_OUTPUT]


def is_cut(text: str) -> bool:
    """Whether `terminal` leaves something out at the end."""
    return len(text) > _MOST_OUTPUT


def png(data: str) -> str:
    """Return the address of a picture inside the page, or an empty text if it is no PNG."""
    plain = "".join(data.split())
    return f"data:image/png;base64,{plain}" if _PNG.fullmatch(plain) else ""


class _Inert(HTMLRenderer):
    """Escapes HTML; names addresses instead of linking them; no style attribute, no id."""

    def __init__(self, heading_below: int) -> None:
        super().__init__(escape=True)
        self._below = heading_below

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return text if html.unescape(text) == url else f"{text} ({html.escape(url)})"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return f"[{text}] ({html.escape(url)})"

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        tag = f"h{min(level + self._below, 6)}"
        return f"<{tag}>{text}</{tag}>\n"

    def block_code(self, code: str, info: str | None = None) -> str:
        return f"<pre>{html.escape(code)}</pre>\n"

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        tag = "th" if head else "td"
        return f'<{tag} class="{align}">{text}</{tag}>' if align else f"<{tag}>{text}</{tag}>"

    def inline_math(self, text: str) -> str:
        return f'<span class="formula">{mathml(text)}</span>'

    def block_math(self, text: str) -> str:
        return f'<div class="formula">{mathml(text, display="block")}</div>\n'


_PROSE = create_markdown(renderer=_Inert(1), plugins=["table", "strikethrough", "math"])
_WRITTEN = create_markdown(renderer=_Inert(3), plugins=["table", "strikethrough"])
_LEXER = PythonLexer(stripnl=False, ensurenl=False)
_FORMATTER = HtmlFormatter(nowrap=True)
