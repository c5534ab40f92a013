"""`sixfold score`, `status`, `export`: what the rule says, what was decided, scores for other programs."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sixfold_grader.commands.courses import course_of
from sixfold_grader.commands.shape import Command, CourseOptions
from sixfold_grader.project import find_project

if TYPE_CHECKING:
    from sixfold_grader.blueprint import Blueprint, Language
    from sixfold_grader.decision import Decision

_SCORE = """\
RAW is a CSV with the column candidate and one column for each capability, in any order: traffic_buying,
account_ops, livestream, short_video, store_ops, fulfilment. An empty cell is "not attempted": the candidate
is blocked, never given 0.

FILE has the shape of assignments/blueprint.toml. It may hold only what differs; the project's blueprint fills
the rest. What a decision reads:

  [capabilities.traffic_buying]
  maximum = 50             # points and cut; without them those of [forms.traffic_buying],
  cut = 30                 # without a form policy.assumed_maximum and assumed_cut
  sd = 12                  # of scaled scores; standard error = sd * sqrt(1 - reliability)
  reliability = 0.85
  weights = { brand = 0.25, regional = 0.10 }    # each track sums to 1 over the capabilities
  floor = 50
  floors = { brand = 60 }  # optional: the floor in one track; at most policy.raised_floors at the cut

  [policy]
  scaled_cut = 60
  levels = { pass = 60, merit = 75, distinction = 88 }
  raised_floors = 2

  [policy.review]
  composite_sems = 1.96    # review where the decision flips within these bands
  capability_sems = 1.0

examples:
  sixfold score --from raw.csv --track brand
  sixfold score --from raw.csv --track brand --blueprint what-if.toml --json
"""


_EXPORT = """\
csv     one table for a spreadsheet: items, raw and scaled scores, outcomes
xlsx    the same as an Excel workbook, with a sheet of what the columns mean
moodle  CSV for Moodle's grade import: idnumber, email, one column an item
canvas  CSV for Canvas's gradebook import, with its row of possible points
badges  the Open Badges in force as a JSON list, each signed as it was issued

A candidate is the id of the gradebook; names stay out. Blank is "no score yet", not 0.

examples:
  sixfold export csv --output scores.csv
  sixfold export moodle --assignment traffic_buying --output moodle.csv
"""


_STATUS = """\
examples:
  sixfold status c-7f3a01bc
  sixfold status c-7f3a01bc --language zh
"""


def register(command: Command, course_options: CourseOptions) -> None:
    """Add the commands of this module."""
    score = command("score", _score, "decide from a CSV of raw scores, to ask what-if", _SCORE)
    score.add_argument(
        "--from", dest="raw", type=Path, required=True, metavar="RAW", help="CSV of raw scores"
    )
    score.add_argument("--track", required=True, help="track of the blueprint, e.g. brand or regional")
    score.add_argument("--blueprint", type=Path, metavar="FILE", help="what differs from the project's")
    score.add_argument(
        "--json", action="store_true", help="a list with unrounded numbers, one entry a candidate"
    )
    score.add_argument("--language", choices=("en", "zh"), default="en", help="of the table (default: en)")

    export = command(
        "export", _export, "write scores for spreadsheets, Moodle, Canvas; badges as JSON", _EXPORT
    )
    export.add_argument(
        "kind", choices=("csv", "xlsx", "moodle", "canvas", "badges"), metavar="KIND", help="see below"
    )
    export.add_argument("--output", type=Path, required=True, metavar="FILE", help="file to write")
    export.add_argument(
        "--assignment",
        action="append",
        metavar="ID",
        help="only scores of this one (may be repeated; default: all with submissions)",
    )
    course_options(export)

    status = command("status", _status, "what was decided about a candidate, why, what comes next", _STATUS)
    status.add_argument("candidate", help="pseudonym, or id in the gradebook")
    status.add_argument("--track", help="default: that of the newest decision, or of the provider's roster")
    status.add_argument("--language", choices=("en", "zh"), default="en", help="default: en")
    status.add_argument("--json", action="store_true", help="both languages, for a machine")
    course_options(status)


def _score(arguments: argparse.Namespace) -> int:
    from sixfold_grader.blueprint import load_blueprint
    from sixfold_grader.whatif import decide_table, decision_json

    base = find_project().blueprint
    blueprint = load_blueprint(arguments.blueprint, base) if arguments.blueprint else load_blueprint(base)
    decisions = decide_table(arguments.raw, blueprint, arguments.track)
    if arguments.json:
        entries = [decision_json(name, decision, blueprint) for name, decision in decisions.items()]
        print(json.dumps(entries, ensure_ascii=False, indent=1))
    else:
        _print_decisions(decisions, blueprint, arguments.language)
    return 0


def _print_decisions(decisions: Mapping[str, Decision], blueprint: Blueprint, language: Language) -> None:
    from sixfold_grader.explain import outcome_text, reason_text
    from sixfold_grader.messages import text
    from sixfold_grader.scoring import shown

    capabilities = list(blueprint.capabilities.values())
    for number, capability in enumerate(capabilities, 1):
        cut = text("report", "cut", language)
        print(f"{number} {capability.title[language]}: {cut} {capability.cut:g} / {capability.maximum:g}")
    width = max(len(name) for name in decisions) if decisions else 0
    print(" " * width, *(f"{number:>6}" for number in range(1, len(capabilities) + 1)), f"{'C':>6}  ± SEM")
    for name, found in decisions.items():
        scores = [*found.scaled.values(), found.composite]
        cells = ("–" if score is None else shown(score) for score in scores)
        sem = "  –  " if found.sem is None else f"± {found.sem:.1f}"
        print(
            f"{name:{width}}", *(f"{cell:>6}" for cell in cells), f" {sem}  {outcome_text(found, language)}"
        )
        for reason in found.reasons:
            print(f"{'':{width}}   {reason_text(reason, blueprint, language)}")


def _export(arguments: argparse.Namespace) -> int:
    from sixfold_grader.scores import require_gradebook
    from sixfold_grader.verdicts import write_atomically

    require_gradebook(course_of(arguments))
    content, said = (_badges if arguments.kind == "badges" else _score_table)(arguments)
    write_atomically(arguments.output, content)
    print(f"{arguments.output}: {said}")
    return 0


def _badges(arguments: argparse.Namespace) -> tuple[str, str]:
    """Return the credentials in force as JSON, and what that is."""
    from sixfold_grader.errors import CourseError
    from sixfold_grader.records import open_records

    course = course_of(arguments)
    with open_records(course.db_url) as records:
        now = records.ledger.clock()
        held = [each for each in records.credentials.find(state="active") if each.expires > now]
    if not held:
        raise CourseError(f"{course.root}: no credential is in force; `sixfold issue` makes them")
    documents = [each.document for each in held]
    return json.dumps(documents, ensure_ascii=False, indent=1), f"badges in force: {len(held)}"


def _score_table(arguments: argparse.Namespace) -> tuple[str | bytes, str]:
    """Return the scores in the form of their kind, and what that is."""
    from sixfold_grader import exports
    from sixfold_grader.blueprint import load_blueprint
    from sixfold_grader.errors import CourseError
    from sixfold_grader.scores import capability_scores, emails

    course, blueprint = course_of(arguments), load_blueprint(find_project().blueprint)
    chosen = [blueprint.form(name) for name in arguments.assignment or blueprint.forms]
    scores = {form.id: capability_scores(course, blueprint, form.id) for form in chosen}
    forms = [form for form in chosen if scores[form.id]]
    if not forms:
        named = ", ".join(form.id for form in chosen)
        raise CourseError(f"{course.root}: there is no submission of {named}; nothing is written")
    content: str | bytes
    if arguments.kind == "moodle":
        content = exports.csv_text(exports.moodle_sheet(forms, scores, emails(course)), bom=False)
    elif arguments.kind == "canvas":
        content = exports.csv_text(exports.canvas_sheet(forms, scores), bom=False)
    elif arguments.kind == "xlsx":
        content = exports.xlsx_bytes([exports.score_sheet(forms, scores), exports.column_sheet(forms)])
    else:
        content = exports.csv_text(exports.score_sheet(forms, scores))
    candidates = {score.candidate for form in forms for score in scores[form.id]}
    return content, f"{len(candidates)} candidates, {', '.join(form.id for form in forms)}"


def _status(arguments: argparse.Namespace) -> int:
    from sixfold_grader.blueprint import LANGUAGES, load_blueprint
    from sixfold_grader.candidates import status_of
    from sixfold_grader.records import open_records
    from sixfold_grader.scores import require_gradebook
    from sixfold_grader.status import paragraph

    course, blueprint = course_of(arguments), load_blueprint(find_project().blueprint)
    require_gradebook(course)
    with open_records(course.db_url) as records:
        found = status_of(records, blueprint, arguments.candidate, arguments.track)
    texts = {language: paragraph(found, blueprint, language) for language in LANGUAGES}
    if arguments.json:
        print(json.dumps({"candidate": found.candidate, "track": found.track, **texts}, ensure_ascii=False))
    else:
        print(texts[arguments.language])
    return 0
