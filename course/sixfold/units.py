"""Times and money as a practitioner reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def to_shanghai(series: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    """Times in UTC (naive) as local times in Asia/Shanghai (naive, eight hours later)."""
    return series.dt.tz_localize("UTC").dt.tz_convert("Asia/Shanghai").dt.tz_localize(None)


def yuan(amount: float, decimals: int = 0) -> str:
    """An amount in yuan, like ``¥1,234`` or ``-¥0.50``; a missing amount is ``–``."""
    if amount is None or amount != amount:
        return "–"
    number = f"{abs(amount):,.{decimals}f}"
    below_zero = amount < 0 and float(number.replace(",", "")) > 0
    return f"{'-' if below_zero else ''}¥{number}"
