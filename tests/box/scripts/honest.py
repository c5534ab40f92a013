"""What a notebook and the harness need must go on working: `honest.py root|user`."""

import os
import socket
import sys
import tempfile
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import numpy as np
import pandas as pd
from common import answer, become, box_policy, confined

account = sys.argv[1]
folder = Path(tempfile.mkdtemp(prefix="sixfold-test-"))
folder.chmod(0o755)
(folder / "data.csv").write_text("a,b\n1,2\n3,4\n", encoding="utf-8")
(folder / "data.csv").chmod(0o644)
ours, theirs = socket.socketpair()


def lazy_imports():
    import decimal
    import sqlite3

    import scipy.stats

    return [str(decimal.Decimal("0.1")), sqlite3.sqlite_version_info[0], round(scipy.stats.norm.cdf(0.0), 3)]


def fork_and_wait():
    pid = os.fork()
    if pid == 0:
        os._exit(7)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def run_thread():
    seen = []
    thread = threading.Thread(target=seen.append, args=("ran",))
    thread.start()
    thread.join()
    return seen


def write_files():
    import shutil

    pd.DataFrame({"a": [1, 2]}).to_csv("out.csv", index=False)
    shutil.copy("out.csv", "copy.csv")
    Path("sub").mkdir()
    Path("copy.csv").rename("sub/moved.csv")
    Path("touched").touch()
    return [
        Path("sub/moved.csv").read_text(encoding="utf-8"),
        Path("touched").exists(),
        not Path("copy.csv").exists(),
    ]


def temporary_file():
    with tempfile.NamedTemporaryFile() as stream:
        return Path(stream.name).parent == Path.cwd() == Path.home()


def talk():
    theirs.sendall(b"hello")
    left, right = socket.socketpair()
    left.sendall(b"x")
    return [theirs.recv(16).decode(), right.recv(1).decode()]


def task():
    return {
        "lazy imports": lazy_imports(),
        "data": int(pd.read_csv(folder / "data.csv")["b"].sum()),
        "linear algebra": float(np.linalg.solve(np.eye(50) * 2, np.ones(50)).sum()),
        "fork": fork_and_wait(),
        "thread": run_thread(),
        "files": write_files(),
        "talk": talk(),
        "temporary": temporary_file(),
        "random": len(os.urandom(8)),
        "own source folders": [entry for entry in sys.path if entry.endswith(("/grader", "/datasets"))],
    }


become(account)
wait = confined(box_policy(account, [folder]), task)
ours.sendall(b"to you")
result = wait()
answer({**result, "heard": ours.recv(16).decode()} if "talk" in result else result)
