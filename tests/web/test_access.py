"""Sessions, roles and the headers of every answer."""

from __future__ import annotations

import re

import pytest

from sixfold_grader.web.app import CONTENT_POLICY
from sixfold_grader.web.guessing import MOST_FAILURES
from sixfold_grader.web.menu import MENU

from .cohort_on_record import STAFF
from .conftest import Visitor


def test_nothing_is_shown_before_signing_in(visitor, app):
    pages = [str(rule) for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    for path in pages:
        filled = re.sub(r"<(number:)?\w+>", "1", path)
        if filled in ("/sign-in", "/static/<path:filename>"):
            continue
        answer = visitor.get(filled)
        assert answer.status_code == 302 and answer.location.startswith("/sign-in"), path


def test_signing_in_leads_to_the_page_that_was_asked_for(visitor):
    asked = visitor.get("/heat-map?track=regional").location
    answer = visitor.send(asked, name="rui", password="correct horse battery")
    assert answer.location == "/heat-map?track=regional"
    assert visitor.get("/heat-map").status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_signing_in_never_leads_to_another_host(visitor, elsewhere):
    answer = visitor.send(
        "/sign-in", f"/sign-in?next={elsewhere}", name="rui", password="correct horse battery"
    )
    assert answer.location == "/"


def test_wrong_name_and_wrong_password_look_alike(visitor):
    answers = [visitor.sign_in("rui", "wrong"), visitor.sign_in("nobody", "wrong")]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert all("Account and password do not belong together" in answer.text for answer in answers)


def test_guessing_is_slowed_down_and_forgotten_in_time(visitor, clock):
    for _attempt in range(MOST_FAILURES):
        assert visitor.sign_in("rui", "wrong").status_code == 401
    held = visitor.sign_in("rui")
    assert held.status_code == 429 and "Try again in 15 min" in held.text
    assert visitor.sign_in("an").status_code == 302  # others are not held up
    clock.pass_by(minutes=16)
    assert visitor.sign_in("rui").status_code == 302


def test_many_names_from_one_address_are_slowed_down_too(visitor):
    codes = [visitor.sign_in(f"name{number}", "wrong").status_code for number in range(31)]
    assert codes == [401] * 30 + [429]


def test_a_copied_cookie_is_worth_nothing_after_signing_out(app, signed_in):
    rui = signed_in("rui")
    cookie = rui.client.get_cookie("sixfold_console")
    rui.send("/queue", "/sign-out")
    thief = Visitor(app.test_client())
    thief.client.set_cookie("sixfold_console", cookie.value)
    assert thief.get("/queue").status_code == 302


def test_a_session_ends_after_the_longest_time(signed_in, clock):
    rui = signed_in("rui")
    clock.pass_by(hours=9)
    assert rui.get("/queue").status_code == 200
    clock.pass_by(hours=2)
    answer = rui.get("/queue")
    assert answer.status_code == 302 and "expired" in answer.location
    assert "Your session has ended" in rui.get(answer.location).text


def test_a_closed_account_is_out_at_once(signed_in, records):
    rui = signed_in("rui")
    records.accounts.change("setup", "rui", active=False)
    assert rui.get("/queue").status_code == 302


def test_a_role_taken_away_is_gone_at_once(signed_in, records):
    rui = signed_in("rui")
    records.accounts.change("setup", "rui", roles=["auditor"])
    candidate = re.search(r"/candidate/(c-\w+)", rui.get("/queue").text)[1]
    assert rui.send(f"/candidate/{candidate}", f"/candidate/{candidate}/assign").status_code == 403


@pytest.mark.parametrize("name", STAFF)
def test_each_role_sees_its_screens_and_is_refused_the_others_in_words(signed_in, name):
    somebody = signed_in(name)
    menu = somebody.get(somebody.get("/").location).text
    for endpoint, _key, roles in MENU:
        path = {"log.page": "/log", "log.exports": "/exports", "decisions.waiting": "/approvals"}.get(
            endpoint,
            "/"
            + {"queue.page": "queue", "teams.index": "teams", "rating.waiting": "rating"}.get(
                endpoint, endpoint.split(".")[1].replace("_", "-")
            ),
        )
        allowed = not set(roles).isdisjoint(STAFF[name])
        answer = somebody.get(path)
        assert answer.status_code == (200 if allowed else 403), path
        assert (f'href="{path}"' in menu) == allowed
        if not allowed:
            assert "Your role does not allow this" in answer.text and "Nothing was changed" in answer.text


def test_a_form_without_its_token_is_refused_in_words(signed_in):
    rui = signed_in("rui")
    candidate = re.search(r"/candidate/(c-\w+)", rui.get("/queue").text)[1]
    answer = rui.client.post(f"/candidate/{candidate}/propose", data={"track": "brand"})
    assert answer.status_code == 400
    assert "The form was not sent from this session" in answer.text


def test_every_form_that_changes_something_is_protected(app, signed_in):
    ren = signed_in("ren")
    for rule in app.url_map.iter_rules():
        if "POST" in rule.methods:
            path = re.sub(r"<(number:)?\w+>", "1", str(rule))
            assert ren.client.post(path).status_code == 400, path


def test_headers_and_cookie_let_nothing_in(visitor):
    answer = visitor.sign_in("rui")
    assert answer.headers["Content-Security-Policy"] == CONTENT_POLICY
    assert "script" not in CONTENT_POLICY and "unsafe" not in CONTENT_POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/" in cookie


def test_no_page_holds_a_script_or_an_inline_style(signed_in):
    ren = signed_in("ren")
    candidate = re.search(r"/candidate/(c-\w+)", ren.get("/queue").text)[1]
    for path in ("/queue", f"/candidate/{candidate}", "/distribution", "/heat-map", "/log"):
        text = ren.get(path).text
        assert "<script" not in text and "style=" not in text and " onclick" not in text, path


def test_another_host_name_is_refused(visitor):
    answer = visitor.get("/sign-in", headers={"Host": "evil.example"})
    assert answer.status_code == 400 and "--allow-host" in answer.text


def test_it_works_below_a_prefix(make_app):
    app = make_app(prefix="/services/sixfold", hosts=("hub.example",), secure=True)
    visitor = Visitor(app.test_client(), "/services/sixfold")
    options = {"base_url": "https://hub.example"}
    page = visitor.get("/sign-in", **options)
    assert 'href="/services/sixfold/static/console.css"' in page.text
    with visitor.get("/static/console.css", **options) as style:
        assert style.status_code == 200
    token = re.search(r'csrf_token" value="([^"]+)"', page.text)[1]
    data = {"name": "rui", "password": "correct horse battery", "csrf_token": token}
    answer = app.test_client().get("/queue", **options)
    assert answer.status_code == 404 and "/services/sixfold/" in answer.text
    answer = visitor.client.post("/services/sixfold/sign-in?next=/queue", data=data, **options)
    assert answer.location == "/services/sixfold/queue"
    assert "Path=/services/sixfold/" in answer.headers["Set-Cookie"]
    assert "Secure" in answer.headers["Set-Cookie"]
    assert visitor.get("/queue", **options).status_code == 200


def test_the_language_stays_for_the_session(signed_in):
    rui = signed_in("rui")
    assert "Queue" in rui.get("/queue").text
    rui.send("/queue", "/language", language="zh", next="/heat-map")
    assert '<html lang="zh-CN">' in rui.get("/queue").text
    assert "待办队列" in rui.get("/queue").text
    rui.send("/queue", "/sign-out")
    assert "登录" in rui.get("/sign-in").text


def test_a_page_that_is_not_there_says_so(signed_in):
    answer = signed_in("rui").get("/nowhere")
    assert answer.status_code == 404 and "There is no such page" in answer.text


def test_the_menu_names_the_screen_one_is_on(signed_in):
    ren = signed_in("ren")
    for path in ("/log", "/exports", "/heat-map", "/distribution", "/team/p000"):
        marked = re.findall(r'href="([^"]+)" aria-current="page"', ren.get(path).text.split("</nav>")[0])
        assert marked == [path if path != "/team/p000" else "/teams"], path


def test_a_number_that_no_record_can_have_is_no_page_and_no_error(signed_in):
    ren, huge = signed_in("ren"), "9" * 30
    assert ren.get(f"/candidate/c-1/evidence/{huge}").status_code == 404
    assert ren.send("/queue", f"/decision/{huge}/approve").status_code == 404
    answer = ren.send("/queue", "/approve", decision=[huge, "²", "x"])
    assert "no proposal was ticked" in ren.get(answer.location).text
