"""What would the rule say? Decisions from a plain table of raw scores.

The table is a CSV with the column `candidate` and one column for each capability of the blueprint. An empty
cell means not attempted: the candidate is blocked, never given 0.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sixfold_grader.blueprint import LANGUAGES, Blueprint
from sixfold_grader.decision import CapabilityInput, Decision, Reason, decide
from sixfold_grader.explain import reason_text
from sixfold_grader.tables import Row, read_table, unique


def decide_table(path: Path, blueprint: Blueprint, track: str) -> dict[str, Decision]:
    """Decide every candidate of a CSV of raw scores, in its order.

    Raises
    ------
    TableError
        With file and line: a column that is missing or unknown, a candidate twice, text where a number
        belongs, a score outside 0 to the maximum.
    SourceError
        The blueprint has no such track.
    """
    blueprint.weights(track)  # or say which tracks there are, before the table is read
    rows = unique(read_table(path, ["candidate", *blueprint.capabilities]), "candidate")
    return {row["candidate"]: decide(_inputs(row, blueprint), blueprint, track) for row in rows}


def _inputs(row: Row, blueprint: Blueprint) -> dict[str, CapabilityInput]:
    return {
        key: CapabilityInput(row.number(key, 0, capability.maximum) if row[key] else None)
        for key, capability in blueprint.capabilities.items()
    }


def decision_json(candidate: str, decision: Decision, blueprint: Blueprint) -> dict[str, Any]:
    """Return a decision as JSON values: numbers unrounded, `null` where nothing is decided."""
    return {
        "candidate": candidate,
        "track": decision.track,
        "scaled": dict(decision.scaled),
        "capability_sem": dict(decision.capability_sem),
        "composite": decision.composite,
        "sem": decision.sem,
        "decision": decision.decision,
        "level": decision.level,
        "status": decision.status,
        "reasons": [_reason_json(reason, blueprint) for reason in decision.reasons],
        "probability": decision.probability,
        "badges": list(decision.badges),
    }


def _reason_json(reason: Reason, blueprint: Blueprint) -> dict[str, Any]:
    texts: dict[str, Any] = {language: reason_text(reason, blueprint, language) for language in LANGUAGES}
    return {"key": reason.key, **reason.facts, **texts}
