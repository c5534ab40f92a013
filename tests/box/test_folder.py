import os

import pytest

from sixfold_grader.box.folder import clear, usage


@pytest.fixture
def deep(tmp_path):
    """A tree whose paths are longer than any system call takes, with a closed folder at its end."""
    folder = tmp_path / "work"
    folder.mkdir()
    here = os.open(folder, os.O_RDONLY)
    for _ in range(40):
        os.mkdir("d" * 200, dir_fd=here)
        inner = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.mkdir("closed", 0, dir_fd=here)
    os.close(here)
    return folder


def test_a_deep_tree_is_removed(deep):
    clear(deep)
    assert list(deep.iterdir()) == []


def test_what_a_link_points_to_stays(tmp_path):
    work, outside = tmp_path / "work", tmp_path / "outside"
    for folder in (work / "inner", outside):
        folder.mkdir(parents=True)
    (outside / "kept").write_text("kept")
    (work / "inner" / "link").symlink_to(outside)
    (work / "link").symlink_to(outside / "kept")
    clear(work)
    assert list(work.iterdir()) == []
    assert (outside / "kept").read_text() == "kept"


def test_everything_below_is_counted(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "file").write_bytes(bytes(10_000))
    size, count = usage(tmp_path, 100)
    assert size >= 10_000 and count == 3


def test_nothing_hides_from_the_count(tmp_path, deep):
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / "file").write_bytes(bytes(50_000))
    closed.chmod(0o300)
    assert usage(tmp_path / "closed", 100)[0] >= 50_000
    assert usage(deep, 1000)[1] == 1000


def test_counting_ends_where_it_is_too_much(tmp_path):
    for number in range(30):
        (tmp_path / f"d{number}" / "inner").mkdir(parents=True)
    assert usage(tmp_path, 30)[1] >= 30
    assert usage(tmp_path / "gone", 30) == (0, 0)
