"""Certificates: issue one on an approved decision, hand out its files."""

from __future__ import annotations

from flask import Blueprint, abort, send_file
from werkzeug.wrappers import Response

from sixfold_grader.web.access import language, needs, user
from sixfold_grader.web.app import console
from sixfold_grader.web.issuing import MIMETYPES
from sixfold_grader.web.menu import DECIDERS
from sixfold_grader.web.pages.decisions import back_to, said
from sixfold_grader.web.texts import say

pages = Blueprint("certificates", __name__)


@pages.post("/decision/<number:decision>/issue")
@needs("approver")
def issue(decision: int) -> Response:
    """Issue the certificate."""
    with said(say("issued.issued", language())):
        console().desk.issuing.issue(decision, user().name)
    return back_to(decision)


@pages.get("/certificate/<number>.<kind>")
@needs(*DECIDERS)
def file(number: str, kind: str) -> Response:
    """Hand out a certificate's file."""
    path = console().desk.issuing.file(number, kind)
    if path is None:
        abort(404)
    return send_file(path, mimetype=MIMETYPES[kind], as_attachment=True)
