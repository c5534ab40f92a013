"""How people watch: leave in the first three seconds, leave second by second, or stay and see it again.

Calibrated to the watch ratios published for KuaiRec (quartiles 0.31, 0.72, 1.16; mean 0.85).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sixfold_market.short_video.truth import HOOKS, LENGTH, TOPICS, Truth, truth
from sixfold_market.traffic_buying.calendar import (
    HOUR_WEIGHTS,
    START,
    WEEKDAY_WEIGHTS,
    Floats,
    spread,
    stream,
)

DAYS = 180
END = START + pd.Timedelta(days=DAYS)
HOOK_SECONDS = 3.0
HOOK_SPLIT = (0.60, 0.25, 0.15)  # of the risk of the first three seconds
HOOK_RISK, LATER_RISK = 0.25, 0.074  # in the first three seconds together; by second after these
PULL_ON_VIEWS, PULL_ON_VALUE = (
    1.0,
    0.8,
)  # what holds people at equal length spreads and sells, on the log scale
WEAK_RISK = (0.15, 0.22)  # what one bad second adds


@dataclass(frozen=True)
class Cuts:
    """Videos with the risk of leaving them: arrays, one entry a video."""

    topic: np.ndarray
    hook: np.ndarray
    duration: Floats
    hook_risk: Floats
    later_risk: Floats
    weak_second: np.ndarray
    weak_risk: Floats

    def completion(self) -> Floats:
        """Return the share of plays that reach the end."""
        later = self.later_risk * (self.duration - HOOK_SECONDS)
        return np.asarray(np.exp(-self.hook_risk - later - self.weak_risk))

    def pull(self) -> Floats:
        """Return how far the risk after the hook is below what the length makes usual, on the log scale."""
        return np.asarray(np.log(_usual_risk(self.duration) / self.later_risk))


def cuts(seed: int, n: int = 800) -> Cuts:
    """Draw `n` videos; each has one second (4 or later) at which more people leave than elsewhere."""
    planted, rng = truth(seed), stream(seed, "cuts")
    topic, hook = rng.choice(TOPICS, n), rng.choice(HOOKS, n, p=[0.2, 0.25, 0.25, 0.3])
    typical = np.array([LENGTH[name] for name in topic])
    duration = np.clip(typical * spread(rng, 0.22, n), 6.0, 40.0).round(1)
    return Cuts(
        topic=topic,
        hook=hook,
        duration=duration,
        hook_risk=HOOK_RISK * np.exp(-_effects(planted.grip, hook)) * spread(rng, 0.08, n),
        later_risk=_later_risk(planted, topic, duration) * spread(rng, 0.10, n),
        weak_second=rng.integers(4, np.floor(duration).astype(int)),
        weak_risk=rng.uniform(*WEAK_RISK, n),
    )


def _effects(effect: object, names: np.ndarray) -> Floats:
    table = dict(effect)  # type: ignore[call-overload]
    return np.array([table[name] for name in names])


def _later_risk(planted: Truth, topic: np.ndarray, duration: Floats) -> Floats:
    """Return the risk by second: lower in longer videos, but not so much that as many finish them."""
    return np.asarray(_usual_risk(duration) * np.exp(-_effects(planted.appeal, topic)))


def _usual_risk(duration: Floats) -> Floats:
    return np.asarray(LATER_RISK * (9.5 / duration) ** 0.6)


def videos(seed: int, n: int = 800) -> pd.DataFrame:
    """Draw the account's videos of half a year.

    Returns
    -------
    DataFrame
        `video_id`, `topic`, `hook` (what the first three seconds do), `duration_s`, `posted` (UTC).
    """
    made, rng = cuts(seed, n), stream(seed, "videos")
    day = np.sort(rng.integers(0, DAYS, n))
    second = rng.choice([12, 18, 20, 21], n) * 3_600 + rng.integers(0, 3_600, n)
    return pd.DataFrame(
        {
            "video_id": [f"V{number + 1:03}" for number in range(n)],
            "topic": made.topic,
            "hook": made.hook,
            "duration_s": made.duration,
            "posted": (START + pd.to_timedelta(day * 86_400 + second, unit="s")).as_unit("us"),
        }
    )


def plays(seed: int, n: int = 60, each: int = 600) -> pd.DataFrame:
    """Draw the play log of the first `n` of 800 videos: about `each` plays a video.

    Some plays were logged twice, of some the watch time was lost.

    Returns
    -------
    DataFrame
        `play_id`, `video_id`, `user_id`, `ts` (UTC), `watch_s` (missing if lost; above the duration if the
        video ran again), `liked`, `clicked` (0 or 1; the cart link).
    """
    made, about, rng = cuts(seed), videos(seed), stream(seed, "plays")
    count = rng.poisson(each, n)
    row = np.repeat(np.arange(n), count)
    watch = np.concatenate([_watch(made, video, int(count[video]), rng) for video in range(n)])
    share = np.minimum(watch / made.duration[row], 1.0)
    hour = rng.choice(24, len(row), p=HOUR_WEIGHTS / HOUR_WEIGHTS.sum())
    day = np.minimum(rng.geometric(0.45, len(row)) - 1, 9)
    begun = about["posted"].dt.normalize().to_numpy()[row].astype("datetime64[s]")
    # The days after posting, by Shanghai's hours.
    seconds = (24 * (day + 1) + hour - 8) * 3_600 + rng.integers(0, 3_600, len(row))
    moment = begun + seconds.astype("timedelta64[s]")
    crowd = np.minimum(rng.zipf(1.4, len(row)) + rng.integers(0, 20_000, len(row)), 99_999)
    table = pd.DataFrame(
        {
            "play_id": [f"P{number:06}" for number in rng.permutation(len(row))],
            "video_id": about["video_id"].to_numpy()[row],
            "user_id": [f"U{number:05}" for number in crowd],
            "ts": moment.astype("datetime64[us]"),
            "watch_s": watch.round(2),
            "liked": (rng.random(len(row)) < 0.055 * share).astype(int),
            "clicked": (rng.random(len(row)) < 0.028 * share).astype(int),
        }
    )
    table.loc[rng.random(len(table)) < 0.004, "watch_s"] = np.nan
    twice = table[rng.random(len(table)) < 0.004]
    return pd.concat([table, twice]).sort_values(["ts", "play_id"]).reset_index(drop=True)


def _watch(made: Cuts, video: int, count: int, rng: np.random.Generator) -> Floats:
    """Draw seconds watched of one video by turning its cumulated risk of leaving around."""
    length, weak = float(made.duration[video]), float(made.weak_second[video])
    second = np.array([0.0, 1.0, 2.0, HOOK_SECONDS, weak - 1, weak, length])
    slope = made.later_risk[video]
    steps = [made.hook_risk[video] * share for share in HOOK_SPLIT]
    steps += [slope * (weak - 1 - HOOK_SECONDS), slope + made.weak_risk[video], slope * (length - weak)]
    risk = np.concatenate([[0.0], np.cumsum(steps)])
    drawn = rng.exponential(size=count)
    left = np.interp(drawn, risk, second)
    again = np.where(rng.random(count) < 0.15, rng.uniform(0, 0.03, count), rng.exponential(0.72, count))
    return np.where(drawn >= risk[-1], length * (1 + again), np.minimum(left, length - 0.01))


def video_daily(seed: int, n: int = 800) -> pd.DataFrame:
    """Draw 24-hour periods 0–13 after posting, as far as they had passed by the export.

    Some rows are missing.

    Returns
    -------
    DataFrame
        `video_id`, `age_d` (0 is the first 24 hours), `views`, `complete`, `likes`, `gmv` (¥).
    """
    planted, made, about, rng = truth(seed), cuts(seed, n), videos(seed, n), stream(seed, "video_daily")
    pull = made.pull()
    first = 3_000 * np.exp(rng.normal(0, 1.1, n) + PULL_ON_VIEWS * pull)
    burst = np.where(rng.random(n) < 0.045, rng.uniform(4, 14, n), 1.0)  # a second wave, days 2 to 5
    ratio = np.maximum(planted.views_7(first) / first * spread(rng, 0.22, n) * burst, 1.05)
    views = _by_day(first, ratio, burst > 1, about["posted"], rng)
    rate = np.clip(made.completion() * spread(rng, 0.05, n), 0.01, 0.95)
    likes = 0.03 * spread(rng, 0.35, n)
    value = 65.0 * np.exp(PULL_ON_VALUE * pull) * spread(rng, 0.8, n) / 1_000
    shape = views.shape
    complete, liked = rng.binomial(views, rate[:, None]), rng.binomial(views, likes[:, None])
    money = (views * value[:, None] * spread(rng, 0.3, shape)).round(2)
    passed = (END - about["posted"]).dt.days.to_numpy()
    video, age = np.indices(shape)
    table = pd.DataFrame(
        {
            "video_id": about["video_id"].to_numpy()[video.ravel()],
            "age_d": age.ravel(),
            "views": views.ravel(),
            "complete": complete.ravel(),
            "likes": liked.ravel(),
            "gmv": money.ravel(),
        }
    )
    known = (age < passed[:, None]).ravel() & (rng.random(len(table)) > 0.004)
    kept: pd.DataFrame = table[known]
    return kept.reset_index(drop=True)


def _by_day(
    first: Floats, ratio: Floats, burst: np.ndarray, posted: pd.Series, rng: np.random.Generator
) -> np.ndarray:
    """Split views over 14 days: the first as drawn, six that make up `ratio`, then a tail; shape (n, 14)."""
    n, late = len(first), np.arange(1, 14)
    weight = 0.62 ** (late - 1) * spread(rng, 0.25, (n, 13))
    weekday = (posted.dt.day_of_week.to_numpy()[:, None] + late) % 7
    weight = weight * WEEKDAY_WEIGHTS[weekday]
    weight[burst] *= np.where((late >= 2) & (late <= 5), 6.0, 1.0)
    later = (first * (ratio - 1))[:, None] * weight / weight[:, :6].sum(axis=1, keepdims=True)
    return np.asarray(np.rint(np.column_stack([first, later])), dtype=np.int64)
