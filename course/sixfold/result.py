"""The answer to a self-check, as HTML, Markdown and plain text."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Literal

from sixfold.language import t

State = Literal["passed", "wrong", "open"]

_SIGNS: dict[State, str] = {"passed": "✓", "wrong": "✗", "open": "○"}
_COLOURS: dict[State, str] = {"passed": "#009E73", "wrong": "#D55E00", "open": "#888888"}


@dataclass(frozen=True)
class Line:
    """One line of an answer; `code` is quoted as it stands, whatever the trainee wrote."""

    text: str
    label: str = ""
    code: bool = False


@dataclass(frozen=True)
class Result:
    """What a self-check answered.

    Attributes
    ----------
    passed
        Whether the answer is right.
    state
        ``"passed"``, ``"wrong"``, or ``"open"`` when nothing was answered yet.
    """

    name: str
    state: State
    lines: tuple[Line, ...] = ()

    @property
    def passed(self) -> bool:
        return self.state == "passed"

    @property
    def headline(self) -> str:
        return f"{_SIGNS[self.state]} {self.name} — {t(f'check.{self.state}')}"

    def __repr__(self) -> str:
        return "\n".join([self.headline, *(_plain(line) for line in self.lines)])

    def _repr_markdown_(self) -> str:
        headline = re.sub(r"([\\`*_\[\]<>&])", r"\\\1", self.headline)
        return "\n\n".join([f"**{headline}**", *(_markdown(line) for line in self.lines)])

    def _repr_html_(self) -> str:
        frame = f"border-left: 4px solid {_COLOURS[self.state]}; padding: 4px 12px; max-width: 60em"
        body = "".join(_html(line) for line in self.lines)
        return f'<div role="status" style="{frame}"><strong>{html.escape(self.headline)}</strong>{body}</div>'


def _joint(label: str) -> str:
    return label + t("check.colon") if label else ""


def _plain(line: Line) -> str:
    if "\n" not in line.text:
        return f"  {_joint(line.label)}{line.text}"
    return f"  {_joint(line.label)}\n" + "\n".join(f"    {row}" for row in line.text.splitlines())


def _markdown(line: Line) -> str:
    if not line.code:
        return f"{_joint(line.label)}{html.escape(line.text, quote=False)}"
    longest = max((len(run) for run in re.findall("`+", line.text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{_joint(line.label)}\n\n{fence}\n{line.text}\n{fence}"


def _html(line: Line) -> str:
    label = f"{html.escape(_joint(line.label))}"
    quoted = html.escape(line.text)
    if line.code and "\n" in line.text:
        return f'<div>{label}<pre style="margin: 2px 0; overflow-x: auto">{quoted}</pre></div>'
    body = f"<code>{quoted}</code>" if line.code else re.sub(r"`([^`]+)`", r"<code>\1</code>", quoted)
    return f"<div>{label}{body}</div>"
