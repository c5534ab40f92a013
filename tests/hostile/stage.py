"""A course full of secrets, submissions handed in, one grading command: what the tests look at."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from hostile.listeners import Listeners
from hostile.traces import Snapshot, adopt_orphans, orphans
from sixfold_grader import cycle
from sixfold_grader.checking import derive_seeds
from sixfold_grader.course import Course
from sixfold_grader.project import Project
from submissions.case import Scene, Submission, type_in

MINI = Path(__file__).parents[1] / "mini"
VICTIM = "000-victim"


class Stage:
    """One course in a folder of its own, with a canary in everything that must stay secret.

    Parameters
    ----------
    root : Path
        An empty folder through which the boxes' account may pass.
    submissions : sequence of Submission
        Each is handed in, and after each a good one.
    workers : int
        How many the grading command starts.
    """

    def __init__(self, root: Path, submissions: Sequence[Submission], workers: int) -> None:
        self.root, self.submissions, self.workers = root, submissions, workers
        shutil.copytree(MINI, root / "project")
        self.project = Project(root / "project")
        self.course = Course(root / "course", exchange_root=root / "exchange")
        for name, mode in (("home", 0o755), ("tmp", 0o711), ("outside", 0o777), ("trainee", 0o700)):
            (root / name).mkdir()
            (root / name).chmod(mode)
        self.canaries: dict[str, str] = {}
        self.listeners = Listeners(root / "outside")
        self.names = {f"{n:03d}-{s.name}": s for n, s in enumerate(submissions, start=1)}
        self.goods = [f"{n:03d}z-good" for n in range(1, len(submissions) + 1)]

    def play(self) -> None:
        """Release, hand everything in, collect, grade."""
        self._hide_canaries()
        cycle.release(self.project, self.course, "toy")
        self._name_a_student()
        self.canaries["seed"] = self.course.exam_seed()
        self._hand_in()
        self.before = self._snapshot()
        adopt_orphans()
        self.log = self.command("grade", "toy", "--workers", str(self.workers))
        self.left = orphans()
        assert self._verdict(VICTIM), f"nothing was graded:\n{self.log.stdout}\n{self.log.stderr}"
        self.after = self._snapshot()
        self.verdicts = {name: self._verdict(name) for name in (VICTIM, *self.names, *self.goods)}

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `sixfold` on this course with a home and a temporary folder of its own."""
        paths = {"HOME": "home", "TMPDIR": "tmp", "SIXFOLD_PROJECT": "project"}
        environment = {**os.environ, **{name: str(self.root / path) for name, path in paths.items()}}
        environment["SIXFOLD_CANARY"] = self.canaries["environment"]
        options = ("--course", str(self.course.root), "--exchange", str(self.course.exchange))
        return subprocess.run(
            [sys.executable, "-m", "sixfold_grader.cli", *arguments, *options],
            env=environment,
            cwd=self.root,
            capture_output=True,
            text=True,
            check=False,
        )

    def outputs(self, candidate: str) -> str:
        """Return everything that a submission's cells put out, as one text."""
        cells = (self.verdicts[candidate] or {}).get("cells", [])
        return json.dumps([cell.get("outputs", []) for cell in cells], ensure_ascii=False)

    def pages(self, candidate: str) -> list[Path]:
        """Return every file that grading, and feedback, made for one candidate."""
        folders = (self.course.autograded(candidate, "toy"), self.course.feedback(candidate, "toy"))
        files = [path for folder in folders for path in folder.glob("*") if path.is_file()]
        return [*files, self.course.verdict(candidate, "toy")]

    def told(self, candidate: str) -> str:
        """Return what the candidate gets to read: the graded notebook, the feedback, the comments."""
        files = [p for p in self.pages(candidate) if p != self.course.verdict(candidate, "toy")]
        return "".join(path.read_text(encoding="utf-8") for path in files) + self.comments.get(candidate, "")

    def scored(self) -> set[str]:
        """Return who has a submission in the gradebook."""
        return set(self.comments)

    @cached_property
    def comments(self) -> dict[str, str]:
        """Comments in the gradebook, by candidate."""
        with Gradebook(self.course.db_url, "sixfold") as gradebook:
            return {
                submission.student.id: "\n".join(
                    comment.auto_comment or "" for book in submission.notebooks for comment in book.comments
                )
                for submission in gradebook.assignment_submissions("toy")
            }

    def hidden_inputs(self) -> list[str]:
        """Return what the checks call `roas` with, as texts long enough to be no accident."""
        import numpy as np

        seeds = derive_seeds(self.course.exam_seed(), "toy/roas")
        drawn = [value for seed in seeds for value in np.random.default_rng(seed).uniform(1, 9, 2).tolist()]
        return [repr(value)[:10] for value in drawn]

    def _hide_canaries(self) -> None:
        for place in ("checks", "home", "environment", "gradebook", "victim"):
            self.canaries[place] = f"CANARY-{secrets.token_hex(8)}"
        checks = self.project.assignments / "toy" / "checks.py"
        text = checks.read_text(encoding="utf-8") + f'\nHIDDEN = "{self.canaries["checks"]}"\n'
        checks.write_text(text, encoding="utf-8")
        (self.root / "home" / "secret.txt").write_text(self.canaries["home"], encoding="utf-8")
        target = self.root / "outside" / "target"
        target.write_text("target", encoding="utf-8")
        target.chmod(0o666)

    def _name_a_student(self) -> None:
        with Gradebook(self.course.db_url, "sixfold") as gradebook:
            gradebook.update_or_create_student(VICTIM, last_name=self.canaries["gradebook"])

    def _hand_in(self) -> None:
        """The victim submits as a trainee does; the others' folders are laid beside it as nbgrader would."""
        self.released = cycle.fetch(self.course, "toy", VICTIM, self.root / "trainee")
        fresh = self.root / "released"
        shutil.copytree(self.released, fresh)
        self._answer_well(self.released, f"# {self.canaries['victim']}\n")
        cycle.submit(self.course, "toy", VICTIM, self.root / "trainee")
        inbound = self.course.exchange / "sixfold" / "inbound"
        (model,) = inbound.glob(f"{VICTIM}+toy+*")
        for name in (*self.names, *self.goods):
            folder = inbound / model.name.replace(VICTIM, name)
            shutil.copytree(fresh, folder)
            shutil.copy(model / "timestamp.txt", folder)
            (folder / "submission_secret.txt").write_text(secrets.token_hex(16), encoding="utf-8")
            if name in self.names and not self.names[name].late:
                self.names[name].make(folder, self._scene())
            elif name not in self.names:
                self._answer_well(folder, "")
        cycle.collect(self.course, "toy")
        for name, submission in self.names.items():
            if submission.late:
                submission.make(self.course.submitted(name, "toy"), self._scene())

    def _answer_well(self, folder: Path, comment: str) -> None:
        path = folder / "toy.ipynb"
        book = json.loads(path.read_text(encoding="utf-8"))
        type_in(book, memo=f"A memo. {comment}")
        path.write_text(json.dumps(book), encoding="utf-8")

    def _scene(self) -> Scene:
        folders = ("project", "course", "home", "outside", "exchange")
        victim = self.course.submitted(VICTIM, "toy") / "toy.ipynb"
        addresses = {name: str(self.root / name) for name in folders} | {
            "victim": str(victim),
            "tcp": str(self.listeners.tcp.getsockname()[1]),
            "udp": str(self.listeners.udp.getsockname()[1]),
            "abstract": self.listeners.abstract,
        }
        return Scene(addresses, victim, self.root / "released")

    def _snapshot(self) -> Snapshot:
        written = ("gradebook.db", "autograded", "verdicts", ".grading.lock")
        mine = {self.course.root / name for name in written}
        return Snapshot.of(self.root, skip=lambda path: not mine.isdisjoint((path, *path.parents)))

    def _verdict(self, candidate: str) -> dict[str, Any] | None:
        path = self.course.verdict(candidate, "toy")
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
