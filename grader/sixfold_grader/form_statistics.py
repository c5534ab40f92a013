"""What a form's first attempts tell about the form (`certification.md` §4). Pure.

A figure of too few candidates is None, never a decimal (`psychometrics.MINIMUM`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sixfold_grader import psychometrics as psy
from sixfold_grader.blueprint import Blueprint, Form
from sixfold_grader.psychometrics import Classification, Flag, Floats, MantelHaenszel, Prmse
from sixfold_grader.scoring import reaches, scale, scale_sem

_LEVELS = 5  # groups of equal total score within which two groups are compared


@dataclass(frozen=True)
class FirstAttempts:
    """Points by candidate and item, NaN for a blank answer; `blocked` attempts have no score yet."""

    points: Mapping[str, Mapping[str, float]]
    blocked: int = 0


@dataclass(frozen=True)
class ItemLine:
    """One item's figures.

    Attributes
    ----------
    p, r, omitted : float or None
        Share of the points earned, correlation with the rest of the form, share of blanks.
    alpha_without : float or None
        Reliability of the form without the item.
    up, down : int or None
        Candidates who would reach the cut, or no longer, without the item; the cut shrinks with the points.
    dif : MantelHaenszel or None
        The focal group against the reference group; None also where the odds ratio is undefined.
    """

    item: str
    p: float | None
    r: float | None
    omitted: float | None
    flag: Flag
    alpha_without: float | None
    up: int | None
    down: int | None
    dif: MantelHaenszel | None


@dataclass(frozen=True)
class FormStatistics:
    """Figures of one form: `n` complete first attempts, `blocked` ones without a score.

    Attributes
    ----------
    mean, sd, sem : float or None
        In points; `sem = sd·√(1 − alpha)`.
    sem_scaled : float or None
        The same on the scale whose cut is 60.
    csem, csem_scaled : float
        Lord's standard error at the cut: it follows from points and cut alone.
    decisions : Classification or None
        Accuracy and consistency of reaching the cut (Livingston & Lewis).
    dif_n, dif_focal : int
        Candidates in both groups, and in the focal group.
    """

    form: Form
    n: int
    blocked: int
    reached: int
    mean: float | None
    sd: float | None
    alpha: float | None
    sem: float | None
    sem_scaled: float | None
    csem: float
    csem_scaled: float
    decisions: Classification | None
    items: tuple[ItemLine, ...]
    totals: tuple[float, ...]
    dif_n: int
    dif_focal: int


def form_statistics(
    form: Form, attempts: FirstAttempts, scaled_cut: float = 60.0, groups: Mapping[str, bool] | None = None
) -> FormStatistics:
    """Return a form's figures; a blank answer counts as 0 points.

    Parameters
    ----------
    groups : mapping of candidate to bool
        True for the focal group of the comparison, False for the reference group; others are left out of it.
    """
    names = list(attempts.points)
    raw = np.array([[attempts.points[name][item] for item in form.items] for name in names], dtype=float)
    raw = raw.reshape(len(names), len(form.items))
    table = np.nan_to_num(raw)
    totals, n = table.sum(axis=1), len(names)
    alpha = psy.cronbach_alpha(table) if psy.enough(n, "alpha") and len(form.items) > 1 else None
    sd = float(totals.std(ddof=1)) if psy.enough(n, "items") else None
    sem = None if alpha is None or sd is None else sd * max(0.0, 1 - alpha) ** 0.5
    csem = float(psy.csem(form.points, form.cut))
    focal = np.array([(groups or {}).get(name, np.nan) for name in names], dtype=float)
    return FormStatistics(
        form=form,
        n=n,
        blocked=attempts.blocked,
        reached=int(sum(reaches(total, form.cut) for total in totals)),
        mean=float(totals.mean()) if psy.enough(n, "items") else None,
        sd=sd,
        alpha=alpha,
        sem=sem,
        sem_scaled=None if sem is None else scale_sem(sem, form.cut, form.points, scaled_cut),
        csem=csem,
        csem_scaled=scale_sem(csem, form.cut, form.points, scaled_cut),
        decisions=_decisions(totals, form, alpha),
        items=_item_lines(form, raw, focal),
        totals=tuple(totals),
        dif_n=int((~np.isnan(focal)).sum()),
        dif_focal=int((focal == 1).sum()),
    )


def _decisions(totals: Floats, form: Form, alpha: float | None) -> Classification | None:
    if alpha is None or not 0 < alpha < 1:
        return None
    length, true = psy.true_shares(totals, form.points, alpha)
    share = form.cut / form.points
    return psy.livingston_lewis(length, share, true.alpha, true.beta, true.low, true.high)


def _item_lines(form: Form, raw: Floats, focal: Floats) -> tuple[ItemLine, ...]:
    n, maxima = len(raw), np.array([item.points for item in form.items.values()], dtype=float)
    if not psy.enough(n, "items") or len(maxima) < 2:
        return tuple(ItemLine(item, None, None, None, "", None, None, None, None) for item in form.items)
    found = psy.item_statistics(raw, maxima)
    table = np.nan_to_num(raw)
    lines = []
    for k, item in enumerate(form.items):
        up, down = drop_effect(table, maxima, k, form.cut)
        rest = np.delete(table, k, axis=1)
        alpha = psy.cronbach_alpha(rest) if psy.enough(n, "alpha") and rest.shape[1] > 1 else None
        figures = (float(found.p[k]), float(found.item_rest[k]), float(found.omitted[k]), found.flag[k])
        lines.append(ItemLine(item, *figures, alpha, len(up), len(down), _dif(table, maxima, k, focal)))
    return tuple(lines)


def drop_effect(table: Floats, maxima: Floats, item: int, cut: float) -> tuple[list[int], list[int]]:
    """Return who would reach the cut without an item, and who no longer would.

    The cut keeps its share of the points: `cut·(1 − w/Σw)`.

    Parameters
    ----------
    table : array, shape (candidates, items)
        Points.
    maxima : array, shape (items,)
    item : int
        Its column.

    Returns
    -------
    tuple of two lists of int
        Rows of the table: up, down.
    """
    totals = table.sum(axis=1)
    smaller = cut * (1 - maxima[item] / maxima.sum())
    before = [reaches(total, cut) for total in totals]
    after = [reaches(total, smaller) for total in totals - table[:, item]]
    up = [row for row, (was, is_) in enumerate(zip(before, after, strict=True)) if is_ and not was]
    down = [row for row, (was, is_) in enumerate(zip(before, after, strict=True)) if was and not is_]
    return up, down


def _dif(table: Floats, maxima: Floats, item: int, focal: Floats) -> MantelHaenszel | None:
    """Compare two groups on one item; right is at least half of its points."""
    known = ~np.isnan(focal)
    group = focal[known] == 1
    smaller = min(int(group.sum()), int((~group).sum()))
    if not psy.enough(len(group), "dif") or not psy.enough(smaller, "dif_group"):
        return None
    right = table[known, item] >= maxima[item] / 2
    try:
        return psy.mantel_haenszel(dif_tables(right, table[known].sum(axis=1), group))
    except ValueError:  # nobody, or everybody, of a group is right
        return None


def dif_tables(right: NDArray[np.bool_], totals: Floats, focal: NDArray[np.bool_]) -> Floats:
    """Return counts of right and wrong in groups of like total score, for `mantel_haenszel`.

    Parameters
    ----------
    right, focal : array of bool, shape (candidates,)
    totals : array, shape (candidates,)

    Returns
    -------
    array, shape (K, 2, 2)
        [[reference right, wrong], [focal right, wrong]] of each fifth of the total scores.
    """
    edges = np.unique(np.quantile(totals, np.linspace(0, 1, _LEVELS + 1)[1:-1]))
    level = np.searchsorted(edges, totals, side="right")
    counts = np.zeros((len(edges) + 1, 2, 2))
    np.add.at(counts, (level, focal.astype(int), 1 - right.astype(int)), 1)
    return counts


@dataclass(frozen=True)
class CertificateStatistics:
    """Figures of the whole certificate in one track, over candidates with a score in every capability.

    Attributes
    ----------
    reliability : float or None
        Of the composite (Mosier).
    decisions : Classification or None
        Accuracy and consistency of pass/fail with all floors, by simulation.
    prmse : mapping of capability to Prmse or None
        Whether a capability's score tells more about it than the composite does.
    """

    track: str
    n: int
    mean: float | None
    sd: float | None
    reliability: float | None
    decisions: Classification | None
    prmse: Mapping[str, Prmse | None]


def certificate_statistics(
    scaled: Mapping[str, Mapping[str, float]],
    blueprint: Blueprint,
    track: str,
    alphas: Mapping[str, float | None],
) -> CertificateStatistics:
    """Return the figures of a track.

    Parameters
    ----------
    scaled : mapping of candidate to scaled score by capability
    alphas : mapping of capability to float or None
        Measured reliabilities; the blueprint's stand in where there is none.
    """
    weights = blueprint.weights(track)
    keys = list(weights)
    whole = [scores for scores in scaled.values() if all(key in scores for key in keys)]
    table, n = np.array([[scores[key] for key in keys] for scores in whole], dtype=float), len(whole)
    if not psy.enough(n, "alpha"):
        return CertificateStatistics(track, n, None, None, None, None, dict.fromkeys(keys))
    share = np.array(list(weights.values()))
    rho = np.array([_reliability(alphas.get(key), blueprint, key) for key in keys])
    sd, composite = table.std(axis=0, ddof=1), table @ share
    floors = [blueprint.capabilities[key].floor_in(track) for key in keys]
    return CertificateStatistics(
        track=track,
        n=n,
        mean=float(composite.mean()),
        sd=float(composite.std(ddof=1)),
        reliability=psy.mosier(share, sd, rho, float(composite.var(ddof=1))),
        decisions=psy.simulate_decision_accuracy(
            table, sd, rho, share, floors, blueprint.policy.levels["pass"]
        ),
        prmse={key: _prmse(table, share, k, float(rho[k])) for k, key in enumerate(keys)},
    )


def _reliability(measured: float | None, blueprint: Blueprint, key: str) -> float:
    return measured if measured is not None and measured > 0 else blueprint.capabilities[key].reliability


def _prmse(table: Floats, share: Floats, item: int, rho: float) -> Prmse | None:
    if not psy.enough(len(table), "prmse") or not share[item]:
        return None
    sub, total = table[:, item] * share[item], table @ share
    together = np.cov(sub, total)
    return psy.prmse(float(together[0, 0]), float(together[1, 1]), float(together[0, 1]), rho)


def certificates(
    attempts: Mapping[str, FirstAttempts], forms: Sequence[FormStatistics], blueprint: Blueprint
) -> list[CertificateStatistics]:
    """Return the figures of every track from the first attempts of each form."""
    scaled: dict[str, dict[str, float]] = {}
    for found in forms:
        form = found.form
        for name, items in attempts[form.id].points.items():
            raw = float(np.nansum(list(items.values())))
            score = scale(raw, form.cut, form.points, blueprint.policy.scaled_cut)
            scaled.setdefault(name, {})[form.id] = score
    alphas = {found.form.id: found.alpha for found in forms}
    return [certificate_statistics(scaled, blueprint, track, alphas) for track in blueprint.tracks]
