"""Two weeks of conversations with the service desk, served first come, first served by a flat roster."""

from __future__ import annotations

import heapq

import numpy as np
import pandas as pd

from sixfold_market.fulfilment.truth import PATIENCE_MIN, truth
from sixfold_market.traffic_buying.calendar import START, Floats, spread, stream

CHAT_DAYS = 14
PEAK_PER_HOUR = 120.0  # conversations with people between 20:00 and 22:00
FLAT_ROSTER = 7  # agents in every hour of the day shift: enough for the daily mean
NIGHT_ROSTER = 2
DAY_SHIFT = range(8, 24)
BOT_SHARE = 0.30  # conversations that the robot ends alone
# Relative number of conversations by Shanghai hour, 1 at the peak.
CHAT_WEIGHTS = np.array(
    [
        *(0.25, 0.14, 0.08, 0.06, 0.06, 0.08, 0.15, 0.30, 0.45, 0.55, 0.60, 0.58),
        *(0.60, 0.56, 0.55, 0.55, 0.58, 0.60, 0.66, 0.78, 1.00, 1.00, 0.72, 0.42),
    ]
)


def im_sessions(
    seed: int, days: int = CHAT_DAYS, peak: float = PEAK_PER_HOUR, roster: int = FLAT_ROSTER
) -> pd.DataFrame:
    """Draw one row per conversation.

    Returns
    -------
    DataFrame
        `session_id`, `arrive_ts` (UTC, first message of the buyer), `human_routed` (0: the robot alone),
        `agent` (missing if nobody took it), `first_reply_s` (seconds to the first reply of anything, the
        automatic greeting included; missing if none), `handle_s` (seconds the agent needed; missing without
        agent), `dissatisfied` (0, 1).
    """
    planted, rng = truth(seed), stream(seed, "im_sessions")
    arrive = _arrivals(rng, days, peak)
    n = len(arrive)
    human = rng.random(n) >= BOT_SHARE
    handle = rng.exponential(planted.handle_min * 60, n)
    patience = rng.exponential(PATIENCE_MIN * 60, n)
    wait, agent = _serve(arrive, np.where(human, handle, np.nan), patience, roster)
    taken = human & (agent >= 0)
    greeted = rng.random(n) < 0.6  # a greeting goes out at once where nobody answers
    reply = np.where(
        taken, wait + rng.uniform(2, 12, n), np.where(~human | greeted, rng.uniform(1, 3, n), np.nan)
    )
    unhappy = np.where(human, np.where(taken & (reply <= 180), 0.05, 0.22), 0.03)
    return pd.DataFrame(
        {
            "session_id": [f"M{number:06}" for number in rng.permutation(n)],
            "arrive_ts": START + pd.to_timedelta(arrive.astype(np.int64), unit="s"),
            "human_routed": human.astype(int),
            "agent": pd.Series([f"A{number + 1:02}" for number in agent]).where(taken),
            "first_reply_s": np.round(reply, 0),
            "handle_s": np.where(taken, np.round(handle, 0), np.nan),
            "dissatisfied": (rng.random(n) < unhappy).astype(int),
        }
    )


def _arrivals(rng: np.random.Generator, days: int, peak: float) -> Floats:
    """Return sorted seconds since the start; a Poisson number in each hour of each day."""
    level = np.outer(spread(rng, 0.06, days), CHAT_WEIGHTS) * peak / (1 - BOT_SHARE)
    counts = rng.poisson(level.ravel())
    hour = np.repeat(np.arange(len(counts)), counts)
    return np.asarray(np.sort((hour + rng.random(len(hour))) * 3_600))


def _serve(arrive: Floats, handle: Floats, patience: Floats, roster: int) -> tuple[Floats, np.ndarray]:
    """Return wait in seconds and agent (-1: gave up) of each conversation; NaN in `handle` needs no agent.

    Whoever comes in the day shift finds `roster` agents, at night `NIGHT_ROSTER`.
    """
    wait, agent = np.zeros(len(arrive)), np.full(len(arrive), -1)
    free: dict[bool, list[tuple[float, int]]] = {
        True: [(0.0, number) for number in range(roster)],
        False: [(0.0, number) for number in range(roster, roster + NIGHT_ROSTER)],
    }
    for row in np.flatnonzero(~np.isnan(handle)):
        now = float(arrive[row])
        desk = free[int(now // 3_600) % 24 in DAY_SHIFT]
        ready, number = desk[0]
        wait[row] = max(ready - now, 0.0)
        if wait[row] <= patience[row]:
            heapq.heapreplace(desk, (max(ready, now) + float(handle[row]), number))
            agent[row] = number
    return wait, agent
