"""Decisions in words, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from sixfold_grader.blueprint import Blueprint, Language
from sixfold_grader.decision import Decision, Reason
from sixfold_grader.messages import text
from sixfold_grader.scoring import shown


def outcome_text(decision: Decision, language: Language) -> str:
    """Return level or fail, and how sure that is, e.g. "Pass, review"."""
    status = text("decision_status", decision.status, language)
    if decision.decision is None:
        return status
    level = decision.level
    said = text("certificate_level", level, language) if level else text("decision", "fail", language)
    return {"en": f"{said}, {status}", "zh": f"{said}，{status}"}[language]


def reason_text(reason: Reason, blueprint: Blueprint, language: Language) -> str:
    """Return one reason in words, with the titles of what it names."""
    facts = {
        key: _fact(key, value, str(reason.facts.get("capability", "")), blueprint, language)
        for key, value in reason.facts.items()
    }
    return text("decision_reason", reason.key, language, facts)


def loss_text(name: str, capabilities: Sequence[str], blueprint: Blueprint, language: Language) -> str:
    """Return what a provider cannot cover without one member."""
    titles = {"en": ", ", "zh": "、"}[language].join(
        blueprint.capabilities[key].title[language] for key in capabilities
    )
    return text("team", "loss", language, {"name": name, "capabilities": titles})


def _fact(key: str, value: str | float, form: str, blueprint: Blueprint, language: Language) -> str:
    if isinstance(value, str):
        return _title(key, value, form, blueprint, language)
    if key in ("share", "needed"):
        return f"{shown(100 * value).removesuffix('.0')} %"
    if key in ("composite", "scaled"):
        return shown(value)
    return f"{value:.1f}" if key == "sems" else f"{value:g}"


def _title(key: str, value: str, form: str, blueprint: Blueprint, language: Language) -> str:
    if key == "level":
        return text("certificate_level", value, language)
    if key == "capability":
        return (blueprint.capabilities.get(value) or blueprint.form(value)).title[language]
    if key == "item" and form in blueprint.forms and value in blueprint.forms[form].items:
        return blueprint.forms[form].items[value].title[language]
    return value
