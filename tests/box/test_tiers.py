"""Which tier is chosen: the first that works, or the one that is asked for."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from sixfold_grader.box import bubblewrap
from sixfold_grader.checker.zygote import TIER, WAY_OUT, Zygote
from sixfold_grader.errors import ConfinementError
from sixfold_grader.limits import Limits


@pytest.fixture
def data(open_folder: Path) -> Path:
    """A data set without data."""
    (open_folder / "data").mkdir()
    (open_folder / "datapackage.json").touch()
    return open_folder


@pytest.fixture(autouse=True)
def undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    """No tier is asked for."""
    monkeypatch.delenv(TIER, raising=False)


def test_without_bubblewrap_the_kernel_alone_builds_the_walls(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bubblewrap, "program", lambda: None)
    with contextlib.closing(Zygote(data, Limits(), warm=False)) as zygote:
        assert zygote.tier == "B" and zygote.isolation.startswith("tier B")
        assert zygote.stop() is None
        folder = zygote.folder
    assert not folder.exists()


def test_a_tier_that_is_asked_for_is_not_replaced(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bubblewrap, "program", lambda: None)
    monkeypatch.setenv(TIER, "A")
    with pytest.raises(ConfinementError, match="bubblewrap is not installed"):
        Zygote(data, Limits(), warm=False)
    monkeypatch.setenv(TIER, "Z")
    with pytest.raises(ConfinementError, match="is 'Z'; it must be A or B"):
        Zygote(data, Limits(), warm=False)


def test_a_refusal_names_the_way_out(data: Path) -> None:
    (data / "datapackage.json").unlink()
    with pytest.raises(ConfinementError, match=r"cannot read .*datapackage\.json") as refusal:
        Zygote(data, Limits(), tier="B", warm=False)
    assert str(refusal.value).endswith(WAY_OUT) and "\n" not in str(refusal.value)
