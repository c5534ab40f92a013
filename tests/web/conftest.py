"""The console over a small simulated cohort, with a browser that keeps cookies and sends the form's token."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.security import generate_password_hash
from werkzeug.test import TestResponse

from sixfold_grader.blueprint import Blueprint, load_blueprint
from sixfold_grader.course import Course
from sixfold_grader.records import Records, open_records
from sixfold_grader.web.app import Reach, create_app
from sixfold_grader.web.desk import Desk

from .cohort_on_record import PASSWORD, add_cohort, add_staff

BLUEPRINT = load_blueprint(Path(__file__).parents[2] / "assignments" / "blueprint.toml")
COHORT = 80


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 11, 28, 8, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += dt.timedelta(**time)


@dataclass
class Visitor:
    """Somebody at a browser without scripts."""

    client: FlaskClient
    prefix: str = ""

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(self.prefix + path, **options)

    def send(self, page: str, to: str | None = None, **fields: Any) -> TestResponse:
        """Open a page, and send its form's token along with the fields."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get(page).text)
        assert token, f"{page} has no form"
        data = {**fields, "csrf_token": token[1]}
        return self.client.post(self.prefix + (to or page), data=data)

    def sign_in(self, name: str, password: str = PASSWORD) -> TestResponse:
        return self.send("/sign-in", name=name, password=password)


@pytest.fixture(scope="session")
def blueprint() -> Blueprint:
    return BLUEPRINT


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder with a simulated cohort on record; for copying, not for use."""
    root = tmp_path_factory.mktemp("filled")
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("ignore")  # nbgrader's own imports warn about their future
        # A password that is checked at once: it is not what is tested.
        quick = partial(generate_password_hash, method="pbkdf2:sha256:1")
        patch.setattr("sixfold_grader.records.accounts.generate_password_hash", quick)
        with open_records(Course(root).db_url, clock=Clock()) as records:
            add_staff(records)
            add_cohort(records, BLUEPRINT, COHORT)
    return root


@pytest.fixture
def course(filled: Path, tmp_path: Path) -> Course:
    shutil.copytree(filled, tmp_path / "course")
    return Course(tmp_path / "course")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def records(course: Course, clock: Clock) -> Iterator[Records]:
    with open_records(course.db_url, clock=clock) as opened:
        yield opened


@pytest.fixture
def desk(records: Records, course: Course, clock: Clock) -> Desk:
    return Desk(records, BLUEPRINT, course, clock)


@pytest.fixture
def make_app(desk: Desk, clock: Clock) -> Callable[..., Flask]:
    def make(**reach: Any) -> Flask:
        app = create_app(desk, "a key for tests", Reach(**reach), clock)
        app.testing = True
        return app

    return make


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app.test_client())


@pytest.fixture
def signed_in(app: Flask) -> Callable[[str], Visitor]:
    """Return a function that gives a browser in which somebody is signed in."""

    def enter(name: str) -> Visitor:
        visitor = Visitor(app.test_client())
        assert visitor.sign_in(name).status_code == 302
        return visitor

    return enter
