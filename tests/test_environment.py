"""environment.yml and requirements.lock give what pyproject.toml asks for; the two distributions agree."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]


def toml(path):
    return tomllib.loads((ROOT / path).read_text(encoding="utf-8"))


def project(path):
    return toml(path)["project"]


def bounds(requirements):
    return {each.name: str(each.specifier) for each in map(Requirement, requirements)}


@pytest.fixture(scope="module")
def environment():
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def test_names_and_bounds_are_those_of_pyproject(environment):
    grader = project("pyproject.toml")
    expected = bounds(grader["dependencies"]) | {"python": grader["requires-python"], "pip": ""}
    del expected["sixfold"]  # comes from the checkout
    (by_pip,) = (each["pip"] for each in environment["dependencies"] if isinstance(each, dict))
    listed = [*(each for each in environment["dependencies"] if isinstance(each, str)), *by_pip]
    assert bounds(each for each in listed if not each.startswith("--")) == expected


def test_sixfold_comes_from_the_checkout(environment):
    (by_pip,) = (each["pip"] for each in environment["dependencies"] if isinstance(each, dict))
    folders = [line.removeprefix("--editable ") for line in by_pip if line.startswith("--editable ")]
    names = [project(f"{folder}/pyproject.toml")["name"] for folder in folders]
    assert names == ["sixfold", "sixfold-grader"]


def test_only_conda_forge(environment):
    assert environment["name"] == "sixfold"
    assert environment["channels"] == ["conda-forge", "nodefaults"]


def test_trainee_and_grader_agree():
    trainee, grader = project("course/pyproject.toml"), project("pyproject.toml")
    assert bounds(trainee["dependencies"]).items() <= bounds(grader["dependencies"]).items()
    assert trainee["requires-python"] == grader["requires-python"]


def test_lock_pins_what_is_asked_for():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE))
    asked = [*project("pyproject.toml")["dependencies"], *toml("pyproject.toml")["dependency-groups"]["dev"]]
    for requirement in map(Requirement, asked):
        if requirement.name != "sixfold":
            assert requirement.specifier.contains(pinned[requirement.name]), "run `make lock`"
