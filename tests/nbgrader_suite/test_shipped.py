"""nbgrader's own tests of autograding, as shipped in its wheel, with our configuration in force.

A test of a preprocessor makes its class without any configuration; those show that what we still take
from nbgrader works here. The tests of `nbgrader autograde` grade in the box.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import nbgrader.tests
import pytest

from sixfold_grader.course import Course

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parents[2]
SHIPPED = Path(nbgrader.tests.__file__).parent
SHARDS = 2  # side by side: each test starts a worker of its own
EXPECTED = tomllib.loads((Path(__file__).parent / "expected.toml").read_text(encoding="utf-8"))


def files() -> list[str]:
    preprocessors = sorted((SHIPPED / "preprocessors").glob("test_*.py"))
    chosen = [path for path in preprocessors if path.stem not in EXPECTED["left_out"]]
    return [str(path) for path in (SHIPPED / "apps" / "test_nbgrader_autograde.py", *chosen)]


def left_out(test: str) -> bool:
    return test.rpartition("::")[2] in EXPECTED["left_out"]


def start(root: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start pytest on nbgrader's tests, away from our own settings."""
    own = str(Path(sys.executable).parent)
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([own, os.environ["PATH"]]),
        "JUPYTER_CONFIG_PATH": str(root / "config"),
    }
    quiet = ("-q", "-c", os.devnull, "--rootdir", str(SHIPPED), "-p", "no:cacheprovider", "-W", "ignore")
    command = [sys.executable, "-m", "pytest", *quiet, *arguments]
    return subprocess.Popen(
        command, cwd=root, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def write_configuration(root: Path) -> None:
    """Keep what our configuration says about autograding; the tests bring folders and a database."""
    Course(root / "course", exchange_root=root / "exchange").write_config(REPOSITORY)
    written = (root / "course" / "nbgrader_config.py").read_text(encoding="utf-8")
    ours = written[written.index("c.Autograde.update(") : written.index("# Language-neutral")]
    assert "BoxExporter" in ours
    (root / "config").mkdir()
    (root / "config" / "nbgrader_config.py").write_text(f"c = get_config()\n{ours}", encoding="utf-8")


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the outcome of every shipped test: passed, failed or skipped."""
    root = tmp_path_factory.mktemp("shipped")
    write_configuration(root)
    listed = start(root, "--collect-only", *files()).communicate()[0]
    tests = [str(SHIPPED / line) for line in listed.splitlines() if "::" in line and not left_out(line)]
    reports = [root / f"report-{shard}.xml" for shard in range(SHARDS)]
    running = [
        start(root, f"--junitxml={report}", *tests[shard::SHARDS]) for shard, report in enumerate(reports)
    ]
    for process in running:
        process.communicate()
    found: dict[str, str] = {}
    for report in reports:
        for case in ElementTree.parse(report).iter("testcase"):
            kinds = {child.tag for child in case}
            found[f"{case.get('classname')}.{case.get('name')}"] = (
                "failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"
            )
    assert len(found) == len(tests)
    return found


def test_exactly_the_listed_ones_differ(outcomes: dict[str, str]) -> None:
    failed = {name.rpartition(".")[2] for name, outcome in outcomes.items() if outcome == "failed"}
    assert failed == EXPECTED["differs"].keys()


def test_the_rest_passes_and_hardly_any_is_skipped(outcomes: dict[str, str]) -> None:
    counts = {kind: list(outcomes.values()).count(kind) for kind in ("passed", "skipped")}
    assert counts["passed"] >= 120
    assert counts["skipped"] <= 3
