"""What crosses the boundary arrives unchanged; what is no frame is one clean error, whatever its bytes."""

from __future__ import annotations

import datetime as dt
import json
import math
import random
import socket
import struct
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sixfold_grader import wire
from sixfold_grader.errors import ProtocolError

SHANGHAI = "Asia/Shanghai"
MUTATIONS = 6000


def parts(frame: bytes) -> tuple[bytes, bytes]:
    """Split a frame into its header and its body."""
    header, body = struct.unpack("!II", frame[:8])
    assert len(frame) == 8 + header + body
    return frame[8 : 8 + header], frame[8 + header :]


def there_and_back(value: object) -> Any:
    return wire.decode(*parts(wire.encode(value)))


def frame_of(tree: object, buffers: tuple[bytes, ...] = ()) -> tuple[bytes, bytes]:
    """Return a header and a body as a hostile box may write them."""
    return json.dumps({"v": tree, "b": [len(b) for b in buffers]}).encode(), b"".join(buffers)


def table() -> pd.DataFrame:
    """One column of every kind that may cross."""
    days = pd.to_datetime(["2026-01-01 00:00", None, "2026-11-11 20:00"])
    return pd.DataFrame(
        {
            "integer": [1, -2, 3],
            "small": np.array([1, 2, 255], dtype="uint8"),
            "real": [1.5, math.nan, -math.inf],
            "half": np.array([1, 2, 3], dtype="float32"),
            "truth": [True, False, True],
            "商品名称": ["面膜 🧴", None, ""],
            "when": days,
            "zoned": days.tz_localize(SHANGHAI),
            "span": pd.to_timedelta(["1h", None, "-2D"]),
            "category": pd.Categorical(
                ["直播间", None, "短视频"], categories=["短视频", "直播间"], ordered=True
            ),
            "nullable": pd.array([1, None, 3], dtype="Int64"),
            "nullable real": pd.array([1.5, None, 3.0], dtype="Float64"),
            "nullable truth": pd.array([True, None, False], dtype="boolean"),
            "mixed": pd.Series([1, "x", None], dtype=object),
        }
    )


TABLES: dict[str, Callable[[], pd.DataFrame]] = {
    "every column": table,
    "text index": lambda: table().set_index("商品名称"),
    "time index": lambda: table().set_index("when"),
    "two levels": lambda: table().set_index(["integer", "category"]),
    "two levels, one zoned": lambda: table().set_index(["zoned", "truth"]),
    "rows left out": lambda: table().iloc[[0, 2]],
    "no rows": lambda: table().iloc[:0],
    "no columns": lambda: pd.DataFrame(index=range(3)),
    "nothing": pd.DataFrame,
    "columns in two levels": lambda: table().groupby("truth")[["integer", "real"]].agg(["min", "max"]),
    "numbers as names": lambda: pd.DataFrame({2026: [1.0], "年": [2.0]}),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_arrives_unchanged(name: str) -> None:
    frame = TABLES[name]()
    # Without columns there is no type of theirs to keep.
    typed = bool(len(frame.columns))
    pd.testing.assert_frame_equal(there_and_back(frame), frame, check_column_type=typed)


@pytest.mark.parametrize("column", table().columns)
def test_a_series_arrives_unchanged(column: str) -> None:
    series = table().set_index("integer", drop=False)[column]
    pd.testing.assert_series_equal(there_and_back(series), series)
    pd.testing.assert_series_equal(there_and_back(series[:0]), series[:0])


@pytest.mark.parametrize("dtype", sorted(wire._DTYPES))
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


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(2**200), 2**200)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.dates()
    | st.datetimes(min_value=dt.datetime(1700, 1, 1), max_value=dt.datetime(2250, 1, 1))
    | st.timedeltas(min_value=dt.timedelta(-90_000), max_value=dt.timedelta(90_000)).map(pd.Timedelta)
)
keys = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.tuples(st.text(max_size=3), st.dates())
)
containers = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.sets(scalars, max_size=4)
        | st.dictionaries(keys, inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(containers)
def test_values_arrive_unchanged(value: object) -> None:
    back = there_and_back(value)
    assert back == value and type(back) is type(value)


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
    for tree in ("\ud800", ["\ud800"], {"t": "dict", "k": ["\ud800"], "v": [1]}):
        with pytest.raises(ProtocolError):
            wire.decode(*frame_of(tree))


UNSENDABLE = {
    "object": object(),
    "function": len,
    "module": math,
    "generator": (n for n in range(3)),
    "complex": 1j,
    "bytes": b"raw",
    "groupby": table().groupby("truth"),
    "period": pd.Period("2026-01"),
    "object in a list": [1, object()],
    "object in a column": pd.DataFrame({"a": [object()]}),
    "object as key": {frozenset(): 1},
    "list in a column": pd.Series([[1], [2]]),
    "interval": pd.DataFrame({"a": pd.cut(pd.Series([1, 2]), 2)}),
    "two names alike": pd.DataFrame([[1, 2]], columns=["a", "a"]),
    "structured array": np.zeros(2, dtype=[("a", "f8")]),
    "complex array": np.zeros(2, dtype=complex),
    "too deep": reduce(lambda inner, _: [inner], range(40), 1),
    "too long a number": 10**5000,
}


@pytest.mark.parametrize("name", UNSENDABLE)
def test_what_is_not_plain_data_is_refused_by_name(name: str) -> None:
    with pytest.raises(wire.Unsendable) as refusal:
        wire.encode(UNSENDABLE[name])
    assert str(refusal.value)


def test_a_value_above_the_size_limit_is_refused() -> None:
    with pytest.raises(wire.Unsendable, match="too large"):
        wire.encode(np.zeros(wire.MAX_BODY // 8 + 1))


ARRAY = {"t": "array", "d": "<f8", "s": [2], "b": 0}
SIXTEEN = (bytes(16),)
ONE_ROW = {"t": "range", "v": [0, 1, 1], "n": None}
NINE_ROWS = {"t": "range", "v": [0, 9, 1], "n": None}
ENDLESS_ROWS = {"t": "range", "v": [0, 2**62, 1], "n": None}
CODES = {"t": "array", "d": "|i1", "s": [1], "b": 0}
CATEGORY = {"t": "category", "o": False, "c": {"t": "objects", "v": ["a"]}, "v": CODES}
HOSTILE: dict[str, tuple[bytes, bytes]] = {
    "no json": (b"{", b""),
    "not utf-8": (b"\xff", b""),
    "another shape": (b"[]", b""),
    "a key too many": (b'{"v": 1, "b": [], "x": 1}', b""),
    "nan by name": (b'{"v": NaN, "b": []}', b""),
    "deep json": (b"[" * 100_000, b""),
    "deep tree": (b'{"b":[],"v":' + b"[" * 200 + b"]" * 200 + b"}", b""),
    "unknown tag": frame_of({"t": "pickle", "v": "x"}),
    "a tag that is a list": frame_of({"t": [], "v": "x"}),
    "a dtype of objects": frame_of({**ARRAY, "d": "|O"}, SIXTEEN),
    "a dtype of records": frame_of({**ARRAY, "d": "f8,f8"}, SIXTEEN),
    "a longer shape": frame_of({**ARRAY, "s": [3]}, SIXTEEN),
    "a negative shape": frame_of({**ARRAY, "s": [-2]}, SIXTEEN),
    "two negatives": frame_of({**ARRAY, "s": [-1, -2]}, SIXTEEN),
    "a shape of truth": frame_of({**ARRAY, "s": [True, 2]}, SIXTEEN),
    "an endless shape": frame_of({**ARRAY, "s": [0, 2**62, 2**62]}, (b"",)),
    "a list in a column": frame_of(
        {"t": "series", "n": None, "i": ONE_ROW, "v": {"t": "objects", "v": [[1]]}}
    ),
    "a tuple in a column": frame_of(
        {"t": "series", "n": None, "i": ONE_ROW, "v": {"t": "objects", "v": [{"t": "tuple", "v": [1]}]}}
    ),
    "another buffer": frame_of({**ARRAY, "b": 1}, SIXTEEN),
    "a buffer from the end": frame_of({**ARRAY, "b": -1}, SIXTEEN),
    "a truth of two": frame_of({**ARRAY, "d": "|b1", "s": [16]}, (bytes([2] * 16),)),
    "buffers beyond the body": (b'{"v": 1, "b": [10]}', b""),
    "a negative buffer": (b'{"v": 1, "b": [-1, 1]}', b""),
    "keys without values": frame_of({"t": "dict", "k": [1], "v": []}),
    "a list as key": frame_of({"t": "dict", "k": [[1]], "v": [1]}),
    "a table as key": frame_of({"t": "dict", "k": [{"t": "range", "v": [0, 1, 1], "n": None}], "v": [1]}),
    "an unhashable member": frame_of({"t": "set", "v": [[1]]}),
    "a number that is text": frame_of({"t": "int", "v": "1" * 5000}),
    "an index without end": frame_of(
        {"t": "series", "n": None, "v": {"t": "objects", "v": []}, "i": ENDLESS_ROWS}
    ),
    "no step": frame_of({"t": "range", "v": [0, 1, 0], "n": None}),
    "an unknown zone": frame_of({"t": "timestamp", "v": "2026-01-01T00:00+08:00", "z": "../etc/passwd"}),
    "not a date": frame_of({"t": "date", "v": "yesterday"}),
    "columns of unlike length": frame_of(
        {"t": "frame", "c": ["a"], "v": [{"t": "objects", "v": [1]}], "i": NINE_ROWS}
    ),
    "a code without category": frame_of({"t": "series", "n": None, "i": ONE_ROW, "v": CATEGORY}, (b"\x05",)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_frame_is_one_clean_error(name: str) -> None:
    with pytest.raises(ProtocolError):
        wire.decode(*HOSTILE[name])


def mutated(frame: bytes, rng: random.Random) -> bytes:
    """Change a frame: bytes, a stretch of it, or one value of its JSON header."""
    raw = bytearray(frame)
    kind = rng.randrange(4)
    if kind == 0:
        for _ in range(rng.randint(1, 6)):
            raw[rng.randrange(len(raw))] = rng.randrange(256)
    elif kind == 1:
        start = rng.randrange(len(raw))
        raw[start : start + rng.randint(1, 30)] = rng.randbytes(rng.randint(0, 30))
    else:
        return _with_another_value(frame, rng)
    return bytes(raw)


ODD = [
    *(None, True, -1, 0, 1, 7, 2**31, 2**63, 2**70, 1e308, "", "x", "<f8", "|O", "|b1", "<M8[ns]", "Int64"),
    *("Int9", [], [[]], [0], {}, {"t": "nat"}, {"t": "tuple", "v": []}, {"t": "strings"}),
    {"t": "range", "v": [0, 2**40, 1], "n": None},
]


def _with_another_value(frame: bytes, rng: random.Random) -> bytes:
    header, body = parts(frame)
    tree = json.loads(header)
    places = list(_places(tree))
    for _ in range(rng.randint(1, 2)):
        holder, key = rng.choice(places)
        other, name = rng.choice(places)
        holder[key] = rng.choice([rng.choice(ODD), json.loads(json.dumps(other[name]))])
    raw = json.dumps(tree).encode()
    return struct.pack("!II", len(raw), len(body)) + raw + body


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        yield tree, key
        if isinstance(value, dict | list):
            yield from _places(value)


def test_mutated_frames_give_a_value_or_one_clean_error() -> None:
    rng = random.Random(20_26)
    values: list[object] = [make() for make in TABLES.values()]
    values += [
        table()["zoned"],
        np.arange(12).reshape(3, 4),
        {"a": [1, (2.5, None)], 3: {"中", 2}},
        2**90,
        [math.nan, pd.NaT],
    ]
    frames = [wire.encode(value) for value in values]
    outcomes = {"value": 0, "error": 0}
    worst = 0.0
    for number in range(MUTATIONS):
        raw = mutated(frames[number % len(frames)], rng)
        begin = time.perf_counter()
        outcomes[_outcome(raw)] += 1
        worst = max(worst, time.perf_counter() - begin)
    assert outcomes["error"] > MUTATIONS / 4 and outcomes["value"] > MUTATIONS / 50
    assert worst < 2.0


def _outcome(raw: bytes) -> str:
    size = struct.unpack("!I", raw[:4])[0] if len(raw) >= 4 else 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pandas warns about odd numbers; the checker does not care
        try:
            wire.decode(raw[8 : 8 + size], raw[8 + size :])
        except ProtocolError:
            return "error"
    return "value"


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
        theirs.sendall(struct.pack("!II", wire.MAX_HEADER + 1, 0))
        with pytest.raises(ProtocolError, match="above the limit"):
            ours.recv(1)
    with channel() as (ours, theirs):
        theirs.sendall(b"\0\0")
        theirs.close()
        with pytest.raises(EOFError):
            ours.recv(1)
