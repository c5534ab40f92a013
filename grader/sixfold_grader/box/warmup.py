"""What most answers use, used once before boxes are forked, so that no submission pays for it.

Libraries fill caches and import parts of themselves at first use. Public knowledge only: trainee
code can look at everything that is in this process.
"""

from __future__ import annotations

CODE = """
import datetime, functools, itertools, math, re, statistics
import altair as alt
import numpy as np
import pandas as pd
import scipy.optimize, scipy.stats
import sixfold as sf

hours = pd.date_range("2026-03-01", periods=96, freq="h")
rows = pd.DataFrame({
    "plan": ["A", "B"] * 48, "ts": hours, "spend": np.arange(96.0), "clicks": np.arange(96),
    "status": pd.Categorical(["on", "off", "on"] * 32),
})
rows.loc[3, "spend"] = np.nan
local = rows["ts"].dt.tz_localize("UTC").dt.tz_convert("Asia/Shanghai")
rows["day"] = local.dt.tz_localize(None).dt.normalize()
rows["hour"] = (rows["ts"] + pd.Timedelta(hours=8)).dt.hour
rows.drop_duplicates(["plan", "ts"]).dropna(subset=["spend"])
rows.fillna({"spend": 0}).sort_values(["plan", "ts"]).reset_index(drop=True).set_index("ts").loc["2026-03-02"]
sums = rows.groupby(["plan", "day"], as_index=False)[["spend", "clicks"]].sum()
rows.groupby("plan").agg(total=("spend", "sum"), first=("ts", "min"), n=("clicks", "count"))
rows.groupby("plan")["spend"].transform("first"), rows.groupby("plan")["spend"].cumsum()
rows.groupby("plan").apply(lambda part: part["spend"].sum())
rows.merge(sums, on=["plan", "day"], how="left", suffixes=("", "_day"))
rows.pivot_table(index="plan", columns="day", values="spend", aggfunc="sum", fill_value=0)
pd.concat([rows, rows.head(2)]).query("clicks > 3 and plan == 'A'").assign(roi=lambda r: r.spend / r.clicks)
rows["spend"].rolling(3).mean(), rows["spend"].quantile([0.1, 0.9]), rows["spend"].shift(1)
rows["plan"].map({"A": 1, "B": 2}), rows["plan"].str.lower().isin(["a"]), rows["plan"].value_counts()
np.where(rows["clicks"] > 5, 1, 0), pd.cut(rows["clicks"], 4), rows["spend"].clip(0, 5).round(2)
list(rows.itertuples()), rows.to_dict("records"), rows.describe(), repr(rows), rows._repr_html_()
pd.to_datetime(["2026-03-01 16:00"]), pd.Timestamp("2026-03-01").date()
try:
    rows["nothing"]
except KeyError:
    pass
x = np.linspace(1, 9, 20)
scipy.optimize.curve_fit(lambda s, a, b: a * s / (b + s), x, 3 * x / (2 + x), p0=[1, 1], bounds=(0, 99))
for method in ("SLSQP", "L-BFGS-B", "Nelder-Mead"):
    scipy.optimize.minimize(lambda v: float((v**2).sum()), np.ones(2), method=method, bounds=[(0, 2)] * 2)
scipy.optimize.brentq(lambda v: v - 1, 0, 2), scipy.optimize.linprog([1, 1], A_ub=[[-1, -1]], b_ub=[-1])
scipy.stats.t.ppf(0.975, 8), scipy.stats.norm.cdf(0.3), scipy.stats.linregress(x, 2 * x)
rng = np.random.default_rng(1)
rng.normal(size=9), rng.binomial(9, 0.5), rng.choice([1, 2])
np.quantile(x, 0.5), np.linalg.lstsq(np.eye(2), [1, 2])
alt.Chart(sums).mark_line().encode(x="day:T", y="spend:Q").to_dict()
"""
