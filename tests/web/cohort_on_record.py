"""A database of simulated candidates with scores in all six capabilities, for tests, bench and pictures."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Collection, Mapping

from sixfold_grader.blueprint import Blueprint, Capability, Item
from sixfold_grader.records import Records
from sixfold_grader.records import tables as kept
from sixfold_grader.scoring import scale

PASSWORD = "correct horse battery"
STAFF: Mapping[str, tuple[str, ...]] = {
    "rui": ("reviewer",),
    "an": ("approver",),
    "ren": ("reviewer", "approver"),
    "pan": ("rater",),
    "ping": ("rater",),
    "shen": ("auditor",),
    "pei": ("trainer",),
}
START = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)
_HASH = "0" * 64


def add_staff(records: Records) -> None:
    """Make an account for each role, and one that holds two."""
    for name, roles in STAFF.items():
        records.accounts.add("setup", name, PASSWORD, roles, language="en")


def add_cohort(
    records: Records, blueprint: Blueprint, size: int, seed: int = 1, without: Collection[str] = ()
) -> None:
    """Add candidates whose abilities correlate; a few have not attempted everything.

    `without` are capabilities of which nothing is put on record.
    """
    draw = random.Random(seed)
    providers = max(1, size // 10)
    names = [f"c-{draw.getrandbits(32):08x}" for _ in range(size)]
    with records.ledger.writing("setup", "simulate.people") as entry:
        entry.session.add_all(
            kept.Provider(id=f"p{n:03}", name=f"Agency {n:03}", track=list(blueprint.tracks)[n % 2])
            for n in range(providers)
        )
        entry.session.add_all(
            kept.Person(candidate=name, student_id=f"T{n + 1:04}", name=f"Person {n + 1:04}", email=None)
            for n, name in enumerate(names)
        )
        entry.session.flush()
        entry.session.add_all(
            kept.Membership(provider=f"p{n % providers:03}", candidate=name, role="operator", since=START)
            for n, name in enumerate(names)
        )
    talents = {name: draw.gauss(69, 9) for name in names}
    for capability in blueprint.capabilities.values():
        if capability.id in without:
            continue
        with records.ledger.writing("setup", "simulate.run", capability.id) as entry:
            run = kept.Run(
                form=capability.id,
                state="current",
                created=entry.at,
                by="setup",
                reason="simulated",
                blueprint_sha256=_HASH,
                scores_sha256=_HASH,
            )
            entry.session.add(run)
            entry.session.flush()
            entry.session.add_all(
                _attempt(draw, name, talents[name], capability, blueprint, run.id)
                for name in names
                if draw.random() > 1 / 100
            )


def _attempt(
    draw: random.Random, name: str, talent: float, capability: Capability, blueprint: Blueprint, run: int
) -> kept.Attempt:
    ability = min(1.0, max(0.05, draw.gauss(talent, 8) / 100))
    form = blueprint.forms.get(capability.id)
    known = list(form.items.values()) if form else []
    items = {item.id: _item(draw, ability, item) for item in known} or {
        "all": _whole(draw, ability, capability)
    }
    raw = min(capability.maximum, sum(item["auto"] or item["manual"] or 0.0 for item in items.values()))
    cut, policy = capability.cut, blueprint.policy
    return kept.Attempt(
        candidate=name,
        capability=capability.id,
        form=capability.id,
        run=run,
        taken_at=START + dt.timedelta(minutes=draw.randrange(20 * 24 * 60)),
        raw=raw,
        maximum=capability.maximum,
        cut=cut,
        scaled=scale(raw, cut, capability.maximum, policy.scaled_cut),
        items=items,
        flags={},
        state="scored",
        submission=_HASH,
    )


def _item(draw: random.Random, ability: float, item: Item) -> dict[str, float | bool | None]:
    """Return one item's score; critical ones are known to everybody who works with them."""
    points = _share(draw, ability + 0.2 * item.critical) * item.points
    by_hand = item.kind == "response"
    auto, manual = (None, points) if by_hand else (points, None)
    return {"auto": auto, "manual": manual, "maximum": item.points, "waiting": False}


def _whole(draw: random.Random, ability: float, capability: Capability) -> dict[str, float | bool | None]:
    points = _share(draw, ability) * capability.maximum
    return {"auto": points, "manual": None, "maximum": capability.maximum, "waiting": False}


def _share(draw: random.Random, mean: float) -> float:
    return round(min(1.0, max(0.0, draw.gauss(mean, 0.15))), 2)
