"""`sixfold console`: the application behind waitress, on loopback unless somebody asks for more."""

from __future__ import annotations

import argparse
import errno
import ipaddress
import os
import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sixfold_grader.blueprint import load_blueprint
from sixfold_grader.course import Course
from sixfold_grader.errors import CourseError
from sixfold_grader.project import Project
from sixfold_grader.records import open_records
from sixfold_grader.web.app import Reach, create_app
from sixfold_grader.web.desk import Desk
from sixfold_grader.web.issuing import Issuing

LOOPBACK = "127.0.0.1"
PORT = 8890
_THREADS = 6


@dataclass(frozen=True)
class Where:
    """Address to listen on, how browsers reach it, and whether approvers may issue with the issuer's key."""

    host: str
    port: int
    reach: Reach
    issue: bool = False
    key: Path | None = None


def where(arguments: argparse.Namespace) -> Where:
    """Read the options; JupyterHub gives a service its address and prefix in the environment.

    Raises
    ------
    CourseError
        A prefix or an address of the hub that cannot be used.
    """
    hub = urlsplit(os.environ.get("JUPYTERHUB_SERVICE_URL", ""))
    host = arguments.host or LOOPBACK
    if hub.hostname and not _is_loopback(hub.hostname) and arguments.host is None:
        raise CourseError(
            f"JUPYTERHUB_SERVICE_URL names {hub.hostname!r}, which is not loopback; "
            "give --host to listen there on purpose"
        )
    prefix = arguments.prefix if arguments.prefix is not None else os.environ.get("JUPYTERHUB_SERVICE_PREFIX")
    if prefix and not prefix.startswith("/"):
        raise CourseError(f"--prefix is {prefix!r}; it must begin with '/'")
    names = (LOOPBACK, "localhost", "[::1]", *([arguments.host] if arguments.host else ()))
    reach = Reach((*names, *arguments.allow_host), (prefix or "").rstrip("/"), arguments.https)
    return Where(host, arguments.port or hub.port or PORT, reach, arguments.issue, arguments.key)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serve(project: Project, course: Course, place: Where) -> int:
    """Serve the console of a course until Ctrl-C.

    Raises
    ------
    CourseError
        The port is taken, or the address is not this machine's.
    """
    import waitress

    blueprint = load_blueprint(project.blueprint)
    course.root.mkdir(parents=True, exist_ok=True)
    with _listening(place) as door, open_records(course.db_url) as records:
        if not records.accounts.all():
            print("There is no account yet: `sixfold account add NAME --role reviewer`.", flush=True)
        issuing = Issuing(records, blueprint, course, place.issue, place.key)
        desk = Desk(records, blueprint, course, issuing=issuing)
        desk.warm()
        app = create_app(desk, course.console_key(), place.reach)
        print(f"Console: http://{place.host}:{place.port}{place.reach.prefix}/  (Ctrl-C ends it)", flush=True)
        waitress.serve(app, sockets=[door], threads=_THREADS, ident=None, _quiet=True)
    return 0


def _listening(place: Where) -> socket.socket:
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    try:
        return socket.create_server((place.host, place.port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CourseError(f"port {place.port} is taken; give another one with --port") from None
        raise CourseError(
            f"{place.host}:{place.port} cannot be listened on: {error.strerror or error}"
        ) from None
