"""Self-checks: they answer at once, say why, and never show a traceback.

Put one check at the end of a cell; its result is what the cell displays.
"""

from __future__ import annotations

import copy
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sixfold import journal
from sixfold.language import t
from sixfold.result import Line, Result, State
from sixfold.show import call, show


@dataclass(frozen=True)
class Case:
    """One call of the trainee's function and what it should return."""

    args: tuple[object, ...]
    expect: object
    kwargs: Mapping[str, object] = field(default_factory=dict)
    hint: str = ""


def case(
    *,
    args: tuple[object, ...] = (),
    expect: object,
    kwargs: Mapping[str, object] | None = None,
    hint: str = "",
) -> Case:
    """A case for `check_function`; its own `hint` is shown instead of the general one."""
    return Case(args, expect, kwargs or {}, hint)


def check_function(
    name: str,
    function: object,
    cases: Sequence[Case],
    *,
    hint: str = "",
    because: str = "",
    tolerance: float = 1e-9,
) -> Result:
    """Call the trainee's function on each case and stop at the first that differs.

    Parameters
    ----------
    name
        The function's name; also the key in the progress file.
    function
        What the trainee wrote. ``None``, ``...`` or a body that returns nothing means "not answered yet".
    cases
        Calls with expected values; arguments are copied, so that a function may not spoil them.
    hint, because
        Shown when wrong, and when right.
    tolerance
        For numbers, absolute or relative (whichever is wider).
    """
    if _blank(function):
        return _answer(name, "open")
    if not callable(function):
        return _answer(name, "wrong", Line(t("check.not_callable", got=show(function))), *_hint(hint))
    outcomes = [_run(function, each) for each in cases]
    if _untouched(outcomes, cases):
        return _answer(name, "open")
    for each, outcome in zip(cases, outcomes, strict=True):
        fault = _fault(name, each, outcome, tolerance)
        if fault:
            return _answer(name, "wrong", *fault, *_hint(each.hint or hint))
    return _answer(name, "passed", Line(because or t("check.agreed", count=len(cases))))


def check_value(
    name: str,
    value: object,
    *,
    expect: object,
    why_wrong: Mapping[Any, str] | None = None,
    hint: str = "",
    because: str = "",
    tolerance: float = 1e-9,
) -> Result:
    """Compare one value; a recognised wrong value gets its own explanation from `why_wrong`.

    Parameters
    ----------
    value
        What the trainee computed; ``None`` or ``...`` means "not answered yet".
    expect
        The right value: a number, text, list, dict, Series, DataFrame …
    why_wrong
        Typical wrong values and what went wrong in each.
    hint, because, tolerance
        As in `check_function`; `hint` is for wrong values that nobody foresaw.
    """
    from sixfold.compare import difference

    if _blank(value):
        return _answer(name, "open")
    found = difference(value, expect, tolerance)
    if found is None:
        return _answer(name, "passed", Line(because or t("check.as_expected")))
    known = [why for wrong, why in (why_wrong or {}).items() if difference(value, wrong, tolerance) is None]
    back = Line(show(value), t("check.your_answer"), code=True)
    return _answer(name, "wrong", back, *([Line(known[0])] if known else [Line(found), *_hint(hint)]))


def check_choice(
    name: str, answer: object, *, right: str, because: str, wrong: Mapping[str, str] | None = None
) -> Result:
    """Check one letter of a multiple choice; capitals and blanks do not matter.

    Parameters
    ----------
    answer
        The trainee's letter; ``None``, ``...`` or ``""`` means "not answered yet".
    right, because
        The right letter, and why it is right.
    wrong
        Why each of the other letters is wrong.
    """
    reasons = wrong or {}
    if _blank(answer) or answer == "":
        return _answer(name, "open")
    letter = str(answer).strip().casefold()
    if letter == right.casefold():
        return _answer(name, "passed", Line(because))
    why = {key.casefold(): reason for key, reason in reasons.items()}.get(letter)
    options = ", ".join(sorted({right, *reasons}))
    back = Line(show(answer), t("check.your_answer"), code=True)
    return _answer(name, "wrong", back, Line(why or t("check.options", options=options)))


@dataclass(frozen=True)
class _Outcome:
    """What one call gave: a value, or the error that stopped it."""

    value: object = None
    error: BaseException | None = None


def _run(function: Callable[..., object], each: Case) -> _Outcome:
    try:
        return _Outcome(function(*copy.deepcopy(each.args), **copy.deepcopy(dict(each.kwargs))))
    except (Exception, SystemExit) as error:
        return _Outcome(error=error)


def _blank(answer: object) -> bool:
    return answer is None or answer is ...


def _untouched(outcomes: Sequence[_Outcome], cases: Sequence[Case]) -> bool:
    """A stub: it says so by NotImplementedError, or returns nothing where something is due."""
    if any(isinstance(outcome.error, NotImplementedError) for outcome in outcomes):
        return True
    silent = all(outcome.error is None and _blank(outcome.value) for outcome in outcomes)
    return silent and any(each.expect is not None for each in cases)


def _fault(name: str, each: Case, outcome: _Outcome, tolerance: float) -> list[Line]:
    """The lines to show for a case that failed; none where it agreed."""
    from sixfold.compare import difference

    called = Line(call(name, each.args, each.kwargs), t("check.called"), code=True)
    expected = Line(show(each.expect), t("check.expected"), code=True)
    if outcome.error is not None:
        return [called, Line(_in_words(outcome.error), t("check.stopped"), code=True), expected]
    found = difference(outcome.value, each.expect, tolerance)
    if found is None:
        return []
    back = Line(show(outcome.value), t("check.came_back"), code=True)
    return [called, back, expected, Line(found, t("check.difference"))]


def _in_words(error: BaseException) -> str:
    """The error's type, message and the last line of the trainee's code that it passed."""
    what = f"{type(error).__name__}: {error}"[:300]
    frames = traceback.extract_tb(error.__traceback__)[1:]
    if not frames:
        return what
    own = [frame for frame in frames if frame.filename == frames[0].filename]
    return f"{what} ({t('check.line', line=own[-1].lineno)})"


def _hint(hint: str) -> list[Line]:
    return [Line(hint, t("check.hint"))] if hint else []


def _answer(name: str, state: State, *lines: Line) -> Result:
    if state == "open":
        return Result(name, state, (Line(t("check.open_what_to_do")),))
    journal.record_check(name, state == "passed")
    return Result(name, state, lines)
