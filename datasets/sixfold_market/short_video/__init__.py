"""Short video: an account's videos and how they are watched, forecasts of views, A/B tests of cuts.

Every table is a pure function of its seed and can be drawn alone. Times are naive UTC; a Shanghai day
begins at 16:00 UTC of the day before. The play log covers 60 of the 800 videos (36,000 plays instead of all
2 million), so that a trainee's notebook loads it at once; the counts by video and day cover all of them.

Where the traps of the field are hidden
---------------------------------------
length, not topic   `videos`, `video_daily`: the topic that is watched to the end most is the shortest
mean of ratios      `video_daily`: small videos have extreme completion
late seconds        `plays`: most people leave early anyway; the weak second is where more leave than usual
late rows           `plays`: some stand there twice, of some the watch time was lost
censoring           `video_daily`: the last videos are not seven days old, some rows are missing
heavy tail          `video_daily`: a few videos catch a second wave, so means of ratios mislead
peeking             `ab_daily` T2: no effect, and on some day p < .05
lost viewers        `ab_daily` T3: arm B loses viewers who rarely finish, and so looks better
novelty             `ab_daily` T4: the lift of the first days is gone in the second week
a covariate of the test itself   `ab_users`: plays_in_test holds the effect; pre_watch_s does not
"""

from collections.abc import Callable

import pandas as pd

from sixfold_market.short_video.experiments import TEST_DAYS, ab_daily, ab_users, z_by_day
from sixfold_market.short_video.truth import HOOKS, LENGTH, TESTS, TOPICS, Truth, truth
from sixfold_market.short_video.watching import END, Cuts, cuts, plays, video_daily, videos

# The tables that trainees get, each from the seed of the samples.
SAMPLES: dict[str, Callable[[int], pd.DataFrame]] = {
    "videos": videos,
    "video_daily": video_daily,
    "plays": plays,
    "ab_daily": ab_daily,
    "ab_users": ab_users,
}

__all__ = [
    "END",
    "HOOKS",
    "LENGTH",
    "SAMPLES",
    "TESTS",
    "TEST_DAYS",
    "TOPICS",
    "Cuts",
    "Truth",
    "ab_daily",
    "ab_users",
    "cuts",
    "plays",
    "truth",
    "video_daily",
    "videos",
    "z_by_day",
]
