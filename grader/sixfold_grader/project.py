"""Where things are: the project's folders and a course's folders."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sixfold_grader.blueprint import Language
from sixfold_grader.errors import CourseError


@dataclass(frozen=True)
class Project:
    """A checkout of Sixfold (instructor's side)."""

    root: Path

    @property
    def lessons(self) -> Path:
        return self.root / "course" / "lessons"

    @property
    def outline(self) -> Path:
        return self.root / "course" / "outline.toml"

    @property
    def glossary(self) -> Path:
        return self.root / "course" / "glossary.toml"

    @property
    def assignments(self) -> Path:
        return self.root / "assignments"

    @property
    def blueprint(self) -> Path:
        return self.assignments / "blueprint.toml"

    @property
    def datasets(self) -> Path:
        return self.root / "datasets"

    @property
    def out(self) -> Path:
        return self.root / "out"

    @property
    def built(self) -> Path:
        return self.out / "build"

    @property
    def built_course(self) -> Path:
        return self.built / "course"

    def built_source(self, assignment: str, language: Language) -> Path:
        """Return the built source notebook (with solutions) of an assignment in one language."""
        return self.built / "source" / language / assignment / f"{assignment}.ipynb"


def find_project(start: Path | None = None) -> Project:
    """Find the checkout: SIXFOLD_PROJECT, or the nearest folder above `start` with a blueprint.

    Raises
    ------
    CourseError
        Not inside a checkout.
    """
    if named := os.environ.get("SIXFOLD_PROJECT"):
        return Project(Path(named).resolve())
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "assignments" / "blueprint.toml").is_file():
            return Project(folder)
    raise CourseError(
        f"{here} is not inside a Sixfold project (no assignments/blueprint.toml above it); "
        "change into the project's folder or set SIXFOLD_PROJECT"
    )
