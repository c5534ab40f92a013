"""Root shows part of a closed folder to an account: `view.py`."""

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import UID, answer

from sixfold_grader.box.view import prepare_view


def attempt(action):
    try:
        return action() or "done"
    except OSError as error:
        return type(error).__name__


def stashes():
    return Path("/tmp").glob("sixfold-view-*")


closed = Path(tempfile.mkdtemp(prefix="sixfold-test-"))  # mode 0700, root's
for name in ("shown", "scratch", "private"):
    (closed / "deep" / name).mkdir(parents=True)
    (closed / "deep" / name / "file").write_text(name, encoding="utf-8")
deep = closed / "deep"
(deep / "scratch").chmod(0o777)
before = set(stashes())
os.umask(0o077)
if os.fork() == 0:
    prepare_view([deep / "shown"], [deep / "scratch"])
    root_writes = attempt(lambda: (deep / "shown" / "new").touch())
    os.setresgid(UID, UID, UID)
    os.setresuid(UID, UID, UID)
    answer(
        {
            "shown": attempt((deep / "shown" / "file").read_text),
            "private": attempt((deep / "private" / "file").read_text),
            "root writes": root_writes,
            "scratch": attempt(lambda: (deep / "scratch" / "new").touch()),
            "left behind": sorted(str(path) for path in set(stashes()) - before),
        }
    )
    sys.stdout.flush()
    os._exit(0)
os.wait()
