"""Issuers and records. Tests here import `issuing`, `cases`, `decided`, and the package `records` beside."""

import sys
from pathlib import Path

import pytest

sys.path += [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from decided import make_decided
from issuing import World, make_world

from records.conftest import Clock, server_url

__all__ = ["server_url"]


@pytest.fixture(scope="session")
def world() -> World:
    return make_world()


@pytest.fixture(scope="session")
def stranger() -> World:
    """Another issuer, who does everything right."""
    return make_world()


@pytest.fixture(scope="session")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the records of people who are decided about; for copying, not for use."""
    path = tmp_path_factory.mktemp("decided")
    make_decided(path, f"sqlite:///{path / 'gradebook.db'}", Clock())
    return path
