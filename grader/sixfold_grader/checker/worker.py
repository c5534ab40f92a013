"""A grading worker: no database, one box zygote, a fork per submission.

Started as `python -m sixfold_grader.checker.worker`; reads its setup and then jobs as JSON lines
on stdin, writes one verdict a line on stdout. Each submission is decided in a forked child, so an
exploited parser would yield one verdict, not the worker.
"""

from __future__ import annotations

import gc
import importlib.util
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from sixfold_grader.blueprint import LANGUAGES, Language, load_blueprint
from sixfold_grader.box.namespaces import die_with_parent
from sixfold_grader.box.trial import available
from sixfold_grader.checker.grade import Exam, Submission, grade
from sixfold_grader.checker.reader import Reader
from sixfold_grader.checker.rehearsal import rehearse
from sixfold_grader.checker.zygote import BOX_UID, Zygote
from sixfold_grader.checking import parts_of
from sixfold_grader.errors import InfrastructureFault, SixfoldError, SourceError
from sixfold_grader.forking import settle
from sixfold_grader.limits import Limits
from sixfold_grader.models import Verdict
from sixfold_grader.template import load_template


def main() -> None:
    """Serve jobs until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's affair: it closes our stdin
    die_with_parent()  # nobody would record what it goes on to grade
    setup: Any = json.loads(sys.stdin.readline() or "null")
    if setup is None:
        return
    support = available(BOX_UID) if setup["isolation"] else None
    if support is not None and support.reason is not None:
        _say({"error": support.reason, "confinement": True})
        return
    release = {language: Path(path) for language, path in setup["release"].items()}
    tools = Tools(
        setup["assignment"], release, Path(setup["datasets"]), Limits(**setup["limits"]), setup["isolation"]
    )
    try:
        with ThreadPoolExecutor(1) as thread:  # ends before the first fork
            started = thread.submit(tools.start)  # they warm up while the exam loads
            exam = load_exam(Path(setup["project"]), setup["assignment"], setup["seed"], release)
            started.result()
    except SixfoldError as error:
        _say({"error": str(error)})
        return
    settle()
    _say({"ready": True})
    for line in sys.stdin:
        job = json.loads(line)
        verdict = decide(Submission(job["candidate"], Path(job["folder"])), exam, tools)
        if verdict.status == "fault":
            tools.close()
            tools.start()
        _say(verdict.to_json())
    tools.close()


@dataclass
class Tools:
    """The two untrusted-side processes of a worker: one reads files, one forks boxes."""

    assignment: str
    release: Mapping[Language, Path]
    datasets: Path
    limits: Limits
    isolation: bool

    def start(self) -> None:
        """Start both."""
        self.reader = Reader(self.assignment, self.release)
        self.zygote = Zygote(self.datasets, self.limits, isolation=self.isolation)

    def close(self) -> None:
        """End both."""
        self.reader.close()
        self.zygote.close()


def load_exam(project: Path, assignment: str, seed: str, release: dict[str, Path]) -> Exam:
    """Load a form, its hidden checks and its templates; grade the exemplar.

    Raises
    ------
    SourceError
        A part of the blueprint has no check, or the reverse; the exemplar misses points.
    """
    form = load_blueprint(project / "assignments" / "blueprint.toml").form(assignment)
    path = project / "assignments" / assignment / "checks.py"
    checks = load_checks(path)
    parts = parts_of(checks)
    wanted = {(item.id, name) for item in form.of_kind("function") for name in item.parts}
    for item, name in sorted(wanted ^ parts.keys()):
        where = "checks.py has no" if (item, name) in wanted else "the blueprint has no"
        raise SourceError(path, 0, f"{where} part {name!r} of item {item!r}")
    templates = {language: load_template(release[language], language) for language in LANGUAGES}
    exam = Exam(form, parts, seed, templates)
    seeds = {item.id: exam.seeds(item.id) for item in form.of_kind("function")}
    rehearse(path.parent, form, parts, seeds, exam.frames)
    return exam


def load_checks(path: Path) -> ModuleType:
    """Import a checks file by path, under a name of its own."""
    name = f"sixfold_checks_{path.parent.name}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise SourceError(path, 0, "there is no such checks file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def decide(submission: Submission, exam: Exam, tools: Tools) -> Verdict:
    """Grade a submission; what crashed in it has to crash again, or else somebody outside has killed it."""
    verdict = _decide_in_child(submission, exam, tools)
    crashed = any(item.status == "crashed" for item in verdict.items.values())
    if crashed and 2 * verdict.seconds < tools.limits.submission_seconds:
        return _decide_in_child(submission, exam, tools)
    return verdict


def _decide_in_child(submission: Submission, exam: Exam, tools: Tools) -> Verdict:
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read_end)
        _child(submission, exam, tools, write_end)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as stream:
        raw = stream.read()
    os.waitpid(pid, 0)
    try:
        return Verdict.from_json(json.loads(raw))
    except ValueError:  # it was killed, perhaps in the middle of it
        with suppress(InfrastructureFault):
            tools.zygote.stop()  # it has left its box behind
        fault = "the checker process ended without a verdict"
        return Verdict(submission.candidate, exam.form.id, "fault", message=fault)


def _child(submission: Submission, exam: Exam, tools: Tools, write_end: int) -> None:
    die_with_parent()
    gc.disable()  # a short life: collecting costs more than it frees
    seconds = int(tools.limits.submission_seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))  # chosen values can make comparing slow
    begin = time.monotonic()
    blank = Verdict(submission.candidate, exam.form.id, "fault")
    try:
        try:
            verdict = grade(submission, exam, tools.reader, tools.zygote)
        except Exception as error:  # our own fault: reported as such, retried by the parent
            verdict = replace(
                blank, message=f"{type(error).__name__}: {error}", seconds=time.monotonic() - begin
            )
        with os.fdopen(write_end, "wb") as stream:
            stream.write(json.dumps(verdict.to_json()).encode())
    finally:
        os._exit(0)


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main()
    except SixfoldError as error:  # its tools did not start again: the parent starts another worker
        sys.exit(f"grading worker {os.getpid()}: {error}")
