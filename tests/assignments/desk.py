"""A form, its checks and its samples, and a way to grade one answer in this process."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from sixfold_grader import wire
from sixfold_grader.blueprint import Form, load_blueprint
from sixfold_grader.build.percent import read_cells
from sixfold_grader.checker.worker import load_checks
from sixfold_grader.checking import Failed, Trial, derive_seeds, parts_of
from sixfold_grader.samples import Sample, load_samples

ASSIGNMENTS = Path(__file__).parents[2] / "assignments"
FORMS = load_blueprint(ASSIGNMENTS / "blueprint.toml").forms


class Desk:
    """Everything about one form, loaded on demand."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.folder = ASSIGNMENTS / form.id

    @cached_property
    def checks(self) -> Any:
        """The module of hidden checks."""
        return load_checks(self.folder / "checks.py")

    @cached_property
    def samples(self) -> dict[str, Sample]:
        """Samples by name, with the full and the empty answer."""
        return load_samples(self.folder, self.form)

    @cached_property
    def functions(self) -> list[str]:
        """Ids of the function items."""
        return [item.id for item in self.form.of_kind("function")]

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """Every sample with every function item that it answers."""
        return [
            (name, i) for name, sample in self.samples.items() for i in self.functions if i in sample.answers
        ]

    def caller(self, sample: str, item: str) -> LocalCaller:
        """Return who answers calls of `item` as `sample` does."""
        return LocalCaller(self._setup + "\n" + self.samples[sample].answers[item])

    def score(self, item: str, caller: Any, exam: str) -> tuple[float, dict[str, Failed]]:
        """Return the points of one item and why parts failed."""
        trial = Trial(caller, derive_seeds(exam, f"{self.form.id}/{item}"))
        earned, failures = 0.0, {}
        for name, points in self.form.items[item].parts.items():
            part = parts_of(self.checks)[item, name].run(trial)
            earned += points * part.share
            if part.failed is not None:
                failures[name] = part.failed
        return earned, failures

    @cached_property
    def _setup(self) -> str:
        cells = read_cells(self.folder / "assignment.py")
        return "\n".join(cell.source for cell in cells if not cell.markdown and not cell.options)


@cache
def desk(form: str) -> Desk:
    """Return the desk of a form by its id."""
    return Desk(FORMS[form])


def over_the_wire(value: Any) -> Any:
    """Return what a value becomes between box and checker."""
    frame = wire.encode(value)
    (header, _body), start = struct.unpack("!II", frame[:8]), 8
    return wire.decode(frame[start : start + header], frame[start + header :])


class LocalCaller:
    """Calls an answer in this process; arguments and results cross the wire format as in a box."""

    def __init__(self, answer: str) -> None:
        self.names: dict[str, Any] = {}
        exec(answer, self.names)

    def call(self, function: str, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        """Call it and return what would reach the checker."""
        try:
            with np.errstate(all="ignore"):
                got = self.names[function](*over_the_wire(list(args)), **kwargs)
        except Exception as error:
            raise Failed("raised", error=type(error).__name__) from None
        return over_the_wire(got)


class Responder:
    """Answers every call alike, whatever it is asked."""

    def __init__(self, answer: Callable[[Sequence[Any]], Any]) -> None:
        self.answer = answer

    def call(self, _function: str, args: Sequence[Any], _kwargs: dict[str, Any]) -> Any:
        """Answer."""
        return over_the_wire(self.answer(args))
