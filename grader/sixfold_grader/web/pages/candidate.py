"""One candidate: scores, why, decision, and the evidence behind each score."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from sixfold_grader.feedback import style_hash
from sixfold_grader.web import pictures
from sixfold_grader.web.access import language, needs, user
from sixfold_grader.web.app import console
from sixfold_grader.web.desk import CandidateView
from sixfold_grader.web.menu import DECIDERS
from sixfold_grader.web.texts import say

pages = Blueprint("candidate", __name__)


@pages.get("/candidate/<candidate>")
@needs(*DECIDERS)
def page(candidate: str) -> str:
    """Show where a candidate stands on one track, and the next step."""
    desk, spoken = console().desk, language()
    policy = desk.blueprint.policy
    view = _view(candidate)
    return render_template(
        "candidate.html",
        view=view,
        tracks=desk.tracks_of(candidate),
        titles=desk.titles(spoken),
        bars=pictures.capability_bars(desk.bars(view.decision, spoken), policy.scaled_cut, spoken),
        composite=_composite(view),
        cut=policy.scaled_cut,
        sems=policy.review.composite_sems,
        decisions=view.decisions,
        certificates=desk.issuing.held(candidate=candidate),
        may_issue=desk.issuing.allowed,
        reason_codes=desk.deciding.reason_codes(view.decision),
    )


def _view(candidate: str) -> CandidateView:
    desk = console().desk
    tracks, asked = desk.tracks_of(candidate), request.values.get("track", "")
    track = asked if asked in tracks else tracks[0]
    view = desk.candidate(candidate, track, language())
    return abort(404) if view is None else view


def _composite(view: CandidateView) -> str:
    decision, policy, spoken = view.decision, console().desk.blueprint.policy, language()
    if decision.composite is None or decision.sem is None:
        return ""
    levels = {say(f"certificate_level.{level}", spoken): line for level, line in policy.levels.items()}
    half = policy.review.composite_sems * decision.sem
    return pictures.composite_line(decision.composite, half, levels, spoken)


@pages.get("/candidate/<candidate>/evidence/<number:attempt>")
@needs(*DECIDERS)
def evidence(candidate: str, attempt: int) -> str:
    """Show what was handed in, what came out, and what checks and people said about it."""
    found = console().desk.evidence(candidate, attempt, language(), user().name)
    if found is None:
        abort(404)
    return render_template("evidence.html", track=request.args.get("track"), **vars(found))


@pages.get("/candidate/<candidate>/notebook/<number:attempt>")
@needs(*DECIDERS)
def notebook(candidate: str, attempt: int) -> Response:
    """Show the graded notebook as the feedback page does; it runs nothing and loads nothing."""
    found = console().desk.notebook(candidate, attempt)
    if found is None:
        abort(404)
    response = make_response(found)
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src '{style_hash()}'; img-src data:; frame-ancestors 'none'"
    )
    return response


@pages.post("/candidate/<candidate>/name")
@needs(*DECIDERS)
def reveal(candidate: str) -> BaseResponse:
    """Show the name once the case is decided; the log keeps who asked."""
    name = console().desk.reveal(candidate, user().name)
    flash(say("candidate.revealed", language(), candidate=candidate, name=name), "good")
    return redirect(url_for("candidate.page", candidate=candidate, track=request.form.get("track")))


@pages.post("/candidate/<candidate>/assign")
@needs("reviewer")
def assign(candidate: str) -> BaseResponse:
    """Make the case one's own."""
    console().desk.assign(candidate, user().name)
    flash(say("candidate.assigned", language(), candidate=candidate), "good")
    return redirect(url_for("candidate.page", candidate=candidate, track=request.form.get("track")))
