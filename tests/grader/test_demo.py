"""The demo runs the whole cycle on the real course, for a small cohort."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.demo import run_demo
from sixfold_grader.project import Project, find_project

pytestmark = [
    pytest.mark.slow,
    # nbgrader leaves files open when it releases feedback
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


def test_a_cohort_goes_from_release_to_decision(
    open_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = find_project(Path(__file__).parent)
    for name in ("course", "assignments", "datasets"):
        shutil.copytree(here.root / name, open_folder / name)
    assert run_demo(Project(open_folder), candidates=6, seed=3, workers=2) == 0
    forms = list(load_blueprint(here.blueprint).forms)
    printed = capsys.readouterr().out
    assert printed.count("6 graded, 0 rejected, 0 failed on our side") == len(forms)
    assert "Brand provider" in printed and "Regional provider" in printed
    assert "not an official credential" in printed
    demo = open_folder / "out" / "demo"
    for form in forms:
        scores = json.loads((demo / "course" / "report" / form / "scores.json").read_text(encoding="utf-8"))
        assert [row["candidate"] for row in scores["candidates"]] == [f"T{n:04}" for n in range(1, 7)]
        assert all(row["outcome"] in ("reached", "below") for row in scores["candidates"])
        assert len({row["raw"] for row in scores["candidates"]}) > 2
        assert len(list((demo / "home").glob(f"*/{form}/feedback/*/{form}.html"))) == 6
