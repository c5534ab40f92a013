"""Frames to values. The bytes may come from anybody: nothing is built before it has been checked."""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Callable, Collection
from typing import Any, cast

import numpy as np
import pandas as pd
from pandas.api.internals import create_dataframe_from_blocks  # type: ignore[import-not-found]

from sixfold_grader.errors import ProtocolError
from sixfold_grader.wire.format import (
    DTYPES,
    LENGTHS,
    MAX_BUFFERS,
    MAX_COLUMNS,
    MAX_DEPTH,
    MAX_HASHED,
    MAX_ROWS_OF_NOTHING,
    MAX_TABLES,
    PLAIN,
    Tree,
    times_in_range,
)
from sixfold_grader.wire.scalars import SCALARS, integer, listed, read_key, read_scalar, read_zone, short

_MAX_SAME_HASH = 50
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_STR, _STRING = (pd.StringDtype("python", na_value=nothing) for nothing in (math.nan, pd.NA))
_TEXTS: Any = pd.arrays.StringArray


def decode(header: bytes, body: bytes) -> Any:
    """Return the value of a frame's header and body.

    Raises
    ------
    ProtocolError
        Anything at all is wrong with it.
    """
    try:
        parsed = _READER.decode(str(header, "utf-8"))
        if _SURROGATE.search(header):
            json.dumps(parsed, ensure_ascii=False).encode()  # half a character is none
        if type(parsed) is not dict or parsed.keys() != {"v", "b"}:
            raise ProtocolError("a frame header has exactly the keys v and b")
        return _Decoder(_split(body, parsed["b"])).value(parsed["v"], 0)
    except ProtocolError:
        raise
    except Exception as error:  # the decoder's promise: one clean error, whatever the bytes
        raise ProtocolError(f"undecodable frame: {type(error).__name__}") from None


def decode_frame(frame: bytes) -> Any:
    """Return the value of a whole frame, as `encode` made it."""
    header_size, _body_size = LENGTHS.unpack_from(frame)
    start = LENGTHS.size + header_size
    return decode(frame[LENGTHS.size : start], frame[start:])


def _no_constant(name: str) -> None:
    raise ProtocolError(f"{name} is not JSON")


_READER = json.JSONDecoder(parse_constant=_no_constant)


def _split(body: bytes, lengths: object) -> list[memoryview | None]:
    if type(lengths) is not list or len(lengths) > MAX_BUFFERS:
        raise ProtocolError("bad buffer list")
    if not {int}.issuperset(map(type, lengths)) or min(lengths, default=0) < 0 or sum(lengths) != len(body):
        raise ProtocolError("buffer lengths do not add up to the body")
    whole, ends = memoryview(body), itertools.accumulate(lengths, initial=0)
    return [whole[start:end] for start, end in itertools.pairwise(ends)]


class _Decoder:
    """Builds values from trees; each of `buffers` is used once, so that none is multiplied."""

    def __init__(self, buffers: list[memoryview | None]) -> None:
        self.buffers = buffers
        self._tables = 0
        self._hashed = 0

    def value(self, tree: Tree, depth: int) -> Any:
        kind = type(tree)
        if kind in PLAIN:
            return tree
        if depth > MAX_DEPTH:
            raise ProtocolError("nested too deeply")
        if kind is list:
            return self.many(tree, depth)
        tag = tree["t"]
        if (read := SCALARS.get(tag)) is not None:
            return read(tree)
        if (container := _CONTAINERS.get(tag)) is not None:
            return container(self, tree, depth)
        return self.table(tag, tree)

    def many(self, trees: Tree, depth: int) -> list[Any]:
        return [t if type(t) in PLAIN else self.value(t, depth + 1) for t in listed(trees)]

    def named(self, tree: Tree, depth: int) -> dict[str, Any]:
        trees = tree["v"]
        if type(trees) is not dict:
            raise ProtocolError("expected an object")
        return {k: t if type(t) in PLAIN else self.value(t, depth + 1) for k, t in trees.items()}

    def mapping(self, tree: Tree, depth: int) -> dict[Any, Any]:
        keys = _apart([read_key(key) for key in listed(tree["k"])])
        return dict(zip(keys, self.many(tree["v"], depth), strict=True))

    def table(self, tag: object, tree: Tree) -> Any:
        if tag == "frame":
            return self.frame(tree)
        if tag == "series":
            values = self.column(tree["v"])
            index = self.index(tree["i"], len(values))
            return pd.Series(values, index, dtype=values.dtype, name=read_key(tree["n"]), copy=False)
        if tag == "array":
            return self.array(tree)
        if tag == "objects":
            return self.objects(tree)
        if tag == "column":
            return self.column(tree["v"])
        return self.index(tree, None)

    def array(self, tree: Tree) -> np.ndarray[Any, Any]:
        self._count()
        dtype, shape, raw = tree["d"], _shape(tree["s"]), self._take(tree["b"])
        if dtype not in DTYPES:
            raise ProtocolError("array dtype is not allowed")
        kind = np.dtype(dtype)
        if math.prod(shape) * kind.itemsize != len(raw):
            raise ProtocolError("array shape and buffer differ in size")
        array = np.frombuffer(raw, kind).reshape(shape).copy()
        if kind.kind == "b" and array.view(np.uint8).max(initial=0) > 1:
            raise ProtocolError("a bool is neither 0 nor 1")
        if kind.kind in "mM" and not times_in_range(array):
            raise ProtocolError("a time is out of range")
        return array

    def objects(self, tree: Tree) -> np.ndarray[Any, Any]:
        self._count()
        values = [t if type(t) in PLAIN else read_scalar(t) for t in listed(tree["v"])]
        return _object_array(values).reshape(_shape(tree["s"]))

    def flat(self, tree: Tree, kinds: str) -> np.ndarray[Any, Any]:
        array = self.array(tree)
        if array.ndim != 1 or array.dtype.kind not in kinds:
            raise ProtocolError("expected a one-dimensional array of another kind")
        return array

    def column(self, tree: Tree) -> Any:
        """Return a one-dimensional array, of NumPy's or of pandas'."""
        tag = tree["t"]
        if tag == "array":
            return self.flat(tree, "biufmM")
        self._count()
        if tag == "strings":
            return self.strings(tree)
        if tag == "objects":
            objects = self.objects(tree)
            if objects.ndim != 1:
                raise ProtocolError("a column has one dimension")
            return objects
        if tag == "category":
            return self.category(tree)
        if tag == "tz":
            utc = pd.DatetimeIndex(self.flat(tree["v"], "M")).tz_localize("UTC")
            return utc.tz_convert(read_zone(tree["z"])).array
        if tag == "masked":
            values, mask = self.flat(tree["v"], "biuf"), self.flat(tree["m"], "b")
            return _NULLABLE[values.dtype.kind](values, mask)
        raise ProtocolError("unknown column tag")

    def strings(self, tree: Tree) -> Any:
        whole, cuts, numbers = (self._take(number) for number in tree["b"])
        text, ends, codes = str(whole, "utf-8"), np.frombuffer(cuts, "<i4"), np.frombuffer(numbers, "<i4")
        if not len(ends) or ends[0] != 0 or ends[-1] != len(text) or (ends[1:] < ends[:-1]).any():
            raise ProtocolError("the ends of texts do not divide their buffer")
        nothing = pd.NA if tree["na"] is True else math.nan
        texts = _object_array([*(text[a:b] for a, b in itertools.pairwise(ends.tolist())), nothing])
        if len(codes) and not -1 <= codes.min() <= codes.max() < len(texts) - 1:
            raise ProtocolError("a text number is out of range")
        dtype = _STRING if nothing is pd.NA else _STR
        return _TEXTS(texts[codes], dtype=dtype)  # -1 is the last one: nothing

    def category(self, tree: Tree) -> Any:
        categories = self.column(tree["c"])
        self._hash(len(categories))
        index = pd.Index(categories, dtype=categories.dtype)
        return pd.Categorical.from_codes(self.flat(tree["v"], "i"), index, ordered=tree["o"] is True)

    def index(self, tree: Tree, rows: int | None) -> pd.Index[Any]:
        """Return an index of so many rows; None is any number, but then each row has cost bytes."""
        self._count()
        index = self._index(tree, rows)
        if rows is not None and len(index) != rows:
            raise ProtocolError("values and index differ in length")
        return index

    def _index(self, tree: Tree, rows: int | None) -> pd.Index[Any]:
        tag = tree["t"]
        if tag == "range" and rows is not None:
            start, stop, step = (integer(n) for n in tree["v"])
            return pd.RangeIndex(start, stop, step, name=read_key(tree["n"]))
        if tag == "index":
            values = self.column(tree["v"])
            return cast("pd.Index[Any]", pd.Index(values, dtype=values.dtype, name=read_key(tree["n"])))
        if tag == "labels":
            labels = _object_array([read_key(label) for label in listed(tree["v"])])
            return pd.Index(labels, dtype=object, name=read_key(tree["n"]), tupleize_cols=False)
        if tag == "multi":
            levels = [self.column(level) for level in listed(tree["v"])]
            self._hash(sum(map(len, levels)))
            named = [read_key(name) for name in listed(tree["n"])]
            plain = [pd.Index(level, dtype=level.dtype) for level in levels]
            return cast("pd.Index[Any]", pd.MultiIndex.from_arrays(plain, names=named))
        raise ProtocolError("unknown tag")

    def frame(self, tree: Tree) -> pd.DataFrame:
        """Return a table; its blocks hold all columns of one dtype each, `p` says where they stand."""
        values, places = listed(tree["v"]), listed(tree["p"])
        blocks = [self.block(block, at) for block, at in zip(values, places, strict=True)]
        count = sum(map(len, places))
        if sorted(itertools.chain(*places)) != list(range(count)) or count > MAX_COLUMNS:
            raise ProtocolError("columns do not stand in each place once")
        rows = {block.shape[-1] for block, _places in blocks} or {_rows_of_nothing(tree["i"])}
        if len(rows) != 1:
            raise ProtocolError("columns differ in length")
        names, index = self.names(tree["c"], count), self.index(tree["i"], rows.pop())
        return cast("pd.DataFrame", create_dataframe_from_blocks(blocks, index, names))

    def block(self, tree: Tree, places: Tree) -> tuple[Any, np.ndarray[Any, Any]]:
        if not {int}.issuperset(map(type, listed(places))):
            raise ProtocolError("a place is a whole number")
        block = self.table(tree["t"], tree) if tree["t"] in ("array", "objects") else self.column(tree)
        columns = block.shape[0] if isinstance(block, np.ndarray) and block.ndim == 2 else 1
        if columns != len(places) or block.ndim != 1 + isinstance(block, np.ndarray):
            raise ProtocolError("block and places differ")
        return block, np.array(places, dtype=np.intp)

    def names(self, tree: Tree, count: int) -> pd.Index[Any]:
        if type(tree) is not list:
            index = self.index(tree, count)
            unique = index.is_unique
        else:
            texts = _object_array([short(name) for name in tree])
            index, unique = pd.Index(_TEXTS(texts, dtype=_STR)), len(set(tree)) == len(tree) == count
        if not unique:
            raise ProtocolError("column names and columns differ")
        return index

    def _take(self, number: Tree) -> memoryview:
        """Return a buffer that nobody has had before."""
        if type(number) is not int or not 0 <= number < len(self.buffers):
            raise ProtocolError("buffer number is out of range")
        raw, self.buffers[number] = self.buffers[number], None
        if raw is None:
            raise ProtocolError("a buffer is used twice")
        return raw

    def _count(self) -> None:
        self._tables += 1
        if self._tables > MAX_TABLES:
            raise ProtocolError("too many tables")

    def _hash(self, entries: int) -> None:
        self._hashed += entries
        if self._hashed > MAX_HASHED:
            raise ProtocolError("too many entries to look up")


_CONTAINERS: dict[object, Callable[[_Decoder, Tree, int], Any]] = {
    "map": _Decoder.named,
    "dict": _Decoder.mapping,
    "tuple": lambda decoder, tree, depth: tuple(decoder.many(tree["v"], depth)),
    "set": lambda decoder, tree, depth: set(_apart([read_key(member) for member in listed(tree["v"])])),
}


def _rows_of_nothing(tree: Tree) -> int | None:
    """Return how many rows a table without columns has, if its index is a range: it costs no bytes."""
    if tree["t"] != "range":
        return None
    rows = len(range(*(integer(n) for n in tree["v"])))
    if rows > MAX_ROWS_OF_NOTHING:
        raise ProtocolError("a table without columns is too long")
    return rows


def _shape(tree: Tree) -> list[int]:
    if len(listed(tree)) > 4 or not {int}.issuperset(map(type, tree)) or min(tree, default=0) < 0:
        raise ProtocolError("array shape is out of range")
    return cast("list[int]", tree)


def _apart(keys: list[Any]) -> list[Any]:
    """Return hashable values of which not many share a hash: chosen numbers would make a look-up endless."""
    if len(keys) > _MAX_SAME_HASH:
        hashes = np.sort(np.fromiter(map(hash, keys), dtype=np.int64, count=len(keys)))
        if (hashes[_MAX_SAME_HASH:] == hashes[:-_MAX_SAME_HASH]).any():
            raise ProtocolError("too many keys with one hash")
    return keys


_NULLABLE: dict[str, Callable[..., Any]] = {
    "b": pd.arrays.BooleanArray,
    "i": pd.arrays.IntegerArray,
    "u": pd.arrays.IntegerArray,
    "f": pd.arrays.FloatingArray,
}


def _object_array(values: Collection[Any]) -> np.ndarray[Any, Any]:
    """Return a one-dimensional array of these scalars as they are."""
    return np.fromiter(values, dtype=object, count=len(values))
