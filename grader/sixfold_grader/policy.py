"""The numbers of `[policy]` in the blueprint, by subject. Values only; their use is elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

CertificateLevel = Literal["pass", "merit", "distinction"]
CERTIFICATE_LEVELS: tuple[CertificateLevel, ...] = ("pass", "merit", "distinction")


@dataclass(frozen=True)
class ReviewPolicy:
    """When a person must look: bands in standard errors, and the smallest cohort with a SEM of its own."""

    composite_sems: float
    capability_sems: float
    minimum_n: int


@dataclass(frozen=True)
class RaterPolicy:
    """Ratings further apart than `largest_gap` need a third; agreement below a gate holds scores back."""

    largest_gap: float
    kappa: float
    icc: float


@dataclass(frozen=True)
class RetakePolicy:
    """Late submissions and further attempts; `wait_days` after the first, the second … attempt."""

    late_grace_minutes: float
    wait_days: tuple[int, ...]
    attempts: int
    months: int
    resit_days: int


@dataclass(frozen=True)
class ValidityPolicy:
    """How long a certificate holds, and how long it may be renewed, contested and checked offline."""

    months: int
    renewal_days: int
    appeal_days: int
    status_list_days: int


@dataclass(frozen=True)
class TeamPolicy:
    """What certifies a provider: capabilities that one member may cover, qualified people for depth."""

    capabilities_each: int
    depth: int
    cure_days: int


@dataclass(frozen=True)
class Policy:
    """Everything that `[policy]` says about scores and decisions.

    Attributes
    ----------
    scaled_cut : float
        The scaled score of every form's cut.
    levels : mapping
        Lowest composite of each level, rising from `pass`.
    critical_share : float
        Share of the critical items' points that a pass needs.
    raised_floors : int
        How many floors of a track may stand at the cut.
    assumed_maximum, assumed_cut : float
        Points of a capability that has neither a form nor points of its own in the blueprint.
    """

    scaled_cut: float
    levels: Mapping[CertificateLevel, float]
    critical_share: float
    raised_floors: int
    assumed_maximum: float
    assumed_cut: float
    review: ReviewPolicy
    raters: RaterPolicy
    retake: RetakePolicy
    validity: ValidityPolicy
    team: TeamPolicy
