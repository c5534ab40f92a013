"""Scores as JSON, CSV and a self-contained HTML page in each language."""

from __future__ import annotations

import datetime as dt
import json
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import altair as alt
import pandas as pd

from sixfold import charts
from sixfold_grader.blueprint import LANGUAGES, Form, Language
from sixfold_grader.exports import Sheet, csv_text
from sixfold_grader.messages import item_message, text
from sixfold_grader.models import Verdict
from sixfold_grader.pages import inline, render
from sixfold_grader.scoring import CapabilityScore, ItemDifficulty, item_difficulty, shown
from sixfold_grader.template import answer_cell, grade_id

MINIMUM_N = 30  # item statistics below this are noise (certification.md §4)


@dataclass(frozen=True)
class ReportInput:
    """Everything a report shows."""

    form: Form
    scores: Sequence[CapabilityScore]
    verdicts: Mapping[str, Verdict]
    made: dt.datetime
    simulated: bool = False
    pages: Mapping[str, str] = field(
        default_factory=dict
    )  # candidate -> address of the graded notebook's page

    def isolation(self, candidate: str) -> str:
        """Return the walls behind which a candidate's code ran, as stamped on the verdict."""
        return self.verdicts[candidate].isolation if candidate in self.verdicts else ""

    @property
    def unconfined(self) -> bool:
        """Whether anybody's code ran without walls."""
        return any(verdict.isolation.startswith("NO ISOLATION") for verdict in self.verdicts.values())


def write_report(data: ReportInput, folder: Path) -> list[Path]:
    """Write `scores.json`, `scores.csv`, `report.html` and `report.zh.html`; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"scores.json": as_json(data), "scores.csv": as_csv(data)}
    for language in LANGUAGES:
        name = "report.html" if language == "en" else f"report.{language}.html"
        files[name] = as_html(data, language)
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8", newline="")
    return [folder / name for name in files]


def as_json(data: ReportInput) -> str:
    """Return the scores as JSON; a blocked candidate has `null`, never 0."""
    rows = [
        {
            "candidate": score.candidate,
            "raw": score.raw,
            "scaled": score.scaled,
            "outcome": score.outcome,
            "isolation": data.isolation(score.candidate),
            "reasons": [{"key": key, "item": item} for key, item in score.reasons],
            "items": {item: asdict(entry) | {"points": entry.points} for item, entry in score.items.items()},
        }
        for score in data.scores
    ]
    head = {
        "schema": "sixfold.scores/1",
        "form": data.form.id,
        "maximum": data.form.points,
        "cut": data.form.cut,
        "made": data.made.isoformat(),
        "simulated": data.simulated,
        "official": False,
    }
    return json.dumps({**head, "candidates": rows}, ensure_ascii=False, indent=1)


def as_csv(data: ReportInput) -> str:
    """Return the scores as CSV for a spreadsheet: BOM, quoted, no cell that a sheet would run."""
    rows = []
    for score in data.scores:
        items = [score.items[item].points if item in score.items else None for item in data.form.items]
        scaled = None if score.scaled is None else float(shown(score.scaled))
        why = "; ".join(reasons(score, data.form, "en"))
        isolation = data.isolation(score.candidate)
        rows.append([score.candidate, *items, score.raw, scaled, score.outcome, why, isolation])
    columns = ["candidate", *data.form.items, "raw", "scaled", "outcome", "why", "isolation"]
    return csv_text(Sheet("scores", columns, rows))


def reasons(score: CapabilityScore, form: Form, language: Language) -> list[str]:
    """Return why an outcome is what it is, in words: one text per kind of reason."""
    items: dict[str, list[str]] = {}
    for key, item in score.reasons:
        items.setdefault(key, []).append(form.items[item].title[language] if item else "")
    comma = {"en": ", ", "zh": "、"}[language]
    return [text("reason", key, language, {"item": comma.join(titles)}) for key, titles in items.items()]


def as_html(data: ReportInput, language: Language) -> str:
    """Return one page with everything inside: no request leaves it."""
    difficulty = item_difficulty(data.scores, data.form)
    decided = [score.scaled for score in data.scores if score.scaled is not None]
    return render(
        "report.html.j2",
        language=language,
        form=data.form,
        scores=data.scores,
        verdicts=data.verdicts,
        pages=data.pages,
        simulated=data.simulated,
        unconfined=data.unconfined,
        made=data.made.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%d %H:%M (Asia/Shanghai)"),
        decided=decided,
        reached=sum(score.outcome == "reached" for score in data.scores),
        outcomes=Counter(score.outcome for score in data.scores),
        isolation=sorted({v.isolation for v in data.verdicts.values() if v.isolation}),
        difficulty=difficulty,
        summary=_summary(decided, language),
        distribution_spec=inline(_distribution(decided, language)),
        difficulty_spec=inline(_difficulty_chart(difficulty, data.form, language)),
        t=lambda section, key, facts=None: text(section, key, language, facts),
        shown=shown,
        reasons=lambda score: reasons(score, data.form, language),
        points=_points_text,
        evidence=lambda verdict: _evidence(verdict, data.form, language),
    )


def _points_text(score: CapabilityScore, item: str) -> str:
    entry = score.items.get(item)
    return "–" if entry is None or entry.points is None else f"{entry.points:g}"


def _evidence(verdict: Verdict, form: Form, language: Language) -> list[dict[str, Any]]:
    cells = {grade_id(cell): cell for cell in verdict.cells if grade_id(cell)}
    entries = []
    for item in form.items.values():
        if item.id not in verdict.items:
            continue
        result, answer = verdict.items[item.id], cells[answer_cell(form, item.id)]
        entries.append(
            {
                "item": item.id,
                "title": item.title[language],
                "maximum": item.points,
                "status": text("status", result.status, language),
                "message": item_message(item, result, language),
                "answer": answer["source"],
                "output": _output_text([*answer.get("outputs", []), *cells[item.id].get("outputs", [])]),
            }
        )
    return entries


def _output_text(outputs: Sequence[Mapping[str, Any]]) -> str:
    pieces = []
    for output in outputs:
        if output["output_type"] == "stream":
            pieces.append(output["text"])
        elif output["output_type"] == "error":
            pieces.append("\n".join(output["traceback"]))
        else:
            pieces.append(output["data"].get("text/plain", ""))
    return "\n".join(pieces)[:5000]


def _summary(decided: Sequence[float], language: Language) -> str:
    if not decided:
        return text("report", "insufficient", language, {"n": "0"})
    facts = {
        "decided": str(len(decided)),
        "median": shown(statistics.median(decided)),
        "low": shown(min(decided)),
        "high": shown(max(decided)),
        "near": str(sum(abs(score - 60) < 3 for score in decided)),
    }
    return text("report", "distribution_summary", language, facts)


def _distribution(decided: Sequence[float], language: Language) -> alt.LayerChart:
    frame = pd.DataFrame({"scaled": list(decided)}, dtype=float)
    bars = (
        alt.Chart(frame)
        .mark_bar(color=charts.PALETTE[0])
        .encode(
            x=alt.X(
                "scaled:Q",
                bin=alt.Bin(step=5, extent=[0, 100]),
                title=text("report", "distribution_axis", language),
            ),
            y=alt.Y(
                "count()",
                title=text("report", "count", language),
                axis=alt.Axis(values=_whole_ticks(decided)),
            ),
            tooltip=[alt.Tooltip("count()", title=text("report", "count", language))],
        )
    )
    cut = (
        alt.Chart(pd.DataFrame({"cut": [60.0]}))
        .mark_rule(strokeDash=[6, 4], size=2, color="black")
        .encode(x="cut:Q")
    )
    return (bars + cut).properties(width=620, height=240)


def _whole_ticks(decided: Sequence[float]) -> list[int]:
    """Return whole numbers for an axis of counts in bins of 5."""
    highest = max(Counter(min(int(score // 5), 19) for score in decided).values(), default=0)
    return list(range(0, highest + 1, max(1, highest // 5)))


def _difficulty_chart(rows: Sequence[ItemDifficulty], form: Form, language: Language) -> alt.Chart:
    frame = pd.DataFrame(
        {
            "item": [form.items[row.item].title[language] for row in rows if row.n >= MINIMUM_N],
            "p": [row.p for row in rows if row.n >= MINIMUM_N],
        }
    )
    return (
        alt.Chart(frame)
        .mark_bar(color=charts.PALETTE[5])
        .encode(
            x=alt.X("p:Q", scale=alt.Scale(domain=[0, 1]), title="p"),
            y=alt.Y("item:N", sort=None, title=None, axis=alt.Axis(labelLimit=280)),
            tooltip=["item:N", alt.Tooltip("p:Q", format=".2f")],
        )
        .properties(width=460)
    )
