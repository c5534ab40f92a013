"""A simulated cohort: trainees who answer with the samples, and somebody who marks their memos.

For the demo and the benchmarks. Nothing is graded in advance: answers go through the real cycle.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import norm

from sixfold_grader.blueprint import Form, Item, Language
from sixfold_grader.samples import Sample
from sixfold_grader.template import answer_cell

# How much harder an item is than the mean ability, in standard deviations.
_DIFFICULTY = {"easy": -1.3, "middle": -0.5, "hard": 0.3}
_CLEAR_CUT = 1.5  # a critical item is this much easier: it asks for what everybody has to know
_SHARE_CHINESE = 0.7
_COMMON = 0.75  # correlation of the abilities in two capabilities
_PREPARED = 1.5  # who sits the whole form has learnt what it presupposes


@dataclass(frozen=True)
class Person:
    """A simulated person: the notebook's language and a standard normal general ability."""

    id: str
    language: Language
    ability: float


@dataclass(frozen=True)
class Trainee:
    """A person who takes one form: which sample each item is answered with."""

    id: str
    language: Language
    choices: Mapping[str, str]


def draw_people(size: int, seed: int) -> list[Person]:
    """Draw people; the same seed gives the same ones."""
    rng = np.random.default_rng(seed)
    return [
        Person(f"T{number:04}", "zh" if rng.random() < _SHARE_CHINESE else "en", float(rng.normal()))
        for number in range(1, size + 1)
    ]


def draw_cohort(
    form: Form, samples: Mapping[str, Sample], people: Sequence[Person], seed: int
) -> list[Trainee]:
    """Let people take a form: answers follow their general ability and one in the form's own capability."""
    rng = np.random.default_rng([seed, *form.id.encode()])
    return [_take(form, samples, person, rng) for person in people]


def _take(form: Form, samples: Mapping[str, Sample], person: Person, rng: np.random.Generator) -> Trainee:
    ability = np.sqrt(_COMMON) * person.ability + np.sqrt(1 - _COMMON) * rng.normal()
    ability += _PREPARED if form.prerequisite else 0
    choices = {
        item.id: _choose(item, samples, float(norm.cdf(ability + rng.normal() - _difficulty(item))), rng)
        for item in form.items.values()
    }
    return Trainee(person.id, person.language, choices)


def _difficulty(item: Item) -> float:
    return _DIFFICULTY[item.difficulty] - (_CLEAR_CUT if item.critical else 0)


def _choose(item: Item, samples: Mapping[str, Sample], target: float, rng: np.random.Generator) -> str:
    """Return a sample whose share of the item's points is nearest to the target."""
    gaps = {name: abs(sample.scores[item.id] / item.points - target) for name, sample in samples.items()}
    nearest = [name for name, gap in gaps.items() if gap <= min(gaps.values()) + 1e-9]
    return str(rng.choice(nearest))


def answers_of(trainee: Trainee, samples: Mapping[str, Sample]) -> dict[str, str]:
    """Return the trainee's answer texts; an item left out stays as released."""
    return {
        item: samples[name].answers[item]
        for item, name in trainee.choices.items()
        if item in samples[name].answers
    }


def write_answers(notebook: Path, form: Form, answers: Mapping[str, str]) -> None:
    """Type answers into a fetched notebook, as the trainee would."""
    book = json.loads(notebook.read_text(encoding="utf-8"))
    texts = {answer_cell(form, item): text for item, text in answers.items()}
    for cell in book["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in texts:
            cell["source"] = texts[name]
    notebook.write_text(json.dumps(book, ensure_ascii=False, indent=1), encoding="utf-8")
