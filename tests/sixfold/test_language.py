import re
import string
from pathlib import Path

import pytest

import sixfold as sf
from sixfold import language

SOURCE = Path(sf.__file__).parent


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_label_has_both_languages_with_the_same_placeholders():
    for key, label in language.labels().items():
        assert set(label) == {"en", "zh"}, key
        assert label["en"] and label["zh"], key
        assert placeholders(label["en"]) == placeholders(label["zh"]), key


def test_every_chinese_label_with_words_is_chinese():
    english = [
        key for key, label in language.labels().items() if re.fullmatch(r"[\x00-\x7f]{4,}", label["zh"])
    ]
    assert english == []


def test_every_key_in_the_source_is_a_label():
    used = {
        key
        for path in SOURCE.rglob("*.py")
        if path.name != "language.py"
        for key in re.findall(r'\bt\(\s*"([a-z_.]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(used) > 40
    assert used <= set(language.labels())


def test_text_follows_the_language():
    assert sf.t("check.passed") == "right"
    sf.start("zh")
    assert sf.t("check.passed") == "回答正确"
    assert sf.text(en="spend", zh="消耗") == "消耗"


def test_unknown_language_says_which_there_are():
    with pytest.raises(sf.LanguageUnknown, match=r"'fr'.*\"en\".*\"zh\""):
        sf.start("fr")


def test_missing_key_and_missing_value_are_named():
    with pytest.raises(sf.LabelMissing, match=r"no\.such"):
        sf.t("no.such")
    with pytest.raises(sf.LabelMissing, match="needs a value for 'line'"):
        sf.t("check.line")


def test_an_error_shows_its_message_instead_of_a_traceback():
    shown = sf.DataSetNotFound("what to do")._render_traceback_()
    assert shown == ["DataSetNotFound: what to do"]
