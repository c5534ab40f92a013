"""Inside the box: run the cells, keep the state at each item, answer calls from the checker.

Everything here shares a process with trainee code, so nothing here is trusted: the checker reads
only what arrives on its sockets and believes none of it.

State is kept in one of two ways. A fork at the item keeps everything and costs milliseconds; where
later cells only define things, a copy of the names is the same state and costs nothing.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from sixfold_grader.box.limits import release_reserve
from sixfold_grader.box.lookup import Lookup
from sixfold_grader.box.shell import Shell
from sixfold_grader.wire import Channel, Unsendable

_PR_SET_PDEATHSIG = 1
_GRACE = 0.5  # seconds
Names = dict[str, Any]


def run_box(shell: Shell, control: Channel, items: Mapping[str, Channel]) -> NoReturn:
    """Run the cells that the checker sends, then answer calls, here or in a forked server as it asks.

    A forked server may crash, and the next one starts from the same state. All end with this process,
    at the latest when the checker closes `control`.
    """
    job: Any = control.recv()
    names: dict[str, Names] = {}
    for cell in job["cells"]:
        if cell["id"] not in job["skip"]:
            succeeded, outputs = shell.run(cell["source"])
            control.send({"cell": cell["id"], "ok": succeeded, "outputs": outputs})
        if (item := cell["item"]) is not None:
            names[item] = dict(shell.namespace)
            if cell["fork"]:
                _fork_server(item, items, control, shell.namespace, names)
    while True:
        request: Any = control.recv()
        if not request["fork"]:
            _serve(items[request["serve"]], shell.namespace, names)
        _fork_server(request["serve"], items, control, shell.namespace, names)


def _fork_server(
    channel: str,
    items: Mapping[str, Channel],
    control: Channel,
    namespace: Names,
    names: Mapping[str, Names],
) -> None:
    """Fork a process that answers calls on one item's channel."""
    parent = os.getpid()
    if os.fork():
        items[channel].close()  # the server's end; ours would keep the checker from seeing it die
        return
    _die_with(parent)
    control.close()
    for other, unused in items.items():
        if other != channel:
            unused.close()
    _serve(items[channel], namespace, names)


def _die_with(parent: int) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def _serve(channel: Channel, namespace: Names, names: Mapping[str, Names]) -> NoReturn:
    release_reserve()
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123 (lives as long as the process)
    current, lookup = None, Lookup(namespace)
    try:
        while True:
            request: Any = channel.recv()
            if request["i"] != current:
                current = request["i"]
                namespace.clear()
                namespace.update(names[current])
            # Nobody waits longer: a call that never ends must not take time from the other items.
            signal.setitimer(signal.ITIMER_REAL, request["s"] + _GRACE)
            for place in request["t"]:  # a table each
                request["a"][place] = channel.recv()
            if "op" in request:
                reply = lookup.answer(request)
            else:
                reply = _answer(namespace, request["f"], request["a"], request["k"])
            try:
                channel.send(reply)
            except Unsendable as error:
                channel.send({"unsendable": str(error)[:200]})
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        os._exit(0)


def _answer(namespace: Names, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    function = namespace.get(name)
    if not callable(function):
        return {"missing": name}
    try:
        return {"ok": function(*args, **kwargs)}
    except (
        BaseException
    ) as error:  # SystemExit and KeyboardInterrupt too: the item failed, the snapshot lives
        return {"raised": _public_name(type(error)), "text": str(error)[:300]}


def _public_name(kind: type) -> str:
    """Return the name of the class, or of what it derives from, that the checker will repeat."""
    public = ("builtins", "numpy", "pandas")
    return next(base.__name__ for base in kind.__mro__ if base.__module__.partition(".")[0] in public)
