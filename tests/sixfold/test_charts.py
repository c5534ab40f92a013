import itertools

import altair as alt
import pandas as pd
import pytest

import sixfold as sf
from sixfold import charts


@pytest.fixture
def chart() -> alt.Chart:
    sf.start("en")
    table = pd.DataFrame({"plan": ["甲", "乙"], "spend": [1, 2]})
    return alt.Chart(table, title="Spend by plan").mark_bar().encode(x="spend", y="plan", color="plan")


def test_a_chart_goes_out_as_version_5_and_as_a_picture(chart: alt.Chart):
    bundle = chart._repr_mimebundle_()
    assert bundle[charts.MIME]["$schema"].endswith("/v5.20.1.json")
    assert not any("v6" in mime for mime in bundle)
    assert "v6" not in str(bundle[charts.MIME])
    assert bundle["image/png"].startswith(b"\x89PNG")
    assert bundle[charts.MIME]["description"] == bundle["text/plain"] == "Spend by plan"


def test_in_the_box_a_chart_is_only_its_title(chart: alt.Chart, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SIXFOLD_IN_BOX", "1")
    monkeypatch.setattr(charts, "png", lambda _spec: pytest.fail("drew a picture in the box"))
    assert chart._repr_mimebundle_() == {"text/plain": "Spend by plan"}


def test_the_theme_is_applied(chart: alt.Chart):
    config = chart.to_dict()["config"]
    assert config["font"].startswith("Noto Sans CJK SC")
    assert config["range"]["category"] == sf.PALETTE


def test_too_many_rows_are_refused_with_advice(chart: alt.Chart):
    table = pd.DataFrame({"spend": range(sf.MAX_ROWS + 1)})
    with pytest.raises(sf.TooManyRows, match=r"5,001 rows.*limit is 5,000.*groupby"):
        alt.Chart(table).mark_bar().encode(x="spend").to_dict()
    assert alt.Chart(table[1:]).mark_bar().encode(x="spend").to_dict()["datasets"]


def test_a_url_is_not_counted(chart: alt.Chart):
    assert alt.Chart("data.csv").mark_bar().encode(x="spend:Q").to_dict()["data"] == {"url": "data.csv"}


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_the_first_colours_differ_in_grey():
    levels = [luminance(colour) + 0.05 for colour in sf.PALETTE[:4]]
    for one, next_one in itertools.pairwise(levels):
        assert max(one, next_one) / min(one, next_one) > 1.9


def test_a_caption_is_escaped():
    assert sf.caption("ROI < 2")._repr_html_().count("&lt;") == 1
    assert repr(sf.caption("ROI < 2")) == "ROI < 2"


def test_axes_of_time_are_named_in_the_language():
    chart = alt.Chart(pd.DataFrame({"day": pd.to_datetime(["2026-03-01", "2026-06-01"])}))
    chart = chart.mark_point().encode(alt.X("day:T", axis=alt.Axis(format="%B", values=[])))
    sf.start("zh")
    assert charts.spec(chart)["config"]["locale"]["time"]["months"][2] == "3月"
    sf.start("en")
    assert "locale" not in charts.spec(chart)["config"]
