"""Write the committed sample tables and their Frictionless descriptor.

Meaning is written by hand in `metadata.toml`; facts (bytes, hashes, rows) come from the files.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sixfold_market import traffic_buying as tb

# The samples that trainees read. Exams draw from a secret seed instead.
SAMPLE_SEED = 20_260_302

TABLES: dict[str, dict[str, Callable[[], pd.DataFrame]]] = {
    "traffic_buying": {
        "ad_hourly": lambda: tb.ad_hourly(SAMPLE_SEED),
        "ad_orders": lambda: tb.ad_orders(SAMPLE_SEED, n=20_000),
        "geo_daily": lambda: tb.geo_daily(SAMPLE_SEED),
        "creative_daily": lambda: tb.creative_daily(SAMPLE_SEED),
        "plan_daily": lambda: tb.plan_daily(SAMPLE_SEED),
    }
}


class MetadataError(ValueError):
    """A table and its entry in `metadata.toml` disagree."""


def publish(datasets: Path) -> list[Path]:
    """Generate every sample table and `datapackage.json`; return the files.

    Raises
    ------
    MetadataError
        A column has no metadata, or the reverse.
    """
    files = _render(datasets)
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return list(files)


def stale(datasets: Path) -> list[Path]:
    """Return the generated files that are missing or differ from what would be generated now."""
    return [
        path
        for path, content in _render(datasets).items()
        if not path.is_file() or path.read_bytes() != content
    ]


def _render(datasets: Path) -> dict[Path, bytes]:
    source = datasets / "metadata.toml"
    metadata = tomllib.loads(source.read_text(encoding="utf-8"))
    files: dict[Path, bytes] = {}
    resources = []
    for capability, tables in TABLES.items():
        for name, draw in tables.items():
            table, path = draw(), f"data/{capability}/{name}.csv"
            described = metadata.get("table", {}).get(name)
            if described is None:
                raise MetadataError(f"{source}: the table {name!r} has no [table.{name}] entry")
            _compare_columns(source, name, table, described["field"])
            content = _csv(table)
            files[datasets / path] = content
            resources.append(_resource(name, path, described, content, len(table)))
    package = {**_package(metadata["package"]), "resources": resources}
    files[datasets / "datapackage.json"] = (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()
    return files


def _csv(table: pd.DataFrame) -> bytes:
    text = table.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%dT%H:%M:%S")
    return text.encode()


def _compare_columns(source: Path, name: str, table: pd.DataFrame, fields: Mapping[str, Any]) -> None:
    for column in table.columns:
        if column not in fields:
            raise MetadataError(f"{source}: table {name!r} has a column {column!r} without metadata")
    for field in fields:
        if field not in table.columns:
            raise MetadataError(f"{source}: [table.{name}.field.{field}] describes a column that does not exist")


def _package(described: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "sixfold",
        "title": described["title"]["en"],
        "description": described["description"]["en"],
        "sixfold:zh": described["description"]["zh"],
        "licenses": [described["license"]],
    }


def _resource(name: str, path: str, described: Mapping[str, Any], content: bytes, rows: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(key, value) for key, value in described["field"].items()]}
    if "key" in described:
        schema["primaryKey"] = described["key"]
    return {
        "name": name,
        "type": "table",
        "path": path,
        "title": described["title"]["en"],
        "description": described["meaning"]["en"],
        "sixfold:zh": described["meaning"]["zh"],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
        "sixfold:rows": rows,
        "schema": schema,
    }


def _field(name: str, described: Mapping[str, Any]) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": described["type"]}
    if described["type"] == "datetime":
        field["format"] = "%Y-%m-%dT%H:%M:%S"
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
