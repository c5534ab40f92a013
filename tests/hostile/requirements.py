"""What holds after any batch, however hostile: shared by the whole corpus and the smoke set."""

from __future__ import annotations

from hostile.stage import VICTIM, Stage


def nothing_is_forged(stage: Stage) -> None:
    """No item of any submission earns more than it should."""
    assert sum(max(0, got - wanted) for got, wanted in _points(stage)) == 0


def nothing_is_lost(stage: Stage) -> None:
    """Nobody earns less, but for the known holes."""
    assert sum(max(0, wanted - got) for got, wanted in _points(stage)) == 0


def the_batch_goes_on(stage: Stage) -> None:
    """The good submission after each hostile one is graded, and rightly; nothing is our fault."""
    for candidate in (VICTIM, *stage.goods):
        verdict = stage.verdicts[candidate]
        assert verdict is not None and verdict["status"] == "graded", (candidate, verdict)
        assert {item: result["status"] for item, result in verdict["items"].items()} == {
            "roas": "passed",
            "daily": "passed",
            "memo": "manual",
        }, candidate
    statuses = {name: (verdict or {}).get("status") for name, verdict in stage.verdicts.items()}
    assert not [name for name, status in statuses.items() if status not in ("graded", "rejected")]
    assert stage.log.returncode == 0 and "Traceback" not in stage.log.stdout + stage.log.stderr


def nothing_outside_changes(stage: Stage) -> None:
    """Checks, gradebook, homes, exchange, temporary folders: as they were."""
    changes = stage.before.changes(stage.after)
    assert not changes, changes


def no_process_is_left(stage: Stage) -> None:
    """Whatever was started has ended."""
    assert stage.left == []


def nobody_called(stage: Stage) -> None:
    """The listeners heard nothing."""
    assert stage.listeners.heard() == []


def no_canary_is_seen(stage: Stage) -> None:
    """No secret of ours or of another's stands in a verdict, a graded notebook or the log."""
    for place, canary in stage.canaries.items():
        assert canary not in stage.log.stdout + stage.log.stderr, place
        for candidate in (*stage.names, *stage.goods):
            texts = (path.read_text(encoding="utf-8") for path in stage.pages(candidate))
            assert not any(canary in text for text in texts), (place, candidate)
    solution = "secret_solution_line ="
    assert not [name for name in stage.names if solution in stage.outputs(name)]


def _points(stage: Stage) -> list[tuple[int, int]]:
    """Return points earned and deserved, of every item of every submission without a known hole."""
    pairs = []
    for name, submission in stage.names.items():
        if "outcome" not in submission.holes:
            items = (stage.verdicts[name] or {}).get("items", {})
            for item, expected in submission.items.items():
                parts = items[item]["parts"] if item in items else {}
                pairs.append((sum(part["points"] for part in parts.values()), expected.points))
    return pairs


EVERY = (
    nothing_is_forged,
    nothing_is_lost,
    the_batch_goes_on,
    nothing_outside_changes,
    no_process_is_left,
    nobody_called,
    no_canary_is_seen,
)
