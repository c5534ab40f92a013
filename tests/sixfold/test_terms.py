import pytest

import sixfold as sf
from sixfold import language
from sixfold.terms import tip
from sixfold.widgets.explorer import slider


@pytest.mark.parametrize("name", ["ctr", "CTR", "点击率", "click rate"])
def test_a_term_is_found_by_any_spelling(name):
    assert "clicks / impressions" in sf.term(name)
    language.use("zh")
    assert sf.term(name).startswith("点击率 = clicks / impressions：展现中被点击的比例。注意：")


def test_an_unknown_term_says_where_to_look():
    with pytest.raises(sf.TermUnknown, match=r"no term 'ctx'.*Glossary"):
        sf.term("ctx")


def test_a_label_is_explained_by_its_longest_term():
    assert tip("Break-even ROI").startswith("break-even ROI")
    assert tip("conversion rate and clicks").startswith("conversion rate")
    assert tip("colour") == ""


def test_a_slider_carries_its_term_s_tooltip():
    assert slider("Break-even ROI", 2.0, 1.0, 5.0, 0.1).tooltip == sf.term("break_even_roi")


def test_a_chart_s_tooltip_names_formula_and_unit():
    shown = sf.tooltip("cpm_mean:Q", "cpm").to_dict()
    assert shown["field"] == "cpm_mean"
    assert (shown["title"], shown["format"]) == ("CPM = spend / impressions × 1000 (¥)", ",.2f")
