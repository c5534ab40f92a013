import datetime

import numpy as np
import pandas as pd
import pytest

from sixfold.compare import difference

NAN = float("nan")
TABLE = pd.DataFrame({"plan": ["a", "b"], "roi": [2.0, NAN]})


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (2, 2.0),
        (np.float64(0.1) + 0.2, 0.3),
        (NAN, NAN),
        (pd.NA, NAN),
        (None, None),
        (np.bool_(True), True),
        ([1, (2.0, NAN)], (1, [2, NAN])),
        ({"a": 1, "b": None}, {"b": None, "a": 1.0}),
        (np.array([1.0, NAN]), np.array([1, NAN])),
        (pd.Timestamp("2026-03-01"), datetime.datetime(2026, 3, 1)),
        (pd.Series([1, 2], index=["x", "y"]), pd.Series([1.0, 2.0], index=["x", "y"])),
        (pd.Series([1, None], dtype="Int64"), pd.Series([1.0, NAN])),
        (TABLE[["roi", "plan"]].set_axis([5, 9]), TABLE),
        (pd.Series([], dtype=float), pd.Series([], dtype="int64")),
    ],
)
def test_the_same(got: object, want: object):
    assert difference(got, want) is None


@pytest.mark.parametrize(
    ("got", "want", "words"),
    [
        (True, 1, "type is bool"),
        ("2.0", 2.0, "type is str ('2.0'), expected float"),
        (NAN, None, "expected None"),
        (None, 0.0, "type is None"),
        (NAN, 2.0, "nan instead of 2.0"),
        (2.1, 2.0, "2.1 instead of 2.0"),
        (float("inf"), 2.0, "inf instead of 2.0"),
        ([1, 2], [1], "2 rows or elements instead of 1"),
        ([1, [2, 3]], [1, [2, 4]], "position 1: position 1: 3 instead of 4"),
        ({"a": 1}, {"b": 1}, "keys missing: ['b']; not expected: ['a']"),
        ([1.0], pd.Series([1.0]), "type is list"),
        (np.ones((2, 1)), np.ones(2), "shape (2, 1) instead of (2,)"),
        (pd.Series([1, 2], index=["x", "z"]), pd.Series([1, 2], index=["x", "y"]), "in the index, row 1"),
        (TABLE[["plan"]], TABLE, "columns missing: ['roi']; not expected: []"),
        (TABLE.assign(roi=[2.0, 3.0]), TABLE, "column roi, row 1: 3.0 instead of nan"),
        (TABLE.assign(plan=["a", None]), TABLE, "column plan, row 1"),
        (pd.Timestamp("2026-03-01", tz="UTC"), pd.Timestamp("2026-03-01"), "instead of"),
    ],
)
def test_the_first_difference_in_words(got: object, want: object, words: str):
    assert words in str(difference(got, want))


def test_tolerance_is_absolute_or_relative_whichever_is_wider():
    assert difference(1_000_001, 1_000_000, tolerance=1e-3) is None
    assert difference(0.0005, 0.0, tolerance=1e-3) is None
    assert difference(1.01, 1.0, tolerance=1e-3) is not None
