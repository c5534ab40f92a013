"""The reviewer's records: tables beside nbgrader's, an append-only log, and the only writers of both.

`open_records(course.db_url)` gives a `Records`; its parts (`people`, `runs`, `ratings`, `decisions`, …)
are the only code that writes these tables, and each write ends with one entry in the log.
"""

from sixfold_grader.records.store import Records, open_records

__all__ = ["Records", "open_records"]
