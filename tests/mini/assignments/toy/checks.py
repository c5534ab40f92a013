"""Hidden checks of the toy assignment. CANARY-9f3a-checks"""

import numpy as np
import pandas as pd

from sixfold_grader.checking import Trial, part


@part("roas", "value", en="GMV divided by spend", zh="成交除以消耗")
def roas_value(t: Trial) -> None:
    for seed in t.seeds:
        gmv, spend = np.random.default_rng(seed).uniform(1, 9, 2).tolist()
        t.close(t.call("roas", gmv, spend), gmv / spend)


@part("roas", "zero", en="None for zero spend", zh="消耗为零时返回 None")
def roas_zero(t: Trial) -> None:
    t.none(t.call("roas", 5.0, 0.0))


@part("daily", "totals", en="one row a day with the sum of spend", zh="每天一行，消耗求和")
def daily_totals(t: Trial) -> None:
    for seed in t.seeds:
        rng = np.random.default_rng(seed)
        ads = pd.DataFrame({"day": rng.choice(["a", "b", "c"], 20), "spend": rng.uniform(0, 9, 20)})
        want = ads.groupby("day", as_index=False)["spend"].sum()
        t.frame_equal(t.call("daily", ads), want, key=["day"])
