"""Texts of the console: both languages, the same facts in each, nothing left over."""

from __future__ import annotations

import re
import string
import tomllib
from importlib.resources import files

from sixfold_grader.records.decisions import REASONS
from sixfold_grader.roles import ROLES
from sixfold_grader.web.marking import criterion_title
from sixfold_grader.web.texts import say

PACKAGE = files("sixfold_grader")
TEXTS = tomllib.loads(PACKAGE.joinpath("web/texts.toml").read_text(encoding="utf-8"))
# Sections whose key is made while the page is drawn.
COMPUTED = {"tab", "state", "role", "menu", "case", "case_state", "reason_code", "rating_task", "heat"}
COMPUTED |= {"criterion", "issued", "issued_state", "items", "exports", "queue", "error"}


def facts(text: str) -> set[str | None]:
    return {name for _literal, name, _spec, _conversion in string.Formatter().parse(text) if name}


def test_both_languages_name_the_same_facts():
    for section, entries in TEXTS.items():
        for key, entry in entries.items():
            assert set(entry) == {"en", "zh"}, (section, key)
            assert facts(entry["en"]) == facts(entry["zh"]), (section, key)


def test_every_key_that_is_used_is_there_and_every_text_is_used():
    web = PACKAGE.joinpath("web")
    sources = [web, web.joinpath("pages"), web.joinpath("templates")]
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in sources
        for path in folder.iterdir()
        if path.name.endswith((".py", ".html"))
    )
    used = set(re.findall(r"""(?:\bt\(|say\()\s*['"]([a-z_]+)\.([a-z_0-9]*[a-z0-9])['"]""", code))
    assert not {(section, key) for section, key in used if section in TEXTS and key not in TEXTS[section]}
    left = {(s, k) for s, entries in TEXTS.items() if s not in COMPUTED for k in entries} - used
    assert not left


def test_every_role_and_reason_has_a_name():
    for key in (*(f"role.{role}" for role in ROLES), *(f"reason_code.{code}" for code in REASONS)):
        assert say(key, "en") and say(key, "zh")


def test_criteria_are_named_or_called_by_their_id():
    assert criterion_title("clarity", "zh").startswith("清晰")
    assert criterion_title("of_a_new_form", "en") == "of a new form"


def test_no_section_hides_one_that_everybody_shares():
    shared = tomllib.loads(PACKAGE.joinpath("messages.toml").read_text(encoding="utf-8"))
    assert not set(shared) & set(TEXTS)
