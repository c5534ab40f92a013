"""What exists inside tier A: Python, its libraries, the data; nothing of the grader's but its package."""

from pathlib import Path

import pytest

from sixfold_grader.box import bubblewrap
from sixfold_grader.box.paths import own_package


def bound(command):
    return [Path(command[at + 1]) for at, word in enumerate(command) if word == "--ro-bind"]


@pytest.fixture
def command(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    return bubblewrap.command([data, tmp_path / "missing"], tmp_path / "folder")


def test_only_what_is_named_exists(command, tmp_path):
    paths = bound(command)
    assert own_package() in paths and tmp_path / "data" in paths
    assert tmp_path / "missing" not in paths
    project = Path(__file__).parents[2]
    for secret in (project / "assignments", project / "datasets" / "sixfold_market", project / "out"):
        assert not any(secret.is_relative_to(path) for path in paths)
    assert "--bind" not in command


def test_nothing_is_bound_twice(command):
    paths = bound(command)
    assert len(paths) == len(set(paths))
    assert not any(path in other.parents for path in paths for other in paths)


def test_a_refusal_says_why(monkeypatch, tmp_path):
    broken = tmp_path / "bwrap"
    broken.write_text("#!/bin/sh\necho bwrap: no >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "program", lambda: broken)
    assert bubblewrap.refusal([str(broken)]) == "bwrap: no"
    monkeypatch.setattr(bubblewrap, "program", lambda: None)
    assert bubblewrap.refusal([]) == "bubblewrap is not installed"
