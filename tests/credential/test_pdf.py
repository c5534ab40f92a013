"""The printed page: one A4 page, text that can be searched in both languages, Chinese glyphs embedded."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pypdf
import pytest
import segno
import zxingcpp
from issuing import AWARD, ISSUE, TITLE

from sixfold_grader.credential import pdf
from sixfold_grader.credential.pdf import chinese_font, qr_svg, rendered
from sixfold_grader.errors import CredentialError
from sixfold_grader.messages import section

TITLES = {AWARD.of: TITLE}
FULL = replace(
    AWARD,
    holder="欧阳娜娜·Very Long Name of a Holder",
    scores={f"Capability {n} / 能力{n}": f"{60 + n}.5" for n in range(6)},
    simulated=True,
)


def read(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


@pytest.fixture(scope="module")
def pages(world) -> dict[str, pypdf.PdfReader]:
    documents = {"plain": world.certificate(), "full": world.certificate(FULL)}
    return {
        name: read(rendered(document, world.token(document), TITLES, chinese_font()))
        for name, document in documents.items()
    }


@pytest.mark.parametrize("name", ["plain", "full"])
def test_it_is_one_a4_page_that_says_what_it_is_not(pages, name):
    (page,) = pages[name].pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    text = "".join(page.extract_text().split())
    for language in ("en", "zh"):
        assert "".join(section("certificate")["not_official"][language].split()) in text
        assert ("".join(section("certificate")["simulated"][language].split()) in text) == (name == "full")
        assert section("certificate")["merit"][language] in text
        assert "".join(TITLE[language].split()) in text
    assert ISSUE.id.removeprefix("urn:uuid:") in text and "2027-11-28" in text


def test_name_and_scores_only_if_they_are_in_the_certificate(pages):
    plain, full = (pages[name].pages[0].extract_text() for name in ("plain", "full"))
    assert "欧阳娜娜" in full and "65.5" in full
    assert "欧阳娜娜" not in plain and "能力" not in plain.replace("六项能力", "").replace("各项", "")


def test_the_fonts_are_embedded_and_the_page_is_tagged(pages):
    reader = pages["full"]
    fonts = reader.pages[0]["/Resources"]["/Font"]
    for font in fonts.values():
        (inner,) = font.get_object()["/DescendantFonts"]
        descriptor = inner.get_object()["/FontDescriptor"]
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None and reader.metadata.title == "Sixfold certificate: Brand provider"


def test_the_same_certificate_is_the_same_file(world):
    document = world.certificate()
    token = world.token(document)
    assert rendered(document, token, TITLES, chinese_font()) == rendered(
        document, token, TITLES, chinese_font()
    )


def test_the_qr_code_is_small_enough_for_a_phone(world):
    token = world.token(world.certificate(FULL))
    code = segno.make(token, error="m", micro=False)
    assert code.symbol_size(border=0)[0] <= 81  # 44 mm wide: more than half a millimetre a module
    image = np.array(
        [[0 if dark else 255 for dark in row] for row in code.matrix_iter(scale=3, border=4)], dtype=np.uint8
    )
    assert [found.text for found in zxingcpp.read_barcodes(image)] == [token]
    assert qr_svg(token).startswith("<svg")


def test_without_a_chinese_font_it_says_what_to_install(monkeypatch):
    class Bare:
        def families(self) -> list[str]:
            return ["DejaVu Sans"]

    monkeypatch.setattr(pdf, "_fonts", Bare)
    with pytest.raises(CredentialError, match="apt install fonts-noto-cjk"):
        chinese_font()
