"""The checker's end of a box: start it, run the cells, call functions, believe nothing."""

from __future__ import annotations

import base64
import builtins
import hashlib
import json
import socket
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sixfold_grader.checker.zygote import Zygote
from sixfold_grader.checking import Failed
from sixfold_grader.errors import InfrastructureFault, ProtocolError
from sixfold_grader.wire import Channel, Frames

_MOST_OUTPUTS = 200  # of one cell
_KNOWN_NAMES = frozenset(name for module in (builtins, np, pd, pd.errors, np.linalg) for name in dir(module))
_WORDS = (  # of the wire's own messages
    *("column", "holding", "of", "dtype", "array", "with", "duplicate", "names", "key", "type"),
    *("too", "large", "nested", "deeply", "integer", "more", "than", "bits"),
)
_EXHAUSTED = ("MemoryError", "OSError")  # OSError itself, as for too many open files
_QUICK_SECONDS = 3.0  # cells that take no longer may run twice


@dataclass(frozen=True)
class BoxCell:
    """A cell to run; `item` names the item whose state is kept after it.

    With `fork` the whole process is kept, otherwise the names: enough where no later cell of the
    trainee's does more than define things.
    """

    id: str
    source: str
    item: str | None = None
    fork: bool = False


@dataclass
class CellRun:
    """What a cell did: status ok, error, crashed, memory or timeout; wall seconds."""

    status: str
    outputs: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0


class Box:
    """One submission's box, restarted without the cell that killed it.

    Parameters
    ----------
    zygote : Zygote
        Forks the box.
    cells : sequence of BoxCell
        The whole notebook's code, in order.
    frames : Frames
        Encodes the arguments of calls.
    """

    def __init__(self, zygote: Zygote, cells: Sequence[BoxCell], frames: Frames) -> None:
        self.zygote, self.cells, self.limits, self._frames = zygote, cells, zygote.limits, frames
        self.deadline = time.monotonic() + zygote.limits.submission_seconds
        self.runs: dict[str, CellRun] = {}
        self._items: dict[str, Channel] = {}
        self._broken: dict[str, Failed] = {}
        self._replies: dict[tuple[str, bytes], Any] = {}
        self._own = {cell.item for cell in cells if cell.fork}
        self._skip: list[str] = []  # cells that killed the box, or left it without memory
        self._hungry: list[str] = []  # cells that ended without memory
        self._server: str | None = None  # the item on whose channel the common server listens
        self._exhausted: str | None = None  # the item one of whose calls left the common server without means
        self._spent = False  # the box itself has answered calls: it is no longer as its cells left it
        self._control: Channel | None = None

    def __enter__(self) -> Box:
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop()

    def run(self) -> dict[str, CellRun]:
        """Run all cells; a cell that crashes or hangs is left out and the rest is run again.

        Restarts share the submission's one time budget, so they do not multiply it.
        """
        while True:
            self._start()
            culprit = self._run_once()
            if culprit is None:
                return self.runs
            self._skip.append(culprit)
            self._stop()

    def call(self, item: str, function: str, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        """Call a function in the state that an item left.

        The same call of an item is made once: its parts share the answer, which must not be changed.

        Raises
        ------
        Failed
            It raised, is missing, hangs, crashed, or answered with something that is not plain data.
            After a hang, a crash or a broken frame every later call of the item fails the same way.
        """
        head = {"i": item, "f": function, "k": kwargs, "s": self.limits.call_seconds}
        request = self._frames.call(head, args)
        asked = item, hashlib.sha256(request).digest()
        if asked not in self._replies or item in self._broken:
            self._replies[asked] = self.ask(item, request)
        try:
            return _reply(self._replies[asked], function)
        except ProtocolError:
            raise self._break(item, Failed("protocol")) from None

    def ask(self, item: str, request: bytes) -> Any:
        """Send one request about the state that an item left; return the box's answer, whatever it is.

        Raises
        ------
        Failed
            A hang, a crash or a broken frame, now or before.
        """
        if item in self._broken:
            raise self._broken[item]
        try:
            return self._exchange_with_means(item, request)
        except TimeoutError:
            failed = Failed("timeout", seconds=f"{self.limits.call_seconds:g}")
        except (EOFError, OSError):
            failed = Failed(self._ended())
        except ProtocolError:
            failed = Failed("protocol")
        raise self._break(item, failed)

    def _break(self, item: str, failed: Failed) -> Failed:
        """Believe nothing of an item's state any more."""
        self._broken[item] = failed
        if item not in self._own:
            self._server = None  # the next item gets a new one
        return failed

    def broken(self, item: str) -> Failed | None:
        """Return why an item's snapshot can no longer be believed, if so."""
        return self._broken.get(item)

    def _exchange_with_means(self, item: str, request: bytes) -> Any:
        """Ask; should a cell have left no memory for an answer, ask again where it was left out."""
        while True:
            try:
                reply = self._exchange(item, request)
            except (EOFError, ConnectionError):
                if not self._hungry:
                    raise
            else:
                if not self._hungry or not _is_for_want_of_memory(reply):
                    return reply
            self._skip.append(self._hungry[0])  # those after it may have failed for want of what it took
            self._begin_again()

    def _exchange(self, item: str, request: bytes) -> Any:
        served_at = item if item in self._own else self._common_server(item)
        channel = self._items[served_at]  # looked up afterwards: a new box has new channels
        seconds = max(min(self.limits.call_seconds, self.deadline - time.monotonic()), 0.01)
        channel.sock.settimeout(seconds)
        channel.sock.sendall(request)
        reply = channel.recv(seconds)
        if _is_exhausted(reply):
            self._exhausted = item
        return reply

    def _common_server(self, item: str) -> str:
        """Return the channel on which all items without a process of their own are served.

        The box answers by itself, which is fastest; after a crash its cells run once more. Where that
        would take long, it forks a server and stays as it is.
        """
        if self._exhausted not in (None, item):
            self._server = self._exhausted = None
        if self._server is None:
            if self._spent:
                self._begin_again()
            slow = sum(run.seconds for run in self.runs.values()) > _QUICK_SECONDS
            assert self._control is not None
            self._control.send({"serve": item, "fork": slow})
            self._server, self._spent = item, not slow
        return self._server

    def _begin_again(self) -> None:
        """Run the cells in a new box; what they print now is dropped, their outputs are final already."""
        final = dict(self.runs)
        self._server, self._spent = None, False
        self._stop()
        self._start()
        culprit = self._run_once()
        self.runs = final
        if culprit is not None:
            raise EOFError

    def _start(self) -> None:
        items = [cell.item for cell in self.cells if cell.item is not None]
        pairs = {item: socket.socketpair() for item in items}
        ours, theirs = socket.socketpair()
        self._control = Channel(ours)
        self._items = {item: Channel(pair[0]) for item, pair in pairs.items()}
        self.zygote.fork_box({item: pair[1] for item, pair in pairs.items()}, theirs)
        for sock in (theirs, *(pair[1] for pair in pairs.values())):
            sock.close()
        self._expect_confined(self._control)

    def _expect_confined(self, control: Channel) -> None:
        try:
            message: Any = control.recv(30)
        except (TimeoutError, EOFError, ProtocolError) as error:
            raise InfrastructureFault(f"the box did not start ({type(error).__name__})") from None
        if message != {"confined": True}:
            raise InfrastructureFault(f"the box could not be confined: {message.get('fault', message)}")

    def _run_once(self) -> str | None:
        """Run the cells; return the id of the cell that killed the box, if one did."""
        assert self._control is not None
        self._hungry = []
        waiting = [cell.id for cell in self.cells if cell.id not in self._skip]
        cells = [asdict(cell) for cell in self.cells]
        try:
            self._control.send({"cells": cells, "skip": self._skip})
            while waiting:
                seconds = min(self.limits.cell_seconds, self.deadline - time.monotonic())
                begin = time.monotonic()
                message = _cell_message(self._control.recv(max(seconds, 0.01)), waiting[0])
                status = "ok" if message["ok"] else "error"
                outputs = clean_outputs(message["outputs"], 2 * self.limits.output_chars)
                cell = waiting.pop(0)
                self.runs[cell] = CellRun(status, outputs, time.monotonic() - begin)
                if any(output.get("ename") == "MemoryError" for output in outputs):
                    self._hungry.append(cell)
        except TimeoutError:
            return self._blame(waiting, "timeout")
        except (EOFError, OSError, ProtocolError):
            return self._blame(waiting, self._ended())
        return None

    def _blame(self, waiting: list[str], status: str) -> str | None:
        if time.monotonic() >= self.deadline:
            for cell in waiting:
                self.runs[cell] = CellRun("timeout")
            return None
        self.runs[waiting[0]] = CellRun(status)
        return waiting[0]

    def _stop(self) -> None:
        for channel in (*self._items.values(), *([self._control] if self._control else [])):
            channel.close()
        self.zygote.stop()

    def _ended(self) -> str:
        """Return how the box ended: `memory` where all its processes together had too much, else crashed."""
        return "memory" if self.zygote.why() == "memory" else "crashed"


def _cell_message(message: Any, expected: str) -> dict[str, Any]:
    if not isinstance(message, dict) or _text(message.get("cell")) != expected:
        raise ProtocolError("not the report of the cell that was due")
    if not isinstance(message.get("outputs"), list):
        raise ProtocolError("outputs are not a list")
    return {"ok": message.get("ok") is True, "outputs": message["outputs"]}


def _reply(message: Any, function: str) -> Any:
    """Turn the box's answer to a call into a value or a `Failed`.

    Names in it reach the trainee, who could choose them to spell out hidden data: known ones only.
    """
    if isinstance(message, dict) and len(message) in (1, 2):
        if set(message) == {"ok"}:
            return message["ok"]
        if "raised" in message:
            text = _text(message.get("text"))  # evidence for a grader; no message to trainees shows it
            raise Failed("raised", error=_known(message["raised"], "Exception"), text=text)
        if "missing" in message:
            raise Failed("missing", function=function)
        if "unsendable" in message:
            raise Failed("unsendable", got=_known(message["unsendable"], "object"))
    raise ProtocolError("not an answer to a call")


def _is_exhausted(message: Any) -> bool:
    return isinstance(message, dict) and _text(message.get("raised")) in _EXHAUSTED


def _is_for_want_of_memory(message: Any) -> bool:
    return _is_exhausted(message) or (isinstance(message, dict) and "missing" in message)


def _known(name: object, otherwise: str) -> str:
    known = isinstance(name, str) and all(word in _KNOWN_NAMES or word in _WORDS for word in name.split())
    return str(name) if known else otherwise


def clean_outputs(outputs: list[Any], limit: int) -> list[dict[str, Any]]:
    """Rebuild one cell's outputs from untrusted ones: text and pictures only, well-formed for nbformat.

    `limit` is in characters of JSON. The box cuts honest outputs earlier and says so; what a forged
    report holds above it is dropped.
    """
    kept: list[dict[str, Any]] = []
    for output in outputs:
        clean = _clean_output(output) if isinstance(output, dict) else None
        limit -= len(json.dumps(clean, ensure_ascii=False)) if clean else 0
        if limit < 0 or len(kept) == _MOST_OUTPUTS:
            break
        if clean:
            kept.append(clean)
    return kept


def _clean_output(output: dict[Any, Any]) -> dict[str, Any] | None:
    kind, data = _text(output.get("output_type")), output.get("data")
    if kind == "stream":
        name = "stderr" if _text(output.get("name")) == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": _text(output.get("text"))}
    if kind == "error":
        lines = output.get("traceback")
        return {
            "output_type": "error",
            "ename": _text(output.get("ename")),
            "evalue": _text(output.get("evalue")),
            "traceback": [_text(line) for line in lines] if isinstance(lines, list) else [],
        }
    if kind in ("display_data", "execute_result") and isinstance(data, dict):
        clean = {mime: _text(data[mime]) for mime in ("text/plain", "image/png") if mime in data}
        if not _is_png(clean.get("image/png", "")):
            clean.pop("image/png", None)
        return {"output_type": "display_data", "data": clean, "metadata": {}} if clean else None
    return None


def _text(value: object) -> str:
    """Return a text, or an empty one: comparing anything else may have no single truth."""
    return value if isinstance(value, str) else ""


def _is_png(text: str) -> bool:
    try:
        return base64.b64decode(text, validate=True).startswith(b"\x89PNG\r\n")
    except ValueError:
        return False
