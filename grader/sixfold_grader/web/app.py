"""The application: pages, sessions, forgery protection and the headers of every answer."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast
from zoneinfo import ZoneInfo

from flask import Flask, Response, current_app, g, render_template, request, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf
from jinja2 import StrictUndefined
from markupsafe import Markup
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.routing import IntegerConverter, Map

from sixfold_grader.errors import SixfoldError
from sixfold_grader.scoring import shown
from sixfold_grader.web import access
from sixfold_grader.web.desk import Desk
from sixfold_grader.web.guessing import Guessing
from sixfold_grader.web.marking import criterion_title
from sixfold_grader.web.menu import MENU, current
from sixfold_grader.web.texts import say

# Nothing but our own style sheet and pictures inside the page: there is no script to allow.
CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
MOST_BYTES = 4_000_000  # of a form
MOST_RECORDS = 2**31 - 1


@dataclass(frozen=True)
class Reach:
    """How the console is reached.

    Attributes
    ----------
    hosts : sequence of str
        Names by which a browser may ask for it; others are refused (DNS rebinding).
    prefix : str
        Path in front of every address, as JupyterHub gives it; "" for none.
    secure : bool
        Browsers come by HTTPS: cookies are sent no other way.
    """

    hosts: Iterable[str] = ("127.0.0.1", "localhost")
    prefix: str = ""
    secure: bool = False


@dataclass
class Console:
    """What the pages share."""

    desk: Desk
    clock: Callable[[], dt.datetime]
    guessing: Guessing
    ended: set[str]


def console() -> Console:
    """Return what the pages of the current application share."""
    return cast(Console, current_app.extensions["sixfold"])


def create_app(
    desk: Desk,
    key: str,
    reach: Reach | None = None,
    clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> Flask:
    """Return the console as a WSGI application.

    Parameters
    ----------
    desk : Desk
        Reads and writes the records.
    key : str
        Secret that signs the session cookies.
    """
    reach = reach or Reach()
    app = Flask(__name__)
    app.config |= _settings(key, reach)
    app.wsgi_app = _below(app.wsgi_app, reach.prefix)  # type: ignore[method-assign]
    shared = app.extensions["sixfold"] = Console(desk, clock, Guessing(), set())
    CSRFProtect(app)
    app.before_request(access.gate(desk.roles_of, shared.ended, clock))
    app.after_request(_with_headers)
    app.context_processor(_for_every_template)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.url_map.converters["number"] = Number
    _register_pages(app)
    app.register_error_handler(SecurityError, _wrong_host)
    for error in (HTTPException, SixfoldError, CSRFError):
        app.register_error_handler(error, _in_words)
    return app


def _settings(key: str, reach: Reach) -> dict[str, Any]:
    return {
        "SECRET_KEY": key,
        "TRUSTED_HOSTS": list(reach.hosts),
        "MAX_CONTENT_LENGTH": MOST_BYTES,
        "PERMANENT_SESSION_LIFETIME": access.IDLE,
        "SESSION_COOKIE_NAME": "sixfold_console",
        "SESSION_COOKIE_PATH": f"{reach.prefix.rstrip('/')}/",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Strict",
        "SESSION_COOKIE_SECURE": reach.secure,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session
        "WTF_CSRF_SSL_STRICT": False,  # the proxy in front speaks HTTPS, we do not
    }


def _below(application: Callable[..., Any], prefix: str) -> Callable[..., Any]:
    """Serve an application below a path prefix; what does not lie below it is not found."""
    prefix = prefix.rstrip("/")
    if not prefix:
        return application

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path != prefix and not path.startswith(f"{prefix}/"):
            start_response("404 Not Found", [("Content-Type", "text/plain; charset=utf-8")])
            return [f"Sixfold's console is at {prefix}/\n".encode()]
        inside = {"SCRIPT_NAME": prefix, "PATH_INFO": path.removeprefix(prefix) or "/"}
        return cast(Iterable[bytes], application({**environ, **inside}, start_response))

    return serve


class Number(IntegerConverter):
    """A number of a record in an address; none that no database could hold."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=MOST_RECORDS)


def _register_pages(app: Flask) -> None:
    from sixfold_grader.web.pages import (
        candidate,
        certificates,
        decisions,
        log,
        queue,
        rating,
        sign_in,
        statistics,
        teams,
    )

    for module in (sign_in, queue, candidate, decisions, certificates, rating, statistics, teams, log):
        app.register_blueprint(module.pages)


def _with_headers(response: Response) -> Response:
    headers = {
        "Content-Security-Policy": CONTENT_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    }
    for name, value in headers.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _for_every_template() -> dict[str, Any]:
    language = access.language()
    return {
        "language": language,
        "user": g.get("user"),
        "t": lambda key, **facts: say(key, language, **facts),
        "shown": lambda score: "–" if score is None else shown(score),
        "chance": chance,
        "day": local_day,
        "minute": local_minute,
        "here": lambda **changes: url_for(
            str(request.endpoint), **{**(request.view_args or {}), **request.args.to_dict(), **changes}
        ),
        "words": lambda decision: console().desk.words(decision, language),
        "criterion": lambda key: criterion_title(key, language) if key else "–",
        "flags": lambda attempt: console().desk.flags(attempt, language),
        "track_title": lambda track: console().desk.blueprint.tracks[track][language],
        "csrf": lambda: Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf()),
        "menu": MENU,
        "current": current(request.endpoint),
    }


def chance(probability: float | None) -> str:
    """Return a probability with three decimals, cut off as every score is."""
    return "–" if probability is None else f"{math.floor(1000 * probability) / 1000:.3f}"


_ZONE = ZoneInfo("Asia/Shanghai")


def local_day(time: dt.datetime | None) -> str:
    """Return the day in Shanghai."""
    return "–" if time is None else time.astimezone(_ZONE).strftime("%Y-%m-%d")


def local_minute(time: dt.datetime | None) -> str:
    """Return day and minute in Shanghai."""
    return "–" if time is None else time.astimezone(_ZONE).strftime("%Y-%m-%d %H:%M")


def _wrong_host(_error: Exception) -> Response:
    """Answer without a page of ours: under a name that is not ours no address can be made."""
    told = "The console does not answer to this host name; `sixfold console --allow-host NAME` lets it.\n"
    return Response(told, 400, mimetype="text/plain")


def _in_words(error: Exception) -> tuple[str, int]:
    """Return a page that says what was wrong and what to do; never a traceback."""
    language = access.language()
    if isinstance(error, SixfoldError):
        status, title, advice = 409, say("error.refused", language), str(error)
    elif isinstance(error, CSRFError):
        status, title, advice = 400, say("error.forged", language), say("error.forged_advice", language)
    else:
        status = getattr(error, "code", None) or 500
        key = str(status) if status in (403, 404) else "other"
        title, advice = say(f"error.{key}", language), say(f"error.{key}_advice", language)
    needed = g.get("needed", ())
    return render_template("error.html", title=title, advice=advice, needed=needed, status=status), status
