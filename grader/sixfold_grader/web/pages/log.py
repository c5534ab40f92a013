"""The audit log, and the exports."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request

from sixfold_grader.web.access import needs
from sixfold_grader.web.app import console
from sixfold_grader.web.logbook import page_of
from sixfold_grader.web.taking import FORMATS, as_file, decisions_sheet, standings_sheet

pages = Blueprint("log", __name__)


@pages.get("/log")
@needs("auditor", "approver")
def page() -> str:
    """Show the log, newest first, and on demand whether its chain is whole."""
    records, verify = console().desk.records, "verify" in request.args
    subject, actor = request.args.get("subject", "").strip(), request.args.get("actor", "").strip()
    return render_template(
        "log.html",
        page=page_of(records, request.args.get("page"), subject, actor),
        head=records.log.head()[1],
        subject=subject,
        actor=actor,
        verified=verify,
        broken=records.log.verify() if verify else None,
    )


@pages.get("/exports")
@needs("auditor", "reviewer", "approver")
def exports() -> str:
    """Show what can be taken away."""
    kinds = [("scores", track) for track in console().desk.blueprint.tracks]
    return render_template("exports.html", kinds=[*kinds, ("decisions", None)], formats=FORMATS)


@pages.get("/exports/<kind>.<form>")
@needs("auditor", "reviewer", "approver")
def export(kind: str, form: str) -> Response:
    """Hand out one table as a file."""
    desk, track = console().desk, request.args.get("track", "")
    if form not in FORMATS:
        abort(404)
    if kind == "decisions":
        sheet = decisions_sheet(desk.records.decisions.find())
    elif kind == "scores" and track in desk.blueprint.tracks:
        sheet = standings_sheet(track, desk.standings(track), desk.blueprint)
    else:
        abort(404)
    made = as_file(sheet, form)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return Response(made.content, mimetype=made.mimetype, headers=headers)
