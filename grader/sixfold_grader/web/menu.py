"""The menu: every screen, and which roles see it."""

from __future__ import annotations

DECIDERS = ("reviewer", "approver", "auditor")
READERS = (*DECIDERS, "trainer")
RATERS = ("rater", "senior_rater")

MENU = (
    ("queue.page", "queue", DECIDERS),
    ("decisions.waiting", "approvals", DECIDERS),
    ("rating.waiting", "rating", RATERS),
    ("statistics.heat_map", "heat_map", READERS),
    ("statistics.distribution", "distribution", READERS),
    ("statistics.items", "items", READERS),
    ("teams.index", "teams", READERS),
    ("log.page", "log", ("auditor", "approver")),
    ("log.exports", "exports", ("auditor", "reviewer", "approver")),
)


def current(endpoint: str | None) -> str | None:
    """Return the screen of the menu that a page belongs to, or None."""
    screens = [screen for screen, _key, _roles in MENU]
    if endpoint is None or endpoint in screens:
        return endpoint
    group = endpoint.split(".")[0]
    return next((screen for screen in screens if screen.split(".")[0] == group), None)
