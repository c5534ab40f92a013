"""Single viewers: which steps they took, how long they stayed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sixfold_market.livestream.room import MINUTES, plans, session_rates
from sixfold_market.livestream.truth import STEPS, truth
from sixfold_market.traffic_buying.calendar import stream


def viewer_steps(seed: int, n: int = 6, people: int = 10_000) -> pd.DataFrame:
    """Draw the step events of `n` sessions as the room logs them.

    Returns
    -------
    DataFrame
        `session_id`, `viewer_id`, `step` (one of `STEPS`), `ts` (UTC). A viewer who clicks three times has
        three rows; events of a session stand in the order in which they arrived, not in which they happened.
    """
    rng, planned, rates = stream(seed, "viewer_steps"), plans(seed), session_rates(seed)
    parts = []
    for number in range(n):
        reached = rng.random(people)
        share = np.cumprod([1.0, *rates[number]])
        for step, cut in enumerate(share):
            viewers = np.flatnonzero(reached < cut)
            repeat = 1 + rng.poisson((0.15, 0.25, 0.9, 0.6, 0.05)[step], len(viewers))
            who = np.repeat(viewers, repeat)
            second = rng.integers(0, MINUTES * 60, len(who))
            parts.append(
                pd.DataFrame(
                    {
                        "session_id": f"S{number + 1:03}",
                        "viewer_id": [f"v{number + 1}{viewer:05}" for viewer in who],
                        "step": STEPS[step],
                        "ts": planned[number].start + pd.to_timedelta(second, unit="s"),
                    }
                )
            )
    table = pd.concat(parts, ignore_index=True)
    order = np.lexsort([rng.random(len(table)), table["session_id"].to_numpy(dtype=str)])
    return table.iloc[order].reset_index(drop=True)


def viewer_stay(seed: int, n: int = 120, people: int = 500) -> pd.DataFrame:
    """Draw `people` viewers of each of `n` sessions; most leave within seconds, some stay for an hour.

    Returns
    -------
    DataFrame
        `session_id`, `enter_ts` (UTC), `stay_s` (seconds seen), `censored` (1 if the session ended first).
    """
    planted, rng = truth(seed), stream(seed, "viewer_stay")
    size = n * people
    enter = rng.integers(0, MINUTES * 60 - 1, size)
    # Half bounce (mean 8 s); the stayers' mean makes up the mean of all.
    bounce = rng.random(size) < 0.5
    stays = np.where(bounce, 8.0, 2 * planted.mean_stay - 8.0) * rng.exponential(size=size)
    left = MINUTES * 60 - enter
    start = np.repeat([plan.start.to_datetime64() for plan in plans(seed, n)], people)
    return pd.DataFrame(
        {
            "session_id": np.repeat([f"S{number + 1:03}" for number in range(n)], people),
            "enter_ts": start.astype("datetime64[us]") + enter.astype("timedelta64[s]"),
            "stay_s": np.minimum(stays, left).round(1),
            "censored": (stays >= left).astype(int),
        }
    )
