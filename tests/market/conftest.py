"""Every truth is tried on twenty seeds; the fast tier takes the first three of them."""

import pytest

FAST = 3


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items):
    for item in items:
        seed = item.callspec.params.get("seed") if hasattr(item, "callspec") else None
        if "tests/market/" in item.path.as_posix() and isinstance(seed, int) and seed >= FAST:
            item.add_marker(pytest.mark.slow)
