"""The shell of every widget: controls on top, a picture and a sentence that follow them.

No `ipywidgets.Output` and no `interact`: they stall headless execution now and then. The picture is an SVG
made in Python, so it needs neither JavaScript nor a network. The chart is built once; only its data change.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from sixfold import charts
from sixfold.language import t
from sixfold.terms import tip

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd


@dataclass(frozen=True)
class View:
    """What a widget shows for one setting: the chart's tables by name, and what they mean in a sentence."""

    tables: Mapping[str, pd.DataFrame]
    sentence: str


@dataclass(frozen=True)
class Story:
    """The words around a widget: its question, what the chart shows, the model's formula, things to try."""

    question: str
    title: str
    formula: str
    tries: Sequence[str]


class Explorer(widgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """Redraws `picture` and `sentence` whenever one of `controls` moves.

    Parameters
    ----------
    story
        The words around it.
    controls
        Widgets by the name of the parameter of `look` that they set.
    chart
        An Altair chart on named data, with fixed axis extents and no legend (see `charts.svg`).
    look
        A pure function from the controls' values to a `View`.
    """

    def __init__(
        self, story: Story, controls: Mapping[str, Any], chart: alt.TopLevelMixin, look: Callable[..., View]
    ) -> None:
        self.story = story
        self.controls = dict(controls)
        self.picture = widgets.HTML()
        self.sentence = widgets.HTML()
        self._chart = charts.spec(chart)
        self._look = look
        self._refresh()
        for control in self.controls.values():
            control.observe(self._refresh, names="value")
        above, below = widgets.HTML(_heading(story)), widgets.HTML(_notes(story))
        super().__init__([above, *controls.values(), self.picture, self.sentence, below])

    def _refresh(self, _change: object = None) -> None:
        self.view = self._look(**{name: control.value for name, control in self.controls.items()})
        sentence = html.escape(self.view.sentence)
        picture = charts.svg(self._spec()).replace("<svg ", '<svg style="max-width: 100%; height: auto" ', 1)
        self.picture.value = f'<div role="img" aria-label="{sentence}">{picture}</div>'
        self.sentence.value = f'<div role="status" style="max-width: 46em; line-height: 1.5">{sentence}</div>'

    def _spec(self) -> dict[str, Any]:
        tables = {name: table.to_dict("records") for name, table in self.view.tables.items()}
        return {**self._chart, "datasets": tables}

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """The live widget, with a picture and a sentence for places without a kernel."""
        bundle = super()._repr_mimebundle_(**options) or {}
        picture = charts.png({**self._spec(), "title": self.story.title})
        still = {"image/png": base64.b64encode(picture).decode("ascii"), "text/plain": self.view.sentence}
        return {**bundle, **still}


def slider(label: str, value: float, low: float, high: float, step: float, form: str = ".1f") -> Any:
    """A labelled slider; arrow keys move it, its number can be typed, a tooltip explains its term."""
    return widgets.FloatSlider(
        value=value,
        min=low,
        max=high,
        step=step,
        description=label,
        tooltip=tip(label),
        readout_format=form,
        style={"description_width": "15em"},  # one width: the tracks begin under each other
        layout={"width": "580px", "max_width": "100%"},
    )


def tick_box(label: str) -> Any:
    """A labelled box to tick, empty at first."""
    return widgets.Checkbox(
        value=False, description=label, tooltip=tip(label), indent=False, layout={"width": "auto"}
    )


def _heading(story: Story) -> str:
    return f"<strong>{html.escape(story.question)}</strong><div>{html.escape(story.title)}</div>"


def _notes(story: Story) -> str:
    tries = "".join(f"<li>{html.escape(each)}</li>" for each in story.tries)
    formula = f"{html.escape(t('widget.model'))}<code>{html.escape(story.formula)}</code>"
    return f"<div>{html.escape(t('widget.try'))}<ol>{tries}</ol><small>{formula}</small></div>"
