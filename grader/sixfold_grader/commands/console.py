"""`sixfold console`: the reviewer's console in the browser."""

from __future__ import annotations

import argparse
from pathlib import Path

from sixfold_grader.commands.courses import course_of
from sixfold_grader.commands.shape import Command, CourseOptions
from sixfold_grader.project import find_project

_EXAMPLES = """\
examples:
  sixfold account add li --role reviewer     make an account first; the password is asked
  sixfold console                            http://127.0.0.1:8890/
  sixfold console --course out/demo/course --port 9000
  sixfold console --issue                    approvers may issue certificates with this account's key
  sixfold console --prefix /services/sixfold/ --allow-host hub.example.org --https
                                             behind JupyterHub (docs/reviewer-guide.md)
"""


def register(command: Command, course_options: CourseOptions) -> None:
    """Add the command."""
    serve = command("console", _serve, "the reviewer's console in the browser, on loopback", _EXAMPLES)
    course_options(serve)
    serve.add_argument("--port", type=int, default=None, help="default: 8890, or JupyterHub's")
    serve.add_argument(
        "--host",
        default=None,
        metavar="ADDRESS",
        help="listen on another address than loopback; nothing is encrypted, so put a proxy in front",
    )
    serve.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a host name by which browsers reach it (may be repeated)",
    )
    serve.add_argument(
        "--prefix", default=None, metavar="PATH", help="path in front of every address (JupyterHub sets it)"
    )
    serve.add_argument(
        "--https", action="store_true", help="browsers come by HTTPS: send cookies no other way"
    )
    serve.add_argument(
        "--issue", action="store_true", help="let approvers issue certificates with the issuer's key"
    )
    serve.add_argument("--key", type=Path, metavar="FILE", help="the issuer's private key")


def _serve(arguments: argparse.Namespace) -> int:
    from sixfold_grader.web.serving import serve, where

    project = find_project()
    course = course_of(arguments, project)
    return serve(project, course, where(arguments))
