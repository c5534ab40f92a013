"""The blueprint says what is wrong with it, and the real one is sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from sixfold_grader.blueprint import load_blueprint, read_toml
from sixfold_grader.errors import SourceError
from sixfold_grader.limits import load_limits
from sixfold_grader.project import Project, find_project


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("brand = 1.0", "brand = 0.9", "weights of track 'brand' sum to 0.9, not 1"),
        ("\ncut = 6", "\ncut = 12", "cut is 12; it must lie between 0 and the form's 12 points"),
        ('kind = "response"', 'kind = "essay"', "kind is 'essay'; use 'function' or 'response'"),
        ("value = 3", "value = 0", "must give each part at least 1 whole point"),
        ("floor = 50", "", "capabilities.toy.floor is missing"),
        ("scaled_cut = 60", "", "policy.scaled_cut is missing"),
        ("version = 1", "version = ", "not valid TOML"),
        (', zh = "示例作业"', "", "forms.toy.title.zh is missing"),
    ],
)
def test_an_error_names_file_and_key(mini: Project, old: str, new: str, message: str) -> None:
    text = mini.blueprint.read_text(encoding="utf-8")
    assert old in text
    mini.blueprint.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SourceError) as error:
        load_blueprint(mini.blueprint)
    assert str(error.value).startswith(str(mini.blueprint))
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("cell_secs = 2", "limits.cell_secs is not a limit; there are: "),
        ("cell_seconds = -1", "it must be a positive number"),
    ],
)
def test_limits_are_checked(mini: Project, line: str, message: str) -> None:
    text = mini.blueprint.read_text(encoding="utf-8")
    mini.blueprint.write_text(text.replace("cell_seconds = 2", line), encoding="utf-8")
    with pytest.raises(SourceError, match=message):
        load_limits(mini.blueprint)


def test_points_of_a_capability_stand_in_its_form_and_nowhere_else() -> None:
    blueprint = load_blueprint(find_project(Path(__file__).parent).blueprint)
    written = read_toml(blueprint.path)["capabilities"]
    assert not [key for key in blueprint.forms if {"maximum", "cut"} & set(written.get(key, ()))]
    traffic = blueprint.capabilities["traffic_buying"]
    assert (traffic.maximum, traffic.cut) == (100, 58)


def test_the_real_form_has_eight_functions_and_two_memos() -> None:
    form = load_blueprint(find_project(Path(__file__).parent).blueprint).form("traffic_buying")
    assert [len(form.of_kind(kind)) for kind in ("function", "response")] == [8, 2]
    assert form.points == 100
    assert {item.difficulty for item in form.items.values()} == {"easy", "middle", "hard"}
