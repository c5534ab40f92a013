"""The trainee's archive holds the course and not one secret."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.build.percent import read_cells
from sixfold_grader.bundle import make_bundle
from sixfold_grader.project import Project, find_project

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def project() -> Project:
    return find_project(Path(__file__).parent)


@pytest.fixture(scope="module")
def bundle(project: Project, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    path, count = make_bundle(project, tmp_path_factory.mktemp("bundle") / "course.zip")
    with zipfile.ZipFile(path) as archive:
        files = {name.removeprefix("sixfold-course/"): archive.read(name) for name in archive.namelist()}
    assert len(files) == count
    return files


def everything(files: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield every text of the archive, the wheel's members too."""
    for name, content in files.items():
        if name.endswith(".whl"):
            with zipfile.ZipFile(io.BytesIO(content)) as wheel:
                yield from everything({f"{name}/{member}": wheel.read(member) for member in wheel.namelist()})
        else:
            yield name, content.decode("utf-8")


def solution_lines(project: Project) -> set[str]:
    """Return the lines that only a solution holds; short ones (`continue`) and imports say nothing."""
    lines = set()
    for path in project.assignments.glob("*/assignment.py"):
        for cell in read_cells(path):
            if "response" in cell.options:
                lines |= {line.strip() for line in cell.source.splitlines()}
            _, _, rest = cell.source.partition("### BEGIN SOLUTION")
            lines |= {line.strip() for line in rest.partition("### END SOLUTION")[0].splitlines()}
    return {line for line in lines if len(line) > 24 and not line.startswith(("import ", "from "))}


def test_it_holds_what_a_trainee_needs_in_both_languages(project: Project, bundle: dict[str, bytes]) -> None:
    pages = {path.stem for path in project.lessons.glob("*/*.py")} | {"glossary"}
    for language in ("en", "zh"):
        assert {Path(n).stem for n in bundle if n.startswith(f"lessons/{language}/")} == pages
    for form in load_blueprint(project.blueprint).forms:
        assert {f"assignments/{form}/{form}.ipynb", f"assignments/{form}/{form}.zh.ipynb"} <= bundle.keys()
    assert {"README.md", "environment.yml", "LICENSE", "datasets/datapackage.json"} <= bundle.keys()
    assert any(name.endswith(".whl") and "sixfold" in name for name in bundle)


def test_every_data_file_of_the_descriptor_is_there(bundle: dict[str, bytes]) -> None:
    descriptor = json.loads(bundle["datasets/datapackage.json"])
    for resource in descriptor["resources"]:
        assert len(bundle[f"datasets/{resource['path']}"]) == resource["bytes"]


def test_no_solution_line_is_in_it(project: Project, bundle: dict[str, bytes]) -> None:
    secrets = solution_lines(project)
    assert len(secrets) > 30
    for name, text in everything(bundle):
        if not name.startswith("lessons/"):  # lessons teach the methods in the open
            found = [line for line in secrets if line in text]
            assert not found, f"{name} holds {found}"


def test_nothing_of_checks_market_or_grader_is_in_it(project: Project, bundle: dict[str, bytes]) -> None:
    for name, text in everything(bundle):
        if name == "LICENSE-CONTENT.md":  # says of the repository's folders which licence they have
            continue
        for word in (
            "sixfold_market",
            "sixfold_grader",
            "@part(",
            "incrementality=",
            "exam_seed",
            "BEGIN SOLUTION",
        ):
            assert word not in text, f"{name} mentions {word}"
