"""The clock of the market: first hour, traffic by hour and weekday, one random stream per table."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

START = pd.Timestamp("2026-03-01 16:00")  # midnight of 2 March 2026 (a Monday) in Shanghai
SHANGHAI_HOURS = 8

# Relative traffic by Shanghai hour 0-23: low before dawn, a plateau from 8, a peak at 20.
HOUR_WEIGHTS = np.array(
    [
        *(0.30, 0.18, 0.10, 0.10, 0.10, 0.18, 0.40, 0.70, 0.92, 0.98, 1.00, 0.98),
        *(1.05, 0.95, 0.88, 0.86, 0.90, 0.95, 1.05, 1.20, 1.30, 1.22, 0.95, 0.60),
    ]
)
WEEKDAY_WEIGHTS = np.array([0.95, 0.94, 0.96, 0.98, 1.04, 1.14, 1.10])


def shanghai_days(days: int) -> pd.DatetimeIndex:
    """Return the first `days` Shanghai calendar days of the market."""
    return pd.date_range((START + pd.Timedelta(hours=SHANGHAI_HOURS)).normalize(), periods=days, freq="D")


def spread(rng: np.random.Generator, sd: float, size: int | tuple[int, ...]) -> Floats:
    """Return lognormal factors around 1; `sd` is that of their logarithm."""
    return np.exp(rng.normal(0, sd, size))


def stream(seed: int, table: str) -> np.random.Generator:
    """Return the PCG64 stream of one table, so that it can be drawn without the others."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *table.encode()])))
