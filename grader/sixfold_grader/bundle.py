"""`make bundle`: the trainee's archive, filled from an allow-list.

Notebooks without solutions, data, descriptor, the `sixfold` wheel, environment and a README. Nothing
of the grader, the market, checks, samples or solutions; a test searches it for every solution line.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from sixfold_grader import cycle
from sixfold_grader.blueprint import LANGUAGES, load_blueprint
from sixfold_grader.build.pipeline import build
from sixfold_grader.course import Course
from sixfold_grader.errors import SixfoldError
from sixfold_grader.project import Project

_FIXED_TIME = (2026, 1, 1, 0, 0, 0)  # the same content gives the same archive
_README = """\
# Sixfold: course for service providers of Douyin e-commerce / 抖音电商服务商课程

All data is synthetic. Sixfold's certificate is its own, not an official Douyin credential.
所有数据均为模拟数据。Sixfold 证书由本项目自行颁发，并非抖音官方认证。

    python3 -m venv .venv
    .venv/bin/pip install jupyterlab {wheel}
    .venv/bin/jupyter lab

Open `lessons/en` or `lessons/zh`; assignments are under `assignments/`.
请打开 `lessons/zh`（中文）或 `lessons/en`（英文）；作业在 `assignments/`。
"""


def make_bundle(project: Project, target: Path) -> tuple[Path, int]:
    """Write the archive; return its path and how many files it holds."""
    build(project)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="sixfold-") as folder:
        files = dict(sorted(_files(project, Path(folder))))
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(
                    zipfile.ZipInfo(f"sixfold-course/{name}", _FIXED_TIME), content, zipfile.ZIP_DEFLATED
                )
    return target, len(files)


def _files(project: Project, scratch: Path) -> Iterator[tuple[str, bytes]]:
    for path in project.built_course.rglob("*.ipynb"):
        yield f"lessons/{path.relative_to(project.built_course).as_posix()}", path.read_bytes()
    course = Course(scratch / "course")
    for assignment in load_blueprint(project.blueprint).forms:
        cycle.release(project, course, assignment)
        for language in LANGUAGES:
            released = course.released(assignment, language)
            yield f"assignments/{assignment}/{released.name}", released.read_bytes()
    for path in [project.datasets / "datapackage.json", *(project.datasets / "data").rglob("*.csv")]:
        yield f"datasets/{path.relative_to(project.datasets).as_posix()}", path.read_bytes()
    wheel = _wheel(project, scratch)
    yield wheel.name, wheel.read_bytes()
    for name in ("LICENSE", "LICENSE-CONTENT.md"):
        yield name, (project.root / name).read_bytes()
    yield "environment.yml", _environment(project, wheel.name).encode()
    yield "README.md", _README.format(wheel=wheel.name).encode()


def _environment(project: Project, wheel: str) -> str:
    """The conda environment with the wheel in place of the repository's own two distributions."""
    text = (project.root / "environment.yml").read_text(encoding="utf-8")
    return text.replace("--editable ./course", f"./{wheel}").replace("      - --editable .\n", "")


def _wheel(project: Project, scratch: Path) -> Path:
    """Build the trainee's distribution with the installed hatchling."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(scratch)]
    done = subprocess.run(command, cwd=project.root / "course", capture_output=True, text=True, check=False)
    wheels = list(scratch.glob("*.whl"))
    if done.returncode or not wheels:
        raise SixfoldError(f"the wheel of `sixfold` could not be built:\n{done.stderr.strip()[-1000:]}")
    return wheels[0]
