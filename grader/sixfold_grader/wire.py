"""Plain data over a socket: the only thing that crosses the trust boundary.

A frame is two big-endian u32 (bytes of header, bytes of body), a JSON header and a body of raw
buffers: `{"v": tree, "b": [buffer lengths]}`. The tree holds JSON scalars, lists, and tagged
objects for everything else. The decoder trusts nothing: dtypes come from an allow-list, every
length is checked against its buffer, and size, depth and counts are bounded. No pickle, no Arrow.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import math
import socket
import struct
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, cast

import numpy as np
import pandas as pd

from sixfold_grader.errors import ProtocolError

MAX_HEADER = 4 << 20
MAX_BODY = 64 << 20
MAX_BUFFERS = 1024
MAX_DEPTH = 24
_LENGTHS = struct.Struct("!II")
_NUMERIC = {"|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8"}
_TIMES = {f"<{kind}8[{unit}]" for kind in "mM" for unit in ("s", "ms", "us", "ns")}
_DTYPES = _NUMERIC | _TIMES
_SCALAR_TAGS = {"int", "float", "nat", "na", "timestamp", "datetime", "date", "timedelta"}
_KEY_TAGS = _SCALAR_TAGS | {"tuple"}
Tree = Any


class Unsendable(TypeError):
    """A value that is not plain data; the text names its type."""


def encode(value: object) -> bytes:
    """Return the frame of a value.

    Raises
    ------
    Unsendable
        The value, or something in it, is not plain data, or is too large.
    """
    buffers: list[bytes] = []
    tree = _Encoder(buffers).tree(value, 0)
    whole = {"v": tree, "b": [len(b) for b in buffers]}
    header = _WRITER.encode(whole)
    raw, body = header.encode("utf-8", "replace"), b"".join(buffers)  # a lone surrogate becomes "?"
    if len(raw) > MAX_HEADER or len(body) > MAX_BODY or len(buffers) > MAX_BUFFERS:
        raise Unsendable(f"{type(value).__name__} too large")
    return _LENGTHS.pack(len(raw), len(body)) + raw + body


def decode(header: bytes, body: bytes) -> object:
    """Return the value of a frame's header and body.

    Raises
    ------
    ProtocolError
        Anything at all is wrong with it.
    """
    try:
        parsed = _READER.decode(header.decode("utf-8"))
        if not isinstance(parsed, dict) or set(parsed) != {"v", "b"}:
            raise ProtocolError("a frame header has exactly the keys v and b")
        return _Decoder(_split(body, parsed["b"])).value(parsed["v"], 0)
    except ProtocolError:
        raise
    except Exception as error:  # the decoder's promise: one clean error, whatever the bytes
        raise ProtocolError(f"undecodable frame: {type(error).__name__}") from None


def decode_frame(frame: bytes) -> object:
    """Return the value of a whole frame, as `encode` made it."""
    header_size, _body_size = _LENGTHS.unpack_from(frame)
    header, body = frame[_LENGTHS.size :][:header_size], frame[_LENGTHS.size + header_size :]
    return decode(header, body)


class Frames:
    """Encodes arguments; tables and arrays that are sent again are encoded once, so they must not change."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, bytes]] = {}

    def of(self, value: object) -> bytes:
        """Return the frame of a value; the value is kept, so that its identity stays its own."""
        if id(value) not in self._known:
            self._known[id(value)] = value, encode(value)
        return self._known[id(value)][1]

    def call(self, head: dict[str, object], args: Sequence[object]) -> bytes:
        """Return a call: its head with the plain arguments `a`, then a frame per table, at places `t`."""
        tables = [place for place, arg in enumerate(args) if isinstance(arg, _TABLES)]
        plain = [None if place in tables else arg for place, arg in enumerate(args)]
        return b"".join([encode({**head, "a": plain, "t": tables}), *(self.of(args[t]) for t in tables)])


_TABLES = pd.DataFrame | pd.Series | np.ndarray


class Channel:
    """Frames over one connected stream socket.

    Parameters
    ----------
    sock : socket.socket
        A connected stream socket, owned by the channel.
    """

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    def send(self, value: object) -> None:
        """Send one value; raises `Unsendable`, or `OSError` if the peer is gone or does not read."""
        self.sock.sendall(encode(value))

    def recv(self, seconds: float | None = None) -> object:
        """Receive one value.

        Raises
        ------
        TimeoutError
            Nothing complete arrived within `seconds`.
        EOFError
            The peer is gone.
        ProtocolError
            What arrived is not a frame.
        """
        deadline = None if seconds is None else time.monotonic() + seconds
        header_size, body_size = _LENGTHS.unpack(self._read(_LENGTHS.size, deadline))
        if header_size > MAX_HEADER or body_size > MAX_BODY:
            raise ProtocolError(f"a frame of {header_size}+{body_size} bytes is above the limit")
        whole = self._read(header_size + body_size, deadline)
        return decode(whole[:header_size], whole[header_size:])

    def close(self) -> None:
        """Close the socket."""
        self.sock.close()

    def _read(self, size: int, deadline: float | None) -> bytes:
        chunks: list[bytes] = []
        while size:
            if deadline is not None:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError
                self.sock.settimeout(left)
            try:
                chunk = self.sock.recv(min(size, 1 << 20))
            except ConnectionError:
                raise EOFError from None
            if not chunk:
                raise EOFError
            chunks.append(chunk)
            size -= len(chunk)
        return b"".join(chunks)


def _no_constant(name: str) -> None:
    raise ProtocolError(f"{name} is not JSON")


_WRITER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_READER = json.JSONDecoder(parse_constant=_no_constant)


def _split(body: bytes, lengths: object) -> list[bytes]:
    if not isinstance(lengths, list) or len(lengths) > MAX_BUFFERS:
        raise ProtocolError("bad buffer list")
    if any(type(n) is not int or n < 0 for n in lengths) or sum(lengths) != len(body):
        raise ProtocolError("buffer lengths do not add up to the body")
    ends = itertools.accumulate(lengths, initial=0)
    return [body[start:end] for start, end in itertools.pairwise(ends)]


class _Encoder:
    """Turns values into trees; arrays go to `buffers`."""

    def __init__(self, buffers: list[bytes]) -> None:
        self.buffers = buffers

    def tree(self, value: Any, depth: int) -> Tree:
        if depth > MAX_DEPTH:
            raise Unsendable("nested too deeply")
        scalar = _scalar(value)
        if scalar is not _NOT_SCALAR:
            return scalar
        if isinstance(value, list):
            return [self.tree(v, depth + 1) for v in value]
        if isinstance(value, tuple | set | frozenset):
            tag = "tuple" if isinstance(value, tuple) else "set"
            return {"t": tag, "v": [self.tree(v, depth + 1) for v in value]}
        if isinstance(value, dict):
            keys = [_key(key) for key in value]
            return {"t": "dict", "k": keys, "v": [self.tree(v, depth + 1) for v in value.values()]}
        if isinstance(value, np.ndarray):
            return self.array(value)
        if isinstance(value, pd.Series):
            return {
                "t": "series",
                "n": _key(value.name),
                "i": self.index(value.index),
                "v": self.column(value),
            }
        if isinstance(value, pd.DataFrame):
            return self.frame(value)
        if isinstance(value, pd.Index):
            return self.index(value)
        raise Unsendable(type(value).__name__)

    def frame(self, frame: pd.DataFrame) -> Tree:
        names = [_key(name) for name in frame.columns]
        if not frame.columns.is_unique:
            raise Unsendable("DataFrame with duplicate column names")
        columns = [self.column(series) for _name, series in frame.items()]
        return {"t": "frame", "c": names, "i": self.index(frame.index), "v": columns}

    def index(self, index: pd.Index[Any]) -> Tree:
        if isinstance(index, pd.RangeIndex):
            return {"t": "range", "v": [index.start, index.stop, index.step], "n": _key(index.name)}
        if isinstance(index, pd.MultiIndex):
            levels = [self.column(index.get_level_values(i).to_series()) for i in range(index.nlevels)]
            return {"t": "multi", "v": levels, "n": [_key(name) for name in index.names]}
        return {"t": "index", "v": self.column(index.to_series()), "n": _key(index.name)}

    def column(self, series: pd.Series[Any]) -> Tree:
        dtype = series.dtype
        if isinstance(dtype, pd.CategoricalDtype):
            codes = self.array(series.cat.codes.to_numpy())
            return {
                "t": "category",
                "c": self.column(dtype.categories.to_series()),
                "v": codes,
                "o": bool(dtype.ordered),
            }
        if isinstance(dtype, pd.DatetimeTZDtype):
            utc = series.dt.tz_convert("UTC").dt.tz_localize(None)
            return {"t": "tz", "z": str(dtype.tz), "v": self.array(utc.to_numpy())}
        if isinstance(dtype, pd.StringDtype):
            return self.strings(series)
        if isinstance(dtype, np.dtype) and dtype.kind == "O":
            return self.objects(series.tolist())
        if isinstance(dtype, np.dtype):
            return self.array(series.to_numpy())
        if dtype.name.rstrip("0123456789") in ("Int", "UInt", "Float", "boolean"):
            return self.masked(series)
        raise Unsendable(f"column of dtype {dtype}")

    def masked(self, series: pd.Series[Any]) -> Tree:
        dtype = series.dtype.name
        plain = series.to_numpy(dtype=dtype.lower().replace("boolean", "bool"), na_value=cast(Any, 0))
        return {"t": "masked", "d": dtype, "v": self.array(plain), "m": self.array(series.isna().to_numpy())}

    def array(self, array: np.ndarray[Any, Any]) -> Tree:
        if array.dtype.kind in "OU":
            if array.ndim != 1:
                raise Unsendable(f"{array.ndim}-dimensional array of {array.dtype}")
            return {"t": "nparray", "v": self.objects(array.tolist())}
        data = np.ascontiguousarray(array)
        if data.dtype.byteorder == ">":
            data = data.astype(data.dtype.newbyteorder("<"))
        if data.dtype.str not in _DTYPES:
            raise Unsendable(f"array of dtype {array.dtype}")
        self.buffers.append(data.tobytes())
        return {"t": "array", "d": data.dtype.str, "s": list(array.shape), "b": len(self.buffers) - 1}

    def strings(self, series: pd.Series[Any]) -> Tree:
        """Each different text once, and a number per row; -1 is a missing one."""
        codes, different = pd.factorize(series)
        raw = [str(text).encode("utf-8", "replace") for text in different]
        self.buffers.append(b"".join(raw))
        text = len(self.buffers) - 1
        offsets = self.array(np.cumsum([0, *map(len, raw)]).astype("<i8"))
        return {"t": "strings", "b": text, "o": offsets, "c": self.array(codes.astype("<i4"))}

    def objects(self, values: list[Any]) -> Tree:
        trees = [_scalar(value) for value in values]
        if any(tree is _NOT_SCALAR for tree in trees):
            odd = next(v for v, tree in zip(values, trees, strict=True) if tree is _NOT_SCALAR)
            raise Unsendable(f"column holding {type(odd).__name__}")
        return {"t": "objects", "v": trees}


_NOT_SCALAR = object()


def _scalar(value: Any) -> Tree:
    """Return the tree of a scalar, or `_NOT_SCALAR`."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, np.generic):
        return _scalar(_from_numpy(value))
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return int(value) if abs(value) < 2**63 else {"t": "int", "v": _digits(value)}
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else {"t": "float", "v": repr(float(value))}
    if value is pd.NaT or value is pd.NA:
        return {"t": "nat" if value is pd.NaT else "na"}
    if isinstance(value, dt.datetime):
        tag = "timestamp" if isinstance(value, pd.Timestamp) else "datetime"
        return {"t": tag, "v": value.isoformat(), "z": None if value.tzinfo is None else str(value.tzinfo)}
    if isinstance(value, dt.date):
        return {"t": "date", "v": value.isoformat()}
    if isinstance(value, dt.timedelta):
        return {"t": "timedelta", "v": pd.Timedelta(value).value}
    return _NOT_SCALAR


def _from_numpy(value: np.generic) -> Any:
    if isinstance(value, np.datetime64):
        return pd.Timestamp(value)
    if isinstance(value, np.timedelta64):
        return pd.Timedelta(value)
    plain = value.item()
    return None if isinstance(plain, np.generic) else plain


def _digits(value: int) -> str:
    if abs(value).bit_length() > 4096:
        raise Unsendable("integer with more than 4096 bits")
    return str(value)


def _key(value: Any) -> Tree:
    tree = [_scalar(v) for v in value] if isinstance(value, tuple) else _scalar(value)
    if tree is _NOT_SCALAR or (isinstance(tree, list) and _NOT_SCALAR in tree):
        raise Unsendable(f"key of type {type(value).__name__}")
    return tree if not isinstance(tree, list) else {"t": "tuple", "v": tree}


class _Decoder:
    """Turns trees back into values; every field is checked before it is used."""

    def __init__(self, buffers: list[bytes]) -> None:
        self.buffers = buffers

    def value(self, tree: Tree, depth: int) -> Any:
        if depth > MAX_DEPTH + 2:
            raise ProtocolError("nested too deeply")
        if isinstance(tree, str):
            tree.encode("utf-8")  # raises on a lone surrogate, which no file of ours could hold
            return tree
        if tree is None or isinstance(tree, bool | int | float):
            return tree
        if isinstance(tree, list):
            return [self.value(v, depth + 1) for v in tree]
        build = self._builders.get(tree.get("t", ""))
        if build is None:
            raise ProtocolError("unknown tag")
        return build(tree, depth + 1)

    @cached_property
    def _builders(self) -> dict[str, Callable[[Any, int], Any]]:
        return {
            "tuple": lambda t, d: tuple(self.many(t["v"], d)),
            "set": lambda t, d: set(self.many(t["v"], d)),
            "dict": self.mapping,
            "int": lambda t, d: int(_text(t["v"])),
            "float": lambda t, d: {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[t["v"]],
            "nat": lambda t, d: pd.NaT,
            "na": lambda t, d: pd.NA,
            "timestamp": lambda t, d: _timestamp(t),
            "datetime": lambda t, d: _timestamp(t).to_pydatetime(),
            "date": lambda t, d: dt.date.fromisoformat(_text(t["v"])),
            "timedelta": lambda t, d: pd.Timedelta(_integer(t["v"]), unit="ns"),
            "array": lambda t, d: self.array(t),
            "nparray": lambda t, d: _object_array(list(self.column(t["v"], d))),
            "series": self.series,
            "frame": self.frame,
            "range": self.index,
            "index": self.index,
            "multi": self.index,
        }

    def many(self, trees: Tree, depth: int) -> list[Any]:
        if not isinstance(trees, list):
            raise ProtocolError("expected a list")
        return [self.value(tree, depth + 1) for tree in trees]

    def scalars(self, trees: Tree, depth: int) -> list[Any]:
        """Return values without containers: comparing two of them gives one truth."""
        if any(isinstance(t, list) or (isinstance(t, dict) and t["t"] not in _SCALAR_TAGS) for t in trees):
            raise ProtocolError("a column holds a container")
        return self.many(trees, depth)

    def mapping(self, tree: Tree, depth: int) -> dict[Any, Any]:
        keys, values = [self.key(k, depth) for k in tree["k"]], self.many(tree["v"], depth)
        if len(keys) != len(values):
            raise ProtocolError("keys and values differ in number")
        return dict(zip(keys, values, strict=True))

    def key(self, tree: Tree, depth: int) -> Any:
        if isinstance(tree, list) or (isinstance(tree, dict) and tree.get("t") not in _KEY_TAGS):
            raise ProtocolError("a key must be a scalar")
        return self.value(tree, depth + 1)

    def array(self, tree: Tree) -> np.ndarray[Any, Any]:
        dtype, shape, number = tree["d"], tree["s"], _integer(tree["b"])
        if dtype not in _DTYPES or not isinstance(shape, list) or len(shape) > 4:
            raise ProtocolError("array dtype or shape is not allowed")
        if any(type(n) is not int or n < 0 for n in shape) or not 0 <= number < len(self.buffers):
            raise ProtocolError("array shape or buffer number is out of range")
        kind = np.dtype(dtype)
        if math.prod(shape) * kind.itemsize != len(self.buffers[number]):
            raise ProtocolError("array shape and buffer differ in size")
        array = np.frombuffer(self.buffers[number], dtype=kind).reshape(shape).copy()
        if kind.kind == "b" and array.view(np.uint8).max(initial=0) > 1:
            raise ProtocolError("a bool is neither 0 nor 1")
        return array

    def flat(self, tree: Tree, kinds: str) -> np.ndarray[Any, Any]:
        array = self.array(tree)
        if array.ndim != 1 or array.dtype.kind not in kinds:
            raise ProtocolError("expected a one-dimensional array of another kind")
        return array

    def column(self, tree: Tree, depth: int) -> Any:
        """Return a one-dimensional array, of NumPy's or of pandas'."""
        tag = tree["t"]
        if tag == "array":
            return self.flat(tree, "biufmM")
        if tag == "strings":
            return self.strings(tree)
        if tag == "objects":
            return _object_array(self.scalars(tree["v"], depth))
        if tag == "category":
            categories = pd.Index(self.column(tree["c"], depth + 1))
            return pd.Categorical.from_codes(self.flat(tree["v"], "i"), categories, ordered=tree["o"] is True)
        if tag == "tz":
            utc = pd.DatetimeIndex(self.flat(tree["v"], "M")).tz_localize("UTC")
            return utc.tz_convert(_text(tree["z"])).array
        if tag == "masked":
            return self.masked(tree)
        raise ProtocolError("unknown column tag")

    def masked(self, tree: Tree) -> Any:
        values, mask = self.flat(tree["v"], "biuf"), self.flat(tree["m"], "b")
        wanted = _text(tree["d"])
        if len(values) != len(mask) or wanted.rstrip("0123456789") not in ("Int", "UInt", "Float", "boolean"):
            raise ProtocolError("bad masked column")
        return pd.Series(values).astype(cast(Any, wanted)).mask(pd.Series(mask)).array

    def strings(self, tree: Tree) -> Any:
        offsets, codes, number = self.flat(tree["o"], "i"), self.flat(tree["c"], "i"), _integer(tree["b"])
        if not 0 <= number < len(self.buffers):
            raise ProtocolError("string buffer number is out of range")
        raw = self.buffers[number]
        if not len(offsets) or offsets[0] != 0 or offsets[-1] != len(raw) or (np.diff(offsets) < 0).any():
            raise ProtocolError("string offsets are not a partition of their buffer")
        texts = _object_array([raw[a:b].decode("utf-8") for a, b in itertools.pairwise(offsets.tolist())])
        if len(codes) and not -1 <= codes.min() <= codes.max() < len(texts):
            raise ProtocolError("a string number is out of range")
        missing = _object_array([math.nan])  # the last one: number -1
        return pd.array(np.concatenate([texts, missing])[codes], dtype=pd.StringDtype(na_value=math.nan))

    def index(self, tree: Tree, depth: int) -> pd.Index[Any]:
        tag = tree["t"]
        if tag == "range":
            start, stop, step = (_integer(n) for n in tree["v"])
            return pd.RangeIndex(start, stop, step, name=self.key(tree["n"], depth))
        if tag == "index":
            return cast(
                "pd.Index[Any]", pd.Index(self.column(tree["v"], depth), name=self.key(tree["n"], depth))
            )
        if tag == "multi":
            levels = [self.column(level, depth) for level in tree["v"]]
            names = [self.key(name, depth) for name in tree["n"]]
            return cast("pd.Index[Any]", pd.MultiIndex.from_arrays(levels, names=names))
        raise ProtocolError("unknown index tag")

    def series(self, tree: Tree, depth: int) -> pd.Series[Any]:
        values, index = self.column(tree["v"], depth), self.index(tree["i"], depth)
        if len(values) != len(index):
            raise ProtocolError("values and index differ in length")
        return pd.Series(values, index=index, name=self.key(tree["n"], depth))

    def frame(self, tree: Tree, depth: int) -> pd.DataFrame:
        names = [self.key(name, depth) for name in tree["c"]]
        columns = [self.column(column, depth) for column in tree["v"]]
        index = self.index(tree["i"], depth)
        if len(names) != len(columns) or len(set(names)) != len(names):
            raise ProtocolError("column names and columns differ")
        if any(len(column) != len(index) for column in columns):
            raise ProtocolError("columns and index differ in length")
        frame = pd.DataFrame(dict(enumerate(columns)), index=index)
        frame.columns = pd.Index(names, dtype=object) if not names else pd.Index(names)
        return frame


def _object_array(values: list[Any]) -> np.ndarray[Any, Any]:
    """Return a one-dimensional array of these scalars as they are."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > 2000:
        raise ProtocolError("expected a short text")
    return value


def _integer(value: object) -> int:
    if type(value) is not int or abs(value) >= 2**63:
        raise ProtocolError("expected an integer")
    return value


def _timestamp(tree: Tree) -> pd.Timestamp:
    stamp = pd.Timestamp(_text(tree["v"]))
    if pd.isna(stamp):
        raise ProtocolError("not a time")
    zone = tree["z"]
    return stamp if zone is None or stamp.tzinfo is None else stamp.tz_convert(_text(zone))
