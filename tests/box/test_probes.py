import pytest

from sixfold_grader.box.probes import PROBES

# Refused to an unprivileged account even without walls, or by the limits: these show nothing by themselves.
REFUSED_ANYWAY = {
    *("read /etc/shadow", "read /proc/1/environ", "become root", "mount", "list the home folder"),
    *("write to Python's library", "read the grader's source", "read gradebook and hidden checks"),
    *("raise the limits", "use a descriptor of the grader", "leave a process behind", "fork bomb"),
    *("kernel rings", "memory hog", "memory in pieces", "endless file", "endless files", "files without end"),
}


@pytest.mark.slow
def test_every_probe_is_stopped(run, stage):
    checkup = run("probes.py", *stage)
    assert checkup["refusal"] == ""
    results = {result["name"]: result for result in checkup["results"]}
    assert set(results) == set(PROBES)
    assert {name: result["detail"] for name, result in results.items() if not result["stopped"]} == {}
    assert results["memory hog"]["detail"] == "MemoryError"
    assert results["memory in pieces"]["detail"] == "the box was ended: too much memory"
    assert "Resource temporarily unavailable" in results["fork bomb"]["detail"]
    assert "File too large" in results["endless file"]["detail"]
    assert not [name for name, result in results.items() if "broke" in result["detail"]]


@pytest.mark.slow
def test_without_walls_the_probes_get_out(run, namespaces_allowed):
    """A probe that cannot succeed proves nothing."""
    results = run("probes.py", "user", "none")["results"]
    stopped = {result["name"]: result["detail"] for result in results if result["stopped"]}
    harmless = REFUSED_ANYWAY | (set() if namespaces_allowed else {"new user namespace"})
    assert {name: why for name, why in stopped.items() if name not in harmless} == {}
