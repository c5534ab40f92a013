"""Four levers of FACT: what a week's budget brings, and what of it stays a month later.

    gmv(s) = top · s / (half + s)

Michaelis-Menten saturation, the Hill curve of shape 1 (see `response`). A campaign takes `stolen` of its lift
from the fortnight after it. The numbers are synthetic; the names are those of the April 2021 proposal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

STEP = 1_000.0


@dataclass(frozen=True)
class Lever:
    """One lever.

    Attributes
    ----------
    top, half
        GMV that no budget exceeds and budget that earns half of it, yuan a week.
    stolen
        Share of its GMV that later weeks lose.
    new
        Share of its buyers who are new to the shop.
    """

    top: float
    half: float
    stolen: float
    new: float

    def gmv(self, spend: float) -> float:
        """GMV in yuan in the week of the spend."""
        return self.top * spend / (self.half + spend)

    def stays(self, spend: float) -> float:
        """GMV in yuan that is left after the weeks that follow."""
        return (1 - self.stolen) * self.gmv(spend)


NEW_BRAND: Mapping[str, Lever] = {
    "F": Lever(70_000, 22_000, 0.0, 0.45),
    "A": Lever(110_000, 18_000, 0.0, 0.70),
    "C": Lever(120_000, 45_000, 0.30, 0.55),
    "T": Lever(90_000, 60_000, 0.0, 0.80),
}
ESTABLISHED: Mapping[str, Lever] = {
    "F": Lever(160_000, 16_000, 0.0, 0.20),
    "A": Lever(100_000, 20_000, 0.0, 0.50),
    "C": Lever(240_000, 40_000, 0.30, 0.35),
    "T": Lever(150_000, 60_000, 0.0, 0.60),
}


def best_next(levers: Mapping[str, Lever], spend: Mapping[str, float]) -> str:
    """The lever where the next ¥1,000 adds most GMV that stays."""
    return max(
        levers, key=lambda name: levers[name].stays(spend[name] + STEP) - levers[name].stays(spend[name])
    )


def new_share(levers: Mapping[str, Lever], spend: Mapping[str, float]) -> float:
    """Share of GMV from new buyers; 0 without any spend."""
    total = sum(levers[name].gmv(spend[name]) for name in levers)
    new = sum(levers[name].new * levers[name].gmv(spend[name]) for name in levers)
    return new / total if total else 0.0
