"""The start page: prose by hand, and the map of the course from the outline and the blueprint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pprint import pformat
from typing import Any

from sixfold_grader.blueprint import Blueprint, Language
from sixfold_grader.build import notebook as nb
from sixfold_grader.build.outline import START, Module, Outline
from sixfold_grader.build.percent import SourceCell

_MAP = "sf.course_map()"  # stands in the page's source where the builder writes the call with its data


def start_notebook(
    cells: Sequence[SourceCell],
    outline: Outline,
    blueprint: Blueprint,
    checks: Mapping[str, int],
    language: Language,
) -> nb.Notebook:
    """Return the start page; `checks` counts the self-checks of each lesson by its path."""
    modules = [_entry(module, outline, blueprint, checks, language) for module in outline.modules]
    call = f"sf.course_map(\n{pformat(modules, width=110, sort_dicts=False)}\n)"
    start = nb.code(f'import sixfold as sf\n\nsf.start("{language}", lesson="{START}")')
    spoken = [cell for cell in cells if cell.options.get("lang", language) == language]
    body = [
        nb.markdown(cell.source)
        if cell.markdown
        else nb.code(cell.source.replace(_MAP, call), jupyter={"source_hidden": True})
        for cell in spoken
    ]
    return nb.notebook([body[0], start, *body[1:]], language)


def _entry(
    module: Module, outline: Outline, blueprint: Blueprint, checks: Mapping[str, int], language: Language
) -> dict[str, Any]:
    form = blueprint.forms.get(module.capability)
    points = {"en": "points", "zh": "分"}[language]
    titles = {each.capability: each.title[language] for each in outline.modules}
    return {
        "title": module.title[language],
        "needs": [titles[capability] for capability in module.needs],
        "lessons": [
            {
                "path": lesson.path,
                "title": lesson.title[language],
                "minutes": lesson.minutes,
                "checks": checks[lesson.path],
            }
            for lesson in module.lessons
        ],
        "assignment": f"{form.title[language]} · {form.points} {points}" if form else "",
    }
