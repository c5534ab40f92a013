import pytest

from sixfold_grader.box import paths


def test_what_a_notebook_needs_goes_on_working(run, stage):
    account, ground = stage
    result = run("honest.py", account, ground)
    assert result["lazy imports"] == ["0.1", 3, 0.5]
    assert result["data"] == 6
    assert result["linear algebra"] == pytest.approx(25.0)
    assert result["fork"] == 7
    assert result["thread"] == ["ran"]
    assert result["files"] == ["a\n1\n2\n", True, True]
    assert result["talk"] == "x" and result["random"] == 8 and result["temporary"]
    assert result["own source folders"] == []


def test_a_box_is_another_account_than_root(run, stage):
    account, ground = stage
    result = run("honest.py", account, ground)
    real, effective, saved, *groups = result["account"]
    assert real == effective == saved != 0 and 0 not in groups
    if account == "root":
        assert [real, *groups] == [result["uid"]] * 4


def test_the_stamp_says_what_the_walls_are(run, stage):
    account, ground = stage
    stamp = run("honest.py", account, ground)["isolation"]
    assert stamp.startswith("tier A: bubblewrap" if ground == "A" else "tier B: ")
    assert "Landlock ABI" in stamp and "seccomp" in stamp
    if ground == "bare":
        assert "namespaces" not in stamp
    elif account == "user" or ground == "A":
        assert "own pid and net namespaces" in stamp
    assert ("account" in stamp) == (account == "root")


@pytest.mark.slow
def test_without_walls_code_runs_all_the_same_and_the_stamp_says_so(run):
    result = run("honest.py", "user", "none")
    assert result["data"] == 6 and result["files"]
    assert result["isolation"].startswith("NO ISOLATION")


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
