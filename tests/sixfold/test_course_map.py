"""The map of the course shows what a trainee has passed and what comes next."""

import pytest

import sixfold as sf
from sixfold.course_map import ModuleEntry


def module(*lessons: tuple[str, int]) -> ModuleEntry:
    entries = [
        {"path": path, "title": f"<{path}>", "minutes": 20, "checks": checks} for path, checks in lessons
    ]
    return {"title": "Ads & co", "needs": ["Base"], "lessons": entries, "assignment": "Exam · 100 points"}


def passes(lesson: str, *names: str) -> None:
    sf.start("en", lesson=lesson)
    for name in names:
        sf.check_value(name, 2, expect=2)


def test_an_untouched_course_begins_with_its_first_lesson():
    drawn = sf.course_map([module(("a/1", 2), ("a/2", 1))])
    assert drawn.next_lesson["path"] == "a/1"
    assert "0 of 3 self-checks passed" in repr(drawn)
    assert "Ads & co · 40 min · 0/3 self-checks" in repr(drawn)


def test_a_lesson_is_done_when_all_its_checks_are_passed():
    passes("a/1", "q1", "q2")
    passes("a/2", "q1")
    drawn = sf.course_map([module(("a/1", 2), ("a/2", 3))])
    assert drawn.next_lesson["path"] == "a/2"
    assert "✓ <a/1>" in repr(drawn) and "· <a/2>" in repr(drawn)


def test_passing_in_both_languages_counts_once():
    passes("a/1", "q1", "问题 1")
    assert "1 of 1 self-checks passed" in repr(sf.course_map([module(("a/1", 1))]))
    assert sf.course_map([module(("a/1", 1))]).next_lesson is None


@pytest.mark.parametrize(("language", "words"), [("en", "Next: "), ("zh", "下一课：")])
def test_the_page_links_lessons_and_escapes_what_it_shows(language: str, words: str):
    sf.start(language)
    page = sf.course_map([module(("a/1", 2))])._repr_html_()
    assert '<a href="../a/1.ipynb">&lt;a/1&gt;</a>' in page
    assert "Ads &amp; co" in page and words in page
    assert '<progress max="2" value="0"' in page
