"""What holds for the whole corpus together."""

from __future__ import annotations

import json
from collections.abc import Callable

import nbformat
import pytest

from hostile import requirements
from hostile.stage import Stage
from sixfold_grader.errors import ProtocolError
from sixfold_grader.wire import decode
from submissions import ALL

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("requirement", requirements.EVERY, ids=lambda each: each.__name__)
def test_requirement(whole: Stage, requirement: Callable[[Stage], None]) -> None:
    requirement(whole)


def test_every_graded_notebook_is_valid(whole: Stage) -> None:
    paths = list(whole.course.root.glob("autograded/*/toy/toy.ipynb"))
    assert len(paths) > len(ALL)
    for path in paths:
        nbformat.validate(nbformat.read(path, as_version=4))


def test_a_rejected_submission_has_no_score(whole: Stage) -> None:
    rejected = [
        name for name, verdict in whole.verdicts.items() if verdict and verdict["status"] == "rejected"
    ]
    assert rejected
    assert not [name for name in rejected if whole.course.autograded(name, "toy").exists()]
    assert not set(rejected) & whole.scored()


def test_what_is_sent_once_is_used_once() -> None:
    one = {"t": "array", "d": "|u1", "s": [8], "b": 0}
    header = json.dumps({"v": [one, one], "b": [8]}).encode()
    with pytest.raises(ProtocolError):
        decode(header, bytes(8))
