"""`sixfold form-report`: the statistics of the forms, once a year or whenever somebody asks."""

from __future__ import annotations

import argparse
from pathlib import Path

from sixfold_grader.commands.courses import course_of
from sixfold_grader.commands.shape import Command, CourseOptions
from sixfold_grader.project import find_project

_HELP = """\
Reliability, standard errors, accuracy of decisions, items and what dropping one would change, from first
attempts; with `all` also the whole certificate in each track. A figure of too few candidates is not printed:
items 30, reliability 50, subscores 100, comparison of groups 200 in all and 50 each.

FILE is a CSV with the columns candidate,group; --focal names the group that is compared with the rest.

examples:
  sixfold form-report traffic_buying
  sixfold form-report all --groups groups.csv --focal regional --output out/forms-2026
"""


def register(command: Command, course_options: CourseOptions) -> None:
    """Add the command of this module."""
    report = command("form-report", _form_report, "statistics of forms as HTML and JSON", _HELP)
    report.add_argument("assignment", help="assignment id, or all")
    report.add_argument(
        "--output", type=Path, metavar="FOLDER", help="default: form-report/ASSIGNMENT in the course"
    )
    report.add_argument("--groups", type=Path, metavar="FILE", help="compare two groups of candidates")
    report.add_argument("--focal", metavar="GROUP", help="the group of FILE that is compared with the rest")
    course_options(report)


def _form_report(arguments: argparse.Namespace) -> int:
    import datetime as dt

    from sixfold_grader.blueprint import load_blueprint
    from sixfold_grader.first_attempts import first_attempts
    from sixfold_grader.form_report import FormReport, write_form_report
    from sixfold_grader.form_statistics import certificates, form_statistics
    from sixfold_grader.records import open_records
    from sixfold_grader.scores import require_gradebook

    course, blueprint = course_of(arguments), load_blueprint(find_project().blueprint)
    every = arguments.assignment == "all"
    forms = [blueprint.form(name) for name in (blueprint.forms if every else [arguments.assignment])]
    groups = _groups(arguments.groups, arguments.focal)
    require_gradebook(course)
    with open_records(course.db_url) as records:
        attempts = {form.id: first_attempts(records, course, blueprint, form) for form in forms}
    found = [form_statistics(form, attempts[form.id], blueprint.policy.scaled_cut, groups) for form in forms]
    whole = certificates(attempts, found, blueprint) if every else []
    report = FormReport(blueprint, found, whole, dt.datetime.now(dt.UTC), arguments.focal or "")
    folder = arguments.output or course.root / "form-report" / arguments.assignment
    for path in write_form_report(report, folder):
        print(path)
    return 0


def _groups(path: Path | None, focal: str | None) -> dict[str, bool] | None:
    """Return who belongs to the focal group (True) and who does not."""
    from sixfold_grader.errors import TableError
    from sixfold_grader.tables import read_table, unique

    if path is None:
        return None
    rows = unique(read_table(path, ["candidate", "group"]), "candidate")
    named = {row["candidate"]: row["group"] for row in rows if row["group"]}
    if focal not in named.values():
        there = ", ".join(sorted(set(named.values()))) or "none"
        raise TableError(path, 0, f"--focal is {focal!r}; the groups are: {there}")
    return {candidate: group == focal for candidate, group in named.items()}
