"""Commit to a guess before the code runs, so that the result means something."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

from sixfold import journal
from sixfold.language import t


def predict(question: str, options: Sequence[str]) -> Any:
    """A dropdown under `question`; the choice goes to the progress file.

    Returns
    -------
    ipywidgets.VBox
        Its ``guess`` is the chosen option, None until then. Without a front end it stays None.
    """
    import ipywidgets as widgets

    choices = widgets.Dropdown(
        options=[(t("predict.choose"), None), *((option, option) for option in options)],
        description=t("predict.guess"),
        style={"description_width": "auto"},
        layout={"width": "max-content", "max_width": "100%"},
    )
    answer = widgets.HTML(_status(t("predict.open")))

    def keep(change: dict[str, Any]) -> None:
        box.guess = change["new"]
        if box.guess is None:
            answer.value = _status(t("predict.open"))
        else:
            journal.record_guess(question, box.guess)
            answer.value = _status(t("predict.kept", guess=box.guess))

    choices.observe(keep, names="value")
    box = widgets.VBox([widgets.HTML(f"<strong>{html.escape(question)}</strong>"), choices, answer])
    box.guess = None
    return box


def _status(sentence: str) -> str:
    return f'<div role="status">{html.escape(sentence)}</div>'
