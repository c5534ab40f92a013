"""A/B tests of video cuts: four by day and arm, one by user."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sixfold_market.short_video.truth import TESTS, Truth, truth
from sixfold_market.traffic_buying.calendar import WEEKDAY_WEIGHTS, Floats, shanghai_days, spread, stream

TEST_DAYS = 14
RATE = 0.35
SLOW, SLOW_RATE = 0.20, 0.15  # viewers on slow phones, and their completion


def ab_daily(seed: int, users: int = 2_000) -> pd.DataFrame:
    """Draw four tests of 14 days, about `users` viewers an arm and day, drawn into A or B half and half.

    Every day one new video is cut in both versions; each viewer is drawn for that video and counted once.

    Returns
    -------
    DataFrame
        `test_id`, `day` (Shanghai), `arm` (A is the usual cut), `users`, `complete`, `likes`, `clicks`,
        `orders`, `gmv` (¥).
    """
    planted = truth(seed)
    return pd.concat([_test(seed, name, planted, users) for name in TESTS], ignore_index=True)


def _test(seed: int, name: str, planted: Truth, users: int) -> pd.DataFrame:
    rng = stream(seed, f"split test {name}")
    day = shanghai_days(TEST_DAYS) + pd.Timedelta(days=21 * TESTS.index(name))
    size = users * WEEKDAY_WEIGHTS * spread(rng, 0.06, (2, 7))
    people = rng.poisson(2 * size.ravel())
    shown_b = rng.binomial(people, 0.5)
    shown = np.column_stack([people - shown_b, shown_b])
    level = RATE * spread(rng, 0.04, TEST_DAYS)
    if name == "T3":
        shown, complete = _lossy(rng, shown, level, planted.slow_lost)
    elif name == "T2":
        complete = _looks_like_a_win(rng, shown, level)
    else:
        lift = (
            planted.novelty(np.arange(float(TEST_DAYS))) if name == "T4" else np.full(TEST_DAYS, planted.lift)
        )
        complete = rng.binomial(shown, np.column_stack([level, level * (1 + lift)]))
    return _table(name, day, shown, complete, rng)


def _lossy(
    rng: np.random.Generator, shown: np.ndarray, level: Floats, lost: float
) -> tuple[np.ndarray, np.ndarray]:
    """Draw T3: the cut changes nobody, but in arm B some plays on slow phones are never logged."""
    slow = rng.binomial(shown, SLOW)
    quick_rate = (RATE - SLOW * SLOW_RATE) / (1 - SLOW) * level / RATE
    quick_done = rng.binomial(shown - slow, quick_rate[:, None])
    gone = np.column_stack([np.zeros(TEST_DAYS, dtype=int), rng.binomial(slow[:, 1], lost)])
    slow_done = rng.binomial(slow - gone, SLOW_RATE)
    return shown - gone, quick_done + slow_done


def _looks_like_a_win(rng: np.random.Generator, shown: np.ndarray, level: Floats) -> np.ndarray:
    """Draw T2, without any effect, until it is one of the paths that would fool who looks every day."""
    while True:
        complete = rng.binomial(shown, level[:, None])
        z = z_by_day(shown, complete)
        if z[2:9].max() > 2.0 and abs(z[-1]) < 1.2 and z[-4:].max() < 1.9:
            return complete


def z_by_day(shown: np.ndarray, complete: np.ndarray) -> Floats:
    """Return the pooled two-proportion z of B against A on all days up to each; arrays of shape (days, 2)."""
    n, k = shown.cumsum(axis=0), complete.cumsum(axis=0)
    pooled = k.sum(axis=1) / n.sum(axis=1)
    error = np.sqrt(pooled * (1 - pooled) * (1 / n).sum(axis=1))
    return np.asarray((k[:, 1] / n[:, 1] - k[:, 0] / n[:, 0]) / error)


def _table(
    name: str, day: pd.DatetimeIndex, shown: np.ndarray, complete: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    likes, clicks = rng.binomial(shown, 0.031), rng.binomial(shown, 0.018)
    orders = rng.binomial(clicks, 0.4)
    return pd.DataFrame(
        {
            "test_id": name,
            "day": day.repeat(2),
            "arm": np.tile(["A", "B"], TEST_DAYS),
            "users": shown.ravel(),
            "complete": complete.ravel(),
            "likes": likes.ravel(),
            "clicks": clicks.ravel(),
            "orders": orders.ravel(),
            "gmv": [round(float((59 * spread(rng, 0.5, int(count))).sum()), 2) for count in orders.ravel()],
        }
    )


def ab_users(seed: int, n: int = 8_000) -> pd.DataFrame:
    """Draw a test by user: watch time before and in the test. Who is new to the account has no past.

    Returns
    -------
    DataFrame
        `user_id`, `arm`, `pre_watch_s` (of our videos in the week before, missing if new), `watch_s` (in the
        test's week), `plays_in_test`.
    """
    planted, rng = truth(seed), stream(seed, "ab_users")
    arm = rng.permutation(np.arange(n) % 2)
    liking = rng.normal(size=n)
    before, within = (np.exp(3.9 + 0.55 * (0.85 * liking + 0.527 * rng.normal(size=n))) for _ in range(2))
    watch = within * (1 + planted.watch_lift * arm)
    return pd.DataFrame(
        {
            "user_id": [f"U{number:05}" for number in rng.choice(99_999, n, replace=False)],
            "arm": np.array(["A", "B"])[arm],
            "pre_watch_s": np.where(rng.random(n) < 0.12, np.nan, before).round(2),
            "watch_s": watch.round(2),
            "plays_in_test": np.maximum(np.rint(watch / 6 * spread(rng, 0.15, n)), 1).astype(int),
        }
    )
