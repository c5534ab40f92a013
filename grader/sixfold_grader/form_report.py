"""The annual statistics of forms and certificate as JSON and as a self-contained page in each language."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import altair as alt
import pandas as pd

from sixfold import charts
from sixfold_grader import psychometrics as psy
from sixfold_grader.blueprint import LANGUAGES, Blueprint, Language
from sixfold_grader.form_statistics import CertificateStatistics, FormStatistics
from sixfold_grader.messages import text
from sixfold_grader.pages import inline, render
from sixfold_grader.verdicts import write_atomically

_FLAG_COLOURS = {"": charts.PALETTE[0], "amber": charts.PALETTE[1], "red": charts.PALETTE[6]}


@dataclass(frozen=True)
class FormReport:
    """Everything a form report shows; `focal` names the group that is compared, if any."""

    blueprint: Blueprint
    forms: Sequence[FormStatistics]
    certificates: Sequence[CertificateStatistics]
    made: dt.datetime
    focal: str = ""


def write_form_report(report: FormReport, folder: Path) -> list[Path]:
    """Write `form-report.json`, `form-report.html` and `form-report.zh.html`; return their paths."""
    files = {"form-report.json": as_json(report)}
    for language in LANGUAGES:
        name = "form-report.html" if language == "en" else f"form-report.{language}.html"
        files[name] = as_html(report, language)
    for name, content in files.items():
        write_atomically(folder / name, content)
    return [folder / name for name in files]


def as_json(report: FormReport) -> str:
    """Return the figures as JSON; one of too few candidates, or undefined, is `null`."""
    forms = []
    for found in report.forms:
        entry = {key: value for key, value in asdict(found).items() if key not in ("form", "totals")}
        points = {"form": found.form.id, "maximum": found.form.points, "cut": found.form.cut}
        forms.append({**points, **entry})
    content = {
        "schema": "sixfold.form_statistics/1",
        "made": report.made.isoformat(),
        "official": False,
        "minimum_n": dict(psy.MINIMUM),
        "focal": report.focal or None,
        "forms": forms,
        "certificates": [asdict(found) for found in report.certificates],
    }
    return json.dumps(_finite(content), ensure_ascii=False, indent=1, allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(entry) for entry in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def as_html(report: FormReport, language: Language) -> str:
    """Return one page with everything inside: no request leaves it."""
    return render(
        "form_report.html.j2",
        language=language,
        report=report,
        made=report.made.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%d %H:%M (Asia/Shanghai)"),
        t=lambda key, facts=None: text("form_report", key, language, facts),
        figure=lambda value, n, statistic: figure(value, n, statistic, language),
        difference=lambda found, item: _difference(found, item, language),
        charts=[
            (f"{kind}-{found.form.id}", inline(draw(found, language)))
            for found in report.forms
            if psy.enough(found.n, "items")
            for kind, draw in (("totals", _totals_chart), ("items", _items_chart))
        ],
    )


def figure(value: float | None, n: int, statistic: str, language: Language) -> str:
    """Return a figure with two decimals, "–" where it is undefined, or that n is too small for it."""
    return psy.shown(math.nan if value is None else value, n, statistic, language)


def _difference(found: FormStatistics, item: str, language: Language) -> str:
    """Return an item's class of differential functioning with Δ and its error, or that n is too small."""
    line = next(line for line in found.items if line.item == item)
    if line.dif is not None:
        return f"{line.dif.ets_class} (Δ = {line.dif.delta:.2f}, SE {line.dif.se:.2f})"
    smaller = min(found.dif_focal, found.dif_n - found.dif_focal)
    if psy.enough(found.dif_n, "dif"):
        return psy.shown(math.nan, smaller, "dif_group", language)
    return psy.shown(math.nan, found.dif_n, "dif", language)


def _totals_chart(found: FormStatistics, language: Language) -> alt.LayerChart:
    band = pd.DataFrame({"low": [found.form.cut - found.csem], "high": [found.form.cut + found.csem]})
    shade = alt.Chart(band).mark_rect(color=charts.PALETTE[5], opacity=0.3).encode(x="low:Q", x2="high:Q")
    bars = (
        alt.Chart(pd.DataFrame({"raw": list(found.totals)}, dtype=float))
        .mark_bar(color=charts.PALETTE[0])
        .encode(
            x=alt.X(
                "raw:Q",
                bin=alt.Bin(maxbins=25, extent=[0, found.form.points]),
                title=text("form_report", "totals_axis", language, {"cut": f"{found.form.cut:g}"}),
            ),
            y=alt.Y("count()", title=text("report", "count", language)),
            tooltip=[alt.Tooltip("count()", title=text("report", "count", language))],
        )
    )
    cut = pd.DataFrame({"cut": [found.form.cut]})
    rule = alt.Chart(cut).mark_rule(strokeDash=[6, 4], size=2, color="black").encode(x="cut:Q")
    return (shade + bars + rule).properties(width=520, height=220)


def _items_chart(found: FormStatistics, language: Language) -> alt.LayerChart:
    rows = [
        {
            "item": found.form.items[line.item].title[language],
            "p": line.p,
            "r": line.r,
            "flag": text("form_report", f"flag_{line.flag or 'none'}", language),
        }
        for line in found.items
        if line.r is not None and math.isfinite(line.r)
    ]
    flags = {text("form_report", f"flag_{key or 'none'}", language): key for key in _FLAG_COLOURS}
    colours = alt.Scale(domain=list(flags), range=[_FLAG_COLOURS[key] for key in flags.values()])
    base = alt.Chart(pd.DataFrame(rows, columns=["item", "p", "r", "flag"])).encode(
        x=alt.X("p:Q", scale=alt.Scale(domain=[0, 1]), title=text("form_report", "p_axis", language)),
        y=alt.Y("r:Q", title=text("form_report", "r_axis", language)),
        tooltip=["item:N", alt.Tooltip("p:Q", format=".2f"), alt.Tooltip("r:Q", format=".2f"), "flag:N"],
    )
    points = base.mark_point(filled=True, size=90).encode(
        color=alt.Color("flag:N", scale=colours, title=None),
        shape=alt.Shape("flag:N", scale=alt.Scale(domain=list(flags)), title=None),
    )
    names = base.mark_text(align="left", dx=8, fontSize=11).encode(text="item:N")
    return (points + names).properties(width=620, height=320)
