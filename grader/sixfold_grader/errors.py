"""Every error a user can meet; the command line prints them without a traceback.

SixfoldError
├── SourceError          a lesson, assignment or blueprint is wrong (file and line)
│   └── TableError       a table that somebody hands in is wrong (file and line)
├── DataError            a data set or its description is missing or stale
├── CourseError          the course directory or an assignment in it is missing or unusable
├── RecordsError         the reviewer's records refuse something, or cannot be used
├── RosterError          a provider's list of people cannot be used
├── IntakeRejected       a submission that cannot be read as a notebook (a person decides)
├── ProtocolError        bytes from the box that are not a valid frame
├── ConfinementError     a wall of the box cannot be built here
├── CredentialError      a key, a certificate, or a status list is missing, wrong or must not be made
└── InfrastructureFault  our own failure: never a trainee's zero; retried, then reported
"""

from __future__ import annotations

from pathlib import Path


class SixfoldError(Exception):
    """Base of all errors that are shown to a person as one message."""

    exit_code = 1


class SourceError(SixfoldError):
    """Something is wrong in a source file.

    Parameters
    ----------
    path : Path
        The file.
    line : int
        1-based line, or 0 for the file as a whole.
    message : str
        What is wrong, the value, and what to do.
    """

    exit_code = 2

    def __init__(self, path: Path, line: int, message: str) -> None:
        place = f"{path}:{line}" if line else f"{path}"
        super().__init__(f"{place}: {message}")


class TableError(SourceError):
    """A table that somebody hands in is wrong: a column, or a value in a row."""


class DataError(SixfoldError):
    """A data set or its description is missing or stale."""


class CourseError(SixfoldError):
    """The course directory or an assignment in it is missing or unusable."""


class RecordsError(SixfoldError):
    """The reviewer's records refuse something, or cannot be used."""


class RosterError(SixfoldError):
    """A provider's list of people cannot be used: somebody unknown, there twice, or listed elsewhere."""

    exit_code = 2


class IntakeRejected(SixfoldError):
    """A submission that cannot be read as a notebook."""


class ProtocolError(SixfoldError):
    """Bytes from the box that are not a valid frame."""


class ConfinementError(SixfoldError):
    """A wall of the box cannot be built on this machine."""


class CredentialError(SixfoldError):
    """A key, a certificate or a status list is missing or wrong, or must not be made."""


class InfrastructureFault(SixfoldError):
    """The grader itself failed; the submission keeps its place and is tried again."""
