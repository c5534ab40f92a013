"""Who is signed in, in which language, and what the roles allow."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask import abort, g, redirect, request, session, url_for
from werkzeug.exceptions import SecurityError

from sixfold_grader.blueprint import LANGUAGES, Language

P = ParamSpec("P")
R = TypeVar("R")

IDLE = dt.timedelta(minutes=30)
LONGEST = dt.timedelta(hours=10)
OPEN_TO_ALL = {"sign_in.form", "sign_in.enter", "sign_in.language", "static"}


@dataclass(frozen=True)
class User:
    """The account behind a request."""

    name: str
    roles: frozenset[str]

    def may(self, *roles: str) -> bool:
        """Whether the account holds one of these roles."""
        return not self.roles.isdisjoint(roles)


def user() -> User:
    """Return who is signed in; only behind the gate."""
    return cast(User, g.user)


def language() -> Language:
    """Return the language chosen in this session, else the browser's."""
    chosen = session.get("language") or request.accept_languages.best_match(LANGUAGES)
    return "zh" if chosen == "zh" else "en"


def begin(name: str, spoken: str | None, now: dt.datetime) -> None:
    """Start a session anew, so that nothing of an earlier one is kept but the language."""
    chosen = session.get("language") or spoken
    session.clear()
    session.permanent = True
    session["id"], session["user"], session["since"] = secrets.token_hex(8), name, now.timestamp()
    if chosen:
        session["language"] = chosen


def end(ended: set[str]) -> None:
    """End the session; a copy of its cookie is worth nothing from now on."""
    if "id" in session:
        ended.add(session["id"])
    spoken = session.get("language")
    session.clear()
    if spoken:
        session["language"] = spoken


def gate(
    roles_of: Callable[[str], frozenset[str] | None], ended: set[str], clock: Callable[[], dt.datetime]
) -> Callable[[], Any]:
    """Return what stands before every page: no session, no page. For `Flask.before_request`.

    Parameters
    ----------
    roles_of : callable
        Account name -> its roles now; None if there is no such account any more.
    ended : set of str
        Sessions that were signed out.
    """

    def check() -> Any:
        g.user = None
        if isinstance(request.routing_exception, SecurityError):
            raise request.routing_exception  # not our host name: no address can be made
        name = session.get("user")
        if name is not None and session["id"] not in ended and _is_fresh(clock()):
            roles = roles_of(name)
            g.user = None if roles is None else User(name, roles)
        if g.user is None and request.endpoint not in OPEN_TO_ALL:
            was_in = session.pop("user", None) is not None
            after = request.full_path.rstrip("?") if request.method == "GET" else None
            return redirect(url_for("sign_in.form", next=after, expired=1 if was_in else None))
        return None

    return check


def _is_fresh(now: dt.datetime) -> bool:
    return now.timestamp() - float(session.get("since", 0)) < LONGEST.total_seconds()


def needs(*roles: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a page be seen by holders of one of these roles only; others get a 403 in words."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not user().may(*roles):
                g.needed = roles
                abort(403)
            return view(*args, **kwargs)

        return guarded

    return decorate
