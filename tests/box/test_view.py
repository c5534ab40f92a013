import os
import subprocess
import sys
from pathlib import Path

import pytest

from sixfold_grader.box.view import closed_ancestor


def may_mount() -> bool:
    """Whether root may make its mounts private in a namespace of its own."""
    trial = (
        "import ctypes, sys; libc = ctypes.CDLL(None); private = ctypes.c_ulong(0x44000); "
        "sys.exit(libc.unshare(0x20000) or libc.mount(b'none', b'/', b'none', private, b''))"
    )
    return subprocess.run([sys.executable, "-I", "-c", trial], check=False).returncode == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount")
def test_an_account_sees_only_what_is_shown(run):
    if not may_mount():
        pytest.skip("no mounts of one's own here: a chroot, or a container without CAP_SYS_ADMIN")
    seen = run("view.py")
    assert seen["shown"] == "shown"
    assert seen["private"] == "FileNotFoundError"
    assert seen["root writes"] == "OSError"
    assert seen["scratch"] == "done"
    assert seen["left behind"] == []


def test_the_topmost_closed_folder_is_found(tmp_path):
    inner = tmp_path / "open" / "closed" / "deeper"
    inner.mkdir(parents=True)
    tmp_path.chmod(0o755)
    (tmp_path / "open" / "closed").chmod(0o700)
    topmost = closed_ancestor(inner / "file")
    assert topmost in (*tmp_path.parents, tmp_path / "open" / "closed")
    assert closed_ancestor(Path("/usr/lib/python3")) is None
