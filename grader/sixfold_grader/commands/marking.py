"""`sixfold rate`: blind marking of free responses on sheets."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sixfold_grader.commands.courses import course_of, project_blueprint
from sixfold_grader.commands.shape import Command, CourseOptions
from sixfold_grader.commands.shared import Group, print_json, print_table, records_of, signed_in

if TYPE_CHECKING:
    from sixfold_grader.course import Course
    from sixfold_grader.exports import Cell
    from sixfold_grader.policy import RaterPolicy
    from sixfold_grader.records import Records
    from sixfold_grader.records.marking import Agreement
    from sixfold_grader.records.ratings import Mark, Task

_COLUMNS = ("candidate", "item", "criterion", "score", "comment")
_ABOUT = """\
Two raters mark every free response blind, 0 to 4 a criterion; where they are more than one apart, a senior
rater settles it. Scores go into the gradebook only when the raters agree well enough.

"""
_EXAMPLES = """\
  sixfold rate export traffic_buying mine.xlsx --as rita    answers that wait for rita
  sixfold rate import traffic_buying mine.xlsx --as rita --dry-run
  sixfold rate report traffic_buying                        κ, ICC, exact and adjacent agreement, gates
  sixfold rate release traffic_buying --as walt             settled scores into nbgrader
  sixfold rate reopen traffic_buying --item memo_roi2 --reason 'criteria talked over' --as walt
"""


def register(command: Command, options: CourseOptions) -> None:
    """Add the commands of this module."""
    group = Group(command, options, "rate", "mark free responses blind", _EXAMPLES, _ABOUT)
    export = group.action("export", _export, "write the answers that wait for you into a sheet", acts=True)
    load = group.action("import", _import, "read a sheet with your scores", acts=True)
    report = group.action("report", _report, "how well the raters agree, and whether the gates are passed")
    release = group.action("release", _release, "write settled scores into the gradebook", acts=True)
    reopen = group.action("reopen", _reopen, "have every answer to an item rated anew", acts=True)
    reopen.add_argument("--item", required=True)
    reopen.add_argument("--reason", required=True, metavar="TEXT")
    for sub in (export, load, report, release, reopen):
        sub.add_argument("assignment", help="assignment id, e.g. traffic_buying")
    for sub in (export, load):
        sub.add_argument("file", type=Path, help=".csv or .xlsx")
    load.add_argument("--dry-run", action="store_true", help="check the sheet, write nothing")
    report.add_argument("--json", action="store_true", help="for a machine")
    release.add_argument(
        "--despite-gates", default="", metavar="REASON", help="release though a gate is missed; logged"
    )


def _export(arguments: argparse.Namespace) -> int:
    from sixfold_grader.exports import Sheet
    from sixfold_grader.records.sheets import write_sheet

    with records_of(arguments) as records:
        user = signed_in(records, arguments)
        tasks = records.ratings.tasks(user, project_blueprint(), arguments.assignment)
        answers = _Answers(course_of(arguments), records, arguments.assignment)
        rows = [row for task in tasks for row in _rows(task, answers)]
    write_sheet(arguments.file, Sheet(arguments.assignment, [*_COLUMNS, "answer"], rows))
    print(f"{arguments.file}: {len(tasks)} answers wait for {user}")
    return 0


class _Answers:
    """What candidates wrote, out of their verdicts; one is kept at a time."""

    def __init__(self, course: Course, records: Records, assignment: str) -> None:
        self._course, self._records, self._assignment = course, records, assignment
        self._form = project_blueprint().form(assignment)
        self._held: tuple[str, dict[str, str]] = ("", {})

    def text(self, candidate: str, item: str) -> str:
        from sixfold_grader.template import answer_cell, grade_id, source
        from sixfold_grader.verdicts import load_verdict

        if self._held[0] != candidate:
            student = self._records.people.student_id(candidate)
            verdict = load_verdict(self._course, student, self._assignment)
            cells = verdict.cells if verdict else []
            self._held = (candidate, {grade_id(cell): source(cell) for cell in cells})
        return self._held[1].get(answer_cell(self._form, item), "")


def _rows(task: Task, answers: _Answers) -> Iterator[list[Cell]]:
    text = answers.text(task.candidate, task.item)
    for number, criterion in enumerate(task.criteria):
        yield [task.candidate, task.item, criterion, None, None, None if number else text]


def _import(arguments: argparse.Namespace) -> int:
    blueprint = project_blueprint()
    marks = _marks(arguments.file)
    with records_of(arguments) as records:
        count = records.ratings.add(
            signed_in(records, arguments),
            blueprint,
            arguments.assignment,
            marks,
            door="import",
            dry_run=arguments.dry_run,
        )
    print(f"{count} scores {'would be' if arguments.dry_run else 'were'} written")
    return 0


def _marks(path: Path) -> list[Mark]:
    from sixfold_grader.records.marking import BEST
    from sixfold_grader.records.ratings import Mark
    from sixfold_grader.tables import read_table

    rows = read_table(path, _COLUMNS[:-1], ("comment", "answer"))
    return [
        Mark(
            row["candidate"],
            row["item"],
            row["criterion"],
            row.number("score", 0, BEST),
            row.cells.get("comment", ""),
        )
        for row in rows
        if row["score"]
    ]


def _report(arguments: argparse.Namespace) -> int:
    gates = project_blueprint().policy.raters
    with records_of(arguments) as records:
        found = records.ratings.agreement(arguments.assignment)
    if arguments.json:
        print_json([{**vars(a), **_numbers(a.kappa, a.icc), "passes": a.passes(gates)} for a in found])
        return 0
    if not found:
        print(f"{arguments.assignment}: no answer has two ratings yet")
        return 0
    head = (
        "item",
        "criterion",
        "n",
        f"κ ≥ {gates.kappa:g}",
        f"ICC ≥ {gates.icc:g}",
        "exact",
        "adjacent",
        "gates",
    )
    rows = [
        (
            a.item,
            a.criterion,
            a.n,
            f"{a.kappa:.2f}",
            f"{a.icc:.2f}",
            f"{a.exact:.2f}",
            f"{a.adjacent:.2f}",
            "passed" if a.passes(gates) else "MISSED",
        )
        for a in found
    ]
    print_table([head, *rows])
    return 0


def _lines(found: Sequence[Agreement], gates: RaterPolicy) -> Iterator[tuple[object, ...]]:
    for a in found:
        numbers = [f"{value:.2f}" for value in (a.kappa, a.icc, a.exact, a.adjacent)]
        yield a.item, a.criterion, a.n, *numbers, "passed" if a.passes(gates) else "MISSED"


def _numbers(kappa: float, icc: float) -> dict[str, float | None]:
    """JSON knows no NaN: what cannot be told is null."""
    return {"kappa": None if kappa != kappa else kappa, "icc": None if icc != icc else icc}


def _reopen(arguments: argparse.Namespace) -> int:
    with records_of(arguments) as records:
        user = signed_in(records, arguments)
        count = records.ratings.reopen(user, arguments.assignment, arguments.item, arguments.reason)
    print(f"{count} answers to {arguments.item} wait for two raters again")
    return 0


def _release(arguments: argparse.Namespace) -> int:
    from sixfold_grader.commands.scoring_runs import load_scores

    blueprint, course = project_blueprint(), course_of(arguments)
    with records_of(arguments) as records:
        user = signed_in(records, arguments)
        load_scores(records, course, blueprint, arguments.assignment, "before a release of marks")
        done = records.ratings.release(user, blueprint, arguments.assignment, arguments.despite_gates)
        run = load_scores(records, course, blueprint, arguments.assignment, "marks released")
    print(f"{done.written} scores are in the gradebook, {done.waiting} answers wait for a rater")
    print(f"run {run.id} is {run.state}")
    return 0
