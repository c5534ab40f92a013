"""The command line: help with examples, one message per error, exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from sixfold_grader.cli import main, parser


def test_help_names_every_command_and_gives_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--help"])
    printed = capsys.readouterr().out
    assert stop.value.code == 0
    for command in (
        "build",
        "data",
        "release",
        "collect",
        "grade",
        "mark",
        "feedback",
        "report",
        "demo",
        "lab",
        "doctor",
    ):
        assert f"\n    {command} " in printed
    assert "examples:" in printed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["release", "nonsense"], "unknown assignment 'nonsense'; there are: foundations, traffic_buying"),
        (["grade", "nonsense"], "unknown assignment 'nonsense'"),
        (["collect", "traffic_buying"], "run `sixfold release traffic_buying` first"),
        (["grade", "traffic_buying"], "run `sixfold release traffic_buying` first"),
        (["mark", "traffic_buying", "nothing.csv"], "there is no such file"),
        (["demo", "--candidates", "0"], "--candidates is 0"),
    ],
)
def test_an_error_is_one_message_without_a_traceback(
    arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if arguments[0] in ("release", "collect", "grade", "mark"):
        arguments = [*arguments, "--course", str(tmp_path / "course")]
    assert main(arguments) in (1, 2)
    error = capsys.readouterr().err
    assert error.startswith("sixfold: ") and message in error
    assert "Traceback" not in error


def test_outside_a_project_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SIXFOLD_PROJECT", raising=False)
    assert main(["build"]) == 1
    assert "is not inside a Sixfold project" in capsys.readouterr().err


def test_every_command_has_its_own_help() -> None:
    for action in parser()._actions:
        for name, sub in (action.choices or {}).items() if isinstance(action.choices, dict) else ():
            assert sub.description, name
