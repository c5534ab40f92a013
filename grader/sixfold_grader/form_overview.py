"""`assignments/FORM.md`: the whole certification form on one page, from the blueprint and the panels' tables.

A panel's ratings stand in the form's `DESIGN.md`, in the table whose header is `item | points | J1 | J2 …`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sixfold_grader.blueprint import Blueprint, Form, load_blueprint
from sixfold_grader.errors import SourceError
from sixfold_grader.project import Project
from sixfold_grader.psychometrics import Angoff, angoff

_HEADER = re.compile(r"^\| item \| points \| (J\d+ \| )+mean \|$")
_KINDS = {"function": "function 函数", "response": "memo 备忘"}

_ABOUT = """\
# The certification form 认证卷面

Made by `sixfold form --write` from `blueprint.toml` and the panels' tables in each `DESIGN.md`; do not edit.
由 `sixfold form --write` 根据 `blueprint.toml` 与各 `DESIGN.md` 中的专家评定表生成，请勿手改。

**Simulated 模拟.** No panel has met: the judges' ratings are simulated, and the weights are placeholders
until a practice analysis has been done. Not an official Douyin credential.
尚无真实专家组：评定为模拟数据，权重为占位值；并非抖音官方认证。
"""


@dataclass(frozen=True)
class Panel:
    """What the judges expect of a just qualified candidate: points by item, and the cut from them."""

    means: Mapping[str, float]
    judges: int
    result: Angoff


def render(project: Project) -> str:
    """Return the page.

    Raises
    ------
    SourceError
        A form has no panel's table, the table is for other items or points, or the blueprint's cut is not the
        panel's, rounded to whole points.
    """
    blueprint = load_blueprint(project.blueprint)
    panels = {
        form.id: read_panel(project.assignments / form.id / "DESIGN.md", form)
        for form in blueprint.forms.values()
    }
    sections = [_ABOUT, "\n".join(_whole(blueprint, panels)), *_forms(blueprint, panels)]
    return "\n".join(sections) + "\n"


def read_panel(path: Path, form: Form) -> Panel:
    """Read and check the ratings of a form's panel."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    start = next((number for number, line in enumerate(lines) if _HEADER.match(line)), None)
    if start is None:
        raise SourceError(
            path, 0, "there is no table of the panel's ratings (| item | points | J1 | J2 | … | mean |)"
        )
    means, columns = {}, []
    for number, line in enumerate(lines[start + 2 :], start + 3):
        cells = [cell.strip().strip("`*") for cell in line.strip("|").split("|")]
        if cells[0] == "sum":
            break
        item = form.items.get(cells[0])
        if item is None or cells[1] != str(item.points):
            raise SourceError(path, number, f"{cells[0]!r} with {cells[1]} points is not in the blueprint")
        columns.append([float(cell) for cell in cells[2:-1]])
        means[item.id] = float(cells[-1])
    if missing := sorted(set(form.items) - set(means)):
        raise SourceError(path, start + 1, f"the panel has not rated {', '.join(missing)}")
    result = angoff([list(judge) for judge in zip(*columns, strict=True)])
    if round(result.cut) != form.cut:
        message = (
            f"the panel's cut is {result.cut:.2f}, the blueprint's {form.cut:g}; it must be the same, rounded"
        )
        raise SourceError(path, start + 1, message)
    return Panel(means, len(columns[0]), result)


def _whole(blueprint: Blueprint, panels: Mapping[str, Panel]) -> Iterator[str]:
    tracks = [f"{title.en} {title.zh}" for title in blueprint.tracks.values()]
    columns = [
        "capability 能力",
        "functions 函数",
        "memos 备忘",
        "points 分值",
        "cut 合格线",
        "SE",
        "critical 关键题",
    ]
    columns += [*(f"weight, {track} 权重" for track in tracks), "floor 底线"]
    yield from (
        "## The six capabilities 六项能力",
        "",
        f"| {' | '.join(columns)} |",
        "|" + "---|" * len(columns),
    )
    for capability in blueprint.capabilities.values():
        form, weights = blueprint.forms.get(capability.id), [capability.weights[t] for t in blueprint.tracks]
        counted = ["–"] * 6 if form is None else _counts(form, panels[form.id])
        shares = [f"{weight:.0%}" for weight in weights]
        floors = ", ".join([f"{capability.floor:g}", *(f"{t}: {f:g}" for t, f in capability.floors.items())])
        yield f"| {capability.title.en} {capability.title.zh} | {' | '.join([*counted, *shares, floors])} |"
    forms = [blueprint.forms[key] for key in blueprint.capabilities if key in blueprint.forms]
    total = [str(sum(len(form.of_kind(kind)) for form in forms)) for kind in ("function", "response")]
    sums = ["100%" for _ in blueprint.tracks]
    points = str(sum(form.points for form in forms))
    yield f"| **whole form 全卷** | {' | '.join([*total, points, '', '', '', *sums, ''])} |"
    yield ""
    policy = blueprint.policy
    levels = ", ".join(f"{level} {line:g}" for level, line in policy.levels.items())
    cut, share = f"{policy.scaled_cut:g}", f"{policy.critical_share:.0%}"
    yield f"Each score is scaled so that its cut is {cut}. Levels on the weighted mean: {levels}."
    yield f"Critical items together need {share} of their points."
    yield f"各项折算后合格线均为 {cut} 分；关键题合计须拿到 {share} 的分值。"
    yield ""


def _counts(form: Form, panel: Panel) -> list[str]:
    critical = ", ".join(item.title.en for item in form.items.values() if item.critical) or "–"
    kinds = [str(len(form.of_kind(kind))) for kind in ("function", "response")]
    return [*kinds, str(form.points), f"{form.cut:g}", f"{panel.result.se:.2f}", critical]


def _forms(blueprint: Blueprint, panels: Mapping[str, Panel]) -> Iterator[str]:
    for form in blueprint.forms.values():
        panel = panels[form.id]
        yield f"## {form.title.en} · {form.title.zh}\n"
        cut, error = f"{panel.result.cut:.2f}", f"{panel.result.se:.2f}"
        yield f"{panel.judges} simulated judges 模拟专家: cut 合格线 {cut}, standard error 标准误 {error}.\n"
        yield "| item 题目 | kind 题型 | difficulty 难度 | points 分值 | panel 评定 |\n|---|---|---|---|---|"
        for item in form.items.values():
            mark = " **critical 关键**" if item.critical else ""
            yield (
                f"| {item.title.en} · {item.title.zh}{mark} | {_KINDS[item.kind]} | {item.difficulty} "
                f"| {item.points} | {panel.means[item.id]:.1f} |"
            )
        yield ""
