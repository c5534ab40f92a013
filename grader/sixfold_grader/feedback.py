"""The page that a trainee gets back, made from the verdict and what people marked by hand.

It holds no check, no input of a check and no expected value: of a failed part the stated behaviour
and the message, at level "exam" not even that.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from sixfold_grader import sanitize
from sixfold_grader.blueprint import Form, Item, Level
from sixfold_grader.messages import part_message, shown_status, text
from sixfold_grader.models import ItemResult, Verdict
from sixfold_grader.template import answer_cell, grade_id

_MOST_COLOURED = 60_000  # characters of code on a page: colouring can be made slow
_LOOKS = {
    "passed": "good",
    "partial": "part",
    "failed": "bad",
    "unanswered": "bad",
    "crashed": "bad",
    "memory": "bad",
    "timeout": "bad",
    "manual": "wait",
    "fault": "wait",
}
_SYMBOLS = {"good": "✓", "part": "◐", "bad": "✗", "wait": "…"}


@dataclass(frozen=True)
class Mark:
    """What the gradebook holds of one item: points (None while undecided), whether by hand, a comment."""

    points: float | None
    by_hand: bool = False
    comment: str = ""


@dataclass(frozen=True)
class ItemView:
    """One item as the page shows it; `look` names colour and symbol."""

    id: str
    title: str
    points: float | None
    maximum: int
    look: str
    status: str
    parts: Sequence[tuple[bool, str]]
    comment: str
    answered: bool

    @property
    def symbol(self) -> str:
        """What the colour says, for those who do not see it."""
        return _SYMBOLS[self.look]

    @property
    def advice(self) -> list[str]:
        """What the failed parts say; "not answered" is said by the status already."""
        return [said for passed, said in self.parts if not passed] if self.answered else []


def page(verdict: Verdict, form: Form, marks: Mapping[str, Mark], level: Level, submitted: str = "") -> str:
    """Return a trainee's feedback as one HTML page that loads nothing and runs nothing.

    Parameters
    ----------
    verdict : Verdict
        Graded or rejected.
    form : Form
        The assignment.
    marks : mapping
        Item id -> what the gradebook holds.
    level : {"practice", "exam"}
        Parts with their messages, or points only.
    submitted : str
        nbgrader's timestamp.
    """
    language = verdict.language
    items = [
        _item_view(item, verdict.items[item.id], marks.get(item.id), language, level)
        for item in form.items.values()
        if item.id in verdict.items
    ]
    return _template().render(
        verdict=verdict,
        form=form,
        level=level,
        items=items,
        total=sum(item.points or 0 for item in items),
        waiting=sum(item.points is None for item in items),
        blocks=list(_blocks(verdict, form, items)),
        submitted=_local_time(submitted),
        style=Markup(_style()),
        style_hash=style_hash(),
        t=lambda section, key, facts=None: text(section, key, language, facts),
        say=text,
    )


def _item_view(item: Item, result: ItemResult, mark: Mark | None, language: str, level: Level) -> ItemView:
    mark = mark or Mark(None if result.status == "manual" else result.points)
    status = shown_status(item, result, level)
    look, said = _LOOKS[status], text("status", status, language)
    if mark.by_hand and mark.points is not None:
        look = "good" if mark.points == item.points else "part" if mark.points else "bad"
        said = text("feedback", "marked", language)
    shown_parts = result.parts.values() if level == "practice" else ()
    return ItemView(
        id=item.id,
        title=item.title["zh" if language == "zh" else "en"],
        points=mark.points,
        maximum=item.points,
        look=look,
        status=said,
        parts=[(bool(part.points), part_message(part, language)) for part in shown_parts],
        comment=mark.comment,
        answered=result.status != "unanswered",
    )


def _blocks(verdict: Verdict, form: Form, items: Sequence[ItemView]) -> Iterator[dict[str, Any]]:
    """Yield what stands below the summary: prose, code, and each item's panel before its answer."""
    panels = {answer_cell(form, item.id): item for item in items}
    colour = _MOST_COLOURED
    for cell in verdict.cells:
        name, source = grade_id(cell), cell["source"]
        if name in panels:
            yield {"kind": "panel", "item": panels[name]}
        if cell["cell_type"] != "code":
            html = sanitize.written(source) if name else sanitize.prose(source)
            yield {"kind": "written" if name else "prose", "html": html}
            continue
        colour -= len(source)
        yield {
            "kind": "code",
            "label": _label(cell, name in panels, name in form.items),
            "html": sanitize.code(source) if colour >= 0 else source,
            "outputs": [output_view(output) for output in cell.get("outputs", [])],
        }


def _label(cell: Mapping[str, Any], answer: bool, tests: bool) -> str:
    if answer:
        return "answer"
    if "sixfold" in cell["metadata"]:
        return "added"
    return "examples" if tests else "given"


def output_view(output: Mapping[str, Any]) -> dict[str, Any]:
    """Return an output of the trainee's own code as text or picture, with nothing live in it."""
    data, error = output.get("data", {}), output["output_type"] == "error"
    if error:
        printed = "\n".join(output["traceback"]) or f"{output['ename']}: {output['evalue']}"
    else:
        printed = output.get("text", "") or data.get("text/plain", "")
    return {
        "picture": sanitize.png(data.get("image/png", "")),
        "text": sanitize.terminal(printed),
        "cut": sanitize.is_cut(printed),
        "error": error,
    }


def _local_time(timestamp: str) -> str:
    try:
        time = dt.datetime.strptime(timestamp[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=dt.UTC)
    except ValueError:
        return ""
    return time.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%d %H:%M (UTC+8)")


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("sixfold_grader"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("feedback.html.j2")


@cache
def _style() -> str:
    return files("sixfold_grader").joinpath("templates/feedback.css").read_text(encoding="utf-8")


@cache
def style_hash() -> str:
    """Return what a content security policy calls the page's style, the only one that it may have."""
    return "sha256-" + base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
