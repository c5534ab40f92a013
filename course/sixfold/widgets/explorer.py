"""The shell of every widget: controls on top, a picture and a sentence that follow them.

No `ipywidgets.Output` and no `interact`: they stall headless execution now and then. The picture is an SVG made
in Python, so it needs neither JavaScript nor a network.
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

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True)
class View:
    """What a widget shows for one setting: a chart, and the sentence that says what it means."""

    chart: alt.TopLevelMixin
    sentence: str


@dataclass(frozen=True)
class Story:
    """The words around a widget: its question, the model's formula, things to try."""

    question: str
    formula: str
    tries: Sequence[str]


class Explorer(widgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """Redraws `picture` and `sentence` whenever one of `controls` moves.

    Parameters
    ----------
    story
        The words around it.
    controls
        Widgets by the name of the parameter of `draw` that they set.
    draw
        A pure function of the controls' values.
    """

    def __init__(self, story: Story, controls: Mapping[str, Any], draw: Callable[..., View]) -> None:
        self.controls = dict(controls)
        self.picture = widgets.HTML()
        self.sentence = widgets.HTML()
        self._draw = draw
        self._refresh()
        for control in self.controls.values():
            control.observe(self._refresh, names="value")
        question = widgets.HTML(f"<strong>{html.escape(story.question)}</strong>")
        super().__init__([question, *controls.values(), self.picture, self.sentence, widgets.HTML(_notes(story))])

    def _refresh(self, _change: object = None) -> None:
        self.view = self._draw(**{name: control.value for name, control in self.controls.items()})
        sentence = html.escape(self.view.sentence)
        picture = charts.svg(self.view.chart).replace("<svg ", '<svg style="max-width: 100%; height: auto" ', 1)
        self.picture.value = f'<div role="img" aria-label="{sentence}">{picture}</div>'
        self.sentence.value = f'<div role="status" style="max-width: 46em; line-height: 1.5">{sentence}</div>'

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """The live widget, with a picture and a sentence for places without a kernel."""
        bundle = super()._repr_mimebundle_(**options) or {}
        picture = base64.b64encode(charts.png(charts.spec(self.view.chart))).decode("ascii")
        return {**bundle, "image/png": picture, "text/plain": self.view.sentence}


def slider(label: str, value: float, low: float, high: float, step: float, form: str = ".1f") -> Any:
    """A labelled slider; arrow keys move it, and its number can be typed."""
    return widgets.FloatSlider(
        value=value,
        min=low,
        max=high,
        step=step,
        description=label,
        readout_format=form,
        style={"description_width": "auto"},
        layout={"width": "480px", "max_width": "100%"},
    )


def tick_box(label: str) -> Any:
    """A labelled box to tick, empty at first."""
    return widgets.Checkbox(value=False, description=label, indent=False, layout={"width": "auto"})


def _notes(story: Story) -> str:
    tries = "".join(f"<li>{html.escape(each)}</li>" for each in story.tries)
    formula = f"{html.escape(t('widget.model'))}<code>{html.escape(story.formula)}</code>"
    return f"<div>{html.escape(t('widget.try'))}<ol>{tries}</ol><small>{formula}</small></div>"
