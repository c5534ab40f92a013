"""`sixfold doctor` tries this machine's walls and says what stopped each probe."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from sixfold_grader import doctor
from sixfold_grader.box.probes import PROBES
from sixfold_grader.box.trial import ProbeResult
from sixfold_grader.cli import main
from sixfold_grader.project import Project


@pytest.mark.slow
def test_every_probe_is_stopped_here_and_the_scratch_folder_is_removed(
    mini: Project, namespaces_allowed: bool
) -> None:
    before = set(Path(tempfile.gettempdir()).glob("sixfold-doctor-*"))
    results = doctor.probe_this_machine()
    assert [result.name for result in results] == list(PROBES)
    unbounded = set() if namespaces_allowed else {"endless files"}  # no file system of its own there
    assert {result.name for result in results if not result.stopped} == unbounded
    assert set(Path(tempfile.gettempdir()).glob("sixfold-doctor-*")) == before


def test_what_must_stay_closed_is_the_projects_own(mini: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIXFOLD_PROJECT", str(mini.root))
    assert doctor._secrets() == [mini.assignments / "toy" / "checks.py", mini.blueprint]
    gradebook = mini.out / "course" / "gradebook.db"
    gradebook.parent.mkdir(parents=True)
    gradebook.touch()
    assert gradebook in doctor._secrets()


def test_outside_a_project_the_walls_can_be_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIXFOLD_PROJECT", raising=False)
    monkeypatch.chdir(tmp_path)
    assert doctor._secrets() == []


@pytest.mark.parametrize(("stopped", "code"), [(True, 0), (False, 1)])
def test_the_command_fails_when_a_probe_gets_out(
    stopped: bool, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    results = [ProbeResult("mount", True, "EPERM"), ProbeResult("tcp", stopped, "sent 1 byte")]
    monkeypatch.setattr(doctor, "probe_this_machine", lambda: results)
    assert main(["doctor"]) == code
    assert ("NO" in capsys.readouterr().out) is not stopped
