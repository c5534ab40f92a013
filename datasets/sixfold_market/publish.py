"""Write the committed sample tables and their Frictionless descriptor.

Meaning is written by hand in `data/<capability>/metadata.toml`; facts (bytes, hashes) come from the files.
A capability is a package beside this file with `SAMPLES`: a function of the seed for each table.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pandas as pd

import sixfold_market

# The samples that trainees read. Exams draw from a secret seed instead.
SAMPLE_SEED = 20_260_302

Tables = Mapping[str, Callable[[int], pd.DataFrame]]

FORMATS = {"date": "%Y-%m-%d", "datetime": "%Y-%m-%dT%H:%M:%S"}

Described = Mapping[str, Any]


class MetadataError(ValueError):
    """The tables and `metadata.toml` disagree, or the file cannot be used."""


def publish(datasets_dir: Path) -> list[Path]:
    """Generate every sample table and `datapackage.json`; return the files.

    Raises
    ------
    MetadataError
        A table or column has no metadata, or the reverse; the message names table, field and file.
    """
    files = _render(datasets_dir)
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return list(files)


def stale(datasets_dir: Path) -> list[Path]:
    """Return the generated files that are missing or differ from what would be generated now.

    Raises
    ------
    MetadataError
        As `publish`.
    """
    return [
        path
        for path, content in _render(datasets_dir).items()
        if not path.is_file() or path.read_bytes() != content
    ]


def capabilities() -> dict[str, Tables]:
    """Return the sample tables of every capability, in alphabetical order of capabilities."""
    names = sorted(module.name for module in iter_modules(sixfold_market.__path__) if module.ispkg)
    return {name: import_module(f"sixfold_market.{name}").SAMPLES for name in names}


def _render(datasets_dir: Path) -> dict[Path, bytes]:
    files: dict[Path, bytes] = {}
    resources: list[dict[str, Any]] = []
    for capability, tables in capabilities().items():
        folder = datasets_dir / "data" / capability
        source = folder / "metadata.toml"
        metadata = _read_tables(source, tables)
        for name, draw in tables.items():
            described, table = metadata[name], draw(SAMPLE_SEED)
            _compare_columns(source, name, table, described["field"])
            content = _csv(table, described["field"])
            files[folder / f"{name}.csv"] = content
            resources.append(_resource(name, f"data/{capability}/{name}.csv", described, content, len(table)))
    package = {**_package(_read_package(datasets_dir / "metadata.toml")), "resources": resources}
    descriptor = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    return {**files, datasets_dir / "datapackage.json": descriptor.encode()}


def _read(source: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(source.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise MetadataError(f"{source}: not found; it describes every table and field by hand") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MetadataError(f"{source}: not valid TOML: {error}") from None


def _read_package(source: Path) -> dict[str, Any]:
    metadata = _read(source)
    _require(f"{source}:", metadata, "package")
    package: dict[str, Any] = metadata["package"]
    _require_titled(f"{source}: [package]", package, "title", "description")
    _require(f"{source}: [package]", package, "license")
    return package


def _read_tables(source: Path, drawn: Tables) -> dict[str, Any]:
    metadata = _read(source)
    _require(f"{source}:", metadata, "table")
    described: dict[str, Any] = metadata["table"]
    _require(f"{source}: [table]", described, *sorted(drawn))
    for name, table in described.items():
        if name not in drawn:
            raise MetadataError(f"{source}: [table.{name}] describes a table that does not exist; remove it")
        _require_titled(f"{source}: [table.{name}]", table, "title", "meaning")
        _require(f"{source}: [table.{name}]", table, "field")
        for field, about in table["field"].items():
            _require(f"{source}: [table.{name}.field] {field!r}", about, "type", "unit", "en", "zh")
    return described


def _require_titled(place: str, entry: Described, *keys: str) -> None:
    _require(place, entry, *keys)
    for key in keys:
        _require(f"{place} {key!r}", entry[key], "en", "zh")


def _require(place: str, entry: Described, *keys: str) -> None:
    for key in keys:
        if key not in entry:
            raise MetadataError(f"{place} lacks {key!r}; write it")


def _csv(table: pd.DataFrame, fields: Described) -> bytes:
    """UTF-8, LF, two decimals, dates and times as their field says."""
    days = [name for name, field in fields.items() if field["type"] == "date"]
    table = table.assign(**{name: table[name].dt.strftime(FORMATS["date"]) for name in days})
    text = table.to_csv(
        index=False, lineterminator="\n", float_format="%.2f", date_format=FORMATS["datetime"]
    )
    return text.encode()


def _compare_columns(source: Path, name: str, table: pd.DataFrame, fields: Described) -> None:
    columns, place = list(table.columns), f"{source}: [table.{name}.field]"
    for column in columns:
        if column not in fields:
            raise MetadataError(f"{place} lacks the column {column!r} of table {name!r}; describe it")
    for field in fields:
        if field not in columns:
            raise MetadataError(f"{place} describes {field!r}, which table {name!r} does not have; remove it")
    if list(fields) != columns:
        raise MetadataError(f"{place} has another order than table {name!r}: {', '.join(columns)}")


def _package(described: Described) -> dict[str, Any]:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "sixfold",
        "title": described["title"]["en"],
        "description": described["description"]["en"],
        "sixfold:zh": {"title": described["title"]["zh"], "description": described["description"]["zh"]},
        "licenses": [described["license"]],
    }


def _resource(name: str, path: str, described: Described, content: bytes, rows: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(key, value) for key, value in described["field"].items()]}
    if "key" in described:
        schema["primaryKey"] = described["key"]
    return {
        "name": name,
        "type": "table",
        "path": path,
        "title": described["title"]["en"],
        "description": described["meaning"]["en"],
        "sixfold:zh": {"title": described["title"]["zh"], "description": described["meaning"]["zh"]},
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
        "sixfold:rows": rows,
        "schema": schema,
    }


def _field(name: str, described: Described) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": described["type"]}
    if described["type"] in FORMATS:
        field["format"] = FORMATS[described["type"]]
    if described["type"] == "boolean":
        field |= {"trueValues": ["True"], "falseValues": ["False"]}
    constraints: dict[str, Any] = {} if described.get("nullable") else {"required": True}
    if "range" in described:
        constraints |= dict(zip(("minimum", "maximum"), described["range"], strict=True))
    if "values" in described:
        constraints["enum"] = described["values"]
    field["description"] = described["en"]
    field["sixfold:zh"] = described["zh"]
    field["sixfold:unit"] = described["unit"]
    return {**field, "constraints": constraints} if constraints else field
