"""Alembic's entry: runs in the transaction that `schema.upgrade` opened, beside nbgrader's own versions."""

from __future__ import annotations

from alembic import context

from sixfold_grader.records.schema import VERSION_TABLE
from sixfold_grader.records.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    include_name=lambda name, kind, _parents: kind != "table" or str(name).startswith("sixfold_"),
)
with context.begin_transaction():
    context.run_migrations()
