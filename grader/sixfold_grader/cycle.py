"""nbgrader's cycle driven from here: release, fetch, submit, collect, feedback."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from nbgrader.apps.api import NbGraderAPI
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError, ExchangeFactory
from traitlets.config import Config, PyFileConfigLoader

from sixfold_grader.blueprint import LANGUAGES, load_blueprint
from sixfold_grader.build.pipeline import build
from sixfold_grader.course import Course
from sixfold_grader.errors import CourseError
from sixfold_grader.gradebook import find_own_programs
from sixfold_grader.intake import notebook_name
from sixfold_grader.project import Project


def nbgrader_config(course: Course) -> Config:
    """Load the course's nbgrader configuration."""
    find_own_programs()
    course.write_config()
    config: Config = PyFileConfigLoader(course.config_file.name, path=str(course.root)).load_config()
    return config


def release(project: Project, course: Course, assignment: str) -> list[Path]:
    """Build, strip solutions, put the assignment into the exchange; return the released notebooks.

    The gradebook knows one notebook per assignment; the other language is generated beside it with
    the same item ids, so that it does not count twice.

    Raises
    ------
    SourceError
        The assignment is unknown, or a source is wrong.
    CourseError
        nbgrader refused; the message is its log.
    """
    load_blueprint(project.blueprint).form(assignment)  # or say which assignments there are
    build(project)
    course.write_config(project.root)
    config = nbgrader_config(course)
    config.ExchangeReleaseAssignment.force = True  # releasing again replaces what was released
    source = course.root / "source" / assignment
    source.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(project.built_source(assignment, "en"), source / notebook_name(assignment, "en"))
    api = NbGraderAPI(config=config)
    _must(api.generate_assignment(assignment, force=True), f"generate {assignment}")
    for language in LANGUAGES[1:]:
        _generate_translation(project, course, assignment, notebook_name(assignment, language))
    _must(api.release_assignment(assignment), f"release {assignment}")
    return [course.released(assignment, language) for language in LANGUAGES]


def _generate_translation(project: Project, course: Course, assignment: str, name: str) -> None:
    """Strip solutions from another language in a throw-away course; copy the result to `release/`."""
    language = name.removesuffix(".ipynb").rpartition(".")[2]
    with tempfile.TemporaryDirectory(prefix="sixfold-") as folder:
        root = Path(folder)
        source = root / "source" / assignment
        source.mkdir(parents=True)
        built = project.built / "source" / language / assignment / f"{assignment}.ipynb"
        shutil.copyfile(built, source / name)
        config = nbgrader_config(course).copy()
        config.CourseDirectory.root = folder
        config.CourseDirectory.db_url = f"sqlite:///{root / 'gradebook.db'}"
        _must(NbGraderAPI(config=config).generate_assignment(assignment), f"generate {name}")
        shutil.copyfile(root / "release" / assignment / name, course.root / "release" / assignment / name)


def collect(course: Course, assignment: str) -> str:
    """Collect what was submitted; return nbgrader's log."""
    course.require_released(assignment)
    return _must(NbGraderAPI(config=nbgrader_config(course)).collect(assignment, update=True), "collect")


def fetch(course: Course, assignment: str, candidate: str, folder: Path) -> Path:
    """Fetch an assignment as a trainee into `folder`; return its folder there."""
    _as_trainee(course, assignment, candidate, folder, "FetchAssignment")
    return folder / assignment


def submit(course: Course, assignment: str, candidate: str, folder: Path) -> None:
    """Submit `folder/<assignment>` as a trainee."""
    _as_trainee(course, assignment, candidate, folder, "Submit")


def release_feedback(course: Course, assignment: str, candidates: Collection[str]) -> None:
    """Put the candidates' feedback pages into the exchange, all in one go."""
    there = {folder.parent.name for folder in course.root.glob(f"feedback/*/{assignment}")}
    config = nbgrader_config(course).copy()
    config.CourseDirectory.student_id_exclude = ",".join(sorted(there.difference(candidates)))
    _must(NbGraderAPI(config=config).release_feedback(assignment), f"release feedback of {assignment}")


def ordinary_feedback(course: Course, assignment: str, candidates: Collection[str] | None) -> None:
    """Write nbgrader's own pages for an assignment that has no verdicts of ours."""
    api = NbGraderAPI(config=nbgrader_config(course))
    chosen: Collection[str | None] = candidates or [None]  # nbgrader's word for everybody
    for candidate in chosen:
        _must(api.generate_feedback(assignment, candidate, force=True), f"write feedback of {assignment}")


def fetch_feedback(course: Course, assignment: str, candidate: str, folder: Path) -> Path:
    """Fetch feedback as a trainee; return the folder with the pages."""
    _as_trainee(course, assignment, candidate, folder, "FetchFeedback")
    return folder / assignment / "feedback"


def _as_trainee(course: Course, assignment: str, candidate: str, folder: Path, verb: str) -> None:
    """Run one exchange action with a trainee's identity, folder and cache."""
    config = nbgrader_config(course).copy()
    config.CourseDirectory.root = str(folder)
    config.CourseDirectory.assignment_id = assignment
    config.CourseDirectory.student_id = candidate
    config.CourseDirectory.db_url = "sqlite://"
    config.Exchange.assignment_dir = str(folder)
    config.Exchange.cache = str(folder / ".nbgrader-cache")
    folder.mkdir(parents=True, exist_ok=True)
    directory = CourseDirectory(config=config)
    action: Any = getattr(ExchangeFactory(config=config), verb)
    log = logging.getLogger("sixfold.exchange")
    log.setLevel(logging.CRITICAL)
    try:
        action(
            coursedir=directory,
            authenticator=Authenticator(config=config),
            config=config,
            parent=None,
            log=log,
        ).start()
    except ExchangeError as error:
        raise CourseError(f"{verb} of {assignment!r} for {candidate}: {error}") from None


def _must(result: dict[str, Any], what: str) -> str:
    log: str = result.get("log") or ""
    if not result["success"]:
        reason = f"{log}\n{result.get('error') or ''}"
        raise CourseError(f"nbgrader could not {what}:\n{str(reason).strip()[-2000:]}")
    return log
