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
