"""The page that a trainee gets back: what it tells, what it keeps to itself, and that it runs nothing."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI

from sixfold_grader import cycle, sanitize
from sixfold_grader.blueprint import Form, load_blueprint
from sixfold_grader.checking import derive_seeds
from sixfold_grader.console import feedback_with_progress
from sixfold_grader.course import Course
from sixfold_grader.errors import CourseError, SourceError
from sixfold_grader.feedback import Mark, page
from sixfold_grader.feedback_pages import write_pages
from sixfold_grader.messages import item_message
from sixfold_grader.models import ItemResult, PartResult, Verdict
from sixfold_grader.scores import import_marks

MINI = Path(__file__).parents[1] / "mini" / "assignments" / "blueprint.toml"
PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 30).decode()
PASSED = PartResult(3, 3, {"en": "GMV divided by spend", "zh": "成交除以消耗"})
SECRET_FACTS = {"got": "GOT-9", "want": "WANT-9", "low": "LOW-9", "high": "HIGH-9", "text": "TEXT-9"}

NBGRADERS = pytest.mark.filterwarnings(  # leaves its database open
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><a href='javascript:alert(1)'>x</a></svg>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>body{display:none}</style>",
    "<base href=//evil.example/><form action=//evil.example><button formaction=x>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src onerror=alert(1)>'>",
    "</pre></div></main><object data=x></object>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt&colon;alert(1) \"t'onmouseover=alert(1)\")",
    "![p](http://evil.example/p.png)",
    "![p](data:image/svg+xml,<svg onload=alert(1)>)",
    "<javascript:alert(1)>",
    "<http://evil.example/>",
    "[a][b]\n\n[b]: javascript:alert(1) '\"><script>'",
    "a|b\n:-|-:\n<img src=x onerror=alert(1)>|`</code><script>`",
    "```html\"><script>alert(1)</script>\n</pre><script>\n```",
    "# <script>\n\n* $<script>$ $$\\href{javascript:alert(1)}{x}$$",
    "\"'><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}",
]  # fmt: skip


@pytest.fixture(scope="module")
def form() -> Form:
    return load_blueprint(MINI).form("toy")


def code(name: str, source: str, *outputs: dict[str, Any]) -> dict[str, Any]:
    metadata = {"nbgrader": {"grade_id": name}} if name else {"sixfold": {"added": ""}}
    return {"cell_type": "code", "metadata": metadata, "source": source, "outputs": list(outputs)}


def prose(source: str, name: str = "") -> dict[str, Any]:
    metadata = {"nbgrader": {"grade_id": name}} if name else {}
    return {"cell_type": "markdown", "metadata": metadata, "source": source}


def verdict(answer: str = "def roas(): pass", memo: str = "A memo.", **changes: Any) -> Verdict:
    """A graded submission: one function half right, one not answered, a memo that waits."""
    zero = PartResult(0, 1, {"en": "None for zero spend", "zh": "消耗为零时返回 None"}, "value", SECRET_FACTS)
    totals = PartResult(0, 4, {"en": "one row a day", "zh": "每天一行"}, "unanswered")
    fields: dict[str, Any] = {
        "isolation": "tier B",
        "sha256": "ab" * 32,
        "items": {
            "roas": ItemResult("partial", {"value": PASSED, "zero": zero}),
            "daily": ItemResult("unanswered", {"totals": totals}),
            "memo": ItemResult("manual"),
        },
        "cells": [
            prose("## Task\n\nBreak-even is $c=1-r_{pre}$; money is $5."),
            code("roas-answer", answer),
            code("roas", "assert roas(4.0, 2.0) == 2.0"),
            code("daily-answer", "def daily(): ..."),
            prose(memo, "memo"),
        ],
    }
    return Verdict("t001", "toy", **{"status": "graded", **fields, **changes})


class Reader(HTMLParser):
    """Notes every element and attribute of a page, and its text."""

    def __init__(self, content: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.text += " "

    def handle_data(self, data: str) -> None:
        self.text += data

    def of(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


_ELEMENTS = """
    html head meta title style body header main footer section h1 h2 h3 h4 h5 h6 small p span div ul ol li
    table thead tbody tr th td a b strong em del code pre blockquote hr br details summary img
    math mrow mi mo mn msub mtext"""
_ATTRIBUTES = """
    lang charset http-equiv content name class id href src alt scope aria-hidden start
    xmlns display stretchy"""
ELEMENTS, ATTRIBUTES = set(_ELEMENTS.split()), set(_ATTRIBUTES.split())


def assert_inert(content: str) -> Reader:
    """No element, attribute or address but those that a page may have."""
    read = Reader(content)
    assert {tag for tag, _ in read.elements} <= ELEMENTS
    assert {name for _, attributes in read.elements for name in attributes} <= ATTRIBUTES
    for _tag, attributes in read.elements:
        assert attributes.get("href", "#").startswith("#")
        assert attributes.get("src", "data:image/png;base64,").startswith("data:image/png;base64,")
    metas = [m for m in read.of("meta") if "http-equiv" in m]
    assert [m["http-equiv"] for m in metas] == ["Content-Security-Policy"]
    assert len(read.of("style")) == 1
    return read


def test_the_page_tells_points_status_and_what_to_mend(form: Form) -> None:
    marks = {"roas": Mark(3.0), "daily": Mark(0.0), "memo": Mark(2.5, True, "Say what it costs.\nAnd when.")}
    read = assert_inert(page(verdict(), form, marks, "practice", "2026-11-23 19:27:01.5 UTC"))
    text = " ".join(read.text.split())
    assert "5.5 of 12 points" in text
    assert "Return on ad spend 3 / 4 ◐partly right None for zero spend (0/1) — a value differs" in text
    assert "Daily totals 0 / 4 ✗not answered A memo 2.5 / 4 ◐scored by a person see the marker's" in text
    assert "Say what it costs. And when." in text
    assert "✓GMV divided by spend (3/3)" in text
    assert "2026-11-24 03:27 (UTC+8)" in text
    anchors = {attributes["href"][1:] for attributes in read.of("a")}
    assert anchors <= {attributes.get("id") for _, attributes in read.elements}
    assert {"item-roas", "item-daily", "item-memo"} <= anchors


def test_what_waits_is_not_in_the_sum(form: Form) -> None:
    text = Reader(page(verdict(), form, {}, "practice")).text
    assert "3 of 12 points" in text
    assert "Still to be decided by a person: 1." in text


def test_the_page_speaks_the_language_of_the_answers(form: Form) -> None:
    read = assert_inert(page(verdict(language="zh"), form, {}, "practice"))
    assert read.of("html") == [{"lang": "zh"}]
    assert "得分 3 / 12" in read.text
    assert "消耗为零时返回 None (0/1) — 数值与参考答案不符" in read.text
    assert not re.search(r"Points|Status|Your answer|None for zero", read.text)


def test_an_exam_tells_points_only(form: Form) -> None:
    for language, told in (("en", "None for zero spend"), ("zh", "消耗为零时返回 None")):
        one = verdict(language=language)
        content = page(one, form, {}, "exam")
        assert "3 / 4" in content
        for part in (told, "GMV divided", "成交除以", "differs", "不符"):
            assert part not in content
        crashed = ItemResult("crashed", one.items["roas"].parts)
        assert (
            item_message(form.items["roas"], crashed, language, "exam")
            == {
                "en": "3/4 · partly right",
                "zh": "3/4 · 部分正确",
            }[language]
        )


def test_expected_and_returned_values_are_kept(form: Form) -> None:
    for key in ("value", "cell", "range", "rows", "raised", "fault"):
        facts = {**SECRET_FACTS, "column": "spend", "error": "KeyError"}
        part = PartResult(0, 1, {"en": "about", "zh": "关于"}, key, facts)
        items = {**verdict().items, "roas": ItemResult("failed", {"zero": part})}
        content = page(verdict(items=items), form, {}, "practice")
        assert not [value for value in SECRET_FACTS.values() if value in content], key


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_of_a_trainees_is_live(form: Form, attack: str) -> None:
    outputs: list[dict[str, Any]] = [
        {"output_type": "stream", "name": "stdout", "text": f"\x1b[31m{attack}\x1b[0m"},
        {"output_type": "error", "ename": attack, "evalue": attack, "traceback": [attack]},
        {"output_type": "error", "ename": attack, "evalue": attack, "traceback": []},
        {"output_type": "display_data", "data": {"text/plain": attack, "text/html": attack}, "metadata": {}},
        {"output_type": "display_data", "data": {"image/png": f'{PIXEL}"{attack}'}, "metadata": {}},
        {"output_type": "display_data", "data": {"image/svg+xml": attack}, "metadata": {}},
    ]
    one = verdict(f"x = 1  # {attack}\n'''{attack}'''", attack, sha256=attack, isolation=attack)
    one.cells.append(code("", attack, *outputs))
    raised = PartResult(0, 1, {"en": "x", "zh": "x"}, "raised", {"error": attack})
    one.items["roas"] = ItemResult("failed", {"zero": raised})
    one.notes.append({"key": "unreadable", "facts": {"file": attack}})
    marks = {"memo": Mark(1.0, True, attack)}
    for submission in (one, verdict(status="rejected", message=attack, cells=[], items={})):
        for language in ("en", "zh"):
            who = Verdict(**{**vars(submission), "candidate": attack, "language": language})
            read = assert_inert(page(who, form, marks, "practice", attack))
            assert "49" not in read.text or "7 * 7" not in attack
    assert assert_inert(page(one, form, marks, "practice")).of("img") == []


def test_the_policy_allows_the_pages_own_style_and_nothing_else(form: Form) -> None:
    content = page(verdict(), form, {}, "practice")
    (meta,) = [m for m in Reader(content).of("meta") if "http-equiv" in m]
    style = re.search(r"<style>(.*?)</style>", content, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style.group(1).encode()).digest()).decode()
    assert meta["content"] == (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert content.index("Content-Security-Policy") < content.index("<style>")
    assert not re.search(r"(?<!w3\.org/1998/Math/)https?://(?!www\.w3\.org)|url\(|@import", content)


def test_pictures_and_long_outputs(form: Form) -> None:
    drawn = {"output_type": "display_data", "data": {"image/png": PIXEL}, "metadata": {}}
    long = {"output_type": "stream", "name": "stdout", "text": "y" * 30_000}
    one = verdict()
    one.cells.append(code("", "plot()", drawn, long))
    read = assert_inert(page(one, form, {}, "practice"))
    assert [image["src"] for image in read.of("img")] == [f"data:image/png;base64,{PIXEL}"]
    assert all(image["alt"] for image in read.of("img"))
    assert "cut here" in read.text and "y" * 20_001 not in read.text


def test_formulas_of_the_author_are_formulas_and_the_trainees_dollars_are_dollars(form: Form) -> None:
    read = assert_inert(page(verdict(memo="It costs $5 and earns $6."), form, {}, "practice"))
    assert len(read.of("math")) == 1
    assert "It costs $5 and earns $6." in read.text and "money is $5." in read.text


def test_a_rejected_submission_is_told_what_to_do_in_both_languages(form: Form) -> None:
    one = Verdict("t9", "toy", "rejected", message="toy.ipynb: the file is empty")
    read = assert_inert(page(one, form, {}, "practice"))
    assert read.text.count("toy.ipynb: the file is empty") == 2
    assert "This is not a zero" in read.text and "这并不是零分" in read.text
    assert [section["lang"] for section in read.of("section")] == ["en", "zh"]


def test_hostile_texts_cost_no_time() -> None:
    texts = ["[" * 20_000, "`a``" * 5_000, "> " * 10_000, "a|" * 10_000, "*" * 20_000, "x" * 200_000]
    begin = time.process_time()
    for text in texts:
        sanitize.written(text)
        sanitize.terminal("\x1b]" + text)
    sanitize.code('f"' + "\\N{" * 60_000)
    assert time.process_time() - begin < 2


def test_a_page_is_quick(form: Form) -> None:
    page(verdict(), form, {}, "practice")
    body = "\n".join(f"    value_{n} = frame['column_{n}'].sum() / {n}.0  # why" for n in range(30))
    ones = [verdict(f"def roas{i}(frame):\n{body}", f"Memo **{i}**.\n\n" * 20) for i in range(20)]
    begin = time.process_time()
    for one in ones:
        page(one, form, {}, "practice")
    assert (time.process_time() - begin) / len(ones) < 0.015


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_written_answer_becomes_inert_in_the_formgrader(attack: str) -> None:
    shown = markdown2html_mistune(sanitize.inert_markdown(f"Dear Ms Lin, {attack}"))
    read = Reader(shown)
    assert {tag for tag, _ in read.elements} <= ELEMENTS - {"img", "style", "meta"} | {"input"}
    for _tag, attributes in read.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "src"]
        assert not re.match(r"\s*(javascript|data|vbscript)", attributes.get("href", "#"), re.IGNORECASE)


def test_the_level_is_validated_and_inherited(tmp_path: Path) -> None:
    text = MINI.read_text(encoding="utf-8")
    path = tmp_path / "blueprint.toml"
    path.write_text(text.replace("scaled_cut = 60", 'scaled_cut = 60\nfeedback = "exam"'), encoding="utf-8")
    assert load_blueprint(path).form("toy").feedback == "exam"
    path.write_text(text.replace("cut = 6\n", 'cut = 6\nfeedback = "all"\n'), encoding="utf-8")
    with pytest.raises(SourceError, match=r"forms\.toy\.feedback is 'all'; use 'practice' or 'exam'"):
        load_blueprint(path)
    assert load_blueprint(MINI).form("toy").feedback == "practice"


@pytest.fixture(scope="module")
def course(graded: Any, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A copy of the graded course with one memo marked by hand, and feedback for everybody."""
    form = load_blueprint(graded.project.blueprint).form("toy")
    root = tmp_path_factory.mktemp("feedback")
    shutil.copytree(graded.course.root, root / "course")
    course = Course(root / "course", exchange_root=graded.course.exchange)
    marks = root / "marks.csv"
    marks.write_text("candidate,item,score,comment\nchinese,memo,3,很好 <b>\n", encoding="utf-8")
    import_marks(course, form, marks)
    feedback_with_progress(course, form)
    return course


@pytest.mark.slow
@NBGRADERS
def test_everybody_fetches_a_page_for_each_notebook(graded: Any, course: Course) -> None:
    for candidate in ("mistake", "chinese", "not_json"):
        folder = cycle.fetch_feedback(course, "toy", candidate, graded.root / "home" / candidate)
        names = {path.name for path in folder.glob("*/*.html")}
        assert names == ({"toy.html"} if candidate == "not_json" else {"toy.html", "toy.zh.html"})
    read = Reader(next(folder.glob("*/toy.html")).read_text(encoding="utf-8"))
    assert "not UTF-8 at byte 0" in read.text


@pytest.mark.slow
@NBGRADERS
def test_marks_and_comments_reach_the_trainee(course: Course) -> None:
    content = (course.feedback("chinese", "toy") / "toy.html").read_text(encoding="utf-8")
    assert "得分 11 / 12" in content and "很好 &lt;b&gt;" in content


@pytest.mark.slow
@NBGRADERS
def test_no_page_holds_a_secret_or_anything_live(graded: Any, course: Course) -> None:
    seeds = derive_seeds(course.exam_seed(), "toy/roas")
    drawn = [repr(v)[:10] for s in seeds for v in np.random.default_rng(s).uniform(1, 9, 2).tolist()]
    checks = (graded.project.assignments / "toy" / "checks.py").read_text(encoding="utf-8")
    lines = [line.strip() for line in checks.splitlines() if len(line.strip()) > 30]
    secrets = [
        *drawn,
        *lines,
        "CANARY-9f3a",
        "secret_solution_line",
        "A model answer",
        course.exam_seed(),
    ]
    pages = sorted(course.root.glob("feedback/*/toy/toy.html"))
    assert {path.parts[-3] for path in pages} == {v.candidate for v in graded.summary.verdicts}
    for path in pages:
        content = path.read_text(encoding="utf-8")
        assert_inert(content)
        assert not [secret for secret in secrets if secret in content], path


@pytest.mark.slow
@NBGRADERS
def test_only_the_chosen_are_released_again(graded: Any, course: Course) -> None:
    form = load_blueprint(graded.project.blueprint).form("toy")
    released = course.exchange / "sixfold" / "feedback"
    before = {path: path.read_bytes() for path in released.iterdir()}
    feedback_with_progress(course, form, ["good", "stub"], "exam")
    changed = [path for path in released.iterdir() if path.read_bytes() != before.get(path)]
    assert len(changed) == 4  # two candidates, two notebooks
    feedback_with_progress(course, form, ["good", "stub"], "practice", release=False)
    assert "GMV divided by spend" in (course.feedback("good", "toy") / "toy.html").read_text("utf-8")
    assert not [path for path in changed if "GMV divided by" in path.read_text("utf-8")]


@pytest.mark.slow
@NBGRADERS
def test_a_broken_side_file_stops_nobody(graded: Any, course: Course, capsys: Any) -> None:
    form = load_blueprint(graded.project.blueprint).form("toy")
    folder = course.autograded("nul", "toy")
    secret, stamp = (folder / "submission_secret.txt"), (folder / "timestamp.txt")
    kept = secret.read_bytes(), stamp.read_bytes()
    secret.write_bytes(b"\xff\xfe")
    stamp.unlink()
    stamp.symlink_to("/etc/hostname")
    try:
        written, unreachable = write_pages(course, form, ["good", "nul"], "practice")
        cycle.release_feedback(course, "toy", written)
    finally:
        stamp.unlink()
        secret.write_bytes(kept[0])
        stamp.write_bytes(kept[1])
    assert (written, unreachable) == (["good", "nul"], ["nul"])
    assert (course.feedback("nul", "toy") / "timestamp.txt").read_text() == ""


@pytest.mark.slow
@NBGRADERS
def test_without_a_verdict_there_is_a_clear_error(graded: Any, course: Course) -> None:
    form = load_blueprint(graded.project.blueprint).form("toy")
    with pytest.raises(CourseError, match="run `sixfold grade toy` first"):
        write_pages(course, form, ["nobody"], "practice")


@pytest.mark.slow
@NBGRADERS
def test_the_gradebook_keeps_to_the_level(graded: Any) -> None:
    with Gradebook(graded.course.db_url, "sixfold") as gradebook:
        (notebook,) = gradebook.find_submission("toy", "mistake").notebooks
        comments = {comment.name: comment.auto_comment for comment in notebook.comments}
    assert "✗ None for zero spend (0/1)" in comments["roas-answer"]


@pytest.mark.slow
@NBGRADERS
def test_an_ordinary_assignment_keeps_nbgraders_pages(mini: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("SIXFOLD_PROJECT", str(mini.root))
    mini.root.parent.chmod(0o711)
    course = Course(mini.out / "course")
    api = NbGraderAPI(config=cycle.nbgrader_config(course))
    cells = [
        ("double", {"solution": True}, "### BEGIN SOLUTION\ndef double(x): return 2 * x\n### END SOLUTION"),
        (
            "tests",
            {"grade": True, "locked": True, "points": 1},
            "assert double(1) == 2\n### BEGIN HIDDEN TESTS\nassert double(7) == 14\n### END HIDDEN TESTS",
        ),
    ]
    flags = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    book = nbformat.v4.new_notebook()
    for name, grading, source in cells:
        metadata = {"nbgrader": {"grade_id": name, **flags, **grading}}
        book.cells.append(nbformat.v4.new_code_cell(source, id=name, metadata=metadata))
    for folder in ("source", "submitted/t001"):
        path = course.root / folder / "plain" / "plain.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(book, path)
    assert api.generate_assignment("plain")["success"]

    def sixfold(*command: str) -> subprocess.CompletedProcess[str]:
        """Run a command on its own: nbgrader's warnings are no errors there."""
        line = [sys.executable, "-m", "sixfold_grader.cli", *command, "--course", str(course.root)]
        return subprocess.run(line, capture_output=True, text=True, check=False)

    graded = sixfold("grade", "plain")
    assert graded.returncode == 0, graded.stderr
    assert "nbgrader's own feedback pages are written" in sixfold("feedback", "plain", "--no-release").stdout
    content = (course.feedback("t001", "plain") / "plain.html").read_text(encoding="utf-8")
    assert "double(7)" not in content and "1/1" in content
    refused = sixfold("feedback", "plain", "--level", "exam")
    assert refused.returncode == 1 and "--level is not for those" in refused.stderr
