"""`sixfold lab`: JupyterLab on the built course, or on the instructor's course directory."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

from sixfold_grader.build.pipeline import build
from sixfold_grader.course import Course
from sixfold_grader.project import Project

# No news from the network in a course that works without one.
_OVERRIDES = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": "false"}
}


def open_lab(project: Project, course: Course, instructor: bool, port: int, browser: bool) -> int:
    """Start JupyterLab on loopback, its token kept; does not return while it runs.

    A trainee sees lessons and the Assignment List; an instructor also the formgrader on `course`.
    """
    from sixfold_grader.cycle import nbgrader_config

    build(project)
    nbgrader_config(course)
    root = course.root if instructor else _trainee_root(project)
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "JUPYTER_CONFIG_DIR": str(_config_dir(project, course)),
        "SIXFOLD_DATA": str(project.datasets),
    }
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        f"--ServerApp.root_dir={root}",
        *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
        *([] if browser else ["--no-browser"]),
    ]
    os.chdir(root)
    os.execve(sys.executable, command, environment)


def _trainee_root(project: Project) -> Path:
    """The folder a trainee works in: lessons copied once, so that a rebuild never overwrites work."""
    home = project.out / "lab"
    for source in project.built_course.rglob("*.ipynb"):
        target = home / source.relative_to(project.built_course)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    return home


def _config_dir(project: Project, course: Course) -> Path:
    """A Jupyter configuration of our own: the exchange is read from here, not from the course's file only."""
    folder = project.out / "jupyter"
    settings = folder / "labconfig"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "default_setting_overrides.json").write_text(json.dumps(_OVERRIDES), encoding="utf-8")
    shutil.copyfile(course.config_file, folder / "nbgrader_config.py")
    text = (folder / "nbgrader_config.py").read_text(encoding="utf-8")
    here = f"here = Path({str(course.root)!r})"
    (folder / "nbgrader_config.py").write_text(
        text.replace("here = Path(__file__).resolve().parent", here), "utf-8"
    )
    return folder
