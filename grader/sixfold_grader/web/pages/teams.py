"""Providers: who covers what, and whose leaving breaks it."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from sixfold_grader.web.access import language, needs, user
from sixfold_grader.web.app import console
from sixfold_grader.web.menu import READERS
from sixfold_grader.web.pages.decisions import said
from sixfold_grader.web.texts import say

pages = Blueprint("teams", __name__)


@pages.get("/teams")
@needs(*READERS)
def index() -> str:
    """Show every provider."""
    return render_template("teams.html", rows=console().desk.teams())


@pages.get("/team/<provider>")
@needs(*READERS)
def page(provider: str) -> str:
    """Show one provider: who covers what, depth, and what each leaving would break."""
    desk = console().desk
    team = desk.team(provider)
    if team is None:
        abort(404)
    return render_template(
        "team.html",
        team=team,
        titles=desk.titles(language()),
        in_force=desk.issuing.team(provider, team.result.track),
        decisions=desk.records.decisions.find(provider=provider),
        certificates=desk.issuing.held(provider=provider),
        may_issue=desk.issuing.allowed,
    )


@pages.post("/team/<provider>/propose")
@needs("reviewer")
def propose(provider: str) -> Response:
    """Propose what the roster earns by the certificates in force."""
    with said(say("step.proposed", language())):
        console().desk.deciding.propose_team(provider, request.form.get("reason", "").strip(), user().name)
    return redirect(url_for("teams.page", provider=provider))
