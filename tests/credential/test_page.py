"""verify.html in a browser without any network accepts and rejects what Python's verifier does, in words."""

from __future__ import annotations

import base64
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from cases import CASES, Case
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from issuing import AWARD, NOW, TITLE, World, text_of
from playwright.sync_api import Browser, Page, expect, sync_playwright

from sixfold_grader.credential.keylist import first_list, rotated
from sixfold_grader.credential.page import build_page
from sixfold_grader.credential.pdf import chinese_font, rendered
from sixfold_grader.messages import section

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
TITLES = {AWARD.of: TITLE}
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        yield driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that may open files only, and fails the test if it asks for more or complains."""
    context = browser.new_context(offline=True)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert not [url for url in asked if not url.startswith(("file:", "blob:", "data:"))]
    assert not complaints


def opened(page: Page, case: Case, folder: Path) -> None:
    """Open the page that the case's issuer has published, on the case's day."""
    path = folder / "verify.html"
    path.write_text(build_page(case.world.key_list, TITLES, 30), encoding="utf-8")
    page.clock.set_fixed_time(case.now)
    page.goto(path.as_uri())


def give(page: Page, case: Case, folder: Path) -> None:
    """Type the certificate, choose the other files, press the button."""
    files = {f"status-{number}.json": text for number, text in enumerate(case.status)}
    files["keys.json"] = case.key_list
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    page.set_input_files("#files", [folder / name for name in files])
    expect(page.locator("#keys-names")).to_have_text("keys.json")
    page.fill("#content", case.content)
    page.get_by_role("button", name="Check").click()


@pytest.mark.parametrize("make", CASES.values(), ids=CASES)
def test_each_case_ends_with_its_own_message_in_both_languages(make, world, stranger, page, tmp_path):
    case = make(world, stranger)
    opened(page, case, tmp_path)
    give(page, case, tmp_path)
    expect(page.locator("#outcome")).to_have_attribute("data-code", case.code)
    expect(page.locator("#outcome")).to_have_class("good" if case.code == "valid" else "bad")
    said = page.locator("#reason").inner_text()
    for words in section("verification")[case.code].values():
        for piece in re.split(r"\{\w+\}", words):
            assert piece.strip() in said
    assert "{" not in said


def test_what_it_says_of_a_certificate_is_text_not_markup(world, page, tmp_path):
    hostile = replace(AWARD, holder="<img src=x onerror=\"document.title='owned'\">")
    case = Case("valid", world, text_of(world.certificate(hostile)), [text_of(world.lists)])
    opened(page, case, tmp_path)
    give(page, case, tmp_path)
    expect(page.get_by_text(hostile.holder)).to_be_visible()
    assert page.locator("#outcome img").count() == 0
    assert page.title() != "owned"


def test_files_may_be_dropped_anywhere_and_are_told_apart(world, page, tmp_path):
    case = CASES["genuine"](world, world)
    opened(page, case, tmp_path)
    transfer = page.evaluate_handle(
        """files => {
            const transfer = new DataTransfer()
            for (const [name, text] of files) transfer.items.add(new File([text], name))
            return transfer
        }""",
        [["mine.json", case.content], ["status.json", case.status[0]]],
    )
    page.dispatch_event("main", "drop", {"dataTransfer": transfer})
    expect(page.locator("#outcome")).to_have_attribute("data-code", "valid")
    expect(page.locator("#status-names")).to_have_text("status.json")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#outcome")).to_have_attribute("data-code", "")
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#outcome")).to_have_attribute("data-code", "unreadable")


def test_the_keyboard_is_enough(world, page, tmp_path):
    case = CASES["genuine"](world, world)
    opened(page, case, tmp_path)
    page.keyboard.press("Tab")
    page.keyboard.insert_text(case.content)
    for _step in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#outcome")).to_have_attribute("data-code", "status_missing")


def test_the_policy_lets_nothing_in_and_nothing_out(world, page, tmp_path):
    opened(page, CASES["genuine"](world, world), tmp_path)
    policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert policy is not None and policy.startswith("default-src 'none';")
    assert "unsafe" not in policy and "http" not in policy
    text = (tmp_path / "verify.html").read_text(encoding="utf-8")
    assert not re.findall(r"(?:src|href)=[\"']?(?:https?:)?//", text)
    for phrase in section("certificate")["not_official"].values():
        assert phrase in page.locator("main").inner_text()


def test_it_shows_which_keys_it_trusts_and_until_when(world, page, tmp_path):
    new = Ed25519PrivateKey.generate()
    key_list = rotated(world.key_list, None, new, NOW, stolen=True)
    opened(page, Case("valid", replace(world, key_list=key_list), "", []), tmp_path)
    _issuer, first, second = page.locator("footer li").all_inner_texts()
    assert first.endswith(
        "2026-11-27 – 2026-11-28 · given up, nothing it signed counts / 已作废，其签名一律无效"
    )
    assert second.endswith("2026-11-28 – …")


def test_the_printed_qr_code_can_be_read_and_checked(world, page, tmp_path):
    document = world.certificate()
    token = world.token(document)
    picture = rendered(document, token, TITLES, chinese_font(), "png")
    assert [code.text for code in zxingcpp.read_barcodes(pixels(page, picture))] == [token]


def pixels(page: Page, picture: bytes) -> np.ndarray:
    """Return a PNG's grey values, decoded by the browser."""
    source = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    width, grey = page.evaluate(
        """async source => {
            const image = new Image()
            image.src = source
            await image.decode()
            const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d')
            canvas.drawImage(image, 0, 0)
            const {data} = canvas.getImageData(0, 0, image.width, image.height)
            const grey = Uint8Array.from({length: data.length / 4}, (_, at) => data[4 * at])
            let text = ''
            for (let at = 0; at < grey.length; at += 8192)
                text += String.fromCharCode(...grey.slice(at, at + 8192))
            return [image.width, btoa(text)]
        }""",
        source,
    )
    return np.frombuffer(base64.b64decode(grey), dtype=np.uint8).reshape(-1, width).copy()


def test_the_page_holds_its_data_whatever_the_issuer_is_called(world, page, tmp_path):
    name = "</script><script>document.title='owned'</script>"
    key_list = first_list(name, Ed25519PrivateKey.generate(), NOW)
    case = Case("valid", World(world.private, key_list, world.signer), "", [])
    opened(page, case, tmp_path)
    assert json.loads(page.locator("#data").inner_text())["keys"]["name"] == name
    assert page.title() != "owned"
    expect(page.locator("footer")).to_contain_text(name)
