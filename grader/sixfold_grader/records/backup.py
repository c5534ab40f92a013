"""One file that holds everything: the database, and on request the verdicts. Never a key or a secret.

The file is a ZIP with `manifest.json` (what is in it, the head of the log), the database, and `verdicts/`.
SQLite is copied by its own online backup, nbgrader's tables and all. Of another database our tables are
written as JSON lines (nbgrader's belong to the database's own dump).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from sqlalchemy import Connection, Table, func, insert, select, text

from sixfold_grader.course import Course
from sixfold_grader.errors import RecordsError
from sixfold_grader.records.guards import put_up, take_down
from sixfold_grader.records.ledger import make_engine, place
from sixfold_grader.records.schema import NEWEST, upgrade
from sixfold_grader.records.store import Records, open_records
from sixfold_grader.records.tables import Base, Utc, written

SCHEMA = "sixfold.backup/1"
_DATABASE, _ROWS = "gradebook.db", "records.jsonl"
_BATCH = 500


@dataclass(frozen=True)
class Backup:
    """What a backup holds: entries of the log, its last hash, files of verdicts, and since when."""

    entries: int
    head: str
    verdicts: int
    made: str


def back_up(course: Course, file: Path, *, verdicts: bool = True) -> Backup:
    """Write a backup while others go on working; the file appears whole or not at all.

    Raises
    ------
    RecordsError
        The file is there already, or the log of the records is broken.
    """
    if file.exists():
        raise RecordsError(f"{file} is there already; name a new file, a backup replaces none")
    with open_records(course.db_url) as records:
        _require_whole(records)
        part = file.with_suffix(file.suffix + ".part")
        paths = sorted(course.root.glob("verdicts/*/*.json")) if verdicts else []
        with ZipFile(part, "w", ZIP_DEFLATED) as archive:
            entries, head = _write_database(records, archive)
            for path in paths:
                archive.write(path, path.relative_to(course.root).as_posix())
            made = written(dt.datetime.now(dt.UTC))
            manifest = {
                "schema": SCHEMA,
                "version": NEWEST,
                "made": made,
                "entries": entries,
                "head": head,
                "verdicts": len(paths),
                "sha256": {name: _sha256(archive, name) for name in archive.namelist()},
            }
            archive.writestr("manifest.json", json.dumps(manifest, indent=1))
        part.chmod(0o600)  # names and password hashes are in it
        part.replace(file)
    return Backup(entries, head, len(paths), made)


def restore(course: Course, file: Path, *, force: bool = False) -> Backup:
    """Put a backup in place of what the course has, and verify the log.

    Raises
    ------
    RecordsError
        The file is no backup or damaged, there is something already (without `force`), or the database is
        of another kind than the one that was backed up.
    """
    with _opened(file) as archive:
        manifest = _manifest(file, archive)
        engine = make_engine(course.db_url)
        try:
            sqlite = engine.dialect.name == "sqlite"
            if sqlite != (_DATABASE in archive.namelist()):
                raise RecordsError(
                    f"{file} is of another kind of database than {place(engine)}; "
                    "SQLite's backups go back into SQLite, others into others"
                )
            if sqlite:
                _restore_file(course, archive, force)
            else:
                upgrade(engine)
                with engine.execution_options(sixfold_writes=True).begin() as connection:
                    _restore_rows(connection, archive, force)
        finally:
            engine.dispose()
        _restore_verdicts(course, archive)
    with open_records(course.db_url) as records:
        _require_whole(records)
        entries, head = records.log.head()
    if head != manifest["head"]:
        raise RecordsError(f"{file}: the restored log ends with {head}, the backup says {manifest['head']}")
    return Backup(entries, head, manifest["verdicts"], manifest["made"])


def _require_whole(records: Records) -> None:
    broken = records.log.verify()
    if broken is not None:
        raise RecordsError(f"the audit log is broken at entry {broken.seq}: {broken.why}")


def _write_database(records: Records, archive: ZipFile) -> tuple[int, str]:
    """Write the database as it is at one moment; return the number of entries and the head there."""
    engine = records.ledger.engine
    if engine.dialect.name != "sqlite":
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            lines = "\n".join(_lines(connection))
            archive.writestr(_ROWS, lines)
            return _head(connection)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / _DATABASE
        with sqlite3.connect(str(engine.url.database)) as source, sqlite3.connect(copy) as target:
            source.backup(target)
            found = target.execute("SELECT seq, hash FROM sixfold_audit ORDER BY seq DESC LIMIT 1").fetchone()
        source.close()
        target.close()
        archive.write(copy, _DATABASE)
    return found or (0, "0" * 64)


def _head(connection: Connection) -> tuple[int, str]:
    audit = Base.metadata.tables["sixfold_audit"]
    found = connection.execute(
        select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)
    ).first()
    return (found.seq, found.hash) if found else (0, "0" * 64)


def _lines(connection: Connection) -> Iterator[str]:
    for table in Base.metadata.sorted_tables:
        for row in connection.execute(select(table)).mappings():
            values = {key: written(v) if isinstance(v, dt.datetime) else v for key, v in row.items()}
            yield json.dumps({"table": table.name, "row": values}, ensure_ascii=False)


def _sha256(archive: ZipFile, name: str) -> str:
    return hashlib.sha256(archive.read(name)).hexdigest()


def _opened(file: Path) -> ZipFile:
    try:
        return ZipFile(file)
    except FileNotFoundError:
        raise RecordsError(f"{file}: there is no such file") from None
    except (BadZipFile, OSError) as error:
        raise RecordsError(f"{file} is no backup of Sixfold: {error}") from None


def _manifest(file: Path, archive: ZipFile) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
        known = manifest["schema"] == SCHEMA
        damaged = [name for name, sha in manifest["sha256"].items() if _sha256(archive, name) != sha]
    except (KeyError, ValueError, BadZipFile) as error:
        raise RecordsError(f"{file} is no backup of Sixfold, or damaged: {error}") from None
    if not known or manifest["version"] > NEWEST:
        raise RecordsError(f"{file} is a backup of another version ({manifest['version']}); update sixfold")
    if damaged:
        raise RecordsError(f"{file} is damaged: {', '.join(damaged)}")
    return manifest


def _restore_file(course: Course, archive: ZipFile, force: bool) -> None:
    target = Path(str(make_engine(course.db_url).url.database))
    if target.exists() and not force:
        raise RecordsError(f"{target} is there already; back it up, then restore with --force to replace it")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(archive.extract(_DATABASE, folder))
        # SQLite's own copying waits for other programs and cannot leave half a database.
        with sqlite3.connect(copy) as source, sqlite3.connect(target, timeout=60) as held:
            source.backup(held)
        source.close()
        held.close()


def _restore_rows(connection: Connection, archive: ZipFile, force: bool) -> None:
    tables = Base.metadata.sorted_tables
    if _head(connection)[0] and not force:
        raise RecordsError("the database holds records already; restore with --force to replace them")
    take_down(connection)
    for table in reversed(tables):
        connection.execute(table.delete())
    rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in tables}
    with archive.open(_ROWS) as stream:
        for name, row in _rows(stream):
            rows[name].append(row)
    for table in tables:
        for start in range(0, len(rows[table.name]), _BATCH):
            batch = [_typed(table, row) for row in rows[table.name][start : start + _BATCH]]
            connection.execute(insert(table), [row | dict.fromkeys(_own_links(table)) for row in batch])
            _link(connection, table, batch)
        _continue_numbers(connection, table)
    put_up(connection)


def _own_links(table: Table) -> list[str]:
    """Return the columns that name other rows of the same table: those may come later."""
    return [key.parent.name for key in table.foreign_keys if key.column.table is table]


def _link(connection: Connection, table: Table, batch: list[dict[str, Any]]) -> None:
    key = table.primary_key.columns.values()[0]
    for column in _own_links(table):
        for row in batch:
            if row[column] is not None:
                connection.execute(table.update().where(key == row[key.name]).values({column: row[column]}))


def _rows(stream: IO[bytes]) -> Iterator[tuple[str, dict[str, Any]]]:
    for line in stream:
        entry = json.loads(line)
        yield entry["table"], entry["row"]


def _typed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: dt.datetime.fromisoformat(value)
        if value is not None and isinstance(table.c[name].type, Utc)
        else value
        for name, value in row.items()
    }


def _continue_numbers(connection: Connection, table: Table) -> None:
    """Let PostgreSQL's counters go on after the highest number."""
    key = table.primary_key.columns.values()[0]
    if key.name == "id" and key.type.python_type is int:
        highest = connection.scalar(select(func.max(key)))
        if highest:
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :highest)"),
                {"table": table.name, "highest": highest},
            )


def _restore_verdicts(course: Course, archive: ZipFile) -> None:
    for name in archive.namelist():
        if name.startswith("verdicts/"):
            archive.extract(name, course.root)  # ZipFile keeps names below the folder
