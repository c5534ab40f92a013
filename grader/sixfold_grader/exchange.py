"""nbgrader's exchange, with the one change that a hostile submission needs."""

from __future__ import annotations

import shutil
from typing import Any

from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import ignore_patterns


class CollectWithoutLinks(ExchangeCollect):  # type: ignore[misc]
    """Collect that copies links as links; intake then refuses them.

    Stock nbgrader follows a link inside a submission with the instructor's rights, and so collects
    whatever it points to.
    """

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy a submission folder without following links."""
        ignore = ignore_patterns(
            exclude=self.coursedir.ignore,
            include=self.coursedir.include,
            max_file_size=self.coursedir.max_file_size,
            log=self.log,
        )
        shutil.copytree(src, dest, symlinks=True, ignore=ignore)
