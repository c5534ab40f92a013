"""Inside the box: what an author's test cell asks of the kept state, name by name.

Shares a process with trainee code, so the checker believes none of it. Plain data is answered by
value; everything else is kept here under a number, so that it can be called or asked for an attribute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from types import ModuleType
from typing import Any

from sixfold_grader.wire import Unsendable, encode

_MOST_ITEMS = 100_000  # taken from an iterator
Names = dict[str, Any]
Request = dict[str, Any]


class Lookup:
    """Answers requests about one namespace."""

    def __init__(self, namespace: Names) -> None:
        self.namespace = namespace
        self.kept: list[Any] = []
        self.answers: dict[str, Callable[[Request], Any]] = {
            "get": lambda request: self.namespace[request["f"]],
            "attribute": lambda request: getattr(self.kept[request["of"]], request["f"]),
            "call": self._call,
            "instance": lambda request: isinstance(self.kept[request["f"]], self.kept[request["of"]]),
            "delete": lambda request: self.namespace.pop(request["f"]) and None,
            "bind": lambda request: self.namespace.update({request["f"]: self.kept[request["of"]]}),
        }

    def answer(self, request: Request) -> Any:
        """Return the reply to one request."""
        if request["op"] in ("get", "delete") and request["f"] not in self.namespace:
            return {"missing": request["f"]}
        try:
            return self._reply(self.answers[request["op"]](request))
        except BaseException as error:  # SystemExit too: it costs this test, not the next one
            return {"raised": _classes(type(error)), "text": str(error)[:300]}

    def _call(self, request: Request) -> Any:
        for place, number in request["kept"].items():
            request["a"][int(place)] = self.kept[number]
        return self.kept[request["of"]](*request["a"], **request["k"])

    def _reply(self, value: Any) -> Any:
        if isinstance(value, ModuleType):
            return {"module": value.__name__}
        if isinstance(value, Iterator):
            return {"items": list(islice(value, _MOST_ITEMS))}
        try:
            encode(value)
        except Unsendable:
            return self._keep(value)
        return {"ok": value}

    def _keep(self, value: Any) -> Any:
        self.kept.append(value)
        reply = {"kept": len(self.kept) - 1, "kind": type(value).__name__, "callable": callable(value)}
        if isinstance(value, type) and issubclass(value, Exception):
            return {**reply, "error": _classes(value)}
        return reply


def _classes(error: type[BaseException]) -> list[str]:
    """Return the names of an exception class and its bases."""
    return [base.__name__ for base in error.__mro__]
