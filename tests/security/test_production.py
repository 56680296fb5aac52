"""Attacks 21, 24 and the poisoned Host header: what an installation that people rely on shows, keeps and links to."""

from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from peerhub import create_app
from peerhub.base.database.engine import Database
from peerhub.base.mail.models import DROPPED, OutgoingMail
from peerhub.base.mail.render import render
from peerhub.base.settings_loading import load
from peerhub.base.web.extensions import limiter, memory_limiter
from tests.cast import PASSWORD, Cast
from tests.security.world import World, endpoints
from tests.support.forms import submit

HTTPS = {"base_url": "https://peers.test"}
ELSEWHERE = {"Host": "not-ours.test", "X-Forwarded-Host": "not-ours.test"}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture
def production(tmp_path: Path, databases: Any) -> Iterator[Flask]:
    """The site as an installation runs it."""
    url = databases.fresh()
    given = {
        "PEERHUB_ENV": "production",
        "PEERHUB_VAR": str(tmp_path),
        "PEERHUB_MEMORY": str(tmp_path / "memory"),
        "PEERHUB_DATABASE_URL": url,
        "PEERHUB_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
        "PEERHUB_PUBLIC_URL": "https://peers.test",
        "PEERHUB_SMTP_HOST": "localhost",
        "PEERHUB_MAIL_FROM": "peers@peers.test",
    }
    site = create_app(load(given))
    yield site
    limiter.enabled = memory_limiter.enabled = False
    site.extensions["peerhub.database"].close()
    databases.drop(url)


def test_the_endpoints_of_the_demonstration_are_not_there(production: Flask) -> None:
    assert [rule.rule for rule in production.url_map.iter_rules() if rule.endpoint.startswith("demo")] == []
    client = production.test_client()
    for path in ("/demo/mail", "/demo/mail/x", "/demo/clock", "/design"):
        assert client.get(path, **HTTPS).status_code == 404


def test_cookies_are_for_this_site_over_https_and_not_for_scripts(production: Flask, cast: Cast) -> None:
    client = production.test_client()
    token = client.get("/sign-in", **HTTPS).text.partition('name="csrf_token"')[2].split('"')[1::2]
    form = {"csrf_token": next(each for each in token if len(each) > 40), "email": cast.seeker.email}
    referer = {"Referer": "https://peers.test/sign-in"}
    answer = client.post("/sign-in", data=form | {"password": PASSWORD}, headers=referer, **HTTPS)
    assert answer.status_code == 302
    answered = [*answer.headers.getlist("Set-Cookie"), *_language(client, form, referer)]
    assert len(answered) > 1
    for header in answered:
        cookie = next(iter(SimpleCookie(header).values()))
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, True, "Lax", "")


def _language(client: FlaskClient, form: dict[str, str], headers: dict[str, str]) -> list[str]:
    token = client.get("/profile", **HTTPS).text.partition('name="csrf_token"')[2].split('"')[1::2]
    form = {"csrf_token": next(each for each in token if len(each) > 40), "language": "fr"}
    return client.post("/language", data=form, headers=headers, **HTTPS).headers.getlist("Set-Cookie")


def test_browsers_are_told_to_come_over_https_only(production: Flask) -> None:
    answer = production.test_client().get("/sign-in", **HTTPS)
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_health_tells_nothing_but_whether_it_answers(production: Flask) -> None:
    answer = production.test_client().get("/healthz", **HTTPS)
    assert answer.get_json() == {"status": "ok"}
    assert not {"Set-Cookie", "Server", "X-Powered-By"} & set(answer.headers.keys())


def test_every_answer_carries_the_headers_of_the_site(app: Flask, browse: Any, cast: Cast, world: World) -> None:
    browser = browse(cast.seeker)
    answers = [browser.get(world.path(rule)) for rule in endpoints(app, "GET")]
    for answer in [*answers, browser.get("/nowhere"), browser.post("/profile"), browser.put("/profile")]:
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, answer.request.path
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
        assert "unsafe" not in policy
        if answer.status_code == 200:
            assert answer.headers.get("Cache-Control", "").startswith(("private", "no-store")) or not answer.text
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_pages_hold_no_script_style_or_frame_of_their_own(app: Flask, browse: Any, cast: Cast, world: World) -> None:
    browser = browse(cast.seeker)
    for rule in endpoints(app, "GET"):
        answer = browser.get(world.path(rule))
        if answer.mimetype == "text/html":
            for forbidden in (" style=", "<style", " onclick=", " onload=", "<iframe", "<object", "<script>"):
                assert forbidden not in answer.text, (rule.rule, forbidden)


def test_links_in_mails_lead_to_the_public_address_whatever_host_was_asked(
    app: Flask, client: FlaskClient, browse: Any, cast: Cast, database: Database, world: World
) -> None:
    assert world
    token = client.get("/sign-in/link").text.partition('name="csrf_token"')[2].split('"')[1::2]
    form = {"csrf_token": next(each for each in token if len(each) > 40), "email": cast.seeker.email}
    client.post("/sign-in/link", data=form, headers={"X-Forwarded-Host": "not-ours.test"})
    with app.test_request_context("/", headers=ELSEWHERE), database.session() as db:
        sent = db.query(OutgoingMail).where(OutgoingMail.state != DROPPED).all()
        assert {mail.kind for mail in sent} >= {"accounts/sign_in_link", "accounts/invitation", "sessions/invitation"}
        for mail in sent:
            written = render(database.settings, mail).as_string()
            assert "not-ours" not in written, mail.kind


def test_no_answer_repeats_a_host_that_is_not_ours(app: Flask, browse: Any, cast: Cast, world: World) -> None:
    browser = browse(cast.seeker)
    for rule in endpoints(app, "GET"):
        answer = browser.get(world.path(rule), headers={"X-Forwarded-Host": "not-ours.test"})
        assert "not-ours" not in answer.text + str(answer.headers), rule.rule


def test_signing_out_leads_to_the_sign_in_page_only(browse: Any, cast: Cast) -> None:
    answer = submit(browse(cast.seeker), "/sign-out?next=//not-ours.test", form_path="/profile", next="//not-ours.test")
    assert answer.location == "/sign-in"
