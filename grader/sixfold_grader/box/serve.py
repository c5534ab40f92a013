"""Inside the box: run the cells, keep a snapshot at each item, answer calls from the checker.

Everything here shares a process with trainee code, so nothing here is trusted: the checker reads
only what arrives on its sockets and believes none of it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from sixfold_grader.box.shell import Shell
from sixfold_grader.wire import Channel, Unsendable

_PR_SET_PDEATHSIG = 1


def run_box(shell: Shell, control: Channel, items: Mapping[str, Channel]) -> None:
    """Run the cells that the checker sends; fork a snapshot after the cell of each item.

    Stays until the checker closes `control`, because the snapshots die with this process.
    """
    job: Any = control.recv()
    for cell in job["cells"]:
        if cell["id"] not in job["skip"]:
            succeeded, outputs = shell.run(cell["source"])
            control.send({"cell": cell["id"], "ok": succeeded, "outputs": outputs})
        if cell["snapshot"] is not None:
            _fork_snapshot(cell["snapshot"], items, control, shell)
    control.send({"done": True})
    control.recv()


def _fork_snapshot(item: str, items: Mapping[str, Channel], control: Channel, shell: Shell) -> None:
    parent = os.getpid()
    if os.fork():
        items[item].close()  # the snapshot's end; ours would keep the checker from seeing it die
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)
    control.close()
    for other, channel in items.items():
        if other != item:
            channel.close()
    _serve(items[item], shell.namespace)


def _serve(channel: Channel, namespace: Mapping[str, Any]) -> NoReturn:
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123 (lives as long as the process)
    try:
        while True:
            request: Any = channel.recv()
            reply = _answer(namespace, request["f"], request["a"], request["k"])
            try:
                channel.send(reply)
            except Unsendable as error:
                channel.send({"unsendable": str(error)[:200]})
    finally:
        os._exit(0)


def _answer(namespace: Mapping[str, Any], name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    function = namespace.get(name)
    if not callable(function):
        return {"missing": name}
    try:
        return {"ok": function(*args, **kwargs)}
    except (
        BaseException
    ) as error:  # SystemExit and KeyboardInterrupt too: the item failed, the snapshot lives
        return {"raised": type(error).__name__, "text": str(error)[:300]}
