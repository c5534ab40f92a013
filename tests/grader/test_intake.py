"""Intake keeps text and nothing else; it repairs what it can, names what it cannot, follows nothing."""

from __future__ import annotations

import copy
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sixfold_grader import intake
from sixfold_grader.blueprint import LANGUAGES, Language
from sixfold_grader.build.pipeline import build
from sixfold_grader.errors import IntakeRejected
from sixfold_grader.intake import Answers, read_submission
from sixfold_grader.project import Project
from sixfold_grader.template import Template, load_template, rebuild

Book = dict[str, Any]
FILES = {"en": "toy.ipynb", "zh": "toy.zh.ipynb"}


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[Language, Template]:
    """The toy assignment as a released notebook; that solutions are still in it does not matter here."""
    root = tmp_path_factory.mktemp("intake") / "project"
    shutil.copytree(Path(__file__).parents[1] / "mini", root)
    project = Project(root)
    build(project)
    return {
        language: load_template(project.built_source("toy", language), language) for language in LANGUAGES
    }


@pytest.fixture
def hand_in(tmp_path: Path, templates: dict[Language, Template]) -> Callable[..., Answers]:
    """Write notebooks, each changed by a function, and read them as a submission."""

    def read(change: Callable[[Book], object], **others: Callable[[Book], object]) -> Answers:
        for language, edit in {"en": change, **others}.items():
            book = copy.deepcopy(dict(templates[language].notebook))  # type: ignore[index]
            edit(book)
            (tmp_path / FILES[language]).write_text(json.dumps(book), encoding="utf-8")
        return read_submission(tmp_path, "toy", templates)

    return read


def cell(book: Book, grade_id: str) -> dict[str, Any]:
    (found,) = [c for c in book["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id]
    return found  # type: ignore[no-any-return]


def type_in(**answers: str) -> Callable[[Book], None]:
    """Return a change that types answers; `roas_answer` stands for the cell `roas-answer`."""

    def change(book: Book) -> None:
        for name, text in answers.items():
            cell(book, name.replace("_", "-"))["source"] = text

    return change


def notes(answers: Answers) -> list[tuple[str, dict[str, str]]]:
    return [(note.key, dict(note.facts)) for note in answers.notes]


def number(book: Book, grade_id: str) -> str:
    return str(1 + book["cells"].index(cell(book, grade_id)))


def test_what_was_typed_is_taken_and_what_was_not_is_left_out(
    hand_in: Callable[..., Answers], tmp_path: Path
) -> None:
    answers = hand_in(type_in(roas_answer="def roas(g, s): ...", memo="备忘 😀"))
    assert answers.cells == {"roas-answer": "def roas(g, s): ...", "memo": "备忘 😀"}
    assert (answers.notes, answers.added, answers.language) == ([], {}, "en")
    assert answers.sha256 == hashlib.sha256((tmp_path / "toy.ipynb").read_bytes()).hexdigest()
    assert Answers.from_json({**vars(answers)}) == answers


def test_the_notebook_with_more_answers_is_read_and_the_other_fills_its_gaps(
    hand_in: Callable[..., Answers],
) -> None:
    answers = hand_in(
        type_in(roas_answer="english", daily_answer="only english"),
        zh=type_in(roas_answer="chinese", memo="a", setup_start="import os"),
    )
    assert answers.language == "en"
    assert answers.cells == {"roas-answer": "english", "daily-answer": "only english", "memo": "a"}
    assert notes(answers) == [
        ("two_answers", {"cell": "roas-answer", "file": "toy.ipynb"}),
        ("merged", {"cell": "memo", "file": "toy.zh.ipynb"}),
    ]


def test_chinese_alone_is_read_as_chinese(hand_in: Callable[..., Answers]) -> None:
    answers = hand_in(lambda book: None, zh=type_in(memo="一则备忘"))
    assert (answers.language, answers.file, answers.cells) == ("zh", "toy.zh.ipynb", {"memo": "一则备忘"})


def test_a_broken_second_file_is_told_and_costs_nothing(
    hand_in: Callable[..., Answers], tmp_path: Path, templates: dict[Language, Template]
) -> None:
    hand_in(type_in(memo="a"))
    (tmp_path / "toy.zh.ipynb").write_bytes(b"\xff\xfe")
    answers = read_submission(tmp_path, "toy", templates)
    assert answers.cells == {"memo": "a"}
    assert notes(answers) == [("unreadable", {"file": "toy.zh.ipynb"})]


def test_a_deleted_cell_is_named(hand_in: Callable[..., Answers]) -> None:
    answers = hand_in(lambda book: book["cells"].remove(cell(book, "daily")))
    assert notes(answers) == [("deleted", {"cell": "daily"})]


def test_of_two_copies_the_one_that_was_answered_is_taken(hand_in: Callable[..., Answers]) -> None:
    def copy_and_answer(book: Book) -> None:
        book["cells"].append({**cell(book, "roas-answer"), "source": "late"})

    answers = hand_in(copy_and_answer)
    assert answers.cells == {"roas-answer": "late"}
    assert [key for key, _ in notes(answers)] == ["duplicated"]
    assert notes(answers)[0][1]["cell"] == "roas-answer"


def test_of_two_answers_the_first_is_taken(hand_in: Callable[..., Answers]) -> None:
    def answer_twice(book: Book) -> None:
        original = cell(book, "roas-answer")
        original["source"] = "first"
        book["cells"].append({**original, "source": "second"})

    assert hand_in(answer_twice).cells == {"roas-answer": "first"}


def test_a_changed_locked_cell_is_named_and_restored(
    hand_in: Callable[..., Answers], templates: dict[Language, Template]
) -> None:
    where = number(dict(templates["en"].notebook), "roas")
    answers = hand_in(type_in(roas="print('all tests passed')"))
    assert answers.cells == {}
    assert notes(answers) == [("locked", {"cell": "roas", "number": where})]
    assert "all tests passed" not in json.dumps(rebuild(templates["en"], answers))


def test_another_order_is_told_and_undone(
    hand_in: Callable[..., Answers], templates: dict[Language, Template]
) -> None:
    answers = hand_in(lambda book: book["cells"].reverse())
    assert notes(answers) == [("reordered", {})]
    assert rebuild(templates["en"], answers) == templates["en"].notebook["cells"]


def test_added_code_is_run_where_it_stood(
    hand_in: Callable[..., Answers], templates: dict[Language, Template]
) -> None:
    def add(book: Book) -> None:
        here = book["cells"].index(cell(book, "roas-answer"))
        extra = [{"cell_type": kind, "metadata": {}, "source": s} for kind, s in
                 (("code", "helper = 1"), ("markdown", "# a thought"), ("code", "  "))]  # fmt: skip
        book["cells"][here + 1 : here + 1] = extra
        book["cells"].insert(0, {"cell_type": "code", "metadata": {}, "source": "top = 1"})

    answers = hand_in(add)
    assert answers.added == {"": ["top = 1"], "roas-answer": ["helper = 1"]}
    assert notes(answers) == [("added", {"count": "2"})]
    sources = [c["source"] for c in rebuild(templates["en"], answers)]
    answered = sources.index(templates["en"].sources["roas-answer"])
    assert sources[0] == "top = 1" and sources[answered + 1] == "helper = 1"


def test_every_added_cell_is_kept(hand_in: Callable[..., Answers]) -> None:
    extra = {"cell_type": "code", "metadata": {}, "source": "x = 1"}
    answers = hand_in(lambda book: book["cells"].extend([extra] * 250))
    assert sum(map(len, answers.added.values())) == 250


def test_forged_metadata_outputs_and_ids_do_not_survive(
    hand_in: Callable[..., Answers], templates: dict[Language, Template]
) -> None:
    def forge(book: Book) -> None:
        book["metadata"] = {"kernelspec": {"name": "evil"}}
        for each in book["cells"]:
            each["metadata"].setdefault("nbgrader", {}).update(points=1000, locked=False)
            each["metadata"]["tags"] = ["skip-execution"]
            each["id"] = "same"
            each["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "4.0"}]
        cell(book, "roas-answer")["source"] = "typed"

    answers = hand_in(forge)
    rebuilt = rebuild(templates["en"], answers)
    expected = copy.deepcopy(templates["en"].notebook["cells"])
    cell({"cells": expected}, "roas-answer")["source"] = "typed"
    assert rebuilt == expected


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("x = 1\0", "x = 1"),
        ("x = '\ud800'", "x = ''"),
        ("x" * (intake.MAX_SOURCE + 1), "x" * intake.MAX_SOURCE),
    ],
    ids=["nul", "surrogate", "endless"],
)
def test_what_would_break_a_notebook_is_removed_and_told(
    hand_in: Callable[..., Answers], templates: dict[Language, Template], source: str, kept: str
) -> None:
    answers = hand_in(type_in(roas_answer=source))
    assert answers.cells == {"roas-answer": kept}
    where = number(dict(templates["en"].notebook), "roas-answer")
    assert notes(answers) == [("cleaned", {"number": where})]


def test_lines_in_a_list_and_a_byte_order_mark_are_read(
    hand_in: Callable[..., Answers], tmp_path: Path, templates: dict[Language, Template]
) -> None:
    hand_in(type_in(memo=["a\n", "b", 3]))  # type: ignore[arg-type]
    path = tmp_path / "toy.ipynb"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_submission(tmp_path, "toy", templates).cells == {"memo": "a\nb"}


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "the file is empty"),
        (b" \n ", "the file is empty"),
        (b"\x89PNG", "not UTF-8 at byte 0"),
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"cells": ' + b"9" * 5000 + b"}", "not JSON"),
        (b"[]", "JSON, but not a notebook"),
        (b'{"worksheets": []}', "JSON, but not a notebook"),
        (b'{"cells": {}}', "JSON, but not a notebook"),
        (b'{"cells": [' + b"1," * 2000 + b"1]}", "2001 cells, above the limit of 2000"),
    ],
)
def test_what_is_no_notebook_is_rejected_by_name(
    tmp_path: Path, templates: dict[Language, Template], raw: bytes, message: str
) -> None:
    (tmp_path / "toy.ipynb").write_bytes(raw)
    with pytest.raises(IntakeRejected) as rejected:
        read_submission(tmp_path, "toy", templates)
    assert f"toy.ipynb: {message}" in str(rejected.value)
    assert "toy.zh.ipynb: there is no such file" in str(rejected.value)


def test_links_are_not_followed(tmp_path: Path, templates: dict[Language, Template]) -> None:
    other, own = tmp_path / "other", tmp_path / "own"
    other.mkdir(), own.mkdir()
    (other / "toy.ipynb").write_text(json.dumps(templates["en"].notebook), encoding="utf-8")
    (own / "toy.ipynb").symlink_to(other / "toy.ipynb")
    with pytest.raises(IntakeRejected, match="is a link or cannot be opened"):
        read_submission(own, "toy", templates)
    (tmp_path / "linked").symlink_to(other)
    with pytest.raises(IntakeRejected, match="the submission is not a folder"):
        read_submission(tmp_path / "linked", "toy", templates)


IDS = st.sampled_from(["roas-answer", "daily", "memo", "other"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | IDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
grading = st.fixed_dictionaries({"grade_id": IDS | json_values})
odd_cells = json_values | st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", None]),
        "source": json_values | st.lists(st.text(max_size=4), max_size=3),
        "metadata": json_values | st.fixed_dictionaries({"nbgrader": json_values | grading}),
    },
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(odd_cells, max_size=6))
def test_any_cells_at_all_are_read_into_a_notebook_of_the_released_shape(
    tmp_path: Path, templates: dict[Language, Template], cells: list[Any]
) -> None:
    (tmp_path / "toy.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    answers = read_submission(tmp_path, "toy", templates)
    assert set(answers.cells) <= {"roas-answer", "daily-answer", "memo"}
    rebuilt = rebuild(templates["en"], answers)
    ids = [c["id"] for c in rebuilt]
    released = [c["id"] for c in templates["en"].notebook["cells"]]
    assert len(set(ids)) == len(ids)
    assert [i for i in ids if not i.startswith("added-")] == released
    json.dumps(rebuilt, ensure_ascii=False).encode("utf-8")
