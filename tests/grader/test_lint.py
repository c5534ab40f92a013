"""The author lint finds what would give points for nothing, break on odd answers, or be unfair."""

from __future__ import annotations

from pathlib import Path

import pytest

from sixfold_grader.cli import main
from sixfold_grader.lint import lint
from sixfold_grader.project import Project


def checks(project: Project, **bodies: str) -> None:
    """Replace the body of some of the toy's checks."""
    path = project.assignments / "toy" / "checks.py"
    text = path.read_text(encoding="utf-8")
    for name, body in bodies.items():
        head, _, rest = text.partition(f"def {name}(t: Trial) -> None:\n")
        assert rest, f"no check {name}"
        end = rest.find("\n\n\n")
        text = f"{head}def {name}(t: Trial) -> None:\n{body}{rest[end:] if end >= 0 else ''}"
    path.write_text(text, encoding="utf-8")


def first_check(project: Project) -> str:
    text = (project.assignments / "toy" / "checks.py").read_text(encoding="utf-8")
    return text.partition("(t: Trial)")[0].rpartition("def ")[2]


def said(project: Project) -> str:
    return "\n".join(str(finding) for finding in lint(project, "toy"))


def test_the_assignments_of_this_project_are_clean() -> None:
    assert lint(Project(Path(__file__).parents[2]), "traffic_buying") == []


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("    t.seeds\n", "gives its points to an answer that is always None"),
        ("    t.number(t.call('roas', 1.0, t.seeds[0] + 1.0))\n", "an answer that is always 1"),
        ("    t.seeds, t.call('roas', 1.0, 2.0)['x']\n", "broke with TypeError"),
        (
            "    t.seeds\n    t.raises('ValueError', 'roas', 1.0, 0.0)\n",
            "a function that always raises ValueError",
        ),
        ("    t.none(t.call('roas', 5.0, 0.0))\n", "uses no fresh data (t.seeds)"),
        (
            "    t.seeds\n    try:\n        t.call('roas', 1.0, 2.0)\n    except Exception:\n        pass\n",
            "swallow",
        ),
        (
            "    t.seeds\n    if t.call('roas', 1.0, 2.0) != 0.5:\n        raise Failed('value')\n",
            "compares a float",
        ),
        ("    t.close(t.call('roas', t.seeds[0] + 1.0, 1.0), 0.0)\n", "sample perfect earns"),
    ],
)
def test_an_unfair_check_is_found(mini: Project, body: str, text: str) -> None:
    path = mini.assignments / "toy" / "checks.py"
    source = path.read_text(encoding="utf-8")
    if "Failed" not in source:
        path.write_text(source.replace("import Trial", "import Failed, Trial"), encoding="utf-8")
    checks(mini, **{first_check(mini): body})
    assert text in said(mini)


def test_what_every_submission_would_pay_for_is_found(mini: Project) -> None:
    path = mini.assignments / "toy" / "checks.py"
    path.write_text(
        path.read_text(encoding="utf-8") + "\n\ndef fresh_thing(seed: int) -> int:\n    return seed\n",
        encoding="utf-8",
    )
    assert "fresh_thing: depends on its seed only" in said(mini)


def test_a_reason_waives_a_finding(mini: Project) -> None:
    body = "    t.none(t.call('roas', 5.0, 0.0))\n"
    checks(mini, **{first_check(mini): body})
    path = mini.assignments / "toy" / "checks.py"
    line = f"def {first_check(mini)}(t: Trial) -> None:"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(line, f"{line}  # lint: the edge is the point"), encoding="utf-8")
    assert f"{first_check(mini)}: uses no fresh data" not in said(mini)


def test_the_command(
    mini: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SIXFOLD_PROJECT", str(mini.root))
    checks(mini, **{first_check(mini): "    t.seeds\n"})
    assert main(["lint", "toy"]) == 1
    assert "assignments/toy/checks.py:" in capsys.readouterr().out
