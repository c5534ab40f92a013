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
Run = Callable[..., Any]

# Who starts the zygote, and what the machine lets it have: "bare" is a machine that refuses namespaces.
ROOT = os.geteuid() == 0
ACCOUNTS = ("root", "user") if ROOT else ("user",)
FAST = "bare"  # can be had everywhere
GROUNDS = [
    pytest.param(
        (account, ground), id=f"{account}-{ground}", marks=() if ground == FAST else pytest.mark.slow
    )
    for account in ACCOUNTS
    for ground in ("A", "B", "bare")
]


@pytest.fixture(scope="session")
def bubblewrap_works() -> bool:
    """Whether tier A can be had here."""
    code = (
        "from sixfold_grader.box import bubblewrap; from pathlib import Path; import tempfile; "
        "folder = Path(tempfile.mkdtemp()); "
        "print(bubblewrap.refusal(bubblewrap.command((), folder)) is None); folder.rmdir()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip() == "True"


@pytest.fixture(scope="session")
def run() -> Iterator[Run]:
    """Run a script of tests/box/scripts; return the JSON that it prints. The same run is made once."""
    done: dict[tuple[str, ...], Any] = {}

    with tempfile.TemporaryDirectory(prefix="sixfold-test-", dir="/tmp") as scratch:
        Path(scratch).chmod(0o777)  # every account may use it; pytest's own folder is closed to others

        def run_script(*command: str) -> Any:
            if command not in done:
                done[command] = _run(command, scratch)
            return done[command]

        yield run_script


def _run(command: tuple[str, ...], scratch: str) -> Any:
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    name, *arguments = command
    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", str(SCRIPTS / name), *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=scratch,
        env={"PATH": "/usr/bin:/bin", "HOME": "/tmp", "TMPDIR": scratch, **threads},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(params=GROUNDS)
def stage(
    request: pytest.FixtureRequest, bubblewrap_works: bool, namespaces_allowed: bool
) -> tuple[str, str]:
    """Account and ground, where this machine has them."""
    account, ground = request.param
    if ground == "A" and not bubblewrap_works:
        pytest.skip("no bubblewrap that works here")
    if ground == "B" and account == "user" and not namespaces_allowed:
        pytest.skip("user namespaces are refused here: the same as 'bare'")
    return account, ground
