import base64
import re
import subprocess
import sys

import pytest

import sixfold as sf
from sixfold.widgets.explorer import Explorer

MAKERS = {name: getattr(sf.widgets, name) for name in sf.widgets.__all__}


@pytest.fixture(params=sorted(MAKERS))
def widget(request: pytest.FixtureRequest) -> Explorer:
    return MAKERS[request.param]()


def test_every_control_changes_picture_and_sentence(widget: Explorer):
    for name, control in widget.controls.items():
        before = widget.picture.value, widget.sentence.value
        control.value = (not control.value) if isinstance(control.value, bool) else control.max
        assert widget.picture.value != before[0], name
        assert widget.sentence.value != before[1], name


def test_the_picture_is_svg_with_a_text_and_no_script(widget: Explorer):
    assert "<svg" in widget.picture.value and "<script" not in widget.picture.value
    assert 'role="img" aria-label="' in widget.picture.value
    assert 'role="status"' in widget.sentence.value
    assert "Noto Sans CJK SC" in widget.picture.value and "unmeasured" not in widget.picture.value


def test_two_widgets_on_a_page_share_no_ids(widget: Explorer):
    assert re.findall(r'\bid="', widget.picture.value) == []


def test_without_a_kernel_there_is_a_picture_and_a_sentence(widget: Explorer):
    bundle = widget._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    assert bundle["text/plain"] == widget.view.sentence


@pytest.mark.parametrize("maker", MAKERS.values(), ids=MAKERS)
def test_every_word_is_chinese_in_a_chinese_notebook(maker):
    sf.start("zh")
    widget = maker()
    labels = [control.description for control in widget.controls.values()]
    assert all(re.search(r"[\u4e00-\u9fff]", words) for words in [*labels, widget.view.sentence])
    assert len(re.findall("<li>", widget.children[-1].value)) == 3


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "stop at ¥6,200"),
        ({"spend": 1_000}, "go on to ¥6,200"),
        ({"spend": 6_250}, "this is the place to stop"),
        ({"break_even": 6.0, "half": 15_000}, "no spend makes a profit"),
    ],
)
def test_saturation_says_what_to_do(settings: dict[str, float], words: str):
    widget = sf.widgets.saturation()
    for name, value in settings.items():
        widget.controls[name].value = value
    assert words in widget.view.sentence


def test_roi_goal_tells_paid_from_overall():
    widget = sf.widgets.roi_goal()
    assert "The budget starts to fail at 13:00" in widget.view.sentence
    assert "overall" not in widget.view.sentence
    widget.controls["all_domain"].value = True
    assert "payment ROI 3.34" in widget.view.sentence
    assert "overall ROI of 5.21" in widget.view.sentence
    widget.controls["goal"].value = 5.0
    assert "The budget lasts all day" in widget.view.sentence


def test_minute_replay_names_the_rate_only_after_it_broke():
    widget = sf.widgets.minute_replay()
    assert "Broken: product click, from minute 66" in widget.view.sentence
    widget.controls["minute"].value = 60
    assert "No rate has broken so far" in widget.view.sentence
    widget.controls["minute"].value, widget.controls["evening"].value = 119, 4
    assert "it is the traffic" in widget.view.sentence


def test_room_simulator_says_what_the_burst_adds():
    widget = sf.widgets.room_simulator()
    assert "The burst costs ¥14,560 and adds ¥20,477 of GMV" in widget.view.sentence
    widget.controls["burst"].value = 0
    assert "costs ¥0 and adds ¥0" in widget.view.sentence


def test_import_is_light():
    heavy = "{'pandas', 'altair', 'ipywidgets', 'vl_convert'} & set(sys.modules)"
    code = f"import sys, sixfold; print({heavy} or 'none')"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "none"
