"""One grading run on a course at a time; the lock goes with its process, however that ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from sixfold_grader.course import Course
from sixfold_grader.errors import CourseError


@contextmanager
def only_one(course: Course) -> Iterator[None]:
    """Hold the course's lock.

    Raises
    ------
    CourseError
        Another run holds it.
    """
    with (course.root / ".grading.lock").open("a+", encoding="utf-8") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.seek(0)
            raise CourseError(
                f"{course.root} is being graded by process {stream.read().strip() or '?'}; "
                "wait for it, or stop it, and run the command again"
            ) from None
        stream.truncate(0)
        stream.write(str(os.getpid()))
        stream.flush()
        yield
