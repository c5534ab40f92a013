"""`sixfold review`: decisions by two people, one by one, in batches, or on a committee's sheet."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sixfold_grader.commands.courses import project_blueprint
from sixfold_grader.commands.shape import Command, CourseOptions
from sixfold_grader.commands.shared import (
    Group,
    print_json,
    print_table,
    records_of,
    signed_in,
)
from sixfold_grader.errors import RecordsError

if TYPE_CHECKING:
    from sixfold_grader.blueprint import Blueprint
    from sixfold_grader.records import Records
    from sixfold_grader.records.assess import Assessment
    from sixfold_grader.records.tables import Decision


_CLEAR = ("clear_pass", "clear_fail")


def register(command: Command, options: CourseOptions) -> None:
    """Add the commands of this module."""
    group = Group(
        command,
        options,
        "review",
        "decide: propose, approve by another person, or a committee's sheet",
        "  sixfold review list --status review\n"
        "  sixfold review propose c-7f3a01bc --reason-code reviewed --reason 'memo 2 read again' --as vera\n"
        "  sixfold review propose --clear --as vera         every clear pass and fail\n"
        "  sixfold review approve 17 18 --as walt           not who proposed, marked or trained\n"
        "  sixfold review approve --clear --as walt\n"
        "  sixfold review export committee.xlsx             fill action, reason_code, reason\n"
        "  sixfold review import committee.xlsx --as vera --dry-run\n",
    )
    listing = group.action("list", _review_list, "what the rule says about everybody, nearest calls first")
    listing.add_argument("--json", action="store_true", help="for a machine")
    export = group.action("export", _review_export, "write a sheet for a committee; no names in it")
    export.add_argument("--language", choices=("en", "zh"), default="en", help="of the reasons")
    for sub in (listing, export):
        sub.add_argument("--status", action="append", choices=(*_CLEAR, "review", "blocked"), default=[])
    load = group.action("import", _review_import, "do what a sheet says, all or nothing", acts=True)
    load.add_argument("--dry-run", action="store_true", help="check the sheet, write nothing")
    for sub in (export, load):
        sub.add_argument("file", type=Path, help=".csv or .xlsx")
    propose = group.action("propose", _propose, "propose what the scores say", acts=True)
    propose.add_argument("candidates", nargs="*", metavar="CANDIDATE")
    propose.add_argument("--clear", action="store_true", help="everybody outside every band")
    propose.add_argument("--reason-code", default="reviewed", metavar="CODE")
    propose.add_argument("--reason", default="", metavar="TEXT")
    approve = group.action("approve", _approve, "approve another person's proposals", acts=True)
    approve.add_argument("decisions", nargs="*", type=int, metavar="DECISION")
    approve.add_argument("--clear", action="store_true", help="all proposals of others that are clear cases")
    reject = group.action("reject", _reject, "send another person's proposal back", acts=True)
    withdraw = group.action("withdraw", _withdraw, "take an own proposal back", acts=True)
    for sub in (reject, withdraw):
        sub.add_argument("decision", type=int)
        sub.add_argument("--reason", required=True, metavar="TEXT")
    name = group.action("name", _name, "who a candidate is, once decided; the log keeps who asked", acts=True)
    name.add_argument("candidate")
    for sub in (listing, export, propose):
        sub.add_argument("--track", help="for those on no roster (default: the blueprint's first)")


def _review_list(arguments: argparse.Namespace) -> int:
    blueprint = project_blueprint()
    with records_of(arguments) as records:
        found = [
            a
            for a in records.runs.assess(blueprint, arguments.track).values()
            if not arguments.status or a.decision.status in arguments.status
        ]
        made = {(d.candidate, d.track): d for d in reversed(records.decisions.find())}
    found.sort(key=_nearest)
    if arguments.json:
        print_json([{"candidate": a.candidate, "track": a.decision.track, **a.evidence()} for a in found])
        return 0
    print_table(
        [
            ("candidate", "track", "status", "rule", "composite", "decision", "reasons"),
            *(_review_row(a, made.get((a.candidate, a.decision.track)), blueprint) for a in found),
        ]
    )
    return 0


def _nearest(assessment: Assessment) -> tuple[bool, float]:
    chance = assessment.decision.probability
    return chance is None, abs((chance or 0) - 0.5)


def _review_row(assessment: Assessment, decision: Decision | None, blueprint: Blueprint) -> tuple[str, ...]:
    from sixfold_grader.explain import reason_text
    from sixfold_grader.scoring import shown

    rule = assessment.decision
    reasons = [reason_text(reason, blueprint, "en") for reason in rule.reasons]
    told = "; ".join(reasons[:2]) + (f" (+{len(reasons) - 2})" if len(reasons) > 2 else "")
    number = f"{decision.id} {decision.state}" if decision else ""
    composite = "–" if rule.composite is None else shown(rule.composite)
    return assessment.candidate, rule.track, rule.status, assessment.outcome, composite, number, told


def _review_export(arguments: argparse.Namespace) -> int:
    from sixfold_grader.records.sheets import write_sheet

    with records_of(arguments) as records:
        sheet = records.review.sheet(
            project_blueprint(), arguments.language, arguments.track, arguments.status
        )
    write_sheet(arguments.file, sheet)
    print(
        f"{arguments.file}: {len(sheet.rows)} candidates; fill action (propose, approve, reject) and a reason"
    )
    return 0


def _review_import(arguments: argparse.Namespace) -> int:
    from sixfold_grader.records.review import NEEDED
    from sixfold_grader.tables import read_table

    rows = read_table(arguments.file, NEEDED, None)
    with records_of(arguments) as records:
        user = signed_in(records, arguments)
        done = records.review.load(user, project_blueprint(), rows, dry_run=arguments.dry_run)
    would = "would be " if arguments.dry_run else ""
    print(
        f"{done.proposed} {would}proposed, {done.approved} {would}approved, {done.rejected} {would}rejected"
    )
    return 0


def _propose(arguments: argparse.Namespace) -> int:
    if arguments.clear == bool(arguments.candidates):
        raise RecordsError("name candidates, or say --clear for all clear cases")
    with records_of(arguments) as records:
        user = signed_in(records, arguments)
        found = records.runs.assess(project_blueprint(), arguments.track, arguments.candidates or None)
        for name in arguments.candidates:
            if name not in found:
                raise RecordsError(f"there is no candidate {name!r} with a score; `sixfold review list`")
        if arguments.clear:
            found = {name: a for name, a in found.items() if _is_news(records, a)}
        code = "clear" if arguments.clear else arguments.reason_code
        made = records.decisions.propose(user, [a.proposal(code, arguments.reason) for a in found.values()])
    _print_decisions(made)
    return 0


def _is_news(records: Records, assessment: Assessment) -> bool:
    """Whether a clear case is neither proposed nor decided on these scores."""
    if assessment.decision.status not in _CLEAR:
        return False
    told = assessment.evidence()["scores_sha256"]
    return not any(
        decision.state == "proposed" or decision.evidence.get("scores_sha256") == told
        for decision in records.decisions.find(candidate=assessment.candidate)
        if decision.state in ("proposed", "approved") and decision.track == assessment.decision.track
    )


def _approve(arguments: argparse.Namespace) -> int:
    if arguments.clear == bool(arguments.decisions):
        raise RecordsError("name decisions by number, or say --clear for all clear cases of others")
    with records_of(arguments) as records:
        user = signed_in(records, arguments)
        ids = arguments.decisions or [
            decision.id
            for decision in reversed(records.decisions.find(state="proposed"))
            if decision.proposer != user and decision.evidence.get("status") in _CLEAR
        ]
        _print_decisions(records.decisions.approve(user, ids, project_blueprint().policy))
    return 0


def _reject(arguments: argparse.Namespace) -> int:
    with records_of(arguments) as records:
        user = signed_in(records, arguments)
        _print_decisions([records.decisions.reject(user, arguments.decision, arguments.reason)])
    return 0


def _withdraw(arguments: argparse.Namespace) -> int:
    with records_of(arguments) as records:
        user = signed_in(records, arguments)
        _print_decisions([records.decisions.withdraw(user, arguments.decision, arguments.reason)])
    return 0


def _print_decisions(decisions: list[Decision]) -> None:
    for decision in decisions:
        about, outcome = decision.candidate or decision.provider, decision.level or decision.outcome
        print(f"decision {decision.id}: {about}, {decision.track}, {outcome}, {decision.state}")
    if not decisions:
        print("nothing to decide")


def _name(arguments: argparse.Namespace) -> int:
    with records_of(arguments) as records:
        person = records.people.reveal(signed_in(records, arguments), arguments.candidate)
    print(f"{person.candidate}: {person.student_id}, {person.name or 'no name on record'}")
    return 0
