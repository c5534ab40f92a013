"""CONTRIBUTING.md names files, targets and commands that exist."""

import re
from pathlib import Path

import pytest

from sixfold_grader.cli import parser

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
FOLDERS = r"(?:assignments|course|datasets|grader|tests)/"


@pytest.mark.parametrize("pattern", sorted(set(re.findall(rf"`({FOLDERS}[^`<…]*)`", TEXT))))
def test_path_exists(pattern):
    assert list(ROOT.glob(pattern.rstrip("/")))


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z]+)(?=`| {2,}#)", TEXT))))
def test_make_target_exists(target):
    assert re.search(rf"^{target}:.*##", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`sixfold ([a-z][^`]*)`", TEXT))))
def test_command_is_understood(command):
    assert parser().parse_args(command.split()).run


def test_derived_files_come_first():
    first = re.search(r"^## (.+)$", TEXT, re.MULTILINE)
    assert first and first[1] == "Derived files"
