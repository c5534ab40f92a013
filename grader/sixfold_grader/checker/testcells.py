"""Run an author's test cells here, in the checker, against the state that a box kept.

A name that the author has not bound is fetched from the box: plain data by value, a function as
something that sends its calls there. Nothing of the trainee's is executed or unpickled here, and what
is not plain data fails whoever uses it. The author's names cannot be replaced by the trainee's:

- what test cells and locked cells bind, and what the author's notebook imports, is bound here;
- builtins are ours, unless the author's own solution binds a name like theirs;
- a name that the author's solution binds in a later cell is the trainee's again from there on.
"""

from __future__ import annotations

import builtins
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from sixfold_grader.checker.paper import AuthorCell, Paper, points_for, split_value
from sixfold_grader.checker.remote import State, belongs
from sixfold_grader.checker.session import Box

_AGAIN = 0.05  # seconds


@dataclass(frozen=True)
class CellScore:
    """What a test cell earned, and why not more: a key of `status` or `part` in `messages.toml`."""

    points: float
    key: str = "passed"


class _OutOfTime(BaseException):
    """Not an `Exception`: a test's own `except` must not swallow it."""


def run_tests(paper: Paper, box: Box, seconds: float) -> dict[str, CellScore]:
    """Run every test cell in the author's order; return what each earned.

    Parameters
    ----------
    paper : Paper
        The author's cells.
    box : Box
        Has kept the state before each test cell, under the cell's id.
    seconds : float
        Wall time of one test cell.
    """
    names, waiting, scores = _Names(paper), list[AuthorCell](), dict[str, CellScore]()
    for cell in paper.cells:
        waiting.append(cell)
        if cell.role == "test":
            names.state = State(box, cell.id)
            scores[cell.id] = _score(names, waiting, seconds)
            waiting = []
    return scores


def _score(names: _Names, cells: list[AuthorCell], seconds: float) -> CellScore:
    """Run what stands between the last test cell and this one, then this one."""
    *before, test = cells
    assert names.state is not None
    try:
        with _time_limit(seconds):
            for cell in before:
                _prepare(names, cell)
            statements, last = split_value(test.python)
            exec(compile(statements, test.id, "exec"), names)
            value = None if last is None else eval(compile(last, test.id, "eval"), names)
    except _OutOfTime:
        return CellScore(0.0, "timeout")
    except BaseException:  # SystemExit too: the test did not reach its end
        return CellScore(0.0, names.state.failure or "failed")
    if names.state.failure:  # a test's own `except` must not swallow a dead box or an object that lies
        return CellScore(0.0, names.state.failure)
    points = points_for(value, test.points)
    key = "passed" if points == test.points else "partial" if points else "failed"
    return CellScore(points, key)


def _prepare(names: _Names, cell: AuthorCell) -> None:
    """Let a cell before a test do what it means for names here."""
    if cell.role == "locked":
        with suppress(Exception):  # what it did not bind stays unbound: it is never the trainee's
            exec(compile(cell.python, cell.id, "exec"), names)
        return
    for name in cell.names:
        names.pop(name, None)
    if cell.role == "plain":
        load_imports(cell, names)


def load_imports(cell: AuthorCell, names: dict[str, Any]) -> None:
    """Run an author's imports."""
    for node in cell.imports.body:
        with suppress(Exception):
            exec(compile(type(cell.imports)([node], []), cell.id, "exec"), names)


class _Names(dict[str, Any]):
    """The global names of an author's cells; the unknown are fetched."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(__name__="__main__", get_ipython=_NoShell)
        self._paper = paper
        self.state: State | None = None

    def __missing__(self, name: str) -> Any:
        if self.state is None or not self._is_fetched(name):
            raise KeyError(name)
        return self.state.fetch(name)

    def __contains__(self, name: object) -> bool:
        try:
            return self[name] is self[name]  # type: ignore[index]
        except KeyError:
            return False

    def get(self, name: str, default: Any = None) -> Any:
        """As of a dict: `globals().get` is how some tests ask for an answer."""
        try:
            return self[name]
        except KeyError:
            return default

    def __setitem__(self, name: str, value: Any) -> None:
        """Bind a name here; a function of the trainee's also there, where other functions look it up."""
        super().__setitem__(name, value)
        if self.state is not None and (number := belongs(value, self.state)) is not None:
            self.state.ask("bind", f=name, of=number)

    def __delitem__(self, name: str) -> None:
        """Delete a name; one of the trainee's is deleted there."""
        if super().__contains__(name):
            super().__delitem__(name)
        elif self.state is not None and self._is_fetched(name):
            self.state.delete(name)
        else:
            raise KeyError(name)

    def _is_fetched(self, name: str) -> bool:
        if name in self._paper.trainees_names:
            return True
        return not (name.startswith("__") or name in self._paper.authors_names or hasattr(builtins, name))


class _NoShell:
    """Magics do nothing in the checker."""

    def __getattr__(self, _name: str) -> Any:
        return lambda *_args, **_kwargs: None


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise `_OutOfTime` after some seconds, again and again: a bare `except` may catch it once."""
    running = True

    def stop(*_args: object) -> None:
        if running:
            raise _OutOfTime

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    finally:
        running = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
