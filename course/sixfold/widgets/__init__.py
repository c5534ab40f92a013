"""Widgets: each answers one question about one model in `sixfold.models`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sixfold.widgets.explorer import Explorer


__all__ = [
    "chat_queue",
    "experience_score",
    "fact_mixer",
    "five_a_flow",
    "follower_cohort",
    "minute_replay",
    "peeking_simulator",
    "power_calculator",
    "price_volume_return",
    "roi_goal",
    "room_simulator",
    "saturation",
    "stock_cost",
]


# Module 0: foundations.


def fact_mixer() -> Explorer:
    """How should four levers share a budget? GMV of the week, and what of it stays."""
    from sixfold.widgets.fact_mixer_view import build

    return build()


# Module 1: traffic buying.


def saturation(top: float = 60_000) -> Explorer:
    """Where should spending stop? A Hill curve whose daily GMV levels off at `top` yuan."""
    from sixfold.widgets.saturation_view import build

    return build(top)


def roi_goal() -> Explorer:
    """What does a ROI goal do to volume? A day of auctions under a goal and a budget."""
    from sixfold.widgets.roi_goal_view import build

    return build()


# Module 2: account operations.


def five_a_flow() -> Explorer:
    """Where do people get stuck from aware to act? Twelve weeks of 5A stocks."""
    from sixfold.widgets.five_a_flow_view import build

    return build()


def follower_cohort() -> Explorer:
    """What does a follower who stays cost? Two cohorts that leave at different speeds."""
    from sixfold.widgets.follower_cohort_view import build

    return build()


# Module 3: livestream selling.


def room_simulator() -> Explorer:
    """What fills a room, and what does a paid burst buy? Two hours of people online, GPM and GMV."""
    from sixfold.widgets.room_simulator_view import build

    return build()


def minute_replay() -> Explorer:
    """What broke, and when? Six evenings by minute, each rate against its own level."""
    from sixfold.widgets.minute_replay_view import build

    return build()


# Module 4: short video.


def power_calculator() -> Explorer:
    """How many viewers does a test need? Power against viewers an arm."""
    from sixfold.widgets.power_calculator_view import build

    return build()


def peeking_simulator() -> Explorer:
    """What does looking early do? Simulated tests, the bound, and how often it is crossed."""
    from sixfold.widgets.peeking_simulator_view import build

    return build()


# Module 5: store operations.


def price_volume_return() -> Explorer:
    """What does another price do? Pieces, returns and contribution of one SKU."""
    from sixfold.widgets.price_volume_return_view import build

    return build()


def experience_score() -> Explorer:
    """What should be mended first? Sixty days of experience score for each plan."""
    from sixfold.widgets.experience_score_view import build

    return build()


# Module 6: service fulfilment.


def chat_queue() -> Explorer:
    """How many agents until hardly anybody waits? Erlang C with simulated evenings beside it."""
    from sixfold.widgets.chat_queue_view import build

    return build()


def stock_cost() -> Explorer:
    """How much safety stock is worth its money? Holding against being short."""
    from sixfold.widgets.stock_cost_view import build

    return build()
