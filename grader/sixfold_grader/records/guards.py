"""What the database itself refuses, whoever asks: triggers for SQLite and PostgreSQL from one list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection


@dataclass(frozen=True)
class Guard:
    """Refuse an event on a table, always or where a condition on the new row holds.

    Attributes
    ----------
    event : str
        `INSERT`, `DELETE`, `UPDATE` or `UPDATE OF column, …`.
    where : str
        SQL that both databases read; `NEW` is the row.
    """

    name: str
    table: str
    event: str
    message: str
    where: str = ""


_FROZEN = (
    "id, candidate, provider, track, run, outcome, level, "
    "reason_code, reason, evidence, proposer, proposed_at"
)


def _rated(person: str) -> str:
    return f"EXISTS (SELECT 1 FROM sixfold_rating r WHERE r.candidate = NEW.candidate AND r.rater = {person})"


def _trained(person: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM sixfold_training t "
        f"WHERE t.candidate = NEW.candidate AND t.trainer = {person})"
    )


def _decided(person: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM sixfold_decision d WHERE d.candidate = NEW.candidate "
        f"AND (d.proposer = {person} OR d.approver = {person}))"
    )


GUARDS = (
    Guard("audit_fixed", "sixfold_audit", "UPDATE", "the audit log is only ever added to"),
    Guard("audit_kept", "sixfold_audit", "DELETE", "the audit log is only ever added to"),
    Guard("rating_fixed", "sixfold_rating", "UPDATE", "ratings are only ever added"),
    Guard("rating_kept", "sixfold_rating", "DELETE", "ratings are only ever added"),
    Guard(
        "rating_trainer",
        "sixfold_rating",
        "INSERT",
        "a trainer may not mark an own trainee",
        _trained("NEW.rater"),
    ),
    Guard(
        "rating_decider",
        "sixfold_rating",
        "INSERT",
        "who decided about a candidate may not mark there",
        _decided("NEW.rater"),
    ),
    Guard("decision_kept", "sixfold_decision", "DELETE", "a decision is superseded, never deleted"),
    Guard(
        "decision_fixed",
        "sixfold_decision",
        f"UPDATE OF {_FROZEN}",
        "a proposal does not change; withdraw it and propose anew",
    ),
    Guard(
        "decision_one_step",
        "sixfold_decision",
        "INSERT",
        "a decision is proposed first and approved in a second step",
        "NEW.approver IS NOT NULL OR NEW.state <> 'proposed'",
    ),
    Guard(
        "decision_proposer_rated",
        "sixfold_decision",
        "INSERT",
        "who marked or trained a candidate may not propose the decision",
        f"{_rated('NEW.proposer')} OR {_trained('NEW.proposer')}",
    ),
    Guard(
        "decision_approver_rated",
        "sixfold_decision",
        "UPDATE OF approver",
        "who marked or trained a candidate may not approve the decision",
        f"NEW.approver IS NOT NULL AND ({_rated('NEW.approver')} OR {_trained('NEW.approver')})",
    ),
)


def statements(dialect: str, guards: Iterable[Guard] = GUARDS) -> list[str]:
    """Return the SQL that puts the guards up."""
    make = {"sqlite": _sqlite, "postgresql": _postgresql}[dialect]
    return [statement for guard in guards for statement in make(guard)]


def _sqlite(guard: Guard) -> list[str]:
    refuse = f"SELECT RAISE(ABORT, 'sixfold: {guard.message}')"
    where = f" WHERE {guard.where}" if guard.where else ""
    return [
        f"CREATE TRIGGER sixfold_{guard.name} BEFORE {guard.event} ON {guard.table} "
        f"BEGIN {refuse}{where}; END"
    ]


def _postgresql(guard: Guard) -> list[str]:
    refuse = f"RAISE EXCEPTION 'sixfold: {guard.message}'"
    body = f"IF {guard.where} THEN {refuse}; END IF;" if guard.where else f"{refuse};"
    back = "OLD" if guard.event == "DELETE" else "NEW"
    name = f"sixfold_{guard.name}"
    made = [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN {back}; END $$",
        f"CREATE TRIGGER {name} BEFORE {guard.event} ON {guard.table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
    if guard.event == "DELETE":
        made.append(f"CREATE TRIGGER {name}_all BEFORE TRUNCATE ON {guard.table} EXECUTE FUNCTION {name}()")
    return made


def put_up(connection: Connection) -> None:
    """Create the triggers."""
    for statement in statements(connection.dialect.name):
        connection.exec_driver_sql(statement)


def take_down(connection: Connection) -> None:
    """Drop the triggers: only for the time in which a backup is read back."""
    for guard in GUARDS:
        name = f"sixfold_{guard.name}"
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        else:
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {name}() CASCADE")
