"""A course directory: nbgrader's folders and gradebook, our verdicts, the exam's secret seed."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sixfold_grader.blueprint import Language
from sixfold_grader.errors import CourseError
from sixfold_grader.intake import notebook_name

COURSE_ID = "sixfold"

# How nbgrader autogrades here; `nbgrader_door` says what each of ours does.
AUTOGRADE: dict[str, Any] = {
    "exporter_class": "sixfold_grader.nbgrader_door.BoxExporter",
    "sanitize_preprocessors": [],
    "autograde_preprocessors": [
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        "nbgrader.preprocessors.LimitOutput",
        "sixfold_grader.nbgrader_door.SaveScores",
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ],
}

_CONFIG = """\
# Written by `sixfold release`; edit freely, it is not written again.
from pathlib import Path

c = get_config()  # noqa: F821
here = Path(__file__).resolve().parent
c.CourseDirectory.course_id = {course_id!r}
c.CourseDirectory.root = str(here)
c.CourseDirectory.db_url = {db_url!r} or f"sqlite:///{{here / 'gradebook.db'}}"
c.Exchange.root = {exchange!r} or str(here.parent / "exchange")
c.Exchange.timezone = "UTC"  # nbgrader cannot read back the names of other zones
# Copies links as links: a link to another's notebook must not bring that notebook in.
c.ExchangeFactory.collect = "sixfold_grader.exchange.CollectWithoutLinks"
# `nbgrader autograde` and the formgrader's button grade in the box, as `sixfold grade` does.
# Should that fail, no preprocessor is left that would run a submission in this account.
c.Autograde.update({autograde})
c.BoxExporter.project = {project!r}
# Language-neutral answer cell.
c.ClearSolutions.text_stub = "✍️"
c.HTMLExporter.sanitize_html = True
"""


@dataclass(frozen=True)
class Course:
    """Folders of one course.

    Parameters
    ----------
    root : Path
        The course directory.
    db : str or None
        SQLAlchemy URL of the gradebook; SQLite in the course directory by default.
    exchange : Path or None
        nbgrader's exchange folder; beside the course directory by default.
    """

    root: Path
    db: str | None = None
    exchange_root: Path | None = None

    @property
    def db_url(self) -> str:
        """Gradebook address."""
        return self.db or f"sqlite:///{self.root / 'gradebook.db'}"

    @property
    def exchange(self) -> Path:
        """Exchange folder."""
        return self.exchange_root or self.root.parent / "exchange"

    @property
    def config_file(self) -> Path:
        """nbgrader's configuration file."""
        return self.root / "nbgrader_config.py"

    def released(self, assignment: str, language: Language) -> Path:
        """Return the released notebook of a language."""
        return self.root / "release" / assignment / notebook_name(assignment, language)

    def submitted(self, candidate: str, assignment: str) -> Path:
        """Return a collected submission."""
        return self.root / "submitted" / candidate / assignment

    def autograded(self, candidate: str, assignment: str) -> Path:
        """Return the folder of a graded notebook."""
        return self.root / "autograded" / candidate / assignment

    def feedback(self, candidate: str, assignment: str) -> Path:
        """Return the folder of a feedback page."""
        return self.root / "feedback" / candidate / assignment

    def verdict(self, candidate: str, assignment: str) -> Path:
        """Return the file of our own verdict record."""
        return self.root / "verdicts" / candidate / f"{assignment}.json"

    def candidates(self, assignment: str) -> list[str]:
        """Return who has a collected submission, sorted."""
        return sorted(folder.parent.name for folder in self.root.glob(f"submitted/*/{assignment}"))

    def write_config(self, project: Path | None = None) -> None:
        """Write nbgrader's configuration if there is none.

        `project` is the checkout that grades this course; by default the one that the course lies in.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        self.exchange.mkdir(parents=True, exist_ok=True)
        self.exchange.chmod(0o777)  # nbgrader's exchange is shared by all accounts
        if not self.config_file.exists():
            exchange = str(self.exchange_root.resolve()) if self.exchange_root else None
            text = _CONFIG.format(
                course_id=COURSE_ID,
                db_url=self.db,
                exchange=exchange,
                autograde=json.dumps(AUTOGRADE, indent=4),
                project=str(project or ""),
            )
            self.config_file.write_text(text, encoding="utf-8")

    @property
    def simulated(self) -> bool:
        """Whether its submissions were made by a program; certificates have to say so."""
        return (self.root / "SIMULATED").exists()

    def mark_simulated(self) -> None:
        """Note that its submissions are made by a program."""
        self.root.mkdir(parents=True, exist_ok=True)
        (self.root / "SIMULATED").touch()

    def exam_seed(self) -> str:
        """Return the secret from which fresh data is drawn."""
        return self._secret("exam_seed")

    def console_key(self) -> str:
        """Return the secret that signs the console's session cookies."""
        return self._secret("console_key")

    def _secret(self, name: str) -> str:
        """Return a secret; made once, readable by its owner only."""
        path = self.root / ".secrets" / name
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
                stream.write(secrets.token_hex(32))
        return path.read_text().strip()

    def require_gradebook(self) -> None:
        """Raise `CourseError` if the gradebook is a file that is not there."""
        path = self.db_url.removeprefix("sqlite:///")
        if path != self.db_url and not Path(path).is_file():
            raise CourseError(
                f"there is no gradebook {path}; run `sixfold release`, or `sixfold records init`"
            )

    def require_released(self, assignment: str) -> None:
        """Raise `CourseError` unless the assignment has been released here."""
        if not self.released(assignment, "en").is_file():
            raise CourseError(
                f"assignment {assignment!r} is not released in {self.root}; "
                f"run `sixfold release {assignment}` first"
            )
