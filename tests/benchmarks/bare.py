"""The floor: the same cells and check calls, executed in one warm interpreter without any wall."""

from __future__ import annotations

import contextlib
import io
import os
import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sixfold_grader.checker.grade import Exam
from sixfold_grader.checking import Failed, Trial
from sixfold_grader.intake import Answers
from sixfold_grader.template import rebuild


class _Here:
    """Calls functions in a namespace of this process, the same call once, as the checker does."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace
        self._answers: dict[tuple[object, ...], Any] = {}

    def call(self, function: str, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        call = (
            function,
            *(id(arg) if isinstance(arg, pd.DataFrame | np.ndarray) else repr(arg) for arg in args),
        )
        if call not in self._answers:
            self._answers[call] = (
                args,
                self._call(function, args, kwargs),
            )  # kept, so that an id stays its own
        return self._answers[call][1]

    def _call(self, function: str, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        try:
            return self._namespace[function](*args, **kwargs)
        except KeyError:
            raise Failed("missing", function=function) from None
        except Exception as error:
            raise Failed("raised", error=type(error).__name__) from None


def cpu_seconds_each(exam: Exam, submissions: Mapping[str, Answers]) -> float:
    """Mean CPU seconds of a submission, after one round to warm up."""
    os.environ["SIXFOLD_IN_BOX"] = "1"
    for answers in submissions.values():
        _run(exam, answers)
    begin = time.process_time()
    for answers in submissions.values():
        _run(exam, answers)
    return (time.process_time() - begin) / len(submissions)


def _run(exam: Exam, answers: Answers) -> None:
    namespace: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for cell in rebuild(exam.templates[answers.language], answers):
            if cell["cell_type"] == "code":
                with contextlib.suppress(Exception):
                    exec(compile(cell["source"], "<cell>", "exec"), namespace)  # trusted: our own samples
        here = _Here(namespace)
        for (item, _name), part in exam.parts.items():
            with contextlib.suppress(Failed):
                part.check(Trial(here, exam.seeds(item)))
