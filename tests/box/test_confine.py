import signal

import pytest

from sixfold_grader.box import paths


def test_what_a_notebook_needs_goes_on_working(run, account):
    result = run("honest.py", account)
    assert result["lazy imports"] == ["0.1", 3, 0.5]
    assert result["data"] == 6
    assert result["linear algebra"] == pytest.approx(25.0)
    assert result["fork"] == 7
    assert result["thread"] == ["ran"]
    assert result["files"] == ["a\n1\n2\n", True, True]
    assert result["talk"] == ["to you", "x"] and result["heard"] == "hello"
    assert result["random"] == 8 and result["temporary"]
    assert result["own source folders"] == []


@pytest.fixture
def refusals(run, account):
    return run("refusals.py", account)


def test_a_box_is_another_account_and_fails_closed(refusals, account):
    assert refusals["account"] == refusals["expected account"]
    assert "cannot read /nonexistent/data" in refusals["no data"]
    assert refusals["thread"].startswith("ConfinementError: 2 threads")
    assert refusals["orphan"] == "ended"
    if account == "user":
        assert refusals["processor"] == {"exit": -signal.SIGXCPU}
    else:
        assert refusals["groups"] == []
        assert (
            "unprivileged account" in refusals["no account"]
            and "unprivileged account" in refusals["account 0"]
        )
    if not refusals[
        "namespace"
    ]:  # where user namespaces are refused, boxes of an account are counted together
        assert refusals["neighbours"] == [6, 6]


def test_a_package_beside_the_libraries_is_left_out(tmp_path):
    for name in ("numpy/core", "sixfold_grader/box", "six.py"):
        (tmp_path / "site-packages" / name).mkdir(parents=True)
    secret = tmp_path / "site-packages" / "sixfold_grader"
    kept = set(paths._without(tmp_path, [secret]))
    assert kept == {tmp_path / "site-packages" / "numpy", tmp_path / "site-packages" / "six.py"}


def test_neither_grader_nor_market_is_readable():
    readable = paths.interpreter_paths()
    assert paths.HIDDEN
    for secret in paths.HIDDEN:
        assert not any(secret.is_relative_to(path) for path in readable)
    assert not any(path.name in ("assignments", "main") for path in readable)
