"""What the scripts share: an account, a machine that refuses namespaces, a zygote, a box that runs cells."""

import ctypes
import errno
import json
import os
import struct
import sys
import tempfile
from pathlib import Path

from sixfold_grader.box import seccomp
from sixfold_grader.box.paths import interpreter_roots, own_package
from sixfold_grader.box.view import prepare_view
from sixfold_grader.checker.session import Box, BoxCell
from sixfold_grader.checker.zygote import Zygote
from sixfold_grader.limits import Limits
from sixfold_grader.wire import Frames

UID = 64_400
HERE = Path(__file__).parent
_libc = ctypes.CDLL(None, use_errno=True)


def become(account, ground):
    """Show this Python to an unprivileged account, become it if asked to, lose the right to namespaces."""
    if os.geteuid() == 0:
        prepare_view([*interpreter_roots(), own_package(), HERE], [])
    if os.geteuid() == 0 and account == "user":
        os.setgroups([])
        os.setresgid(UID, UID, UID)
        os.setresuid(UID, UID, UID)
        _libc.prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE, as after a login
    if ground == "bare":
        refuse_namespaces()


def refuse_namespaces():
    """Let this process and its children make neither namespaces nor mounts, as in most containers."""
    column = 0 if os.uname().machine == "x86_64" else 1
    refuse = (seccomp._RETURN, 0, 0, seccomp._ERRNO | errno.EPERM)
    code = [(seccomp._LOAD, 0, 0, seccomp._NR)]
    for name in ("unshare", "mount"):
        code += [(seccomp._EQUAL, 0, 1, seccomp.REFUSED[name][column]), refuse]
    code += [(seccomp._EQUAL, 0, 1, seccomp._CLONE3), (seccomp._RETURN, 0, 0, seccomp._ERRNO | errno.ENOSYS)]
    code += [(seccomp._EQUAL, 0, 3, seccomp._CLONE[column]), (seccomp._LOAD, 0, 0, seccomp._ARG0)]
    code += [(seccomp._ANY_BIT, 0, 1, seccomp._CLONE_FLAGS), refuse]
    code.append((seccomp._RETURN, 0, 0, seccomp._ALLOW))
    packed = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *one) for one in code))
    program = struct.pack("HxxxxxxP", len(code), ctypes.addressof(packed))
    _libc.prctl(38, 1, 0, 0, 0)
    assert _libc.prctl(22, 2, ctypes.c_char_p(program), 0, 0) == 0


def make_zygote(ground="B", **changes):
    """Return a cold zygote of a tier ("bare" is the one that is left) with a small data set."""
    datasets = Path(tempfile.mkdtemp(prefix="sixfold-test-"))
    datasets.chmod(0o755)
    (datasets / "data").mkdir()
    (datasets / "datapackage.json").write_text("{}", encoding="utf-8")
    (datasets / "data" / "table.csv").write_text("a,b\n1,2\n3,4\n", encoding="utf-8")
    limits = {
        "cell_seconds": 15,
        "memory_bytes": 256 << 20,
        "cpu_seconds": 5,
        "processes": 6,
        "file_bytes": 2 << 20,
        "open_files": 64,
    }
    tier = None if ground == "bare" else ground
    isolation = ground != "none"
    limits = Limits(**{**limits, **changes})
    return Zygote(datasets, limits, isolation=isolation, tier=tier, warm=False)


def run_cell(zygote, source):
    """Run one cell in a box of its own; return the JSON that it prints, or how it ended."""
    with Box(zygote, [BoxCell("cell", source)], Frames()) as box:
        run = box.run()["cell"]
    if run.status != "ok":
        return [run.status, run.outputs]
    return json.loads(run.outputs[-1]["text"]) if run.outputs else None


def answer(value):
    """Print the script's result."""
    json.dump(value, sys.stdout)
    sys.stdout.flush()
