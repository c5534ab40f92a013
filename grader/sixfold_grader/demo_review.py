"""The reviewer's side of the demo: two blind raters, a senior, two who decide, certificates."""

from __future__ import annotations

import csv
import secrets
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sixfold_grader.blueprint import Blueprint, Form
from sixfold_grader.cohort import Person, Trainee
from sixfold_grader.course import Course
from sixfold_grader.credential.issuer import Folder, load_signer, make_key
from sixfold_grader.credential.office import Office
from sixfold_grader.credential.plan import Wish
from sixfold_grader.errors import CredentialError
from sixfold_grader.project import Project
from sixfold_grader.records import Records
from sixfold_grader.records.assess import Assessment
from sixfold_grader.records.marking import BEST
from sixfold_grader.records.ratings import Mark, Task
from sixfold_grader.records.reading import sittings
from sixfold_grader.samples import Sample

ACTOR = "demo"  # who works at the command line, in the log
ROLES = {
    "demo.rater1": ["rater"],
    "demo.rater2": ["rater"],
    "demo.senior": ["senior_rater"],
    "demo.reviewer": ["reviewer"],
    "demo.approver": ["approver"],
}
RATERS, SENIOR, REVIEWER, APPROVER = (
    ("demo.rater1", "demo.rater2"),
    "demo.senior",
    "demo.reviewer",
    "demo.approver",
)
_TEAM = 5  # people of a provider
_AGREE = 0.8  # how often a rater sees the true level; else one off


@dataclass(frozen=True)
class Outcome:
    """What came of the cohort: decisions by status, certificates, and why there are none."""

    approved: int
    waiting: Mapping[str, int]
    issued: Sequence[str]
    why_none: str = ""


def enrol(records: Records, people: Sequence[Person], tracks: Sequence[str], folder: Path) -> str:
    """Make the accounts, and providers of five people each in turn of the tracks; return the password."""
    password = secrets.token_urlsafe(9)
    for user, roles in ROLES.items():
        records.accounts.add(ACTOR, user, password, roles, language="en")
    path = folder / "roster.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["provider", "track", "candidate", "role"])
        for number, person in enumerate(people):
            team = number // _TEAM
            writer.writerow([f"provider-{team + 1:02}", tracks[team % len(tracks)], person.id, "member"])
    records.rosters.load(ACTOR, path, {person.id for person in people}, tracks)
    return password


def mark(
    records: Records,
    course: Course,
    blueprint: Blueprint,
    form: Form,
    trainees: Sequence[Trainee],
    samples: Mapping[str, Sample],
    seed: int,
) -> int:
    """Have a form's memos marked by two raters and, where they differ, a senior; return how many marks.

    Each criterion has a true level near the share of points that the sample states.
    """
    records.runs.load(ACTOR, blueprint, form.id, sittings(course, blueprint, form.id))
    by_id = {trainee.id: trainee for trainee in trainees}
    truth = np.random.default_rng([seed, *form.id.encode()])
    levels: dict[tuple[str, str, str], int] = {}

    def level(task: Task, criterion: str) -> int:
        key = (task.candidate, task.item, criterion)
        if key not in levels:
            sample = samples[by_id[records.people.student_id(task.candidate)].choices[task.item]]
            share = sample.scores[task.item] / form.items[task.item].points
            levels[key] = int(np.clip(round(BEST * share + truth.normal(0, 0.7)), 0, BEST))
        return levels[key]

    count = 0
    for number, rater in enumerate((*RATERS, SENIOR)):
        rng = np.random.default_rng([seed, number, *form.id.encode()])
        exact = rater == SENIOR
        marks = [
            Mark(task.candidate, task.item, criterion, _seen(level(task, criterion), rng, exact=exact))
            for task in records.ratings.tasks(rater, blueprint, form.id)
            for criterion in task.criteria
        ]
        count += records.ratings.add(rater, blueprint, form.id, marks) if marks else 0
    records.ratings.release(APPROVER, blueprint, form.id, despite_gates="simulated raters")
    records.runs.load(ACTOR, blueprint, form.id, sittings(course, blueprint, form.id), "marked")
    return count


def _seen(level: int, rng: np.random.Generator, *, exact: bool) -> float:
    off = 0 if exact or rng.random() < _AGREE else int(rng.choice([-1, 1]))
    return float(np.clip(level + off, 0, BEST))


def decide(records: Records, project: Project, course: Course, blueprint: Blueprint) -> Outcome:
    """Decide the clear cases by two people and issue their certificates; the others wait for a person."""
    found = records.runs.assess(blueprint)
    clear = [one for one in found.values() if one.decision.status in ("clear_pass", "clear_fail")]
    proposals = [one.proposal("clear") for one in clear]
    made = records.decisions.propose(REVIEWER, proposals) if proposals else []
    if made:
        records.decisions.approve(APPROVER, [decision.id for decision in made], blueprint.policy)
    try:
        issued, why_none = list(_issue(records, project, course, blueprint)), ""
    except CredentialError as error:
        issued, why_none = [], str(error)
    return Outcome(len(made), _waiting(found.values()), issued, why_none)


def _waiting(found: Iterable[Assessment]) -> Mapping[str, int]:
    return Counter(one.decision.status for one in found if one.decision.status in ("review", "blocked"))


def _issue(records: Records, project: Project, course: Course, blueprint: Blueprint) -> Iterator[str]:
    """Issue with a key that is thrown away afterwards: nobody can issue more in the demo's name."""
    folder = Folder(course.root / "credentials")
    office = Office(records, blueprint, folder, ACTOR, simulated=True)
    with tempfile.TemporaryDirectory(prefix="sixfold-demo-key-") as outside:
        key, _keys = make_key(
            folder, project.root, "Sixfold demo", Path(outside) / "key.pem", None, office.now
        )
        signer = load_signer(folder, key)
        passes = [one for one in records.decisions.find(state="approved") if one.outcome == "pass"]
        for step in office.planner.steps(passes, (), Wish()):
            if not step.why_not:
                yield office.issue(step, signer, Wish()).id
        office.publish(signer)
