"""nbgrader's formgrader in JupyterLab, its buttons led to our own commands where nbgrader's would not do.

nbgrader's own "autograde" runs a submission's code in the instructor's account; ours runs it in the box.
nbgrader's own "generate" knows one language only, its "generate feedback" none of our verdicts.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from typing import Any

from jupyter_server.utils import url_path_join
from nbgrader.server_extensions.formgrader.base import BaseApiHandler, check_notebook_dir, check_xsrf
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension
from tornado import web

from sixfold_grader.formgrader_page import SubmissionPage


class CommandHandler(BaseApiHandler):  # type: ignore[misc]  # nbgrader has no types
    """Runs one `sixfold` command on the course and answers as nbgrader's page expects."""

    def initialize(self, command: str, options: Sequence[str] = ()) -> None:
        self.command, self.options = command, options

    @web.authenticated
    @check_xsrf  # type: ignore[untyped-decorator]
    @check_notebook_dir  # type: ignore[untyped-decorator]
    async def post(self, assignment: str, candidate: str | None = None) -> None:
        chosen = [f"--candidate={candidate}"] if candidate else []
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "sixfold_grader.cli", self.command, assignment, *chosen, *self.options),
            *("--course", self.coursedir.root, "--db", self.db_url),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        log = (await process.communicate())[0].decode(errors="replace")
        # As text: nbgrader's page parses it itself.
        self.write(json.dumps({"success": process.returncode == 0, "log": log, "error": ""}))


class Formgrader(FormgradeExtension):  # type: ignore[misc]
    """nbgrader's extension with our commands in front of its own."""

    def init_handlers(self, webapp: Any) -> None:
        pages = url_path_join(webapp.settings["base_url"], "/formgrader")
        api = f"{pages}/api"
        grade = {"command": "grade", "options": ["--force"]}
        # nbgrader's own "release feedback" puts the pages that ours wrote into the exchange.
        feedback = {"command": "feedback", "options": ["--no-release"]}
        ours = [
            (rf"{api}/submission/([^/]+)/([^/]+)/autograde", CommandHandler, grade),
            (rf"{api}/assignment/([^/]+)/assign", CommandHandler, {"command": "release"}),
            (rf"{api}/assignment/([^/]+)(?:/([^/]+))?/generate_feedback", CommandHandler, feedback),
            (rf"{pages}/submissions/([^/]+)/?", SubmissionPage),
        ]
        webapp.add_handlers(".*$", ours)
        super().init_handlers(webapp)


def _load_jupyter_server_extension(server: Any) -> None:
    """As nbgrader's own loader, for `Formgrader`."""
    extension = Formgrader(parent=server)
    extension.root_dir = server.root_dir
    extension.log = server.log
    extension.initialize([])
    extension.init_tornado_settings(server.web_app)
    extension.init_handlers(server.web_app)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "sixfold_grader.formgrader"}]
