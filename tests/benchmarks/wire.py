"""The codec: microseconds for a table and a call, and mutated frames that must give one clean error.

`tests/grader/test_wire.py` runs the same mutations, fewer of them.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import random
import struct
import time
import timeit
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sixfold_grader.errors import ProtocolError
from sixfold_grader.wire import decode, encode
from sixfold_market import traffic_buying as market

SHANGHAI = "Asia/Shanghai"


def figures() -> dict[str, float]:
    """Microseconds of a table of 360 rows and 10 columns, and of a call with five numbers, each way."""
    table = market.ad_hourly(1, days=3, plans=5)
    call = {"i": "breakeven_roi", "f": "breakeven_roi", "k": {}, "s": 5.0, "a": [0.5] * 5, "t": []}
    return _microseconds("wire.table", table) | _microseconds("wire.call", call)


def _microseconds(name: str, value: object) -> dict[str, float]:
    header, body = parts(encode(value))
    return {
        f"{name}.encode_us": _best(lambda: encode(value)),
        f"{name}.decode_us": _best(lambda: decode(header, body)),
    }


def _best(work: Callable[[], object]) -> float:
    return 1e6 * min(timeit.repeat(work, number=200, repeat=7)) / 200


@dataclass
class Fuzzed:
    """What became of mutated frames; `worst` is in seconds of CPU."""

    values: int = 0
    errors: int = 0
    others: int = 0
    worst: float = 0.0

    def __iadd__(self, other: Fuzzed) -> Fuzzed:
        self.values += other.values
        self.errors += other.errors
        self.others += other.others
        self.worst = max(self.worst, other.worst)
        return self


def fuzz(frames: int = 200_000) -> dict[str, float]:
    """Decode so many mutated frames on all cores."""
    cores = os.cpu_count() or 1
    begin = time.perf_counter()
    whole = Fuzzed()
    with ProcessPoolExecutor(cores) as pool:
        for each in pool.map(fuzz_here, [math.ceil(frames / cores)] * cores, range(cores)):
            whole += each
    return {
        "wire.fuzz.frames": whole.values + whole.errors + whole.others,
        "wire.fuzz.values": whole.values,
        "wire.fuzz.other_errors": whole.others,
        "wire.fuzz.worst_ms": 1000 * whole.worst,
        "wire.fuzz.s": time.perf_counter() - begin,
    }


def fuzz_here(frames: int, seed: int) -> Fuzzed:
    """Decode so many mutated frames in this process."""
    rng, done = random.Random(seed), Fuzzed()
    whole = [encode(value) for value in corpus()]
    nodes = nodes_of(whole)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pandas warns about odd numbers; the checker does not care
        for number in range(frames):
            raw = mutated(whole[number % len(whole)], rng, nodes)
            begin = time.thread_time()
            try:
                decode_bytes(raw)
                done.values += 1
            except ProtocolError:
                done.errors += 1
            except Exception:
                done.others += 1
            done.worst = max(done.worst, time.thread_time() - begin)
    return done


def decode_bytes(raw: bytes) -> Any:
    """Decode whatever a peer may have sent."""
    size = struct.unpack("!I", raw[:4])[0] if len(raw) >= 4 else 0
    return decode(raw[8 : 8 + size], raw[8 + size :])


def parts(frame: bytes) -> tuple[bytes, bytes]:
    """Split a frame into its header and its body."""
    header, body = struct.unpack("!II", frame[:8])
    assert len(frame) == 8 + header + body
    return frame[8 : 8 + header], frame[8 + header :]


def nodes_of(frames: list[bytes]) -> list[str]:
    """Return all parts of the headers of some frames, as JSON."""
    trees = [json.loads(parts(frame)[0]) for frame in frames]
    return [json.dumps(holder[key]) for tree in trees for holder, key in _places(tree)]


def mutated(frame: bytes, rng: random.Random, nodes: list[str]) -> bytes:
    """Change a frame: some bytes, a stretch of it, its lengths, or nodes of its JSON header."""
    kind = rng.randrange(6)
    if kind == 0:
        return _flipped(frame, rng)
    if kind == 1:
        return _spliced(frame, rng, rng.choice([frame, rng.choice(nodes).encode()]))
    header, body = parts(frame)
    tree = json.loads(header)
    if kind == 2:
        _change_lengths(tree, rng)
    else:
        for _ in range(rng.randint(1, 3)):
            _change_node(tree, rng, nodes)
    return _packed(tree, body)


def _flipped(frame: bytes, rng: random.Random) -> bytes:
    raw = bytearray(frame)
    for _ in range(rng.randint(1, 6)):
        raw[rng.randrange(len(raw))] = rng.randrange(256)
    return bytes(raw)


def _spliced(frame: bytes, rng: random.Random, other: bytes) -> bytes:
    begin, start = rng.randrange(len(frame)), rng.randrange(len(other))
    stretch = other[start : start + rng.randint(0, 40)]
    return frame[:begin] + stretch + frame[begin + rng.randint(0, 40) :]


def _change_lengths(tree: Any, rng: random.Random) -> None:
    """Move bytes from one buffer to another, or claim some that are not there."""
    lengths = tree["b"] or [0]
    moved = rng.choice([1, 2, 4, 8, 16, -8, 2**31])
    lengths[rng.randrange(len(lengths))] += moved
    if rng.random() < 0.8:
        lengths[rng.randrange(len(lengths))] -= moved
    tree["b"] = lengths


ODD: list[Any] = [
    *(None, True, -1, 0, 1, 7, 2**31, 2**63, -(2**63), 2**70, 10**1000, 1e308, -0.0, "", "x", "UTC"),
    *("<f8", "|O", "|b1", "<M8[ns]", "<M8[s]", "<f2", "ns", "Int64", "../../etc/passwd", "\ud800"),
    *([], [[]], [0], [0, 0], [2**40, 2**40, 0], {}, {"t": []}, {"t": "nat"}, {"t": "na"}, {"t": "nan"}),
    {"t": "tuple", "v": []},
    {"t": "strings"},
    {"t": "range", "v": [0, 2**40, 1], "n": None},
    {"t": "range", "v": [0, 3, 1], "n": None},
    {"t": "timestamp", "v": 2**62, "u": "s"},
    {"t": "timestamp", "v": 0, "u": "s", "z": "posix/UTC"},
    {"t": "objects", "v": [1, "a", None], "s": [3]},
]


def _change_node(tree: Any, rng: random.Random, nodes: list[str]) -> None:
    """Replace, remove or repeat a node; what is put there is from here or from another frame, or odd."""
    places = list(_places(tree))
    if not places:
        return
    (holder, name), (source, other) = rng.choice(places), rng.choice(places)
    graft = rng.choice([json.dumps(source[other]), rng.choice(nodes), json.dumps(rng.choice(ODD))])
    action = rng.random()
    if action < 0.1:
        del holder[name]
    elif action < 0.2 and isinstance(holder, list):
        holder.insert(name, json.loads(graft))
    else:
        holder[name] = json.loads(graft)


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    for key, value in list(tree.items() if isinstance(tree, dict) else enumerate(tree)):
        yield tree, key
        if isinstance(value, dict | list):
            yield from _places(value)


def _packed(tree: Any, body: bytes) -> bytes:
    raw = json.dumps(tree).encode()
    return struct.pack("!II", len(raw), len(body)) + raw + body


def corpus() -> list[object]:
    """Return values of every kind that may cross."""
    tables = [make() for make in TABLES.values()]
    stamp = pd.Timestamp("2026-06-18 20:00", tz=SHANGHAI)
    days = dt.date(2026, 6, 18), dt.datetime(2026, 6, 18, 20), dt.time(20), dt.timedelta(3)
    return [
        *tables,
        {"ok": tables[0]},
        table()["zoned"],
        table()["category"],
        np.arange(12).reshape(3, 4),
        np.array(["a", "中", None], dtype=object),
        pd.array([1, None, 3], dtype="Int64"),
        {"a": [1, (2.5, None)], 3: {"中", 2}, ("x", 1): -0.0},
        [2**90, -(2**80), math.nan, math.inf, pd.NaT, pd.NA],
        [stamp, stamp.to_pydatetime(), pd.Timedelta("1h"), *days],
    ]


def table() -> pd.DataFrame:
    """One column of every kind that may cross."""
    days = pd.to_datetime(["2026-01-01 00:00", None, "2026-11-11 20:00"])
    channels = ["短视频", "直播间"]
    return pd.DataFrame(
        {
            "integer": [1, -2, 3],
            "small": np.array([1, 2, 255], dtype="uint8"),
            "real": [1.5, math.nan, -math.inf],
            "another real": [0.1, -0.0, 1e308],
            "half": np.array([1, 2, 3], dtype="float32"),
            "truth": [True, False, True],
            "商品名称": ["面膜 🧴", None, ""],
            "nullable text": pd.array(["a", None, "b"], dtype="string"),
            "when": days,
            "seconds": days.as_unit("s"),
            "zoned": days.tz_localize(SHANGHAI),
            "offset": days.tz_localize(dt.timezone(dt.timedelta(hours=8))),
            "utc": days.tz_localize("UTC"),
            "span": pd.to_timedelta(["1h", None, "-2D"]),
            "category": pd.Categorical(["直播间", None, "短视频"], categories=channels, ordered=True),
            "nullable": pd.array([1, None, 3], dtype="Int64"),
            "nullable small": pd.array([1, None, 3], dtype="UInt8"),
            "nullable real": pd.array([1.5, None, 3.0], dtype="Float64"),
            "nullable truth": pd.array([True, None, False], dtype="boolean"),
            "mixed": pd.Series([1, "x", None], dtype=object),
            "dates": pd.Series([dt.date(2026, 1, 1), None, dt.date(2026, 1, 3)], dtype=object),
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
    "days as names": lambda: pd.DataFrame([[1, 2]], columns=pd.to_datetime(["2026-01-01", "2026-01-02"])),
    "named names": lambda: table().pivot_table(index="integer", columns="truth", values="half"),
    "column by column": lambda: _grown(),
    "object names": lambda: pd.DataFrame([[1, 2]], columns=pd.Index(["a", "b"], dtype=object)),
}


def _grown() -> pd.DataFrame:
    """Return a table in many blocks, as assigning columns makes it."""
    frame = pd.DataFrame({"a": [1, 2]})
    for name in "bcde":
        frame[name] = frame["a"] / 2
    frame["f"] = "x"
    frame["a"] = 3
    return frame
