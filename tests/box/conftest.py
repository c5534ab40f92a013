"""Boxes are tried in fresh processes: walls cannot be taken down, and pytest may run threads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).with_name("scripts")
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can change accounts")
Run = Callable[..., Any]


@pytest.fixture(params=[pytest.param("root", marks=needs_root), "user"])
def account(request: pytest.FixtureRequest) -> str:
    """Who builds the box: root, who drops to an account, or an ordinary user."""
    return str(request.param)


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder that every account may use; pytest's own is closed to others."""
    with tempfile.TemporaryDirectory(prefix="sixfold-test-", dir="/tmp") as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


@pytest.fixture
def run(scratch: Path) -> Run:
    """Run a script of tests/box/scripts; return the JSON that it prints."""
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # walls bind one thread

    def run_script(name: str, *arguments: str) -> Any:
        done = subprocess.run(
            [sys.executable, "-I", "-X", "utf8", str(SCRIPTS / name), *arguments],
            capture_output=True,
            text=True,
            timeout=60,
            cwd=scratch,
            env={"PATH": "/usr/bin:/bin", "HOME": "/tmp", "TMPDIR": str(scratch), **threads},
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run_script
