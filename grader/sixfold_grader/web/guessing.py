"""A brake on guessing passwords: some failures are a slip of the finger, many are not."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable

MOST_FAILURES = 5  # of one account
MOST_FROM_ADDRESS = 30  # behind a proxy many people share one
WINDOW = 15 * 60.0  # seconds
_MOST_KEYS = 10_000


class Guessing:
    """Counts failed sign-ins by account and by address; kept in memory, a restart forgets them."""

    def __init__(self) -> None:
        self._failures: dict[tuple[str, str], deque[float]] = {}
        self._lock = threading.Lock()

    def wait(self, user: str, address: str, now: float) -> float:
        """Return the seconds to wait before the next attempt, 0 if none."""
        with self._lock:
            return max(
                self._wait(("user", user), MOST_FAILURES, now),
                self._wait(("address", address), MOST_FROM_ADDRESS, now),
            )

    def failed(self, user: str, address: str, now: float) -> None:
        """Count a failure."""
        with self._lock:
            self._forget(now)
            for key in (("user", user), ("address", address)):
                self._failures.setdefault(key, deque()).append(now)

    def succeeded(self, user: str) -> None:
        """Forget an account's failures."""
        with self._lock:
            self._failures.pop(("user", user), None)

    def _wait(self, key: tuple[str, str], most: int, now: float) -> float:
        recent = [time for time in self._failures.get(key, ()) if now - time < WINDOW]
        return WINDOW - (now - recent[-most]) if len(recent) >= most else 0.0

    def _forget(self, now: float) -> None:
        """Drop what is too old, and the oldest keys if somebody tries very many names."""
        old = [key for key, times in self._failures.items() if now - times[-1] >= WINDOW]
        self._drop(old)
        self._drop(list(self._failures)[: max(0, len(self._failures) - _MOST_KEYS)])

    def _drop(self, keys: Iterable[tuple[str, str]]) -> None:
        for key in keys:
            del self._failures[key]
