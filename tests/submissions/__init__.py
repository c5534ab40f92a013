"""The hostile corpus: one file a kind, one generator a submission."""

from __future__ import annotations

from submissions import (
    covert,
    display,
    exhausting,
    honest_but_odd,
    malformed,
    network,
    reading,
    self_scoring,
    writing,
)

KINDS = (self_scoring, reading, writing, exhausting, malformed, display, network, covert, honest_but_odd)
ALL = tuple(submission for kind in KINDS for submission in kind.corpus.submissions)
