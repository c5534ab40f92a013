import pandas as pd
import pytest

import sixfold as sf


@pytest.mark.parametrize(
    ("amount", "decimals", "shown"),
    [
        (1234, 0, "¥1,234"),
        (-0.5, 2, "-¥0.50"),
        (-0.2, 0, "¥0"),
        (1_000_000.456, 1, "¥1,000,000.5"),
        (float("nan"), 0, "–"),
    ],
)
def test_yuan(amount: float, decimals: int, shown: str):
    assert sf.yuan(amount, decimals) == shown


def test_shanghai_is_eight_hours_ahead_and_may_be_the_next_day():
    utc = pd.Series(pd.to_datetime(["2026-03-01 16:00", None]))
    local = sf.to_shanghai(utc)
    assert local[0] == pd.Timestamp("2026-03-02 00:00")
    assert pd.isna(local[1])
