"""A worker for ordinary nbgrader notebooks, whose tests stand in the notebook.

Started as `python -m sixfold_grader.checker.notebooks`; reads its setup and then jobs as JSON lines on
stdin, writes one result a line on stdout. As in `checker.worker`, each submission is decided in a
forked child: the trainee's cells run in the box, the author's test cells in the child.
"""

from __future__ import annotations

import base64
import gc
import json
import os
import resource
import select
import shutil
import signal
import stat
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from sixfold_grader.box.namespaces import die_with_parent
from sixfold_grader.checker.grade import with_outputs
from sixfold_grader.checker.paper import Paper
from sixfold_grader.checker.reader import Reader
from sixfold_grader.checker.session import Box, BoxCell
from sixfold_grader.checker.testcells import CellScore, load_imports, run_tests
from sixfold_grader.checker.zygote import NO_ISOLATION, Zygote
from sixfold_grader.errors import InfrastructureFault, IntakeRejected, SixfoldError
from sixfold_grader.forking import settle
from sixfold_grader.limits import Limits
from sixfold_grader.messages import text
from sixfold_grader.template import Cell, Template, grade_id, rebuild, source
from sixfold_grader.wire import Frames

MAX_FILES_BYTES = 2 << 20  # beside the notebook, in all: they travel in a frame's header
_MEMORY = 2 << 30  # of the child that runs test cells, on top of what it has
_GRACE = 60.0  # seconds


@dataclass
class Graded:
    """What came of one notebook of one submission."""

    status: str
    message: str = ""
    isolation: str = ""
    cells: list[Cell] = field(default_factory=list)
    scores: dict[str, float] = field(default_factory=dict)
    notes: list[dict[str, Any]] = field(default_factory=list)


def main() -> None:
    """Serve jobs until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's affair: it closes our stdin
    die_with_parent()
    setup: Any = json.loads(sys.stdin.readline() or "null")
    if setup is None:
        return

    def new_zygote() -> Zygote:
        return Zygote(Path(setup["datasets"]), Limits(**setup["limits"]), isolation=setup["isolation"])

    try:
        zygote = new_zygote()
    except SixfoldError as error:
        _say({"error": str(error)})
        return
    readers: dict[str, Reader] = {}
    _say({"ready": True})
    for line in sys.stdin:
        job = json.loads(line)
        paper = Paper.from_json(job["paper"])
        if paper.notebook not in readers:
            readers[paper.notebook] = Reader(paper.notebook, {"en": paper.release, "zh": paper.release})
            _warm_up(paper)
        folder = Path(job["folder"]) if job["folder"] else None
        result = _decide_in_child(paper, folder, readers[paper.notebook], zygote)
        if result["status"] == "fault":
            zygote.close()
            zygote = new_zygote()
        _say(result)
    for reader in readers.values():
        reader.close()
    zygote.close()


def grade_notebook(paper: Paper, folder: Path, reader: Reader, zygote: Zygote) -> Graded:
    """Grade one notebook of a submission.

    Raises
    ------
    InfrastructureFault
        Our own failure: nothing is decided.
    """
    try:
        answers = reader.read(folder)
    except IntakeRejected as reason:
        return Graded("rejected", str(reason), zygote.isolation)
    cells = rebuild(_template(paper), answers)
    with Box(zygote, [*_furniture(folder, paper.beside), *_box_cells(cells, paper)], Frames()) as box:
        runs = box.run()
        scores = run_tests(paper, box, zygote.limits.cell_seconds)
    return Graded(
        "graded",
        isolation=zygote.isolation,
        cells=[_with_score(cell, paper, scores, zygote.isolation) for cell in with_outputs(cells, runs)],
        scores={name: score.points for name, score in scores.items()},
        notes=[asdict(note) for note in answers.notes],
    )


def rehearse(paper: Paper, zygote: Zygote) -> Graded:
    """Grade the author's own solution: a test cell that it fails cannot be graded by the split."""
    cells = []
    for number, cell in enumerate(paper.cells):
        if cell.role == "test":
            cells.append(BoxCell(f"before {number}", "", item=cell.id, fork=True))
        cells.append(BoxCell(f"cell {number}", cell.source))
    with Box(zygote, [*_furniture(None, paper.beside), *cells], Frames()) as box:
        box.run()
        scores = run_tests(paper, box, zygote.limits.cell_seconds)
    return Graded("graded", scores={name: score.points for name, score in scores.items()})


def _template(paper: Paper) -> Template:
    """Return the released notebook without its unmarked code: that is the trainee's to change."""
    book = json.loads(paper.release.read_text(encoding="utf-8"))
    kept = [cell for cell in book["cells"] if cell["cell_type"] != "code" or grade_id(cell)]
    for number, cell in enumerate(kept):
        cell.setdefault("id", f"cell-{number}")  # older formats have none
    return Template("en", {**book, "cells": kept})


def _box_cells(cells: Sequence[Cell], paper: Paper) -> Iterator[BoxCell]:
    """Yield the code to run; the state is kept before each test cell, which then runs as released."""
    tests = paper.tests
    for cell in cells:
        if cell["cell_type"] == "code":
            if grade_id(cell) in tests:
                yield BoxCell(f"before {cell['id']}", "", item=grade_id(cell), fork=True)
            yield BoxCell(cell["id"], source(cell))


_FURNISH = """\
def _sixfold_furnish(files):
    import base64, os, pathlib, sys
    os.environ["NBGRADER_EXECUTION"] = "autograde"
    sys.path.insert(0, "")
    for name, content in files.items():
        pathlib.Path(name).parent.mkdir(parents=True, exist_ok=True)
        pathlib.Path(name).write_bytes(base64.b64decode(content))
_sixfold_furnish({files!r})
del _sixfold_furnish
"""


def _furniture(folder: Path | None, beside: Path) -> list[BoxCell]:
    """Return the cell that puts the author's other files into the box, and the submission's that fit.

    Raises
    ------
    InfrastructureFault
        The author's files are too large.
    """
    files = {str(path.relative_to(beside)): path.read_bytes() for path in _files(beside)}
    room = MAX_FILES_BYTES - sum(map(len, files.values()))
    if room < 0:
        raise InfrastructureFault(f"{beside} holds more than {MAX_FILES_BYTES} bytes of files; use datasets/")
    for path in _files(folder) if folder else []:
        name = str(path.relative_to(folder or beside))
        if name not in files and path.lstat().st_size <= room:
            files[name] = path.read_bytes()
            room -= len(files[name])
    coded = {name: base64.b64encode(content).decode() for name, content in files.items()}
    return [BoxCell("files", _FURNISH.format(files=coded))]


def _files(folder: Path) -> Iterator[Path]:
    """Yield the regular files besides notebooks, in order; no link is followed."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(parent, name) for name in sorted(names)):
            if stat.S_ISREG(path.lstat().st_mode) and path.suffix not in (".ipynb", ".pyc"):
                yield path


def _with_score(cell: Cell, paper: Paper, scores: Mapping[str, CellScore], isolation: str) -> Cell:
    """Show what a test cell earned under it; nothing of the test itself."""
    if (score := scores.get(grade_id(cell))) is None:
        return cell
    maximum = paper.tests[grade_id(cell)].points
    status = score.key if score.key in ("passed", "partial", "timeout", "crashed") else "failed"
    stamp = f" · {NO_ISOLATION}" if isolation == NO_ISOLATION else ""
    said = f"{score.points:g}/{maximum:g} · {text('status', status, 'en')} · {text('status', status, 'zh')}"
    shown = {
        "output_type": "stream",
        "name": "stdout",
        "text": f"[Sixfold] {said}{stamp}\n",
    }
    return {**cell, "outputs": [*cell["outputs"], shown]}


def _warm_up(paper: Paper) -> None:
    """Import what the author imports once, not once a submission."""
    names: dict[str, Any] = {}
    for cell in paper.cells:
        if cell.role != "solution":
            load_imports(cell, names)
    settle()


def _decide_in_child(paper: Paper, folder: Path | None, reader: Reader, zygote: Zygote) -> dict[str, Any]:
    read_end, write_end = os.pipe()
    scratch = tempfile.mkdtemp(prefix="sixfold-tests-")
    pid = os.fork()
    if pid == 0:
        os.close(read_end)
        _child(paper, folder, reader, zygote, write_end, Path(scratch))
    os.close(write_end)
    limits = zygote.limits
    seconds = limits.submission_seconds + len(paper.tests) * limits.cell_seconds + _GRACE
    with os.fdopen(read_end, "rb") as stream:
        raw = _read_until(stream.fileno(), time.monotonic() + seconds)
    if not raw:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    shutil.rmtree(scratch, ignore_errors=True)
    if raw:
        result: dict[str, Any] = json.loads(raw)
        return result
    with suppress(InfrastructureFault):
        zygote.stop()  # it has left its box behind
    return asdict(Graded("fault", "the checker process ended without a verdict"))


def _read_until(fd: int, deadline: float) -> bytes:
    chunks: list[bytes] = []
    while select.select([fd], [], [], max(0.0, deadline - time.monotonic()))[0]:
        chunk = os.read(fd, 1 << 20)
        if not chunk:
            return b"".join(chunks)
        chunks.append(chunk)
    return b""


def _child(
    paper: Paper, folder: Path | None, reader: Reader, zygote: Zygote, write_end: int, scratch: Path
) -> NoReturn:
    gc.disable()  # a short life: collecting costs more than it frees
    try:
        _settle_in(scratch, paper.beside)
        try:
            graded = grade_notebook(paper, folder, reader, zygote) if folder else rehearse(paper, zygote)
        except Exception as error:  # our own fault: reported as such
            graded = Graded("fault", f"{type(error).__name__}: {error}")
        with os.fdopen(write_end, "wb") as stream:
            stream.write(json.dumps(asdict(graded)).encode())
    finally:
        os._exit(0)


def _settle_in(scratch: Path, beside: Path) -> None:
    """Give the author's cells what they expect: the author's files around them, and no channel of ours."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    sys.stdin = sys.stdout = sys.stderr = open(os.devnull, "r+")  # noqa: SIM115, PTH123 (lives as long as the process)
    for path in beside.iterdir() if beside.is_dir() else []:
        (scratch / path.name).symlink_to(path)
    os.chdir(scratch)
    sys.path.insert(0, str(scratch))
    os.environ["NBGRADER_EXECUTION"] = "autograde"
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[0])
    memory = pages * resource.getpagesize() + _MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
