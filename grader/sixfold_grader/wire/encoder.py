"""Values to frames. In the box it runs among trainee code: nothing it writes is believed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

import numpy as np
import pandas as pd

from sixfold_grader.wire.format import (
    LENGTHS,
    MAX_BODY,
    MAX_BUFFERS,
    MAX_COLUMNS,
    MAX_DEPTH,
    MAX_HASHED,
    MAX_HEADER,
    MAX_ROWS_OF_NOTHING,
    MAX_TABLES,
    Tree,
    Unsendable,
)
from sixfold_grader.wire.scalars import (
    AS_IS,
    NOT_SCALAR,
    checked_times,
    key_tree,
    named,
    scalar_tree,
    sendable_dtype,
    text,
    zone_tree,
)

_WRITER = json.JSONEncoder(ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":"))
_LISTS: tuple[Any, ...] = (list, range, type({}.keys()), type({}.values()), type({}.items()))


def encode(value: object) -> bytes:
    """Return the frame of a value.

    What is not quite plain is made so: a subclass crosses as its base, a named tuple as a tuple, a
    range or a view of a dict as a list, a matrix as an array, a Decimal or Fraction as a float.

    Raises
    ------
    Unsendable
        The value, or something in it, is not plain data, or is too large.
    """
    encoder = _Encoder()
    try:
        tree = encoder.tree(value, 0)
        header = _WRITER.encode({"v": tree, "b": [len(b) for b in encoder.buffers]})
    except (Unsendable, MemoryError):
        raise
    except Exception as error:  # a value with methods of its own, a time out of range
        raise Unsendable(f"{named(value)} ({type(error).__name__})") from None
    raw, body = header.encode("utf-8", "replace"), b"".join(encoder.buffers)  # a lone surrogate becomes "?"
    if len(raw) > MAX_HEADER or len(body) > MAX_BODY or len(encoder.buffers) > MAX_BUFFERS:
        raise Unsendable(f"{named(value)} too large")
    return LENGTHS.pack(len(raw), len(body)) + raw + body


class _Encoder:
    """Turns values into trees; arrays go to `buffers`."""

    def __init__(self) -> None:
        self.buffers: list[bytes] = []
        self._tables = 0
        self._hashed = 0

    def tree(self, value: Any, depth: int) -> Tree:
        if type(value) in AS_IS:
            return value
        scalar = scalar_tree(value)
        if scalar is not NOT_SCALAR:
            return scalar
        if depth > MAX_DEPTH:
            raise Unsendable("nested too deeply")
        if isinstance(value, _LISTS):
            return self.many(value, depth)
        if isinstance(value, dict):
            return self.mapping(value, depth)
        if isinstance(value, tuple):
            return {"t": "tuple", "v": self.many(value, depth)}
        if isinstance(value, set | frozenset):
            return {"t": "set", "v": [key_tree(member) for member in value]}
        return self.table(value)

    def many(self, values: Iterable[Any], depth: int) -> list[Tree]:
        return [v if type(v) in AS_IS else self.tree(v, depth + 1) for v in values]

    def mapping(self, value: dict[Any, Any], depth: int) -> Tree:
        trees = self.many(value.values(), depth)
        if all(type(key) is str for key in value):
            return {"t": "map", "v": dict(zip(value, trees, strict=True))}
        return {"t": "dict", "k": [key_tree(key) for key in value], "v": trees}

    def table(self, value: Any) -> Tree:
        if isinstance(value, pd.DataFrame):
            return self.frame(value)
        if isinstance(value, pd.Series):
            index, column = self.index(value.index), self.column(_array(value))
            return {"t": "series", "n": key_tree(value.name), "i": index, "v": column}
        if isinstance(value, np.ndarray) and not isinstance(value, np.ma.MaskedArray):
            return self.array(np.asarray(value))
        if isinstance(value, pd.RangeIndex):
            return self.index(pd.Index(value.to_numpy(), name=value.name))
        if isinstance(value, pd.Index):
            return self.index(value)
        if isinstance(value, pd.api.extensions.ExtensionArray):
            return {"t": "column", "v": self.column(value)}
        raise Unsendable(named(value))

    def frame(self, frame: pd.DataFrame) -> Tree:
        names = frame.columns
        if not names.is_unique:
            raise Unsendable("DataFrame with duplicate column names")
        if len(names) > MAX_COLUMNS or (not len(names) and len(frame) > MAX_ROWS_OF_NOTHING):
            raise Unsendable(f"DataFrame of shape {frame.shape}")
        values, places = self.blocks(frame)
        return {"t": "frame", "c": self.names(names), "i": self.index(frame.index), "v": values, "p": places}

    def blocks(self, frame: pd.DataFrame) -> tuple[list[Tree], list[list[int]]]:
        """Return columns as pandas stores them: mostly those of one dtype together; and their places."""
        trees, places = [], []
        for values, at in _stored(frame):
            try:
                trees.append(self.array(values) if isinstance(values, np.ndarray) else self.column(values))
            except Unsendable as reason:
                names = ", ".join(str(frame.columns[place])[:30] for place in at)[:100]
                raise Unsendable(f"DataFrame with column {names}: {reason}") from None
            places.append(at)
        return trees, places

    def names(self, names: pd.Index[Any]) -> Tree:
        """Return plain texts as a list, any other index of columns as an index."""
        texts = names.tolist()
        usual = isinstance(names.dtype, pd.StringDtype) and names.dtype.na_value is not pd.NA
        return texts if usual and names.name is None and not names.hasnans else self.index(names)

    def index(self, index: pd.Index[Any]) -> Tree:
        self._count()
        if isinstance(index, pd.RangeIndex):
            return {"t": "range", "v": [index.start, index.stop, index.step], "n": key_tree(index.name)}
        if isinstance(index, pd.MultiIndex):
            self._hash(index.nlevels * len(index))
            bare = index.set_names([None] * index.nlevels)  # a level may be called 0 and be another one
            levels = [self.column(_array(bare.get_level_values(i))) for i in range(index.nlevels)]
            return {"t": "multi", "v": levels, "n": [key_tree(name) for name in index.names]}
        if index.dtype == object:  # may hold tuples, as no column does
            return {"t": "labels", "v": [key_tree(label) for label in index], "n": key_tree(index.name)}
        return {"t": "index", "v": self.column(_array(index)), "n": key_tree(index.name)}

    def column(self, values: Any) -> Tree:
        """Return the tree of one column, given as NumPy or pandas array."""
        dtype = values.dtype
        if isinstance(dtype, np.dtype):
            return self.array(np.asarray(values))
        self._count()
        if isinstance(dtype, pd.StringDtype):
            return self.strings(values, dtype)
        if isinstance(dtype, pd.CategoricalDtype):
            self._hash(len(dtype.categories))
            codes, categories = self.array(values.codes), self.column(_array(dtype.categories))
            return {"t": "category", "c": categories, "v": codes, "o": bool(dtype.ordered)}
        if isinstance(dtype, pd.DatetimeTZDtype):
            utc = np.asarray(values.tz_convert(None))
            return {"t": "tz", "z": zone_tree(dtype.tz), "v": self.array(utc)}
        if isinstance(dtype, _NULLABLE):
            numbers = values.to_numpy(dtype=cast("Any", dtype).numpy_dtype, na_value=0)
            return {"t": "masked", "v": self.array(numbers), "m": self.array(np.asarray(values.isna()))}
        raise Unsendable(f"dtype {dtype}")

    def array(self, array: np.ndarray[Any, Any]) -> Tree:
        self._count()
        if array.dtype.kind in "OUT":
            return {"t": "objects", "v": _scalars(array.ravel().tolist()), "s": list(array.shape)}
        data = checked_times(np.ascontiguousarray(array, dtype=sendable_dtype(array.dtype)))
        return {"t": "array", "d": data.dtype.str, "s": list(array.shape), "b": self._buffer(data.tobytes())}

    def strings(self, values: Any, dtype: pd.StringDtype) -> Tree:
        """Each different text once, and a number per row; -1 is a missing one."""
        codes, different = values.factorize()
        texts = [text(each) for each in different.tolist()]
        ends = np.cumsum([0, *map(len, texts)], dtype="<i4")
        whole = "".join(texts).encode("utf-8", "replace")
        buffers = [self._buffer(raw) for raw in (whole, ends.tobytes(), codes.astype("<i4").tobytes())]
        return {"t": "strings", "b": buffers, "na": dtype.na_value is pd.NA}

    def _buffer(self, raw: bytes) -> int:
        self.buffers.append(raw)
        return len(self.buffers) - 1

    def _count(self) -> None:
        self._tables += 1
        if self._tables > MAX_TABLES:
            raise Unsendable(f"more than {MAX_TABLES} arrays and columns")

    def _hash(self, entries: int) -> None:
        self._hashed += entries
        if self._hashed > MAX_HASHED:
            raise Unsendable(f"more than {MAX_HASHED} entries of MultiIndexes and categories")


def _array(values: pd.Series[Any] | pd.Index[Any]) -> Any:
    return values.to_numpy() if isinstance(values.dtype, np.dtype) else values.array


def _stored(frame: pd.DataFrame) -> Iterator[tuple[Any, list[int]]]:
    """Yield blocks of columns with their places: one array for each NumPy dtype, then the others.

    There is no public way to the blocks; column by column takes five times as long.
    """
    plain: dict[np.dtype[Any], list[tuple[np.ndarray[Any, Any], list[int]]]] = {}
    for block in cast("Any", frame)._mgr.blocks:
        values, places = block.values, block.mgr_locs.as_array.tolist()
        if isinstance(values.dtype, np.dtype):
            plain.setdefault(values.dtype, []).append((np.asarray(values), places))
        elif values.ndim == 2:  # times with a zone
            yield from ((column, [place]) for column, place in zip(values, places, strict=True))
        else:
            yield values, places
    for parts in plain.values():
        yield np.concatenate([values for values, _places in parts]), [at for _, many in parts for at in many]


_NULLABLE = (
    *(pd.Int8Dtype, pd.Int16Dtype, pd.Int32Dtype, pd.Int64Dtype),
    *(pd.UInt8Dtype, pd.UInt16Dtype, pd.UInt32Dtype, pd.UInt64Dtype),
    *(pd.Float32Dtype, pd.Float64Dtype, pd.BooleanDtype),
)


def _scalars(values: Sequence[Any]) -> list[Tree]:
    trees = [scalar_tree(value) for value in values]
    for value, tree in zip(values, trees, strict=True):
        if tree is NOT_SCALAR:
            raise Unsendable(f"cells holding {named(value)}")
    return trees
