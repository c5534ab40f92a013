"""Boxes one after the other, side by side, and how they end: `lives.py root|user A|B|bare`."""

import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import answer, become, make_zygote, run_cell

from sixfold_grader.box.sweep import descendants

BUILD = """
import os
for depth in range(150):
    os.mkdir("f" * 200)
    os.chdir("f" * 200)
os.mkdir("closed", 0)
open("file", "w").write("left behind")
print('"built"')
"""
LOOK = "import json, os; print(json.dumps([os.listdir('.'), os.path.basename(os.getcwd())]))"
FORKS = """
import json, os, time
count = 0
try:
    while count < 50:
        if os.fork() == 0:
            time.sleep(60)
        count += 1
except OSError:
    pass
print(json.dumps(count))
"""
SPIN = """
import os
for _ in range(3):
    if os.fork() == 0:
        while True:
            pass
while True:
    pass
"""
# Children whose parent ignores their end: their time is added to nobody's.
CHURN = """
import os, signal, time
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
end = time.monotonic() + 5
while time.monotonic() < end:
    pid = os.fork()
    if pid == 0:
        until = time.monotonic() + 0.02
        while time.monotonic() < until:
            pass
        os._exit(0)
    try:
        os.waitpid(pid, 0)
    except ChildProcessError:
        pass
print('"spent"')
"""
DAEMON = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(60)
    os._exit(0)
os.wait()
time.sleep(60)
"""


def side_by_side(ground):
    """Two boxes at the same time, each of which takes all processes that it can get."""
    first, second = make_zygote(ground), make_zygote(ground)
    try:
        return [run_cell(first, FORKS), run_cell(second, FORKS), first.uid, second.uid]
    finally:
        first.close()
        second.close()


def ended_for(zygote, source):
    """Return how a cell ended and what for."""
    reasons = []
    stop = zygote.stop
    zygote.stop = lambda: reasons.append(stop())
    outcome = run_cell(zygote, source)
    zygote.stop = stop
    return [outcome[0] if isinstance(outcome, list) else outcome, next(filter(None, reasons), None)]


def survivors(ground, victim):
    """Kill a worker, or its zygote, while a box runs; return which of their processes are there later."""
    ready, tell = os.pipe()
    worker = os.fork()
    if worker == 0:
        zygote = make_zygote(ground)
        os.write(tell, zygote.pid.to_bytes(8, "big"))
        with suppress(BaseException):
            run_cell(zygote, DAEMON)
        os._exit(0)
    started = int.from_bytes(os.read(ready, 8), "big")
    time.sleep(1)  # the box is at work
    alive = {started, *descendants(started)}
    zygote = started if ground == "bare" else children(started)[0]
    os.kill({"worker": worker, "zygote": zygote}[victim], signal.SIGKILL)
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and (left := [pid for pid in alive if lives(pid)]):
        time.sleep(0.05)
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    return [len(alive), left]


def children(pid):
    """Return the direct children of a process."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def lives(pid):
    """Whether a process runs; one that is only waiting to be reaped does not."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


account, ground = sys.argv[1:]
become(account, ground)
zygote = make_zygote(ground, cpu_seconds=1, folder_files=400)
results = {"isolation": zygote.isolation, "build": run_cell(zygote, BUILD), "next": run_cell(zygote, LOOK)}
results["processes"] = ended_for(zygote, SPIN)
results["churn"] = ended_for(zygote, CHURN)
results["after"] = run_cell(zygote, LOOK)
zygote.close()
results["folder is left"] = zygote.folder.exists()
results["side by side"] = side_by_side(ground)
results["worker killed"] = survivors(ground, "worker")
if ground != "bare":
    results["zygote killed"] = survivors(ground, "zygote")
answer(results)
