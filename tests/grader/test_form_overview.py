"""The page of the whole form says what blueprint and panels say, and refuses where they differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.errors import SourceError
from sixfold_grader.form_overview import read_panel, render
from sixfold_grader.project import find_project

PROJECT = find_project(Path(__file__).parent)
FORMS = load_blueprint(PROJECT.blueprint).forms


def design(tmp_path: Path, old: str = "", new: str = "") -> Path:
    text = (PROJECT.assignments / "traffic_buying" / "DESIGN.md").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "DESIGN.md"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_the_cut_of_every_form_is_its_panels(form) -> None:
    panel = read_panel(PROJECT.assignments / form.id / "DESIGN.md", form)
    assert panel.judges >= 5
    assert abs(panel.result.cut - form.cut) <= 0.5
    assert sum(panel.means.values()) == pytest.approx(panel.result.cut, abs=0.5)  # means are printed rounded


def test_the_page_names_every_item_and_both_tracks() -> None:
    page = render(PROJECT)
    assert all(
        f"{item.title.en} · {item.title.zh}" in page
        for form in FORMS.values()
        for item in form.items.values()
    )
    assert "Brand provider 品牌服务商" in page and "Regional provider 区域服务商" in page
    assert "Simulated 模拟" in page and "Not an official Douyin credential" in page


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("| item | points | J1", "| item | marks | J1", "there is no table of the panel's ratings"),
        ("| `fit_hill` | 8 | 4", "| `fit_hill` | 9 | 4", "'fit_hill' with 9 points is not in the blueprint"),
        ("| `fit_hill` | 8 | 4", "| `fit_hill` | 8 | 8", "the panel's cut is 58.80, the blueprint's 58"),
    ],
)
def test_a_difference_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read_panel(design(tmp_path, old, new), FORMS["traffic_buying"])
