"""What a notebook and the harness need must go on working: `honest.py root|user A|B|bare|none`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import answer, become, make_zygote, run_cell

CELL = """
import json, os, shutil, socket, sys, tempfile, threading
from pathlib import Path
import numpy as np
import pandas as pd

def lazy_imports():
    import decimal, sqlite3
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
    pd.DataFrame({"a": [1, 2]}).to_csv("out.csv", index=False)
    shutil.copy("out.csv", "copy.csv")
    Path("sub").mkdir()
    Path("copy.csv").rename("sub/moved.csv")
    Path("touched").touch()
    return [Path("sub/moved.csv").read_text(), Path("touched").exists(), not Path("copy.csv").exists()]

def temporary_file():
    with tempfile.NamedTemporaryFile() as stream:
        return Path(stream.name).parent == Path.cwd() == Path.home()

def talk():
    left, right = socket.socketpair()
    left.sendall(b"x")
    return right.recv(1).decode()

data = pd.read_csv(os.environ["SIXFOLD_DATA"] + "/data/table.csv")
print(json.dumps({
    "lazy imports": lazy_imports(),
    "data": int(data["b"].sum()),
    "linear algebra": float(np.linalg.solve(np.eye(50) * 2, np.ones(50)).sum()),
    "fork": fork_and_wait(),
    "thread": run_thread(),
    "files": write_files(),
    "talk": talk(),
    "temporary": temporary_file(),
    "random": len(os.urandom(8)),
    "own source folders": [entry for entry in sys.path if entry.endswith(("/grader", "/datasets"))],
    "account": [*os.getresuid(), *os.getresgid(), *os.getgroups()],
}))
"""

account, ground = sys.argv[1:]
become(account, ground)
zygote = make_zygote(ground)
try:
    answer({**run_cell(zygote, CELL), "isolation": zygote.isolation, "uid": zygote.uid})
finally:
    zygote.close()
