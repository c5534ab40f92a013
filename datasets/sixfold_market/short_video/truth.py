"""What is planted in the tables, and so what a good analysis finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sixfold_market.traffic_buying.calendar import Floats, stream

TOPICS = ("recipe", "unboxing", "tip", "factory", "review", "story")
HOOKS = ("result", "pain", "question", "plain")
TESTS = ("T1", "T2", "T3", "T4")

# Typical length of a topic's videos, seconds: the best topic is the longest, the shortest looks best.
LENGTH = {"recipe": 10.5, "unboxing": 9.5, "tip": 7.2, "factory": 15.0, "review": 11.5, "story": 12.0}
_APPEAL = {"recipe": 0.02, "unboxing": -0.08, "tip": -0.10, "factory": 0.30, "review": 0.14, "story": -0.28}
_GRIP = {"result": 0.35, "pain": 0.12, "question": -0.05, "plain": -0.42}


@dataclass(frozen=True)
class Truth:
    """What a good analysis recovers.

    Attributes
    ----------
    appeal : mapping
        Topic -> how much the risk of leaving after the third second is lowered, on the log scale, at equal
        duration.
    grip : mapping
        Hook -> the same for the first three seconds.
    lift : float
        Of the completion rate in test T1, relative. T2 and T3 have none.
    first_lift, half_life : float
        T4's lift on its first day and the days in which it halves; in the long run there is none.
    slow_lost : float
        Share of the viewers on slow phones whom T3 loses in arm B; they complete less.
    watch_lift : float
        Of the watch time in the test by user, relative.
    growth : float
        Median of seven days' views over the first day's, for a video with 2,500 on that day and no
        second wave.
    fade : float
        Change of the logarithm of that ratio with the logarithm of the first day's views.
    """

    appeal: Mapping[str, float]
    grip: Mapping[str, float]
    lift: float
    first_lift: float
    half_life: float
    slow_lost: float
    watch_lift: float
    growth: float
    fade: float

    def views_7(self, first_day: Floats) -> Floats:
        """Return the median of seven days' views for so many on the first day."""
        return np.asarray(first_day * self.growth * (first_day / 2_500) ** self.fade)

    def novelty(self, day: Floats) -> Floats:
        """Return T4's lift on days 0, 1, …"""
        return np.asarray(self.first_lift * 0.5 ** (day / self.half_life))


def truth(seed: int) -> Truth:
    """Return the planted truth of every table drawn with `seed`."""
    rng = stream(seed, "short_video")
    return Truth(
        appeal={topic: value + float(rng.uniform(-0.02, 0.02)) for topic, value in _APPEAL.items()},
        grip={hook: value + float(rng.uniform(-0.02, 0.02)) for hook, value in _GRIP.items()},
        lift=0.06,
        first_lift=0.16,
        half_life=2.0,
        slow_lost=0.45,
        watch_lift=0.03,
        growth=float(rng.uniform(2.2, 2.5)),
        fade=float(rng.uniform(-0.08, -0.05)),
    )
