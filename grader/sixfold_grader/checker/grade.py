"""Grade one submission: intake, rebuild, box, checks, verdict. Holds secrets; runs no trainee code."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from sixfold_grader.blueprint import Form, Item, Language
from sixfold_grader.checker.reader import Reader
from sixfold_grader.checker.session import Box, BoxCell, CellRun
from sixfold_grader.checker.zygote import Zygote
from sixfold_grader.checking import Earned, Failed, Part, Trial, derive_seeds
from sixfold_grader.errors import InfrastructureFault, IntakeRejected
from sixfold_grader.intake import Answers
from sixfold_grader.models import ItemResult, PartResult, Verdict
from sixfold_grader.template import Cell, Template, answer_cell, grade_id, place_of, rebuild
from sixfold_grader.wire import Frames


@dataclass(frozen=True)
class Exam:
    """What a worker knows about an assignment: form, hidden checks, secret seed, templates.

    `frames` keeps the encoded fresh data that every submission gets.
    """

    form: Form
    parts: Mapping[tuple[str, str], Part]
    seed: str
    templates: Mapping[Language, Template]
    frames: Frames = field(default_factory=Frames)

    def seeds(self, item: str) -> tuple[int, ...]:
        """Return the secret seeds of an item's fresh data."""
        return derive_seeds(self.seed, f"{self.form.id}/{item}")


@dataclass(frozen=True)
class Submission:
    """One collected submission."""

    candidate: str
    folder: Path


def grade(submission: Submission, exam: Exam, reader: Reader, zygote: Zygote) -> Verdict:
    """Grade one submission: `reader` parses it, `zygote` forks the box that its code runs in.

    Raises
    ------
    InfrastructureFault
        Our own failure: the submission is to be tried again, nothing is decided.
    """
    begin = time.monotonic()
    blank = Verdict(submission.candidate, exam.form.id, "rejected", isolation=zygote.isolation)
    try:
        answers = reader.read(submission.folder)
    except IntakeRejected as reason:
        return replace(blank, message=str(reason))
    cells = rebuild(exam.templates[answers.language], answers)
    with Box(zygote, box_cells(cells, exam.form, answers.effects), exam.frames) as box:
        runs = box.run()
        items = {item.id: _timed(item, exam, answers, runs, box) for item in exam.form.items.values()}
    return replace(
        blank,
        status="graded",
        language=answers.language,
        sha256=answers.sha256,
        items=items,
        notes=[asdict(note) for note in answers.notes],
        cells=with_outputs(cells, runs),
        seconds=round(time.monotonic() - begin, 3),
    )


def box_cells(cells: Sequence[Cell], form: Form, effects: Collection[str] = ()) -> list[BoxCell]:
    """Return the code to run; the state is kept after each function item's example tests.

    `effects` names the places (see `Answers.effects`) whose code may change what was there before:
    items above the last of them get a process of their own.
    """
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    last = max((number for number, cell in enumerate(code) if place_of(cell) in effects), default=-1)
    return [
        BoxCell(
            cell["id"],
            cell["source"],
            item=grade_id(cell) if grade_id(cell) in form.items else None,
            fork=number < last,
        )
        for number, cell in enumerate(code)
    ]


def with_outputs(cells: Sequence[Cell], runs: Mapping[str, CellRun]) -> list[Cell]:
    """Return cells with the outputs that their run gave."""
    finished = []
    for cell in cells:
        run = runs.get(cell["id"])
        finished.append(cell if run is None else {**cell, "outputs": run.outputs})
    return finished


def _timed(item: Item, exam: Exam, answers: Answers, runs: Mapping[str, CellRun], box: Box) -> ItemResult:
    begin = time.monotonic()
    result = _judge(item, exam, answers, runs, box)
    cells = (_run_of(name, exam, answers, runs) for name in (answer_cell(exam.form, item.id), item.id))
    ran = sum(run.seconds for run in cells if run)
    return replace(result, seconds=round(ran + time.monotonic() - begin, 3))


def _judge(item: Item, exam: Exam, answers: Answers, runs: Mapping[str, CellRun], box: Box) -> ItemResult:
    cell = answer_cell(exam.form, item.id)
    if item.kind == "response":
        return ItemResult("manual" if cell in answers.cells else "unanswered")
    unanswered = ItemResult("unanswered", _all_failed(item, exam, Failed("unanswered")))
    if cell not in answers.cells and not answers.added:
        return unanswered
    run = _run_of(cell, exam, answers, runs)
    status = run.status if run else "ok"
    if status in ("crashed", "memory", "timeout"):
        failed = Failed(status, seconds=f"{box.limits.cell_seconds:g}")
        return ItemResult(status, _all_failed(item, exam, failed))  # type: ignore[arg-type]
    try:
        parts = {name: _judge_part(item, name, exam, box) for name in item.parts}
    except InfrastructureFault:
        raise
    except Exception as error:  # a check of ours met an answer that it cannot handle: a person decides
        place = traceback.extract_tb(error.__traceback__)[-1]  # no text: it may hold hidden data
        print(f"{item.id}: {type(error).__name__} at {place.filename}:{place.lineno}", file=sys.stderr)
        return ItemResult("fault", _all_failed(item, exam, Failed("fault")))
    result = ItemResult(_status(parts), parts)
    # Below the released cell, in one of their own, is where some people answer.
    return result if cell in answers.cells or result.points else unanswered


def _run_of(name: str, exam: Exam, answers: Answers, runs: Mapping[str, CellRun]) -> CellRun | None:
    """Return how the cell with this grade id ran; None if it holds no code."""
    return runs.get(exam.templates[answers.language].cell_ids[name])


def _judge_part(item: Item, name: str, exam: Exam, box: Box) -> PartResult:
    earned = exam.parts[item.id, name].run(Trial(_ItemCaller(box, item.id), exam.seeds(item.id)))
    broken = box.broken(item.id)  # a check's own `except` must not swallow a dead or lying box
    return _part_result(item, name, exam, Earned(0.0, broken) if broken else earned)


def _part_result(item: Item, name: str, exam: Exam, earned: Earned) -> PartResult:
    part, maximum = exam.parts[item.id, name], item.parts[name]
    about, share = {"en": part.en, "zh": part.zh}, round(maximum * earned.share, 2)
    points = int(share) if share == int(share) else share
    if earned.failed is None:
        return PartResult(points, maximum, about)
    return PartResult(points, maximum, about, earned.failed.key, earned.failed.facts)


@dataclass(frozen=True)
class _ItemCaller:
    box: Box
    item: str

    def call(self, function: str, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        return self.box.call(self.item, function, args, kwargs)


def _all_failed(item: Item, exam: Exam, failed: Failed) -> dict[str, PartResult]:
    return {name: _part_result(item, name, exam, Earned(0.0, failed)) for name in item.parts}


def _status(parts: Mapping[str, PartResult]) -> Any:
    earned, keys = sum(part.points for part in parts.values()), {part.key for part in parts.values()}
    if earned == sum(part.maximum for part in parts.values()):
        return "passed"
    for key in ("timeout", "memory", "crashed"):
        if key in keys:
            return key
    return "partial" if earned else "failed"
