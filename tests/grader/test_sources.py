"""What else authors get wrong in texts, outline and blueprint: one message with the file, no traceback."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest

from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.build.pipeline import render
from sixfold_grader.errors import SourceError
from sixfold_grader.limits import load_limits
from sixfold_grader.project import Project, find_project

ASSIGNMENT, LESSON = "assignments/toy/assignment.py", "course/lessons/01_toy/01_first.py"
BLUEPRINT, OUTLINE = "assignments/blueprint.toml", "course/outline.toml"
NEW_ITEM = '[forms.toy.items.gmv]\nkind = "function"\ntitle = { en = "a", zh = "b" }\nparts = { a = 1 }\n'
ANSWERS = '# %% [markdown] response="memo"'


def change(project: Project, file: str, old: str, new: str) -> None:
    """Replace a piece of a source wherever it stands."""
    path = project.root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def complaint(project: Project) -> str:
    """Return what a build says is wrong, with paths from the project's folder."""
    with pytest.raises(SourceError) as error:
        list(render(project))
    return str(error.value).replace(f"{project.root}/", "")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (LESSON, 'lang="en"', 'item="roas"', f"{LESSON}:1: unknown option 'item' in a markdown cell"),
        (LESSON, "2 + 2", '2\n# %% [markdown] lang="en"\n# Bye', f"{LESSON}:7: this `en` cell has no `zh`"),
        (ASSIGNMENT, "### END SOLUTION", "", f"{ASSIGNMENT}:7: the answer cell of 'roas' needs"),
        (ASSIGNMENT, '# %% tests="daily"', "# %%",
         f"{ASSIGNMENT}: item 'daily' is in the blueprint but the text has no cell tests="),
        (ASSIGNMENT, ANSWERS, '# %% [markdown] lang="en"\n# a\n# %% [markdown] lang="zh"',
         f"{ASSIGNMENT}: item 'memo' is in the blueprint but the text has no cell response="),
        (BLUEPRINT, "[forms.toy.items.memo]", f"{NEW_ITEM}[forms.toy.items.memo]",
         f"{ASSIGNMENT}: item 'gmv' is in the blueprint but the text has no cell item="),
        (BLUEPRINT, "forms.toy", "forms.other", f"{ASSIGNMENT}: the blueprint has no [forms.toy]"),
        (OUTLINE, "[[module]]", "[[module]", f"{OUTLINE}: not valid TOML"),
        (OUTLINE, "minutes = 5\n", "", f"{OUTLINE}: the key 'minutes' is missing in a module or lesson"),
        (OUTLINE, ', zh = "第一课"', "", f"{OUTLINE}: the key 'zh' is missing in a module or lesson"),
        (OUTLINE, '{ en = "nothing", zh = "无" }', '"nothing"', f"{OUTLINE}: write modules as [[module]]"),
        (OUTLINE, "[[module]]", "[module]", f"{OUTLINE}: write modules as [[module]]"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(
    mini: Project, file: str, old: str, new: str, message: str
) -> None:
    change(mini, file, old, new)
    assert complaint(mini).startswith(message)


@pytest.mark.parametrize("file", [ASSIGNMENT, OUTLINE, BLUEPRINT])
def test_a_missing_file_is_named(mini: Project, file: str) -> None:
    (mini.root / file).unlink()
    named = BLUEPRINT if file == ASSIGNMENT else file
    assert complaint(mini).startswith(f"{named}: ")


@pytest.mark.parametrize("file", [LESSON, OUTLINE, BLUEPRINT])
def test_a_file_that_is_not_utf8_is_named(mini: Project, file: str) -> None:
    path = mini.root / file
    path.write_bytes(path.read_bytes() + "# 直播".encode("gbk"))
    assert complaint(mini).startswith(f"{file}: not ")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[capabilities.toy]", "[abilities.toy]", "capabilities is missing"),
        ("weights = { brand = 1.0 }", "weights = 1.0", "capabilities.toy.weights is 1.0; it must be a table"),
        ("brand = 1.0", 'brand = "all"', "capabilities.toy.weights.brand is 'all'; it must be a number"),
        ("floor = 50", 'floor = "50"', "capabilities.toy.floor is '50'; it must be a number"),
        ("scaled_cut = 60", "scaled_cut = true", "policy.scaled_cut is True; it must be a number"),
        ("\ncut = 6", '\ncut = "six"', "forms.toy.cut is 'six'; it must be a number"),
        ("\ncut = 6", "\ncut = 0", "forms.toy.cut is 0; it must lie between 0 and the form's 12 points"),
        ("parts = { totals = 4 }", "parts = 4", "forms.toy.items.daily.parts is 4; it must be a table"),
        (
            "totals = 4",
            "totals = 1.5",
            "at least 1 whole point, not {'totals': 1.5}",
        ),
        ("totals = 4", "totals = true", "parts must give each part at least 1 whole point"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named_with_its_key(
    mini: Project, old: str, new: str, message: str
) -> None:
    change(mini, BLUEPRINT, old, new)
    with pytest.raises(SourceError) as error:
        load_blueprint(mini.blueprint)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("cell_seconds = true", "limits.cell_seconds is True; it must be a positive number"),
        ('cell_seconds = "2"', "limits.cell_seconds is '2'"),
        ("cell_seconds = ", "not valid TOML"),
        ("processes = 2.5", "limits.processes is 2.5; it must be a whole number"),
    ],
)
def test_a_wrong_limit_is_named(mini: Project, line: str, message: str) -> None:
    change(mini, BLUEPRINT, "cell_seconds = 2", line)
    with pytest.raises(SourceError, match=re.escape(message)):
        load_limits(mini.blueprint)


def test_prose_is_filled_in_and_carries_no_grade_id_in_either_language(mini: Project) -> None:
    for path, raw in render(mini):
        for cell in json.loads(raw)["cells"]:
            assert "{{" not in cell["source"], path
            if cell["cell_type"] == "markdown":
                assert cell["metadata"].get("nbgrader", {}).get("grade_id") in (None, "memo")


@pytest.mark.parametrize(
    ("language", "pieces"),
    [
        ("en", ["First", "5 minutes", "say hello", "Hello.", "2 + 2", "synthetic", "not an official"]),
        ("zh", ["第一课", "5 分钟", "打招呼", "你好。", "2 + 2", "模拟数据", "并非抖音官方认证"]),
    ],
)  # fmt: skip
def test_a_lesson_tells_its_place_and_that_its_data_is_synthetic(
    mini: Project, language: str, pieces: list[str]
) -> None:
    book = json.loads(dict(render(mini))[mini.built_course / language / "01_toy" / "01_first.ipynb"])
    text = "\n".join(cell["source"] for cell in book["cells"])
    assert [piece for piece in pieces if piece not in text] == []
    assert [text.index(piece) for piece in pieces] == sorted(text.index(piece) for piece in pieces)


def test_the_repositorys_own_sources_build_into_valid_notebooks() -> None:
    built = dict(render(find_project(Path(__file__).parent)))
    assert len(built) > 2
    for path, raw in built.items():
        nbformat.validate(nbformat.reads(raw.decode("utf-8"), as_version=4))
        assert not re.search(rb"\{\{\s*\w+\.(points|title)", raw), path
