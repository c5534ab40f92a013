"""A certificate as one bilingual A4 page with a QR code; Chinese glyphs embedded, text extractable."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import segno
import typst

from sixfold_grader.blueprint import Text
from sixfold_grader.credential.documents import award_of, joined, notices, words
from sixfold_grader.credential.times import in_words, moment
from sixfold_grader.errors import CredentialError

# Families with simplified Chinese, in the order of preference; any one will do.
CHINESE = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Zen Hei",
)


def chinese_font() -> str:
    """Return a font family with Chinese that this machine has.

    Raises
    ------
    CredentialError
        There is none.
    """
    families = set(_fonts().families())
    for family in CHINESE:
        if family in families:
            return family
    raise CredentialError(
        "no font with Chinese characters is installed, so the certificate cannot be printed; "
        "on Debian or Ubuntu run `apt install fonts-noto-cjk` "
        f"(any of these will do: {', '.join(CHINESE)})"
    )


def rendered(
    document: Mapping[str, Any],
    token: str,
    titles: Mapping[str, Text],
    font: str,
    kind: Literal["pdf", "png"] = "pdf",
) -> bytes:
    """Return the page, as PDF or as a picture of 144 pixels an inch.

    Parameters
    ----------
    document : mapping
        The signed certificate.
    token : str
        What the QR code holds.
    titles : mapping of str to Text
        Names of capabilities and tracks by id.
    font : str
        A family of this machine with Chinese, see `chinese_font`.
    kind : "pdf" or "png"
    """
    template = files("sixfold_grader.credential").joinpath("assets", "certificate.typ").read_bytes()
    inputs = {
        "certificate": json.dumps(_shown(document, titles[award_of(document).of], font)),
        "qr": qr_svg(token),
    }
    page = typst.compile(
        template,
        font_paths=_fonts(),
        format=kind,
        sys_inputs=inputs,
        timestamp=int(moment(document["validFrom"]).timestamp()),
    )
    if not isinstance(page, bytes):
        raise CredentialError(f"the certificate {document['id']} does not fit on one page")
    return page


@cache
def _fonts() -> typst.Fonts:
    """Return this machine's fonts; looking for them takes longer than a page."""
    return typst.Fonts()


def qr_svg(token: str) -> str:
    """Return a QR code with medium error correction and its quiet zone as SVG."""
    stream = io.BytesIO()
    segno.make(token, error="m", micro=False).save(stream, kind="svg", border=4, xmldecl=False)
    return stream.getvalue().decode()


def _shown(document: Mapping[str, Any], title: Text, font: str) -> dict[str, Any]:
    award = award_of(document)
    facts = {
        "issued": in_words(document["validFrom"]),
        "until": in_words(document["validUntil"]),
        "number": document["id"].removeprefix("urn:uuid:"),
        "issuer": document["issuer"]["id"].removeprefix("urn:uuid:"),
    }
    not_official, *simulated = [asdict(notice) for notice in notices(award.simulated)]
    return {
        "font": font,
        "name": asdict(words(f"name_{award.kind}", title)),
        "issuer": document["issuer"]["name"],
        "holder": award.holder,
        "level": asdict(words(award.level)),
        "criteria": asdict(words(f"criteria_{award.kind}")),
        "scores": award.scores,
        "facts": {joined(words(key)): value for key, value in facts.items()},
        "how": asdict(words("how")),
        "qr_alt": joined(words("qr")),
        "not_official": not_official,
        "simulated": simulated,
    }
