"""Bring a database up to date: Alembic's migrations of our tables, in one transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from sixfold_grader.course import COURSE_ID
from sixfold_grader.errors import RecordsError
from sixfold_grader.records.ledger import place

VERSION_TABLE = "sixfold_alembic_version"
NEWEST = "0001"


def upgrade(engine: Engine) -> None:
    """Make or upgrade our tables; a database of the newest version costs one query.

    Raises
    ------
    RecordsError
        The database is of a later version than this program.
    """
    with engine.connect() as connection:
        found = version(connection)
    if found == NEWEST:
        return
    if found is not None and found > NEWEST:
        raise RecordsError(
            f"the records {place(engine)} are of version {found}, this program knows {NEWEST}; update sixfold"
        )
    _let_nbgrader_begin(engine)
    with engine.execution_options(sixfold_writes=True).begin() as connection:
        if version(connection) != NEWEST:  # nobody was faster
            migrate(connection)


def version(connection: Connection) -> str | None:
    """Return the version of our tables, or None where there are none."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
    return found


def migrate(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to a revision on an open transaction."""
    from alembic import command

    command.upgrade(configuration(connection), revision)


def configuration(connection: Connection) -> Any:
    """Return Alembic's configuration for a connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "sixfold_grader.records:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _let_nbgrader_begin(engine: Engine) -> None:
    """In an empty database nbgrader notes its own version only if it is the first to come."""
    with engine.connect() as connection:
        empty = not inspect(connection).get_table_names()
    if empty:
        from nbgrader.api import Gradebook

        from sixfold_grader.gradebook import find_own_programs

        find_own_programs()
        Gradebook(engine.url.render_as_string(hide_password=False), COURSE_ID).close()
