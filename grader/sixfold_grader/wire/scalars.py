"""Single values both ways: numbers, texts, times, and what a dict may be asked for.

`scalar_tree`, `key_tree` and `zone_tree` make trees, in the box too; `read_scalar`, `read_key` and
`read_zone` read trees that anybody may have written.
"""

from __future__ import annotations

import datetime as dt
import math
import zoneinfo
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from sixfold_grader.errors import ProtocolError
from sixfold_grader.wire.format import (
    DTYPES,
    MAX_BITS,
    MAX_DEPTH,
    PLAIN,
    UNITS,
    ZONE,
    Tree,
    Unsendable,
    times_in_range,
)

AS_IS = frozenset({type(None), bool, str})
NOT_SCALAR = object()
_OUT_OF_RANGE = "a time before year 2 or after year 9998"


def scalar_tree(value: Any) -> Tree:
    """Return the tree of a scalar, or `NOT_SCALAR`."""
    kind = type(value)
    if kind is float:
        return value if math.isfinite(value) else {"t": repr(value)}
    if kind in AS_IS:
        return value
    if kind is int:
        return _whole(value)
    if isinstance(value, np.generic):
        return _from_numpy(value)
    for base, tree in _BASES:
        if isinstance(value, base):
            return tree(value)
    if value is pd.NA:
        return {"t": "na"}
    return {"t": "nat"} if value is pd.NaT else NOT_SCALAR


def key_tree(value: Any) -> Tree:
    """Return the tree of a scalar or of a tuple of keys."""
    if isinstance(value, tuple):
        return {"t": "tuple", "v": [key_tree(member) for member in value]}
    tree = scalar_tree(value)
    if tree is NOT_SCALAR:
        raise Unsendable(f"{named(value)} as a key, a name or a member of a set")
    return tree


def text(value: str) -> str:
    """Return a text without what a subclass adds."""
    return str.__str__(value)


def named(value: object) -> str:
    """Name a value's type, with its library where that is not Python's, NumPy's or pandas'."""
    library = type(value).__module__.partition(".")[0]
    name = type(value).__name__
    return name if library in ("builtins", "numpy", "pandas", "__main__", "") else f"{library}.{name}"


def sendable_dtype(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Return the little-endian dtype that crosses: calendar days as seconds, long doubles as doubles."""
    if dtype.kind in "mM" and (unit := np.datetime_data(dtype)[0]) not in UNITS:
        dtype = np.dtype(f"<{dtype.kind}8[{'s' if unit in 'YMWDhm' else 'ns'}]")
    if dtype.kind == "f" and dtype.itemsize > 8:
        dtype = np.dtype("<f8")
    little = dtype.newbyteorder("<")
    if little.str not in DTYPES:
        raise Unsendable(f"dtype {dtype}")
    return little


def checked_times(times: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return an array whose times, if it holds any, are in range.

    Raises
    ------
    Unsendable
        They are not.
    """
    if times.dtype.kind in "mM" and not times_in_range(times):
        raise Unsendable(_OUT_OF_RANGE)
    return times


def zone_tree(zone: dt.tzinfo, at: dt.datetime | None = None) -> str | int:
    """Return a zone's name, or where it has none its offset in seconds (then, if need be)."""
    name = str(zone)
    if not isinstance(zone, dt.timezone) and _is_known(name):
        return name
    offset = zone.utcoffset(at)
    if offset is None or offset.microseconds:
        raise Unsendable(f"time zone {name[:50]}")
    return round(offset.total_seconds())


def _is_known(zone: str) -> bool:
    try:
        return ZONE.fullmatch(zone) is not None and bool(zoneinfo.ZoneInfo(zone))
    except (OSError, ValueError, zoneinfo.ZoneInfoNotFoundError):
        return False


def _whole(value: int) -> int:
    if value.bit_length() > MAX_BITS:
        raise Unsendable(f"an integer of more than {MAX_BITS} bits")
    return value


def _from_numpy(value: np.generic) -> Tree:
    if isinstance(value, np.datetime64 | np.timedelta64):
        return _moment_tree(value.astype(sendable_dtype(value.dtype)))
    if isinstance(value, np.bool_ | np.integer | np.floating | np.str_):
        return scalar_tree(float(value) if isinstance(value, np.longdouble) else value.item())
    return NOT_SCALAR


def _moment_tree(value: Any, zone: dt.tzinfo | None = None) -> Tree:
    """Return a time in UTC, or a span, as pandas counts it."""
    if np.isnat(value):
        return {"t": "nat"}
    checked_times(np.asarray(value))
    tag = "timestamp" if isinstance(value, np.datetime64) else "timedelta"
    tree = {"t": tag, "v": int(value.view("i8")), "u": np.datetime_data(value.dtype)[0]}
    return tree if zone is None else {**tree, "z": zone_tree(zone, pd.Timestamp(value, tz="UTC"))}


def _datetime_tree(value: dt.datetime) -> Tree:
    if value.tzinfo is None:
        return {"t": "datetime", "v": dt.datetime.isoformat(value)}
    utc = value.astimezone(dt.UTC).replace(tzinfo=None)
    if not 2 <= utc.year <= 9998:
        raise Unsendable(_OUT_OF_RANGE)
    return {"t": "datetime", "v": utc.isoformat(), "z": zone_tree(value.tzinfo, value)}


def _time_tree(value: dt.time) -> Tree:
    if value.tzinfo is not None:
        raise Unsendable("time with a zone")
    return {"t": "time", "v": dt.time.isoformat(value)}


# What a subclass is below. Datetimes come before dates, which they extend; pandas' before Python's.
_BASES: tuple[tuple[Any, Callable[[Any], Tree]], ...] = (
    (str, text),
    (float, lambda value: scalar_tree(float.__float__(value))),
    (int, lambda value: _whole(int.__int__(value))),
    (type(pd.NaT), lambda value: {"t": "nat"}),
    (pd.Timestamp, lambda value: _moment_tree(value.to_datetime64(), value.tzinfo)),
    (pd.Timedelta, lambda value: _moment_tree(value.to_timedelta64())),
    (dt.datetime, _datetime_tree),
    (dt.date, lambda value: {"t": "date", "v": dt.date.isoformat(value)}),
    (dt.time, _time_tree),
    (dt.timedelta, lambda value: {"t": "span", "v": [value.days, value.seconds, value.microseconds]}),
    ((Decimal, Fraction), lambda value: scalar_tree(float(value))),
)


def read_scalar(tree: Tree) -> Any:
    """Return what a tagged object stands for, if it is no container: comparing two gives one truth."""
    read = SCALARS.get(tree["t"])
    if read is None:
        raise ProtocolError("expected a scalar")
    return read(tree)


def read_key(tree: Tree, depth: int = 0) -> Any:
    """Return a scalar or a tuple of keys."""
    if type(tree) in PLAIN:
        return tree
    if tree["t"] == "tuple" and depth < MAX_DEPTH:
        return tuple(read_key(member, depth + 1) for member in listed(tree["v"]))
    return read_scalar(tree)


def listed(tree: Tree) -> list[Tree]:
    """Return a tree that is a list."""
    if type(tree) is not list:
        raise ProtocolError("expected a list")
    return tree


def integer(tree: Tree) -> int:
    """Return a tree that is a whole number of 64 bits."""
    if type(tree) is not int or abs(tree) >= 2**63:
        raise ProtocolError("expected an integer")
    return tree


def short(tree: Tree) -> str:
    """Return a tree that is a text of no great length."""
    if type(tree) is not str or len(tree) > 2000:
        raise ProtocolError("expected a short text")
    return tree


def read_zone(tree: Tree) -> dt.tzinfo:
    """Return a zone by its name in the time zone database, never a path; or by seconds east of UTC."""
    if type(tree) is int:
        return dt.timezone(dt.timedelta(seconds=tree)) if tree else dt.UTC
    if type(tree) is not str or not ZONE.fullmatch(tree):
        raise ProtocolError("not the name of a time zone")
    return zoneinfo.ZoneInfo(tree)


def _moment(tree: Tree, kind: str) -> Any:
    if tree["u"] not in UNITS:
        raise ProtocolError("unknown unit of time")
    moment = np.array(integer(tree["v"]), dtype="<i8").view(f"<{kind}8[{tree['u']}]")
    if np.isnat(moment) or not times_in_range(moment):
        raise ProtocolError("a time is out of range")
    return moment[()]


def _timestamp(tree: Tree) -> pd.Timestamp:
    stamp = pd.Timestamp(_moment(tree, "M"))
    return stamp if "z" not in tree else stamp.tz_localize("UTC").tz_convert(read_zone(tree["z"]))


def _datetime(tree: Tree) -> dt.datetime:
    moment = dt.datetime.fromisoformat(short(tree["v"])).replace(tzinfo=None)
    return moment if "z" not in tree else moment.replace(tzinfo=dt.UTC).astimezone(read_zone(tree["z"]))


SCALARS: dict[object, Callable[[Tree], Any]] = {
    "nan": lambda tree: math.nan,
    "inf": lambda tree: math.inf,
    "-inf": lambda tree: -math.inf,
    "nat": lambda tree: pd.NaT,
    "na": lambda tree: pd.NA,
    "timestamp": _timestamp,
    "timedelta": lambda tree: pd.Timedelta(_moment(tree, "m")),
    "datetime": _datetime,
    "date": lambda tree: dt.date.fromisoformat(short(tree["v"])),
    "time": lambda tree: dt.time.fromisoformat(short(tree["v"])).replace(tzinfo=None),
    "span": lambda tree: dt.timedelta(*map(integer, listed(tree["v"]))),
}
