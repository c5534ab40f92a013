"""`sixfold lab`: JupyterLab on the built course, or on the instructor's course directory."""

from __future__ import annotations

import errno
import json
import os
import shutil
import socket
import sys
from pathlib import Path
from typing import Any

from sixfold_grader.build.pipeline import build
from sixfold_grader.course import Course
from sixfold_grader.errors import CourseError
from sixfold_grader.project import Project

LOOPBACK = "127.0.0.1"

# Found by JupyterLab and nbconvert before their own: manual grading without MathJax's public server.
_TEMPLATES = Path(__file__).parent / "templates" / "jupyter"

_SETTINGS = {
    # No news from the network in a course that works without one.
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}
}

# Of nbgrader's panels, a trainee needs the Assignment List and Validate; an instructor the formgrader too.
# Assignments are kept as text: an edit made in "Create Assignment" would be lost at the next build.
_HIDDEN = ["course-list", "create-assignment"]

_NBGRADER = """\
# Written by `sixfold lab` at every start. The Assignment List reads it from here only.
c = get_config()  # noqa: F821
c.CourseDirectory.course_id = {course_id!r}
c.Exchange.update({exchange!r})
"""


def open_lab(project: Project, course: Course, instructor: bool, port: int, browser: bool) -> int:
    """Start JupyterLab on loopback, its token kept; does not return while it runs.

    A trainee sees lessons and the Assignment List; an instructor the formgrader on `course`.

    Raises
    ------
    CourseError
        The port is taken, or a folder that Lab needs cannot be written.
    """
    _require_free(port)
    try:
        build(project)
        root = course.root if instructor else _trainee_root(project)
        course.write_config(project.root)
        configuration = _write_configuration(root, course, instructor)
    except PermissionError as error:
        raise CourseError(
            f"{error.filename} cannot be written by this account; take a checkout of your own, "
            "or ask the folder's owner"
        ) from None
    if instructor and not any(course.root.glob("release/*/*.ipynb")):
        print(f"Nothing is released in {root} yet: run `sixfold release traffic_buying`.", flush=True)
    os.chdir(root)  # nbgrader reads the course's own configuration from the working directory
    os.execve(sys.executable, _command(root, port, browser), _environment(project, configuration))


def _command(root: Path, port: int, browser: bool) -> list[str]:
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.ip={LOOPBACK}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--ServerApp.log_level=WARN",  # the address and its token are still printed
        "--LabApp.extension_manager=readonly",  # the other one asks PyPI
        f"--ServerApp.root_dir={root}",
        *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
        *([] if browser else ["--no-browser"]),
    ]


def _environment(project: Project, configuration: Path) -> dict[str, str]:
    """What Lab and its kernels inherit; the environment's own programs are found first."""
    return {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
        "JUPYTER_CONFIG_DIR": str(configuration),
        "JUPYTER_PATH": os.pathsep.join(filter(None, [str(_TEMPLATES), os.environ.get("JUPYTER_PATH")])),
        "SIXFOLD_DATA": str(project.datasets),
        "SIXFOLD_PROJECT": str(project.root),
    }


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OverflowError:
            raise CourseError(f"--port is {port}; it must be between 0 and 65535") from None
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            reason = "is taken, perhaps by a Lab that still runs" if taken else f"cannot be used: {error}"
            raise CourseError(
                f"port {port} on {LOOPBACK} {reason}; choose another, "
                f"e.g. `sixfold lab --port {min(port + 1, 65535)}`"
            ) from None


def _trainee_root(project: Project) -> Path:
    """The folder a trainee works in, with a copy of every lesson."""
    home = project.out / "lab"
    for built in project.built_course.rglob("*.ipynb"):
        path = built.relative_to(project.built_course)
        _hand_out(built, home / path, home / ".handed-out" / path)
    return home


def _hand_out(built: Path, copy: Path, before: Path) -> None:
    """Copy a lesson, unless the trainee has changed theirs since it was handed out as `before`."""
    if copy.exists() and not (before.exists() and copy.read_bytes() == before.read_bytes()):
        return
    for target in (copy, before):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(built, target)


def _write_configuration(root: Path, course: Course, instructor: bool) -> Path:
    """Write a Jupyter configuration of our own beside the work; return its folder."""
    from sixfold_grader.cycle import nbgrader_config

    folder = root / ".jupyter"
    theirs = nbgrader_config(course)
    hidden = _HIDDEN if instructor else [*_HIDDEN, "formgrader"]
    _write_json(folder / "labconfig" / "default_setting_overrides.json", _SETTINGS)
    _write_json(
        folder / "labconfig" / "page_config.json",
        {"disabledExtensions": {f"@jupyter/nbgrader:{name}": True for name in hidden}},
    )
    extensions = {
        "nbgrader.server_extensions.formgrader": False,
        "nbgrader.server_extensions.course_list": False,
        "sixfold_grader.formgrader": instructor,
    }
    _write_json(folder / "jupyter_server_config.json", {"ServerApp": {"jpserver_extensions": extensions}})
    text = _NBGRADER.format(
        course_id=theirs.CourseDirectory.course_id,
        exchange=dict(theirs.Exchange),
    )
    (folder / "nbgrader_config.py").write_text(text, encoding="utf-8")
    return folder


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2), encoding="utf-8")
