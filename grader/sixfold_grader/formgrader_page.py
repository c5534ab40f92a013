"""nbgrader's page for marking one submission, with a policy under which only its own scripts run."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

from nbgrader.server_extensions.formgrader.handlers import SubmissionHandler

_INLINE = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>|\sonclick=\"([^\"]*)\"", re.DOTALL)
_NOBODY = {"index": 0, "total": 0, "notebook_path": "", "student": "", "first_name": "", "last_name": ""}


class SubmissionPage(SubmissionHandler):  # type: ignore[misc]  # nbgrader has no types
    """Sends a Content-Security-Policy, should anything of a trainee's ever get into the page alive."""

    def get(self, submission_id: str) -> None:
        super().get(submission_id)
        notebook = self.gradebook.find_submission_notebook_by_id(submission_id)
        resources = {
            **_NOBODY,
            "base_url": self.base_url,
            "submission_id": notebook.id,
            "notebook_id": notebook.notebook.name,
            "assignment_id": notebook.assignment.assignment.name,
        }
        # By path, not 'self': a submission's own files have the same origin.
        static = f"{self.request.host}{self.base_url}/formgrader/static/"
        scripts = [static, "'unsafe-hashes'", *map(_hash, self._own_scripts(resources))]
        self.set_header("Content-Security-Policy", _policy(scripts))

    def _own_scripts(self, resources: dict[str, Any]) -> list[str]:
        """Return the scripts that stand in the templates, as they are filled in for this page."""
        macros, mathjax = (
            self.exporter.environment.get_template(name).module
            for name in ("formgrade_macros.html.j2", "mathjax.html.j2")
        )
        template = macros.header(resources) + macros.nav(resources) + mathjax.mathjax()
        return [script or handler for script, handler in _INLINE.findall(template)]


def _policy(scripts: list[str]) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(scripts)}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        ]
    )


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
