"""Proposing and approving, one by one and in batches of clear cases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from sixfold_grader.errors import SixfoldError
from sixfold_grader.web.access import language, needs, user
from sixfold_grader.web.app import MOST_RECORDS, console
from sixfold_grader.web.menu import DECIDERS
from sixfold_grader.web.paging import cut
from sixfold_grader.web.texts import say

pages = Blueprint("decisions", __name__)


@pages.get("/approvals")
@needs(*DECIDERS)
def waiting() -> str:
    """Show what is proposed and waits for a second person."""
    rows = console().desk.deciding.proposals(for_user=user().name)
    return render_template("approvals.html", page=cut(rows, request.args.get("page")))


@pages.post("/candidate/<candidate>/propose")
@needs("reviewer")
def propose(candidate: str) -> Response:
    """Propose what the rule says, with a reason."""
    track = request.form.get("track", "")
    code, reason = request.form.get("reason_code", ""), request.form.get("reason", "").strip()
    with said(say("step.proposed", language())):
        console().desk.deciding.propose(candidate, track, code, reason, user().name)
    return redirect(url_for("candidate.page", candidate=candidate, track=track))


@pages.post("/propose")
@needs("reviewer")
def propose_batch() -> Response:
    """Propose the ticked clear cases; anything that is no longer clear stops the whole batch."""
    track, ticked = request.form.get("track", ""), request.form.getlist("candidate")
    with said(say("step.proposed_many", language(), count=len(ticked))):
        console().desk.deciding.propose_batch(ticked, track, user().name)
    return redirect(url_for("queue.page", track=track, status=request.form.get("status")))


@pages.post("/decision/<number:decision>/approve")
@needs("approver")
def approve(decision: int) -> Response:
    """Approve what somebody else proposed."""
    with said(say("step.approved", language())):
        console().desk.deciding.approve([decision], user().name)
    return back_to(decision)


@pages.post("/approve")
@needs("approver")
def approve_batch() -> Response:
    """Approve the ticked proposals, all or none."""
    ticked = request.form.getlist("decision", type=_record)
    with said(say("step.approved_many", language(), count=len(ticked))):
        console().desk.deciding.approve(ticked, user().name, clear_only=True)
    return redirect(url_for("decisions.waiting"))


@pages.post("/decision/<number:decision>/return")
@needs("approver")
def send_back(decision: int) -> Response:
    """Give a proposal back with a reason."""
    with said(say("step.sent_back", language())):
        console().desk.deciding.send_back(decision, request.form.get("reason", "").strip(), user().name)
    return back_to(decision)


def _record(text: str) -> int:
    """Return the number of a record; what cannot be one is left out of the form."""
    number = int(text)
    if not 0 <= number <= MOST_RECORDS:
        raise ValueError(f"{number} is no record")
    return number


@contextmanager
def said(done: str) -> Iterator[None]:
    """Say what was done; a refusal is shown on the page where it was asked for."""
    try:
        yield
    except SixfoldError as error:
        flash(str(error), "bad")
    else:
        flash(done, "good")


def back_to(decision: int) -> Response:
    """Go to the page of whom a decision is about."""
    made = console().desk.records.decisions.get(decision)
    if made.candidate is None:
        return redirect(url_for("teams.page", provider=made.provider))
    return redirect(url_for("candidate.page", candidate=made.candidate, track=made.track))
