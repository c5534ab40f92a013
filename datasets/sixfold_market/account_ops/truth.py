"""What is planted in the tables, and so what a good analysis finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sixfold_market.traffic_buying.calendar import Floats, stream

STATES = ("O", "A1", "A2", "A3", "A4", "A5")
SHAPE = 0.7  # of the Weibull life of a follower: many leave at once, who stays stays long
LUCKY_HAZARD = 3.0


@dataclass(frozen=True)
class Truth:
    """What a good analysis recovers.

    Attributes
    ----------
    shape : float
        Of the Weibull survival `exp(−(t / scale)^shape)`, t in days.
    scale : mapping
        Source -> scale in days; the lucky bag's hazard is three times that of video.
    value : mapping
        Source -> net order value (¥) of a follower in the first 30 days.
    matrix : array, shape (6, 6)
        Weekly transition between `STATES`; rows sum to 1.
    slots : array, shape (8,)
        Effect of the posting slot on log plays, topic held fixed; sums to 0.
    topics : array, shape (4,)
        Effect of the topic on log plays.
    """

    shape: float
    scale: Mapping[str, float]
    value: Mapping[str, float]
    matrix: Floats
    slots: Floats
    topics: Floats

    def survival(self, source: str, days: float | Floats) -> Floats:
        """Return the share that still follows after so many days."""
        t = np.asarray(days, dtype=float)
        return np.asarray(np.exp(-((t / self.scale[source]) ** self.shape)))


def truth(seed: int) -> Truth:
    """Return the planted truth of every table drawn with `seed`."""
    rng = stream(seed, "account_ops")
    video = float(rng.uniform(130, 170))
    scale = {
        "video": video,
        "live": video * float(rng.uniform(1.3, 1.6)),
        "search": video * float(rng.uniform(1.8, 2.3)),
        "lucky_bag": video / LUCKY_HAZARD ** (1 / SHAPE),
    }
    slots = rng.permutation(np.linspace(-0.25, 0.25, 8))
    if slots.argmax() == 5:
        slots[[5, 2]] = slots[[2, 5]]
    slots[5] = -0.05  # 20:00, the fashionable slot, is nothing special
    return Truth(
        shape=SHAPE,
        scale=scale,
        value={"video": 9.0, "live": 16.0, "search": 22.0, "lucky_bag": 1.2},
        matrix=_matrix(rng),
        slots=slots - slots.mean(),
        topics=np.array([0.9, 0.2, -0.3, -0.8]) + rng.uniform(-0.05, 0.05, 4),
    )


def _matrix(rng: np.random.Generator) -> Floats:
    """Return a weekly 5A matrix: slow steps up, decay back to O, advocates that last."""
    base = np.array(
        [
            [0.900, 0.085, 0.012, 0.003, 0.000, 0.000],
            [0.280, 0.600, 0.100, 0.018, 0.002, 0.000],
            [0.200, 0.120, 0.580, 0.090, 0.010, 0.000],
            [0.110, 0.060, 0.120, 0.580, 0.130, 0.000],
            [0.080, 0.050, 0.040, 0.080, 0.690, 0.060],
            [0.040, 0.030, 0.020, 0.020, 0.070, 0.820],
        ]
    )
    shaken = base * np.exp(rng.normal(0, 0.08, base.shape))
    return np.asarray(shaken / shaken.sum(axis=1, keepdims=True))
