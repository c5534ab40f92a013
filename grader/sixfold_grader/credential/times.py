"""Times in credentials: UTC, to the second."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_FORM = "%Y-%m-%dT%H:%M:%SZ"


def stamp(moment: dt.datetime) -> str:
    """Return an aware time as text, e.g. `2026-11-28T09:30:00Z`."""
    return moment.astimezone(dt.UTC).strftime(_FORM)


def moment(text: str) -> dt.datetime:
    """Read such a text; raises `ValueError` for any other form."""
    read = dt.datetime.strptime(text, _FORM).replace(tzinfo=dt.UTC)
    if stamp(read) != text:
        raise ValueError(f"{text!r} is not written like 2026-11-28T09:30:00Z")
    return read


def day(moment: dt.datetime) -> str:
    """Return the date in Shanghai, as people read it."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d")


def in_words(text: str) -> str:
    """Return the date in Shanghai of a time that is written as above."""
    return day(moment(text))
