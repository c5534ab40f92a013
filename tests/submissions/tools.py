"""Code that several attacks begin with; it runs in the box."""

from __future__ import annotations

# `sockets()`: descriptors of every socket that the box inherited.
SOCKETS = """\
import os, stat

def sockets():
    found = []
    for fd in range(3, 128):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                found.append(fd)
        except OSError:
            pass
    return found
"""

# `frame(tree, body)`: the bytes of a frame, well-formed or not; `told(name, tree)`: a reply's tree;
# `shout(raw, to)`: write to the channels of that name ("control", "item"), found in the callers' frames;
# `ids()`: the cells that are still to be reported, this one first.
FRAMES = (
    SOCKETS
    + """\
import json, struct, sys

def frame(tree, body=b"", lengths=()):
    header = json.dumps({"v": tree, "b": list(lengths)}).encode()
    return struct.pack("!II", len(header), len(body)) + header + body

def told(name, tree):
    return {"t": "dict", "k": [name], "v": [tree]}

def report(cell, outputs=()):
    return {"t": "dict", "k": ["cell", "ok", "outputs"], "v": [cell, True, list(outputs)]}

def ids():
    caller = sys._getframe()
    while caller:
        if "job" in caller.f_locals:
            cells = [cell["id"] for cell in caller.f_locals["job"]["cells"]]
            return cells[cells.index(caller.f_locals["cell"]["id"]):]
        caller = caller.f_back
    return []

def channels():
    found, caller = {}, sys._getframe()
    while caller:
        for name, value in caller.f_locals.items():
            named = value.items() if isinstance(value, dict) else [("", value)]
            for key, channel in list(named):
                if type(channel).__name__ == "Channel":
                    found.setdefault("item" if key else name, []).append(channel.sock.fileno())
        caller = caller.f_back
    return found

def shout(raw, to=""):
    for fd in channels().get(to) or sockets():
        try:
            os.set_blocking(fd, False)
            os.write(fd, raw)
        except OSError:
            continue
        os.set_blocking(fd, True)
"""
)

# `show(what)`: prints what an attempt gives, or why it gives nothing.
ATTEMPTS = """\
def show(attempt):
    try:
        print(repr(attempt())[:4000])
    except BaseException as error:
        print(type(error).__name__, error)
"""
