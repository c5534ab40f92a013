"""What the scripts share: an account, a policy, a confined child."""

import ctypes
import json
import os
import sys
import tempfile
from pathlib import Path

from sixfold_grader.box.confine import Policy, confine, interpreter_roots
from sixfold_grader.box.view import prepare_view

UID = 64_538
HERE = Path(__file__).parent


def become(account):
    """Show this Python to an unprivileged account, and become it if asked to."""
    if os.geteuid() != 0:
        return
    prepare_view([*interpreter_roots(), HERE], [])
    if account == "user":
        os.setgroups([])
        os.setresgid(UID, UID, UID)
        os.setresuid(UID, UID, UID)
        ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE, as after a login


def box_policy(account, readable=(), **changes):
    """Return a small box with a work folder of its own."""
    workdir = Path(tempfile.mkdtemp(prefix="sixfold-test-"))
    if os.geteuid() == 0:
        os.chown(workdir, UID, UID)
    limits = {
        "memory_bytes": 256 << 20,
        "cpu_seconds": 5,
        "processes": 6,
        "file_bytes": 2 << 20,
        "open_files": 64,
    }
    return Policy(workdir, tuple(readable), UID if account == "root" else None, **{**limits, **changes})


def confined(policy, task):
    """Fork a box; return its process id and a function that waits for the task's JSON result."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(read_end)
            try:
                confine(policy)
                result = task()
            except Exception as error:
                result = f"{type(error).__name__}: {error}"
            os.write(write_end, json.dumps(result).encode())
        finally:
            os._exit(0)
    os.close(write_end)

    def wait():
        with os.fdopen(read_end, "rb") as stream:
            raw = stream.read()
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        return json.loads(raw) if raw else {"exit": status}

    return wait


def answer(value):
    """Print the script's result."""
    json.dump(value, sys.stdout)
