"""How long buyers wait for a person: Erlang C, and a simulation beside it.

Conversations arrive at random (Poisson), agents need an exponential time for each, one at a time, first come,
first served, nobody gives up: the M/M/c queue (A. K. Erlang, 1917). With a = conversations an hour · minutes
each / 60 agents busy on average, the share that waits longer than t minutes is

    P(wait > t) = C(c, a) · exp(−(c − a) · t / minutes each)

Left out: several conversations at once, breaks, buyers who give up or ask twice.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
EVENINGS = 60
MOST_PER_HOUR, EVENING_HOURS = 240, 2


def load(per_hour: float, handle_min: float) -> float:
    """Agents busy on average (Erlangs)."""
    return per_hour * handle_min / 60


def erlang_c(agents: int, busy: float) -> float:
    """Share of conversations that must wait at all; 1 if `agents` are not more than `busy`.

    By the recursion of Erlang B, which neither overflows nor cancels.
    """
    if agents <= busy:
        return 1.0
    blocked = 1.0
    for k in range(1, agents + 1):
        blocked = busy * blocked / (k + busy * blocked)
    return blocked / (1 - busy / agents * (1 - blocked))


def waits_longer(agents: int, per_hour: float, handle_min: float, minutes: float) -> float:
    """Share that waits longer than `minutes` in the long run; 1 if the queue grows for ever."""
    busy = load(per_hour, handle_min)
    if agents <= busy:
        return 1.0
    return erlang_c(agents, busy) * math.exp(-(agents - busy) * minutes / handle_min)


def agents_for(per_hour: float, handle_min: float, minutes: float, target: float) -> int:
    """The smallest number of agents with which at least `target` is answered within `minutes`.

    Raises
    ------
    ValueError
        `target` is not strictly between 0 and 1.
    """
    if not 0 < target < 1:
        raise ValueError(f"target={target}: must be strictly between 0 and 1")
    agents = math.floor(load(per_hour, handle_min)) + 1 if per_hour else 0
    while per_hour and 1 - waits_longer(agents, per_hour, handle_min, minutes) < target:
        agents += 1
    return agents


def simulate(
    teams: Sequence[int], per_hour: float, handle_min: float, hours: float = EVENING_HOURS
) -> Numbers:
    """Minutes waited in `EVENINGS` evenings that each begin with an empty queue, shape (team, conversation).

    The same chances for every team and setting, so that they can be compared.
    """
    gaps, work = _chances(math.ceil(MOST_PER_HOUR * hours * 1.5))
    arrive, handle = np.cumsum(gaps * 60 / per_hour, axis=1), work * handle_min
    inside = arrive < 60 * hours
    columns = int(inside.sum(axis=1).max())
    wait = np.zeros((len(teams), EVENINGS, columns))
    # When each agent is free, one row for an evening of a team; whom a team does not have is never free.
    missing = np.arange(max(teams)) >= np.repeat(teams, EVENINGS)[:, None]
    free = np.where(missing, np.inf, 0.0)
    row = np.arange(len(free))
    for k in range(columns):
        first = free.argmin(axis=1)
        now = np.tile(arrive[:, k], len(teams))
        begin = np.maximum(free[row, first], now)
        wait[:, :, k] = (begin - now).reshape(len(teams), EVENINGS)
        free[row, first] = begin + np.tile(handle[:, k], len(teams))
    return np.asarray(wait[:, inside[:, :columns]])


@lru_cache(maxsize=8)
def _chances(columns: int) -> tuple[Numbers, Numbers]:
    """Standard exponential gaps and work, shape (EVENINGS, columns); never changed."""
    rng = np.random.default_rng(20_00_22)
    return rng.exponential(size=(EVENINGS, columns)), rng.exponential(size=(EVENINGS, columns))
