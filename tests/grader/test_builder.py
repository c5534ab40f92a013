"""The builder: errors name file and line, two builds are identical, both languages carry the same items."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

from sixfold_grader.build.pipeline import build, stale, wrong_words
from sixfold_grader.errors import SourceError
from sixfold_grader.project import Project


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def cells(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return found


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('tests="roas"', 'points="4"', 14, "unknown option 'points' in a code cell"),
        ('item="daily"', 'item="roas"', 16, "duplicate item id 'roas': item is already at line 7"),
        ('item="daily"', 'item="dayly"', 16, "item 'dayly' is not in the blueprint"),
        ('# %% [markdown] lang="zh"\n# 请', '# %%\n# 请', 1, "this `en` cell has no `zh` cell after it"),
        ('# %% [markdown] lang="en"\n# Write', '# %%\n# Write', 3, "this `zh` cell has no `en` cell"),
        ('lang="zh"', 'lang="fr"', 3, "lang is 'fr'; use en or zh"),
        ("### BEGIN SOLUTION", "", 7, "the answer cell of 'roas' needs ### BEGIN SOLUTION"),
        ("{{roas.points}}", "{{rows.points}}", 1, "the blueprint has no item 'rows'"),
        ('lang="en"', "en", 1, "cannot read 'en' in the cell header"),
        ("# %% [markdown]", "x = 1\n# %% [markdown]", 1, "text before the first"),
        ('[markdown] response="memo"', "[markdown]", 28, "a markdown cell needs"),
    ],
)  # fmt: skip
def test_an_error_names_file_and_line(mini: Project, old: str, new: str, line: int, message: str) -> None:
    source = mini.assignments / "toy" / "assignment.py"
    edit(source, old, new)
    with pytest.raises(SourceError) as error:
        build(mini)
    assert str(error.value).startswith(f"{source}:{line}: ")
    assert message in str(error.value)


def test_an_item_of_the_blueprint_that_the_text_lacks_is_named(mini: Project) -> None:
    table = 'kind = "function"\ntitle = { en = "Extra", zh = "附加" }\nparts = { a = 1 }\n'
    extra = f"\n[forms.toy.items.extra]\n{table}"
    with mini.blueprint.open("a", encoding="utf-8") as stream:
        stream.write(extra)
    with pytest.raises(SourceError, match="item 'extra' is in the blueprint but the text has no cell"):
        build(mini)


def test_lessons_and_outline_must_agree(mini: Project) -> None:
    lesson = mini.lessons / "01_toy" / "01_first.py"
    lesson.rename(lesson.with_name("02_second.py"))
    with pytest.raises(SourceError, match=r"lesson 01_toy/01_first\.py is listed but there is no such file"):
        build(mini)
    (mini.lessons / "01_toy" / "01_first.py").write_text("# %%\n1\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"02_second\.py: not listed in outline\.toml"):
        build(mini)


def test_a_lesson_cannot_hold_graded_cells(mini: Project) -> None:
    edit(mini.lessons / "01_toy" / "01_first.py", "# %%\n2", '# %% item="roas"\n2')
    with pytest.raises(SourceError, match="a lesson cannot have graded cells"):
        build(mini)


def test_building_twice_gives_the_same_bytes_and_check_says_what_is_stale(mini: Project) -> None:
    assert build(mini) == (8, 8)
    before = {path: path.read_bytes() for path in mini.built.rglob("*.ipynb")}
    assert build(mini) == (8, 0)
    assert {path: path.read_bytes() for path in mini.built.rglob("*.ipynb")} == before
    assert stale(mini) == []
    edit(mini.lessons / "01_toy" / "01_first.py", "2 + 2", "2 + 3")
    assert [path.name for path in stale(mini)] == ["01_first.ipynb", "01_first.ipynb"]


def test_a_notebook_without_a_source_is_stale_and_removed(mini: Project) -> None:
    build(mini)
    stray = mini.built_course / "en" / "01_toy" / "09_gone.ipynb"
    stray.write_text("{}")
    assert stale(mini) == [stray]
    build(mini)
    assert not stray.exists()


def test_built_notebooks_are_valid(mini: Project) -> None:
    build(mini)
    for path in mini.built.rglob("*.ipynb"):
        nbformat.validate(nbformat.read(path, as_version=4))


def test_both_languages_carry_the_same_items_and_points(mini: Project) -> None:
    build(mini)
    books = [cells(mini.built_source("toy", language)) for language in ("en", "zh")]
    graded = [
        [cell["metadata"]["nbgrader"] for cell in book if "nbgrader" in cell["metadata"]] for book in books
    ]
    assert graded[0] == graded[1]
    assert {entry["grade_id"]: entry["points"] for entry in graded[0] if entry["grade"]} == {
        "roas": 4,
        "daily": 4,
        "memo": 4,
    }


def test_points_come_from_the_blueprint_into_the_prose(mini: Project) -> None:
    edit(mini.blueprint, "value = 3", "value = 5")
    build(mini)
    prose = [
        cell["source"] for cell in cells(mini.built_source("toy", "zh")) if cell["cell_type"] == "markdown"
    ]
    assert any("第一个 6 分" in text for text in prose)
    assert any("一则备忘（4 分）" in text for text in prose)


def test_prose_carries_no_grade_id(mini: Project) -> None:
    build(mini)
    for cell in cells(mini.built_source("toy", "en")):
        if cell["cell_type"] == "markdown" and "nbgrader" in cell["metadata"]:
            assert cell["metadata"]["nbgrader"]["grade_id"] == "memo"


def test_self_checks_are_folded(mini: Project) -> None:
    edit(
        mini.lessons / "01_toy" / "01_first.py", "2 + 2", 'sf.check_choice("q", None, right="a", because="b")'
    )
    build(mini)
    folded = [
        c["metadata"]
        for c in cells(mini.built_course / "en" / "01_toy" / "01_first.ipynb")
        if "check_" in c["source"]
    ]
    assert folded == [{"jupyter": {"source_hidden": True}}]


TERM = """
[ctr]
en = "CTR"
zh = "点击率"
formula = "clicks / impressions"
unit = "1"
meaning = { en = "clicks an impression", zh = "点击占比" }
trap = { en = "never average it | over rows", zh = "不要逐行平均" }
"""


def test_the_glossary_is_a_page_and_lessons_link_to_it(mini: Project) -> None:
    mini.glossary.write_text(TERM, encoding="utf-8")
    edit(
        mini.lessons / "01_toy" / "01_first.py",
        "# %%\n2",
        '# %% [markdown] lang="en"\n# CTR\n# %% [markdown] lang="zh"\n# 点击率\n# %%\n2',
    )
    build(mini)
    (table,) = cells(mini.built_course / "zh" / "glossary.ipynb")
    assert '<a id="ctr"></a>**点击率** CTR | 点击占比 | `clicks / impressions` | 1 |' in table["source"]
    closing = cells(mini.built_course / "en" / "01_toy" / "01_first.ipynb")[-1]["source"]
    assert "[CTR](../glossary.ipynb#ctr)" in closing
    (table,) = cells(mini.built_course / "en" / "glossary.ipynb")
    assert r"never average it \| over rows" in table["source"]


def test_terms_without_an_entry_and_dead_links_are_found(mini: Project) -> None:
    mini.glossary.write_text(TERM, encoding="utf-8")
    links = "[here](../glossary.ipynb#gpm), [next](02_gone.ipynb)"
    prose = f"CTR, CTRs, GPM and view rate (曝光进入率), {links}, `SQL`"
    edit(
        mini.lessons / "01_toy" / "01_first.py",
        "# %%\n2",
        f'# %% [markdown] lang="en"\n# {prose}\n# %% [markdown] lang="zh"\n# 点击率\n# %%\n2',
    )
    found = [str(error) for error in wrong_words(mini)]
    assert len(found) == 4
    for word in (
        "'GPM'",
        "'曝光进入率'",
        "../glossary.ipynb#gpm leads nowhere",
        "02_gone.ipynb leads nowhere",
    ):
        assert any(word in message for message in found)


def test_a_glossary_entry_without_chinese_is_an_error(mini: Project) -> None:
    mini.glossary.write_text(TERM.replace('zh = "点击率"\n', ""), encoding="utf-8")
    with pytest.raises(SourceError, match=r"\[ctr\] needs en, zh"):
        build(mini)


@pytest.mark.parametrize(("language", "title"), [("en", "# Start"), ("zh", "# 开始")])
def test_the_start_page_holds_the_map(mini: Project, language: str, title: str) -> None:
    build(mini)
    first, start, drawn = cells(mini.built_course / language / "00_start" / "start.ipynb")
    assert first["source"] == title
    assert f'sf.start("{language}"' in start["source"]
    assert "'path': '01_toy/01_first'" in drawn["source"]
    assert drawn["metadata"]["jupyter"]["source_hidden"]


def test_a_module_cannot_need_what_none_teaches(mini: Project) -> None:
    edit(mini.outline, 'capability = "toy"', 'capability = "toy"\nneeds = ["magic"]')
    with pytest.raises(SourceError, match=r"01_toy needs \['magic'\], which no module teaches"):
        build(mini)
