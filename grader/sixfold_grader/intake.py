"""Read a submission's bytes as text only: answers, added cells, and what had to be repaired.

Nothing of the submitted notebook is kept but the source text of its cells. No link is followed.
Rejection means that a person decides; it is never a silent zero.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sixfold_grader.blueprint import LANGUAGES, Language
from sixfold_grader.effects import has_effects
from sixfold_grader.errors import IntakeRejected
from sixfold_grader.template import Template

MAX_BYTES = 20 << 20
MAX_CELLS = 2000
MAX_SOURCE = 200_000


@dataclass(frozen=True)
class Note:
    """Something that was repaired or that a person should know; the key is in `messages.toml`."""

    key: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Answers:
    """The text of one submitted notebook.

    Attributes
    ----------
    cells : dict
        Answer cell id -> source text.
    added : dict
        Template cell id ("" for the top) -> code cells that the trainee added after it.
    effects : list of str
        Places (answer cell id, or "after <cell id>" for added code) whose code does more than define.
    deleted : list of str
        Template cells that are gone; the answer may stand in another cell instead.
    """

    language: Language
    file: str
    sha256: str
    cells: dict[str, str] = field(default_factory=dict)
    added: dict[str, list[str]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)

    @staticmethod
    def from_json(data: dict[str, Any]) -> Answers:
        """Read back what `dataclasses.asdict` gave."""
        return Answers(**{**data, "notes": [Note(**note) for note in data["notes"]]})


def notebook_name(assignment: str, language: Language) -> str:
    """Return the file name under which an assignment is released in a language."""
    return f"{assignment}.ipynb" if language == "en" else f"{assignment}.{language}.ipynb"


def read_submission(folder: Path, assignment: str, templates: Mapping[Language, Template]) -> Answers:
    """Read the notebook with the most answers; merge answers given only in the other language.

    Parameters
    ----------
    folder : Path
        A collected submission (`submitted/<candidate>/<assignment>`).
    assignment : str
        Assignment id.
    templates : mapping
        The released notebook of each language.

    Raises
    ------
    IntakeRejected
        There is no notebook that can be read; the message names the file.
    """
    names = {language: notebook_name(assignment, language) for language in LANGUAGES}
    read = [_read_notebook(folder, names[language], templates[language]) for language in LANGUAGES]
    if odd := _only_notebook(folder, names.values()):
        read = [_read_notebook(folder, odd, templates[language]) for language in LANGUAGES]
        read = [min(read, key=lambda book: len(book.notes) if isinstance(book, Answers) else math.inf)]
        if isinstance(read[0], Answers):
            read[0].notes.append(Note("renamed", {"file": odd}))
    books = [book for book in read if isinstance(book, Answers)]
    if not books:
        reasons = [str(reason) for reason in read if isinstance(reason, IntakeRejected)]
        raise IntakeRejected("; ".join(dict.fromkeys(reasons)))
    books.sort(key=lambda book: -len(book.cells))  # stable: English first on a tie
    primary = books[0]
    for reason in read:  # an untouched translation must not stand for an answered notebook that is broken
        if isinstance(reason, IntakeRejected) and not primary.cells and (folder / _file_of(reason)).exists():
            raise reason
    for reason in read:
        if isinstance(reason, IntakeRejected) and (folder / _file_of(reason)).exists():
            primary.notes.append(Note("unreadable", {"file": _file_of(reason)}))
    for other in books[1:]:
        for cell, source in other.cells.items():
            if cell not in primary.cells:
                primary.cells[cell] = source
                primary.notes.append(Note("merged", {"cell": cell, "file": other.file}))
            elif primary.cells[cell].strip() != source.strip():
                primary.notes.append(Note("two_answers", {"cell": cell, "file": primary.file}))
    primary.effects = _places_with_effects(primary)
    return primary


def _places_with_effects(answers: Answers) -> list[str]:
    code = {cell: [source] for cell, source in answers.cells.items()}
    code |= {f"after {cell}": sources for cell, sources in answers.added.items()}
    return [place for place, sources in code.items() if any(map(has_effects, sources))]


def _file_of(reason: IntakeRejected) -> str:
    return str(reason).partition(":")[0]


def _only_notebook(folder: Path, expected: Iterable[str]) -> str | None:
    """Return the name of a notebook that was handed in under another name, if it is the only one."""
    try:
        names = os.listdir(folder)  # noqa: PTH208 (names only)
    except OSError:
        return None
    found = [name for name in names if name.lower().endswith(".ipynb")]
    return found[0] if len(found) == 1 and found[0] not in expected else None


def _read_notebook(folder: Path, name: str, template: Template) -> Answers | IntakeRejected:
    try:
        raw = _read_bytes(folder, name)
        answers = Answers(template.language, name, hashlib.sha256(raw).hexdigest())
        _collect(answers, _cells(raw, name), template)
        return answers
    except IntakeRejected as reason:
        return reason


def _read_bytes(folder: Path, name: str) -> bytes:
    """Read a regular file of bounded size without following any link."""
    try:
        directory = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as error:
        raise IntakeRejected(f"{name}: the submission is not a folder ({error.strerror})") from None
    try:
        file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=directory)
    except FileNotFoundError:
        raise IntakeRejected(f"{name}: there is no such file in the submission") from None
    except OSError as error:
        raise IntakeRejected(f"{name}: is a link or cannot be opened ({error.strerror})") from None
    finally:
        os.close(directory)
    try:
        info = os.fstat(file)
        if not stat.S_ISREG(info.st_mode):
            raise IntakeRejected(f"{name}: is not a regular file")
        if info.st_size > MAX_BYTES:
            raise IntakeRejected(f"{name}: {info.st_size} bytes, above the limit of {MAX_BYTES}")
        with os.fdopen(file, "rb", closefd=False) as stream:
            return stream.read(MAX_BYTES + 1)
    finally:
        os.close(file)


def _cells(raw: bytes, name: str) -> list[Any]:
    if not raw.strip():
        raise IntakeRejected(f"{name}: the file is empty")
    try:
        book = json.loads(raw.decode("utf-8-sig"), strict=False)
    except UnicodeDecodeError as error:
        raise IntakeRejected(f"{name}: not UTF-8 at byte {error.start}") from None
    except (ValueError, RecursionError) as error:
        raise IntakeRejected(f"{name}: not JSON ({error})") from None
    cells = book.get("cells") if isinstance(book, dict) else None
    if not isinstance(cells, list):
        raise IntakeRejected(f"{name}: JSON, but not a notebook (no list of cells)")
    if len(cells) > MAX_CELLS:
        raise IntakeRejected(f"{name}: {len(cells)} cells, above the limit of {MAX_CELLS}")
    return cells


def _collect(answers: Answers, cells: Iterable[Any], template: Template) -> None:
    """Sort cells into answers (known id, changed text), added code and the rest."""
    place, seen, stubs = "", list[str](), template.sources
    for number, cell in enumerate(cells, start=1):
        grade_id, source = _id_and_source(cell)
        source = _clean(answers, source, number)
        if grade_id in stubs:
            if grade_id in seen:
                answers.notes.append(Note("duplicated", {"cell": grade_id, "number": str(number)}))
            place = grade_id
            seen.append(grade_id)
            if source.strip() == stubs[grade_id].strip():
                continue
            if grade_id not in template.editable:
                answers.notes.append(Note("locked", {"cell": grade_id, "number": str(number)}))
            elif grade_id not in answers.cells:
                answers.cells[grade_id] = source
        elif isinstance(cell, dict) and cell.get("cell_type") == "code" and source.strip():
            if grade_id:
                answers.notes.append(Note("unknown", {"number": str(number)}))
            answers.added.setdefault(place, []).append(source)
    answers.deleted = [cell for cell in stubs if cell not in seen]
    answers.notes += [Note("deleted", {"cell": cell}) for cell in answers.deleted]
    order = [cell for cell in stubs if cell in seen]
    if list(dict.fromkeys(seen)) != order:
        answers.notes.append(Note("reordered"))
    if answers.added:
        count = sum(map(len, answers.added.values()))
        answers.notes.append(Note("added", {"count": str(count)}))


def _id_and_source(cell: Any) -> tuple[str, str]:
    if not isinstance(cell, dict):
        return "", ""
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    metadata = cell.get("metadata")
    grading = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = grading.get("grade_id") if isinstance(grading, dict) else None
    return (grade_id if isinstance(grade_id, str) else ""), (source if isinstance(source, str) else "")


def _clean(answers: Answers, source: str, number: int) -> str:
    """Remove what would break a notebook: NUL bytes, lone surrogates, endless text."""
    unix = source.replace("\r\n", "\n")
    clean = unix.replace("\0", "").encode("utf-8", "ignore").decode()[:MAX_SOURCE]
    if clean != unix:
        answers.notes.append(Note("cleaned", {"number": str(number)}))
    return clean
