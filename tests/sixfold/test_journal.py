import json
from pathlib import Path

import pytest

import sixfold as sf


def answer(value: object) -> None:
    sf.check_value("q1", value, expect=2)


def test_progress_counts_attempts_and_keeps_a_pass():
    for value in (None, 1, 2, 3):
        answer(value)
    assert sf.progress().to_dict("records") == [
        {"lesson": "lesson", "self-check": "q1", "passed": "✓", "attempts": 3}
    ]


def test_progress_is_kept_by_lesson_and_read_in_chinese():
    answer(1)
    sf.start("zh", lesson="02")
    answer(2)
    table = sf.progress()
    assert list(table["课程"]) == ["02", "lesson"]
    assert list(table["通过"]) == ["✓", "…"]


def test_a_damaged_file_starts_afresh(tmp_path: Path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "progress.json").write_text("[", encoding="utf-8")
    answer(2)
    assert len(sf.progress()) == 1
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["progress.json"]


def test_a_place_that_cannot_be_written_harms_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("SIXFOLD_HOME", str(tmp_path / "file"))
    answer(2)
    assert len(sf.progress()) == 0


def test_a_guess_is_recorded_and_acknowledged(tmp_path: Path):
    box = sf.predict("Stop plan <7>?", ["stop", "wait"])
    assert box.guess is None
    question, choices, status = box.children
    assert "&lt;7&gt;" in question.value
    choices.value = "wait"
    assert box.guess == "wait"
    assert "Noted: wait" in status.value
    book = json.loads((tmp_path / "home" / "progress.json").read_text(encoding="utf-8"))
    assert book["guesses"] == {"lesson": {"Stop plan <7>?": "wait"}}
