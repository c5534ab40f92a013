"""Marking free responses: blind, criterion by criterion, one after the other."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from sixfold_grader.errors import RecordsError
from sixfold_grader.web.access import language, needs, user
from sixfold_grader.web.app import console
from sixfold_grader.web.marking import Sheet
from sixfold_grader.web.menu import RATERS
from sixfold_grader.web.paging import cut
from sixfold_grader.web.texts import say

pages = Blueprint("rating", __name__)

_MARKS = {str(score): score for score in range(5)}


@pages.get("/rating")
@needs(*RATERS)
def waiting() -> str:
    """Show what of a form this rater still has to mark."""
    marking, name = console().desk.marking, user().name
    asked = request.args.get("form")
    form = next((each for each in marking.forms if each.id == asked), marking.forms[0])
    tasks = marking.waiting(name, form)
    page = cut(tasks, request.args.get("page"))
    return render_template(
        "rating_list.html", page=page, first=next(iter(tasks), None), forms=marking.forms, form=form
    )


@pages.get("/rating/<form>/<candidate>/<item>")
@needs(*RATERS)
def entry(form: str, candidate: str, item: str) -> str:
    """Show one answer with its criteria, and nobody else's marks."""
    return render_template("rating.html", sheet=_sheet(form, candidate, item), given={}, comment="", wrong="")


@pages.post("/rating/<form>/<candidate>/<item>")
@needs(*RATERS)
def save(form: str, candidate: str, item: str) -> Response | tuple[str, int]:
    """Keep the marks and go on to the next answer."""
    sheet, marking = _sheet(form, candidate, item), console().desk.marking
    given = {each.id: _MARKS.get(request.form.get(f"score-{each.id}", "")) for each in sheet.criteria}
    comment = request.form.get("comment", "").strip()
    try:
        _require_all(sheet, given)
        scores = {criterion: score for criterion, score in given.items() if score is not None}
        marking.add(user().name, form, candidate, item, scores, comment)
    except RecordsError as error:
        page = render_template("rating.html", sheet=sheet, given=given, comment=comment, wrong=str(error))
        return page, 409
    flash(say("rating.saved", language()), "good")
    following = next(iter(marking.waiting(user().name, sheet.form)), None)
    if following is None:
        return redirect(url_for("rating.waiting", form=form))
    return redirect(
        url_for("rating.entry", form=following.form, candidate=following.candidate, item=following.item)
    )


def _sheet(form: str, candidate: str, item: str) -> Sheet:
    sheet = console().desk.marking.sheet(user().name, form, candidate, item, language())
    return abort(404) if sheet is None else sheet


def _require_all(sheet: Sheet, given: dict[str, int | None]) -> None:
    for criterion in sheet.criteria:
        if given[criterion.id] is None:
            raise RecordsError(say("rating.missing", language(), criterion=criterion.title))
