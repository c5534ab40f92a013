from pathlib import Path

import pytest

from sixfold_grader.box.probes import PROBES
from sixfold_grader.box.view import closed_ancestor

# Refused to an unprivileged account even without walls: these show nothing by themselves.
REFUSED_ANYWAY = {"read /etc/shadow", "read /proc/1/environ", "become root", "mount"}
FROM_ROOT_ONLY = {"list the home folder", "signal the parent"}


def test_every_probe_is_stopped(run, account, namespaces_allowed):
    results = run("probes.py", account, "walls")
    assert {result["name"] for result in results} == set(PROBES)
    unbounded = set() if namespaces_allowed else {"endless files"}  # no file system of its own there
    assert {result["name"] for result in results if not result["stopped"]} == unbounded
    detail = {result["name"]: result["detail"] for result in results}
    assert detail["memory hog"] == "MemoryError"
    assert "Resource temporarily unavailable" in detail["fork bomb"]
    assert "File too large" in detail["endless file"]
    assert "Permission denied" in detail["read a file open to everyone"]


@pytest.mark.slow
def test_without_walls_the_probes_get_out(run, account, namespaces_allowed):
    """A probe that cannot succeed proves nothing."""
    results = run("probes.py", account, "open")
    stopped = {result["name"]: result["detail"] for result in results if result["stopped"]}
    harmless = REFUSED_ANYWAY | FROM_ROOT_ONLY | {"raise the limits"}
    if not namespaces_allowed:
        harmless |= {"new user namespace"}
    if (
        closed_ancestor(Path(__file__)) is not None
    ):  # a checkout in a private folder is hidden by the mount view
        harmless |= {"read the grader's source"}
    assert {name: why for name, why in stopped.items() if name not in harmless} == {}
