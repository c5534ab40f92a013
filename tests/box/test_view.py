import os
from pathlib import Path

import pytest

from sixfold_grader.box.view import closed_ancestor


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount")
def test_an_account_sees_only_what_is_shown(run):
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
