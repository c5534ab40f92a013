"""Sources become notebooks, the same bytes each time; a mistake in one is named with file and line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.build.pipeline import build, render, stale
from sixfold_grader.errors import SourceError
from sixfold_grader.project import Project

ASSIGNMENT = "assignments/toy/assignment.py"
BLUEPRINT = "assignments/blueprint.toml"
LESSON = "course/lessons/01_toy/01_first.py"
OUTLINE = "course/outline.toml"


def change(project: Project, file: str, old: str, new: str) -> None:
    """Replace one piece of a source."""
    path = project.root / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def line_of(project: Project, file: str, text: str) -> int:
    """Return the 1-based line that holds a text."""
    lines = (project.root / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def complaint(project: Project) -> str:
    """Build, and return what is wrong, with paths from the project's folder."""
    with pytest.raises(SourceError) as error:
        list(render(project))
    return str(error.value).replace(f"{project.root}/", "")


ITEM = '# %% item="roas"'
TESTS = '# %% tests="daily"'
EN, ZH = '# %% [markdown] lang="en"', '# %% [markdown] lang="zh"'

# (what the author wrote instead, text of the line that is to be named, message)
MISTAKES: dict[str, tuple[str, str, str, str, str]] = {
    "unknown option": (
        ASSIGNMENT, ITEM, '# %% itme="roas"', '# %% itme="roas"',
        "unknown option 'itme' in a code cell; there are: item, tests"),
    "unknown option of prose": (
        LESSON, EN, '# %% [markdown] item="roas"', '# %% [markdown] item="roas"',
        "unknown option 'item' in a markdown cell; there are: lang, response"),
    "unreadable option": (
        ASSIGNMENT, ITEM, "# %% item=roas", "# %% item=roas",
        """cannot read 'item=roas' in the cell header; write options as name="value\""""),
    "unknown language": (
        ASSIGNMENT, ZH, '# %% [markdown] lang="cn"', 'lang="cn"', "lang is 'cn'; use en or zh"),
    "item twice": (
        ASSIGNMENT, TESTS, f"{ITEM}\n### BEGIN SOLUTION\n### END SOLUTION\n# %%\n{TESTS}", "",
        "duplicate item id 'roas': item is already at line 7"),
    "english without chinese": (
        ASSIGNMENT, ZH, "# %%", EN, "this `en` cell has no `zh` cell after it"),
    "chinese alone": (
        LESSON, EN, f"{ZH}\n# 你好。\n{EN}", ZH, "this `zh` cell has no `en` cell before it"),
    "english at the end": (
        LESSON, "2 + 2", f"2 + 2\n{EN} \n# Bye.", f"{EN} ", "this `en` cell has no `zh` cell after it"),
    "prose without a language": (
        LESSON, "# %%\n", "# %% [markdown]\n# Bye.\n# %%\n", "# %% [markdown]\n",
        'a markdown cell needs lang="en", lang="zh" or response="…"'),
    "text before the first cell": (LESSON, EN, f"import os\n{EN}", "import os",
        "text before the first `# %%` cell header"),
    "an item that the blueprint lacks": (
        ASSIGNMENT, ITEM, '# %% item="gmv"', '# %% item="gmv"',
        "item 'gmv' is not in the blueprint ([forms.toy.items.gmv])"),
    "solution without its end": (
        ASSIGNMENT, "    ### END SOLUTION\n", "", ITEM,
        "the answer cell of 'roas' needs ### BEGIN SOLUTION and ### END SOLUTION"),
    "solution without its beginning": (
        ASSIGNMENT, "    ### BEGIN SOLUTION\n", "", ITEM,
        "the answer cell of 'roas' needs ### BEGIN SOLUTION and ### END SOLUTION"),
    "placeholder of an unknown item": (
        ASSIGNMENT, "{{roas.points}} points", "{{gmv.points}} points", EN,
        "{{gmv.points}}: the blueprint has no item 'gmv'"),
    "graded cell in a lesson": (
        LESSON, "# %%\n", f"{ITEM}\n", ITEM,
        "a lesson cannot have graded cells (item); use sixfold's self-checks"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_text_is_named_with_its_line(mini: Project, mistake: str) -> None:
    file, old, new, place, message = MISTAKES[mistake]
    change(mini, file, old, new)
    line = line_of(mini, file, place) if place else _last_line_of(mini, file, ITEM)
    assert complaint(mini).startswith(f"{file}:{line}: {message}")


def _last_line_of(project: Project, file: str, text: str) -> int:
    lines = (project.root / file).read_text(encoding="utf-8").splitlines()
    return max(number for number, line in enumerate(lines, start=1) if text in line)


MISTAKES_OF_FILES: dict[str, tuple[str, str, str, str, str]] = {
    "an item without cells": (
        BLUEPRINT, "[forms.toy.items.memo]",
        '[forms.toy.items.gmv]\nkind = "function"\ntitle = { en = "a", zh = "b" }\nparts = { a = 1 }\n'
        "[forms.toy.items.memo]",
        ASSIGNMENT, """item 'gmv' is in the blueprint but the text has no cell item="gmv\""""),
    "an item without tests": (
        ASSIGNMENT, TESTS, "# %%", ASSIGNMENT,
        """item 'daily' is in the blueprint but the text has no cell tests="daily\""""),
    "a response without its cell": (
        ASSIGNMENT, '# %% [markdown] response="memo"\n# A model answer that no trainee may see.', "# %%",
        ASSIGNMENT, """item 'memo' is in the blueprint but the text has no cell response="memo\""""),
    "an assignment without a form": (
        BLUEPRINT, "forms.toy", "forms.other", ASSIGNMENT, "the blueprint has no [forms.toy]"),
    "a listed lesson without file": (
        OUTLINE, '"01_first"', '"02_second"', OUTLINE, "lesson 01_toy/02_second.py is listed but"),
    "an outline that is no TOML": (OUTLINE, "[[module]]", "[[module]", OUTLINE, "not valid TOML"),
    "an outline without minutes": (
        OUTLINE, "minutes = 5\n", "", OUTLINE, "the key 'minutes' is missing in a module or lesson"),
    "an outline title without chinese": (
        OUTLINE, 'title = { en = "First", zh = "第一课" }', 'title = { en = "First" }', OUTLINE,
        "the key 'zh' is missing in a module or lesson"),
    "an outline without modules": (OUTLINE, "[[module]]", "[module]", OUTLINE, "write modules as [[module]]"),
    "an outline text that is one text": (
        OUTLINE, 'needs = { en = "nothing", zh = "无" }', 'needs = "nothing"', OUTLINE, "write modules as"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES_OF_FILES)
def test_what_does_not_fit_together_is_named_with_its_file(mini: Project, mistake: str) -> None:
    file, old, new, named, message = MISTAKES_OF_FILES[mistake]
    change(mini, file, old, new)
    if mistake == "an assignment without a form":  # every header of the form, or it is a broken blueprint
        path = mini.root / file
        path.write_text(
            path.read_text(encoding="utf-8").replace("forms.toy", "forms.other"), encoding="utf-8"
        )
    assert complaint(mini).startswith(f"{named}: {message}")


def test_a_lesson_that_the_outline_does_not_list_is_named(mini: Project) -> None:
    (mini.lessons / "01_toy" / "02_extra.py").write_text("# %%\n1\n", encoding="utf-8")
    assert complaint(mini).startswith("course/lessons/01_toy/02_extra.py: not listed in outline.toml")


def test_a_form_without_an_assignment_is_named(mini: Project) -> None:
    (mini.assignments / "toy" / "assignment.py").unlink()
    assert complaint(mini).startswith(f"{BLUEPRINT}: [forms.toy] has no assignments/toy/assignment.py")


def test_a_text_that_is_not_utf8_is_named(mini: Project) -> None:
    (mini.root / LESSON).write_bytes("# %%\n# 直播".encode("gbk"))
    assert complaint(mini).startswith(f"{LESSON}: not UTF-8 at byte 9")


def books(project: Project) -> dict[str, dict[str, Any]]:
    """Build, and return every notebook by its path below `out/build`."""
    return {path.relative_to(project.built).as_posix(): json.loads(raw) for path, raw in render(project)}


def test_every_source_becomes_one_valid_notebook_a_language(mini: Project) -> None:
    built = books(mini)
    assert set(built) == {
        *(f"course/{language}/01_toy/01_first.ipynb" for language in ("en", "zh")),
        *(f"source/{language}/toy/toy.ipynb" for language in ("en", "zh")),
    }
    for book in built.values():
        nbformat.validate(nbformat.from_dict(book))
        ids = [cell["id"] for cell in book["cells"]]
        assert len(ids) == len(set(ids))


def test_building_twice_writes_the_same_bytes_and_only_what_changed(mini: Project) -> None:
    first = dict(render(mini))
    assert dict(render(mini)) == first
    assert build(mini) == (4, 4)
    assert build(mini) == (4, 0)
    assert {path: path.read_bytes() for path in first} == first
    change(mini, LESSON, "# 你好。", "# 您好。")
    assert build(mini) == (4, 1)


def test_stale_names_what_an_edit_touches_and_what_has_no_source(mini: Project) -> None:
    assert stale(mini) == sorted(path for path, _ in render(mini))
    build(mini)
    assert stale(mini) == []
    change(mini, LESSON, "# 你好。", "# 您好。")
    stray = mini.built_course / "en" / "01_toy" / "00_removed.ipynb"
    stray.write_text("{}", encoding="utf-8")
    assert stale(mini) == [stray, mini.built_course / "zh" / "01_toy" / "01_first.ipynb"]
    build(mini)
    assert not stray.exists() and stale(mini) == []


def graded(book: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell["metadata"]["nbgrader"] for cell in book["cells"] if "nbgrader" in cell["metadata"]]


def test_both_languages_have_the_same_graded_cells(mini: Project) -> None:
    built = books(mini)
    english, chinese = (graded(built[f"source/{language}/toy/toy.ipynb"]) for language in ("en", "zh"))
    assert english == chinese
    points = {cell["grade_id"]: cell["points"] for cell in english if cell["grade"]}
    assert points == {"roas": 4, "daily": 4, "memo": 4}
    answers = {cell["grade_id"] for cell in english if cell["solution"]}
    assert answers == {"roas-answer", "daily-answer", "memo"}
    assert all(cell["locked"] for cell in english if not cell["solution"])


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        (
            "en",
            ["# Toy assignment", "Write two functions. The first gives 4 points.", "### A memo (4 points)"],
        ),
        ("zh", ["# 示例作业", "请编写两个函数。第一个 4 分。", "### 一则备忘（4 分）"]),
    ],
)
def test_prose_is_in_one_language_with_the_blueprints_points(
    mini: Project, language: str, texts: list[str]
) -> None:
    book = books(mini)[f"source/{language}/toy/toy.ipynb"]
    prose = [c for c in book["cells"] if c["cell_type"] == "markdown" and "nbgrader" not in c["metadata"]]
    assert [cell["source"] for cell in prose] == texts


def test_prose_has_no_grade_id_and_nothing_is_left_to_fill_in(mini: Project) -> None:
    for name, book in books(mini).items():
        for cell in book["cells"]:
            if (
                cell["cell_type"] == "markdown"
                and cell["metadata"].get("nbgrader", {}).get("grade_id") != "memo"
            ):
                assert "nbgrader" not in cell["metadata"]
            assert "{{" not in cell["source"], name


def test_a_change_of_points_reaches_the_prose_and_the_cell(mini: Project) -> None:
    change(mini, BLUEPRINT, "parts = { value = 3, zero = 1 }", "parts = { value = 6, zero = 1 }")
    book = books(mini)["source/en/toy/toy.ipynb"]
    assert any("gives 7 points" in cell["source"] for cell in book["cells"])
    assert load_blueprint(mini.blueprint).form("toy").points == 15


def test_a_lesson_opens_with_its_place_in_the_course_and_says_that_data_is_synthetic(mini: Project) -> None:
    built = books(mini)
    for language, pieces in {
        "en": ["First", "5 minutes", "say hello", "Hello.", "2 + 2", "All data is synthetic"],
        "zh": ["第一课", "5 分钟", "打招呼", "你好。", "2 + 2", "模拟数据"],
    }.items():
        text = "\n".join(
            cell["source"] for cell in built[f"course/{language}/01_toy/01_first.ipynb"]["cells"]
        )
        assert [text.find(piece) for piece in pieces] == sorted(text.find(piece) for piece in pieces)
        assert all(piece in text for piece in pieces)
        assert f'sf.start("{language}", lesson="01_toy/01_first")' in text


def test_the_answer_of_a_self_check_is_folded(mini: Project) -> None:
    change(mini, LESSON, "2 + 2", "sf.check_number('q', answer=4)")
    cells = books(mini)["course/en/01_toy/01_first.ipynb"]["cells"]
    (check,) = [cell for cell in cells if cell["source"].startswith("sf.check_number")]
    assert check["metadata"] == {"jupyter": {"source_hidden": True}}


REPOSITORY = Project(Path(__file__).parents[2])


def test_the_repositorys_own_sources_build(tmp_path: Path) -> None:
    for path, raw in render(REPOSITORY):
        text = raw.decode("utf-8")
        nbformat.validate(nbformat.reads(text, as_version=4))
        assert not re.search(r"\{\{\s*\w+\.(points|title)", text), path
