"""What `cli` hands to the `register` function of a command module."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Protocol


class Command(Protocol):
    """Adds a command: its name, what runs it, one line of help."""

    def __call__(
        self, name: str, run: Callable[[argparse.Namespace], int | None], help: str, examples: str = ""
    ) -> argparse.ArgumentParser: ...


class CourseOptions(Protocol):
    """Adds `--course`, `--db` and `--exchange` to a command."""

    def __call__(self, sub: argparse.ArgumentParser) -> None: ...
