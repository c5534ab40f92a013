"""Boxes that must not come to be, or must end: `refusals.py root|user`."""

import ctypes
import dataclasses
import os
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import UID, answer, become, box_policy, confined

account = sys.argv[1]
become(account)


def spin():
    while True:
        pass


def with_a_thread():
    threading.Thread(target=time.sleep, args=(3,), daemon=True).start()
    from sixfold_grader.box.confine import confine

    confine(box_policy(account))


def in_child(task):
    read_end, write_end = os.pipe()
    if os.fork() == 0:
        try:
            task()
        except Exception as error:
            os.write(write_end, f"{type(error).__name__}: {error}".encode())
        finally:
            os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end, encoding="utf-8") as stream:
        return stream.read()


def forks():
    """Count how many processes can be held at once."""
    read_end, write_end = os.pipe()
    count = 0
    try:
        while count < 50:
            if os.fork() == 0:
                os.close(write_end)
                os.read(read_end, 1)
                os._exit(0)
            count += 1
    except OSError:
        pass
    return count, write_end


def neighbours():
    """A box takes all it can, then one that was there before it takes its own."""
    go, start = os.pipe()
    first = confined(box_policy(account), lambda: (os.read(go, 1), forks()[0])[1])
    time.sleep(0.2)
    held, release = os.pipe()
    second = confined(box_policy(account), lambda: (forks(), os.read(held, 1))[0][0])
    time.sleep(0.2)
    os.write(start, b"x")
    counts = [first()]
    os.write(release, b"x")
    return [*counts, second()]


def orphaned():
    """Return how a box whose parent has ended is found: its end of a pipe closes with it."""
    held, hold = os.pipe()
    ready, tell = os.pipe()
    if os.fork() == 0:
        confined(box_policy(account), lambda: (os.write(tell, b"x"), time.sleep(30)))
        os.read(ready, 1)
        os._exit(0)
    os.close(hold)
    start = time.monotonic()
    os.read(held, 1)
    return "ended" if time.monotonic() - start < 10 else "lived on"


def own_namespace():
    """Whether this machine lets a process have a user namespace."""
    if ctypes.CDLL(None).unshare(0x10000000):
        raise OSError("refused")


policy = box_policy(account)
answer(
    {
        "no account": confined(dataclasses.replace(policy, uid=None), os.getresuid)(),
        "account 0": confined(dataclasses.replace(policy, uid=0), os.getresuid)(),
        "account": confined(policy, lambda: [*os.getresuid(), *os.getresgid()])(),
        "expected account": [UID if os.geteuid() == 0 else os.geteuid()] * 6,
        "groups": confined(box_policy(account), os.getgroups)(),
        "no data": confined(box_policy(account, [Path("/nonexistent/data")]), str)(),
        "processor": account == "user" and confined(box_policy(account, cpu_seconds=1), spin)(),
        "orphan": orphaned(),
        "thread": in_child(with_a_thread),
        "namespace": in_child(own_namespace),
        "neighbours": neighbours(),
    }
)
