"""`sixfold doctor` tries this machine's walls and says what stopped each probe."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from sixfold_grader import doctor
from sixfold_grader.box.probes import PROBES
from sixfold_grader.cli import main
from sixfold_grader.doctor import Checkup, ProbeResult
from sixfold_grader.project import Project

HELD = ProbeResult("mount", True, "EPERM")
ESCAPED = ProbeResult("tcp", False, "sent 1 byte")
NO_A = Checkup("A", refusal="bubblewrap is not installed")


@pytest.mark.slow
def test_every_probe_is_stopped_here_and_the_folders_are_removed(mini: Project) -> None:
    before = set(Path(tempfile.gettempdir()).glob("sixfold-doctor-*"))
    (checkup,) = doctor.check_up(["B"])
    assert checkup.holds and checkup.isolation.startswith("tier B")
    assert [result.name for result in checkup.results] == list(PROBES)
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


@pytest.mark.parametrize(
    ("checkups", "code", "last"),
    [
        (
            [Checkup("A", "tier A: all", "", [HELD]), Checkup("B", "tier B: all", "", [HELD])],
            0,
            "uses tier A",
        ),
        ([NO_A, Checkup("B", "tier B: all", "", [HELD])], 0, "uses tier B"),
        ([NO_A, Checkup("B", "tier B: all", "", [HELD, ESCAPED])], 1, "do not grade"),
        ([NO_A, Checkup("B", refusal="no Landlock")], 1, "--no-isolation"),
    ],
)
def test_the_command_says_which_tier_grades_and_fails_when_none_holds(
    checkups: list[Checkup],
    code: int,
    last: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(doctor, "check_up", lambda: checkups)
    assert main(["doctor"]) == code
    out = capsys.readouterr().out
    assert last in out.splitlines()[-1]
    assert ("NO" in out.replace("NO ISOLATION", "")) == (ESCAPED in checkups[-1].results)
    for checkup in checkups:
        assert checkup.refusal in out
