"""What is no frame is one clean error, whatever its bytes, in little time and memory."""

from __future__ import annotations

import json
import sys
import time
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sixfold_grader import wire
from sixfold_grader.errors import ProtocolError

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))

from wire import fuzz_here  # type: ignore[attr-defined]

MUTATIONS = 6000
Frame = tuple[bytes, bytes]


def frame_of(tree: object, *buffers: bytes) -> Frame:
    """Return a header and a body as a hostile box may write them."""
    return json.dumps({"v": tree, "b": [len(b) for b in buffers]}).encode(), b"".join(buffers)


def array(dtype: str, shape: Sequence[Any], buffer: Any = 0) -> dict[str, Any]:
    return {"t": "array", "d": dtype, "s": shape, "b": buffer}


def objects(*values: Any) -> dict[str, Any]:
    return {"t": "objects", "v": values, "s": [len(values)]}


def span(start: Any, stop: Any, step: Any = 1) -> dict[str, Any]:
    return {"t": "range", "v": [start, stop, step], "n": None}


def series(column: object, index: object = None) -> dict[str, Any]:
    return {"t": "series", "n": None, "i": index or span(0, 1), "v": column}


def table(names: object, blocks: Sequence[object], places: object, index: object = None) -> dict[str, Any]:
    return {"t": "frame", "c": names, "v": blocks, "p": places, "i": index or span(0, 1)}


def category(*codes: int, categories: object, ordered: object = False) -> dict[str, Any]:
    return {"t": "category", "o": ordered, "c": categories, "v": array("|i1", [len(codes)])}


def masked(length: int) -> dict[str, Any]:
    return {"t": "masked", "v": array("<i8", [1]), "m": array("|b1", [length], 1)}


def strings(*numbers: Any) -> dict[str, Any]:
    return {"t": "strings", "b": list(numbers), "na": False}


def ends(*numbers: int) -> bytes:
    return np.array(numbers, "<i4").tobytes()


def eights(*numbers: int) -> bytes:
    return np.array(numbers, "<i8").tobytes()


def row(*values: Any) -> dict[str, Any]:
    """Return a block of one column."""
    return {"t": "objects", "v": values, "s": [1, len(values)]}


A, ROW_A, ROW_B = objects("a"), row("a"), row("b")
TEXT = series(strings(0, 1, 2))
ONE, SIXTEEN = eights(1), bytes(16)
SOUND: dict[str, Frame] = {
    "array": frame_of(array("<f8", [2]), SIXTEEN),
    "series": frame_of(series(A)),
    "table": frame_of(table(["a", "b"], [ROW_A, ROW_B], [[1], [0]])),
    "strings": frame_of(TEXT, b"ab", ends(0, 1, 2), ends(1)),
    "category": frame_of(series(category(0, categories=A)), b"\0"),
    "zone": frame_of({"t": "timestamp", "v": 0, "u": "s", "z": "Asia/Shanghai"}),
    "masked": frame_of(
        series({"t": "masked", "v": array("<i8", [1]), "m": array("|b1", [1], 1)}), ONE, b"\1"
    ),
}
REFUSED: dict[str, tuple[str, Frame]] = {
    "no json": ("JSONDecodeError", (b"{", b"")),
    "not utf-8": ("UnicodeDecodeError", (b"\xff", b"")),
    "another shape": ("exactly the keys", (b"[]", b"")),
    "a key too many": ("exactly the keys", (b'{"v": 1, "b": [], "x": 1}', b"")),
    "nan by name": ("NaN is not JSON", (b'{"v": NaN, "b": []}', b"")),
    "deep json": ("RecursionError", (b"[" * 100_000, b"")),
    "deep tree": ("too deeply", (b'{"b":[],"v":' + b"[" * 200 + b"]" * 200 + b"}", b"")),
    "an endless number": ("ValueError", (b'{"b":[],"v":' + b"9" * 5000 + b"}", b"")),
    "unknown tag": ("unknown tag", frame_of({"t": "pickle", "v": "x"})),
    "a tag that is a list": ("TypeError", frame_of({"t": [], "v": "x"})),
    "no tag": ("KeyError", frame_of({"v": 1})),
    "a dtype of objects": ("dtype is not allowed", frame_of(array("|O", [2]), SIXTEEN)),
    "a dtype of records": ("dtype is not allowed", frame_of(array("f8,f8", [2]), SIXTEEN)),
    "a longer shape": ("differ in size", frame_of(array("<f8", [3]), SIXTEEN)),
    "a negative shape": ("out of range", frame_of(array("<f8", [-2]), SIXTEEN)),
    "two negatives": ("out of range", frame_of(array("<f8", [-1, -2]), SIXTEEN)),
    "a shape of truth": ("out of range", frame_of(array("<f8", [True, 2]), SIXTEEN)),
    "five dimensions": ("out of range", frame_of(array("<f8", [1, 1, 1, 1, 2]), SIXTEEN)),
    "an endless empty shape": ("ValueError", frame_of(array("<f8", [0, 2**62, 2**62]), b"")),
    "a shape that overflows": ("differ in size", frame_of(array("<f8", [2**62, 4]), SIXTEEN)),
    "another buffer": ("buffer number", frame_of(array("<f8", [2], 1), SIXTEEN)),
    "a buffer from the end": ("buffer number", frame_of(array("<f8", [2], -1), SIXTEEN)),
    "a buffer of truth": ("buffer number", frame_of(array("<f8", [2], False), SIXTEEN)),
    "a buffer twice": ("used twice", frame_of([array("<f8", [2]), array("<f8", [2])], SIXTEEN)),
    "a truth of two": ("neither 0 nor 1", frame_of(array("|b1", [16]), bytes([2] * 16))),
    "buffers beyond the body": ("add up", (b'{"v": 1, "b": [10]}', b"")),
    "a negative buffer": ("add up", (b'{"v": 1, "b": [-1, 1]}', b"")),
    "too many buffers": ("bad buffer list", frame_of(1, *[b""] * 2000)),
    "too many tables": ("too many tables", frame_of([objects()] * 2000)),
    "year 300,000 million": ("out of range", frame_of(array("<M8[s]", [1]), eights(2**62))),
    "an endless span": ("out of range", frame_of(array("<m8[s]", [1]), eights(-(2**62)))),
    "no time": ("an integer", frame_of({"t": "timestamp", "v": -(2**63), "u": "s"})),
    "a time of many digits": ("an integer", frame_of({"t": "timedelta", "v": 10**40, "u": "ns"})),
    "an unknown unit": ("unit of time", frame_of({"t": "timestamp", "v": 1, "u": "as"})),
    "not a date": ("ValueError", frame_of({"t": "date", "v": "yesterday"})),
    "an endless text for a date": ("short text", frame_of({"t": "date", "v": "2" * 5000})),
    "keys without values": ("ValueError", frame_of({"t": "dict", "k": [1], "v": []})),
    "a list as key": ("TypeError", frame_of({"t": "dict", "k": [[1]], "v": [1]})),
    "a table as key": ("expected a scalar", frame_of({"t": "dict", "k": [span(0, 1)], "v": [1]})),
    "an unhashable member": ("TypeError", frame_of({"t": "set", "v": [[1]]})),
    "a list in a column": ("TypeError", frame_of(series(objects([1])))),
    "a tuple in a column": ("expected a scalar", frame_of(series(objects({"t": "tuple", "v": [1]})))),
    "a column of two dimensions": ("one dimension", frame_of(series(ROW_A))),
    "a column of another length": ("differ in length", frame_of(series(A, span(0, 9)))),
    "an index without end": ("differ in length", frame_of(series(A, span(0, 2**62)))),
    "rows of nothing": ("too long", frame_of(table([], [], [], span(0, 10**18)))),
    "a bare range": ("unknown tag", frame_of(span(0, 10**18))),
    "no step": ("ValueError", frame_of(series(A, span(0, 1, 0)))),
    "levels of unlike length": (
        "ValueError", frame_of(series(A, {"t": "multi", "v": [A, objects(1, 2)], "n": [None, None]})),
    ),
    "a level of millions": (
        "to look up",
        frame_of(series(A, {"t": "multi", "v": [array("<i8", [30_000])], "n": [1]}), eights(*range(30_000))),
    ),
    "columns of unlike length": ("columns differ", frame_of(table("ab", [ROW_A, row(1, 2)], [[0], [1]]))),
    "two columns in one place": ("each place once", frame_of(table(["a", "b"], [ROW_A, ROW_B], [[0], [0]]))),
    "a place that is not there": ("each place once", frame_of(table(["a", "b"], [ROW_A, ROW_B], [[0], [7]]))),
    "a place of truth": ("whole number", frame_of(table(["a", "b"], [ROW_A, ROW_B], [[0], [True]]))),
    "a block of other height": (
        "block and places", frame_of(table(["a"], [array("<i8", [2, 1])], [[0]]), SIXTEEN),
    ),
    "a block without places": ("block and places", frame_of(table([], [ROW_A], [[]]))),
    "a block of three dimensions": (
        "block and places", frame_of(table(["a"], [array("<i8", [1, 1, 1])], [[0]]), ONE),
    ),
    "a name twice": ("column names", frame_of(table(["a", "a"], [ROW_A, ROW_B], [[0], [1]]))),
    "a name too few": ("column names", frame_of(table(["a"], [ROW_A, ROW_B], [[0], [1]]))),
    "names without end": ("differ in length", frame_of(table(span(0, 2**40), [ROW_A, ROW_B], [[0], [1]]))),
    "ends beyond the text": ("do not divide", frame_of(TEXT, b"a", ends(0, 9), ends(0))),
    "ends that go back": ("do not divide", frame_of(TEXT, b"ab", ends(0, 2, 1, 2), ends(0))),
    "a text that is not there": ("number is out", frame_of(TEXT, b"a", ends(0, 1), ends(1))),
    "half a character": ("UnicodeDecode", frame_of(TEXT, b"\xe4", ends(0, 1), ends(0))),
    "a code without category": ("ValueError", frame_of(series(category(5, categories=A)), b"\5")),
    "a category twice": ("ValueError", frame_of(series(category(0, categories=objects("a", "a"))), b"\0")),
    "nothing as category": ("ValueError", frame_of(series(category(0, categories=objects(None))), b"\0")),
    "a mask of another length": (
        "ValueError",
        frame_of(series(masked(2)), ONE, b"\0\0"),
    ),
}  # fmt: skip
ZONES = ["../../etc/passwd", "/etc/passwd", "dateutil//etc/passwd", "Asia", "Asia/../../../etc/passwd", "",
         "tzlocal()", "x" * 3000, "posixrules\0", "zone.tab", 10**9, 1.5, True, None, ["UTC"]]  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_what_the_hostile_frames_are_made_of_is_sound(name: str) -> None:
    wire.decode(*SOUND[name])


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_frame_is_refused_for_its_reason(name: str) -> None:
    reason, frame = REFUSED[name]
    with pytest.raises(ProtocolError, match=reason):
        wire.decode(*frame)


opened: list[str] = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)


@pytest.mark.parametrize("zone", ZONES, ids=lambda zone: str(zone)[:20])
def test_a_zone_is_a_name_and_never_a_path(zone: object) -> None:
    opened.clear()
    tree = {"t": "timestamp", "v": 0, "u": "s", "z": zone}
    column = {"t": "tz", "z": zone, "v": array("<M8[s]", [1])}
    for frame in (frame_of(tree), frame_of(series(column), eights(0))):
        with pytest.raises(ProtocolError):
            wire.decode(*frame)
    assert not [path for path in opened if "zoneinfo" not in path and "tzdata" not in path]


def collision(count: int) -> list[int]:
    """Return whole numbers of one hash."""
    return [number * (2**61 - 1) + 5 for number in range(count)]


BOMBS: dict[str, Frame] = {
    "keys of one hash": frame_of({"t": "dict", "k": collision(30_000), "v": [0] * 30_000}),
    "members of one hash": frame_of({"t": "set", "v": collision(30_000)}),
    **{name: frame for name, (_reason, frame) in REFUSED.items() if len(frame[0]) < 400},
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_frame_takes_time_and_memory_by_its_size(name: str) -> None:
    header, body = BOMBS[name]
    tracemalloc.start()
    begin = time.thread_time()
    with pytest.raises(ProtocolError):
        wire.decode(header, body)
    seconds, (_now, peak) = time.thread_time() - begin, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    size = len(header) + len(body)
    assert seconds < 2 and peak < 1e6 + 50 * size


NODES = ["[]", '"a"', "0.5", '{"t":"nan"}', '{"t":"set","v":[]}', '{"t":"date","v":"2026-01-01"}']


@pytest.mark.parametrize("node", NODES)
def test_a_full_header_takes_time_and_memory_by_its_size(node: str) -> None:
    header = f'{{"b":[],"v":[{",".join([node] * (60_000 // len(node)))}]}}'.encode()
    tracemalloc.start()
    wire.decode(header, b"")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    begin = time.thread_time()
    wire.decode(header, b"")
    # Far above what it takes, far below what a step per pair of nodes would: no measure of speed.
    assert time.thread_time() - begin < 2 and peak < 60 * len(header)


def test_chosen_numbers_do_not_make_a_table_endless() -> None:
    high = np.arange(1, 20_001, dtype=np.uint64)  # all in one place of the table that pandas looks up in
    low = high.copy()
    for _ in range(4):
        low = high ^ ((low << np.uint64(11)) & np.uint64(0xFFFFFFFF))
    numbers = ((high << np.uint64(33)) | low).view(np.int64)
    begin = time.thread_time()
    wire.decode_frame(wire.encode(pd.MultiIndex.from_arrays([numbers[:6_000]] * 2)))
    once = time.thread_time() - begin
    with pytest.raises(wire.Unsendable, match="20000 entries"):
        wire.encode([pd.MultiIndex.from_arrays([numbers[:6_000]] * 2)] * 3)
    assert once < 2


def test_mutated_frames_give_a_value_or_one_clean_error() -> None:
    done = fuzz_here(MUTATIONS, seed=2026)
    assert done.others == 0
    assert done.values > MUTATIONS / 20 and done.errors > MUTATIONS / 4
    assert done.worst < 0.5
