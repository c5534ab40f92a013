"""Data sets by name, typed as datapackage.json describes them."""

from __future__ import annotations

import json
import os
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sixfold.errors import DataSetDamaged, DataSetNotFound
from sixfold.language import current, t

if TYPE_CHECKING:
    import pandas as pd

DESCRIPTOR = "datapackage.json"
# Nullable while reading, so that a missing value in a whole-number column is no error.
DTYPES = {"string": "str", "integer": "Int64", "number": "float64", "boolean": "boolean"}
TIMES = ("datetime", "date")

Described = dict[str, Any]


def dataset(name: str) -> pd.DataFrame:
    """The data set `name` as a table, typed as its description says; times are UTC without a zone.

    Raises
    ------
    DataSetNotFound
        No data set of that name, or no folder of data sets.
    DataSetDamaged
        The file is missing or does not match its description.
    """
    folder = _folder()
    resource = _resource(folder, name)
    path = folder / resource["path"]
    try:
        return _read_csv(path, {field["name"]: field["type"] for field in resource["schema"]["fields"]})
    except (OSError, ValueError) as error:
        raise DataSetDamaged(t("data.damaged", name=name, path=path, reason=error)) from None


def datasets() -> pd.DataFrame:
    """The data sets there are: name, rows, meaning in the current language."""
    import pandas as pd

    rows = [(each["name"], each.get("sixfold:rows"), _meaning(each)) for each in _resources(_folder())]
    return pd.DataFrame(rows, columns=[t("data.name"), t("data.rows"), t("data.meaning")])


def fields(name: str) -> pd.DataFrame:
    """The data dictionary of one data set: field, type, meaning in the current language, unit, range.

    Raises
    ------
    DataSetNotFound
        No data set of that name, or no folder of data sets.
    """
    import pandas as pd

    columns = [t(f"data.{column}") for column in ("field", "type", "meaning", "unit", "range")]
    described = _resource(_folder(), name)["schema"]["fields"]
    rows = [(f["name"], f["type"], _meaning(f), f.get("sixfold:unit", ""), _range(f)) for f in described]
    return pd.DataFrame(rows, columns=columns)


def _folder() -> Path:
    """The folder that holds datapackage.json, the environment's choice first."""
    chosen = os.environ.get("SIXFOLD_DATA")
    here = Path.cwd()
    beside = [parent / "datasets" for parent in (here, *here.parents)]
    in_source = Path(__file__).parents[2] / "datasets"
    places = [Path(chosen)] if chosen else list(dict.fromkeys([*beside, in_source]))
    for place in places:
        if (place / DESCRIPTOR).is_file():
            return place
    raise DataSetNotFound(t("data.no_folder", looked=", ".join(map(str, places))))


def _resources(folder: Path) -> list[Described]:
    try:
        described: Described = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        return list(described["resources"])
    except (ValueError, KeyError) as error:
        raise DataSetDamaged(t("data.descriptor", path=folder / DESCRIPTOR, reason=error)) from None


def _resource(folder: Path, name: str) -> Described:
    by_name = {each["name"]: each for each in _resources(folder)}
    if name in by_name:
        return by_name[name]
    close = get_close_matches(str(name), by_name, n=1, cutoff=0.5)
    meant = t("data.did_you_mean", name=close[0]) if close else ""
    raise DataSetNotFound(t("data.unknown", name=name, meant=meant, known=", ".join(by_name), folder=folder))


def _read_csv(path: Path, types: dict[str, str]) -> pd.DataFrame:
    import pandas as pd

    table = pd.read_csv(
        path,
        dtype={field: DTYPES.get(kind, "str") for field, kind in types.items()},
        keep_default_na=False,
        na_values=[""],
    )
    for field, kind in types.items():
        if kind in TIMES:
            table[field] = pd.to_datetime(table[field], utc=True, format="ISO8601").dt.tz_localize(None)
        elif kind in ("integer", "boolean") and not table[field].hasnans:
            table[field] = table[field].astype("int64" if kind == "integer" else "bool")
    return table


def _meaning(described: Described) -> str:
    english = str(described.get("description") or described.get("title") or "")
    return str(described.get("sixfold:zh") or english) if current() == "zh" else english


def _range(field: Described) -> str:
    limits = field.get("constraints", {})
    low, high = limits.get("minimum"), limits.get("maximum")
    if low is None and high is None:
        return " · ".join(map(str, limits.get("enum", [])))
    return f"{'' if low is None else low} … {'' if high is None else high}".strip()
