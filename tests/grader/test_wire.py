"""What crosses the boundary arrives unchanged; what is not plain data is refused by name."""

from __future__ import annotations

import collections
import datetime as dt
import decimal
import fractions
import math
import socket
import struct
import sys
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sixfold_grader import wire
from sixfold_grader.errors import ProtocolError

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))

from wire import SHANGHAI, TABLES, table  # type: ignore[attr-defined]


def there_and_back(value: object) -> Any:
    return wire.decode_frame(wire.encode(value))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_arrives_unchanged(name: str) -> None:
    frame = TABLES[name]()
    pd.testing.assert_frame_equal(there_and_back(frame), frame)


@pytest.mark.parametrize("column", table().columns)
def test_a_series_arrives_unchanged(column: str) -> None:
    series = table().set_index("integer", drop=False)[column]
    pd.testing.assert_series_equal(there_and_back(series), series)
    pd.testing.assert_series_equal(there_and_back(series[:0]), series[:0])


@pytest.mark.parametrize("dtype", sorted(wire.format.DTYPES))
def test_an_array_of_every_dtype_arrives_unchanged(dtype: str) -> None:
    array = np.arange(6).astype(np.dtype(dtype)).reshape(2, 3)
    back = there_and_back(array)
    assert back.dtype == array.dtype and (back == array).all()


def test_arrays_keep_their_shape_and_may_be_written_to() -> None:
    for array in (
        np.array(3.0),
        np.zeros((0, 4)),
        np.arange(24).reshape(2, 3, 4)[:, ::2],
        np.array([1, 2], ">i4"),
    ):
        back = there_and_back(array)
        assert back.shape == array.shape and (back == array).all()
        back.fill(0)
    assert there_and_back(np.array(["a", "中"])).tolist() == ["a", "中"]


naive = st.datetimes(min_value=dt.datetime(2, 1, 2), max_value=dt.datetime(9998, 12, 30))
zoned = st.datetimes(
    min_value=dt.datetime(1900, 1, 2), max_value=dt.datetime(2200, 1, 1), allow_imaginary=False,
    timezones=st.sampled_from([zoneinfo.ZoneInfo(SHANGHAI), zoneinfo.ZoneInfo("America/New_York"), dt.UTC,
                               dt.timezone(dt.timedelta(hours=-3, minutes=-30))]),
)  # fmt: skip
text = st.text(st.characters(exclude_categories=["Cs"]))
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**200), 2**200)
    | st.floats(allow_nan=False)
    | text
    | st.dates()
    | st.times()
    | naive
    | zoned
    | st.timedeltas()
    | zoned.map(pd.Timestamp)
    | st.timedeltas(min_value=dt.timedelta(-90_000), max_value=dt.timedelta(90_000)).map(pd.Timedelta)
)
keys = st.recursive(scalars, lambda inner: st.tuples(inner, inner), max_leaves=4)
containers = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.sets(keys, max_size=4)
        | st.dictionaries(text, inner, max_size=4)
        | st.dictionaries(keys, inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(containers)
def test_values_arrive_unchanged(value: object) -> None:
    back = there_and_back(value)
    assert back == value and _types(back) == _types(value)


def _types(value: Any) -> Any:
    """Return the types in a value; the order within sets, which is nobody's, left out."""
    if isinstance(value, dict):
        return [dict, *((_types(key), _types(item)) for key, item in value.items())]
    if isinstance(value, list | tuple):
        return [type(value), *map(_types, value)]
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return type(value), value.replace(tzinfo=None), value.utcoffset()
    return type(value)


def columns(rows: int) -> st.SearchStrategy[pd.Series[Any]]:
    """Return columns of so many rows, of every dtype that may cross."""
    return st.one_of(*(_column(cells, dtype, rows) for cells, dtype in CELLS))


def _column(cells: st.SearchStrategy[Any], dtype: str, rows: int) -> st.SearchStrategy[pd.Series[Any]]:
    many = st.lists(cells, min_size=rows, max_size=rows)
    return many.map(lambda values: pd.Series(values, dtype=dtype))


_INT64, _TIMES = st.integers(-(2**63), 2**63 - 1), st.integers(-(2**60), 2**60)
_PLAIN_CELLS = [
    (_INT64, "int64"), (st.integers(0, 255), "uint8"), (st.floats(), "float64"),
    (st.floats(width=32), "float32"), (st.booleans(), "bool"), (text, "str"), (text, "object"),
    (_TIMES, "datetime64[ns]"), (st.integers(-(2**32), 2**32), "datetime64[s]"), (_TIMES, "timedelta64[us]"),
    (_TIMES, f"datetime64[ns, {SHANGHAI}]"), (_TIMES, "datetime64[ns, UTC]"),
]  # fmt: skip
_GAPPY_CELLS = [
    (_INT64, "Int64"), (st.integers(0, 255), "UInt8"), (st.floats(allow_nan=False), "Float64"),
    (st.booleans(), "boolean"), (text, "str"), (text, "string"), (st.sampled_from("abc"), "category"),
    (scalars, "object"), (_TIMES, "datetime64[ns]"),
]  # fmt: skip
CELLS = [*_PLAIN_CELLS, *((st.none() | cells, dtype) for cells, dtype in _GAPPY_CELLS)]


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    """Return tables with columns of every kind, and an index that may be any of them."""
    rows = draw(st.integers(0, 5))
    names = draw(st.lists(text | _INT64 | st.tuples(text, text), max_size=5, unique=True))
    frame = pd.DataFrame({place: draw(columns(rows)) for place in range(len(names))}, index=range(rows))
    frame.columns = pd.Index(names, tupleize_cols=draw(st.booleans()))
    levels = draw(st.lists(columns(rows), max_size=2))
    return (
        frame.set_index(
            [level.rename(draw(st.none() | st.booleans() | st.integers() | text)) for level in levels]
        )
        if levels
        else frame
    )


@settings(max_examples=60, deadline=None)
@given(frames())
def test_any_table_arrives_unchanged(frame: pd.DataFrame) -> None:
    back = there_and_back(frame)
    pd.testing.assert_frame_equal(back, frame)
    assert there_and_back(back.index).equals(frame.index)
    for place in range(len(frame.columns)):
        pd.testing.assert_series_equal(there_and_back(frame.iloc[:, place]), frame.iloc[:, place])


def test_a_table_that_arrived_is_a_table_like_any_other() -> None:
    back = there_and_back(table())
    back["more"] = back["real"] * 2
    back.loc[0, "integer"] = 9
    back.loc[1, "商品名称"] = "换货"
    want = table().assign(more=table()["real"] * 2)
    want.loc[0, "integer"] = 9
    want.loc[1, "商品名称"] = "换货"
    pd.testing.assert_frame_equal(back, want)
    sums = [frame.groupby("truth")[["real"]].sum() for frame in (back, want)]
    pd.testing.assert_frame_equal(*sums)


@pytest.mark.parametrize("value", [1, 1.0, True, np.int64(1), np.bool_(True), np.float32(1)])
def test_one_and_true_stay_apart(value: Any) -> None:
    plain = value.item() if isinstance(value, np.generic) else value
    assert type(there_and_back(value)) is type(plain)
    assert type(there_and_back([value])[0]) is type(plain)


def test_what_equals_nothing_arrives() -> None:
    assert math.isnan(there_and_back(math.nan))
    assert there_and_back(pd.NaT) is pd.NaT
    assert there_and_back(pd.NA) is pd.NA
    stamp = pd.Timestamp("2026-06-18 20:00", tz=SHANGHAI)
    assert str(there_and_back(stamp)) == str(stamp)


class Number(float):
    """A trainee's own kind of number."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


def test_a_subclass_crosses_as_what_it_is_below() -> None:
    back = there_and_back(Number(1.5))
    assert type(back) is float and back != 2.5


def test_a_lone_surrogate_is_replaced_on_the_way_and_refused_on_arrival() -> None:
    assert there_and_back("a\ud800中") == "a?中"
    assert there_and_back({"\udfff": ["\ud800"]}) == {"?": ["?"]}
    assert there_and_back(pd.Series(["\ud800"]))[0] == "?"
    assert there_and_back("a \\ud800 in plain text") == "a \\ud800 in plain text"
    for header in (b'"\\ud800"', b'["\\uDFFF"]', b'{"t": "map", "v": {"\\ud800": 1}}'):
        with pytest.raises(ProtocolError, match="Unicode"):
            wire.decode(b'{"b": [], "v": ' + header + b"}", b"")


Point = collections.namedtuple("Point", "x y")
MADE_PLAIN: dict[str, tuple[Any, Any]] = {
    "named tuple": (Point(1, 2), (1, 2)),
    "range": (range(3), [0, 1, 2]),
    "keys": ({"a": 1}.keys(), ["a"]),
    "values": ({"a": 1}.values(), [1]),
    "items": ({"a": 1}.items(), [("a", 1)]),
    "ordered dict": (collections.OrderedDict(a=1), {"a": 1}),
    "counter": (collections.Counter("aab"), {"a": 2, "b": 1}),
    "default dict": (collections.defaultdict(list, a=[1]), {"a": [1]}),
    "frozen set": (frozenset({1}), {1}),
    "decimal": (decimal.Decimal("0.1"), 0.1),
    "fraction": (fractions.Fraction(1, 4), 0.25),
    "NumPy's text": (np.str_("a"), "a"),
    "long double": (np.longdouble(1.5), 1.5),
    "NumPy's day": (np.datetime64("2026-06-18"), pd.Timestamp("2026-06-18")),
    "NumPy's hours": (np.timedelta64(36, "h"), pd.Timedelta("36h")),
    "NumPy keys": ({np.int64(1): np.float32(2)}, {1: 2.0}),
}


@pytest.mark.parametrize("name", MADE_PLAIN)
def test_what_is_nearly_plain_is_made_plain(name: str) -> None:
    value, want = MADE_PLAIN[name]
    back = there_and_back(value)
    assert back == want and type(back) is type(want)


def test_arrays_that_are_nearly_plain_are_made_plain() -> None:
    with pytest.warns(PendingDeprecationWarning):
        matrix = np.matrix([[1, 2]])
    assert type(there_and_back(matrix)) is np.ndarray
    assert there_and_back(np.array(["2026-06-18"], "M8[D]")).dtype == "M8[s]"
    assert there_and_back(np.array([1.5], np.longdouble)).tolist() == [1.5]
    assert there_and_back(table()[["mixed", "truth"]].to_numpy()).shape == (3, 2)
    assert there_and_back(table()["category"].unique()).tolist()[:1] == ["直播间"]
    assert list(there_and_back(pd.RangeIndex(3))) == [0, 1, 2]
    assert math.isnan(there_and_back(decimal.Decimal("nan")))
    assert there_and_back(np.datetime64("NaT")) is pd.NaT


class Table(pd.DataFrame):
    """A trainee's own kind of table."""


class Name(str):
    """A trainee's own kind of text."""

    __slots__ = ()

    def __str__(self) -> str:
        return "another"


def test_subclasses_of_tables_and_texts_cross_as_what_they_are_below() -> None:
    back = there_and_back({Name("a"): [Name("b"), Table({"x": [1]})]})
    assert list(back) == ["a"] and type(back["a"][0]) is str and back["a"][0] == "b"
    assert type(back["a"][1]) is pd.DataFrame


UNSENDABLE = {
    "object": (object(), "object"),
    "function": (len, "builtin_function"),
    "module": (math, "module"),
    "generator": ((n for n in range(3)), "generator"),
    "map": (map(abs, [1]), "map"),
    "complex": (1j, "complex"),
    "bytes": (b"raw", "bytes"),
    "groupby": (table().groupby("truth"), "DataFrameGroupBy"),
    "period": (pd.Period("2026-01"), "Period"),
    "interval": (pd.Interval(0, 1), "Interval"),
    "path": (Path("a"), "pathlib.PosixPath"),
    "object in a list": ([1, object()], "object"),
    "object in a column": (pd.DataFrame({"a": [object()]}), "column a: cells holding object"),
    "object as key": ({frozenset(): 1}, "frozenset as a key"),
    "object in a set": ({frozenset()}, "frozenset as a key, a name or a member of a set"),
    "list in a column": (pd.Series([[1], [2]]), "cells holding list"),
    "intervals": (pd.DataFrame({"a": pd.cut(pd.Series([1, 2]), 2)}), "column a: dtype interval"),
    "months": (pd.DataFrame({"m": pd.period_range("2026-01", periods=2, freq="M")}), r"dtype period\[M\]"),
    "two names alike": (pd.DataFrame([[1, 2]], columns=["a", "a"]), "duplicate column names"),
    "structured array": (np.zeros(2, dtype=[("a", "f8")]), "dtype"),
    "complex array": (np.zeros(2, dtype=complex), "dtype complex128"),
    "masked array": (np.ma.masked_invalid([1.0, math.nan]), "MaskedArray"),
    "far future": (np.array([2**62], "M8[s]"), "after year 9998"),
    "time of day with a zone": (dt.time(8, tzinfo=dt.UTC), "time with a zone"),
    "too deep": (reduce(lambda inner, _: [inner], range(40), 1), "nested too deeply"),
    "in itself": (reduce(lambda itself, _: itself.append(itself) or itself, range(1), list[Any]()), "nested"),
    "too long a number": (10**5000, "4096 bits"),
    "too many columns": (pd.DataFrame(np.zeros((1, 5000))), "shape"),
    "too many categories": (pd.Series(range(30_000), dtype="category"), "20000 entries"),
    "endless rows of nothing": (pd.DataFrame(index=range(10**12)), "shape"),
}


@pytest.mark.parametrize("name", UNSENDABLE)
def test_what_is_not_plain_data_is_refused_by_name(name: str) -> None:
    value, text = UNSENDABLE[name]
    with pytest.raises(wire.Unsendable, match=text):
        wire.encode(value)


def test_a_library_s_own_tables_are_refused_with_its_name() -> None:
    foreign = type("DataFrame", (), {"__module__": "polars.dataframe.frame"})
    with pytest.raises(wire.Unsendable, match=r"polars\.DataFrame"):
        wire.encode(foreign())


def test_a_value_above_the_size_limit_is_refused() -> None:
    with pytest.raises(wire.Unsendable, match="too large"):
        wire.encode(np.zeros(wire.format.MAX_BODY // 8 + 1))


@contextmanager
def channel() -> Iterator[tuple[wire.Channel, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield wire.Channel(ours), theirs


def test_a_channel_carries_values_in_both_directions() -> None:
    with channel() as (ours, theirs):
        ours.send({"中": [1, 2]})
        peer = wire.Channel(theirs)
        assert peer.recv(1) == {"中": [1, 2]}
        peer.send("back")
        assert ours.recv(1) == "back"


def test_a_channel_ends_in_time_whatever_the_peer_does() -> None:
    with channel() as (ours, theirs):
        theirs.sendall(struct.pack("!II", 100, 0) + b"{")
        with pytest.raises(TimeoutError):
            ours.recv(0.05)
    with channel() as (ours, theirs):
        theirs.sendall(struct.pack("!II", wire.format.MAX_HEADER + 1, 0))
        with pytest.raises(ProtocolError, match="above the limit"):
            ours.recv(1)
    with channel() as (ours, theirs):
        theirs.sendall(b"\0\0")
        theirs.close()
        with pytest.raises(EOFError):
            ours.recv(1)
