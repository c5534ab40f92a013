"""What an author's test cell holds of the trainee's: plain data by value, all else as a `Remote`.

A `Remote` can be called, asked for an attribute, turned into text and measured; what comes back is plain
data or another `Remote`. It has no truth, no equality and no order: those would be verdicts of the trainee's.
"""

from __future__ import annotations

import builtins
import importlib
from contextlib import suppress
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, NoReturn

from sixfold_grader.checker.session import Box
from sixfold_grader.checking import Failed
from sixfold_grader.wire import Frames, Unsendable

# Modules that a name of the trainee's may stand for: public, and without state of ours.
_MODULES = {
    "collections", "datetime", "decimal", "fractions", "functools", "itertools", "json", "math", "matplotlib",
    "numpy", "operator", "pandas", "random", "re", "scipy", "statistics", "string",
}  # fmt: skip


_REFUSED = """
    eq ne lt le gt ge hash iter contains setitem delitem delattr int float complex index format
    add radd sub rsub mul rmul matmul truediv floordiv mod pow neg pos abs invert and or xor
    round enter exit next
"""


class TraineeError(Exception):
    """An exception of the trainee's whose class is not a builtin one."""


@dataclass
class State:
    """What a box kept for one test cell."""

    box: Box
    item: str
    _failed: Failed | None = None
    _known: dict[str, Any] = field(default_factory=dict)
    _errors: dict[str, type[Exception]] = field(default_factory=dict)

    @property
    def failure(self) -> str | None:
        """Why nothing of this state can be believed any more, or None."""
        failed = self.box.broken(self.item) or self._failed
        return failed.key if failed else None

    def fetch(self, name: str) -> Any:
        """Return what a name stands for; the same object every time.

        Raises
        ------
        KeyError
            There is no such name.
        """
        if name not in self._known:
            self._known[name] = self.ask("get", f=name)
        return self._known[name]

    def delete(self, name: str) -> None:
        """Delete a name."""
        self.ask("delete", f=name)
        self._known.pop(name, None)

    def call(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call something that was kept; what it raises is raised here, under the same builtin name."""
        kept = {str(place): self._number(arg) for place, arg in enumerate(args) if isinstance(arg, Remote)}
        plain = [None if isinstance(arg, Remote) else arg for arg in args]
        return self.ask("call", plain, of=number, k=kwargs, kept=kept)

    def ask(self, operation: str, args: list[Any] | None = None, **details: Any) -> Any:
        """Send one request; return the value of its answer."""
        head = {"i": self.item, "s": self.box.limits.call_seconds, "op": operation, **details}
        try:
            request = Frames().call(head, args or [])
        except Unsendable as error:
            self.fail("unsendable", got=str(error))
        return self._received(self.box.ask(self.item, request), details.get("f"))

    def _number(self, remote: Remote) -> int:
        state, number, kind, _called = _parts(remote)
        return number if state is self else self.fail("opaque", got=kind)

    def fail(self, key: str, **facts: object) -> NoReturn:
        """Give the test cell up: the test may catch this, the verdict remembers."""
        self._failed = Failed(key, **facts)
        raise self._failed

    def _received(self, reply: Any, name: Any) -> Any:
        """Turn the box's answer into a value; believes its form only."""
        if not isinstance(reply, dict):
            self.fail("protocol")
        if "ok" in reply:
            return reply["ok"]
        if isinstance(items := reply.get("items"), list):
            return iter(items)
        if isinstance(classes := reply.get("raised"), list):
            text = reply.get("text")
            raise self._error(classes)(text if isinstance(text, str) else "")
        if isinstance(classes := reply.get("error"), list):
            return self._error(classes)
        if isinstance(module := reply.get("module"), str):
            return _local_module(module) or self.fail("opaque", got="module")
        if type(number := reply.get("kept")) is int:
            return Remote(self, number, str(reply.get("kind")), reply.get("callable") is True)
        if "missing" in reply:
            raise KeyError(name)
        return self.fail("protocol")

    def _error(self, classes: list[Any]) -> type[Exception]:
        """Return the class that stands for an exception class, given its own name and then its bases'."""
        names = [name for name in classes if isinstance(name, str)]
        builtin = next((error for name in names if (error := _builtin_error(name))), TraineeError)
        if not names or builtin.__name__ == names[0]:
            return builtin
        if names[0] not in self._errors:
            self._errors[names[0]] = type(names[0], (builtin,), {})
        return self._errors[names[0]]


def _builtin_error(name: str) -> type[Exception] | None:
    found = getattr(builtins, name, None)
    if isinstance(found, type) and issubclass(found, Exception):
        return (
            None if issubclass(found, UnicodeError | ExceptionGroup) else found
        )  # those need more than a text
    return None


def _local_module(name: str) -> ModuleType | None:
    if name.partition(".")[0] in _MODULES:
        with suppress(ImportError):
            return importlib.import_module(name)
    return None


class Remote:
    """Something in the box that is not plain data."""

    def __init__(self, state: State, number: int, kind: str, called: bool) -> None:
        object.__setattr__(self, "_remote", (state, number, kind, called))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        state, number, _kind, _called = _parts(self)
        return state.call(number, args, kwargs)

    def __getattribute__(self, name: str) -> Any:
        if name == "__class__":  # `isinstance` asks for it
            return Remote
        state, number, _kind, _called = _parts(self)
        return state.ask("attribute", of=number, f=name)

    def __setattr__(self, name: str, value: Any) -> None:
        _refuse(self)

    def __instancecheck__(self, other: object) -> bool:
        state, number, _kind, _called = _parts(self)
        return isinstance(other, Remote) and state.ask("instance", of=number, f=_parts(other)[1]) is True

    def __bool__(self) -> bool:
        """A function is true, as in Python; whether anything else is, the trainee would decide."""
        return _parts(self)[3] or _refuse(self)

    def __str__(self) -> str:
        return str(_own(self, "__str__", str))

    def __repr__(self) -> str:
        return str(_own(self, "__repr__", str))

    def __len__(self) -> int:
        return int(_own(self, "__len__", int))

    def __getitem__(self, key: object) -> Any:
        return self.__getattribute__("__getitem__")(key)


def belongs(value: object, state: State) -> int | None:
    """Return the number under which this state keeps a value; None if it does not."""
    if not isinstance(value, Remote):
        return None
    owner, number, _kind, _called = _parts(value)
    return number if owner is state else None


def _parts(remote: Remote) -> tuple[State, int, str, bool]:
    parts: tuple[State, int, str, bool] = object.__getattribute__(remote, "_remote")
    return parts


def _own(remote: Remote, method: str, kind: type) -> Any:
    """Return what a method of the trainee's object says, if it is of the right kind."""
    said = remote.__getattribute__(method)()
    return said if type(said) is kind else _refuse(remote)


def _refuse(remote: Remote, *_args: object) -> NoReturn:
    state, _number, kind, _called = _parts(remote)
    state.fail("opaque", got=kind)


for _operator in _REFUSED.split():
    setattr(Remote, f"__{_operator}__", _refuse)
