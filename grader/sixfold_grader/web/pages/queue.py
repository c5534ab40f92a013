"""The queue: what waits for a person, nearest to a coin toss first."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from sixfold_grader.web.access import needs, user
from sixfold_grader.web.app import console
from sixfold_grader.web.choice import chosen
from sixfold_grader.web.menu import MENU
from sixfold_grader.web.paging import cut
from sixfold_grader.web.standing import STATUSES, in_order

pages = Blueprint("queue", __name__)


@pages.get("/")
def home() -> Response | str:
    """Go to the first screen that the roles allow."""
    for endpoint, _key, roles in MENU:
        if user().may(*roles):
            return redirect(url_for(endpoint))
    return render_template("no_role.html")


@pages.get("/queue")
@needs("reviewer", "approver", "auditor")
def page() -> str:
    """Show one status of one track, paged."""
    choice = chosen()
    rows = choice.rows()
    asked = request.args.get("status", "review")
    status = asked if asked in STATUSES else "review"
    shown = in_order([row for row in rows if row.decision.status == status])
    return render_template(
        "queue.html",
        **choice.for_template(),
        status=status,
        statuses=STATUSES,
        counts={each: sum(row.decision.status == each for row in rows) for each in STATUSES},
        page=cut(shown, request.args.get("page")),
        today=console().clock(),
    )
