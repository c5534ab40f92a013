"""Which course a command is about."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from sixfold_grader.course import Course
from sixfold_grader.project import Project, find_project

if TYPE_CHECKING:
    from sixfold_grader.blueprint import Blueprint


def course_of(arguments: argparse.Namespace, project: Project | None = None) -> Course:
    """Return the course that `--course`, `--db` and `--exchange` name; by default the project's own."""
    root = arguments.course or (project or find_project()).out / "course"
    return Course(root.resolve(), arguments.db, arguments.exchange)


def project_blueprint() -> Blueprint:
    """Return the blueprint of the project that the command runs in."""
    from sixfold_grader.blueprint import load_blueprint

    return load_blueprint(find_project().blueprint)
