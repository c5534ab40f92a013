"""Signing in and out, and the language."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from sixfold_grader.blueprint import LANGUAGES
from sixfold_grader.web import access
from sixfold_grader.web.app import console
from sixfold_grader.web.texts import say

pages = Blueprint("sign_in", __name__)


@pages.get("/sign-in")
def form(message: str = "", name: str = "") -> str:
    """Ask for name and password."""
    return render_template(
        "sign_in.html", message=message, name=name, expired=request.args.get("expired") is not None
    )


@pages.post("/sign-in")
def enter() -> Response | tuple[str, int]:
    """Start a session if name and password belong together."""
    shared, language = console(), access.language()
    name, password = request.form.get("name", "").strip()[:100], request.form.get("password", "")[:1000]
    address, now = request.remote_addr or "", shared.clock()
    wait = shared.guessing.wait(name, address, now.timestamp())
    if wait > 0:
        minutes = -(-int(wait) // 60)
        return form(say("sign_in.wait", language, minutes=max(1, minutes)), name), 429
    spoken = shared.desk.sign_in(name, password)
    if spoken is None:
        shared.guessing.failed(name, address, now.timestamp())
        return form(say("sign_in.wrong", language), name), 401
    shared.guessing.succeeded(name)
    access.begin(name, spoken, now)
    return redirect(_inside(request.args.get("next")))


@pages.post("/sign-out")
def leave() -> Response:
    """End the session."""
    access.end(console().ended)
    return redirect(url_for("sign_in.form"))


@pages.post("/language")
def language() -> Response:
    """Keep the language for this session, and go back."""
    chosen = request.form.get("language")
    if chosen in LANGUAGES:
        session["language"] = chosen
    return redirect(_inside(request.form.get("next")))


def _inside(path: str | None) -> str:
    """Return where to go: a page of the console, never another host."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")):
        return url_for("queue.home")
    return request.script_root + path
