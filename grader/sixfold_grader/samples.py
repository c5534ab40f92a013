"""Sample answers: percent files that state the score each answer must get.

A sample file starts with `# %% [markdown] lang="en"` / `lang="zh"` prose that says what it is, then holds
answer cells with `score="…"`. `perfect` is the exemplar in `assignment.py`; what a sample leaves
out stays as released.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sixfold_grader.blueprint import Form
from sixfold_grader.build.percent import SAMPLE_OPTIONS, SourceCell, read_cells

PERFECT, EMPTY = "perfect", "empty"
_MARKER = re.compile(r"^\s*### (BEGIN|END) SOLUTION\n?", re.MULTILINE)


@dataclass(frozen=True)
class Sample:
    """Answers of one imagined trainee with the points that each must earn.

    Attributes
    ----------
    answers : mapping
        Item id -> text of the whole answer cell.
    scores : mapping
        Item id -> points, for every item of the form.
    """

    name: str
    answers: Mapping[str, str]
    scores: Mapping[str, float]


def load_samples(folder: Path, form: Form) -> dict[str, Sample]:
    """Read an assignment's samples, with `perfect` and `empty` added.

    Raises
    ------
    SourceError
        An answer without a score, or of an item that the blueprint does not know.
    """
    samples = {
        PERFECT: _perfect(folder / "assignment.py", form),
        EMPTY: Sample(EMPTY, {}, dict.fromkeys(form.items, 0.0)),
    }
    for path in sorted(folder.glob("samples/*.py")):
        samples[path.stem] = _sample(path, form)
    return samples


def _perfect(path: Path, form: Form) -> Sample:
    answers = {
        item: _MARKER.sub("", cell.source)
        for cell in read_cells(path)
        if (item := cell.options.get("item") or cell.options.get("response"))
    }
    return Sample(PERFECT, answers, {item.id: float(item.points) for item in form.items.values()})


def _sample(path: Path, form: Form) -> Sample:
    answers, scores = {}, dict.fromkeys(form.items, 0.0)
    for cell in read_cells(path, SAMPLE_OPTIONS):
        item = cell.options.get("item") or cell.options.get("response")
        if item is not None:
            answers[item], scores[item] = cell.source, _score(cell, item, form)
    return Sample(path.stem, answers, scores)


def _score(cell: SourceCell, item: str, form: Form) -> float:
    if item not in form.items:
        raise cell.error(f"item {item!r} is not in the blueprint; there are: {', '.join(form.items)}")
    try:
        score = float(cell.options["score"])
    except (KeyError, ValueError):
        raise cell.error(f'the answer to {item!r} needs score="points"') from None
    if not 0 <= score <= form.items[item].points:
        raise cell.error(f"score {score:g} of {item!r} is outside 0 to {form.items[item].points}")
    return score
