"""`verify.html`: a static file that checks certificates in a browser, the issuer's keys pinned in it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from sixfold_grader.blueprint import LANGUAGES, Text
from sixfold_grader.credential.documents import BASE_TYPES, CONTEXTS, TYPES, about, joined, words
from sixfold_grader.credential.keylist import KIND
from sixfold_grader.credential.proofs import CREDENTIALS_CONTEXT, SUITES, Document
from sixfold_grader.credential.status import PLACES, PURPOSES, list_id
from sixfold_grader.credential.times import in_words
from sixfold_grader.credential.verification import BIT_MEANS, LARGEST
from sixfold_grader.messages import section


def build_page(keys: Document, titles: Mapping[str, Text], days: int) -> str:
    """Return the page.

    Parameters
    ----------
    keys : dict
        The issuer's signed key list; its keys are what the page trusts.
    titles : mapping of str to Text
        Names of capabilities and tracks by id.
    days : int
        Age at which a status list is no longer accepted.
    """
    assets = files("sixfold_grader.credential").joinpath("assets")
    template, script, style = (
        assets.joinpath(f"verify.{kind}").read_text(encoding="utf-8") for kind in ("html", "js", "css")
    )
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.from_string(template).render(
        words={**section("page"), "not_official": section("certificate")["not_official"]},
        issuer=f"{keys['name']} · {keys['id']}",
        keys=[_told(method) for method in keys["verificationMethod"]],
        data=_inert(_data(keys, titles, days)),
        # Markup: our own files, and the policy's hashes are of exactly these characters.
        script=Markup(script),
        style=Markup(style),
        script_hash=_policy_hash(script),
        style_hash=_policy_hash(style),
    )


def _data(keys: Document, titles: Mapping[str, Text], days: int) -> dict[str, Any]:
    page = section("page")
    fields = ("holder", "name", "kind", "of", "level", "starts", "ends", "description", "id")
    shown = {key: joined(title) for key, title in titles.items()}
    shown |= {key: joined(words(key)) for key in ("pass", "merit", "distinction")}
    return {
        "keys": keys,
        "keyListType": KIND,
        "lists": {purpose: list_id(keys["id"], purpose) for purpose in PURPOSES},
        "bitMeans": BIT_MEANS,
        "suites": list(SUITES),
        "contexts": CONTEXTS,
        "statusContexts": [CREDENTIALS_CONTEXT],
        "baseTypes": BASE_TYPES,
        "types": TYPES,
        "places": PLACES,
        "largest": LARGEST,
        "days": days,
        "messages": {**section("verification"), "old_browser": page["old_browser"]},
        "words": {key: page[key] for key in ("accepted", "rejected")},
        "notices": {"real": about(simulated=False), "simulated": about(simulated=True)},
        "fields": {key: _joined(page[f"field_{key}"]) for key in fields},
        "names": {**shown, **{kind: _joined(page[kind]) for kind in TYPES}},
    }


def _told(method: Mapping[str, str]) -> str:
    """Return a key with its days in words."""
    ends = in_words(method["validUntil"]) if "validUntil" in method else "…"
    given_up = f" · {_joined(section('page')['given_up'])}" if "revoked" in method else ""
    return f"{method['publicKeyMultibase']} · {in_words(method['validFrom'])} – {ends}{given_up}"


def _joined(text: Mapping[str, str]) -> str:
    return " / ".join(text[language] for language in LANGUAGES)


def _inert(data: Mapping[str, Any]) -> Markup:
    """Return JSON that cannot end its element: `<` only occurs inside strings."""
    return Markup(json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"))


def _policy_hash(content: str) -> Markup:
    return Markup(f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}")
