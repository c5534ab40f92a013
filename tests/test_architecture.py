"""What may import what, and that every English cell has its Chinese one."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sixfold_grader.build.percent import SAMPLE_OPTIONS, read_cells

ROOT = Path(__file__).parent.parent
STANDARD = sys.stdlib_module_names
LEARNING = {"numpy", "pandas", "altair", "ipywidgets", "scipy", "IPython", "vl_convert", "sixfold"}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def outside(path: Path, allowed: set[str]) -> list[str]:
    """Return imports that are neither standard nor below an allowed name."""
    names = [name for name in imported(path) if name.split(".")[0] not in STANDARD]
    return [n for n in names if not any(n == a or n.startswith(f"{a}.") for a in allowed)]


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [
        ("course/sixfold/**/*.py", LEARNING),
        ("course/lessons/**/*.py", LEARNING),
        ("assignments/*/assignment.py", {"numpy", "pandas", "scipy", "sixfold"}),
        (
            "assignments/*/checks.py",
            {"numpy", "pandas", "scipy", "sixfold_market", "sixfold_grader.checking"},
        ),
        ("datasets/sixfold_market/**/*.py", {"numpy", "pandas", "sixfold_market"}),
    ],
)
def test_each_room_imports_only_what_it_may(pattern: str, allowed: set[str]) -> None:
    files = list(ROOT.glob(pattern))
    assert files
    wrong = {str(path.relative_to(ROOT)): names for path in files if (names := outside(path, allowed))}
    assert not wrong


@pytest.mark.parametrize("module", ["box", "checker"])
def test_neither_side_of_the_boundary_touches_the_gradebook(module: str) -> None:
    for path in (ROOT / "grader/sixfold_grader" / module).rglob("*.py"):
        names = set(imported(path))
        for forbidden in (
            "nbgrader",
            "sqlalchemy",
            "sixfold_grader.record",
            "sixfold_grader.course",
            "sixfold_grader.scores",
        ):
            assert not any(name == forbidden or name.startswith(f"{forbidden}.") for name in names), (
                path,
                forbidden,
            )


def test_the_box_holds_no_checks_and_no_market() -> None:
    for path in (ROOT / "grader/sixfold_grader/box").rglob("*.py"):
        ours = {name for name in imported(path) if name.startswith("sixfold")}
        allowed = {f"sixfold_grader.{name}" for name in ("box", "wire", "errors", "forking")}
        assert all(any(name == a or name.startswith(f"{a}.") for a in allowed) for name in ours), (path, ours)


@pytest.mark.parametrize("module", ["policy", "scoring", "decision", "team", "standing"])
def test_policy_is_pure(module: str) -> None:
    """Of our own it imports values and each other; of the rest nothing that reads a file or a clock."""
    path = ROOT / f"grader/sixfold_grader/{module}.py"
    ours = {f"sixfold_grader.{name}" for name in ("blueprint", "policy", "scoring", "errors")}
    assert not outside(path, {*ours, "numpy", "scipy.optimize"})
    assert not {"pathlib", "os", "io", "time"} & set(imported(path))
    called = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
    assert not {"now", "today", "open", "read_text"} & called


def test_certificates_are_made_and_verified_without_files_or_a_clock() -> None:
    """Their core takes contents and the time as arguments; only the bundled contexts are read."""
    modules = ("proofs", "keylist", "documents", "status", "token", "verification")
    for path in (ROOT / f"grader/sixfold_grader/credential/{module}.py" for module in modules):
        assert not {"pathlib", "os", "io", "time", "sqlalchemy"} & set(imported(path)), path
        assert not re.search(r"\bopen\(|\.now\(|\.utcnow\(", path.read_text(encoding="utf-8")), path


def test_every_english_cell_is_followed_by_its_chinese_one() -> None:
    files = [*ROOT.glob("course/lessons/*/*.py"), *ROOT.glob("assignments/*/assignment.py")]
    assert len(files) >= 7
    for path in files:
        languages = [cell.options["lang"] for cell in read_cells(path) if "lang" in cell.options]
        assert languages == ["en", "zh"] * (len(languages) // 2)
    for path in ROOT.glob("assignments/*/samples/*.py"):
        assert read_cells(path, SAMPLE_OPTIONS)


def test_no_package_is_made_of_the_top_folders() -> None:
    assert not [
        name
        for name in ("course", "assignments", "datasets", "grader", "tests")
        if (ROOT / name / "__init__.py").exists()
    ]
