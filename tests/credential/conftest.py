"""An issuer, a stranger; tests here import `issuing`."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from issuing import World, make_world


@pytest.fixture(scope="session")
def world() -> World:
    return make_world()


@pytest.fixture(scope="session")
def stranger() -> World:
    """Another issuer, who does everything right."""
    return make_world()
