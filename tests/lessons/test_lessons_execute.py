"""Every lesson and the released assignment run from top to bottom, in both languages."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest

from sixfold import language
from sixfold_grader.blueprint import LANGUAGES, load_blueprint
from sixfold_grader.build.outline import START, load_outline
from sixfold_grader.build.pipeline import build
from sixfold_grader.course import Course
from sixfold_grader.cycle import release
from sixfold_grader.project import Project

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parents[2]
CELL_SECONDS = 120
CHART = "application/vnd.vegalite.v5+json"
OUTLINE = load_outline(REPOSITORY / "course" / "outline.toml", REPOSITORY / "course" / "lessons")
LESSONS = [(lang, lesson.path) for lesson in OUTLINE.lessons for lang in LANGUAGES]
FORMS = list(load_blueprint(REPOSITORY / "assignments" / "blueprint.toml").forms)


def execute(path: Path, home: Path, allow_errors: bool = False) -> nbformat.NotebookNode:
    """Run a notebook in a folder of its own with an empty journal and no way out of this machine."""
    folder = home / path.stem
    folder.mkdir(parents=True)
    nowhere = "http://127.0.0.1:9"  # the discard port: whoever asks the network gets an error at once
    environment = {
        **os.environ,
        "SIXFOLD_HOME": str(folder),
        "SIXFOLD_DATA": str(REPOSITORY / "datasets"),
        "HTTP_PROXY": nowhere,
        "HTTPS_PROXY": nowhere,
    }
    copy = Path(shutil.copy(path, folder))
    options = ["--inplace", f"--timeout={CELL_SECONDS}", *(["--allow-errors"] if allow_errors else [])]
    command = [sys.executable, "-c", "from nbclient.cli import main; main()", *options, str(copy)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{path}:\n{done.stderr[-3000:]}"
    return nbformat.read(copy, as_version=4)


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    """The repository's course, built elsewhere."""
    root = tmp_path_factory.mktemp("project")
    for name in ("course", "assignments", "datasets"):
        (root / name).symlink_to(REPOSITORY / name)
    build(Project(root))
    return Project(root)


@pytest.fixture(scope="module")
def running(project) -> dict[tuple[str, str], Future]:
    """All notebooks, started at once; the work is done in processes, one a core."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {
            (lang, name): pool.submit(execute, path, project.root / "home" / lang)
            for lang in LANGUAGES
            for name, path in notebooks(project, lang).items()
        }


def notebooks(project: Project, lang: str) -> dict[str, Path]:
    """The start page, the lessons, and the assignments with their solutions."""
    names = [START, *(lesson.path for lesson in OUTLINE.lessons)]
    lessons = {name: project.built_course / lang / f"{name}.ipynb" for name in names}
    return {**lessons, **{form: project.built_source(form, lang) for form in FORMS}}


@pytest.mark.parametrize(("lang", "lesson"), LESSONS)
def test_a_lesson_runs_and_its_self_checks_wait_for_an_answer(running, lang, lesson):
    cells = [cell for cell in running[lang, lesson].result().cells if cell.cell_type == "code"]
    open_checks = [cell for cell in cells if in_words("check.open", lang) in said(cell)]
    assert len(open_checks) >= 2
    assert all("sf.check_" in cell.source for cell in open_checks)
    charts = [output.data for cell in cells for output in cell.outputs if CHART in output.get("data", {})]
    assert charts
    assert all(chart["image/png"] and chart["text/plain"] for chart in charts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_start_page_maps_every_lesson(running, lang):
    outputs = [output for cell in running[lang, START].result().cells for output in cell.get("outputs", [])]
    (page,) = [output.data["text/html"] for output in outputs if "text/html" in output.get("data", {})]
    assert all(f'href="../{lesson.path}.ipynb"' in page for lesson in OUTLINE.lessons)
    assert page.count("<progress") == len(OUTLINE.modules)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_an_assignment_runs_with_its_solutions(running, form, lang):
    assert running[lang, form].result().cells


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_a_released_assignment_says_only_what_is_to_be_written(project, tmp_path, form, lang):
    course = Course(tmp_path / "course")
    release(project, course, form)
    book = execute(course.released(form, lang), tmp_path / "home", allow_errors=True)
    found = [error for cell in book.cells if cell.cell_type == "code" for error in errors(cell)]
    assert found
    assert set(found) == {"NotImplementedError"}


def in_words(key: str, lang: str) -> str:
    language.use(lang)
    return language.t(key)


def said(cell: nbformat.NotebookNode) -> str:
    return "\n".join(output.data.get("text/plain", "") for output in cell.outputs if "data" in output)


def errors(cell: nbformat.NotebookNode) -> list[str]:
    return [output.ename for output in cell.outputs if output.output_type == "error"]
