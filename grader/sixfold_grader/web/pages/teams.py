"""Providers: who covers what, and whose leaving breaks it."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from sixfold_grader.web.access import language, needs
from sixfold_grader.web.app import console
from sixfold_grader.web.menu import READERS

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
    return render_template("team.html", team=team, titles=desk.titles(language()))
