"""Every test starts in English, with a progress file of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sixfold import journal, language


@pytest.fixture(autouse=True)
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SIXFOLD_HOME", str(tmp_path / "home"))
    language.use("en")
    journal.open_lesson("lesson")
    yield
    language.use("en")
