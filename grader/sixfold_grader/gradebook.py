"""Many submissions into nbgrader's gradebook in one transaction and a handful of statements.

nbgrader's own API opens a transaction per object, which costs more than grading. The rows written here
are the ones that it would write.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from sqlalchemy import Table, bindparam, insert, make_url, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from sixfold_grader.blueprint import Form
from sixfold_grader.course import COURSE_ID, Course
from sixfold_grader.errors import CourseError

Rows = list[dict[str, Any]]
_MOST = 200  # names in one statement


@contextmanager
def open_gradebook(course: Course) -> Iterator[Gradebook]:
    """Open the gradebook.

    Raises
    ------
    CourseError
        It cannot be reached, or another program keeps it locked.
    """
    try:
        with Gradebook(course.db_url, COURSE_ID) as gradebook:
            yield gradebook
    except DBAPIError as error:
        place = make_url(course.db_url).render_as_string(hide_password=True)
        raise CourseError(
            f"the gradebook {place} cannot be used: {error.orig}; is another program writing to it? "
            "What was finished is kept; run the command again to go on"
        ) from None


def find_own_programs() -> None:
    """nbgrader calls `alembic` by name: let it find the environment's own, active or not."""
    own = str(Path(sys.executable).parent)
    if own not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([own, os.environ.get("PATH", os.defpath)])


@dataclass(frozen=True)
class Entry:
    """What one graded submission has in the gradebook.

    Attributes
    ----------
    scores : mapping
        Cell name -> automatic score, or None where a person marks.
    marked_anew : frozenset of str
        Cells whose manual score is for a text that has changed since: a person has to look again.
    comments : mapping
        Cell name -> automatic comment.
    """

    candidate: str
    timestamp: dt.datetime | None
    scores: Mapping[str, float | None]
    comments: Mapping[str, str]
    marked_anew: frozenset[str] = frozenset()


class AssignmentRows:
    """The rows of one assignment with a single notebook; its cells are read once.

    Raises
    ------
    CourseError
        The gradebook does not know the assignment, or has other items or points than the blueprint.
    """

    def __init__(self, db: Session, form: Form) -> None:
        self._db = db
        found = db.execute(
            select(Assignment.id, Notebook.id)
            .join(Notebook, Notebook.assignment_id == Assignment.id)
            .where(Assignment.name == form.id, Notebook.name == form.id)
        ).one_or_none()
        if found is None:
            raise CourseError(
                f"the gradebook does not know {form.id!r}; run `sixfold release {form.id}` first"
            )
        self._assignment, self._notebook = found
        base, points = _table(BaseCell), _table(GradeCell)
        query = select(base.c.name, base.c.type, base.c.id, points.c.max_score).where(
            base.c.notebook_id == self._notebook
        )
        cells = db.execute(query.outerjoin_from(base, points, points.c.id == base.c.id)).all()
        db.rollback()  # nothing was written; ends the transaction that reading has begun
        _require_points({name: most for name, kind, _id, most in cells if kind == "GradeCell"}, form)
        self._graded = {name: id_ for name, kind, id_, _most in cells if kind == "GradeCell"}
        self._commented = {name: id_ for name, kind, id_, _most in cells if kind == "SolutionCell"}

    def write(self, entries: Sequence[Entry]) -> None:
        """Write all entries in one transaction."""
        for start in range(0, len(entries), _MOST):
            self._write(entries[start : start + _MOST])
        self._db.commit()

    def _write(self, entries: Sequence[Entry]) -> None:
        names = [entry.candidate for entry in entries]
        self._add_students(names)
        notebooks = self._submitted_notebooks({entry.candidate: entry.timestamp for entry in entries})
        self._write_grades([(notebooks[entry.candidate], entry) for entry in entries])
        self._write_comments([(notebooks[entry.candidate], entry) for entry in entries])

    def _add_students(self, names: Sequence[str]) -> None:
        known = set(self._db.scalars(select(Student.id).where(Student.id.in_(names))))
        # With a name, or else pages show "None, None".
        self._insert(Student, [{"id": n, "last_name": n, "first_name": ""} for n in names if n not in known])

    def _submitted_notebooks(self, timestamps: Mapping[str, dt.datetime | None]) -> dict[str, str]:
        """Return each candidate's submitted notebook; make what is not there, and set the times."""
        submitted = SubmittedAssignment
        mine = submitted.assignment_id == self._assignment, submitted.student_id.in_(list(timestamps))
        query = select(submitted.student_id, submitted.id).where(*mine)
        there: dict[str, str] = {key: id_ for key, id_ in self._db.execute(query)}  # noqa: C416 (typed rows)
        new = {candidate: new_uuid() for candidate in timestamps if candidate not in there}
        self._insert(
            submitted,
            [
                {
                    "id": id_,
                    "assignment_id": self._assignment,
                    "student_id": name,
                    "timestamp": timestamps[name],
                }
                for name, id_ in new.items()
            ],
        )
        self._update(submitted, [{"key": id_, "timestamp": timestamps[name]} for name, id_ in there.items()])
        everyone = {**there, **new}
        books = self._books(everyone.values())
        missing = [id_ for id_ in everyone.values() if id_ not in books]
        self._insert(
            SubmittedNotebook,
            [{"id": new_uuid(), "assignment_id": id_, "notebook_id": self._notebook} for id_ in missing],
        )
        books |= self._books(missing)
        return {candidate: books[id_] for candidate, id_ in everyone.items()}

    def _books(self, submissions: Iterable[str]) -> dict[str, str]:
        wanted = list(submissions)
        if not wanted:
            return {}
        book = SubmittedNotebook
        query = select(book.assignment_id, book.id).where(
            book.assignment_id.in_(wanted), book.notebook_id == self._notebook
        )
        return {key: id_ for key, id_ in self._db.execute(query)}  # noqa: C416 (typed rows)

    def _write_grades(self, entries: Sequence[tuple[str, Entry]]) -> None:
        query = select(
            Grade.notebook_id, Grade.cell_id, Grade.id, Grade.manual_score, Grade.needs_manual_grade
        ).where(Grade.notebook_id.in_([notebook for notebook, _entry in entries]))
        there = {(notebook, cell): found for notebook, cell, *found in self._db.execute(query)}
        new, old = Rows(), Rows()
        for notebook, entry in entries:
            for name, score in entry.scores.items():
                cell = self._graded[name]
                id_, manual, waited = there.get((notebook, cell), (None, None, False))
                # A mark stays until a person changes it, and so does the call for a second look.
                waits = score is None and (manual is None or waited or name in entry.marked_anew)
                row = {"auto_score": score, "needs_manual_grade": waits}
                if id_ is None:
                    new.append({"id": new_uuid(), "notebook_id": notebook, "cell_id": cell, **row})
                else:
                    old.append({"key": id_, **row})
        self._insert(Grade, new)
        self._update(Grade, old)

    def _write_comments(self, entries: Sequence[tuple[str, Entry]]) -> None:
        query = select(Comment.notebook_id, Comment.cell_id, Comment.id).where(
            Comment.notebook_id.in_([notebook for notebook, _entry in entries])
        )
        there = {(notebook, cell): id_ for notebook, cell, id_ in self._db.execute(query)}
        new, old = Rows(), Rows()
        for notebook, entry in entries:
            for name, text in entry.comments.items():
                id_ = there.get((notebook, self._commented[name]))
                if id_ is None:
                    cell = self._commented[name]
                    row = {"id": new_uuid(), "notebook_id": notebook, "cell_id": cell, "auto_comment": text}
                    new.append(row)
                else:
                    old.append({"key": id_, "auto_comment": text})
        self._insert(Comment, new)
        self._update(Comment, old)

    def _insert(self, model: Any, rows: Rows) -> None:
        if rows:
            self._db.execute(insert(_table(model)), rows)

    def _update(self, model: Any, rows: Rows) -> None:
        if rows:
            table = _table(model)
            values: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "key"}
            self._db.connection().execute(
                update(table).where(table.c.id == bindparam("key")).values(values), rows
            )


def _require_points(known: Mapping[str, float], form: Form) -> None:
    wanted = {item.id: float(item.points) for item in form.items.values()}
    if known != wanted:
        changed = sorted(set(known.items()) ^ set(wanted.items()))
        raise CourseError(
            f"the gradebook and the blueprint differ in {changed}; run `sixfold release {form.id}` again"
        )


def _table(model: Any) -> Table:
    table: Table = model.__table__
    return table
