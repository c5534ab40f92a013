"""A reference method recovers each planted truth on twenty seeds, and the usual mistake misses it."""

import numpy as np
import pandas as pd
import pytest

from sixfold_market import foundations as fd

SEEDS = range(20)


def conversion(funnel):
    sums = funnel.groupby("path")[["plays", "exposed", "paid"]].sum()
    return sums["paid"] / sums["exposed"], sums["paid"] / sums["plays"]


@pytest.mark.parametrize("seed", SEEDS)
def test_conversion_of_people_and_not_of_times(seed):
    people, times = conversion(fd.funnel_daily(seed))
    for path, planted in fd.truth(seed).conversion.items():
        assert people[path] == pytest.approx(planted, rel=0.06)
        assert times[path] < 0.85 * planted
    sums = fd.funnel_daily(seed).groupby("path")["paid"].sum()
    assert people["search"] > people["interest"]
    assert sums["interest"] > 3 * sums["search"]  # small and precise against large and vague


def overlap(table, clean=True, before=True):
    ids = table["buyer_id"].str.strip().str.lower() if clean else table["buyer_id"]
    first = table.assign(buyer_id=ids).pivot_table(
        index="buyer_id", columns="channel", values="first_ts", aggfunc="min"
    )
    douyin = first.dropna(subset=["douyin"])
    known = douyin["traditional"] < douyin["douyin"] if before else douyin["traditional"].notna()
    return known.mean()


@pytest.mark.parametrize("seed", SEEDS)
def test_overlap_needs_clean_ids_and_the_order_of_time(seed):
    table, planted = fd.buyers(seed), fd.truth(seed).overlap
    assert overlap(table) == pytest.approx(planted, abs=0.015)
    assert overlap(table, clean=False) < planted - 0.02
    assert overlap(table, before=False) > planted + 0.02


def by_week(seed, lever_set):
    table = fd.fact_weekly(seed)
    return table[table["lever"].isin(list(lever_set))].groupby("week")["gmv"].sum().to_numpy()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_campaign_steals_from_the_fortnight_after(seed):
    campaigns = fd.campaign_weeks(52)
    campaigns = campaigns[campaigns + 2 < 52]
    plain, lift = by_week(seed, "FA"), by_week(seed, "C")
    touched = np.concatenate([campaigns + 1, campaigns + 2])
    calm = np.setdiff1d(np.arange(52), np.concatenate([fd.campaign_weeks(52), touched]))
    season = 1 + 0.10 * np.sin(2 * np.pi * np.arange(52) / 52)
    expected = np.median(plain[calm] / season[calm]) * season
    missing = (expected - plain)[touched].sum()
    assert missing / lift[campaigns].sum() == pytest.approx(fd.truth(seed).stolen, abs=0.09)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_top_creator_s_effect_halves_in_two_weeks(seed):
    table = fd.fact_weekly(seed, merchants=200)
    top = table[table["lever"] == "T"].pivot(index="merchant_id", columns="week", values="gmv").to_numpy()
    spent = table[table["lever"] == "T"].pivot(index="merchant_id", columns="week", values="spend").to_numpy()
    now, later = top[:, :-1], top[:, 1:]
    alone = (spent[:, 1:] == 0) & (now > 1_000)
    kept = np.exp(np.log(later[alone] / now[alone]).mean())
    assert -np.log(2) / np.log(kept) == pytest.approx(fd.truth(seed).half_life, rel=0.12)
    in_its_week = top[spent > 0].sum() / top.sum()
    assert in_its_week < 0.55  # who looks at the week itself misses half


def test_orders_are_dirty_in_the_stated_ways():
    orders = fd.raw_orders(7)
    assert orders["order_id"].duplicated().sum() == 720
    assert set(orders["unit"]) == {"yuan", "fen", "milli_fen"}
    utc, shop = orders["ts"].dt.normalize(), (orders["ts"] + pd.Timedelta(hours=8)).dt.normalize()
    assert (utc != shop).mean() > 0.12


def test_spread_and_sales_rank_items_differently():
    items = fd.item_spread(7)
    rate = items["shares"] / items["viewers"].where(items["viewers"] > 0)
    assert items["units"].corr(rate, method="spearman") < 0
    assert (items["viewers"] == 0).sum() >= 1
