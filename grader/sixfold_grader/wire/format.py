"""What both ends of the wire agree on: the layout of a frame, what may stand in it, its bounds.

A frame is two big-endian u32 (bytes of header, bytes of body), a JSON header and a body of raw
buffers: `{"v": tree, "b": [buffer lengths]}`. A tree is a JSON scalar, a list, or an object whose
`t` says what it stands for:

======================  ===================================================================
map, dict               `v`; keys are the JSON object's, or trees in `k`
tuple, set              `v`: members
nan, inf, -inf, nat, na
timestamp, timedelta    pandas': `v` counts units `u` since 1970 in UTC, or in all; `z` zone
datetime, date, time    Python's: `v` in ISO format (UTC if there is a zone `z`)
span                    Python's timedelta: `v` is days, seconds, microseconds
array                   `d` dtype, `s` shape, `b` number of its buffer
strings                 `b` three buffers: all texts, the characters at which they are cut, the
                        number of each row's text (-1: none); `na` is true if none is `pd.NA`
objects                 `v`: scalars, `s` shape
masked, tz, category    nullable, zoned and categorical columns
column                  one of those two lines above by itself, without an index
range, labels           indexes, `n` name: of whole numbers from, to, by; of any keys
index, multi            of one column, of several (`n` is a list)
series                  `v` column, `i` index, `n` name
frame                   `v` columns: those of one NumPy dtype as one array, `p` their places, `c`
                        their names, `i` index
======================  ===================================================================

Every buffer belongs to one array. A zone is a name of the time zone database or whole seconds.
"""

from __future__ import annotations

import re
import struct
from typing import Any

import numpy as np

MAX_HEADER = 4 << 20
MAX_BODY = 64 << 20
MAX_BUFFERS = 1024
MAX_TABLES = 1024  # arrays, columns, indexes
MAX_COLUMNS = 4096
MAX_DEPTH = 24
MAX_BITS = 4096  # of an integer
MAX_HASHED = 20_000  # entries of all MultiIndexes and categories: pandas looks them up in tables that
# chosen numbers can make as slow as the square of their count
MAX_ROWS_OF_NOTHING = 100_000  # of a table without columns, which costs no bytes

LENGTHS = struct.Struct("!II")
NUMERIC = {"|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8"}
UNITS = ("s", "ms", "us", "ns")
DTYPES = NUMERIC | {f"<{kind}8[{unit}]" for kind in "mM" for unit in UNITS}
PLAIN = frozenset({type(None), bool, int, float, str})
ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,30}(/[A-Za-z0-9_+-]{1,30}){0,2}")
Tree = Any

# What every library can count with: Python's years less one (a zone may move a day), Python's spans.
_EARLIEST, _LATEST = np.datetime64("0002-01-01", "s"), np.datetime64("9998-12-31", "s")
_LONGEST = np.timedelta64(999_999_999, "D")
_NOT_A_TIME = np.iinfo(np.int64).min


class Unsendable(TypeError):
    """A value that is not plain data; the text names its type."""


def times_in_range(times: np.ndarray[Any, Any]) -> bool:
    """Tell whether all datetimes or timedeltas of an array (NaT aside) can be counted with."""
    numbers = times.view("<i8")
    numbers = numbers[numbers != _NOT_A_TIME]
    if not len(numbers):
        return True
    low, high = _BOUNDS[times.dtype.str]
    return low <= int(numbers.min()) and int(numbers.max()) <= high


def _bounds(dtype: str) -> tuple[int, int]:
    per_second = 1000 ** UNITS.index(np.datetime_data(dtype)[0])
    if dtype[1] == "M":
        return int(_EARLIEST.astype("i8")) * per_second, int(_LATEST.astype("i8")) * per_second
    longest = int(_LONGEST.astype("m8[s]").astype("i8")) * per_second
    return -longest, longest


_BOUNDS = {dtype: _bounds(dtype) for dtype in DTYPES - NUMERIC}
