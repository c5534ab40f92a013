"""Grade the exemplar before any trainee, here in the checker: it is the author's own code.

It proves that the exam can be passed with this seed, and it warms up what every submission uses:
fresh data, references, encoded arguments, library code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sixfold_grader.blueprint import Form
from sixfold_grader.build.percent import read_cells
from sixfold_grader.checking import Failed, Part, Trial
from sixfold_grader.errors import SourceError
from sixfold_grader.samples import PERFECT, load_samples
from sixfold_grader.wire import Frames, decode_frame, encode

Seeds = Mapping[str, tuple[int, ...]]


def rehearse(
    folder: Path, form: Form, parts: Mapping[tuple[str, str], Part], seeds: Seeds, frames: Frames
) -> None:
    """Run every check on the exemplar in `folder/assignment.py`.

    Parameters
    ----------
    folder : Path
        The assignment's folder.
    form, parts
        Its items and checks.
    seeds : mapping
        Item id -> seeds of its fresh data.
    frames : Frames
        Keeps the encoded arguments.

    Raises
    ------
    SourceError
        The exemplar misses points: no trainee could get them either.
    """
    path = folder / "assignment.py"
    answers = load_samples(folder, form)[PERFECT].answers
    exemplar = _Exemplar(_namespace(path, [answers[item.id] for item in form.of_kind("function")]), frames)
    for (item, name), part in parts.items():
        try:
            part.check(Trial(exemplar, seeds[item]))
        except Failed as failed:
            reason = f"the exemplar of {item!r} fails part {name!r} ({failed.key}: {failed.facts})"
            raise SourceError(path, 0, f"{reason}; nobody is graded until it passes") from None


def _namespace(path: Path, answers: Sequence[str]) -> dict[str, Any]:
    names: dict[str, Any] = {}
    setup = [cell.source for cell in read_cells(path) if not cell.markdown and not cell.options]
    for source in (*setup, *answers):
        exec(compile(source, str(path), "exec"), names)
    return names


class _Exemplar:
    """Calls the author's functions with what a box would get: copies that went over the wire."""

    def __init__(self, names: Mapping[str, Any], frames: Frames) -> None:
        self._names, self._frames = names, frames

    def call(self, function: str, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        self._frames.call({}, args)
        received = [decode_frame(encode(arg)) for arg in args]
        try:
            answer = self._names[function](*received, **kwargs)
        except Exception as error:
            raise Failed("raised", error=type(error).__name__, text=str(error)) from None
        return decode_frame(encode(answer))
