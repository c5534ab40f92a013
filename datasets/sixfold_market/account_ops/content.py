"""Creators with their fees and audiences; posts with topic, slot and plays."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sixfold_market.account_ops.truth import truth
from sixfold_market.traffic_buying.calendar import START, spread, stream

SEGMENTS = 8
TOPICS = ("recipe", "tour", "review", "news")
SLOTS = ("h07", "h09", "h12", "h15", "h18", "h20", "h22", "h00")


def creators(seed: int, n: int = 120) -> pd.DataFrame:
    """Draw creators; the first two are the best price and share their audience, most of it in two segments.

    Returns
    -------
    DataFrame
        `creator_id`, `fee` (¥ a video), `plays_med` (people, median of 15 videos), `engage_pct`, and
        `aud_0` … `aud_7`: per cent of the audience in each of eight segments of the client's market.
    """
    rng = stream(seed, "creators")
    plays = 60_000 * spread(rng, 0.9, n)
    audience = rng.dirichlet(np.full(SEGMENTS, 0.5), n)
    audience[0] = 0.1 * audience[0] + 0.45 * np.eye(SEGMENTS)[rng.choice(SEGMENTS, 2, replace=False)].sum(
        axis=0
    )
    audience[1] = 0.9 * audience[0] + 0.1 * audience[1]
    plays[:2] = 380_000 * spread(rng, 0.05, 2)  # nearly everybody in the two segments
    fee = 0.09 * plays * np.clip(spread(rng, 0.25, n), 0.6, None)
    fee[:2] = 0.045 * plays[:2] * spread(rng, 0.03, 2)  # both look like bargains
    table = pd.DataFrame(
        {
            "creator_id": [f"K{number + 1:03}" for number in range(n)],
            "fee": fee.round(-2),
            "plays_med": plays.round(-2),
            "engage_pct": np.clip(4.5 * spread(rng, 0.4, n), 0.5, 30).round(2),
        }
    )
    shares = pd.DataFrame(100 * audience, columns=[f"aud_{number}" for number in range(SEGMENTS)])
    return pd.concat([table, shares.round(2)], axis=1)


def posts(seed: int, n: int = 900) -> pd.DataFrame:
    """Draw posts; the strongest topic is mostly posted at 20:00.

    Returns
    -------
    DataFrame
        `post_id`, `ts` (UTC, posted), `slot` (Shanghai hour it was meant for), `topic`, `plays`.
    """
    planted, rng = truth(seed), stream(seed, "posts")
    topic = rng.choice(4, n, p=[0.30, 0.25, 0.25, 0.20])
    even = np.full(8, 1 / 8)
    crowded = np.where(np.arange(8) == 5, 0.58, 0.06)
    slot = np.where(topic == 0, rng.choice(8, n, p=crowded), rng.choice(8, n, p=even))
    plays = 9_000 * np.exp(planted.topics[topic] + planted.slots[slot] + rng.normal(0, 0.45, n))
    hour = np.array([int(name[1:]) for name in SLOTS])[slot]
    day = rng.integers(0, 120, n)
    seconds = day * 86_400 + hour * 3_600 + rng.integers(0, 1_800, n)
    return pd.DataFrame(
        {
            "post_id": [f"V{number + 1:04}" for number in range(n)],
            "ts": START + pd.to_timedelta(seconds, unit="s"),
            "slot": np.array(SLOTS)[slot],
            "topic": np.array(TOPICS)[topic],
            "plays": plays.astype(int),
        }
    )
