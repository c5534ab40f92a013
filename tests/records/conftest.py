"""An empty database as nbgrader and we make it, copied for each test; some people in it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from sixfold_grader.records import Records, open_records

PASSWORD = "correct horse battery"
PEOPLE = {
    "tina": ["trainer"],
    "rob": ["rater"],
    "rita": ["rater"],
    "sam": ["senior_rater"],
    "vera": ["reviewer", "approver"],
    "walt": ["reviewer", "approver"],
    "ada": ["auditor"],
}


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 11, 28, 8, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_days(self, days: int) -> None:
        self.now += dt.timedelta(days=days)


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty gradebook with our tables and accounts; for copying, not for use."""
    path = tmp_path_factory.mktemp("empty") / "gradebook.db"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader's own imports warn about their future
        with open_records(f"sqlite:///{path}", clock=Clock()) as records:
            for user, roles in PEOPLE.items():
                records.accounts.add("setup", user, PASSWORD, roles)
    return path


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def db_url(empty: Path, tmp_path: Path) -> str:
    shutil.copy(empty, tmp_path / "gradebook.db")
    return f"sqlite:///{tmp_path / 'gradebook.db'}"


@pytest.fixture
def records(db_url: str, clock: Clock) -> Iterator[Records]:
    with open_records(db_url, clock=clock) as opened:
        yield opened


@pytest.fixture
def server_url() -> Iterator[str]:
    """A new PostgreSQL database on the server that SIXFOLD_TEST_POSTGRESQL names; gone after the test."""
    given = os.environ.get("SIXFOLD_TEST_POSTGRESQL")
    if not given:
        pytest.skip("no PostgreSQL server: set SIXFOLD_TEST_POSTGRESQL to a URL that may create databases")
    name = f"sixfold_test_{uuid.uuid4().hex[:12]}"
    server = create_engine(given, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(given).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()
