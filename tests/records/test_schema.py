"""Migrations make the tables that the code expects, and leave nbgrader's alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from sixfold_grader.errors import RecordsError
from sixfold_grader.records import Records, open_records
from sixfold_grader.records.schema import NEWEST, VERSION_TABLE, configuration, migrate, version
from sixfold_grader.records.tables import Base


def test_the_migrations_end_where_the_tables_are(records: Records) -> None:
    with records.ledger.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": VERSION_TABLE,
                "include_name": lambda name, kind, _: kind != "table" or str(name).startswith("sixfold_"),
            },
        )
        assert compare_metadata(context, Base.metadata) == []
        assert ScriptDirectory.from_config(configuration(connection)).get_current_head() == NEWEST
        assert version(connection) == NEWEST


def test_nbgraders_tables_and_version_are_there_and_its_own(records: Records) -> None:
    with records.ledger.engine.connect() as connection:
        assert {"assignment", "grade", "student", "alembic_version"} <= set(
            inspect(connection).get_table_names()
        )
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1


def test_down_and_up_again(records: Records) -> None:
    with records.ledger.engine.execution_options(sixfold_writes=True).begin() as connection:
        from alembic import command

        command.downgrade(configuration(connection), "base")
        left = [name for name in inspect(connection).get_table_names() if name.startswith("sixfold_")]
        assert left == [VERSION_TABLE]
        migrate(connection)
    assert records.log.verify() is None
    assert records.log.head()[0] == 0


def test_a_later_version_is_refused(records: Records, db_url: str) -> None:
    with records.ledger.engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(RecordsError, match="of version 9999, this program knows"), open_records(db_url):
        pass


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense", "no database can be reached"),
        ("mysterious://host/x", "no database can be reached"),
        ("sqlite:////nowhere/at/all.db", "cannot be used: unable to open database file"),
    ],
)
def test_a_wrong_address_is_one_message(url: str, message: str) -> None:
    with pytest.raises(RecordsError, match=message), open_records(url):
        pass


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("not a database, but long enough to have a header" * 4, encoding="utf-8")
    with (
        pytest.raises(RecordsError, match="file is not a database"),
        open_records(f"sqlite:///{tmp_path}/x.db"),
    ):
        pass
