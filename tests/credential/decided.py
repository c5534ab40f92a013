"""Records of people about whom two others have decided: what certificates are issued from."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path

from records.conftest import PASSWORD, PEOPLE
from records.simulated import BLUEPRINT, candidate, load, sitting
from sixfold_grader.blueprint import Blueprint
from sixfold_grader.records import Records, open_records

FIRST, SECOND = "traffic_buying", "account_ops"
# A certificate of two capabilities, so that the other forms need not exist.
TWO: Blueprint = dataclasses.replace(
    BLUEPRINT,
    capabilities={
        key: dataclasses.replace(BLUEPRINT.capabilities[key], weights=dict.fromkeys(BLUEPRINT.tracks, 0.5))
        for key in (FIRST, SECOND)
    },
)
SCORES = {"S1": (0.95, 0.9), "S2": (0.8, 0.8), "S3": (0.9, 0.2)}  # S3 fails: below a floor


def make_decided(path: Path, db_url: str, clock: Callable[[], dt.datetime]) -> None:
    """Make records: three people and their provider, decided by two others. Notes go into the folder."""
    with open_records(db_url, clock=clock) as records:
        for user, roles in PEOPLE.items():
            records.accounts.add("setup", user, PASSWORD, roles)
        for place, form in enumerate((FIRST, SECOND)):
            load(records, *(sitting(s, shares[place], form=form) for s, shares in SCORES.items()), form=form)
        roster = path / "roster.csv"
        rows = [f"hz-star,regional,{s},operator,星河,学员{s}" for s in ("S1", "S2")]
        roster.write_text("\n".join(["provider,track,candidate,role,provider_name,name", *rows]))
        records.rosters.load("setup", roster, list(SCORES), list(TWO.tracks))
        decide(records, *SCORES)


def decide(records: Records, *students: str, reason: str = "reviewed") -> None:
    who = [candidate(records, student) for student in students]
    found = records.runs.assess(TWO, candidates=who)
    made = records.decisions.propose("vera", [found[one].proposal(reason, "test") for one in who])
    records.decisions.approve("walt", [decision.id for decision in made])
