"""One batch of everything, graded once; a small one for every day."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1]))  # `submissions` and `hostile` are packages there

from hostile.stage import Stage
from submissions import ALL


def staged(factory: pytest.TempPathFactory, name: str, smoke: bool, workers: int) -> Iterator[Stage]:
    """Play a stage in a folder of its own."""
    root = factory.mktemp(name)
    root.chmod(0o711)
    stage = Stage(root, [s for s in ALL if s.smoke or not smoke], workers)
    try:
        stage.play()
        yield stage
    finally:
        stage.listeners.close()


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Every submission, two workers."""
    yield from staged(tmp_path_factory, "hostile", smoke=False, workers=2)


@pytest.fixture(scope="session")
def smoke(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The smoke set and one worker: whoever graded a hostile submission grades the good one after it."""
    yield from staged(tmp_path_factory, "smoke", smoke=True, workers=1)
